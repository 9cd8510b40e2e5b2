//! Roles that nobody holds (CV403), each reported where a holder would be named.
//!
//! Which roles are vacant is computed in [`crate::insight::coverage`]. Many initiatives may wait for one role; the
//! engine keeps one of findings that are the same.

use super::amounts::tick;
use super::answerable::{called, place_of};
use super::{Context, Subject};
use crate::diagnostic::{At, Code, Diagnostic, Findings};
use crate::insight::coverage::{Reason, SlotRole, Source, State};
use crate::insight::roles::is_active;
use crate::model::{PersonId, Role, SystemId, TeamId};
use std::collections::BTreeSet;

pub(super) fn role_vacant(context: &Context, subject: &Subject, findings: &mut Findings) {
    let slots = subject.coverage.iter().flat_map(|coverage| &coverage.slots);
    let mut seen = BTreeSet::new();
    for reason in slots.filter(|slot| slot.state == State::Vacant).flat_map(|slot| &slot.reasons) {
        if let Some(finding) = vacancy(context, subject, reason)
            && seen.insert(finding.about.clone())
        {
            findings.push(finding);
        }
    }
}

/// The finding for one vacant role; none where somebody who decides nothing is named, which is reported as such.
fn vacancy(context: &Context, subject: &Subject, reason: &Reason) -> Option<Diagnostic> {
    let finding = match &reason.role {
        SlotRole::Decider => return None,
        SlotRole::Team(role) => return team_role(context, subject, reason, *role),
        SlotRole::Champion => return champion(subject, reason),
        SlotRole::Sme => experts(context, reason.system.as_ref()?)?,
        SlotRole::VendorContact => supplier(context, reason.system.as_ref()?)?,
        SlotRole::Policy => policy(context, subject, reason)?,
        SlotRole::StrategyOwner => strategy_owner(context, subject)?,
        SlotRole::Listed(_) => return listed(context, subject, reason),
    };
    Some(finding.related(place_of(subject, reason), format!("required for {}", tick(subject.id))))
}

fn left(person: &PersonId) -> String {
    format!("{person} is no longer active")
}

fn team_role(context: &Context, subject: &Subject, reason: &Reason, role: Role) -> Option<Diagnostic> {
    let team = reason.team.as_ref()?;
    let holding = context.index.holding(team, role).filter(|holding| holding.is_vacant())?;
    // Where nobody above names an exec either, one line at the top serves every team below it.
    let level = match holding.former {
        None if role == Role::Exec => topmost(context, team),
        _ => holding.team,
    };
    let named = [format!("/{role}"), format!("/acting/{role}")];
    let record = context.portfolio.teams.get(level).filter(|record| !named.iter().any(|key| record.is_unread(key)))?;
    let (at, label) = match holding.former {
        None => (record.at("/name"), format!("names no {role}, and nobody acts")),
        Some(former) if record.holders(role).is_empty() => (record.at(&format!("/acting/{role}")), left(former)),
        Some(former) => (record.at(&format!("/{role}")), left(former)),
    };
    Some(
        Diagnostic::new(Code(403), at, format!("team {} has no {role}", tick(level)))
            .label(label)
            .related(place_of(subject, reason), format!("required for {}", tick(subject.id)))
            .help(format!(
                "name the {} (`{role} = \"…\"`) or who stands in for now: `acting = {{ {role} = \"…\" }}`",
                called(role)
            ))
            .about(format!("{role} of {level}")),
    )
}

/// The ancestor of `team` with none above it; where ancestors go round, the last before the first repetition.
fn topmost<'a>(context: &'a Context, team: &'a TeamId) -> &'a TeamId {
    let teams = &context.portfolio.teams;
    let (mut top, mut seen) = (team, BTreeSet::from([team]));
    while let Some(parent) = teams.get(top).and_then(|team| team.parent.as_ref())
        && teams.contains_key(parent)
        && seen.insert(parent)
    {
        top = parent;
    }
    top
}

