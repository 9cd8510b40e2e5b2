//! What one team is asked for, laid out for the day on which it plans, with room to write down what it decides.
//!
//! What other teams were asked or answered has no place here. What counts for a cycle is left to
//! [`crate::insight::capacity`].

use super::Report;
use super::capacity::tenths;
use crate::insight::Index;
use crate::insight::capacity::{CountedAsk, Loads, counted_asks};
use crate::model::{
    AskKind, AskStatus, Audience, CycleId, Date, Days, Initiative, Offer, Size, SystemId, Team, TeamId,
};
use crate::render::ask::{self, Problem, said};
use crate::render::names;
use schemars::JsonSchema;
use serde::Serialize;

/// What one team is asked for in a cycle, for the day on which it plans.
#[derive(Serialize, JsonSchema)]
pub struct Pack {
    /// The name of the workspace.
    workspace: Option<String>,
    /// The day it was written for.
    as_of: Date,
    /// The id of the team.
    team: String,
    /// What the team is called.
    name: String,
    /// The cycle.
    cycle: String,
    /// The day on which the team plans it.
    plans_on: Date,
    /// Days left until then; negative when it is past.
    days: i64,
    /// The day from which teams take in requests; null when none is set.
    intake_open: Option<Date>,
    /// The last day on which anything is taken in.
    freeze: Date,
    /// What the team has in the cycle, in person-days; null when nobody has said so.
    capacity: Option<Days>,
    /// What waits for a decision, the largest first.
    groups: Vec<Group>,
    /// What the team has accepted already.
    accepted: Vec<Accepted>,
    /// What the team has refused or put off already.
    refused: Vec<Refused>,
    /// What was accepted already, in person-days.
    without: Days,
    /// How many accepted asks do not say what was committed to, so that it is at most so much.
    uncertain: usize,
    /// The same as a share of the capacity, in per cent.
    without_share: Option<Days>,
    /// How many asks wait for a decision.
    open: usize,
    /// Their least efforts together.
    open_least: Days,
    /// Their greatest efforts together.
    open_most: Days,
    /// How many of them say no effort and add nothing.
    without_effort: usize,
    /// What was accepted and what waits together, at most.
    with: Days,
    /// The same as a share of the capacity, in per cent.
    with_share: Option<Days>,
}

/// Asks of one size.
#[derive(Serialize, JsonSchema)]
struct Group {
    /// How large they are; null when they do not say.
    size: Option<Size>,
    /// The asks.
    asks: Vec<Open>,
}

/// An ask that waits for a decision.
#[derive(Serialize, JsonSchema)]
struct Open {
    /// Its name, as `initiative/ask`.
    id: String,
    /// What the team is asked to do.
    what: String,
    /// For what it is asked.
    kind: AskKind,
    /// Whether the team has heard of it.
    presented_on: Option<Date>,
    /// Whether the team wants data first.
    lacks_data: bool,
    /// What the initiative is called.
    initiative: String,
    /// Who leads it.
    owner: Option<String>,
    /// The problem behind it.
    problem: Option<Problem>,
    /// What the team gets out of it, in a few words.
    benefits: Option<String>,
    /// Why it must be this team.
    why_you: Option<String>,
    /// How both sides will know it is done.
    done_when: Option<String>,
    /// By when it is needed.
    need_by: Option<Date>,
    /// What it takes.
    effort: Option<String>,
    /// The least it takes, in person-days.
    least: Option<Days>,
    /// The most it takes, in person-days.
    most: Option<Days>,
    /// The most it takes of the capacity, in per cent.
    share: Option<Days>,
    /// Who decides; null while nobody does.
    decider: Option<String>,
    /// The smallest first step.
    first: Option<String>,
    /// The standing offer it uses.
    offer: Option<Offered>,
    /// The systems it touches.
    systems: Vec<String>,
    /// Whom to ask, and when.
    support: Option<String>,
    /// The issue that stands for it, as `owner/name#7`.
    issue: Option<String>,
}

/// A standing offer of the team.
#[derive(Serialize, JsonSchema)]
struct Offered {
    /// What one gets.
    what: String,
    /// What it usually takes.
    effort: Option<String>,
    /// How one asks for it.
    intake: Option<String>,
}

/// An ask that the team has accepted.
#[derive(Serialize, JsonSchema)]
struct Accepted {
    /// What it is asked to do.
    what: String,
    /// What the initiative is called.
    initiative: String,
    /// What it takes, in person-days; null when nobody has said so.
    committed: Option<Days>,
    /// Whether that is what was asked at most, for nobody has said what was committed to.
    at_most: bool,
    /// By when it is needed.
    need_by: Option<Date>,
    /// Whether it is done.
    done: bool,
}

/// An ask that the team has refused or put off.
#[derive(Serialize, JsonSchema)]
struct Refused {
    /// What it was asked to do.
    what: String,
    /// What the initiative is called.
    initiative: String,
    /// Whether it may come back: it was put off, not refused.
    deferred: bool,
}

impl Report for Pack {
    const NAME: &'static str = "pack";
    const TEMPLATE: &'static str = include_str!("../templates/pack.md");
}

