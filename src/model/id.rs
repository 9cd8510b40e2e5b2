//! Identifiers: one newtype per kind of thing, so that a person can never stand where a team must.
//!
//! The *id* of a thing is its table name or file stem. Each type below, met as a value in a file, is a
//! reference to such a thing; the loader recognises the types by name and remembers every place one is
//! used (see `load`), so that rules about references need no list of fields.

use ecow::EcoString;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::{Borrow, Cow};
use std::fmt;

/// What an id may look like; written into every schema.
pub const PATTERN: &str = "^[a-z0-9-]{1,40}$";

/// What a repository may be called, `owner/name`: as hosts have it, where `..` is none and `.git` the end of an address. The
/// four ways to end are those of a name that ends in neither a dot nor `.git`.
pub const REPOSITORY: &str = "^[A-Za-z0-9-]{1,39}/(?:[A-Za-z0-9._-]{0,99}[A-SU-Za-su-z0-9_-]\
    |(?:[A-Za-z0-9._-]{0,98}[A-HJ-Za-hj-z0-9._-])?[Tt]\
    |(?:[A-Za-z0-9._-]{0,97}[A-FH-Za-fh-z0-9._-])?[Ii][Tt]\
    |(?:[A-Za-z0-9._-]{0,96}[A-Za-z0-9_-])?[Gg][Ii][Tt])$";

/// Says whether `text` is a well-formed id: 1 to 40 of `a`–`z`, `0`–`9` and `-`.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Says whether Windows keeps `id` for a device, so that no file there can be called so, whatever its ending.
#[must_use]
pub fn is_reserved(id: &str) -> bool {
    matches!(id, "con" | "prn" | "aux" | "nul")
        || matches!(id.as_bytes(), [b'c', b'o', b'm', b'1'..=b'9'] | [b'l', b'p', b't', b'1'..=b'9'])
}

/// `name` with nothing in it but what an id may hold; nothing where that leaves nothing. Of quarters and halves, as people
/// call them, the year comes first: `Q1-2027` is `2027-q1`.
#[must_use]
pub fn fold(name: &str) -> String {
    let mut folded = String::new();
    for letter in name.trim().chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => folded.push(letter),
            _ if folded.ends_with('-') || folded.is_empty() => {}
            _ => folded.push('-'),
        }
    }
    folded.truncate(folded.trim_end_matches('-').len());
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |part: &str| matches!(part.as_bytes(), [b'q', b'1'..=b'4'] | [b'h', b'1'..=b'2']);
    match folded.split_once('-') {
        Some((part, year)) if is_part(part) && is_year(year) => format!("{year}-{part}"),
        _ => folded,
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $kind:literal),+ $(,)?) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            pub struct $name(EcoString);

            impl $name {
                /// The id as written.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl From<&str> for $name {
                fn from(text: &str) -> Self {
                    Self(text.into())
                }
            }

            impl Borrow<str> for $name {
                fn borrow(&self) -> &str {
                    &self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }

            impl JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn inline_schema() -> bool {
                    true
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({ "type": "string", "pattern": PATTERN, "x-canvass-ref": $kind })
                }
            }
        )+

        /// Every id type as (type name, what it names): how the loader tells a reference from a string.
        pub const REFERENCES: &[(&str, &str)] = &[$((stringify!($name), $kind)),+];
    };
}

ids! {
    /// Names a person of the roster.
    PersonId => "person",
    /// Names a team.
    TeamId => "team",
    /// Names a planning cycle.
    CycleId => "cycle",
    /// Names a system.
    SystemId => "system",
    /// Names a known problem.
    ProblemId => "problem",
    /// Names an incident.
    IncidentId => "incident",
    /// Names an item of the strategy.
    StrategyId => "strategy item",
    /// Names a theme.
    ThemeId => "theme",
    /// Names a reusable argument.
    ArgumentId => "argument",
    /// Names an initiative.
    InitiativeId => "initiative",
    /// Names an ask of the same initiative.
    AskRef => "ask",
    /// Names a step of the same initiative.
    StepRef => "step",
    /// Names a need voiced in a conversation of the same initiative.
    NeedRef => "need",
    /// Names a user segment of the same initiative.
    SegmentRef => "segment",
    /// Names an offer of the asked team.
    OfferRef => "offer",
}

/// The name a record gives itself inside its file, for others in the same file to refer to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LocalId(EcoString);

impl LocalId {
    /// The id as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for LocalId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EcoString::deserialize(deserializer).map(Self)
    }
}

impl From<&str> for LocalId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for LocalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for LocalId {
    fn schema_name() -> Cow<'static, str> {
        "LocalId".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": PATTERN })
    }
}

macro_rules! refers_locally {
    ($($name:ident),+) => {
        $(impl PartialEq<LocalId> for $name {
            fn eq(&self, other: &LocalId) -> bool {
                self.as_str() == other.as_str()
            }
        })+
    };
}

refers_locally!(AskRef, StepRef, NeedRef, SegmentRef, OfferRef);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_lower_case_ascii() {
        for good in ["a", "q1-2027", "0", &"x".repeat(40)] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["", "A", "a_b", "a b", "é", "a.b", &"x".repeat(41)] {
            assert!(!is_valid(bad), "{bad}");
        }
    }

    #[test]
    fn device_names_of_windows_are_known() {
        assert!(["con", "nul", "com1", "lpt9"].into_iter().all(is_reserved));
        assert!(!["console", "com", "com0", "com10", "a"].into_iter().any(is_reserved));
    }
}
