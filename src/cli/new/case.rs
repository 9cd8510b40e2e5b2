//! What `canvass new` takes for what is said and heard: pitches and interviews.

use super::Entries;
use crate::cli::error::Error;
use crate::cli::prompt::Prompt;
use crate::model::{Audience, Benefit, Date, Rank};
use clap::Args;
use std::str::FromStr;
use toml_edit::{Table, Value};

#[derive(Args, Debug)]
pub(super) struct NewPitch {
    /// The initiative it is for
    pub(super) initiative: String,
    /// For whom: pm, em, exec, sme, engineers, hr, security, finance, sales or customers
    #[arg(long = "for", value_name = "AUDIENCE")]
    audience: Option<Audience>,
    /// The message, in the words of this audience
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// What they get out of it, such as fewer_interruptions
    #[arg(long, value_name = "BENEFIT", value_delimiter = ',')]
    benefit: Vec<Benefit>,
    /// The one number to remember; executives need one
    #[arg(long, value_name = "TEXT")]
    figure: Option<String>,
    /// Arguments from the workspace that it uses
    #[arg(long, value_name = "ARGUMENT", value_delimiter = ',')]
    arguments: Vec<String>,
}

#[derive(Args, Debug)]
pub(super) struct NewInterview {
    /// The initiative it was held for
    pub(super) initiative: String,
    /// When; today when absent
    #[arg(long)]
    date: Option<Date>,
    /// How many minutes it took
    #[arg(long)]
    minutes: Option<u32>,
    /// The segment the users belong to
    #[arg(long)]
    segment: Option<String>,
    /// Who was interviewed: an id of the roster, or an alias and a rank, such as "customer from Ghent=customer"
    #[arg(long, value_name = "PERSON|ALIAS=RANK")]
    participant: Vec<Participant>,
    /// Who asked the questions
    #[arg(long, value_name = "PERSON", value_delimiter = ',')]
    interviewers: Vec<String>,
    /// What was asked, word for word; once for each question
    #[arg(long, value_name = "TEXT")]
    question: Vec<String>,
    /// What you learned; once for each finding
    #[arg(long, value_name = "TEXT")]
    finding: Vec<String>,
}

/// Somebody of the roster, or somebody outside of it under a name that gives nothing away.
#[derive(Clone, Debug)]
enum Participant {
    Person(String),
    Alias(String, Rank),
}

impl FromStr for Participant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.rsplit_once('=') {
            Some((alias, rank)) => Ok(Self::Alias(alias.to_owned(), rank.parse()?)),
            None => Ok(Self::Person(text.to_owned())),
        }
    }
}

/// The benefits that an audience listens for.
fn benefits_for(audience: Audience) -> &'static [Benefit] {
    match audience {
        Audience::Pm => &[Benefit::FewerInterruptions, Benefit::UndistractedRoadmap, Benefit::HappierCustomers],
        Audience::Em | Audience::Engineers | Audience::Sme => {
            &[Benefit::LessFirefighting, Benefit::StableProduct, Benefit::HappierEngineers]
        }
        Audience::Exec => &[Benefit::Brand, Benefit::Revenue, Benefit::Retention, Benefit::Risk, Benefit::Cost],
        Audience::Hr => &[Benefit::HappierEngineers, Benefit::Retention, Benefit::Cost],
        Audience::Security => &[Benefit::Risk, Benefit::Brand, Benefit::LessFirefighting],
        Audience::Finance => &[Benefit::Cost, Benefit::Revenue, Benefit::Risk],
        Audience::Sales | Audience::Customers => {
            &[Benefit::HappierCustomers, Benefit::StableProduct, Benefit::Retention, Benefit::Brand]
        }
    }
}

impl NewPitch {
    pub(super) fn table(&self, prompt: &Prompt) -> Result<Table, Error> {
        let mut entries = Entries::default();
        let question = "for whom: pm, em, exec, sme, engineers, hr, security, finance, sales or customers";
        let audience = prompt.need(self.audience.as_ref(), "for", question)?;
        entries.word("audience", Some(audience));
        entries.text("text", &prompt.need(self.text.as_ref(), "text", "the message, in their words")?);
        let offered: Vec<&str> = benefits_for(audience).iter().map(|benefit| benefit.as_str()).collect();
        let question = format!("what they get out of it; {audience} listen for {}", offered.join(", "));
        let given = self.benefit.iter().map(|benefit| benefit.as_str()).collect::<Vec<_>>().join(",");
        let benefits: Benefits = prompt.need(parsed(&given).as_ref(), "benefit", &question)?;
        entries.list("benefits", benefits.0.iter().map(|benefit| benefit.as_str()));
        entries.word("figure", self.figure.as_ref());
        entries.list("arguments", &self.arguments);
        Ok(entries.done())
    }
}

/// Benefits as they are typed, with commas between them.
#[derive(Clone)]
struct Benefits(Vec<Benefit>);

impl FromStr for Benefits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',').map(|benefit| benefit.trim().parse()).collect::<Result<_, _>>().map(Self)
    }
}

fn parsed(given: &str) -> Option<Benefits> {
    given.parse().ok()
}

impl NewInterview {
    pub(super) fn table(&self, prompt: &Prompt, today: Date) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.date("date", Some(self.date.unwrap_or(today)));
        entries.number("minutes", self.minutes.map(f64::from));
        entries.word("segment", self.segment.as_ref());
        let participants = self.participant.iter().map(|participant| match participant {
            Participant::Person(person) => vec![("person", person.as_str())],
            Participant::Alias(alias, rank) => vec![("alias", alias.as_str()), ("rank", rank.as_str())],
        });
        if !self.participant.is_empty() {
            entries.tables("participants", participants);
        }
        entries.list("interviewers", &self.interviewers);
        let first = prompt.need(self.question.first(), "question", "what was asked, word for word")?;
        let questions = std::iter::once(&first).chain(self.question.iter().skip(1));
        entries.put("questions", Value::from_iter(questions.map(String::as_str)));
        entries.list("findings", &self.finding);
        Ok(entries.done())
    }
}
