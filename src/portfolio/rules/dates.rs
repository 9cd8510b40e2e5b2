//! Days that cannot be meant: of the past but still ahead (CV107), outside of the cycle they are for (CV808), too far
//! off (CV809).

use super::amounts::tick;
use super::wording::count;
use super::{Check, Context, Rule, Subject};
use crate::diagnostic::{At, Code, Diagnostic, Findings, Level};
use crate::insight::dated::{Dated, others, plans, records};
use crate::model::{Cycle, CycleId, Date, Portfolio};

pub(super) const AHEAD_RULES: &[Rule] = &[Rule {
    code: AHEAD,
    name: "record-dated-ahead",
    level: Level::Warning,
    raise: None,
    clock: true,
    closed: true,
    since: "0.1.0",
    summary: "something is written down as done on a day that is still to come",
    docs: include_str!("docs/CV107.md"),
    check: Check::Portfolio(dated_ahead),
}];

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: OUTSIDE,
        name: "need-by-outside-cycle",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "an ask is needed on a day before or after the cycle it is asked for",
        docs: include_str!("docs/CV808.md"),
        check: Check::Initiative(need_by_outside_cycle),
    },
    Rule {
        code: FAR,
        name: "date-far-off",
        level: Level::Warning,
        raise: None,
        clock: true,
        closed: true,
        since: "0.1.0",
        summary: "a cycle or a day lies so far off that another is probably meant",
        docs: include_str!("docs/CV809.md"),
        check: Check::Portfolio(far_off),
    },
];

const AHEAD: Code = Code(107);
const OUTSIDE: Code = Code(808);
const FAR: Code = Code(809);
/// Days from now beyond which nobody plans for a cycle: two years.
const MOST_OFF: i64 = 2 * 365 + 1;
/// Years ahead within which people plan anything at all.
const PLANNED: i16 = 10;
/// Years back within which people remember anything.
const REMEMBERED: i16 = 50;

fn dated_ahead(context: &Context, findings: &mut Findings) {
    let is_ahead = |date: Date| date > context.as_of;
    for (id, record) in &context.portfolio.initiatives {
        let written = records(record).chain(others(record)).filter(|dated| is_ahead(dated.date));
        findings.extend(written.map(|dated| {
            let label = match dated.list {
                "stage_since" | "closing" => "the stage counts already",
                _ => "counts nowhere before that day",
            };
            let at = record.at(&dated.to_string());
            ahead(context, at, &described(&dated), dated.date).label(label).of(id)
        }));
    }
    let elsewhere = elsewhere(context.portfolio, is_ahead);
    findings.extend(
        elsewhere
            .into_iter()
            .map(|Elsewhere { at, of, date }| ahead(context, at, &of, date).label("counts nowhere before that day")),
    );
}

fn ahead(context: &Context, at: At, of: &str, date: Date) -> Diagnostic {
    let ahead = distance(date, context.as_of);
    let help = match likely(date, context.as_of, -1..=0).filter(|day| *day <= context.as_of) {
        Some(day) => format!("did you mean {day}? otherwise take it out until it has happened"),
        None => "correct the day, or take it out until it has happened".to_owned(),
    };
    Diagnostic::new(AHEAD, at, format!("{of} is {date}, {ahead} ahead")).help(help)
}

/// How far a day lies from another, in words.
fn distance(date: Date, as_of: Date) -> String {
    let days = date.days_since(as_of).unsigned_abs();
    match days / 365 {
        0 | 1 => count(days, "day"),
        years => count(years, "year"),
    }
}

/// What a day is of, such as ``` `answered_on` of ask `retry` ```.
fn described(dated: &Dated<'_>) -> String {
    let key = dated.key.split('/').next().unwrap_or_default();
    match (dated.place, dated.id) {
        (None, _) if key.is_empty() => tick(dated.list),
        (None, _) => format!("{} of {}", tick(key), tick(dated.list)),
        (Some(_), Some(id)) => format!("{} of {} {}", tick(key), dated.list, tick(id)),
        (Some(place), None) => format!("{} of {} {}", tick(key), dated.list.replace('_', " "), place + 1),
    }
}

/// A day of the past in a file that describes no initiative.
struct Elsewhere {
    at: At,
    of: String,
    date: Date,
}

