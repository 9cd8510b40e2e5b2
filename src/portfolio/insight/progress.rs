//! What has moved between two states of a portfolio, each judged on its own day, so that what time alone brought about
//! shows, too.
//!
//! Which states are compared, and how each initiative is measured, is left to the caller; how it is told to
//! `render`.

use super::Index;
use super::asked::status_on;
use super::coverage::{Coverage, Slot, percent};
use super::identity::Identities;
use super::metrics::{self, Current, Deciding};
use super::readiness::Readiness;
use crate::model::{Ask, AskStatus, Date, Initiative, InitiativeId, PersonId, Record, Stage, TeamId};
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
    /// Its active initiatives in the order of their ids, but for those that could not be read.
    pub standings: Vec<Standing<'a>>,
    /// Initiatives that could not be read, or only in part.
    pub unread: BTreeSet<InitiativeId>,
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
            let status = status_on(ask, as_of);
            answers.all += 1;
            answers.presented += usize::from(status != AskStatus::Draft);
            answers.answered += usize::from(status.is_answered());
            answers.accepted += usize::from(status.is_accepted());
            answers.declined += usize::from(status == AskStatus::Declined);
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

/// Active initiatives together; where two states are compared, those that could be read both times, and new ones.
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
    fn of<'s, 'a: 's>(standings: impl Iterator<Item = &'s Standing<'a>> + Clone) -> Self {
        let (readiness, coverage) = on_average(standings.clone().map(|it| (&it.readiness, &it.coverage)));
        Self {
            initiatives: standings.clone().count(),
            on_track: standings.clone().filter(|it| it.readiness.verdict.is_fine()).count(),
            readiness,
            coverage,
            asks: standings.map(|it| it.asks).fold(Answers::default(), Add::add),
        }
    }
}

/// By how much sums moved, over what is active both times: what begins or ends moves none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// How many more are on track or complete.
    pub on_track: i64,
    /// By how many points readiness rose on average.
    pub readiness: Option<i64>,
    /// By how many points coverage rose.
    pub coverage: Option<i64>,
    /// How many more asks wait for an answer.
    pub open: i64,
    /// How many asks were answered since, of whatever is or was there.
    pub answered: usize,
    /// How many of these answers were no.
    pub declined: usize,
}

