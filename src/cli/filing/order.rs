//! What a filing run is for: the asks of the current commit as issues.

use super::connect::Connection;
use crate::backlog::decide::Policy;
use crate::backlog::plan::{Limits, Plan};
use crate::backlog::run::{Mode, Order, Run};
use crate::backlog::{Digest, Wanted, candidates};
use crate::cli::error::Error;
use crate::cli::measures;
use crate::cli::output::Output;
use crate::cli::workspace::{State, Workspace};
use crate::insight::Index;
use crate::load::limits::excerpt;
use crate::load::revision::History;
use crate::load::suggest::nearest;
use crate::load::{Loaded, WORKSPACE_FILE};
use crate::model::{CycleId, Date};
use crate::render::issue::{Issue, Template};
use crate::render::plan::{Bound, Held};
use std::collections::{BTreeMap, BTreeSet};

/// The folder of a workspace's own templates.
const TEMPLATES: &str = "templates";
/// The template for teams that name none.
const TEMPLATE: &str = "issue.md";

/// The asks of the current commit.
pub(super) struct Prepared {
    pub(super) as_of: Date,
    commit: String,
    config: Digest,
    wanted: Vec<Wanted>,
    /// Asks that no backlog could hold.
    homeless: Vec<Held>,
}

impl Prepared {
    /// Reads the asks of the current commit; those of one cycle, if one is named.
    pub(super) fn read(
        workspace: &Workspace,
        history: &History,
        connection: &Connection,
        cycle: Option<&CycleId>,
        output: &Output,
    ) -> Result<Self, Error> {
        let loaded = workspace.load(State::At("HEAD"), false)?;
        if history.has_changes() {
            output.note("note: files that are not committed are not part of this; `git commit` them first");
        }
        measures::note_unreadable(loaded, output);
        let as_of = workspace.as_of(loaded);
        if let Some(cycle) = cycle.filter(|cycle| loaded.portfolio.cycle(cycle).is_none()) {
            return Err(measures::unknown_cycle(&loaded.portfolio, cycle));
        }
        let commit = history.name_of("HEAD")?;
        let config = Digest::of(&history.text_at("HEAD", WORKSPACE_FILE)?.unwrap_or_default());
        let mut prepared = Self { as_of, commit, config, wanted: Vec::new(), homeless: Vec::new() };
        prepared.compose(loaded, history, connection, cycle)?;
        Ok(prepared)
    }

    fn compose(
        &mut self,
        loaded: &Loaded,
        history: &History,
        connection: &Connection,
        cycle: Option<&CycleId>,
    ) -> Result<(), Error> {
        let index = Index::new(&loaded.portfolio);
        let mut templates = Templates::of(history);
        for candidate in candidates(&index, self.as_of) {
            if cycle.is_some() && candidate.record.value.cycle_of(candidate.ask) != cycle {
                continue;
            }
            let backlog = candidate.team.and_then(|team| team.backlog.as_ref());
            let file = candidate.record.origin.contributions.first().and_then(|part| part.file);
            let path = file.map_or_else(String::new, |file| loaded.sources.path(file).to_owned());
            let place = connection.link(&format!("{}{path}", history.prefix()));
            let issue = Issue::new(&index, &candidate, self.as_of, place);
            let labels: Vec<String> =
                backlog.iter().flat_map(|backlog| &backlog.labels).map(|label| label.trim().to_owned()).collect();
            let template = templates.named(backlog.and_then(|backlog| backlog.template.as_deref()))?;
            let draft = template.render(&issue, labels).map_err(|error| {
                Error::usage(error.to_string(), "mend the template on the default branch; nothing was written")
            })?;
            match candidate.wanted(connection.source(), draft) {
                Some(wanted) => self.wanted.push(wanted),
                None => self.homeless.push(Held {
                    initiative: candidate.initiative.to_string(),
                    ask: candidate.ask.id.to_string(),
                    reason: candidate.held_back.map(|hold| hold.to_string()).unwrap_or_default(),
                }),
            }
        }
        Ok(())
    }

