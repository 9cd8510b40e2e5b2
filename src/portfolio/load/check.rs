//! Checks a tree against the JSON Schema of its kind and says in plain words what does not fit.

use super::document::{Found, find};
use super::limits::excerpt;
use super::node::{Toml, TomlNode};
use super::schema;
use super::suggest::nearest;
use super::unfolded;
use crate::diagnostic::{At, Code, Diagnostic, Findings, Spot};
use crate::model::{Kind, id};
use crate::source::FileId;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{PatternOptions, Retrieve, ValidationError, ValidationOptions, Validator};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Faults of one table of which it is looked up what was meant.
const MOST_EXPLAINED: usize = 200;
/// Bytes that one pattern of a schema may need.
const PATTERN_BYTES: usize = 1024 * 1024;

/// A schema, compiled, with its text for "did you mean".
pub(super) struct Schema {
    validator: Validator<Toml>,
    value: Value,
}

impl Schema {
    /// The schema of one thing of `kind`, or of the settings. The tests compile every one of them.
    pub(super) fn published(kind: Option<Kind>) -> Option<Self> {
        Self::compile(jsonschema::options_for(), serde_json::from_str(schema::text(kind)).ok()?).ok()
    }

    /// Whether `key` may stand at the top.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.value.pointer(&format!("/properties/{}", escape(key))).is_some()
    }

    /// The schema that a workspace gives as `value`.
    ///
    /// # Errors
    ///
    /// When it is no valid JSON Schema, refers to another file, or asks for more than can be checked in time.
    pub(super) fn given(value: Value) -> Result<Self, String> {
        unfolded::check(&value)?;
        // Without patterns that can only be found by trying again and again.
        let linear = PatternOptions::regex().size_limit(PATTERN_BYTES);
        Self::compile(jsonschema::options_for().with_pattern_options(linear), value)
    }

    fn compile(options: ValidationOptions<'_, Arc<dyn Retrieve>, Toml>, value: Value) -> Result<Self, String> {
        let validator = options.should_validate_formats(true).build(&value);
        Ok(Self { validator: validator.map_err(|error| excerpt(&error.to_string()))?, value })
    }

    /// Reports what in `table` does not fit; `base` is its pointer inside `root`. Returns the pointers under which
    /// keys belong that were written by another name or in another place.
    pub(super) fn check(
        &self,
        file: FileId,
        root: &Spanned<DeTable<'_>>,
        table: &DeTable<'_>,
        base: &str,
        problems: &mut Findings,
    ) -> Vec<String> {
        let node = TomlNode::Table(table);
        // Nearly every file is valid; only the others pay for the details.
        if self.validator.is_valid(node) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut report = Report { schema: &self.value, file, root, base, problems: &mut found, meant: BTreeSet::new() };
        for error in self.validator.iter_errors(node) {
            report.explain(&error);
        }
        let meant = report.meant;
        // A key that was meant to stand there has a finding of its own.
        let is_meant = |pointer: &str, about: &str| {
            let lacks = about.strip_prefix(LACKS).map(|key| format!("{pointer}/{}", escape(key)));
            lacks.is_some_and(|pointer| meant.contains(&pointer))
        };
        found.retain(|problem| match &problem.at.spot {
            Spot::Entry(pointer, _) => !is_meant(pointer, &problem.about),
            _ => true,
        });
        problems.extend(found);
        meant.into_iter().collect()
    }
}

/// How a finding about a missing key names it.
pub(super) const LACKS: &str = "lacks ";

struct Report<'r, 't> {
    schema: &'r Value,
    file: FileId,
    root: &'r Spanned<DeTable<'t>>,
    /// The pointer inside `root` of what is checked.
    base: &'r str,
    problems: &'r mut Vec<Diagnostic>,
    /// Pointers under which keys belong that stand elsewhere.
    meant: BTreeSet<String>,
}

