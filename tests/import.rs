//! Lists of other tools, brought in through the binary: what becomes of them, what is told of them, and that nothing
//! people wrote is touched.

mod hostile;
mod incidents;
mod systems;

use crate::support::command::Ran;
use crate::support::generated::path;
use crate::support::workspace::{Workspace, files};
use std::fs;

/// A company without any system, and the lists that its tools have given.
fn company() -> Workspace {
    let workspace = Workspace::empty();
    for (name, bytes) in files(&path("tests/fixtures/import/workspace")) {
        workspace.write(&name, bytes);
    }
    for (name, bytes) in files(&path("tests/fixtures/import/catalog")) {
        workspace.write(&format!("catalog/{name}"), bytes);
    }
    workspace
}

fn fixture(name: &str) -> String {
    fs::read_to_string(path(&format!("tests/fixtures/import/{name}"))).unwrap()
}

const CATALOG: [&str; 4] =
    ["catalog/org.yaml", "catalog/booking.yaml", "catalog/payments.yaml", "catalog/platform.yaml"];

fn systems(workspace: &Workspace, args: &[&str]) -> Ran {
    workspace.run(&[&["systems", "import"], args].concat())
}

fn incidents(workspace: &Workspace, args: &[&str]) -> Ran {
    workspace.run(&[&["incidents", "import"], args].concat())
}

/// Fails when a file has a fault of form, or refers to nothing.
fn assert_in_order(workspace: &Workspace) {
    let faults = workspace.findings().into_iter().filter(|finding| ["CV001", "CV002"].contains(&&*finding.code));
    let faults: Vec<_> = faults.map(|fault| fault.text()).collect();
    assert!(faults.is_empty(), "{}", faults.concat());
}
