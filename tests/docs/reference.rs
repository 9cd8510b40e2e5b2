//! The page of every key of every kind of file, made from their schemas.

use super::markdown::cell;
use canvass::load::schema::{SchemaName, schema};
use serde_json::Value;
use std::fmt::Write;

/// The page.
pub(super) fn keys() -> String {
    let mut page = "<!-- Written by `UPDATE_GENERATED=1 cargo test docs`; changes made here are lost. -->\n\n\
        # Keys\n\n\
        Every key of every kind of file, as the schemas under [`schemas/`](../../schemas) have it and editors show it. \
        What a *stage* asks for is another matter: [stages](stages.md). How files are laid out: [files](files.md).\n\n\
        Keys marked * must be given. An *id* is 1 to 40 of `a`–`z`, `0`–`9` and `-`. Dates are dates of TOML, without \
        quotes.\n"
        .to_owned();
    for name in SchemaName::all().filter(|name| !matches!(name, SchemaName::Many(_))) {
        let schema = schema(name);
        let _ = write!(page, "\n## {name}\n\n{}\n", text(&schema));
        table(&mut page, name.as_str(), &schema);
    }
    page
}

/// The table of the keys of `schema`, then those of the tables in it.
fn table(page: &mut String, path: &str, schema: &Value) {
    let Some(keys) = schema["properties"].as_object().filter(|keys| !keys.is_empty()) else { return };
    page.push_str("\n| Key | Value | What to write |\n| --- | --- | --- |\n");
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().collect();
    let mut tables = Vec::new();
    for (key, value) in keys {
        let star = if required.iter().any(|name| *name == key) { " *" } else { "" };
        let _ = writeln!(page, "| `{key}`{star} | {} | {} |", cell(&kind(value)), cell(&text(value)));
        let inner = inner(value);
        if inner["properties"].as_object().is_some_and(|keys| !keys.is_empty()) {
            tables.push((key, inner));
        }
    }
    for (key, inner) in tables {
        let path = format!("{path}.{key}");
        let _ = write!(page, "\n### {path}\n");
        table(page, &path, inner);
    }
}

/// The table that `value` is, or holds a list or map of.
fn inner(value: &Value) -> &Value {
    if !value["items"].is_null() {
        return inner(&value["items"]);
    }
    if let Some(values) = value["patternProperties"].as_object().and_then(|patterns| patterns.values().next()) {
        return inner(values);
    }
    if value["additionalProperties"].is_object() {
        return inner(&value["additionalProperties"]);
    }
    let options = value["anyOf"].as_array().into_iter().flatten();
    options.clone().find(|option| option["properties"].is_object()).unwrap_or(value)
}

fn text(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().to_owned()
}

/// The kind of a value, in words.
fn kind(value: &Value) -> String {
    if let Some(options) = value["anyOf"].as_array() {
        let mut kinds: Vec<_> = options.iter().map(kind).collect();
        kinds.dedup();
        return kinds.join(" or ");
    }
    if let Some(words) = value["enum"].as_array() {
        return words
            .iter()
            .map(|word| format!("`{}`", word.as_str().unwrap_or_default()))
            .collect::<Vec<_>>()
            .join(", ");
    }
    let pattern = value["pattern"].as_str().unwrap_or_default();
    match value["type"].as_str() {
        Some("string") if value["format"] == "date" => "date".to_owned(),
        Some("string") if pattern == "^[a-z0-9-]{1,40}$" => "id".to_owned(),
        Some("string") if pattern.contains("{1,40}/") => "`id/id`".to_owned(),
        Some("string") => "text".to_owned(),
        Some("integer") => format!("whole number{}", range(value)),
        Some("number") => format!("number{}", range(value)),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("array") if inner(value)["properties"].is_object() => "list of tables".to_owned(),
        Some("array") => format!("list of: {}", kind(&value["items"])),
        Some("object") if value["properties"].is_object() => "table".to_owned(),
        Some("object") => match value["patternProperties"].as_object().and_then(|keys| keys.values().next()) {
            Some(values) => format!("table of: {}", kind(values)),
            None if value["additionalProperties"].is_object() => {
                format!("table of: {}", kind(&value["additionalProperties"]))
            }
            None => "free table".to_owned(),
        },
        other => panic!("a key of kind {other:?}: {value}"),
    }
}

fn range(value: &Value) -> String {
    match (&value["minimum"], &value["maximum"]) {
        (Value::Null, Value::Null) => String::new(),
        (least, Value::Null) => format!(", at least {least}"),
        (Value::Null, most) => format!(", at most {most}"),
        (least, most) => format!(", {least} to {most}"),
    }
}
