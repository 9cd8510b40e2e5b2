//! Tells findings that a change brings from those that were there before, by what each is about.
//!
//! A finding is the same when its rule, the thing it is about and the record inside that thing are the same, whatever
//! became of lines, positions in lists, file names and the order of files.

use crate::diagnostic::{Diagnostic, Part, Spot};
use crate::insight::identity::Identities;
use crate::load::{Loaded, Locator, OpenFile, layout};
use crate::model::{InitiativeId, Kind, Portfolio};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// Findings of a change, by whether the change brings them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Findings that were not there before.
    pub new: Vec<Diagnostic>,
    /// Findings that were.
    pub existing: Vec<Diagnostic>,
}

/// Splits the findings of `head` by whether `base` had them too.
#[must_use]
pub fn split(head: &Loaded, findings: Vec<Diagnostic>, base: &Loaded, before: &[Diagnostic]) -> Split {
    // An initiative that was renamed is still the one it was.
    let identities = Identities::between(&base.portfolio, &head.portfolio);
    let mut known: BTreeMap<String, Vec<&Diagnostic>> = BTreeMap::new();
    let identifier = Identifier { loaded: base, identities: Some(&identities) };
    let locator = Locator::new(&base.sources);
    for finding in before {
        known.entry(identifier.identify(finding, &locator.open(finding.at.file))).or_default().push(finding);
    }
    let now = Identifier::new(head);
    let now_locator = Locator::new(&head.sources);
    let mut is_known = |finding: &Diagnostic| {
        let identity = now.identify(finding, &now_locator.open(finding.at.file));
        known.get_mut(&identity).and_then(Vec::pop).is_some()
    };
    let matched: Vec<bool> = findings.iter().map(&mut is_known).collect();
    // Of several records that ask for the same thing, another may come first now.
    let mut moved: BTreeMap<String, usize> = BTreeMap::new();
    for finding in known.values().flatten() {
        if let Some(subject) = identifier.subject(finding, &locator.open(finding.at.file)) {
            *moved.entry(subject).or_default() += 1;
        }
    }
    let mut split = Split::default();
    for (finding, matched) in findings.into_iter().zip(matched) {
        let mut is_moved = || {
            let left =
                moved.get_mut(&now.subject(&finding, &now_locator.open(finding.at.file))?).filter(|left| **left > 0)?;
            *left -= 1;
            Some(())
        };
        if matched || is_moved().is_some() {
            split.existing.push(finding);
        } else {
            split.new.push(finding);
        }
    }
    split
}

/// Names what findings are about, without their places.
#[derive(Clone, Copy)]
pub struct Identifier<'l> {
    loaded: &'l Loaded,
    /// What initiatives are called by now.
    identities: Option<&'l Identities<'l>>,
}

impl<'l> Identifier<'l> {
    /// An identifier of findings in `loaded`.
    #[must_use]
    pub fn new(loaded: &'l Loaded) -> Self {
        Self { loaded, identities: None }
    }

    /// What `finding` is about: its rule; the thing, by kind and id; the record inside the thing, by names instead of
    /// positions, with the value where it is a single one; and whatever else the rule says it is about. `file` is
    /// the one it stands in.
    pub fn identify(&self, finding: &Diagnostic, file: &OpenFile<'_>) -> String {
        let (thing, record) = self.place(finding, file);
        format!("{} {thing} {record} {}", finding.code, finding.about)
    }

    /// What a finding that tells by itself what it is about says of its thing, wherever in the thing it stands.
    fn subject(&self, finding: &Diagnostic, file: &OpenFile<'_>) -> Option<String> {
        let Diagnostic { code, about, message, .. } = finding;
        (!about.is_empty()).then(|| format!("{code} {} {about} {message}", self.place(finding, file).0))
    }

