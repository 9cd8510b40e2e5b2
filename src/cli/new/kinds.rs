//! How work of a kind usually starts: first steps and questions, to be written anew by whoever knows better.

use super::Entries;
use crate::model::StepKind::{self, Build, Pilot, PrototypeSprint, Research, Rollout};
use crate::model::{Date, InitiativeKind};
use toml_edit::Table;

/// A step with which such work starts.
struct Start {
    id: &'static str,
    text: &'static str,
    kind: StepKind,
    /// Whether the owner can take it without anybody.
    alone: bool,
}

const fn alone(id: &'static str, text: &'static str) -> Start {
    Start { id, text, kind: Research, alone: true }
}

const fn step(id: &'static str, kind: StepKind, text: &'static str) -> Start {
    Start { id, text, kind, alone: false }
}

/// The first steps and the open questions of a kind.
fn start(kind: InitiativeKind) -> (&'static [Start], &'static [&'static str]) {
    match kind {
        InitiativeKind::Experiment => (
            const {
                &[
                    alone("ask", "Ask three of those it is for what they did the last time"),
                    step("by-hand", PrototypeSprint, "Do it by hand for a few of them, for one week"),
                ]
            },
            &["Which number decides, and from which value on do we go on?", "Who will have used it after a week?"],
        ),
        InitiativeKind::AlertPlan => (
            const {
                &[
                    alone(
                        "judge",
                        "Judge the pages of the last four weeks with those who were woken: needed, could wait, for nothing",
                    ),
                    step("first-team", Pilot, "One team goes through its alerts: keep, move to working hours, remove"),
                    step("other-teams", Rollout, "The other teams do the same, with what the first one learned"),
                ]
            },
            &["Who owns each alert?", "Which two incidents must the new alerts still catch?"],
        ),
        InitiativeKind::Rollout => (
            const {
                &[
                    alone("measure", "Measure how it is today"),
                    step("first-team", Pilot, "One willing team uses it"),
                    step("everybody", Rollout, "Every other team follows, the smallest first"),
                ]
            },
            &[
                "Which team goes first, and what does it get from it?",
                "How is it undone, by whom, in how many minutes?",
            ],
        ),
        InitiativeKind::Ui => (
            const {
                &[
                    alone("watch", "Watch five people do it the way they do it today"),
                    step("paper", PrototypeSprint, "Pages on paper for one week: one task, core users"),
                    step("some", Pilot, "A small share of the users sees it"),
                    step("everybody", Rollout, "Everybody sees it"),
                ]
            },
            &["What do people do instead today?"],
        ),
        InitiativeKind::SlaNegotiation => (
            const {
                &[
                    alone("measure", "Measure what was kept in the last 90 days, in minutes"),
                    step("needs", Research, "Write down who needs what, and what it costs to keep it"),
                    step("trial", Pilot, "Keep to it for 30 days, without consequences"),
                ]
            },
            &["What happens when it is missed?", "When is it looked at again?"],
        ),
        InitiativeKind::Platform => (
            const {
                &[
                    alone("three-teams", "Ask three teams to show how they do it now"),
                    step("first-team", Pilot, "One team builds on it, beside what it has"),
                    step("next-teams", Rollout, "The next teams follow, by their own choice"),
                ]
            },
            &["What does the first team have from it if nobody follows?", "Who runs it at night?"],
        ),
        InitiativeKind::Migration => (
            const {
                &[
                    alone("list", "List what has to move, who uses it, and since when"),
                    step("first", Pilot, "Move one that nobody would miss for a day, and move it back"),
                    step("rest", Rollout, "Move the rest, the smallest first"),
                    step("switch-off", Build, "Switch the old one off"),
                ]
            },
            &["Up to which point can we go back, and how?", "Who still needs the old one, and until when?"],
        ),
        InitiativeKind::FailoverDrill => (
            const {
                &[
                    alone("plan", "Write down the scenario: who does what, and how it is seen to work"),
                    step("staging", Pilot, "Go through it in staging, with the clock running"),
                    step("production", Rollout, "Fail over in production, at an announced hour"),
                ]
            },
            &["What would make us stop, and who says so?"],
        ),
        InitiativeKind::DueDiligence => (
            const {
                &[
                    alone("criteria", "Agree on what must be true, and how it is shown"),
                    step("own-data", Pilot, "Use it for a week with our own data"),
                    step("way-out", Research, "Find out how to leave it again: data, contract, cost"),
                ]
            },
            &["What would make us say no?", "Who uses it already, and may we ask them?"],
        ),
        InitiativeKind::Other => (&[], &[]),
    }
}

/// The tables of the steps and of the questions with which work of `kind` starts, each with the list that takes it.
pub(super) fn tables(kind: InitiativeKind, today: Date) -> Vec<(&'static str, Table)> {
    let (steps, questions) = start(kind);
    let steps = steps.iter().map(|step| {
        let mut entries = Entries::default();
        entries.text("id", step.id);
        entries.text("text", step.text);
        entries.word("kind", Some(step.kind));
        if step.alone {
            entries.put("self_serve", true);
        }
        ("step", entries.done())
    });
    let questions = questions.iter().map(|question| {
        let mut entries = Entries::default();
        entries.text("q", question);
        entries.date("asked_on", Some(today));
        ("open_questions", entries.done())
    });
    steps.chain(questions).collect()
}
