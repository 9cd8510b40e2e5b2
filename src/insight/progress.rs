//! What has moved between two states of a portfolio, each judged on its own day, so that what time alone brought about
//! shows, too.
//!
//! Which states are compared, and how each initiative is measured, is left to the caller; how it is told to
//! [`crate::render`].

use super::Index;
use super::coverage::{Coverage, Slot, percent};
use super::readiness::{Readiness, Verdict};
use crate::model::{
    Ask, AskStatus, Date, Initiative, InitiativeId, Metric, PersonId, Portfolio, Reading, Record, Stage, TeamId,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Add;

/// How an active initiative stands on a day.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// Its id.
    pub id: &'a InitiativeId,
    /// What its file says.
    pub record: &'a Record<Initiative>,
    /// How ready it is.
    pub readiness: Readiness,
    /// Whom it must meet.
    pub coverage: Coverage,
    /// How far its asks have come.
    pub asks: Answers,
}

/// A portfolio on a day, with everything active in it that is looked at.
#[derive(Debug)]
pub struct State<'a> {
    /// The portfolio.
    pub index: &'a Index<'a>,
    /// The day it is judged on.
    pub as_of: Date,
    /// Its active initiatives in the order of their ids.
    pub standings: Vec<Standing<'a>>,
}

/// How far asks have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Asks that are not withdrawn.
    pub all: usize,
    /// Those that the team has heard.
    pub presented: usize,
    /// Those that the team has answered: yes, no or not now.
    pub answered: usize,
    /// Those that the team has accepted.
    pub accepted: usize,
    /// Those that the team has declined.
    pub declined: usize,
}

impl Answers {
    /// How far the asks of `initiative` have come on a day.
    #[must_use]
    pub fn of(initiative: &Initiative, as_of: Date) -> Self {
        let mut answers = Self::default();
        for (_, ask) in initiative.live_asks() {
            let answered = is_answered(ask, as_of);
            answers.all += 1;
            answers.presented += usize::from(answered || is_presented(ask, as_of));
            answers.answered += usize::from(answered);
            answers.accepted += usize::from(answered && ask.status().is_accepted());
            answers.declined += usize::from(answered && ask.status() == AskStatus::Declined);
        }
        answers
    }

    /// Asks that the team has heard and not answered.
    #[must_use]
    pub fn open(self) -> usize {
        self.presented - self.answered
    }
}

impl Add for Answers {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            all: self.all + other.all,
            presented: self.presented + other.presented,
            answered: self.answered + other.answered,
            accepted: self.accepted + other.accepted,
            declined: self.declined + other.declined,
        }
    }
}

fn is_answered(ask: &Ask, as_of: Date) -> bool {
    ask.status().is_answered() && ask.answered_on.is_none_or(|day| day <= as_of)
}

fn is_presented(ask: &Ask, as_of: Date) -> bool {
    ask.presented_on.map_or(ask.status() != AskStatus::Draft, |day| day <= as_of)
}

/// All active initiatives together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many there are.
    pub initiatives: usize,
    /// How many of them are on track or complete.
    pub on_track: usize,
    /// Readiness on average, in whole points; nothing where there is no initiative.
    pub readiness: Option<i64>,
    /// Coverage of everybody required by any of them, in per cent; nothing where nobody is.
    pub coverage: Option<i64>,
    /// Their asks.
    pub asks: Answers,
}

impl Totals {
    fn of(state: &State<'_>) -> Self {
        let standings = &state.standings;
        let count = i64::try_from(standings.len()).unwrap_or(i64::MAX);
        let points: i64 = standings.iter().map(|it| it.readiness.readiness).sum();
        Self {
            initiatives: standings.len(),
            on_track: standings.iter().filter(|it| it.readiness.verdict.is_fine()).count(),
            readiness: points.checked_div(count),
            coverage: percent(standings.iter().flat_map(|it| &it.coverage.slots)),
            asks: standings.iter().map(|it| it.asks).fold(Answers::default(), Add::add),
        }
    }
}

impl Verdict {
    /// Whether nothing needs help.
    #[must_use]
    pub fn is_fine(self) -> bool {
        matches!(self, Self::OnTrack | Self::Complete)
    }
}

/// How many people each team still has to be met in, most first.
#[must_use]
pub fn still_to_meet<'s>(slots: impl Iterator<Item = &'s Slot>) -> Vec<(&'s TeamId, usize)> {
    let mut waiting = BTreeMap::<&TeamId, usize>::new();
    for slot in slots.filter(|slot| !slot.is_met()) {
        let teams: BTreeSet<_> = slot.asks().map(|(_, team)| team).collect();
        for team in teams {
            *waiting.entry(team).or_default() += 1;
        }
    }
    let mut waiting: Vec<_> = waiting.into_iter().collect();
    waiting.sort_by_key(|(_, people)| Reverse(*people));
    waiting
}

/// An initiative as it stands, beside how it stood.
#[derive(Debug)]
pub struct Change<'a> {
    /// How it stands.
    pub now: &'a Standing<'a>,
    /// How it stood; nothing when it was not there, or closed.
    pub before: Option<&'a Standing<'a>>,
}

