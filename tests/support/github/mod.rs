//! A fake GitHub that keeps state: issues, branches and the ledger, limits, renames and every way to fail.
//!
//! `handle` is a function of the state and a request; `server` puts it behind a socket, so that the library and the
//! binary can be tested alike. A route it does not know fails the test.

pub(crate) mod faults;
pub(crate) mod graphql;
pub(crate) mod json;
pub(crate) mod routes;
pub(crate) mod server;
pub(crate) mod state;
pub(crate) mod threads;

pub(crate) use faults::{Act, Fault};
pub(crate) use server::Server;
pub(crate) use state::{HOME_TOKEN, LOGIN, Moment, TOKEN, Victim};
