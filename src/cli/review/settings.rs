//! What a change does to the settings of the workspace, key by key: they decide what everything is judged by.

use crate::load::limits::excerpt;
use crate::load::{Loaded, WORKSPACE_FILE};
use crate::render::review::Setting;
use std::collections::{BTreeMap, BTreeSet};
use toml_edit::{DocumentMut, TableLike};

/// The settings that have another value now, by name.
pub(super) fn compare(before: &Loaded, after: &Loaded) -> Vec<Setting> {
    let (before, after) = (read(before), read(after));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let moved = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    let shown = |value: Option<&String>| value.map(|value| excerpt(value));
    moved.map(|key| Setting { key: excerpt(key), from: shown(before.get(key)), to: shown(after.get(key)) }).collect()
}

/// Every value of the settings file by its name; none where it cannot be read, which is told as a finding.
fn read(loaded: &Loaded) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let file = loaded.sources.iter().find(|(_, source)| *source.path == *WORKSPACE_FILE);
    if let Some((id, _)) = file
        && let Ok(document) = loaded.sources.text(id).parse::<DocumentMut>()
    {
        flatten("", document.as_table(), &mut values);
    }
    values
}

fn flatten(prefix: &str, table: &dyn TableLike, values: &mut BTreeMap<String, String>) {
    for (key, item) in table.iter() {
        let name = if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
        match (item.as_table_like(), item.as_value()) {
            (Some(table), _) => flatten(&name, table, values),
            (None, Some(value)) => drop(values.insert(name, value.clone().decorated("", "").to_string())),
            (None, None) => drop(values.insert(name, item.to_string().trim().to_owned())),
        }
    }
}
