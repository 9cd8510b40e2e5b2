//! Stage support: the highest stage whose requirements a file meets, and what is missing for the declared one.

use super::contact::Contacts;
use super::facts::{self, is_stated};
use super::{Counted, Index, coverage};
use crate::diagnostic::At;
use crate::model::{Category, Conversation, Date, DecisionKind, Initiative, Metric, Record, Stage};

/// One requirement that a file does not meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The stage that asks for it.
    pub stage: Stage,
    /// What is missing, as the file would spell it, such as `problem.affected.count`.
    pub field: String,
    /// Where it belongs.
    pub at: At,
}

/// What a file supports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// The highest stage whose requirements all hold; nothing when not even `idea` does, or when parked or dropped.
    pub supported: Option<Stage>,
    /// Everything missing up to the declared stage, in the order of the stages.
    pub missing: Vec<Missing>,
}

/// Notes everything a stage newly requires and the file lacks.
type Requirements = fn(&mut Check<'_>);

/// The stages a file can support, in order.
const STAGES: &[(Stage, Requirements)] = &[
    (Stage::Idea, idea),
    (Stage::Problem, problem),
    (Stage::Proposal, proposal),
    (Stage::Ready, ready),
    (Stage::Committed, committed),
    (Stage::Delivered, delivered),
];

/// Says which stage the file of `record` supports, and what it lacks up to the one it declares.
///
/// It looks at what is written up to the day, however long ago, so that nothing grows too old overnight. What is delivered
/// is judged as if nobody had left since. Nothing is asked of parked and dropped initiatives here.
#[must_use]
pub fn support<'a>(index: &'a Index<'a>, record: &'a Record<Initiative>, as_of: Date) -> Support {
    if matches!(record.stage, Some(Stage::Parked | Stage::Dropped)) {
        return Support { supported: None, missing: Vec::new() };
    }
    let declared = record.stage.unwrap_or(Stage::Idea);
    let mut supported = None;
    let index = if declared == Stage::Delivered { index.as_if_nobody_left() } else { index };
    let mut check = Check { index, record, as_of, declared, stage: Stage::Idea, missing: Vec::new() };
    for (stage, requirements) in STAGES {
        check.stage = *stage;
        requirements(&mut check);
        if check.missing.is_empty() {
            supported = Some(*stage);
        } else if *stage >= declared {
            break;
        }
    }
    check.missing.retain(|missing| missing.stage <= declared);
    Support { supported, missing: check.missing }
}

struct Check<'a> {
    index: &'a Index<'a>,
    record: &'a Record<Initiative>,
    as_of: Date,
    declared: Stage,
    stage: Stage,
    missing: Vec<Missing>,
}

impl Check<'_> {
    /// Notes `field` as missing at `pointer` unless it `holds`.
    fn require(&mut self, holds: bool, field: &str, pointer: &str) {
        if !holds {
            self.lacks(field.into(), pointer);
        }
    }

    /// Whether nothing found from here on can change the result: a later stage than declared already fails.
    fn is_settled(&self) -> bool {
        self.stage > self.declared && !self.missing.is_empty()
    }

    /// Which records count.
    fn counted(&self) -> Counted {
        Counted::OfAnyAge(self.as_of)
    }

    /// Whether a record that may bear a date counts.
    fn includes(&self, date: Option<Date>) -> bool {
        date.is_none_or(|date| self.counted().includes(date))
    }

    fn lacks(&mut self, field: String, pointer: &str) {
        self.missing.push(Missing { stage: self.stage, field, at: self.record.at(pointer) });
    }
}

fn idea(check: &mut Check<'_>) {
    let record = check.record;
    check.require(is_stated(record.title.as_ref()), "title", "/title");
    check.require(record.owner.is_some(), "owner", "/owner");
    check.require(record.stage.is_some(), "stage", "/stage");
    check.require(record.stage_since.is_some(), "stage_since", "/stage_since");
    check.require(record.category.is_some(), "category", "/category");
}

fn problem(check: &mut Check<'_>) {
    let record = check.record;
    for (key, stated) in facts::problem_parts(record).into_iter().filter(|(key, _)| *key != "affected") {
        check.require(stated, &format!("problem.{key}"), &format!("/problem/{key}"));
    }
    let affected = record.problem.as_ref().and_then(|problem| problem.affected.as_ref());
    let count = affected.is_some_and(|affected| affected.count.is_some());
    check.require(count, "problem.affected.count", "/problem/affected/count");
    check.require(!record.segments.is_empty(), "segment", "/segment");
    check.require(is_stated(record.summary.as_ref()), "summary", "/summary");
    let seen = facts::evidence(record, check.counted()).next().is_some();
    check.require(seen, "evidence", "/evidence");
    let product = record.roles.as_ref().is_some_and(|roles| roles.product.is_some());
    check.require(product, "roles.product", "/roles/product");
}

