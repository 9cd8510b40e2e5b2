//! The numbers of initiatives: well-known metrics, their value on a day, how fast it moves, and what it says in a text.
//!
//! Where a text quotes one is left to [`super::prose`]. What incidents tell is counted in [`super::incidents`]; which metrics are too vague to be measured is judged by
//! [`crate::rules`].

use super::incidents::{DAYS, Incidents, Operations, Window};
use super::prose::{Piece, pieces};
use super::{Counted, Fraction, Index, facts};
use crate::model::{Date, Direction, Initiative, Metric, MetricPreset, Reading};
use std::fmt;

/// What a metric writes as its `source` to be computed from incidents.
pub const FROM_INCIDENTS: &str = "incidents";
/// A target farther away than this at the present pace has no date.
const FARTHEST_DAYS: f64 = 5.0 * 365.0;

/// A well-known metric.
#[derive(Debug)]
pub struct Preset {
    /// The word for it.
    pub word: MetricPreset,
    /// What it counts, in a few words.
    pub name: &'static str,
    /// In what it is counted.
    pub unit: &'static str,
    /// Whether more is better or less.
    pub direction: Direction,
    /// How it is found, as a sentence.
    pub how: &'static str,
    /// How incidents tell it, and to how many decimals; nothing where they do not.
    computed: Option<(Computed, u32)>,
}

/// Reads a metric from what incidents tell; nothing where they do not say enough.
type Computed = fn(&Operations<'_>) -> Option<Fraction>;

impl Preset {
    /// Whether incidents tell it.
    #[must_use]
    pub fn is_told_by_incidents(&self) -> bool {
        self.computed.is_some()
    }

    /// Its value as `incidents` tell it on the days of `window`.
    fn told_by(&self, incidents: &Incidents<'_>, window: Window) -> Option<f64> {
        let (computed, decimals) = self.computed?;
        let scale = 10_i64.pow(decimals);
        let scaled = (computed(&incidents.within(window))? * scale).round().to_integer();
        // Far below what a float counts exactly.
        #[expect(clippy::cast_precision_loss)]
        let value = scaled as f64 / scale as f64;
        Some(value)
    }
}

/// Every well-known metric. The first four are those of DORA's research, <https://dora.dev/guides/dora-metrics-four-keys/>.
pub const PRESETS: &[Preset] = &[
    Preset {
        word: MetricPreset::LeadTime,
        name: "Lead time for changes",
        unit: "hours",
        direction: Direction::Down,
        how: "From a change committed to the same change in production, the median. Your delivery pipeline knows.",
        computed: None,
    },
    Preset {
        word: MetricPreset::ReleaseFrequency,
        name: "Releases",
        unit: "releases a week",
        direction: Direction::Up,
        how: "How often something goes to production. Your delivery pipeline knows.",
        computed: None,
    },
    Preset {
        word: MetricPreset::ChangeFailure,
        name: "Releases that fail",
        unit: "%",
        direction: Direction::Down,
        how: "The share of releases that must be mended at once: taken back, patched, or followed by an incident.",
        computed: None,
    },
    Preset {
        word: MetricPreset::RestoreTime,
        name: "Time to restore",
        unit: "minutes",
        direction: Direction::Down,
        how: "From begin to end of an incident, the median of those that are over and say both to the minute.",
        computed: Some((|told| told.time_to_restore, 0)),
    },
    Preset {
        word: MetricPreset::Pages,
        name: "Pages",
        unit: "pages a month",
        direction: Direction::Down,
        how: "The sum of `pages` of incidents, as that of 30 days.",
        computed: Some((|told| Some(told.per_30_days(told.pages.all())), 1)),
    },
    Preset {
        word: MetricPreset::OutOfHoursPages,
        name: "Pages out of hours",
        unit: "pages a month",
        direction: Direction::Down,
        how: "The sum of `pages` of incidents that began outside of the hours of a team that owns a system they hit, as \
              that of 30 days; nothing while it is known of none whether it did.",
        computed: Some((
            |told| {
                let known = told.hours.outside_share().is_some();
                known.then(|| told.per_30_days(told.pages.outside))
            },
            1,
        )),
    },
    Preset {
        word: MetricPreset::Incidents,
        name: "Incidents",
        unit: "incidents a month",
        direction: Direction::Down,
        how: "How many incidents began, as that of 30 days.",
        computed: Some((|told| Some(told.per_30_days(told.count())), 1)),
    },
    Preset {
        word: MetricPreset::CustomerDetected,
        name: "Incidents that customers notice first",
        unit: "%",
        direction: Direction::Down,
        how: "The share with `detected_by = \"customer\"` among the incidents that say who noticed.",
        computed: Some((|told| Some(told.customer_detected_share()? * 100), 0)),
    },
    Preset {
        word: MetricPreset::Availability,
        name: "Availability",
        unit: "%",
        direction: Direction::Up,
        how: "The share of the time in which no incident lasted; those that overlap count once, and those without begin \
              and end to the minute not at all.",
        computed: Some((|told| Some(told.availability * 100), 3)),
    },
];

/// The well-known metric of which `metric` is an instance.
#[must_use]
pub fn preset(metric: &Metric) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| Some(preset.word) == metric.preset)
}

