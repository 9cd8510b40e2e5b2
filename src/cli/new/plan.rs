//! What `canvass new` takes for what is measured, handed over, decided and looked back at.

use super::{Entries, Pair, Within};
use crate::cli::error::Error;
use crate::cli::prompt::Prompt;
use crate::insight::metrics::PRESETS;
use crate::model::{Date, DecisionKind, DeliverableKind, DeliverableStatus, Direction, MetricPreset};
use clap::Args;
use std::str::FromStr;
use toml_edit::{Datetime, Table, Value};

#[derive(Args, Debug)]
pub(super) struct NewMetric {
    /// The initiative it belongs to, and its own id
    #[arg(value_name = "INITIATIVE/METRIC")]
    pub(super) name: Within,
    /// A well-known metric, such as lead_time; it gives what the options below leave out, and incidents tell some
    #[arg(long)]
    preset: Option<MetricPreset>,
    /// What is counted, in a few words
    #[arg(long = "name", value_name = "TEXT")]
    title: Option<String>,
    /// In what it is counted, such as minutes
    #[arg(long)]
    unit: Option<String>,
    /// Where the number comes from: a query, a dashboard, a report
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// The value before anything is done, such as 420@2026-10-31; read today when no day is given
    #[arg(long, value_name = "VALUE[@DATE]")]
    baseline: Option<Reading>,
    /// The value that is wanted, and by when
    #[arg(long, value_name = "VALUE[@DATE]")]
    target: Option<Reading>,
    /// Whether more is better (up) or less (down)
    #[arg(long)]
    direction: Option<Direction>,
    /// It is the one that decides
    #[arg(long)]
    primary: bool,
}

#[derive(Args, Debug)]
pub(super) struct NewDeliverable {
    /// The initiative it belongs to, and its own id
    #[arg(value_name = "INITIATIVE/DELIVERABLE")]
    pub(super) name: Within,
    /// What is handed over, in one line
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// What it is: research, design, pilot, docs, retro or technical
    #[arg(long)]
    kind: Option<DeliverableKind>,
    /// The step it comes from
    #[arg(long)]
    step: Option<String>,
    /// The one person who answers for it
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// First day of work on it
    #[arg(long, value_name = "DATE")]
    start: Option<Date>,
    /// Day on which it is handed over
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,
    /// Where it stands; not_started when absent
    #[arg(long)]
    status: Option<DeliverableStatus>,
    /// It is nice to have, and left out of totals
    #[arg(long)]
    stretch: bool,
}

#[derive(Args, Debug)]
pub(super) struct NewDecision {
    /// The initiative it is about
    pub(super) initiative: String,
    /// Who decided
    #[arg(long, value_name = "PERSON")]
    by: Option<String>,
    /// What was decided, in one sentence
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,
    /// Why it was decided so
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// What kind of decision it is: priority, architecture, scope, park, drop or accept
    #[arg(long)]
    kind: Option<DecisionKind>,
    /// When; today when absent
    #[arg(long)]
    date: Option<Date>,
}

#[derive(Args, Debug)]
pub(super) struct NewRetro {
    /// The initiative that is looked back at
    pub(super) initiative: String,
    /// What was found, good and bad
    #[arg(long, value_name = "TEXT")]
    findings: Option<String>,
    /// What follows from it and who does it, such as ines="ask for an owner on every new alert"
    #[arg(long, value_name = "PERSON=TEXT")]
    action: Vec<Pair<String>>,
    /// When; today when absent
    #[arg(long)]
    date: Option<Date>,
}

/// A value, and the day it is of, as `420@2026-10-31`.
#[derive(Clone, Copy, Debug)]
struct Reading {
    value: f64,
    date: Option<Date>,
}

impl FromStr for Reading {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (value, date) = text.split_once('@').map_or((text, None), |(value, date)| (value, Some(date)));
        let value = value.trim().parse().ok().filter(|value: &f64| value.is_finite());
        let date = date.map(str::parse::<Date>).transpose().map_err(|error| error.to_string())?;
        Ok(Self { value: value.ok_or("write a value and its day, such as 420@2026-10-31")?, date })
    }
}

impl Reading {
    fn entries(self) -> Vec<(&'static str, Value)> {
        let date = self.date.and_then(|date| date.to_string().parse::<Datetime>().ok());
        std::iter::once(("value", super::plain(self.value))).chain(date.map(|date| ("date", date.into()))).collect()
    }
}

impl NewMetric {
    pub(super) fn table(&self, prompt: &Prompt, today: Date) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.text("id", &self.name.id);
        let known = PRESETS.iter().find(|preset| Some(preset.word) == self.preset).map(|preset| preset.name.to_owned());
        let name = self.title.as_ref().or(known.as_ref());
        entries.text("name", &prompt.need(name, "name", "what is counted, in a few words")?);
        entries.word("preset", self.preset);
        entries.word("unit", self.unit.as_ref());
        entries.word("source", self.source.as_ref());
        if let Some(Reading { value, date }) = self.baseline {
            entries.table("baseline", Reading { value, date: date.or(Some(today)) }.entries());
        }
        if let Some(target) = self.target {
            entries.table("target", target.entries());
        }
        entries.word("direction", self.direction);
        if self.primary {
            entries.put("primary", true);
        }
        Ok(entries.done())
    }
}

impl NewDeliverable {
    pub(super) fn table(&self, prompt: &Prompt) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.text("id", &self.name.id);
        entries.word("step", self.step.as_ref());
        entries.text("text", &prompt.need(self.text.as_ref(), "text", "what is handed over, in one line")?);
        let question = "what it is: research, design, pilot, docs, retro or technical";
        entries.word("kind", Some(prompt.need(self.kind.as_ref(), "kind", question)?));
        entries.word("owner", self.owner.as_ref());
        entries.date("start", self.start);
        entries.date("end", self.end);
        entries.word("status", Some(self.status.unwrap_or(DeliverableStatus::NotStarted)));
        if self.stretch {
            entries.put("stretch", true);
        }
        Ok(entries.done())
    }
}

impl NewDecision {
    pub(super) fn table(&self, prompt: &Prompt, today: Date) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.date("date", Some(self.date.unwrap_or(today)));
        entries.text("by", &prompt.need(self.by.as_ref(), "by", "the id of the person who decided")?);
        entries.text("what", &prompt.need(self.what.as_ref(), "what", "what was decided, in one sentence")?);
        entries.word("why", self.why.as_ref());
        entries.word("kind", self.kind);
        Ok(entries.done())
    }
}

impl NewRetro {
    pub(super) fn table(&self, prompt: &Prompt, today: Date) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.date("date", Some(self.date.unwrap_or(today)));
        let question = "what was found, good and bad";
        entries.text("findings", &prompt.need(self.findings.as_ref(), "findings", question)?);
        if !self.action.is_empty() {
            entries.tables("actions", self.action.iter().map(|pair| [("text", &pair.value), ("owner", &pair.key)]));
        }
        Ok(entries.done())
    }
}
