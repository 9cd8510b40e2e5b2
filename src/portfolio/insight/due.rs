//! What is open and what falls due: every line that somebody must do something about, with who and since when.
//!
//! How old is too old is left to [`crate::rules`], how it is told to `render`.

use super::asked::status_on;
use super::follow_ups::{self, What as Awaited};
use super::reminders::{self, Occasion};
use super::{Counted, Index, facts};
use crate::model::system::Continuity;
use crate::model::{
    Action, Ask, ChangeWindow, Checkpoint, CycleId, Date, Deliverable, DeliverableStatus, Initiative, InitiativeId,
    Need, OpenQuestion, PersonId, Record, Release, Risk, Role, Stage, Step, System, SystemId, TeamId,
};

/// Days ahead that are looked at: what lies farther away is no line yet.
pub const AHEAD: i64 = 30;

/// What a line belongs to.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// An initiative.
    Initiative(&'a InitiativeId, &'a Record<Initiative>),
    /// A cycle, which was looked back at.
    Cycle(&'a CycleId),
    /// A system.
    System(&'a SystemId, &'a Record<System>),
}

/// What is open or falls due.
#[derive(Clone, Debug)]
pub enum Item<'a> {
    /// Something to hand over.
    Deliverable(&'a Deliverable),
    /// An ask that the team has heard and not answered.
    Ask(&'a Ask),
    /// A question without an answer.
    Question(&'a OpenQuestion),
    /// Data that somebody asked for and has not got.
    Need(&'a Need),
    /// What a look back led to.
    Action(&'a Action),
    /// A risk about which something is to be done.
    Risk(&'a Risk),
    /// Somebody waits to hear again: these people, or users in general where there are none.
    FollowUp(Vec<PersonId>, Awaited),
    /// The day to look whether to go on.
    Checkpoint(&'a Step, &'a Checkpoint),
    /// The day of a change.
    Change(&'a Step, &'a ChangeWindow),
    /// The day of a release.
    Release(&'a Step, &'a Release),
    /// A day to remember of a system; with the plan, where one is to be practised.
    Reminder(Occasion, Option<&'a Continuity>),
    /// What was parked is to be looked at again.
    Revisit,
}

/// What the day of a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// It is to happen by this day.
    Due(Date),
    /// It has been open since this day.
    Since(Date),
    /// Nobody wrote a day.
    Undated,
}

impl When {
    /// The day, whatever it means.
    #[must_use]
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Due(day) | Self::Since(day) => Some(day),
            Self::Undated => None,
        }
    }
}

/// One line: something that somebody must do something about.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// What it belongs to.
    pub subject: Subject<'a>,
    /// What it is.
    pub item: Item<'a>,
    /// When it is due, or since when it has been open.
    pub when: When,
    /// Who must do something.
    pub who: Option<&'a PersonId>,
    /// The team that is asked, or that answers for the system.
    pub team: Option<&'a TeamId>,
}

impl<'a> Line<'a> {
    /// The initiative it belongs to.
    #[must_use]
    pub fn initiative(&self) -> Option<(&'a InitiativeId, &'a Record<Initiative>)> {
        match self.subject {
            Subject::Initiative(id, record) => Some((id, record)),
            _ => None,
        }
    }

    /// Whether it belongs to `cycle`: to its look back, or to an initiative planned for it.
    #[must_use]
    pub fn is_of_cycle(&self, cycle: &CycleId) -> bool {
        match (self.subject, &self.item) {
            (Subject::Initiative(_, record), Item::Ask(ask)) => record.value.cycle_of(ask) == Some(cycle),
            (Subject::Initiative(_, record), _) => record.target_cycle.as_ref() == Some(cycle),
            (Subject::Cycle(id), _) => id == cycle,
            (Subject::System(..), _) => false,
        }
    }

    /// Whether `team` is asked or answers for it, or one of its people must do something.
    #[must_use]
    pub fn concerns(&self, index: &Index<'_>, team: &TeamId) -> bool {
        let is_theirs = |person| {
            index.works_in(person, team)
                || [Role::Pm, Role::Em].iter().any(|role| index.holders(team, *role).contains(&person))
        };
        self.team == Some(team) || self.who.is_some_and(is_theirs)
    }
}

/// Everything open or due within [`AHEAD`] days, the oldest day first, what has no day last.
#[must_use]
pub fn lines<'a>(index: &'a Index<'a>, as_of: Date) -> Vec<Line<'a>> {
    let portfolio = index.portfolio;
    let mut lines = Vec::new();
    for (id, record) in &portfolio.initiatives {
        let open = Open { index, id, record, as_of };
        if record.is_closed() {
            open.of_closed(&mut lines);
        } else {
            open.of_active(&mut lines);
        }
        open.of_any(&mut lines);
    }
    for (id, cycle) in &portfolio.cycles {
        let retro = cycle.value.retro.iter().filter(|retro| retro.date <= as_of);
        for (action, held) in retro.flat_map(|retro| retro.actions.iter().map(move |action| (action, retro.date))) {
            lines.extend(open_action(Subject::Cycle(id), action, Some(held), None));
        }
    }
    for (id, system) in &portfolio.systems {
        of_system(portfolio.workspace.thresholds.practise_every, id, system, &mut lines);
    }
    let last = as_of.plus_days(AHEAD);
    lines.retain(|line| match line.when {
        When::Due(day) => day <= last || matches!(line.item, Item::Deliverable(_)),
        // What is dated after the day has not happened yet.
        When::Since(day) => day <= as_of,
        When::Undated => true,
    });
    // A stable sort: lines of one day stay together by initiative.
    lines.sort_by_key(|line| line.when.day().map_or((true, as_of), |day| (false, day)));
    lines
}

/// Deliverables of active initiatives that begin later than any line, so that there is nothing to say about them yet.
pub fn later(initiative: &Initiative, as_of: Date) -> impl Iterator<Item = &Deliverable> {
    initiative
        .deliverables
        .iter()
        .filter(move |deliverable| !deliverable.is_final() && begins_later(deliverable, as_of))
}

fn begins_later(deliverable: &Deliverable, as_of: Date) -> bool {
    let not_started = deliverable.status.is_none_or(|status| status == DeliverableStatus::NotStarted);
    not_started && deliverable.start.is_some_and(|start| start > as_of.plus_days(AHEAD))
}

/// An action of a look back that is not done; due, or open since it was decided.
fn open_action<'a>(
    subject: Subject<'a>,
    action: &'a Action,
    held: Option<Date>,
    owner: Option<&'a PersonId>,
) -> Option<Line<'a>> {
    let when = match (action.due, held) {
        (Some(due), _) => When::Due(due),
        (None, Some(held)) => When::Since(held),
        (None, None) => When::Undated,
    };
    let who = action.owner.as_ref().or(owner);
    (!action.done).then_some(Line { subject, item: Item::Action(action), when, who, team: None })
}

