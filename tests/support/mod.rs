//! What the tests share: repositories built in a temporary folder, the binary in a scrubbed environment, and files that
//! are generated and checked in.

pub(crate) mod command;
pub(crate) mod generated;
pub(crate) mod repository;
