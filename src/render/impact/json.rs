//! Impact as JSON, version 1: names that scripts rely on, frozen by `schemas/output/impact.schema.json`.

use super::{Report, hold_name, occasion_name, roles};
use crate::insight::availability::{Availability, Part, minutes_down};
use crate::insight::card::Lack;
use crate::insight::impact::{Asked, Changed, Impact, Outlook, Promise, Tie};
use crate::insight::reminders::Occasion;
use crate::model::system::{Continuity, Sla, ThirdParty};
use crate::model::{
    Change, Confidence, Date, Detector, MonitoringLayer, ProblemState, Record, Stage, System, SystemHealth, SystemKind,
    Tier,
};
use crate::render::{VERSION, document, hundredths, schema_of};
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// The result of `canvass impact --output-format json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "canvass impact, JSON version 1")]
struct Document<'a> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    /// The day it was looked at.
    as_of: Date,
    /// The system looked at.
    system: &'a str,
    /// Its card; null when it is only named by others.
    card: Option<Card<'a>>,
    /// What it can promise; null when nothing says what it stands on.
    availability: Option<OutlookEntry<'a>>,
    /// The part that is thought to have another availability; null without `--if`.
    #[serde(rename = "if")]
    changed: Option<ChangedEntry<'a>>,
    /// What stands on it and cannot keep its promise with the changed part.
    breaks: Vec<OutlookEntry<'a>>,
    /// What it stands on, the nearest first.
    needs: Vec<TieEntry<'a>>,
    /// What stands on it, the nearest first.
    needed_by: Vec<TieEntry<'a>>,
    /// Whom to ask when it changes.
    asked: Vec<AskedEntry<'a>>,
    /// Active initiatives that touch it.
    initiatives: Vec<Touch<'a>>,
    /// Problems known of it.
    problems: Vec<ProblemEntry<'a>>,
    /// Incidents that hit it, the latest first.
    incidents: Vec<IncidentEntry<'a>>,
    /// What those of the last 90 days tell; null where there was none.
    operations: Option<Numbers>,
    /// Days to remember, the earliest first.
    reminders: Vec<ReminderEntry<'a>>,
}

/// What incidents tell.
#[derive(Serialize, JsonSchema)]
struct Numbers {
    /// The days that are looked at.
    days: i64,
    /// How many incidents began.
    incidents: u64,
    /// How many times somebody was paged.
    pages: u64,
    /// How many began out of the hours of a team that owns a system they hit.
    out_of_hours: u64,
    /// Of how many it is not known whether they began in or out of hours.
    hours_unknown: u64,
    /// The share that customers noticed first, in per cent; null where none says who did.
    customer_detected: Option<f64>,
    /// How many customers were hit.
    customers_affected: u64,
    /// Minutes from begin to end, the median; null where none says both.
    restore_minutes: Option<f64>,
}

/// What the card says.
#[derive(Serialize, JsonSchema)]
struct Card<'a> {
    /// The name people call it by.
    name: &'a str,
    /// What it is: facility, platform, service or component.
    kind: Option<SystemKind>,
    /// How much depends on it: core, standard or best_effort.
    tier: Option<Tier>,
    /// The team that answers for it.
    owner: &'a str,
    /// The larger system it belongs to.
    part_of: Option<&'a str>,
    /// Systems that are parts of it.
    parts: Vec<&'a str>,
    /// What it is used for.
    uses: Vec<&'a str>,
    /// What may go wrong with it.
    risks: Vec<&'a str>,
    /// Its state: good, fair or poor.
    health: Option<SystemHealth>,
    /// When its state was last judged.
    health_on: Option<Date>,
    /// Who knows it.
    experts: Vec<Expert<'a>>,
    /// What is watched.
    monitoring: &'a [MonitoringLayer],
    /// What it promises to others.
    slo: Option<Slo<'a>>,
    /// The supplier, when it is somebody else's system.
    supplier: Option<Supplier<'a>>,
    /// What happens when something is lost.
    continuity: Vec<Scenario<'a>>,
    /// Where the runbook is.
    runbook: Option<&'a str>,
    /// What it costs.
    cost: Option<&'a str>,
    /// The day on which its support ends.
    end_of_support: Option<Date>,
    /// What the card should say and does not: keys, and for monitoring the layer.
    lacks: Vec<String>,
}

/// Somebody who knows the system.
#[derive(Serialize, JsonSchema)]
struct Expert<'a> {
    /// Who knows it.
    person: &'a str,
    /// Whether they are still there.
    active: bool,
}

