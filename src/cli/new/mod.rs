//! `canvass new`: adds a thing or a record, in the file where its like are.
//!
//! What is typed becomes a table in [`things`], [`records`], [`case`] and [`plan`]; where it goes is left to [`crate::edit`]. Nothing is
//! written that would bring a fault of form or a reference that leads nowhere.

mod case;
mod kinds;
mod plan;
mod records;
mod things;

use super::prompt::Prompt;
use super::workspace::{State, Workspace};
use super::{Exit, Globals, error::Error, output::Output};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::choose::SCHEMAS;
use crate::edit::{self, Preview, Records, Refusal, save};
use crate::insight::similar;
use crate::load::limits::excerpt;
use crate::load::{Loaded, Worktree};
use crate::model::{Date, Kind};
use crate::render::escape;
use crate::rules::{self, baseline};
use clap::{Args, Subcommand};
use std::fmt::Display;
use std::str::FromStr;
use toml_edit::{Array, Datetime, InlineTable, Table, Value, value};

/// Lessons shown to whoever starts something.
const MOST_LESSONS: usize = 3;

/// Arguments of `new`.
#[derive(Args, Debug)]
pub(super) struct NewArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a piece of work that needs other teams, at stage idea
    Initiative(things::NewInitiative),
    /// Add a team that can be asked
    Team(things::NewTeam),
    /// Add a person to the roster
    Person(things::NewPerson),
    /// Add what one team is asked for
    Ask(records::NewAsk),
    /// Add a conversation that was held
    Conversation(records::NewConversation),
    /// Add a fact that supports or contradicts the case
    Evidence(records::NewEvidence),
    /// Add the message for one audience
    Pitch(case::NewPitch),
    /// Add an interview with users
    Interview(case::NewInterview),
    /// Add a number that will show whether it worked
    Metric(plan::NewMetric),
    /// Add something that will be handed over
    Deliverable(plan::NewDeliverable),
    /// Add what was decided
    Decision(plan::NewDecision),
    /// Add how an initiative goes, in your words
    Update(records::NewUpdate),
    /// Add a look back, with what follows from it
    Retro(plan::NewRetro),
}

pub(super) fn run(args: &NewArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, true)?;
    let today = workspace.as_of(loaded);
    let tree = Worktree::new(&workspace.root);
    let portfolio = &loaded.portfolio;
    let prompt = Prompt::new();
    let thing = |kind, id: &str, table: &Table| edit::add_thing(&tree, portfolio, kind, id, table);
    let record = |id: &str, records, table: &Table| edit::add_record(&tree, portfolio, id, records, table);
    let change = match &args.what {
        What::Initiative(new) => {
            let change = thing(Kind::Initiative, &new.id, &new.table(&prompt, today)?);
            change.and_then(|change| edit::add_entries(change, &new.id, &new.start(today)))
        }
        What::Team(new) => thing(Kind::Team, &new.id, &new.table(&prompt)?),
        What::Person(new) => thing(Kind::Person, &new.id, &new.table(&prompt)?),
        What::Ask(new) => record(&new.name.initiative, Records::Asks, &new.table(&prompt)?),
        What::Conversation(new) => record(&new.initiative, Records::Conversations, &new.table(&prompt, today)?),
        What::Evidence(new) => record(&new.name.initiative, Records::Evidence, &new.table(&prompt, today)?),
        What::Pitch(new) => record(&new.initiative, Records::Pitches, &new.table(&prompt)?),
        What::Interview(new) => record(&new.initiative, Records::Interviews, &new.table(&prompt, today)?),
        What::Metric(new) => record(&new.name.initiative, Records::Metrics, &new.table(&prompt, today)?),
        What::Deliverable(new) => record(&new.name.initiative, Records::Deliverables, &new.table(&prompt)?),
        What::Decision(new) => record(&new.initiative, Records::Decisions, &new.table(&prompt, today)?),
        What::Retro(new) => record(&new.initiative, Records::Retros, &new.table(&prompt, today)?),
        What::Update(new) => record(&new.initiative, Records::Updates, &new.table(&prompt, today)?),
    }?;

    let after = workspace.load_tree(&Preview::new(&tree, std::slice::from_ref(&change)), true);
    if let Some(fault) = new_fault(loaded, after, today) {
        return Err(Error::usage(fault.message, fault.help));
    }
    save::save(&workspace.root, &change).map_err(Error::file("cannot write", change.path.as_ref()))?;

    let done = if change.before.is_some() { "added to" } else { "wrote" };
    output.print(&format!("{done} {}\n", change.path))?;
    if let What::Initiative(new) = &args.what {
        for it in similar::lessons(&after.portfolio, &new.id.as_str().into()).into_iter().take(MOST_LESSONS) {
            let lesson = excerpt(it.lesson);
            let lesson = escape::line(&lesson);
            output.note(&format!("note: `{}` ({}) was much alike; its lesson: {lesson}", it.id, it.stage));
        }
    }
    if change.before.is_none() && !workspace.root.join(SCHEMAS).is_dir() {
        output.note("note: `canvass init` writes the schemas by which editors complete and check these files");
    }
    Ok(Exit::Ok)
}