impl Report<'_, '_> {
    fn explain(&mut self, error: &ValidationError<'_>) {
        let pointer = &format!("{}{}", self.base, error.instance_path().as_str());
        let (name, whole) = (describe(pointer), error.instance_path());
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let path = error.schema_path().as_str();
                for key in unexpected {
                    self.unknown_key(path, pointer, key);
                }
            }
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                let name = self.record(pointer).unwrap_or(name);
                let help = match self.words_of(error.schema_path().as_str(), key) {
                    Some(words) => format!("add `{key}`: one of {words}"),
                    None => format!("add `{key} = …`"),
                };
                let problem =
                    Diagnostic::new(Code::SCHEMA, At::value(self.file, pointer), format!("{name} lacks `{key}`"))
                        .label(format!("`{key}` is missing here"))
                        .help(help)
                        .about(format!("{LACKS}{key}"));
                self.problems.push(problem);
            }
            ValidationErrorKind::Type { kind } => {
                let wanted = match kind {
                    TypeKind::Single(wanted) => toml_type(&wanted.to_string()),
                    TypeKind::Multiple(_) => "another type",
                };
                let wanted = if self.is_date(error.schema_path().as_str()) { "a date" } else { wanted };
                let (found, written) = (self.find(pointer), self.type_at(pointer));
                // Infinity, no number at all, or more digits than fit.
                if wanted.ends_with("number") && written == wanted
                    || (wanted, written) == ("a number", "a whole number")
                {
                    let message = format!("{name} is too large, or no finite number");
                    self.place(&found, message, "cannot be reckoned with".to_owned(), "write an ordinary number");
                    return;
                }
                let message = format!("{name} must be {wanted}, not {written}");
                let help = match (wanted, written) {
                    ("a list", "a table") => format!("write `[[{}]]`", header(pointer)),
                    _ => help_for(wanted, written).to_owned(),
                };
                self.place(&found, message, format!("expected {wanted}"), &help);
            }
            ValidationErrorKind::Enum { options } => {
                let written = error.instance().as_str().map(excerpt).unwrap_or_default();
                let help = word_help(&written, options);
                let found = self.find(pointer);
                self.place(&found, format!("{name} cannot be `{written}`"), "not one of its words".to_owned(), &help);
            }
            ValidationErrorKind::Pattern { pattern } => {
                let written = error.instance().as_str().map(excerpt).unwrap_or_default();
                let found = self.find(pointer);
                let help = match written.to_lowercase() {
                    lower
                        if pattern == id::PATTERN
                            && lower != written
                            && id::is_valid(&lower)
                            && id::fold(&written) == lower =>
                    {
                        format!("ids are written in lower case: `{lower}`")
                    }
                    _ => pattern_help(pattern, &written),
                };
                self.place(
                    &found,
                    format!("{name} cannot be written `{written}`"),
                    "not of this form".to_owned(),
                    &help,
                );
            }
            ValidationErrorKind::PropertyNames { error } => {
                let key = error.instance().as_str().map(excerpt).unwrap_or_default();
                let help = match error.kind() {
                    ValidationErrorKind::Pattern { pattern } => pattern_help(pattern, &key),
                    ValidationErrorKind::Enum { options } => word_help(&key, options),
                    _ => "use another name".to_owned(),
                };
                let at = At::value(self.file, format!("{pointer}/{}", escape(&key))).key();
                let problem = Diagnostic::new(Code::SCHEMA, at, format!("`{key}` cannot be a name here"))
                    .label("not of this form")
                    .help(help);
                self.problems.push(problem);
            }
            ValidationErrorKind::Format { format } => {
                let found = self.find(pointer);
                let timed = error.instance().as_str().is_some_and(|written| written.len() > "2026-11-23".len());
                let form = match (format.contains("time"), timed) {
                    (true, _) => "a date or date-time",
                    (false, true) => "a date without a time",
                    (false, false) => "a date that exists",
                };
                let help = format!("write {form}, without quotes, such as 2026-11-23");
                self.place(&found, format!("{name} must be {form}"), "not a date".to_owned(), &help);
            }
            ValidationErrorKind::AnyOf { .. } if self.takes_dates(error.schema_path().as_str()) => {
                let found = self.find(pointer);
                let message = format!("{name} must be a date or date-time, not {}", self.type_at(pointer));
                self.place(&found, message, "not a date".to_owned(), "write it without quotes, such as 2026-11-23");
            }
            ValidationErrorKind::AnyOf { context } => {
                // What has one of the forms has a fault inside of it, and only that is worth saying.
                let of_this_form = |errors: &&Vec<ValidationError<'_>>| {
                    let here = |error: &ValidationError<'_>| error.instance_path() == whole;
                    !errors.iter().any(|error| here(error) && matches!(error.kind(), ValidationErrorKind::Type { .. }))
                };
                if let Some(errors) = context.iter().find(of_this_form) {
                    errors.iter().for_each(|error| self.explain(error));
                    return;
                }
                let forms = context.iter().flatten().filter_map(|error| match error.kind() {
                    ValidationErrorKind::Type { kind: TypeKind::Single(form) } => Some(toml_type(&form.to_string())),
                    _ => None,
                });
                let forms = forms.collect::<Vec<_>>().join(" or ");
                let found = self.find(pointer);
                let message = format!("{name} must be {forms}, not {}", self.type_at(pointer));
                self.place(&found, message, format!("expected {forms}"), "see the description of the key");
            }
            ValidationErrorKind::Minimum { limit } => self.bound(pointer, &name, "at least", limit),
            ValidationErrorKind::Maximum { limit } => self.bound(pointer, &name, "at most", limit),
            _ => {
                let found = self.find(pointer);
                let message = format!("{name}: {}", excerpt(&error.masked_with("it").to_string()));
                self.place(&found, message, "does not fit the schema".to_owned(), "see the description of the key");
            }
        }
    }

    /// What a message calls the record of a list at `pointer`: its kind and its id, such as "ask `limits`".
    fn record(&self, pointer: &str) -> Option<String> {
        let (list, index) = pointer.rsplit_once('/')?;
        index.parse::<usize>().ok()?;
        let (_, kind) = list.rsplit_once('/')?;
        let kind = if kind == "needs" { "need" } else { kind };
        let id = self.table(pointer)?.get("id")?.get_ref().as_str()?;
        Some(format!("{} `{}`", excerpt(kind), excerpt(id)))
    }

    /// The table at `pointer`.
    fn table(&self, pointer: &str) -> Option<&DeTable<'_>> {
        let mut segments = pointer.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~"));
        let Some(first) = segments.next() else { return Some(self.root.get_ref()) };
        let mut value = self.root.get_ref().get(&*first)?.get_ref();
        for segment in segments {
            value = match value {
                DeValue::Array(array) => array.get(segment.parse::<usize>().ok()?)?.get_ref(),
                DeValue::Table(table) => table.get(&*segment)?.get_ref(),
                _ => return None,
            };
        }
        value.as_table()
    }

    /// How many elements the list at `pointer` has.
    fn len(&self, pointer: &str) -> usize {
        let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
        let list = self.table(parent).and_then(|table| table.get(key)?.get_ref().as_array());
        list.map_or(0, |list| list.iter().len())
    }

    /// How the header of the tables at `home` is written.
    fn table_name(&self, home: &str) -> String {
        let name = header(&format!("{}{}", self.base, home.replace("/*", "")));
        if home.ends_with('*') { format!("`[[{name}]]`") } else { format!("`[{name}]`") }
    }

    /// The words that `key` may be, where the schema that requires it at `schema_path` lists them.
    fn words_of(&self, schema_path: &str, key: &str) -> Option<String> {
        let parent = schema_path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let mut schema = self.schema.pointer(&format!("{parent}/properties/{}", escape(key)))?;
        if let Some(definition) = schema.get("$ref").and_then(Value::as_str) {
            schema = self.schema.pointer(definition.strip_prefix('#')?)?;
        }
        let words = schema.get("enum")?.as_array()?.iter().filter_map(Value::as_str);
        Some(words.collect::<Vec<_>>().join(", "))
    }

    fn bound(&mut self, pointer: &str, name: &str, word: &str, limit: &Value) {
        let found = self.find(pointer);
        let message = format!("{name} must be {word} {limit}");
        self.place(&found, message, format!("must be {word} {limit}"), "check the number and its unit");
    }

    fn unknown_key(&mut self, schema_path: &str, pointer: &str, key: &str) {
        let shown = excerpt(key);
        let parent = schema_path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let known = self.schema.pointer(&format!("{parent}/properties")).and_then(Value::as_object);
        let words = known.into_iter().flat_map(|properties| properties.keys().map(String::as_str));
        // Looking for what is meant takes its time, and of so many nobody reads what it says.
        if self.problems.len() >= MOST_EXPLAINED {
            let at = At::value(self.file, format!("{pointer}/{}", escape(key))).key();
            let message = format!("{}: unknown key `{shown}`", describe(pointer));
            self.problems.push(Diagnostic::new(Code::SCHEMA, at, message).label("no such key"));
            return;
        }
        let homes = homes(self.schema, key);
        let is_inside = pointer.len() > self.base.len();
        let help = match (nearest(key, words.clone()), homes.as_slice()) {
            (Some(word), _) => {
                self.meant.insert(format!("{pointer}/{}", escape(word)));
                format!("did you mean `{word}`?")
            }
            (None, [top, ..]) if top.is_empty() && is_inside => {
                self.belongs(top, key);
                match self.base {
                    "" => "move it above the first [table]".to_owned(),
                    base => format!("move it up to the other keys of [{}]", header(base)),
                }
            }
            (None, [_, ..]) if homes.len() <= MOST_HOMES => {
                homes.iter().for_each(|home| self.belongs(home, key));
                let names: Vec<_> = homes.iter().map(|home| self.table_name(home)).collect();
                format!("it is a key of {}; move it there", names.join(" or "))
            }
            _ if pointer.matches('/').count() > 4 => "delete it".to_owned(),
            _ => format!("known keys here: {}", words.collect::<Vec<_>>().join(", ")),
        };
        let at = At::value(self.file, format!("{pointer}/{}", escape(key))).key();
        let problem = Diagnostic::new(Code::SCHEMA, at, format!("{}: unknown key `{shown}`", describe(pointer)))
            .label("no such key")
            .help(help);
        self.problems.push(problem);
    }

    /// Remembers that a key belongs under `home`, whose stars stand for every table of a list that has no such key yet.
    fn belongs(&mut self, home: &str, key: &str) {
        let mut pointers = vec![self.base.to_owned()];
        for segment in home.split('/').skip(1) {
            let inside = |pointer: String| match segment {
                "*" => (0..self.len(&pointer)).map(|index| format!("{pointer}/{index}")).collect(),
                name => vec![format!("{pointer}/{name}")],
            };
            pointers = pointers.into_iter().flat_map(inside).collect();
        }
        let lacks = |pointer: &String| self.table(pointer).is_none_or(|table| !table.contains_key(key));
        let lacking: Vec<_> = pointers.into_iter().filter(lacks).collect();
        self.meant.extend(lacking.into_iter().map(|pointer| format!("{pointer}/{}", escape(key))));
    }

    /// Whether the schema of which `schema_path` names a keyword takes a date.
    fn is_date(&self, schema_path: &str) -> bool {
        let parent = schema_path.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.schema.pointer(parent).and_then(|schema| schema.get("format")).is_some_and(|format| format == "date")
    }

    /// Whether every choice at `schema_path` is some form of date.
    fn takes_dates(&self, schema_path: &str) -> bool {
        let choices = self.schema.pointer(schema_path).and_then(Value::as_array);
        choices.is_some_and(|choices| choices.iter().all(|choice| choice.get("format").is_some()))
    }

    fn find(&self, pointer: &str) -> Found {
        find(self.root, pointer)
    }

    fn type_at(&self, pointer: &str) -> &'static str {
        self.find(pointer).type_name.map_or("something else", toml_type)
    }

    fn place(&mut self, found: &Found, message: String, label: String, help: &str) {
        let at = At::value(self.file, found.pointer.as_str());
        self.problems.push(Diagnostic::new(Code::SCHEMA, at, message).label(label).help(help));
    }
}

