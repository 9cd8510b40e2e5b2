//! The agenda of a session that goes through what is open, line by line, with updates to paste.
//!
//! Which lines there are is left to [`crate::insight::due`], what is known for an update to [`crate::insight::draft`].
//! Who asked for data is not told, only for what.

use super::Report;
use crate::insight::Index;
use crate::insight::draft::{Draft, draft};
use crate::insight::due::{Item, Line, Subject, When, later};
use crate::insight::follow_ups::What as Awaited;
use crate::insight::reminders::Occasion;
use crate::model::{
    Ask, CycleId, Date, Deliverable, DeliverableStatus, Initiative, InitiativeId, Record, Stage, TeamId,
};
use crate::render::plural;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// The agenda of a session: what is open, oldest first, and updates to paste.
#[derive(Serialize, JsonSchema)]
pub struct Agenda<'a> {
    /// The name of the workspace.
    workspace: Option<&'a str>,
    /// The day it was judged on.
    as_of: Date,
    /// The cycle asked for; null when none was.
    cycle: Option<&'a str>,
    /// The team asked for; null when none was.
    team: Option<&'a str>,
    /// How many lines are past their day.
    late: usize,
    /// What is open or falls due, the oldest day first, what has no day last.
    lines: Vec<Entry<'a>>,
    /// Deliverables that begin after the days looked at, and stand in no line.
    later: usize,
    /// Updates to be finished and pasted, one for each initiative about which there is something to say.
    updates: Vec<Paste<'a>>,
}

/// One line.
#[derive(Default, Serialize, JsonSchema)]
struct Entry<'a> {
    /// What it is: deliverable, ask, question, need, action, risk, follow_up, checkpoint, change, release,
    /// end_of_support, end_of_contract, renewal (of a promise), practice or revisit.
    kind: &'static str,
    /// The initiative, cycle or system it belongs to.
    of: &'a str,
    /// Its name in the initiative, where it has one.
    id: Option<&'a str>,
    /// What is to be done, asked or known.
    text: &'a str,
    /// Who must do something.
    who: Option<&'a str>,
    /// The team that is asked, or that answers for the system.
    team: Option<&'a str>,
    /// Whom to come back to; nobody where it is the users in general.
    with: Vec<String>,
    /// The day by which it is due; null when it has none.
    due: Option<Date>,
    /// The day since which it has been open, where it is not due on one.
    since: Option<Date>,
    /// Days from that day until now, less than zero when it lies ahead; null when there is no day.
    age: Option<i64>,
    /// Where a deliverable stands.
    status: Option<DeliverableStatus>,
    /// The first day of a deliverable.
    start: Option<Date>,
    /// How many times the day of a deliverable was moved.
    moved: usize,
    /// The day that was promised first; null when it never moved.
    first_promised: Option<Date>,
    /// Whether it is a stretch goal.
    stretch: bool,
    /// What else its file says: the response to a risk, when to stop, the window of a change, how a release is verified.
    note: Option<&'a str>,
}

/// An update to be finished and pasted.
#[derive(Serialize, JsonSchema)]
struct Paste<'a> {
    /// The initiative.
    initiative: &'a str,
    /// The update as TOML.
    toml: String,
}

impl Report for Agenda<'_> {
    const NAME: &'static str = "agenda";
    const TEMPLATE: &'static str = include_str!("../templates/agenda.md");
}

