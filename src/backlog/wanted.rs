//! An ask as a backlog is to know it, and what may hold it back.
//!
//! Which asks those are is left to the crate above, what stands in the backlogs already to [`super::decide`].

use super::block::Draft;
use super::key::Key;
use super::missed::Missed;
use super::repo::RepoName;
use canvass_model::{AskStatus, Date, Stage, TeamId};
use std::fmt;

/// Why an ask is not to be filed now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Something of the ask cannot be read.
    Unreadable {
        /// What, as the file spells it.
        key: String,
    },
    /// The initiative has not declared the stage from which asks are filed.
    Early {
        /// What it declares.
        stage: Stage,
        /// From where on asks are filed.
        from: Stage,
    },
    /// Its file does not support the stage it declares.
    Unsupported {
        /// What it declares.
        stage: Stage,
        /// What the file supports.
        supported: Option<Stage>,
    },
    /// The team has answered, or the ask was taken back.
    Status(AskStatus),
    /// Nobody knows the team.
    UnknownTeam(TeamId),
    /// The team has not agreed to receive issues.
    NotAccepting(TeamId),
    /// The team has no repository.
    NoRepo(TeamId),
    /// Nobody of the team was spoken to.
    NotSpoken(TeamId),
    /// Neither ask nor initiative names a known cycle.
    NoCycle,
    /// Nothing can be counted from the dates of its cycle.
    DatesOutOfOrder {
        /// The cycle.
        cycle: String,
    },
    /// The team plans too far ahead.
    BeforeWindow {
        /// The first day on which it is filed.
        opens: Date,
    },
    /// Nothing more is taken in for the cycle.
    Frozen {
        /// The last day on which it was.
        freeze: Date,
    },
    /// Its file names an issue that stands for it.
    Linked {
        /// Where, as the file writes it.
        repo: String,
        /// Its number.
        number: u64,
    },
    /// The team wants no more open issues from us for now.
    Full {
        /// The team.
        team: TeamId,
        /// How many it wants at a time.
        most: u32,
    },
}

impl Hold {
    /// Whether an issue that stands already must be left as it is, too: the team opted out, answered, or the issue is
    /// somebody else's.
    #[must_use]
    pub fn forbids_updates(&self) -> bool {
        matches!(
            self,
            Self::Unreadable { .. }
                | Self::NotAccepting(_)
                | Self::Status(_)
                | Self::Linked { .. }
                | Self::UnknownTeam(_)
        )
    }
}

impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { key } => write!(f, "`{key}` of the ask cannot be read; `canvass validate` says why"),
            Self::Early { stage, from } => write!(f, "stage is `{stage}`; asks are filed from `{from}` on"),
            Self::Unsupported { stage, supported: Some(supported) } => {
                write!(f, "declares `{stage}`, but the file supports only `{supported}`")
            }
            Self::Unsupported { stage, supported: None } => {
                write!(f, "declares `{stage}`, but the file supports no stage yet")
            }
            Self::Status(status) => write!(f, "the ask is {status}"),
            Self::UnknownTeam(team) => write!(f, "there is no team `{team}`"),
            Self::NotAccepting(team) => {
                write!(f, "`{team}` does not accept filed issues; present it and write `presented_on`")
            }
            Self::NoRepo(team) => write!(f, "team `{team}` has no `backlog.repo`"),
            Self::NotSpoken(team) => write!(f, "nobody of `{team}` has been spoken to"),
            Self::DatesOutOfOrder { cycle } => {
                write!(f, "the dates of cycle `{cycle}` are out of order; `canvass validate` says which")
            }
            Self::NoCycle => f.write_str("no known cycle: set `target_cycle`"),
            Self::BeforeWindow { opens } => write!(f, "filed from {opens} on"),
            Self::Frozen { freeze } => write!(f, "planning closed on {freeze}; name a later `cycle`"),
            Self::Linked { repo, number } => write!(f, "stands as {repo}#{number} already"),
            Self::Full { team, most } => {
                write!(
                    f,
                    "`{team}` wants at most {most} open {} at a time",
                    if *most == 1 { "issue" } else { "issues" }
                )
            }
        }
    }
}

/// An ask as a backlog is to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its key.
    pub key: Key,
    /// Keys it had before a rename.
    pub before: Vec<Key>,
    /// The initiative's id.
    pub initiative: String,
    /// The ask's id in it.
    pub ask: String,
    /// The asked team.
    pub team: TeamId,
    /// The team's backlog.
    pub repo: RepoName,
    /// The most open issues the team wants from us.
    pub max_open: Option<u32>,
    /// The day on which the team plans: what is due first is filed first.
    pub due: Option<Date>,
    /// Why it is not to be filed now; what stands already is kept up to date all the same.
    pub held_back: Option<Hold>,
    /// The window it has missed, if nothing stands for it.
    pub missed: Option<Missed>,
    /// What the issue is to say.
    pub draft: Draft,
}

impl Wanted {
    /// The ask as others write it: `initiative/ask`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.initiative, self.ask)
    }
}
