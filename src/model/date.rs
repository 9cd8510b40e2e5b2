//! Dates and moments as TOML writes them, and the few sums canvass does with them.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The earliest year a date may lie in; earlier ones are slips of the pen.
pub const FIRST_YEAR: i16 = 1970;
/// The latest year a date may lie in.
pub const LAST_YEAR: i16 = 2199;

/// The serde name by which a deserialiser knows that a TOML date, and not a string, is wanted.
pub const DATE: &str = "$canvass::Date";
/// The serde name by which a deserialiser knows that a TOML date or date-time is wanted.
pub const MOMENT: &str = "$canvass::Moment";

/// A calendar date between 1970 and 2199, without a zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// The largest number of days between two dates is far below this; it clamps absurd additions.
const MOST_DAYS: i64 = 100_000;

impl Date {
    /// A date from its parts, or nothing if there is no such day within 1970–2199.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Self::in_range(civil::Date::new(year, month, day).ok()?).ok()
    }

    fn in_range(date: civil::Date) -> Result<Self, DateError> {
        (FIRST_YEAR..=LAST_YEAR).contains(&date.year()).then_some(Self(date)).ok_or(DateError::Range)
    }

    /// Whole days from `earlier` to `self`; negative when `self` comes first.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).get_days().into()
    }

    /// The date `days` later (or earlier, when negative), clamped to what jiff can represent.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let span = jiff::Span::new().days(days.clamp(-MOST_DAYS, MOST_DAYS));
        Self(self.0.saturating_add(span))
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(date)
    }
}

impl From<Date> for civil::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Why a text is not a date canvass accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not written as year-month-day, or no such day.
    #[error("write a date that exists, as YYYY-MM-DD, such as 2026-11-23")]
    Form,
    /// A real day, but outside of the years canvass works in.
    #[error("the year must lie between {FIRST_YEAR} and {LAST_YEAR}")]
    Range,
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        // jiff also reads forms such as 20261123; files and flags take one form only.
        let form = text.len() == 10 && text.is_ascii() && text.split('-').count() == 3;
        let date: civil::Date = form.then(|| text.parse().ok()).flatten().ok_or(DateError::Form)?;
        Self::in_range(date)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

struct TextVisitor<T>(&'static str, std::marker::PhantomData<T>);

impl<'de, T> de::Visitor<'de> for TextVisitor<T>
where
    T: FromStr,
    T::Err: fmt::Display,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<T, D::Error> {
        inner.deserialize_str(self)
    }
}

struct DateVisitor;

