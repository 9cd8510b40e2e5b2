//! The initiative: one piece of work that needs other teams, with everything said and done about it.
//!
//! Every field may be absent while the thing is young; what each stage asks for is judged by
//! `insight::stage`.

use super::id;
use super::system::SystemChange;
use super::{
    ArgumentId, AskKind, AskRef, AskStatus, Audience, Benefit, BusinessKind, Category, ConversationOutcome, CycleId,
    Date, Days, DecisionKind, DeliverableKind, DeliverableStatus, Direction, EvidenceKind, Format, Health, Influence,
    InitiativeId, InitiativeKind, Initiator, Lens, LocalId, MetricPreset, NeedRef, OfferRef, PersonId, ProblemId, Rank,
    ReviewVerdict, SegmentRef, Size, Stage, Stance, StepKind, StepRef, StrategyId, SystemId, TeamId, Text, ThemeId,
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One piece of work that needs other teams.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Initiative {
    /// What it is called, in words the asked teams would use.
    pub title: Option<Text>,
    /// Who drives it; speaks with everybody, decides for nobody.
    pub owner: Option<PersonId>,
    /// Who answers for what is built and for how it is delivered.
    pub roles: Option<Roles>,
    /// How far it has come: idea, problem, proposal, ready, committed, delivered; parked or dropped.
    pub stage: Option<Stage>,
    /// Since when it has been at that stage.
    pub stage_since: Option<Date>,
    /// What kind of value it brings: product, ktlo, reliability, security, tech_debt, compliance or cost.
    pub category: Option<Category>,
    /// What form the work takes, such as experiment, rollout, platform or migration.
    pub kind: Option<InitiativeKind>,
    /// How far your own reach goes: control, influence or beyond.
    pub influence: Option<Influence>,
    /// One paragraph of 40 to 120 words that anybody can read.
    pub summary: Option<Text>,
    /// Ids it had before, so that nothing is filed twice after a rename.
    pub previously: Vec<LocalId>,
    /// The themes it belongs to, by id.
    pub themes: Vec<ThemeId>,
    /// The strategy items it serves.
    pub aligns_with: Vec<StrategyId>,
    /// Later phases, shown but never counted as promised.
    pub horizon: Vec<Text>,
    /// The initiative whose results it builds on.
    pub follows: Option<InitiativeId>,
    /// The cycle it should be planned for.
    pub target_cycle: Option<CycleId>,
    /// The systems it touches and how deeply; write `systems = []` when it touches none.
    pub systems: Option<Vec<SystemChange>>,
    /// How much you are willing to spend on it in all, in person-days.
    #[schemars(range(min = 0))]
    pub appetite: Option<Days>,
    /// What it will not do, so that nobody expects it.
    pub no_gos: Vec<Text>,
    /// What it is worth in money, as a range with its basis.
    pub value: Option<Value>,
    /// What happens if nothing is done: money, pages or people lost in a quarter.
    pub cost_of_inaction: Option<Text>,
    /// What else could be done, doing nothing included, and why not.
    pub alternatives: Vec<Alternative>,
    /// What is not known yet, and since when.
    pub open_questions: Vec<OpenQuestion>,
    /// People who would be required but are left out, and why.
    pub excluded: Vec<Exclusion>,
    /// Rules that are waived here for a while, and why.
    pub allow: Vec<Waiver>,
    /// The problem: who has it, how badly, and how many.
    pub problem: Option<ProblemStatement>,
    /// What will be different for users and for the business.
    pub outcome: Option<Outcome>,
    /// Groups of users, and which of them it stands or falls with.
    #[serde(rename = "segment")]
    pub segments: Vec<Segment>,
    /// Numbers that will show whether it worked.
    #[serde(rename = "metric")]
    pub metrics: Vec<Metric>,
    /// Facts that support or contradict it.
    pub evidence: Vec<Evidence>,
    /// The message, one for each audience that must be convinced.
    #[serde(rename = "pitch")]
    pub pitches: Vec<Pitch>,
    /// People you plan to speak with; adds to those canvass computes, never removes.
    #[serde(rename = "stakeholder")]
    pub stakeholders: Vec<Stakeholder>,
    /// Every conversation held, one entry each.
    #[serde(rename = "conversation")]
    pub conversations: Vec<Conversation>,
    /// What each team is asked for, one entry per ask.
    #[serde(rename = "ask")]
    pub asks: Vec<Ask>,
    /// The work in small steps, in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// What will be handed over, by whom and when.
    #[serde(rename = "deliverable")]
    pub deliverables: Vec<Deliverable>,
    /// What was decided, by whom and why.
    #[serde(rename = "decision")]
    pub decisions: Vec<Decision>,
    /// What reviewers found when they looked at it.
    #[serde(rename = "review")]
    pub reviews: Vec<Review>,
    /// What may go wrong, and what then.
    #[serde(rename = "risk")]
    pub risks: Vec<Risk>,
    /// Where asked teams find you while they work on it.
    pub support: Option<Support>,
    /// Interviews with users, one entry each.
    #[serde(rename = "interview")]
    pub interviews: Vec<Interview>,
    /// How it goes, in your words, every two weeks.
    #[serde(rename = "update")]
    pub updates: Vec<Update>,
    /// Looks back, with what follows from them.
    #[serde(rename = "retro")]
    pub retros: Vec<Retro>,
    /// How and why it ended: delivered, parked or dropped.
    pub closing: Option<Closing>,
    /// Anything else you wish to keep; checked by your own schema if `[schemas]` names one.
    #[schemars(with = "Option<BTreeMap<String, serde_json::Value>>")]
    pub extra: Option<serde::de::IgnoredAny>,
    /// Keys that could not be read.
    #[schemars(skip)]
    pub unread: Unread,
}

/// Who answers for what is built and for how it is delivered.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Roles {
    /// Who answers for what and why.
    pub product: Option<PersonId>,
    /// Who answers for how and when.
    pub delivery: Option<PersonId>,
}

