//! Decides which file takes a new thing or record: the one that holds its like, or a new one beside them.

use super::insert::{self, Fault};
use super::{Change, Refusal};
use crate::load::layout::{self, Unit};
use crate::load::limits::MOST_BYTES;
use crate::load::schema::SchemaName;
use crate::load::suggest::nearest;
use crate::load::tree::{EntryKind, Tree};
use crate::model::portfolio::Kind;
use crate::model::{LocalId, Portfolio, id};
use std::collections::BTreeSet;
use toml_edit::Table;

/// The folder of the schemas that `init` writes for editors.
pub const SCHEMAS: &str = ".canvass/schemas";

/// What is recorded about an initiative again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// `[[ask]]`
    Asks,
    /// `[[conversation]]`
    Conversations,
    /// `[[evidence]]`
    Evidence,
    /// `[[update]]`
    Updates,
    /// `[[pitch]]`
    Pitches,
    /// `[[interview]]`
    Interviews,
    /// `[[metric]]`
    Metrics,
    /// `[[deliverable]]`
    Deliverables,
    /// `[[decision]]`
    Decisions,
    /// `[[retro]]`
    Retros,
}

impl Records {
    /// The key of the list.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Asks => "ask",
            Self::Conversations => "conversation",
            Self::Evidence => "evidence",
            Self::Updates => "update",
            Self::Pitches => "pitch",
            Self::Interviews => "interview",
            Self::Metrics => "metric",
            Self::Deliverables => "deliverable",
            Self::Decisions => "decision",
            Self::Retros => "retro",
        }
    }

    /// The part that takes them when the initiative is a folder.
    const fn part(self) -> &'static str {
        match self {
            Self::Asks => "asks.toml",
            Self::Conversations => "conversations.toml",
            Self::Evidence => "evidence.toml",
            Self::Updates => "updates.toml",
            Self::Pitches => "pitches.toml",
            Self::Interviews => "interviews.toml",
            Self::Metrics => "metrics.toml",
            Self::Deliverables => "deliverables.toml",
            Self::Decisions => "decisions.toml",
            Self::Retros => "retros.toml",
        }
    }
}

/// Adds `id` of `kind`, described by `table`: to the file of its kind, or as a file of its own.
///
/// # Errors
///
/// When the id is not well formed or taken (whatever its case), or the file cannot be added to.
pub fn add_thing(
    tree: &dyn Tree,
    portfolio: &Portfolio,
    kind: Kind,
    id: &str,
    table: &Table,
) -> Result<Change, Refusal> {
    let home = Home::of(tree, portfolio, kind)?;
    home.check(id)?;
    // Initiatives grow long; people and teams are read side by side.
    if home.is_file.unwrap_or(kind != Kind::Initiative) {
        return home.add_to_file(tree, &[(id, table)]);
    }
    home.add_file(id, table)
}

/// Adds `things` of `kind`, each an id and what describes it: to the file of their kind, or each as a file of its own.
/// Many at once need not fit into one file, so where there is neither they become files.
///
/// # Errors
///
/// When an id is not well formed or taken (whatever its case), or a file cannot be added to.
pub fn add_things(
    tree: &dyn Tree,
    portfolio: &Portfolio,
    kind: Kind,
    things: &[(&str, &Table)],
) -> Result<Vec<Change>, Refusal> {
    let home = Home::of(tree, portfolio, kind)?;
    things.iter().try_for_each(|(id, _)| home.check(id))?;
    if home.is_file.unwrap_or(false) && !things.is_empty() {
        return Ok(vec![home.add_to_file(tree, things)?]);
    }
    things.iter().map(|(id, table)| home.add_file(id, table)).collect()
}

/// Where things of a kind are kept, and what is there.
struct Home {
    kind: Kind,
    place: String,
    /// Whether they are kept in one file or in a folder of files; nothing where there is neither.
    is_file: Option<bool>,
    /// Their ids in lower case, readable or not.
    taken: BTreeSet<String>,
    /// What the folder holds.
    names: BTreeSet<String>,
}

impl Home {
    fn of(tree: &dyn Tree, portfolio: &Portfolio, kind: Kind) -> Result<Self, Refusal> {
        let place = layout::place(kind, &portfolio.workspace);
        let unread = portfolio.unreadable.iter().filter(|(of, _)| *of == kind).map(|(_, id)| &**id);
        let taken = portfolio.ids(kind).into_iter().chain(unread).map(str::to_ascii_lowercase).collect();
        let is_file = match (entry(tree, &format!("{place}.toml"))?, entry(tree, &place)?) {
            (Some(_), _) => Some(true),
            (None, Some(EntryKind::Other(what))) => {
                return Err(Refusal::Unreadable { path: place, reason: format!("it is a {what}") });
            }
            (None, Some(_)) => Some(false),
            (None, None) => None,
        };
        let names = list(tree, &place)?.into_iter().map(|(name, _)| name).collect();
        Ok(Self { kind, place, is_file, taken, names })
    }

