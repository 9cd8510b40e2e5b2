//! Where a text quotes a metric: ids in braces that stand alone among its words.
//!
//! What such an id stands for is left to [`super::metrics`].

use std::ops::Range;

/// A part of a text that may quote metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it stands.
    Text(&'t str),
    /// What stood in braces and looks like the id of a metric.
    Name(&'t str),
}

/// Divides `text` where an id stands alone in braces. In double braces it stands for itself. All other braces are
/// ordinary text: those of code, of paths and addresses, and those that touch a word.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let code = code(text);
    let mut pieces = Vec::new();
    let mut done = 0;
    for (open, _) in text.match_indices('{') {
        if open < done || code.iter().any(|span| span.contains(&open)) {
            continue;
        }
        let Some((piece, end)) = quote(text, open) else { continue };
        pieces.extend([Piece::Text(text.get(done..open).unwrap_or_default()), piece]);
        done = end;
    }
    pieces.push(Piece::Text(text.get(done..).unwrap_or_default()));
    pieces.retain(|piece| *piece != Piece::Text(""));
    pieces
}

/// What the brace at `open` begins, and where that ends, if it looks like a quote.
fn quote(text: &str, open: usize) -> Option<(Piece<'_>, usize)> {
    let (before, from) = text.split_at_checked(open)?;
    let inside = from.trim_start_matches('{');
    let braces = from.len() - inside.len();
    let name = named(inside)?;
    let end = open + name.len() + 2 * braces;
    let after = text.get(end..)?;
    let is_closed = inside.get(name.len()..)?.starts_with(if braces == 1 { "}" } else { "}}" });
    if braces > 2 || !is_closed || !stands_alone(before, after) {
        return None;
    }
    // Of double braces one pair stays.
    let piece = if braces == 1 { Piece::Name(name) } else { Piece::Text(text.get(open + 1..end - 1)?) };
    Some((piece, end))
}

/// The id with which `inside` begins, where a closing brace follows it.
fn named(inside: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    let name = inside.get(..inside.find('}')?)?;
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let fits = name.len() <= LONGEST && name.contains(|c: char| c.is_ascii_lowercase());
    (fits && name.chars().all(is_id)).then_some(name)
}

/// Whether nothing but marks of sentences and emphasis stands between `before` and `after` and the words around.
fn stands_alone(before: &str, after: &str) -> bool {
    let parts = |c: char| c.is_whitespace() || "()[]\"'“”„‘’«»‹›–—,;|…→".contains(c);
    let left = before.rsplit(parts).next().unwrap_or_default();
    let right = after.split(parts).next().unwrap_or_default();
    let address = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    left.chars().all(|c| "*_~<>=≈≤≥±".contains(c))
        && right.chars().all(|c| "*_~.:!?".contains(c))
        && !address.contains("://")
}

/// The code in `text`: between backticks, and in blocks that backticks or tildes fence.
fn code(text: &str) -> Vec<Range<usize>> {
    const FENCE: usize = 3;
    let mut runs = runs(text).into_iter();
    let mut code = Vec::new();
    while let Some(open) = runs.next() {
        let is_fence = open.len() >= FENCE;
        let mark = text.get(open.start..open.start + 1);
        let closes = |run: &Range<usize>| {
            let fits = if is_fence { run.len() >= open.len() } else { run.len() == open.len() };
            fits && text.get(run.start..run.start + 1) == mark
        };
        let inside = |close: usize| text.get(open.end..close).unwrap_or_default();
        let rest = runs.clone();
        let close = runs.by_ref().find(closes);
        match close {
            Some(close) if is_fence || !is_parted(inside(close.start)) => code.push(open.start..close.end),
            // A block that nothing closes goes on to the end.
            None if is_fence && text.get(..open.start).is_some_and(begins_line) => code.push(open.start..text.len()),
            _ => runs = rest,
        }
    }
    code
}

/// Runs of backticks, and of three tildes or more.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for (at, mark) in text.match_indices(['`', '~']) {
        match runs.last_mut() {
            Some(run) if run.end == at && last == Some(mark) => run.end += 1,
            _ => runs.push(at..at + 1),
        }
        last = Some(mark);
    }
    runs.retain(|run| run.len() > 2 || text.get(run.start..).is_some_and(|rest| rest.starts_with('`')));
    runs
}