impl Change<'_> {
    /// By how many points readiness rose.
    #[must_use]
    pub fn readiness(&self) -> Option<i64> {
        Some(self.now.readiness.readiness - self.before?.readiness.readiness)
    }

    /// By how many points coverage rose.
    #[must_use]
    pub fn coverage(&self) -> Option<i64> {
        Some(self.now.coverage.coverage? - self.before?.coverage.coverage?)
    }

    fn moved(&self) -> bool {
        let told = |it: &Standing<'_>| {
            (it.readiness.stage, it.readiness.verdict, it.readiness.readiness, it.coverage.coverage, it.asks)
        };
        self.before.map(told) != Some(told(self.now))
    }
}

/// An ask that a team has heard and not answered.
#[derive(Clone, Copy, Debug)]
pub struct OpenAsk<'a> {
    /// The initiative that asks.
    pub initiative: &'a InitiativeId,
    /// What it asks.
    pub ask: &'a Ask,
    /// Who decides.
    pub decider: Option<&'a PersonId>,
    /// For how many days it has been open; nothing when nobody wrote when it was presented.
    pub days: Option<i64>,
}

/// A reading of the metric that decides about an initiative, newer than the one known before.
#[derive(Clone, Copy, Debug)]
pub struct NewReading<'a> {
    /// The initiative.
    pub initiative: &'a InitiativeId,
    /// The metric.
    pub metric: &'a Metric,
    /// The newest value.
    pub value: f64,
    /// The day it was read.
    pub date: Date,
    /// The one before, or the baseline.
    pub before: Option<&'a Reading>,
}

/// What has become of initiatives, by id.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Turnover<'a> {
    /// Active now, and not before.
    pub started: Vec<&'a InitiativeId>,
    /// Delivered since.
    pub delivered: Vec<&'a InitiativeId>,
    /// Parked since.
    pub parked: Vec<&'a InitiativeId>,
    /// Dropped since.
    pub dropped: Vec<&'a InitiativeId>,
    /// Active before, and without a file now.
    pub removed: Vec<&'a InitiativeId>,
}

/// What has moved since the state before; there may be none.
#[derive(Debug)]
pub struct Progress<'a> {
    /// The totals now.
    pub totals: Totals,
    /// The totals before.
    pub before: Option<Totals>,
    /// Every active initiative, what needs help first.
    pub initiatives: Vec<Change<'a>>,
    /// What began and what ended.
    pub turnover: Turnover<'a>,
    /// People met alone since; nothing where there is no state before.
    pub met: Option<usize>,
    /// How many people of each team are still to be met.
    pub to_meet: Vec<(&'a TeamId, usize)>,
    /// Asks without an answer, oldest first.
    pub open_asks: Vec<OpenAsk<'a>>,
    /// Newer values of metrics that decide.
    pub readings: Vec<NewReading<'a>>,
    waits_moved: bool,
}

impl<'a> Progress<'a> {
    /// Compares the two states; of `now` and `before` only what `wanted` takes in counts.
    #[must_use]
    pub fn between(
        now: &'a State<'a>,
        before: Option<&'a State<'a>>,
        wanted: impl Fn(&Initiative) -> bool + Copy,
    ) -> Self {
        let compare = |standing: &'a Standing<'a>| Change {
            now: standing,
            before: before.and_then(|state| state.earlier(standing.id, standing.record)),
        };
        let mut initiatives: Vec<_> = now.standings.iter().map(compare).collect();
        initiatives.sort_by_key(|change| change.now.readiness.verdict);
        let waits = |state: &'a State<'a>| still_to_meet(state.standings.iter().flat_map(|it| &it.coverage.slots));
        let to_meet = waits(now);
        Self {
            totals: Totals::of(now),
            before: before.map(Totals::of),
            initiatives,
            turnover: before.map(|before| turnover(now, before, wanted)).unwrap_or_default(),
            met: before.map(|before| met(now, before, wanted)),
            waits_moved: before.is_some_and(|before| waits(before) != to_meet),
            to_meet,
            open_asks: open_asks(now),
            readings: before.map(|before| readings(now, before, wanted)).unwrap_or_default(),
        }
    }

    /// Whether any of what it tells is not as it was; ages of what waits do not count.
    #[must_use]
    pub fn moved(&self) -> bool {
        self.before != Some(self.totals)
            || self.waits_moved
            || self.turnover != Turnover::default()
            || self.met != Some(0)
            || !self.readings.is_empty()
            || self.initiatives.iter().any(Change::moved)
    }
}

impl<'a> State<'a> {
    /// The initiative that is now called `id` as it stood here.
    fn earlier(&self, id: &InitiativeId, now: &Initiative) -> Option<&Standing<'a>> {
        let (id, _) = known_as(self.index.portfolio, id, now)?;
        self.standings.iter().find(|standing| standing.id == id)
    }
}

