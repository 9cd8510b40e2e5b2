//! The plan: what a run would write, what it would leave, and why, as a value that can be shown, kept and compared.

use super::block::Digest;
use super::decide::{Answer, Decision, Sight, Standing, Waiting};
use super::key::{Key, Source};
use super::ledger::{Ledger, State};
use super::missed::Missed;
use super::repo::RepoName;
use super::view::Unavailable;
use super::wanted::{Hold, Wanted};
use canvass_model::{TeamId, workspace::Caps};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is done to the backlogs, in what order, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What should stand there by now, and does not; what is written may mend it.
    pub missed: Vec<Item<Missed>>,
    /// What would be written, in the order in which it is.
    pub actions: Vec<Action>,
    /// What is not filed now.
    pub held_back: Vec<Item<Hold>>,
    /// What a later run decides.
    pub waiting: Vec<Item<Waiting>>,
    /// What stands there as it should, by its number.
    pub filed: Vec<Item<Filed>>,
    /// What the teams have answered.
    pub answered: Vec<Item<(u64, Answer)>>,
    /// Issues whose text people have made their own.
    pub taken_over: Vec<Item<u64>>,
    /// Surplus issues that people have touched: number, and the one that stays.
    pub doubled: Vec<Item<(u64, u64)>>,
    /// Repositories that cannot be used now, and the asks that wait for them.
    pub unavailable: Vec<Item<Unavailable>>,
    /// Why nothing may be written, although there is something to.
    pub over_cap: Option<OverCap>,
    /// Whether there is no ledger yet, so that nothing can be filed.
    pub without_ledger: bool,
}

/// An ask that stands in a backlog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Its number.
    pub number: u64,
    /// Whether it is an issue people wrote.
    pub by_people: bool,
}

/// Something said of one ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<T> {
    /// The initiative's id.
    pub initiative: String,
    /// The ask's id in it.
    pub ask: String,
    /// The repository.
    pub repo: RepoName,
    /// What is said.
    pub what: T,
}

/// One thing to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What is written.
    pub kind: ActionKind,
    /// Where.
    pub repo: RepoName,
    /// The initiative's id.
    pub initiative: String,
    /// The ask's id in it.
    pub ask: String,
    /// The asked team.
    pub team: TeamId,
    /// The key of the ask.
    pub key: Key,
    /// The title of the issue.
    pub title: String,
    /// Why.
    pub why: String,
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionKind {
    /// A new issue.
    Create,
    /// The managed block of an issue, renewed.
    Update {
        /// Its number.
        number: u64,
        /// What it says now.
        seen: String,
        /// What it is to say.
        body: String,
    },
    /// A surplus issue, closed as the duplicate of another.
    Close {
        /// Its number.
        number: u64,
        /// The one that stays.
        of: u64,
        /// What it says now.
        seen: String,
    },
}

impl ActionKind {
    /// The word that scripts know it by.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update { .. } => "update",
            Self::Close { .. } => "close_duplicate",
        }
    }

    /// The number of the issue that is written to, if it has one yet.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Create => None,
            Self::Update { number, .. } | Self::Close { number, .. } => Some(*number),
        }
    }
}

/// A limit that more creations than usual run into; then nothing at all is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverCap {
    /// How many issues would be filed.
    pub creates: usize,
    /// What is limited: `run`, `repo` or `team`.
    pub cap: &'static str,
    /// Of which repository or team.
    pub of: Option<String>,
    /// How many would be filed there.
    pub count: usize,
    /// How many may be.
    pub most: u32,
}

/// How much may be filed at once.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// The caps of the workspace.
    pub caps: Caps,
    /// The exact number of creations that somebody has allowed beyond the caps.
    pub allowed: Option<usize>,
}

