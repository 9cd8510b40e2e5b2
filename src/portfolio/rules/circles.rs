//! Things that stand above, before or below themselves: circles of parents, managers, parts, dependencies, followers.

use crate::diagnostic::{At, Code, Diagnostic, Findings};
use crate::model::{Coupling, Portfolio};
use std::collections::BTreeMap;

/// From a thing to the things it names, each with its position among all that it names.
type Arrows<'p> = BTreeMap<&'p str, Vec<(&'p str, usize)>>;

/// Circles that are followed; where everything needs everything, there are more than there are things.
const MOST: usize = 1_000;
/// Names shown of a circle.
const MOST_SHOWN: usize = 6;

pub(super) fn check(portfolio: &Portfolio, found: &mut Findings) {
    macro_rules! single {
        ($records:ident, $field:ident) => {{
            let arrows = portfolio.$records.iter().filter_map(|(id, record)| {
                let named = record.$field.as_ref()?;
                Some((id.as_str(), vec![(named.as_str(), 0)]))
            });
            circles(&arrows.collect())
        }};
    }
    macro_rules! at {
        ($records:ident, $pointer:expr) => {
            |id: &str, _: usize| portfolio.$records.get(id).map(|record| record.at($pointer))
        };
    }
    for circle in single!(teams, parent) {
        found.extend(circle.report("team", "above itself", at!(teams, "/parent")));
    }
    for circle in single!(people, manager) {
        found.extend(circle.report("person", "their own manager", at!(people, "/manager")));
    }
    for circle in single!(systems, part_of) {
        found.extend(circle.report("system", "a part of itself", at!(systems, "/part_of")));
    }
    for circle in single!(initiatives, follows) {
        let finding = circle.report("initiative", "after itself", at!(initiatives, "/follows"));
        found.extend(finding.map(|finding| finding.of(&circle.first().into())));
    }
    let dependencies = portfolio.systems.iter().map(|(id, system)| {
        let all = system.depends_on.iter().enumerate();
        let hard = all.filter(|(_, dependency)| dependency.coupling == Coupling::Hard);
        (id.as_str(), hard.map(|(index, dependency)| (dependency.system.as_str(), index)).collect())
    });
    for circle in circles(&dependencies.collect()) {
        found.extend(circle.report("system", "down whenever it is down itself", |id, index| {
            Some(portfolio.systems.get(id)?.at(&format!("/depends_on/{index}/system")))
        }));
    }
}

/// A circle: each thing that is shown of it with the position of the arrow to the next, the smallest name first; and how
/// many there are.
struct Circle<'p>(Vec<(&'p str, usize)>, usize);

impl Circle<'_> {
    fn first(&self) -> &str {
        self.0.first().map_or("", |(name, _)| name)
    }

    /// The finding, at the arrow that leaves the first name; the other arrows stand beside it.
    fn report(&self, what: &str, is: &str, at: impl Fn(&str, usize) -> Option<At>) -> Option<Diagnostic> {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
        if self.1 > names.len() {
            names.push("…");
        }
        names.push(self.first());
        let way = names.join(" → ");
        let mut places = self.0.iter().filter_map(|(name, index)| at(name, *index));
        let mut finding =
            Diagnostic::new(Code::REFERENCE, places.next()?, format!("{what} `{}` is {is}: {way}", self.first()))
                .label("closes a circle")
                .help("take one of these references out")
                .about(way);
        for place in places {
            finding = finding.related(place, "on the way round");
        }
        Some(finding)
    }
}

/// The circles that a walk along `arrows` runs into, each once.
fn circles<'p>(arrows: &Arrows<'p>) -> Vec<Circle<'p>> {
    let mut circles = Vec::new();
    // Things seen; `true` while they are on the way walked.
    let mut on_the_way: BTreeMap<&str, bool> = BTreeMap::new();
    for start in arrows.keys() {
        // The way walked: each thing with how many of its arrows were followed. No recursion: chains may be long.
        let mut way: Vec<(&'p str, usize)> = Vec::new();
        if on_the_way.contains_key(start) {
            continue;
        }
        way.push((start, 0));
        on_the_way.insert(start, true);
        while let Some((name, followed)) = way.last_mut() {
            let name = *name;
            let Some((next, _)) = arrows.get(name).and_then(|named| named.get(*followed)) else {
                on_the_way.insert(name, false);
                way.pop();
                continue;
            };
            *followed += 1;
            match on_the_way.get(next) {
                None => {
                    on_the_way.insert(next, true);
                    way.push((next, 0));
                }
                Some(true) if circles.len() < MOST => {
                    let from = way.iter().position(|(name, _)| name == next).unwrap_or_default();
                    circles.push(close(way.get(from..).unwrap_or_default(), arrows));
                }
                Some(_) => {}
            }
        }
    }
    circles
}

/// The circle made of a stretch of the way, turned so that the smallest name comes first.
fn close<'p>(way: &[(&'p str, usize)], arrows: &Arrows<'p>) -> Circle<'p> {
    let position = |(name, followed): &(&'p str, usize)| {
        let arrow = arrows.get(name).and_then(|named| named.get(followed.saturating_sub(1)));
        (*name, arrow.map_or(0, |(_, position)| *position))
    };
    let smallest = way.iter().enumerate().min_by_key(|(_, (name, _))| *name).map_or(0, |(index, _)| index);
    let around = way.iter().cycle().skip(smallest).take(way.len().min(MOST_SHOWN));
    Circle(around.map(position).collect(), way.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(arrows: &[(&'static str, &[&'static str])]) -> Vec<String> {
        let arrows: Arrows = arrows
            .iter()
            .map(|(from, to)| (*from, to.iter().enumerate().map(|(index, name)| (*name, index)).collect()))
            .collect();
        let name = |circle: &Circle| circle.0.iter().map(|(name, index)| format!("{name}{index}")).collect::<String>();
        circles(&arrows).iter().map(name).collect()
    }

    #[test]
    fn circles_are_found_once_and_begin_with_the_smallest_name() {
        assert_eq!(ways(&[("a", &["b"]), ("b", &["c"]), ("c", &["x"])]), Vec::<String>::new());
        assert_eq!(ways(&[("a", &["c"]), ("b", &["c"]), ("c", &["b"])]), ["b0c0"]);
        assert_eq!(ways(&[("a", &["a"])]), ["a0"]);
        assert_eq!(ways(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"]), ("d", &[])]), Vec::<String>::new());
        assert_eq!(ways(&[("a", &["b"]), ("b", &["x", "a"]), ("x", &["b"])]), ["b0x0", "a0b1"]);
    }

    #[test]
    fn long_chains_are_walked_without_recursion() {
        let names: Vec<String> = (0..200_000).map(|number| format!("{number:06}")).collect();
        let arrows: Arrows = names.windows(2).map(|pair| (pair[0].as_str(), vec![(pair[1].as_str(), 0)])).collect();
        assert!(circles(&arrows).is_empty());
    }
}
