//! Where a workspace files its asks, and how to get there: settings from the file, secrets from the environment.

use crate::backlog::Source;
use crate::cli::error::Error;
use crate::forge::branch::Branch;
use crate::forge::clock::RealClock;
use crate::forge::outbox::Outbox;
use crate::forge::{Clock, Forge, Keeper};
use crate::model;
use clap::Args;
use std::collections::BTreeSet;
use std::path::Path;

/// How to reach a host; only for workspaces whose forge is one.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Host options")]
pub(super) struct HostArgs {
    /// A login whose issues are canvass's own; where the token does not say whose it is
    #[arg(long, value_name = "LOGIN", env = "CANVASS_AUTHOR", value_delimiter = ',')]
    author: Vec<String>,
}

impl HostArgs {
    pub(super) fn authors(&self) -> BTreeSet<String> {
        self.author.iter().map(|author| author.trim().to_owned()).filter(|author| !author.is_empty()).collect()
    }
}

/// The way to the backlogs and to the ledger.
pub(super) struct Connection {
    forge: Box<dyn Forge>,
    keeper: Box<dyn Keeper>,
    clock: Box<dyn Clock>,
    kind: model::Forge,
    source: Source,
}

impl Connection {
    /// Connects the workspace at `root` with the forge it names.
    pub(super) fn open(root: &Path, kind: model::Forge, _host: &HostArgs) -> Result<Self, Error> {
        match kind {
            model::Forge::Outbox => {
                let keeper = Branch::of(root).map_err(|error| {
                    Error::usage(format!("the ledger cannot be kept: {}", error.message()), "run `git init` first")
                })?;
                Ok(Self {
                    forge: Box::new(Outbox::of(root)),
                    keeper: Box::new(keeper),
                    clock: Box::new(RealClock),
                    kind,
                    source: Source::default(),
                })
            }
            model::Forge::Github => Err(Error::usage("not yet", "not yet")),
        }
    }

    /// The name settings use.
    pub(super) fn name(&self) -> &'static str {
        self.kind.as_str()
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
        path.to_owned()
    }

    pub(super) fn parts(&mut self) -> (&mut dyn Forge, &mut dyn Keeper, &dyn Clock) {
        (&mut *self.forge, &mut *self.keeper, &*self.clock)
    }
}
