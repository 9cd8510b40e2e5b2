//! What incidents tell of systems, problems and initiatives: how often, when, who noticed, how long.
//!
//! Every number is exact and says what it does not know: an incident without a time of day is neither in nor out of
//! hours, one without an end has no length. Which of the numbers is a metric is left to [`super::metrics`].

use super::hours::Shift;
use super::{Fraction, Index};
use crate::model::{
    Change, Date, Detector, Incident, IncidentId, Initiative, Portfolio, ProblemId, Record, SystemId, TeamId,
};
use jiff::civil;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Days over which incidents are counted where nothing else is said.
pub const DAYS: u32 = 90;

/// A stretch of whole days, as the workspace's time zone divides them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    first: Date,
    last: Date,
}

impl Window {
    /// So many days up to `last`, which is the last of them; at least one.
    #[must_use]
    pub fn ending(last: Date, days: u32) -> Self {
        Self { first: last.plus_days(1 - i64::from(days.max(1))), last }
    }

    /// The last day.
    #[must_use]
    pub fn last(self) -> Date {
        self.last
    }

    /// How many days it has.
    #[must_use]
    pub fn days(self) -> i64 {
        self.last.days_since(self.first) + 1
    }

    /// Whether `day` lies in it.
    #[must_use]
    pub fn holds(self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Its first second and the one after its last, as seconds of Unix time.
    fn seconds(self, zone: &TimeZone) -> Option<(i64, i64)> {
        let begin = |day: Date| {
            let midnight = civil::Date::from(day).to_datetime(civil::Time::midnight());
            zone.to_timestamp(midnight).ok().map(jiff::Timestamp::as_second)
        };
        Some((begin(self.first)?, begin(self.last.plus_days(1))?))
    }
}

/// Something counted by whether it fell into working hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Within the hours of every team that owns a system that was hit.
    pub within: u64,
    /// Outside of the hours of at least one of them.
    pub outside: u64,
    /// Not known: no time of day, or a team whose hours are not written down.
    pub unknown: u64,
}

impl Split {
    /// All of them.
    #[must_use]
    pub fn all(self) -> u64 {
        self.within + self.outside + self.unknown
    }

    /// The share outside of hours among those known; nothing where none is.
    #[must_use]
    pub fn outside_share(self) -> Option<Fraction> {
        ratio(self.outside, self.within + self.outside)
    }

    fn add(&mut self, outside: Option<bool>, number: u64) {
        let sum = match outside {
            Some(false) => &mut self.within,
            Some(true) => &mut self.outside,
            None => &mut self.unknown,
        };
        *sum += number;
    }
}

/// What the incidents of some days tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operations<'a> {
    /// The days.
    pub window: Window,
    /// The incidents that began on one of them, earliest first.
    pub incidents: Vec<&'a IncidentId>,
    /// How many of them began in and out of hours.
    pub hours: Split,
    /// How many times somebody was paged for one that began in or out of hours; what says no number counts as none.
    pub pages: Split,
    /// Who or what noticed, for those that say.
    pub detected: BTreeMap<Detector, u64>,
    /// How many customers were hit, summed over those that say.
    pub customers_affected: u64,
    /// How many were over by the end of the days, with begin and end to the minute.
    pub restored: u64,
    /// Minutes from begin to end of the one in the middle of these; nothing where there is none.
    pub time_to_restore: Option<Fraction>,
    /// Minutes of these days in which at least one incident lasted. One that began earlier counts with what lies
    /// within; one whose begin or end is not known to the minute does not count.
    pub downtime: Fraction,
    /// How much of the time there was no incident, from 0 to 1.
    pub availability: Fraction,
}

impl Operations<'_> {
    /// How many incidents began.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.hours.all()
    }

    /// `number` of these days as that of 30 days.
    #[must_use]
    pub fn per_30_days(&self, number: u64) -> Fraction {
        whole(number) * 30 / self.window.days()
    }

    /// The share that customers noticed among those that say who did; nothing where none does.
    #[must_use]
    pub fn customer_detected_share(&self) -> Option<Fraction> {
        let customers = self.detected.get(&Detector::Customer).copied().unwrap_or_default();
        ratio(customers, self.detected.values().sum())
    }
}

