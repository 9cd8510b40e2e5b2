//! What initiatives stand on (CV701 to CV707): the cards of systems, what they promise and need, and how changes of them
//! are undone.
//!
//! What a card should say and what can be promised is computed in [`crate::insight::card`] and
//! [`crate::insight::availability`].

use super::amounts::tick;
use super::wording::{count, list, quote};
use super::{Check, Context, Rule, Subject};
use crate::diagnostic::{At, Code, Diagnostic, Findings, Level};
use crate::insight::availability::{Availability, Part, downtime, figure};
use crate::insight::card::{self, Knowledge, Lack};
use crate::insight::reminders::{must_practise, practise_by};
use crate::insight::{Counted, facts};
use crate::model::system::{Continuity, Dependency, ThirdParty};
use crate::model::{Coupling, Record, System, SystemId, TeamId, Tier};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code(701),
        name: "system-card-incomplete",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "the card of a system does not say what one must know of it",
        docs: include_str!("docs/CV701.md"),
        check: Check::Portfolio(card_incomplete),
    },
    Rule {
        code: Code(702),
        name: "single-expert",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a system rests on one person, and nothing is written down for others",
        docs: include_str!("docs/CV702.md"),
        check: Check::Portfolio(single_expert),
    },
    Rule {
        code: Code(703),
        name: "slo-unsupportable",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a system promises more than what it needs can support",
        docs: include_str!("docs/CV703.md"),
        check: Check::Portfolio(slo_unsupportable),
    },
    Rule {
        code: Code(704),
        name: "third-party-sla-missing",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a system needs a supplier who has committed to nothing",
        docs: include_str!("docs/CV704.md"),
        check: Check::Portfolio(third_party_sla_missing),
    },
    Rule {
        code: Code(705),
        name: "rollback-missing",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a step is released without a way back",
        docs: include_str!("docs/CV705.md"),
        check: Check::Initiative(rollback_missing),
    },
    Rule {
        code: Code(706),
        name: "continuity-unpractised",
        level: Level::Warning,
        raise: None,
        clock: true,
        closed: false,
        since: "0.1.0",
        summary: "nobody has planned, or practised of late, what is done when a core system loses something",
        docs: include_str!("docs/CV706.md"),
        check: Check::Portfolio(continuity_unpractised),
    },
    Rule {
        code: Code(707),
        name: "architecture-review-missing",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "many systems are touched and nobody has decided on the architecture",
        docs: include_str!("docs/CV707.md"),
        check: Check::Initiative(architecture_review_missing),
    },
];

fn card_incomplete(context: &Context, findings: &mut Findings) {
    for (id, record) in &context.portfolio.systems {
        let missing = card::missing(record);
        let Some(first) = missing.first() else { continue };
        let lacks = list(&in_words(&missing, |key| tick(key), |layers| format!("monitoring of {layers}")));
        let lines = list(&in_words(&missing, |key| line_of(key).to_owned(), |_| line_of("monitoring").to_owned()));
        let at = match first {
            Lack::Layer(_) if !record.monitoring.is_empty() => "/monitoring",
            _ => "/name",
        };
        findings.push(
            Diagnostic::new(Code(701), record.at(at), format!("{} lacks {lacks}", tick(id)))
                .label(format!("without {lacks}"))
                .help(format!("add {lines}"))
                .about("card"),
        );
    }
}

/// What is missing, in words: a part for each key, and one for all layers together.
fn in_words(missing: &[Lack], key: impl Fn(&str) -> String, layers: impl Fn(&str) -> String) -> Vec<String> {
    let (mut parts, mut unwatched) = (Vec::new(), Vec::new());
    for lack in missing {
        match lack {
            Lack::Layer(layer) => unwatched.push(layer.as_str()),
            lack => parts.push(key(lack.key())),
        }
    }
    if !unwatched.is_empty() {
        parts.push(layers(&list(&unwatched)));
    }
    parts
}

/// What to write for a key that a card lacks.
fn line_of(key: &str) -> &'static str {
    match key {
        "uses" => "a line per use (`uses = [\"…\"]`)",
        "risks" => "what may go wrong with it (`risks = [\"…\"]`)",
        "health" => "how it is (`health = \"good\"`, `\"fair\"` or `\"poor\"`, and the day: `health_on`)",
        "smes" => "two people who know it (`smes`)",
        _ => {
            "the layers to `monitoring` once they are watched: the business number, a synthetic check, events in one place"
        }
    }
}

