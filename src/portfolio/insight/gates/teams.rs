//! Scores of the gates about the asked teams: complete asks, capacity, backlogs, support and answers.

use super::{Facts, Score, list, number};
use crate::insight::{facts, share};
use crate::model::Ask;

/// The share of live asks for which `lack` finds nothing, with the first lack as reason and action.
///
/// `lack` returns what is wrong, what to do and the key it is about. Not applicable where everything is self-serve.
fn among_asks(
    facts: &Facts<'_>,
    fine: &str,
    lack: impl Fn(&Facts<'_>, &Ask) -> Option<(String, String, &'static str)>,
) -> Score {
    let record = facts.record;
    if record.is_self_serve() {
        return Score::not_applicable("every step is self-serve", record.at("/step"));
    }
    let asks = record.live_asks().count() + record.lost_asks();
    let mut lacking =
        record.live_asks().filter_map(|(place, ask)| Some((place, lack(facts, ask)?))).collect::<Vec<_>>();
    let complete = asks - lacking.len() - record.lost_asks();
    let mut reason = format!("{complete} of {} {fine}", number(asks, "ask"));
    if asks == 0 {
        reason = "no ask yet".into();
    }
    let what: Vec<_> = lacking.iter_mut().map(|(_, (what, _, _))| std::mem::take(what)).collect();
    if !what.is_empty() {
        reason.push_str("; ");
        reason.push_str(&list(&what));
    }
    if record.lost_asks() > 0 {
        reason.push_str(&format!("; {} cannot be read", number(record.lost_asks(), "ask")));
    }
    match lacking.into_iter().next() {
        Some((place, (_, action, key))) => {
            Score::new(share(complete, asks), reason, action, record.at(&format!("/ask/{place}{key}")))
        }
        None => {
            let action = match record.lost_asks() {
                0 => "add an ask, or make every step self-serve".into(),
                _ => "correct the asks that `canvass validate` reports".into(),
            };
            Score::new(share(complete, asks), reason, action, record.at("/ask"))
        }
    }
}

/// G04.
pub(super) fn asks_complete(facts: &Facts<'_>) -> Score {
    among_asks(facts, "complete", |facts, ask| {
        let missing = facts::missing_of_ask(facts.index, ask).join(", ");
        let what = format!("`{}` lacks {missing}", ask.id);
        (!missing.is_empty()).then(|| (what, format!("complete ask `{}`: {missing}", ask.id), ""))
    })
}

/// G10.
pub(super) fn capacity_known(facts: &Facts<'_>) -> Score {
    among_asks(facts, "with effort and capacity known", |facts, ask| {
        let capacity = facts.index.portfolio.teams.get(&ask.team).and_then(|team| team.capacity);
        match (ask.effort, capacity) {
            (Some(_), Some(_)) => None,
            (None, _) => {
                let action = format!("agree the effort of ask `{}` with `{}`", ask.id, ask.team);
                Some((format!("`{}` lacks effort", ask.id), action, ""))
            }
            (_, None) => {
                let what = format!("capacity of `{}` is not known", ask.team);
                Some((what, format!("write the capacity of team `{}`", ask.team), "/team"))
            }
        }
    })
}

/// G13.
pub(super) fn filed(facts: &Facts<'_>) -> Score {
    among_asks(facts, "filed or presented", |facts, ask| {
        let backlog = facts.index.portfolio.teams.get(&ask.team).map(|team| team.backlog.as_ref());
        if facts.index.portfolio.teams.get(&ask.team).is_some_and(|team| team.unread.has("backlog")) {
            let action = format!("correct the backlog of `{}`", ask.team);
            return Some((format!("the backlog of `{}` cannot be read in full", ask.team), action, "/team"));
        }
        let Some(backlog) = backlog else {
            let action = format!("name a known team in ask `{}`", ask.id);
            return Some((format!("`{}` asks an unknown team", ask.id), action, "/team"));
        };
        let accepts = backlog.is_some_and(|backlog| backlog.accepts);
        let presented = ask.presented_on.is_some() && facts.includes(ask.presented_on);
        if let Some(key) = ask.unread.keys().next() {
            let action = format!("correct `{key}` of ask `{}`", ask.id);
            return Some((format!("`{}` cannot be read in full", ask.id), action, ""));
        }
        if ask.issue.is_some() || (!accepts && presented) {
            return None;
        }
        let (what, action) = match accepts {
            true => ("has no issue", format!("file ask `{}` in the backlog of `{}`", ask.id, ask.team)),
            false => ("was not presented", format!("present ask `{}` to `{}`", ask.id, ask.team)),
        };
        Some((format!("`{}` {what}", ask.id), action, ""))
    })
}

/// G15.
pub(super) fn answered(facts: &Facts<'_>) -> Score {
    among_asks(facts, "answered", |facts, ask| {
        if ask.status().is_answered() && facts.includes(ask.answered_on) {
            return None;
        }
        let whom = facts.index.decider(ask).map_or_else(|| format!("`{}`", ask.team), ToString::to_string);
        let action = format!("get an answer to ask `{}` from {whom}", ask.id);
        Some((format!("`{}` has no answer", ask.id), action, "/status"))
    })
}

/// G14.
pub(super) fn support_window(facts: &Facts<'_>) -> Score {
    let record = facts.record;
    let action = "write `[support]` with contact, hours, from and until that cover the cycle";
    let Some(support) = &record.support else {
        return Score::yes_or_no(false, "no support is offered".into(), action.into(), record.at("/support"));
    };
    let hours = facts::is_stated(support.hours.as_ref());
    let covers = facts.cycle.is_some_and(|cycle| {
        support.from.is_some_and(|from| from <= cycle.start) && support.until.is_some_and(|until| until >= cycle.end)
    });
    let (reason, key) = match (hours, covers, facts.cycle) {
        (true, true, _) => ("contact, hours and dates cover the cycle".into(), ""),
        (false, _, _) => ("hours are not stated".into(), "/hours"),
        (_, _, Some(cycle)) => (format!("dates do not cover {} to {}", cycle.start, cycle.end), "/until"),
        (_, _, None) => ("the cycle to cover is not known".into(), ""),
    };
    Score::yes_or_no(hours && covers, reason, action.into(), record.at(&format!("/support{key}")))
}
