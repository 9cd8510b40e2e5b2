//! What one person gets before a one-on-one: an invitation, and the page that both read when they meet.
//!
//! Which message is for whom is left to [`crate::insight::brief`]. What others said or decided has no place here.

use super::capacity::tenths;
use super::{Report, texts};
use crate::insight::asked::status_on;
use crate::insight::brief::{self, AskedFor};
use crate::insight::coverage::{Coverage, Slot};
use crate::insight::{Index, metrics};
use crate::model::{
    self, Ask, AskStatus, Audience, Date, Days, Initiative, InitiativeId, PersonId, Pitch, Record, Step,
};
use crate::render::ask::{self, Earlier, Fact, Problem, Risk, said};
use crate::render::names;
use schemars::JsonSchema;
use serde::Serialize;

/// Words that people read in a minute.
const WORDS_A_MINUTE: usize = 200;
/// Minutes to speak about it, once it is read.
const TALK: usize = 20;
/// Meetings begin and end by the quarter of an hour.
const QUARTER: usize = 15;

/// What one person gets before a one-on-one: an invitation, and the page that both read when they meet.
#[derive(Serialize, JsonSchema)]
pub struct Brief {
    /// The name of the workspace.
    workspace: Option<String>,
    /// The day it was written for.
    as_of: Date,
    /// The id of the initiative.
    initiative: String,
    /// The id of the ask in it.
    ask: String,
    /// The id of the person.
    person: String,
    /// What the person is called.
    name: String,
    /// As what they must be met, such as `em of payments`; empty when they need not be.
    roles: Vec<String>,
    /// Who drives the initiative and writes; null while nobody does.
    sender: Option<String>,
    /// The day by which to meet; null when no day lies ahead.
    meet_by: Option<Date>,
    /// Minutes to read it.
    reading_minutes: usize,
    /// Minutes the meeting takes, with reading.
    meeting_minutes: usize,
    /// What is read.
    page: Page,
    /// The audience whose message it holds; null without one.
    audience: Option<Audience>,
}

/// What is read in the meeting: what and why before how and when.
#[derive(Serialize, JsonSchema)]
struct Page {
    /// What the initiative is called.
    title: String,
    /// What customers get from it; null while nobody has said so.
    promise: Option<String>,
    /// What this person asked for before, with what was found since.
    asked_for: Vec<Answered>,
    /// One paragraph that anybody can read.
    summary: Option<String>,
    /// The problem.
    problem: Option<Problem>,
    /// Other facts that support it, the newest first.
    evidence: Vec<Fact>,
    /// What speaks against it, the newest first.
    against: Vec<Fact>,
    /// The message in the words of this person's audience.
    pitch: Option<String>,
    /// What they get out of it, in a few words.
    benefits: Option<String>,
    /// The one number to remember.
    figure: Option<String>,
    /// Arguments of others that the message uses.
    arguments: Vec<Quoted>,
    /// What the business gets from it.
    business: Vec<String>,
    /// What the work before it has brought; null unless that was delivered.
    builds_on: Option<Earlier>,
    /// What the asked team is called.
    team: String,
    /// What is asked of it.
    what: String,
    /// The answer that the team gave on it; null while it has given none.
    answer: Option<Given>,
    /// Why of this team.
    why_you: Option<String>,
    /// How both sides will know it is done.
    done_when: Option<String>,
    /// What it takes.
    effort: Option<String>,
    /// The most it takes of what the team has in the cycle, in per cent.
    share: Option<Days>,
    /// By when it is needed.
    need_by: Option<Date>,
    /// The cycle it should be planned for.
    cycle: Option<String>,
    /// The day on which the team plans that cycle.
    plans_on: Option<Date>,
    /// The smallest first step.
    first: Option<First>,
    /// The steps after it.
    then: Vec<String>,
    /// What else could be done, doing nothing included.
    alternatives: Vec<Alternative>,
    /// What may go wrong.
    risks: Vec<Risk>,
    /// What is not known yet.
    unknown: Vec<String>,
    /// Whom to ask, and when.
    support: Option<String>,
}

/// Something the person asked for, and what was found since.
#[derive(Serialize, JsonSchema)]
struct Answered {
    /// What they asked for.
    what: String,
    /// When they did.
    on: Date,
    /// What was found.
    found: Vec<Fact>,
}

