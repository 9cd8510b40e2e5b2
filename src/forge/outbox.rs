//! The outbox: issues as Markdown files in the workspace, for teams without a host or before there is an account.
//!
//! ```text
//! .canvass/outbox/acme/payments/7.md
//!
//! # Retry a payment once per key
//!
//! - State: open
//! - Labels: from-canvass
//!
//! <!-- canvass:1 … -->
//! ```
//!
//! A team answers by editing the state, or by taking the file away. What stands in a folder is known at once and for
//! sure, so that an absence needs no confirmation.

use super::{Forge, Seen};
use crate::backlog::repo::RepoName;
use crate::backlog::run::{Write, Written};
use crate::backlog::view::{Fetched, IssueStatus, RepoFacts, RepoView, SeenIssue, Unavailable};
use crate::edit::save;
use crate::load::inside::inside;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where the outbox lies in a workspace.
pub const FOLDER: &str = ".canvass/outbox";
/// Who wrote what carries a marker, and who wrote the rest.
const AUTHOR: &str = "canvass";
const SOMEBODY: &str = "somebody";
/// A file is at most this large; a larger one is nobody's issue.
const MOST_BYTES: u64 = 1024 * 1024;
/// Folders have no number of their own.
const NO_ID: u64 = 0;
/// How often another number is tried because a file took it meanwhile.
const MOST_TRIES: u64 = 100;

/// Makes a text one line of Markdown that does nothing.
pub type Harmless = fn(&str) -> String;

/// Issues as files below one folder.
#[derive(Debug)]
pub struct Outbox {
    root: PathBuf,
    harmless: Harmless,
}

impl Outbox {
    /// The outbox of the workspace at `root`, whose titles and labels are written by `harmless`.
    #[must_use]
    pub fn of(root: &Path, harmless: Harmless) -> Self {
        Self { root: root.to_owned(), harmless }
    }

    /// The file of an issue, from the workspace root.
    #[must_use]
    pub fn path(repo: &RepoName, number: u64) -> String {
        format!("{FOLDER}/{}/{number}.md", repo.as_str().to_ascii_lowercase())
    }

    fn file(&self, repo: &RepoName, number: u64) -> io::Result<PathBuf> {
        inside(&self.root, &Self::path(repo, number))
    }

