//! Puts what was found and measured into words: pure functions from views to text, one file per format.
//!
//! What a terminal can show, where text goes and what is private are arguments; texts from files are made harmless
//! for each sink by one module. What is wrong is left to [`crate::rules`], what is true to [`crate::insight`].

pub mod findings;

pub(crate) mod escape;
mod style;

pub use style::Style;

use serde::Serialize;

/// Version of every JSON output; changes when a script that reads one could break.
const VERSION: u8 = 1;

/// `value` as an indented JSON document.
fn document(value: &impl Serialize) -> String {
    // Views hold strings, numbers and lists of them, which always serialise.
    let mut out = escape::json(&serde_json::to_string_pretty(value).unwrap_or_default());
    out.push('\n');
    out
}
