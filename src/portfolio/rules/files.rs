//! The family CV001 to CV005: whether files can be read, lead somewhere, carry what they declare, and are looked at.
//!
//! What is unreadable or there twice is found while loading; references are followed in [`super::references`] and
//! waivers weighed in [`super::waivers`].

use super::context::{Context, Subject};
use super::references;
use super::rule::{Check, Rule};
use super::wording::count;
use crate::diagnostic::{At, Code, Diagnostic, Findings, Level, Spot};
use crate::model::Stage;
use crate::source::FileId;
use std::collections::BTreeSet;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code::SCHEMA,
        name: "schema",
        level: Level::Error,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "a file cannot be read as what it should be",
        docs: r#"## What

A file is not what it should be: no UTF-8, no TOML 1.0, too large or nested too deeply; or a key is unknown, missing
where it identifies something, or holds a value of another type than its schema says.

## Why

Everything else rests on what the files say. A misspelt key is worse than a missing one: its writer believes that it
counts.

## Example

```toml
title = "Retry card payments without charging twice"
sumary = "Customers are charged twice when the gateway times out."
stage = "ideas"
```

`sumary` is no key of an initiative (did you mean `summary`?), and `ideas` is no stage.

## Fix

Follow the help of the finding. `canvass schema initiative` prints what an initiative may hold, and an editor that reads
the `#:schema` line at the top of a file says the same while you type. Syntax that only TOML 1.1 knows is refused,
because most editors refuse it too. This rule cannot be waived in a file.
"#,
        check: Check::Loader,
    },
    Rule {
        code: Code::REFERENCE,
        name: "bad-reference",
        level: Level::Error,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "an id names nothing, stands twice, or closes a cycle",
        docs: r#"## What

An id is used that names nothing of the kind wanted there: a person who is not on the roster, a team without a file, a
step or need that the initiative does not have, an offer that the asked team does not make, a misspelt metric in braces
in a text, or a name where an id belongs (`owner = "Dana Okafor"`).
Also: an id that is given twice, in other case only, or again by `previously`; a code in `[rules]` or `[[allow]]` that no
rule has; and teams, managers, parts of systems, hard dependencies or initiatives that follow each other in a circle.

## Why

Whom you must meet is computed from these references. One that leads nowhere takes somebody off the list silently.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "idea"
stage_since = 2026-11-16
category = "reliability"

[[ask]]
id = "idempotency-keys"
team = "payment"
kind = "work"
what = "accept an idempotency key on every charge"
```

There is no team `payment`; there is one called `payments`.

## Fix

Correct the id, or describe what it names: people in `people.toml` or `people/ID.toml`, teams in `teams.toml`, and so on.
After a rename put the old id into `previously` of the renamed thing and correct its uses. This rule cannot be waived in
a file.
"#,
        check: Check::Portfolio(references::check),
    },
    Rule {
        code: Code(3),
        name: "stage-unsupported",
        level: Level::Error,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "the declared stage asks for more than the file says",
        docs: r#"## What

The file declares a stage but lacks something that this stage, or one before it, asks for. The message names everything
that is missing and the highest stage the file does support. It looks at what is there, never at its age.

## Why

A stage is a promise to readers: at `ready`, everybody who decides has been met alone and every ask is complete. Teams
stop believing it once it is declared without that.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "problem"
stage_since = 2026-11-16
category = "reliability"
```

Stage `problem` asks for the problem, a segment, a summary, evidence and a product owner; this file supports `idea`.

## Fix

Add what is missing, or declare the stage the file supports. Going back a stage is free.
"#,
        check: Check::Initiative(stage_unsupported),
    },
    Rule {
        code: Code::WAIVER,
        name: "waiver-expired",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "a waiver lacks a reason or an end, has ended, or suppresses nothing",
        docs: r#"## What

An `[[allow]]` of an initiative does not waive: it gives no reason or no end date, its last day has passed, its rule
cannot be waived (CV001, CV002, CV004), or there is no finding it would hide.

## Why

A waiver is a decision with an end. Without a reason nobody can judge it; without an end it hides what comes later.

## Example

```toml
title = "Retry card payments without charging twice"
owner = "dana"
stage = "idea"
stage_since = 2026-11-16
category = "reliability"

[[allow]]
code = "CV305"
until = 2027-03-31
```

The waiver of CV305 says how long, but not why.

## Fix

Give `reason` and `until`, or mend what the rule reports and take the waiver out.
"#,
        check: Check::Waivers,
    },
    Rule {
        code: Code::UNREAD,
        name: "never-read",
        level: Level::Error,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "a file is named almost like one that is read, and is not",
        docs: r#"## What

A file lies where canvass reads, under a name that it does not read but nearly would: `team.toml` or `Teams.toml` instead of
`teams.toml`, a folder `initiative/`, an ending such as `.TOML` or `.tml`, or a folder too deep, such as
`people/emea/dana.toml` and `initiatives/2027-q1/checkout.toml`. So does one that is left where its kind was kept before `[paths]` in
`canvass.toml` gave that another place.

What editors leave behind (`.#x.toml`, `._x.toml`, `x.toml~`) and other files of an ordinary repository are not reported.

## Why

Nothing in such a file is checked or counted, so a run says that all is well without having seen it.

## Example

This is `theme.toml`:

```toml
[fast-checkout]
title = "Fast checkout"
```

Themes are kept in `themes.toml` or in the folder `themes/`.

## Fix

Run the `mv` of the finding, then `git add` both names. If the file belongs to another program, move it elsewhere, give the kind
another place by `[paths]` in `canvass.toml`, or set `CV005 = "off"` in `[rules]` there.
"#,
        check: Check::Loader,
    },
];