/// The days of the past in such files that are `wanted`.
fn elsewhere(portfolio: &Portfolio, wanted: impl Fn(Date) -> bool) -> Vec<Elsewhere> {
    let mut found = Vec::new();
    let mut note = |date: Option<Date>, describe: &dyn Fn() -> (At, String)| {
        found.extend(date.filter(|date| wanted(*date)).map(|date| {
            let (at, of) = describe();
            Elsewhere { at, of, date }
        }));
    };
    let zone = &portfolio.workspace.zone();
    for (id, incident) in &portfolio.incidents {
        let of = |key: &str| (incident.at(&format!("/{key}")), format!("{} of incident {}", tick(key), tick(id)));
        note(Some(incident.started.day(zone)), &|| of("started"));
        note(incident.ended.as_ref().map(|ended| ended.day(zone)), &|| of("ended"));
    }
    for (id, problem) in &portfolio.problems {
        for (place, cause) in problem.root_causes.iter().enumerate() {
            note(cause.found_on, &|| {
                let of = format!("`found_on` of root cause {} of problem {}", place + 1, tick(id));
                (problem.at(&format!("/root_causes/{place}/found_on")), of)
            });
        }
    }
    for (id, system) in &portfolio.systems {
        let of = |pointer: &str, key: &str| (system.at(pointer), format!("{} of system {}", tick(key), tick(id)));
        note(system.health_on, &|| of("/health_on", "health_on"));
        note(system.slo.as_ref().and_then(|slo| slo.agreed_on), &|| of("/slo/agreed_on", "agreed_on"));
        for (place, plan) in system.continuity.iter().enumerate() {
            note(plan.practised_on, &|| of(&format!("/continuity/{place}/practised_on"), "practised_on"));
        }
    }
    for (id, cycle) in &portfolio.cycles {
        let of = || (cycle.at("/retro/date"), format!("the retro of cycle {}", tick(id)));
        note(cycle.retro.as_ref().map(|retro| retro.date), &of);
    }
    found
}

fn need_by_outside_cycle(context: &Context, subject: &Subject, findings: &mut Findings) {
    let initiative = &subject.record.value;
    // What was answered for good was answered for the days as they are.
    for (place, ask) in initiative.live_asks().filter(|(_, ask)| !ask.status().is_settled()) {
        let Some((id, cycle)) = initiative.cycle_of(ask).and_then(|id| Some((id, context.portfolio.cycle(id)?))) else {
            continue;
        };
        let Some(day) = ask.need_by.filter(|day| *day < cycle.start || *day > cycle.end) else { continue };
        // A cycle that is over is planned by nobody; one that is decades away is the finding itself.
        if cycle.end < context.as_of || is_far(&cycle, context.as_of) {
            continue;
        }
        let (what, label) = match day < cycle.start {
            true => (format!("before {} begins", tick(id)), format!("{id} begins on {}", cycle.start)),
            false => (format!("after {} ends", tick(id)), format!("{id} ends on {}", cycle.end)),
        };
        let fitting = holding(context.portfolio, day, context.as_of).filter(|fitting| fitting != id);
        // The same day of a year that the cycle is in.
        let meant = (cycle.start.year()..=cycle.end.year()).filter_map(|year| Date::new(year, day.month(), day.day()));
        let meant =
            meant.filter(|meant| (cycle.start..=cycle.end).contains(meant)).find(|it| is_slip(it.year(), day.year()));
        let help = match fitting {
            _ if let Some(meant) = meant => format!("did you mean {meant}?"),
            Some(fitting) => {
                format!("correct the day, or write `cycle = \"{fitting}\"` in the ask")
            }
            None => "correct the day, or ask for the cycle that holds it (`cycle` of the ask)".to_owned(),
        };
        let message = format!("ask {} is needed on {day}, {what}", tick(&ask.id));
        let mut finding =
            Diagnostic::new(OUTSIDE, subject.at(&format!("/ask/{place}/need_by")), message).label(label).help(help);
        if ask.cycle.is_none() {
            finding = finding.related(subject.at("/target_cycle"), "asked for this cycle");
        }
        findings.push(finding);
    }
}

/// The cycle that `day` lies in, where it can still be planned.
fn holding(portfolio: &Portfolio, day: Date, as_of: Date) -> Option<CycleId> {
    let fits = |cycle: &Cycle| cycle.is_in_order() && (cycle.start..=cycle.end).contains(&day) && cycle.freeze >= as_of;
    if portfolio.has_cycle_files {
        return portfolio.cycles.iter().find(|(_, cycle)| fits(cycle)).map(|(id, _)| id.clone());
    }
    // The cycle of a day began at most a quarter before it.
    let mut before = day.plus_days(-100);
    (0..4).find_map(|_| {
        let id = Cycle::next_in_cadence(before, &portfolio.workspace.cadence)?;
        let cycle = portfolio.cycle(&id)?;
        before = cycle.start;
        fits(&cycle).then_some(id)
    })
}