/// Incidents that belong to something, whenever they were.
#[derive(Clone, Debug)]
pub struct Incidents<'a> {
    portfolio: &'a Portfolio,
    zone: TimeZone,
    /// With the days, in the workspace's zone, on which they began and ended.
    all: Vec<(&'a IncidentId, &'a Record<Incident>, Date, Option<Date>)>,
}

impl<'a> Incidents<'a> {
    /// Those that hit at least one of `systems`.
    #[must_use]
    pub fn of_systems<'s>(portfolio: &'a Portfolio, systems: impl IntoIterator<Item = &'s SystemId>) -> Self {
        let systems: BTreeSet<_> = systems.into_iter().collect();
        Self::chosen(portfolio, |_, incident| incident.systems.iter().any(|system| systems.contains(system)))
    }

    /// Those in which `problem` was seen, or one that brings it about.
    #[must_use]
    pub fn of_problem(portfolio: &'a Portfolio, problem: &'a ProblemId) -> Self {
        let problems = with_causes(portfolio, [problem]);
        Self::chosen(portfolio, |id, incident| is_instance(portfolio, &problems, id, incident))
    }

    /// Those that hit a system that `initiative` changes, or in which a problem was seen that it is about or that brings
    /// such a one about.
    #[must_use]
    pub fn of_initiative(portfolio: &'a Portfolio, initiative: &'a Initiative) -> Self {
        let changed = initiative.systems.iter().flatten().filter(|it| it.change != Change::None);
        let systems: BTreeSet<_> = changed.map(|it| &it.system).collect();
        let problems = with_causes(portfolio, initiative.problem.iter().flat_map(|problem| &problem.refs));
        Self::chosen(portfolio, |id, incident| {
            incident.systems.iter().any(|system| systems.contains(system))
                || is_instance(portfolio, &problems, id, incident)
        })
    }

    fn chosen(portfolio: &'a Portfolio, belongs: impl Fn(&IncidentId, &Incident) -> bool) -> Self {
        let zone = portfolio.workspace.zone();
        let incidents = portfolio.incidents.iter().filter(|(id, incident)| belongs(id, incident));
        let dated = |(id, incident): (&'a IncidentId, &'a Record<Incident>)| {
            let ended = incident.ended.map(|ended| ended.day(&zone));
            (id, incident, incident.started.day(&zone), ended)
        };
        let mut all: Vec<_> = incidents.map(dated).collect();
        all.sort_by_key(|(id, incident, began, _)| (*began, incident.started.instant(&zone), *id));
        Self { portfolio, zone, all }
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The last day up to `as_of` on which one began or ended: what is told as of that day does not change until another
    /// one is written down.
    #[must_use]
    pub fn newest(&self, as_of: Date) -> Option<Date> {
        let begun = self.all.iter().filter(|(_, _, began, _)| *began <= as_of);
        begun.flat_map(|(_, _, began, ended)| [Some(*began), *ended]).flatten().filter(|day| *day <= as_of).max()
    }

    /// What they tell of the days of `window`.
    #[must_use]
    pub fn within(&self, window: Window) -> Operations<'a> {
        let mut shifts = BTreeMap::new();
        let (mut hours, mut pages, mut customers_affected) = (Split::default(), Split::default(), 0_u64);
        let (mut incidents, mut detected, mut lengths) = (Vec::new(), BTreeMap::new(), Vec::new());
        for (id, incident, _, ended) in self.all.iter().filter(|(_, _, began, _)| window.holds(*began)) {
            let outside = self.is_outside(incident, &mut shifts);
            hours.add(outside, 1);
            pages.add(outside, incident.pages.unwrap_or_default().into());
            customers_affected = customers_affected.saturating_add(incident.customers_affected.unwrap_or_default());
            if let Some(detector) = incident.detected_by {
                *detected.entry(detector).or_default() += 1;
            }
            if ended.is_some_and(|ended| ended <= window.last) {
                lengths.extend(self.lasted(incident).map(|(from, to)| to - from));
            }
            incidents.push(*id);
        }
        let (from, to) = window.seconds(&self.zone).unwrap_or_default();
        let down = self.down_seconds(from, to);
        let up = if to > from { Fraction::new(to - from - down, to - from) } else { Fraction::new(1, 1) };
        Operations {
            window,
            incidents,
            hours,
            pages,
            detected,
            customers_affected,
            restored: lengths.len() as u64,
            time_to_restore: median(lengths).map(|seconds| seconds / 60),
            downtime: Fraction::new(down, 60),
            availability: up,
        }
    }

    /// Whether `incident` began outside of the hours of a team that owns one of its systems; nothing where that is not
    /// known.
    fn is_outside(&self, incident: &Incident, shifts: &mut BTreeMap<&'a TeamId, Option<Shift>>) -> Option<bool> {
        let began = incident.started.instant(&self.zone)?;
        let mut known = !incident.systems.is_empty();
        for system in &incident.systems {
            let owner = self.portfolio.systems.get(system).map(|system| &system.value.owner);
            let team = owner.and_then(|owner| self.portfolio.teams.get_key_value(owner));
            let shift = team.and_then(|(id, team)| {
                shifts.entry(id).or_insert_with(|| Shift::of(team, &self.zone)).as_ref().map(|shift| shift.holds(began))
            });
            match shift {
                Some(false) => return Some(true),
                Some(true) => {}
                None => known = false,
            }
        }
        known.then_some(false)
    }

    /// Begin and end of `incident` in seconds of Unix time, where both are known and in this order.
    fn lasted(&self, incident: &Incident) -> Option<(i64, i64)> {
        let (from, to) = (incident.started.instant(&self.zone)?, incident.ended?.instant(&self.zone)?);
        (from <= to).then_some((from.as_second(), to.as_second()))
    }

    /// Seconds from `from` up to `to` in which any of them lasted, each counted once.
    fn down_seconds(&self, from: i64, to: i64) -> i64 {
        let mut spans: Vec<_> = self.all.iter().filter_map(|(_, incident, ..)| self.lasted(incident)).collect();
        spans.sort_unstable();
        let (mut down, mut counted) = (0, from);
        for (begin, end) in spans {
            let (begin, end) = (begin.max(counted), end.min(to));
            if begin < end {
                down += end - begin;
                counted = end;
            }
        }
        down
    }
}

