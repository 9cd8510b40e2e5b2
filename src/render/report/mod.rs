//! Reports for people who were not there: a view each, which a template turns into Markdown and scripts read as JSON.
//!
//! A report is a file with its view and a template beside it. Stances, private notes and what was said without consent
//! are in no view, so no template can show them. Laying out Markdown is left to `render::plain`.

pub mod agenda;
pub mod brief;
pub mod capacity;
pub mod digest;
pub mod mbr;
pub mod pack;
pub mod retro;
pub mod roadmap;
pub mod status;

use super::style::Style;
use super::{Template, VERSION, document, plain, schema_of};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::Value;

/// The folder of a workspace in which its own templates stand, each called as its report with `.md` behind.
pub const TEMPLATES: &str = "templates/reports";

/// What a report tells: its fields are what templates and scripts are given.
pub trait Report: Serialize + JsonSchema {
    /// What it is called on the command line.
    const NAME: &'static str;
    /// The template that canvass brings.
    const TEMPLATE: &'static str;
}

/// The template that canvass brings for the report `R`.
#[must_use]
pub fn template<R: Report>() -> Template {
    Template::built_in(&format!("{}.md", R::NAME), R::TEMPLATE)
}

/// Markdown for a terminal, a mail or a screen reader.
#[must_use]
pub fn full(markdown: &str, style: Style) -> String {
    plain::text(markdown, style)
}

/// What to read of Markdown when there is time for one line: its first heading.
#[must_use]
pub fn headline(markdown: &str) -> String {
    plain::headline(markdown)
}

/// Every text that `view` holds, in its order.
#[must_use]
pub fn texts(view: &impl Serialize) -> Vec<String> {
    fn collect(value: Value, texts: &mut Vec<String>) {
        match value {
            Value::String(text) => texts.push(text),
            Value::Array(values) => values.into_iter().for_each(|value| collect(value, texts)),
            Value::Object(values) => values.into_iter().for_each(|(_, value)| collect(value, texts)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut texts = Vec::new();
    // Views hold strings, numbers and lists of them, which always serialise.
    collect(serde_json::to_value(view).unwrap_or_default(), &mut texts);
    texts
}

/// A report with the version of its form.
#[derive(Serialize, JsonSchema)]
struct Versioned<'a, R> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    #[serde(flatten)]
    report: &'a R,
}

/// Everything that `report` tells, as JSON.
#[must_use]
pub fn json<R: Report>(report: &R) -> String {
    document(&Versioned { version: VERSION, report })
}

/// The schema of [`json`].
#[must_use]
pub fn schema<R: Report>() -> Schema {
    let about = schema_of::<R>().get("description").cloned();
    let mut schema = schema_of::<Versioned<'_, R>>();
    schema.insert("title".to_owned(), format!("canvass report {}, JSON version {VERSION}", R::NAME).into());
    if let Some(about) = about {
        schema.insert("description".to_owned(), about);
    }
    schema
}
