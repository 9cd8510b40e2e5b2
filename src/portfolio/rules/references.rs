//! CV002: follows every id that is used, and finds those that name nothing, stand twice or close a circle.

use super::circles;
use super::context::Context;
use super::engine::in_parallel;
use super::{all, find, titles, values};
use crate::diagnostic::{At, Code, Diagnostic, Findings};
use crate::load::layout;
use crate::load::limits::excerpt;
use crate::load::suggest::nearest;
use crate::model::portfolio::{Origin, Records};
use crate::model::{Cycle, Initiative, InitiativeId, Kind, LocalId, Record, id};
use foldhash::fast::RandomState;
use std::collections::{BTreeMap, HashSet};

pub(super) fn check(context: &Context<'_>, found: &mut Findings) {
    let portfolio = context.portfolio;
    let names = Names::of(context);
    names.origin(&portfolio.workspace_origin, None, found);
    names.settings(found);
    names.records(&portfolio.people, found);
    names.records(&portfolio.teams, found);
    names.records(&portfolio.cycles, found);
    names.records(&portfolio.systems, found);
    names.records(&portfolio.problems, found);
    names.records(&portfolio.incidents, found);
    names.records(&portfolio.strategy, found);
    names.records(&portfolio.themes, found);
    names.records(&portfolio.arguments, found);
    for team in portfolio.teams.values() {
        twice(
            team,
            "offer",
            found,
            team.offers.iter().enumerate().map(|(index, offer)| (format!("/offers/{index}/id"), &offer.id)),
        );
    }
    let initiatives: Vec<_> = portfolio.initiatives.iter().collect();
    let of_one = |(id, record): &(&InitiativeId, &Record<Initiative>)| {
        let of_it = |finding: &mut Diagnostic| {
            finding.initiative = Some((*id).clone());
            true
        };
        let mut found = Findings::wanted(&[], &of_it);
        names.origin(&record.origin, Some(record), &mut found);
        names.offers(record, &mut found);
        names.waivers(record, &mut found);
        // One that could not be read may have any id.
        if !is_skipped(&record.origin, "/metric/") {
            values::check(record, &mut found);
        }
        names_given_twice(record, &mut found);
        found.settled()
    };
    in_parallel(&initiatives, of_one, |made| found.extend(made));
    former_names(context, found);
    circles::check(portfolio, found);
}

struct Names<'c> {
    context: &'c Context<'c>,
    /// The kind that each of [`id::REFERENCES`] names; nothing where that is known only inside of an initiative.
    kinds: Vec<Option<Kind>>,
    /// Every id by kind; nearly every reference is to one of them.
    known: HashSet<(Kind, &'c str), RandomState>,
}

impl<'c> Names<'c> {
    fn of(context: &'c Context<'c>) -> Self {
        let kind = |wanted: &str| Kind::ALL.iter().copied().find(|kind| kind.singular() == wanted);
        let ids = |kind: &Kind| {
            let kind = *kind;
            context.portfolio.ids(kind).into_iter().map(move |id| (kind, id))
        };
        let known = Kind::ALL.iter().flat_map(ids).collect();
        Self { context, kinds: id::REFERENCES.iter().map(|(_, wanted)| kind(wanted)).collect(), known }
    }

    fn knows(&self, kind: Kind, id: &str) -> bool {
        self.known.contains(&(kind, id)) || self.context.portfolio.knows(kind, id)
    }

    fn records<I, T>(&self, records: &Records<I, T>, found: &mut Findings) {
        for record in records.values() {
            self.origin(&record.origin, None, found);
        }
    }

