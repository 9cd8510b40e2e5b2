//! The ledger: what may have been sent, so that nothing is sent twice.
//!
//! GitHub has no idempotency key. The truth about what exists is with GitHub; the truth about what a run may have sent
//! and not seen the answer of is here. A ledger is a value; where it is kept and how a change of it is made safe are
//! left to `forge`.

use super::key::Key;
use super::repo::RepoName;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Seconds since the beginning of 1970, UTC.
pub type Seconds = i64;

/// The version written; any other is left alone.
const VERSION: u32 = 1;
const MINUTE: Seconds = 60;
const HOUR: Seconds = 60 * MINUTE;
/// Far beyond what any clock tells, and far from where sums overflow.
const LAST_MOMENT: Seconds = 1 << 53;
/// More than any run counts.
const MOST_COUNT: u32 = 1_000_000;
/// GitHub takes some 80 new contents a minute and 500 an hour from one author; we stay below.
pub const PER_MINUTE: u32 = 60;
/// See [`PER_MINUTE`].
pub const PER_HOUR: u32 = 400;

/// Everything that was or may have been filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    version: u32,
    /// By key: what is known of the issue.
    #[serde(default)]
    pub entries: BTreeMap<Key, Entry>,
    /// Logins that claims were made under.
    #[serde(default)]
    authors: BTreeSet<String>,
    /// How many issues were claimed in each minute of the last hour.
    #[serde(default)]
    budget: BTreeMap<Seconds, u32>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { version: VERSION, entries: BTreeMap::new(), authors: BTreeSet::new(), budget: BTreeMap::new() }
    }
}

/// What is known of the issue of one ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The ask, as `initiative/ask`, for people who read the ledger.
    pub ask: String,
    /// Where it was filed, or is to be.
    pub repo: RepoName,
    /// The number its host gave that repository, where it is known: a name may be given to another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo_id: Option<u64>,
    /// How far it has come.
    #[serde(flatten)]
    pub state: State,
}

/// How far the filing of an ask has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// A run said that it would send it, and nobody knows yet whether it arrived.
    Claimed {
        /// Which run.
        run: String,
        /// When.
        at: Seconds,
        /// How many later runs looked for it in vain.
        #[serde(default)]
        empties: u32,
    },
    /// It stands there.
    Filed {
        /// Its number.
        number: u64,
        /// Who wrote it: us, or a person whose issue was adopted.
        author: String,
        /// Whether it is a person's, of which not a byte is ours.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        adopted: bool,
        /// How many runs in a row were told that there is no such issue.
        #[serde(default, skip_serializing_if = "is_zero")]
        missing: u32,
    },
    /// It stood there and was deleted or moved away: a tombstone, until the ask's generation is raised.
    Gone {
        /// The number it had.
        number: u64,
    },
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Entry {
    /// The number of the issue, standing or gone.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match self.state {
            State::Claimed { .. } => None,
            State::Filed { number, .. } | State::Gone { number } => Some(number),
        }
    }

    /// The number of the issue that should stand there.
    #[must_use]
    pub fn standing(&self) -> Option<u64> {
        match self.state {
            State::Filed { number, .. } => Some(number),
            _ => None,
        }
    }

    /// Whether it is a person's issue that was adopted.
    #[must_use]
    pub fn is_adopted(&self) -> bool {
        matches!(self.state, State::Filed { adopted: true, .. })
    }
}

/// Why a ledger cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Written by a later version.
    #[error("the ledger has version {0}, and this canvass writes version {VERSION}")]
    Newer(u64),
    /// Not a ledger.
    #[error("the ledger cannot be read: {0}")]
    Corrupt(String),
}

impl LedgerError {
    /// How to mend it, in one sentence.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Newer(_) => "update canvass here; nothing was written",
            Self::Corrupt(_) => {
                "delete the branch `canvass-ledger` and run `canvass apply --bootstrap`: it notes what stands in the backlogs"
            }
        }
    }
}

