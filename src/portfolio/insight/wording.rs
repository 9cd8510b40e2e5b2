//! How a slot is called in reasons and actions, and what to do next about it, in plain words.
//!
//! Tables and colours are left to `render`.

use super::coverage::{Reason, Slot, SlotRole, State};

impl Slot {
    /// Whom it is about and as what, such as `ana (em of payments)`; for a vacancy `nobody (em of payments)`.
    #[must_use]
    pub fn who(&self) -> String {
        let whom = match (&self.person, self.any_of.as_slice()) {
            (Some(person), [] | [_]) => person.to_string(),
            (_, []) => "nobody".into(),
            (_, people) => {
                let names: Vec<_> = people.iter().map(ToString::to_string).collect();
                format!("one of {}", names.join(", "))
            }
        };
        match self.reasons.first() {
            Some(reason) => format!("{whom} ({})", reason.as_what()),
            None => whom,
        }
    }

    /// As [`Slot::who`], in a list of those who are still to be met: nobody can meet a vacancy.
    #[must_use]
    pub fn open(&self) -> String {
        match self.reasons.first().filter(|_| self.state == State::Vacant) {
            Some(reason) => format!("the vacant {}", reason.place()),
            None => self.who(),
        }
    }

    /// The next thing to do so that the slot counts in full; empty when it does.
    #[must_use]
    pub fn next_step(&self) -> String {
        match self.state {
            State::Vacant => self.reasons.first().map(Reason::filling).unwrap_or_default(),
            State::Met if self.stale => format!("speak to {} again", self.who()),
            State::Met => String::new(),
            State::Missing | State::Identified | State::Contacted => format!("meet {} one-on-one", self.who()),
        }
    }
}

impl Reason {
    /// As what somebody is required, such as `em of payments`.
    #[must_use]
    pub fn as_what(&self) -> String {
        let role: &str = match &self.role {
            SlotRole::Decider => "decides for",
            SlotRole::Team(role) => return self.of_team(role.as_str()),
            SlotRole::Champion => "champion in",
            SlotRole::Sme => "expert of",
            SlotRole::VendorContact => "speaks with the supplier of",
            SlotRole::Policy => return "required by policy".into(),
            SlotRole::StrategyOwner => return "owns the strategy it serves".into(),
            SlotRole::Listed(role) => role,
        };
        let object = match &self.role {
            SlotRole::Sme | SlotRole::VendorContact => self.system.as_ref().map(ToString::to_string),
            _ => self.team.as_ref().map(ToString::to_string),
        };
        object.map_or_else(|| role.into(), |object| format!("{role} {object}"))
    }

    /// The place that somebody would fill, such as `em of payments`.
    fn place(&self) -> String {
        match &self.role {
            SlotRole::Decider => self.of_team("decider"),
            SlotRole::VendorContact | SlotRole::Policy | SlotRole::StrategyOwner => {
                format!("place of whoever {}", self.as_what().replace("required", "is required"))
            }
            _ => self.as_what(),
        }
    }

    fn of_team(&self, role: &str) -> String {
        self.team.as_ref().map_or_else(|| role.into(), |team| format!("{role} of {team}"))
    }

    /// What fills the vacancy.
    fn filling(&self) -> String {
        let team = self.team.as_ref().map(ToString::to_string).unwrap_or_default();
        let system = self.system.as_ref().map(ToString::to_string).unwrap_or_default();
        match &self.role {
            SlotRole::Decider => format!("name an active pm of `{team}`, or a decider in the ask"),
            SlotRole::Team(role) => format!("name an active {role} of `{team}`, or somebody in `acting`"),
            SlotRole::Champion => format!("name a champion in `{team}`"),
            SlotRole::Sme => format!("name an active expert of `{system}` in `smes`"),
            SlotRole::VendorContact => format!("name who speaks with the supplier of `{system}`"),
            SlotRole::Policy => "name somebody active in `required_roles`".into(),
            SlotRole::StrategyOwner => "name an active owner of the strategy item".into(),
            SlotRole::Listed(_) => "replace a stakeholder who is no longer active".into(),
        }
    }
}
