//! What is true of a portfolio on a day: who must be met, how ready each initiative is, what its file supports.
//!
//! Pure functions of (portfolio, date), over an [`Index`] built once. Every number carries the place it comes from.
//! What is *wrong* is left to [`crate::rules`], how it looks to `render`.

pub mod acronyms;
pub mod asked;
pub mod availability;
pub mod brief;
pub mod capacity;
pub mod card;
pub mod change;
pub mod contact;
pub mod coverage;
pub mod dated;
pub mod draft;
pub mod due;
pub mod executives;
pub mod facts;
pub mod follow_ups;
pub mod gates;
pub mod graph;
pub mod hours;
pub mod identity;
pub mod idle;
pub mod impact;
pub mod incidents;
pub mod index;
pub mod metrics;
pub mod month;
pub mod progress;
pub mod prose;
pub mod questions;
pub mod readiness;
pub mod reminders;
pub mod results;
pub mod retro;
pub mod reviewers;
pub mod roadmap;
pub mod roles;
pub mod similar;
pub mod slots;
pub mod stage;
pub mod wording;

pub use contact::Counted;
pub use index::Index;

/// An exact fraction; readiness and coverage are computed in these and rounded down once, at the end.
pub type Fraction = num_rational::Ratio<i64>;

/// `part` of `whole` as a fraction; 0 when there is nothing to count, for emptiness earns nothing.
#[must_use]
pub fn share(part: usize, whole: usize) -> Fraction {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    if whole == 0 { Fraction::new(0, 1) } else { Fraction::new(count(part), count(whole)) }
}

#[cfg(test)]
mod tests;
