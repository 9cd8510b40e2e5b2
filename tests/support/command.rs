//! The binary, run with nothing of the tester's environment.

use assert_cmd::Command;
use std::path::Path;

/// `canvass` in `dir`, as of the day of the example, without colour.
pub fn canvass(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.current_dir(dir).env_clear().env("COLUMNS", "100").args(["--as-of", "2026-11-23"]);
    command
}

/// What a run printed and how it ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs `canvass` in `dir` and waits for its end.
pub fn run(dir: &Path, args: &[&str]) -> Ran {
    let output = canvass(dir).args(args).timeout(std::time::Duration::from_secs(60)).output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
