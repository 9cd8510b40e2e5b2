//! People who have left and still answer for something: the owner (CV411), everybody else (CV412).
//!
//! Roles of teams and systems that nobody holds are judged in [`super::vacancies`], who decides in
//! [`super::stakeholders`].

use super::amounts::{few, tick};
use super::wording::list;
use super::{Check, Context, Rule, Subject};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::insight::roles::is_active;
use crate::model::{PersonId, Role, Stage, TeamId};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: OWNER,
        name: "owner-left",
        level: Level::Warning,
        raise: Some((Stage::Ready, Level::Error)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "the owner of an initiative is no longer active",
        docs: include_str!("docs/CV411.md"),
        check: Check::Initiative(owner_left),
    },
    Rule {
        code: HOLDER,
        name: "role-of-somebody-left",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "somebody who answers for a part of an initiative is no longer active",
        docs: include_str!("docs/CV412.md"),
        check: Check::Initiative(holder_left),
    },
];

const OWNER: Code = Code(411);
const HOLDER: Code = Code(412);
/// Successors named at most.
const MOST: usize = 3;

/// As what somebody answers for a part of an initiative.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Product,
    Delivery,
    Support,
    Champion(&'a TeamId),
    /// Anything that the owner could do instead.
    Task,
}

/// A place that names a person.
struct Named<'a> {
    person: &'a PersonId,
    part: Part<'a>,
    what: String,
    pointer: String,
}

fn owner_left(context: &Context, subject: &Subject, findings: &mut Findings) {
    let Some(owner) = subject.record.owner.as_ref().filter(|owner| !is_active(context.portfolio, owner)) else {
        return;
    };
    let mut successors = Successors::new(context, owner);
    let roles = subject.record.roles.iter();
    for (person, why) in roles.flat_map(|roles| [(&roles.delivery, "delivers it"), (&roles.product, "answers for it")])
    {
        successors.extend(person.as_ref().map(|person| (person, why.to_owned())));
    }
    successors.of_team(&[Role::Em, Role::Pm]);
    findings.push(
        Diagnostic::new(
            OWNER,
            subject.at("/owner"),
            format!("{owner} owns {} and is no longer active", tick(subject.id)),
        )
        .label("has left")
        .help(successors.help("`owner`"))
        .about(owner.as_str()),
    );
}

fn holder_left(context: &Context, subject: &Subject, findings: &mut Findings) {
    let mut left: Vec<Named> = named(subject);
    left.retain(|named| !is_active(context.portfolio, named.person));
    // One finding for a person, however much was theirs.
    while let Some(first) = left.first().map(|named| named.person) {
        let (theirs, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|named| named.person == first);
        left = others;
        let Some((named, more)) = theirs.split_first() else { continue };
        let what = few(theirs.iter().map(|named| named.what.as_str()), MOST);
        let several = if more.is_empty() { "" } else { " and the others" };
        let person = named.person;
        let successors = successors(context, subject, named);
        let key = named.pointer.rsplit('/').next().unwrap_or_default();
        let mut finding = Diagnostic::new(
            HOLDER,
            subject.at(&named.pointer),
            format!("{person} is no longer active, but named as {}", list(&what)),
        )
        .label("has left")
        .help(successors.help(&format!("{}{several}", tick(key))))
        .about(person.as_str())
        .extent(theirs.len());
        for named in more {
            finding = finding.related(subject.at(&named.pointer), named.what.clone());
        }
        findings.push(finding);
    }
}

/// Everybody who answers for a part of an initiative, but for its owner and those who decide.
fn named<'a>(subject: &Subject<'a>) -> Vec<Named<'a>> {
    let it = &subject.record.value;
    let mut found = Vec::new();
    let mut note = |person: Option<&'a PersonId>, part, what: String, pointer: String| {
        found.extend(person.map(|person| Named { person, part, what, pointer }));
    };
    if let Some(roles) = &it.roles {
        note(roles.product.as_ref(), Part::Product, "holder of the product role".into(), "/roles/product".into());
        note(roles.delivery.as_ref(), Part::Delivery, "holder of the delivery role".into(), "/roles/delivery".into());
    }
    if let Some(support) = &it.support {
        note(Some(&support.contact), Part::Support, "support contact".into(), "/support/contact".into());
    }
    // Once a team has answered for good, nobody has to argue any more.
    let open = it.live_asks().filter(|(_, ask)| !ask.status().is_settled());
    for (place, ask) in open {
        let what = format!("champion of ask {}", tick(&ask.id));
        note(ask.champion.as_ref(), Part::Champion(&ask.team), what, format!("/ask/{place}/champion"));
    }
    for (place, step) in it.steps.iter().enumerate() {
        let executor = step.release.as_ref().and_then(|release| release.executor.as_ref());
        let what = format!("executor of step {}", tick(&step.id));
        note(executor, Part::Task, what, format!("/step/{place}/release/executor"));
        let approver = step.change.as_ref().and_then(|change| change.approver.as_ref());
        let what = format!("approver of step {}", tick(&step.id));
        note(approver, Part::Task, what, format!("/step/{place}/change/approver"));
    }
    for (place, deliverable) in it.deliverables.iter().enumerate().filter(|(_, deliverable)| !deliverable.is_final()) {
        let what = format!("owner of deliverable {}", tick(&deliverable.id));
        note(deliverable.owner.as_ref(), Part::Task, what, format!("/deliverable/{place}/owner"));
    }
    for (place, risk) in it.risks.iter().enumerate() {
        let what = format!("owner of risk {}", place + 1);
        note(risk.owner.as_ref(), Part::Task, what, format!("/risk/{place}/owner"));
    }
    for (place, stakeholder) in it.stakeholders.iter().enumerate() {
        let speaks = stakeholder.plan.as_ref().and_then(|plan| plan.owner.as_ref());
        let what = format!("the one to speak with {}", stakeholder.person);
        note(speaks, Part::Task, what, format!("/stakeholder/{place}/plan/owner"));
    }
    for (place, retro) in it.retros.iter().enumerate() {
        for (below, action) in retro.actions.iter().enumerate().filter(|(_, action)| !action.done) {
            let what = format!("owner of action {} of a retro", below + 1);
            note(action.owner.as_ref(), Part::Task, what, format!("/retro/{place}/actions/{below}/owner"));
        }
    }
    found
}

