//! Plans and their results as JSON, version 1: names that scripts rely on, frozen by `schemas/output/plan.schema.json`
//! and `schemas/output/apply.schema.json`.

use super::page::outcome;
use super::{Bound, LastFiled, Report, Results, answer_words, waiting_reason};
use crate::backlog::missed::Missed;
use crate::backlog::plan::Item;
use crate::backlog::run::Written;
use crate::model::Date;
use crate::render::{VERSION, document, schema_of};
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// The result of `canvass plan --output-format json`, and what `canvass plan --out` keeps.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "canvass plan, JSON version 1")]
struct Document<'a> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    /// The day it was planned on.
    as_of: Date,
    /// What it rests on: apply refuses a kept plan when any of it has moved.
    bound_to: &'a Bound,
    /// Asks that should stand in their backlog by now and do not; what is written may mend it.
    missed: Vec<MissedWindow<'a>>,
    /// Whom the repositories belong to that may hold an ask, whether it is filed now or not, sorted.
    owners: Vec<Owner<'a>>,
    /// What would be written, in this order.
    actions: Vec<Action<'a>>,
    /// Asks that are not filed now.
    held_back: Vec<HeldBack<'a>>,
    /// Asks that a later run decides about.
    waiting: Vec<Waiting<'a>>,
    /// Asks that stand in their backlog as they should.
    filed: Vec<Filed<'a>>,
    /// Asks that the team has answered by what it did with the issue.
    answered: Vec<Answered<'a>>,
    /// Issues whose text people have made their own.
    taken_over: Vec<Filed<'a>>,
    /// Surplus issues that people have touched.
    doubled: Vec<Doubled<'a>>,
    /// Asks whose repository cannot be used now.
    unavailable: Vec<Unavailable<'a>>,
    /// Why apply would write nothing although there is something to; null when it would.
    over_cap: Option<OverCap<'a>>,
    /// Two plans with the same digest write the same.
    digest: String,
}

/// An ask that should stand in its backlog by now.
#[derive(Serialize, JsonSchema)]
struct MissedWindow<'a> {
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// The repository, as `owner/name`.
    repo: &'a str,
    /// How: late, while planning is open, or closed.
    kind: &'a str,
    /// The day on which planning opened or closed.
    on: Date,
    /// The same in words.
    reason: String,
}

/// Somebody whom backlogs belong to: tokens of an App are of one owner.
#[derive(Serialize, JsonSchema)]
struct Owner<'a> {
    /// The login.
    owner: &'a str,
    /// The names of the repositories without it, sorted and separated by commas.
    repositories: String,
}

/// One thing to write.
#[derive(Serialize, JsonSchema)]
struct Action<'a> {
    /// What: create, update or close_duplicate.
    kind: &'a str,
    /// The repository, as `owner/name`.
    repo: &'a str,
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// The key of the ask, which its issue carries.
    key: &'a str,
    /// The number of the issue; null for one that is yet to be filed.
    number: Option<u64>,
    /// The title of the issue.
    title: &'a str,
    /// Why it is written.
    why: &'a str,
}

/// An ask that is not filed now.
#[derive(Serialize, JsonSchema)]
struct HeldBack<'a> {
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// Why it is held back.
    reason: &'a str,
}

/// An ask that a later run decides about.
#[derive(Serialize, JsonSchema)]
struct Waiting<'a> {
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// The repository, as `owner/name`.
    repo: &'a str,
    /// What is waited for.
    reason: String,
}

/// An ask with its issue.
#[derive(Serialize, JsonSchema)]
struct Filed<'a> {
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// The repository, as `owner/name`.
    repo: &'a str,
    /// The number of its issue.
    number: u64,
}

/// An ask that the team has answered.
#[derive(Serialize, JsonSchema)]
struct Answered<'a> {
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// The repository, as `owner/name`.
    repo: &'a str,
    /// The number of its issue.
    number: u64,
    /// What the team did, in words.
    answer: String,
}

/// A surplus issue.
#[derive(Serialize, JsonSchema)]
struct Doubled<'a> {
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// The repository, as `owner/name`.
    repo: &'a str,
    /// The number of the surplus issue.
    number: u64,
    /// The number of the issue that stays.
    of: u64,
}

/// An ask whose repository cannot be used now.
#[derive(Serialize, JsonSchema)]
struct Unavailable<'a> {
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// The repository, as `owner/name`.
    repo: &'a str,
    /// Why it cannot be used.
    reason: String,
}

/// A limit that the plan runs into.
#[derive(Serialize, JsonSchema)]
struct OverCap<'a> {
    /// Which: run, repo or team.
    cap: &'a str,
    /// Of which repository or team; null for the run.
    of: Option<&'a str>,
    /// How many issues would be filed there.
    count: usize,
    /// How many may be.
    most: u32,
    /// How many issues would be filed in all: the number to give to --allow-creates.
    creates: usize,
}

