//! A plan and its results as workflow commands: what somebody must look at, not what is as it should be.

use super::page::{outcome, place};
use super::{Report, Results, over_cap_words};
use crate::backlog::plan::Item;
use crate::backlog::run::{Executed, Written};
use crate::diagnostic::Level;
use crate::render::annotations::{Annotation, commands};
use crate::render::plural;

pub(super) fn plan(report: &Report<'_>) -> String {
    let mut annotations = said(report);
    let creates = report.plan.creates();
    if creates > 0 && report.plan.over_cap.is_none() {
        annotations.push(annotation(Level::Hint, "To file", plural(creates, "issue")));
    }
    commands(annotations)
}

pub(super) fn results(results: &Results<'_>) -> String {
    let mut annotations = said(&results.report);
    annotations.extend(results.executed.iter().filter_map(written));
    if let Some(why) = results.incomplete {
        let message = format!("{why}. Running it again is safe: nothing is filed twice.");
        annotations.push(annotation(Level::Warning, "Not finished", message));
    }
    commands(annotations)
}

/// What plan and results both have to say.
fn said(report: &Report<'_>) -> Vec<Annotation<'static>> {
    let plan = report.plan;
    let warning = |title: &str, message: String| annotation(Level::Warning, title, message);
    let missed = plan.missed.iter().map(|item| warning("Missed window", about(item, &item.what.to_string())));
    let stale = report.last_filed.iter().filter(|last| last.is_stale());
    let stale = stale.map(|last| warning("Filing has stopped", last.to_string()));
    let over = plan.over_cap.iter().map(|over| warning("Over a cap", over_cap_words(over)));
    let unavailable = plan.unavailable.iter();
    let unavailable = unavailable
        .map(|item| warning("Repository unavailable", about(item, &format!("{}; {}", item.what, item.what.help()))));
    missed.chain(stale).chain(over).chain(unavailable).collect()
}

fn about<T>(item: &Item<T>, what: &str) -> String {
    format!("{}/{} in {}: {what}", item.initiative, item.ask, item.repo)
}

fn written(done: &Executed) -> Option<Annotation<'static>> {
    let (word, _, note) = outcome(&done.result);
    let level = match &done.result {
        Written::Created { dropped, .. } if dropped.is_empty() => Level::Hint,
        // Nobody need look at what was brought up to date.
        Written::Changed => return None,
        _ => Level::Warning,
    };
    let note = note.map(|note| format!(" ({note})")).unwrap_or_default();
    let action = &done.action;
    let message = format!("{}: {}/{}{note}", place(action, &done.result), action.initiative, action.ask);
    Some(annotation(level, &capitalised(word), message))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn annotation(level: Level, title: &str, message: String) -> Annotation<'static> {
    Annotation { level, place: None, in_diff: false, title: title.to_owned(), message }
}
