//! Tells findings that a change brings from those that were there before, by what each is about.
//!
//! A finding is the same when its rule, the thing it is about and the record inside that thing are the same, whatever
//! became of lines, positions in lists, file names and the order of files.

use crate::diagnostic::{Code, Diagnostic, Part, Spot};
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
    let then = (Identifier { loaded: base, identities: Some(&identities) }, Locator::new(&base.sources));
    let now = (Identifier::new(head), Locator::new(&head.sources));
    let mut left: Vec<&Diagnostic> = before.iter().collect();
    let mut found: Vec<(Diagnostic, bool)> = findings.into_iter().map(|finding| (finding, false)).collect();
    for way in [Way::Content, Way::Place, Way::Subject] {
        let name = |(identifier, locator): &(Identifier<'_>, Locator<'_>), finding: &Diagnostic| {
            let name = || identifier.name(finding, &locator.open(finding.at.file), way);
            (finding.rest == 0).then(name).flatten()
        };
        let mut known: BTreeMap<Option<String>, Vec<&Diagnostic>> = BTreeMap::new();
        for finding in left {
            known.entry(name(&then, finding)).or_default().push(finding);
        }
        for (finding, is_known) in found.iter_mut().filter(|(_, is_known)| !is_known) {
            let Some(name) = name(&now, finding) else { continue };
            let Some(same) = known.get_mut(&Some(name)) else { continue };
            if let Some(place) = same.iter().position(|earlier| earlier.extent >= finding.extent) {
                same.swap_remove(place);
                *is_known = true;
            }
        }
        left = known.into_values().flatten().collect();
    }
    take_for_those_not_listed(&mut found, &now.0, &left, &then.0);
    let mut split = Split::default();
    for (finding, is_known) in found {
        if is_known { &mut split.existing } else { &mut split.new }.push(finding);
    }
    split
}

/// Where a file had more findings of a kind than are listed, nobody knows what they were: if there are no more now, none
/// of them is new.
fn take_for_those_not_listed(
    found: &mut [(Diagnostic, bool)],
    now: &Identifier<'_>,
    left: &[&Diagnostic],
    then: &Identifier<'_>,
) {
    type Kinds<'f> = BTreeMap<(Code, String), (usize, Vec<&'f mut (Diagnostic, bool)>)>;
    let then = |finding: &Diagnostic| (finding.code, then.thing(finding, None));
    let mut kinds: Kinds<'_> =
        left.iter().filter(|finding| finding.rest > 0).map(|it| (then(it), Default::default())).collect();
    if kinds.is_empty() {
        return;
    }
    for finding in left {
        kinds.entry(then(finding)).and_modify(|(before, _)| *before += finding.weight());
    }
    for entry in found.iter_mut().filter(|(_, is_known)| !is_known) {
        if let Some((_, after)) = kinds.get_mut(&(entry.0.code, now.thing(&entry.0, None))) {
            after.push(entry);
        }
    }
    for (before, after) in kinds.into_values() {
        let sum: usize = after.iter().map(|(finding, _)| finding.weight()).sum();
        for (finding, is_known) in after {
            *is_known = sum <= before || finding.rest > 0 && finding.rest <= before;
        }
    }
}

