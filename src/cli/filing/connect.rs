//! Where a workspace files its asks: the forge that its settings name. How a host is reached is left to
//! [`crate::cli::host`].

use crate::backlog::Source;
use crate::cli::error::Error;
use crate::cli::host::HostArgs;
use crate::forge::branch::Branch;
use crate::forge::clock::RealClock;
use crate::forge::github::{self, LastSuccess};
use crate::forge::outbox::Outbox;
use crate::forge::{Clock, Forge, Keeper};
use crate::load::revision::History;
use crate::model;
use crate::render::issue::page;
use std::path::Path;

/// The way to the backlogs and to the ledger.
pub(super) struct Connection {
    github: Option<github::Connection>,
    forge: Box<dyn Forge>,
    keeper: Box<dyn Keeper>,
    clock: Box<dyn Clock>,
    kind: model::Forge,
    source: Source,
    /// Where the files of the repository can be looked at.
    files: Option<String>,
}

impl Connection {
    /// Connects the workspace at `root` with the forge it names.
    pub(super) fn open(root: &Path, history: &History, kind: model::Forge, host: &HostArgs) -> Result<Self, Error> {
        match kind {
            model::Forge::Outbox => Self::outbox(root),
            model::Forge::Github => Self::github(history, host),
        }
    }

    fn outbox(root: &Path) -> Result<Self, Error> {
        let keeper = Branch::of(root)?;
        Ok(Self {
            github: None,
            forge: Box::new(Outbox::of(root, page::line)),
            keeper: Box::new(keeper),
            clock: Box::new(RealClock::default()),
            kind: model::Forge::Outbox,
            source: Source::default(),
            files: None,
        })
    }

    fn github(history: &History, host: &HostArgs) -> Result<Self, Error> {
        let mut connection = host.connect(Some(history))?;
        let source = connection.source()?;
        let (forge, keeper) = connection.parts();
        Ok(Self {
            forge: Box::new(forge),
            keeper: Box::new(keeper),
            clock: Box::new(connection.clock()),
            kind: model::Forge::Github,
            github: Some(connection),
            source: Source(source.id),
            files: host.website().map(|website| format!("{website}/{}/blob/HEAD", source.name)),
        })
    }

    /// The repository of the initiatives.
    pub(super) fn source(&self) -> Source {
        self.source
    }

    /// Whether a missing ledger is simply a first run: what lies in a folder is there or is not.
    pub(super) fn starts_ledger(&self) -> bool {
        self.kind == model::Forge::Outbox
    }

    /// Where others can look at the file `path` of the repository.
    pub(super) fn link(&self, path: &str) -> String {
        match &self.files {
            Some(files) => format!("{files}/{path}"),
            None => path.to_owned(),
        }
    }

    /// When the workflow in the file `workflow` last ended well.
    pub(super) fn last_success(&mut self, workflow: &str) -> LastSuccess {
        match &mut self.github {
            Some(github) => github.last_success(workflow),
            None => LastSuccess::NotKnown("an outbox has no workflows".into()),
        }
    }

    pub(super) fn parts(&mut self) -> (&mut dyn Forge, &mut dyn Keeper, &dyn Clock) {
        (&mut *self.forge, &mut *self.keeper, &*self.clock)
    }
}