impl<'a> Agenda<'a> {
    /// The agenda of `lines`, for a cycle and a team or for all.
    #[must_use]
    pub fn new(
        index: &Index<'a>,
        as_of: Date,
        cycle: Option<&'a CycleId>,
        team: Option<&'a TeamId>,
        lines: &[Line<'a>],
    ) -> Self {
        let portfolio = index.portfolio;
        let spoken_of: BTreeMap<_, _> = lines.iter().filter_map(Line::initiative).collect();
        let is_told = |id: &InitiativeId, record: &Initiative| {
            let of_cycle = cycle.is_none() || record.target_cycle.as_ref() == cycle;
            match record.stage {
                Some(Stage::Committed) => spoken_of.contains_key(id) || (of_cycle && team.is_none()),
                Some(Stage::Proposal | Stage::Ready) => spoken_of.contains_key(id),
                _ => false,
            }
        };
        let told = || portfolio.initiatives.iter().filter(|(id, record)| is_told(id, record));
        let entries: Vec<_> = lines.iter().map(|line| entry(line, as_of)).collect();
        Self {
            workspace: portfolio.workspace.name.as_deref(),
            as_of,
            cycle: cycle.map(CycleId::as_str),
            team: team.map(TeamId::as_str),
            late: entries.iter().filter(|entry| entry.due.is_some_and(|due| due < as_of)).count(),
            lines: entries,
            later: told().map(|(_, record)| later(record, as_of).count()).sum(),
            updates: told().map(|(id, record)| paste(index, id, record, as_of)).collect(),
        }
    }
}

fn entry<'a>(line: &Line<'a>, as_of: Date) -> Entry<'a> {
    let (of, name) = match line.subject {
        Subject::Initiative(id, record) => (id.as_str(), record.value.title.as_deref().unwrap_or(id.as_str())),
        Subject::Cycle(id) => (id.as_str(), id.as_str()),
        Subject::System(id, record) => (id.as_str(), &*record.value.name),
    };
    let (due, since) = match line.when {
        When::Due(day) => (Some(day), None),
        When::Since(day) => (None, Some(day)),
        When::Undated => (None, None),
    };
    let entry = Entry {
        of,
        who: line.who.map(|who| who.as_str()),
        team: line.team.map(|team| team.as_str()),
        due,
        since,
        age: line.when.day().map(|day| as_of.days_since(day)),
        ..Entry::default()
    };
    let said = |kind, text, note| (kind, text, note);
    let ((kind, text, note), entry) = match &line.item {
        Item::Deliverable(it) => (said("deliverable", &*it.text, None), with_state(entry, it)),
        Item::Ask(it) => (said("ask", &*it.what, None), Entry { id: Some(it.id.as_str()), ..entry }),
        Item::Question(it) => (said("question", it.q.as_deref().unwrap_or_default(), None), entry),
        Item::Need(it) => {
            let text = it.text.as_deref().unwrap_or(it.id.as_str());
            (said("need", text, None), Entry { id: Some(it.id.as_str()), ..entry })
        }
        Item::Action(it) => (said("action", &*it.text, None), entry),
        Item::Risk(it) => (said("risk", &*it.text, it.response.as_deref()), entry),
        Item::FollowUp(people, awaited) => {
            let with = people.iter().map(ToString::to_string).collect();
            let note = match awaited {
                Awaited::Promised => None,
                Awaited::Milestone => Some("a step that they see is finished"),
                Awaited::Delivery => Some("it was delivered"),
            };
            (said("follow_up", name, note), Entry { with, ..entry })
        }
        Item::Checkpoint(step, it) => {
            (said("checkpoint", &*step.text, it.stop_if.as_deref()), Entry { id: Some(step.id.as_str()), ..entry })
        }
        Item::Change(step, it) => {
            (said("change", &*step.text, it.window.as_deref()), Entry { id: Some(step.id.as_str()), ..entry })
        }
        Item::Release(step, it) => {
            (said("release", &*step.text, it.verified_by.as_deref()), Entry { id: Some(step.id.as_str()), ..entry })
        }
        Item::Reminder(Occasion::SupportEnds, _) => (said("end_of_support", name, None), entry),
        Item::Reminder(Occasion::ContractEnds, _) => (said("end_of_contract", name, None), entry),
        Item::Reminder(Occasion::PromiseRenewed, _) => (said("renewal", name, None), entry),
        Item::Reminder(Occasion::Practice(_), plan) => {
            let scenario = plan.map_or(name, |it| &*it.scenario);
            (said("practice", scenario, plan.and_then(|it| it.plan.as_deref())), entry)
        }
        Item::Revisit => (said("revisit", name, None), entry),
    };
    Entry { kind, text, note, ..entry }
}

fn with_state<'a>(entry: Entry<'a>, deliverable: &'a Deliverable) -> Entry<'a> {
    Entry {
        id: Some(deliverable.id.as_str()),
        status: Some(deliverable.status.unwrap_or(DeliverableStatus::NotStarted)),
        start: deliverable.start,
        moved: deliverable.moved_from.len(),
        first_promised: deliverable.moved_from.first().copied(),
        stretch: deliverable.stretch,
        ..entry
    }
}

/// An update of what is known, for its owner to finish.
fn paste<'a>(index: &Index<'_>, id: &'a InitiativeId, record: &'a Record<Initiative>, as_of: Date) -> Paste<'a> {
    let draft = draft(index, record, as_of);
    let in_file_of_many = record.origin.contributions.first().is_some_and(|file| !file.base.is_empty());
    let header = if in_file_of_many { format!("{id}.update") } else { "update".to_owned() };
    let owner = record.value.owner.as_ref().map_or_else(|| "…".to_owned(), |owner| owner.to_string());
    let [by, health, text] = [owner, draft.health.to_string(), sentences(&draft, as_of)]
        .map(|text| toml_edit::Value::from(text).to_string());
    let toml = format!("[[{header}]]\ndate = {as_of}\nby = {by}\nhealth = {health}\ntext = {text}\n");
    Paste { initiative: id.as_str(), toml }
}

/// What is known, in sentences; three dots stand where the owner's words go.
fn sentences(draft: &Draft<'_>, as_of: Date) -> String {
    let listed = |what: &str, items: Vec<String>| (!items.is_empty()).then(|| format!("{what}: {}.", items.join("; ")));
    let named = |items: &[&Deliverable]| items.iter().map(|it| plain(&it.text)).collect();
    let dated = |it: &Deliverable| match it.end {
        Some(end) => format!("{}, by {end}", plain(&it.text)),
        None => plain(&it.text),
    };
    let open = |ask: &Ask| match ask.presented_on {
        Some(day) => {
            let days = usize::try_from(as_of.days_since(day)).unwrap_or_default();
            format!("{} for {} ({})", ask.team, ask.id, plural(days, "day"))
        }
        None => format!("{} for {}", ask.team, ask.id),
    };
    let said = [
        listed("Done", named(&draft.done)),
        listed(
            "Answered",
            draft.answered.iter().map(|ask| format!("{} {} {}", ask.team, ask.status(), ask.id)).collect(),
        ),
        listed("Late", draft.late.iter().map(|it| dated(it)).collect()),
        listed("At risk", draft.at_risk.iter().map(|it| dated(it)).collect()),
        listed("Waiting for", draft.waiting.iter().map(|ask| open(ask)).collect()),
        listed("Next", draft.next.iter().map(|it| dated(it)).collect()),
        Some("…".to_owned()),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A text as part of a sentence.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}
