//! Reads one unit, a file or all parts of one initiative, from bytes to entities.

use super::check::{self, Schema};
use super::deserialize::{self, Fault};
use super::document::{self, Document};
use super::layout;
use super::limits::{self, Holds};
use super::tree::Tree;
use crate::diagnostic::{At, Code, Diagnostic, Findings, Spot};
use crate::model::portfolio::{Contribution, Origin};
use crate::model::{
    Argument, Cycle, Incident, Initiative, Kind, Person, Problem, StrategyItem, System, Team, Theme, Workspace, id,
};
use crate::source::{FileId, Lines, Source};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::iter::Sum;
use std::ops::Range;
use std::sync::OnceLock;
use toml::de::DeTable;

/// A file to read, with the id it will have.
pub(super) struct PlannedFile<'t> {
    pub(super) file: FileId,
    pub(super) tree: &'t dyn Tree,
    /// Path inside of its tree.
    pub(super) path: String,
    /// Path as printed.
    pub(super) shown: String,
    pub(super) holds: Holds,
    /// Whether its tree can read it again, so that its text need not be kept.
    pub(super) read_again: bool,
}

/// A unit to read.
pub(super) struct Plan<'t> {
    pub(super) kind: Kind,
    pub(super) id: Option<Box<str>>,
    pub(super) files: Vec<PlannedFile<'t>>,
}

/// A thing of any kind.
pub(super) enum Entity {
    Person(Box<Person>),
    Team(Box<Team>),
    Cycle(Box<Cycle>),
    System(Box<System>),
    Problem(Box<Problem>),
    Incident(Box<Incident>),
    Strategy(Box<StrategyItem>),
    Theme(Box<Theme>),
    Argument(Box<Argument>),
    Initiative(Box<Initiative>),
}

/// An entity with its id and origin; without a value when it could not be read.
pub(super) struct Named {
    pub(super) id: Box<str>,
    pub(super) at: At,
    pub(super) origin: Origin,
    pub(super) value: Option<Entity>,
}

impl Named {
    /// What has a name that cannot be read is called by its id.
    fn new(id: &str, at: At, origin: Origin, mut value: Option<Entity>) -> Self {
        let name = match &mut value {
            Some(Entity::Person(person)) => Some(&mut person.name),
            Some(Entity::Team(team)) => Some(&mut team.name),
            Some(Entity::System(system)) => Some(&mut system.name),
            _ => None,
        };
        if let Some(name) = name.filter(|name| name.is_empty()) {
            *name = id.into();
        }
        Self { id: id.into(), at, origin, value }
    }
}

/// What a unit holds.
#[derive(Default)]
pub(super) struct UnitRead {
    pub(super) sources: Vec<Source>,
    pub(super) problems: Findings<'static>,
    pub(super) entities: Vec<Named>,
    /// What its files hold.
    pub(super) size: Size,
    /// Whether a file of many could not be read, so that nobody knows whom it names.
    pub(super) unread: bool,
}

/// What files hold, to be held against what all of a workspace may hold.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    /// Bytes of their texts.
    pub(super) bytes: usize,
    /// Bytes of those that have faults of syntax.
    pub(super) broken: usize,
    /// Keys and elements.
    pub(super) items: usize,
}

impl Size {
    fn of(document: &Document<'_>) -> Self {
        let bytes = document.text.len();
        Self { bytes, broken: if document.broken.is_empty() { 0 } else { bytes }, items: document.items }
    }
}

impl Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), |a, b| Self {
            bytes: a.bytes + b.bytes,
            broken: a.broken + b.broken,
            items: a.items + b.items,
        })
    }
}

