//! Adds a table to a TOML text as bytes between those that are there, which all stay as they are.
//!
//! Positions come from a parse; the text is never printed back from it, since that would lose line ends and marks.

use std::ops::Range;
use toml_edit::{Array, Document, Item, Key, Table, Value};

/// Why a text cannot be added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not valid TOML.
    Syntax(String),
    /// The key, as a path, holds something that tables cannot be added to.
    Form(String),
}

/// Adds each of `tables` as `[name]` at the end of `text`.
///
/// # Errors
///
/// When `text` is not valid TOML, or holds something under one of the names already.
pub fn tables(text: &str, tables: &[(&str, &Table)]) -> Result<String, Fault> {
    let document = parse(text)?;
    if let Some((name, _)) = tables.iter().find(|(name, _)| document.as_table().contains_key(name)) {
        return Err(Fault::Form((*name).to_owned()));
    }
    let blocks: Vec<_> = tables.iter().map(|(name, table)| block("[", &[name], "]", table)).collect();
    finish(splice(text, text.len(), &blocks.join("\n")))
}

/// Adds `table` to the list at `path` in `text`: after the list's last entry where there is one, else as
/// `[[path]]` at the end.
///
/// # Errors
///
/// When `text` is not valid TOML, or holds something other than a list of tables under `path`.
pub fn entry(text: &str, path: &[&str], table: &Table) -> Result<String, Fault> {
    let document = parse(text)?;
    let root = document.as_table();
    for length in 1..path.len() {
        let parent = path.get(..length).unwrap_or_default();
        // What is written in braces is closed: no header can add to it.
        if find(root, parent).is_some_and(|item| !item.is_table()) && find(root, path).is_none() {
            return Err(Fault::Form(parent.join(".")));
        }
    }
    let block = || block("[[", path, "]]", table);
    finish(match find(root, path) {
        None => splice(text, text.len(), &block()),
        Some(Item::ArrayOfTables(entries)) => {
            let last = entries.iter().last().and_then(Table::span).ok_or_else(|| Fault::Form(path.join(".")))?;
            splice(text, end_of_block(text, root, path, last.start), &block())
        }
        Some(Item::Value(Value::Array(array))) if array.iter().all(Value::is_inline_table) => {
            let inline = table.clone().into_inline_table().to_string();
            in_brackets(text, array, inline.trim()).ok_or_else(|| Fault::Form(path.join(".")))?
        }
        Some(_) => return Err(Fault::Form(path.join("."))),
    })
}

/// Whether `text` holds anything under `path`.
///
/// # Errors
///
/// When `text` is not valid TOML.
pub fn holds(text: &str, path: &[&str]) -> Result<bool, Fault> {
    Ok(find(parse(text)?.as_table(), path).is_some())
}

fn parse(text: &str) -> Result<Document<&str>, Fault> {
    Document::parse(text).map_err(|error| Fault::Syntax(error.message().to_owned()))
}

/// The last look before a text is given out: whatever its layout was, it must still be TOML.
fn finish(text: String) -> Result<String, Fault> {
    parse(&text)?;
    Ok(text)
}

fn find<'i>(root: &'i Table, path: &[&str]) -> Option<&'i Item> {
    let (first, rest) = path.split_first()?;
    let item = root.get(first)?;
    rest.iter().try_fold(item, |item, key| item.as_table_like()?.get(key))
}

/// The header and keys of a new table, between two blank lines.
fn block(open: &str, path: &[&str], close: &str, table: &Table) -> String {
    let path: Vec<String> = path.iter().map(|key| Key::new(*key).display_repr().into_owned()).collect();
    format!("{open}{}{close}\n{table}", path.join("."))
}

/// Puts `block` at byte `at`, which begins a line or ends the text, with a blank line on either side.
fn splice(text: &str, at: usize, block: &str) -> String {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let mut added = String::new();
    if !before.trim_start_matches('\u{feff}').is_empty() {
        if !before.ends_with('\n') {
            added.push('\n');
        }
        if !before.ends_with("\n\n") && !before.ends_with("\n\r\n") {
            added.push('\n');
        }
    }
    added.push_str(block);
    if !after.is_empty() && !after.starts_with(['\n', '\r']) {
        added.push('\n');
    }
    format!("{before}{}{after}", with_line_ends_of(text, &added))
}

