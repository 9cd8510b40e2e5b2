//! A seed decides what happens, so that whatever is found can be looked at again.
//!
//! [`world`] is the host, [`keeper`] the ledger, [`people`] what people do, [`profiles`] what goes wrong and how often,
//! [`schedule`] who runs when. [`invariants`] says what must be true at rest, and [`bugs`] are mistakes that must be
//! noticed. What must be true of every step is checked where the step is taken.

mod bugs;
mod chance;
mod invariants;
mod keeper;
mod people;
mod profiles;
mod schedule;
mod totals;
mod world;

pub use bugs::Bug;
pub use profiles::{PROFILES, Profile};
pub use totals::{Total, is_noticed, replay, total};
