//! An ask's issue as people look at it before it is filed, and its title and labels where they are text among others.

use crate::backlog::{Draft, Wanted};
use crate::model::Date;
use crate::render::{Style, VERSION, document, escape, plain, schema_of};
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// A title or label as one line of Markdown that does nothing.
#[must_use]
pub fn line(text: &str) -> String {
    escape::markdown(&escape::title_in_words(text))
}

/// Title, labels and text of an issue as one page of Markdown.
#[must_use]
pub fn markdown(draft: &Draft) -> String {
    let labels: Vec<String> = draft.labels().iter().map(|label| line(label)).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("Labels: {}\n\n", labels.join(", ")) };
    format!("# {}\n\n{labels}{}\n", line(draft.title()), draft.block())
}

/// The same page for a terminal.
#[must_use]
pub fn full(draft: &Draft, style: Style) -> String {
    plain::text(&markdown(draft), style)
}

/// The result of `canvass plan --show --output-format json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "canvass plan --show, JSON version 1")]
struct Document<'a> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    /// The day it was planned on.
    as_of: Date,
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// The asked team's id.
    team: &'a str,
    /// The repository, as `owner/name`.
    repo: &'a str,
    /// The key that the issue carries.
    key: &'a str,
    /// The day on which the team plans; null where that is not known.
    plans_on: Option<Date>,
    /// Why it is not filed now; null where it is.
    held_back: Option<String>,
    /// The title, as people write it.
    title: String,
    /// The labels it is filed with.
    labels: &'a [String],
    /// The text, as Markdown, without the marks around it.
    text: &'a str,
}

/// The issue of `wanted` as a JSON document.
#[must_use]
pub fn json(wanted: &Wanted, as_of: Date) -> String {
    document(&Document {
        version: VERSION,
        as_of,
        initiative: &wanted.initiative,
        ask: &wanted.ask,
        team: wanted.team.as_str(),
        repo: wanted.repo.as_str(),
        key: wanted.key.as_str(),
        plans_on: wanted.due,
        held_back: wanted.held_back.as_ref().map(ToString::to_string),
        title: escape::title_in_words(wanted.draft.title()),
        labels: wanted.draft.labels(),
        text: wanted.draft.block(),
    })
}

/// The schema of [`json`].
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Document<'_>>()
}
