//! Whom to come back to, and by when: what was promised, what a milestone or a delivery makes people wait for.
//!
//! Whether one is overdue is left to [`crate::rules`], which to show to the reports.

use super::roles::is_active;
use crate::model::{
    Conversation, Date, DeliverableStatus, EvidenceKind, Initiative, PersonId, Portfolio, Record, Stage, Step, StepKind,
};

/// Days after a milestone within which its users hear of it.
pub const AFTER_MILESTONE: i64 = 14;
/// Days after a delivery within which its users are asked what became of it.
pub const AFTER_DELIVERY: i64 = 30;
/// Days after which nobody waits any longer for somebody whose initiative has ended.
const FORGOTTEN: i64 = 365;

/// Why somebody waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It was promised in a conversation.
    Promised,
    /// Something was finished that users see.
    Milestone,
    /// The initiative was delivered.
    Delivery,
}

/// Somebody to come back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The people, by id; none where it is the users in general.
    pub who: Vec<PersonId>,
    /// By when.
    pub due: Date,
    /// Why.
    pub what: What,
    /// The day on which the promise was given, or the milestone or delivery came.
    pub since: Date,
    /// Pointer of the entry that says so.
    pub at: String,
}

/// Everybody whom `record` owes an answer as of a day, due or not, the longest due first. Whoever has left waits no longer.
#[must_use]
pub fn of(portfolio: &Portfolio, record: &Record<Initiative>, as_of: Date) -> Vec<FollowUp> {
    let initiative = &*record.value;
    let mut owed = promised(portfolio, initiative, as_of);
    match initiative.stage {
        // A promise that is still open is how its users will hear of it.
        Some(Stage::Delivered) if owed.is_empty() => owed.extend(delivery(initiative, as_of)),
        Some(Stage::Delivered | Stage::Parked | Stage::Dropped) => {}
        _ => owed.extend(milestone(initiative, as_of)),
    }
    owed.retain(|owed| !initiative.is_closed() || as_of.days_since(owed.due) <= FORGOTTEN);
    owed.sort_by(|a, b| (a.due, &a.at).cmp(&(b.due, &b.at)));
    owed
}

/// Conversations that were held up to a day, with their places.
fn held(initiative: &Initiative, as_of: Date) -> impl Iterator<Item = (usize, &Conversation)> {
    let held = initiative.conversations.iter().enumerate();
    held.filter(move |(_, talk)| talk.took_place() && !talk.unread.has("date") && talk.date <= as_of)
}

/// What was promised and not kept: nobody spoke or wrote to them afterwards.
fn promised(portfolio: &Portfolio, initiative: &Initiative, as_of: Date) -> Vec<FollowUp> {
    let owed = |(place, talk): (usize, &Conversation)| {
        let due = talk.follow_up_by?;
        let later = |person: &PersonId| {
            held(initiative, as_of).any(|(other, it)| (it.date, other) > (talk.date, place) && it.with.contains(person))
        };
        let who: Vec<PersonId> =
            talk.with.iter().filter(|person| is_active(portfolio, person) && !later(person)).cloned().collect();
        let at = format!("/conversation/{place}/follow_up_by");
        (!who.is_empty()).then_some(FollowUp { who, due, what: What::Promised, since: talk.date, at })
    };
    held(initiative, as_of).filter_map(owed).collect()
}

/// The first step that users have seen finished and nobody has spoken with them of. One of whose deliverables work is
/// still being done has not come to its end, whatever its date.
fn milestone(initiative: &Initiative, as_of: Date) -> Option<FollowUp> {
    let seen = |step: &Step| matches!(step.kind, Some(StepKind::Pilot | StepKind::Rollout | StepKind::PrototypeSprint));
    let finished = |(place, step): (usize, &Step)| {
        let deliverables = initiative.deliverables.iter().enumerate();
        let own: Vec<_> =
            deliverables.filter(|(_, it)| it.step.as_ref().is_some_and(|of| of.as_str() == step.id.as_str())).collect();
        if !own.iter().all(|(_, it)| it.status.is_some_and(DeliverableStatus::is_final)) {
            return None;
        }
        let last = || own.iter().filter_map(|(place, it)| Some((it.end?, format!("/deliverable/{place}/end")))).max();
        step.end.map(|end| (end, format!("/step/{place}/end"))).or_else(last)
    };
    let steps = initiative.steps.iter().enumerate().filter(|(_, step)| seen(step)).filter_map(finished);
    let open = steps.filter(|(end, _)| *end <= as_of && !heard_since(initiative, *end, as_of));
    let (since, at) = open.min()?;
    Some(FollowUp { who: Vec::new(), due: since.plus_days(AFTER_MILESTONE), what: What::Milestone, since, at })
}

/// Whom a delivery leaves waiting, unless somebody has spoken with its users since.
fn delivery(initiative: &Initiative, as_of: Date) -> Option<FollowUp> {
    let closed = initiative.closing.as_ref().and_then(|closing| closing.date);
    let (since, at) = match closed {
        Some(date) => (date, "/closing/date"),
        None => (initiative.stage_since?, "/stage_since"),
    };
    let open = since <= as_of && !heard_since(initiative, since, as_of);
    let due = since.plus_days(AFTER_DELIVERY);
    open.then(|| FollowUp { who: Vec::new(), due, what: What::Delivery, since, at: at.to_owned() })
}

/// Whether users were heard after `day`: in an interview or by evidence that comes from them; or, where they sit in teams
/// of the company, in a conversation.
fn heard_since(initiative: &Initiative, day: Date, as_of: Date) -> bool {
    let since = |date: Date| date > day && date <= as_of;
    let from_users = |kind| matches!(kind, EvidenceKind::Interview | EvidenceKind::Customer | EvidenceKind::FirstHand);
    let colleagues = initiative.segments.iter().any(|segment| !segment.teams.is_empty());
    initiative.interviews.iter().any(|interview| since(interview.date))
        || initiative.evidence.iter().any(|item| from_users(item.kind) && since(item.date))
        || (colleagues && held(initiative, as_of).any(|(_, talk)| since(talk.date)))
}
