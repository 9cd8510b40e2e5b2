//! The family CV201 to CV205: whether the problem is counted, shown by facts, and tested against them.
//!
//! A file at stage `idea` is left in peace: a thought needs five keys and no proof.

use super::context::{Context, Subject};
use super::rule::{Check, Rule};
use super::wording::{count, list, quote};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::insight::facts::{self, is_stated};
use crate::insight::{Counted, reviewers};
use crate::model::Stage;

const UNQUANTIFIED: Code = Code(201);
const SOLUTION: Code = Code(202);
const THIN: Code = Code(203);
const GAP: Code = Code(204);
const UNCHALLENGED: Code = Code(205);

/// Items of evidence wanted, and kinds among them.
const WANTED: (usize, usize) = (3, 2);

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: UNQUANTIFIED,
        name: "problem-unquantified",
        level: Level::Warning,
        raise: Some((Stage::Ready, Level::Error)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "the problem says not how many are affected, or not on what basis",
        docs: r#"## What

From stage `problem` on, an initiative must say how many are hit (`[problem.affected] count`) and how you know
(`basis`). A warning at first; an error from `ready` on.

## Why

"Many users" cannot be weighed against another team's roadmap. A number with its source can, and it can be checked.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "problem"
stage_since = 2026-11-16
category = "reliability"

[problem]
who = "customers who pay by card"
impact = "are charged twice"
benefit_if_gone = "one charge for each order"
affected = { count = 420, unit = "customers a month" }
```

The number is there; where it comes from is not.

## Fix

Count, even roughly, and say how: `basis = "refund tickets, August to October 2026"`.
"#,
        check: Check::Initiative(unquantified),
    },
    Rule {
        code: SOLUTION,
        name: "solution-in-problem",
        level: Level::Hint,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "the problem text proposes a solution",
        docs: r#"## What

`problem.who` or `problem.impact` says what should be done ("we need to", "migrate to", "rewrite the" …) instead of what
hurts.

## Why

A problem alone is worth sharing: others may have it too, and the asked team may know a cheaper way out. A solution
written as a problem invites debate about the solution before anybody agrees on the pain.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "problem"
stage_since = 2026-11-16
category = "reliability"

[problem]
who = "customers who pay by card"
impact = "we need to rewrite the retry code of the gateway"
```

## Fix

State the pain: who is hit, how, and how often. What to do about it belongs into `[[step]]` and `[[alternatives]]`.
"#,
        check: Check::Initiative(solution_in_problem),
    },
    Rule {
        code: THIN,
        name: "thin-evidence",
        level: Level::Warning,
        raise: Some((Stage::Ready, Level::Error)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "fewer than 3 items of evidence of 2 kinds, or none that is recent",
        docs: r#"## What

From stage `problem` on, an initiative should have at least three items of evidence of at least two kinds, the newest
within 90 days. A warning at first; an error from `ready` on, except for the age: a file does not turn red because time
passes.

## Why

Data first. One incident may be chance; tickets, a metric and a week on call that say the same are a case.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "problem"
stage_since = 2026-11-16
category = "reliability"

[[evidence]]
id = "october-outage"
date = 2026-10-09
kind = "incident"
claim = "318 customers were charged twice within 45 minutes"
```

One item of one kind.

## Fix

Add `[[evidence]]` of another kind: tickets, a metric, an interview, a customer's word, or what you saw yourself on a
rotation (`first_hand`). `[thresholds] evidence_age` changes the 90 days.
"#,
        check: Check::Initiative(thin_evidence),
    },
    Rule {
        code: GAP,
        name: "evidence-gap-open",
        level: Level::Warning,
        raise: Some((Stage::Ready, Level::Error)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "somebody asked for data, and no evidence answers it",
        docs: r#"## What

A conversation lists a need, something its partner wanted to know before they can agree, and no evidence names it in
`answers`. A warning at first; an error from `ready` on.

## Why

"Interesting, but lacks data" is not a no. Whoever said it says yes once the data is there, and no when asked again
without it.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "problem"
stage_since = 2026-11-16
category = "reliability"

[[conversation]]
date = 2026-10-22
with = ["ana"]
format = "one_on_one"
outcome = "lacks_data"
needs = [{ id = "how-often", text = "how often does it happen outside of incidents?" }]
```

## Fix

Find the data, add it as `[[evidence]]` with `answers = ["how-often"]`, and tell them.
"#,
        check: Check::Initiative(evidence_gap),
    },
    Rule {
        code: UNCHALLENGED,
        name: "no-challenge",
        level: Level::Hint,
        raise: Some((Stage::Ready, Level::Warning)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "nothing in it could prove it wrong",
        docs: r#"## What

From stage `problem` on, an initiative should hold something that could prove it wrong: evidence with
`supports = false`, or a review with `lens = "challenge"`. A hint at first; a warning from `ready` on.

## Why

A case that only its friends have read meets its first doubter in the planning meeting. Try to prove yourself wrong
before, and say what you found.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "problem"
stage_since = 2026-11-16
category = "reliability"

[[review]]
date = 2026-11-06
by = "sam"
lens = "wording"
verdict = "holds"
```

It was reviewed for its wording only.

## Fix

Ask somebody who doubts it to try and break it, and add the `[[review]]`; the message names people who know its systems or
have reviewed something like it, else the owner's manager, who may know somebody. Or add the strongest fact against it as
`[[evidence]]` with `supports = false`.
"#,
        check: Check::Initiative(no_challenge),
    },
];

fn unquantified(_: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    if !subject.reached(Stage::Problem) || subject.is_unread("/problem/affected") {
        return;
    }
    let problem = subject.record.problem.as_ref();
    let affected = problem.and_then(|problem| problem.affected.as_ref());
    let counted = affected.and_then(|affected| affected.count);
    let known = affected.is_some_and(|affected| is_stated(affected.basis.as_ref()));
    let (message, label) = match (counted, known) {
        (Some(_), true) => return,
        (None, false) => ("the problem says neither how many are affected nor on what basis", "lacks count and basis"),
        (None, true) => ("the problem does not say how many are affected", "lacks count"),
        (Some(_), false) => ("the problem does not say on what basis the affected are counted", "lacks basis"),
    };
    let pointer = if affected.is_some() { "/problem/affected" } else { "/problem" };
    found.push(
        Diagnostic::new(UNQUANTIFIED, subject.at(pointer), message)
            .label(label)
            .help("count, even roughly, and say how: `affected = { count = 420, unit = \"…\", basis = \"…\" }`"),
    );
}

/// Phrases by which a problem betrays that it is a solution.
const SOLUTIONS: &[&str] = &[
    "we need",
    "we should",
    "we must",
    "we have to",
    "we want to",
    "needs to be",
    "need to be",
    "should be",
    "must be",
    "migrate to",
    "move to",
    "switch to",
    "upgrade to",
    "replace the",
    "replace our",
    "replace it",
    "rewrite",
    "refactor",
    "implement",
    "introduce a",
    "introduce the",
    "adopt a",
    "adopt the",
    "build a",
    "build the",
    "the solution",
    "by using",
];

fn solution_in_problem(_: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let Some(problem) = &subject.record.problem else { return };
    for (key, text) in [("who", &problem.who), ("impact", &problem.impact)] {
        let Some(phrase) = text.as_deref().and_then(proposes) else { continue };
        let message = format!("the problem text proposes a solution (\"{phrase}\")");
        found.push(
            Diagnostic::new(SOLUTION, subject.at(&format!("/problem/{key}")), message)
                .label("says what to do")
                .help("state the pain; what to do about it belongs into `[[step]]` and `[[alternatives]]`"),
        );
    }
}

/// The first phrase in `text`, as whole words, that proposes something.
fn proposes(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let mut line = String::with_capacity(text.len() + 2);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        line.push(' ');
        line.push_str(word);
    }
    line.push(' ');
    let begins = |rest: &str| {
        let whole = |phrase: &&str| rest.strip_prefix(*phrase).is_some_and(|after| after.starts_with(' '));
        SOLUTIONS.iter().copied().find(whole)
    };
    line.match_indices(' ').find_map(|(at, _)| begins(line.get(at + 1..)?))
}