/// In what `metric` is counted.
#[must_use]
pub fn unit(metric: &Metric) -> Option<&str> {
    match &metric.unit {
        unit if facts::is_stated(unit.as_ref()) => unit.as_deref().map(str::trim),
        _ => preset(metric).map(|preset| preset.unit),
    }
}

/// What `metric` counts, in a few words.
#[must_use]
pub fn name(metric: &Metric) -> &str {
    match preset(metric) {
        Some(preset) if metric.name.trim().is_empty() => preset.name,
        _ => metric.name.trim(),
    }
}

/// Whether more of `metric` is better or less: as it says, as it is for a well-known metric, or as its target lies.
#[must_use]
pub fn direction(metric: &Metric) -> Option<Direction> {
    metric.direction.or_else(|| preset(metric).map(|preset| preset.direction)).or_else(|| {
        let (baseline, target) = (metric.baseline.as_ref()?, metric.target.as_ref()?);
        Some(if target.value < baseline.value { Direction::Down } else { Direction::Up })
    })
}

/// The preset by which `metric` is computed from incidents: one that they tell, in its own unit, with no other source
/// and no reading that somebody wrote down.
#[must_use]
pub fn computed(metric: &Metric) -> Option<&'static Preset> {
    let preset = preset(metric).filter(|preset| preset.is_told_by_incidents())?;
    let source = metric.source.as_deref().unwrap_or_default().trim();
    let is_ours = source.is_empty() || source.eq_ignore_ascii_case(FROM_INCIDENTS);
    let is_same_unit = unit(metric).is_none_or(|unit| unit.eq_ignore_ascii_case(preset.unit));
    (metric.readings.is_empty() && is_ours && is_same_unit).then_some(preset)
}

/// The value of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Current {
    /// The value.
    pub value: f64,
    /// The day it is of; nothing for a baseline that names none.
    pub date: Option<Date>,
    /// Whether it was computed, not written.
    pub computed: bool,
}

impl From<&Reading> for Current {
    fn from(reading: &Reading) -> Self {
        Self { value: reading.value, date: reading.date, computed: false }
    }
}

/// The value of `metric` on a day: computed from the incidents of `initiative` in the 90 days before, or the newest that
/// is written down, the baseline included. Nothing where no incident or value is known yet.
#[must_use]
pub fn current(index: &Index<'_>, initiative: &Initiative, metric: &Metric, as_of: Date) -> Option<Current> {
    match computed(metric) {
        Some(preset) => told(&Incidents::of_initiative(index.portfolio, initiative), preset, as_of, as_of),
        None => written(metric, as_of),
    }
}

/// What `incidents` tell by `preset` of the 90 days up to `day`, where there is one up to `as_of`.
fn told(incidents: &Incidents<'_>, preset: &Preset, day: Date, as_of: Date) -> Option<Current> {
    incidents.newest(as_of)?;
    let value = preset.told_by(incidents, Window::ending(day, DAYS))?;
    Some(Current { value, date: Some(day), computed: true })
}

/// The newest value of `metric` that is written down.
fn written(metric: &Metric, as_of: Date) -> Option<Current> {
    let baseline = metric.baseline.as_ref().filter(|baseline| baseline.date.is_none_or(|date| date <= as_of));
    read(metric, as_of).or_else(|| baseline.map(Current::from))
}

