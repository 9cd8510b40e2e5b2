//! Small questions to one initiative's file that stages, gates and rules ask alike.
//!
//! How much an answer counts is left to [`super::gates`], when it must be yes to [`super::stage`].

use super::coverage::{Coverage, SlotRole};
use super::{Counted, Index, metrics};
use crate::model::{
    Affected, Ask, Audience, Change, Days, Decision, DecisionKind, Deliverable, Evidence, Initiative, Lens, Metric,
    Need, PersonId, Role, StepKind, Text,
};
use std::collections::BTreeSet;

/// Whether something is written; blanks alone say nothing.
#[must_use]
pub fn is_stated(text: Option<&Text>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

/// The four parts of a quantified problem, each with its key and whether it is stated.
#[must_use]
pub fn problem_parts(initiative: &Initiative) -> [(&'static str, bool); 4] {
    let problem = initiative.problem.as_ref();
    let affected = problem.and_then(|problem| problem.affected.as_ref());
    let quantified = |affected: &Affected| affected.count.is_some() && is_stated(affected.basis.as_ref());
    [
        ("who", is_stated(problem.and_then(|problem| problem.who.as_ref()))),
        ("impact", is_stated(problem.and_then(|problem| problem.impact.as_ref()))),
        ("benefit_if_gone", is_stated(problem.and_then(|problem| problem.benefit_if_gone.as_ref()))),
        ("affected", affected.is_some_and(quantified)),
    ]
}

/// Whether the goal of the outcome is stated.
#[must_use]
pub fn has_goal(initiative: &Initiative) -> bool {
    is_stated(initiative.outcome.as_ref().and_then(|outcome| outcome.goal.as_ref()))
}

/// Whether the business gets something that is claimed in words.
#[must_use]
pub fn has_business_outcome(initiative: &Initiative) -> bool {
    let outcome = initiative.outcome.as_ref();
    outcome.is_some_and(|outcome| outcome.business.iter().any(|business| is_stated(business.claim.as_ref())))
}

/// What `metric` lacks to be measured, as the file would spell it. One that is computed needs neither source nor
/// readings, but what it is to be compared with.
#[must_use]
pub fn missing_of_metric(metric: &Metric) -> Vec<&'static str> {
    let parts = [
        ("baseline", metric.baseline.is_some()),
        ("target", metric.target.is_some()),
        ("source", is_stated(metric.source.as_ref()) || metrics::computed(metric).is_some()),
    ];
    parts.iter().filter(|(_, stated)| !stated).map(|(key, _)| *key).collect()
}

/// Evidence that counts.
pub fn evidence(initiative: &Initiative, counted: Counted) -> impl Iterator<Item = &Evidence> + Clone {
    initiative.evidence.iter().filter(move |item| counted.includes(item.date))
}

/// How many different customers the evidence that counts comes from.
#[must_use]
pub fn customers(initiative: &Initiative, counted: Counted) -> usize {
    let named = evidence(initiative, counted).flat_map(|item| &item.customers);
    let named: BTreeSet<_> = named.map(|customer| customer.trim().to_lowercase()).collect();
    named.iter().filter(|customer| !customer.is_empty()).count()
}

/// How many kinds of evidence count.
#[must_use]
pub fn evidence_kinds(initiative: &Initiative, counted: Counted) -> usize {
    evidence(initiative, counted).map(|item| item.kind).collect::<BTreeSet<_>>().len()
}

/// What `ask` lacks to be complete, as the file would spell it; a key that cannot be read is lacking.
#[must_use]
pub fn missing_of_ask<'a>(index: &Index<'_>, ask: &'a Ask) -> Vec<&'a str> {
    let parts = [
        ("effort", ask.effort.is_some()),
        ("done_when", is_stated(ask.done_when.as_ref())),
        ("why_you", is_stated(ask.why_you.as_ref())),
        ("need_by", ask.need_by.is_some()),
        ("decider", index.decider(ask).is_some()),
    ];
    let absent = parts.into_iter().filter(|(key, stated)| !stated && !ask.unread.has(key)).map(|(key, _)| key);
    absent.chain(ask.unread.keys()).collect()
}

/// Who decides on the live asks, with the place of each one's first ask; those excluded are among them.
#[must_use]
pub fn deciders<'a>(index: &'a Index<'a>, initiative: &'a Initiative) -> Vec<(&'a PersonId, usize)> {
    let mut deciders: Vec<(&PersonId, usize)> = Vec::new();
    for (place, ask) in initiative.live_asks().filter(|(_, ask)| index.knows_team_of(ask)) {
        if let Some(decider) = index.decider(ask)
            && !deciders.iter().any(|(known, _)| *known == decider)
        {
            deciders.push((decider, place));
        }
    }
    deciders
}

/// The roles among filled slots, and those of which it cannot be read who holds them, that each need a pitch: by the role held, whatever the person's rank.
#[must_use]
pub fn needed_audiences(coverage: &Coverage) -> BTreeSet<Role> {
    let filled = coverage.slots.iter().filter(|slot| slot.person.is_some() || slot.unread);
    let roles = filled.flat_map(|slot| &slot.reasons).filter_map(|reason| match reason.role {
        SlotRole::Team(role) => Some(role),
        _ => None,
    });
    roles.collect()
}

/// Whether there is a pitch for those who hold `role`.
#[must_use]
pub fn has_pitch(initiative: &Initiative, role: Role) -> bool {
    let audience = match role {
        Role::Pm => Audience::Pm,
        Role::Em => Audience::Em,
        Role::Exec => Audience::Exec,
    };
    initiative.pitches.iter().any(|pitch| pitch.audience == audience && is_stated(Some(&pitch.text)))
}

