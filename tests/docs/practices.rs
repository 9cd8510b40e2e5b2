//! The page of practices names only what exists: commands, rules, gates, keys with their words, and workflows.

use crate::support::generated::path;
use canvass::insight::gates::GATES;
use canvass::load::schema::{SchemaName, schema};
use canvass::rules;
use serde_json::Value;

/// The rows of the page: number, practice, and what carries it.
fn rows(page: &str) -> Vec<(usize, &str, &str)> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = rows.map(|row| row.split(" | ").collect::<Vec<_>>());
    cells.filter_map(|cells| Some((cells.first()?.parse().ok()?, *cells.get(1)?, *cells.get(2)?))).collect()
}

/// What is wrong with the page; `commands` are all there are.
pub(super) fn complaints(page: &str, commands: &[Vec<String>]) -> Vec<String> {
    let rows = rows(page);
    let mut complaints = Vec::new();
    let numbers: Vec<usize> = rows.iter().map(|(number, ..)| *number).collect();
    if numbers != (1..=98).collect::<Vec<_>>() {
        complaints.push(format!("the rows are not 1 to 98: {numbers:?}"));
    }
    for (number, practice, carriers) in rows {
        let names: Vec<&str> = carriers.split('`').skip(1).step_by(2).collect();
        if practice.len() < 10 || names.is_empty() {
            complaints.push(format!("{number}: nothing carries \"{practice}\""));
        }
        complaints.extend(
            names.into_iter().filter(|name| !exists(name, commands)).map(|name| format!("{number}: no `{name}`")),
        );
    }
    complaints
}

/// Whether there is a thing of that name.
pub(super) fn exists(name: &str, commands: &[Vec<String>]) -> bool {
    if let Some(command) = name.strip_prefix("canvass ") {
        return commands.iter().any(|known| known.join(" ") == command);
    }
    if name.ends_with(".yml") {
        return path(&format!("src/cli/init/workflows/{name}")).is_file();
    }
    if let Ok(code) = name.parse() {
        return rules::find(code).is_some();
    }
    if name.starts_with('G') {
        return GATES.iter().any(|gate| gate.id == name);
    }
    let (key, word) = name.split_once(" = ").map_or((name, None), |(key, word)| (key, Some(word)));
    let mut parts = key.split('.');
    let Some(kind) = parts.next().and_then(|kind| kind.parse::<SchemaName>().ok()) else { return false };
    let whole = schema(kind);
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return false;
    }
    let found = parts.try_fold(&whole, |within, part| key_of(within, part));
    found.is_some_and(|found| word.is_none_or(|word| words(found).contains(&word)))
}

/// The key `name` of the table that `value` is, or holds a list of.
fn key_of<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let own = value["properties"].get(name);
    let options = value["anyOf"].as_array().into_iter().flatten();
    own.or_else(|| value.get("items").and_then(|items| key_of(items, name)))
        .or_else(|| options.into_iter().find_map(|option| key_of(option, name)))
}

/// The words that `value` may be, itself or in a list.
fn words(value: &Value) -> Vec<&str> {
    let own = value["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let listed = value["items"]["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    own.chain(listed).collect()
}
