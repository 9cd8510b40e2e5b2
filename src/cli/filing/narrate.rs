//! Says on a terminal how far a filing run is, for hosts want a pause between two writes.

use crate::backlog::RepoName;
use crate::backlog::run::{Write, Written};
use crate::backlog::view::{Fetched, RepoFacts, Unavailable};
use crate::cli::output::Output;
use crate::forge::{Forge, Seen};
use std::collections::BTreeSet;
use std::io::IsTerminal;

/// A forge that tells what it does.
pub(super) struct Narrated<'f> {
    pub(super) forge: &'f mut dyn Forge,
    pub(super) output: &'f Output,
}

impl Narrated<'_> {
    fn say(&self, what: &str) {
        if std::io::stderr().is_terminal() {
            self.output.note(what);
        }
    }
}

impl Forge for Narrated<'_> {
    fn observe(&mut self, repos: &[RepoName], authors: &BTreeSet<String>) -> Seen {
        self.forge.observe(repos, authors)
    }

    fn fetch(&mut self, repo: &RepoName, number: u64) -> Fetched {
        self.forge.fetch(repo, number)
    }

    fn confirm(&mut self, repo: &RepoName) -> Result<RepoFacts, Unavailable> {
        self.forge.confirm(repo)
    }

    fn write(&mut self, write: &Write) -> Written {
        let written = self.forge.write(write);
        match (write, &written) {
            (Write::Create { repo, .. }, Written::Created { number, .. }) => {
                self.say(&format!("filed {repo}#{number}"))
            }
            (Write::Create { repo, .. }, _) => self.say(&format!("not filed in {repo}")),
            (Write::Update { repo, number, .. } | Write::Close { repo, number, .. }, Written::Changed) => {
                self.say(&format!("changed {repo}#{number}"));
            }
            (Write::Update { repo, number, .. } | Write::Close { repo, number, .. }, _) => {
                self.say(&format!("left {repo}#{number} alone"));
            }
        }
        written
    }
}