/// By what a finding is known again, the surest first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The thing and the record in it; a record without a name is known by what it says.
    Content,
    /// The same, but a record without a name is known by its place: what it says was altered.
    Place,
    /// The thing, for findings that tell by themselves what they are about: of several records that ask for the same,
    /// another may come first now.
    Subject,
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
    /// positions; and whatever else the rule says it is about. `file` is the one it stands in. It holds no value that a
    /// change may alter, unless the value itself is what is wrong.
    pub fn identify(&self, finding: &Diagnostic, file: &OpenFile<'_>) -> String {
        self.name(finding, file, Way::Content).unwrap_or_default()
    }

    fn name(&self, finding: &Diagnostic, file: &OpenFile<'_>, way: Way) -> Option<String> {
        let code = &finding.code;
        if finding.anywhere {
            return Some(format!("{code} {}", finding.about));
        }
        let about = self.renamed(finding, &finding.about);
        // What is wrong with a value is wrong with this one and no other.
        let is_of_value = matches!(*code, Code::SCHEMA | Code::REFERENCE);
        if way == Way::Subject {
            let thing = || self.thing(finding, self.place(finding, file, way).0);
            return (!about.is_empty() && !is_of_value).then(|| format!("{code} {} {about}", thing()));
        }
        let (thing, record) = self.place(finding, file, way);
        Some(format!("{code} {} {record} {about}", self.thing(finding, thing)))
    }

    /// The id of the thing, where its file holds many, and the record inside it.
    fn place(&self, finding: &Diagnostic, file: &OpenFile<'_>, way: Way) -> (Option<String>, String) {
        let owner = self.owner(finding);
        let is_of_value = matches!(finding.code, Code::SCHEMA | Code::REFERENCE) && finding.about.is_empty();
        let renamed = |name: &str| self.renamed(finding, name);
        let record =
            |pointer: &str, part| record(file.tree(), pointer, part, owner.as_ref(), &renamed, way, is_of_value);
        match &finding.at.spot {
            Spot::Whole => (None, String::new()),
            // The words tell several faults of one record apart.
            Spot::Bytes(start, end) => {
                let words = file.text().get(*start as usize..*end as usize).unwrap_or_default();
                let (thing, place) = record(&file.pointer_at(*start as usize), Part::Key);
                let message = if finding.code == Code::SCHEMA { finding.message.as_str() } else { "" };
                (thing, format!("{place} {message} {words}"))
            }
            Spot::Entry(pointer, part) => record(pointer, *part),
        }
    }

    /// What an ask that is called `name` is called by now; any other name stays as it is.
    fn renamed(&self, finding: &Diagnostic, name: &str) -> String {
        let renamed = self.identities.zip(finding.initiative.as_ref());
        renamed.map_or(name, |(identities, id)| identities.ask_after(id, name)).to_owned()
    }

    fn owner(&self, finding: &Diagnostic) -> Option<Owner> {
        owner(self.loaded.sources.path(finding.at.file), &self.loaded.portfolio)
    }

    /// What to call the thing: by kind and id, a file that holds none by its path.
    fn thing(&self, finding: &Diagnostic, inner: Option<String>) -> String {
        let Some((kind, id)) = self.owner(finding) else {
            return self.loaded.sources.path(finding.at.file).to_string();
        };
        let id = InitiativeId::from(id.or(inner).unwrap_or_default().as_str());
        let known = self.identities.filter(|_| kind == Kind::Initiative);
        format!("{} {}", kind.singular(), known.map_or(&id, |identities| identities.after(&id)))
    }
}

/// The id of the thing, if the file holds many, and the names on the way to the record at `pointer` under `root`.
fn record(
    root: &DeTable<'_>,
    pointer: &str,
    part: Part,
    owner: Option<&Owner>,
    renamed: Renamed<'_>,
    way: Way,
    is_of_value: bool,
) -> (Option<String>, String) {
    let mut segments = pointer.split('/').skip(1);
    let many = owner.is_some_and(|(_, id)| id.is_none());
    let thing = if many { segments.next().map(str::to_owned) } else { None };
    let mut value = match &thing {
        Some(name) => root.get(name.as_str()).map(|value| Node::Value(value.get_ref())),
        None => Some(Node::Table(root)),
    };
    let mut record = String::new();
    let mut list = "";
    for segment in segments {
        let child = value.as_ref().and_then(|parent| parent.child(segment));
        record.push('/');
        match (&value, &child) {
            (Some(Node::Value(DeValue::Array(_))), Some(element)) => match element.name(way) {
                Some(name) if list == "ask" => record.push_str(&renamed(&name)),
                Some(name) => record.push_str(&name),
                None => record.push_str(segment),
            },
            _ => record.push_str(segment),
        }
        list = segment;
        value = child;
    }
    if is_of_value
        && let (Some(Node::Value(value)), Part::Value) = (value, part)
        && let Some(text) = scalar(value)
    {
        record.push('=');
        record.push_str(&text);
    }
    (thing, record)
}