/// An argument with its author.
#[derive(Serialize, JsonSchema)]
struct Quoted {
    /// The argument, word for word.
    text: String,
    /// Whose it is.
    credit: Option<String>,
}

/// An answer to an ask.
#[derive(Serialize, JsonSchema)]
struct Given {
    /// What it is.
    status: AskStatus,
    /// When it was given.
    on: Option<Date>,
}

/// The smallest first step.
#[derive(Serialize, JsonSchema)]
struct First {
    /// What is done in it, and what it takes.
    text: String,
    /// How one hears whether it worked.
    feedback: Option<String>,
    /// The day on which one looks whether to go on.
    looked_at: Option<Date>,
    /// What would end it there.
    stop_if: Option<String>,
}

/// Something else that could be done.
#[derive(Serialize, JsonSchema)]
struct Alternative {
    /// What could be done.
    text: String,
    /// Why it is not proposed.
    why_not: Option<String>,
}

impl Report for Brief {
    const NAME: &'static str = "brief";
    const TEMPLATE: &'static str = include_str!("../templates/brief.md");
}

/// Whom a brief is for, and what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The initiative.
    pub initiative: &'a InitiativeId,
    /// What its file says.
    pub record: &'a Record<Initiative>,
    /// Whom it must meet.
    pub coverage: &'a Coverage,
    /// The place of the ask in it.
    pub place: usize,
    /// The ask.
    pub ask: &'a Ask,
    /// The person.
    pub person: &'a PersonId,
}

impl Brief {
    /// What to send before a one-on-one about `subject`.
    #[must_use]
    pub fn new(index: &Index<'_>, subject: Subject<'_>, as_of: Date) -> Self {
        let Subject { initiative: id, record, coverage, ask, person, .. } = subject;
        let portfolio = index.portfolio;
        let pitch = subject.pitch(index).1;
        let planning = index.planning(&record.value, ask);
        let page = page(index, subject, pitch, as_of);
        let words: usize = texts(&page).iter().map(|text| text.split_whitespace().count()).sum();
        let reading_minutes = words.div_ceil(WORDS_A_MINUTE);
        let planned = record.stakeholders.iter().filter(|listed| listed.person == *person);
        let planned = planned.filter_map(|listed| listed.plan.as_ref()?.by).find(|day| *day >= as_of);
        let before_planning = planning.map(|planning| planning.opens.plus_days(-1)).filter(|day| *day >= as_of);
        let slots = coverage.slots.iter().filter(|slot| slot.is_for(person));
        Self {
            workspace: said(portfolio.workspace.name.as_ref()),
            as_of,
            initiative: id.to_string(),
            ask: ask.id.to_string(),
            person: person.to_string(),
            name: names::person(portfolio, person).to_owned(),
            roles: slots.filter_map(|slot: &Slot| Some(slot.reasons.first()?.as_what())).collect(),
            sender: record.owner.as_ref().map(|owner| names::person(portfolio, owner).to_owned()),
            meet_by: planned.or(before_planning),
            reading_minutes,
            meeting_minutes: (reading_minutes + TALK).div_ceil(QUARTER) * QUARTER,
            page,
            audience: pitch.map(|pitch| pitch.audience),
        }
    }

    /// Whether the person need not be met about it.
    #[must_use]
    pub fn is_for_somebody_not_required(&self) -> bool {
        self.roles.is_empty()
    }
}

impl<'a> Subject<'a> {
    /// The audience this person belongs to, if that is known, and the message for them, if there is any.
    #[must_use]
    pub fn pitch(&self, index: &Index<'_>) -> (Option<Audience>, Option<&'a Pitch>) {
        let record: &'a Initiative = &self.record.value;
        let audiences = brief::audiences(record, self.coverage, self.person, self.place);
        (audiences.first().copied(), brief::pitch(index.portfolio, record, self.person, &audiences))
    }
}

