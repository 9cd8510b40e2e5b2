//! `canvass init`: the first files of a workspace, and what editors need to check them; nothing is overwritten.

mod ci;
mod editors;

use super::workspace::{State, Workspace, holds_settings};
use super::{
    Exit, Globals,
    error::Error,
    output::{self, Output},
};
use crate::edit::choose::{SCHEMAS, opening};
use crate::edit::save;
use crate::example::{self, UnpackError};
use crate::load::inside::is_inside;
use crate::load::schema::{self, SchemaName};
use crate::load::tree::Tree as _;
use crate::load::{WORKSPACE_FILE, Worktree, layout};
use crate::model::{Date, Kind, workspace::Workspace as Settings};
use ci::ActionPin;
use clap::Args;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Arguments of `init`.
#[derive(Args, Debug)]
pub(super) struct InitArgs {
    /// The folder to start in; the current one when absent
    dir: Option<PathBuf>,
    /// Unpack the example workspace instead of a first initiative of your own
    #[arg(long)]
    example: bool,
    /// Write workflows for GitHub, too: pull requests, filing on schedule, the weekly digest
    #[arg(long)]
    ci: bool,
    /// The commit that holds the action the workflows use
    #[arg(long, value_name = "OWNER/NAME@SHA", requires = "ci")]
    action: Option<ActionPin>,
}

/// A file to write.
struct Starter {
    /// Path from the workspace root.
    path: String,
    text: String,
}

impl Starter {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

pub(super) fn run(args: &InitArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let dir = args.dir.clone().or_else(|| globals.workspace.clone()).unwrap_or_else(|| PathBuf::from("."));
    // Refused before anything is written.
    let pin = args.ci.then(|| ActionPin::choose(args.action.as_ref())).transpose()?;
    let mut report = if args.example {
        unpack_example(&dir, false)?
    } else {
        fs::create_dir_all(&dir).map_err(Error::file("cannot make", &dir))?;
        let workspace = Workspace::find(&Globals { workspace: Some(dir.clone()), ..globals.clone() })?;
        let (settings, today) = if holds_settings(&dir) {
            let loaded = workspace.load(State::Worktree, false)?;
            let today = workspace.as_of(loaded);
            let mut settings = loaded.portfolio.workspace.clone();
            // What leads out of the workspace is reported by `validate`, and never written to.
            settings.paths.retain(|_, path| is_inside(path));
            (settings, today)
        } else {
            (Settings::default(), workspace.as_of(&Default::default()))
        };
        let mut files = starters(&dir, &settings, today);
        files.extend(tools(&settings));
        write(&dir, &files)?
    };
    if let Some(pin) = pin {
        report.push_str(&write(&dir, &ci::workflows(&pin, &repository(&dir).unwrap_or_default())?)?);
    }
    output.print(&format!("{report}\n{}", next_steps(&dir, args)))?;
    Ok(Exit::Ok)
}

/// Unpacks the example into `dir`, with its history as a Git repository if so wanted, and what editors need.
///
/// # Errors
///
/// When a file of the example is there already, or cannot be written.
pub(super) fn unpack_example(dir: &Path, with_history: bool) -> Result<String, Error> {
    if with_history {
        example::unpack_with_history(dir).map(|_| ()).map_err(|error| match error {
            UnpackError::Io(cause) => Error::file("cannot unpack the example into", dir)(cause),
            other => Error::usage(other.to_string(), "try an empty folder"),
        })?;
    } else {
        example::unpack(dir).map_err(Error::file("cannot unpack the example into", dir))?;
    }
    let files = example::files().count();
    let settings = Settings::default();
    Ok(format!("wrote the example: {files} files\n{}", write(dir, &tools(&settings))?))
}

/// What a workspace begins with. People, teams and the first initiative refer to each other, so they come together or,
/// where any of them is there already, not at all.
fn starters(dir: &Path, settings: &Settings, today: Date) -> Vec<Starter> {
    let mut files = vec![Starter::new(
        WORKSPACE_FILE,
        format!("{}{}", opening(WORKSPACE_FILE, SchemaName::Workspace), include_str!("starter/canvass.toml")),
    )];
    let (units, _) = layout::discover(&Worktree::new(dir), settings);
    if units.iter().any(|unit| [Kind::Person, Kind::Team, Kind::Initiative].contains(&unit.kind)) {
        return files;
    }
    let mut add = |path: String, name, text: &str| {
        let text = format!("{}{text}", opening(&path, name));
        files.push(Starter::new(path, text));
    };
    let place = |kind| layout::place(kind, settings);
    let people = include_str!("starter/people.toml");
    add(format!("{}.toml", place(Kind::Person)), SchemaName::Many(Kind::Person), people);
    let teams = include_str!("starter/teams.toml");
    add(format!("{}.toml", place(Kind::Team)), SchemaName::Many(Kind::Team), teams);
    let first = include_str!("starter/first.toml").replace("1970-01-01", &today.to_string());
    add(format!("{}/first.toml", place(Kind::Initiative)), SchemaName::One(Kind::Initiative), &first);
    files
}

/// What editors need to check the files of a workspace.
fn tools(settings: &Settings) -> Vec<Starter> {
    let mut files: Vec<Starter> = SchemaName::all()
        .map(|name| Starter::new(format!("{SCHEMAS}/{}", name.file_name()), format!("{:#}\n", schema::schema(name))))
        .collect();
    files.push(Starter::new("tombi.toml", editors::tombi(settings)));
    files.push(Starter::new(".taplo.toml", editors::taplo(settings)));
    files
}

/// The folder that a path counted from `dir` begins in, and its way below that: workflows stand at the top of a repository.
fn below<'p>(dir: &Path, mut path: &'p str) -> (PathBuf, &'p str) {
    let mut root = dir.to_path_buf();
    while let Some(rest) = path.strip_prefix("../") {
        root.push("..");
        path = rest;
    }
    (root, path)
}

