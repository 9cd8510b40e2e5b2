//! What the fuzzers run. The targets are compiled into the tests of canvass as well (`tests/fuzz.rs`), which run each over
//! its corpus and some mutations.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../tests/support/markdown.rs"]
mod markdown;
#[path = "../../tests/support/shown.rs"]
mod shown;
mod targets;

/// Runs the target called `name`.
pub fn run(name: &str, input: &[u8]) {
    let (_, target) = targets::ALL.into_iter().find(|(other, _)| *other == name).expect("a name of a target");
    target(input);
}