/// The first fault of form, or reference that leads nowhere, that is in `after` and was not in `before`.
pub(super) fn new_fault(before: &Loaded, after: &Loaded, as_of: Date) -> Option<Diagnostic> {
    let faults = |loaded: &Loaded| -> Vec<Diagnostic> {
        let findings = rules::run(loaded, as_of).findings;
        findings.into_iter().filter(|finding| [Code::SCHEMA, Code::REFERENCE].contains(&finding.code)).collect()
    };
    baseline::split(after, faults(after), before, &faults(before)).new.into_iter().next()
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::usage(refusal.to_string(), refusal.help())
    }
}

/// The table that is being put together, its keys in the order of the calls.
#[derive(Default)]
struct Entries(Table);

impl Entries {
    fn put(&mut self, key: &str, entry: impl Into<Value>) {
        self.0.insert(key, value(entry));
    }

    fn text(&mut self, key: &str, text: &str) {
        self.put(key, text);
    }

    fn word(&mut self, key: &str, word: Option<impl Display>) {
        if let Some(word) = word {
            self.put(key, word.to_string());
        }
    }

    /// Whole numbers are written as people write them, without a point.
    fn number(&mut self, key: &str, number: Option<f64>) {
        if let Some(number) = number {
            self.put(key, plain(number));
        }
    }

    fn date(&mut self, key: &str, date: Option<Date>) {
        if let Some(date) = date.and_then(|date| date.to_string().parse::<Datetime>().ok()) {
            self.put(key, date);
        }
    }

    fn list<T: AsRef<str>>(&mut self, key: &str, words: impl IntoIterator<Item = T>) {
        let words: Array = words.into_iter().map(|word| word.as_ref().to_owned()).collect();
        if !words.is_empty() {
            self.put(key, words);
        }
    }

    fn one_or_more(&mut self, key: &str, words: &[String]) {
        match words {
            [one] => self.text(key, one),
            several => self.list(key, several),
        }
    }

    fn table<K: AsRef<str>, V: Into<Value>>(&mut self, key: &str, entries: impl IntoIterator<Item = (K, V)>) {
        self.put(key, inline(entries));
    }

    fn tables<K: AsRef<str>, V: Into<Value>, E: IntoIterator<Item = (K, V)>>(
        &mut self,
        key: &str,
        tables: impl IntoIterator<Item = E>,
    ) {
        self.put(key, tables.into_iter().map(inline).collect::<Array>());
    }

    fn done(self) -> Table {
        self.0
    }
}

fn inline<K: AsRef<str>, V: Into<Value>>(entries: impl IntoIterator<Item = (K, V)>) -> InlineTable {
    let mut table = InlineTable::new();
    for (key, value) in entries {
        table.insert(key.as_ref(), value.into());
    }
    table
}

fn plain(number: f64) -> Value {
    let whole = number.fract() == 0.0 && number.abs() < 1e9;
    #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
    if whole { Value::from(number as i64) } else { Value::from(number) }
}

/// A record of an initiative, as `initiative/record`.
#[derive(Clone, Debug)]
struct Within {
    initiative: String,
    id: String,
}

impl FromStr for Within {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (initiative, id) = text.split_once('/').ok_or("write it as INITIATIVE/ID, such as checkout/retry")?;
        Ok(Self { initiative: initiative.to_owned(), id: id.to_owned() })
    }
}

/// Something said of something, as `key=value`.
#[derive(Clone, Debug)]
struct Pair<T> {
    key: String,
    value: T,
}

impl<T: FromStr<Err: Display>> FromStr for Pair<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (key, value) = text.split_once('=').ok_or("write it as NAME=VALUE")?;
        let value = value.parse().map_err(|error: T::Err| error.to_string())?;
        Ok(Self { key: key.to_owned(), value })
    }
}

/// At least and at most, as `3-8`, or `5` for both.
#[derive(Clone, Copy, Debug)]
struct Span {
    min: f64,
    max: f64,
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (min, max) = text.split_once('-').unwrap_or((text, text));
        let days = |text: &str| text.trim().parse().ok().filter(|days: &f64| days.is_finite() && *days >= 0.0);
        match (days(min), days(max)) {
            (Some(min), Some(max)) if min <= max => Ok(Self { min, max }),
            _ => Err("write person-days at least and at most, such as 3-8".to_owned()),
        }
    }
}
