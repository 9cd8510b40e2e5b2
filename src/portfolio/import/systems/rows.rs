//! Reads systems out of tables.

use super::backstage::kind_of;
use super::{Catalogue, Given, Need, Reference};
use crate::import::name::fold;
use crate::import::table::{Field, Row, Table};
use crate::import::{Fault, List, MOST_ENTRIES, address, one_line};
use crate::load::limits::excerpt;
use crate::source::Place;
use std::collections::BTreeMap;

/// The columns, each with what other programs call it.
const FIELDS: &[Field] = &[
    Field { name: "id", synonyms: &["key", "slug", "identifier"] },
    Field {
        name: "name",
        synonyms: &["title", "display_name", "system_name", "service_name", "system", "service", "application"],
    },
    Field { name: "owner", synonyms: &["team", "owned_by", "owner_team", "owning_team"] },
    Field { name: "kind", synonyms: &["type"] },
    Field { name: "tier", synonyms: &["criticality"] },
    Field { name: "depends_on", synonyms: &["dependencies", "depends"] },
    Field { name: "part_of", synonyms: &["parent", "parent_system"] },
    Field { name: "runbook", synonyms: &["runbook_url", "runbook_link"] },
    Field { name: "uses", synonyms: &["use", "description", "purpose"] },
];

/// Reads every row of `lists`; nothing of it when one is no table.
pub(super) fn read(lists: &[List]) -> Result<Catalogue, Vec<Fault>> {
    let mut catalogue = Catalogue::default();
    let mut faults = Vec::new();
    let mut seen: BTreeMap<Reference, Place> = BTreeMap::new();
    for list in lists {
        let table = match Table::read(list, FIELDS, &[], &mut catalogue.notes) {
            Ok(table) => table,
            Err(more) => {
                faults.extend(more);
                continue;
            }
        };
        if !table.has("id") && !table.has("name") {
            faults.push(list.fault(1, "no column tells what a system is called", "name a column `id` or `name`"));
        }
        for row in table.rows() {
            let read = row.and_then(|row| system(&table, &row, &mut catalogue));
            match read {
                Ok(given) => match seen.get(&given.reference) {
                    Some(first) => {
                        let message = format!("`{}` stands twice, first at {first}", given.reference);
                        catalogue.left_out.push(Fault::new(given.place, message, "take one of the two out"));
                    }
                    None => {
                        seen.insert(given.reference.clone(), given.place.clone());
                        catalogue.given.push(given);
                    }
                },
                Err(fault) => catalogue.left_out.push(fault),
            }
        }
    }
    if catalogue.given.len() > MOST_ENTRIES
        && let Some(list) = lists.first()
    {
        let message = format!("there are {} systems, at most {MOST_ENTRIES} are read", catalogue.given.len());
        faults.push(list.fault(1, message, "give one table after the other"));
    }
    if faults.is_empty() { Ok(catalogue) } else { Err(faults) }
}

fn system(table: &Table<'_>, row: &Row<'_>, catalogue: &mut Catalogue) -> Result<Given, Fault> {
    let fault = |message: String, help: &str| Fault::new(row.place.clone(), message, help);
    let called = row.cell("id").or_else(|| row.cell("name"));
    let Some(called) = called else {
        return Err(fault("the row has neither an id nor a name".to_owned(), "fill in one of them"));
    };
    let named = |text: &str| Reference::row(&fold(text));
    let reference = named(called);
    if reference.name.is_empty() {
        let message = format!("no id can be made of `{}`", excerpt(called));
        return Err(fault(message, "give it one with letters from a to z, digits and -"));
    }
    let mut needs = Vec::new();
    let separate = |letter: char| matches!(letter, ';' | ',') || letter.is_whitespace();
    for word in row.cell("depends_on").unwrap_or_default().split(separate).filter(|word| !word.is_empty()) {
        let (system, coupling) = match word.split_once(':') {
            Some((system, coupling)) => {
                let coupling = coupling.to_lowercase().parse().map_err(|_| {
                    fault(
                        format!("`{}` says neither `hard` nor `soft`", excerpt(word)),
                        "write it as ID, ID:hard or ID:soft",
                    )
                })?;
                (system, Some(coupling))
            }
            None => (word, None),
        };
        needs.push(Need { system: named(system), coupling });
    }
    let word = |field: &str| row.cell(field).map(|cell| cell.to_lowercase().replace([' ', '-'], "_"));
    let kind = word("kind").and_then(|word| word.parse().ok().or_else(|| kind_of(&word.replace('_', "-"))));
    let tier = word("tier").and_then(|word| word.parse().ok());
    for (field, unknown) in [("kind", kind.is_none()), ("tier", tier.is_none())] {
        if let Some(cell) = row.cell(field).filter(|_| unknown) {
            let text = format!("the {field} `{}` is none here: it is left open", excerpt(cell));
            catalogue.notes.add(row.place, text, &reference.name);
        }
    }
    Ok(Given {
        place: row.place.clone(),
        title: row.cell("name").map(one_line).filter(|name| !name.is_empty()),
        name: one_line(called),
        owner: row.cell("owner").map(one_line),
        kind,
        tier,
        part_of: row.cell("part_of").map(named),
        needs: table.has("depends_on").then_some(needs),
        uses: row.cell("uses").map(one_line).into_iter().collect(),
        runbook: row.cell("runbook").and_then(address),
        reference,
    })
}
