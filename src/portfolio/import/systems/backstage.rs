//! Reads entities of Backstage: which of them are systems, and what they say of themselves and of each other.

use super::reference::{self, Reference};
use super::{Catalogue, Given, Need};
use crate::import::yaml::{self, Node, Value};
use crate::import::{Fault, List, MOST_ENTRIES, Notes, address, one_line};
use crate::load::limits::excerpt;
use crate::model::{SystemKind, Tier};
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What `apiVersion` names in the entities of this tool.
const API: &str = "backstage.io/";
/// Kinds of entities that are systems here.
const SYSTEMS: [&str; 3] = ["component", "resource", "system"];

/// Reads every entity in `lists`; nothing of it when a document is not what it should be.
pub(super) fn read(lists: &[List]) -> Result<Catalogue, Vec<Fault>> {
    let mut reader = Reader::default();
    let mut faults = Vec::new();
    for list in lists {
        faults.extend(yaml::documents(list, |document| reader.document(list, document)));
    }
    if reader.entities > MOST_ENTRIES
        && let Some(list) = lists.first()
    {
        let message = format!("there are {} entities, at most {MOST_ENTRIES} are read", reader.entities);
        faults.push(list.fault(1, message, "give a part of the catalogue at a time"));
    }
    if faults.is_empty() { Ok(reader.finish()) } else { Err(faults) }
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    entities: usize,
    catalogue: Catalogue,
    /// Where each entity stands.
    seen: BTreeMap<Reference, Place>,
    /// Systems that provide an interface.
    providers: BTreeMap<Reference, Vec<Reference>>,
    /// Systems that need an interface, by their places in the catalogue.
    consumed: Vec<(usize, Reference)>,
    /// What an entity says another needs: itself; and where.
    needed: Vec<(Reference, Reference, Place)>,
}

/// Something in an entity is not of the form it should have.
struct Misfit {
    line: usize,
    message: String,
    help: String,
}

impl Misfit {
    fn new(line: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { line, message: message.into(), help: help.into() }
    }
}

impl Reader {
    /// A document is an entity or, from the API of the catalogue, a list of them.
    fn document(&mut self, list: &List, document: &Node<'_>) {
        match &document.value {
            Value::List(entities) => entities.iter().for_each(|entity| self.counted(list, entity)),
            Value::Nothing => {}
            _ => self.counted(list, document),
        }
    }

    fn counted(&mut self, list: &List, node: &Node<'_>) {
        self.entities += 1;
        if self.entities <= MOST_ENTRIES
            && let Err(Misfit { line, message, help }) = self.entity(list, node)
        {
            self.catalogue.left_out.push(list.fault(line, message, help));
        }
    }

    fn entity(&mut self, list: &List, node: &Node<'_>) -> Result<(), Misfit> {
        let line = node.line;
        let place = list.place(line);
        if !node.is_map() {
            return Err(Misfit::new(
                line,
                "a document is no entity",
                "begin it with `apiVersion`, `kind` and `metadata`",
            ));
        }
        let about = |what: &str| Misfit::new(line, format!("an entity has no `{what}`"), format!("add `{what}`"));
        let metadata = node.get("metadata");
        let version = text(node, "apiVersion")?;
        let kind = text(node, "kind")?.ok_or_else(|| about("kind"))?;
        if version.is_some_and(|version| !version.contains(API)) {
            self.catalogue.notes.add(&place, "documents of other programs are not read", kind);
            return Ok(());
        }
        let metadata = metadata.ok_or_else(|| about("metadata"))?;
        let name = text(metadata, "name")?.ok_or_else(|| about("metadata.name"))?;
        let kind = kind.to_lowercase();
        if kind == "location" {
            let text = "locations lead to other files, which are not looked up: give those files, too";
            self.catalogue.notes.add(&place, text, name);
            return Ok(());
        }
        if !reference::is_name(name) {
            let message = format!("`{}` is no name of an entity", excerpt(name));
            return Err(Misfit::new(
                line,
                message,
                "use 1 to 63 letters, digits, `-`, `_` and `.`, or leave the file out",
            ));
        }
        let namespace = reference::namespace(text(metadata, "namespace")?);
        let reference = Reference { kind, namespace, name: name.to_lowercase() };
        if let Some(first) = self.seen.get(&reference) {
            let message = format!("`{reference}` stands twice, first at {first}");
            return Err(Misfit::new(line, message, "take one of the two out"));
        }
        let nothing = Node { line, value: Value::Nothing };
        let spec = node.get("spec").unwrap_or(&nothing);
        match &*reference.kind {
            kind if SYSTEMS.contains(&kind) => self.system(place.clone(), &reference, name, metadata, spec)?,
            "group" => {
                let profile = spec.get("profile").unwrap_or(&nothing);
                let names = [text(metadata, "title")?, text(profile, "displayName")?];
                let names = names.into_iter().flatten().map(|name| (reference.clone(), one_line(name)));
                self.catalogue.groups.extend(names);
            }
            // What an interface is provided and needed by, systems say.
            "api" | "user" => {}
            "domain" => {
                self.catalogue.notes.add(
                    &place,
                    "domains say which systems belong together and are none themselves",
                    name,
                );
            }
            _ => {
                let text = "entities of kinds that are no systems are not read";
                self.catalogue.notes.add(&place, text, reference.to_string());
            }
        }
        self.seen.insert(reference, place);
        Ok(())
    }

