//! The days that an initiative names: of what has happened, and of what is to come.
//!
//! What happened on a day still ahead counts nowhere before it; every reader sees to that by itself, with
//! [`super::Counted`] or [`super::asked::status_on`]. Which days are wrong is left to [`crate::rules`].

use crate::model::{Date, Initiative, LocalId, Metric};
use std::fmt;

/// A day that a file names, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated<'a> {
    /// The day.
    pub date: Date,
    /// The key of the list or table it stands in, or its own where it stands by itself.
    pub list: &'static str,
    /// Its place in that list.
    pub place: Option<usize>,
    /// The id of that entry, where it has one.
    pub id: Option<&'a str>,
    /// The key of the day below that entry; of a list below it, that list's.
    pub key: &'static str,
    /// The place in a list below that entry, and the key there.
    pub below: Option<(usize, &'static str)>,
}

impl fmt::Display for Dated<'_> {
    /// The pointer to the day, such as `/ask/0/presented_on`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.list)?;
        if let Some(place) = self.place {
            write!(f, "/{place}")?;
        }
        if !self.key.is_empty() {
            write!(f, "/{}", self.key)?;
        }
        match self.below {
            Some((place, "")) => write!(f, "/{place}"),
            Some((place, key)) => write!(f, "/{place}/{key}"),
            None => Ok(()),
        }
    }
}

/// `key` of an entry of a list.
fn entry<'a>(list: &'static str, place: usize, key: &'static str, date: Option<Date>) -> Option<Dated<'a>> {
    Some(Dated { date: date?, list, place: Some(place), id: None, key, below: None })
}

/// A day of a table, or one that stands by itself.
fn alone<'a>(list: &'static str, key: &'static str, date: Option<Date>) -> Option<Dated<'a>> {
    Some(Dated { date: date?, list, place: None, id: None, key, below: None })
}

impl<'a> Dated<'a> {
    fn of(self, id: &'a str) -> Self {
        Self { id: Some(id), ..self }
    }

    fn at(self, place: usize, key: &'static str) -> Self {
        Self { below: Some((place, key)), ..self }
    }
}

/// What was written down about the past: one entry for each day that says when something was seen, said, asked, answered,
/// decided or read. The change to the stage is among them; [`others`] has the rest.
pub fn records(initiative: &Initiative) -> impl Iterator<Item = Dated<'_>> {
    let it = initiative;
    let evidence = it.evidence.iter().enumerate().filter_map(|(place, item)| {
        entry("evidence", place, "date", Some(item.date)).map(|dated| dated.of(item.id.as_str()))
    });
    let talks =
        it.conversations.iter().enumerate().filter(|(_, talk)| !talk.unread.has("date")).filter_map(|(place, talk)| {
            let dated = entry("conversation", place, "date", Some(talk.date))?;
            Some(Dated { id: talk.id.as_ref().map(LocalId::as_str), ..dated })
        });
    let decisions =
        it.decisions.iter().enumerate().filter_map(|(place, it)| entry("decision", place, "date", Some(it.date)));
    let reviews = it.reviews.iter().enumerate().filter_map(|(place, it)| entry("review", place, "date", Some(it.date)));
    let interviews = it.interviews.iter().enumerate().flat_map(|(place, it)| {
        let named = move |dated| Dated { id: it.id.as_ref().map(LocalId::as_str), ..dated };
        let held = entry("interview", place, "date", Some(it.date)).map(named);
        let shared = it.shared.iter().enumerate().filter_map(move |(below, shared)| {
            entry("interview", place, "shared", Some(shared.date)).map(|dated| named(dated).at(below, "date"))
        });
        held.into_iter().chain(shared)
    });
    let updates = it.updates.iter().enumerate().filter_map(|(place, it)| entry("update", place, "date", Some(it.date)));
    let retros = it.retros.iter().enumerate().filter_map(|(place, it)| entry("retro", place, "date", it.date));
    let questions = it
        .open_questions
        .iter()
        .enumerate()
        .filter_map(|(place, question)| entry("open_questions", place, "asked_on", question.asked_on));
    let asks = it.asks.iter().enumerate().flat_map(|(place, ask)| {
        let days =
            [("presented_on", ask.presented_on), ("answered_on", ask.answered_on), ("changed_on", ask.changed_on)];
        let dated = move |(key, date)| entry("ask", place, key, date).map(|dated| dated.of(ask.id.as_str()));
        days.into_iter().filter_map(dated)
    });
    let readings = it.metrics.iter().enumerate().flat_map(|(place, metric)| {
        let read = metric.readings.iter().enumerate();
        read.filter_map(move |(below, reading)| {
            entry("metric", place, "readings", reading.date).map(|dated| dated.of(metric.id.as_str()).at(below, "date"))
        })
    });
    let since = alone("stage_since", "", it.stage_since);
    let said = evidence.chain(talks).chain(decisions).chain(reviews).chain(interviews).chain(updates);
    said.chain(retros).chain(questions).chain(asks).chain(readings).chain(since)
}