/// Entries beside the stage that are shown; the message names everything.
const MOST_PLACES: usize = 4;

fn stage_unsupported(context: &Context<'_>, subject: &Subject<'_>, found: &mut Findings) {
    // What is missing may stand in a file that could not be read, and that has its own finding.
    if !context.portfolio.unread_kinds.is_empty() {
        return;
    }
    let stage = subject.stage.unwrap_or(Stage::Idea);
    // What is there but cannot be read, or stands elsewhere, has its own finding.
    let missing = || subject.support.missing.iter().filter(|missing| !subject.record.origin.is_unread(&missing.at));
    let fields: Vec<&str> = missing().map(|missing| missing.field.as_str()).collect();
    if fields.is_empty() {
        return;
    }
    let (supports, help) = match subject.support.supported {
        Some(supported) => {
            (format!("the file supports `{supported}`"), format!("add them, or go back to `stage = \"{supported}\"`"))
        }
        None => ("the file supports no stage yet".to_owned(), "add them".to_owned()),
    };
    let message = format!("stage `{stage}` not supported: missing {}; {supports}", fields.join(", "));
    let mut finding = Diagnostic::new(Code(3), subject.at("/stage"), message)
        .label(format!("lacks {}", count(fields.len(), "field")))
        .help(help)
        .extent(stage as usize * MOST_FIELDS + fields.len());
    let mut entries = BTreeSet::new();
    for missing in missing() {
        let Some(entry) = entry(&missing.at) else { continue };
        if entries.len() < MOST_PLACES || entries.contains(&entry) {
            entries.insert(entry);
            finding = finding.related(missing.at.clone(), format!("`{}` wants {}", missing.stage, missing.field));
        }
    }
    found.push(finding);
}

/// More than any stage wants; a later stage always goes farther than an earlier one.
const MOST_FIELDS: usize = 10_000;

/// The file, and the table or element in it, that `at` is about. A list as a whole is none: what it lacks is another
/// element.
fn entry(at: &At) -> Option<(FileId, &str)> {
    let Spot::Entry(pointer, _) = &at.spot else { return None };
    let (parent, key) = pointer.rsplit_once('/').filter(|(parent, _)| !parent.is_empty())?;
    let is_element = key.bytes().all(|byte| byte.is_ascii_digit());
    Some((at.file, if is_element { pointer } else { parent }))
}