/// A need voiced in a conversation.
#[derive(Clone, Copy, Debug)]
pub struct VoicedNeed<'a> {
    /// Place of the conversation.
    pub conversation: usize,
    /// Place of the need in it.
    pub place: usize,
    /// The need.
    pub need: &'a Need,
    /// Whether evidence answers it.
    pub answered: bool,
}

/// Every need that was voiced, in the order of the file.
#[must_use]
pub fn needs(initiative: &Initiative, counted: Counted) -> Vec<VoicedNeed<'_>> {
    let answers: BTreeSet<&str> =
        evidence(initiative, counted).flat_map(|item| &item.answers).map(|need| need.as_str()).collect();
    let held = initiative.conversations.iter().enumerate();
    held.filter(|(_, it)| it.took_place() && counted.includes(it.date))
        .flat_map(|(conversation, it)| {
            it.needs.iter().enumerate().map(move |(place, need)| (conversation, place, need))
        })
        .map(|(conversation, place, need)| VoicedNeed {
            conversation,
            place,
            need,
            answered: answers.contains(need.id.as_str()),
        })
        .collect()
}

/// Whether needs were voiced that cannot be read: nobody knows whether they are answered.
#[must_use]
pub fn has_unread_needs(initiative: &Initiative) -> bool {
    initiative.conversations.iter().any(|talk| talk.unread.has("needs"))
}

/// Whether it cannot be read how some step is released.
#[must_use]
pub fn has_unread_release(initiative: &Initiative) -> bool {
    let all_read = initiative.steps.iter().all(|step| step.unread.is_empty());
    initiative.unread.has("step") && (all_read || initiative.steps.iter().any(|step| step.unread.has("release")))
}

/// Whether somebody reviewed it in order to prove it wrong.
#[must_use]
pub fn has_challenge_review(initiative: &Initiative, counted: Counted) -> bool {
    initiative.reviews.iter().any(|review| review.lens == Lens::Challenge && counted.includes(review.date))
}

/// How many systems are touched, where that is more than `limit` and no decision about the architecture was taken.
#[must_use]
pub fn systems_without_review(initiative: &Initiative, limit: u32, counted: Counted) -> Option<usize> {
    let touched = initiative.systems.iter().flatten().count();
    let is_review = |decision: &Decision| decision.kind == Some(DecisionKind::Architecture);
    let mut reviews = initiative.decisions.iter().filter(|decision| is_review(decision));
    (touched > limit as usize && !reviews.any(|review| counted.includes(review.date))).then_some(touched)
}

/// Whether stored data changes its form: in a system or in a release, or in one that cannot be read.
#[must_use]
pub fn changes_schema(initiative: &Initiative) -> bool {
    let mut releases = initiative.steps.iter().filter_map(|step| step.release.as_ref());
    let is_unread = initiative.unread.has("systems") || has_unread_release(initiative);
    is_unread || changes_system_schema(initiative) || releases.any(|release| release.schema_change)
}

fn changes_system_schema(initiative: &Initiative) -> bool {
    initiative.systems.iter().flatten().any(|touched| touched.change == Change::Schema)
}

/// Places of steps that are released without a way back; only those that change stored data where `schema_only`.
#[must_use]
pub fn releases_without_rollback(initiative: &Initiative, schema_only: bool) -> Vec<usize> {
    let lacks = |(place, step): (usize, &crate::model::Step)| {
        let release = step.release.as_ref()?;
        let way_back = release.rollback.iter().any(|line| is_stated(Some(line)));
        (!way_back && (release.schema_change || !schema_only)).then_some(place)
    };
    initiative.steps.iter().enumerate().filter_map(lacks).collect()
}

/// Whether a system changes its stored data and no step has a way back.
#[must_use]
pub fn lacks_any_rollback(initiative: &Initiative) -> bool {
    let mut releases = initiative.steps.iter().filter_map(|step| step.release.as_ref());
    let some = releases.any(|release| release.rollback.iter().any(|line| is_stated(Some(line))));
    changes_system_schema(initiative) && !some
}

/// Effort of all steps in person-days; nothing when one is not known.
#[must_use]
pub fn effort_of_steps(initiative: &Initiative) -> Option<Days> {
    initiative.steps.iter().map(|step| step.effort).sum()
}

/// What the first step takes of all steps' effort, in per cent; nothing without steps or where its effort is not
/// known, or one of the steps cannot be read. Steps without effort add nothing, so the share may be smaller in truth,
/// never greater.
#[must_use]
pub fn first_step_share(initiative: &Initiative) -> Option<f64> {
    let first = initiative.steps.first()?.effort?;
    initiative.steps.iter().all(|step| step.unread.is_empty()).then_some(())?;
    let all: Days = initiative.steps.iter().filter_map(|step| step.effort).sum();
    Some(if all > 0.0 { first * 100.0 / all } else { 0.0 })
}

/// Place of the first rollout that has no pilot before it in the file.
#[must_use]
pub fn rollout_without_pilot(initiative: &Initiative) -> Option<usize> {
    let kinds = || initiative.steps.iter().map(|step| step.kind);
    let pilot = kinds().position(|kind| kind == Some(StepKind::Pilot)).unwrap_or(usize::MAX);
    kinds().position(|kind| kind == Some(StepKind::Rollout)).filter(|rollout| *rollout < pilot)
}

/// What is promised and neither done nor given up, by the day on which it ends.
#[must_use]
pub fn open_deliverables(initiative: &Initiative) -> Vec<&Deliverable> {
    let mut open: Vec<_> = initiative.deliverables.iter().filter(|it| !it.stretch && !it.is_final()).collect();
    open.sort_by_key(|it| (it.end.is_none(), it.end));
    open
}
