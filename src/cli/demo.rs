//! `canvass demo`: the example with its history, and what the commands say of it.

use super::coverage::CoverageArgs;
use super::readiness::ReadinessArgs;
use super::validate::ValidateArgs;
use super::{Exit, Globals, coverage, error::Error, init, output::Output, readiness, validate};
use crate::example;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `demo`.
#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    /// Where to unpack the example; a new temporary folder when absent
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &DemoArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let dir = match &args.dir {
        Some(dir) => dir.clone(),
        None => {
            let temporary = tempfile::Builder::new().prefix("canvass-demo-").tempdir();
            // Kept: it is there to be looked at.
            temporary.map_err(Error::file("cannot make a folder in", &std::env::temp_dir()))?.keep()
        }
    };
    init::unpack_example(&dir, true)?;
    let as_of = example::AS_OF
        .parse()
        .map_err(|_| Error::usage("the example has no valid date", "this is a fault of canvass; please report it"))?;
    let globals = Globals { workspace: Some(dir.clone()), as_of: Some(as_of), ..globals.clone() };

    let shown = dir.display();
    output.print(&format!(
        "A shop, five teams, nine initiatives, nine weeks of history: {shown}\nToday is {as_of}. Planning for 2027-Q1 opens on 2026-12-11.\n"
    ))?;
    heading(output, "What is wrong?", "canvass validate")?;
    validate::run(&ValidateArgs::default(), &globals, output)?;
    heading(output, "Which initiatives will make it into the next plan?", "canvass readiness")?;
    readiness::run(&ReadinessArgs::default(), &globals, output)?;
    heading(output, "Why is one of them late, and what helps most?", "canvass readiness checkout-retries")?;
    readiness::run(&ReadinessArgs::of("checkout-retries"), &globals, output)?;
    heading(output, "Who has not been spoken to?", "canvass coverage checkout-retries")?;
    coverage::run(&CoverageArgs::of("checkout-retries"), &globals, output)?;
    output.print(&format!(
        "\nLook around: cd {shown}\n  git log --oneline                     nine weeks of it\n  canvass validate --base HEAD~1        only what the last commit brought\n  canvass explain CV407                 why a finding matters\nStart your own: canvass init\n"
    ))?;
    Ok(Exit::Ok)
}

fn heading(output: &Output, question: &str, command: &str) -> Result<(), Error> {
    output.print(&format!("\n── {question}\n$ {command}\n\n"))
}
