//! An ask and the team it is put to: where it stood on a day, who belongs to the team, what was spoken of with it, and
//! when it plans.

use super::Index;
use crate::model::{Ask, AskStatus, Conversation, Cycle, CycleId, Date, Initiative, PersonId, TeamId};
use std::borrow::Cow;

/// The cycle an ask should be planned for.
#[derive(Clone, Debug)]
pub struct Planning<'a> {
    /// Its id.
    pub id: &'a CycleId,
    /// Its days.
    pub cycle: Cow<'a, Cycle>,
    /// The day on which the asked team plans it.
    pub opens: Date,
}

/// Where `ask` stood on a day: what was presented or answered later had not been yet.
#[must_use]
pub fn status_on(ask: &Ask, as_of: Date) -> AskStatus {
    let status = ask.status();
    if status == AskStatus::Withdrawn || (status.is_answered() && ask.answered_on.is_none_or(|day| day <= as_of)) {
        return status;
    }
    let is_presented = ask.presented_on.map_or(status != AskStatus::Draft, |day| day <= as_of);
    match status {
        _ if !is_presented => AskStatus::Draft,
        AskStatus::LacksData => AskStatus::LacksData,
        _ => AskStatus::Presented,
    }
}

impl<'a> Index<'a> {
    /// Whether `person` holds a role of the asked team, is one of its people, or is the ask's decider or champion.
    #[must_use]
    pub fn is_of_team(&self, ask: &Ask, person: &PersonId) -> bool {
        self.can_decide(person, &ask.team)
            || self.works_in(person, &ask.team)
            || [&ask.decider, &ask.champion].into_iter().any(|named| named.as_ref() == Some(person))
    }

    /// Whether `person` is one of the people of `team`, by their own entry or by the team's.
    #[must_use]
    pub fn works_in(&self, person: &PersonId, team: &TeamId) -> bool {
        let portfolio = self.portfolio;
        portfolio.people.get(person).is_some_and(|person| person.team.as_ref() == Some(team))
            || portfolio.teams.get(team).is_some_and(|team| team.members.contains(person))
    }

    /// Conversations of `initiative` up to a day in which somebody of the asked team took part, by their place.
    pub fn spoken_with<'i>(
        &self,
        initiative: &'i Initiative,
        ask: &Ask,
        as_of: Date,
    ) -> impl Iterator<Item = (usize, &'i Conversation)> {
        initiative.conversations.iter().enumerate().filter(move |(_, conversation)| {
            conversation.date <= as_of
                && conversation.took_place()
                && !conversation.is_unanswered()
                && conversation.unread.is_empty()
                && conversation.with.iter().any(|person| self.is_of_team(ask, person))
        })
    }

    /// The cycle `ask` of `initiative` should be planned for; nothing when it is not known.
    #[must_use]
    pub fn planning<'i>(&self, initiative: &'i Initiative, ask: &'i Ask) -> Option<Planning<'i>>
    where
        'a: 'i,
    {
        let id = initiative.cycle_of(ask)?;
        let cycle = self.portfolio.cycle(id)?;
        let opens = self.planning_day(&ask.team, id, &cycle);
        Some(Planning { id, cycle, opens })
    }
}
