//! Puts together what the units hold: settings first, then every file in parallel, then one portfolio.

use super::check::Schema;
use super::document;
use super::inside::is_inside;
use super::layout::{self, Obstacle};
use super::limits::{self, Holds};
use super::tree::{self, EntryKind, Tree};
use super::unit::{self, Entity, Named, Plan, PlannedFile, Schemas, Size, UnitRead};
use super::{Loaded, OVERLAY, Options, WORKSPACE_FILE};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::{Kind, Portfolio, Record, id};
use crate::source::{FileId, ReadAgain, Source, Sources};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Units read before they are put together: enough for every thread, and few to hold twice.
const AT_A_TIME: usize = 500;

pub(super) fn assemble(tree: &dyn Tree, options: &Options<'_>) -> Loaded {
    let mut assembly = Assembly::default();
    assembly.workspace(tree, options.check_schema);
    let extra = assembly.extra_schemas(tree);
    let extra = [Kind::Initiative, Kind::Team, Kind::System]
        .map(|kind| (kind, extra.iter().find(|(other, _)| *other == kind).map(|(_, schema)| schema)));
    let schemas = Schemas::new(options.check_schema, extra);
    // While one thread lists files, another makes the largest schema; else all would soon wait for it.
    let (plans, _) = rayon::join(|| assembly.plan(tree, options.overlay), || schemas.of(Kind::Initiative).is_some());
    let mut plans = plans.into_iter();
    loop {
        let some: Vec<Plan<'_>> = plans.by_ref().take(AT_A_TIME).collect();
        if some.is_empty() {
            break;
        }
        if let Some(most) = assembly.full() {
            assembly.leave_out(&most, some.into_iter().chain(plans));
            break;
        }
        let units: Vec<_> = some.into_par_iter().map(|plan| (plan.kind, unit::read(plan, &schemas))).collect();
        for (kind, unit) in units {
            assembly.add(kind, unit);
        }
    }
    assembly.finish(read_again(tree, options.overlay))
}

/// Reads files again by the paths they are shown under.
fn read_again(tree: &dyn Tree, overlay: Option<&dyn Tree>) -> ReadAgain {
    let (tree, overlay) = (tree.again(), overlay.and_then(Tree::again));
    Arc::new(move |shown, most| {
        let private = shown.strip_prefix(OVERLAY).and_then(|rest| rest.strip_prefix('/'));
        let (tree, path) = private.map_or((&tree, shown), |path| (&overlay, path));
        let bytes = tree.as_ref().and_then(|tree| tree.read(path, most).ok()).unwrap_or_default();
        document::decode(FileId(u32::MAX), bytes).0
    })
}

#[derive(Default)]
struct Assembly {
    portfolio: Portfolio,
    sources: Vec<Source>,
    problems: Vec<Diagnostic>,
    /// What all files hold that were read.
    read: Size,
    /// First place of every id, by kind and by the id in lower case.
    seen: BTreeMap<(Kind, String), (Box<str>, At)>,
}

impl Assembly {
    fn workspace(&mut self, tree: &dyn Tree, check_schema: bool) {
        let entries = tree.list("").unwrap_or_default();
        match entries.iter().find(|(name, _)| name == WORKSPACE_FILE) {
            Some((_, EntryKind::File)) => {}
            Some((_, other)) => {
                self.obstacle(layout::not_a_file(WORKSPACE_FILE, *other, None));
                return;
            }
            None => return,
        }
        let file = PlannedFile {
            file: self.next_file(0),
            tree,
            path: WORKSPACE_FILE.into(),
            shown: WORKSPACE_FILE.into(),
            holds: Holds::One,
            read_again: false,
        };
        let schema = check_schema.then(|| Schema::published(None)).flatten();
        let (workspace, origin, read) = unit::read_workspace(&file, schema.as_ref());
        self.sources.extend(read.sources);
        self.problems.extend(read.problems);
        self.portfolio.workspace = workspace;
        self.portfolio.workspace_origin = origin;
        self.settings();
    }

    /// Checks settings that no schema can.
    fn settings(&mut self) {
        let workspace = &self.portfolio.workspace;
        let origin = &self.portfolio.workspace_origin;
        if let Some(zone) = &workspace.timezone
            && jiff::tz::TimeZone::get(zone).is_err()
        {
            let message = format!("`{}` is not a time zone", limits::excerpt(zone));
            let problem = Diagnostic::new(Code::SCHEMA, origin.at("/timezone"), message);
            self.problems
                .push(problem.label("no such zone").help("give an IANA name such as `Europe/Berlin`, or `UTC`"));
        }
    }