impl Shift {
    fn new(changes: &[Change<'_>], (answered, declined): (usize, usize)) -> Self {
        let both = || changes.iter().filter_map(|change| Some((change.now, change.before?)));
        let (now, before) = (Totals::of(both().map(|(now, _)| now)), Totals::of(both().map(|(_, before)| before)));
        let more = |now: usize, before: usize| now.cast_signed().saturating_sub(before.cast_signed()) as i64;
        let risen = |now: Option<i64>, before: Option<i64>| Some(now? - before?);
        Self {
            on_track: more(now.on_track, before.on_track),
            readiness: risen(now.readiness, before.readiness),
            coverage: risen(now.coverage, before.coverage),
            open: more(now.asks.open(), before.asks.open()),
            answered,
            declined,
        }
    }
}

/// Readiness on average, rounded down, and coverage of everybody whom any of them requires; nothing where there is nothing
/// to measure.
#[must_use]
pub fn on_average<'m>(
    measured: impl Iterator<Item = (&'m Readiness, &'m Coverage)> + Clone,
) -> (Option<i64>, Option<i64>) {
    let count = i64::try_from(measured.clone().count()).unwrap_or(i64::MAX);
    let points: i64 = measured.clone().map(|(readiness, _)| readiness.readiness).sum();
    (points.checked_div(count), percent(measured.flat_map(|(_, coverage)| &coverage.slots)))
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
    /// How it stood; nothing when it was not there, or closed, or could not be read.
    pub before: Option<&'a Standing<'a>>,
    /// Whether it was there and could not be read, so that it is not new.
    pub was_unread: bool,
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

/// A value of the metric that decides about an initiative: read later than the one known before, or computed and another.
#[derive(Clone, Copy, Debug)]
pub struct NewValue<'a> {
    /// The initiative.
    pub initiative: &'a InitiativeId,
    /// The metric.
    pub deciding: Deciding<'a>,
    /// The newest value.
    pub value: f64,
    /// The day it was read, or for which it was computed.
    pub date: Date,
    /// The one before, or the baseline.
    pub before: Option<Current>,
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
    /// By how much they moved, whatever began or ended.
    pub shift: Option<Shift>,
    /// Every active initiative that can be read, what needs help first.
    pub initiatives: Vec<Change<'a>>,
    /// Initiatives that cannot be read, or only in part, by id; whatever is wanted, for what they say is not known.
    pub unread: Vec<&'a InitiativeId>,
    /// What began and what ended.
    pub turnover: Turnover<'a>,
    /// People met alone since; nothing where there is no state before.
    pub met: Option<usize>,
    /// How many people of each team are still to be met.
    pub to_meet: Vec<(&'a TeamId, usize)>,
    /// Asks without an answer, oldest first.
    pub open_asks: Vec<OpenAsk<'a>>,
    /// Newer values of metrics that decide.
    pub readings: Vec<NewValue<'a>>,
    otherwise_moved: bool,
}

impl<'a> Progress<'a> {
    /// Compares the two states; of `now` and `before` only what `wanted` takes in counts.
    #[must_use]
    pub fn between(
        now: &'a State<'a>,
        before: Option<&'a State<'a>>,
        wanted: impl Fn(&Initiative) -> bool + Copy,
    ) -> Self {
        let pair = before.map(|before| Pair::new(now, before));
        let pair = pair.as_ref();
        let compare = |standing: &'a Standing<'a>| Change {
            now: standing,
            before: pair.and_then(|pair| pair.standing_before(standing.id)),
            was_unread: pair.is_some_and(|pair| !pair.is_read_before(standing.id)),
        };
        let mut initiatives: Vec<_> = now.standings.iter().map(compare).collect();
        initiatives.sort_by_key(|change| change.now.readiness.verdict);
        let waits = |state: &'a State<'a>| still_to_meet(state.standings.iter().flat_map(|it| &it.coverage.slots));
        let to_meet = waits(now);
        Self {
            totals: Totals::of(now.standings.iter().filter(|it| pair.is_none_or(|pair| pair.is_read_before(it.id)))),
            before: pair.map(|pair| {
                Totals::of(pair.before.standings.iter().filter(|it| pair.is_read_now(pair.identities.after(it.id))))
            }),
            shift: pair.map(|pair| Shift::new(&initiatives, answers(pair, wanted))),
            initiatives,
            unread: now.unread.iter().collect(),
            turnover: pair.map(|pair| turnover(pair, wanted)).unwrap_or_default(),
            met: pair.map(|pair| met(pair, wanted)),
            otherwise_moved: pair.is_some_and(|pair| waits(pair.before) != to_meet || pair.before.unread != now.unread),
            to_meet,
            open_asks: open_asks(now),
            readings: pair.map(|pair| readings(pair, wanted)).unwrap_or_default(),
        }
    }

    /// Whether any of what it tells is not as it was; ages of what waits do not count.
    #[must_use]
    pub fn moved(&self) -> bool {
        self.before != Some(self.totals)
            || self.otherwise_moved
            || self.turnover != Turnover::default()
            || self.met != Some(0)
            || !self.readings.is_empty()
            || self.shift.is_some_and(|shift| shift.answered > 0)
            || self.initiatives.iter().any(Change::moved)
    }
}

/// Two states, and which initiative is which in them.
struct Pair<'a> {
    now: &'a State<'a>,
    before: &'a State<'a>,
    identities: Identities<'a>,
}

/// An initiative as it is, and as it was where it was there.
type Known<'a> = (&'a InitiativeId, &'a Record<Initiative>, Option<&'a Record<Initiative>>);

impl<'a> Pair<'a> {
    fn new(now: &'a State<'a>, before: &'a State<'a>) -> Self {
        Self { now, before, identities: Identities::between(before.index.portfolio, now.index.portfolio) }
    }

    /// Whether all is known of what the initiative that is now called `id` is: something, or gone.
    fn is_read_now(&self, id: &InitiativeId) -> bool {
        let is_here = self.now.index.portfolio.initiatives.contains_key(id);
        !self.now.unread.contains(id) && (is_here || self.identities.is_gone(id))
    }

    /// Whether all is known of what the initiative that is now called `id` was: something, or not there.
    fn is_read_before(&self, id: &InitiativeId) -> bool {
        let old = self.identities.before(id);
        let was_here = self.before.index.portfolio.initiatives.contains_key(old);
        !self.before.unread.contains(old) && (was_here || self.identities.is_new(id))
    }

    /// How the initiative that is now called `id` stood.
    fn standing_before(&self, id: &InitiativeId) -> Option<&'a Standing<'a>> {
        let old = self.identities.before(id);
        self.before.standings.iter().find(|standing| standing.id == old)
    }