/// What an initiative is worth.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Value {
    /// What it is worth at least.
    pub low: Option<f64>,
    /// What it is worth at most.
    pub high: Option<f64>,
    /// In which currency, such as `EUR`.
    pub currency: Option<Text>,
    /// How you came to the figures.
    pub basis: Option<Text>,
}

/// Something else that could be done.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// What else could be done, such as nothing at all.
    pub text: Option<Text>,
    /// Why this is not what you propose.
    pub why_not: Option<Text>,
}

/// Something not known yet.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenQuestion {
    /// What you do not know yet.
    pub q: Option<Text>,
    /// The day since which the question stands.
    pub asked_on: Option<Date>,
    /// The answer, once there is one.
    pub answer: Option<Text>,
}

/// Somebody who would be required but is left out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Who is left out, by id.
    pub person: Option<PersonId>,
    /// Why they need not be met.
    pub reason: Option<Text>,
    /// Who decided to leave them out.
    pub by: Option<PersonId>,
    /// Until when; afterwards the person is required again.
    pub until: Option<Date>,
    /// Keys that could not be read.
    #[serde(default)]
    #[schemars(skip)]
    pub unread: Unread,
}

/// A rule waived for a while.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The rule that is waived, such as `CV305`.
    #[schemars(regex(pattern = "^CV[0-9]{3}$"))]
    pub code: Text,
    /// Why the rule does not apply here.
    pub reason: Option<Text>,
    /// The last day the waiver holds.
    pub until: Option<Date>,
}

/// The problem: who has it, how badly, and how many.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProblemStatement {
    /// Who is hit by the problem.
    pub who: Option<Text>,
    /// How they are hit, and how badly.
    pub impact: Option<Text>,
    /// What gets better once it is gone.
    pub benefit_if_gone: Option<Text>,
    /// How many are hit, and how you know.
    pub affected: Option<Affected>,
    /// The known problems this is about.
    pub refs: Vec<ProblemId>,
}

