//! What `validate` found, ready to be printed: the view that every format of findings takes.
//!
//! Which findings there are is left to [`crate::rules`], where output goes to [`crate::cli`].

mod concise;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod sarif;

pub use concise::concise;
pub use full::full;
pub use github::github;
pub use gitlab::gitlab;
pub use json::{json, schema};
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;

use crate::diagnostic::{At, Code, Diagnostic, Level};
use crate::load::diff::ChangedLines;
use crate::model::Date;
use crate::render::plural;
use crate::source::{Location, Sources};
use std::collections::BTreeSet;
use std::time::Duration;

/// One finding with its places resolved.
#[derive(Clone, Debug)]
pub struct Finding<'a> {
    /// What was found.
    pub diagnostic: &'a Diagnostic,
    /// The name of its rule, such as `decider-cannot-decide`.
    pub name: &'a str,
    /// Where it is.
    pub at: Location,
    /// Where its related places are, in their order.
    pub related: Vec<Location>,
    /// What it is about, free of line numbers and of what the clock changes: the same string, the same finding.
    pub identity: String,
}

impl<'a> Finding<'a> {
    /// Resolves the places of `diagnostic`.
    pub fn new(
        diagnostic: &'a Diagnostic,
        name: &'a str,
        identity: String,
        mut locate: impl FnMut(&At) -> Location,
    ) -> Self {
        let at = locate(&diagnostic.at);
        let related = diagnostic.related.iter().map(|related| locate(&related.at)).collect();
        Self { diagnostic, name, at, related, identity }
    }

    /// The related places with what is to be seen there.
    fn places(&self) -> impl Iterator<Item = (&Location, &str)> {
        self.related.iter().zip(self.diagnostic.related.iter().map(|related| related.label.as_str()))
    }
}

/// What is known of a rule, for formats that list them.
#[derive(Clone, Copy, Debug)]
pub struct RuleInfo<'a> {
    /// Its number.
    pub code: Code,
    /// Its name.
    pub name: &'a str,
    /// What it looks for, in one line.
    pub summary: &'a str,
    /// Its page of the manual, in Markdown.
    pub help_markdown: &'a str,
    /// How much its findings matter where no stage or setting says otherwise.
    pub level: Level,
}

/// The outcome of one run of `validate`.
#[derive(Clone, Debug)]
pub struct Validation<'a> {
    /// The day it was judged on.
    pub as_of: Date,
    /// The findings that count, in the order to print them.
    pub findings: Vec<Finding<'a>>,
    /// Findings that the base already has; shown apart, and counted nowhere.
    pub existing: Vec<Finding<'a>>,
    /// The revision compared against, as it was typed.
    pub base: Option<&'a str>,
    /// The lines that the change touches, where they are known: what stands there comes first.
    pub touched: Option<&'a ChangedLines>,
    /// How many files were read.
    pub files: usize,
    /// How long it took; printed by [`full`] alone, so that every other output depends on the files only.
    pub elapsed: Option<Duration>,
    /// From which level on findings fail the run.
    pub fail_on: Level,
    /// The folder of the workspace inside its repository, empty or ending in `/`, for hosts that count from there.
    pub prefix: &'a str,
    /// The files.
    pub sources: &'a Sources,
}

/// How many findings count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of level error.
    pub errors: usize,
    /// Of level warning.
    pub warnings: usize,
    /// Of level hint.
    pub hints: usize,
    /// Files with a finding.
    pub files: usize,
}

impl Validation<'_> {
    /// Counts the findings; existing ones do not count.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let of = |level| {
            let of_level = self.findings.iter().map(|finding| finding.diagnostic).filter(|it| it.level == level);
            of_level.map(Diagnostic::weight).sum()
        };
        Counts {
            errors: of(Level::Error),
            warnings: of(Level::Warning),
            hints: of(Level::Hint),
            files: self.findings.iter().map(|finding| finding.at.file).collect::<BTreeSet<_>>().len(),
        }
    }

    /// The path of `location` from the workspace root.
    fn path(&self, location: &Location) -> &str {
        self.sources.path(location.file)
    }

    /// The path of `location` from the root of the repository.
    fn repository_path(&self, location: &Location) -> String {
        format!("{}{}", self.prefix, self.path(location))
    }

    /// Every finding, those that count first, each with whether it counts.
    fn all(&self) -> impl Iterator<Item = (&Finding<'_>, bool)> {
        let new = self.findings.iter().map(|finding| (finding, true));
        new.chain(self.existing.iter().map(|finding| (finding, false)))
    }

    /// How many findings the base already has.
    fn existing_count(&self) -> usize {
        self.existing.iter().map(|finding| finding.diagnostic.weight()).sum()
    }

    /// What the existing findings are called.
    fn base_name(&self) -> &str {
        self.base.unwrap_or("the base")
    }
}

impl Counts {
    /// `1 error, 2 warnings in 2 files`, or nothing when there is no finding.
    fn sentence(&self) -> Option<String> {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.hints, "hint")];
        let named: Vec<_> = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| plural(n, what)).collect();
        (!named.is_empty()).then(|| format!("{} in {}", named.join(", "), plural(self.files, "file")))
    }
}

/// A fingerprint of each finding's identity that moving lines does not change; equal identities are told apart
/// by their order.
fn fingerprints<'a>(findings: impl Iterator<Item = &'a Finding<'a>>) -> Vec<String> {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    findings
        .map(|finding| {
            let subject = format!("{} {}", finding.diagnostic.code, finding.identity);
            let nth = seen.entry(subject.clone()).or_default();
            *nth += 1;
            format!("{:032x}", fnv(format!("{subject} {nth}").as_bytes()))
        })
        .collect()
}

/// FNV-1a of 128 bits: stable over releases of Rust, unlike the hashers of the standard library. Nothing secret
/// and nothing trusted hangs on it.
fn fnv(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

#[cfg(test)]
mod tests;