    /// The folder of `repo`, if it is there and every step to it is a folder and no link to somewhere else.
    fn folder(&self, repo: &RepoName) -> io::Result<Option<PathBuf>> {
        let folder = format!("{FOLDER}/{}", repo.as_str().to_ascii_lowercase());
        let path = inside(&self.root, &folder)?;
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => Ok(Some(path)),
            Ok(_) => Err(io::Error::other(format!("{folder} is not a folder"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The numbers of the issues of `repo`, in order.
    fn numbers(&self, repo: &RepoName) -> io::Result<Vec<u64>> {
        let Some(folder) = self.folder(repo)? else { return Ok(Vec::new()) };
        let mut numbers = Vec::new();
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(".md")?.parse::<u64>().ok());
            numbers.extend(number.filter(|number| *number > 0));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn view(&self, repo: &RepoName) -> io::Result<RepoView> {
        let mut view = RepoView { facts: Some(facts(repo)), issues: Vec::new() };
        for number in self.numbers(repo)? {
            view.issues.push(self.read(repo, number)?.1.seen(number));
        }
        Ok(view)
    }

    /// The text of an issue, and what it says.
    fn read(&self, repo: &RepoName, number: u64) -> io::Result<(String, Page)> {
        let path = self.file(repo, number)?;
        let metadata = path.symlink_metadata()?;
        if !metadata.is_file() || metadata.len() > MOST_BYTES {
            return Err(io::Error::other(format!("{} is not a file of at most 1 MiB", path.display())));
        }
        let text = fs::read_to_string(&path)?;
        let page = Page::read(&text);
        Ok((text, page))
    }

    fn create(&self, repo: &RepoName, page: &Page) -> io::Result<u64> {
        let first = self.numbers(repo)?.last().map_or(1, |last| last + 1);
        for number in first..first + MOST_TRIES {
            match save::create(&self.root, &Self::path(repo, number), page.text().as_bytes()) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(number),
            }
        }
        Err(io::Error::other("others keep taking the next number"))
    }

    /// Changes an open issue that still says what was seen; says whether it did.
    fn change(&self, repo: &RepoName, number: u64, seen: &str, change: impl FnOnce(&mut Page)) -> io::Result<bool> {
        let (_, mut page) = self.read(repo, number)?;
        if page.body != seen || !page.status().is_open() {
            return Ok(false);
        }
        change(&mut page);
        save::replace(&self.root, &Self::path(repo, number), page.text().as_bytes())?;
        Ok(true)
    }
}

fn facts(repo: &RepoName) -> RepoFacts {
    RepoFacts { id: NO_ID, name: repo.clone() }
}

impl Forge for Outbox {
    fn observe(&mut self, repos: &[RepoName], _: &BTreeSet<String>) -> Seen {
        let view = |repo: &RepoName| self.view(repo).map_err(|error| Unavailable::Failed(error.to_string()));
        Seen { repos: repos.iter().map(|repo| (repo.clone(), view(repo))).collect(), identity: Some(AUTHOR.to_owned()) }
    }

    fn fetch(&mut self, repo: &RepoName, number: u64) -> Fetched {
        match self.read(repo, number) {
            Ok((_, page)) => Fetched::Found(page.seen(number)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Fetched::Gone,
            Err(_) => Fetched::Unknown,
        }
    }

    fn confirm(&mut self, repo: &RepoName) -> Result<RepoFacts, Unavailable> {
        Ok(facts(repo))
    }

    fn write(&mut self, write: &Write) -> Written {
        let changed = |changed| if changed { Written::Changed } else { Written::Moved };
        let result = match write {
            Write::Create { repo, draft, body } => {
                let page = Page::new(draft.title(), draft.labels(), body, self.harmless);
                let author = AUTHOR.to_owned();
                self.create(repo, &page).map(|number| Written::Created { number, author, dropped: Vec::new() })
            }
            Write::Update { repo, number, seen, body } => {
                self.change(repo, *number, seen, |page| body.clone_into(&mut page.body)).map(changed)
            }
            Write::Close { repo, number, of, seen } => {
                let close = |page: &mut Page| page.set_state(&format!("duplicate of {of}"));
                self.change(repo, *number, seen, close).map(changed)
            }
        };
        // A file is whole or not there at all, so that a failure left nothing behind.
        result.unwrap_or_else(|error| Written::Refused { why: error.to_string(), whole_repo: true })
    }
}

/// One file of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Page {
    /// Everything above the body, as it stands there.
    head: String,
    body: String,
}

const STATE: &str = "- State:";
const ASSIGNED: &str = "- Assigned:";

impl Page {
    fn new(title: &str, labels: &[String], body: &str, harmless: Harmless) -> Self {
        let labels = match labels {
            [] => String::new(),
            labels => {
                let labels: Vec<String> = labels.iter().map(|label| harmless(label)).collect();
                format!("- Labels: {}\n", labels.join(", "))
            }
        };
        let title = harmless(title);
        Self { head: format!("# {title}\n\n{STATE} open\n{labels}\n"), body: format!("{body}\n") }
    }

    /// Takes `text` apart where the body begins: at the marker, or past the head's empty line.
    fn read(text: &str) -> Self {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if line.starts_with(crate::backlog::key::MARKER) {
                let (head, body) = text.split_at_checked(at).unwrap_or((text, ""));
                return Self { head: head.to_owned(), body: body.to_owned() };
            }
            at += line.len();
        }
        Self { head: text.to_owned(), body: String::new() }
    }

    fn text(&self) -> String {
        format!("{}{}", self.head, self.body)
    }

    fn of_head(&self, key: &str) -> Option<&str> {
        self.head.lines().find_map(|line| Some(line.strip_prefix(key)?.trim()).filter(|value| !value.is_empty()))
    }

    fn set_state(&mut self, state: &str) {
        let line = |line: &str| match line.starts_with(STATE) {
            true => format!("{STATE} {state}\n"),
            false => line.to_owned(),
        };
        self.head = self.head.split_inclusive('\n').map(line).collect();
    }

    fn status(&self) -> IssueStatus {
        let state = self.of_head(STATE).unwrap_or("open").to_ascii_lowercase().replace(['_', '-'], " ");
        match state.as_str() {
            "open" => IssueStatus::Open,
            "done" | "completed" | "closed as completed" => IssueStatus::Completed,
            "no" | "not planned" | "closed as not planned" => IssueStatus::NotPlanned,
            state if state.starts_with("duplicate") => IssueStatus::Duplicate,
            _ => IssueStatus::Closed,
        }
    }

    fn seen(self, number: u64) -> SeenIssue {
        SeenIssue {
            number,
            author: if self.body.is_empty() { SOMEBODY } else { AUTHOR }.to_owned(),
            status: self.status(),
            comments: 0,
            assigned: self.of_head(ASSIGNED).is_some(),
            body: self.body,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::{Draft, Key, Marker, Source};

    fn repo() -> RepoName {
        "Acme/Web".parse().unwrap()
    }

    fn create(outbox: &mut Outbox, ask: &str) -> (Written, String) {
        let marker = Marker { key: Key::new(Source(0), "a", ask, 1), source: Source(0) };
        let draft = Draft::new("Do it", "please", vec!["from-canvass".into(), "infra".into()]);
        let body = draft.body(&marker);
        (outbox.write(&Write::Create { repo: repo(), draft, body: body.clone() }), format!("{body}\n"))
    }

    fn view(outbox: &mut Outbox) -> Result<RepoView, Unavailable> {
        outbox.observe(&[repo()], &BTreeSet::new()).repos.remove(&repo()).unwrap()
    }

    #[test]
    fn what_is_filed_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let mut outbox = Outbox::of(dir.path(), str::to_owned);
        assert_eq!(view(&mut outbox).unwrap().issues, []);
        let (written, body) = create(&mut outbox, "b");
        assert!(matches!(written, Written::Created { number: 1, .. }), "{written:?}");
        create(&mut outbox, "c");
        let seen = view(&mut outbox).unwrap().issues;
        assert_eq!(seen.iter().map(|issue| issue.number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((&seen[0].body, seen[0].status, seen[0].assigned), (&body, IssueStatus::Open, false));
        insta::assert_snapshot!(fs::read_to_string(dir.path().join(".canvass/outbox/acme/web/1.md")).unwrap());
    }

    #[test]
    fn teams_answer_by_editing_or_deleting() {
        let dir = tempfile::tempdir().unwrap();
        let mut outbox = Outbox::of(dir.path(), str::to_owned);
        let (_, body) = create(&mut outbox, "b");
        let path = dir.path().join(".canvass/outbox/acme/web/1.md");
        let text = fs::read_to_string(&path).unwrap();
        for (state, status) in [
            ("Done", IssueStatus::Completed),
            ("not_planned", IssueStatus::NotPlanned),
            ("closed", IssueStatus::Closed),
            ("duplicate of 3", IssueStatus::Duplicate),
            ("open", IssueStatus::Open),
        ] {
            fs::write(&path, text.replace("State: open", &format!("State: {state}\r"))).unwrap();
            assert_eq!(view(&mut outbox).unwrap().issues[0].status, status, "{state}");
        }
        fs::write(&path, format!("{text}\nWe look at it in May.\n")).unwrap();
        let update = Write::Update { repo: repo(), number: 1, seen: body.clone(), body: "new".into() };
        assert_eq!(outbox.write(&update), Written::Moved);
        assert!(fs::read_to_string(&path).unwrap().ends_with("We look at it in May.\n"));
        fs::write(&path, &text).unwrap();
        let close = Write::Close { repo: repo(), number: 1, of: 7, seen: body };
        assert_eq!((outbox.write(&close), outbox.write(&close)), (Written::Changed, Written::Moved));
        assert_eq!(view(&mut outbox).unwrap().issues[0].status, IssueStatus::Duplicate);
        fs::remove_file(&path).unwrap();
        assert_eq!(outbox.fetch(&repo(), 1), Fetched::Gone);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir_all(dir.path().join(".canvass/outbox")).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), dir.path().join(".canvass/outbox/acme")).unwrap();
        let mut outbox = Outbox::of(dir.path(), str::to_owned);
        assert!(matches!(view(&mut outbox), Err(Unavailable::Failed(_))));
        assert!(matches!(create(&mut outbox, "b").0, Written::Refused { .. }));
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }
}
