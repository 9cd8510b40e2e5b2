//! Brings in what other tools list: what is only there, what is only here, and what both have and tell differently.
//!
//! `yaml` and `table` read the two forms, [`systems`] and [`incidents`] know what the words mean. Nothing here
//! touches a file of the workspace: what is to be added comes as tables, which [`crate::edit`] puts where they belong;
//! what people wrote is compared and never changed.

pub mod incidents;
mod name;
pub mod systems;
mod table;
mod yaml;

pub use table::Mapping;

use crate::diagnostic::At;
use crate::load::document::is_forbidden;
use crate::load::limits::excerpt;
use crate::load::suggest::nearest;
use crate::load::{Loaded, Locator};
use crate::model::Record;
use crate::model::hidden::hidden;
use crate::source::{Place, Sources};
use std::collections::BTreeMap;
use toml_edit::Table;

/// Bytes a list may have.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Things that lists may hold together.
pub const MOST_ENTRIES: usize = 20_000;
/// How deep a document may be nested; descriptions of interfaces are texts in it, so that real ones are flat.
const MOST_DEPTH: usize = 64;
/// Bytes of an address; longer ones work nowhere.
const MOST_ADDRESS: usize = 2_000;
/// Faults of form told per file; more add nothing for a reader.
const MOST_FAULTS: usize = 20;

/// A list as it was found: its name and its text.
#[derive(Clone, Debug)]
pub struct List {
    /// The path as it was typed.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl List {
    /// The text, without the mark that some programs begin a file with.
    fn text(&self) -> Result<&str, Fault> {
        if self.bytes.len() > MOST_BYTES {
            let message = format!("the file has more than the {} MiB that are read", MOST_BYTES / 1024 / 1024);
            return Err(self.fault(1, message, "split it, and give the parts"));
        }
        let text = std::str::from_utf8(&self.bytes).map_err(|error| {
            let before = self.bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            self.fault(line, "the file is not valid UTF-8", "save the file as UTF-8")
        })?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    fn place(&self, line: usize) -> Place {
        Place { file: self.file.clone(), line }
    }

    fn fault(&self, line: usize, message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault::new(self.place(line), message, help)
    }
}

/// Something wrong with a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What is wrong, in one line.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl Fault {
    fn new(place: Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { place, message: message.into(), help: help.into() }
    }
}

/// Something worth knowing about a list, told once for all it is true of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The first place it is about.
    pub place: Place,
    /// What there is to know.
    pub text: String,
    /// What it is true of, in the order of the list; may be empty.
    pub about: Vec<String>,
}

/// Notes as they come up.
#[derive(Debug, Default)]
struct Notes {
    notes: Vec<Note>,
    places: BTreeMap<String, usize>,
}

impl Notes {
    fn add(&mut self, place: &Place, text: impl Into<String>, about: impl AsRef<str>) {
        let text = text.into();
        let at = *self.places.entry(text.clone()).or_insert(self.notes.len());
        if at == self.notes.len() {
            self.notes.push(Note { place: place.clone(), text, about: Vec::new() });
        }
        if let Some(note) = self.notes.get_mut(at)
            && !about.as_ref().is_empty()
        {
            note.about.push(excerpt(about.as_ref()));
        }
    }
}

/// Something that is to be added.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The id it gets here.
    pub id: String,
    /// Where the list tells of it.
    pub place: Place,
    /// What else to say of it in one line: a system's name, what an incident hit.
    pub about: String,
    /// Who answers for it; of a system.
    pub owner: Option<String>,
    /// What is written.
    pub table: Table,
}

/// Something that is here and not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlyHere {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub place: Place,
}

/// Something that both have and do not tell the same of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its id.
    pub id: String,
    /// The key of ours.
    pub key: &'static str,
    /// What it says here; nothing where it says nothing.
    pub here: Option<String>,
    /// What the list says; nothing where it says nothing.
    pub there: Option<String>,
    /// Where it is here.
    pub place: Place,
    /// Where the list tells of it.
    pub listed: Place,
}

