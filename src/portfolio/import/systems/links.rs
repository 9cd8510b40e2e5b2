//! Gives every listed system its id here, and follows what the list says of one to the id of another.

use super::reference::Reference;
use super::{Catalogue, Given};
use crate::import::{Fault, Notes, name};
use crate::model::{Coupling, Kind, Portfolio};
use std::collections::{BTreeMap, BTreeSet};

/// The ids of listed systems, and what each leads to.
pub(super) struct Links<'p> {
    portfolio: &'p Portfolio,
    ids: BTreeMap<Reference, String>,
    /// All of them: one of these is what the list calls so, and nothing else that may be here.
    taken: BTreeSet<String>,
    /// Ids of those that are not added.
    left_out: BTreeSet<String>,
    parts: BTreeMap<String, String>,
    needs: BTreeMap<String, Vec<Link>>,
}

/// Something a system needs to work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// Its id here.
    pub(super) system: String,
    /// How much, as far as the list says.
    pub(super) said: Option<Coupling>,
    /// What is written.
    pub(super) coupling: Coupling,
}

impl<'p> Links<'p> {
    /// Gives an id to each system of `catalogue`; one that cannot have any is left out.
    pub(super) fn new(catalogue: &mut Catalogue, portfolio: &'p Portfolio) -> Self {
        let mut ids = BTreeMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut clashing = Vec::new();
        let mut sorted: Vec<&Given> = catalogue.given.iter().collect();
        // Whoever comes first keeps the plain name; the order of the list says nothing.
        sorted.sort_by_key(|given| rank(&given.reference));
        for given in sorted {
            let reference = &given.reference;
            let folded = reference.folded();
            if name::fold(&reference.name).is_empty() {
                let message = format!("no id can be made of `{reference}`");
                let help = "give it a name with a letter from a to z, or a digit";
                catalogue.left_out.push(Fault::new(given.place.clone(), message, help));
                continue;
            }
            let id = name::id(&folded, &reference.to_string());
            if taken.insert(id.clone()) {
                ids.insert(reference.clone(), id);
            } else {
                clashing.push((given, folded));
            }
        }
        for (given, folded) in clashing {
            let reference = &given.reference;
            let whole = reference.to_string();
            let by_kind = format!("{folded}-{}", reference.kind);
            let id = Some(name::id(&by_kind, &whole)).filter(|id| !taken.contains(id));
            let id = id.unwrap_or_else(|| name::marked(&folded, &whole));
            taken.insert(id.clone());
            ids.insert(reference.clone(), id);
        }
        for given in &catalogue.given {
            let reference = &given.reference;
            if let Some(id) = ids.get(reference).filter(|id| **id != reference.name) {
                let text = "called otherwise here, since ids are short, plain and stand once";
                catalogue.notes.add(&given.place, text, format!("{reference} is {id}"));
            }
        }
        Self { portfolio, ids, taken, left_out: BTreeSet::new(), parts: BTreeMap::new(), needs: BTreeMap::new() }
    }

    /// The id of a listed system.
    pub(super) fn id(&self, reference: &Reference) -> Option<&str> {
        self.ids.get(reference).map(String::as_str)
    }

    /// Says that `id` is not added, so that nothing may lead to it.
    pub(super) fn leave_out(&mut self, id: &str) {
        self.left_out.insert(id.to_owned());
    }

    /// The system that `id` is a part of.
    pub(super) fn part_of(&self, id: &str) -> Option<&str> {
        self.parts.get(id).map(String::as_str)
    }

    /// What `id` needs.
    pub(super) fn needs(&self, id: &str) -> &[Link] {
        self.needs.get(id).map_or(&[], Vec::as_slice)
    }

    /// Follows what each of `given` says of others.
    pub(super) fn follow(&mut self, given: &[Given], notes: &mut Notes) {
        for given in given {
            let Some(id) = self.id(&given.reference).map(str::to_owned) else { continue };
            if self.left_out.contains(&id) {
                continue;
            }
            if let Some(whole) = given.part_of.as_ref().and_then(|whole| self.target(given, whole, notes)) {
                self.parts.insert(id.clone(), whole);
            }
            let mut needs: Vec<Link> = Vec::new();
            for need in given.needs.iter().flatten() {
                let Some(system) = self.target(given, &need.system, notes) else { continue };
                if !needs.iter().any(|other| other.system == system) {
                    let said = need.coupling;
                    needs.push(Link { system, said, coupling: said.unwrap_or(Coupling::Hard) });
                }
            }
            self.needs.insert(id, needs);
        }
        self.break_circles(given, notes);
    }

    /// The id of what `given` calls `named`, if it is here or will be.
    fn target(&self, given: &Given, named: &Reference, notes: &mut Notes) -> Option<String> {
        let mut note = |text: &str| notes.add(&given.place, text, format!("{} → {named}", given.reference));
        let may_be_here = matches!(&*named.kind, "" | "component" | "resource" | "system");
        let is_unlisted = |id: &String| self.portfolio.knows(Kind::System, id) && !self.taken.contains(id);
        let here = || Some(named.folded()).filter(is_unlisted);
        let found = self.id(named).map(str::to_owned).or_else(|| may_be_here.then(here).flatten());
        match found {
            None => note("lead to nothing that is listed or here: left out of the cards"),
            Some(id) if Some(&*id) == self.id(&given.reference) => note("lead to themselves: left out of the cards"),
            Some(id) if self.left_out.contains(&id) => note("lead to what is left out itself: left out of the cards"),
            Some(id) => return Some(id),
        }
        None
    }