/// What an ask is called by now.
type Renamed<'r> = &'r dyn Fn(&str) -> String;

/// The kind of what a file holds, and its id unless it is a file of many.
type Owner = (Kind, Option<String>);

/// What `path` holds; nothing for other files.
fn owner(path: &str, portfolio: &Portfolio) -> Option<Owner> {
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

    /// What to call an element of a list; nothing where it is to be called by its position.
    fn name(&self, way: Way) -> Option<String> {
        let Self::Value(DeValue::Table(table)) = self else {
            let Self::Value(value) = self else { return None };
            return scalar(value);
        };
        let text =
            |key: &&str| table.get(*key).map(|value| scalar(value.get_ref()).unwrap_or_else(|| list(value.get_ref())));
        let content = || DATED.iter().filter_map(text).collect::<Vec<_>>().join("|");
        NAMES.iter().find_map(text).or_else(|| (way == Way::Content).then(content))
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
    use crate::diagnostic::At;
    use crate::load::{MemoryTree, Options, load};
    use crate::rules;

    fn loaded(files: &[(&str, &str)]) -> Loaded {
        load(&MemoryTree::new(files.iter().copied()), &Options::default())
    }

    fn finding(loaded: &Loaded, path: &str, pointer: &str, about: &str) -> Diagnostic {
        let (file, _) = loaded.sources.iter().find(|(_, source)| &*source.path == path).unwrap();
        Diagnostic::new(Code(501), At::value(file, pointer), "x").about(about)
    }

    #[test]
    fn of_more_than_are_listed_only_another_one_is_new() {
        let asks = |ids: std::ops::Range<usize>| -> String {
            ids.map(|id| format!("[[ask]]\nid = 'ask-{id}'\nkind = 'review'\nwhat = 'x'\n")).collect()
        };
        let judged = |text: &str| {
            let loaded = loaded(&[("initiatives/one.toml", text)]);
            let found = rules::run(&loaded, "2026-11-23".parse().unwrap()).findings;
            let lacking: Vec<_> = found.into_iter().filter(|it| it.code == Code::SCHEMA).collect();
            (loaded, lacking)
        };
        let (base, before) = judged(&asks(10..160));
        let total = |found: &[Diagnostic]| found.iter().map(Diagnostic::weight).sum::<usize>();
        assert!(before.len() < 110 && total(&before) >= 150);
        let new = |text: &str| {
            let (head, found) = judged(text);
            split(&head, found, &base, &before).new
        };
        assert_eq!(new(&asks(10..160)), []);
        assert_eq!(new(&asks(11..160)), [], "one of them corrected");
        assert_eq!(new(&asks(60..160)), [], "so many that all are listed now");
        let another = new(&asks(9..160));
        assert_eq!(
            another.iter().map(|it| (it.message.as_str(), it.rest)).collect::<Vec<_>>(),
            [("ask `ask-9` lacks `team`", 0)]
        );
        let at_the_end = new(&asks(10..161));
        assert_eq!(at_the_end.iter().map(|it| it.rest > 0).collect::<Vec<_>>(), [true]);
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
    fn a_second_case_and_one_that_goes_farther_are_news() {
        let base = loaded(&[("initiatives/one.toml", "stage = 'problem'\n")]);
        let head = loaded(&[("initiatives/one.toml", "stage = 'ready'\ntitle = 'T'\n")]);
        let stage = |loaded: &Loaded, extent| finding(loaded, "initiatives/one.toml", "/stage", "").extent(extent);
        let whole = |loaded: &Loaded| finding(loaded, "initiatives/one.toml", "", "lacks");
        for (extent, news) in [(2, true), (1, false), (0, false)] {
            let before = [stage(&base, 1), whole(&base)];
            let split = split(&head, vec![stage(&head, extent), whole(&head), whole(&head)], &base, &before);
            assert_eq!(split.new.contains(&stage(&head, extent)), news, "{extent}");
            assert_eq!(split.new.iter().filter(|it| it.about == "lacks").count(), 1);
        }
    }

    /// What the rules find in `after` that they do not find in `before`.
    fn news(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let (before, after) = (loaded(before), loaded(after));
        let day = "2026-11-23".parse().unwrap();
        let [earlier, now] = [&before, &after].map(|loaded| rules::run(loaded, day).findings);
        assert!(!earlier.is_empty(), "nothing was wrong before");
        split(&after, now, &before, &earlier).new.iter().map(|it| format!("{} {}", it.code, it.message)).collect()
    }

    const GHOST: &str = "CV002 `ghost` names no person";

    #[test]
    fn to_correct_one_name_and_write_it_elsewhere_is_news() {
        let many = |a: &str, b: &str| format!("[a]\nname = 'A'\n{a}\n[b]\nname = 'B'\n{b}\n");
        let (em, pm) = ("em = 'ghost'", "pm = 'ghost'");
        for (a, b) in [("", em), ("", pm), (pm, "")] {
            let (before, after) = (many(em, ""), many(a, b));
            assert_eq!(news(&[("teams.toml", &before)], &[("teams.toml", &after)]), [GHOST], "{after}");
            let one = |a: &str, b: &str| (format!("name = 'A'\n{a}\n"), format!("name = 'B'\n{b}\n"));
            let ((a_before, b_before), (a_after, b_after)) = (one(em, ""), one(a, b));
            let files = |a, b| [("teams/a.toml", a), ("teams/b.toml", b)];
            let (before, after) = (files(&*a_before, &*b_before), files(&*a_after, &*b_after));
            assert_eq!(news(&before, &after), [GHOST], "{a_after}{b_after}");
        }
        let asks = |decider: [&str; 2]| {
            let ask = |(id, decider)| {
                format!("[[ask]]\nid = '{id}'\nteam = 'a'\nkind = 'work'\nwhat = 'w'\ndecider = '{decider}'\n")
            };
            ["a", "b"].into_iter().zip(decider).map(ask).collect::<String>()
        };
        let people = ("people.toml", "[ana]\nname = 'Ana'\n");
        let team = ("teams.toml", "[a]\nname = 'A'\n");
        let files = |asks| [people, team, ("initiatives/x.toml", asks)];
        let (before, after) = (asks(["ghost", "ana"]), asks(["ana", "ghost"]));
        let news = news(&files(&before), &files(&after));
        assert!(news.contains(&GHOST.to_owned()), "{news:?}");
    }

    #[test]
    fn to_split_a_file_of_many_is_no_news() {
        let tables = [
            ("a", "name = 'A'\nem = 'ghost'\nnam = 3\nmembers = ['b', 4]\n"),
            ("b", "pm = ['ghost', 'ghoul']\nparent = 'nobody'\n[b.backlog]\nrepo = 7\n"),
        ];
        let many: String = tables.iter().map(|(id, text)| format!("[{id}]\n{text}")).collect();
        let ones: Vec<_> =
            tables.iter().map(|(id, text)| (format!("teams/{id}.toml"), text.replace("[b.", "["))).collect();
        let ones: Vec<_> = ones.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(news(&[("teams.toml", &many)], &ones), [""; 0]);
        assert_eq!(news(&ones, &[("teams.toml", &many)]), [""; 0]);
    }

    #[test]
    fn to_go_back_a_stage_is_no_news_and_to_go_on_is() {
        let at = |stage: &str| format!("title = 'T'\nowner = 'ana'\nstage = '{stage}'\nstage_since = 2026-11-01\n");
        let found = |before: &str, after: &str| {
            let (before, after) = (at(before), at(after));
            let people = ("people.toml", "[ana]\nname = 'Ana'\n");
            let news = news(&[people, ("initiatives/x.toml", &before)], &[people, ("initiatives/x.toml", &after)]);
            news.iter().filter(|it| it.starts_with("CV003")).count()
        };
        assert_eq!(found("ready", "proposal"), 0);
        assert_eq!(found("proposal", "ready"), 1);
        assert_eq!(found("proposal", "proposal"), 0);
    }

    #[test]
    fn to_take_one_of_many_from_an_owner_is_no_news() {
        let initiative =
            |day: usize| format!("title = 'T{day}'\nowner = 'ana'\nstage = 'idea'\nstage_since = 2026-11-0{day}\n");
        let all: Vec<_> = (1..=6).map(|day| (format!("initiatives/i{day}.toml"), initiative(day))).collect();
        let files: Vec<_> = all.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let of = |days: std::ops::Range<usize>| [&[("people.toml", "[ana]\nname = 'Ana'\n")], &files[days]].concat();
        let overloaded = |news: Vec<String>| news.iter().filter(|it| it.starts_with("CV104")).count();
        assert_eq!(overloaded(news(&of(0..5), &of(0..4))), 0, "the newest goes");
        assert_eq!(overloaded(news(&of(0..5), &of(1..5))), 0);
        assert_eq!(overloaded(news(&of(0..5), &of(0..6))), 1, "one more than was too many");
    }

    #[test]
    fn to_alter_what_a_record_says_is_no_news() {
        let text = |date: &str, with: &str| {
            format!(
                "title = 'T'\nowner = 'ana'\nstage = 'problem'\n[[conversation]]\ndate = {date}\nwith = ['{with}']\nformat = 'x'\n"
            )
        };
        let people = ("people.toml", "[ana]\nname = 'Ana'\n[bo]\nname = 'Bo'\n");
        let found = |before: &str, after: &str| {
            news(&[people, ("initiatives/x.toml", before)], &[people, ("initiatives/x.toml", after)])
        };
        let (before, after) = (text("2026-11-01", "bo"), text("2026-11-02", "bo"));
        assert_eq!(found(&before, &after), [""; 0]);
        let second = before.clone() + "[[conversation]]\ndate = 2026-11-03\nwith = ['bo']\nformat = 'x'\n";
        assert!(found(&before, &second).iter().any(|it| it.starts_with("CV001")));
        let worse = before.replace("'x'", "'y'");
        assert!(found(&before, &worse).iter().any(|it| it.starts_with("CV001")), "another value that is wrong");
    }

    #[test]
    fn to_rename_an_ask_or_insert_above_it_is_no_news() {
        let text = |asks: &str| format!("title = 'T'\nowner = 'ana'\nstage = 'idea'\ntarget_cycle = '2027-q1'\n{asks}");
        let people = ("people.toml", "[ana]\nname = 'Ana'\n[bo]\nname = 'Bo'\n[cy]\nname = 'Cy'\n");
        let found = |before: &str, after: &str| {
            let [before, after] = [before, after].map(text);
            news(&[people, ("initiatives/x.toml", before.as_str())], &[people, ("initiatives/x.toml", after.as_str())])
        };
        let ask = |id: &str, rest: &str| {
            format!(
                "[[ask]]\nid = '{id}'\n{rest}team = 'none'\nkind = 'work'\nwhat = 'It'\ndecider = 'ghost'\n\
                 effort = {{ min = 9, max = 2 }}\nneed_by = 2027-05-01\n"
            )
        };
        let before = ask("k", "");
        assert_eq!(found(&before, &ask("k2", "previously = ['k']\n")), [""; 0], "renamed");
        let twice =
            ask("k2", "previously = ['k']\n") + &ask("k3", "previously = ['k2', 'k']\n").replace("ghost", "other");
        assert!(found(&before, &twice).iter().any(|it| it.contains("`other`")), "another ask is news");
        let not_said = found(&before, &ask("k2", ""));
        assert!(
            not_said.iter().any(|it| it.starts_with("CV510")),
            "an ask that does not say so is another: {not_said:?}"
        );
        // Days and places in lists are no names.
        let talk =
            |day: &str, with: &str| format!("[[conversation]]\ndate = {day}\nwith = [{with}]\nformat = 'one_on_one'\n");
        let both = "'bo', 'cy'";
        assert_eq!(found(&talk("2026-11-01", both), &talk("2026-11-02", both)), [""; 0]);
        let ahead = talk("2027-05-01", "'bo'");
        assert_eq!(found(&ahead, &(talk("2026-11-01", "'cy'") + &ahead)), [""; 0], "inserted above");
        assert_eq!(found(&ahead, &(talk("2027-06-01", "'cy'") + &ahead)).len(), 1, "one more ahead");
    }
}
