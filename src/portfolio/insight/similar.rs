//! Which initiatives may be about the same thing, and what those that ended have taught.
//!
//! Whether that is worth saying is left to [`crate::rules`] and to whoever starts something new.

use super::facts::is_stated;
use crate::model::{Change, Initiative, InitiativeId, Portfolio, ProblemId, Record, Stage, SystemId, Text, ThemeId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What more initiatives than these have in common tells nothing of any two of them.
const MOST_SHARING: usize = 20;
/// Words that two must have in common to speak of the same thing, and the share of the shorter's words that these must be.
const SAME_WORDS: (usize, usize) = (3, 4);

/// An initiative that may be about the same thing as another.
#[derive(Clone, Debug)]
pub struct Neighbour<'a> {
    /// Its id.
    pub id: &'a InitiativeId,
    /// The initiative and its places.
    pub record: &'a Record<Initiative>,
    /// Problems that both are about.
    pub problems: Vec<&'a ProblemId>,
    /// Systems that both change.
    pub systems: Vec<&'a SystemId>,
    /// Whether one says that it knows of the other.
    pub linked: bool,
}

impl<'a> Neighbour<'a> {
    /// What it taught, where it ended.
    #[must_use]
    pub fn lesson(&self) -> Option<&'a Text> {
        lesson(self.record)
    }
}

/// What `initiative` taught, if it was delivered or dropped.
fn lesson(initiative: &Initiative) -> Option<&Text> {
    let ended = matches!(initiative.stage, Some(Stage::Delivered | Stage::Dropped));
    initiative.closing.as_ref()?.lesson.as_ref().filter(|lesson| ended && is_stated(Some(lesson)))
}

/// What initiatives have in common, looked up by what it is.
#[derive(Debug)]
pub struct Neighbourhood<'a> {
    portfolio: &'a Portfolio,
    problems: BTreeMap<&'a ProblemId, BTreeSet<&'a InitiativeId>>,
    systems: BTreeMap<&'a SystemId, BTreeSet<&'a InitiativeId>>,
}

/// Those that may be about the same thing as the initiative `id`, the nearest first.
#[must_use]
pub fn neighbours<'a>(portfolio: &'a Portfolio, id: &InitiativeId) -> Vec<Neighbour<'a>> {
    Neighbourhood::of(portfolio).neighbours(id)
}

impl<'a> Neighbourhood<'a> {
    /// Reads what the initiatives of `portfolio` are about. Those that are parked are left out: they come up again by
    /// themselves.
    #[must_use]
    pub fn of(portfolio: &'a Portfolio) -> Self {
        let mut found = Self { portfolio, problems: BTreeMap::new(), systems: BTreeMap::new() };
        for (id, record) in portfolio.initiatives.iter().filter(|(_, it)| it.stage != Some(Stage::Parked)) {
            for problem in problems(record) {
                found.problems.entry(problem).or_default().insert(id);
            }
            for system in changed(record) {
                found.systems.entry(system).or_default().insert(id);
            }
        }
        found
    }

    /// Those that may be about the same thing as the initiative `id`, the nearest first: they share a problem, or they
    /// change the same system and say much the same about it. Delivered and dropped ones count if they taught something.
    #[must_use]
    pub fn neighbours(&self, id: &InitiativeId) -> Vec<Neighbour<'a>> {
        let Some((_, own)) = self.portfolio.initiatives.get_key_value(id) else { return Vec::new() };
        let mut shared: BTreeMap<&InitiativeId, (Vec<&ProblemId>, Vec<&SystemId>)> = BTreeMap::new();
        let few = |ids: &&BTreeSet<&InitiativeId>| ids.len() <= MOST_SHARING;
        for problem in problems(own) {
            for other in self.problems.get(problem).filter(few).into_iter().flatten() {
                shared.entry(other).or_default().0.push(problem);
            }
        }
        for system in changed(own) {
            for other in self.systems.get(system).filter(few).into_iter().flatten() {
                shared.entry(other).or_default().1.push(system);
            }
        }
        shared.remove(id);
        if shared.is_empty() {
            return Vec::new();
        }
        let words = said(own);
        let mut neighbours: Vec<Neighbour<'a>> = shared
            .into_iter()
            .filter_map(|(other, (problems, systems))| {
                let (id_of_other, record) = self.portfolio.initiatives.get_key_value(other)?;
                let counts = !record.is_closed() || lesson(record).is_some();
                let alike = !problems.is_empty() || say_the_same(&words, &said(record));
                let linked =
                    knows(own, other) || knows(record, id) || (own.follows.is_some() && own.follows == record.follows);
                (counts && alike).then_some(Neighbour { id: id_of_other, record, problems, systems, linked })
            })
            .collect();
        neighbours
            .sort_by_key(|it| (Reverse(it.problems.len()), Reverse(it.systems.len()), it.record.is_closed(), it.id));
        neighbours
    }
}

