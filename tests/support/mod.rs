//! What the tests share: workspaces and repositories built in temporary folders, the binary in a scrubbed environment,
//! and files that are generated and checked in.

pub(crate) mod command;
pub(crate) mod generated;
pub(crate) mod git;
pub(crate) mod github;
pub(crate) mod markdown;
pub(crate) mod repository;
pub(crate) mod shown;
pub(crate) mod workspace;