impl Ledger {
    /// Reads a ledger as [`Ledger::text`] writes it.
    ///
    /// # Errors
    ///
    /// When it is no ledger, or one of a later version.
    pub fn read(text: &str) -> Result<Self, LedgerError> {
        #[derive(Deserialize)]
        struct Version {
            version: u64,
        }
        let corrupt = |error: serde_json::Error| LedgerError::Corrupt(error.to_string());
        let Version { version } = serde_json::from_str(text).map_err(corrupt)?;
        if version != u64::from(VERSION) {
            return Err(LedgerError::Newer(version));
        }
        let ledger: Self = serde_json::from_str(text).map_err(corrupt)?;
        match ledger.beyond_reason() {
            Some(what) => Err(LedgerError::Corrupt(format!("{what} is out of range"))),
            None => Ok(ledger),
        }
    }

    /// A number that no run writes and that nothing could be computed with; the first, by what it is.
    fn beyond_reason(&self) -> Option<String> {
        let is_moment = |at: &Seconds| (0..=LAST_MOMENT).contains(at);
        let is_count = |count: u32| count <= MOST_COUNT;
        let entry = self.entries.iter().find_map(|(key, entry)| {
            let what = match entry.state {
                State::Claimed { at, .. } if !is_moment(&at) => "time of the claim",
                State::Claimed { empties, .. } if !is_count(empties) => "`empties`",
                State::Filed { missing, .. } if !is_count(missing) => "`missing`",
                _ => return None,
            };
            Some(format!("the {what} of {key}"))
        });
        let minute = || {
            let mut spent = self.budget.iter();
            let (at, _) = spent.find(|(at, count)| !(is_moment(at) && is_count(**count)))?;
            Some(format!("`budget` of {at}"))
        };
        entry.or_else(minute)
    }

    /// The ledger as it is kept: one line per ask, so that its history reads as what happened.
    #[must_use]
    pub fn text(&self) -> String {
        // Strings and numbers always serialise.
        let line = |value: &dyn erased::Line| value.line();
        let mut out = format!("{{\n\"version\": {},\n\"entries\": {{", self.version);
        let entries: Vec<_> = self.entries.iter().map(|(key, entry)| format!("\n\"{key}\": {}", line(entry))).collect();
        out.push_str(&entries.join(","));
        out.push_str("\n},\n\"authors\": ");
        out.push_str(&line(&self.authors));
        out.push_str(",\n\"budget\": ");
        out.push_str(&line(&self.budget));
        out.push_str("\n}\n");
        out
    }

    /// Everybody whose issues are taken for ours.
    pub fn authors(&self) -> impl Iterator<Item = &str> {
        let filed = self.entries.values().filter_map(|entry| match &entry.state {
            State::Filed { author, adopted: false, .. } => Some(author.as_str()),
            _ => None,
        });
        self.authors.iter().map(String::as_str).chain(filed)
    }

    /// Takes what `logins` write for ours from now on.
    pub fn trust<'l>(&mut self, logins: impl IntoIterator<Item = &'l String>) {
        self.authors.extend(logins.into_iter().cloned());
    }

    /// Notes that `count` issues are about to be sent.
    pub fn spend(&mut self, count: u32, now: Seconds) {
        self.budget.retain(|minute, _| *minute > now - HOUR - MINUTE);
        if count > 0 {
            let spent = self.budget.entry(now - now.rem_euclid(MINUTE)).or_default();
            *spent = spent.saturating_add(count);
        }
    }

    /// When `count` more issues may be sent without more than [`PER_MINUTE`] or [`PER_HOUR`]: now, or later.
    #[must_use]
    pub fn affordable_at(&self, count: u32, now: Seconds) -> Seconds {
        let mut at = now;
        for (span, most) in [(MINUTE, PER_MINUTE), (HOUR, PER_HOUR)] {
            // Minutes are counted as a whole, as if all of one had been sent in its last second.
            let mut spent: u64 = self.budget.range(now - span - MINUTE + 1..).map(|(_, count)| u64::from(*count)).sum();
            for (minute, spent_then) in self.budget.range(now - span - MINUTE + 1..) {
                if spent + u64::from(count) <= u64::from(most) {
                    break;
                }
                spent -= u64::from(*spent_then);
                at = at.max(minute + MINUTE + span);
            }
        }
        at
    }
}

