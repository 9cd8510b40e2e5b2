//! `canvass report brief`: what to send one person before a one-on-one about an ask.

use super::publish::{Templates, publish};
use crate::cli::measures::{self, Measures};
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Exit, Globals, error::Error, output::Output};
use crate::insight::asked::status_on;
use crate::insight::coverage;
use crate::load::limits::excerpt;
use crate::model::{Ask, Audience, Date, Initiative, InitiativeId, PersonId, Portfolio, Record};
use crate::render::report::brief::{Brief, Subject};
use clap::Args;

/// Arguments of `report brief`.
#[derive(Args, Debug)]
pub(in crate::cli) struct BriefArgs {
    /// Write to this person
    #[arg(long = "for", value_name = "PERSON")]
    person: String,
    /// Write about this ask
    #[arg(long, value_name = "INITIATIVE/ASK")]
    ask: String,
}

pub(super) fn run(args: &BriefArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let (portfolio, as_of) = (&loaded.portfolio, workspace.as_of(loaded));
    let person = measures::known_person(portfolio, &args.person)?;
    let (initiative, record, place, ask) = named_ask(portfolio, &args.ask)?;
    if record.owner.as_ref() == Some(&person) {
        let help = "name with `--for` somebody of the team that is asked";
        return Err(Error::usage(format!("{person} leads {initiative} and would write to themselves"), help));
    }
    let measures = Measures::new(portfolio, as_of);
    let coverage = coverage::measure(&measures.index, record, as_of).filter(|_| ask.is_live());
    let Some(coverage) = coverage else {
        let what = if ask.is_live() { "the initiative is closed" } else { "the ask is withdrawn" };
        output.note(&format!("nothing to write about: {what}"));
        return Ok(Exit::Nothing);
    };
    let subject = Subject { initiative, record, coverage: &coverage, place, ask, person: &person };
    let brief = Brief::new(&measures.index, subject, as_of);
    if brief.is_for_somebody_not_required() {
        output.note(&format!("note: {person} need not be met for {initiative}; this is written all the same"));
    }
    let status = status_on(ask, as_of);
    if status.is_answered() {
        output.note(&format!("note: {} was answered already: it is {status}", args.ask));
    }
    note_pitch(&measures, &subject, output);
    note_absence(portfolio, &person, as_of, output);
    publish(&brief, &Templates::disk(&workspace), globals, output)?;
    Ok(Exit::Ok)
}

type Named<'p> = (&'p InitiativeId, &'p Record<Initiative>, usize, &'p Ask);

/// The ask that is written `initiative/ask`, withdrawn or not.
fn named_ask<'p>(portfolio: &'p Portfolio, name: &str) -> Result<Named<'p>, Error> {
    let Some((initiative, ask)) = name.split_once('/') else {
        let help =
            "write the id of the initiative, a slash and the id of the ask, such as `checkout-retries/retry-keys`";
        return Err(Error::usage(format!("`{}` is no ask", excerpt(name)), help));
    };
    measures::known_initiative(portfolio, initiative)?;
    let known = portfolio.initiatives.get_key_value(initiative);
    let found = known.and_then(|(id, record)| {
        let mut asks = record.value.asks.iter().enumerate();
        asks.find(|(_, it)| it.id.as_str() == ask).map(|(place, ask)| (id, record, place, ask))
    });
    found.ok_or_else(|| {
        let asks = known.iter().flat_map(|(_, record)| &record.asks).map(|ask| ask.id.as_str());
        measures::unknown(&format!("ask of {}", excerpt(initiative)), ask, asks.collect())
    })
}

/// Says which message is sent in place of the one that would be right.
fn note_pitch(measures: &Measures<'_>, subject: &Subject<'_>, output: &Output) {
    let (wanted, pitch) = subject.pitch(&measures.index);
    let text = match (wanted, pitch) {
        (_, None) => {
            let audience = wanted.map_or("pm", Audience::as_str);
            format!(
                "{} has no pitch, so no message is in this; add a `[[pitch]]` with `audience = \"{audience}\"`",
                subject.initiative
            )
        }
        (Some(wanted), Some(pitch)) if wanted != pitch.audience => {
            format!("there is no pitch for {wanted}; this uses the one for {}", pitch.audience)
        }
        _ => return,
    };
    output.note(&format!("note: {text}"));
}

/// Says when the person cannot be met.
fn note_absence(portfolio: &Portfolio, person: &PersonId, as_of: Date, output: &Output) {
    let away = portfolio.people.get(person).into_iter().flat_map(|person| &person.away);
    if let Some(next) = away.filter(|span| span.to >= as_of).min_by_key(|span| span.from) {
        output.note(&format!("note: {person} is away from {} to {}", next.from, next.to));
    }
}
