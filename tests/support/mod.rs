//! What the tests share: repositories built in a temporary folder, the binary in a scrubbed environment, and files that
//! are generated and checked in.

pub mod command;
pub(crate) mod generated;
pub mod repository;
