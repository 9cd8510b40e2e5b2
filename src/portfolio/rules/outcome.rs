//! The family CV301 to CV305: whether what comes of the work matters to somebody, can be measured, and is wanted.

use super::context::{Context, Subject};
use super::rule::{Check, Rule};
use super::wording::{count, list, quote};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::insight::facts::{self, is_stated};
use crate::insight::incidents::Incidents;
use crate::insight::metrics;
use crate::model::{Audience, Category, Metric, Stage};

const NO_BUSINESS: Code = Code(301);
const OUTPUT: Code = Code(302);
const METRIC: Code = Code(303);
const NO_FIGURE: Code = Code(304);
const NO_STRATEGY: Code = Code(305);

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: NO_BUSINESS,
        name: "no-business-outcome",
        level: Level::Warning,
        raise: Some((Stage::Ready, Level::Error)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "work that is not product is tied to no business or customer outcome",
        docs: r#"## What

From stage `proposal` on, work of any category but `product` must say what the business (`[[outcome.business]]`) or the
customer (`outcome.customer`) gets from it. A warning at first; an error from `ready` on.

## Why

Reliability, security and debt compete with features that name their revenue. Untied to an outcome they look like the
engineers' own wish.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "proposal"
stage_since = 2026-11-16
category = "reliability"

[outcome]
goal = "customers who pay by card see exactly one charge for each order"
```

## Fix

Say what changes for the business, with a figure if you can:
`[[outcome.business]]`, `kind = "retention"`, `claim = "customers charged twice order less afterwards"`.
"#,
        check: Check::Initiative(no_business_outcome),
    },
    Rule {
        code: OUTPUT,
        name: "output-not-outcome",
        level: Level::Hint,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "the goal names something to be made, not a user and a change",
        docs: r#"## What

`outcome.goal` begins like a task (build, migrate, roll out …) instead of naming a user and what will be different for
them.

## Why

An output can be delivered without anything getting better, and nobody would notice. An outcome can be reached in
several ways, and the cheapest may be one that the asked team knows.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "proposal"
stage_since = 2026-11-16
category = "reliability"

[outcome]
goal = "implement idempotency keys in the payments gateway"
```

## Fix

Name who will see which change: "customers who pay by card see exactly one charge for each order".
"#,
        check: Check::Initiative(output_not_outcome),
    },
    Rule {
        code: METRIC,
        name: "metric-not-measurable",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a metric lacks baseline, target or source, or was not read for long",
        docs: r#"## What

From stage `problem` on, every metric needs a `baseline`, a `target` and a `source`, and a reading (the baseline is one)
within 90 days. A metric that is computed from incidents, such as one with `preset = "pages"`, needs neither source nor
readings, but at least one incident of the systems the initiative changes or of the problems it is about.

## Why

Without a baseline nobody can see a change, without a target nobody knows when it is enough, and without a source nobody
can check.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "proposal"
stage_since = 2026-11-16
category = "reliability"

[[metric]]
id = "double-charges"
name = "customers charged twice"
baseline = { value = 420, date = 2026-10-31 }
```

## Fix

Add what is missing, or read the metric again: `readings = [{ value = 390, date = 2026-11-20 }]`.
`[thresholds] evidence_age` changes the 90 days.
"#,
        check: Check::Initiative(metric_not_measurable),
    },
    Rule {
        code: NO_FIGURE,
        name: "no-value-figure",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "an executive pitch without a figure, or ktlo without the cost of doing nothing",
        docs: r#"## What

A pitch for executives has no `figure`; or work to keep the lights on (`category = "ktlo"`) does not say from stage
`problem` on what happens if nothing is done (`cost_of_inaction`).

## Why

Executives compare. A product bet shows its new money; reliability and upkeep must show theirs, as money, risk, pages or
people lost, to be weighed equally.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "proposal"
stage_since = 2026-11-16
category = "reliability"

[[pitch]]
audience = "exec"
text = "We lose customers over charges that we take back anyway."
```

## Fix

Add the one number to remember, `figure = "EUR 31k a quarter"`; or
`cost_of_inaction = "EUR 22k of fees and 130 hours of support a quarter"`.
"#,
        check: Check::Initiative(no_value_figure),
    },
    Rule {
        code: NO_STRATEGY,
        name: "no-strategy-link",
        level: Level::Hint,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "aligned with no strategy item",
        docs: r#"## What

From stage `proposal` on, an initiative should name in `aligns_with` what it serves of what the organisation has decided
to want.

## Why

A team whose plan is full says yes to what its own boss wants already. The strategy's owner is also somebody to meet.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "proposal"
stage_since = 2026-11-16
category = "reliability"
```

## Fix

Write the organisation's strategy into `strategy.toml`, one table per item with title and owner, and name an item:
`aligns_with = ["trust"]`. If you keep no strategy here, put `CV305 = "off"` under `[rules]` in `canvass.toml`.
"#,
        check: Check::Initiative(no_strategy_link),
    },
];

fn no_business_outcome(_: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let Some(category) = subject.record.category.filter(|category| *category != Category::Product) else { return };
    let outcome = subject.record.outcome.as_ref();
    let tied = outcome.is_some_and(|outcome| !outcome.business.is_empty() || is_stated(outcome.customer.as_ref()));
    if tied || !subject.reached(Stage::Proposal) {
        return;
    }
    let message = format!("{category} work is tied to no business or customer outcome");
    let mut finding = Diagnostic::new(NO_BUSINESS, subject.at("/category"), message)
        .label("has to say what comes of it")
        .help("add `[[outcome.business]]` with kind, claim and figure, or `outcome.customer`");
    if outcome.is_some() {
        finding = finding.related(subject.at("/outcome"), "neither `business` nor `customer` here");
    }
    found.push(finding);
}

/// Words by which a goal betrays that it is a task.
const TASKS: &[&str] = &[
    "add",
    "adopt",
    "automate",
    "build",
    "create",
    "decommission",
    "deliver",
    "deploy",
    "deprecate",
    "develop",
    "enable",
    "finish",
    "implement",
    "install",
    "integrate",
    "introduce",
    "launch",
    "migrate",
    "move",
    "provide",
    "refactor",
    "release",
    "replace",
    "rewrite",
    "roll",
    "set",
    "ship",
    "upgrade",
    "write",
];

fn output_not_outcome(_: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    let Some(goal) = subject.record.outcome.as_ref().and_then(|outcome| outcome.goal.as_deref()) else { return };
    let lower = goal.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.into_iter().find(|word| !matches!(*word, "to" | "we" | "will" | "must" | "should" | "want"));
    if first.is_some_and(|word| TASKS.contains(&word)) {
        let message = format!("goal \"{}\" names an output, not a user and a change", quote(goal));
        found.push(
            Diagnostic::new(OUTPUT, subject.at("/outcome/goal"), message)
                .label("a task")
                .help("say who will see which change once it is done"),
        );
    }
}

fn metric_not_measurable(context: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    if !subject.reached(Stage::Problem) {
        return;
    }
    let (record, limit) = (subject.record, context.thresholds().evidence_age);
    for (index, metric) in record.metrics.iter().enumerate() {
        let found_in = |message: String, label: String, help: String| {
            let at = subject.at(&format!("/metric/{index}"));
            Diagnostic::new(METRIC, at, message).label(label).help(help).about(metric.id.as_str())
        };
        let computed = metrics::computed(metric).is_some();
        let current = metrics::current(context.index, record, metric, context.as_of);
        let lacks = facts::missing_of_metric(metric);
        if !lacks.is_empty() {
            let message = format!("metric `{}` lacks {}", metric.id, list(&lacks));
            let known = current.filter(|_| computed && metric.baseline.is_none());
            let help = match known.and_then(|known| Some((known.value, known.date?))) {
                Some((value, date)) => {
                    format!("add {}; incidents say `baseline = {{ value = {value}, date = {date} }}`", list(&lacks))
                }
                None => format!("add {}{}", list(&lacks), instead_of_source(metric, &lacks)),
            };
            found.push(found_in(message, "cannot be measured".to_owned(), help));
            continue;
        }
        if computed {
            if Incidents::of_initiative(context.portfolio, record).is_empty() {
                let message = format!("metric `{}` is computed from incidents, and none is on record", metric.id);
                let help = "record incidents of the systems it changes, or name another source and write `readings`";
                found.push(found_in(message, "nothing to compute it from".to_owned(), help.to_owned()));
            }
            continue;
        }
        let readings = metric.baseline.iter().chain(&metric.readings);
        let dates = readings.filter_map(|reading| reading.date).filter(|date| *date <= context.as_of);
        let Some(newest) = dates.max().filter(|newest| context.days_since(*newest) > i64::from(limit)) else {
            continue;
        };
        let message = format!("metric `{}` has no reading for {}", metric.id, count(context.days_since(newest), "day"));
        let trend = metrics::trend(context.index, record, metric, context.as_of);
        let pace = trend.map(|trend| format!(" (so far it {trend})")).unwrap_or_default();
        let help = format!("read it again and add the value to `readings`{pace}");
        found.push(found_in(message, format!("last read on {newest}"), help).clock());
    }
}

/// How a metric that incidents tell could do without a source.
fn instead_of_source(metric: &Metric, lacks: &[&str]) -> String {
    let told = metrics::preset(metric).filter(|preset| lacks.contains(&"source") && preset.is_told_by_incidents());
    let Some(preset) = told else { return String::new() };
    let written = if metric.readings.is_empty() { "`unit`" } else { "what is written in `readings`" };
    format!("; or drop {written}, and it is computed from incidents in `{}`", preset.unit)
}

fn no_value_figure(_: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    for (index, pitch) in subject.record.pitches.iter().enumerate() {
        if pitch.audience == Audience::Exec && !is_stated(pitch.figure.as_ref()) {
            let at = subject.at(&format!("/pitch/{index}"));
            found.push(
                Diagnostic::new(NO_FIGURE, at, "the pitch for executives has no figure")
                    .label("nothing to compare")
                    .help("add the one number to remember: money, risk or churn"),
            );
        }
    }
    let upkeep = subject.record.category == Some(Category::Ktlo) && subject.reached(Stage::Problem);
    if upkeep && !is_stated(subject.record.cost_of_inaction.as_ref()) {
        found.push(
            Diagnostic::new(NO_FIGURE, subject.at("/category"), "ktlo work without the cost of inaction")
                .label("what if nothing is done?")
                .help("say it in `cost_of_inaction`: money, pages or people lost in a quarter"),
        );
    }
}

fn no_strategy_link(_: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    if subject.record.aligns_with.is_empty() && subject.reached(Stage::Proposal) {
        found.push(
            Diagnostic::new(NO_STRATEGY, subject.at("/aligns_with"), "aligned with no strategy item")
                .label("serves nothing that was decided")
                .help("name an item of the strategy in `aligns_with`"),
        );
    }
}