fn read(metric: &Metric, as_of: Date) -> Option<Current> {
    newest(metric, Counted::UpTo(as_of)).map(|(_, reading)| reading.into())
}

/// What came out of `metric` up to a day, as it was computed or read; its baseline is no such value.
#[must_use]
pub fn outcome(index: &Index<'_>, initiative: &Initiative, metric: &Metric, as_of: Date) -> Option<Current> {
    match computed(metric) {
        Some(_) => current(index, initiative, metric, as_of),
        None => read(metric, as_of),
    }
}

/// The metric that decides about an initiative, as it is on a day.
#[derive(Clone, Copy, Debug)]
pub struct Deciding<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// What it counts, in a few words.
    pub name: &'a str,
    /// In what it is counted.
    pub unit: Option<&'a str>,
    /// The value, computed or read; nothing while there is only a baseline.
    pub now: Option<Current>,
    /// How fast it moves, and when it reaches its target so.
    pub trend: Option<Trend>,
}

/// The metric that decides about `initiative`, as it is on a day.
#[must_use]
pub fn deciding<'a>(index: &Index<'_>, initiative: &'a Initiative, as_of: Date) -> Option<Deciding<'a>> {
    let metric = initiative.deciding_metric()?;
    Some(Deciding {
        metric,
        name: name(metric),
        unit: unit(metric),
        now: outcome(index, initiative, metric, as_of),
        trend: trend(index, initiative, metric, as_of),
    })
}

/// The last reading of `metric` that counts.
#[must_use]
pub fn newest(metric: &Metric, counted: Counted) -> Option<(Date, &Reading)> {
    let dated = metric.readings.iter().filter_map(|reading| Some((reading.date?, reading)));
    dated.filter(|(date, _)| counted.includes(*date)).max_by_key(|(date, _)| *date)
}

/// How fast a metric moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// By how much it changes in 30 days.
    pub per_30_days: f64,
    /// When it reaches its target if it goes on so; nothing where it stands still, moves away, is there already, has none,
    /// or takes more than five years.
    pub reaches_target: Option<Date>,
}

/// How fast `metric` has moved up to `as_of`: the line with the least squares through its baseline and values. For one
/// that is computed that is the way from the baseline to now. Nothing without values of two days.
#[must_use]
pub fn trend(index: &Index<'_>, initiative: &Initiative, metric: &Metric, as_of: Date) -> Option<Trend> {
    let current = current(index, initiative, metric, as_of)?;
    let newest = current.date?;
    let written = metric.baseline.iter().chain(&metric.readings);
    let mut points: Vec<_> = written.filter_map(|reading| Some((reading.date?, reading.value))).collect();
    points.extend(current.computed.then_some((newest, current.value)));
    points.retain(|(date, _)| *date <= as_of);
    let per_day = slope(&points)?;
    let reaches_target = metric.target.as_ref().and_then(|target| {
        let is_met = match direction(metric)? {
            Direction::Up => current.value >= target.value,
            Direction::Down => current.value <= target.value,
        };
        let days = (target.value - current.value) / per_day;
        let is_ahead = !is_met && days.is_finite() && days > 0.0 && days <= FARTHEST_DAYS;
        #[expect(clippy::cast_possible_truncation)]
        let date = is_ahead.then(|| newest.plus_days(days.ceil() as i64))?;
        // One that the newest value has foretold and that is past says only how old that value is.
        (date > as_of).then_some(date)
    });
    Some(Trend { per_30_days: per_day * 30.0, reaches_target })
}

/// By how much the line with the least squares through `points` rises in a day.
fn slope(points: &[(Date, f64)]) -> Option<f64> {
    let (first, _) = points.first()?;
    #[expect(clippy::cast_precision_loss)]
    let placed: Vec<(f64, f64)> = points.iter().map(|(day, value)| (day.days_since(*first) as f64, *value)).collect();
    #[expect(clippy::cast_precision_loss)]
    let count = placed.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| placed.iter().map(of).sum::<f64>() / count;
    let (day, value) = (mean(|it| it.0), mean(|it| it.1));
    let spread: f64 = placed.iter().map(|it| (it.0 - day) * (it.0 - day)).sum();
    let joint: f64 = placed.iter().map(|it| (it.0 - day) * (it.1 - value)).sum();
    let slope = joint / spread;
    (spread > 0.0 && slope.is_finite()).then_some(slope)
}

