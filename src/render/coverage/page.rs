//! Coverage as a page: a line per initiative, the matrix, or what a team or person is asked for.

use super::{Focus, Initiative, Report, THE_ASK, format_words, role_names, state_name};
use crate::insight::coverage::{Reason, Slot, SlotRole, State};
use crate::model::Date;
use crate::render::page::{Block, Cell, Column, Page, Row};
use crate::render::relative_days;
use crate::render::style::Tone;
use std::cmp::Reverse;

pub(super) fn page(report: &Report<'_>) -> Page {
    match report.focus {
        Focus::All => list(report),
        Focus::Matrix => Page(report.initiatives.iter().flat_map(|initiative| matrix(report, initiative)).collect()),
        Focus::Team(team) => asked(report, team.as_str()),
        Focus::Person(person) => asked(report, person.as_str()),
    }
}

fn list(report: &Report<'_>) -> Page {
    let columns = vec![
        Column::Word("Initiative"),
        Column::Number("Coverage"),
        Column::Word("Asks covered"),
        Column::Word("Met"),
        Column::Word("Weakest team"),
        Column::Prose("Next step"),
    ];
    let row = |it: &Initiative<'_>| {
        let measure = it.measure;
        let weakest = measure.weakest().and_then(|team| Some(format!("{} {}", team.team, team.coverage?)));
        let met = measure.slots.iter().filter(|slot| slot.is_met()).count();
        // The first of the highest tier, in the order of the slots.
        let open = measure.slots.iter().filter(|slot| !slot.is_met()).min_by_key(|slot| Reverse(slot.tier));
        Row::Cells(vec![
            Cell::toned(it.id, Tone::Strong),
            Cell::number(measure.coverage),
            Cell::new(format!("{} of {}", measure.asks_covered, measure.asks)),
            Cell::new(format!("{met} of {}", measure.slots.len())),
            weakest.map_or_else(Cell::none, Cell::new),
            open.map_or_else(Cell::none, |slot| Cell::new(it.next_step(slot))),
        ])
    };
    let mut blocks = vec![Block::Facts(vec![
        Cell::toned("Coverage", Tone::Strong),
        Cell::new(format!("as of {}", report.as_of)),
        Cell::new(match report.initiatives.len() {
            1 => "1 initiative".into(),
            count => format!("{count} initiatives"),
        }),
    ])];
    if !report.initiatives.is_empty() {
        blocks.push(Block::Table(columns, report.initiatives.iter().map(row).collect()));
    }
    Page(blocks)
}

/// One initiative: everybody it must meet, grouped by asked team.
fn matrix(report: &Report<'_>, initiative: &Initiative<'_>) -> Vec<Block> {
    let measure = initiative.measure;
    let mut facts = vec![Cell::toned(initiative.id, Tone::Strong)];
    facts.extend(measure.coverage.map(|percent| Cell::new(format!("coverage {percent}"))));
    facts.push(Cell::new(format!("asks covered {} of {}", measure.asks_covered, measure.asks)));
    if let Some((team, coverage)) = measure.weakest().and_then(|team| Some((&team.team, team.coverage?))) {
        facts.push(Cell::new(format!("weakest team {team} {coverage}")));
    }
    facts.push(Cell::new(format!("excluded {}", measure.excluded)));
    if report.show_stance {
        let unknown = measure.unknown_stances;
        facts.push(Cell::new(match measure.support {
            Some(support) => format!("support {support}, {unknown} unknown"),
            None => "support unknown".into(),
        }));
    }
    let mut columns = vec![
        Column::Word("Person"),
        Column::Text("As"),
        Column::Number("Tier"),
        Column::Text("State"),
        Column::Text("Last contact"),
    ];
    if report.show_stance {
        columns.push(Column::Word("Stance"));
    }
    columns.extend([Column::Prose("Next step"), Column::Aside("Why")]);
    let mut rows = Vec::new();
    let mut group = None;
    for (slot, reasons) in report.focus.slots(initiative) {
        let team = slot.asks().map(|(_, team)| team).min();
        if group != Some(team) {
            rows.push(Row::Group("Team", group_title(initiative, team.map(|team| team.as_str()))));
            group = Some(team);
        }
        let mut cells = vec![
            Cell::new(person(slot)),
            Cell::new(role_names(&reasons).join(", ").replace('_', " ")),
            Cell::new(slot.tier.to_string()),
            state(slot),
            last_contact(slot, report.as_of),
        ];
        if report.show_stance {
            cells.push(slot.stance.map_or_else(|| Cell::toned("unknown", Tone::Faint), |it| Cell::new(it.as_str())));
        }
        cells.push(next(initiative, slot));
        cells.push(Cell::new(whys(initiative, &reasons)));
        rows.push(Row::Cells(cells));
    }
    let mut blocks = vec![Block::Facts(facts)];
    if measure.incomplete {
        blocks.push(Block::Remark("not all that says whom to meet can be read; run `canvass validate`".into()));
    }
    if rows.is_empty() {
        blocks.extend((!measure.incomplete).then(|| Block::Remark("nobody must be met".into())));
    } else {
        blocks.push(Block::Facts(tally(&measure.slots)));
        blocks.push(Block::Table(columns, rows));
    }
    blocks
}

fn group_title(initiative: &Initiative<'_>, team: Option<&str>) -> Cell {
    let Some(team) = team else {
        return Cell::new("beside the asks");
    };
    let measured = initiative.measure.teams.iter().find(|it| it.team.as_str() == team);
    Cell::new(match measured.and_then(|it| it.coverage) {
        Some(percent) => format!("{team} {percent}"),
        None => team.into(),
    })
}

