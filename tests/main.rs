//! The one integration binary.

// A test that panics has done its work; clippy knows only functions marked as tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

// `act` runs scripts of a shell.
#[cfg(unix)]
mod act;
mod addresses;
mod bad_input;
mod bad_repository;
mod base;
mod bounded;
mod brief;
mod capacity;
mod ci_files;
mod command_line;
mod confidence;
mod cycle_reports;
mod dated_ahead;
mod determinism;
mod digest;
mod docs;
mod every_day;
mod example;
mod filing;
mod floors;
mod fuzz;
#[cfg(unix)]
mod git_states;
mod github;
mod hook;
mod hostile;
mod impact;
mod import;
mod init_new;
#[cfg(unix)]
mod links;
mod lint_questions;
mod newcomer;
#[cfg(unix)]
mod one_verdict;
mod only;
#[cfg(unix)]
mod output_file;
mod pack;
mod reports;
mod review;
mod revisions;
mod rules;
mod schemas;
mod sinks;
mod status;
mod support;
mod unreadable;
