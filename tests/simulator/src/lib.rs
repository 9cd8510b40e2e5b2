//! A world in which everything goes wrong that can, and in which every promise of filing is checked all the time.
//!
//! The core of filing has no input or output and needs little of the rest. So it is compiled here once more by itself,
//! with optimisation, which takes seconds; for the whole of canvass it would take minutes, and without it the tests
//! would. Its own tests are run where it lives, so that as a test this library is empty.

#[cfg(not(test))]
use canvass::{insight, model};

#[cfg(not(test))]
#[path = "../../../src/backlog/mod.rs"]
pub mod backlog;

#[cfg(not(test))]
mod simulator;

#[cfg(not(test))]
pub use simulator::{Bug, PROFILES, Profile, Total, is_noticed, replay, total};
