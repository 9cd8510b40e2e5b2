//! `canvass plan`, `apply` and `adopt`: asks in the asked teams' backlogs.
//!
//! Files are read from the current commit, so that what is filed is what others can look up; templates come from the
//! default branch.

mod adopt;
mod apply;
mod asks;
mod connect;
mod narrate;
mod plan;

pub(super) use adopt::{AdoptArgs, run as adopt};
pub(super) use apply::{ApplyArgs, run as apply};
pub(super) use plan::{PlanArgs, run as plan};

use super::{Format, error::Error, measures, output::Output};
use crate::backlog::run::Refusal;
use crate::render::plan::{self as page, Report};

/// What a plan prints in the chosen format.
fn print(report: &Report<'_>, format: Format, output: &Output) -> Result<String, Error> {
    match format {
        Format::Full => Ok(page::full(report, output.style())),
        Format::Json => Ok(page::json(report)),
        Format::Markdown => Ok(page::markdown(report)),
        Format::Github => Ok(page::github(report)),
        other => Err(measures::no_such_format(other)),
    }
}

/// Why nothing was written, as an error that says how to go on.
fn refused(refusal: &Refusal) -> Error {
    match refusal {
        Refusal::NoLedger => Error::usage(
            "there is no ledger, so nobody knows what was filed before",
            "run `canvass apply --bootstrap` once: it notes what stands in the backlogs already, and files nothing",
        ),
        Refusal::LedgerExists => {
            Error::usage("there is a ledger already", "leave --bootstrap out; it is for the very first run")
        }
        Refusal::BadLedger(error) => Error::usage(error.to_string(), error.help()),
        Refusal::OverCap(over) => {
            let whose = over.of.as_ref().map(|of| format!(" in {of}")).unwrap_or_default();
            Error::usage(
                format!(
                    "{} issues{whose} would be filed at once, and `caps.{}` allows {}; nothing was written",
                    over.count, over.cap, over.most
                ),
                format!("look at `canvass plan`; to file exactly these, give --allow-creates {}", over.creates),
            )
        }
        Refusal::NoAuthor => Error::usage(
            "nobody knows which issues canvass wrote: the token does not say whose it is",
            "name the login it writes as with --author, such as `my-app[bot]`",
        ),
        Refusal::Stale(moved) => Error::usage(
            format!("the plan was made for another state: {}", moved.join("; ")),
            "make a new plan with `canvass plan --out`, look at it, and apply that",
        ),
    }
}
