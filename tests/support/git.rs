//! The `git` command, with nothing of the tester's settings.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

/// `git` in `folder`, whose own settings are those of the folder `home`.
pub(crate) fn command(folder: &Path, home: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", home);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_ADVICE", "0");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Dana").env(format!("GIT_{who}_EMAIL"), "dana@example.com");
    }
    command
}

/// Runs `git` in `folder` and fails unless it succeeds.
pub(crate) fn git<A: AsRef<OsStr>>(folder: &Path, args: &[A]) -> String {
    let output = command(folder, folder).args(args).output().unwrap();
    assert!(output.status.success(), "git: {}", said(&output));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Everything that a command printed.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Major and minor version of the `git` that is installed.
pub(crate) fn version() -> (u32, u32) {
    let text = git(Path::new("/"), &["version"]);
    let mut numbers = text.split(|sign: char| !sign.is_ascii_digit()).filter_map(|part| part.parse().ok());
    (numbers.next().unwrap(), numbers.next().unwrap())
}