/// How many are hit, and how one knows.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Affected {
    /// How many are hit, as a number.
    #[schemars(range(min = 0))]
    pub count: Option<f64>,
    /// How many what, such as `orders a week`.
    pub unit: Option<Text>,
    /// How you know: a query, a report, a count over a named time.
    pub basis: Option<Text>,
}

/// What will be different.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Outcome {
    /// A user and the change they will see.
    pub goal: Option<Text>,
    /// What customers get from it, in their words.
    pub customer: Option<Text>,
    /// What the business gets from it.
    pub business: Vec<Business>,
}

/// Something the business gets.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Business {
    /// Of what kind: delivery_speed, retention, revenue, cost, risk or brand.
    pub kind: Option<BusinessKind>,
    /// What the business gets, in one sentence.
    pub claim: Option<Text>,
    /// The number, such as `EUR 40k a quarter`.
    pub figure: Option<Text>,
    /// How you know: what the figure rests on.
    pub basis: Option<Text>,
}

/// A group of users.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// The name others refer to it by.
    pub id: Option<LocalId>,
    /// Who these users are.
    pub who: Option<Text>,
    /// The teams these users sit in, by id.
    #[serde(default)]
    pub teams: Vec<TeamId>,
    /// Whether it stands or falls with them.
    #[serde(default)]
    pub core: bool,
}

/// A number that will show whether it worked.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// The name others refer to it by.
    pub id: LocalId,
    /// What is counted, in a few words.
    pub name: Text,
    /// A well-known metric it is an instance of, such as `lead_time`; it gives unit and direction.
    pub preset: Option<MetricPreset>,
    /// In what it is counted, such as `minutes` or `per cent`.
    pub unit: Option<Text>,
    /// Where the number comes from: a query, a dashboard, a report; `incidents` when canvass is to compute it.
    pub source: Option<Text>,
    /// The value before anything is done, and its day.
    pub baseline: Option<Reading>,
    /// The value that is wanted, and by which day.
    pub target: Option<Reading>,
    /// Whether more is better (up) or less (down).
    pub direction: Option<Direction>,
    /// Values read since then, with their days.
    #[serde(default)]
    pub readings: Vec<Reading>,
    /// Whether this is the one that decides.
    #[serde(default)]
    pub primary: bool,
}

/// A value on a day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The value, as a number in the unit of the metric.
    pub value: f64,
    /// The day on which the value was, or should be, read.
    pub date: Option<Date>,
}

/// A fact that supports or contradicts the case.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The name others refer to it by.
    pub id: LocalId,
    /// The day the fact is from.
    pub date: Date,
    /// What it is: incident, ticket, metric, interview, customer, first_hand, team_health, cost or audit.
    pub kind: EvidenceKind,
    /// Where it can be looked up: a link, a ticket, a name.
    pub source: Option<Text>,
    /// What the fact says, in one sentence.
    pub claim: Text,
    /// `false` when it speaks against the case; one such item makes the case stronger.
    #[serde(default = "yes")]
    pub supports: bool,
    /// The customers it comes from.
    #[serde(default)]
    pub customers: Vec<Text>,
    /// Needs from conversations that it answers.
    #[serde(default)]
    pub answers: Vec<NeedRef>,
}

fn yes() -> bool {
    true
}

/// The message for one audience.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pitch {
    /// For whom: pm, em, exec, sme, engineers, hr, security, finance, sales or customers.
    pub audience: Audience,
    /// The message, in the words of this audience.
    pub text: Text,
    /// What they get out of it, such as fewer_interruptions or less_firefighting.
    #[serde(default)]
    pub benefits: Vec<Benefit>,
    /// The one number to remember; executives need one.
    pub figure: Option<Text>,
    /// Arguments from the workspace that it uses.
    #[serde(default)]
    pub arguments: Vec<ArgumentId>,
}