/// An initiative that ended and taught something.
#[derive(Clone, Debug)]
pub struct Lesson<'a> {
    /// Its id.
    pub id: &'a InitiativeId,
    /// How it ended.
    pub stage: Stage,
    /// What it taught.
    pub lesson: &'a Text,
}

/// What those have taught that were much like the initiative `id`, the nearest first: the same problem, system or theme,
/// or words of the title in common.
#[must_use]
pub fn lessons<'a>(portfolio: &'a Portfolio, id: &InitiativeId) -> Vec<Lesson<'a>> {
    let Some(own) = portfolio.initiatives.get(id) else { return Vec::new() };
    let title = words([own.title.as_ref()]);
    let themes: BTreeSet<&ThemeId> = own.themes.iter().collect();
    let mut found: Vec<(usize, Lesson<'a>)> = Vec::new();
    for (other, record) in portfolio.initiatives.iter().filter(|(other, _)| *other != id) {
        let (Some(lesson), Some(stage)) = (lesson(record), record.stage) else { continue };
        let own_problems: BTreeSet<_> = problems(own).collect();
        let own_systems: BTreeSet<_> = changed(own).collect();
        let of_title = title.intersection(&words([record.title.as_ref()])).count();
        let nearness = 3 * problems(record).filter(|it| own_problems.contains(it)).count()
            + 2 * changed(record).filter(|it| own_systems.contains(it)).count()
            + record.themes.iter().filter(|it| themes.contains(it)).count()
            + of_title;
        if nearness >= 2 {
            found.push((nearness, Lesson { id: other, stage, lesson }));
        }
    }
    found.sort_by_key(|(nearness, lesson)| (Reverse(*nearness), lesson.id));
    found.into_iter().map(|(_, lesson)| lesson).collect()
}

fn problems(initiative: &Initiative) -> impl Iterator<Item = &ProblemId> {
    initiative.problem.iter().flat_map(|problem| &problem.refs)
}

/// The systems it really changes.
fn changed(initiative: &Initiative) -> impl Iterator<Item = &SystemId> {
    let touched = initiative.systems.iter().flatten();
    touched.filter(|touched| touched.change != Change::None).map(|touched| &touched.system)
}

/// Whether `initiative` says that it knows of `other`: it follows it, or names it where it tells itself apart.
fn knows(initiative: &Initiative, other: &InitiativeId) -> bool {
    let alternatives = initiative.alternatives.iter().flat_map(|it| [&it.text, &it.why_not]).flatten();
    let questions = initiative.open_questions.iter().flat_map(|it| [&it.q, &it.answer]).flatten();
    let decisions = initiative.decisions.iter().flat_map(|it| [Some(&it.what), it.why.as_ref()]).flatten();
    let texts = alternatives.chain(questions).chain(decisions).chain(&initiative.no_gos).chain(&initiative.summary);
    let names = |text: &Text| {
        let mut names = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        names.any(|name| name == other.as_str())
    };
    initiative.follows.as_ref() == Some(other) || texts.into_iter().any(names)
}

/// The words by which an initiative says what it is about.
fn said(initiative: &Initiative) -> BTreeSet<String> {
    let problem = initiative.problem.as_ref();
    let impact = problem.and_then(|problem| problem.impact.as_ref());
    words([initiative.title.as_ref(), problem.and_then(|problem| problem.who.as_ref()), impact])
}

fn say_the_same(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let common = one.intersection(other).count();
    common >= SAME_WORDS.0 && common * SAME_WORDS.1 >= one.len().min(other.len())
}

/// Words that stand in any text.
const EMPTY: &[&str] = &[
    "about", "after", "all", "and", "any", "are", "back", "before", "but", "can", "come", "customer", "each", "every",
    "for", "from", "get", "has", "have", "his", "how", "into", "its", "more", "most", "new", "not", "now", "off",
    "one", "only", "our", "out", "over", "people", "see", "shop", "system", "team", "than", "that", "the", "their",
    "them", "then", "there", "they", "this", "user", "very", "was", "what", "when", "where", "which", "who", "will",
    "with", "without", "work", "you", "your",
];

/// The words of `texts` that say something, without the `s` of plurals.
fn words<'t>(texts: impl IntoIterator<Item = Option<&'t Text>>) -> BTreeSet<String> {
    let words = texts.into_iter().flatten().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let plain = words.map(|word| {
        let word = word.to_lowercase();
        word.strip_suffix('s').map(str::to_owned).unwrap_or(word)
    });
    plain.filter(|word| word.chars().count() >= 3 && !EMPTY.contains(&word.as_str())).collect()
}