    fn system(
        &mut self,
        place: Place,
        reference: &Reference,
        name: &str,
        metadata: &Node<'_>,
        spec: &Node<'_>,
    ) -> Result<(), Misfit> {
        let home = &*reference.namespace;
        let named = |key: &str, kind: &str| -> Result<Vec<Reference>, Misfit> {
            Ok(texts(spec, key)?.into_iter().map(|text| Reference::new(text, kind, home)).collect())
        };
        let kind_word = text(spec, "type")?.map(str::to_lowercase);
        let kind = kind_word.as_deref().and_then(kind_of);
        if let (None, Some(word), "component") = (kind, &kind_word, &*reference.kind) {
            let text = format!("`spec.type` is `{}`, which is no kind here: it is left open", excerpt(word));
            self.catalogue.notes.add(&place, text, reference.to_string());
        }
        let lifecycle = text(spec, "lifecycle")?.unwrap_or_default();
        if lifecycle.eq_ignore_ascii_case("deprecated") {
            let text = "said to be deprecated: set `end_of_support` once its day is known";
            self.catalogue.notes.add(&place, text, reference.to_string());
        }
        let (needs, interfaces): (Vec<_>, Vec<_>) =
            named("dependsOn", "component")?.into_iter().partition(|reference| reference.kind != "api");
        let provided = named("providesApis", "api")?;
        let consumed = named("consumesApis", "api")?;
        let dependents = named("dependencyOf", "component")?;
        let larger = match text(spec, "subcomponentOf")? {
            Some(whole) => Some(Reference::new(whole, "component", home)),
            None => text(spec, "system")?.map(|whole| Reference::new(whole, "system", home)),
        };
        let given = Given {
            place,
            reference: reference.clone(),
            title: text(metadata, "title")?.map(one_line).filter(|title| !title.is_empty()),
            name: name.to_owned(),
            owner: text(spec, "owner")?.map(one_line),
            kind,
            tier: tier(metadata)?,
            part_of: larger,
            needs: Some(needs.into_iter().map(|system| Need { system, coupling: None }).collect()),
            uses: text(metadata, "description")?.and_then(first_paragraph).into_iter().collect(),
            runbook: runbook(metadata)?,
        };
        // Nothing fails from here on, so that an entity is taken as a whole or not at all.
        let at = self.catalogue.given.len();
        self.consumed.extend(interfaces.into_iter().chain(consumed).map(|interface| (at, interface)));
        for interface in provided {
            self.providers.entry(interface).or_default().push(reference.clone());
        }
        let needs_this = |dependent| (dependent, reference.clone(), given.place.clone());
        self.needed.extend(dependents.into_iter().map(needs_this));
        self.catalogue.given.push(given);
        Ok(())
    }

    /// Puts what entities say of each other where it belongs.
    fn finish(self) -> Catalogue {
        let Self { mut catalogue, providers, consumed, needed, .. } = self;
        let Catalogue { given, notes, .. } = &mut catalogue;
        let add = |given: &mut Given, system: &Reference| {
            let needs = given.needs.get_or_insert_default();
            if given.reference != *system && !needs.iter().any(|need| need.system == *system) {
                needs.push(Need { system: system.clone(), coupling: None });
            }
        };
        for (at, interface) in consumed {
            let Some(given) = given.get_mut(at) else { continue };
            match providers.get(&interface) {
                Some(providers) => providers.iter().for_each(|provider| add(given, provider)),
                None => no_provider(notes, given, &interface),
            }
        }
        let places: BTreeMap<Reference, usize> =
            given.iter().enumerate().map(|(at, given)| (given.reference.clone(), at)).collect();
        for (dependent, system, place) in needed {
            match places.get(&dependent).and_then(|at| given.get_mut(*at)) {
                Some(given) => add(given, &system),
                None => {
                    let text = "what depends on them is not in the list: write it on the card of whoever does";
                    notes.add(&place, text, format!("{dependent} → {system}"));
                }
            }
        }
        catalogue
    }
}