/// More tables than this that have a key, and naming them helps nobody.
const MOST_HOMES: usize = 3;

/// Where in `schema` tables have `key`, the top first; a star stands for any element of a list.
fn homes(schema: &Value, key: &str) -> Vec<String> {
    fn search(schema: &Value, key: &str, path: &str, found: &mut Vec<String>) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            if properties.contains_key(key) {
                found.push(path.to_owned());
            }
            for (name, schema) in properties {
                search(schema, key, &format!("{path}/{}", escape(name)), found);
            }
        }
        if let Some(items) = schema.get("items") {
            search(items, key, &format!("{path}/*"), found);
        }
    }
    let mut found = Vec::new();
    search(schema, key, "", &mut found);
    found
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// What a message calls the thing at `pointer`: its key path in backquotes, array positions counted from 1.
pub(super) fn describe(pointer: &str) -> String {
    let mut words = String::new();
    for segment in pointer.split('/').skip(1) {
        match segment.parse::<usize>() {
            Ok(index) if !words.is_empty() => words.push_str(&format!("[{}]", index + 1)),
            _ => {
                if !words.is_empty() {
                    words.push('.');
                }
                words.push_str(segment);
            }
        }
    }
    if words.is_empty() { "the file".to_owned() } else { format!("`{}`", excerpt(&words)) }
}

