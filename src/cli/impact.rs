//! `canvass impact`: what a change of one system touches, and what can be promised when a part becomes better or worse.

use super::measures::{self, unknown};
use super::workspace::{State, Workspace};
use super::{Exit, Globals, error::Error, output::Output};
use crate::insight::{Index, impact, reminders};
use crate::load::limits::excerpt;
use crate::model::{
    Kind, Portfolio, SystemId,
    id::{REFERENCES, is_valid},
};
use crate::render::impact::{self as page, Report};
use clap::Args;

/// Arguments of `impact`.
#[derive(Args, Debug)]
pub(super) struct ImpactArgs {
    /// The system to look at
    #[arg(value_name = "SYSTEM")]
    system: String,
    /// Show what could be promised if this part had another availability of its own, such as ledger-db=99.5
    #[arg(long = "if", value_name = "PART=PERCENT")]
    changed: Option<String>,
}

pub(super) fn run(args: &ImpactArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let portfolio = &loaded.portfolio;
    let system = known(portfolio, &args.system)?;
    let changed = args.changed.as_deref().map(|typed| figure(portfolio, typed)).transpose()?;
    let index = Index::new(portfolio);
    let as_of = workspace.as_of(loaded);
    let impact = impact::of(&index, &system, changed, as_of);
    let practise_every = portfolio.workspace.thresholds.practise_every;
    let report = Report {
        as_of,
        reminders: impact.record.map(|record| reminders::of_system(record, practise_every)).unwrap_or_default(),
        impact,
    };
    let (full, json) = (|style| page::full(&report, style), || page::json(&report));
    measures::print(globals, output, full, json, || page::markdown(&report))?;
    Ok(Exit::Ok)
}

/// The system called `id`, with or without a card.
fn known(portfolio: &Portfolio, id: &str) -> Result<SystemId, Error> {
    measures::readable(portfolio, Kind::System, id)?;
    let mut names = portfolio.ids(Kind::System);
    names.extend(named(portfolio));
    if names.contains(&id) { Ok(id.into()) } else { Err(unknown("system", id, names)) }
}

/// Every system that something names.
fn named(portfolio: &Portfolio) -> impl Iterator<Item = &str> {
    let is_system =
        |names: u8| REFERENCES.get(usize::from(names)).is_some_and(|(_, kind)| *kind == Kind::System.singular());
    let systems = portfolio.systems.values().map(|record| &record.origin);
    let problems = portfolio.problems.values().map(|record| &record.origin);
    let incidents = portfolio.incidents.values().map(|record| &record.origin);
    let initiatives = portfolio.initiatives.values().map(|record| &record.origin);
    let origins = systems.chain(problems).chain(incidents).chain(initiatives);
    origins
        .flat_map(|origin| &origin.references)
        .filter(move |it| is_system(it.names) && is_valid(&it.id))
        .map(|it| &*it.id)
}

/// A part and its availability, as typed.
fn figure(portfolio: &Portfolio, typed: &str) -> Result<(SystemId, f64), Error> {
    let (part, percent) = typed.split_once('=').ok_or_else(|| {
        let message = format!("--if {} names no availability", excerpt(typed));
        Error::usage(message, "write the part and its availability in per cent, such as `ledger-db=99.5`")
    })?;
    let part = known(portfolio, part.trim())?;
    let number = percent.trim().trim_end_matches('%').trim_end().parse().ok();
    let percent = number.filter(|percent| (0.0..=100.0).contains(percent)).ok_or_else(|| {
        let message = format!("--if: `{}` is no availability", excerpt(percent));
        Error::usage(message, "write per cent from 0 (lost) to 100, such as `ledger-db=99.5`")
    })?;
    Ok((part, percent))
}