    /// Follows every id used in one record.
    fn origin(&self, origin: &Origin, initiative: Option<&Record<Initiative>>, found: &mut Findings) {
        for reference in &origin.references {
            let contribution = origin.contributions.get(usize::from(reference.contribution));
            let Some(file) = contribution.and_then(|contribution| contribution.file) else { continue };
            let word = &*reference.id;
            let Some((_, wanted)) = id::REFERENCES.get(usize::from(reference.names)) else { continue };
            let kind = self.kinds.get(usize::from(reference.names)).copied().flatten();
            let unknown = match (kind, initiative) {
                // What cannot be made an id is left to the schema.
                (Some(kind), _) if !id::is_valid(word) => self.named(kind, word),
                (None, Some(record)) if !id::is_valid(word) => {
                    Local::of(wanted).and_then(|local| local.named(record, word))
                }
                // The file that would name it has a finding of its own.
                (Some(kind), _) if self.context.portfolio.unread_kinds.contains(&kind) => None,
                (Some(kind), _) if self.knows(kind, word) => None,
                // Looking for one that is meant takes its time.
                (Some(_), _) if found.is_full(file, Code::REFERENCE) => Some(String::new()),
                (Some(kind), _) => Some(self.like(kind, word)),
                (None, Some(record)) => Local::of(wanted).and_then(|local| local.unknown(record, word)),
                (None, None) => None,
            };
            if let Some(help) = unknown {
                let start = reference.start as usize;
                let at = At::bytes(file, start..start + usize::from(reference.length));
                found.push(dangling(at, &excerpt(word), wanted, help));
            }
        }
    }

    /// What to write in the place of `word`, a name where the id of a `kind` should stand.
    fn named(&self, kind: Kind, word: &str) -> Option<String> {
        if let Some(id) = titles::meant(self.context.portfolio, kind, word) {
            return Some(used(id));
        }
        let id = id::fold(word);
        if !id::is_valid(&id) || self.context.portfolio.unread_kinds.contains(&kind) {
            return None;
        }
        Some(match self.knows(kind, &id) {
            true => used(&id),
            false => format!("ids are used here; {}", self.like(kind, &id)),
        })
    }

    /// What to do about a `kind` that nothing is called: the id meant, or where it would be described.
    fn like(&self, kind: Kind, word: &str) -> String {
        let portfolio = self.context.portfolio;
        let renamed = match kind {
            Kind::Initiative => portfolio.initiatives.iter().find(|(_, other)| called(&other.previously, word)),
            _ => None,
        };
        if let Some((now, _)) = renamed {
            return format!("it is called `{now}` now");
        }
        if let Some(near) = nearest(word, portfolio.ids(kind)) {
            return format!("did you mean `{near}`?");
        }
        if let Some(id) = titles::meant(portfolio, kind, word) {
            return used(id);
        }
        if kind == Kind::Cycle && !portfolio.has_cycle_files {
            let next = Cycle::next_in_cadence(self.context.as_of, &portfolio.workspace.cadence);
            return next.map_or_else(String::new, |next| format!("cycles are called like `{next}`"));
        }
        let (singular, plural) = (kind.singular(), kind.plural());
        format!("name {} {singular} of {plural}, or {}", article(singular), self.described(kind, word))
    }

    /// How a new `kind` is described, in the layout that the workspace has.
    fn described(&self, kind: Kind, word: &str) -> String {
        let place = layout::place(kind, &self.context.portfolio.workspace);
        let of_many = format!("{place}.toml");
        let is_of_many = self.context.sources.iter().any(|(_, source)| *source.path == *of_many);
        let path = if is_of_many { of_many } else { format!("{place}/{word}.toml") };
        let path = excerpt(&path);
        if is_of_many { format!("add `[{word}]` to `{path}`") } else { format!("describe it in `{path}`") }
    }

    /// The asked team must make the offer that an ask uses.
    fn offers(&self, record: &Record<Initiative>, found: &mut Findings) {
        for (index, ask) in record.asks.iter().enumerate() {
            let Some(offer) = &ask.offer else { continue };
            // Of an unknown team nothing can be said.
            let Some(team) = self.context.portfolio.teams.get(&ask.team) else { continue };
            if is_skipped(&team.origin, "/offers/") || team.offers.iter().any(|known| *offer == known.id) {
                continue;
            }
            let known: Vec<&str> = team.offers.iter().map(|offer| offer.id.as_str()).collect();
            let help = match nearest(offer.as_str(), known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => format!("`{}` offers nothing; leave `offer` out", ask.team),
                None => format!("`{}` offers {}", ask.team, known.join(", ")),
            };
            let wanted = format!("offer of `{}`", ask.team);
            found.push(dangling(record.at(&format!("/ask/{index}/offer")), &excerpt(offer.as_str()), &wanted, help));
        }
    }

