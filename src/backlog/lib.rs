//! What should stand in the asked teams' backlogs, what does, and what is to be done about it: pure functions and values.
//!
//! The promise: surplus issues never arise while a request settles within the quarantine and absences are confirmed; if
//! they arise anyway, exactly one stays open. GitHub has no idempotency key, so that no client can promise more.
//!
//! [`wanted`] is what an ask says of itself, [`decide`] tells what to do about each, [`plan`] puts it together, and [`run`]
//! carries it out step by step. How issues and ledgers are reached is left to `forge`, what issues say to
//! `render`.

pub mod block;
pub mod decide;
pub mod key;
pub mod ledger;
pub mod missed;
pub mod plan;
pub mod repo;
pub mod run;
pub mod step;
#[cfg(test)]
mod tests;
pub mod view;
pub mod wanted;

pub use block::{Digest, Draft};
pub use key::{Key, Marker, Source};
pub use ledger::{Entry, Ledger, Seconds};
pub use plan::Plan;
pub use repo::RepoName;
pub use run::{Answer, Order, Run, Step};
pub use wanted::Wanted;