    /// No system can be a part of itself, or be down whenever it is down.
    fn break_circles(&mut self, given: &[Given], notes: &mut Notes) {
        let systems = &self.portfolio.systems;
        let is_new = |id: &str| !systems.contains_key(id);
        let mut parts: Arrows<'_> = self.parts.iter().map(|(id, whole)| (&**id, &**whole)).collect();
        let unlisted = systems.iter().filter(|(id, _)| !self.parts.contains_key(id.as_str()));
        parts.extend(unlisted.filter_map(|(id, system)| Some((id.as_str(), system.part_of.as_ref()?.as_str()))));
        let hard = |link: &&Link| link.coupling == Coupling::Hard;
        let new = self.needs.iter().filter(|(id, _)| is_new(id));
        let mut needs: Arrows<'_> =
            new.flat_map(|(id, links)| links.iter().filter(hard).map(move |link| (&**id, &*link.system))).collect();
        needs.extend(systems.iter().flat_map(|(id, system)| {
            let hard = system.depends_on.iter().filter(|need| need.coupling == Coupling::Hard);
            hard.map(move |need| (id.as_str(), need.system.as_str()))
        }));
        let parts = owned(in_circles(&parts));
        let needs = owned(in_circles(&needs));
        for given in given {
            let Some(id) = self.ids.get(&given.reference).cloned() else { continue };
            if let Some(whole) = self.parts.get(&id).filter(|whole| parts.contains(&(id.clone(), (*whole).clone()))) {
                notes.add(
                    &given.place,
                    "parts of themselves: the larger system is left out",
                    format!("{id} → {whole}"),
                );
                self.parts.remove(&id);
            }
            for link in self.needs.get_mut(&id).filter(|_| is_new(&id)).into_iter().flatten() {
                if needs.contains(&(id.clone(), link.system.clone())) {
                    let text = "need each other in a circle, where not all can be hard: written as soft, say which are";
                    notes.add(&given.place, text, format!("{id} → {}", link.system));
                    link.coupling = Coupling::Soft;
                }
            }
        }
    }
}

/// The order in which systems get the plain form of their names.
fn rank(reference: &Reference) -> (usize, bool, bool, &Reference) {
    let kind = ["resource", "system"].iter().position(|kind| *kind == reference.kind).map_or(0, |place| place + 1);
    (kind, !reference.is_at_home(), name::fold(&reference.name) != reference.name, reference)
}

/// From systems to systems.
type Arrows<'a> = Vec<(&'a str, &'a str)>;

fn owned(arrows: Arrows<'_>) -> BTreeSet<(String, String)> {
    arrows.into_iter().map(|(from, to)| (from.to_owned(), to.to_owned())).collect()
}

/// Those of `arrows` that lie on a way back to where they begin.
fn in_circles<'a>(arrows: &Arrows<'a>) -> Arrows<'a> {
    let mut forward: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut backward: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in arrows {
        forward.entry(from).or_default().push(to);
        backward.entry(to).or_default().push(from);
    }
    // Kosaraju: whoever is left last on a walk leads on the walk back, and takes along all that lie in circles with it.
    let mut left = Vec::new();
    let mut seen = BTreeSet::new();
    for start in forward.keys() {
        walk(start, &forward, &mut seen, &mut |name| left.push(name));
    }
    let mut seen = BTreeSet::new();
    let mut circle: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, start) in left.into_iter().rev().enumerate() {
        walk(start, &backward, &mut seen, &mut |name| {
            circle.insert(name, number);
        });
    }
    arrows.iter().filter(|(from, to)| circle.get(from) == circle.get(to)).copied().collect()
}

/// Walks along `arrows` from `start` to whatever was not seen yet, and tells of each when it is left. No recursion:
/// chains may be long.
fn walk<'a>(
    start: &'a str,
    arrows: &BTreeMap<&'a str, Vec<&'a str>>,
    seen: &mut BTreeSet<&'a str>,
    leave: &mut impl FnMut(&'a str),
) {
    if !seen.insert(start) {
        return;
    }
    let mut way = vec![(start, 0)];
    while let Some((name, followed)) = way.last_mut() {
        match arrows.get(name).and_then(|next| next.get(*followed)) {
            Some(next) => {
                *followed += 1;
                if seen.insert(next) {
                    way.push((next, 0));
                }
            }
            None => {
                leave(name);
                way.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_whatever_leads_into_them() {
        let arrows =
            vec![("a", "b"), ("b", "c"), ("c", "a"), ("x", "a"), ("c", "y"), ("y", "z"), ("p", "q"), ("q", "p")];
        assert_eq!(in_circles(&arrows), [("a", "b"), ("b", "c"), ("c", "a"), ("p", "q"), ("q", "p")]);
        let names: Vec<String> = (0..100_000).map(|number| format!("{number:06}")).collect();
        let chain: Arrows<'_> = names.windows(2).map(|pair| (&*pair[0], &*pair[1])).collect();
        assert_eq!(in_circles(&chain), []);
    }
}
