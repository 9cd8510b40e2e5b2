//! The schemas under `schemas/` are those the model's types make, and people can read them.

mod outputs;

use crate::support::generated::Generated;
use canvass::load::schema::{SchemaName, schema};
use serde_json::Value;

#[test]
fn checked_in_schemas_are_current() {
    let mut generated = Generated::by("schemas");
    let files = SchemaName::all().map(|name| (name.file_name(), format!("{:#}\n", schema(name))));
    let files: Vec<_> = files.collect();
    for (name, text) in &files {
        generated.file(&format!("schemas/{name}"), text);
    }
    generated.no_others("schemas", ".json", &files.into_iter().map(|(name, _)| name).collect());
    generated.check();
}

/// Calls `see` with the path and schema of every key at every depth.
fn keys(schema: &Value, path: &str, see: &mut impl FnMut(&str, &Value)) {
    for table in ["properties", "patternProperties"] {
        for (key, value) in schema.get(table).and_then(Value::as_object).into_iter().flatten() {
            let path = format!("{path}/{key}");
            see(&path, value);
            keys(value, &path, see);
        }
    }
    for inner in ["items", "additionalProperties"] {
        schema.get(inner).into_iter().for_each(|inner| keys(inner, path, see));
    }
    let options = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    options.for_each(|option| keys(option, path, see));
}

#[test]
fn every_key_says_what_to_write() {
    for name in SchemaName::all() {
        let schema = schema(name);
        for key in ["title", "description"] {
            assert!(schema[key].as_str().is_some_and(|text| text.len() > 10), "{name} has no {key}");
        }
        let mut count = 0;
        keys(&schema, name.as_str(), &mut |path, key| {
            count += 1;
            let text = key["description"].as_str().unwrap_or_default();
            assert!(text.split_whitespace().count() >= 4, "{path} is described by {text:?}");
            assert!(!text.contains('\n'), "{path}: one paragraph, without line breaks");
        });
        assert!(count >= 2, "{name} has {count} keys");
    }
}

#[test]
fn unknown_keys_are_refused_everywhere_but_in_free_tables() {
    const FREE: &[&str] = &["extra", "paths", "rules", "gates"];
    for name in SchemaName::all() {
        keys(&schema(name), name.as_str(), &mut |path, key| {
            let leaf = path.rsplit('/').next().unwrap_or_default();
            let table = if key["type"] == "array" { &key["items"] } else { key };
            if table["type"] == "object" && !FREE.contains(&leaf) {
                assert_eq!(table["additionalProperties"], Value::Bool(false), "{path}");
            }
        });
    }
}

#[test]
fn a_repository_is_called_the_same_in_files_as_by_hosts() {
    let schema = serde_json::json!({ "pattern": canvass::model::id::REPOSITORY });
    let schema = jsonschema::validator_for(&schema).unwrap();
    let long = format!("acme/{}", "x".repeat(100));
    let names = [
        "web", "w", "t", "it", "git", "gIT", "a.git", ".git", "..", ".", "a.", "a.t", ".it", "xgit", ".xgit", "a.gitx",
        "a..b", "-", "_", "", "a/b", "a b", "web.js", "t.", "git.", "it.git", "x.gi", ".github",
    ];
    let names = names.iter().map(|name| format!("acme/{name}"));
    for name in names.chain(["acme".into(), format!("{}/x", "o".repeat(40)), long.clone(), format!("{long}x")]) {
        let by_host = name.parse::<canvass::backlog::RepoName>().is_ok();
        assert_eq!(schema.is_valid(&serde_json::json!(name)), by_host, "{name}");
    }
}
