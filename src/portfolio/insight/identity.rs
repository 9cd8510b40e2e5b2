//! Which initiative is which in two states of a portfolio: the same id, or another that it had before.

use crate::model::{Initiative, InitiativeId, Kind, Portfolio, Record};
use std::collections::BTreeMap;

/// Initiatives by the names they had before a change and have after it.
#[derive(Clone, Debug)]
pub struct Identities<'p> {
    before: &'p Portfolio,
    after: &'p Portfolio,
    /// By the new id: the old one, and whether the initiative says so itself.
    old: BTreeMap<InitiativeId, (InitiativeId, bool)>,
    /// By the old id: the new one.
    new: BTreeMap<InitiativeId, InitiativeId>,
}

impl<'p> Identities<'p> {
    /// Finds out what was renamed between `before` and `after`: initiatives that name what they were called, and those
    /// that came as another of the same title went.
    #[must_use]
    pub fn between(before: &'p Portfolio, after: &'p Portfolio) -> Self {
        let mut identities = Self { before, after, old: BTreeMap::new(), new: BTreeMap::new() };
        let came: Vec<_> = after.initiatives.iter().filter(|(id, _)| !exists(before, id)).collect();
        for (id, record) in &came {
            let mut known = record.previously.iter().map(|old| InitiativeId::from(old.as_str()));
            if let Some(old) = known.find(|old| exists(before, old) && identities.is_gone(old)) {
                identities.pair(&old, id, true);
            }
        }
        for (id, record) in came {
            let same = |(old, other): &(&InitiativeId, &Record<Initiative>)| {
                other.title.is_some() && other.title == record.title && identities.is_gone(old)
            };
            if !identities.old.contains_key(id)
                && let Some((old, _)) = before.initiatives.iter().find(same)
            {
                identities.pair(old, id, false);
            }
        }
        identities
    }

    fn pair(&mut self, old: &InitiativeId, new: &InitiativeId, declared: bool) {
        self.old.insert(new.clone(), (old.clone(), declared));
        self.new.insert(old.clone(), new.clone());
    }

    /// What the initiative that is called `id` after the change was called before it.
    #[must_use]
    pub fn before<'a>(&'a self, id: &'a InitiativeId) -> &'a InitiativeId {
        self.old.get(id).map_or(id, |(old, _)| old)
    }

    /// What the initiative that was called `id` before the change is called after it.
    #[must_use]
    pub fn after<'a>(&'a self, id: &'a InitiativeId) -> &'a InitiativeId {
        self.new.get(id).unwrap_or(id)
    }

    /// What the ask that was called `ask` in the initiative `id` before the change is called after it, as it says itself.
    #[must_use]
    pub fn ask_after<'a>(&'a self, id: &InitiativeId, ask: &'a str) -> &'a str {
        let record = self.after.initiatives.get(self.after(id));
        let asks = || record.into_iter().flat_map(|record| &record.asks);
        let renamed = || asks().find(|it| it.previously.iter().any(|old| old.as_str() == ask));
        match asks().any(|it| it.id.as_str() == ask) {
            true => ask,
            false => renamed().map_or(ask, |it| it.id.as_str()),
        }
    }

    /// What the initiative `id` was called, if something else, and whether it says so itself.
    #[must_use]
    pub fn renamed(&self, id: &InitiativeId) -> Option<(&InitiativeId, bool)> {
        self.old.get(id).map(|(old, declared)| (old, *declared))
    }

    /// Whether the initiative that is called `id` was not there before, under no name.
    #[must_use]
    pub fn is_new(&self, id: &InitiativeId) -> bool {
        !exists(self.before, self.before(id))
    }

    /// Whether the initiative that was called `id` is there no more, under no name.
    #[must_use]
    pub fn is_gone(&self, id: &InitiativeId) -> bool {
        !self.new.contains_key(id) && !exists(self.after, id)
    }
}

/// Whether there is an initiative of that id, readable or not.
#[must_use]
pub fn exists(portfolio: &Portfolio, id: &InitiativeId) -> bool {
    portfolio.knows(Kind::Initiative, id.as_str()) || portfolio.unread_kinds.contains(&Kind::Initiative)
}