fn no_provider(notes: &mut Notes, given: &Given, interface: &Reference) {
    let text = "interfaces that nothing in the list provides: who needs them is not known to depend on anything";
    notes.add(&given.place, text, format!("{} needs {interface}", given.reference));
}

/// What stands under `key` of `node`, which must be a text.
fn text<'n>(node: &'n Node<'_>, key: &str) -> Result<Option<&'n str>, Misfit> {
    let Some(value) = node.get(key) else { return Ok(None) };
    match value.text() {
        Some(text) if text.trim().is_empty() => Ok(None),
        Some(text) => Ok(Some(text.trim())),
        None => Err(Misfit::new(value.line, format!("`{key}` is not a text"), "write one value")),
    }
}

/// The texts under `key` of `node`, which must be a list of them.
fn texts<'n>(node: &'n Node<'_>, key: &str) -> Result<Vec<&'n str>, Misfit> {
    let Some(value) = node.get(key) else { return Ok(Vec::new()) };
    let misfit = |line| Misfit::new(line, format!("`{key}` is not a list of names"), "write each name behind a `-`");
    let Value::List(nodes) = &value.value else { return Err(misfit(value.line)) };
    let mut seen = BTreeSet::new();
    let mut texts = Vec::new();
    for node in nodes {
        let text = node.text().ok_or_else(|| misfit(node.line))?.trim();
        if !text.is_empty() && seen.insert(text) {
            texts.push(text);
        }
    }
    Ok(texts)
}

/// What a type is here, as far as it says which level something stands on.
pub(super) fn kind_of(word: &str) -> Option<SystemKind> {
    Some(match word {
        "service" | "website" | "web" | "frontend" | "backend" | "app" | "mobile-app" | "api" | "worker" | "job"
        | "cronjob" | "function" | "lambda" | "gateway" => SystemKind::Service,
        "platform" | "infrastructure" | "database" | "cache" | "queue" | "topic" | "event-bus" | "cluster"
        | "kubernetes-cluster" | "object-storage" | "bucket" | "s3-bucket" => SystemKind::Platform,
        "library" | "package" | "module" | "plugin" | "sdk" | "tool" | "cli" => SystemKind::Component,
        _ => return None,
    })
}

/// The tier, where a label or an annotation names one of ours.
fn tier(metadata: &Node<'_>) -> Result<Option<Tier>, Misfit> {
    for (key, node) in tagged(metadata)? {
        let word = node.text().map(|word| word.trim().to_lowercase().replace(['-', ' '], "_"));
        if is_last(key, "tier")
            && let Some(tier) = word.and_then(|word| word.parse().ok())
        {
            return Ok(Some(tier));
        }
    }
    Ok(None)
}

/// Where the runbook is, as a link or an annotation tells.
fn runbook(metadata: &Node<'_>) -> Result<Option<String>, Misfit> {
    if let Some(links) = metadata.get("links") {
        let Value::List(links) = &links.value else {
            return Err(Misfit::new(links.line, "`links` is not a list", "write each link behind a `-`"));
        };
        for link in links {
            let says = |key: &str| text(link, key).map(|said| said.unwrap_or_default().to_lowercase());
            let words = [says("title")?, says("type")?, says("icon")?, says("url")?];
            if words.iter().any(|words| words.contains("runbook") || words.contains("playbook"))
                && let Some(url) = text(link, "url")?.and_then(address)
            {
                return Ok(Some(url));
            }
        }
    }
    let found = tagged(metadata)?.into_iter().find(|(key, _)| is_last(key, "runbook") || is_last(key, "runbook-url"));
    Ok(found.and_then(|(_, node)| address(node.text()?.trim())))
}

/// Labels and annotations.
fn tagged<'n, 't>(metadata: &'n Node<'t>) -> Result<Vec<(&'n str, &'n Rc<Node<'t>>)>, Misfit> {
    let mut tags = Vec::new();
    for key in ["labels", "annotations"] {
        match metadata.get(key).map(|node| (node.line, &node.value)) {
            Some((_, Value::Map(entries))) => tags.extend(entries.iter().map(|(key, node)| (&**key, node))),
            Some((line, _)) => {
                return Err(Misfit::new(
                    line,
                    format!("`{key}` is not a map"),
                    "write `name: value`, one in each line",
                ));
            }
            None => {}
        }
    }
    Ok(tags)
}

/// Whether `word` is the name of `key`, behind whose it is.
fn is_last(key: &str, word: &str) -> bool {
    key.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(word))
}

/// What a description says first, in one line.
fn first_paragraph(text: &str) -> Option<String> {
    text.split("\n\n").map(one_line).find(|paragraph| !paragraph.is_empty())
}
