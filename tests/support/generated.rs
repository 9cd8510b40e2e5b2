//! Files that are checked in and made by the program: ordinary tests compare them, and write them when asked to.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// With this variable set, tests write what they would otherwise compare.
const UPDATE: &str = "UPDATE_GENERATED";

/// A path of this repository.
pub(crate) fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// The text of a file of this repository; empty when it is not there. A checkout may write CRLF; what counts is what
/// the file says.
pub(crate) fn read(relative: &str) -> String {
    fs::read_to_string(path(relative)).unwrap_or_default().replace("\r\n", "\n")
}

/// Generated files that are looked at together.
pub(crate) struct Generated {
    /// What to give `cargo test` so that it writes them.
    test: &'static str,
    complaints: Vec<String>,
}

impl Generated {
    /// Files that the tests whose names contain `test` make.
    pub(crate) fn by(test: &'static str) -> Self {
        Self { test, complaints: Vec::new() }
    }

    /// Compares the file at `relative` with what it should say.
    pub(crate) fn file(&mut self, relative: &str, wanted: &str) {
        let found = read(relative);
        if found == wanted {
            return;
        }
        if std::env::var_os(UPDATE).is_some() {
            let path = path(relative);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, wanted).unwrap();
            return;
        }
        self.complaints.push(format!("{relative} is not current, {}", first_difference(&found, wanted)));
    }

    /// Fails when `folder` holds files with `extension` that are not among `names`: what they were made from is gone.
    pub(crate) fn no_others(&mut self, folder: &str, extension: &str, names: &BTreeSet<String>) {
        for entry in fs::read_dir(path(folder)).into_iter().flatten() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(extension) && !names.contains(&name) {
                if std::env::var_os(UPDATE).is_some() {
                    fs::remove_file(path(folder).join(name)).unwrap();
                } else {
                    self.complaints.push(format!("{folder}/{name} is made from nothing any more"));
                }
            }
        }
    }

    /// Fails when any file is not as it should be.
    pub(crate) fn check(self) {
        let Self { test, complaints } = self;
        assert!(complaints.is_empty(), "{}\nrun `{UPDATE}=1 cargo test {test}`", complaints.join("\n"));
    }
}

fn first_difference(found: &str, wanted: &str) -> String {
    let (mut found, mut wanted) = (found.lines(), wanted.lines());
    for number in 1.. {
        match (found.next(), wanted.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => return format!("line {number}:\n  found   {}\n  wanted  {}", shown(a), shown(b)),
        }
    }
    "at its very end".to_owned()
}

fn shown(line: Option<&str>) -> &str {
    line.unwrap_or("(nothing)")
}
