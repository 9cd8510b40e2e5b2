//! Stakeholder coverage: everybody who must be met for an initiative, and how far that has come.

use super::Fraction;
use crate::diagnostic::At;
use crate::model::{AskKind, Date, Format, PersonId, Role, Stance, SystemId, TeamId};

/// How far contact with the holder of a slot has come; ordered, best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The role has no active holder.
    Vacant,
    /// Nobody plans to speak to them.
    Missing,
    /// They are on the list, or were written to without an answer.
    Identified,
    /// Reached in a group, by a document, a presentation or an answered message.
    Contacted,
    /// Met one-on-one.
    Met,
}

/// As what somebody is required.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotRole {
    /// Decides on an ask.
    Decider,
    /// Answers for a team.
    Team(Role),
    /// Argues for an ask inside the team.
    Champion,
    /// Knows a system.
    Sme,
    /// Speaks with a supplier.
    VendorContact,
    /// Named by the workspace's policy.
    Policy,
    /// Owns a strategy item.
    StrategyOwner,
    /// Added by hand, in the file's own words.
    Listed(String),
}

/// Which rule of the required set asks for somebody (numbered as in the documentation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// 1: a live ask of a team.
    Ask,
    /// 2: a system that changes.
    System,
    /// 3: a system it depends on, or that depends on it, or its supplier.
    Dependency,
    /// 4: the workspace's policy, by ask kind.
    AskPolicy(AskKind),
    /// 4: the workspace's policy, by category, or an aligned strategy item.
    Policy,
    /// 5: the stakeholder list of the file.
    List,
}

/// One reason why somebody is required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which rule asks for them.
    pub source: Source,
    /// As what.
    pub role: SlotRole,
    /// 3 decides, 2 answers for a team, 1 otherwise.
    pub tier: u8,
    /// The ask, as an index into the initiative's asks.
    pub ask: Option<usize>,
    /// The team whose role it is.
    pub team: Option<TeamId>,
    /// The system it is about.
    pub system: Option<SystemId>,
    /// The place that brings the requirement about.
    pub at: At,
}

/// The last time somebody was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// When.
    pub date: Date,
    /// How; a one-on-one with several people is a group.
    pub format: Format,
    /// Place in the initiative's conversations.
    pub conversation: usize,
}

/// Somebody who must be met, all their roles merged; or a role that nobody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Who; nothing when the role is vacant. For experts of a system, the one reached best.
    pub person: Option<PersonId>,
    /// For experts of a system: all of whom any one counts. Empty otherwise.
    pub any_of: Vec<PersonId>,
    /// Every reason, strongest first.
    pub reasons: Vec<Reason>,
    /// The highest tier among the reasons.
    pub tier: u8,
    /// How far contact has come.
    pub state: State,
    /// Whether the last contact no longer counts in full.
    pub stale: bool,
    /// Whether they were reached, but never alone.
    pub group_only: bool,
    /// The last contact.
    pub last: Option<Contact>,
    /// Their latest known stance; private.
    pub stance: Option<Stance>,
}

impl Slot {
    /// r·f of the formula: how much of the slot's tier counts (model, section "Stakeholder coverage").
    #[must_use]
    pub fn reach(&self) -> Fraction {
        let reach = match self.state {
            State::Vacant | State::Missing => Fraction::new(0, 1),
            State::Identified => Fraction::new(1, 4),
            State::Contacted => Fraction::new(1, 2),
            State::Met => Fraction::new(1, 1),
        };
        if self.stale { reach / 2 } else { reach }
    }

    /// Whether they were met alone and that still counts.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.state == State::Met && !self.stale
    }
}

/// How far one asked team is covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamCoverage {
    /// The team.
    pub team: TeamId,
    /// Its share in per cent, rounded down; nothing when it has no slot.
    pub coverage: Option<i64>,
}

/// Whom an initiative must meet, and how far that has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Everybody required, grouped by asked team, then by tier, then by name.
    pub slots: Vec<Slot>,
    /// C: Σ tier·r·f / Σ tier in per cent, rounded down; nothing when there is no slot.
    pub coverage: Option<i64>,
    /// S: Σ tier·v / Σ tier over known stances in per cent; nothing when none is known.
    pub support: Option<i64>,
    /// How many slots have no known stance.
    pub unknown_stances: usize,
    /// Live asks all of whose slots of tier 2 and 3 are met and fresh.
    pub asks_covered: usize,
    /// Live asks.
    pub asks: usize,
    /// How many people are excluded.
    pub excluded: usize,
    /// Per asked team, in the order of their ids.
    pub teams: Vec<TeamCoverage>,
}

impl Coverage {
    /// The asked team with the lowest share; the first by id among equals.
    #[must_use]
    pub fn weakest(&self) -> Option<&TeamCoverage> {
        self.teams.iter().filter(|team| team.coverage.is_some()).min_by_key(|team| team.coverage)
    }
}