impl fmt::Display for Trend {
    /// In a few words: `falls by 5.3 in 30 days, target by 2027-01-12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = brief(self.per_30_days.abs());
        match self.per_30_days {
            _ if by == "0" => f.write_str("stands still")?,
            slope if slope < 0.0 => write!(f, "falls by {by} in 30 days")?,
            _ => write!(f, "rises by {by} in 30 days")?,
        }
        self.reaches_target.map_or(Ok(()), |date| write!(f, ", target by {date}"))
    }
}

/// A number of which the first digits matter: `1,300`, `5.3`, `0.04`.
fn brief(value: f64) -> String {
    let decimals = match value {
        _ if value >= 100.0 => 0,
        _ if value >= 1.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    grouped(text)
}

/// A number with its thousands apart: `1,300`.
#[must_use]
pub fn thousands(number: f64) -> String {
    grouped(&number.to_string())
}

/// A number in its unit: `61 pages a month`, `1 page a month`.
#[must_use]
pub fn counted(value: f64, unit: Option<&str>) -> String {
    let Some(unit) = unit else { return thousands(value) };
    let (first, rest) = unit.split_once(' ').map_or((unit, ""), |(first, _)| unit.split_at(first.len()));
    let is_plural = PRESETS.iter().any(|preset| preset.unit.split(' ').next() == Some(first));
    let one = first.strip_suffix('s').filter(|_| is_plural && (value - 1.0).abs() < f64::EPSILON);
    format!("{} {}{rest}", thousands(value), one.unwrap_or(first))
}

fn grouped(plain: &str) -> String {
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain), |plain| ("−", plain));
    let (whole, rest) = plain.find('.').map_or((plain, ""), |at| plain.split_at(at));
    let mut out = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// What a name in braces stands for.
#[derive(Clone, Copy, Debug)]
pub enum Quoted<'a> {
    /// A metric of the initiative.
    Metric(&'a Metric),
    /// A well-known metric that incidents tell, without being declared.
    Preset(&'static Preset),
}

/// What `name` stands for in the texts of `initiative`: its own metrics first.
#[must_use]
pub fn quoted<'a>(initiative: &'a Initiative, name: &str) -> Option<Quoted<'a>> {
    let own = initiative.metrics.iter().find(|metric| metric.id.as_str() == name).map(Quoted::Metric);
    own.or_else(|| quotable().find(|preset| preset.word.as_str() == name).map(Quoted::Preset))
}

/// Presets that may be quoted without being declared.
pub fn quotable() -> impl Iterator<Item = &'static Preset> {
    PRESETS.iter().filter(|preset| preset.is_told_by_incidents())
}

/// `text` of `initiative` with the value of each metric in the place of its id in braces, with unit and day. Values are
/// as of the newest record up to `as_of` they rest on: the same files give the same text tomorrow.
#[must_use]
pub fn filled(index: &Index<'_>, initiative: &Initiative, text: &str, as_of: Date) -> String {
    let fill = |piece| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Name(name) => match quoted(initiative, name) {
            Some(quoted) => stated(index, initiative, quoted, as_of),
            None => format!("{{{name}}}"),
        },
    };
    pieces(text).into_iter().map(fill).collect()
}

/// `61 pages a month (2026-11-20)`.
fn stated(index: &Index<'_>, initiative: &Initiative, quoted: Quoted<'_>, as_of: Date) -> String {
    let (preset, unit) = match quoted {
        Quoted::Metric(metric) => (computed(metric), unit(metric)),
        Quoted::Preset(preset) => (Some(preset), Some(preset.unit)),
    };
    let current = match (preset, quoted) {
        (Some(preset), _) => {
            let incidents = Incidents::of_initiative(index.portfolio, initiative);
            incidents.newest(as_of).and_then(|newest| told(&incidents, preset, newest, as_of))
        }
        (None, Quoted::Metric(metric)) => written(metric, as_of),
        (None, Quoted::Preset(_)) => None,
    };
    match current {
        Some(Current { value, date: Some(date), .. }) => format!("{} ({date})", counted(value, unit)),
        Some(Current { value, date: None, .. }) => counted(value, unit),
        None => format!("?{} (not measured yet)", unit.map(|unit| format!(" {unit}")).unwrap_or_default()),
    }
}
