//! Whether a team works at an instant, by its hours, days and time zone.
//!
//! What that says of incidents is left to [`super::incidents`].

use crate::model::people::Hours;
use crate::model::{Team, Weekday};
use jiff::Timestamp;
use jiff::civil::{Time, Weekday as Day};
use jiff::tz::TimeZone;

/// When a team works, read once.
#[derive(Clone, Debug)]
pub struct Shift {
    zone: TimeZone,
    from: Time,
    to: Time,
    days: Vec<Weekday>,
}

impl Shift {
    /// The hours of `team`, in `zone` where they name none. Nothing where begin, end or days are missing or cannot be
    /// read: a guess would make up numbers.
    #[must_use]
    pub fn of(team: &Team, zone: &TimeZone) -> Option<Self> {
        let Hours { tz, from, to, days } = team.hours.as_ref()?;
        let zone = match tz {
            Some(name) => TimeZone::get(name).ok()?,
            None => zone.clone(),
        };
        let (from, to) = (time(from.as_deref()?)?, time(to.as_deref()?)?);
        (!days.is_empty()).then(|| Self { zone, from, to, days: days.clone() })
    }

    /// Whether the team works at `instant`: from the first minute up to, but not including, the last. A shift that ends
    /// before it begins goes on past midnight and belongs to the day on which it began.
    #[must_use]
    pub fn holds(&self, instant: Timestamp) -> bool {
        let local = self.zone.to_datetime(instant);
        let works = |day: Day| self.days.contains(&weekday(day));
        let (time, today) = (local.time(), local.date().weekday());
        if self.from < self.to {
            return works(today) && self.from <= time && time < self.to;
        }
        works(today) && self.from <= time || works(today.previous()) && time < self.to
    }
}

/// Reads `09:30`.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn weekday(day: Day) -> Weekday {
    match day {
        Day::Monday => Weekday::Mon,
        Day::Tuesday => Weekday::Tue,
        Day::Wednesday => Weekday::Wed,
        Day::Thursday => Weekday::Thu,
        Day::Friday => Weekday::Fri,
        Day::Saturday => Weekday::Sat,
        Day::Sunday => Weekday::Sun,
    }
}
