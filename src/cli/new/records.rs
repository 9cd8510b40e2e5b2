//! What `canvass new` takes for records of an initiative: asks, conversations, evidence and updates.

use super::{Entries, Pair, Span, Within};
use crate::cli::error::Error;
use crate::cli::prompt::Prompt;
use crate::model::{
    AskKind, Audience, ConversationOutcome, Date, EvidenceKind, Format, Health, Initiator, Size, Stance,
};
use clap::Args;
use toml_edit::Table;

#[derive(Args, Debug)]
pub(super) struct NewAsk {
    /// The initiative it belongs to, and its own id
    #[arg(value_name = "INITIATIVE/ASK")]
    pub(super) name: Within,
    /// The team asked
    #[arg(long)]
    team: Option<String>,
    /// For what: work, review, decision, staffing, support, procurement or data
    #[arg(long)]
    kind: Option<AskKind>,
    /// What the team is asked to do, in its own words
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,
    /// How large it is: small, medium or large
    #[arg(long)]
    size: Option<Size>,
    /// Why it must be this team and no other
    #[arg(long, value_name = "TEXT")]
    why_you: Option<String>,
    /// How everybody will know it is done
    #[arg(long, value_name = "TEXT")]
    done_when: Option<String>,
    /// Effort in person-days, at least and at most, such as 3-8
    #[arg(long, value_name = "MIN-MAX")]
    effort: Option<Span>,
    /// The day by which it is needed
    #[arg(long, value_name = "DATE")]
    need_by: Option<Date>,
    /// Who decides, where it is not the team's product manager
    #[arg(long, value_name = "PERSON")]
    decider: Option<String>,
    /// Who argues for it inside the team
    #[arg(long, value_name = "PERSON")]
    champion: Option<String>,
    /// The steps it belongs to
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    steps: Vec<String>,
    /// The systems it touches
    #[arg(long, value_name = "SYSTEM", value_delimiter = ',')]
    systems: Vec<String>,
}

#[derive(Args, Debug)]
pub(super) struct NewConversation {
    /// The initiative it was about
    pub(super) initiative: String,
    /// With whom; one person for a one_on_one
    #[arg(long, value_name = "PERSON", value_delimiter = ',')]
    with: Vec<String>,
    /// How: one_on_one, group, async, document or presentation
    #[arg(long)]
    format: Option<Format>,
    /// When; today when absent
    #[arg(long)]
    date: Option<Date>,
    /// Who started it: us or them
    #[arg(long, value_name = "US|THEM")]
    initiated_by: Option<Initiator>,
    /// An async message got an answer
    #[arg(long)]
    answered: bool,
    /// The asks it was about
    #[arg(long, value_name = "ASK", value_delimiter = ',')]
    asks: Vec<String>,
    /// The audience whose pitch was used
    #[arg(long, value_name = "AUDIENCE")]
    pitch: Option<Audience>,
    /// How it ended: informed, supportive, neutral, concerns, opposed, lacks_data, decided or no_show
    #[arg(long)]
    outcome: Option<ConversationOutcome>,
    /// Where somebody stands, such as ana=supportive; private
    #[arg(long, value_name = "PERSON=STANCE", value_delimiter = ',')]
    stance: Vec<Pair<Stance>>,
    /// What they asked for before they can agree, such as cost="what it costs a month"
    #[arg(long, value_name = "ID=TEXT")]
    need: Vec<Pair<String>>,
    /// By when you promised to come back
    #[arg(long, value_name = "DATE")]
    follow_up_by: Option<Date>,
}

#[derive(Args, Debug)]
pub(super) struct NewEvidence {
    /// The initiative it belongs to, and its own id
    #[arg(value_name = "INITIATIVE/EVIDENCE")]
    pub(super) name: Within,
    /// What it is: incident, ticket, metric, interview, customer, first_hand, team_health, cost or audit
    #[arg(long)]
    kind: Option<EvidenceKind>,
    /// What the fact says, in one sentence
    #[arg(long, value_name = "TEXT")]
    claim: Option<String>,
    /// The day it is from; today when absent
    #[arg(long)]
    date: Option<Date>,
    /// Where it can be looked up
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// It speaks against the case
    #[arg(long)]
    against: bool,
    /// Needs from conversations that it answers
    #[arg(long, value_name = "NEED", value_delimiter = ',')]
    answers: Vec<String>,
}