fn page(index: &Index<'_>, subject: Subject<'_>, pitch: Option<&Pitch>, as_of: Date) -> Page {
    let Subject { initiative: id, record, ask, person, .. } = subject;
    let (portfolio, initiative): (_, &Initiative) = (index.portfolio, &record.value);
    let planning = index.planning(initiative, ask);
    let outcome = initiative.outcome.as_ref();
    let promise = outcome.and_then(|outcome| said(outcome.customer.as_ref()).or(said(outcome.goal.as_ref())));
    let benefit = || said(initiative.problem.as_ref()?.benefit_if_gone.as_ref());
    let (answered, open): (Vec<_>, Vec<_>) =
        brief::asked_for(initiative, person, as_of).into_iter().partition(|asked| !asked.found.is_empty());
    let asked_for: Vec<_> = answered.iter().map(answer).collect();
    let told: Vec<_> = asked_for.iter().flat_map(|answered| &answered.found).cloned().collect();
    let mut steps = ask::steps(initiative, ask).into_iter();
    let questions = initiative.open_questions.iter().filter(|it| said(it.answer.as_ref()).is_none());
    let questions = questions.filter_map(|it| said(it.q.as_ref()));
    let unmet = open.iter().filter_map(|asked| said(asked.need.text.as_ref()));
    let filled = |text: String| metrics::filled(index, initiative, &text, as_of);
    let others = |supports: bool| {
        let facts = Fact::newest(initiative, supports, as_of).into_iter();
        facts.filter(|fact| !told.contains(fact)).collect()
    };
    Page {
        title: names::title(id, initiative).to_owned(),
        promise: promise.or_else(benefit),
        asked_for,
        summary: said(initiative.summary.as_ref()).map(&filled),
        problem: Problem::of(initiative),
        evidence: others(true),
        against: others(false),
        pitch: pitch.and_then(|pitch| said(Some(&pitch.text))).map(&filled),
        benefits: pitch.map(|pitch| ask::benefits(&pitch.benefits)).filter(|benefits| !benefits.is_empty()),
        figure: pitch.and_then(|pitch| said(pitch.figure.as_ref())).map(&filled),
        arguments: pitch.map(|pitch| arguments(portfolio, pitch)).unwrap_or_default(),
        business: ask::business(initiative),
        builds_on: Earlier::of(portfolio, initiative, as_of),
        team: names::team(portfolio, &ask.team).to_owned(),
        what: ask.what.trim().to_owned(),
        answer: Some(status_on(ask, as_of))
            .filter(|status| status.is_answered())
            .map(|status| Given { status, on: ask.answered_on }),
        why_you: said(ask.why_you.as_ref()),
        done_when: said(ask.done_when.as_ref()),
        effort: ask.effort.map(ask::effort),
        share: index.share_of_ask(ask).filter(|share| share.is_finite()).map(tenths),
        need_by: ask.need_by,
        cycle: planning.as_ref().map(|planning| planning.id.as_str().to_uppercase()),
        plans_on: planning.map(|planning| planning.opens),
        first: steps.next().map(first),
        then: steps.map(ask::step).collect(),
        alternatives: initiative.alternatives.iter().filter_map(alternative).collect(),
        risks: Risk::all(initiative),
        unknown: questions.chain(unmet).collect(),
        support: ask::support(portfolio, initiative),
    }
}

fn answer(asked: &AskedFor<'_>) -> Answered {
    let id = || asked.need.id.to_string();
    Answered {
        what: said(asked.need.text.as_ref()).unwrap_or_else(id),
        on: asked.on,
        found: asked.found.iter().map(|found| Fact::new(found)).collect(),
    }
}

fn arguments(portfolio: &model::Portfolio, pitch: &Pitch) -> Vec<Quoted> {
    let known = pitch.arguments.iter().filter_map(|id| portfolio.arguments.get(id));
    let quoted =
        known.filter_map(|it| Some(Quoted { text: said(it.text.as_ref())?, credit: said(it.credit.as_ref()) }));
    quoted.collect()
}

fn first(step: &Step) -> First {
    let checkpoint = step.checkpoint.as_ref();
    First {
        text: ask::step(step),
        feedback: said(step.feedback.as_ref()),
        looked_at: checkpoint.map(|checkpoint| checkpoint.date),
        stop_if: checkpoint.and_then(|checkpoint| said(checkpoint.stop_if.as_ref())),
    }
}

fn alternative(alternative: &model::Alternative) -> Option<Alternative> {
    Some(Alternative { text: said(alternative.text.as_ref())?, why_not: said(alternative.why_not.as_ref()) })
}
