//! The binary, run with nothing of the tester's environment.

use assert_cmd::Command;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

/// `canvass` in `dir`, as of the day of the example, without colour.
pub(crate) fn canvass(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.current_dir(dir).env_clear().env("COLUMNS", "100").args(["--as-of", "2026-11-23"]);
    command
}

/// What a run printed and how it ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `canvass` in `dir` and waits for its end.
pub(crate) fn run(dir: &Path, args: &[&str]) -> Ran {
    let output = canvass(dir).args(args).timeout(std::time::Duration::from_secs(60)).output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
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
