//! The family CV101 to CV105: whether initiatives move, end properly, and stay within somebody's reach.

use super::context::{Context, Subject};
use super::rule::{Check, Rule};
use super::wording::{count, list};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::insight::facts::is_stated;
use crate::insight::idle::{Idle, idle};
use crate::model::{Date, Influence, Initiative, InitiativeId, PersonId, Record, Stage};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

const STALE: Code = Code(101);
const CLOSED_BARE: Code = Code(102);
const OPEN_QUESTIONS: Code = Code(103);
const OVERLOADED: Code = Code(104);
const OUTSIDE: Code = Code(105);

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: STALE,
        name: "stale-initiative",
        level: Level::Warning,
        raise: None,
        clock: true,
        closed: false,
        since: "0.1.0",
        summary: "nothing dated has been written down for long",
        docs: r#"## What

The newest dated record of an initiative (evidence, conversation, reading, answer, decision, review, interview, update
or change of stage) is older than its stage allows: 60 days at `problem`, 30 at `proposal`, 21 at `ready`. From
`committed` on CV802 looks at updates instead.

## Why

Documents that never progress take the attention of everybody who reads the list. An initiative at the head of a ranking
that does not move keeps others out.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "proposal"
stage_since = 2026-09-01
category = "reliability"
```

On 2026-11-23 nothing dated has been added for 83 days.

## Fix

Make progress and write it down, move it below the line in its cycle's `rank`, park it with a date to look again, or drop
it with a lesson. `[thresholds] stage_stale_problem`, `stage_stale_proposal` and `stage_stale_ready` change the numbers.
"#,
        check: Check::Initiative(stale),
    },
    Rule {
        code: CLOSED_BARE,
        name: "closed-bare",
        level: Level::Error,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "parked or dropped without reason, date, decider, or what follows",
        docs: r#"## What

A parked or dropped initiative does not say in `[closing]` why, when and by whom it was ended; or, when parked, when to
look at it again (`revisit_on`); or, when dropped, what the next one should know (`lesson`).

## Why

An end without a reason is begun again a year later by somebody else, with the same result.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "parked"
stage_since = 2026-11-16
category = "reliability"

[closing]
reason = "payments rebuilds its gateway first"
date = 2026-11-16
decided_by = "kim"
```

It is parked, but nobody will look at it again: `revisit_on` is missing.

## Fix