/// What is now called `id` by the name it has in `portfolio`.
fn known_as<'p>(
    portfolio: &'p Portfolio,
    id: &InitiativeId,
    now: &Initiative,
) -> Option<(&'p InitiativeId, &'p Record<Initiative>)> {
    let names = std::iter::once(id.as_str()).chain(now.previously.iter().map(|name| name.as_str()));
    names.filter_map(|name| portfolio.initiatives.get_key_value(name)).next()
}

/// Every initiative of `now` that is wanted, whatever its stage, with what it was before.
fn pairs<'a>(
    now: &'a State<'a>,
    before: &'a State<'a>,
    wanted: impl Fn(&Initiative) -> bool,
) -> impl Iterator<Item = (&'a InitiativeId, &'a Record<Initiative>, Option<&'a Record<Initiative>>)> {
    let initiatives = now.index.portfolio.initiatives.iter().filter(move |(_, record)| wanted(record));
    initiatives.map(|(id, record)| (id, record, known_as(before.index.portfolio, id, record).map(|(_, it)| it)))
}

fn turnover<'a>(
    now: &'a State<'a>,
    before: &'a State<'a>,
    wanted: impl Fn(&Initiative) -> bool + Copy,
) -> Turnover<'a> {
    let mut turnover = Turnover::default();
    let mut known = BTreeSet::new();
    for (id, record) in &now.index.portfolio.initiatives {
        known.insert(id.as_str());
        known.extend(record.previously.iter().map(|name| name.as_str()));
    }
    for (id, record, earlier) in pairs(now, before, wanted) {
        let stage = earlier.and_then(|earlier| earlier.stage);
        let list = match record.stage {
            Some(Stage::Delivered) => &mut turnover.delivered,
            Some(Stage::Parked) => &mut turnover.parked,
            Some(Stage::Dropped) => &mut turnover.dropped,
            _ if earlier.is_none_or(|earlier| earlier.is_closed()) => &mut turnover.started,
            _ => continue,
        };
        if earlier.is_none() || stage != record.stage {
            list.push(id);
        }
    }
    let gone = before.standings.iter().map(|standing| standing.id).filter(|id| !known.contains(id.as_str()));
    turnover.removed = gone.collect();
    turnover
}

/// How many people were met alone in conversations that were not known before.
fn met<'a>(now: &'a State<'a>, before: &'a State<'a>, wanted: impl Fn(&Initiative) -> bool) -> usize {
    let mut people = BTreeSet::new();
    for (_, record, earlier) in pairs(now, before, wanted) {
        let known: BTreeSet<_> = earlier.into_iter().flat_map(|earlier| meetings(earlier, before.as_of)).collect();
        people.extend(meetings(record, now.as_of).filter(|meeting| !known.contains(meeting)).map(|(_, person)| person));
    }
    people.len()
}

/// With whom `initiative` has had a one-on-one up to a day, and when.
fn meetings(initiative: &Initiative, as_of: Date) -> impl Iterator<Item = (Date, &PersonId)> {
    let held =
        initiative.conversations.iter().filter(move |it| it.is_one_on_one() && it.took_place() && it.date <= as_of);
    held.flat_map(|it| it.with.iter().map(|person| (it.date, person)))
}

fn open_asks<'a>(now: &'a State<'a>) -> Vec<OpenAsk<'a>> {
    let mut open: Vec<_> = now
        .standings
        .iter()
        .flat_map(|standing| standing.record.live_asks().map(|(_, ask)| (standing.id, ask)))
        .filter(|(_, ask)| is_presented(ask, now.as_of) && !is_answered(ask, now.as_of))
        .map(|(initiative, ask)| OpenAsk {
            initiative,
            ask,
            decider: now.index.decider(ask),
            days: ask.presented_on.map(|day| now.as_of.days_since(day)),
        })
        .collect();
    open.sort_by_key(|open| Reverse(open.days));
    open
}

fn readings<'a>(
    now: &'a State<'a>,
    before: &'a State<'a>,
    wanted: impl Fn(&Initiative) -> bool,
) -> Vec<NewReading<'a>> {
    let newer = |(initiative, record, earlier): (_, &'a Record<Initiative>, Option<&'a Record<Initiative>>)| {
        let metric = record.metrics.iter().find(|metric| metric.primary).or(record.metrics.first())?;
        let (date, reading) = newest(metric, now.as_of)?;
        let known = earlier.and_then(|earlier| earlier.metrics.iter().find(|it| it.id == metric.id));
        let last = known.and_then(|known| newest(known, before.as_of));
        // A metric that is new may come with old readings.
        let since = match known {
            Some(_) => last.map(|(day, _)| day),
            None => Some(before.as_of),
        };
        let is_newer = since.is_none_or(|since| date > since);
        let before = last.map(|(_, reading)| reading).or(metric.baseline.as_ref());
        is_newer.then_some(NewReading { initiative, metric, value: reading.value, date, before })
    };
    pairs(now, before, wanted).filter_map(newer).collect()
}

/// The last reading of `metric` up to a day.
fn newest(metric: &Metric, as_of: Date) -> Option<(Date, &Reading)> {
    let dated = metric.readings.iter().filter_map(|reading| Some((reading.date?, reading)));
    dated.filter(|(date, _)| *date <= as_of).max_by_key(|(date, _)| *date)
}