fn champion(subject: &Subject, reason: &Reason) -> Option<Diagnostic> {
    let index = reason.ask?;
    let ask = subject.record.asks.get(index)?;
    // One who has left is a finding of its own (CV412).
    ask.champion.is_none().then_some(())?;
    let team = tick(&ask.team);
    let size = ask.size.map_or("", |size| size.as_str());
    Some(
        Diagnostic::new(
            Code(403),
            subject.at(&format!("/ask/{index}/size")),
            format!("{size} ask {} has no champion in {team}", tick(&ask.id)),
        )
        .label("needs a champion")
        .help(format!(
            "find somebody in {team} who argues for it while you are not in the room, and name them in `champion`"
        ))
        .about(format!("champion of {}", ask.id)),
    )
}

fn experts(context: &Context, system: &SystemId) -> Option<Diagnostic> {
    let record = context.portfolio.systems.get(system).filter(|record| !record.is_unread("/smes"))?;
    let (at, label) = match record.smes.as_slice() {
        [] => (record.at("/name"), "names no `smes`".to_owned()),
        [one] => (record.at("/smes"), left(one)),
        _ => (record.at("/smes"), "none of them is still active".to_owned()),
    };
    Some(
        Diagnostic::new(Code(403), at, format!("system {} has no expert", tick(system)))
            .label(label)
            .help("name who knows it best in `smes`, two people at least")
            .about(format!("experts of {system}")),
    )
}

fn supplier(context: &Context, system: &SystemId) -> Option<Diagnostic> {
    let record = context.portfolio.systems.get(system).filter(|record| !record.is_unread("/third_party"))?;
    let (at, label) = match record.third_party.as_ref()?.contact.as_ref() {
        None => (record.at("/third_party/vendor"), "without a `contact`".to_owned()),
        Some(former) => (record.at("/third_party/contact"), left(former)),
    };
    Some(
        Diagnostic::new(Code(403), at, format!("nobody speaks with the supplier of {}", tick(system)))
            .label(label)
            .help("name the person of the roster who speaks with them in `third_party.contact`")
            .about(format!("supplier of {system}")),
    )
}

fn policy(context: &Context, subject: &Subject, reason: &Reason) -> Option<Diagnostic> {
    let kind = match reason.source {
        Source::AskPolicy(kind) => Some(kind),
        _ => None,
    };
    let fits = |category| category == subject.record.category;
    let mut required = context.portfolio.workspace.required_roles.iter().enumerate();
    let (index, required) = required.find(|(_, required)| {
        required.when.ask_kind == kind
            && (required.when.category.is_none() || fits(required.when.category))
            && !is_active(context.portfolio, &required.person)
    })?;
    let person = &required.person;
    let at = context.portfolio.workspace_origin.at(&format!("/required_roles/{index}/person"));
    Some(
        Diagnostic::new(Code(403), at, format!("policy requires {person}, who is no longer active"))
            .label("has left")
            .help("name who must be met in their place")
            .about(format!("policy {person}")),
    )
}

fn strategy_owner(context: &Context, subject: &Subject) -> Option<Diagnostic> {
    let mut items = subject.record.aligns_with.iter().filter_map(|id| context.portfolio.strategy.get_key_value(id));
    let vacant = |owner: &Option<PersonId>| owner.as_ref().is_none_or(|owner| !is_active(context.portfolio, owner));
    let (id, record) = items.find(|(_, record)| vacant(&record.owner))?;
    let (at, label) = match &record.owner {
        None => (record.at("/title"), "names no `owner`".to_owned()),
        Some(former) => (record.at("/owner"), left(former)),
    };
    Some(
        Diagnostic::new(Code(403), at, format!("strategy item {} has no owner", tick(id)))
            .label(label)
            .help("name who answers for it in `owner`")
            .about(format!("owner of {id}")),
    )
}

/// Somebody on the list of the file who has left; the place of the reason is their entry.
fn listed(context: &Context, subject: &Subject, reason: &Reason) -> Option<Diagnostic> {
    let place = |index: usize| -> At { subject.at(&format!("/stakeholder/{index}/person")) };
    let mut entries = subject.record.stakeholders.iter().enumerate();
    let (_, entry) = entries.find(|(index, _)| place(*index) == reason.at)?;
    let former = Some(&entry.person).filter(|person| !is_active(context.portfolio, person))?;
    Some(
        Diagnostic::new(Code(403), reason.at.clone(), format!("{former} is to be met but no longer active"))
            .label("has left")
            .help("list who took over from them instead, or remove the entry")
            .about(former.as_str()),
    )
}
