//! Systems that a service catalogue or a table lists, compared with those that have a card here.
//!
//! `backstage` and `rows` say what a list tells of each system in its own names, `owners` finds the teams,
//! `links` makes ids of the names and follows them, `card` writes what is to be added.

mod backstage;
mod card;
mod links;
mod owners;
mod reference;
mod rows;

use super::{Addition, Fault, List, Notes, OnlyHere, Ours, Report};
use crate::load::Loaded;
use crate::model::{Coupling, Kind, SystemKind, TeamId, Tier};
use crate::source::Place;
use card::Card;
use links::Links;
use owners::{Owner, Owners};
use reference::Reference;
use std::collections::BTreeSet;

/// Dependencies that one card may name, so that it stays within what a file may hold.
const MOST_NEEDS: usize = 300;

/// The form of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Entities of Backstage, as YAML or JSON.
    Backstage,
    /// A table.
    Csv,
}

impl Form {
    /// The form of a file called so; nothing where its ending tells none.
    #[must_use]
    pub fn of(file: &str) -> Option<Self> {
        let (_, ending) = file.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "yaml" | "yml" | "json" => Some(Self::Backstage),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// What a list tells of one system, in its own names.
#[derive(Clone, Debug)]
struct Given {
    place: Place,
    reference: Reference,
    /// What people call it; nothing where the list has but the name that programs use.
    title: Option<String>,
    /// That name.
    name: String,
    owner: Option<String>,
    kind: Option<SystemKind>,
    tier: Option<Tier>,
    part_of: Option<Reference>,
    /// Nothing where the list cannot tell.
    needs: Option<Vec<Need>>,
    uses: Vec<String>,
    runbook: Option<String>,
}

impl Given {
    /// What it is called on its card.
    fn called(&self) -> &str {
        self.title.as_ref().unwrap_or(&self.name)
    }
}

/// Something a system needs to work.
#[derive(Clone, Debug)]
struct Need {
    system: Reference,
    /// How much; catalogues do not tell.
    coupling: Option<Coupling>,
}

/// What lists tell.
#[derive(Debug, Default)]
struct Catalogue {
    given: Vec<Given>,
    /// Names that people know groups by.
    groups: Vec<(Reference, String)>,
    left_out: Vec<Fault>,
    notes: Notes,
}

/// Compares `lists`, all of `form`, with the systems in `loaded`. Systems whose owner is no team here are left out unless
/// there is a `default_owner`.
#[must_use]
pub fn compare(lists: &[List], form: Form, loaded: &Loaded, default_owner: Option<&TeamId>) -> Report {
    let read = match form {
        Form::Backstage => backstage::read(lists),
        Form::Csv => rows::read(lists),
    };
    let mut catalogue = match read {
        Ok(catalogue) => catalogue,
        Err(faults) => return Report::unreadable(faults),
    };
    let ours = Ours::new(loaded);
    let systems = &loaded.portfolio.systems;
    let mut links = Links::new(&mut catalogue, &loaded.portfolio);
    let owners = Owners::new(&loaded.portfolio, &catalogue.groups);
    let mut notes = std::mem::take(&mut catalogue.notes);
    let mut report = Report { left_out: std::mem::take(&mut catalogue.left_out), ..Report::default() };

    let mut to_add = Vec::new();
    for given in &catalogue.given {
        let Some(id) = links.id(&given.reference).map(str::to_owned) else { continue };
        let owner = owners.find(given, &mut notes);
        if systems.contains_key(&*id) {
            continue;
        }
        if loaded.portfolio.knows(Kind::System, &id) {
            notes.add(&given.place, "their cards cannot be read here: not compared", id);
            continue;
        }
        let needs = given.needs.as_ref().map_or(0, Vec::len);
        if needs > MOST_NEEDS {
            let message = format!("`{}` needs {needs} systems, a card names at most {MOST_NEEDS}", given.reference);
            report.left_out.push(Fault::new(given.place.clone(), message, "name only those it needs itself"));
            links.leave_out(&id);
            continue;
        }
        match (owner, default_owner) {
            (Owner::Team(team), _) => to_add.push((id, given, team)),
            (Owner::Unknown(_), Some(team)) => to_add.push((id, given, team.clone())),
            (Owner::Unknown(fault), None) => {
                links.leave_out(&id);
                report.left_out.push(fault);
            }
        }
    }
    links.follow(&catalogue.given, &mut notes);

    for given in &catalogue.given {
        let Some(id) = links.id(&given.reference) else { continue };
        let Some((id, record)) = systems.get_key_value(id) else { continue };
        let mut comparison = ours.compare(id.as_str(), record, &given.place);
        card::compare(&mut comparison, given, &links, owners.find(given, &mut Notes::default()), default_owner);
        report.equal += usize::from(comparison.found.is_empty());
        report.different.append(&mut comparison.found);
    }
    for (id, given, team) in to_add {
        let card = Card { given, id: &id, owner: &team, links: &links };
        report.added.push(Addition {
            table: card.table(),
            place: given.place.clone(),
            about: given.called().to_owned(),
            owner: Some(team.to_string()),
            id,
        });
    }
    let listed: BTreeSet<&str> = catalogue.given.iter().filter_map(|given| links.id(&given.reference)).collect();
    let only_here = systems.iter().filter(|(id, _)| !listed.contains(id.as_str()));
    report.only_here = only_here
        .map(|(id, record)| OnlyHere { id: id.to_string(), place: ours.place(&record.at("").key()) })
        .collect();
    report.finish(notes)
}