/// The schemas in force, compiled when the first file needs them.
pub(super) struct Schemas<'w> {
    enabled: bool,
    kinds: [OnceLock<Option<Schema>>; Kind::ALL.len()],
    extra: [(Kind, Option<&'w Schema>); 3],
}

impl<'w> Schemas<'w> {
    pub(super) fn new(enabled: bool, extra: [(Kind, Option<&'w Schema>); 3]) -> Self {
        Self { enabled, kinds: Default::default(), extra }
    }

    pub(super) fn of(&self, kind: Kind) -> Option<&Schema> {
        let cell = self.kinds.get(kind as usize).filter(|_| self.enabled)?;
        cell.get_or_init(|| Schema::published(Some(kind))).as_ref()
    }

    /// Whether `key` is one of a thing of `kind`.
    fn has_key(&self, kind: Kind, key: &str) -> bool {
        self.of(kind).is_some_and(|schema| schema.has_key(key))
    }

    fn extra(&self, kind: Kind) -> Option<&Schema> {
        self.extra.iter().find(|(other, _)| *other == kind).and_then(|(_, schema)| *schema).filter(|_| self.enabled)
    }
}

/// Reads the settings file.
pub(super) fn read_workspace(file: &PlannedFile<'_>, schema: Option<&Schema>) -> (Workspace, Origin, UnitRead) {
    let mut read = UnitRead::default();
    let text = read_text(file, &mut read.problems);
    let document = document::parse(file.file, &text, Holds::One);
    let table = document.root.get_ref();
    let meant = check(file.file, &document, table, "", schema, &mut read.problems);
    read.problems.extend(document.problems);
    let outcome = deserialize::read::<Workspace>(&[table]);
    let places = [(file.file, "")];
    let mut origin = Origin {
        contributions: vec![Contribution { file: Some(file.file), ..Contribution::default() }],
        references: outcome.references.into(),
        ..Origin::default()
    };
    origin.unread = unread(&places, &origin, &outcome.faults, &meant);
    let mut workspace = outcome.value.unwrap_or_default();
    workspace.thresholds.distrust(|key| origin.is_unread(&origin.at(&format!("/thresholds/{key}"))));
    report_faults(&places, outcome.faults, &meant, &mut read.problems);
    drop(document.root);
    read.sources.push(Source::new(file.shown.as_str(), text));
    (workspace, origin, read)
}

/// Reads every file of `plan`.
pub(super) fn read(plan: Plan<'_>, schemas: &Schemas<'_>) -> UnitRead {
    let many: Vec<FileId> = plan.files.iter().flat_map(|file| file.holds.many(&file.file)).copied().collect();
    let mut unit = UnitRead { problems: Findings::of(&many), ..UnitRead::default() };
    let texts: Vec<Box<str>> = plan.files.iter().map(|file| read_text(file, &mut unit.problems)).collect();
    let unread = unit.problems.iter().len();
    let documents: Vec<Document<'_>> =
        plan.files.iter().zip(&texts).map(|(file, text)| document::parse(file.file, text, file.holds)).collect();
    for document in &documents {
        unit.problems.extend(document.problems.iter().cloned());
    }
    // What is broken or could not be read at all is known by its id alone: measuring a part would mislead.
    let broken = unread > 0 || documents.iter().any(|document| !document.broken.is_empty());
    match &plan.id {
        Some(id) => {
            let tables: Vec<_> = documents.iter().map(|document| document.root.get_ref()).collect();
            let mut meant = Vec::new();
            // Of a file that could not be read at all, every missing key would be reported.
            let mut broken = broken;
            for (file, document) in plan.files.iter().zip(&documents).filter(|(_, document)| !document.text.is_empty())
            {
                if let Some(problem) = own_header(plan.kind, id, file.file, document, schemas) {
                    unit.problems.push(problem);
                    broken = true;
                    continue;
                }
                let table = document.root.get_ref();
                meant.extend(check_kind(plan.kind, file.file, document, table, "", schemas, &mut unit.problems));
            }
            let places: Vec<(FileId, &str)> = plan.files.iter().map(|file| (file.file, "")).collect();
            let at = places.first().map_or(At::file(FileId(u32::MAX)), |(file, _)| At::file(*file));
            let (origin, value) = entity(plan.kind, &places, &tables, broken, &meant, &mut unit.problems);
            unit.entities.push(Named::new(id, at, origin, value));
        }
        None => {
            let broken = broken && plan.kind == Kind::Initiative;
            // A fault may hide the header of a table, and with it all of an initiative.
            let is_skipped = |(file, document): (&PlannedFile<'_>, &Document<'_>)| document.items > file.holds.items();
            unit.unread = broken
                || (unread > 0 && texts.iter().any(|text| text.is_empty()))
                || plan.files.iter().zip(&documents).any(is_skipped)
                || documents.iter().any(|document| document.hides);
            for (file, document) in plan.files.iter().zip(&documents) {
                read_many(plan.kind, file.file, document, broken, schemas, &mut unit);
            }
        }
    }
    unit.size = documents.iter().map(Size::of).sum();
    drop(documents);
    // What has a finding will be shown, and what could not be read should not be tried again.
    let keep = !unit.problems.is_empty();
    let source = |(file, text): (PlannedFile<'_>, Box<str>)| match file.read_again && !keep {
        true => Source::without_text(file.shown, file.holds.bytes()),
        false => Source::new(file.shown, text),
    };
    unit.sources = plan.files.into_iter().zip(texts).map(source).collect();
    unit
}

/// The text of a file, or an empty one and a finding.
fn read_text(file: &PlannedFile<'_>, problems: &mut Findings) -> Box<str> {
    match file.tree.read(&file.path, file.holds.bytes()) {
        Ok(bytes) => {
            let (text, problem) = document::decode(file.file, bytes);
            problems.extend(problem);
            text
        }
        Err(error) if error.kind() == ErrorKind::FileTooLarge => {
            let help = match file.holds {
                Holds::One => "split it, or keep details where they are linked from",
                Holds::Many => "use a folder with one file per id instead",
            };
            let problem = Diagnostic::new(Code::SCHEMA, At::file(file.file), error.to_string());
            problems.push(problem.help(help).about("too large"));
            Box::default()
        }
        Err(error) => {
            problems.push(
                Diagnostic::new(Code::SCHEMA, At::file(file.file), format!("the file cannot be read: {error}"))
                    .help("check that it exists and may be read")
                    .about("unreadable"),
            );
            Box::default()
        }
    }
}

/// Reads a file that is a table of things by id.
fn read_many(
    kind: Kind,
    file: FileId,
    document: &Document<'_>,
    broken: bool,
    schemas: &Schemas<'_>,
    unit: &mut UnitRead,
) {
    for (key, value) in document.root.get_ref() {
        let name: &str = key.get_ref();
        let base = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let at = At::value(file, base.as_str()).key();
        let Some(table) = value.get_ref().as_table() else {
            let shown = limits::excerpt(name);
            let singular = kind.singular();
            let what = if value.get_ref().is_array() { "a list" } else { "a value" };
            unit.problems.push(
                Diagnostic::new(Code::SCHEMA, at, format!("`{shown}` must be a table, not {what}"))
                    .label(format!("expected a {singular}"))
                    .help(match value.get_ref().is_array() && schemas.has_key(kind, name) {
                        true => format!("write `[[NAME.{shown}]]`, with the id of the {singular}"),
                        false => format!("every {singular} here is a table: [{shown}]"),
                    }),
            );
            continue;
        };
        // Recovery from a fault may put a key where a table stands.
        let misplaced = no_entity(kind, at.clone(), name, table, schemas).filter(|_| document.broken.is_empty());
        if let Some((problem, meant)) = misplaced {
            unit.problems.push(problem);
            let hidden = |id: String| Named::new(&id, at.clone(), Origin::default(), None);
            unit.entities.extend(meant.into_iter().map(hidden));
            continue;
        }
        if !id::is_valid(name) {
            let shown = limits::excerpt(name);
            unit.problems.push(
                Diagnostic::new(Code::SCHEMA, at.clone(), format!("`{shown}` is not an id"))
                    .label("not of the form of an id")
                    .help(check::id_help(name)),
            );
        }
        let meant = check_kind(kind, file, document, table, &base, schemas, &mut unit.problems);
        let places = [(file, base.as_str())];
        let (origin, value) = if document.broken.is_empty() {
            entity(kind, &places, &[table], broken, &meant, &mut unit.problems)
        } else {
            let mut found = Findings::default();
            let read = entity(kind, &places, &[table], broken, &meant, &mut found);
            let said = spans(document, &unit.problems);
            let is_said = |problem: &Diagnostic| match problem.at.spot {
                Spot::Bytes(start, _) => said.iter().any(|span| span.contains(&(start as usize))),
                _ => false,
            };
            unit.problems.extend(beside_faults(document, found).into_iter().filter(|problem| !is_said(problem)));
            read
        };
        unit.entities.push(Named::new(name, at, origin, value));
    }
}

/// What is wrong with the table called `name` of a file of many that is none of its things: a part of one, or a table that
/// holds them. Beside it, the ids of those that were meant.
fn no_entity(
    kind: Kind,
    at: At,
    name: &str,
    table: &DeTable<'_>,
    schemas: &Schemas<'_>,
) -> Option<(Diagnostic, Vec<String>)> {
    let (singular, shown) = (kind.singular(), limits::excerpt(name));
    if table.keys().any(|key| schemas.has_key(kind, key.get_ref())) {
        return None;
    }
    if schemas.has_key(kind, name) {
        let message = format!("`{shown}` is a part of {}; here the name of one should stand", with_article(singular));
        let help = format!("write `[NAME.{shown}]`, with the id of the {singular}");
        let problem = Diagnostic::new(Code::SCHEMA, at, message).label(format!("expected the id of a {singular}"));
        return Some((problem.help(help), Vec::new()));
    }
    let (inner, _) = table.iter().next().filter(|_| table.values().all(|value| value.get_ref().is_table()))?;
    let inner = limits::excerpt(inner.get_ref());
    let message = format!("`{shown}` holds tables in the place of what {} has", with_article(singular));
    let keys = || table.keys().map(|key| key.get_ref().to_string());
    let (help, meant): (String, Vec<String>) = match name == kind.plural() || name == singular {
        true => (format!("write `[{inner}]`: all that this file holds are {}", kind.plural()), keys().collect()),
        false => (
            format!("write `[{shown}-{inner}]`: a dot parts tables, and no id has one"),
            keys().map(|key| format!("{name}-{key}")).collect(),
        ),
    };
    Some((Diagnostic::new(Code::SCHEMA, at, message).label(format!("expected a {singular}")).help(help), meant))
}

fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}

/// The header with its own id that a file of one thing begins with, as if it held many.
fn own_header(
    kind: Kind,
    id: &str,
    file: FileId,
    document: &Document<'_>,
    schemas: &Schemas<'_>,
) -> Option<Diagnostic> {
    let root = document.root.get_ref();
    let is_inner = root.len() == 1 && root.get(id).is_some_and(|value| value.get_ref().is_table());
    (is_inner && schemas.of(kind).is_some() && !schemas.has_key(kind, id)).then(|| {
        let shown = limits::excerpt(id);
        let message = format!("`{shown}` stands in a header, though the file holds this {} alone", kind.singular());
        let at = At::value(file, format!("/{id}")).key();
        Diagnostic::new(Code::SCHEMA, at, message).label("the name of the file says it").help(format!(
            "leave `{shown}` out of the headers: `[{shown}.part]` becomes `[part]`, and `[{shown}]` goes"
        ))
    })
}

fn check_kind(
    kind: Kind,
    file: FileId,
    document: &Document<'_>,
    table: &DeTable<'_>,
    base: &str,
    schemas: &Schemas<'_>,
    problems: &mut Findings,
) -> Vec<Meant> {
    let meant = check(file, document, table, base, schemas.of(kind), problems);
    if let (Some(schema), Some(extra)) =
        (schemas.extra(kind), table.get("extra").and_then(|extra| extra.get_ref().as_table()))
    {
        check(file, document, extra, &format!("{base}/extra"), Some(schema), problems);
    }
    meant
}

/// Where in a file a key belongs that was written by another name or in another place.
type Meant = (FileId, String);

/// Checks `table`, and drops what a syntax fault beside it explains.
fn check(
    file: FileId,
    document: &Document<'_>,
    table: &DeTable<'_>,
    base: &str,
    schema: Option<&Schema>,
    problems: &mut Findings,
) -> Vec<Meant> {
    let Some(schema) = schema else { return Vec::new() };
    if document.broken.is_empty() {
        let meant = schema.check(file, &document.root, table, base, problems);
        return meant.into_iter().map(|pointer| (file, pointer)).collect();
    }
    let mut found = Findings::default();
    schema.check(file, &document.root, table, base, &mut found);
    problems.extend(beside_faults(document, found));
    Vec::new()
}

/// The bytes of the values that `problems` speak of.
fn spans(document: &Document<'_>, problems: &Findings<'_>) -> Vec<Range<usize>> {
    let span = |problem: &Diagnostic| match &problem.at.spot {
        Spot::Entry(pointer, _) => Some(document::find(&document.root, pointer).value),
        _ => None,
    };
    problems.iter().filter_map(span).collect()
}

/// Those of `found` that no fault of syntax explains: recovery leaves out or misreads what stands on the line of a fault or
/// the next, so only the rest is sure.
fn beside_faults(document: &Document<'_>, found: Findings<'static>) -> Vec<Diagnostic> {
    let lines = Lines::new(document.text);
    let faults: BTreeSet<usize> = document.broken.iter().map(|fault| lines.line(fault.start)).collect();
    let is_sure = |problem: &Diagnostic| {
        let start = match &problem.at.spot {
            Spot::Entry(pointer, _) => document::find(&document.root, pointer).value.start,
            Spot::Bytes(start, _) => *start as usize,
            Spot::Whole => return false,
        };
        let line = lines.line(start);
        !problem.about.starts_with(check::LACKS) && faults.range(line.saturating_sub(1)..=line).next().is_none()
    };
    found.into_iter().filter(is_sure).collect()
}

/// Reads one entity from the tables of its files.
fn entity(
    kind: Kind,
    places: &[(FileId, &str)],
    tables: &[&DeTable<'_>],
    broken: bool,
    meant: &[Meant],
    problems: &mut Findings<'static>,
) -> (Origin, Option<Entity>) {
    let mut origin = Origin { contributions: contributions(places, tables, problems), ..Origin::default() };
    if broken {
        return (origin, None);
    }
    let mut reader = Reader { places, tables, meant, origin: &mut origin, problems };
    let value = match kind {
        Kind::Person => reader.read().map(Entity::Person),
        Kind::Team => reader.read().map(Entity::Team),
        Kind::Cycle => reader.read().map(Entity::Cycle),
        Kind::System => reader.read().map(Entity::System),
        Kind::Problem => reader.read().map(Entity::Problem),
        Kind::Incident => reader.read().map(Entity::Incident),
        Kind::Strategy => reader.read().map(Entity::Strategy),
        Kind::Theme => reader.read().map(Entity::Theme),
        Kind::Argument => reader.read().map(Entity::Argument),
        Kind::Initiative => reader.read().map(Entity::Initiative),
    };
    (origin, value)
}

struct Reader<'r, 't> {
    places: &'r [(FileId, &'r str)],
    tables: &'r [&'t DeTable<'t>],
    meant: &'r [Meant],
    origin: &'r mut Origin,
    problems: &'r mut Findings<'static>,
}

impl Reader<'_, '_> {
    fn read<T: DeserializeOwned>(&mut self) -> Option<Box<T>> {
        let outcome = deserialize::read(self.tables);
        self.origin.references = outcome.references.into();
        self.origin.skipped = {
            let left_out = outcome.faults.iter().filter(|fault| !fault.kept);
            left_out.map(|fault| fault.pointer.as_str().into()).collect()
        };
        self.origin.unread = unread(self.places, self.origin, &outcome.faults, self.meant);
        report_faults(self.places, outcome.faults, self.meant, self.problems);
        outcome.value.map(Box::new)
    }
}

/// The places of what could not be read, and those where keys belong that stand elsewhere.
fn unread(places: &[(FileId, &str)], origin: &Origin, faults: &[Fault], meant: &[Meant]) -> Vec<At> {
    let inside = faults.iter().filter(|fault| !fault.within.is_empty());
    let unread = inside.filter_map(|fault| {
        let (file, base) = places.get(fault.contribution)?;
        Some(At::value(*file, format!("{base}{}", fault.within)))
    });
    let meant = meant.iter().filter_map(|(file, pointer)| {
        let (_, base) = places.iter().find(|(other, _)| other == file)?;
        let within = pointer.strip_prefix(base)?;
        let is_element = within.split('/').nth(2).is_some_and(|index| index.parse::<usize>().is_ok());
        // What is no list may stand in any part.
        Some(if is_element { At::value(*file, pointer.as_str()) } else { origin.at(within) })
    });
    unread.chain(meant).collect()
}

/// Reports values that could not be read, where the schema has not said so already.
fn report_faults(places: &[(FileId, &str)], faults: Vec<Fault>, meant: &[Meant], problems: &mut Findings) {
    // What is there but cannot be read is not missing.
    let there: BTreeSet<(usize, String)> =
        faults.iter().filter(|it| it.missing.is_none()).map(|it| (it.contribution, it.within.clone())).collect();
    for fault in faults {
        let Some((file, base)) = places.get(fault.contribution) else { continue };
        let key = fault.missing.map(|key| (fault.contribution, format!("{}/{key}", fault.within)));
        if key.is_some_and(|key| there.contains(&key)) {
            continue;
        }
        // Among so many, the schema has counted this one.
        if problems.is_full(*file, Code::SCHEMA) {
            continue;
        }
        // The schema speaks of the value or of something inside it, or of a key that belongs there.
        let place = format!("{base}{}", fault.within);
        let is_said =
            |other: FileId, pointer: &str| other == *file && (fault.span.is_empty() || pointer.starts_with(&place));
        let said = meant.iter().any(|(other, pointer)| is_said(*other, pointer))
            || problems.iter().any(|problem| match &problem.at.spot {
                Spot::Entry(pointer, _) => is_said(problem.at.file, pointer),
                _ => false,
            });
        if !said {
            let at = if fault.span.is_empty() { At::file(*file) } else { At::bytes(*file, fault.span) };
            let elsewhere = "correct it; `canvass explain CV001` says where each key is described";
            let (message, help) = fault.message.split_once("; ").unwrap_or((&fault.message, elsewhere));
            let lacks = fault.missing.map(|key| format!("{}{key}", check::LACKS)).unwrap_or_default();
            problems.push(Diagnostic::new(Code::SCHEMA, at, message).label("cannot be read").help(help).about(lacks));
        }
    }
}

/// What each file contributes, and a finding for every single value that two of them give.
fn contributions(places: &[(FileId, &str)], tables: &[&DeTable<'_>], problems: &mut Findings) -> Vec<Contribution> {
    let single = tables.len() == 1;
    let mut contributions: Vec<Contribution> = Vec::with_capacity(tables.len());
    for ((file, base), table) in places.iter().zip(tables) {
        let mut keys = Vec::new();
        for (key, value) in table.iter().filter(|_| !single) {
            let name: &str = key.get_ref();
            let length = value.get_ref().as_array().map(|array| array.iter().len());
            let earlier = contributions.iter().find(|other| other.keys.iter().any(|(other, _)| **other == *name));
            if let (None, Some(earlier)) = (length, earlier) {
                let first = At::value(earlier.file.unwrap_or(*file), format!("/{name}")).key();
                problems.push(
                    Diagnostic::new(
                        Code::SCHEMA,
                        At::value(*file, format!("{base}/{name}")).key(),
                        format!("`{}` is given in two parts of the initiative", limits::excerpt(name)),
                    )
                    .label("given again")
                    .related(first, "first given here")
                    .help("keep one of them; only lists may be spread over parts"),
                );
            }
            keys.push((name.into(), length.unwrap_or(0)));
        }
        contributions.push(Contribution { file: Some(*file), base: (*base).into(), keys });
    }
    contributions
}

/// Whether a unit of the overlay adds to `id` of the repository rather than standing alone.
pub(super) fn is_same(plan: &Plan<'_>, unit: &layout::Unit) -> bool {
    plan.kind == unit.kind && plan.id.is_some() && plan.id == unit.id
}