/// The name between the brackets of a header for the thing at `pointer`.
fn header(pointer: &str) -> String {
    let names = pointer.split('/').skip(1).filter(|segment| !segment.bytes().all(|byte| byte.is_ascii_digit()));
    excerpt(&names.collect::<Vec<_>>().join("."))
}

/// What people also call the words that files hold.
const SYNONYMS: &[(&str, &str)] = &[
    ("1:1", "one_on_one"),
    ("1-1", "one_on_one"),
    ("1on1", "one_on_one"),
    ("one_to_one", "one_on_one"),
    ("meeting", "group"),
    ("email", "async"),
    ("mail", "async"),
    ("chat", "async"),
    ("todo", "not_started"),
    ("finished", "done"),
    ("rejected", "declined"),
];

fn toml_type(name: &str) -> &'static str {
    match name {
        "string" => "a text",
        "integer" => "a whole number",
        "number" | "float" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" | "table" => "a table",
        "datetime" => "a date",
        _ => "something else",
    }
}

fn help_for(wanted: &str, written: &str) -> &'static str {
    match wanted {
        "a text" if written == "a list" => "write one text, without [ ]",
        "a text" if written == "a table" => "write a text in quotes; a table does not fit here",
        "a text" => "put it in quotes",
        "a list" => "write it as a list, in [ ]; tables of a list begin with [[double brackets]]",
        "a table" => "write it as a [table] or in { }",
        "a date" => "write it without quotes, such as 2026-11-23",
        "true or false" => "write true or false, without quotes",
        "a whole number" | "a number" => "write the number without quotes and without a unit",
        _ => "see the description of the key",
    }
}

