//! The words of canvass as plain data: what the TOML files say, without input, output, clock or spans.
//!
//! Reading, measuring and judging them is left to the crates above.

pub mod address;
pub mod cycle;
pub mod date;
pub mod diagnostic;
pub mod hidden;
pub mod id;
pub mod initiative;
pub mod people;
pub mod portfolio;
pub mod reference;
pub mod source;
pub mod system;
pub mod vocabulary;
pub mod workspace;

pub use cycle::Cycle;
pub use date::{Date, Moment, Month};
pub use id::*;
pub use initiative::*;
pub use people::{Offer, Person, Team};
pub use portfolio::{Kind, Portfolio, Record};
pub use reference::{Argument, Incident, Problem, StrategyItem, Theme};
pub use system::System;
pub use vocabulary::*;
pub use workspace::Workspace;

/// A piece of prose or a name, kept as written.
///
/// Boxed rather than growable: a portfolio holds a hundred thousand of them and changes none.
pub type Text = Box<str>;

/// A number of person-days of work; never negative, half days are allowed.
pub type Days = f64;