/// What became of comparing lists with a workspace.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Faults of form; while there is one, nothing is compared.
    pub unreadable: Vec<Fault>,
    /// What cannot be taken over, each with the reason.
    pub left_out: Vec<Fault>,
    /// What is only there, in the order of the ids.
    pub added: Vec<Addition>,
    /// What is only here, in the order of the ids.
    pub only_here: Vec<OnlyHere>,
    /// What is told differently, in the order of the ids.
    pub different: Vec<Difference>,
    /// How many are here as they are there.
    pub equal: usize,
    /// What else there is to know, in the order of the places.
    pub notes: Vec<Note>,
}

impl Report {
    /// Nothing could be compared.
    fn unreadable(faults: Vec<Fault>) -> Self {
        Self { unreadable: faults, ..Self::default() }
    }

    /// The report in its order, with what came up on the way.
    fn finish(mut self, notes: Notes) -> Self {
        self.left_out.sort_by(|a, b| a.place.cmp(&b.place));
        self.added.sort_by(|a, b| a.id.cmp(&b.id));
        self.different.sort_by(|a, b| a.id.cmp(&b.id));
        self.notes = notes.notes;
        self.notes.sort_by(|a, b| a.place.cmp(&b.place));
        self
    }

    /// Whether the lists and the workspace tell different things, what is to be added aside.
    #[must_use]
    pub fn has_drift(&self) -> bool {
        !(self.only_here.is_empty() && self.different.is_empty())
    }

    /// Whether everything in the lists could be taken.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unreadable.is_empty() && self.left_out.is_empty()
    }
}

/// The workspace that lists are compared with.
struct Ours<'l> {
    sources: &'l Sources,
    locator: Locator<'l>,
}

impl<'l> Ours<'l> {
    fn new(loaded: &'l Loaded) -> Self {
        Self { sources: &loaded.sources, locator: Locator::new(&loaded.sources) }
    }

    fn place(&self, at: &At) -> Place {
        Place::new(self.sources, &self.locator.locate(at))
    }

    /// Compares `record`, called `id`, with what stands at `listed`.
    fn compare<'a, T>(&'a self, id: &'a str, record: &'a Record<T>, listed: &'a Place) -> Comparison<'a, 'l, T> {
        Comparison { ours: self, id, record, listed, found: Vec::new() }
    }
}

/// What differs in one thing that is here and there, as it is collected.
struct Comparison<'a, 'l, T> {
    ours: &'a Ours<'l>,
    id: &'a str,
    record: &'a Record<T>,
    listed: &'a Place,
    found: Vec<Difference>,
}

impl<T> Comparison<'_, '_, T> {
    /// Notes the key when the two say different things of it.
    fn key(&mut self, key: &'static str, here: Option<String>, there: Option<String>) {
        if here != there {
            let place = self.ours.place(&self.record.at(&format!("/{key}")));
            let (id, listed) = (self.id.to_owned(), self.listed.clone());
            self.found.push(Difference { id, key, here, there, place, listed });
        }
    }

    /// As [`Self::key`], where a list that says nothing leaves it to people.
    fn said(&mut self, key: &'static str, here: Option<String>, there: Option<String>) {
        if there.is_some() {
            self.key(key, here, there);
        }
    }
}

/// "Did you mean" for `word`, or else `otherwise`.
fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean `{near}`? else {otherwise}"),
        None => otherwise.to_owned(),
    }
}

/// A text as a file may hold it: in one line, its blanks made one, without what cannot be seen, and not too long.
fn one_line(text: &str) -> String {
    let is_seen = |(at, letter): &(usize, char)| {
        let (before, after) = (text.get(..*at), text.get(at + letter.len_utf8()..));
        let hidden = hidden(before.unwrap_or_default(), *letter, after.unwrap_or_default());
        letter.is_whitespace() || hidden.is_none()
    };
    let seen: String = text.char_indices().filter(is_seen).map(|(_, letter)| letter).collect();
    excerpt(&seen.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Where something can be looked up, unless it is longer than any address that works.
fn address(text: &str) -> Option<String> {
    let plain = !text.contains(|letter: char| letter.is_whitespace() || is_forbidden(letter));
    (plain && !text.is_empty() && text.len() <= MOST_ADDRESS).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
