//! A workspace in a temporary folder without Git, and what canvass says of it.

use super::command::{Ran, run};
use canvass::example;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) struct Workspace {
    dir: TempDir,
}

impl Workspace {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// The example's last state.
    pub(crate) fn example() -> Self {
        let workspace = Self::empty();
        example::unpack(workspace.path()).unwrap();
        workspace
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Puts `new` where `old` stands once.
    pub(crate) fn replace(&self, path: &str, old: &str, new: &str) -> &Self {
        let text = self.read(path);
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {path}");
        self.write(path, text.replace(old, new))
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.join(path)).unwrap();
        self
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        run(self.path(), args)
    }

    /// Every file by its path with `/`, links and pipes left out.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(self.path())
    }

    pub(crate) fn findings(&self) -> Vec<Finding> {
        findings(&self.run(&["validate", "--output-format", "json"]))
    }
}

/// Every regular file below `root` by its path with `/`, `.git` left out.
pub(crate) fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() && entry.file_name() != ".git" {
                folders.push(entry.path());
            } else if kind.is_file() {
                let path = entry.path();
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A finding as JSON gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) column: u64,
    pub(crate) code: String,
    pub(crate) level: String,
    pub(crate) message: String,
    pub(crate) help: String,
    pub(crate) new: bool,
}

impl Finding {
    /// The finding in words, its help below.
    pub(crate) fn text(&self) -> String {
        let Self { file, line, column, code, level, message, help, .. } = self;
        format!("{file}:{line}:{column}: {level}[{code}] {message}\n    help: {help}\n")
    }

    /// What it says, wherever it stands in its file.
    pub(crate) fn words(&self) -> (&str, &str, &str) {
        (&self.file, &self.code, &self.message)
    }
}

/// The findings that `ran` printed as JSON.
pub(crate) fn findings(ran: &Ran) -> Vec<Finding> {
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let finding = |entry: &Value| Finding {
        file: text(entry, "file"),
        line: entry["line"].as_u64().unwrap(),
        column: entry["column"].as_u64().unwrap(),
        code: text(entry, "code"),
        level: text(entry, "level"),
        message: text(entry, "message"),
        help: text(entry, "help"),
        new: entry["new"].as_bool().unwrap(),
    };
    ran.json()["findings"].as_array().unwrap().iter().map(finding).collect()
}