/// `text` with `added` at the end of the list `array`: on a line of its own, below the comments of the others, where
/// the list takes several lines.
fn in_brackets(text: &str, array: &Array, added: &str) -> Option<String> {
    let list = array.span()?;
    let close = list.end.checked_sub(1)?;
    let (mut end, mut last, mut has_lines) = (list.start + 1, None, false);
    for entry in array.iter().map(Value::span) {
        let entry = entry?;
        has_lines |= text.get(end..entry.start)?.contains('\n');
        end = entry.end;
        last = Some(entry.start);
    }
    let rest = text.get(end..close)?;
    let is_first = last.is_none();
    let has_comma = without_comments(rest).starts_with(',');
    let added = with_line_ends_of(text, added);
    let (before, after) = text.split_at_checked(end)?;
    if !has_lines && !rest.contains('\n') {
        let comma = if is_first { "" } else { ", " };
        return Some(format!("{before}{comma}{added}{after}"));
    }
    let comma = if is_first || has_comma { "" } else { "," };
    let closing = if is_first || has_comma { "," } else { "" };
    let (kept, after) = after.split_at_checked(rest.trim_end().len())?;
    let newline = with_line_ends_of(text, "\n");
    Some(format!("{before}{comma}{kept}{newline}{}{added}{closing}{after}", indent(text, list.start, last)))
}

/// What stands before a new entry of the list that begins at `list`: what stands before the one at `last`, or else two
/// blanks more than before the list.
fn indent(text: &str, list: usize, last: Option<usize>) -> String {
    let line = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.get(start..).unwrap_or_default().trim_start_matches('\u{feff}');
        (start, line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect::<String>())
    };
    match last.map(line) {
        Some((start, blanks)) if start > list => blanks,
        _ => line(list).1 + "  ",
    }
}

/// What stands in `text` after blanks and comments.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, below)| below.trim_start());
    }
    rest
}

fn with_line_ends_of(text: &str, added: &str) -> String {
    let windows = text.find('\n').is_some_and(|newline| text.get(..newline).is_some_and(|line| line.ends_with('\r')));
    if windows { added.replace('\n', "\r\n") } else { added.to_owned() }
}

/// Where the block of the table whose header begins at `last` ends: after its sub-tables and its comments, before
/// the comments of the next header.
fn end_of_block(text: &str, root: &Table, path: &[&str], last: usize) -> usize {
    let mut places = Places::default();
    places.table(root, &mut Vec::new());
    // Sub-tables of the last entry belong to it, wherever they stand.
    let belongs = |header: &[String]| header.len() > path.len() && header.iter().zip(path).all(|(a, b)| a == b);
    let later = || places.headers.iter().filter(move |(start, _)| *start > last);
    let last = later().filter(|(_, header)| belongs(header)).map(|(start, _)| *start).max().unwrap_or(last);
    let next = later().map(|(start, _)| *start).filter(|start| *start > last);
    let Some(next) = next.min() else { return text.len() };
    let content = places.ends.iter().filter(|end| **end <= next).max().copied().unwrap_or(last);
    let content = line_after(text, content);
    let header_line = text.get(..next).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    between(text, content..header_line)
}

