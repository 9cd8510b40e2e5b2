//! Who answers for a team and who decides on an ask, with stand-ins and inheritance resolved.
//!
//! Who of them must be met is left to [`super::slots`].

use super::Index;
use crate::model::{Ask, PersonId, Portfolio, Role, Team, TeamId};
use std::collections::BTreeMap;

/// Who holds a role of a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding<'a> {
    /// The active holders in the order written, or the one acting for them; empty when the role is vacant.
    pub active: Vec<&'a PersonId>,
    /// Whether somebody acts for those who are written, or for nobody.
    pub acting: bool,
    /// Of a vacant role: the first who is written but no longer active.
    pub former: Option<&'a PersonId>,
    /// The team in whose file it stands: an ancestor for an inherited exec.
    pub team: &'a TeamId,
}

impl Holding<'_> {
    /// Whether nobody holds the role.
    #[must_use]
    pub fn is_vacant(&self) -> bool {
        self.active.is_empty()
    }
}

/// The three roles of one team.
#[derive(Clone, Debug)]
pub(super) struct Holdings<'a> {
    pm: Holding<'a>,
    em: Holding<'a>,
    exec: Holding<'a>,
}

/// Resolves the roles of every team.
pub(super) fn of_all_teams(portfolio: &Portfolio, presence: Presence) -> BTreeMap<&TeamId, Holdings<'_>> {
    let mut levels = BTreeMap::new();
    let teams = portfolio.teams.iter();
    let resolve = |(id, record)| {
        let (exec_id, exec_team) = exec_level(portfolio, id, record, &mut levels);
        let held = |id, team, role| holding(portfolio, presence, id, team, role);
        let [pm, em] = [Role::Pm, Role::Em].map(|role| held(id, record, role));
        (id, Holdings { pm, em, exec: held(exec_id, exec_team, Role::Exec) })
    };
    teams.map(|(id, record)| (id, &**record)).map(resolve).collect()
}

type Level<'a> = (&'a TeamId, &'a Team);

/// The team itself or its nearest ancestor that names an exec or one acting; the team itself when none does.
fn exec_level<'a>(
    portfolio: &'a Portfolio,
    id: &'a TeamId,
    team: &'a Team,
    levels: &mut BTreeMap<&'a TeamId, Option<Level<'a>>>,
) -> Level<'a> {
    let mut path = Vec::new();
    let mut level = Some((id, team));
    let found = loop {
        let Some((id, team)) = level else { break None };
        if let Some(known) = levels.get(id) {
            break *known;
        }
        if !team.holders(Role::Exec).is_empty() || team.acting.contains_key(&Role::Exec) {
            levels.insert(id, level);
            break level;
        }
        // Ancestors that lead back here then find nothing, instead of going round.
        levels.insert(id, None);
        path.push(id);
        let parent = team.parent.as_ref().and_then(|parent| portfolio.teams.get_key_value(parent));
        level = parent.map(|(id, record)| (id, &**record));
    };
    levels.extend(path.into_iter().map(|id| (id, found)));
    found.unwrap_or((id, team))
}

fn holding<'a>(
    portfolio: &'a Portfolio,
    presence: Presence,
    id: &'a TeamId,
    team: &'a Team,
    role: Role,
) -> Holding<'a> {
    let written = team.holders(role);
    let is_active = |person: &&PersonId| presence.is_active(portfolio, person);
    let mut active: Vec<&PersonId> = Vec::new();
    for person in written.iter().filter(is_active) {
        if !active.contains(&person) {
            active.push(person);
        }
    }
    let stand_in = team.acting.get(&role).filter(is_active).filter(|_| active.is_empty());
    active.extend(stand_in);
    let former = written.first().or(team.acting.get(&role)).filter(|_| active.is_empty());
    Holding { active, acting: stand_in.is_some(), former, team: id }
}

/// Who counts as still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// Those who are.
    Today,
    /// Everybody: what was delivered was agreed with those who were there then.
    Everybody,
}

impl Presence {
    pub(super) fn is_active(self, portfolio: &Portfolio, person: &PersonId) -> bool {
        self == Self::Everybody || is_active(portfolio, person)
    }
}

/// Whether a person is still there; somebody without an entry is, as far as is known. Of whom it cannot be read, nobody
/// may rely on it.
#[must_use]
pub fn is_active(portfolio: &Portfolio, person: &PersonId) -> bool {
    portfolio.people.get(person).is_none_or(|person| person.active && !person.unread.has("active"))
}

/// Whether a person is known to have left.
#[must_use]
pub fn has_left(portfolio: &Portfolio, person: &PersonId) -> bool {
    portfolio.people.get(person).is_some_and(|person| !person.active)
}

impl<'a> Index<'a> {
    /// Who holds `role` of `team`; nothing when the team is unknown.
    ///
    /// Only an exec is inherited, from the nearest ancestor that names one. Where everybody written is inactive,
    /// `acting` stands in; without it the role is vacant.
    #[must_use]
    pub fn holding(&self, team: &TeamId, role: Role) -> Option<&Holding<'a>> {
        let holdings = self.holdings.get(team)?;
        Some(match role {
            Role::Pm => &holdings.pm,
            Role::Em => &holdings.em,
            Role::Exec => &holdings.exec,
        })
    }

    /// The active holders of `role` of `team`.
    #[must_use]
    pub fn holders(&self, team: &TeamId, role: Role) -> &[&'a PersonId] {
        self.holding(team, role).map(|holding| holding.active.as_slice()).unwrap_or_default()
    }

    /// Who decides for `team` unless an ask says otherwise: its first active pm, else em, else nearest exec. Nobody
    /// where one of them cannot be read before somebody is found.
    #[must_use]
    pub fn default_decider(&self, team: &TeamId) -> Option<&'a PersonId> {
        let is_known = |role: &&Role| !self.is_unread(team, **role);
        Role::ALL.iter().take_while(is_known).find_map(|role| self.holders(team, *role).first().copied())
    }

    /// Whether it cannot be read in full who holds `role` of `team`.
    #[must_use]
    pub fn is_unread(&self, team: &TeamId, role: Role) -> bool {
        let teams = &self.portfolio.teams;
        let (mut next, mut seen) = (teams.get(team), 0);
        while let Some(level) = next {
            let acting = level.unread.has("acting") && self.holders(team, role).is_empty();
            if level.unread.has(role.as_str()) || acting {
                return true;
            }
            // Only an exec is looked for further up; whoever goes round ends after as many steps as there are teams.
            seen += 1;
            let is_found = !level.holders(role).is_empty() || level.acting.contains_key(&role);
            if role != Role::Exec || is_found || seen > teams.len() {
                return false;
            }
            if level.unread.has("parent") {
                return true;
            }
            next = level.parent.as_ref().and_then(|parent| teams.get(parent));
        }
        false
    }

    /// Who decides on `ask`: whom it names, active or not, else the team's default.
    #[must_use]
    pub fn decider<'s>(&'s self, ask: &'s Ask) -> Option<&'s PersonId> {
        ask.decider.as_ref().or_else(|| self.default_decider(&ask.team))
    }

    /// Whether `person` is an active pm, em or exec of `team`.
    #[must_use]
    pub fn can_decide(&self, person: &PersonId, team: &TeamId) -> bool {
        Role::ALL.iter().any(|role| self.holders(team, *role).contains(&person))
    }

    /// Whether an ask's team is known, so that there is somebody to meet and a backlog to file in.
    #[must_use]
    pub fn knows_team_of(&self, ask: &Ask) -> bool {
        self.holdings.contains_key(&ask.team)
    }
}