/// `report` as a JSON document.
#[must_use]
pub fn json(report: &Report<'_>) -> String {
    let plan = report.plan;
    let actions = plan.actions.iter().map(|action| Action {
        kind: action.kind.word(),
        repo: action.repo.as_str(),
        initiative: &action.initiative,
        ask: &action.ask,
        key: action.key.as_str(),
        number: action.kind.number(),
        title: &action.title,
        why: &action.why,
    });
    let held_back = report.held_back.iter().map(|held| HeldBack {
        initiative: &held.initiative,
        ask: &held.ask,
        reason: &held.reason,
    });
    document(&Document {
        version: VERSION,
        as_of: report.as_of,
        bound_to: &report.bound_to,
        missed: missed(&plan.missed),
        owners: owners(report),
        actions: actions.collect(),
        held_back: held_back.collect(),
        waiting: each(&plan.waiting, |initiative, ask, repo, waiting| Waiting {
            initiative,
            ask,
            repo,
            reason: waiting_reason(waiting),
        }),
        filed: each(&plan.filed, |initiative, ask, repo, filed| Filed { initiative, ask, repo, number: filed.number }),
        answered: each(&plan.answered, |initiative, ask, repo, (number, answer)| Answered {
            initiative,
            ask,
            repo,
            number: *number,
            answer: answer_words(*answer),
        }),
        taken_over: each(&plan.taken_over, |initiative, ask, repo, number| Filed {
            initiative,
            ask,
            repo,
            number: *number,
        }),
        doubled: each(&plan.doubled, |initiative, ask, repo, (number, of)| Doubled {
            initiative,
            ask,
            repo,
            number: *number,
            of: *of,
        }),
        unavailable: each(&plan.unavailable, |initiative, ask, repo, why| Unavailable {
            initiative,
            ask,
            repo,
            reason: why.to_string(),
        }),
        over_cap: plan.over_cap.as_ref().map(|over| OverCap {
            cap: over.cap,
            of: over.of.as_deref(),
            count: over.count,
            most: over.most,
            creates: over.creates,
        }),
        digest: plan.digest().to_string(),
    })
}

fn missed(items: &[Item<Missed>]) -> Vec<MissedWindow<'_>> {
    each(items, |initiative, ask, repo, missed| MissedWindow {
        initiative,
        ask,
        repo,
        kind: missed.word(),
        on: missed.on(),
        reason: missed.to_string(),
    })
}

fn owners<'a>(report: &'a Report<'_>) -> Vec<Owner<'a>> {
    let owner = |owner: &'a super::Owner| Owner { owner: &owner.name, repositories: owner.repositories.join(",") };
    report.owners.iter().map(owner).collect()
}

/// What a workflow goes on with, a name and a line of JSON as `GITHUB_OUTPUT` takes them: the owners to file for.
#[must_use]
pub fn outputs(report: &Report<'_>) -> String {
    // Names of owners and repositories hold neither line ends nor anything that JSON would have to escape.
    format!("owners={}\n", serde_json::to_string(&owners(report)).unwrap_or_default())
}

/// `entry` of each of `items`.
fn each<'a, T, E>(items: &'a [Item<T>], entry: impl Fn(&'a str, &'a str, &'a str, &'a T) -> E) -> Vec<E> {
    items.iter().map(|item| entry(&item.initiative, &item.ask, item.repo.as_str(), &item.what)).collect()
}

/// The JSON Schema of what [`json`] prints.
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Document<'_>>()
}

/// The result of `canvass apply --output-format json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "canvass apply, JSON version 1")]
struct ResultsDocument<'a> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    /// The day of the run.
    as_of: Date,
    /// How many days ago the workflow last ended well; null when it never has, or that is not known or was not asked.
    last_filed_days: Option<i64>,
    /// Asks that should have stood in their backlog before this run and did not.
    missed: Vec<MissedWindow<'a>>,
    /// What was written, in this order.
    results: Vec<Done<'a>>,
    /// Whether everything that was to be done is done; if not, another run finishes it.
    complete: bool,
    /// What is left, in words; null when nothing is.
    left: Option<&'a str>,
}

/// One thing that was written, or was tried to.
#[derive(Serialize, JsonSchema)]
struct Done<'a> {
    /// What: create, update or close_duplicate.
    kind: &'a str,
    /// The repository, as `owner/name`.
    repo: &'a str,
    /// The initiative's id.
    initiative: &'a str,
    /// The ask's id in it.
    ask: &'a str,
    /// The number of the issue; null where there is none, or none is known.
    number: Option<u64>,
    /// What came of it: filed, changed, left alone, refused, unknown or halted.
    result: &'a str,
    /// What else there is to say; null when nothing is.
    note: Option<String>,
}

pub(super) fn results(results: &Results<'_>) -> String {
    let done = results.executed.iter().map(|done| {
        let (result, _, note) = outcome(&done.result);
        Done {
            kind: done.action.kind.word(),
            repo: done.action.repo.as_str(),
            initiative: &done.action.initiative,
            ask: &done.action.ask,
            number: match done.result {
                Written::Created { number, .. } => Some(number),
                _ => done.action.kind.number(),
            },
            result,
            note,
        }
    });
    document(&ResultsDocument {
        version: VERSION,
        as_of: results.report.as_of,
        last_filed_days: match results.report.last_filed {
            Some(LastFiled::DaysAgo(days)) => Some(days),
            _ => None,
        },
        missed: missed(&results.report.plan.missed),
        results: done.collect(),
        complete: results.incomplete.is_none(),
        left: results.incomplete,
    })
}

pub(super) fn results_schema() -> Schema {
    schema_of::<ResultsDocument<'_>>()
}