/// Somebody you plan to speak with.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stakeholder {
    /// Whom you plan to speak with, by id.
    pub person: PersonId,
    /// As what you speak with them, in your own words.
    #[serde(default)]
    pub roles: Vec<Text>,
    /// How much it matters, 1 to 3 (decides); 1 when absent.
    #[schemars(range(min = 1, max = 3))]
    pub tier: Option<u8>,
    /// When and how they will be spoken to.
    pub plan: Option<ContactPlan>,
}

/// When and how somebody will be spoken to.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContactPlan {
    /// The day by which they will be spoken to.
    pub by: Option<Date>,
    /// The audience whose pitch will be used.
    pub pitch: Option<Audience>,
    /// Who will speak with them.
    pub owner: Option<PersonId>,
}

/// A conversation that was held.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conversation {
    /// The name others refer to it by.
    pub id: Option<LocalId>,
    /// The day on which it was held.
    pub date: Date,
    /// With whom; a one_on_one has one person here.
    pub with: Vec<PersonId>,
    /// How: one_on_one, group, async, document or presentation.
    pub format: Format,
    /// Who started it: us (assumed when absent) or them.
    pub initiated_by: Option<Initiator>,
    /// Whether an async message got an answer.
    #[serde(default)]
    pub answered: bool,
    /// The asks of this initiative that it was about, by id.
    #[serde(default)]
    pub asks: Vec<AskRef>,
    /// The audience whose pitch was used.
    pub pitch: Option<Audience>,
    /// How it ended: informed, supportive, neutral, concerns, opposed, lacks_data, decided or no_show.
    pub outcome: Option<ConversationOutcome>,
    /// Where people stand; private, never printed unless `[privacy]` says so.
    #[serde(default)]
    #[schemars(extend("x-canvass-ref-keys" = "person"))]
    pub stance: BTreeMap<PersonId, Stance>,
    /// What they asked for before they can agree.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// By when you promised to come back.
    pub follow_up_by: Option<Date>,
    /// Notes for yourself; private, never printed.
    pub private: Option<Text>,
    /// Keys that could not be read.
    #[serde(default)]
    #[schemars(skip)]
    pub unread: Unread,
}

impl Conversation {
    /// Whether it happened at all.
    #[must_use]
    pub fn took_place(&self) -> bool {
        self.outcome != Some(ConversationOutcome::NoShow)
    }

    /// An async message from us that nobody answered; outreach, but no contact.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        self.format == Format::Async && !self.answered && self.initiated_by != Some(Initiator::Them)
    }

    /// With whom the owner spoke: everybody in `with` once, without the owner.
    #[must_use]
    pub fn partners(&self, owner: Option<&PersonId>) -> Vec<&PersonId> {
        let mut partners = Vec::with_capacity(self.with.len());
        for person in self.with.iter().filter(|person| Some(*person) != owner) {
            if !partners.contains(&person) {
                partners.push(person);
            }
        }
        partners
    }

    /// Two people alone; with several partners it was a group, whatever it is called.
    #[must_use]
    pub fn is_one_on_one(&self, owner: Option<&PersonId>) -> bool {
        self.format == Format::OneOnOne && self.partners(owner).len() == 1
    }
}

/// The keys of a record that could not be read, so that nobody knows what they say. Set on reading, never written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Unread(Vec<Text>);

impl Unread {
    /// Whether all of the record could be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `key` could not be read.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.keys().any(|unread| unread == key)
    }

    /// The keys, as the file spells them or should.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| &**key)
    }
}

/// What somebody asked for before they can agree.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The name evidence answers it by.
    pub id: LocalId,
    /// What they want to know or see.
    pub text: Option<Text>,
}