fn thin_evidence(context: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    if !subject.reached(Stage::Problem) || subject.is_unread("/evidence") {
        return;
    }
    let counted = Counted::UpTo(context.as_of);
    let items = facts::evidence(subject.record, counted).count();
    let kinds = facts::evidence_kinds(subject.record, counted);
    let dates = subject.record.evidence.iter().enumerate().filter(|(_, item)| counted.includes(item.date));
    let newest = dates.max_by_key(|(_, item)| item.date).map(|(index, item)| (index, context.days_since(item.date)));
    let limit = context.thresholds().evidence_age;
    let age = newest.map_or_else(String::new, |(_, age)| format!(", newest {} old", count(age, "day")));
    let message = format!(
        "{} of {}{age}; want {} of {} kinds within {}",
        count(items, "item"),
        count(kinds, "kind"),
        WANTED.0,
        WANTED.1,
        count(limit, "day")
    );
    let help = "add `[[evidence]]`: tickets, a metric, an interview, or what you saw yourself";
    if items < WANTED.0 || kinds < WANTED.1 {
        // Placed at the problem: the newest item is another one after each addition, and the finding still the same.
        let finding = Diagnostic::new(THIN, subject.at("/problem"), message).label("stands on thin ground").help(help);
        found.push(finding.about("thin"));
    } else if let Some((index, _)) = newest.filter(|(_, age)| *age > i64::from(limit)) {
        let at = subject.at(&format!("/evidence/{index}/date"));
        let finding = Diagnostic::new(THIN, at, message).label("nothing is newer").help(help);
        found.push(finding.about("old").clock());
    }
}

