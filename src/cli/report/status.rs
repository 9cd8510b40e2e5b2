//! `canvass report status`: how initiatives stand, in the words of those who read it.

use super::publish::{Templates, publish};
use crate::cli::measures::{self, Measures};
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Exit, Globals, error::Error, output::Output};
use crate::insight::{acronyms, readiness};
use crate::model::Category;
use crate::render::report::status::{ForExecutives, ForTeam, ForUsers, Setting, Status, Subject};
use crate::render::report::texts;
use clap::{Args, ValueEnum};

/// Arguments of `report status`.
#[derive(Args, Debug)]
pub(in crate::cli) struct StatusArgs {
    /// Tell of this initiative, active or not, instead of all that are active
    #[arg(value_name = "ID")]
    initiative: Option<String>,
    /// For whom it is written
    #[arg(long, value_enum, value_name = "AUDIENCE")]
    audience: Readers,
}

/// For whom a status is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Readers {
    /// Executives: money, customers and risk, and what is needed of them
    Exec,
    /// Those who do the work: deliverables, asks, risks, next steps, lessons
    Team,
    /// Users: what changes for them and when, and what was learned from them
    User,
}

pub(super) fn run(args: &StatusArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let (portfolio, as_of) = (&loaded.portfolio, workspace.as_of(loaded));
    if let Some(id) = &args.initiative {
        measures::known_initiative(portfolio, id)?;
    }
    let measures = Measures::new(portfolio, as_of);
    let measured = measures.each(args.initiative.as_deref(), |record, coverage| {
        readiness::assess(&measures.index, record, coverage, None, as_of)
    });
    let mut subjects: Vec<_> = measured
        .iter()
        .map(|item| Subject { id: item.id, record: item.record, measured: Some((&item.value, &item.coverage)) })
        .collect();
    // One that is closed is told of when somebody asks for it.
    let named = args.initiative.as_deref().and_then(|id| portfolio.initiatives.get_key_value(id));
    if let (true, Some((id, record))) = (subjects.is_empty(), named) {
        subjects.push(Subject { id, record, measured: None });
    }
    if subjects.is_empty() {
        output.note(&measures::nothing_active(portfolio));
        return Ok(Exit::Nothing);
    }
    let setting = Setting { index: &measures.index, as_of };
    let templates = Templates::disk(&workspace);
    match args.audience {
        Readers::Exec => {
            let status = Status::<ForExecutives>::new(setting, &subjects);
            note_acronyms(&texts(&status), output);
            publish(&status, &templates, globals, output)?;
        }
        Readers::Team => publish(&Status::<ForTeam>::new(setting, &subjects), &templates, globals, output)?,
        Readers::User => {
            if args.initiative.is_none() {
                leave_out_security(&mut subjects, output);
            }
            let status = Status::<ForUsers>::new(setting, &subjects);
            if status.is_empty() {
                output.note("nothing to tell users: write `goal` or `customer` under `[outcome]`");
                return Ok(Exit::Nothing);
            }
            publish(&status, &templates, globals, output)?;
        }
    }
    Ok(Exit::Ok)
}

/// What closes a hole is not told to everybody before it is closed, unless somebody asks for it by name.
fn leave_out_security(subjects: &mut Vec<Subject<'_>>, output: &Output) {
    let is_security = |subject: &Subject<'_>| subject.record.category == Some(Category::Security);
    let left_out: Vec<_> = subjects.iter().filter(|it| is_security(it)).map(|it| it.id.to_string()).collect();
    subjects.retain(|subject| !is_security(subject));
    if !left_out.is_empty() {
        let names = left_out.join(", ");
        output.note(&format!("note: security work is left out unless you name it: {names}"));
    }
}

/// Names the short forms that executives may not know.
fn note_acronyms(texts: &[String], output: &Output) {
    let undefined = acronyms::undefined(texts.iter().map(String::as_str));
    if !undefined.is_empty() {
        output.note(&format!("note: spell out once: {}", undefined.join(", ")));
    }
}
