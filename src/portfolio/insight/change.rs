//! What a change does to initiatives: started, renamed, ended, moved to another stage, asking others for other things.
//!
//! What its numbers do is left to [`super::readiness`] and [`super::coverage`], measured before and after.

use super::identity::Identities;
use crate::model::{Ask, Initiative, InitiativeId, Portfolio, Record};

/// Lists of which only the length is told, by what one entry is called.
pub const LISTS: [&str; 9] =
    ["conversation", "piece of evidence", "pitch", "step", "metric", "interview", "decision", "update", "waiver"];

/// One thing that a change does to an initiative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It was called something else before.
    Renamed {
        /// What.
        from: String,
        /// Whether it says so itself, so that it keeps its issues.
        declared: bool,
    },
    /// It moved from one stage to another.
    Stage(String, String),
    /// Somebody else leads it.
    Owner(String, String),
    /// It is planned for another cycle.
    Cycle(String, String),
    /// It asks a team for something new.
    AskAdded {
        /// The ask.
        ask: String,
        /// The team.
        team: String,
    },
    /// It no longer asks a team for something.
    AskRemoved {
        /// The ask.
        ask: String,
        /// The team.
        team: String,
    },
    /// The list of this name has other entries: so many more or, where negative, fewer.
    Entries(&'static str, i64),
}

/// Something that a change does, and to which initiative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its id after the change; before it, if it is gone.
    pub initiative: InitiativeId,
    /// What is done to it.
    pub what: What,
}

/// What the change from `before` to `after` does to each initiative, in the order of their ids.
#[must_use]
pub fn compare(before: &Portfolio, after: &Portfolio) -> Vec<Change> {
    let identities = Identities::between(before, after);
    let mut changes = Vec::new();
    for (id, now) in &after.initiatives {
        let mut add = |what| changes.push(Change { initiative: id.clone(), what });
        if let Some((from, declared)) = identities.renamed(id) {
            add(What::Renamed { from: from.to_string(), declared });
        }
        match before.initiatives.get(identities.before(id)) {
            Some(then) => differences(then, now).into_iter().for_each(add),
            // What could not be read before is not new.
            None if !identities.is_new(id) => {}
            None => {
                add(What::Added);
                for (_, ask) in now.live_asks() {
                    add(added(ask));
                }
            }
        }
    }
    let gone = before.initiatives.keys().filter(|id| identities.is_gone(id));
    changes.extend(gone.map(|id| Change { initiative: id.clone(), what: What::Removed }));
    changes.sort_by(|a, b| a.initiative.cmp(&b.initiative));
    changes
}

fn added(ask: &Ask) -> What {
    What::AskAdded { ask: ask.id.to_string(), team: ask.team.to_string() }
}

fn differences(then: &Record<Initiative>, now: &Record<Initiative>) -> Vec<What> {
    // An entry that cannot be read is neither new nor gone.
    let (then_whole, now_whole) = (then.origin.skipped.is_empty(), now.origin.skipped.is_empty());
    let mut found = Vec::new();
    let word = |value: Option<String>| value.unwrap_or_default();
    let mut moved = |before: Option<String>, after: Option<String>, what: fn(String, String) -> What| {
        if before != after {
            found.push(what(word(before), word(after)));
        }
    };
    moved(text(then.stage.as_ref()), text(now.stage.as_ref()), What::Stage);
    moved(text(then.owner.as_ref()), text(now.owner.as_ref()), What::Owner);
    moved(text(then.target_cycle.as_ref()), text(now.target_cycle.as_ref()), What::Cycle);
    let was_asked = |ask: &Ask| then.live_asks().any(|(_, old)| old.id == ask.id || is_before(ask, old));
    found.extend(now.live_asks().filter(|(_, ask)| then_whole && !was_asked(ask)).map(|(_, ask)| added(ask)));
    let is_asked = |old: &Ask| now.live_asks().any(|(_, ask)| old.id == ask.id || is_before(ask, old));
    found.extend(
        then.live_asks()
            .filter(|(_, old)| now_whole && !is_asked(old))
            .map(|(_, old)| What::AskRemoved { ask: old.id.to_string(), team: old.team.to_string() }),
    );
    let sizes = |it: &Initiative| {
        [
            it.conversations.len(),
            it.evidence.len(),
            it.pitches.len(),
            it.steps.len(),
            it.metrics.len(),
            it.interviews.len(),
            it.decisions.len(),
            it.updates.len(),
            it.allow.len(),
        ]
    };
    for ((what, before), after) in LISTS.into_iter().zip(sizes(then)).zip(sizes(now)) {
        let size = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        if (before < after && then_whole) || (before > after && now_whole) {
            found.push(What::Entries(what, size(after) - size(before)));
        }
    }
    found
}

