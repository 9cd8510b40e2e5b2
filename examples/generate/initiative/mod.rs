//! One initiative as a staff engineer would write it down, from its number alone.
//!
//! Nine in ten are without a finding on the day the portfolio is looked at; every tenth has one [`Fault`].

mod case;
mod people;
mod plan;

use crate::organisation::{Organisation, Quarter};
use crate::random::Random;
use crate::words::{FAILURES, SUBJECTS, USERS};
use canvass::model::{Category, Date, Stage};
use std::fmt::{Display, Write as _};

/// Stages by how many of a hundred initiatives are at each.
const STAGES: [(Stage, i64); 8] = [
    (Stage::Idea, 8),
    (Stage::Problem, 14),
    (Stage::Proposal, 28),
    (Stage::Ready, 22),
    (Stage::Committed, 8),
    (Stage::Delivered, 8),
    (Stage::Parked, 7),
    (Stage::Dropped, 5),
];

/// What every tenth initiative does wrong; never against the schema, so that every tool reads on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    NoExecutivePitch,
    UnknownPerson,
    ManagerForgotten,
    BareAsk,
    StrangeDecider,
    BareExclusion,
    ThinEvidence,
    OpenQuestion,
}

const FAULTS: [Fault; 8] = [
    Fault::NoExecutivePitch,
    Fault::UnknownPerson,
    Fault::ManagerForgotten,
    Fault::BareAsk,
    Fault::StrangeDecider,
    Fault::BareExclusion,
    Fault::ThinEvidence,
    Fault::OpenQuestion,
];

/// One team asked for something.
struct Asked {
    team: usize,
    id: &'static str,
    kind: &'static str,
    medium: bool,
    days: i64,
}

struct Draft<'o> {
    organisation: &'o Organisation,
    random: Random,
    number: usize,
    stage: Stage,
    category: Category,
    fault: Option<Fault>,
    owner: String,
    home: usize,
    asked: Vec<Asked>,
    quarter: Quarter,
    /// The last day anything is recorded on.
    today: Date,
    text: String,
}

/// The id and the text of initiative `number`.
pub(crate) fn file(organisation: &Organisation, number: usize) -> (String, String) {
    let mut random = Random::of(organisation.seed ^ 2, number);
    let member = number % organisation.members();
    let home = organisation.team_of_member(member);
    let stage = stage(&mut random);
    let later = number / organisation.teams;
    let quarter = if stage == Stage::Delivered { organisation.quarter(-2) } else { organisation.planned_for(later) };
    let mut draft = Draft {
        category: *Category::ALL.get(random.between(0, 6).unsigned_abs() as usize).unwrap_or(&Category::Product),
        asked: asked(organisation, &mut random, home),
        fault: (number % 10 == 7).then(|| FAULTS.get(number / 10 % FAULTS.len()).copied()).flatten(),
        owner: organisation.member(member),
        today: if stage == Stage::Delivered { quarter.end.plus_days(-10) } else { crate::as_of() },
        text: String::with_capacity(6_000),
        organisation,
        random,
        number,
        stage,
        home,
        quarter,
    };
    draft.write();
    (format!("{}-{number}", draft.subject().replace(' ', "-")), draft.text)
}

fn stage(random: &mut Random) -> Stage {
    let mut place = random.between(1, 100);
    let found = STAGES.iter().find(|(_, share)| {
        place -= share;
        place <= 0
    });
    found.map_or(Stage::Idea, |(stage, _)| *stage)
}

fn asked(organisation: &Organisation, random: &mut Random, home: usize) -> Vec<Asked> {
    let first = Asked { team: organisation.neighbour(home, 1), id: "contract", kind: "work", medium: true, days: 0 };
    let second = Asked { team: organisation.neighbour(home, 3), id: "review", kind: "review", medium: false, days: 0 };
    let mut asked = vec![Asked { days: random.between(6, 12), ..first }];
    if organisation.teams > 3 && random.chance(25) {
        asked.push(Asked { days: random.between(1, 3), ..second });
    }
    asked
}

impl Draft<'_> {
    fn line(&mut self, text: impl Display) {
        let _ = writeln!(self.text, "{text}");
    }

    /// The line `key = "value"`.
    fn put(&mut self, key: &str, value: impl Display) {
        let _ = writeln!(self.text, "{key} = \"{value}\"");
    }

    fn ago(&self, days: i64) -> Date {
        self.today.plus_days(-days)
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// Whether it is planned in full: an ask for each team, steps and a plan.
    fn is_planned(&self) -> bool {
        matches!(self.stage, Stage::Proposal) || self.is_agreed()
    }

    /// Whether everybody has been spoken to.
    fn is_agreed(&self) -> bool {
        matches!(self.stage, Stage::Ready | Stage::Committed | Stage::Delivered)
    }

    fn subject(&self) -> &'static str {
        SUBJECTS.get(self.number % SUBJECTS.len()).copied().unwrap_or_default()
    }

    fn failure(&self) -> &'static str {
        FAILURES.get(self.number / SUBJECTS.len() % FAILURES.len()).copied().unwrap_or_default()
    }

    fn users(&self) -> &'static str {
        USERS.get(self.number / 7 % USERS.len()).copied().unwrap_or_default()
    }

    fn write(&mut self) {
        self.head();
        self.problem();
        self.metric();
        self.evidence();

        self.people();
        if self.is_planned() {
            self.pitches();
            self.asks();
            self.steps();
        }
        if self.is_agreed() {
            self.deliverables();
        }

        self.judgements();
        self.interviews();
        self.updates();
        self.closing();
    }
}