    /// Codes in `[rules]` must be codes of rules.
    fn settings(&self, found: &mut Findings) {
        let portfolio = self.context.portfolio;
        for word in portfolio.workspace.rules.keys().filter(|word| word.parse().ok().and_then(find).is_none()) {
            let pointer = format!("/rules/{}", word.replace('~', "~0").replace('/', "~1"));
            found.push(no_rule(portfolio.workspace_origin.at(&pointer).key(), word));
        }
    }

    fn waivers(&self, record: &Record<Initiative>, found: &mut Findings) {
        for (index, waiver) in record.allow.iter().enumerate() {
            if waiver.code.parse().ok().and_then(find).is_none() {
                found.push(no_rule(record.at(&format!("/allow/{index}/code")), &waiver.code));
            }
        }
    }
}

/// A thing that is known only inside of its initiative.
#[derive(Clone, Copy)]
enum Local {
    Ask,
    Step,
    Need,
    Segment,
}

impl Local {
    fn of(wanted: &str) -> Option<Self> {
        match wanted {
            "ask" => Some(Self::Ask),
            "step" => Some(Self::Step),
            "need" => Some(Self::Need),
            "segment" => Some(Self::Segment),
            // Offers belong to a team; which one is not to be seen from the reference alone.
            _ => None,
        }
    }

    /// The table that describes one.
    const fn table(self) -> &'static str {
        match self {
            Self::Ask => "[[ask]]",
            Self::Step => "[[step]]",
            Self::Need => "[[conversation.needs]]",
            Self::Segment => "[[segment]]",
        }
    }

    fn ids(self, record: &Initiative) -> Vec<&LocalId> {
        match self {
            Self::Ask => record.asks.iter().map(|ask| &ask.id).collect(),
            Self::Step => record.steps.iter().map(|step| &step.id).collect(),
            Self::Need => record.conversations.iter().flat_map(|talk| &talk.needs).map(|need| &need.id).collect(),
            Self::Segment => record.segments.iter().filter_map(|segment| segment.id.as_ref()).collect(),
        }
    }

    /// What to write in the place of `word`, a name where an id should stand, if something in `record` has that id.
    fn named(self, record: &Record<Initiative>, word: &str) -> Option<String> {
        let id = id::fold(word);
        self.ids(record).into_iter().find(|known| known.as_str() == id).map(|known| used(known.as_str()))
    }

    /// The help when nothing in `record` is called `word`.
    fn unknown(self, record: &Record<Initiative>, word: &str) -> Option<String> {
        let ids = self.ids(record);
        let unread = match self {
            Self::Ask => "/ask/",
            Self::Step => "/step/",
            Self::Need => "/conversation/",
            Self::Segment => "/segment/",
        };
        if ids.iter().any(|id| id.as_str() == word) || is_skipped(&record.origin, unread) {
            return None;
        }
        let renamed = match self {
            Self::Ask => record.asks.iter().find(|ask| called(&ask.previously, word)),
            _ => None,
        };
        let near = || nearest(word, ids.iter().map(|id| id.as_str()));
        Some(match (renamed, near()) {
            (Some(ask), _) => format!("it is called `{}` now", ask.id),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => format!("name one of this initiative, or add {} with `id = \"{word}\"`", self.table()),
        })
    }
}

fn used(id: &str) -> String {
    format!("ids are used here: {id}")
}

fn called(names: &[LocalId], word: &str) -> bool {
    names.iter().any(|name| name.as_str() == word)
}

/// Whether something below `prefix` could not be read, so that what it names is not known.
fn is_skipped(origin: &Origin, prefix: &str) -> bool {
    origin.skipped.iter().any(|pointer| pointer.starts_with(prefix))
}