/// One line of JSON.
mod erased {
    pub(super) trait Line {
        fn line(&self) -> String;
    }

    impl<T: serde::Serialize> Line for T {
        fn line(&self) -> String {
            serde_json::to_string(self).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::Source;
    use super::*;
    use proptest::prelude::*;

    fn entry(state: State) -> Entry {
        Entry { ask: "a/b".into(), repo: "acme/Web".parse().unwrap(), repo_id: Some(9), state }
    }

    fn ledger() -> Ledger {
        let key = |ask: &str| Key::new(Source(1), "a", ask, 1);
        let filed = State::Filed { number: 4, author: "bot".into(), adopted: false, missing: 1 };
        let mut ledger = Ledger::default();
        ledger.entries.insert(key("b"), entry(State::Claimed { run: "r".into(), at: 5, empties: 1 }));
        ledger.entries.insert(key("c"), entry(filed));
        ledger.entries.insert(key("d"), entry(State::Gone { number: 8 }));
        ledger.trust([&"bot".to_owned()]);
        ledger.spend(3, 1_000);
        ledger
    }

    #[test]
    fn a_ledger_reads_as_it_was_written() {
        let text = ledger().text();
        insta::assert_snapshot!(text);
        assert_eq!(Ledger::read(&text), Ok(ledger()));
        assert_eq!(Ledger::read(&Ledger::default().text()), Ok(Ledger::default()));
    }

    #[test]
    fn what_is_no_ledger_is_refused() {
        assert_eq!(Ledger::read(r#"{"version": 2, "entries": "new"}"#), Err(LedgerError::Newer(2)));
        for bad in ["", "{}", "[]", "not json", r#"{"version": 1, "entires": {}}"#, &ledger().text()[..200]] {
            assert!(matches!(Ledger::read(bad), Err(LedgerError::Corrupt(_))), "{bad}");
        }
    }

    #[test]
    fn numbers_that_no_run_writes_are_refused() {
        let change = |old: &str, new: &str| {
            let text = ledger().text();
            assert!(text.contains(old), "{old}: {text}");
            Ledger::read(&text.replacen(old, new, 1)).map_err(|error| error.to_string())
        };
        for (old, new, what) in [
            (r#""at":5"#, r#""at":9223372036854775807"#, "the time of the claim of"),
            (r#""at":5"#, r#""at":-1"#, "the time of the claim of"),
            (r#""empties":1"#, r#""empties":4294967295"#, "the `empties` of"),
            (r#""missing":1"#, r#""missing":4294967295"#, "the `missing` of"),
            (r#""960":3"#, r#""960":4294967295"#, "`budget` of 960"),
            (r#""960":3"#, r#""9223372036854775807":1"#, "`budget` of 9223372036854775807"),
        ] {
            let refused = change(old, new).unwrap_err();
            assert!(refused.contains(what) && refused.ends_with("is out of range"), "{refused}");
        }
        let mut full = change(r#""960":3"#, r#""960":1000000,"961":1000000,"1000":1000000"#).unwrap();
        assert!(full.affordable_at(u32::MAX, 1_000) > 1_000);
        full.spend(PER_HOUR, 1_000);
    }

    proptest! {
        #[test]
        fn the_budget_is_never_exceeded(runs in prop::collection::vec((1_u32..=10, 0_i64..40), 1..120)) {
            let (mut ledger, mut now, mut sent) = (Ledger::default(), 0, Vec::new());
            for (count, pause) in runs {
                now = ledger.affordable_at(count, now + pause);
                ledger.spend(count, now);
                sent.push((now, count));
                for (span, most) in [(MINUTE, PER_MINUTE), (HOUR, PER_HOUR)] {
                    let within: u32 = sent.iter().filter(|(at, _)| *at > now - span).map(|(_, count)| count).sum();
                    prop_assert!(within <= most, "{within} in {span} s");
                }
            }
        }
    }
}
