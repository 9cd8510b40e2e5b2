//! What people, teams and initiatives are called where those read it who do not know the ids.

use crate::model::{Initiative, InitiativeId, PersonId, Portfolio, TeamId};

/// The name of a person; the id of one who has no entry.
pub(in crate::render) fn person<'a>(portfolio: &'a Portfolio, id: &'a PersonId) -> &'a str {
    portfolio.people.get(id).map_or(id.as_str(), |person| &person.value.name)
}

/// The name of a team.
pub(in crate::render) fn team<'a>(portfolio: &'a Portfolio, id: &'a TeamId) -> &'a str {
    portfolio.teams.get(id).map_or(id.as_str(), |team| &team.value.name)
}

/// The title of an initiative.
pub(in crate::render) fn initiative<'a>(portfolio: &'a Portfolio, id: &'a InitiativeId) -> &'a str {
    portfolio.initiatives.get(id).map_or(id.as_str(), |record| title(id, &record.value))
}

/// The title of `initiative`, or its id while it has none.
pub(in crate::render) fn title<'a>(id: &'a InitiativeId, initiative: &'a Initiative) -> &'a str {
    initiative.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).unwrap_or(id.as_str())
}
