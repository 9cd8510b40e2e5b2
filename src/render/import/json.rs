//! An import as JSON, version 1: names that scripts rely on, frozen by `schemas/output/systems-import.schema.json` and
//! `schemas/output/incidents-import.schema.json`.

use super::Import;
use crate::import;
use crate::model::{Date, Kind};
use crate::render::{VERSION, document, schema_of};
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// The result of `canvass systems import` and `canvass incidents import`.
#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    /// The day of the run.
    as_of: Date,
    /// The lists, as they were typed.
    lists: &'a [&'a str],
    /// Whether what is only there was written.
    written: bool,
    /// The files that take what is added, from the workspace root.
    files: &'a [&'a str],
    /// Faults of form; while there is one, nothing is compared or written.
    unreadable: Vec<Fault<'a>>,
    /// What cannot be taken over, each with the reason.
    left_out: Vec<Fault<'a>>,
    /// What is only there, in the order of the ids.
    added: Vec<Added<'a>>,
    /// What is told differently, in the order of the ids.
    different: Vec<Different<'a>>,
    /// What is only here, in the order of the ids; never anything of incidents, for an export is of some weeks.
    only_here: Vec<OnlyHere<'a>>,
    /// How many are here as they are there.
    equal: usize,
    /// What else there is to know.
    notes: Vec<Note<'a>>,
}

/// Something wrong with a list.
#[derive(Serialize, JsonSchema)]
struct Fault<'a> {
    /// The list.
    list: &'a str,
    /// Its line, from 1.
    line: usize,
    /// What is wrong.
    message: &'a str,
    /// How to mend it.
    help: &'a str,
}

/// Something that is added.
#[derive(Serialize, JsonSchema)]
struct Added<'a> {
    /// The id it gets here.
    id: &'a str,
    /// A system's name, or what an incident hit and when.
    about: &'a str,
    /// The team that answers for a system; null for an incident.
    owner: Option<&'a str>,
    /// The list that tells of it.
    list: &'a str,
    /// The line there, from 1.
    line: usize,
}

/// A key of which the two say different things.
#[derive(Serialize, JsonSchema)]
struct Different<'a> {
    /// The id of what it is about.
    id: &'a str,
    /// The key.
    key: &'a str,
    /// What is written here; null where nothing is.
    here: Option<&'a str>,
    /// What is listed; null where nothing is.
    there: Option<&'a str>,
    /// The file that says it here, from the workspace root.
    file: &'a str,
    /// The line there, from 1.
    line: usize,
    /// The list that tells of it.
    list: &'a str,
    /// The line in the list, from 1.
    list_line: usize,
}

/// Something that no list tells of.
#[derive(Serialize, JsonSchema)]
struct OnlyHere<'a> {
    /// Its id.
    id: &'a str,
    /// Its file, from the workspace root.
    file: &'a str,
    /// The line there, from 1.
    line: usize,
}

/// Something worth knowing about the lists.
#[derive(Serialize, JsonSchema)]
struct Note<'a> {
    /// The list it came up in first.
    list: &'a str,
    /// The line there, from 1.
    line: usize,
    /// What there is to know.
    text: &'a str,
    /// What it is true of; may be empty.
    about: &'a [String],
}

/// `import` as a JSON document.
#[must_use]
pub fn json(import: &Import<'_>) -> String {
    let report = import.report;
    document(&Document {
        version: VERSION,
        as_of: import.as_of,
        lists: &import.lists,
        written: import.written,
        files: &import.files,
        unreadable: report.unreadable.iter().map(fault).collect(),
        left_out: report.left_out.iter().map(fault).collect(),
        added: report.added.iter().map(added).collect(),
        different: report.different.iter().map(different).collect(),
        only_here: report.only_here.iter().map(only_here).collect(),
        equal: report.equal,
        notes: report.notes.iter().map(note).collect(),
    })
}

fn fault(fault: &import::Fault) -> Fault<'_> {
    Fault { list: &fault.place.file, line: fault.place.line, message: &fault.message, help: &fault.help }
}

fn added(addition: &import::Addition) -> Added<'_> {
    Added {
        id: &addition.id,
        about: &addition.about,
        owner: addition.owner.as_deref(),
        list: &addition.place.file,
        line: addition.place.line,
    }
}

fn different(difference: &import::Difference) -> Different<'_> {
    Different {
        id: &difference.id,
        key: difference.key,
        here: difference.here.as_deref(),
        there: difference.there.as_deref(),
        file: &difference.place.file,
        line: difference.place.line,
        list: &difference.listed.file,
        list_line: difference.listed.line,
    }
}

fn only_here(only: &import::OnlyHere) -> OnlyHere<'_> {
    OnlyHere { id: &only.id, file: &only.place.file, line: only.place.line }
}

fn note(note: &import::Note) -> Note<'_> {
    Note { list: &note.place.file, line: note.place.line, text: &note.text, about: &note.about }
}

/// The JSON Schema of [`json`] for imports of `kind`.
#[must_use]
pub fn schema(kind: Kind) -> Schema {
    let mut schema = schema_of::<Document<'_>>();
    schema.insert("title".to_owned(), format!("canvass {} import, JSON version {VERSION}", kind.plural()).into());
    schema
}