/// Who could do what somebody did who has left.
fn successors<'a>(context: &'a Context, subject: &Subject<'a>, named: &Named<'a>) -> Successors<'a> {
    let mut successors = Successors::new(context, named.person);
    let owner = subject.record.owner.as_ref().map(|owner| (owner, "owns it".to_owned()));
    match named.part {
        Part::Champion(team) => successors.within(team),
        Part::Product => {
            successors.of_team(&[Role::Pm]);
            successors.extend(owner);
        }
        Part::Delivery => {
            successors.of_team(&[Role::Em]);
            successors.extend(owner);
        }
        Part::Support | Part::Task => {
            successors.extend(owner);
            let delivery = subject.record.roles.as_ref().and_then(|roles| roles.delivery.as_ref());
            successors.extend(delivery.map(|person| (person, "delivers it".to_owned())));
            successors.of_team(&[Role::Em]);
        }
    }
    successors
}

/// People who could take over, the best first.
struct Successors<'a> {
    context: &'a Context<'a>,
    former: &'a PersonId,
    found: Vec<(&'a PersonId, String)>,
}

impl<'a> Successors<'a> {
    fn new(context: &'a Context<'a>, former: &'a PersonId) -> Self {
        Self { context, former, found: Vec::new() }
    }

    /// Adds those who are there and not found yet.
    fn extend(&mut self, people: impl IntoIterator<Item = (&'a PersonId, String)>) {
        for (person, why) in people {
            let known = self.context.portfolio.people.get(person).is_some_and(|person| person.active);
            if known && self.found.len() < MOST && !self.found.iter().any(|(found, _)| *found == person) {
                self.found.push((person, why));
            }
        }
    }

    /// Adds those who hold `roles` in the team of who has left, then the nearest manager who is there.
    fn of_team(&mut self, roles: &[Role]) {
        let people = &self.context.portfolio.people;
        if let Some(team) = people.get(self.former).and_then(|former| former.team.as_ref()) {
            for role in roles {
                let holders = self.context.index.holders(team, *role).to_vec();
                self.extend(holders.into_iter().map(|person| (person, format!("{role} of {team}"))));
            }
        }
        let mut above = self.former;
        // As many steps as there are people: managers may go round.
        for _ in 0..people.len() {
            let Some(manager) = people.get(above).and_then(|person| person.manager.as_ref()) else { break };
            if is_active(self.context.portfolio, manager) {
                let former = self.former;
                self.extend([(manager, format!("managed {former}"))]);
                break;
            }
            above = manager;
        }
    }

    /// Adds the people of `team`, those first who hold no role there: who decides can hardly be the one who argues.
    fn within(&mut self, team: &'a TeamId) {
        let (portfolio, index) = (self.context.portfolio, self.context.index);
        let listed = portfolio.teams.get(team).into_iter().flat_map(|team| &team.members);
        let own = portfolio.people.iter().filter(|(_, person)| person.team.as_ref() == Some(team)).map(|(id, _)| id);
        let (deciding, others): (Vec<_>, Vec<_>) = listed.chain(own).partition(|person| index.can_decide(person, team));
        let why = || format!("of {team}");
        self.extend(others.into_iter().map(|person| (person, why())));
        if self.found.is_empty() {
            self.extend(deciding.into_iter().map(|person| (person, why())));
        }
    }

    fn help(self, key: &str) -> String {
        let names: Vec<String> = self.found.iter().map(|(person, why)| format!("{person} ({why})")).collect();
        match names.as_slice() {
            [] => format!("ask who takes over, and name them in {key}"),
            [one] => format!("{one} could take over; ask them, and change {key}"),
            [first @ .., last] => {
                format!("{} or {last} could take over; ask them, and change {key}", first.join(", "))
            }
        }
    }
}
