//! Who answers for an asked team, the lines that say so, and by when to meet them; judging is left to the families.

use super::{Context, Subject};
use crate::diagnostic::{At, Diagnostic};
use crate::insight::coverage::{Reason, Slot, SlotRole};
use crate::model::{Date, Role, TeamId};

/// What a role is called in messages.
pub(super) const fn called(role: Role) -> &'static str {
    match role {
        Role::Pm => "product manager",
        Role::Em => "engineering manager",
        Role::Exec => "executive",
    }
}

/// The line of a team's file that says who holds `role`, or who acts; nothing when the team is unknown.
fn role_line(context: &Context, team: &TeamId, role: Role) -> Option<At> {
    let holding = context.index.holding(team, role).filter(|holding| !holding.is_vacant())?;
    let record = context.portfolio.teams.get(holding.team)?;
    let pointer = if holding.acting { format!("/acting/{role}") } else { format!("/{role}") };
    Some(record.at(&pointer))
}

/// The line outside of the initiative that says who is meant by `reason`, and what it says.
pub(super) fn said_by(context: &Context, reason: &Reason) -> Option<(At, String)> {
    let portfolio = context.portfolio;
    let system = || portfolio.systems.get(reason.system.as_ref()?);
    Some(match (&reason.role, &reason.team) {
        (SlotRole::Team(role), Some(team)) => {
            (role_line(context, team, *role)?, format!("the {} of {team}", called(*role)))
        }
        (SlotRole::Decider, Some(team)) => {
            let decides = |role: &&Role| !context.index.holders(team, **role).is_empty();
            let role = *Role::ALL.iter().find(decides)?;
            (role_line(context, team, role)?, format!("the {} of {team} decides by default", called(role)))
        }
        (SlotRole::Sme, _) => (system()?.at("/smes"), "who knows the system; any one of them will do".to_owned()),
        (SlotRole::VendorContact, _) => {
            (system()?.at("/third_party/contact"), "who speaks with the supplier".to_owned())
        }
        _ => return None,
    })
}

/// The place in the initiative that brings `reason` about, as narrow as can be.
pub(super) fn place_of(subject: &Subject, reason: &Reason) -> At {
    let named = reason.role == SlotRole::Decider
        && reason.ask.and_then(|index| subject.record.asks.get(index)).is_some_and(|ask| ask.decider.is_some());
    match (&reason.role, reason.ask) {
        (SlotRole::Team(_), Some(index)) => subject.at(&format!("/ask/{index}/team")),
        (SlotRole::Decider, Some(index)) if !named => subject.at(&format!("/ask/{index}/team")),
        _ => reason.at.clone(),
    }
}

/// As what somebody is required, each thing once, the strongest first.
pub(super) fn reasons(slot: &Slot) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for reason in &slot.reasons {
        let what = reason.as_what();
        if !reasons.contains(&what) {
            reasons.push(what);
        }
    }
    reasons
}

/// By when somebody should be met.
pub(super) enum Moment {
    /// By this day, the wanted number of days before planning.
    By(Date),
    /// That day has passed, but planning opens only on this one.
    Before(Date),
    /// Planning has opened, or its day is not known.
    Soon,
}

/// By when the person of `slot` should be met: before the earliest planning day of a team whose ask requires them,
/// else of any asked team.
pub(super) fn moment(context: &Context, subject: &Subject, slot: &Slot) -> Moment {
    let initiative = &subject.record.value;
    let of_asks = slot.asks().filter_map(|(index, _)| context.index.planning(initiative, initiative.asks.get(index)?));
    let opens = of_asks.map(|planning| planning.opens).min().or_else(|| {
        let id = initiative.target_cycle.as_ref()?;
        let cycle = context.portfolio.cycle(id)?;
        Some(context.index.planning_on(initiative, id, &cycle))
    });
    let lead = i64::from(context.thresholds().present_by);
    match opens {
        Some(opens) if opens.plus_days(-lead) >= context.as_of => Moment::By(opens.plus_days(-lead)),
        Some(opens) if opens >= context.as_of => Moment::Before(opens),
        _ => Moment::Soon,
    }
}

/// Adds to `finding` the line that says who decides for `team` by default, and returns it with the names of all who
/// can, such as ``pm `lee` ``, the default first.
pub(super) fn deciders(context: &Context, team: &TeamId, mut finding: Diagnostic) -> (Diagnostic, Vec<String>) {
    let mut names = Vec::new();
    for role in Role::ALL {
        let holders = context.index.holders(team, *role);
        names.extend(holders.iter().map(|holder| format!("{role} `{holder}`")));
        if finding.related.is_empty()
            && let Some(at) = role_line(context, team, *role)
        {
            finding = finding.related(at, format!("the {} decides by default", called(*role)));
        }
    }
    (finding, names)
}