impl Pack {
    /// What `team` is asked for in `cycle`; nothing where the two are not known.
    #[must_use]
    pub fn new(index: &Index<'_>, team_id: &TeamId, cycle_id: &CycleId, as_of: Date) -> Option<Self> {
        let portfolio = index.portfolio;
        let team = portfolio.teams.get(team_id)?;
        let cycle = portfolio.cycle(cycle_id)?;
        let asks: Vec<_> =
            counted_asks(portfolio, as_of).filter(|it| it.ask.team == *team_id && it.cycle == Some(cycle_id)).collect();
        let waits = |it: &&CountedAsk<'_>| !it.status.is_answered();
        let open: Vec<_> = asks.iter().filter(waits).collect();
        let efforts = || open.iter().filter_map(|it| it.ask.effort);
        let load = Loads::of(portfolio, as_of).get(team_id, cycle_id).cloned().unwrap_or_default();
        let share = |effort: Days| index.share_of_cycle(team_id, effort).filter(|it| it.is_finite()).map(tenths);
        let plans_on = index.planning_day(team_id, cycle_id, &cycle);
        let with = load.committed + load.open;
        Some(Self {
            workspace: said(portfolio.workspace.name.as_ref()),
            as_of,
            team: team_id.to_string(),
            name: team.name.to_string(),
            cycle: cycle_id.as_str().to_uppercase(),
            plans_on,
            days: plans_on.days_since(as_of),
            intake_open: cycle.intake_open,
            freeze: cycle.freeze,
            capacity: team.capacity,
            groups: groups(index, team, &open),
            accepted: asks.iter().filter(|it| it.status.is_accepted()).map(accepted).collect(),
            refused: asks.iter().filter_map(refused).collect(),
            without: tenths(load.committed),
            uncertain: load.uncertain,
            without_share: share(load.committed),
            open: open.len(),
            open_least: tenths(efforts().map(|effort| effort.min).sum()),
            open_most: tenths(load.open),
            without_effort: open.len() - efforts().count(),
            with: tenths(with),
            with_share: share(with),
        })
    }

    /// Whether the team is asked for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open == 0 && self.accepted.is_empty() && self.refused.is_empty()
    }
}

/// The largest first; what does not say its size last. Within a size what takes most stands first.
fn groups(index: &Index<'_>, team: &Team, open: &[&CountedAsk<'_>]) -> Vec<Group> {
    let sizes = Size::ALL.iter().rev().copied().map(Some).chain([None]);
    let groups = sizes.map(|size| {
        let mut asks: Vec<_> = open.iter().filter(|it| it.ask.size == size).collect();
        let most = |it: &CountedAsk<'_>| it.ask.effort.map_or(-1.0, |effort| effort.max);
        asks.sort_by(|a, b| most(b).total_cmp(&most(a)));
        Group { size, asks: asks.into_iter().map(|it| open_ask(index, team, it)).collect() }
    });
    groups.filter(|group| !group.asks.is_empty()).collect()
}

fn open_ask(index: &Index<'_>, team: &Team, counted: &CountedAsk<'_>) -> Open {
    let (portfolio, ask) = (index.portfolio, counted.ask);
    let initiative: &Initiative = &counted.record.value;
    let offer = ask.offer.as_ref().and_then(|name| team.offers.iter().find(|offer| *name == offer.id));
    let system =
        |id: &SystemId| portfolio.systems.get(id).map_or_else(|| id.to_string(), |system| system.name.to_string());
    Open {
        id: format!("{}/{}", counted.initiative, ask.id),
        what: ask.what.trim().to_owned(),
        kind: ask.kind,
        presented_on: ask.presented_on.filter(|_| counted.status != AskStatus::Draft),
        lacks_data: counted.status == AskStatus::LacksData,
        initiative: names::title(counted.initiative, initiative).to_owned(),
        owner: initiative.owner.as_ref().map(|owner| names::person(portfolio, owner).to_owned()),
        problem: Problem::of(initiative),
        benefits: benefits(initiative),
        why_you: said(ask.why_you.as_ref()),
        done_when: said(ask.done_when.as_ref()),
        need_by: ask.need_by,
        effort: ask.effort.map(ask::effort),
        least: ask.effort.map(|effort| tenths(effort.min)),
        most: ask.effort.map(|effort| tenths(effort.max)),
        share: index.share_of_ask(ask).filter(|share| share.is_finite()).map(tenths),
        decider: index.decider(ask).map(|decider| names::person(portfolio, decider).to_owned()),
        first: ask::steps(initiative, ask).first().map(|step| ask::step(step)),
        offer: offer.and_then(offered),
        systems: ask.systems.iter().map(system).collect(),
        support: ask::support(portfolio, initiative),
        issue: ask.issue.as_ref().map(|issue| format!("{}#{}", issue.repo, issue.number)),
    }
}

/// What product and engineering managers get out of it, each word once.
fn benefits(initiative: &Initiative) -> Option<String> {
    let for_team = initiative.pitches.iter().filter(|pitch| matches!(pitch.audience, Audience::Pm | Audience::Em));
    let mut benefits = Vec::new();
    for benefit in for_team.flat_map(|pitch| &pitch.benefits) {
        if !benefits.contains(benefit) {
            benefits.push(*benefit);
        }
    }
    (!benefits.is_empty()).then(|| ask::benefits(&benefits))
}

fn offered(offer: &Offer) -> Option<Offered> {
    let (effort, intake) = (offer.effort.map(ask::days), said(offer.intake.as_ref()));
    Some(Offered { what: said(offer.what.as_ref())?, effort, intake })
}

fn accepted(counted: &CountedAsk<'_>) -> Accepted {
    Accepted {
        what: counted.ask.what.trim().to_owned(),
        initiative: names::title(counted.initiative, &counted.record.value).to_owned(),
        committed: counted.committed().map(tenths),
        at_most: counted.ask.committed_effort.is_none(),
        need_by: counted.ask.need_by,
        done: counted.status == AskStatus::Done,
    }
}

fn refused(counted: &CountedAsk<'_>) -> Option<Refused> {
    let deferred = match counted.status {
        AskStatus::Deferred => true,
        AskStatus::Declined => false,
        _ => return None,
    };
    let initiative = names::title(counted.initiative, &counted.record.value).to_owned();
    Some(Refused { what: counted.ask.what.trim().to_owned(), initiative, deferred })
}
