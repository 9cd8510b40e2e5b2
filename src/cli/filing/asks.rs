//! What a filing run is for: the asks of the current commit as issues.

use super::connect::Connection;
use crate::backlog::decide::Policy;
use crate::backlog::plan::{Limits, Plan};
use crate::backlog::run::{Mode, Order, Run};
use crate::backlog::{Digest, RepoName, Source, Wanted};
use crate::candidates::{Candidate, candidates};
use crate::cli::error::{Error, FAULT};
use crate::cli::host::HostArgs;
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Globals, measures, output::Output};
use crate::forge::github::LastSuccess;
use crate::insight::Index;
use crate::load::limits::excerpt;
use crate::load::revision::History;
use crate::load::suggest::nearest;
use crate::load::{Loaded, WORKSPACE_FILE};
use crate::model::{self, CycleId, Date, workspace::Caps};
use crate::render::Template;
use crate::render::issue::{self, Issue};
use crate::render::plan::{Bound, Held, LastFiled, Owner, Report, Results};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// The folder of a workspace's own templates.
const TEMPLATES: &str = "templates";
/// The template for teams that name none.
const TEMPLATE: &str = "issue.md";

/// Which asks a command is about; all where nothing is named.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    cycle: Option<CycleId>,
    owner: Option<String>,
}

impl Part {
    pub(super) fn of(cycle: Option<&str>, owner: Option<&str>) -> Self {
        Self { cycle: cycle.map(CycleId::from), owner: owner.map(str::to_owned) }
    }

    fn holds(&self, candidate: &Candidate<'_>) -> bool {
        let cycle = candidate.record.value.cycle_of(candidate.ask);
        let owner = candidate.repo.as_ref().map(|repo| repo.parts().0);
        let is_named = |named: &String| owner.is_some_and(|owner| owner.eq_ignore_ascii_case(named));
        (self.cycle.is_none() || cycle == self.cycle.as_ref()) && self.owner.as_ref().is_none_or(is_named)
    }
}

/// The asks of the current commit.
pub(super) struct Asks {
    as_of: Date,
    commit: String,
    config: Digest,
    caps: Caps,
    part: Part,
    /// When filing last ended well, where that was asked for.
    last_filed: Option<LastFiled>,
    wanted: Vec<Wanted>,
    /// Asks that no backlog could hold.
    homeless: Vec<Held>,
    source: Source,
    forge: &'static str,
    starts_ledger: bool,
    authors: BTreeSet<String>,
}

impl Asks {
    /// Reads the asks of the current commit that `part` holds, and connects with where they are filed.
    pub(super) fn read(
        host: &HostArgs,
        part: Part,
        globals: &Globals,
        output: &Output,
    ) -> Result<(Self, Connection), Error> {
        let workspace = Workspace::find(globals)?;
        let history = workspace.history()?;
        let loaded = workspace.load(State::At("HEAD"), false)?;
        if history.has_changes() {
            output.note("note: files that are not committed are not part of this; `git commit` them first");
        }
        measures::note_unreadable(loaded, output);
        if let Some(cycle) = part.cycle.as_ref().filter(|cycle| loaded.portfolio.cycle(cycle).is_none()) {
            return Err(measures::unknown_cycle(&loaded.portfolio, cycle));
        }
        let settings = &loaded.portfolio.workspace;
        let kind = settings.forge.unwrap_or(model::Forge::Outbox);
        let connection = Connection::open(&workspace.root, &history, kind, host)?;
        let mut asks = Self {
            as_of: workspace.as_of(loaded),
            commit: history.name_of("HEAD")?,
            config: Digest::of(&history.text_at("HEAD", WORKSPACE_FILE)?.unwrap_or_default()),
            caps: settings.backlog.caps.clone(),
            part,
            last_filed: None,
            wanted: Vec::new(),
            homeless: Vec::new(),
            source: connection.source(),
            forge: kind.as_str(),
            starts_ledger: connection.starts_ledger(),
            authors: host.authors(),
        };
        asks.compose(loaded, &history, &connection)?;
        Ok((asks, connection))
    }