/// A service level promised to others.
#[derive(Serialize, JsonSchema)]
struct Slo<'a> {
    /// Availability in per cent.
    target: Option<f64>,
    /// Over which time it is counted.
    window: Option<&'a str>,
    /// The teams it was agreed with.
    agreed_with: Vec<&'a str>,
    /// The day on which it was agreed.
    agreed_on: Option<Date>,
    /// The day by which it is to be agreed anew.
    renew_on: Option<Date>,
}

/// The supplier of a system that is not ours.
#[derive(Serialize, JsonSchema)]
struct Supplier<'a> {
    /// The supplier's name.
    vendor: &'a str,
    /// The person of ours who speaks with them.
    contact: Option<&'a str>,
    /// The last day of the contract.
    contract_until: Option<Date>,
    /// Availability they have committed to, in per cent.
    availability: Option<f64>,
    /// Time until they answer.
    respond: Option<&'a str>,
    /// Time until it works again.
    restore: Option<&'a str>,
    /// Time until they deliver what is ordered.
    lead_time: Option<&'a str>,
    /// What we get when they miss it.
    recourse: Option<&'a str>,
}

/// One thing that may be lost, and what then.
#[derive(Serialize, JsonSchema)]
struct Scenario<'a> {
    /// What is lost.
    scenario: &'a str,
    /// What is done then.
    plan: Option<&'a str>,
    /// The day on which that was last practised.
    practised_on: Option<Date>,
}

/// What one system can promise.
#[derive(Serialize, JsonSchema)]
struct OutlookEntry<'a> {
    /// The system.
    system: &'a str,
    /// What it promises, in per cent; without a written target what is usual for its tier.
    target: Option<f64>,
    /// Whether the target is written in its card.
    written: bool,
    /// Minutes that the target leaves for being down in 30 days.
    target_minutes: Option<f64>,
    /// The best it can have.
    now: Best<'a>,
    /// The best it could have with the changed part; null without `--if`.
    then: Option<Best<'a>>,
    /// Whether the target can be kept now; null without one.
    kept: Option<bool>,
    /// Whether it can be kept with the changed part; null without one, or without `--if`.
    kept_then: Option<bool>,
}

/// The best availability a system can have.
#[derive(Serialize, JsonSchema)]
struct Best<'a> {
    /// In per cent; null where no figure is written of anything that it rests on.
    percent: Option<f64>,
    /// Minutes down in 30 days; null where no figure is written.
    minutes: Option<f64>,
    /// What is down most; null when everything is always up.
    worst: Option<Worst<'a>>,
    /// Systems that count as always up because no figure is written.
    assumed: Vec<&'a str>,
}

/// What is down most.
#[derive(Serialize, JsonSchema)]
struct Worst<'a> {
    /// A system; several when one of them is enough; none when it is the system itself.
    systems: Vec<&'a str>,
    /// Its availability in per cent.
    percent: f64,
}

/// A part with another availability than its card states.
#[derive(Serialize, JsonSchema)]
struct ChangedEntry<'a> {
    /// The part.
    part: &'a str,
    /// What its card states, in per cent.
    from: Option<f64>,
    /// What is thought of instead.
    to: f64,
    /// How firmly the system hangs on it: hard, redundant or soft; null when it does not.
    #[schemars(extend("enum" = ["hard", "redundant", "soft", null]))]
    hold: Option<&'static str>,
}

/// One system that hangs on another.
#[derive(Serialize, JsonSchema)]
struct TieEntry<'a> {
    /// The other system.
    system: &'a str,
    /// The team that answers for it; null when it has no card.
    owner: Option<&'a str>,
    /// hard: down whenever the other is; redundant: others can stand in; soft: goes on without.
    #[schemars(extend("enum" = ["hard", "redundant", "soft"]))]
    hold: &'static str,
    /// 1 for a direct dependency.
    distance: usize,
    /// The next system on the way; null for a direct dependency.
    via: Option<&'a str>,
    /// Of a direct dependency: what stands in when the needed one is down.
    stand_ins: Vec<&'a str>,
}

/// Somebody to be met when the system changes, or a role that nobody holds.
#[derive(Serialize, JsonSchema)]
struct AskedEntry<'a> {
    /// Who; null when the role is vacant.
    person: Option<&'a str>,
    /// For experts, all of whom any one counts.
    any_of: Vec<&'a str>,
    /// As what, strongest first.
    roles: Vec<String>,
    /// 2 answers for a team, 1 otherwise, when callers notice nothing (`config`).
    #[schemars(range(min = 1, max = 3))]
    tier: u8,
    /// The same when callers must adapt (`interface`, `schema`, `replace`).
    #[schemars(range(min = 1, max = 3))]
    tier_breaking: u8,
}