    fn check(&self, id: &str) -> Result<(), Refusal> {
        if !id::is_valid(id) {
            return Err(Refusal::NotAnId(id.to_owned()));
        }
        if id::is_reserved(id) {
            return Err(Refusal::Reserved(id.to_owned()));
        }
        if self.taken.contains(id) { Err(self.exists(id, &self.place)) } else { Ok(()) }
    }

    fn exists(&self, id: &str, path: &str) -> Refusal {
        Refusal::Exists { what: self.kind.singular(), id: id.to_owned(), path: path.to_owned() }
    }

    fn add_to_file(&self, tree: &dyn Tree, things: &[(&str, &Table)]) -> Result<Change, Refusal> {
        let path = format!("{}.toml", self.place);
        change(tree, &path, SchemaName::Many(self.kind), |text| insert::tables(text, things))
    }

    fn add_file(&self, id: &str, table: &Table) -> Result<Change, Refusal> {
        let name = format!("{id}.toml");
        let path = format!("{}/{name}", self.place);
        if self.names.contains(&name) {
            return Err(self.exists(id, &path));
        }
        Ok(Change { after: format!("{}{table}", opening(&path, SchemaName::One(self.kind))), path, before: None })
    }
}

/// `change`, which adds the thing `id`, with `entries` in its lists, each given with the key of its list.
///
/// # Errors
///
/// When the file keeps something else under such a key.
pub fn add_entries(change: Change, id: &str, entries: &[(&str, Table)]) -> Result<Change, Refusal> {
    let of_many = !change.path.ends_with(&format!("/{id}.toml"));
    let mut after = change.after;
    for (key, table) in entries {
        let keys: Vec<&str> = of_many.then_some(id).into_iter().chain([*key]).collect();
        after = insert::entry(&after, &keys, table).map_err(|fault| refuse(&change.path, fault))?;
    }
    Ok(Change { after, ..change })
}

/// Adds a record, described by `table`, to the initiative `id`: to its file, or to the part that holds such records.
///
/// # Errors
///
/// When there is no such initiative, it cannot be read, it has a record of that id already, or its file cannot be
/// added to.
pub fn add_record(
    tree: &dyn Tree,
    portfolio: &Portfolio,
    id: &str,
    records: Records,
    table: &Table,
) -> Result<Change, Refusal> {
    let Some(initiative) = portfolio.initiatives.get(id) else {
        if portfolio.unreadable.contains(&(Kind::Initiative, id.into())) {
            let reason = "it cannot be read".to_owned();
            return Err(Refusal::Unreadable { path: format!("initiative `{id}`"), reason });
        }
        let nearest = nearest(id, portfolio.ids(Kind::Initiative)).map(str::to_owned);
        return Err(Refusal::NoInitiative { id: id.to_owned(), nearest });
    };
    let own: Vec<&LocalId> = match records {
        Records::Asks => initiative.asks.iter().map(|ask| &ask.id).collect(),
        Records::Evidence => initiative.evidence.iter().map(|evidence| &evidence.id).collect(),
        Records::Conversations => initiative.conversations.iter().filter_map(|held| held.id.as_ref()).collect(),
        Records::Interviews => initiative.interviews.iter().filter_map(|held| held.id.as_ref()).collect(),
        Records::Metrics => initiative.metrics.iter().map(|metric| &metric.id).collect(),
        Records::Deliverables => initiative.deliverables.iter().map(|it| &it.id).collect(),
        Records::Updates | Records::Pitches | Records::Decisions | Records::Retros => Vec::new(),
    };
    let (path, inside) = file_for(tree, portfolio, id, records)?;
    if let Some(given) = table.get("id").and_then(|id| id.as_str()) {
        if !id::is_valid(given) {
            return Err(Refusal::NotAnId(given.to_owned()));
        }
        if own.iter().any(|other| other.as_str().eq_ignore_ascii_case(given)) {
            return Err(Refusal::Exists { what: records.key(), id: format!("{id}/{given}"), path });
        }
    }
    let schema = if inside.is_some() { SchemaName::Many(Kind::Initiative) } else { SchemaName::One(Kind::Initiative) };
    let keys: Vec<&str> = inside.into_iter().chain([records.key()]).collect();
    change(tree, &path, schema, |text| insert::entry(text, &keys, table))
}