Add what the message names to `[closing]`.
"#,
        check: Check::Initiative(closed_bare),
    },
    Rule {
        code: OPEN_QUESTIONS,
        name: "open-questions",
        level: Level::Hint,
        raise: Some((Stage::Ready, Level::Warning)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "questions without an answer",
        docs: r#"## What

An initiative has open questions without an answer. A hint while it is young; a warning from `ready` on.

## Why

Writing exposes gaps, and writing a gap down is good. Deciders should not be the ones to find it.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "idea"
stage_since = 2026-11-16
category = "reliability"

[[open_questions]]
q = "does the card network keep keys for longer than a day?"
asked_on = 2026-10-14
```

## Fix

Find the answer and write it as `answer = "…"` beside the question, or take a question out that no longer matters.
"#,
        check: Check::Initiative(open_questions),
    },
    Rule {
        code: OVERLOADED,
        name: "owner-overloaded",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "one person leads more active initiatives than anybody can",
        docs: r#"## What

One person owns more initiatives that are neither delivered, parked nor dropped than the limit, which is 3. It is
reported once, at the one that was begun or moved last.

## Why

Leading means time in the calendar, for everybody who asks and all the way through. Who leads five things leads none.

## Example

```toml
# the fourth active initiative of dana
title = "One login for all shops"
owner = "dana"
stage = "idea"
stage_since = 2026-11-20
category = "product"
```

## Fix

Give one to somebody else, or park one; where they belong to several themes, the message names them, and the one outside
of your focus is the one to give away. `[thresholds] owner_max` changes the limit.
"#,
        check: Check::Portfolio(owner_overloaded),
    },
    Rule {
        code: OUTSIDE,
        name: "outside-influence",
        level: Level::Hint,
        raise: Some((Stage::Proposal, Level::Warning)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "beyond your influence, and no step you can take alone",
        docs: r#"## What

An initiative says `influence = "beyond"`, which means that you can neither do it nor persuade those who can, and has no
step with `self_serve = true`. A hint while it is young; a warning from `proposal` on.

## Why

Work outside of your sphere of influence begins with the smallest thing you can do without anybody's leave. What comes
of it widens the sphere.

## Example

```toml
title = "The card network keeps keys for a month"
owner = "dana"
stage = "idea"
stage_since = 2026-11-16
category = "reliability"
influence = "beyond"
```

## Fix

Name the smallest thing you can do alone as a `[[step]]` with `self_serve = true`, or find somebody whose influence
reaches further and make them the owner.
"#,
        check: Check::Initiative(outside_influence),
    },
];

fn stale(context: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let Some(Idle { stage, days, newest }) = idle(subject.record, context.thresholds(), context.as_of) else { return };
    let rank = subject.record.target_cycle.as_ref().and_then(|id| {
        let cycle = context.portfolio.cycle(id)?;
        Some((id, cycle.rank.iter().position(|ranked| ranked == subject.id)? + 1))
    });
    let rank = rank.map_or_else(String::new, |(cycle, rank)| format!(", rank {rank} in {cycle}"));
    found.push(
        Diagnostic::new(
            STALE,
            subject.at("/stage"),
            format!("no dated record for {} at `{stage}`{rank}", count(days, "day")),
        )
        .label(format!("the last is of {newest}"))
        .help("write down what happened since, move it below the line, park it or drop it"),
    );
}

fn closed_bare(_: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let Some(stage @ (Stage::Parked | Stage::Dropped)) = subject.stage else { return };
    let closing = subject.record.closing.clone().unwrap_or_default();
    let (follows, lacks_what_follows) = match stage {
        Stage::Parked => ("revisit_on", closing.revisit_on.is_none()),
        _ => ("lesson", !is_stated(closing.lesson.as_ref())),
    };
    let lacks = [
        ("reason", !is_stated(closing.reason.as_ref())),
        ("date", closing.date.is_none()),
        ("decided_by", closing.decided_by.is_none()),
        (follows, lacks_what_follows),
    ];
    let lacks: Vec<&str> = lacks.into_iter().filter_map(|(key, lacks)| lacks.then_some(key)).collect();
    if lacks.is_empty() {
        return;
    }
    let pointer = if subject.record.closing.is_some() { "/closing" } else { "/stage" };
    found.push(
        Diagnostic::new(CLOSED_BARE, subject.at(pointer), format!("`{stage}` needs {} in [closing]", list(&lacks)))
            .label(format!("lacks {}", list(&lacks)))
            .help("say why, when and by whom it was ended, and what follows")
            .about(stage.as_str()),
    );
}

fn open_questions(context: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let open = subject.record.open_questions.iter().enumerate();
    let asked = |day: Option<Date>| day.is_none_or(|day| day <= context.as_of);
    let open: Vec<_> =
        open.filter(|(_, question)| !is_stated(question.answer.as_ref()) && asked(question.asked_on)).collect();
    // Questions without a date come last: nothing says that they are old.
    let Some((index, oldest)) =
        open.iter().min_by_key(|(_, question)| (question.asked_on.is_none(), question.asked_on))
    else {
        return;
    };
    let number = count(open.len(), "open question");
    let message = match oldest.asked_on {
        Some(date) if open.len() == 1 => format!("{number}, asked {date}"),
        Some(date) => format!("{number}, oldest {date}"),
        None => number,
    };
    found.push(
        Diagnostic::new(OPEN_QUESTIONS, subject.at(&format!("/open_questions/{index}")), message)
            .label("no answer yet")
            .help("find out and write `answer` beside the question"),
    );
}

fn owner_overloaded(context: &Context<'_>, found: &mut Findings) {
    let limit = context.thresholds().owner_max;
    let mut led: BTreeMap<&PersonId, Vec<(&InitiativeId, &Record<Initiative>)>> = BTreeMap::new();
    for (id, record) in context.portfolio.initiatives.iter().filter(|(_, record)| !record.is_closed()) {
        if let Some(owner) = &record.owner {
            led.entry(owner).or_default().push((id, record));
        }
    }
    for (owner, mut initiatives) in led {
        if initiatives.len() <= limit as usize {
            continue;
        }
        initiatives.sort_by_key(|(id, record)| (Reverse(record.stage_since), *id));
        let Some(((id, newest), others)) = initiatives.split_first() else { continue };
        let message = format!("{owner} leads {} active initiatives (limit {limit})", initiatives.len());
        let themes: BTreeSet<&str> =
            initiatives.iter().flat_map(|(_, record)| &record.themes).map(|theme| theme.as_str()).collect();
        let spread = match themes.len() {
            0 | 1 => String::new(),
            _ => format!("; they are spread over {}: a focus makes an expert", list(&Vec::from_iter(themes))),
        };
        let mut finding = Diagnostic::new(OVERLOADED, newest.at("/owner"), message)
            .label("the newest of them")
            .help(format!("give one to somebody else, or park one{spread}"))
            .about_alone(owner.as_str())
            .extent(initiatives.len())
            .of(id);
        for (other, record) in others.iter().take(limit as usize) {
            finding = finding.related(record.at("/owner"), format!("leads `{other}` too"));
        }
        found.push(finding);
    }
}

fn outside_influence(_: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let beyond = subject.record.influence == Some(Influence::Beyond);
    if beyond && !subject.record.steps.iter().any(|step| step.self_serve) {
        found.push(
            Diagnostic::new(OUTSIDE, subject.at("/influence"), "influence is `beyond` and no step is self-serve")
                .label("nothing here can be done alone")
                .help("name the smallest thing you can do alone as a step with `self_serve = true`"),
        );
    }
}
