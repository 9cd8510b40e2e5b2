//! Measures initiatives in parallel, for the commands that print measures.

use super::error::Error;
use super::{Format, Globals, output::Output};
use crate::diagnostic::Code;
use crate::insight::coverage::{self, Coverage};
use crate::insight::{Index, readiness, stage};
use crate::load::Loaded;
use crate::load::limits::excerpt;
use crate::load::suggest::nearest;
use crate::model::{Cycle, CycleId, Date, Initiative, InitiativeId, Kind, PersonId, Portfolio, Record, Stage, TeamId};
use crate::render::{Style, plural};
use clap::ValueEnum;
use rayon::prelude::*;
use std::borrow::Cow;

/// A portfolio on a day, ready to be measured.
pub(super) struct Measures<'p> {
    portfolio: &'p Portfolio,
    pub(super) index: Index<'p>,
    as_of: Date,
}

/// What was measured of one initiative.
pub(super) struct Measured<'p, T> {
    pub(super) id: &'p InitiativeId,
    pub(super) record: &'p Record<Initiative>,
    pub(super) coverage: Coverage,
    pub(super) value: T,
}

impl<'p> Measures<'p> {
    pub(super) fn new(portfolio: &'p Portfolio, as_of: Date) -> Self {
        Self { portfolio, index: Index::new(portfolio), as_of }
    }

    /// Measures every active initiative, or only the one called `id`, and keeps those for which `measure` gives
    /// something; in the order of the ids.
    pub(super) fn each<'m, T: Send>(
        &'m self,
        id: Option<&str>,
        measure: impl Fn(&'m Record<Initiative>, &Coverage) -> Option<T> + Sync,
    ) -> Vec<Measured<'m, T>> {
        let wanted: Vec<_> =
            self.portfolio.initiatives.iter().filter(|(other, _)| id.is_none_or(|id| other.as_str() == id)).collect();
        wanted
            .into_par_iter()
            .filter_map(|(id, record)| {
                let coverage = coverage::measure(&self.index, record, self.as_of)?;
                let value = measure(record, &coverage)?;
                Some(Measured { id, record, coverage, value })
            })
            .collect()
    }

    /// Whether there is an active initiative.
    pub(super) fn any(&self) -> bool {
        !self.each(None, |_, _| Some(())).is_empty()
    }

    /// The stage that the file of `record` supports.
    pub(super) fn supported_stage(&self, record: &Record<Initiative>) -> Option<Stage> {
        stage::support(&self.index, record, self.as_of).supported
    }

    /// Mean readiness and coverage of all active initiatives, in whole points.
    pub(super) fn means(&self) -> (i64, i64) {
        let measured =
            self.each(None, |record, coverage| readiness::assess(&self.index, record, coverage, None, self.as_of));
        let mean = |values: Vec<i64>| {
            let count = i64::try_from(values.len()).unwrap_or(i64::MAX).max(1);
            values.iter().sum::<i64>() / count
        };
        let readiness = mean(measured.iter().map(|item| item.value.readiness).collect());
        let coverage = mean(measured.iter().filter_map(|item| item.coverage.coverage).collect());
        (readiness, coverage)
    }
}

/// Why there is nothing to measure in the whole of `portfolio`, and what to do about it.
pub(super) fn nothing_active(portfolio: &Portfolio) -> String {
    match portfolio.initiatives.len() {
        0 => "nothing to measure: there is no initiative yet; `canvass new initiative ID` adds one".to_owned(),
        _ => "nothing to measure: every initiative is closed; `canvass new initiative ID` adds another".to_owned(),
    }
}

/// Says which files are left out of what is measured.
pub(super) fn note_unreadable(loaded: &Loaded, output: &Output) {
    let (unread, faults): (Vec<_>, Vec<_>) = loaded.problems.iter().partition(|problem| problem.code == Code::UNREAD);
    if !unread.is_empty() {
        let count = plural(unread.len(), "file");
        output.note(&format!("note: {count} named almost like one that is read is left out; run `canvass validate`"));
    }
    if !faults.is_empty() {
        let kinds: Vec<_> = loaded.portfolio.unread_kinds.iter().map(|kind| kind.plural()).collect();
        let left_out = match loaded.portfolio.unreadable.len() {
            _ if !kinds.is_empty() => format!("{} cannot be read, and every measure lacks them", kinds.join(" and ")),
            0 => "parts of some files cannot be read and are left out".to_owned(),
            1 => "one file cannot be read and is left out".to_owned(),
            count => format!("{count} files cannot be read and are left out"),
        };
        output.note(&format!("note: {left_out}; run `canvass validate`"));
    }
}