/// The file of initiative `id` that takes `records`, and the table in it where it holds several initiatives.
fn file_for<'i>(
    tree: &dyn Tree,
    portfolio: &Portfolio,
    id: &'i str,
    records: Records,
) -> Result<(String, Option<&'i str>), Refusal> {
    let (units, _) = layout::discover(tree, &portfolio.workspace);
    let initiatives = || units.iter().filter(|unit| unit.kind == Kind::Initiative);
    let folder = format!("{}/{id}", layout::place(Kind::Initiative, &portfolio.workspace));
    let missing = || Refusal::NoInitiative { id: id.to_owned(), nearest: None };
    let Some(unit) = initiatives().find(|unit| unit.id.as_deref() == Some(id)) else {
        for found in initiatives().filter(|unit| unit.id.is_none()).flat_map(|unit| &unit.files) {
            if insert::holds(&read(tree, &found.path)?, &[id]).map_err(|fault| refuse(&found.path, fault))? {
                return Ok((found.path.clone(), Some(id)));
            }
        }
        return Err(missing());
    };
    let single = format!("{folder}.toml");
    if unit.files.iter().any(|found| found.path == single) {
        return Ok((single, None));
    }
    part_for(tree, unit, &folder, records).map(|path| (path, None))
}

/// The part of an initiative kept as a folder: the one named so, else where such records stand already, else new.
fn part_for(tree: &dyn Tree, unit: &Unit, folder: &str, records: Records) -> Result<String, Refusal> {
    let part = format!("{folder}/{}", records.part());
    if unit.files.iter().any(|found| found.path == part) {
        return Ok(part);
    }
    for found in unit.files.iter().rev() {
        let text = read(tree, &found.path)?;
        if insert::holds(&text, &[records.key()]).map_err(|fault| refuse(&found.path, fault))? {
            return Ok(found.path.clone());
        }
    }
    Ok(part)
}

/// What becomes of the file at `path`, which is made when there is none.
fn change(
    tree: &dyn Tree,
    path: &str,
    schema: SchemaName,
    add: impl FnOnce(&str) -> Result<String, Fault>,
) -> Result<Change, Refusal> {
    let before = match entry(tree, path)? {
        Some(EntryKind::File) => Some(read(tree, path)?),
        Some(_) => {
            let reason = "it is not a regular file".to_owned();
            return Err(Refusal::Unreadable { path: path.to_owned(), reason });
        }
        None => None,
    };
    let opening = opening(path, schema);
    let after = add(before.as_deref().unwrap_or(&opening)).map_err(|fault| refuse(path, fault))?;
    Ok(Change { path: path.to_owned(), before, after })
}

/// How a new file at `path` begins: with the schema by which an editor knows its keys.
#[must_use]
pub fn opening(path: &str, schema: SchemaName) -> String {
    let up = "../".repeat(path.matches('/').count());
    format!("#:schema {}{SCHEMAS}/{}\n\n", if up.is_empty() { "./" } else { &up }, schema.file_name())
}

fn read(tree: &dyn Tree, path: &str) -> Result<String, Refusal> {
    let unreadable = |reason: String| Refusal::Unreadable { path: path.to_owned(), reason };
    let bytes = tree.read(path, MOST_BYTES).map_err(|error| unreadable(error.to_string()))?;
    String::from_utf8(bytes).map_err(|_| unreadable("it is not valid UTF-8".to_owned()))
}

/// What stands at `path`.
fn entry(tree: &dyn Tree, path: &str) -> Result<Option<EntryKind>, Refusal> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    Ok(list(tree, folder)?.into_iter().find(|(entry, _)| entry == name).map(|(_, kind)| kind))
}

fn list(tree: &dyn Tree, folder: &str) -> Result<Vec<(String, EntryKind)>, Refusal> {
    let unreadable = |error: std::io::Error| Refusal::Unreadable { path: folder.to_owned(), reason: error.to_string() };
    tree.list(folder).map_err(unreadable)
}

fn refuse(path: &str, fault: Fault) -> Refusal {
    match fault {
        Fault::Syntax(reason) => {
            Refusal::Unreadable { path: path.to_owned(), reason: format!("not valid TOML: {reason}") }
        }
        Fault::Form(key) => Refusal::OtherForm { path: path.to_owned(), key, wanted: "a table, or a list of tables" },
    }
}