/// Writes those of `files` that are not there, and says what became of each; schemas are told in one line.
fn write(dir: &Path, files: &[Starter]) -> Result<String, Error> {
    let mut report = String::new();
    let mut schemas = 0;
    for file in files {
        let target = dir.join(&file.path);
        let (root, path) = below(dir, &file.path);
        match save::create(&root, path, file.text.as_bytes()) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let same =
                    Worktree::new(root).read(path, file.text.len()).is_ok_and(|found| found == file.text.as_bytes());
                let note = if same { "up to date" } else { "there already; delete it to have it anew" };
                if !(same && file.path.starts_with(SCHEMAS)) {
                    report.push_str(&format!("kept {} ({note})\n", file.path));
                }
                continue;
            }
            Err(error) => return Err(Error::file("cannot write", &target)(error)),
        }
        if file.path.starts_with(SCHEMAS) {
            schemas += 1;
        } else {
            report.push_str(&format!("wrote {}\n", file.path));
        }
    }
    if schemas > 0 {
        report.push_str(&format!("wrote {SCHEMAS}/ ({schemas} schemas, by which editors complete and check)\n"));
    }
    Ok(report)
}

fn next_steps(dir: &Path, args: &InitArgs) -> String {
    let mut steps = Vec::new();
    if dir != Path::new(".") {
        steps.push((format!("cd {}", dir.display()), ""));
    }
    if args.example {
        let day = example::AS_OF;
        steps.push((format!("canvass validate --as-of {day}"), "what is wrong"));
        steps.push((format!("canvass readiness --as-of {day}"), "who will be ready for planning"));
    } else {
        steps.push(("canvass validate".to_owned(), "what is wrong"));
        steps.push(("canvass readiness first".to_owned(), "what it needs next, and by when"));
    }
    if repository(dir).is_none() {
        steps.push(("git init".to_owned(), "keep its history"));
    }
    steps.push(("canvass hook install".to_owned(), "check every commit"));

    let steps: Vec<_> = steps.iter().map(|(step, about)| (step.as_str(), *about)).collect();
    format!("Next:\n{}", output::commented(&steps))
}

/// The path of `dir` from the root of the repository around it.
fn repository(dir: &Path) -> Option<String> {
    let dir = dir.canonicalize().ok()?;
    let root = dir.ancestors().find(|folder| folder.join(".git").exists())?;
    let inside = dir.strip_prefix(root).ok()?;
    Some(inside.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect())
}