fn single_expert(context: &Context, findings: &mut Findings) {
    for (id, record) in &context.portfolio.systems {
        let system = tick(id);
        let finding = match card::too_few_know(context.portfolio, record) {
            None => continue,
            Some(Knowledge::Gone) => {
                let message = format!("nobody who knows {system} is active any more");
                Diagnostic::new(Code(702), record.at("/smes"), message).label("all of them have left").help(
                    "let somebody learn it from what there is, name them in `smes`, and write a runbook on the way",
                )
            }
            Some(Knowledge::Alone(person, place)) => {
                let at = record.at(&format!("/smes/{place}"));
                Diagnostic::new(Code(702), at, format!("{system} rests on {person} alone, no runbook"))
                    .label("nobody else knows it")
                    .help(format!(
                        "let {person} write down how it is run and name the place in `runbook`, or add a second person \
                         to `smes`"
                    ))
            }
        };
        findings.push(finding.about("experts"));
    }
}

fn slo_unsupportable(context: &Context, findings: &mut Findings) {
    for (id, record) in &context.portfolio.systems {
        let Some((target, best)) = context.index.unsupportable(id) else { continue };
        let itself = matches!(best.worst, Some((Part::Own, _)));
        let (who, safer) = match itself {
            true => ("it supports", "make the system itself safer first"),
            false => (
                "its dependencies support",
                "make it safer: a second supplier (`group`), a fallback (`soft`), or a better commitment",
            ),
        };
        let supports = figure(best.percent());
        let (worst, place) = worst_part(context, (id, record), best);
        let mut finding = Diagnostic::new(
            Code(703),
            record.at("/slo/target"),
            format!("{} promises {} but {who} at most {supports}{worst}", tick(id), figure(target)),
        )
        .label(format!("{} down in 30 days; at best it will be {}", downtime(target), downtime(best.percent())))
        .help(format!("promise what can be kept{}, or {safer}", agreed_anew(record)))
        .about("slo");
        if let Some((at, label)) = place {
            finding = finding.related(at, label);
        }
        for assumed in best.assumed.iter().filter_map(|assumed| context.portfolio.systems.get(assumed)).take(3) {
            finding = finding.related(assumed.at("/name"), "taken to be always up, for no figure is written");
        }
        findings.push(match record.tier {
            Some(Tier::Core) => finding.at_least(Level::Error),
            _ => finding,
        });
    }
}

/// What is down most, as the end of a sentence, and the place that says how much.
fn worst_part(
    context: &Context,
    (id, record): (&SystemId, &Record<System>),
    best: &Availability,
) -> (String, Option<(At, String)>) {
    let stated = |record: &Record<System>| {
        record.at(match record.committed_availability() {
            Some(_) => "/third_party/sla/availability",
            None => "/own_availability",
        })
    };
    let Some((part, percent)) = &best.worst else { return (String::new(), None) };
    let (what, place) = match part {
        Part::Own => ("the system itself".to_owned(), Some((stated(record), "without what it needs".to_owned()))),
        Part::System(worst) => {
            let worst_of = format!("worst of what {} needs", tick(id));
            (tick(worst), context.portfolio.systems.get(worst).map(|record| (stated(record), worst_of)))
        }
        Part::Group(members) => (format!("the group of {}", list(&members.iter().map(tick).collect::<Vec<_>>())), None),
    };
    (format!("; worst is {what} at {}", figure(*percent)), place)
}

/// With whom a lower promise would have to be agreed.
fn agreed_anew(system: &System) -> String {
    let teams = system.slo.iter().flat_map(|slo| &slo.agreed_with);
    let teams: Vec<_> = teams.map(TeamId::to_string).collect();
    if teams.is_empty() { String::new() } else { format!(" and agree it with {} again", list(&teams)) }
}

fn third_party_sla_missing(context: &Context, findings: &mut Findings) {
    for (id, record) in &context.portfolio.systems {
        let hard = |(_, need): &(usize, &Dependency)| need.coupling == Coupling::Hard;
        for (place, dependency) in record.depends_on.iter().enumerate().filter(hard) {
            let Some(bought) = context.portfolio.systems.get(&dependency.system) else { continue };
            let uncommitted = bought.third_party.as_ref().filter(|_| bought.committed_availability().is_none());
            let Some(ThirdParty { vendor, contact, sla, .. }) = uncommitted else { continue };
            let (vendor, supplier) = (quote(vendor), tick(&dependency.system));
            let whom = contact.as_ref().map_or_else(String::new, |contact| format!("let {contact} "));
            findings.push(
                Diagnostic::new(
                    Code(704),
                    record.at(&format!("/depends_on/{place}/system")),
                    format!("hard dependency on {vendor} ({supplier}) has no stated commitment"),
                )
                .label(format!("{} is down whenever it is", tick(id)))
                .related(
                    bought.at(if sla.is_some() { "/third_party/sla" } else { "/third_party/vendor" }),
                    "no `availability` is committed to",
                )
                .help(format!(
                    "{whom}ask for it and write `third_party.sla` ({supplier}): availability, respond, restore, recourse; \
                     without one, plan for its loss: a second supplier (`group`) or a fallback (`soft`)"
                ))
                .about(format!("{id} {}", dependency.system)),
            );
        }
    }
}

