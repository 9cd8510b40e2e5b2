//! Makes text from files harmless where it is printed, one function per sink; what is printed is left to the formats.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether `c` is a control character, steers the direction of text, or takes no room: what a reader cannot see.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Several lines of plain text: hidden characters as `<U+202E>`, tabs as spaces, lines ended by LF.
pub(crate) fn terminal(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && is_hidden(c)) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push(' '),
            '\r' if rest.peek() == Some(&'\n') => {}
            c if is_hidden(c) => push_code_point(&mut out, c),
            c => out.push(c),
        }
    }
    out.into()
}

fn push_code_point(out: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = write!(out, "<U+{:04X}>", u32::from(c));
}

/// Plain text in one line: as [`terminal`], and a line break is a space.
pub(crate) fn line(line: &str) -> Cow<'_, str> {
    match terminal(line) {
        clean if clean.contains('\n') => clean.trim_end_matches('\n').replace('\n', " ").into(),
        clean => clean,
    }
}

/// Stands in for a character of a quoted source line: as many characters as before, so that carets stay in place.
pub(in crate::render) fn excerpt(c: char) -> char {
    match c {
        '\t' => '\t',
        '\u{7f}' => '\u{2421}',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Puts `with` between the signs of every `##[` and `##word[`, which build servers obey anywhere in a line.
fn break_markers(text: &str, with: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find("##") {
        let (before, marker) = rest.split_at(at);
        out.push_str(before);
        let after = marker.trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let signs = marker.len() - marker.trim_start_matches('#').len();
        if after.starts_with('[') {
            out.extend(std::iter::repeat_n('#', signs - 1));
            out.push_str(with);
        } else {
            out.extend(std::iter::repeat_n('#', signs));
        }
        rest = marker.trim_start_matches('#');
    }
    out.push_str(rest);
    out
}

/// A finished text for a terminal or a build log: no line of it is a command to the build server.
pub(crate) fn log(out: String) -> String {
    let mut safe = String::with_capacity(out.len());
    for line in break_markers(&out, " #").split_inclusive('\n') {
        let command = line.trim_start();
        match command.strip_prefix("::") {
            // Three colons name no command; they mark second places.
            Some(rest) if !rest.starts_with(':') => {
                safe.push_str(line.strip_suffix(command).unwrap_or_default());
                safe.push_str(": :");
                safe.push_str(rest);
            }
            _ => safe.push_str(line),
        }
    }
    safe
}

/// A finished JSON document: the same values, hidden characters and build-server markers as `\u` escapes.
pub(in crate::render) fn json(out: &str) -> String {
    let mut safe = String::with_capacity(out.len());
    for c in break_markers(out, "\\u0023").chars() {
        if c >= '\u{7f}' && is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

/// The message of a workflow command.
pub(in crate::render) fn command_message(message: &str) -> String {
    break_markers(&terminal(message), " #").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
pub(in crate::render) fn command_property(property: &str) -> String {
    command_message(property).replace(':', "%3A").replace(',', "%2C")
}

/// A path as a relative URI reference.
pub(in crate::render) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Breaks a word that a host would turn into a link, a mention or a reference, without being seen.
const BREAK: &str = "&#8203;";

/// One line of text inside Markdown, in a table cell as well as in a paragraph: it shows as it is written and does
/// nothing: no mention, reference, link, image, HTML, code, table border or list.
pub(in crate::render) fn markdown(text: &str) -> String {
    let text = line(text);
    let text = text.trim();
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for (at, c) in text.char_indices() {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => {
                out.push(c);
                out.push_str(BREAK);
            }
            // An issue is a number.
            '#' if after.starts_with(|c: char| c.is_ascii_digit()) => {
                out.push(c);
                out.push_str(BREAK);
            }
            '#' if before.is_empty() => out.push_str("\\#"),
            ':' if after.starts_with("//") => {
                out.push(c);
                out.push_str(BREAK);
            }
            '.' if ends_with_word(before, "www") => {
                out.push_str(BREAK);
                out.push(c);
            }
            '-' if ends_with_word(before, "gh") => {
                out.push_str(BREAK);
                out.push(c);
            }
            // Without a bracket before them, parentheses are just that.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // Lists and underlined headings.
            '-' | '+' | '=' if before.is_empty() && begins_block(after, c) => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if is_number(before) && begins_block(after, c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether a sign at the beginning of a line, or behind a number there, begins a list or underlines a heading: nothing
/// but more of it or a space follows. What comes behind the text is not known, so its end counts as both.
fn begins_block(after: &str, sign: char) -> bool {
    let rest = after.trim_start_matches(sign);
    rest.is_empty() || after.starts_with(char::is_whitespace) || (rest.len() < after.len() && rest.starts_with(' '))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A message of ours inside Markdown, as [`markdown`]: names that it puts between backticks are shown as code.
pub(in crate::render) fn markdown_message(text: &str) -> String {
    // In code nothing is escaped, so only what can do nothing there is shown as code.
    let plain = |c: char| c.is_ascii_alphanumeric() || " -_./=\"'[]{},()".contains(c);
    let is_code = |piece: &str| !piece.is_empty() && piece.trim() == piece && piece.chars().all(plain);
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        match after.split_once('`') {
            Some((code, behind)) if is_code(code) => {
                push_part(&mut out, before);
                let _ = write!(out, "`{code}`");
                rest = behind;
            }
            _ => {
                push_part(&mut out, before);
                out.push_str("\\`");
                rest = after;
            }
        }
    }
    push_part(&mut out, rest);
    out
}

/// Adds a part of a line, with the spaces around it that stand within the line.
fn push_part(out: &mut String, part: &str) {
    let shown = markdown(part);
    if !out.is_empty() && part.starts_with(char::is_whitespace) {
        out.push(' ');
    }
    out.push_str(&shown);
    if !shown.is_empty() && part.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

/// Several lines of text inside Markdown: paragraphs stay paragraphs, and each is as [`markdown`].
pub(in crate::render) fn markdown_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(markdown).filter(|paragraph| !paragraph.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Where something can be looked up: a web address is a link, anything else shows as it is written.
///
/// An issue, a pull request or a commit of GitHub is shown and not linked, for a link leaves a trace there.
pub(in crate::render) fn markdown_link(text: &str) -> String {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/?=&%+,:;!".contains(c);
    let Some(rest) = text.strip_prefix("https://").filter(|rest| rest.chars().all(plain)) else {
        return markdown(text);
    };
    let leaves_trace = rest.split('/').any(|part| matches!(part, "issues" | "pull" | "commit" | "discussions"));
    if leaves_trace || rest.is_empty() || rest.starts_with(['/', '?', ':']) {
        return markdown(text);
    }
    format!("[{}](<{text}>)", markdown(rest))
}

/// Text to be copied, inside Markdown: a block of code that nothing in it can end.
pub(in crate::render) fn markdown_code(text: &str, language: &str) -> String {
    let clean = log(terminal(text).into_owned());
    let longest = clean.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if clean.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{clean}{end}{fence}")
}

/// The title of an issue, which hosts show as plain text but for mentions and references.
pub(in crate::render) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in line(text).trim().chars() {
        out.push(c);
        if matches!(c, '@' | '#') {
            out.push('\u{200b}');
        }
    }
    out
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.len().checked_sub(word.len()).and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hidden_characters_are_named() {
        assert_eq!(
            terminal("a\u{202e}b\u{1b}[31m\tc\r\nd\u{9b}é👩\u{200d}💻"),
            "a<U+202E>b<U+001B>[31m c\nd<U+009B>é👩<U+200D>💻"
        );
        assert_eq!(line("a\r\nb\n"), "a b");
        assert_eq!(line("a\u{2028}b\rc"), "a<U+2028>b<U+000D>c");
    }

    #[test]
    fn no_log_line_is_a_command() {
        assert_eq!(
            log("x\n \u{3000}::error::y\n  ::: a.toml:1:1\n".into()),
            "x\n \u{3000}: :error::y\n  ::: a.toml:1:1\n"
        );
        assert_eq!(log("##[group] ###vso[x] ## [a] ##\n".into()), "# #[group] ## #vso[x] ## [a] ##\n");
    }

    #[test]
    fn json_keeps_its_values() {
        let value = "a\u{202e}##[b]\u{e0041}\u{7f}\u{1b}\\##[";
        let safe = json(&serde_json::to_string(value).unwrap());
        assert!(safe.is_ascii() && !safe.contains("##["), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), value);
    }

    #[test]
    fn workflow_commands_are_one_line() {
        assert_eq!(command_message("50%\r\n::error::##[x]"), "50%25%0A::error::# #[x]");
        assert_eq!(command_property("a:b,c\n"), "a%3Ab%2Cc%0A");
    }

    #[test]
    fn markdown_shows_and_does_nothing() {
        assert_eq!(markdown("@ana fixes acme/web#1"), "@&#8203;ana fixes acme/web#&#8203;1");
        assert_eq!(
            markdown("a | b `c` ![x](y) <img> <!-- m --> &"),
            r"a \| b \`c\` \!\[x\](y) &lt;img&gt; &lt;\!-- m --&gt; &amp;"
        );
        assert_eq!(markdown("https://x.y www.x.y gh-12"), "https:&#8203;//x.y www&#8203;.x.y gh&#8203;-12");
        assert_eq!(markdown("1. a"), r"1\. a");
        assert_eq!(markdown("1) a (b)"), r"1\) a (b)");
        assert_eq!(markdown("- a"), r"\- a");
        assert_eq!(
            (markdown("+3").as_str(), markdown("0.5 days").as_str(), markdown("-3 %").as_str()),
            ("+3", "0.5 days", "-3 %")
        );
        assert_eq!(
            (markdown("---").as_str(), markdown("1.").as_str(), markdown("=").as_str()),
            (r"\---", r"1\.", r"\=")
        );
        assert_eq!(markdown("~~~\n```\n# x"), r"\~\~\~ \`\`\` # x");
        assert_eq!(markdown("# x"), r"\# x");
        assert_eq!(markdown("in #refunds (or #12)"), "in #refunds (or #&#8203;12)");
        assert_eq!(
            markdown_message("ask `a-b` of `@x` lacks `d`, @y and `e"),
            r"ask `a-b` of \`@&#8203;x\` lacks `d`, @&#8203;y and \`e"
        );
        assert_eq!(markdown_message("`a` `b|c` `` ` d"), r"`a` \`b\|c\` \`\` \` d");
        assert_eq!(markdown_text("a\nb\r\n\r\n@c"), "a b\n\n@&#8203;c");
        assert_eq!(
            markdown_link("https://wiki.example/a?b=c_d"),
            r"[wiki.example/a?b=c\_d](<https://wiki.example/a?b=c_d>)"
        );
        for other in
            ["https://github.com/o/r/issues/1", "https://x.example/a b", "http://x.example", "https://@x", "wiki"]
        {
            assert!(!markdown_link(other).contains("](<"), "{other}");
        }
        assert_eq!(title("fixes acme/web#1 @team\n::x"), "fixes acme/web#\u{200b}1 @\u{200b}team ::x");
        assert_eq!(markdown("    code"), "code");
        assert_eq!(markdown_code("a = '@b'\n", "toml"), "```toml\na = '@b'\n```");
        assert_eq!(markdown_code("`````\u{202e}\n::x", ""), "``````\n`````<U+202E>\n: :x\n``````");
    }

    proptest! {
        #[test]
        fn every_sink_holds_for_any_text(any in "\\PC*|[\\x00-\\x7f]*|(##|\\[|::|\n|@|#|<|[a-z]|\u{202e})*") {
            for clean in [terminal(&any), line(&any)] {
                prop_assert!(!clean.contains(|c| c != '\n' && is_hidden(c)));
            }
            prop_assert!(!line(&any).contains('\n'));
            let log = log(any.clone());
            prop_assert!(!log.contains("##["));
            for line in log.lines().map(str::trim_start) {
                prop_assert!(!line.starts_with("::") || line.starts_with(":::"), "{line}");
            }
            let property = command_property(&any);
            prop_assert!(!property.contains(['\n', '\r', ':', ',']));
            let markdown = markdown(&any);
            prop_assert!(!markdown.contains(['<', '>', '\n']));
            for (at, _) in markdown.match_indices('@') {
                prop_assert!(markdown[at + 1..].starts_with(BREAK));
            }
            let safe = json(&serde_json::to_string(&any).unwrap());
            prop_assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), any);
        }
    }
}
