//! What is true of a portfolio on a day: who must be met, how ready each initiative is, what its file supports.
//!
//! Pure functions of (portfolio, date). Every number carries the place it comes from. What is *wrong* is left to
//! [`crate::rules`], how it looks to [`crate::render`].

pub mod coverage;
pub mod readiness;
pub mod stage;

/// An exact fraction; readiness and coverage are computed in these and rounded down once, at the end.
pub type Fraction = num_rational::Ratio<i64>;
