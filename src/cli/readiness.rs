//! `canvass readiness`: how ready each initiative is for its planning cycle, and what to do next.

use super::measures::Measures;
use super::workspace::{State, Workspace, short};
use super::{Exit, Format, Globals, error::Error, measures, output::Output};
use crate::insight::readiness;
use crate::load::{Loaded, Locator};
use crate::model::Date;
use crate::render::Place;
use crate::render::readiness::{self as page, Initiative, Report, Since};
use clap::Args;

/// Arguments of `readiness`.
#[derive(Args, Debug, Default)]
pub(super) struct ReadinessArgs {
    /// Show the gates of this initiative, and what to do next
    #[arg(value_name = "ID")]
    initiative: Option<String>,
    /// Measure against this cycle only, such as 2027-q1
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
    /// Show what is on track, too: initiatives in the list, gates of one initiative
    #[arg(long)]
    all: bool,
    /// Show what changed since this revision
    #[arg(long, value_name = "REV")]
    base: Option<String>,
}

impl ReadinessArgs {
    /// The arguments that list one cycle.
    pub(super) fn of_cycle(cycle: &str) -> Self {
        Self { cycle: Some(cycle.to_owned()), ..Self::default() }
    }

    /// The arguments that show one initiative.
    pub(super) fn of(initiative: &str) -> Self {
        Self { initiative: Some(initiative.to_owned()), ..Self::default() }
    }
}

pub(super) fn run(args: &ReadinessArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let portfolio = &loaded.portfolio;
    let as_of = workspace.as_of(loaded);
    if let Some(id) = &args.initiative {
        measures::known_initiative(portfolio, id)?;
    }
    let known = measures::named_cycle(portfolio, args.cycle.as_deref())?;
    let cycle = known.as_ref().map(|(id, _)| id);

    let measures = Measures::new(portfolio, as_of);
    // With a cycle, only what is planned for it; one initiative can be measured against any.
    let wanted = |record: &crate::model::Initiative| {
        args.initiative.is_some() || cycle.is_none() || record.target_cycle.as_ref() == cycle
    };
    let measured = measures.each(args.initiative.as_deref(), |record, coverage| {
        let assess = || readiness::assess(&measures.index, record, coverage, cycle, as_of);
        Some((wanted(record).then(assess).flatten()?, measures.supported_stage(record)))
    });
    if measured.is_empty() {
        output.note(&match (&args.initiative, cycle) {
            (Some(_), _) => "nothing to measure: the initiative is closed".to_owned(),
            (None, Some(cycle)) if measures.any() => {
                format!("nothing to measure: no active initiative has {cycle} as its `target_cycle`")
            }
            (None, _) => measures::nothing_active(portfolio),
        });
        return Ok(Exit::Nothing);
    }
    let locator = Locator::new(&loaded.sources);
    // The list names no places, and to find one its file must be parsed again.
    let placed = args.initiative.is_some() || globals.output_format == Format::Json;
    let initiatives = measured
        .iter()
        .map(|item| {
            let place = |at: &_| match placed {
                true => Place::new(&loaded.sources, &locator.locate(at)),
                false => Place::default(),
            };
            let (readiness, supported) = &item.value;
            Initiative::new(item.id.as_str(), item.record, readiness, &item.coverage, *supported, place)
        })
        .collect();
    let since = args.base.as_deref().map(|base| since(&workspace, base, loaded, as_of)).transpose()?;
    let report = Report {
        as_of,
        cycle: known.as_ref().map(|(id, cycle)| (id, &**cycle)),
        initiatives,
        detail: args.initiative.is_some(),
        all: args.all,
        since,
    };
    let (full, json) = (|style| page::full(&report, style), || page::json(&report));
    measures::print(globals, output, full, json, || page::markdown(&report))?;
    Ok(Exit::Ok)
}

/// What changed since the change left `base`: both states are measured on the same day.
fn since(workspace: &Workspace, base: &str, loaded: &Loaded, as_of: Date) -> Result<Since, Error> {
    let (tree, name) = workspace.base(base)?;
    let before = workspace.load_git(&tree, false)?;
    let (readiness, coverage) = Measures::new(&loaded.portfolio, as_of).means();
    let (readiness_before, coverage_before) = Measures::new(&before.portfolio, as_of).means();
    Ok(Since {
        base: format!("{base}@{}", short(&name)),
        readiness: readiness - readiness_before,
        coverage: coverage - coverage_before,
    })
}