impl<'de> de::Visitor<'de> for DateVisitor {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date such as 2026-11-23")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
        text.parse().map_err(E::custom)
    }

    /// A date as its digits, such as 20261123: what a deserialiser that knows [`DATE`] gives, sparing a text.
    fn visit_u64<E: de::Error>(self, digits: u64) -> Result<Date, E> {
        let date = i16::try_from(digits / 10_000).ok().zip(i8::try_from(digits / 100 % 100).ok());
        let date = date.zip(i8::try_from(digits % 100).ok());
        let date = date.and_then(|((year, month), day)| civil::Date::new(year, month, day).ok());
        Date::in_range(date.ok_or(DateError::Form).map_err(E::custom)?).map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Date, D::Error> {
        inner.deserialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(DATE, DateVisitor)
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(civil::Date);

impl Month {
    /// The month in which `date` lies.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self(date.0.first_of_month())
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Date {
        Date(self.0)
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Date {
        Date(self.0.last_of_month())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let first = format!("{text}-01").parse::<Date>();
        first.map(Self::of).map_err(|_| "write a month as YYYY-MM, such as 2026-11")
    }
}

/// A date, or a date with a time and perhaps an offset, of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The calendar day, as written.
    pub date: Date,
    /// The time of day, when one is written.
    pub time: Option<civil::Time>,
    /// Seconds east of UTC, when an offset is written.
    pub offset: Option<i32>,
}

impl Moment {
    /// The instant it names, read in `zone` where it has no offset: of an hour that comes twice the first, of one that is
    /// left out the one after. Nothing where no time is written.
    #[must_use]
    pub fn instant(&self, zone: &TimeZone) -> Option<Timestamp> {
        let local = self.date.0.to_datetime(self.time?);
        match self.offset {
            Some(seconds) => Offset::from_seconds(seconds).ok()?.to_timestamp(local).ok(),
            None => zone.to_timestamp(local).ok(),
        }
    }

    /// The calendar day on which it is in `zone`.
    #[must_use]
    pub fn day(&self, zone: &TimeZone) -> Date {
        match self.offset {
            Some(_) => self.instant(zone).map_or(self.date, |instant| zone.to_datetime(instant).date().into()),
            None => self.date,
        }
    }
}

impl FromStr for Moment {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let date: Date = text.get(..10).ok_or(DateError::Form)?.parse()?;
        let time = match text.get(11..19) {
            Some(time) => Some(time.parse().map_err(|_| DateError::Form)?),
            None => None,
        };
        let rest = text.get(19..).unwrap_or_default();
        let rest = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let offset = match rest {
            "" => None,
            "Z" | "z" => Some(0),
            _ => Some(offset_seconds(rest).ok_or(DateError::Form)?),
        };
        Ok(Self { date, time, offset })
    }
}

/// Reads `+01:30` as seconds east of UTC.
fn offset_seconds(text: &str) -> Option<i32> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, text.get(1..)?),
        b'-' => (-1, text.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Some(sign * seconds)
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = TextVisitor("a date or date-time such as 2026-11-23T09:30:00Z", std::marker::PhantomData);
        deserializer.deserialize_newtype_struct(MOMENT, visitor)
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string", "format": "date" },
            { "type": "string", "format": "date-time" },
            { "type": "string", "format": "date-time-local" },
        ] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_between_dates_cross_leap_days_and_years() {
        assert_eq!(date("2028-03-01").days_since(date("2028-02-28")), 2);
        assert_eq!(date("2026-01-01").days_since(date("2025-12-31")), 1);
        assert_eq!(date("2026-11-23").days_since(date("2026-12-11")), -18);
        assert_eq!(date("2026-11-23").plus_days(18), date("2026-12-11"));
    }

    #[test]
    fn only_one_form_and_real_days_are_read() {
        for bad in ["20261123", "2026-02-30", "2026-1-1", "tomorrow", "", "2026-11-23T00:00:00"] {
            assert_eq!(bad.parse::<Date>(), Err(DateError::Form), "{bad}");
        }
        assert_eq!("0001-01-01".parse::<Date>(), Err(DateError::Range));
        assert_eq!("9999-12-31".parse::<Date>(), Err(DateError::Range));
    }

    #[test]
    fn months_have_a_first_and_a_last_day() {
        let month: Month = "2028-02".parse().unwrap();
        assert_eq!((month.first(), month.last()), (date("2028-02-01"), date("2028-02-29")));
        assert_eq!((Month::of(date("2028-02-17")), month.to_string()), (month, "2028-02".to_owned()));
        for bad in ["2026-13", "2026", "2026-1", "2026-11-01", "9999-01", ""] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }

    #[test]
    fn moments_keep_time_and_offset() {
        let moment: Moment = "2026-11-23T09:30:00.5+01:30".parse().unwrap();
        assert_eq!(moment.date, date("2026-11-23"));
        assert_eq!(moment.time, Some(civil::time(9, 30, 0, 0)));
        assert_eq!(moment.offset, Some(5400));
        let local: Moment = "2026-11-23T09:30:00".parse().unwrap();
        assert_eq!(local.offset, None);
        assert_eq!("2026-11-23".parse::<Moment>().unwrap().time, None);
    }

    #[test]
    fn moments_are_read_in_a_zone() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let instant = |text: &str| text.parse::<Moment>().unwrap().instant(&zone).map(|it| it.to_string());
        assert_eq!(instant("2026-11-23T09:30:00").unwrap(), "2026-11-23T08:30:00Z");
        assert_eq!(instant("2026-11-23T09:30:00-05:00").unwrap(), "2026-11-23T14:30:00Z");
        // Half past two comes twice in October and not at all in March.
        assert_eq!(instant("2026-10-25T02:30:00").unwrap(), "2026-10-25T00:30:00Z");
        assert_eq!(instant("2026-03-29T02:30:00").unwrap(), "2026-03-29T01:30:00Z");
        assert_eq!(instant("2026-11-23"), None);
        let day = |text: &str| text.parse::<Moment>().unwrap().day(&zone);
        assert_eq!(day("2026-11-23T23:30:00Z"), date("2026-11-24"));
        assert_eq!(day("2026-11-23T23:30:00"), date("2026-11-23"));
        assert_eq!(day("2026-11-23"), date("2026-11-23"));
    }
}