    /// Every initiative that is wanted, whatever its stage, but for those of which either state is not known.
    fn known(&self, wanted: impl Fn(&Initiative) -> bool) -> impl Iterator<Item = Known<'a>> {
        let initiatives = self.now.index.portfolio.initiatives.iter();
        let initiatives =
            initiatives.filter(move |(id, record)| wanted(record) && self.is_read_now(id) && self.is_read_before(id));
        let earlier = |id| self.before.index.portfolio.initiatives.get(self.identities.before(id));
        initiatives.map(move |(id, record)| (id, record, earlier(id)))
    }
}

fn turnover<'a>(pair: &Pair<'a>, wanted: impl Fn(&Initiative) -> bool) -> Turnover<'a> {
    let mut turnover = Turnover::default();
    for (id, record, earlier) in pair.known(wanted) {
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
    let gone = pair.before.standings.iter().map(|standing| standing.id).filter(|id| pair.identities.is_gone(id));
    turnover.removed = gone.collect();
    turnover
}

/// How many people were met alone in conversations that were not known before.
fn met(pair: &Pair<'_>, wanted: impl Fn(&Initiative) -> bool) -> usize {
    let mut people = BTreeSet::new();
    for (_, record, earlier) in pair.known(wanted) {
        let known: BTreeSet<_> = earlier.into_iter().flat_map(|it| meetings(it, pair.before.as_of)).collect();
        let new = meetings(record, pair.now.as_of).filter(|meeting| !known.contains(meeting));
        people.extend(new.map(|(_, person)| person));
    }
    people.len()
}

/// How many asks were answered that were not before, and how many of them declined.
fn answers(pair: &Pair<'_>, wanted: impl Fn(&Initiative) -> bool) -> (usize, usize) {
    let (mut answered, mut declined) = (0, 0);
    for (_, record, earlier) in pair.known(wanted) {
        for (_, ask) in record.live_asks().filter(|(_, ask)| status_on(ask, pair.now.as_of).is_answered()) {
            let known = earlier.and_then(|earlier| earlier.asks.iter().find(|known| known.id == ask.id));
            // An ask that is new may come with an old answer.
            let is_new = match known {
                Some(known) => !status_on(known, pair.before.as_of).is_answered(),
                None => ask.answered_on.is_none_or(|day| day > pair.before.as_of),
            };
            answered += usize::from(is_new);
            declined += usize::from(is_new && ask.status() == AskStatus::Declined);
        }
    }
    (answered, declined)
}

/// With whom `initiative` has had a one-on-one up to a day, and when.
fn meetings(initiative: &Initiative, as_of: Date) -> impl Iterator<Item = (Date, &PersonId)> {
    let owner = initiative.owner.as_ref();
    let held = initiative
        .conversations
        .iter()
        .filter(move |it| it.is_one_on_one(owner) && it.took_place() && it.unread.is_empty() && it.date <= as_of);
    held.flat_map(move |it| it.partners(owner).into_iter().map(|person| (it.date, person)))
}

fn open_asks<'a>(now: &'a State<'a>) -> Vec<OpenAsk<'a>> {
    let mut open: Vec<_> = now
        .standings
        .iter()
        .flat_map(|standing| standing.record.live_asks().map(|(_, ask)| (standing.id, ask)))
        .filter(|(_, ask)| status_on(ask, now.as_of).is_open())
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

fn readings<'a>(pair: &Pair<'a>, wanted: impl Fn(&Initiative) -> bool) -> Vec<NewValue<'a>> {
    let (now, before) = (pair.now, pair.before);
    let newer = |(initiative, record, earlier): Known<'a>| {
        let deciding = metrics::deciding(now.index, record, now.as_of)?;
        let (metric, value) = (deciding.metric, deciding.now?);
        let date = value.date?;
        let known = earlier.and_then(|earlier| Some((earlier, earlier.metrics.iter().find(|it| it.id == metric.id)?)));
        let last = match known {
            Some((earlier, known)) => metrics::outcome(before.index, earlier, known, before.as_of),
            None if value.computed => metrics::outcome(now.index, record, metric, before.as_of),
            None => None,
        };
        // A metric that is new may come with old readings.
        let since = known.map_or(Some(before.as_of), |_| last?.date);
        let is_new = match last {
            Some(last) if value.computed => (last.value - value.value).abs() > f64::EPSILON,
            _ => value.computed || since.is_none_or(|since| date > since),
        };
        let before = last.or_else(|| metric.baseline.as_ref().map(Current::from));
        is_new.then_some(NewValue { initiative, deciding, value: value.value, date, before })
    };
    pair.known(wanted).filter_map(newer).collect()
}
