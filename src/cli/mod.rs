//! The command line: arguments, wiring, exit codes; one file per command.
//!
//! The only floor that knows the clock, the environment and the terminal.

mod comment;
mod coverage;
mod demo;
mod error;
mod explain;
mod filing;
mod findings;
mod gone;
mod hook;
mod host;
mod impact;
mod import;
mod init;
mod input;
mod lint_questions;
mod measures;
mod new;
mod only;
mod output;
mod posting;
mod prompt;
mod readiness;
mod report;
mod review;
mod rules;
mod schema;
mod target;
mod validate;
mod workspace;

use crate::model::Date;
use crate::render::escape;
use clap::{Args, Parser, Subcommand, ValueEnum};
use error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// How a command ended, as scripts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Ok = 0,
    /// Findings at or above `--fail-on`.
    Findings = 1,
    /// Usage, configuration or internal error.
    Error = 2,
    /// There was nothing to check.
    Nothing = 3,
    /// The host failed, or something is left for another run.
    Incomplete = 4,
    /// Somebody said no when asked.
    Declined = 5,
    /// `--detailed-exitcode`: something is to be written, or differs.
    Changes = 10,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Get work into other teams' backlogs: everybody met, one by one, before planning opens.
#[derive(Debug, Parser)]
#[command(name = "canvass", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command takes.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
struct Globals {
    /// Judge as of this day instead of today
    #[arg(long, global = true, value_name = "DATE")]
    as_of: Option<Date>,
    /// The folder that holds canvass.toml, instead of looking for it here and above
    #[arg(long, global = true, value_name = "DIR")]
    workspace: Option<PathBuf>,
    /// A folder outside of the repository whose files add to it, such as private notes
    #[arg(long, global = true, value_name = "DIR")]
    overlay: Option<PathBuf>,
    /// How to print
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t)]
    output_format: Format,
    /// Write to this file instead of the terminal; - is standard output
    #[arg(long, global = true, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Also append the result as Markdown to this file, such as $GITHUB_STEP_SUMMARY
    #[arg(long, global = true, value_name = "FILE", value_parser = target::beside_results())]
    summary: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    color: Color,
    /// Print results only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print more
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people at a terminal
    #[default]
    Full,
    /// One line each
    Concise,
    /// JSON, version 1
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// Markdown for GitHub
    Markdown,
}

/// When colour is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a workspace: settings, people, teams and a first initiative
    Init(init::InitArgs),
    /// Add a file or an entry, keeping everything that is there
    New(new::NewArgs),
    /// Check files, references, stages and conversations
    Validate(validate::ValidateArgs),
    /// Let Git check every commit before it is made
    #[command(subcommand)]
    Hook(hook::HookCommand),
    /// Show how ready each initiative is for its planning cycle
    Readiness(readiness::ReadinessArgs),
    /// Show who must be met, and who has been
    Coverage(coverage::CoverageArgs),
    /// Show what a change of a system touches: what stands on it, whom to ask, what can be promised
    Impact(impact::ImpactArgs),
    /// Show which asks would be filed in the teams' backlogs, and what is held back
    Plan(filing::PlanArgs),
    /// File the asks that are due, each exactly once
    Apply(filing::ApplyArgs),
    /// Let an issue that exists already stand for an ask
    Adopt(filing::AdoptArgs),
    /// Show what a change brings: findings, readiness, coverage, people to meet, issues to file
    Review(review::ReviewArgs),
    /// Put what a change brings into the one comment on its pull request
    Comment(comment::CommentArgs),
    /// Write a report for people who were not there
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// Find questions that lead before they are asked in an interview
    LintQuestions(lint_questions::LintQuestionsArgs),
    /// Bring in the systems that other tools list
    #[command(subcommand)]
    Systems(import::SystemsCommand),
    /// Bring in the incidents that other tools list
    #[command(subcommand)]
    Incidents(import::IncidentsCommand),
    /// Explain a rule or a gate
    Explain(explain::ExplainArgs),
    /// List every rule
    Rules,
    /// Print the JSON Schema of a kind of file
    Schema(schema::SchemaArgs),
    /// Unpack the example and show what canvass does with it
    Demo(demo::DemoArgs),
}

/// Runs the command line and says how it ended.
pub fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| refuse(&error));
    // The first thread works too instead of waiting for the others. Fails only where a pool exists already.
    let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
    let output = output::Output::new(&cli.globals);
    match run(&cli, &output) {
        Ok(exit) => exit.into(),
        Err(error) => {
            output.error(&error);
            error.exit().into()
        }
    }
}

/// Prints a usage error and exits with 2, or what `--help` asks for.
fn refuse(error: &clap::Error) -> ! {
    let text = error.render().to_string();
    let harmless = output::shown(escape::terminal(&text));
    if harmless != text {
        // What was typed is quoted, and a file may be called anything.
        let _ = io::stderr().write_all(harmless.as_bytes());
        std::process::exit(i32::from(Exit::Error as u8));
    }
    error.exit()
}

/// Refuses the event of GitHub that hands the rights of the repository to a run over what a stranger wrote. Before anything
/// is read, whichever command it is: what a job reads next is up to its workflow.
fn refuse_event() -> Result<(), Error> {
    match std::env::var_os("GITHUB_EVENT_NAME") {
        Some(event) if event == "pull_request_target" => Err(Error::usage(
            "canvass does not run on the event pull_request_target, which lets a pull request use the rights of the repository",
            "use the event pull_request; `canvass init --ci` writes workflows that need no more",
        )),
        _ => Ok(()),
    }
}

fn run(cli: &Cli, output: &output::Output) -> Result<Exit, Error> {
    refuse_event()?;
    let globals = &cli.globals;
    match &cli.command {
        Command::Init(args) => init::run(args, globals, output),
        Command::New(args) => new::run(args, globals, output),
        Command::Validate(args) => validate::run(args, globals, output),
        Command::Hook(command) => hook::run(command, globals, output),
        Command::Readiness(args) => readiness::run(args, globals, output),
        Command::Coverage(args) => coverage::run(args, globals, output),
        Command::Impact(args) => impact::run(args, globals, output),
        Command::Plan(args) => filing::plan(args, globals, output),
        Command::Apply(args) => filing::apply(args, globals, output),
        Command::Adopt(args) => filing::adopt(args, globals, output),
        Command::Review(args) => review::run(args, globals, output),
        Command::Comment(args) => comment::run(args, globals, output),
        Command::Report(command) => report::run(command, globals, output),
        Command::LintQuestions(args) => lint_questions::run(args, globals, output),
        Command::Systems(command) => import::systems(command, globals, output),
        Command::Incidents(command) => import::incidents(command, globals, output),
        Command::Explain(args) => explain::run(args, globals, output),
        Command::Rules => rules::run(globals, output),
        Command::Schema(args) => schema::run(args, globals, output),
        Command::Demo(args) => demo::run(args, globals, output),
    }
}
