//! What the end-to-end tests share: repositories built in a temporary folder, and the binary in a scrubbed environment.

pub mod command;
pub mod repository;