fn far_off(context: &Context, findings: &mut Findings) {
    for (id, record) in &context.portfolio.initiatives {
        let closed = record.is_closed();
        let target = record.target_cycle.as_ref().map(|cycle| (cycle, "/target_cycle".to_owned()));
        let asked = record
            .live_asks()
            .filter_map(|(place, ask)| ask.cycle.as_ref().map(|cycle| (cycle, format!("/ask/{place}/cycle"))));
        let cycles = target.into_iter().chain(asked).filter(|_| !closed);
        findings.extend(cycles.filter_map(|(cycle, pointer)| {
            let finding = far_cycle(context, cycle, record.at(&pointer))?;
            Some(finding.of(id))
        }));
        let written = records(record).chain(others(record));
        let written = written.filter(|dated| is_forgotten(dated.date, context.as_of));
        // A day on which an ask is needed is held against its cycle (CV808).
        let by_cycle = |dated: &Dated<'_>| {
            let ask = dated.place.and_then(|place| record.asks.get(place)).filter(|_| dated.key == "need_by");
            ask.and_then(|ask| context.portfolio.cycle(record.cycle_of(ask)?)).is_some()
        };
        let planned = plans(record).filter(|it| !is_within_reach(it.date, context.as_of) && !by_cycle(it));
        findings.extend(
            written
                .chain(planned)
                .map(|dated| far_date(context, record.at(&dated.to_string()), &described(&dated), dated.date).of(id)),
        );
    }
    far_elsewhere(context, findings);
}

fn far_elsewhere(context: &Context, findings: &mut Findings) {
    let portfolio = context.portfolio;
    let past = elsewhere(portfolio, |date| is_forgotten(date, context.as_of)).into_iter();
    let away = portfolio.people.iter().flat_map(|(id, person)| {
        person.away.iter().enumerate().flat_map(move |(place, away)| {
            let day = |key: &str, date| Elsewhere {
                at: person.at(&format!("/away/{place}/{key}")),
                of: format!("{} of absence {} of {id}", tick(key), place + 1),
                date,
            };
            [day("from", away.from), day("to", away.to)]
        })
    });
    let systems = portfolio.systems.iter().flat_map(|(id, system)| {
        let party = system.third_party.as_ref();
        let days = [
            ("end_of_support", system.end_of_support),
            ("slo/renew_on", system.slo.as_ref().and_then(|slo| slo.renew_on)),
            ("third_party/contract_until", party.and_then(|party| party.contract_until)),
        ];
        days.into_iter().filter_map(move |(key, date)| {
            let at = system.at(&format!("/{key}"));
            Some(Elsewhere { at, of: format!("{} of system {}", tick(key.replace('/', ".")), tick(id)), date: date? })
        })
    });
    let cycles = portfolio.cycles.iter().flat_map(|(id, cycle)| {
        let opens = cycle.intake_open.map(|date| ("/intake_open".to_owned(), date));
        let actions = cycle.retro.iter().flat_map(|retro| retro.actions.iter().enumerate());
        let due = actions.filter_map(|(place, action)| Some((format!("/retro/actions/{place}/due"), action.due?)));
        opens.into_iter().chain(due).map(move |(pointer, date)| {
            let key = pointer.rsplit('/').next().unwrap_or_default();
            Elsewhere { at: cycle.at(&pointer), of: format!("{} of cycle {}", tick(key), tick(id)), date }
        })
    });
    // Those too late for their cycle are out of order (CV806).
    let planning = portfolio.teams.iter().flat_map(|(id, team)| {
        team.planning.iter().map(move |(cycle, date)| Elsewhere {
            at: team.at(&format!("/planning/{cycle}")),
            of: format!("the day on which {} plans {cycle}", tick(id)),
            date: *date,
        })
    });
    let planning = planning.filter(|it| is_forgotten(it.date, context.as_of));
    let away = away.chain(systems).chain(cycles).filter(|it| !is_within_reach(it.date, context.as_of));
    findings
        .extend(past.chain(away).chain(planning).map(|Elsewhere { at, of, date }| far_date(context, at, &of, date)));
}

/// Whether `date` stands for itself, as a day of the past that is still ahead or one that nobody plans for, so that what
/// follows from it needs no finding.
pub(super) fn is_odd(date: Date, key: &str, as_of: Date) -> bool {
    let is_past = matches!(key, "presented_on" | "date" | "baseline/date" | "started");
    is_past && date > as_of || !is_within_reach(date, as_of)
}

/// Whether a cycle begins later than anybody plans for, or ended so long ago that nobody still does.
fn is_far(cycle: &Cycle, as_of: Date) -> bool {
    cycle.start.days_since(as_of) > MOST_OFF || as_of.days_since(cycle.end) > MOST_OFF
}

