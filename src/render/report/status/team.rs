//! How initiatives stand, for those who do the work: what is handed over, what is asked, what is open, what was learned.

use super::{Ended, Entry, Setting, Subject, latest};
use crate::insight::asked::status_on;
use crate::insight::readiness::Verdict;
use crate::model::{AskStatus, Date, Days, Deliverable, DeliverableStatus, Health, Initiative, OpenQuestion, Stage};
use crate::render::ask::{Risk, said};
use crate::render::names;
use schemars::JsonSchema;
use serde::Serialize;

/// Steps that are named at most, the most urgent.
const MOST_STEPS: usize = 3;

/// What those who do the work are told of an initiative.
#[derive(Serialize, JsonSchema)]
pub struct ForTeam {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
    /// Who drives it, by id.
    owner: Option<String>,
    /// The stage it declares.
    stage: Option<Stage>,
    /// The judgement on it; null once it is closed.
    verdict: Option<Verdict>,
    /// The cycle it should be planned for.
    cycle: Option<String>,
    /// Days left until planning opens; negative when it is past.
    days: Option<i64>,
    /// The newest update.
    update: Option<Told>,
    /// What is handed over, in the order of the file.
    deliverables: Vec<HandedOver>,
    /// What teams are asked, in the order of the file.
    asks: Vec<Asked>,
    /// What may go wrong; nothing once it is closed.
    risks: Vec<Risk>,
    /// The most urgent steps to be ready for planning.
    next: Vec<String>,
    /// What is not known yet; nothing once it is closed.
    questions: Vec<Question>,
    /// What was learned.
    lessons: Vec<String>,
    /// What was to be done about it and is not.
    actions: Vec<Action>,
    /// How it ended; null while it is active.
    ended: Option<Ended>,
}

/// An update.
#[derive(Serialize, JsonSchema)]
struct Told {
    /// Its day.
    date: Date,
    /// Who wrote it, by id.
    by: String,
    /// How it is doing.
    health: Option<Health>,
    /// In their words.
    text: String,
}

/// Something that is handed over.
#[derive(Serialize, JsonSchema)]
struct HandedOver {
    /// What it is.
    text: String,
    /// Who answers for it, by id.
    owner: Option<String>,
    /// The day on which it is handed over.
    end: Option<Date>,
    /// Where it stands.
    status: DeliverableStatus,
    /// Whether it is nice to have.
    stretch: bool,
    /// The day that was promised first; null where it has not moved.
    first_promised: Option<Date>,
}

/// What a team is asked.
#[derive(Serialize, JsonSchema)]
struct Asked {
    /// What the team is called.
    team: String,
    /// What it is asked to do.
    what: String,
    /// Where the ask stands.
    status: AskStatus,
    /// By when it is needed.
    need_by: Option<Date>,
    /// What it takes at most, or what the team committed to, in person-days.
    effort: Option<Days>,
    /// What it took, in person-days.
    actual: Option<Days>,
}

/// Something not known yet.
#[derive(Serialize, JsonSchema)]
struct Question {
    /// What is not known.
    text: String,
    /// Since when.
    since: Option<Date>,
}

/// Something that was to be done.
#[derive(Serialize, JsonSchema)]
struct Action {
    /// What was to be done.
    text: String,
    /// Who, by id.
    owner: Option<String>,
    /// By when.
    due: Option<Date>,
}

impl Entry for ForTeam {
    const NAME: &'static str = "status-team";
    const TEMPLATE: &'static str = include_str!("../../templates/status-team.md");

    fn of(setting: Setting<'_>, subject: Subject<'_>) -> Option<Self> {
        Some(entry(setting, subject))
    }
}

fn entry(setting: Setting<'_>, subject: Subject<'_>) -> ForTeam {
    let initiative: &Initiative = &subject.record.value;
    let next = subject.readiness().map(crate::insight::readiness::Readiness::next).unwrap_or_default();
    let retros = || initiative.retros.iter().filter(|retro| retro.date.is_none_or(|day| day <= setting.as_of));
    let is_open = !initiative.is_closed();
    ForTeam {
        id: subject.id.to_string(),
        title: names::title(subject.id, initiative).to_owned(),
        owner: initiative.owner.as_ref().map(ToString::to_string),
        stage: initiative.stage,
        verdict: subject.readiness().map(|readiness| readiness.verdict),
        cycle: subject.cycle(),
        days: subject.days(),
        update: latest(initiative, setting.as_of).map(|update| Told {
            date: update.date,
            by: update.by.to_string(),
            health: update.health,
            text: update.text.trim().to_owned(),
        }),
        deliverables: initiative.deliverables.iter().map(handed_over).collect(),
        asks: asks(setting, initiative),
        risks: if is_open { Risk::all(initiative) } else { Vec::new() },
        next: next.into_iter().take(MOST_STEPS).map(|gate| gate.action.clone()).collect(),
        questions: initiative.open_questions.iter().filter(|_| is_open).filter_map(question).collect(),
        lessons: retros().filter_map(|retro| said(retro.findings.as_ref())).collect(),
        actions: retros()
            .flat_map(|retro| &retro.actions)
            .filter(|action| !action.done)
            .map(|action| Action {
                text: action.text.trim().to_owned(),
                owner: action.owner.as_ref().map(ToString::to_string),
                due: action.due,
            })
            .collect(),
        ended: Ended::of(initiative),
    }
}

fn handed_over(deliverable: &Deliverable) -> HandedOver {
    HandedOver {
        text: deliverable.text.trim().to_owned(),
        owner: deliverable.owner.as_ref().map(ToString::to_string),
        end: deliverable.end,
        status: deliverable.status.unwrap_or(DeliverableStatus::NotStarted),
        stretch: deliverable.stretch,
        first_promised: deliverable.moved_from.iter().min().copied(),
    }
}

fn asks(Setting { index, as_of }: Setting<'_>, initiative: &Initiative) -> Vec<Asked> {
    let asks = initiative.live_asks().map(|(_, ask)| Asked {
        team: names::team(index.portfolio, &ask.team).to_owned(),
        what: ask.what.trim().to_owned(),
        status: status_on(ask, as_of),
        need_by: ask.need_by,
        effort: Some(ask)
            .filter(|_| status_on(ask, as_of).is_answered())
            .and_then(|ask| ask.committed_effort)
            .or(ask.effort.map(|effort| effort.max)),
        actual: ask.actual_effort.filter(|_| status_on(ask, as_of) == AskStatus::Done),
    });
    asks.collect()
}

fn question(question: &OpenQuestion) -> Option<Question> {
    let open = said(question.answer.as_ref()).is_none();
    Some(Question { text: said(question.q.as_ref()).filter(|_| open)?, since: question.asked_on })
}
