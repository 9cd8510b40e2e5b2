//! How fast GitHub may be asked: the earliest moment of the next request, from what was sent and what came back.
//!
//! Pure: it is told the time and tells a time. Waiting is left to the client.

use crate::forge::clock::Millis;
use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

const SECOND: Millis = 1_000;
/// Between two writes, and between two new issues; counted from an answer, the one moment both sides know of.
const BETWEEN_WRITES: Millis = SECOND;
const BETWEEN_CREATES: Millis = 3 * SECOND;
/// The first silence when the host names none; each further one is twice as long.
const SILENCE: Millis = 60 * SECOND;
/// Before a read that failed is tried again for the first time; doubled each time.
const BREATH: Millis = SECOND;
/// Longer silences are left to a later run.
pub(super) const MOST_WAIT: Millis = 5 * 60 * SECOND;

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Changes nothing.
    Read,
    /// Changes something.
    Write,
    /// Files an issue, of which GitHub takes fewer than of other writes.
    Create,
}

/// When the next request may be sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    silent_until: Millis,
    write_at: Millis,
    create_at: Millis,
    /// Refusals in a row that named no time.
    strikes: u32,
}

impl Pace {
    /// The earliest moment of a request of `kind`.
    pub(super) fn earliest(&self, kind: Kind) -> Millis {
        match kind {
            Kind::Read => self.silent_until,
            Kind::Write => self.silent_until.max(self.write_at),
            Kind::Create => self.silent_until.max(self.write_at).max(self.create_at),
        }
    }

    /// Takes note of an answer that came at `now`, or of the failure to get one.
    pub(super) fn answered(&mut self, kind: Kind, signs: Option<&Signs>, now: Millis) {
        if kind != Kind::Read {
            self.write_at = self.write_at.max(now + BETWEEN_WRITES);
        }
        if kind == Kind::Create {
            self.create_at = self.create_at.max(now + BETWEEN_CREATES);
        }
        let Some(signs) = signs else { return };
        let silence = match (signs.is_limit(), signs.named()) {
            (true, Some(silence)) => silence,
            (true, None) => {
                let doubled = SILENCE << self.strikes.min(10);
                self.strikes += 1;
                doubled
            }
            (false, _) => {
                self.strikes = 0;
                // The last request that was allowed: the next would be refused.
                match signs.until_reset() {
                    Some(silence) if signs.counts_all => silence,
                    _ => return,
                }
            }
        };
        self.silent_until = self.silent_until.max(now + silence);
    }

    /// Takes note of a read that failed for the `tries`th time and is to be tried again.
    pub(super) fn stumbled(&mut self, tries: u32, now: Millis) {
        self.silent_until = self.silent_until.max(now + (BREATH << tries.saturating_sub(1).min(10)));
    }
}

/// What an answer tells about limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    status: u16,
    /// Whether the text speaks of a limit.
    says_so: bool,
    retry_after: Option<Millis>,
    remaining: Option<u64>,
    /// From the host's own clock, so that ours may be wrong.
    reset_in: Option<Millis>,
    /// Whether what remains is of REST requests, not of GraphQL alone.
    counts_all: bool,
}

impl Signs {
    pub(super) fn of(status: u16, headers: &HeaderMap, text: &str, now: Millis) -> Self {
        let text_of = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let number = |name: &str| text_of(name).and_then(|text| text.parse::<u64>().ok());
        let there = text_of(DATE.as_str()).and_then(date).unwrap_or(now);
        let millis = |seconds: u64| Millis::try_from(seconds).unwrap_or(Millis::MAX / SECOND).saturating_mul(SECOND);
        let since = |then: Millis| then.saturating_sub(there).max(0);
        let retry_after = text_of(RETRY_AFTER.as_str()).and_then(|text| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let seconds = digits.then(|| millis(text.parse().unwrap_or(u64::MAX).min(1 << 30)));
            seconds.or_else(|| date(text).map(since))
        });
        let text = text.to_ascii_lowercase();
        Self {
            status,
            says_so: text.contains("rate limit") || text.contains("abuse detection"),
            retry_after,
            remaining: number("x-ratelimit-remaining"),
            // A second more, for the host rounds.
            reset_in: number("x-ratelimit-reset").map(|at| since(millis(at.min(1 << 40))).saturating_add(SECOND)),
            counts_all: text_of("x-ratelimit-resource").is_none_or(|name| name == "core"),
        }
    }

    /// Whether the host refused because it was asked too often. A 403 without any sign is about permissions.
    pub(super) fn is_limit(&self) -> bool {
        let signs = self.retry_after.is_some() || self.remaining == Some(0) || self.says_so;
        self.status == 429 || self.status == 403 && signs
    }

    fn named(&self) -> Option<Millis> {
        self.retry_after.or(self.until_reset())
    }

    fn until_reset(&self) -> Option<Millis> {
        self.reset_in.filter(|_| self.remaining == Some(0))
    }
}