    fn compose(&mut self, loaded: &Loaded, history: &History, connection: &Connection) -> Result<(), Error> {
        let index = Index::new(&loaded.portfolio);
        let mut templates = Templates::of(history);
        for candidate in candidates(&index, self.as_of) {
            if !self.part.holds(&candidate) {
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
            let draft = issue.draft(template, labels).map_err(|error| {
                Error::template(&error, "correct the template on the default branch; nothing was written")
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

    /// The day they are as of.
    pub(super) fn as_of(&self) -> Date {
        self.as_of
    }

    /// Why there is nothing to do; nothing where there is an ask.
    pub(super) fn why_empty(&self) -> Option<String> {
        let cycle = self.part.cycle.as_ref().map(|cycle| format!(" in {cycle}")).unwrap_or_default();
        let owner = self.part.owner.as_ref().map(|owner| format!(" of `{}`", excerpt(owner))).unwrap_or_default();
        let empty = self.wanted.is_empty() && self.homeless.is_empty();
        empty.then(|| format!("no active initiative asks anybody{owner} for anything{cycle}"))
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

    /// A run of these asks; `allowed` is the number of creations allowed beyond the caps.
    pub(super) fn run(&self, mode: Mode, allowed: Option<usize>) -> Run {
        Run::new(Order {
            wanted: self.wanted.clone(),
            source: self.source,
            limits: Limits { caps: self.caps.clone(), allowed },
            policy: Policy::default(),
            authors: self.authors.clone(),
            run: run_name(),
            mode,
            starts_ledger: self.starts_ledger,
        })
    }

    /// The plan of `run` with what it rests on.
    pub(super) fn report<'r>(&self, run: &'r Run, all: bool) -> Report<'r> {
        Report {
            as_of: self.as_of,
            bound_to: Bound {
                commit: self.commit.clone(),
                ledger: run.version().map(|version| version.0.clone()),
                config: self.config.to_string(),
                tool: env!("CARGO_PKG_VERSION").to_owned(),
                seen: run.sight().digest().to_string(),
            },
            forge: self.forge,
            plan: run.plan(),
            held_back: self.held_back(run.plan()),
            owners: self.owners(),
            last_filed: self.last_filed.clone(),
            all,
        }
    }

    /// What came of `run`; `incomplete` says what is left.
    pub(super) fn results<'r>(&self, run: &'r Run, incomplete: Option<&'r str>, started: bool) -> Results<'r> {
        Results { report: self.report(run, false), executed: run.executed(), incomplete, started }
    }

    /// Asks when the workflow in the file `workflow`, which files these asks, last ended well.
    pub(super) fn look_back(&mut self, workflow: &str, connection: &mut Connection) {
        self.last_filed = Some(match connection.last_success(workflow) {
            LastSuccess::At(time) => {
                LastFiled::DaysAgo(self.as_of.days_since(TimeZone::UTC.to_datetime(time).date().into()))
            }
            LastSuccess::Never => LastFiled::Never,
            LastSuccess::NotKnown(why) => LastFiled::NotKnown(why),
        });
    }

    /// Whom the backlogs belong to.
    fn owners(&self) -> Vec<Owner> {
        let repos: BTreeSet<&RepoName> = self.wanted.iter().map(|wanted| &wanted.repo).collect();
        let mut owners: BTreeMap<String, Owner> = BTreeMap::new();
        for repo in repos {
            let (owner, name) = repo.parts();
            let owner = owners
                .entry(owner.to_ascii_lowercase())
                .or_insert_with(|| Owner { name: owner.to_owned(), repositories: Vec::new() });
            owner.repositories.push(name.to_owned());
        }
        owners.into_values().collect()
    }

    /// Every ask that is not filed now.
    fn held_back(&self, plan: &Plan) -> Vec<Held> {
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
        self.read.get(file).ok_or_else(|| Error::usage("a template was lost", FAULT))
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
                Error::template(&error, "correct the template on the default branch; nothing was written")
            }),
            None if named => Err(Error::usage(
                format!("`backlog.template` names {path}, which the default branch does not have"),
                "add it there, or drop the key to use the common one",
            )),
            None => Ok(issue::template()),
        }
    }
}