/// What the incidents that hit at least one of `systems` tell of the days of `window`.
#[must_use]
pub fn of_systems<'a, 's>(
    portfolio: &'a Portfolio,
    systems: impl IntoIterator<Item = &'s SystemId>,
    window: Window,
) -> Operations<'a> {
    Incidents::of_systems(portfolio, systems).within(window)
}

/// What the incidents of `initiative` tell of the 90 days up to `as_of`.
#[must_use]
pub fn of_initiative<'a>(index: &Index<'a>, initiative: &'a Initiative, as_of: Date) -> Operations<'a> {
    Incidents::of_initiative(index.portfolio, initiative).within(Window::ending(as_of, DAYS))
}

/// `problems` and all that bring them about, over any number of steps.
#[must_use]
pub fn with_causes<'a>(
    portfolio: &'a Portfolio,
    problems: impl IntoIterator<Item = &'a ProblemId>,
) -> BTreeSet<&'a ProblemId> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&ProblemId> = problems.into_iter().collect();
    while let Some(problem) = open.pop() {
        if found.insert(problem) {
            open.extend(portfolio.problems.get(problem).iter().flat_map(|record| &record.value.caused_by));
        }
    }
    found
}

/// Whether one of `problems` was seen in an incident: either may name the other.
fn is_instance(portfolio: &Portfolio, problems: &BTreeSet<&ProblemId>, id: &IncidentId, incident: &Incident) -> bool {
    let listed = |problem: &&ProblemId| {
        portfolio.problems.get(*problem).is_some_and(|record| record.incidents.iter().any(|listed| listed == id))
    };
    incident.problem.as_ref().is_some_and(|problem| problems.contains(problem)) || problems.iter().any(listed)
}

/// The value in the middle, or half way between the two there.
fn median(mut values: Vec<i64>) -> Option<Fraction> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get((values.len() - 1) / 2)?;
    Some(Fraction::new(lower + upper, 2))
}

fn whole(number: u64) -> Fraction {
    Fraction::from_integer(i64::try_from(number).unwrap_or(i64::MAX / 64))
}

fn ratio(part: u64, of: u64) -> Option<Fraction> {
    (of > 0).then(|| whole(part) / whole(of))
}
