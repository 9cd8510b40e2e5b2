//! The JSON Schemas of every kind of file, made from the model's own types; checking files against them is left to
//! the loader.
//!
//! Editors read them too: doc comments are descriptions, keys stand in the order of the model, nothing is a `$ref`,
//! and nothing may be `null`, which TOML does not have.

use crate::model::portfolio::Kind;
use crate::model::{
    Argument, Cycle, Incident, Initiative, Person, Portfolio, Problem, StrategyItem, System, Team, Theme, Workspace, id,
};
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use std::fmt;
use std::str::FromStr;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SchemaName {
    /// `canvass.toml`.
    Workspace,
    /// A file that holds one thing; for initiatives also the parts of a folder.
    One(Kind),
    /// A file that holds a table for each thing of a kind.
    Many(Kind),
}

impl SchemaName {
    /// Every kind of file: the workspace, then each kind as a file of one and as a file of many.
    pub fn all() -> impl Iterator<Item = Self> {
        let kinds = Kind::ALL.iter().flat_map(|kind| [Self::One(*kind), Self::Many(*kind)]);
        std::iter::once(Self::Workspace).chain(kinds)
    }

    /// The word it is asked for by, such as `team` or `teams`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::One(Kind::Strategy) => "strategy-item",
            Self::One(kind) => kind.singular(),
            Self::Many(kind) => kind.plural(),
        }
    }

    /// The name of its file, such as `team.schema.json`.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{self}.schema.json")
    }
}

impl fmt::Display for SchemaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for SchemaName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::all().find(|name| name.as_str() == text).ok_or_else(|| {
            let names: Vec<_> = Self::all().map(Self::as_str).collect();
            format!("expected one of {}", names.join(", "))
        })
    }
}

/// The words [`schema`] can be asked for, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    SchemaName::all().map(SchemaName::as_str)
}

/// The schema of one kind of file, as it is published.
#[must_use]
pub fn schema(name: SchemaName) -> Value {
    finish(name, None)
}

/// The schema of one kind of file that knows the ids of `portfolio`, so that an editor completes them.
#[must_use]
pub fn with_repo_data(name: SchemaName, portfolio: &Portfolio) -> Value {
    finish(name, Some(portfolio))
}

/// The text of a published schema of one thing, to check files by: reading it is faster than making it from the model.
pub(super) const fn text(kind: Option<Kind>) -> &'static str {
    macro_rules! file {
        ($name:literal) => {
            include_str!(concat!("../../../schemas/", $name, ".schema.json"))
        };
    }
    match kind {
        None => file!("workspace"),
        Some(Kind::Person) => file!("person"),
        Some(Kind::Team) => file!("team"),
        Some(Kind::Cycle) => file!("cycle"),
        Some(Kind::System) => file!("system"),
        Some(Kind::Problem) => file!("problem"),
        Some(Kind::Incident) => file!("incident"),
        Some(Kind::Strategy) => file!("strategy-item"),
        Some(Kind::Theme) => file!("theme"),
        Some(Kind::Argument) => file!("argument"),
        Some(Kind::Initiative) => file!("initiative"),
    }
}

/// Marks a schema of references with what they name; see [`crate::model::id`].
const REFERENCE: &str = "x-canvass-ref";
/// Marks a schema of tables whose keys are references with what the keys name.
const REFERENCE_KEYS: &str = "x-canvass-ref-keys";

/// Generates, fills in the ids of `portfolio`, takes the marks out and sets the title.
fn finish(name: SchemaName, portfolio: Option<&Portfolio>) -> Value {
    let (kind, many) = match name {
        SchemaName::Workspace => (None, false),
        SchemaName::One(kind) => (Some(kind), false),
        SchemaName::Many(kind) => (Some(kind), true),
    };
    let mut schema = match kind {
        None => generate::<Workspace>(),
        Some(Kind::Person) => generate::<Person>(),
        Some(Kind::Team) => generate::<Team>(),
        Some(Kind::Cycle) => generate::<Cycle>(),
        Some(Kind::System) => generate::<System>(),
        Some(Kind::Problem) => generate::<Problem>(),
        Some(Kind::Incident) => generate::<Incident>(),
        Some(Kind::Strategy) => generate::<StrategyItem>(),
        Some(Kind::Theme) => generate::<Theme>(),
        Some(Kind::Argument) => generate::<Argument>(),
        Some(Kind::Initiative) => generate::<Initiative>(),
    };
    RecursiveTransform(|schema: &mut Schema| settle_references(schema, portfolio)).transform(&mut schema);
    let mut entity = schema.to_value();
    let Some(body) = entity.as_object_mut() else { return entity };
    let dialect = body.shift_remove("$schema").unwrap_or_default();
    body.shift_remove("title");
    let mut file = Map::new();
    file.insert("$schema".into(), dialect);
    file.insert("title".into(), title(name).into());
    if let (Some(kind), true) = (kind, many) {
        file.insert("description".into(), format!("One table for each {}, named by its id.", kind.singular()).into());
        file.insert("type".into(), "object".into());
        file.insert("propertyNames".into(), json!({ "pattern": id::PATTERN }));
        file.insert("additionalProperties".into(), entity);
    } else {
        file.append(body);
    }
    Value::Object(file)
}

/// What an editor calls the schema.
fn title(name: SchemaName) -> String {
    match name {
        SchemaName::Workspace => "canvass workspace".into(),
        SchemaName::One(kind) => format!("canvass {}", kind.singular()),
        SchemaName::Many(kind) => format!("canvass {} file", kind.plural()),
    }
}

