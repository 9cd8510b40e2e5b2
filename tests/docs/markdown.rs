//! Markdown as far as these tests need it: fenced blocks, comments that direct them, and everything else.

/// A stretch of a page.
#[derive(Debug)]
pub(super) enum Item<'a> {
    /// A comment on a line of its own: `<!-- name: value -->`.
    Directive { line: &'a str, name: &'a str, value: &'a str },
    /// A line of anything else.
    Prose(&'a str),
    /// A fenced block, its fences left out.
    Block { fence: &'a str, language: &'a str, lines: Vec<&'a str> },
}

/// The stretches of `text`, in order.
pub(super) fn items(text: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks >= 3 {
            let (fence, language) = line.split_at(ticks);
            let block = lines.by_ref().take_while(|line| *line != fence).collect();
            items.push(Item::Block { fence, language, lines: block });
        } else if let Some((name, value)) = directive(line) {
            items.push(Item::Directive { line, name, value });
        } else {
            items.push(Item::Prose(line));
        }
    }
    items
}

fn directive(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    inner.split_once(": ")
}

/// `text` with every part between `<!-- generated: name -->` and `<!-- end -->` made anew.
pub(super) fn fill(text: &str, mut make: impl FnMut(&str) -> String) -> String {
    let mut filled = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        filled.push_str(line);
        filled.push('\n');
        if let Some(("generated", name)) = directive(line) {
            assert!(lines.any(|line| line == "<!-- end -->"), "the part `{name}` has no end");
            filled.push_str(&format!("\n{}\n\n<!-- end -->\n", make(name).trim()));
        }
    }
    filled
}

/// A cell of a table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