fn dangling(at: At, word: &str, wanted: &str, help: String) -> Diagnostic {
    Diagnostic::new(Code::REFERENCE, at, format!("`{word}` names no {wanted}"))
        .label(format!("expected {} {wanted}", article(wanted)))
        .help(help)
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn no_rule(at: At, word: &str) -> Diagnostic {
    let codes: Vec<String> = all().map(|rule| rule.code.to_string()).collect();
    let by_name = all().find(|rule| rule.name == word).map(|rule| rule.code.to_string());
    let near = by_name.or_else(|| nearest(word, codes.iter().map(String::as_str)).map(str::to_owned));
    let help = near.map_or_else(|| "`canvass rules` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
    dangling(at, &excerpt(word), "rule", help)
}

/// Ids that an initiative gives to two things of one sort.
fn names_given_twice(record: &Record<Initiative>, found: &mut Findings) {
    macro_rules! ids {
        ($key:literal, $list:expr) => {
            $list.iter().enumerate().map(|(index, item)| (format!(concat!("/", $key, "/{}/id"), index), &item.id))
        };
        (optional $key:literal, $list:expr) => {
            $list
                .iter()
                .enumerate()
                .filter_map(|(index, item)| Some((format!(concat!("/", $key, "/{}/id"), index), item.id.as_ref()?)))
        };
    }
    twice(record, "ask", found, ids!("ask", record.asks));
    twice(record, "step", found, ids!("step", record.steps));
    twice(record, "deliverable", found, ids!("deliverable", record.deliverables));
    twice(record, "metric", found, ids!("metric", record.metrics));
    twice(record, "evidence", found, ids!("evidence", record.evidence));
    twice(record, "segment", found, ids!(optional "segment", record.segments));
    twice(record, "conversation", found, ids!(optional "conversation", record.conversations));
    twice(record, "interview", found, ids!(optional "interview", record.interviews));
    let needs = record.conversations.iter().enumerate().flat_map(|(talk, conversation)| {
        let needs = conversation.needs.iter().enumerate();
        needs.map(move |(index, need)| (format!("/conversation/{talk}/needs/{index}/id"), &need.id))
    });
    twice(record, "need", found, needs);
    let former = record.asks.iter().enumerate().flat_map(|(ask, value)| {
        let names = value.previously.iter().enumerate();
        names.map(move |(index, name)| (format!("/ask/{ask}/previously/{index}"), name))
    });
    let former: Vec<_> = former.collect();
    if !former.is_empty() {
        twice(record, "ask", found, ids!("ask", record.asks).chain(former));
    }
}

/// Reports every name in `names` that stands before it already.
fn twice<'r, T>(
    record: &Record<T>,
    what: &str,
    found: &mut Findings,
    names: impl Iterator<Item = (String, &'r LocalId)>,
) {
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    for (pointer, name) in names {
        if let Some(earlier) = first.get(name.as_str()) {
            found.push(taken(record.at(&pointer), what, name.as_str(), record.at(earlier)));
        } else {
            first.insert(name.as_str(), pointer);
        }
    }
}

fn taken(at: At, what: &str, name: &str, earlier: At) -> Diagnostic {
    let name = excerpt(name);
    Diagnostic::new(Code::REFERENCE, at, format!("{what} `{name}` is given twice"))
        .label("given again")
        .related(earlier, "first given here")
        .help("give one of them another id; references and filed issues cannot tell them apart")
        .about(format!("duplicate {name}"))
}

/// Former names of initiatives that something else is called, or was.
fn former_names(context: &Context<'_>, found: &mut Findings) {
    let portfolio = context.portfolio;
    let mut first: BTreeMap<&str, At> = BTreeMap::new();
    for (id, record) in &portfolio.initiatives {
        for (index, name) in record.previously.iter().enumerate() {
            let at = record.at(&format!("/previously/{index}"));
            let present = portfolio.initiatives.get(name.as_str()).map(|other| other.at(""));
            match present.or_else(|| first.get(name.as_str()).cloned()) {
                Some(earlier) => found.push(taken(at, "initiative", name.as_str(), earlier).of(id)),
                None => {
                    first.insert(name.as_str(), at);
                }
            }
        }
    }
}
