//! Ten mistakes one could make, each put between the run and the world so that both act as if the code had made it.

use super::keeper::SOURCE;
use super::world::World;
use canvass_backlog::decide::Policy;
use canvass_backlog::ledger::{Ledger, State};
use canvass_backlog::run::{Answer, Save, Write};
use canvass_backlog::view::{Fetched, IssueStatus, RepoFacts, RepoView, SeenIssue, Unavailable};
use canvass_backlog::{Key, Marker, RepoName};

/// A mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    /// A request that was not answered is sent again at once.
    RetryPost,
    /// The ledger is told of what was filed, and not of what is about to be.
    NoClaim,
    /// Numbers in the ledger are not held against the lists.
    NoGuard,
    /// One look in vain is enough.
    NoConfirmation,
    /// A list that cannot be read counts as one without issues.
    ErrorAsEmpty,
    /// Of two issues of one ask the lower one is closed.
    CloseLowest,
    /// Keys are compared by how they begin.
    PrefixKeys,
    /// An issue is known by its title.
    TitleAsKey,
    /// An absence counts as soon as a claim is made.
    NoQuarantine,
    /// What a team did not plan is filed again.
    RefileDeclined,
}

impl Bug {
    pub(crate) fn policy(self, policy: Policy) -> Policy {
        match self {
            Self::NoConfirmation => Policy { confirmations: 0, ..policy },
            Self::NoQuarantine => Policy { quarantine: 30, ..policy },
            _ => policy,
        }
    }

    /// The ledger, as the mistaken run understands it.
    pub(crate) fn read(self, mut ledger: Ledger, world: &World) -> Ledger {
        match self {
            Self::NoGuard => ledger.entries.retain(|_, entry| entry.standing().is_none()),
            Self::RefileDeclined => ledger.entries.retain(|key, entry| {
                let issues = || world.repos.iter().flat_map(|repo| &repo.issues);
                let declined = |number| {
                    issues().any(|issue| {
                        issue.key == *key && issue.number == number && issue.status == IssueStatus::NotPlanned
                    })
                };
                !entry.number().is_some_and(declined)
            }),
            _ => {}
        }
        ledger
    }

    /// The change of the ledger, as the mistaken run makes it.
    pub(crate) fn save(self, mut save: Save, world: &World) -> Save {
        match self {
            Self::NoClaim => save.ledger.entries.retain(|_, entry| !matches!(entry.state, State::Claimed { .. })),
            Self::NoGuard => {
                for (key, entry) in world.kept.ledger.iter().flat_map(|ledger| &ledger.entries) {
                    if entry.standing().is_some() {
                        save.ledger.entries.entry(key.clone()).or_insert_with(|| entry.clone());
                    }
                }
            }
            _ => {}
        }
        save
    }

    /// What was seen, as the mistaken run understands it.
    pub(crate) fn see(self, answer: Answer, world: &World) -> Answer {
        let Answer::Seen { repos, identity } = answer else { return answer };
        let repos = repos.into_iter().map(|(name, view)| {
            let view = self.view(&name, view, world);
            (name, view)
        });
        Answer::Seen { repos: repos.collect(), identity }
    }

    fn view(
        self,
        name: &RepoName,
        view: Result<RepoView, Unavailable>,
        world: &World,
    ) -> Result<RepoView, Unavailable> {
        let place = world.repos.iter().position(|repo| repo.name == *name).unwrap();
        let repo = &world.repos[place];
        let mut view = match view {
            Err(Unavailable::Failed(_)) if self == Self::ErrorAsEmpty => {
                let facts = RepoFacts { id: repo.id, name: repo.called.clone() };
                RepoView { facts: Some(facts), issues: Vec::new() }
            }
            view => view?,
        };
        match self {
            Self::PrefixKeys => {
                for issue in &mut view.issues {
                    let Some(marker) = Marker::read(&issue.body) else { continue };
                    let begins = |key: &Key| key.as_str()[..1] == marker.key.as_str()[..1];
                    if let Some(ask) = world.asks.iter().find(|ask| begins(&ask.key)) {
                        marked_as(issue, &ask.key);
                    }
                }
            }
            Self::TitleAsKey => {
                for issue in &mut view.issues {
                    let title = repo.issues.iter().find(|other| other.number == issue.number).map(|found| &found.title);
                    match world.asks.iter().find(|ask| Some(&ask.title) == title) {
                        Some(ask) => marked_as(issue, &ask.key),
                        None => issue.body.clear(),
                    }
                }
            }
            Self::RefileDeclined => view.issues.retain(|issue| issue.status != IssueStatus::NotPlanned),
            _ => {}
        }
        Ok(view)
    }

    /// What asking for one issue told, as the mistaken run understands it.
    pub(crate) fn fetched(self, fetched: Fetched) -> Fetched {
        match fetched {
            Fetched::Unknown if self == Self::ErrorAsEmpty => Fetched::NotFound,
            fetched => fetched,
        }
    }

    /// The request, as the mistaken run sends it.
    pub(crate) fn request(self, write: Write) -> Write {
        match write {
            Write::Close { repo, number, of, seen } if self == Self::CloseLowest => {
                Write::Close { repo, number: of, of: number, seen }
            }
            write => write,
        }
    }
}

fn marked_as(issue: &mut SeenIssue, key: &Key) {
    let marker = Marker { key: key.clone(), source: SOURCE };
    let rest = issue.body.split_once('\n').map(|(_, rest)| rest).unwrap_or_default();
    issue.body = format!("{marker}\n{rest}");
}