/// What one team is asked for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The name others refer to it by; outside of this file it is `initiative/ask`.
    pub id: LocalId,
    /// Ids it had before, so that nothing is filed twice after a rename.
    #[serde(default)]
    pub previously: Vec<LocalId>,
    /// The team that is asked, by id.
    pub team: TeamId,
    /// For what: work, review, decision, staffing, support, procurement or data.
    pub kind: AskKind,
    /// How large it is: small, medium or large; medium and large need a champion.
    pub size: Option<Size>,
    /// What the team is asked to do, in its own words.
    pub what: Text,
    /// Why it must be this team and no other.
    pub why_you: Option<Text>,
    /// How everybody will know it is done.
    pub done_when: Option<Text>,
    /// Effort in person-days, at least and at most.
    pub effort: Option<Effort>,
    /// The cycle it should be planned for, where it differs from `target_cycle`.
    pub cycle: Option<CycleId>,
    /// The day by which it is needed.
    pub need_by: Option<Date>,
    /// The steps of this initiative that it belongs to, by id.
    #[serde(default)]
    pub steps: Vec<StepRef>,
    /// The systems it touches, by id.
    #[serde(default)]
    pub systems: Vec<SystemId>,
    /// The team's standing offer that it uses.
    pub offer: Option<OfferRef>,
    /// Who decides; the team's first pm, else em, else nearest exec, when absent.
    pub decider: Option<PersonId>,
    /// Who argues for it inside the team.
    pub champion: Option<PersonId>,
    /// Where it stands: draft, presented, lacks_data, accepted, deferred, declined, withdrawn or done.
    pub status: Option<AskStatus>,
    /// When the team first heard it.
    pub presented_on: Option<Date>,
    /// The day on which the team answered.
    pub answered_on: Option<Date>,
    /// What the team answered, in its words.
    pub answer: Option<Text>,
    /// Effort the team committed to, in person-days.
    #[schemars(range(min = 0))]
    pub committed_effort: Option<Days>,
    /// Effort it took, in person-days.
    #[schemars(range(min = 0))]
    pub actual_effort: Option<Days>,
    /// When what, effort or need_by last changed after it was presented.
    pub changed_on: Option<Date>,
    /// Who accepts the risk if it is declined.
    pub risk_accepted_by: Option<PersonId>,
    /// Raise it to file the ask anew; nothing else does.
    pub generation: Option<u32>,
    /// The issue that stands for it, when one exists.
    pub issue: Option<Issue>,
    /// Keys that could not be read.
    #[serde(default)]
    #[schemars(skip)]
    pub unread: Unread,
}

impl Ask {
    /// Its status; an ask without one is a draft, and one of which something cannot be read was not answered.
    #[must_use]
    pub fn status(&self) -> AskStatus {
        match self.status.unwrap_or(AskStatus::Draft) {
            AskStatus::Withdrawn => AskStatus::Withdrawn,
            // Nobody knows to what the team answered.
            status if status.is_answered() && !self.unread.is_empty() => AskStatus::Presented,
            status => status,
        }
    }

    /// Whether it still counts: everything but withdrawn.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.status() != AskStatus::Withdrawn
    }
}

/// Effort in person-days.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Person-days it takes at least.
    #[schemars(range(min = 0))]
    pub min: Days,
    /// Person-days it takes at most.
    #[schemars(range(min = 0))]
    pub max: Days,
}

/// An issue in some repository.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// The repository, as `owner/name`.
    #[schemars(regex(pattern = id::REPOSITORY))]
    pub repo: Text,
    /// The issue's number in that repository.
    pub number: u64,
}

// There are many; what few of them have is boxed.
/// One step of the work.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The name others refer to it by.
    pub id: LocalId,
    /// What is done in this step.
    pub text: Text,
    /// The phase it belongs to, in your own words.
    pub phase: Option<Text>,
    /// What it is: prototype_sprint, pilot, rollout, build or research.
    pub kind: Option<StepKind>,
    /// What the step takes, in person-days.
    #[schemars(range(min = 0))]
    pub effort: Option<Days>,
    /// Whether it is worth having even if nothing follows.
    #[serde(default)]
    pub usable_alone: bool,
    /// Whether you can do it without anybody.
    #[serde(default)]
    pub self_serve: bool,
    /// How you will hear whether it worked.
    pub feedback: Option<Text>,
    /// First day of the step.
    pub start: Option<Date>,
    /// Last day of the step.
    pub end: Option<Date>,
    /// When you will look whether to go on.
    pub checkpoint: Option<Box<Checkpoint>>,
    /// When the change happens and who approves it.
    pub change: Option<Box<ChangeWindow>>,
    /// How it is released, and how that is undone.
    pub release: Option<Box<Release>>,
    /// Keys that could not be read.
    #[serde(default)]
    #[schemars(skip)]
    pub unread: Unread,
}