/// Which of `options` may have been meant, and what they are.
fn word_help(written: &str, options: &Value) -> String {
    let words: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let folded = written.to_lowercase().replace([' ', '-'], "_");
    let lower = written.to_lowercase();
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == lower || *other == folded).map(|(_, word)| *word);
    let same = words.iter().copied().find(|word| *word == folded || Some(*word) == synonym);
    match same.or_else(|| nearest(written, words.iter().copied())) {
        Some(word) => format!("did you mean `{word}`? It is one of {}", words.join(", ")),
        None => format!("use one of {}", words.join(", ")),
    }
}

/// How an id is written where `written` is none.
pub(super) fn id_help(written: &str) -> String {
    match id::fold(written) {
        id if id::is_valid(&id) => format!("write it as an id: `{id}`; ids have 1 to 40 of a–z, 0–9 and -"),
        _ => "use 1 to 40 of a–z, 0–9 and -".to_owned(),
    }
}

fn pattern_help(pattern: &str, written: &str) -> String {
    match pattern {
        id::PATTERN => id_help(written),
        _ if pattern.contains("[0-5][0-9]$") => "write it as hours and minutes, such as \"09:30\"".to_owned(),
        _ if pattern.contains('/') => "write it as owner/name, without `.git` at its end".to_owned(),
        _ if pattern.starts_with("^CV") => "write it as CV and three digits, such as CV305".to_owned(),
        _ if pattern.starts_with("^G") => "write it as one of G01 to G15".to_owned(),
        _ => format!("it must match {pattern}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_schema_compiles() {
        assert!(Schema::published(None).is_some());
        for kind in Kind::ALL {
            assert!(Schema::published(Some(*kind)).is_some(), "{kind:?}");
        }
    }
}
