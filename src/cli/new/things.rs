//! What `canvass new` takes for things with an id of their own: initiatives, teams and people.

use super::{Entries, kinds};
use crate::cli::error::Error;
use crate::cli::prompt::Prompt;
use crate::model::{Category, Date, InitiativeKind, Rank, Stage};
use clap::Args;
use toml_edit::Table;

#[derive(Args, Debug)]
pub(super) struct NewInitiative {
    /// Its id: 1 to 40 of a–z, 0–9 and -
    pub(super) id: String,
    /// What it is called, in words the asked teams would use
    #[arg(long)]
    title: Option<String>,
    /// The id of the person who drives it
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// What kind of value it brings: product, ktlo, reliability, security, tech_debt, compliance or cost
    #[arg(long)]
    category: Option<Category>,
    /// Begin with the steps and questions of such work: experiment, alert_plan, rollout, ui, sla_negotiation, platform,
    /// migration, failover_drill or due_diligence
    #[arg(long)]
    kind: Option<InitiativeKind>,
    /// The themes it belongs to
    #[arg(long, value_name = "THEME", value_delimiter = ',')]
    themes: Vec<String>,
}

#[derive(Args, Debug)]
pub(super) struct NewTeam {
    /// Its id: 1 to 40 of a–z, 0–9 and -
    pub(super) id: String,
    /// The name people call it by
    #[arg(long)]
    name: Option<String>,
    /// The team or department above it
    #[arg(long, value_name = "TEAM")]
    parent: Option<String>,
    /// Product managers, the one who decides first
    #[arg(long, value_name = "PERSON", value_delimiter = ',')]
    pm: Vec<String>,
    /// Engineering managers
    #[arg(long, value_name = "PERSON", value_delimiter = ',')]
    em: Vec<String>,
    /// Executives; inherited from the parent when absent
    #[arg(long, value_name = "PERSON", value_delimiter = ',')]
    exec: Vec<String>,
    /// Person-days the team has in one cycle
    #[arg(long, value_name = "DAYS")]
    capacity: Option<f64>,
    /// The repository whose issues are its backlog
    #[arg(long, value_name = "OWNER/NAME")]
    repo: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct NewPerson {
    /// Their id: 1 to 40 of a–z, 0–9 and -
    pub(super) id: String,
    /// The name people call them by
    #[arg(long)]
    name: Option<String>,
    /// The team they belong to
    #[arg(long)]
    team: Option<String>,
    /// Their place: ic, lead, manager, exec or customer
    #[arg(long)]
    rank: Option<Rank>,
    /// Their login on GitHub
    #[arg(long, value_name = "LOGIN")]
    github: Option<String>,
    /// The person they report to
    #[arg(long, value_name = "PERSON")]
    manager: Option<String>,
}

impl NewInitiative {
    pub(super) fn table(&self, prompt: &Prompt, today: Date) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.text(
            "title",
            &prompt.need(self.title.as_ref(), "title", "its title, in words the asked teams would use")?,
        );
        entries.text("owner", &prompt.need(self.owner.as_ref(), "owner", "the id of the person who drives it")?);
        entries.word("stage", Some(Stage::Idea));
        entries.date("stage_since", Some(today));
        let question = "its category: product, ktlo, reliability, security, tech_debt, compliance or cost";
        entries.word("category", Some(prompt.need(self.category.as_ref(), "category", question)?));
        entries.word("kind", self.kind);
        entries.list("themes", &self.themes);
        Ok(entries.done())
    }

    /// The steps and questions with which work of its kind starts.
    pub(super) fn start(&self, today: Date) -> Vec<(&'static str, Table)> {
        self.kind.map(|kind| kinds::tables(kind, today)).unwrap_or_default()
    }
}

impl NewTeam {
    pub(super) fn table(&self, prompt: &Prompt) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.text("name", &prompt.need(self.name.as_ref(), "name", "the name people call it by")?);
        entries.word("parent", self.parent.as_ref());
        entries.one_or_more("pm", &self.pm);
        entries.one_or_more("em", &self.em);
        entries.one_or_more("exec", &self.exec);
        entries.number("capacity", self.capacity);
        if let Some(repo) = &self.repo {
            entries.table("backlog", [("repo", repo)]);
        }
        Ok(entries.done())
    }
}

impl NewPerson {
    pub(super) fn table(&self, prompt: &Prompt) -> Result<Table, Error> {
        let mut entries = Entries::default();
        entries.text("name", &prompt.need(self.name.as_ref(), "name", "the name people call them by")?);
        entries.word("github", self.github.as_ref());
        entries.word("team", self.team.as_ref());
        entries.word("rank", self.rank);
        entries.word("manager", self.manager.as_ref());
        Ok(entries.done())
    }
}