    /// The thing and the record inside it.
    fn place(&self, finding: &Diagnostic, file: &OpenFile<'_>) -> (String, String) {
        let path = self.loaded.sources.path(finding.at.file);
        let owner = owner(path, &self.loaded.portfolio);
        let (thing, record) = match &finding.at.spot {
            Spot::Whole => (None, String::new()),
            // Faults of syntax have no record; their words tell them apart.
            Spot::Bytes(start, end) => {
                let words = file.text().get(*start as usize..*end as usize).unwrap_or_default();
                (None, format!("{} {words}", finding.message))
            }
            Spot::Entry(pointer, part) => record(file.tree(), pointer, *part, owner.as_ref()),
        };
        let thing = match (owner, thing) {
            (Some((kind, id)), inner) => {
                let id = id.or(inner).unwrap_or_default();
                let id = InitiativeId::from(id.as_str());
                let known = self.identities.filter(|_| kind == Kind::Initiative);
                format!("{} {}", kind.singular(), known.map_or(&id, |identities| identities.after(&id)))
            }
            (None, _) => path.to_string(),
        };
        (thing, record)
    }
}

/// The id of the thing, if the file holds many, and the names on the way to the record at `pointer` under `root`.
fn record(
    root: &DeTable<'_>,
    pointer: &str,
    part: Part,
    owner: Option<&(Kind, Option<String>)>,
) -> (Option<String>, String) {
    let mut segments = pointer.split('/').skip(1);
    let many = owner.is_some_and(|(_, id)| id.is_none());
    let thing = if many { segments.next().map(str::to_owned) } else { None };
    let mut value = match &thing {
        Some(name) => root.get(name.as_str()).map(|value| Node::Value(value.get_ref())),
        None => Some(Node::Table(root)),
    };
    let mut record = String::new();
    for segment in segments {
        let child = value.as_ref().and_then(|parent| parent.child(segment));
        record.push('/');
        match (&value, &child) {
            (Some(Node::Value(DeValue::Array(_))), Some(element)) => record.push_str(&element.name()),
            _ => record.push_str(segment),
        }
        value = child;
    }
    if let (Some(Node::Value(value)), Part::Value) = (value, part)
        && let Some(text) = scalar(value)
    {
        record.push('=');
        record.push_str(&text);
    }
    (thing, record)
}

/// The kind of what `path` holds, and its id unless it is a file of many; nothing for other files.
fn owner(path: &str, portfolio: &Portfolio) -> Option<(Kind, Option<String>)> {
    Kind::ALL.iter().find_map(|kind| {
        let rest = path.strip_prefix(layout::place(*kind, &portfolio.workspace).as_str())?;
        if rest == ".toml" {
            return Some((*kind, None));
        }
        let id = rest.strip_prefix('/')?.split('/').next()?;
        Some((*kind, Some(id.trim_end_matches(".toml").to_owned())))
    })
}

enum Node<'n, 'l> {
    Table(&'n DeTable<'l>),
    Value(&'n DeValue<'l>),
}

/// Keys that name a record among its like, the surest first.
const NAMES: &[&str] = &["id", "person", "audience", "ref", "system", "code"];
/// Keys that together tell a dated record from others.
const DATED: &[&str] = &["date", "with", "by", "text", "q", "what"];

impl<'n, 'l> Node<'n, 'l> {
    fn child(&self, segment: &str) -> Option<Node<'n, 'l>> {
        let name = segment.replace("~1", "/").replace("~0", "~");
        let child = match *self {
            Self::Table(table) | Self::Value(DeValue::Table(table)) => table.get(name.as_str()),
            Self::Value(DeValue::Array(array)) => array.get(name.parse::<usize>().ok()?),
            Self::Value(_) => None,
        };
        child.map(|child| Node::Value(child.get_ref()))
    }

    /// What to call an element of a list other than by its position.
    fn name(&self) -> String {
        let Self::Value(DeValue::Table(table)) = self else {
            let Self::Value(value) = self else { return String::new() };
            return scalar(value).unwrap_or_default();
        };
        let text =
            |key: &&str| table.get(*key).map(|value| scalar(value.get_ref()).unwrap_or_else(|| list(value.get_ref())));
        match NAMES.iter().find_map(text) {
            Some(name) => name,
            None => DATED.iter().filter_map(text).collect::<Vec<_>>().join("|"),
        }
    }
}

