//! What the end-to-end tests share: workspaces and repositories built in temporary folders, and the binary in a
//! scrubbed environment.

pub(crate) mod command;
pub(crate) mod repository;
pub(crate) mod workspace;