fn proposal(check: &mut Check<'_>) {
    let record = check.record;
    let affected = record.problem.as_ref().and_then(|problem| problem.affected.as_ref());
    let basis = affected.is_some_and(|affected| is_stated(affected.basis.as_ref()));
    check.require(basis, "problem.affected.basis", "/problem/affected/basis");
    check.require(record.systems.is_some(), "systems", "/systems");
    check.require(record.kind.is_some(), "kind", "/kind");
    check.require(record.influence.is_some(), "influence", "/influence");
    check.require(record.target_cycle.is_some(), "target_cycle", "/target_cycle");
    check.require(facts::has_goal(record), "outcome.goal", "/outcome/goal");
    let measurable = |metric: &Metric| facts::missing_of_metric(metric).is_empty();
    check.require(record.metrics.iter().any(measurable), "metric with baseline, target and source", "/metric/0");
    let alternative = record.alternatives.iter().any(|alternative| is_stated(alternative.text.as_ref()));
    check.require(alternative, "alternatives", "/alternatives");
    check.require(!record.steps.is_empty(), "step", "/step");
    let asked = record.live_asks().any(|(_, ask)| is_stated(Some(&ask.what)));
    check.require(asked || record.is_self_serve(), "ask (or self-serve steps only)", "/ask");
    let delivery = record.roles.as_ref().is_some_and(|roles| roles.delivery.is_some());
    check.require(delivery, "roles.delivery", "/roles/delivery");
    if matches!(record.category, Some(Category::Reliability | Category::Ktlo)) {
        let refs = record.problem.as_ref().is_some_and(|problem| !problem.refs.is_empty());
        check.require(refs, "problem.refs", "/problem/refs");
    }
}

fn ready(check: &mut Check<'_>) {
    let record = check.record;
    for (place, ask) in record.live_asks() {
        for key in facts::missing_of_ask(check.index, ask) {
            check.lacks(format!("{key} of ask `{}`", ask.id), &format!("/ask/{place}/{key}"));
        }
    }
    check.require(facts::has_business_outcome(record), "outcome.business", "/outcome/business");
    let counted = check.counted();
    let (items, kinds) = (facts::evidence(record, counted).count(), facts::evidence_kinds(record, counted));
    if items < 3 || kinds < 2 {
        check.lacks(format!("3 items of evidence of 2 kinds ({items} of {kinds})"), "/evidence");
    }
    let reviewed = facts::has_challenge_review(record, counted);
    check.require(reviewed, "review with lens `challenge`", "/review");
    for (place, question) in record.open_questions.iter().enumerate() {
        if is_stated(question.answer.as_ref()) || !check.includes(question.asked_on) {
            continue;
        }
        check.lacks(format!("answer of open question {}", place + 1), &format!("/open_questions/{place}/answer"));
    }
    for need in facts::needs(record, counted).iter().filter(|need| !need.answered) {
        let pointer = format!("/conversation/{}/needs/{}", need.conversation, need.place);
        check.lacks(format!("evidence that answers `{}`", need.need.id), &pointer);
    }
    let answered = record.risks.iter().any(|risk| is_stated(risk.response.as_ref()));
    check.require(answered, "risk with response", "/risk");
    let support = record.support.as_ref();
    check.require(support.is_some(), "support.contact", "/support");
    check.require(support.is_some_and(|support| is_stated(support.hours.as_ref())), "support.hours", "/support/hours");
    check.require(support.is_some_and(|support| support.from.is_some()), "support.from", "/support/from");
    check.require(support.is_some_and(|support| support.until.is_some()), "support.until", "/support/until");
    // What cannot be read is not answered, nor undone.
    check.require(!record.unread.has("open_questions"), "open_questions", "/open_questions");
    check.require(!facts::has_unread_needs(record), "conversation.needs", "/conversation");
    check.require(!facts::has_unread_release(record), "step.release", "/step");
    rollback(check, &facts::releases_without_rollback(record, true));
    check.require(!facts::lacks_any_rollback(record), "step.release.rollback", "/step");
    // Last, for it costs most.
    people_met(check);
}