/// A date as HTTP writes it.
fn date(text: &str) -> Option<Millis> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    parser.parse_timestamp(text).ok().map(jiff::Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    fn signs(status: u16, headers: &[(&str, &str)], text: &str) -> Signs {
        let pair = |(name, value): &(&str, &str)| {
            (HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap())
        };
        Signs::of(status, &headers.iter().map(pair).collect(), text, 5_000)
    }

    /// The silence after answers that came at 0.
    fn silence(answers: &[Signs]) -> Millis {
        let mut pace = Pace::default();
        for answer in answers {
            pace.answered(Kind::Read, Some(answer), 0);
        }
        pace.earliest(Kind::Read)
    }

    #[test]
    fn a_limit_silences_everything_for_as_long_as_it_says() {
        let date = ("date", "Thu, 26 Nov 2026 01:00:00 GMT");
        let reset = ("x-ratelimit-reset", "1795654845");
        for (signs, expected) in [
            (signs(429, &[("retry-after", "7")], ""), 7_000),
            (signs(403, &[("retry-after", "7")], ""), 7_000),
            (signs(429, &[("retry-after", "Thu, 26 Nov 2026 01:00:09 GMT"), date], ""), 9_000),
            (signs(403, &[("x-ratelimit-remaining", "0"), reset, date], ""), 46_000),
            (signs(200, &[("x-ratelimit-remaining", "0"), reset, date], ""), 46_000),
            (signs(200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-resource", "graphql"), reset, date], ""), 0),
            (signs(403, &[("x-ratelimit-remaining", "9"), reset, date], "You exceeded a secondary rate limit"), 60_000),
            (signs(429, &[], ""), 60_000),
            (signs(403, &[], "Resource not accessible by integration"), 0),
            (signs(200, &[("x-ratelimit-remaining", "9"), reset, date], ""), 0),
            (signs(503, &[("retry-after", "7")], ""), 0),
        ] {
            assert_eq!(silence(std::slice::from_ref(&signs)), expected, "{signs:?}");
            assert_eq!(signs.is_limit(), expected > 0 && signs.status != 200, "{signs:?}");
        }
    }

    #[test]
    fn a_limit_without_a_time_doubles_until_something_else_is_answered() {
        let (limit, fine) = (signs(429, &[], ""), signs(200, &[], ""));
        assert_eq!(silence(&[limit.clone(), limit.clone(), limit.clone()]), 240_000);
        let mut pace = Pace::default();
        for answer in [&limit, &limit, &fine, &limit] {
            pace.answered(Kind::Read, Some(answer), 0);
        }
        assert_eq!((pace.strikes, pace.earliest(Kind::Read)), (1, 120_000));
    }

    #[test]
    fn a_number_too_large_is_a_long_silence() {
        let after = signs(429, &[("retry-after", "99999999999999999999")], "");
        assert!(silence(&[after]) > MOST_WAIT);
        let reset = signs(403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "18446744073709551615")], "");
        assert!(silence(&[reset]) > MOST_WAIT);
    }

    proptest! {
        #[test]
        fn writes_keep_their_distance(
            kinds in prop::collection::vec((0..3_u8, 0..2_000_i64, prop::option::of(0..40_u64)), 1..60),
        ) {
            let (mut pace, mut now, mut deadline) = (Pace::default(), 0, 0);
            let (mut wrote, mut created) = (-BETWEEN_WRITES, -BETWEEN_CREATES);
            for (kind, took, limit) in kinds {
                let kind = [Kind::Read, Kind::Write, Kind::Create][usize::from(kind)];
                now = pace.earliest(kind).max(now);
                prop_assert!(now >= deadline);
                if kind != Kind::Read {
                    prop_assert!(now - wrote >= BETWEEN_WRITES);
                    wrote = now;
                }
                if kind == Kind::Create {
                    prop_assert!(now - created >= BETWEEN_CREATES);
                    created = now;
                }
                now += took;
                let seconds = limit.map(|seconds| seconds.to_string());
                let answer = match &seconds {
                    Some(seconds) => signs(429, &[("retry-after", seconds)], ""),
                    None => signs(200, &[], ""),
                };
                deadline = limit.map_or(deadline, |seconds| now + Millis::try_from(seconds).unwrap() * SECOND);
                pace.answered(kind, Some(&answer), now);
            }
        }
    }
}