/// When one looks whether to go on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The day on which you will look.
    pub date: Date,
    /// What would make you stop there.
    pub stop_if: Option<Text>,
}

/// When a change happens and who approves it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeWindow {
    /// When the change happens, in words.
    pub window: Option<Text>,
    /// Who approves the change.
    pub approver: Option<PersonId>,
}

/// How a step is released.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Who carries out the release.
    pub executor: Option<PersonId>,
    /// Whether stored data changes its form.
    #[serde(default)]
    pub schema_change: bool,
    /// How to undo it, step by step.
    #[serde(default)]
    pub rollback: Vec<Text>,
    /// How, or by whom, it is seen to work.
    pub verified_by: Option<Text>,
}

/// Something that will be handed over.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deliverable {
    /// The name others refer to it by.
    pub id: LocalId,
    /// The step of this initiative it comes from, by id.
    pub step: Option<StepRef>,
    /// What is handed over, in one line.
    pub text: Text,
    /// What it is: research, design, pilot, docs, retro or technical.
    pub kind: Option<DeliverableKind>,
    /// The one person who answers for it.
    pub owner: Option<PersonId>,
    /// First day of work on it.
    pub start: Option<Date>,
    /// Day on which it is handed over.
    pub end: Option<Date>,
    /// Where it stands: not_started, in_progress, possible_delay, at_risk, done or wont_do.
    pub status: Option<DeliverableStatus>,
    /// Nice to have; left out of totals.
    #[serde(default)]
    pub stretch: bool,
    /// Every end date it had before.
    #[serde(default)]
    pub moved_from: Vec<Date>,
}

impl Deliverable {
    /// Whether it is done or will not be.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.status.is_some_and(DeliverableStatus::is_final)
    }

    /// Whether its last day is over and it is not done.
    #[must_use]
    pub fn is_late(&self, as_of: Date) -> bool {
        !self.is_final() && self.end.is_some_and(|end| end < as_of)
    }
}

/// Something that was decided.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The day on which it was decided.
    pub date: Date,
    /// The person who decided it.
    pub by: PersonId,
    /// What was decided, in one sentence.
    pub what: Text,
    /// Why it was decided so.
    pub why: Option<Text>,
    /// What kind of decision it is: priority, architecture, scope, park, drop or accept.
    pub kind: Option<DecisionKind>,
}

/// What a reviewer said.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The day of the review.
    pub date: Date,
    /// The person who reviewed it.
    pub by: PersonId,
    /// With what question: problem, feasibility, challenge (tries to prove it wrong) or wording.
    pub lens: Lens,
    /// What was found: holds, changes or rejects.
    pub verdict: Option<ReviewVerdict>,
}

/// Something that may go wrong.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// What may go wrong, in one sentence.
    pub text: Text,
    /// What you do about it, or would do then.
    pub response: Option<Text>,
    /// The person who watches it.
    pub owner: Option<PersonId>,
    /// By when something is done about it.
    pub due: Option<Date>,
}

/// Where asked teams find you while they work on it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// Whom the asked teams turn to.
    pub contact: PersonId,
    /// When, such as `Tue and Thu 10:00–12:00 CET`.
    pub hours: Option<Text>,
    /// First day of support.
    pub from: Option<Date>,
    /// Last day of support.
    pub until: Option<Date>,
}