/// The byte after the line that `at` lies in.
fn line_after(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

/// Where, in lines of nothing but comments and blanks, those that belong to what stands before them end.
fn between(text: &str, lines: Range<usize>) -> usize {
    let start = lines.start;
    let lines: Vec<&str> = text.get(lines).unwrap_or_default().split_inclusive('\n').collect();
    let blank = |line: &str| line.trim().is_empty();
    // Comments right above a header are about it; so are all of them when no blank line parts them.
    let Some(parting) = lines.iter().rposition(|line| blank(line)) else { return start };
    let kept = lines.iter().take(parting).rposition(|line| !blank(line)).map_or(0, |last| last + 1);
    start + lines.iter().take(kept).map(|line| line.len()).sum::<usize>()
}

/// Where headers begin, with their paths, and where headers and values end.
#[derive(Default)]
struct Places {
    headers: Vec<(usize, Vec<String>)>,
    ends: Vec<usize>,
}

impl Places {
    fn table(&mut self, table: &Table, path: &mut Vec<String>) {
        if let Some(span) = table.span().filter(|_| !path.is_empty() && !table.is_implicit() && !table.is_dotted()) {
            self.headers.push((span.start, path.clone()));
            self.ends.push(span.end);
        }
        for (key, item) in table.iter() {
            path.push(key.to_owned());
            match item {
                Item::Table(inner) => self.table(inner, path),
                Item::ArrayOfTables(entries) => entries.iter().for_each(|entry| self.table(entry, path)),
                _ => self.ends.extend(item.span().map(|span| span.end)),
            }
            path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(text: &str) -> Table {
        Table::from_iter([("text", text)])
    }

    fn added(text: &str, path: &[&str]) -> String {
        entry(text, path, &update("new")).unwrap()
    }

    const NEW: &str = "[[update]]\ntext = \"new\"\n";

    #[test]
    fn the_first_of_a_list_goes_to_the_end() {
        assert_eq!(added("", &["update"]), NEW);
        assert_eq!(added("\u{feff}", &["update"]), format!("\u{feff}{NEW}"));
        assert_eq!(added("a = 1", &["update"]), format!("a = 1\n\n{NEW}"));
        assert_eq!(added("a = 1\n# end\n", &["update"]), format!("a = 1\n# end\n\n{NEW}"));
        assert_eq!(added("a = 1\n\n", &["update"]), format!("a = 1\n\n{NEW}"));
    }

    #[test]
    fn the_next_of_a_list_goes_after_the_last() {
        let before = "[[update]]\ntext = 'one'\n\n# about this one\n\n";
        let after = "# about x\n[x]\ny = 1\n";
        assert_eq!(added(&format!("{before}{after}"), &["update"]), {
            let before = before.trim_end();
            format!("{before}\n\n{NEW}\n{after}")
        });
        let tight = "[[update]]\ntext = 'one'\n[x]\n";
        assert_eq!(added(tight, &["update"]), format!("[[update]]\ntext = 'one'\n\n{NEW}\n[x]\n"));
    }

    #[test]
    fn what_looks_like_a_comment_in_a_text_is_none() {
        let text = "[[update]]\ntext = \"\"\"\n\n# no comment\n# none either\"\"\" # one\n# of x\n[x]\n";
        let (before, after) = text.split_at(text.find("# of x").unwrap());
        assert_eq!(added(text, &["update"]), format!("{before}\n{NEW}\n{after}"));
    }

    #[test]
    fn sub_tables_stay_with_their_entry() {
        let text = "[[ask]]\nid = 'a'\n[x]\n[ask.effort]\nmin = 1\n\n[y]\n";
        let after = entry(text, &["ask"], &update("new")).unwrap();
        let table: toml::Table = after.parse().unwrap();
        assert_eq!(table["ask"][0]["effort"]["min"].as_integer(), Some(1));
        assert_eq!(table["ask"][1].as_table().unwrap().len(), 1);
        assert!(after.ends_with("[y]\n"));
    }

    #[test]
    fn lists_in_brackets_grow_inside_them() {
        assert_eq!(added("update = [] # none\n", &["update"]), "update = [{ text = \"new\" }] # none\n");
        assert_eq!(
            added("update = [{ text = 'a' }, ]\n", &["update"]),
            "update = [{ text = 'a' }, { text = \"new\" }, ]\n"
        );
    }

    #[test]
    fn lists_over_lines_grow_by_lines() {
        for (before, after) in [
            ("[\n  { text = 'a' }, # first\n]\n", "[\n  { text = 'a' }, # first\n  NEW,\n]\n"),
            ("[\n\t{ text = 'a' } # first\n]\n", "[\n\t{ text = 'a' }, # first\n\tNEW\n]\n"),
            ("[\n  { text = 'a' }\n  # of a, too\n\n]\n", "[\n  { text = 'a' },\n  # of a, too\n  NEW\n\n]\n"),
            ("[\n    { text = 'a' } # b\n    , # c\n]\n", "[\n    { text = 'a' } # b\n    , # c\n    NEW,\n]\n"),
            ("[{ text = 'a' },\n    { text = 'b' }]\n", "[{ text = 'a' },\n    { text = 'b' },\n    NEW]\n"),
            ("[{ text = 'a' }, { text = 'b' }, # c\n]\n", "[{ text = 'a' }, { text = 'b' }, # c\n  NEW,\n]\n"),
            ("[\n  # none yet\n]\n", "[\n  # none yet\n  NEW,\n]\n"),
            ("[ # none\n]\n", "[ # none\n  NEW,\n]\n"),
            ("[\n]\n", "[\n  NEW,\n]\n"),
            ("[{ text = '''a\n#, b''' }] # c\n", "[{ text = '''a\n#, b''' }, NEW] # c\n"),
            ("[\r\n  { text = 'a' }, # b\r\n]\r\n", "[\r\n  { text = 'a' }, # b\r\n  NEW,\r\n]\r\n"),
        ] {
            let after = after.replace("NEW", "{ text = \"new\" }");
            assert_eq!(added(&format!("update = {before}"), &["update"]), format!("update = {after}"));
        }
        assert_eq!(
            added("a = { update = [\n    { text = 'a' }, # first\n] }\n", &["a", "update"]),
            "a = { update = [\n    { text = 'a' }, # first\n    { text = \"new\" },\n] }\n"
        );
    }

    #[test]
    fn tables_of_a_file_of_many_take_entries() {
        let text = "[a]\nx = 1\n[[a.update]]\ntext = '1'\n[b]\n[[b.update]]\n";
        let after = added(text, &["a", "update"]);
        let table: toml::Table = after.parse().unwrap();
        assert_eq!(table["a"]["update"].as_array().unwrap().len(), 2);
        assert_eq!(table["b"]["update"].as_array().unwrap().len(), 1);
        assert!(added("a.x = 1\n", &["a", "update"]).ends_with("[[a.update]]\ntext = \"new\"\n"));
        assert_eq!(entry("a = { x = 1 }\n", &["a", "update"], &update("new")), Err(Fault::Form("a".into())));
        assert!(added("a = { update = [] }\n", &["a", "update"]).contains("[{ text = \"new\" }]"));
    }

    #[test]
    fn line_ends_follow_the_file() {
        let text = "\u{feff}a = 1\r\n\r\n[[update]]\r\ntext = 'x'\r\n";
        let after = added(text, &["update"]);
        assert_eq!(after, format!("{text}\r\n{}", NEW.replace('\n', "\r\n")));
    }

    #[test]
    fn other_forms_and_broken_texts_are_refused() {
        for (text, fault) in [
            ("update = 1\n", Fault::Form("update".into())),
            ("update = [1]\n", Fault::Form("update".into())),
            ("[update]\n", Fault::Form("update".into())),
        ] {
            assert_eq!(entry(text, &["update"], &update("new")), Err(fault), "{text}");
        }
        assert!(matches!(entry("a = [\n", &["update"], &update("new")), Err(Fault::Syntax(_))));
        let new = update("new");
        assert_eq!(tables("[lee]\n", &[("ana", &new), ("lee", &new)]), Err(Fault::Form("lee".into())));
        assert_eq!(tables("[lee]\n", &[("ana", &new)]).unwrap(), "[lee]\n\n[ana]\ntext = \"new\"\n");
        let two = "[lee]\r\n\r\n[ana]\r\ntext = \"new\"\r\n\r\n[kim]\r\ntext = \"new\"\r\n";
        assert_eq!(tables("[lee]\r\n", &[("ana", &new), ("kim", &new)]).unwrap(), two);
    }
}