/// How many stand where, best first.
fn tally(slots: &[Slot]) -> Vec<Cell> {
    let states = [State::Met, State::Contacted, State::Identified, State::Missing, State::Vacant];
    let count = |state| slots.iter().filter(|slot| slot.state == state).count();
    let counted = states.into_iter().map(|state| (state_name(state), count(state)));
    let mut facts: Vec<_> = counted.filter(|(_, n)| *n > 0).map(|(name, n)| Cell::new(format!("{name} {n}"))).collect();
    let stale = slots.iter().filter(|slot| slot.stale).count();
    if stale > 0 {
        facts.push(Cell::new(format!("of these stale {stale}")));
    }
    facts
}

/// What a team or a person is asked for, over all initiatives.
fn asked(report: &Report<'_>, subject: &str) -> Page {
    let is_person = matches!(report.focus, Focus::Person(_));
    let mut columns = vec![Column::Word("Initiative")];
    if !is_person {
        columns.push(Column::Word("Person"));
    }
    columns.extend([
        Column::Text("State"),
        Column::Text("Last contact"),
        Column::Prose("Why"),
        Column::Prose("Next step"),
    ]);
    let mut rows = Vec::new();
    let mut initiatives = 0;
    for initiative in &report.initiatives {
        let slots = report.focus.slots(initiative);
        initiatives += usize::from(!slots.is_empty());
        for (slot, reasons) in slots {
            let mut cells = vec![Cell::toned(initiative.id, Tone::Strong)];
            if !is_person {
                cells.push(Cell::new(person(slot)));
            }
            cells.extend([
                state(slot),
                last_contact(slot, report.as_of),
                Cell::new(each_role_once(initiative, &reasons)),
                next(initiative, slot),
            ]);
            rows.push(Row::Cells(cells));
        }
    }
    let count = match initiatives {
        1 => "asked by 1 initiative".into(),
        count => format!("asked by {count} initiatives"),
    };
    let mut blocks = vec![Block::Facts(vec![Cell::toned(subject, Tone::Strong), Cell::new(count)])];
    if !rows.is_empty() {
        blocks.push(Block::Table(columns, rows));
    }
    Page(blocks)
}

/// As what and why, such as `em of payments (the ask retry-budget)`.
pub(super) fn as_and_why(initiative: &Initiative<'_>, reasons: &[&Reason]) -> Vec<String> {
    let said = |reason: &&Reason| role_and_why(&reason.as_what(), reason, &initiative.why(reason));
    reasons.iter().map(said).collect()
}

/// As what, each with every reason, such as `em of payments (the ask retry-budget, the change of checkout)`.
fn each_role_once(initiative: &Initiative<'_>, reasons: &[&Reason]) -> String {
    let mut roles: Vec<(String, Vec<&Reason>)> = Vec::new();
    for reason in reasons {
        let what = reason.as_what();
        match roles.iter_mut().find(|(role, _)| *role == what) {
            Some((_, same)) => same.push(reason),
            None => roles.push((what, vec![reason])),
        }
    }
    let said = roles.iter().filter_map(|(what, same)| Some(role_and_why(what, same.first()?, &whys(initiative, same))));
    said.collect::<Vec<_>>().join("; ")
}

/// Where the role itself is a reason, it is said once.
fn role_and_why(what: &str, reason: &Reason, why: &str) -> String {
    match reason.role {
        SlotRole::Policy => format!("required by {why}"),
        SlotRole::StrategyOwner => what.to_owned(),
        _ => format!("{what} ({why})"),
    }
}

/// Why, each reason once: `the ask retry-budget, the change of checkout and payments-api`.
fn whys(initiative: &Initiative<'_>, reasons: &[&Reason]) -> String {
    // Reasons of one sort share its words: `the change of`, then every system.
    let mut sorts: Vec<(String, Vec<String>)> = Vec::new();
    for reason in reasons {
        let (sort, object) = initiative.why_of(reason);
        let place = sorts.iter().position(|(other, _)| *other == sort).unwrap_or_else(|| {
            sorts.push((sort, Vec::new()));
            sorts.len() - 1
        });
        if let (Some(object), Some((_, objects))) = (object, sorts.get_mut(place))
            && !objects.contains(&object)
        {
            objects.push(object);
        }
    }
    let said = sorts.into_iter().map(|(sort, objects)| match objects.split_last() {
        None => sort,
        Some((only, [])) => format!("{sort} {only}"),
        Some((last, rest)) => {
            let plural = if sort == THE_ASK { "s" } else { "" };
            format!("{sort}{plural} {} and {last}", rest.join(", "))
        }
    });
    said.collect::<Vec<_>>().join(", ")
}

fn person(slot: &Slot) -> String {
    match (&slot.person, slot.any_of.len()) {
        (Some(person), 0 | 1) => person.to_string(),
        (Some(person), experts) => format!("{person} (any of {experts})"),
        (None, _) => "nobody".into(),
    }
}

fn state(slot: &Slot) -> Cell {
    let mut words = state_name(slot.state).to_owned();
    if slot.group_only {
        words.push_str(", group only");
    }
    if slot.stale {
        words.push_str(", stale");
    }
    Cell::toned(
        words,
        match slot.state {
            State::Met if !slot.stale => Tone::Good,
            State::Met | State::Contacted | State::Identified => Tone::Warn,
            State::Missing | State::Vacant => Tone::Bad,
        },
    )
}

fn last_contact(slot: &Slot, as_of: Date) -> Cell {
    slot.last.map_or_else(Cell::none, |last| {
        let days = relative_days(last.date.days_since(as_of));
        Cell::new(format!("{}, {days}", format_words(last.format)))
    })
}

fn next(initiative: &Initiative<'_>, slot: &Slot) -> Cell {
    match initiative.next_step(slot) {
        step if step.is_empty() => Cell::none(),
        step => Cell::new(step),
    }
}