/// An interview with users.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interview {
    /// The name others refer to it by.
    pub id: Option<LocalId>,
    /// The day of the interview.
    pub date: Date,
    /// How many minutes it took; about 30 is good.
    pub minutes: Option<u32>,
    /// The segment the users belong to.
    pub segment: Option<SegmentRef>,
    /// Who was interviewed; two at most.
    #[serde(default)]
    pub participants: Vec<Participant>,
    /// Who asked the questions; two at most.
    #[serde(default)]
    pub interviewers: Vec<PersonId>,
    /// What was asked, word for word.
    pub questions: Vec<Question>,
    /// What they said, word for word.
    #[serde(default)]
    pub quotes: Vec<Quote>,
    /// What you learned, one line per finding.
    #[serde(default)]
    pub findings: Vec<Text>,
    /// When and how it was passed on.
    #[serde(default)]
    pub shared: Vec<Shared>,
}

/// Somebody who was interviewed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// Somebody of the roster, by id.
    pub person: Option<PersonId>,
    /// A name that gives nothing away, for somebody outside of the roster.
    pub alias: Option<Text>,
    /// Their place: ic, lead, manager, exec or customer.
    pub rank: Option<Rank>,
}

/// A question that was asked.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Question {
    /// The question alone.
    Plain(Text),
    /// The question, and why it may lead.
    Justified(JustifiedQuestion),
}

impl Question {
    /// The words of the question.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Justified(question) => &question.q,
        }
    }
}

/// A question with the reason why it may lead.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JustifiedQuestion {
    /// The question, word for word.
    pub q: Text,
    /// Why the question may lead.
    pub ok: Text,
}

/// Something said in an interview.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// What they said, word for word.
    pub text: Text,
    /// Whether they agreed that it is passed on.
    #[serde(default)]
    pub consent: bool,
}

/// How findings were passed on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// The day on which the findings were passed on.
    pub date: Date,
    /// How they were passed on: mail, demo, document.
    pub how: Option<Text>,
}

/// How it goes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// The day of the update.
    pub date: Date,
    /// The person who wrote it.
    pub by: PersonId,
    /// How it is doing: on_track, at_risk or off_track.
    pub health: Option<Health>,
    /// How it goes, in your words.
    pub text: Text,
}

/// A look back.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retro {
    /// The day of the look back.
    pub date: Option<Date>,
    /// What was found, good and bad.
    pub findings: Option<Text>,
    /// What follows from it, by whom and when.
    #[serde(default)]
    pub actions: Vec<Action>,
}

/// Something somebody will do.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// What somebody will do.
    pub text: Text,
    /// Who will do it.
    pub owner: Option<PersonId>,
    /// The day by which it will be done.
    pub due: Option<Date>,
    /// Whether it has been done.
    #[serde(default)]
    pub done: bool,
}

/// How and why it ended.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Closing {
    /// Why it ended, in one or two sentences.
    pub reason: Option<Text>,
    /// The day on which it ended.
    pub date: Option<Date>,
    /// When to look at it again, when parked.
    pub revisit_on: Option<Date>,
    /// What the next one should know.
    pub lesson: Option<Text>,
    /// Who decided that it ends.
    pub decided_by: Option<PersonId>,
}

impl Initiative {
    /// Asks that still count.
    pub fn live_asks(&self) -> impl Iterator<Item = (usize, &Ask)> {
        self.asks.iter().enumerate().filter(|(_, ask)| ask.is_live())
    }

    /// The metric that decides whether it worked: the primary one, else the first.
    #[must_use]
    pub fn deciding_metric(&self) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.primary).or(self.metrics.first())
    }

    /// Whether nobody else is needed: no live ask, at least one step, and every step self-serve; all of them readable.
    #[must_use]
    pub fn is_self_serve(&self) -> bool {
        let is_unread = self.unread.has("ask") || self.unread.has("step");
        !is_unread
            && self.live_asks().next().is_none()
            && !self.steps.is_empty()
            && self.steps.iter().all(|step| step.self_serve)
    }

    /// Whether it is delivered, parked or dropped.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.stage.is_some_and(Stage::is_closed)
    }

    /// The cycle an ask should be planned for.
    #[must_use]
    pub fn cycle_of<'a>(&'a self, ask: &'a Ask) -> Option<&'a CycleId> {
        ask.cycle.as_ref().or(self.target_cycle.as_ref())
    }
}