fn rollback_missing(_: &Context, subject: &Subject, findings: &mut Findings) {
    let initiative = &subject.record.value;
    let changes_schema = facts::lacks_any_rollback(initiative);
    for place in facts::releases_without_rollback(initiative, false) {
        let Some((step, release)) = initiative.steps.get(place).and_then(|step| Some((step, step.release.as_ref()?)))
        else {
            continue;
        };
        let finding = Diagnostic::new(
            Code(705),
            subject.at(&format!("/step/{place}/release")),
            format!("release step {} has no rollback steps", tick(&step.id)),
        )
        .help(
            "write how it is undone, in the order of doing: `rollback = [\"turn the flag off\"]`; where it cannot be, \
             say so there, and what is done instead",
        )
        .about(step.id.to_string());
        findings.push(match release.schema_change || changes_schema {
            true => finding.label("stored data changes and nothing says how to go back").at_least(Level::Error),
            false => finding.label("and nothing says how to go back"),
        });
    }
}

fn continuity_unpractised(context: &Context, findings: &mut Findings) {
    let every = context.thresholds().practise_every;
    for (id, record) in context.portfolio.systems.iter().filter(|(_, record)| must_practise(record)) {
        let system = tick(id);
        if record.continuity.is_empty() {
            // In a file of many, the id comes first.
            let of_many = record.origin.contributions.first().is_some_and(|file| !file.base.is_empty());
            let header = if of_many { format!("{id}.continuity") } else { "continuity".to_owned() };
            findings.push(
                Diagnostic::new(Code(706), record.at("/tier"), format!("core {system}: no scenario is written"))
                    .label("the business stops without it")
                    .help(format!(
                        "think through what may be lost (a vendor, a zone, a region, a key person), and write each as a \
                         `[[{header}]]` with `scenario` and `plan`"
                    ))
                    .about("continuity"),
            );
        }
        for (place, continuity) in record.continuity.iter().enumerate() {
            let scenario = quote(&continuity.scenario);
            let Some((key, what, label, help)) = unpractised(context, continuity, every) else { continue };
            findings.push(
                Diagnostic::new(
                    Code(706),
                    record.at(&format!("/continuity/{place}/{key}")),
                    format!("core {system}: \"{scenario}\" {what}"),
                )
                .label(label)
                .help(help)
                .about(scenario),
            );
        }
    }
}

/// What is wrong with a plan: the key it is about, what to say of the scenario, beside the place, and how to mend it.
fn unpractised(
    context: &Context,
    continuity: &Continuity,
    every: u32,
) -> Option<(&'static str, String, &'static str, &'static str)> {
    if !facts::is_stated(continuity.plan.as_ref()) {
        let help = "write in `plan` what is done then, by whom and how long it takes, and practise it once";
        return Some(("scenario", "has no plan".to_owned(), "and what is done then?", help));
    }
    let help = "practise it on a quiet day and write the day in `practised_on`; an initiative of kind `failover_drill` \
                finds the time for it";
    let Some(practised) = continuity.practised_on.filter(|day| *day <= context.as_of) else {
        return Some(("plan", "was never practised".to_owned(), "nobody knows whether it works", help));
    };
    let overdue = practise_by(continuity, every).is_some_and(|day| day < context.as_of);
    let ago = count(context.days_since(practised), "day");
    overdue.then(|| ("practised_on", format!("not practised for {ago} (every {every})"), "the last time", help))
}

fn architecture_review_missing(context: &Context, subject: &Subject, findings: &mut Findings) {
    let limit = context.thresholds().systems_for_review;
    let counted = Counted::UpTo(context.as_of);
    let Some(touched) = facts::systems_without_review(&subject.record.value, limit, counted) else { return };
    findings.push(
        Diagnostic::new(
            Code(707),
            subject.at("/systems"),
            format!("touches {} without an architecture decision", count(touched, "system")),
        )
        .label(format!("more than {limit}"))
        .help(
            "have the whole of it reviewed once by people who know these systems, and write what came of it as a \
             `[[decision]]` with `kind = \"architecture\"`; or leave some of them out",
        )
        .about("review"),
    );
}
