//! Days to remember of a system: when support, a contract or a promise ends, and when a plan is due to be practised.

use crate::diagnostic::At;
use crate::model::system::Continuity;
use crate::model::{Date, Record, System, Text, Tier};

/// What happens on a day to remember.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// Its support ends.
    SupportEnds,
    /// The contract with its supplier ends.
    ContractEnds,
    /// What it promises is to be agreed anew.
    PromiseRenewed,
    /// The plan for this scenario is to be practised again.
    Practice(Text),
}

/// A day to remember.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The day; it may be past.
    pub on: Date,
    /// What happens then.
    pub occasion: Occasion,
    /// The place that says so.
    pub at: At,
}

/// The days to remember of `system`, the earliest first; plans are practised every so many days.
#[must_use]
pub fn of_system(system: &Record<System>, practise_every: u32) -> Vec<Reminder> {
    let contract = system.third_party.as_ref().and_then(|party| party.contract_until);
    let renewal = system.slo.as_ref().and_then(|slo| slo.renew_on);
    let written = [
        (system.end_of_support, Occasion::SupportEnds, "/end_of_support"),
        (contract, Occasion::ContractEnds, "/third_party/contract_until"),
        (renewal, Occasion::PromiseRenewed, "/slo/renew_on"),
    ];
    let written = written.into_iter().map(|(on, occasion, pointer)| (on, occasion, pointer.to_owned()));
    let practised =
        system.continuity.iter().enumerate().filter(|_| must_practise(system)).map(|(place, continuity)| {
            let occasion = Occasion::Practice(continuity.scenario.clone());
            (practise_by(continuity, practise_every), occasion, format!("/continuity/{place}/practised_on"))
        });
    let dated = written.chain(practised);
    let mut reminders: Vec<_> = dated
        .filter_map(|(on, occasion, pointer)| Some(Reminder { on: on?, occasion, at: system.at(&pointer) }))
        .collect();
    reminders.sort_by(|a, b| (a.on, &a.occasion).cmp(&(b.on, &b.occasion)));
    reminders
}

/// Whether it must be known what happens when something of `system` is lost.
#[must_use]
pub fn must_practise(system: &System) -> bool {
    system.tier == Some(Tier::Core)
}

/// The last day on which a practised plan still counts as practised.
#[must_use]
pub fn practise_by(continuity: &Continuity, practise_every: u32) -> Option<Date> {
    Some(continuity.practised_on?.plus_days(practise_every.into()))
}
