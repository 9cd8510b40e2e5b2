//! A finding: what is wrong, where, and how to mend it, as data that any output can print.

mod findings;

pub use findings::Findings;

use crate::InitiativeId;
use crate::source::FileId;
use ecow::EcoString;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The number of a rule; written `CV407`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl Code {
    /// Files that cannot be read as what they should be.
    pub const SCHEMA: Self = Self(1);
    /// References that lead nowhere.
    pub const REFERENCE: Self = Self(2);
    /// Waivers that no longer waive.
    pub const WAIVER: Self = Self(4);
    /// Files that are nearly named like one that is read.
    pub const UNREAD: Self = Self(5);
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CV{:03}", self.0)
    }
}

impl FromStr for Code {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix("CV").or_else(|| text.strip_prefix("cv")).ok_or(())?;
        let plain = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().map(Self).ok()).flatten().ok_or(())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How much a finding matters; ordered, errors greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Hint,
    /// Should be mended before planning.
    Warning,
    /// Must be mended before merging.
    Error,
}

impl Level {
    /// The word printed for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Which part of an entry is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The value of a key, or an element of an array.
    #[default]
    Value,
    /// The key itself.
    Key,
}

/// A place inside a file, resolved to bytes only when it is printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// The file as a whole.
    Whole,
    /// An entry by its JSON pointer, such as `/ask/0/decider`; the nearest existing parent stands in for a missing one.
    Entry(EcoString, Part),
    /// A range of bytes.
    Bytes(u32, u32),
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The file.
    pub file: FileId,
    /// The place in it.
    pub spot: Spot,
}

impl At {
    /// The file as a whole.
    #[must_use]
    pub fn file(file: FileId) -> Self {
        Self { file, spot: Spot::Whole }
    }

    /// The bytes from `start` up to `end`.
    #[must_use]
    pub fn bytes(file: FileId, span: std::ops::Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, spot: Spot::Bytes(clamp(span.start), clamp(span.end)) }
    }

    /// The value at `pointer`.
    #[must_use]
    pub fn value(file: FileId, pointer: impl Into<EcoString>) -> Self {
        Self { file, spot: Spot::Entry(pointer.into(), Part::Value) }
    }

    /// The same entry, its key instead of its value.
    #[must_use]
    pub fn key(mut self) -> Self {
        if let Spot::Entry(_, part) = &mut self.spot {
            *part = Part::Key;
        }
        self
    }
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub at: At,
    /// What is to be seen there.
    pub label: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it.
    pub code: Code,
    /// How much it matters; set by `rules::run` from the rule, the stage and the settings.
    pub level: Level,
    /// What is wrong, lower-case, in one line.
    pub message: String,
    /// Where.
    pub at: At,
    /// What to write beside that place.
    pub label: String,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// How to mend it.
    pub help: String,
    /// The initiative it is about.
    pub initiative: Option<InitiativeId>,
    /// What it is about where the place alone does not tell, such as a missing person; part of its identity
    /// against a base, so it never holds numbers that change with the clock.
    pub about: String,
    /// Whether what it is about names it alone, because it stands where it does by chance: at the newest of several, say.
    pub anywhere: bool,
    /// How far it goes, such as the number of initiatives that somebody leads. Against a base, one that goes farther than
    /// before is new.
    pub extent: usize,
    /// How many others of its kind in its file it stands for, which are not listed; none for nearly all.
    pub rest: usize,
    /// Whether only the passing of time brought it about.
    pub clock: bool,
    /// How much it matters at least, where it is graver than its rule says in general.
    pub at_least: Level,
}

impl Diagnostic {
    /// A finding of `code` at `at`, to be completed by the methods below.
    #[must_use]
    pub fn new(code: Code, at: At, message: impl Into<String>) -> Self {
        Self {
            code,
            level: Level::Error,
            message: message.into(),
            at,
            label: String::new(),
            related: Vec::new(),
            help: String::new(),
            initiative: None,
            about: String::new(),
            anywhere: false,
            extent: 0,
            rest: 0,
            clock: false,
            at_least: Level::Hint,
        }
    }

    /// How many findings it is counted as.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.rest.max(1)
    }

    /// Adds what to write beside the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Adds another place that explains it.
    #[must_use]
    pub fn related(mut self, at: At, label: impl Into<String>) -> Self {
        self.related.push(Related { at, label: label.into() });
        self
    }

    /// Names what it is about.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    /// Names what it is about, wherever it stands.
    #[must_use]
    pub fn about_alone(mut self, about: impl Into<String>) -> Self {
        self.anywhere = true;
        self.about(about)
    }

    /// Says how far it goes.
    #[must_use]
    pub fn extent(mut self, extent: usize) -> Self {
        self.extent = extent;
        self
    }

    /// Marks it as brought about by time alone, so that it never is an error.
    #[must_use]
    pub fn clock(mut self) -> Self {
        self.clock = true;
        self
    }

    /// Makes it matter at least as much as `level`, unless the workspace says how strictly the rule is taken.
    #[must_use]
    pub fn at_least(mut self, level: Level) -> Self {
        self.at_least = level;
        self
    }

    /// Names the initiative it belongs to.
    #[must_use]
    pub fn of(mut self, initiative: &InitiativeId) -> Self {
        self.initiative = Some(initiative.clone());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_what_they_print() {
        assert_eq!("CV407".parse(), Ok(Code(407)));
        assert_eq!(Code(1).to_string().parse(), Ok(Code::SCHEMA));
        for bad in ["CV7", "CV0407", "407", "CVxyz", "CV+07"] {
            assert_eq!(bad.parse::<Code>(), Err(()), "{bad}");
        }
    }
}
