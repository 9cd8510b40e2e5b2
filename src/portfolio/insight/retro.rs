//! What became of a cycle: what was asked and answered, what it took, how long it took, what was handed over.
//!
//! Numbers are of the cycle as a whole and never of a person or a team. What people learned is theirs to write.

use super::Index;
use super::asked::status_on;
use crate::model::{
    Argument, ArgumentId, Ask, AskStatus, CycleId, Date, Days, DecisionKind, DeliverableStatus, Initiative,
    InitiativeId, Record, Stage,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a cycle.
#[derive(Debug)]
pub struct Retro<'a> {
    /// Its asks by where they stand.
    pub asks: Asks,
    /// What was estimated, committed and taken.
    pub effort: Effort,
    /// How early asks were presented, and how many of them were accepted.
    pub leads: Leads,
    /// Days from presented to answered.
    pub to_answer: Option<Median>,
    /// Days from going ahead to delivered.
    pub to_deliver: Option<Median>,
    /// What was promised, stretch goals left out.
    pub deliverables: Deliverables,
    /// Arguments of pitches that were used where asks were accepted, the most used first.
    pub arguments: Vec<Used<'a>>,
    /// Its initiatives that go on.
    pub going_on: Vec<(&'a InitiativeId, &'a Record<Initiative>)>,
    /// Its initiatives that ended.
    pub ended: Vec<(&'a InitiativeId, &'a Record<Initiative>)>,
}

/// Asks of a cycle by where they stand; withdrawn ones are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    /// All.
    pub all: usize,
    /// Those that the team has not heard.
    pub not_presented: usize,
    /// Those that the team has heard and not answered.
    pub open: usize,
    /// Those that were accepted, landed ones among them.
    pub accepted: usize,
    /// Those that were accepted and are done.
    pub landed: usize,
    /// Those that were accepted, are not done and were needed by a day that is past.
    pub late: usize,
    /// Those that were deferred.
    pub deferred: usize,
    /// Those that were declined.
    pub declined: usize,
}

/// Effort in person-days, compared where both sides are known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Effort {
    /// What accepted asks were said to take at most, against what was committed.
    pub committed: Compared,
    /// What was committed, against what it took.
    pub actual: Compared,
}

/// Two sums over the same asks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Compared {
    /// How many asks.
    pub asks: usize,
    /// The sum of what was said first.
    pub before: Days,
    /// The sum of what it came to.
    pub after: Days,
}

impl Compared {
    fn add(&mut self, before: Option<Days>, after: Option<Days>) {
        if let (Some(before), Some(after)) = (before, after) {
            self.asks += 1;
            self.before += before;
            self.after += after;
        }
    }
}

/// How early asks were presented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leads {
    /// In good time before their team's planning opened.
    pub early: Heard,
    /// Before it opened, but not in good time.
    pub late: Heard,
    /// After it had opened.
    pub after: Heard,
}

/// Asks presented, and accepted ones among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// How many were presented.
    pub asked: usize,
    /// How many of them were accepted.
    pub accepted: usize,
}

/// The middle of several durations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Median {
    /// Days; half of the durations are no longer.
    pub days: f64,
    /// How many durations there are.
    pub of: usize,
}

impl Median {
    fn of(mut durations: Vec<i64>) -> Option<Self> {
        durations.sort_unstable();
        let of = durations.len();
        let (low, high) = (durations.get(of.checked_sub(1)? / 2)?, durations.get(of / 2)?);
        // Days between dates are far below what a float counts exactly.
        #[expect(clippy::cast_precision_loss, reason = "at most 84,000 days")]
        let days = (low + high) as f64 / 2.0;
        Some(Self { days, of })
    }
}

/// What was promised and what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deliverables {
    /// All.
    pub all: usize,
    /// Done, and their day never moved.
    pub never_moved: usize,
    /// Done, and their day was moved.
    pub moved: usize,
    /// Neither done nor given up.
    pub open: usize,
    /// Given up.
    pub given_up: usize,
}

/// An argument that was used.
#[derive(Clone, Copy, Debug)]
pub struct Used<'a> {
    /// Its id.
    pub id: &'a ArgumentId,
    /// What it says, where it has an entry.
    pub argument: Option<&'a Argument>,
    /// In how many asks that were accepted.
    pub asks: usize,
}

/// Looks back at the cycle called `cycle` on a day; it may still be running.
#[must_use]
pub fn look_back<'a>(index: &'a Index<'a>, cycle: &CycleId, as_of: Date) -> Retro<'a> {
    let initiatives = || index.portfolio.initiatives.iter();
    let asks: Vec<_> = initiatives()
        .flat_map(|(_, record)| record.value.live_asks().map(move |(_, ask)| (record, ask)))
        .filter(|(record, ask)| record.value.cycle_of(ask) == Some(cycle))
        .collect();
    let of_cycle = initiatives().filter(|(_, record)| record.target_cycle.as_ref() == Some(cycle));
    let (ended, going_on): (Vec<_>, Vec<_>) = of_cycle.partition(|(_, record)| record.is_closed());
    let answers = asks.iter().filter(|(_, ask)| status_on(ask, as_of).is_answered());
    let to_answer = answers.filter_map(|(_, ask)| days_between(ask.presented_on?, ask.answered_on?));
    Retro {
        asks: count(asks.iter().map(|(_, ask)| *ask), as_of),
        effort: effort(asks.iter().map(|(_, ask)| *ask), as_of),
        leads: leads(index, &asks, as_of),
        to_answer: Median::of(to_answer.collect()),
        to_deliver: Median::of(ended.iter().filter_map(|(_, record)| days_to_deliver(record)).collect()),
        deliverables: deliverables(ended.iter().chain(&going_on).map(|(_, record)| &*record.value)),
        arguments: arguments(index, &asks, as_of),
        going_on,
        ended,
    }
}