impl Plan {
    /// Puts what was decided together; `wanted` and `decisions` go in pairs.
    #[must_use]
    pub fn new(
        wanted: &[Wanted],
        decisions: Vec<Decision>,
        ledger: Option<&Ledger>,
        sight: &Sight,
        source: Source,
        limits: &Limits,
    ) -> Self {
        let mut plan = Self { without_ledger: ledger.is_none(), ..Self::default() };
        let (mut creates, mut claimed) = (Vec::new(), Vec::new());
        for (wanted, decision) in wanted.iter().zip(decisions) {
            let Decision { key, repo, standing, surplus, .. } = decision;
            let action = |kind: ActionKind, why: String| Action {
                kind,
                repo: repo.clone(),
                initiative: wanted.initiative.clone(),
                ask: wanted.ask.clone(),
                team: wanted.team.clone(),
                key: key.clone(),
                title: wanted.draft.title().to_owned(),
                why,
            };
            for surplus in surplus {
                let (number, of) = (surplus.number, surplus.of);
                match surplus.untouched {
                    Some(seen) => {
                        let why = format!("says what #{of} says, and nobody has touched it");
                        plan.actions.push(action(ActionKind::Close { number, of, seen }, why));
                    }
                    None => plan.doubled.push(item(wanted, &repo, (number, of))),
                }
            }
            // What there is no room for is not missed, so that what is to be filed is looked at below.
            if standing != Standing::ToFile && standing.is_unfiled() {
                plan.missed.extend(wanted.missed.map(|missed| item(wanted, &repo, missed)));
            }
            match standing {
                Standing::ToFile => creates.push((wanted, action(ActionKind::Create, why_now(wanted)))),
                Standing::ToUpdate { number, seen, body } => {
                    let kind = ActionKind::Update { number, seen, body };
                    plan.actions.push(action(kind, "the files say something else now".into()));
                }
                Standing::HeldBack(hold) => match hold {
                    Hold::Linked { repo: ref issue, number } if let Ok(repo) = issue.parse() => {
                        plan.filed.push(item(wanted, &repo, Filed { number, by_people: true }));
                    }
                    hold => plan.held_back.push(item(wanted, &repo, hold)),
                },
                Standing::Waiting(waiting) => {
                    let entry = ledger.and_then(|ledger| ledger.entries.get(&key));
                    if entry.is_some_and(|entry| matches!(entry.state, State::Claimed { .. })) {
                        claimed.push(repo.clone());
                    }
                    plan.waiting.push(item(wanted, &repo, waiting));
                }
                Standing::Filed { number } => plan.filed.push(item(wanted, &repo, Filed { number, by_people: false })),
                Standing::Adopted { number } => plan.filed.push(item(wanted, &repo, Filed { number, by_people: true })),
                Standing::TakenOver { number } => plan.taken_over.push(item(wanted, &repo, number)),
                Standing::Answered { number, how } => plan.answered.push(item(wanted, &repo, (number, how))),
                Standing::Unavailable(why) => plan.unavailable.push(item(wanted, &repo, why)),
            }
        }
        // What a team plans first is filed first; ids decide the rest, so that every run agrees.
        creates.sort_by(|(a, _), (b, _)| {
            let key = |wanted: &Wanted| (wanted.due.is_none(), wanted.due);
            key(a).cmp(&key(b)).then_with(|| (&a.initiative, &a.ask).cmp(&(&b.initiative, &b.ask)))
        });
        let mut room = Room::new(sight, source, claimed);
        let mut filed = Vec::new();
        for (wanted, action) in creates {
            match wanted.max_open {
                Some(most) if !room.take(&action.repo, most) => {
                    let hold = Hold::Full { team: wanted.team.clone(), most };
                    plan.held_back.push(item(wanted, &action.repo, hold));
                }
                _ => {
                    plan.missed.extend(wanted.missed.map(|missed| item(wanted, &action.repo, missed)));
                    filed.push(action);
                }
            }
        }
        plan.over_cap = over_cap(&filed, limits);
        plan.held_back.sort_by(|a, b| (&a.initiative, &a.ask).cmp(&(&b.initiative, &b.ask)));
        plan.missed.sort_by(|a, b| (&a.initiative, &a.ask).cmp(&(&b.initiative, &b.ask)));
        plan.actions.splice(0..0, filed);
        plan
    }

    /// How many issues would be filed.
    #[must_use]
    pub fn creates(&self) -> usize {
        self.actions.iter().filter(|action| action.kind == ActionKind::Create).count()
    }

    /// What the plan comes down to: two plans with the same digest write the same.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut text = String::new();
        for action in &self.actions {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} {} {} {}", action.kind.word(), action.repo, action.key, action.title);
            if let ActionKind::Update { number, body, .. } = &action.kind {
                let _ = writeln!(text, "#{number} {body}");
            }
            if let ActionKind::Close { number, of, .. } = action.kind {
                let _ = writeln!(text, "#{number} #{of}");
            }
        }
        Digest::of(&text)
    }
}

fn item<T>(wanted: &Wanted, repo: &RepoName, what: T) -> Item<T> {
    Item { initiative: wanted.initiative.clone(), ask: wanted.ask.clone(), repo: repo.clone(), what }
}

fn why_now(wanted: &Wanted) -> String {
    match wanted.due {
        Some(due) => format!("`{}` plans on {due}", wanted.team),
        None => format!("asked of `{}`", wanted.team),
    }
}

/// How many issues of ours are open in each repository, or may be.
struct Room(BTreeMap<RepoName, u32>);

impl Room {
    /// `claimed` has the repository of each ask that may be there unseen. A claim that nobody waits for does not count:
    /// nobody would ever settle it.
    fn new(sight: &Sight, source: Source, claimed: Vec<RepoName>) -> Self {
        let mut open: BTreeMap<RepoName, u32> = BTreeMap::new();
        for (repo, view) in &sight.repos {
            let Ok(view) = view else { continue };
            let ours = view.issues.iter().filter(|issue| issue.status.is_open() && sight.is_ours(issue, source));
            open.insert(repo.clone(), u32::try_from(ours.count()).unwrap_or(u32::MAX));
        }
        for repo in claimed {
            *open.entry(repo).or_default() += 1;
        }
        Self(open)
    }

    /// Takes a place in `repo`, if fewer than `most` are taken.
    fn take(&mut self, repo: &RepoName, most: u32) -> bool {
        let taken = self.0.entry(repo.clone()).or_default();
        let free = *taken < most;
        *taken += u32::from(free);
        free
    }
}

/// The first cap that `creates` run into, unless exactly so many were allowed.
fn over_cap(creates: &[Action], limits: &Limits) -> Option<OverCap> {
    let all = creates.len();
    if limits.allowed == Some(all) {
        return None;
    }
    let over = |cap, of: Option<String>, count: usize, most: u32| {
        (count > most as usize).then_some(OverCap { creates: all, cap, of, count, most })
    };
    let (mut repos, mut teams) = (BTreeMap::<_, usize>::new(), BTreeMap::<_, usize>::new());
    for action in creates {
        *repos.entry(&action.repo).or_default() += 1;
        *teams.entry(&action.team).or_default() += 1;
    }
    let Caps { run, repo, team } = limits.caps;
    over("run", None, all, run)
        .or_else(|| repos.into_iter().find_map(|(name, count)| over("repo", Some(name.to_string()), count, repo)))
        .or_else(|| teams.into_iter().find_map(|(id, count)| over("team", Some(id.to_string()), count, team)))
}