    /// The workspace's own schemas for `[extra]`, compiled.
    fn extra_schemas(&mut self, tree: &dyn Tree) -> Vec<(Kind, Schema)> {
        let extra = self.portfolio.workspace.schemas.extra.clone();
        let wanted = [
            (Kind::Initiative, "initiative", extra.initiative),
            (Kind::Team, "team", extra.team),
            (Kind::System, "system", extra.system),
        ];
        let mut schemas = Vec::new();
        for (kind, key, path) in wanted {
            let Some(path) = path else { continue };
            let compiled = Some(&*path)
                .filter(|path| is_inside(path))
                .ok_or_else(|| "the path leads out of the workspace".to_owned())
                .and_then(|path| regular_file(tree, path))
                .and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()))
                .and_then(Schema::given);
            match compiled {
                Ok(schema) => schemas.push((kind, schema)),
                Err(error) => {
                    let at = self.portfolio.workspace_origin.at(&format!("/schemas/extra/{key}"));
                    let message = format!("the schema cannot be used: {}", limits::excerpt(&error));
                    let help =
                        "give the path of a JSON Schema file inside of the workspace, which refers to no other file";
                    self.problems.push(Diagnostic::new(Code::SCHEMA, at, message).label("named here").help(help));
                }
            }
        }
        schemas
    }

    fn plan<'t>(&mut self, tree: &'t dyn Tree, overlay: Option<&'t dyn Tree>) -> Vec<Plan<'t>> {
        let (units, obstacles) = layout::discover(tree, &self.portfolio.workspace);
        for obstacle in obstacles {
            self.obstacle(obstacle);
        }
        let again = tree.again().is_some();
        let mut plans: Vec<Plan<'t>> = units.into_iter().map(|unit| plan_of(unit, tree, again, "")).collect();
        if let Some(overlay) = overlay {
            let (units, obstacles) = layout::discover(overlay, &self.portfolio.workspace);
            // Notes that add to an initiative stand alone there, and commands to rename would name the wrong folder.
            for obstacle in obstacles.into_iter().filter(|obstacle| obstacle.code == Code::SCHEMA) {
                self.obstacle(Obstacle { path: format!("{OVERLAY}/{}", obstacle.path), ..obstacle });
            }
            let again = overlay.again().is_some();
            for unit in units {
                let same = plans.iter_mut().find(|plan| unit::is_same(plan, &unit));
                let added = plan_of(unit, overlay, again, OVERLAY);
                match same {
                    Some(plan) => plan.files.extend(added.files),
                    None => plans.push(added),
                }
            }
        }
        for (ahead, file) in plans.iter_mut().flat_map(|plan| &mut plan.files).enumerate() {
            file.file = self.next_file(ahead);
        }
        self.both_forms(&plans);
        self.portfolio.has_cycle_files = plans.iter().any(|plan| plan.kind == Kind::Cycle);
        plans
    }

    /// A kind is a file or a folder; with both, nobody knows where to look.
    fn both_forms(&mut self, plans: &[Plan<'_>]) {
        for kind in Kind::ALL {
            let of_kind = || plans.iter().filter(|plan| plan.kind == *kind);
            let many = of_kind().find(|plan| plan.id.is_none()).and_then(|plan| plan.files.first());
            let one = of_kind().find(|plan| plan.id.is_some()).and_then(|plan| plan.files.first());
            if let (Some(many), Some(one)) = (many, one)
                && !many.shown.starts_with(OVERLAY)
                && !one.shown.starts_with(OVERLAY)
            {
                let message = format!("{} are kept both in this file and in a folder", kind.plural());
                self.problems.push(
                    Diagnostic::new(Code::SCHEMA, At::file(many.file), message)
                        .related(At::file(one.file), "and in files of their own")
                        .help("keep one form: move the tables into the folder, one file per id")
                        .about("both forms"),
                );
            }
        }
    }

    /// The limit that the workspace goes beyond, if it does.
    fn full(&self) -> Option<String> {
        let (read, mebibytes) = (&self.read, |most: usize| format!("{} MiB", most >> 20));
        let limits = [
            (self.sources.len() > limits::FILES_IN_ALL, format!("{} files", limits::FILES_IN_ALL)),
            (read.bytes > limits::BYTES_IN_ALL, mebibytes(limits::BYTES_IN_ALL)),
            (read.broken > limits::BROKEN_IN_ALL, format!("{} that are no TOML", mebibytes(limits::BROKEN_IN_ALL))),
            (read.items > limits::ITEMS_IN_ALL, format!("{} keys and elements", limits::ITEMS_IN_ALL)),
        ];
        limits.into_iter().find_map(|(is_over, most)| is_over.then_some(most))
    }

    /// Says of files that they are not read, because the workspace has more than `most`.
    fn leave_out<'t>(&mut self, most: &str, plans: impl Iterator<Item = Plan<'t>>) {
        for (place, plan) in plans.enumerate() {
            if let Some(first) = plan.files.first().filter(|_| place == 0) {
                let message = format!("the workspace holds more than {most}; this file and all after it are not read");
                let problem = Diagnostic::new(Code::SCHEMA, At::file(first.file), message);
                let help = "keep what is closed in another repository, and shorten what is long";
                self.problems.push(problem.help(help).about("workspace too large"));
            }
            self.portfolio.unread_kinds.insert(plan.kind);
            self.sources.extend(plan.files.into_iter().map(|file| Source::new(file.shown, "")));
        }
    }

    fn add(&mut self, kind: Kind, unit: UnitRead) {
        self.sources.extend(unit.sources);
        self.problems.extend(unit.problems);
        self.read = [self.read, unit.size].into_iter().sum();
        if unit.unread {
            self.portfolio.unread_kinds.insert(kind);
        }
        for named in unit.entities {
            self.name(kind, named);
        }
    }

    fn name(&mut self, kind: Kind, named: Named) {
        let folded = (kind, named.id.to_lowercase());
        if let Some((first, first_at)) = self.seen.get(&folded) {
            let shown = limits::excerpt(&named.id);
            let message = if **first == *named.id {
                format!("{} `{shown}` is described twice", kind.singular())
            } else {
                format!("{} `{shown}` differs from `{first}` only by case", kind.singular())
            };
            self.problems.push(
                Diagnostic::new(Code::REFERENCE, named.at.clone(), message)
                    .label("described again")
                    .related(first_at.clone(), "first described here")
                    .help("keep one of them, or give one another id")
                    .about("duplicate"),
            );
            // A name that cannot be an id does not stand in the way of one that can.
            if id::is_valid(first) || !id::is_valid(&named.id) {
                return;
            }
        }
        self.seen.insert(folded, (named.id.clone(), named.at));
        if !id::is_valid(&named.id) {
            // What was meant to be an id is one that cannot be read: whoever names it is right.
            self.portfolio.unreadable.insert((kind, id::fold(&named.id).into()));
            return;
        }
        let Some(entity) = named.value else {
            self.portfolio.unreadable.insert((kind, named.id));
            return;
        };
        let (key, origin) = (&*named.id, named.origin);
        macro_rules! keep {
            ($field:ident, $value:expr) => {{
                self.portfolio.$field.insert(key.into(), Record { value: $value, origin });
            }};
        }
        match entity {
            Entity::Person(value) => keep!(people, value),
            Entity::Team(value) => keep!(teams, value),
            Entity::Cycle(value) => keep!(cycles, value),
            Entity::System(value) => keep!(systems, value),
            Entity::Problem(value) => keep!(problems, value),
            Entity::Incident(value) => keep!(incidents, value),
            Entity::Strategy(value) => keep!(strategy, value),
            Entity::Theme(value) => keep!(themes, value),
            Entity::Argument(value) => keep!(arguments, value),
            Entity::Initiative(value) => keep!(initiatives, value),
        }
    }

    /// Reports something in the way, as a file without text.
    fn obstacle(&mut self, obstacle: Obstacle) {
        match obstacle.hides {
            Some((kind, Some(id))) => drop(self.portfolio.unreadable.insert((kind, id))),
            Some((kind, None)) => drop(self.portfolio.unread_kinds.insert(kind)),
            None => {}
        }
        let existing = self.sources.iter().position(|source| *source.path == *obstacle.path);
        let file = match existing.and_then(|index| u32::try_from(index).ok()) {
            Some(index) => FileId(index),
            None => {
                let file = self.next_file(0);
                self.sources.push(Source::new(obstacle.path, ""));
                file
            }
        };
        let at = match obstacle.pointer.as_str() {
            "" => At::file(file),
            pointer => At::value(file, pointer),
        };
        self.problems
            .push(Diagnostic::new(obstacle.code, at, obstacle.message).help(obstacle.help).about("in the way"));
    }

    fn next_file(&self, ahead: usize) -> FileId {
        FileId(u32::try_from(self.sources.len() + ahead).unwrap_or(u32::MAX))
    }

    fn finish(self, again: ReadAgain) -> Loaded {
        let sources = Sources::new(self.sources, Some(again));
        Loaded { portfolio: self.portfolio, sources, problems: self.problems }
    }
}

/// The bytes of the file at `path`, which no part of leads elsewhere.
fn regular_file(tree: &dyn Tree, path: &str) -> Result<Vec<u8>, String> {
    match tree::look_up(tree, path) {
        Ok(Some(EntryKind::File)) => tree.read(path, limits::MOST_BYTES).map_err(|error| error.to_string()),
        Ok(Some(_)) => Err("it is no regular file".to_owned()),
        Ok(None) => Err("there is no such file in the workspace".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn plan_of<'t>(unit: layout::Unit, tree: &'t dyn Tree, read_again: bool, prefix: &str) -> Plan<'t> {
    let file = |found: layout::Found| PlannedFile {
        file: FileId(u32::MAX),
        tree,
        shown: if prefix.is_empty() { found.path.clone() } else { format!("{prefix}/{}", found.path) },
        path: found.path,
        holds: found.holds,
        read_again,
    };
    Plan { kind: unit.kind, id: unit.id, files: unit.files.into_iter().map(file).collect() }
}
