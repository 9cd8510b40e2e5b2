//! Who could review an initiative: people who know its systems or its subject, or have looked at something like it.
//!
//! What anybody thinks of it never counts: not only like minds should look at it, and where people stand is private.

use super::Index;
use super::roles::is_active;
use crate::model::{Change, Initiative, InitiativeId, PersonId, Portfolio};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody who could review it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer {
    /// Who.
    pub person: PersonId,
    /// Why they, such as `expert of payments-api`.
    pub why: String,
}

/// What people have looked at or know, by what it is; built once, for many initiatives ask.
#[derive(Debug, Default)]
pub(super) struct Experience {
    /// By the id of a system, problem or theme: who reviewed what is about it, and which initiative that was.
    reviewed: BTreeMap<String, BTreeMap<PersonId, InitiativeId>>,
    /// By a word in lower case: who is known to know it.
    known: BTreeMap<String, BTreeSet<PersonId>>,
}

impl Experience {
    fn of(portfolio: &Portfolio) -> Self {
        let mut experience = Self::default();
        for (id, record) in &portfolio.initiatives {
            for review in &record.reviews {
                for subject in subjects(record) {
                    let reviewed = experience.reviewed.entry(subject.to_owned()).or_default();
                    reviewed.entry(review.by.clone()).or_insert_with(|| id.clone());
                }
            }
        }
        for (person, record) in &portfolio.people {
            for expertise in &record.expertise {
                experience.known.entry(expertise.trim().to_lowercase()).or_default().insert(person.clone());
            }
        }
        experience
    }
}

/// What an initiative is about, by id: systems it changes, problems and themes.
fn subjects(initiative: &Initiative) -> impl Iterator<Item = &str> {
    let systems = initiative.systems.iter().flatten().filter(|touched| touched.change != Change::None);
    let problems = initiative.problem.iter().flat_map(|problem| &problem.refs);
    let systems = systems.map(|touched| touched.system.as_str());
    systems.chain(problems.map(|problem| problem.as_str())).chain(initiative.themes.iter().map(|theme| theme.as_str()))
}

/// Who could review `initiative`, those for whom most speaks first; where nobody is known, the owner's manager, who may know
/// somebody. Its owner, those who answer for it and those who reviewed it already are left out.
#[must_use]
pub fn suggest(index: &Index<'_>, initiative: &Initiative) -> Vec<Reviewer> {
    let portfolio = index.portfolio;
    let experience = index.experience.get_or_init(|| Experience::of(portfolio));
    let roles = initiative.roles.iter().flat_map(|roles| [&roles.product, &roles.delivery]).flatten();
    let involved: BTreeSet<&PersonId> =
        initiative.owner.iter().chain(roles).chain(initiative.reviews.iter().map(|review| &review.by)).collect();
    let mut reasons: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    let mut note = |person: &PersonId, why: String| {
        if !involved.contains(person) && is_active(portfolio, person) {
            reasons.entry(person.clone()).or_default().push(why);
        }
    };
    for touched in initiative.systems.iter().flatten().filter(|touched| touched.change != Change::None) {
        for expert in portfolio.systems.get(&touched.system).into_iter().flat_map(|system| &system.smes) {
            note(expert, format!("expert of {}", touched.system));
        }
    }
    for subject in subjects(initiative) {
        for (person, of) in experience.reviewed.get(subject).into_iter().flatten() {
            note(person, format!("reviewed {of}"));
        }
    }
    for subject in words_of(portfolio, initiative) {
        for person in experience.known.get(&subject).into_iter().flatten() {
            note(person, format!("knows {subject}"));
        }
    }
    let mut reviewers: Vec<(usize, Reviewer)> = Vec::new();
    for (person, why) in reasons {
        let Some(first) = why.first().cloned() else { continue };
        reviewers.push((why.len(), Reviewer { person, why: first }));
    }
    reviewers.sort_by_key(|(reasons, _)| Reverse(*reasons));
    let mut reviewers: Vec<Reviewer> = reviewers.into_iter().map(|(_, reviewer)| reviewer).collect();
    if reviewers.is_empty() {
        reviewers.extend(manager(portfolio, initiative));
    }
    reviewers
}

fn manager(portfolio: &Portfolio, initiative: &Initiative) -> Option<Reviewer> {
    let owner = initiative.owner.as_ref()?;
    let manager = portfolio.people.get(owner)?.manager.as_ref().filter(|person| is_active(portfolio, person))?;
    Some(Reviewer { person: manager.clone(), why: format!("manages {owner}, may know somebody") })
}

/// The words under which people may be known to know it: ids and names of systems and themes, and the words of the title.
fn words_of(portfolio: &Portfolio, initiative: &Initiative) -> BTreeSet<String> {
    let systems = initiative.systems.iter().flatten().filter_map(|touched| portfolio.systems.get(&touched.system));
    let themes = initiative.themes.iter().filter_map(|theme| portfolio.themes.get(theme)?.title.as_ref());
    let names = systems.map(|system| &system.name).chain(themes).map(|name| name.to_lowercase());
    let title = initiative.title.iter().flat_map(|title| title.split(|c: char| !c.is_alphanumeric()));
    let title = title.filter(|word| word.chars().count() > 3).map(str::to_lowercase);
    subjects(initiative).map(str::to_owned).chain(names).chain(title).collect()
}