fn list(value: &DeValue<'_>) -> String {
    let elements = value.as_array().into_iter().flat_map(|array| array.iter());
    elements.filter_map(|element| scalar(element.get_ref())).collect::<Vec<_>>().join(",")
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(integer) => Some(integer.to_string()),
        DeValue::Float(float) => Some(float.to_string()),
        DeValue::Boolean(boolean) => Some(boolean.to_string()),
        DeValue::Datetime(datetime) => Some(datetime.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{At, Code};
    use crate::load::{MemoryTree, Options, load};

    fn loaded(files: &[(&str, &str)]) -> Loaded {
        load(&MemoryTree::new(files.iter().copied()), &Options::default())
    }

    fn finding(loaded: &Loaded, path: &str, pointer: &str, about: &str) -> Diagnostic {
        let (file, _) = loaded.sources.iter().find(|(_, source)| &*source.path == path).unwrap();
        Diagnostic::new(Code(501), At::value(file, pointer), "x").about(about)
    }

    const BEFORE: &str = "[[ask]]\nid = 'a'\nteam = 't'\n[[conversation]]\ndate = 2026-01-01\nwith = ['x']\n";

    #[test]
    fn moved_lines_positions_files_and_ids_are_no_news() {
        let base = loaded(&[("initiatives/old.toml", BEFORE), ("people.toml", "[ana]\nname = 'A'\n")]);
        let after = "previously = ['old']\n\n\n[[conversation]]\ndate = 2026-02-01\nwith = ['y']\n[[conversation]]\ndate = 2026-01-01\nwith = ['x']\n[[ask]]\nid = 'b'\nteam = 'u'\n[[ask]]\nid = 'a'\nteam = 't'\n";
        let head = loaded(&[("initiatives/new/initiative.toml", after), ("people/ana.toml", "name = 'A'\n")]);
        let before = [
            finding(&base, "initiatives/old.toml", "/ask/0", "effort"),
            finding(&base, "initiatives/old.toml", "/conversation/0", ""),
            finding(&base, "people.toml", "/ana/team", ""),
        ];
        let main = "initiatives/new/initiative.toml";
        let old = [
            finding(&head, main, "/ask/1", "effort"),
            finding(&head, main, "/conversation/1", ""),
            finding(&head, "people/ana.toml", "/team", ""),
        ];
        let new = [
            finding(&head, main, "/ask/0", "effort"),
            finding(&head, main, "/ask/1", "need_by"),
            finding(&head, main, "/conversation/0", ""),
        ];
        let split = split(&head, [old.clone(), new.clone()].concat(), &base, &before);
        assert_eq!(split.existing, old);
        assert_eq!(split.new, new);
    }

    #[test]
    fn another_record_that_asks_for_the_same_is_no_news() {
        let ask = |id: &str| format!("[[ask]]\nid = '{id}'\n");
        let [before, after] = [ask("a"), ask("b") + &ask("a")];
        let base = loaded(&[("initiatives/one.toml", &before)]);
        let head = loaded(&[("initiatives/one.toml", &after)]);
        let at = |loaded: &Loaded, about: &str| finding(loaded, "initiatives/one.toml", "/ask/0", about);
        let found = vec![at(&head, "kim"), at(&head, "kim"), at(&head, "")];
        let split = split(&head, found, &base, &[at(&base, "kim"), at(&base, "")]);
        assert_eq!(split.existing, [at(&head, "kim")]);
        assert_eq!(split.new, [at(&head, "kim"), at(&head, "")]);
    }

    #[test]
    fn a_changed_value_and_a_second_case_are_news() {
        let base = loaded(&[("initiatives/one.toml", "stage = 'problem'\n")]);
        let head = loaded(&[("initiatives/one.toml", "stage = 'ready'\ntitle = 'T'\n")]);
        let stage = |loaded: &Loaded| finding(loaded, "initiatives/one.toml", "/stage", "");
        let whole = |loaded: &Loaded| finding(loaded, "initiatives/one.toml", "", "lacks");
        let split = split(&head, vec![stage(&head), whole(&head), whole(&head)], &base, &[stage(&base), whole(&base)]);
        assert_eq!(split.existing, [whole(&head)]);
        assert_eq!(split.new, [stage(&head), whole(&head)]);
    }
}