    /// Whether there is no ask at all.
    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.homeless.is_empty()
    }

    /// Why there is no ask, in words.
    pub(super) fn why_empty(&self, cycle: Option<&CycleId>) -> String {
        let cycle = cycle.map(|cycle| format!(" in {cycle}")).unwrap_or_default();
        format!("no active initiative asks anybody for anything{cycle}")
    }

    /// The ask called `name`, as `initiative/ask`.
    pub(super) fn named(&self, name: &str) -> Result<&Wanted, Error> {
        if let Some(wanted) = self.wanted.iter().find(|wanted| wanted.name() == name) {
            return Ok(wanted);
        }
        let homeless = self.homeless.iter().find(|held| name.split_once('/') == Some((&held.initiative, &held.ask)));
        if let Some(held) = homeless {
            return Err(Error::usage(format!("no backlog can hold `{name}`: {}", held.reason), "mend that first"));
        }
        let names: Vec<String> = self.wanted.iter().map(Wanted::name).collect();
        let help = match nearest(name, names.iter().map(String::as_str).collect::<Vec<_>>()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `initiative/ask`, of an initiative that is neither delivered, parked nor dropped".to_owned(),
        };
        Err(Error::usage(format!("no ask is called `{}`", excerpt(name)), help))
    }

    /// What a run of these asks is to do.
    pub(super) fn order(
        &self,
        connection: &Connection,
        limits: Limits,
        authors: BTreeSet<String>,
        mode: Mode,
    ) -> Order {
        Order {
            wanted: self.wanted.clone(),
            source: connection.source(),
            limits,
            policy: Policy::default(),
            authors,
            run: run_name(),
            mode,
            starts_ledger: connection.starts_ledger(),
        }
    }

    /// What a plan of these asks rests on.
    pub(super) fn bound(&self, run: &Run) -> Bound {
        Bound {
            commit: self.commit.clone(),
            ledger: run.version().map(|version| version.0.clone()),
            config: self.config.to_string(),
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            seen: run.sight().digest().to_string(),
        }
    }

    /// Every ask that is not filed now.
    pub(super) fn held_back(&self, plan: &Plan) -> Vec<Held> {
        let held = plan.held_back.iter().map(|item| Held {
            initiative: item.initiative.clone(),
            ask: item.ask.clone(),
            reason: item.what.to_string(),
        });
        let mut held: Vec<Held> = held.chain(self.homeless.iter().cloned()).collect();
        held.sort_by(|a, b| (&a.initiative, &a.ask).cmp(&(&b.initiative, &b.ask)));
        held
    }
}

/// A name that no other run has.
fn run_name() -> String {
    let now = jiff::Timestamp::now();
    format!("{}-{}", now.as_nanosecond(), std::process::id())
}

/// The templates of a workspace, each read once.
struct Templates<'h> {
    history: &'h History,
    read: BTreeMap<String, Template>,
}

impl<'h> Templates<'h> {
    fn of(history: &'h History) -> Self {
        Self { history, read: BTreeMap::new() }
    }

    /// The template called `name` in the workspace, else the workspace's own for everybody, else the one that canvass
    /// brings.
    fn named(&mut self, name: Option<&str>) -> Result<&Template, Error> {
        let file = name.unwrap_or(TEMPLATE);
        if !self.read.contains_key(file) {
            let template = self.load(file, name.is_some())?;
            self.read.insert(file.to_owned(), template);
        }
        self.read.get(file).ok_or_else(|| Error::usage("a template was lost", "this is a fault of canvass; report it"))
    }

    fn load(&self, file: &str, named: bool) -> Result<Template, Error> {
        let path = format!("{TEMPLATES}/{file}");
        // One name in one fixed folder, whatever the file says.
        let is_name = !file.contains(['/', '\\']) && !file.starts_with('.');
        let text = match is_name {
            true => self.history.text_at(self.history.default_branch(), &path)?,
            false => None,
        };
        match text {
            Some(text) => Template::parse(&path, &text).map_err(|error| {
                Error::usage(error.to_string(), "mend the template on the default branch; nothing was written")
            }),
            None if named => Err(Error::usage(
                format!("`backlog.template` names {path}, which the default branch does not have"),
                "add it there, or drop the key to use the common one",
            )),
            None => Ok(Template::default()),
        }
    }
}
