//! The action run by `act`, in the workflows that `init --ci` writes, on events as GitHub sends them, against the fake.
//!
//! `.ci/act` installs what that takes and runs these tests. The scripts alone, with stand-ins for everything, are the
//! business of `.ci/action`.

mod digest;
mod filing;
mod forks;
mod log;
mod project;
mod pull_requests;