/// An initiative that touches the system.
#[derive(Serialize, JsonSchema)]
struct Touch<'a> {
    /// Its id.
    id: &'a str,
    /// The stage it declares.
    stage: Option<Stage>,
    /// How deeply it changes the system; null when only an ask speaks of it.
    change: Option<Change>,
    /// Who drives it.
    owner: Option<&'a str>,
}

/// A problem known of the system.
#[derive(Serialize, JsonSchema)]
struct ProblemEntry<'a> {
    /// Its id.
    id: &'a str,
    /// What keeps going wrong.
    title: &'a str,
    /// open, known or resolved.
    state: Option<ProblemState>,
    /// What is wrong, in a paragraph.
    statement: Option<&'a str>,
    /// Why it happens, as far as known.
    causes: Vec<CauseEntry<'a>>,
}

/// Why a problem happens.
#[derive(Serialize, JsonSchema)]
struct CauseEntry<'a> {
    /// The cause.
    text: &'a str,
    /// How sure one is: low, medium or high.
    confidence: Option<Confidence>,
    /// The day on which it was found.
    found_on: Option<Date>,
}

/// An incident that hit the system.
#[derive(Serialize, JsonSchema)]
struct IncidentEntry<'a> {
    /// Its id.
    id: &'a str,
    /// The day on which it began.
    began: Date,
    /// How bad it was.
    severity: Option<&'a str>,
    /// Who or what noticed.
    detected_by: Option<Detector>,
    /// The problem it was an instance of.
    problem: Option<&'a str>,
}

/// A day to remember.
#[derive(Serialize, JsonSchema)]
struct ReminderEntry<'a> {
    /// The day.
    on: Date,
    /// Days left until then; negative when it is past.
    days: i64,
    /// What happens then.
    #[schemars(extend("enum" = ["support_ends", "contract_ends", "promise_renewed", "practice"]))]
    what: &'static str,
    /// The scenario whose plan is to be practised; null otherwise.
    scenario: Option<&'a str>,
}

/// Everything a change touches.
#[must_use]
pub fn json(report: &Report<'_>) -> String {
    let impact = &report.impact;
    let initiatives = impact.initiatives.iter().map(|touch| Touch {
        id: touch.id.as_str(),
        stage: touch.initiative.stage,
        change: touch.change,
        owner: touch.initiative.owner.as_ref().map(|owner| owner.as_str()),
    });
    let problems = impact.problems.iter().map(|(id, problem)| ProblemEntry {
        id: id.as_str(),
        title: &problem.title,
        state: problem.state,
        statement: problem.statement.as_deref(),
        causes: problem
            .root_causes
            .iter()
            .map(|cause| CauseEntry { text: &cause.text, confidence: cause.confidence, found_on: cause.found_on })
            .collect(),
    });
    let incidents = impact.incidents.iter().map(|(id, incident)| IncidentEntry {
        id: id.as_str(),
        began: incident.started.date,
        severity: incident.severity.as_deref(),
        detected_by: incident.detected_by,
        problem: incident.problem.as_ref().map(|problem| problem.as_str()),
    });
    let reminders = report.reminders.iter().map(|reminder| ReminderEntry {
        on: reminder.on,
        days: reminder.on.days_since(report.as_of),
        what: occasion_name(&reminder.occasion),
        scenario: match &reminder.occasion {
            Occasion::Practice(scenario) => Some(scenario),
            _ => None,
        },
    });
    document(&Document {
        version: VERSION,
        as_of: report.as_of,
        system: impact.id.as_str(),
        card: impact.record.map(|record| card(impact, record)),
        availability: impact.outlook.as_ref().map(outlook),
        changed: impact.changed.as_ref().map(changed),
        breaks: impact.broken.iter().map(outlook).collect(),
        needs: impact.needs.iter().map(tie).collect(),
        needed_by: impact.needed_by.iter().map(tie).collect(),
        asked: impact.asked.iter().map(asked).collect(),
        initiatives: initiatives.collect(),
        problems: problems.collect(),
        incidents: incidents.collect(),
        operations: impact.operations.as_ref().map(|told| Numbers {
            days: told.window.days(),
            incidents: told.count(),
            pages: told.pages.all(),
            out_of_hours: told.hours.outside,
            hours_unknown: told.hours.unknown,
            customer_detected: told.customer_detected_share().map(|share| hundredths(share * 100)),
            customers_affected: told.customers_affected,
            restore_minutes: told.time_to_restore.map(hundredths),
        }),
        reminders: reminders.collect(),
    })
}

/// The schema of [`json`].
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Document<'_>>()
}

