//! What is wrong: rules as records, in families, run over everything that was loaded.
//!
//! A family file holds `const RULES` and the check functions under it; adding a rule is a record, a function and a
//! folder of fixtures. What is *true* is measured in [`crate::insight`]; how findings look is left to `render`.

mod amounts;
mod answerable;
mod asks;
pub mod baseline;
mod capacity;
mod changes;
mod circles;
pub mod context;
mod cycles;
mod dates;
mod delivery;
mod duplicates;
mod engine;
mod files;
mod follow_ups;
mod incidents;
mod interviews;
mod left;
mod load;
mod outcome;
mod privacy;
mod problem;
mod ranges;
mod references;
pub mod rule;
mod stakeholders;
mod steps;
mod systems;
mod titles;
mod twice;
mod upkeep;
mod vacancies;
mod values;
mod waivers;
mod wording;

pub use context::{Context, Subject};
pub use engine::{Outcome, run, run_change};
pub use interviews::leads;
pub use rule::{Check, Rule};

use crate::diagnostic::Code;

/// Every family, in the order of the codes.
const FAMILIES: &[&[Rule]] = &[
    files::RULES,
    twice::RULES,
    upkeep::RULES,
    duplicates::RULES,
    dates::AHEAD_RULES,
    problem::RULES,
    incidents::RULES,
    outcome::RULES,
    stakeholders::RULES,
    follow_ups::RULES,
    stakeholders::ONE_ON_ONE,
    left::RULES,
    asks::RULES,
    ranges::RULES,
    interviews::RULES,
    systems::RULES,
    delivery::RULES,
    cycles::RULES,
    dates::RULES,
    privacy::RULES,
    capacity::RULES,
];

/// Every rule, in the order of the codes.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().copied().flatten()
}

/// The rule called `code`.
#[must_use]
pub fn find(code: Code) -> Option<&'static Rule> {
    all().find(|rule| rule.code == code)
}