/// Whether a day lies farther back than anybody remembers, such as the first day of a computer's calendar.
fn is_forgotten(date: Date, as_of: Date) -> bool {
    date.year() < as_of.year().saturating_sub(REMEMBERED)
}

/// Whether somebody may plan for a day, or have planned for it.
fn is_within_reach(date: Date, as_of: Date) -> bool {
    date.year() <= as_of.year().saturating_add(PLANNED) && !is_forgotten(date, as_of)
}

fn far_date(context: &Context, at: At, of: &str, date: Date) -> Diagnostic {
    let away = if date > context.as_of { "ahead" } else { "ago" };
    let help = match likely(date, context.as_of, -1..=2) {
        Some(day) => format!("did you mean {day}?"),
        None => "correct the year".to_owned(),
    };
    let message = format!("{of} is {date}, {} {away}", distance(date, context.as_of));
    Diagnostic::new(FAR, at, message).label("nobody plans or remembers for so long").help(help)
}

fn far_cycle(context: &Context, id: &CycleId, at: At) -> Option<Diagnostic> {
    let cycle = context.portfolio.cycle(id)?;
    is_far(&cycle, context.as_of).then_some(())?;
    let help = match nearer(context, id) {
        Some(nearer) => format!("did you mean `{nearer}`?"),
        None => match context.portfolio.next_to_plan(context.as_of) {
            Some(next) => format!("ask for a cycle that teams plan for; the next is `{next}`"),
            None => "ask for a cycle that teams plan for".to_owned(),
        },
    };
    let (message, label) = match cycle.start > context.as_of {
        true => (format!("begins on {}, more than two years from now", cycle.start), "no team plans so far ahead"),
        false => (format!("ended on {}, more than two years ago", cycle.end), "no team plans for it any more"),
    };
    Some(Diagnostic::new(FAR, at, format!("cycle {} {message}", tick(id))).label(label).help(help))
}

/// The cycle of a year near the day whose id differs from `id` by a slip of the pen in the year.
fn nearer(context: &Context, id: &CycleId) -> Option<CycleId> {
    let (year, rest) = id.as_str().split_at_checked(4)?;
    let year: i16 = year.parse().ok()?;
    let this = context.as_of.year();
    let years = (this..=this.saturating_add(2)).filter(|near| is_slip(*near, year));
    let mut near = years.map(|near| CycleId::from(format!("{near}{rest}").as_str()));
    near.find(|id| context.portfolio.cycle(id).is_some_and(|cycle| cycle.freeze >= context.as_of))
}

/// The day that was probably meant by `date`: of a year near `as_of` that differs by a slip of the pen; the nearest of them,
/// if it is nearer than `date`.
fn likely(date: Date, as_of: Date, years: std::ops::RangeInclusive<i16>) -> Option<Date> {
    let slips = years.map(|years| as_of.year().saturating_add(years)).filter(|near| is_slip(*near, date.year()));
    let days = slips.filter_map(|year| Date::new(year, date.month(), date.day()));
    let distance = |day: &Date| day.days_since(as_of).abs();
    days.min_by_key(distance).filter(|day| distance(day) < distance(&date))
}

/// Whether `written` differs from `meant` in one digit, or by two neighbours that changed places.
fn is_slip(meant: i16, written: i16) -> bool {
    let digits = |year: i16| format!("{year:04}").into_bytes();
    let (meant, written) = (digits(meant), digits(written));
    let different: Vec<usize> = (0..4).filter(|place| meant.get(*place) != written.get(*place)).collect();
    match different.as_slice() {
        [_] => true,
        [one, other] => {
            *other == one + 1 && meant.get(*one) == written.get(*other) && meant.get(*other) == written.get(*one)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_that_was_meant_is_one_slip_away() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let near = |text: &str, years| likely(day(text), day("2026-12-01"), years).map(|day| day.to_string());
        assert_eq!(near("2062-11-23", -1..=0).as_deref(), Some("2026-11-23"));
        assert_eq!(near("2027-11-23", -1..=0).as_deref(), Some("2026-11-23"));
        assert_eq!(near("2036-11-23", -1..=2).as_deref(), Some("2026-11-23"));
        assert_eq!(near("2072-03-01", -1..=2).as_deref(), Some("2027-03-01"));
        assert_eq!(near("2026-12-16", -1..=0), None, "so near that the year is right");
        assert_eq!(near("2024-02-29", -1..=0), None, "a day that this year has not");
        assert_eq!(near("1970-01-01", -1..=2), None);
    }
}
