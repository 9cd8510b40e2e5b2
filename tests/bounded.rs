//! Whatever is given: at most a minute and a GiB, and words in the end.
//!
//! The inputs are those whose time and memory are measured by `benches/worst`; here each is of the smallest size that
//! shows its kind, and what it takes is held against the same limits.

use std::path::Path;
use std::process::Command;

#[test]
fn the_worst_inputs_are_bounded() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/worst");
    let mut worst = Command::new("python3");
    worst.arg(script).args(["--small", "--canvass", env!("CARGO_BIN_EXE_canvass")]);
    let done = worst.output().unwrap();
    let (out, errors) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{errors}");
    let count: usize = out.lines().last().and_then(|line| line.split(' ').next()?.parse().ok()).unwrap();
    assert!(count >= 100, "{out}");
}
