//! The binary, run with nothing of the tester's environment.

use assert_cmd::Command;
use serde_json::Value;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// `canvass` in `dir`, as of the day of the example, without colour; ended when it hangs.
pub(crate) fn canvass(dir: &Path) -> Command {
    let mut command = bare(dir);
    command.args(["--as-of", canvass::example::AS_OF]);
    command
}

/// `canvass` in `dir` with no option.
pub(crate) fn bare(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.current_dir(dir).env_clear().env("COLUMNS", "100").timeout(Duration::from_secs(60));
    command
}

/// What a run printed and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let ran = Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(matches!(ran.code, 0..=5 | 10) && !ran.err.contains("panicked"), "{ran:?}");
        ran
    }

    /// What was printed, as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Fails unless the run was refused (exit 2) with an error that holds `message` and a help that holds `help`, and
    /// printed no result.
    pub(crate) fn assert_refused(&self, message: &str, help: &str) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{self:?}");
        let (error, fix) = self.err.split_once("\n  = help: ").unwrap_or((&self.err, &self.err));
        assert!(error.starts_with("error: ") && error.contains(message), "{message}: {}", self.err);
        assert!(fix.contains(help), "{help}: {}", self.err);
    }
}

/// Runs `canvass` in `dir` and waits for its end.
pub(crate) fn run(dir: &Path, args: &[&str]) -> Ran {
    Ran::of(canvass(dir).args(args))
}

/// What a terminal of `width` columns would show of a run in `dir`, both streams in the order of writing, and how the
/// run ended.
pub(crate) fn transcript(dir: &Path, width: usize, args: &[String]) -> (String, i32) {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.current_dir(dir).env_clear().env("COLUMNS", width.to_string()).args(args);
    command.stdin(Stdio::null()).stdout(writer.try_clone().unwrap()).stderr(writer);
    let mut child = command.spawn().unwrap();
    // The pipe ends when nobody can write to it any more.
    drop(command);
    let mut shown = String::new();
    reader.read_to_string(&mut shown).unwrap();
    (shown, child.wait().unwrap().code().unwrap_or(-1))
}
