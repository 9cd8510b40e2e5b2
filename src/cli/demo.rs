//! `canvass demo`: the example with its history, and what the commands say of it.

use super::coverage::CoverageArgs;
use super::readiness::ReadinessArgs;
use super::validate::ValidateArgs;
use super::{
    Exit, Format, Globals, coverage,
    error::{Error, FAULT},
    filing::{self, ApplyArgs},
    init,
    output::{self, Output},
    readiness, validate,
};
use crate::example;
use crate::forge::outbox::Outbox;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `demo`.
#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    /// Where to unpack the example; a new temporary folder when absent
    dir: Option<PathBuf>,
}

/// The initiative that is looked at closely, the team it has met least of, and the cycle it is for.
const SUBJECT: &str = "checkout-retries";
const TEAM: &str = "platform";
const CYCLE: &str = "2027-q1";
/// A backlog that the example files an ask in.
const ISSUE: &str = "kettleby/payments";

pub(super) fn run(args: &DemoArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    if !output.is_shown() {
        return Err(Error::usage(
            "demo shows several outputs, and --output-file keeps one",
            "leave --output-file out, or write `canvass demo > FILE`",
        ));
    }
    let dir = match &args.dir {
        Some(dir) => dir.clone(),
        None => {
            let temporary = tempfile::Builder::new().prefix("canvass-demo-").tempdir();
            // Kept: it is there to be looked at.
            temporary.map_err(Error::file("cannot make a folder in", &std::env::temp_dir()))?.keep()
        }
    };
    init::unpack_example(&dir, true)?;
    let as_of = example::AS_OF.parse().map_err(|_| Error::usage("the example has no valid date", FAULT))?;
    // The example has its own day and folder, and a demo is for people.
    let globals = Globals {
        workspace: Some(dir.clone()),
        overlay: None,
        as_of: Some(as_of),
        output_format: Format::Full,
        ..globals.clone()
    };

    let shown = dir.display();
    output.print(&format!(
        "A shop, five teams, nine initiatives, nine weeks of history: {shown}\n\
         Today is {as_of}. Planning for 2027-Q1 opens on 2026-12-11.\n"
    ))?;
    let file = format!("initiatives/{SUBJECT}.toml");
    heading(output, "What is wrong with one of them?", &format!("validate {file}"))?;
    validate::run(&ValidateArgs::of(dir.join(&file)), &globals, output)?;
    let all = validate::count(&globals)?;
    output.print(&format!("`canvass validate` without a file checks everything: {all} findings.\n"))?;
    heading(output, "Which initiatives will be ready when planning opens?", &format!("readiness --cycle {CYCLE}"))?;
    readiness::run(&ReadinessArgs::of_cycle(CYCLE), &globals, output)?;
    heading(output, "Who of the platform team must still be spoken to?", &format!("coverage --team {TEAM}"))?;
    coverage::run(&CoverageArgs::of_team(TEAM), &globals, output)?;
    heading(output, "What is to be done next, and what is it worth?", &format!("readiness {SUBJECT}"))?;
    readiness::run(&ReadinessArgs::of(SUBJECT), &globals, output)?;
    let quiet = Globals { quiet: true, verbose: false, ..globals.clone() };
    for question in ["Which asks go into the teams' backlogs now?", "And once more, is anything filed twice?"] {
        heading(output, question, "apply --yes --quiet")?;
        filing::apply(&ApplyArgs::unasked(), &quiet, &Output::new(&quiet))?;
    }

    let enter = format!("cd {shown}");
    let validate = format!("canvass validate --as-of {as_of}");
    let newer = format!("{validate} --base HEAD~1");
    let matrix = format!("canvass coverage {SUBJECT} --as-of {as_of}");
    let issue = format!("cat {}", Outbox::path(&ISSUE.parse().map_err(|error: String| Error::usage(error, FAULT))?, 1));
    let plan = format!("canvass plan --as-of {as_of} --all");
    let steps = [
        (enter.as_str(), ""),
        (&validate, "everything that is wrong"),
        (&newer, "only what the last commit brought"),
        (&matrix, "everybody it must meet"),
        (&issue, "what the asked team reads"),
        (&plan, "what is filed, and what is held back"),
        ("canvass explain CV407", "why a finding matters"),
        ("canvass init my-initiatives", "start your own"),
    ];
    output.print(&format!("\n── Look around, on the day of the example\n{}", output::commented(&steps)))?;
    Ok(Exit::Ok)
}

fn heading(output: &Output, question: &str, command: &str) -> Result<(), Error> {
    output.print(&format!("\n── {question}\n$ canvass {command}\n"))
}