fn evidence_gap(context: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let counted = Counted::UpTo(context.as_of);
    for voiced in facts::needs(subject.record, counted).into_iter().filter(|voiced| !voiced.answered) {
        let Some(talk) = subject.record.conversations.get(voiced.conversation) else { continue };
        let people: Vec<&str> = talk.with.iter().map(|person| person.as_str()).collect();
        let id = voiced.need.id.as_str();
        let text = voiced.need.text.as_ref().filter(|text| is_stated(Some(text))).map_or(id, |text| text);
        let when = if talk.unread.has("date") { String::new() } else { format!(" on {}", talk.date) };
        let message = format!("{} lacked data{when}: \"{}\" has no evidence", list(&people), quote(text));
        let at = subject.at(&format!("/conversation/{}/needs/{}", voiced.conversation, voiced.place));
        found.push(
            Diagnostic::new(GAP, at, message)
                .label("not answered yet")
                .help(format!("find the data and add it as evidence with `answers = [\"{id}\"]`")),
        );
    }
}

fn no_challenge(context: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let counted = Counted::UpTo(context.as_of);
    let contrary = facts::evidence(subject.record, counted).any(|item| !item.supports);
    let challenged = facts::has_challenge_review(subject.record, counted);
    if subject.reached(Stage::Problem) && !contrary && !challenged {
        let message = "nothing here could prove it wrong: no contrary evidence, no challenge review";
        let reviewers = reviewers::suggest(context.index, subject.record).into_iter().take(2);
        let reviewers: Vec<String> = reviewers.map(|it| format!("{} ({})", it.person, it.why)).collect();
        let whom = match reviewers.is_empty() {
            true => String::new(),
            false => format!(", such as {}", reviewers.join(" or ")),
        };
        found.push(
            Diagnostic::new(UNCHALLENGED, subject.at("/stage"), message)
                .label("only its friends have read it")
                .help(format!("ask somebody who doubts it for a review with `lens = \"challenge\"`{whom}")),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::proposes;

    #[test]
    fn phrases_are_found_as_whole_words() {
        assert_eq!(proposes("We need to\nrewrite it"), Some("we need"));
        assert_eq!(proposes("Somebody should, be: told"), Some("should be"));
        assert_eq!(proposes("orders that weneed lose money"), None);
        assert_eq!(proposes("are charged twice and wait nine days for their money"), None);
        assert_eq!(proposes(""), None);
    }
}
