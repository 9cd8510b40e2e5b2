//! Adding to a file that people wrote.

use canvass::edit::insert::{self, Fault};
use toml_edit::{Table, value};

/// The first line is a path of keys, what stands behind its first tab is the value that is added; the rest is the file.
/// Whatever it holds: every byte of it stays, and what it says afterwards is what it said and the addition.
pub(crate) fn edit(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (head, text) = text.split_once('\n').unwrap_or((text, ""));
    let (path, added) = head.split_once('\t').unwrap_or((head, "x"));
    let path: Vec<&str> = path.split('.').collect();
    // No list lies deeper; what reads TOML gives up at eighty.
    if path.len() > 4 {
        return;
    }
    let mut table = Table::new();
    table.insert("said", value(added));

    let entry = insert::entry(text, &path, &table);
    check(text, &entry, |before| add(before, &path, plain(&table)));
    if let [name] = path.as_slice() {
        let tables = insert::tables(text, &[(name, &table)]);
        check(text, &tables, |before| drop(before.insert((*name).to_owned(), plain(&table))));
    }
}

fn plain(table: &Table) -> toml::Value {
    toml::Value::Table(table.to_string().parse().unwrap())
}

/// Adds `entry` to the list at `path`, which is made where there is none.
fn add(table: &mut toml::Table, path: &[&str], entry: toml::Value) {
    let [key, inner @ ..] = path else { return };
    let empty = if inner.is_empty() { toml::Value::Array(Vec::new()) } else { toml::Value::Table(toml::Table::new()) };
    match (table.entry((*key).to_owned()).or_insert(empty), inner) {
        (toml::Value::Array(list), []) => list.push(entry),
        (toml::Value::Table(table), inner) => add(table, inner, entry),
        (other, _) => panic!("{other:?} was added to"),
    }
}

fn check(text: &str, after: &Result<String, Fault>, add: impl FnOnce(&mut toml::Table)) {
    let before = text.parse::<toml::Table>();
    let after = match after {
        Ok(after) => after,
        Err(Fault::Syntax(_)) => return assert!(before.is_err(), "{text:?} is TOML"),
        Err(Fault::Form(_)) => return,
    };
    let mut bytes = after.bytes();
    assert!(text.bytes().all(|kept| bytes.any(|byte| byte == kept)), "bytes of {text:?} are gone from {after:?}");
    let mut wanted = before.unwrap_or_else(|error| panic!("{text:?} is no TOML: {error}"));
    add(&mut wanted);
    // Numbers that are none are equal to nothing, and are written alike.
    let found: toml::Table = after.parse().unwrap();
    assert_eq!(format!("{found:?}"), format!("{wanted:?}"), "{text:?} became {after:?}");
}
