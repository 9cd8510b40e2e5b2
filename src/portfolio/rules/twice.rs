//! What is named twice: in one list (CV006), and logins that two people have (CV007).

use super::amounts::tick;
use super::{Check, Context, Rule};
use crate::diagnostic::{At, Code, Diagnostic, Findings, Level};
use crate::load::limits::excerpt;
use crate::model::portfolio::Origin;
use crate::model::{Initiative, PersonId, Record};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: TWICE,
        name: "named-twice",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "a list names somebody or something twice",
        docs: include_str!("docs/CV006.md"),
        check: Check::Portfolio(named_twice),
    },
    Rule {
        code: LOGIN,
        name: "login-of-two",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "two people have the same login on GitHub",
        docs: include_str!("docs/CV007.md"),
        check: Check::Portfolio(login_of_two),
    },
];

const TWICE: Code = Code(6);
const LOGIN: Code = Code(7);

fn login_of_two(context: &Context<'_>, found: &mut Findings) {
    let mut first: BTreeMap<String, (&PersonId, At)> = BTreeMap::new();
    for (id, person) in &context.portfolio.people {
        let Some(login) = person.github.as_deref() else { continue };
        let at = person.at("/github");
        // GitHub tells no case apart.
        match first.get(&login.to_lowercase()) {
            Some((other, earlier)) => found.push(
                Diagnostic::new(
                    LOGIN,
                    at,
                    format!("{} and {} have the same login {}", tick(other), tick(id), tick(excerpt(login))),
                )
                .label("the same login")
                .related(earlier.clone(), format!("of {}", tick(other)))
                .help("correct one of them; if both are one person, keep one entry")
                .about(format!("{other} {id}")),
            ),
            None => drop(first.insert(login.to_lowercase(), (id, at))),
        }
    }
}

fn named_twice(context: &Context<'_>, found: &mut Findings) {
    let portfolio = context.portfolio;
    macro_rules! origins {
        ($($kind:ident),*) => { std::iter::empty()$(.chain(portfolio.$kind.values().map(|record| &record.origin)))* };
    }
    let others = origins!(people, teams, cycles, systems, problems, incidents, strategy, themes, arguments);
    for origin in others.chain([&portfolio.workspace_origin]) {
        found.extend(repeated(origin));
    }
    for (id, record) in &portfolio.initiatives {
        found.extend(repeated(&record.origin).map(|finding| finding.of(id)));
        found.extend(in_tables(record).into_iter().map(|finding| finding.of(id)));
    }
}

/// Those named in several tables of one list, where one is enough.
fn in_tables(record: &Record<Initiative>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut look = |list: &str, key: &str, names: Vec<Option<&str>>| {
        let mut seen = BTreeSet::new();
        for (place, name) in names.into_iter().enumerate() {
            let Some(name) = name.filter(|name| !seen.insert(*name)) else { continue };
            let at = record.at(&format!("{list}/{place}/{key}"));
            let finding = Diagnostic::new(TWICE, at, format!("{} stands twice in this list", tick(name)));
            found.push(finding.label("named again").help("make one entry of both; it counts once").about(name));
        }
    };
    let stakeholders = record.stakeholders.iter().map(|it| Some(it.person.as_str()));
    look("/stakeholder", "person", stakeholders.collect());
    let systems = record.systems.iter().flatten().map(|it| Some(it.system.as_str()));
    look("/systems", "ref", systems.collect());
    for (place, interview) in record.interviews.iter().enumerate() {
        let asked = interview.participants.iter().map(|it| it.person.as_ref().map(PersonId::as_str));
        look(&format!("/interview/{place}/participants"), "person", asked.collect());
    }
    found
}

fn repeated(origin: &Origin) -> impl Iterator<Item = Diagnostic> + '_ {
    origin.references.iter().filter(|reference| reference.again).filter_map(|reference| {
        let file = origin.contributions.get(usize::from(reference.contribution))?.file?;
        let start = reference.start as usize;
        let at = At::bytes(file, start..start + usize::from(reference.length));
        let finding = Diagnostic::new(TWICE, at, format!("{} stands twice in this list", tick(&reference.id)));
        Some(finding.label("named again").help("leave one out; it counts once").about(reference.id.as_str()))
    })
}