/// Whether `old` is what `ask` says it was called before.
fn is_before(ask: &Ask, old: &Ask) -> bool {
    ask.previously.contains(&old.id)
}

fn text(value: Option<&impl ToString>) -> Option<String> {
    value.map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::identity::exists;
    use crate::load::{MemoryTree, Options, load};

    fn portfolio(files: &[(&str, &str)]) -> Portfolio {
        let files = files.iter().map(|(id, text)| (format!("initiatives/{id}.toml"), (*text).to_owned()));
        load(&MemoryTree::new(files.chain([("canvass.toml".into(), String::new())])), &Options::default()).portfolio
    }

    fn told(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let changes = compare(&portfolio(before), &portfolio(after));
        changes.iter().map(|Change { initiative, what }| format!("{initiative}: {what:?}")).collect()
    }

    const ONE: &str = "title = 'One'\nstage = 'idea'\n[[ask]]\nid = 'x'\nteam = 't'\nkind = 'work'\nwhat = 'w'\n";

    #[test]
    fn nothing_is_told_of_what_stays() {
        assert_eq!(told(&[("one", ONE)], &[("one", ONE)]), Vec::<String>::new());
    }

    #[test]
    fn comings_goings_and_moves_are_told_as_such() {
        assert_eq!(
            told(
                &[("gone", "title = 'G'"), ("one", ONE)],
                &[("new", "title = 'N'"), ("one", &ONE.replace("idea", "problem"))]
            ),
            ["gone: Removed", "new: Added", "one: Stage(\"idea\", \"problem\")"]
        );
    }

    #[test]
    fn asks_are_told_by_name_and_other_lists_by_count() {
        let two = format!(
            "{ONE}[[ask]]\nid = 'y'\nteam = 'u'\nkind = 'work'\nwhat = 'v'\n[[update]]\ndate = 2026-01-01\nby = 'x'\ntext = 'so'\n"
        );
        let more = ["one: AskAdded { ask: \"y\", team: \"u\" }", "one: Entries(\"update\", 1)"];
        assert_eq!(told(&[("one", ONE)], &[("one", &two)]), more);
        let less = ["one: AskRemoved { ask: \"y\", team: \"u\" }", "one: Entries(\"update\", -1)"];
        assert_eq!(told(&[("one", &two)], &[("one", ONE)]), less);
        let renamed = ONE.replace("id = 'x'", "id = 'z'\npreviously = ['x']");
        assert_eq!(told(&[("one", ONE)], &[("one", &renamed)]), Vec::<String>::new());
    }

    #[test]
    fn a_rename_is_one_whether_or_not_the_file_says_so() {
        let declared = format!("previously = ['one']\n{ONE}");
        assert_eq!(told(&[("one", ONE)], &[("two", &declared)]), ["two: Renamed { from: \"one\", declared: true }"]);
        assert_eq!(told(&[("one", ONE)], &[("two", ONE)]), ["two: Renamed { from: \"one\", declared: false }"]);
    }

    #[test]
    fn an_entry_that_cannot_be_read_was_not_taken_out() {
        let broken = ONE.replace("kind = 'work'", "kind = 'wonder'");
        assert_eq!(told(&[("one", ONE)], &[("one", &broken)]), Vec::<String>::new());
        assert_eq!(told(&[("one", &broken)], &[("one", ONE)]), Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_read_is_neither_gone_nor_new() {
        let broken = "title = [";
        assert!(exists(&portfolio(&[("one", broken)]), &InitiativeId::from("one")));
        let renamed = format!("previously = ['one']\n{ONE}");
        for (before, after, name) in [(ONE, broken, "one"), (broken, ONE, "one"), (broken, &renamed, "two")] {
            let told = told(&[("one", before)], &[(name, after)]);
            assert!(!told.iter().any(|line| line.contains("Removed") || line.contains(": Added")), "{told:?}");
        }
    }
}