/// Whether an empty line stands in `text`.
fn is_parted(text: &str) -> bool {
    text.lines().skip(1).any(|line| line.trim().is_empty())
}

fn begins_line(before: &str) -> bool {
    before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};
    use proptest::prelude::*;

    fn names(text: &str) -> Vec<&str> {
        let name = |piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        };
        pieces(text).into_iter().filter_map(name).collect()
    }

    #[test]
    fn what_is_written_like_an_id_is_found() {
        use Piece::{Name, Text};
        assert_eq!(pieces("plain"), [Text("plain")]);
        assert_eq!(
            pieces("a {pages} b {double-charges}"),
            [Text("a "), Name("pages"), Text(" b "), Name("double-charges")]
        );
        for plain in ["{}", "{Pages}", "{two words}", "{1}", "{é}", "{", "}", "{pages", "{a.b}", "{ pages }"] {
            assert_eq!(pieces(plain), [Text(plain)]);
        }
    }

    #[test]
    fn an_id_alone_in_braces_is_a_quote() {
        for text in [
            "{a-1}",
            "is {a-1}.",
            "({a-1})",
            "\"{a-1}\"",
            "**{a-1}**, _{a-1}_",
            "{a-1}: why?",
            "~{a-1}",
            ">{a-1}",
            "{a-1}…",
            "now {a-1}?!",
            "{a-1}'s",
            "[{a-1}](https://example.org/a)",
            "| {a-1} |",
            "a `b {c}` {a-1} `d`",
            "it`s {a-1}",
            "one ` here\n\n{a-1}\n\nand ` there",
            "and/or {a-1}",
        ] {
            assert!(names(text).iter().all(|name| *name == "a-1") && !names(text).is_empty(), "{text}");
        }
        assert_eq!(names("{a}–{b}, {c}→{d} {e},{f}"), ["a", "b", "c", "d", "e", "f"]);
    }

    #[test]
    fn other_braces_are_text() {
        for text in [
            "/namespaces/{namespace}/pods",
            "GET /pods/{pod}",
            "{team}/{service}",
            "https://{host}",
            "https://a.example/?q={q}",
            "<https://a.example/{id}>",
            "[x](https://a.example/1,{id})",
            "${name}",
            "#{name}",
            "%{name}",
            "\\{name}",
            "svc-{env}",
            "{env}-prod",
            "{env}.example.org",
            "{host}:{port}",
            "{a}{b}",
            "{name}s",
            "arn:aws:{region}:x",
            "`{name}`",
            "`` a ` {name} ``",
            "```\n{name}\n```",
            "~~~\n{name}\n~~~",
            "a\n```sh\n{name}",
            "```\na\n\n{name}\n````\n",
            "{{ name }}",
            "{{{name}}}",
            "{{name}",
            "{ name }",
            "{Name}",
            "{a b}",
            "{\"a\": {b}}",
            "{1}",
            "{}",
            "{%name%}",
            "f{name}",
            "@{name}",
            "C:\\{name}\\x",
            "a\n\n``a\n{name}``",
        ] {
            let put: String = pieces(text)
                .iter()
                .map(|it| match it {
                    Piece::Text(text) => *text,
                    Piece::Name(_) => "",
                })
                .collect();
            assert_eq!(put, text);
        }
    }

    #[test]
    fn in_double_braces_it_stands_for_itself() {
        assert_eq!(pieces("a {{b}}."), [Piece::Text("a "), Piece::Text("{b}"), Piece::Text(".")]);
        assert_eq!(pieces("`{{b}}` /{{b}}/"), [Piece::Text("`{{b}}` /{{b}}/")]);
    }

    proptest! {
        #[test]
        fn pieces_lose_nothing(text in "(\\{|\\}|\\{\\{|\\}\\}|a|b-c|_|1|é| |`|```|~~~|\n){0,24}") {
            let put_together: String = pieces(&text).iter().map(|piece| match piece {
                Piece::Text(text) => (*text).to_owned(),
                Piece::Name(name) => format!("{{{name}}}"),
            }).collect();
            // Only doubled braces around an id become single.
            prop_assert!(put_together.len() <= text.len());
            prop_assert_eq!(put_together.replace(['{', '}'], ""), text.replace(['{', '}'], ""));
            if !text.contains("{{") {
                prop_assert_eq!(put_together, text);
            }
        }
    }
}
