//! GitHub: backlogs are its issues, and the ledger is a branch of the initiatives' repository.
//!
//! ```text
//! address, token ─► client ─► pace          how, where and when anything is sent
//! wire                                      what is read of the answers
//! observe, lists, graphql · apply · keeper  looking · writing · the ledger
//! comment, sticky · events                  one comment, edited in place · what CI asks
//! ```
//!
//! What is to be written is left to [`crate::backlog`]; who may be asked, and where the token comes from, to the caller.

mod address;
mod apply;
mod client;
mod comment;
mod error;
mod events;
mod graphql;
mod keeper;
mod lists;
mod observe;
mod pace;
mod sticky;
mod token;
mod wire;

pub use comment::{Commented, Outcome, Place};
pub use error::Error;
pub use events::{LastSuccess, PullRequest};
pub use sticky::{Sticky, Unfit};
pub use token::Token;

use super::clock::RealClock;
use super::{Forge, Keeper, Seen};
use crate::backlog::RepoName;
use crate::backlog::ledger::Ledger;
use crate::backlog::run::{ReadError, Save, Saved, Version, Write, Written};
use crate::backlog::view::{Fetched, RepoFacts, Unavailable};
use address::Address;
use client::Client;
use lists::Unread;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

/// Where GitHub's public API is.
pub const PUBLIC: &str = "https://api.github.com";

/// How GitHub is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address of the API, from the command line or the environment and never from a file.
    pub api: String,
    /// Hosts the token may be sent to beside GitHub's own, each with or without a port.
    pub allowed_hosts: Vec<String>,
    /// What proves who we are.
    pub token: Token,
    /// What proves it to the repository of the initiatives, where that belongs to somebody else than the backlogs:
    /// tokens of an App are of one owner.
    pub home_token: Option<Token>,
    /// The repository of the initiatives, which keeps the ledger.
    pub home: RepoName,
    /// How much faster than the machine's the clock runs; anything but 1 only against this machine.
    pub clock_scale: u32,
    /// Whether many repositories may be asked for at once, by GraphQL.
    pub graphql: bool,
    /// How long one request may take.
    pub timeout: Duration,
}

impl Settings {
    /// The usual settings for the public GitHub.
    #[must_use]
    pub fn new(token: Token, home: RepoName) -> Self {
        Self {
            api: PUBLIC.to_owned(),
            allowed_hosts: Vec::new(),
            token,
            home_token: None,
            home,
            clock_scale: 1,
            graphql: true,
            timeout: Duration::from_secs(30),
        }
    }
}

/// Prepares a connection; nothing is sent yet.
///
/// # Errors
///
/// When the address, the token or the clock may not be used, or the machine has no certificates.
pub fn connect(settings: Settings) -> Result<Connection, Error> {
    let address = Address::read(&settings.api, &settings.allowed_hosts)?;
    let (token, home_token) = match settings.home_token.filter(|home| *home != settings.token) {
        Some(home) => (settings.token.clone().hiding(&home), Some(home.hiding(&settings.token))),
        None => (settings.token, None),
    };
    if !token.is_sound() || home_token.as_ref().is_some_and(|token| !token.is_sound()) {
        return Err(Error::Token);
    }
    if settings.clock_scale != 1 && !address.is_loopback() {
        return Err(Error::Clock);
    }
    let clock = RealClock::scaled(settings.clock_scale);
    let client = |token| Client::new(address.clone(), token, clock, settings.timeout);
    let session = Session {
        client: client(token)?,
        home_client: home_token.map(client).transpose()?,
        home: settings.home,
        graphql: settings.graphql,
        login: None,
        names: BTreeMap::new(),
        ledger: None,
        branch: false,
        settled: false,
    };
    Ok(Connection { session: Rc::new(RefCell::new(session)) })
}

/// A connection to GitHub.
pub struct Connection {
    session: Rc<RefCell<Session>>,
}

impl Connection {
    /// Asks for the repository of the initiatives, by whose number asks are known. With GraphQL the ledger comes along.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn source(&mut self) -> Result<RepoFacts, Error> {
        self.session.borrow_mut().source()
    }

    /// The backlogs and the keeper of the ledger; both speak through this connection.
    #[must_use]
    pub fn parts(&self) -> (Issues, LedgerBranch) {
        (Issues(Rc::clone(&self.session)), LedgerBranch(Rc::clone(&self.session)))
    }

    /// The clock that this connection keeps its pace by.
    #[must_use]
    pub fn clock(&self) -> RealClock {
        self.session.borrow().client.clock()
    }
}

/// The backlogs.
pub struct Issues(Rc<RefCell<Session>>);

impl Forge for Issues {
    fn observe(&mut self, repos: &[RepoName], authors: &BTreeSet<String>) -> Seen {
        self.0.borrow_mut().observe(repos, authors)
    }

    fn fetch(&mut self, repo: &RepoName, number: u64) -> Fetched {
        self.0.borrow_mut().fetch(repo, number)
    }

    fn confirm(&mut self, repo: &RepoName) -> Result<RepoFacts, Unavailable> {
        self.0.borrow_mut().confirm(repo)
    }

    fn write(&mut self, write: &Write) -> Written {
        self.0.borrow_mut().write(write)
    }
}

/// The ledger's branch.
pub struct LedgerBranch(Rc<RefCell<Session>>);

impl Keeper for LedgerBranch {
    fn read(&mut self) -> Result<Option<(Ledger, Version)>, ReadError> {
        self.0.borrow_mut().read_ledger()
    }

    fn save(&mut self, save: &Save) -> Saved {
        self.0.borrow_mut().save_ledger(save)
    }
}

/// What is known in the course of a run.
struct Session {
    client: Client,
    /// Who speaks of the initiatives' repository, where that takes another token; limits are counted for each.
    home_client: Option<Client>,
    home: RepoName,
    /// Whether GraphQL is of use; not any more once a whole answer was not.
    graphql: bool,
    /// Our own login, where it is known.
    login: Option<String>,
    /// What repositories are called now.
    names: BTreeMap<RepoName, RepoName>,
    /// The ledger, when it came along with something else and nobody has asked for it yet.
    ledger: Option<(Ledger, Version)>,
    /// Whether the ledger's branch is there although the ledger is not.
    branch: bool,
    /// Whether the ledger knows where everything is that was sent.
    settled: bool,
}

impl Session {
    /// Who speaks of the initiatives' repository itself: what it is, the ledger in it, its workflows.
    fn home_client(&mut self) -> &mut Client {
        self.home_client.as_mut().unwrap_or(&mut self.client)
    }

    fn source(&mut self) -> Result<RepoFacts, Error> {
        let asked = if self.graphql { self.ask_source() } else { None };
        let facts = match asked {
            Some((facts, ledger)) => {
                self.ledger = ledger;
                facts
            }
            None => {
                let repo = self.home.clone();
                let refused = |unread| match unread {
                    Unread::Rejected(_) => Error::Rejected(unread.unavailable()),
                    unread => Error::Source { repo: repo.clone(), why: unread.unavailable() },
                };
                let found = self.home_client().find_repository(&repo).map_err(refused)?;
                found.facts().map_err(|why| Error::Source { repo: repo.clone(), why })?
            }
        };
        self.home = facts.name.clone();
        Ok(facts)
    }
}