/// Fails unless `id` names an initiative that could be read.
pub(super) fn known_initiative(portfolio: &Portfolio, id: &str) -> Result<(), Error> {
    if portfolio.initiatives.contains_key(id) {
        return Ok(());
    }
    readable(portfolio, Kind::Initiative, id)?;
    Err(unknown("initiative", id, portfolio.ids(Kind::Initiative)))
}

/// Fails if there is a file of `id` and it could not be read.
pub(super) fn readable(portfolio: &Portfolio, kind: Kind, id: &str) -> Result<(), Error> {
    if portfolio.unreadable.contains(&(kind, id.into())) {
        let message = format!("the file of `{}` cannot be read", excerpt(id));
        return Err(Error::usage(message, "run `canvass validate` to see why"));
    }
    Ok(())
}

/// The team called `id`.
pub(super) fn known_team(portfolio: &Portfolio, id: &str) -> Result<TeamId, Error> {
    known(portfolio, Kind::Team, id).map(TeamId::from)
}

/// The person called `id`.
pub(super) fn known_person(portfolio: &Portfolio, id: &str) -> Result<PersonId, Error> {
    known(portfolio, Kind::Person, id).map(PersonId::from)
}

/// Fails unless something of `kind` is called `id`, readable or not.
fn known<'i>(portfolio: &Portfolio, kind: Kind, id: &'i str) -> Result<&'i str, Error> {
    match portfolio.knows(kind, id) {
        true => Ok(id),
        false => Err(unknown(kind.singular(), id, portfolio.ids(kind))),
    }
}

/// Nothing of this kind is called `id`.
pub(super) fn unknown(kind: &str, id: &str, known: Vec<&str>) -> Error {
    let help = match nearest(id, known) {
        Some(word) => format!("did you mean `{word}`?"),
        None => "check the name; it is the name of a file or table".to_owned(),
    };
    Error::usage(format!("no {kind} is called `{}`", excerpt(id)), help)
}

/// The cycle called `name`, in whatever case; nothing where none is asked for.
pub(super) fn named_cycle<'p>(
    portfolio: &'p Portfolio,
    name: Option<&str>,
) -> Result<Option<(CycleId, Cow<'p, Cycle>)>, Error> {
    let Some(id) = name.map(|name| CycleId::from(name.to_lowercase().as_str())) else { return Ok(None) };
    let cycle = portfolio.cycle(&id).ok_or_else(|| unknown_cycle(portfolio, &id))?;
    Ok(Some((id, cycle)))
}

/// The cycle called `name`, else the next one to plan for; nothing, and a note, where every cycle has been planned.
pub(super) fn cycle_to_plan<'p>(
    portfolio: &'p Portfolio,
    name: Option<&str>,
    as_of: Date,
    output: &Output,
) -> Result<Option<(CycleId, Cow<'p, Cycle>)>, Error> {
    if let Some(named) = named_cycle(portfolio, name)? {
        return Ok(Some(named));
    }
    let next = portfolio.next_to_plan(as_of).and_then(|id| Some((portfolio.cycle(&id)?, id)));
    if next.is_none() {
        output.note(&format!(
            "nothing to report: no cycle is planned on {as_of} or later; name one with --cycle, or add its file"
        ));
    }
    Ok(next.map(|(cycle, id)| (id, cycle)))
}

/// No cycle is called `id`, in files or by the cadence.
pub(super) fn unknown_cycle(portfolio: &Portfolio, id: &CycleId) -> Error {
    if portfolio.is_in_disorder(id) {
        let message = format!("the dates of cycle `{}` are out of order", excerpt(id.as_str()));
        return Error::usage(message, "run `canvass validate` to see which, and correct the one that is wrong");
    }
    if portfolio.has_cycle_files {
        return unknown("cycle", id.as_str(), portfolio.ids(Kind::Cycle));
    }
    let help = "cycles follow the cadence of canvass.toml: a quarter is written like 2027-q1, six weeks like 2027-c1";
    Error::usage(format!("no cycle is called `{}`", excerpt(id.as_str())), help)
}

/// Prints a result in the form that is wanted, and adds it to the summary.
pub(super) fn print(
    globals: &Globals,
    output: &Output,
    full: impl FnOnce(Style) -> String,
    json: impl FnOnce() -> String,
    markdown: impl Fn() -> String,
) -> Result<(), Error> {
    output.print(&match globals.output_format {
        Format::Full => full(output.style()),
        Format::Json => json(),
        Format::Markdown => markdown(),
        other => return Err(no_such_format(other)),
    })?;
    output.summarise(markdown)
}

/// Measures come in three formats; the others are for findings.
pub(super) fn no_such_format(format: Format) -> Error {
    let name = format.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    Error::usage(format!("--output-format {name} is for findings only"), "use full, json or markdown")
}
