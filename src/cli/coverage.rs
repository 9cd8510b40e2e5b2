//! `canvass coverage`: who must be met, who has been, and what one team or person is asked for.

use super::measures::{self, Measures};
use super::workspace::{State, Workspace};
use super::{Exit, Globals, error::Error, output::Output};
use crate::model::StancePrivacy;
use crate::render::coverage::{self as page, Focus, Initiative, Report};
use clap::Args;

/// Arguments of `coverage`.
#[derive(Args, Debug, Default)]
pub(super) struct CoverageArgs {
    /// Show everybody this initiative must meet
    #[arg(value_name = "ID")]
    initiative: Option<String>,
    /// Show what this team is asked for
    #[arg(long, value_name = "TEAM", conflicts_with = "person")]
    team: Option<String>,
    /// Show what this person is asked for
    #[arg(long, value_name = "PERSON")]
    person: Option<String>,
}

impl CoverageArgs {
    /// The arguments that show one team.
    pub(super) fn of_team(team: &str) -> Self {
        Self { team: Some(team.to_owned()), ..Self::default() }
    }
}

pub(super) fn run(args: &CoverageArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let portfolio = &loaded.portfolio;
    if let Some(id) = &args.initiative {
        measures::known_initiative(portfolio, id)?;
    }
    let team = args.team.as_deref().map(|id| measures::known_team(portfolio, id)).transpose()?;
    let person = args.person.as_deref().map(|id| measures::known_person(portfolio, id)).transpose()?;
    let focus = match (&team, &person, &args.initiative) {
        (Some(team), ..) => Focus::Team(team),
        (None, Some(person), _) => Focus::Person(person),
        (None, None, Some(_)) => Focus::Matrix,
        (None, None, None) => Focus::All,
    };
    let as_of = workspace.as_of(loaded);
    let measures = Measures::new(portfolio, as_of);
    let measured = measures.each(args.initiative.as_deref(), |_, _| Some(()));
    if measured.is_empty() {
        output.note(&match &args.initiative {
            Some(_) => "nothing to measure: the initiative is closed".to_owned(),
            None => measures::nothing_active(portfolio),
        });
        return Ok(Exit::Nothing);
    }
    let show_stance = match portfolio.workspace.privacy.stance {
        StancePrivacy::Hide => false,
        StancePrivacy::Overlay => globals.overlay.is_some(),
        StancePrivacy::Show => true,
    };
    let report = Report {
        as_of,
        initiatives: measured
            .iter()
            .map(|item| Initiative { id: item.id.as_str(), record: item.record, measure: &item.coverage })
            .collect(),
        focus,
        show_stance,
    };
    let (full, json) = (|style| page::full(&report, style), || page::json(&report));
    measures::print(globals, output, full, json, || page::markdown(&report))?;
    Ok(Exit::Ok)
}