fn generate<T: JsonSchema>() -> Schema {
    let mut settings = SchemaSettings::draft07().with_transform(RecursiveTransform(fit_to_toml));
    settings.inline_subschemas = true;
    settings.into_generator().into_root_schema_for::<T>()
}

/// Takes out what TOML cannot say (`null`) and what editors do not know (widths of numbers).
fn fit_to_toml(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(words)) = object.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    for choice in ["anyOf", "oneOf"] {
        let Some(Value::Array(options)) = object.get_mut(choice) else { continue };
        options.retain(|option| option.get("type").is_none_or(|name| name != "null"));
        if let [Value::Object(only)] = options.as_mut_slice() {
            let only = std::mem::take(only);
            object.shift_remove(choice);
            for (key, value) in only {
                object.entry(key).or_insert(value);
            }
        }
    }
    let says_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    };
    if object.get("default").is_some_and(says_nothing) {
        object.shift_remove("default");
    }
    describe_entries(object);
    order_keywords(object);
    let most: Option<u64> = match object.get("format").and_then(Value::as_str) {
        Some("uint8") => Some(u8::MAX.into()),
        Some("uint32") => Some(u32::MAX.into()),
        Some("uint64" | "double") => None,
        _ => return,
    };
    object.shift_remove("format");
    if let Some(most) = most {
        object.entry("maximum").or_insert_with(|| most.into());
    }
}

/// Lets the entries of a table whose keys are free say what the table says.
fn describe_entries(object: &mut Map<String, Value>) {
    let Some(description) = object.get("description").cloned() else { return };
    let describe = |entry: &mut Value| {
        if let Some(entry) = entry.as_object_mut() {
            entry.entry("description").or_insert_with(|| description.clone());
        }
    };
    for table in ["properties", "patternProperties"] {
        object
            .get_mut(table)
            .and_then(Value::as_object_mut)
            .into_iter()
            .flatten()
            .for_each(|(_, entry)| describe(entry));
    }
    object.get_mut("additionalProperties").into_iter().for_each(describe);
}

/// The order in which a schema's keywords are read best; others stand between `type` and `properties`.
const FIRST: &[&str] = &["$schema", "title", "description", "type"];
const LAST: &[&str] = &["properties", "patternProperties", "items", "additionalProperties", "required", "default"];

fn order_keywords(object: &mut Map<String, Value>) {
    let rank = |key: &String| {
        let first = FIRST.iter().position(|word| word == key);
        let last = LAST.iter().position(|word| word == key).map(|place| FIRST.len() + 1 + place);
        first.or(last).unwrap_or(FIRST.len())
    };
    let mut entries: Vec<_> = std::mem::take(object).into_iter().collect();
    entries.sort_by_key(|(key, _)| rank(key));
    object.extend(entries);
}

/// Takes the marks of references out, and with a `portfolio` puts the ids it has in their place.
fn settle_references(schema: &mut Schema, portfolio: Option<&Portfolio>) {
    let Some(object) = schema.as_object_mut() else { return };
    let known = |mark: Option<Value>| {
        let kind = Kind::ALL.iter().find(|kind| mark.as_ref().is_some_and(|mark| mark == kind.singular()))?;
        let mut ids = portfolio?.ids(*kind);
        ids.extend(portfolio?.unreadable.iter().filter(|(unread, _)| unread == kind).map(|(_, id)| &**id));
        ids.sort_unstable();
        ids.dedup();
        (!ids.is_empty()).then_some(ids)
    };
    if let Some(ids) = known(object.shift_remove(REFERENCE)) {
        object.shift_remove("pattern");
        object.insert("enum".into(), json!(ids));
    }
    if let Some(ids) = known(object.shift_remove(REFERENCE_KEYS)) {
        let patterns = object.shift_remove("patternProperties");
        let value =
            patterns.as_ref().and_then(|patterns| patterns.get(id::PATTERN)).cloned().unwrap_or(Value::Bool(true));
        let properties: Map<_, _> = ids.into_iter().map(|id| (id.to_owned(), value.clone())).collect();
        object.insert("properties".into(), Value::Object(properties));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_every_kind_of_file() {
        assert_eq!(names().count(), 1 + 2 * Kind::ALL.len());
        for name in SchemaName::all() {
            assert_eq!(name.as_str().parse(), Ok(name));
        }
        assert!("kpi".parse::<SchemaName>().is_err());
    }

    #[test]
    fn nothing_is_null_referred_to_or_marked() {
        for name in SchemaName::all() {
            let text = schema(name).to_string();
            for word in ["null", "$ref", "x-canvass", "uint", "double"] {
                assert!(!text.contains(word), "{name} has {word}");
            }
        }
    }

    #[test]
    fn known_ids_become_choices() {
        let mut portfolio = Portfolio::default();
        portfolio.unreadable.insert((Kind::Person, "ana".into()));
        let team = with_repo_data(SchemaName::One(Kind::Team), &portfolio);
        assert_eq!(team.pointer("/properties/members/items/enum"), Some(&json!(["ana"])));
        assert_eq!(team.pointer("/properties/members/items/pattern"), None);
        assert_eq!(team.pointer("/properties/parent/pattern"), Some(&id::PATTERN.into()), "no team is known");
        let initiative = with_repo_data(SchemaName::One(Kind::Initiative), &portfolio);
        let stance = initiative.pointer("/properties/conversation/items/properties/stance").unwrap();
        assert_eq!(stance.pointer("/properties/ana/type"), Some(&"string".into()));
        assert_eq!(stance.pointer("/patternProperties"), None);
    }
}
