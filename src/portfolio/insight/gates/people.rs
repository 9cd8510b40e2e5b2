//! Scores of the gates about people: pitches, contact, deciders and what they still want to know.

use super::{Facts, Score, list, number};
use crate::insight::contact::Contacts;
use crate::insight::coverage::{Slot, State};
use crate::insight::{facts, share};

/// G05.
pub(super) fn pitches(facts: &Facts<'_>) -> Score {
    let record = facts.record;
    let at = record.at("/pitch");
    if record.is_self_serve() {
        return Score::yes_or_no(true, "nobody is asked for anything".into(), String::new(), at);
    }
    if facts.coverage.incomplete {
        return incomplete(facts);
    }
    let needed = facts::needed_audiences(facts.coverage);
    let missing: Vec<_> = needed.iter().filter(|role| !facts::has_pitch(record, **role)).collect();
    let names: Vec<_> = missing.iter().map(ToString::to_string).collect();
    let pitched = needed.len() - missing.len();
    let reason = match (needed.len(), names.as_slice()) {
        (0, _) => "it is not known yet who needs a pitch".into(),
        (count, []) => format!("{count} of {} with a pitch", number(count, "audience")),
        (count, names) => {
            format!("{pitched} of {} with a pitch; lacks {}", number(count, "audience"), names.join(", "))
        }
    };
    let action = match names.first() {
        Some(name) => format!("write a pitch for audience `{name}`"),
        None => "name the asked teams' pm, em or exec".into(),
    };
    Score::new(share(pitched, needed.len()), reason, action, at)
}

/// G06.
pub(super) fn contacted(facts: &Facts<'_>) -> Score {
    let slots: Vec<_> = facts.coverage.slots.iter().collect();
    if slots.is_empty() && facts.record.is_self_serve() {
        return Score::not_applicable("nobody must be met", facts.record.at("/stakeholder"));
    }
    among(facts, &slots, |slot| slot.state >= State::Contacted, "reached")
}

/// G09.
pub(super) fn deciders_met(facts: &Facts<'_>) -> Score {
    if facts.record.is_self_serve() {
        return Score::not_applicable("nobody is asked to decide", facts.record.at("/ask"));
    }
    let asked = |slot: &&Slot| slot.tier >= 2 && slot.is_manager_or_decider();
    let slots: Vec<_> = facts.coverage.slots.iter().filter(asked).collect();
    among(facts, &slots, Slot::is_met, "met one-on-one and not too long ago")
}

/// Where whom to meet cannot be read in full, nothing is known to be done.
fn incomplete(facts: &Facts<'_>) -> Score {
    let (reason, action) = ("not all that says whom to meet can be read", "correct what `canvass validate` reports");
    Score::yes_or_no(false, reason.into(), action.into(), facts.record.at("/ask"))
}

/// The share of `slots` for which `holds`, and what to do about the first of the highest tier for which it does not.
fn among(facts: &Facts<'_>, slots: &[&Slot], holds: impl Fn(&Slot) -> bool, how: &str) -> Score {
    if facts.coverage.incomplete {
        return incomplete(facts);
    }
    let open: Vec<_> = slots.iter().filter(|slot| !holds(slot)).collect();
    let names: Vec<_> = open.iter().map(|slot| slot.open()).collect();
    let held = slots.len() - open.len();
    let reason = match (slots.len(), names.as_slice()) {
        (0, _) => "it is not known yet who must be met".into(),
        (count, []) => format!("{count} of {count} {how}"),
        (count, names) => format!("{held} of {count} {how}; not yet {}", list(names)),
    };
    // `min_by_key` takes the first among equals, in the order of the slots.
    let first = open.iter().min_by_key(|slot| std::cmp::Reverse(slot.tier));
    let action =
        first.map_or_else(|| "add an ask with its team: that says whom to meet".into(), |slot| slot.next_step());
    let at = first.and_then(|slot| slot.reasons.first()).map(|reason| reason.at.clone());
    Score::new(share(held, slots.len()), reason, action, at.unwrap_or_else(|| facts.record.at("/ask")))
}

/// G12.
pub(super) fn needs_answered(facts: &Facts<'_>) -> Score {
    let record = facts.record;
    if record.is_self_serve() {
        return Score::not_applicable("nobody is asked, so nobody objects", record.at("/ask"));
    }
    let needs = facts::needs(record, facts.counted());
    let open: Vec<_> = needs.iter().filter(|need| !need.answered).collect();
    if facts::has_unread_needs(record) {
        let (reason, action) = ("needs cannot be read", "correct the `needs` that `canvass validate` reports");
        return Score::yes_or_no(false, reason.into(), action.into(), record.at("/conversation"));
    }
    if needs.is_empty() {
        return one_decider_met(facts);
    }
    let names: Vec<_> = open.iter().map(|need| format!("`{}`", need.need.id)).collect();
    let answered = needs.len() - open.len();
    let mut reason = format!("{answered} of {} answered", number(needs.len(), "need"));
    if !names.is_empty() {
        reason.push_str(&format!("; still open: {}", list(&names)));
    }
    let first = open.first();
    let action = names.first().map(|name| format!("add evidence that answers {name}")).unwrap_or_default();
    let at = first.map(|need| format!("/conversation/{}/needs/{}", need.conversation, need.place));
    Score::new(share(answered, needs.len()), reason, action, record.at(at.as_deref().unwrap_or("/conversation")))
}

/// Without a need nothing is open, but nobody can object before they were met.
fn one_decider_met(facts: &Facts<'_>) -> Score {
    let record = facts.record;
    let contacts = Contacts::of(record, facts.counted());
    let deciders = facts::deciders(facts.index, record);
    let is_met = |person| Some(person) == record.owner.as_ref() || contacts.has_met(person);
    let met = deciders.iter().any(|(person, _)| is_met(person));
    let reason = match (met, deciders.first()) {
        (true, _) => "no need is open".into(),
        (false, Some(_)) => "no decider was met, so nobody could object yet".into(),
        (false, None) => "no decider is known, so nobody could object yet".into(),
    };
    let (action, at) = match deciders.first() {
        Some((person, ask)) => (format!("meet {person} one-on-one"), format!("/ask/{ask}")),
        None => ("name who decides".into(), "/ask".into()),
    };
    Score::yes_or_no(met, reason, action, record.at(&at))
}
