//! The family CV206 to CV208: whether operational work was seen on the ground, and incidents were understood.
//!
//! What incidents add up to is left to [`crate::insight::incidents`].

use super::context::{Context, Subject};
use super::rule::{Check, Rule};
use super::wording::count;
use crate::diagnostic::{At, Code, Diagnostic, Findings, Level};
use crate::insight::Counted;
use crate::insight::facts::{self, is_stated};
use crate::insight::incidents::{DAYS, Window, with_causes};
use crate::model::{Category, Date, EvidenceKind, IncidentId, Kind, Stage, SystemId};
use std::collections::{BTreeMap, BTreeSet};

const NO_FIRST_HAND: Code = Code(206);
const NO_ROOT_CAUSE: Code = Code(207);
const WITHOUT_PROBLEM: Code = Code(208);

/// So many incidents of one system without a problem are no chance any more.
const SEVERAL: usize = 3;
/// Incidents shown beside the newest at most.
const MOST_SHOWN: usize = 3;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: NO_FIRST_HAND,
        name: "no-first-hand",
        level: Level::Hint,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "operational work that nobody has seen on the ground",
        docs: include_str!("docs/CV206.md"),
        check: Check::Initiative(no_first_hand),
    },
    Rule {
        code: NO_ROOT_CAUSE,
        name: "no-root-cause",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a reliability proposal about a problem whose root cause is not known",
        docs: include_str!("docs/CV207.md"),
        check: Check::Initiative(no_root_cause),
    },
    Rule {
        code: WITHOUT_PROBLEM,
        name: "incident-without-problem",
        level: Level::Hint,
        raise: None,
        clock: true,
        closed: false,
        since: "0.1.0",
        summary: "recent incidents of a system relate to no problem",
        docs: include_str!("docs/CV208.md"),
        check: Check::Portfolio(incident_without_problem),
    },
];

fn no_first_hand(context: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let operational = matches!(subject.record.category, Some(Category::Ktlo | Category::Reliability));
    let mut evidence = facts::evidence(subject.record, Counted::UpTo(context.as_of));
    let seen = evidence.any(|item| item.kind == EvidenceKind::FirstHand);
    if operational && !seen && subject.reached(Stage::Problem) {
        found.push(
            Diagnostic::new(NO_FIRST_HAND, subject.at("/category"), "operational work without first-hand evidence")
                .label("nobody has seen it on the ground")
                .help("join a rotation for some days, and add what you saw as evidence with `kind = \"first_hand\"`"),
        );
    }
}

fn no_root_cause(context: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    if subject.record.category != Some(Category::Reliability) || !subject.reached(Stage::Proposal) {
        return;
    }
    let problems = &context.portfolio.problems;
    for (index, id) in subject.record.problem.iter().flat_map(|problem| &problem.refs).enumerate() {
        // An unknown one has a finding of its own.
        let Some(problem) = problems.get(id) else { continue };
        let mut causes = with_causes(context.portfolio, [id]).into_iter().filter_map(|cause| problems.get(cause));
        if causes.any(|problem| problem.root_causes.iter().any(|cause| is_stated(Some(&cause.text)))) {
            continue;
        }
        let message = format!("reliability proposal whose problem `{id}` has no root cause");
        found.push(
            Diagnostic::new(NO_ROOT_CAUSE, subject.at(&format!("/problem/refs/{index}")), message)
                .label("why it happens is not known")
                .related(problem.at("/title"), "no `root_causes` here, nor in what causes it")
                .help("add what you found to the problem's `root_causes`; a guess with `confidence = \"low\"` will do"),
        );
    }
}

/// The incidents of one system that no problem explains, newest first.
type Unexplained<'p> = Vec<(Date, &'p IncidentId, At)>;

fn incident_without_problem(context: &Context<'_>, found: &mut Findings) {
    let portfolio = context.portfolio;
    // What cannot be read may list any of them.
    if portfolio.unread_kinds.contains(&Kind::Problem) {
        return;
    }
    let zone = portfolio.workspace.zone();
    let window = Window::ending(context.as_of, DAYS);
    let listed: BTreeSet<&IncidentId> =
        portfolio.problems.values().flat_map(|problem| &problem.value.incidents).collect();
    let mut unexplained: BTreeMap<&SystemId, Unexplained<'_>> = BTreeMap::new();
    for (id, incident) in &portfolio.incidents {
        let day = incident.started.day(&zone);
        if incident.problem.is_some() || listed.contains(id) || !window.holds(day) {
            continue;
        }
        let hit: BTreeMap<_, _> = incident.systems.iter().enumerate().map(|(index, system)| (system, index)).collect();
        for (system, index) in hit {
            let place = (day, id, incident.at(&format!("/systems/{index}")));
            unexplained.entry(system).or_default().push(place);
        }
    }
    for (system, mut incidents) in unexplained {
        incidents.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)));
        found.extend(unexplained_of(system, &incidents));
    }
}

fn unexplained_of(system: &SystemId, incidents: &[(Date, &IncidentId, At)]) -> Option<Diagnostic> {
    let ((_, newest, at), others) = incidents.split_first()?;
    let verb = if others.is_empty() { "relates" } else { "relate" };
    let message = format!("{} on `{system}` in {DAYS} days {verb} to no problem", count(incidents.len(), "incident"));
    let mut finding = Diagnostic::new(WITHOUT_PROBLEM, at.clone(), message)
        .label("the newest")
        .help(format!("name in `{newest}` the `problem` it is an instance of, or describe one in `problems.toml`"))
        .about_alone(system.as_str());
    for (day, id, at) in others.iter().take(MOST_SHOWN) {
        finding = finding.related(at.clone(), format!("`{id}`, {day}"));
    }
    Some(if incidents.len() >= SEVERAL { finding.at_least(Level::Warning) } else { finding })
}
