//! Finds the team that a list means by an owner: nobody is invented, and what is guessed is told.

use super::Given;
use super::reference::Reference;
use crate::import::name::fold;
use crate::import::{Fault, Notes, meant};
use crate::load::limits::excerpt;
use crate::model::{Portfolio, TeamId};
use std::collections::BTreeMap;

/// Whom a system belongs to.
pub(super) enum Owner {
    Team(TeamId),
    /// Nobody known here, and why.
    Unknown(Fault),
}

/// Where else an owner can be found.
const DEFAULT_OWNER: &str = "or give --default-owner TEAM";

/// The teams that owners can be.
pub(super) struct Owners<'p> {
    portfolio: &'p Portfolio,
    /// Teams by their names; nothing where two have the same.
    by_name: BTreeMap<String, Option<&'p TeamId>>,
    /// Names that the list has for its groups.
    groups: BTreeMap<&'p Reference, Vec<&'p str>>,
}

impl<'p> Owners<'p> {
    pub(super) fn new(portfolio: &'p Portfolio, groups: &'p [(Reference, String)]) -> Self {
        let mut by_name = BTreeMap::new();
        for (id, team) in &portfolio.teams {
            by_name.entry(fold(&team.name)).and_modify(|found| *found = None).or_insert(Some(id));
        }
        let mut names: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (group, name) in groups {
            names.entry(group).or_default().push(name.as_str());
        }
        Self { portfolio, by_name, groups: names }
    }

    /// The owner of `given`.
    pub(super) fn find(&self, given: &Given, notes: &mut Notes) -> Owner {
        let unknown = |message: String, help: String| Owner::Unknown(Fault::new(given.place.clone(), message, help));
        let system = &given.reference;
        let Some(said) = given.owner.as_deref() else {
            return unknown(format!("`{system}` names no owner"), format!("name its team there, {DEFAULT_OWNER}"));
        };
        let reference = Reference::new(said, "group", &system.namespace);
        if reference.kind == "user" {
            let person = self.portfolio.people.get(&*fold(&reference.name));
            let team = person.and_then(|person| person.team.as_ref());
            let team = team.map(|team| format!(", such as `{team}`, which they belong to")).unwrap_or_default();
            let message = format!("`{system}` belongs to a person, `{}`", excerpt(said));
            return unknown(message, format!("name a team there{team}, {DEFAULT_OWNER}"));
        }
        let names = self.groups.get(&reference).into_iter().flatten().copied();
        let words: Vec<String> = [said, &reference.name].into_iter().chain(names).map(fold).collect();
        if let Some(team) = words.iter().find_map(|word| self.team(word)) {
            return Owner::Team(team.clone());
        }
        if let Some(team) = words.iter().map(|word| bare(word)).find_map(|word| self.team(word)) {
            let text = format!("the owner `{}` is taken for the team `{team}`", excerpt(said));
            notes.add(&given.place, text, system.to_string());
            return Owner::Team(team.clone());
        }
        let known = self.portfolio.teams.keys().map(TeamId::as_str);
        let help = format!("add the team, {DEFAULT_OWNER}");
        let message = format!("`{}`, the owner of `{system}`, is no team here", excerpt(said));
        unknown(message, meant(bare(&fold(&reference.name)), known, &help))
    }

    fn team(&self, word: &str) -> Option<&TeamId> {
        let by_id = self.portfolio.teams.get_key_value(word).map(|(id, _)| id);
        by_id.or_else(|| self.by_name.get(word).copied().flatten())
    }
}

/// `word` without what only says that it names a team.
fn bare(word: &str) -> &str {
    let word = word.strip_prefix("team-").unwrap_or(word);
    ["-team", "-squad"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}
