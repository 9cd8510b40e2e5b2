//! Times as exports write them, made complete by the zone of the workspace: those that a clock shows twice, or never,
//! are read all the same and told.

use crate::model::{Date, Moment};
use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Timestamp, civil};
use std::fmt::Write;

/// How a time is to be written.
pub(super) const FORM: &str = "write it as 2026-11-23T09:30:00+01:00, or 2026-11-23 09:30 in the zone of the workspace";

/// What there is to tell of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing: it says its offset, or is a day.
    No,
    /// Its offset is that of the zone of the workspace.
    Zone,
    /// Clocks were set forward over it.
    Skipped,
    /// Clocks were set back over it.
    Twice,
}

/// Reads `text`. What a clock showed twice is the earlier of the two, unless that lies before `earliest`.
pub(super) fn read(text: &str, zone: &TimeZone, earliest: Option<Timestamp>) -> Option<(Moment, Doubt)> {
    let date: Date = text.get(..10)?.parse().ok()?;
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return Some((Moment { date, time: None, offset: None }, Doubt::No));
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let end = rest.find(|sign: char| !(sign.is_ascii_digit() || matches!(sign, ':' | '.'))).unwrap_or(rest.len());
    let (time, said) = rest.split_at(end);
    let time = time_of_day(time)?;
    let complete = |offset: Offset, doubt| (Moment { date, time: Some(time), offset: Some(offset.seconds()) }, doubt);
    let said = said.trim();
    if !said.is_empty() {
        return Some(complete(offset(said)?, Doubt::No));
    }
    let there = civil::Date::from(date).to_datetime(time);
    Some(match zone.to_ambiguous_timestamp(there).offset() {
        AmbiguousOffset::Unambiguous { offset } => complete(offset, Doubt::Zone),
        AmbiguousOffset::Gap { before, .. } => complete(before, Doubt::Skipped),
        AmbiguousOffset::Fold { before, after } => {
            let too_early = earliest.is_some_and(|earliest| before.to_timestamp(there).is_ok_and(|at| at < earliest));
            complete(if too_early { after } else { before }, Doubt::Twice)
        }
    })
}

fn time_of_day(text: &str) -> Option<Time> {
    let (minutes, _) = text.split_once('.').unwrap_or((text, ""));
    let well_formed = matches!(minutes.len(), 5 | 8) && minutes.get(2..3) == Some(":");
    let time: Time = well_formed.then(|| minutes.parse().ok()).flatten()?;
    Some(time)
}

/// `Z`, `UTC`, `+01:00` or `+0100`.
fn offset(text: &str) -> Option<Offset> {
    if ["z", "utc", "gmt"].contains(&&*text.to_ascii_lowercase()) {
        return Some(Offset::UTC);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.strip_prefix(['+', '-'])?.replacen(':', "", 1);
    let number: i32 =
        (digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())??;
    let (hours, minutes) = (number / 100, number % 100);
    (hours <= 23 && minutes <= 59).then(|| Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok())?
}

/// The moment on the one clock that all zones share; nothing for a day.
pub(super) fn instant(moment: &Moment, zone: &TimeZone) -> Option<Timestamp> {
    let there: DateTime = civil::Date::from(moment.date).to_datetime(moment.time?);
    match moment.offset {
        Some(seconds) => Offset::from_seconds(seconds).ok()?.to_timestamp(there).ok(),
        None => zone.to_ambiguous_timestamp(there).compatible().ok(),
    }
}

/// The moment as TOML writes it.
pub(super) fn written(moment: &Moment) -> String {
    let mut text = moment.date.to_string();
    if let Some(time) = moment.time {
        let _ = write!(text, "T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    }
    match moment.offset {
        Some(0) => text.push('Z'),
        Some(seconds) => {
            let sign = if seconds < 0 { '-' } else { '+' };
            let minutes = seconds.unsigned_abs() / 60;
            let _ = write!(text, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        }
        None => {}
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> Option<(String, Doubt)> {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        read(text, &zone, None).map(|(moment, doubt)| (written(&moment), doubt))
    }

    #[test]
    fn times_are_read_as_exports_write_them() {
        for (text, wanted, doubt) in [
            ("2026-10-03", "2026-10-03", Doubt::No),
            ("2026-10-03T18:40:00Z", "2026-10-03T18:40:00Z", Doubt::No),
            ("2026-10-03t18:40:00.123+02:00", "2026-10-03T18:40:00+02:00", Doubt::No),
            ("2026-10-03 18:40:00 UTC", "2026-10-03T18:40:00Z", Doubt::No),
            ("2026-10-03 18:40:00 -0530", "2026-10-03T18:40:00-05:30", Doubt::No),
            ("2026-10-03 18:40", "2026-10-03T18:40:00+02:00", Doubt::Zone),
            ("2026-12-03 18:40:10", "2026-12-03T18:40:10+01:00", Doubt::Zone),
            ("2026-03-29 02:30", "2026-03-29T02:30:00+01:00", Doubt::Skipped),
            ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00", Doubt::Twice),
        ] {
            assert_eq!(said(text), Some((wanted.to_owned(), doubt)), "{text}");
        }
        for text in [
            "",
            "03/10/2026",
            "2026-10-03T",
            "2026-10-03 25:00",
            "2026-10-03 1840",
            "2026-10-03 18:40 CET",
            "2026-02-30",
            "2026-10-03x18:40",
            "2026-10-03 18:40 +25:00",
            "2026-10-03 18:40:00 +02:0é",
            "1066-10-14 09:00",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn what_ends_does_not_end_before_it_began() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let began = "2026-10-25T00:50:00Z".parse().unwrap();
        let (ended, doubt) = read("2026-10-25 02:30", &zone, Some(began)).unwrap();
        assert_eq!((written(&ended), doubt), ("2026-10-25T02:30:00+01:00".to_owned(), Doubt::Twice));
    }

    proptest! {
        #[test]
        fn what_is_read_is_toml_and_the_same_moment(text in "2026-(0[1-9]|1[0-2])-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9])?( ?(Z|UTC|[+-][01][0-9]:?[0-5][0-9]))?|\\PC{0,30}") {
            let zone = TimeZone::get("America/New_York").unwrap();
            if let Some((moment, _)) = read(&text, &zone, None) {
                let written = written(&moment);
                prop_assert!(written.parse::<toml_edit::Datetime>().is_ok(), "{written}");
                prop_assert_eq!(written.parse::<Moment>().ok(), Some(moment));
            }
        }
    }
}