fn is_accepted(ask: &Ask, as_of: Date) -> bool {
    status_on(ask, as_of).is_accepted()
}

fn count<'a>(asks: impl Iterator<Item = &'a Ask>, as_of: Date) -> Asks {
    let mut counts = Asks::default();
    for ask in asks {
        counts.all += 1;
        let status = status_on(ask, as_of);
        let list = match status {
            AskStatus::Draft => &mut counts.not_presented,
            _ if status.is_open() => &mut counts.open,
            AskStatus::Deferred => &mut counts.deferred,
            AskStatus::Declined => &mut counts.declined,
            _ => &mut counts.accepted,
        };
        *list += 1;
        if status.is_accepted() {
            let is_done = status == AskStatus::Done;
            counts.landed += usize::from(is_done);
            counts.late += usize::from(!is_done && ask.need_by.is_some_and(|day| day < as_of));
        }
    }
    counts
}

fn effort<'a>(asks: impl Iterator<Item = &'a Ask>, as_of: Date) -> Effort {
    let mut effort = Effort::default();
    for ask in asks.filter(|ask| is_accepted(ask, as_of)) {
        effort.committed.add(ask.effort.map(|effort| effort.max), ask.committed_effort);
        effort.actual.add(ask.committed_effort, ask.actual_effort);
    }
    effort
}

type OfInitiative<'a> = (&'a Record<Initiative>, &'a Ask);

fn leads(index: &Index<'_>, asks: &[OfInitiative<'_>], as_of: Date) -> Leads {
    let in_good_time = i64::from(index.portfolio.workspace.thresholds.present_by);
    let mut leads = Leads::default();
    for (record, ask) in asks {
        let Some(presented) = ask.presented_on.filter(|day| *day <= as_of) else { continue };
        let Some(planning) = index.planning(&record.value, ask) else { continue };
        let heard = match planning.opens.days_since(presented) {
            ..0 => &mut leads.after,
            days if days < in_good_time => &mut leads.late,
            _ => &mut leads.early,
        };
        heard.asked += 1;
        heard.accepted += usize::from(is_accepted(ask, as_of));
    }
    leads
}

/// Days from `first` to `then`; nothing where a slip of the pen has put them the other way round.
fn days_between(first: Date, then: Date) -> Option<i64> {
    Some(then.days_since(first)).filter(|days| *days >= 0)
}

/// Days from the decision to go ahead, else the first yes, to the day of delivery.
fn days_to_deliver(initiative: &Initiative) -> Option<i64> {
    let delivered = initiative.closing.as_ref().and_then(|closing| closing.date).or(initiative.stage_since);
    let delivered = delivered.filter(|_| initiative.stage == Some(Stage::Delivered))?;
    let decided = initiative.decisions.iter().filter(|it| it.kind == Some(DecisionKind::Accept)).map(|it| it.date);
    let accepted = initiative.live_asks().filter(|(_, ask)| ask.status().is_accepted());
    let begun = decided.min().or_else(|| accepted.filter_map(|(_, ask)| ask.answered_on).min())?;
    days_between(begun, delivered)
}

fn deliverables<'a>(initiatives: impl Iterator<Item = &'a Initiative>) -> Deliverables {
    let mut counts = Deliverables::default();
    for deliverable in initiatives.flat_map(|it| &it.deliverables).filter(|it| !it.stretch) {
        counts.all += 1;
        let list = match deliverable.status {
            Some(DeliverableStatus::Done) if deliverable.moved_from.is_empty() => &mut counts.never_moved,
            Some(DeliverableStatus::Done) => &mut counts.moved,
            Some(DeliverableStatus::WontDo) => &mut counts.given_up,
            _ => &mut counts.open,
        };
        *list += 1;
    }
    counts
}

/// What was argued where teams said yes: the arguments of the pitches that were used in conversations with them.
fn arguments<'a>(index: &'a Index<'a>, asks: &[OfInitiative<'a>], as_of: Date) -> Vec<Used<'a>> {
    let mut used = BTreeMap::<&ArgumentId, usize>::new();
    for (record, ask) in asks.iter().filter(|(_, ask)| is_accepted(ask, as_of)) {
        let initiative = &*record.value;
        let about = index.spoken_with(initiative, ask, as_of).map(|(_, talk)| talk);
        let about = about.filter(|talk| talk.asks.is_empty() || talk.asks.iter().any(|it| *it == ask.id));
        let audiences: BTreeSet<_> = about.filter_map(|talk| talk.pitch).collect();
        let pitches = initiative.pitches.iter().filter(|pitch| audiences.contains(&pitch.audience));
        let arguments: BTreeSet<_> = pitches.flat_map(|pitch| &pitch.arguments).collect();
        for argument in arguments {
            *used.entry(argument).or_default() += 1;
        }
    }
    let entry = |id: &ArgumentId| index.portfolio.arguments.get(id).map(|record| &*record.value);
    let mut used: Vec<_> = used.into_iter().map(|(id, asks)| Used { id, argument: entry(id), asks }).collect();
    used.sort_by_key(|used| Reverse(used.asks));
    used
}