fn card<'a>(impact: &Impact<'a>, record: &'a Record<System>) -> Card<'a> {
    let lack = |lack: &Lack| match lack {
        Lack::Layer(layer) => layer.to_string(),
        lack => lack.key().to_owned(),
    };
    let slo = record.slo.as_ref().map(|slo| Slo {
        target: slo.target,
        window: slo.window.as_deref(),
        agreed_with: slo.agreed_with.iter().map(|team| team.as_str()).collect(),
        agreed_on: slo.agreed_on,
        renew_on: slo.renew_on,
    });
    let expert =
        |(person, active): &(&'a crate::model::PersonId, bool)| Expert { person: person.as_str(), active: *active };
    let scenario = |continuity: &'a Continuity| Scenario {
        scenario: &continuity.scenario,
        plan: continuity.plan.as_deref(),
        practised_on: continuity.practised_on,
    };
    Card {
        name: &record.name,
        kind: record.kind,
        tier: record.tier,
        owner: record.owner.as_str(),
        part_of: record.part_of.as_ref().map(|system| system.as_str()),
        parts: impact.parts.iter().map(|system| system.as_str()).collect(),
        uses: record.uses.iter().map(|text| &**text).collect(),
        risks: record.risks.iter().map(|text| &**text).collect(),
        health: record.health,
        health_on: record.health_on,
        experts: impact.experts.iter().map(expert).collect(),
        monitoring: &record.monitoring,
        slo,
        supplier: record.third_party.as_ref().map(supplier),
        continuity: record.continuity.iter().map(scenario).collect(),
        runbook: record.runbook.as_deref(),
        cost: record.cost.as_deref(),
        end_of_support: record.end_of_support,
        lacks: impact.lacks.iter().map(lack).collect(),
    }
}

fn supplier(party: &ThirdParty) -> Supplier<'_> {
    let sla = party.sla.as_ref();
    fn text<'a>(sla: Option<&'a Sla>, of: fn(&'a Sla) -> &'a Option<crate::model::Text>) -> Option<&'a str> {
        sla.and_then(|sla| of(sla).as_deref())
    }
    Supplier {
        vendor: &party.vendor,
        contact: party.contact.as_ref().map(|person| person.as_str()),
        contract_until: party.contract_until,
        availability: sla.and_then(|sla| sla.availability),
        respond: text(sla, |sla| &sla.respond),
        restore: text(sla, |sla| &sla.restore),
        lead_time: text(sla, |sla| &sla.lead_time),
        recourse: text(sla, |sla| &sla.recourse),
    }
}

fn outlook<'a>(outlook: &'a Outlook<'_>) -> OutlookEntry<'a> {
    let target = outlook.promise.map(Promise::percent);
    OutlookEntry {
        system: outlook.id.as_str(),
        target,
        written: matches!(outlook.promise, Some(Promise::Written(_))),
        target_minutes: target.map(|target| exact(minutes_down(target))),
        now: best(outlook.now),
        then: outlook.then.as_ref().map(best),
        kept: outlook.is_kept(),
        kept_then: outlook.is_kept_then(),
    }
}

/// Without the digits that only arithmetic with binary fractions brings.
fn exact(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

fn best(availability: &Availability) -> Best<'_> {
    let worst = availability.worst.as_ref().map(|(part, percent)| Worst {
        systems: match part {
            Part::Own => Vec::new(),
            Part::System(id) => vec![id.as_str()],
            Part::Group(members) => members.iter().map(|member| member.as_str()).collect(),
        },
        percent: exact(*percent),
    });
    Best {
        percent: availability.known.then(|| exact(availability.percent())),
        minutes: availability.known.then(|| exact(availability.minutes_down())),
        worst,
        assumed: availability.assumed.iter().map(|system| system.as_str()).collect(),
    }
}

fn changed(changed: &Changed) -> ChangedEntry<'_> {
    ChangedEntry { part: changed.part.as_str(), from: changed.from, to: changed.to, hold: changed.hold.map(hold_name) }
}

fn tie<'a>(tie: &Tie<'a>) -> TieEntry<'a> {
    TieEntry {
        system: tie.id.as_str(),
        owner: tie.owner.map(|owner| owner.as_str()),
        hold: hold_name(tie.hold),
        distance: tie.distance,
        via: tie.via.map(|via| via.as_str()),
        stand_ins: tie.stand_ins.iter().map(|system| system.as_str()).collect(),
    }
}

fn asked(asked: &Asked) -> AskedEntry<'_> {
    let slot = &asked.slot;
    AskedEntry {
        person: slot.person.as_ref().map(|person| person.as_str()).filter(|_| slot.any_of.len() < 2),
        any_of: slot.any_of.iter().map(|person| person.as_str()).collect(),
        roles: roles(slot),
        tier: asked.tier,
        tier_breaking: asked.breaking,
    }
}
