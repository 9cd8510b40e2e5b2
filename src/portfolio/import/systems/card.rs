//! The card that a listed system gets, and what a card that is here says differently.

use super::Given;
use super::links::{Link, Links};
use super::owners::Owner;
use crate::import::{Comparison, one_line};
use crate::model::{Coupling, System, TeamId};
use toml_edit::{Array, InlineTable, Key, Table, Value, value};

/// What is written above dependencies of which the list does not say how hard they are.
const ASSUMED: &str = "# The list does not say how much: hard is assumed until somebody knows better.\n";

/// What becomes a card.
pub(super) struct Card<'a> {
    pub(super) given: &'a Given,
    pub(super) id: &'a str,
    pub(super) owner: &'a TeamId,
    pub(super) links: &'a Links<'a>,
}

impl Card<'_> {
    /// The keys of the card, in the order of the manual.
    pub(super) fn table(&self) -> Table {
        let given = self.given;
        let mut table = Table::new();
        let mut word = |key: &str, word: Option<&str>| {
            if let Some(word) = word {
                table.insert(key, value(word));
            }
        };
        word("name", Some(given.called()));
        word("kind", given.kind.map(|kind| kind.as_str()));
        word("part_of", self.links.part_of(self.id));
        word("owner", Some(self.owner.as_str()));
        word("tier", given.tier.map(|tier| tier.as_str()));
        if !given.uses.is_empty() {
            table.insert("uses", value(given.uses.iter().map(String::as_str).collect::<Array>()));
        }
        if let Some(runbook) = &given.runbook {
            table.insert("runbook", value(runbook));
        }
        let needs = self.links.needs(self.id);
        if !needs.is_empty() {
            let mut key = Key::new("depends_on");
            if needs.iter().any(|need| need.said.is_none()) {
                key.leaf_decor_mut().set_prefix(ASSUMED);
            }
            table.insert_formatted(&key, value(dependencies(needs)));
        }
        table
    }
}

/// One in a line, so that a change of one is a change of one line.
fn dependencies(needs: &[Link]) -> Array {
    let entries = needs.iter().map(|need| {
        let coupling = need.coupling.as_str();
        let entry: InlineTable = [("system", &*need.system), ("coupling", coupling)].into_iter().collect();
        Value::from(entry).decorated("\n  ", "")
    });
    let mut array: Array = entries.collect();
    array.set_trailing("\n");
    array.set_trailing_comma(true);
    array
}

/// Compares the card with what a list says: only keys of which it says something.
pub(super) fn compare(
    comparison: &mut Comparison<'_, '_, System>,
    given: &Given,
    links: &Links<'_>,
    owner: Owner,
    default_owner: Option<&TeamId>,
) {
    let system = comparison.record;
    comparison.said("name", Some(one_line(&system.name)), given.title.clone());
    comparison.said("kind", system.kind.map(|kind| kind.to_string()), given.kind.map(|kind| kind.to_string()));
    let part_of = links.part_of(comparison.id).map(str::to_owned);
    comparison.said("part_of", system.part_of.as_ref().map(ToString::to_string), part_of);
    let owner = match (owner, default_owner) {
        (Owner::Team(team), _) => Some(team.to_string()),
        // Whoever was put in their place, by hand or by this very option, is not contradicted.
        (Owner::Unknown(_), Some(_)) => None,
        (Owner::Unknown(_), None) => given.owner.clone(),
    };
    comparison.said("owner", Some(system.owner.to_string()), owner);
    comparison.said("tier", system.tier.map(|tier| tier.to_string()), given.tier.map(|tier| tier.to_string()));
    if given.needs.is_some() {
        let there = links.needs(comparison.id);
        let said = |id: &str| there.iter().find(|link| link.system == id).and_then(|link| link.said);
        let here = system.depends_on.iter().map(|need| {
            let id = need.system.to_string();
            let coupling = said(&id).map(|_| need.coupling);
            (id, coupling)
        });
        let there = there.iter().map(|link| (link.system.clone(), link.said));
        comparison.key("depends_on", listed(here), listed(there));
    }
}

/// Dependencies in one line, in the order of their ids.
fn listed(needs: impl Iterator<Item = (String, Option<Coupling>)>) -> Option<String> {
    let mut needs: Vec<_> = needs.collect();
    needs.sort();
    needs.dedup();
    let words = needs.into_iter().map(|(id, coupling)| match coupling {
        Some(coupling) => format!("{id} ({coupling})"),
        None => id,
    });
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}
