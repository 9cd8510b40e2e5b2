//! The threat model names only tests that exist.

use crate::support::generated::{path, read};
use std::fs;

/// What is wrong with the page: rows without a test, and tests that do not exist.
pub(super) fn complaints(page: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut in_table = false;
    for line in page.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        in_table = match cells.last() {
            Some(&"Test") => true,
            _ => in_table && line.starts_with('|'),
        };
        let is_row = in_table && !line.starts_with("| ---") && cells.last() != Some(&"Test");
        let names: Vec<&str> = cells.last().into_iter().flat_map(|cell| quoted(cell)).collect();
        if is_row && names.is_empty() {
            complaints.push(format!("no test proves: {line}"));
        }
        complaints.extend(names.iter().filter(|name| is_row && !exists(name)).map(|name| format!("no test `{name}`")));
    }
    complaints
}

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether there is a test called `name`: `MODULE::TEST`, in the tests or in the program, or `SCRIPT: WHAT IT CHECKS`.
pub(super) fn exists(name: &str) -> bool {
    if let Some((script, what)) = name.split_once(": ") {
        return path(script).is_file() && read(script).contains(what);
    }
    let Some((module, test)) = name.rsplit_once("::") else { return false };
    let place = module.replace("::", "/");
    let function = format!("fn {test}(");
    let is_test = |text: &str| {
        text.split("#[test]").skip(1).any(|test| test.split_once('{').is_some_and(|it| it.0.contains(&function)))
    };
    let roots = ["tests", "src", "src/portfolio", "src/backlog", "src/model"];
    let files = roots.iter().flat_map(|root| [format!("{root}/{place}.rs"), format!("{root}/{place}/mod.rs")]);
    let mut texts = files.filter_map(|file| fs::read_to_string(path(&file)).ok());
    texts.any(|text| is_test(&text))
}