/// Deciders, coverage and pitches; who asks nobody needs none of them.
fn people_met(check: &mut Check<'_>) {
    let (index, record) = (check.index, check.record);
    if record.is_self_serve() || check.is_settled() {
        return;
    }
    let contacts = Contacts::of(record, check.counted());
    for (person, place) in facts::deciders(index, record) {
        let left = !index.is_active(person) && super::roles::has_left(index.portfolio, person);
        let exempt = left || Some(person) == record.owner.as_ref();
        if !exempt && !contacts.has_met(person) {
            check.lacks(format!("one-on-one with {person} (decides)"), &format!("/ask/{place}/decider"));
        }
    }
    let coverage = coverage::required(index, record, check.as_of);
    let wanted = i64::from(index.portfolio.workspace.thresholds.coverage_ready);
    match coverage.coverage {
        Some(percent) if percent >= wanted => {}
        Some(percent) => check.lacks(format!("coverage of {wanted} (now {percent})"), "/conversation"),
        // Nobody to meet, for the owner holds every role of the asked teams.
        None if coverage.incomplete => {
            check.lacks(format!("coverage of {wanted} (not all that says whom to meet can be read)"), "/ask");
        }
        None if coverage.asks > 0 && coverage.asks_covered == coverage.asks => {}
        None => check.lacks(format!("coverage of {wanted} (nobody to meet is known)"), "/ask"),
    }
    for role in facts::needed_audiences(&coverage) {
        check.require(facts::has_pitch(record, role), &format!("pitch for {role}"), "/pitch");
    }
}

fn rollback(check: &mut Check<'_>, steps: &[usize]) {
    for place in steps {
        if let Some(step) = check.record.steps.get(*place) {
            check.lacks(format!("release.rollback of step `{}`", step.id), &format!("/step/{place}/release"));
        }
    }
}

fn committed(check: &mut Check<'_>) {
    let record = check.record;
    let accepted = record.live_asks().any(|(_, ask)| ask.status().is_accepted() && ask.committed_effort.is_some());
    check.require(accepted || record.is_self_serve(), "accepted ask with committed_effort", "/ask");
    let includes = |date| check.counted().includes(date);
    let accepts = |kind| kind == Some(DecisionKind::Accept);
    let decided = record.decisions.iter().any(|decision| accepts(decision.kind) && includes(decision.date));
    let updated = record.updates.iter().any(|update| includes(update.date));
    check.require(decided, "decision of kind `accept`", "/decision");
    check.require(!record.deliverables.is_empty(), "deliverable", "/deliverable");
    for (place, it) in record.deliverables.iter().enumerate() {
        let parts = [
            ("owner", it.owner.is_some()),
            ("start", it.start.is_some()),
            ("end", it.end.is_some()),
            ("status", it.status.is_some()),
        ];
        for (key, _) in parts.iter().filter(|(_, stated)| !stated) {
            check.lacks(format!("{key} of deliverable `{}`", it.id), &format!("/deliverable/{place}/{key}"));
        }
    }
    // `ready` has asked for those that change stored data already.
    let asked = facts::releases_without_rollback(record, true);
    let mut others = facts::releases_without_rollback(record, false);
    others.retain(|place| !asked.contains(place));
    rollback(check, &others);
    check.require(updated, "update", "/update");
}

fn delivered(check: &mut Check<'_>) {
    let record = check.record;
    let read = |metric: &Metric| metric.readings.iter().any(|reading| check.includes(reading.date));
    let closed = |metric: &Metric| metric.primary && metric.target.is_some() && read(metric);
    check.require(record.metrics.iter().any(closed), "primary metric with target and a reading", "/metric");
    for (place, it) in record.deliverables.iter().enumerate() {
        if !it.stretch && !it.status.is_some_and(crate::model::DeliverableStatus::is_final) {
            check.lacks(format!("deliverable `{}` done or wont_do", it.id), &format!("/deliverable/{place}/status"));
        }
    }
    let promised = |it: &Conversation| it.follow_up_by.is_some() && check.counted().includes(it.date);
    check.require(record.conversations.iter().any(promised), "conversation.follow_up_by", "/conversation");
    check.require(record.retros.iter().any(|retro| check.includes(retro.date)), "retro", "/retro");
    let lesson = record.closing.as_ref().is_some_and(|closing| is_stated(closing.lesson.as_ref()));
    check.require(lesson, "closing.lesson", "/closing/lesson");
}