#[derive(Args, Debug)]
pub(super) struct NewUpdate {
    /// The initiative it is about
    pub(super) initiative: String,
    /// Who writes it
    #[arg(long, value_name = "PERSON")]
    by: Option<String>,
    /// How it goes, in your words
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// How it is doing: on_track, at_risk or off_track
    #[arg(long)]
    health: Option<Health>,
    /// When; today when absent
    #[arg(long)]
    date: Option<Date>,
}
impl NewAsk {
    pub(super) fn table(&self, prompt: &Prompt) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.text("id", &self.name.id);
        entries.text("team", &prompt.need(self.team.as_ref(), "team", "the id of the team asked")?);
        let question = "for what: work, review, decision, staffing, support, procurement or data";
        entries.word("kind", Some(prompt.need(self.kind.as_ref(), "kind", question)?));
        entries.word("size", self.size);
        let question = "what the team is asked to do, in its own words";
        entries.text("what", &prompt.need(self.what.as_ref(), "what", question)?);
        entries.word("why_you", self.why_you.as_ref());
        entries.word("done_when", self.done_when.as_ref());
        if let Some(Span { min, max }) = self.effort {
            entries.table("effort", [("min", super::plain(min)), ("max", super::plain(max))]);
        }
        entries.date("need_by", self.need_by);
        entries.list("steps", &self.steps);
        entries.list("systems", &self.systems);
        entries.word("decider", self.decider.as_ref());
        entries.word("champion", self.champion.as_ref());
        Ok(entries.done())
    }
}

impl NewConversation {
    pub(super) fn table(&self, prompt: &Prompt, today: Date) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.date("date", Some(self.date.unwrap_or(today)));
        let given = (!self.with.is_empty()).then(|| self.with.join(","));
        let with = prompt.need(given.as_ref(), "with", "the ids of the people it was held with")?;
        let mut people: Vec<&str> = Vec::new();
        for person in with.split(',').map(str::trim).filter(|person| !person.is_empty()) {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        entries.list("with", people);
        let question = "how it was held: one_on_one, group, async, document or presentation";
        entries.word("format", Some(prompt.need(self.format.as_ref(), "format", question)?));
        entries.word("initiated_by", self.initiated_by);
        if self.answered {
            entries.put("answered", true);
        }
        entries.list("asks", &self.asks);
        entries.word("pitch", self.pitch);
        entries.word("outcome", self.outcome);
        if !self.stance.is_empty() {
            entries.table("stance", self.stance.iter().map(|pair| (&*pair.key, pair.value.as_str())));
        }
        if !self.need.is_empty() {
            entries.tables("needs", self.need.iter().map(|pair| [("id", &pair.key), ("text", &pair.value)]));
        }
        entries.date("follow_up_by", self.follow_up_by);
        Ok(entries.done())
    }
}

impl NewEvidence {
    pub(super) fn table(&self, prompt: &Prompt, today: Date) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.text("id", &self.name.id);
        entries.date("date", Some(self.date.unwrap_or(today)));
        let question =
            "what it is: incident, ticket, metric, interview, customer, first_hand, team_health, cost or audit";
        entries.word("kind", Some(prompt.need(self.kind.as_ref(), "kind", question)?));
        entries.word("source", self.source.as_ref());
        entries.text("claim", &prompt.need(self.claim.as_ref(), "claim", "what the fact says, in one sentence")?);
        if self.against {
            entries.put("supports", false);
        }
        entries.list("answers", &self.answers);
        Ok(entries.done())
    }
}

impl NewUpdate {
    pub(super) fn table(&self, prompt: &Prompt, today: Date) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.date("date", Some(self.date.unwrap_or(today)));
        entries.text("by", &prompt.need(self.by.as_ref(), "by", "the id of the person who writes it")?);
        entries.word("health", self.health);
        entries.text("text", &prompt.need(self.text.as_ref(), "text", "how it goes, in your words")?);
        Ok(entries.done())
    }
}