/// Days to remember of a system.
fn of_system<'a>(practise_every: u32, id: &'a SystemId, record: &'a Record<System>, lines: &mut Vec<Line<'a>>) {
    for reminder in reminders::of_system(record, practise_every) {
        let plan = match &reminder.occasion {
            Occasion::Practice(scenario) => record.value.continuity.iter().find(|it| it.scenario == *scenario),
            _ => None,
        };
        lines.push(Line {
            subject: Subject::System(id, record),
            item: Item::Reminder(reminder.occasion, plan),
            when: When::Due(reminder.on),
            who: None,
            team: Some(&record.value.owner),
        });
    }
}

/// An initiative whose lines are collected.
struct Open<'a> {
    index: &'a Index<'a>,
    id: &'a InitiativeId,
    record: &'a Record<Initiative>,
    as_of: Date,
}

impl<'a> Open<'a> {
    fn line(&self, item: Item<'a>, when: When, who: Option<&'a PersonId>) -> Line<'a> {
        let owner = self.record.value.owner.as_ref();
        Line { subject: Subject::Initiative(self.id, self.record), item, when, who: who.or(owner), team: None }
    }

    /// What stays open whatever becomes of the initiative.
    fn of_any(&self, lines: &mut Vec<Line<'a>>) {
        let initiative = &*self.record.value;
        let subject = Subject::Initiative(self.id, self.record);
        for retro in initiative.retros.iter().filter(|retro| retro.date.is_none_or(|date| date <= self.as_of)) {
            let actions = retro.actions.iter();
            lines.extend(
                actions.filter_map(|action| open_action(subject, action, retro.date, initiative.owner.as_ref())),
            );
        }
        for owed in follow_ups::of(self.index.portfolio, self.record, self.as_of) {
            lines.push(self.line(Item::FollowUp(owed.who, owed.what), When::Due(owed.due), None));
        }
    }

    fn of_closed(&self, lines: &mut Vec<Line<'a>>) {
        let closing = self.record.value.closing.as_ref().filter(|_| self.record.stage == Some(Stage::Parked));
        let revisit = closing.and_then(|closing| closing.revisit_on);
        lines.extend(revisit.map(|day| self.line(Item::Revisit, When::Due(day), None)));
    }

    fn of_active(&self, lines: &mut Vec<Line<'a>>) {
        let initiative = &*self.record.value;
        let as_of = self.as_of;
        for (_, ask) in initiative.live_asks() {
            if status_on(ask, as_of).is_open() {
                let when = ask.presented_on.map_or(When::Undated, When::Since);
                let decider = self.index.decider(ask);
                let subject = Subject::Initiative(self.id, self.record);
                lines.push(Line { subject, item: Item::Ask(ask), when, who: decider, team: Some(&ask.team) });
            }
        }
        let open = initiative.deliverables.iter().filter(|it| !it.is_final() && !begins_later(it, as_of));
        for deliverable in open {
            let when = deliverable.end.map_or(When::Undated, When::Due);
            lines.push(self.line(Item::Deliverable(deliverable), when, deliverable.owner.as_ref()));
        }
        for question in initiative.open_questions.iter().filter(|it| !facts::is_stated(it.answer.as_ref())) {
            let when = question.asked_on.map_or(When::Undated, When::Since);
            lines.push(self.line(Item::Question(question), when, None));
        }
        for voiced in facts::needs(initiative, Counted::UpTo(as_of)).into_iter().filter(|need| !need.answered) {
            let talk = initiative.conversations.get(voiced.conversation).filter(|talk| !talk.unread.has("date"));
            let said_on = talk.map(|talk| talk.date);
            lines.push(self.line(Item::Need(voiced.need), said_on.map_or(When::Undated, When::Since), None));
        }
        for risk in &initiative.risks {
            let line = |due| self.line(Item::Risk(risk), When::Due(due), risk.owner.as_ref());
            lines.extend(risk.due.map(line));
        }
        for step in &initiative.steps {
            self.of_step(step, lines);
        }
    }

    /// What comes up in a step: the day to look at it until somebody has decided, a change and a release until their day.
    fn of_step(&self, step: &'a Step, lines: &mut Vec<Line<'a>>) {
        let initiative = &self.record.value;
        if let Some(checkpoint) = step.checkpoint.as_deref() {
            let decided = |day: Date| initiative.decisions.iter().any(|it| it.date >= day && it.date <= self.as_of);
            if !decided(checkpoint.date) {
                lines.push(self.line(Item::Checkpoint(step, checkpoint), When::Due(checkpoint.date), None));
            }
        }
        let ahead = |day: &Date| *day >= self.as_of;
        if let (Some(change), Some(day)) = (step.change.as_deref(), step.start.or(step.end).filter(ahead)) {
            lines.push(self.line(Item::Change(step, change), When::Due(day), change.approver.as_ref()));
        }
        if let (Some(release), Some(day)) = (step.release.as_deref(), step.end.filter(ahead)) {
            lines.push(self.line(Item::Release(step, release), When::Due(day), release.executor.as_ref()));
        }
    }
}