/// Other days of the past: on which metrics were read before anything was done, and on which it ended.
pub fn others(initiative: &Initiative) -> impl Iterator<Item = Dated<'_>> {
    let read = |metric: &Metric| metric.baseline.as_ref().and_then(|baseline| baseline.date);
    let metrics = initiative.metrics.iter().enumerate();
    let baselines = metrics.filter_map(move |(place, metric)| {
        entry("metric", place, "baseline/date", read(metric)).map(|dated| dated.of(metric.id.as_str()))
    });
    let ended = initiative.closing.as_ref().and_then(|closing| alone("closing", "date", closing.date));
    baselines.chain(ended)
}

/// What is planned, promised or wanted for a day.
pub fn plans(initiative: &Initiative) -> impl Iterator<Item = Dated<'_>> {
    let it = initiative;
    let excluded = it.excluded.iter().enumerate().filter_map(|(place, it)| entry("excluded", place, "until", it.until));
    let allowed = it.allow.iter().enumerate().filter_map(|(place, it)| entry("allow", place, "until", it.until));
    let metrics = it.metrics.iter().enumerate().filter_map(|(place, metric)| {
        let date = metric.target.as_ref().and_then(|target| target.date);
        entry("metric", place, "target/date", date).map(|dated| dated.of(metric.id.as_str()))
    });
    let stakeholders = it.stakeholders.iter().enumerate().filter_map(|(place, it)| {
        entry("stakeholder", place, "plan/by", it.plan.as_ref().and_then(|plan| plan.by))
            .map(|dated| dated.of(it.person.as_str()))
    });
    let promises = it
        .conversations
        .iter()
        .enumerate()
        .filter_map(|(place, talk)| entry("conversation", place, "follow_up_by", talk.follow_up_by));
    let asks = it
        .live_asks()
        .filter_map(|(place, ask)| entry("ask", place, "need_by", ask.need_by).map(|dated| dated.of(ask.id.as_str())));
    let steps = it.steps.iter().enumerate().flat_map(|(place, step)| {
        let checkpoint = step.checkpoint.as_ref().map(|checkpoint| checkpoint.date);
        let days = [("start", step.start), ("end", step.end), ("checkpoint/date", checkpoint)];
        let dated = move |(key, date)| entry("step", place, key, date).map(|dated| dated.of(step.id.as_str()));
        days.into_iter().filter_map(dated)
    });
    let deliverables = it.deliverables.iter().enumerate().flat_map(|(place, it)| {
        let dated = move |(key, date)| entry("deliverable", place, key, date).map(|dated| dated.of(it.id.as_str()));
        let moved = it.moved_from.iter().enumerate().filter_map(move |(below, date)| {
            entry("deliverable", place, "moved_from", Some(*date)).map(|dated| dated.of(it.id.as_str()).at(below, ""))
        });
        [("start", it.start), ("end", it.end)].into_iter().filter_map(dated).chain(moved)
    });
    let risks = it.risks.iter().enumerate().filter_map(|(place, risk)| entry("risk", place, "due", risk.due));
    let actions = it.retros.iter().enumerate().flat_map(|(place, retro)| {
        let listed = retro.actions.iter().enumerate();
        listed.filter_map(move |(below, action)| {
            entry("retro", place, "actions", action.due).map(|dated| dated.at(below, "due"))
        })
    });
    let support = it.support.iter().flat_map(|support| {
        [alone("support", "from", support.from), alone("support", "until", support.until)].into_iter().flatten()
    });
    let revisit = it.closing.as_ref().and_then(|closing| alone("closing", "revisit_on", closing.revisit_on));
    let promised = excluded.chain(allowed).chain(metrics).chain(stakeholders).chain(promises).chain(asks);
    promised.chain(steps).chain(deliverables).chain(risks).chain(actions).chain(support).chain(revisit)
}
