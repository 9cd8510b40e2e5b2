//! The rule CV506: whether an ask says something else than when it was presented; what a change does beside that is left
//! to [`crate::insight::change`].

use super::amounts::tick;
use super::context::Context;
use super::wording::{list, quote};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::insight::identity::Identities;
use crate::model::{Ask, AskStatus, Effort, Initiative, Portfolio, Record};

pub(super) fn ask_changed_silently(context: &Context, before: &Portfolio, findings: &mut Findings) {
    let identities = Identities::between(before, context.portfolio);
    for (id, record) in &context.portfolio.initiatives {
        let Some(old) = before.initiatives.get(identities.before(id)) else { continue };
        for (index, ask) in record.live_asks().filter(|(_, ask)| ask.status() != AskStatus::Done) {
            let Some(presented) = counterpart(old, ask) else { continue };
            findings.extend(changed(context, record, index, presented).map(|finding| finding.of(id)));
        }
    }
}

/// The ask that `ask` was before: under its id, or under one that it says it had.
fn counterpart<'a>(old: &'a Initiative, ask: &Ask) -> Option<&'a Ask> {
    let called = |id: &str| old.asks.iter().find(|it| it.id.as_str() == id);
    called(ask.id.as_str()).or_else(|| ask.previously.iter().find_map(|id| called(id.as_str())))
}

/// What the team was told and no longer holds, unless the file says that it changed.
fn changed(context: &Context, record: &Record<Initiative>, index: usize, old: &Ask) -> Option<Diagnostic> {
    let ask = record.asks.get(index)?;
    let heard = !matches!(old.status(), AskStatus::Draft | AskStatus::Withdrawn);
    let presented = old.presented_on.filter(|date| *date <= context.as_of);
    // The day on which they were told lies behind what they heard, and is no plan.
    let counts = |day| Some(day) > old.changed_on && Some(day) >= presented && day <= context.as_of;
    let said = ask.changed_on.is_some_and(counts);
    if said || (presented.is_none() && !heard) {
        return None;
    }
    let effort = |ask: &Ask| ask.effort.map(|Effort { min, max }| format!("{min}-{max} days"));
    let was = |text: Option<String>| text.unwrap_or_else(|| "not given".to_owned());
    let keys = [
        ("what", !words(&ask.what).eq(words(&old.what)), format!("\"{}\"", quote(&old.what))),
        ("effort", effort(ask) != effort(old), was(effort(old))),
        ("need_by", ask.need_by != old.need_by, was(old.need_by.map(|date| date.to_string()))),
    ];
    let changed: Vec<_> = keys.iter().filter(|(_, changed, _)| *changed).collect();
    let (first, ..) = changed.first()?;
    let names: Vec<String> = changed.iter().map(|(key, ..)| tick(key)).collect();
    let before: Vec<&str> = changed.iter().map(|(.., before)| before.as_str()).collect();
    let when = presented.map_or_else(|| "it was presented".to_owned(), |date| format!("it was presented on {date}"));
    let whom = context.index.decider(ask).map_or_else(|| tick(&ask.team), tick);
    let without = match ask.changed_on.filter(|day| Some(*day) != old.changed_on) {
        Some(day) => format!("and `changed_on` cannot be {day}"),
        None => "without `changed_on`".to_owned(),
    };
    Some(
        Diagnostic::new(
            Code(506),
            record.at(&format!("/ask/{index}/{first}")),
            format!("{} of {} changed after {when}, {without}", list(&names), tick(&ask.id)),
        )
        .label(format!("was {}", list(&before)))
        .help(format!("tell {whom}, and add `changed_on = {}`; or put back what they heard", context.as_of))
        .about(ask.id.to_string()),
    )
}

/// What `text` says: its words, for capitals, marks and another layout are no news.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
