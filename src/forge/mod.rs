//! Where issues and the ledger are: the only floor that writes outside of the workspace and speaks to a network.
//!
//! Two traits say what each call promises; [`drive`] lets a [`Run`] make use of them. What is to be written is left to
//! [`crate::backlog`].

pub mod branch;
pub mod clock;
pub mod github;
pub mod outbox;

use crate::backlog::ledger::{Ledger, Seconds};
use crate::backlog::repo::RepoName;
use crate::backlog::run::{Answer, ReadError, Run, Save, Saved, Step, Version, Write, Written};
use crate::backlog::view::{Fetched, RepoFacts, RepoView, Unavailable};
use std::collections::{BTreeMap, BTreeSet};

/// What was seen of the repositories.
pub struct Seen {
    /// Each of those asked for, or why it cannot be used.
    pub repos: BTreeMap<RepoName, Result<RepoView, Unavailable>>,
    /// Our own login, where the host tells it.
    pub identity: Option<String>,
}

/// The backlogs of all teams.
///
/// Nothing here is retried once it may have reached the host, and nothing that failed is reported as absent.
pub trait Forge {
    /// Lists the issues that `authors` or we ourselves wrote in each of `repos`, open and closed. A repository of which
    /// not every page could be read is an error, never a shorter list.
    fn observe(&mut self, repos: &[RepoName], authors: &BTreeSet<String>) -> Seen;

    /// Asks for one issue by its number.
    fn fetch(&mut self, repo: &RepoName, number: u64) -> Fetched;

    /// Asks what `repo` is called now, and under which number.
    ///
    /// # Errors
    ///
    /// When it cannot be written to.
    fn confirm(&mut self, repo: &RepoName) -> Result<RepoFacts, Unavailable>;

    /// Writes to a backlog: at most one request of it reaches the host. An issue that is to be changed is read again
    /// first, and left alone if it no longer says what it did, or is no longer open.
    fn write(&mut self, write: &Write) -> Written;
}

/// Whoever keeps the ledger.
pub trait Keeper {
    /// Reads the ledger as it is now; nothing where there is none.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read, or nobody knows whether it is.
    fn read(&mut self) -> Result<Option<(Ledger, Version)>, ReadError>;

    /// Changes the ledger if it is still of the version that is expected, in one step that either happens or does not.
    fn save(&mut self, save: &Save) -> Saved;
}

/// The time, and waiting for it.
pub trait Clock {
    /// Now.
    fn now(&self) -> Seconds;

    /// Returns at `until` or a little later.
    fn wait(&self, until: Seconds);
}

/// Carries `run` out. `approve` is shown the plan once and says whether to go on; `stopped` is asked between steps
/// whether somebody wants the run to end.
pub fn drive(
    run: &mut Run,
    forge: &mut dyn Forge,
    keeper: &mut dyn Keeper,
    clock: &dyn Clock,
    approve: &mut dyn FnMut(&mut Run) -> bool,
    stopped: &dyn Fn() -> bool,
) {
    loop {
        if stopped() {
            run.stop("it was asked to stop");
        }
        run.wake(clock.now());
        let answer = match run.step().clone() {
            Step::Done => return,
            Step::ReadLedger => Answer::Ledger(keeper.read()),
            Step::Observe { repos, authors } => {
                let Seen { repos, identity } = forge.observe(&repos, &authors);
                Answer::Seen { repos, identity }
            }
            Step::Fetch(repo, number) => Answer::Issue(forge.fetch(&repo, number)),
            Step::Confirm(repo) => Answer::Facts(forge.confirm(&repo)),
            Step::Approve => {
                let approved = approve(run);
                // Whoever was asked may have refused the run as a whole.
                if *run.step() == Step::Done {
                    return;
                }
                Answer::Approved(approved)
            }
            Step::Save(save) => Answer::Saved(keeper.save(&save)),
            Step::Wait(until) => {
                clock.wait(until);
                Answer::Waited
            }
            Step::Write(write) => Answer::Written(forge.write(&write)),
        };
        run.answer(answer, clock.now());
    }
}
