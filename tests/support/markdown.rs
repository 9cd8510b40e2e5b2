//! Markdown as GitHub reads it, and what of it would do something there: links, images, HTML, mentions, references.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};

/// Tags that canvass writes itself.
const OURS: [&str; 7] = ["<details>", "</details>", "<summary>", "</summary>", "<br>", "<sub>", "</sub>"];
/// Where links of ours lead.
const LINKS: [&str; 2] = ["https://github.com/acme/plans/blob/", "https://github.com/acme/plans/actions/runs/"];

/// GitHub's own extensions of Markdown.
pub(crate) fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.strikethrough = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.math_dollars = true;
    extension.alerts = true;
    options
}

/// Everything in `text` that is not just shown.
pub(crate) fn live(text: &str) -> Vec<String> {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    let mut found = Vec::new();
    for node in root.descendants() {
        match &node.data.borrow().value {
            NodeValue::Link(link) if !LINKS.iter().any(|ours| link.url.starts_with(ours)) => {
                found.push(format!("link {}", link.url));
            }
            NodeValue::Image(link) => found.push(format!("image {}", link.url)),
            NodeValue::HtmlInline(html) => found.extend(foreign(html)),
            NodeValue::HtmlBlock(block) => found.extend(foreign(&block.literal)),
            NodeValue::CodeBlock(block) => found.push(format!("code {}", block.literal)),
            NodeValue::TaskItem(_) => found.push("task".into()),
            NodeValue::Math(math) => found.push(format!("math {}", math.literal)),
            NodeValue::FootnoteDefinition(_) | NodeValue::FootnoteReference(_) => found.push("footnote".into()),
            NodeValue::Alert(_) => found.push("alert".into()),
            NodeValue::Heading(_) if node.previous_sibling().is_some() => found.push("heading".into()),
            NodeValue::ThematicBreak => found.push("rule".into()),
            NodeValue::Text(text) => found.extend(mentions(text)),
            _ => {}
        }
    }
    found
}

/// HTML that is not ours. Text in a summary is inside of it.
fn foreign(html: &str) -> Option<String> {
    let mut rest = html.to_owned();
    for tag in OURS {
        rest = rest.replace(tag, "");
    }
    // What is left of a summary's line is text, in which only mentions are live.
    (rest.contains('<') || rest.contains("-->") || mentions(&decoded(&rest)).is_some()).then(|| format!("html {html}"))
}

/// The entities that canvass writes.
fn decoded(html: &str) -> String {
    html.replace("&#8203;", "\u{200b}").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// A mention of somebody, or a reference to an issue.
fn mentions(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let before = |at: usize| at.checked_sub(1).is_some_and(word);
    for (at, byte) in bytes.iter().enumerate() {
        let live = match byte {
            b'@' => !before(at) && word(at + 1),
            b'#' => bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
            b'-' => {
                let gh = at >= 2 && bytes[at - 2..at].eq_ignore_ascii_case(b"gh");
                gh && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            }
            _ => false,
        };
        if live {
            return Some(format!("mention {text}"));
        }
    }
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let is_commit = |word: &&str| (7..=64).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    words.find(is_commit).map(|word| format!("commit {word}"))
}

#[test]
fn what_is_live_is_found() {
    for text in [
        "@lena",
        "acme/web#1",
        "GH-7",
        "4be21a0",
        "acme/web@4be21a04be21a04be21a04be21a04be21a04be21",
        "[x](https://evil.example)",
        "https://evil.example",
        "www.evil.example",
        "![x](y)",
        "<b>x</b>",
        "<!-- x -->",
        "```\nx\n```",
        "    code",
        "- [ ] x",
        "$x$",
        "x\n\n# y",
        "---",
        "[^1]\n\n[^1]: x",
        "<details><summary>@lena</summary>\n\nx\n\n</details>",
    ] {
        assert!(!live(text).is_empty(), "{text}");
    }
    let ours = "# x\n\n<details><summary>a &lt;b&gt; @&#8203;lena</summary>\n\n`@lena` a@b [x](<https://github.com/acme/plans/blob/1/x#L1>)\n\n</details>\n";
    assert_eq!(live(ours), Vec::<String>::new());
}
