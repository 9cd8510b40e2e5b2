//! Additions as a whole: which file takes what, and the laws every addition keeps.

use super::*;
use crate::load::{Loaded, MemoryTree, Options, Tree, load};
use crate::model::Kind;
use proptest::prelude::*;
use toml_edit::{Datetime, InlineTable, Table, value};

fn load_all(tree: &MemoryTree) -> Loaded {
    load(tree, &Options::default())
}

fn table<const N: usize>(entries: [(&str, &str); N]) -> Table {
    Table::from_iter(entries)
}

fn update() -> Table {
    let mut update = Table::new();
    update.insert("date", value("2026-11-02".parse::<Datetime>().unwrap()));
    update.insert("by", value("ana"));
    update.insert("text", value("two\nlines, \"quoted\""));
    update
}

const IDEA: &str = "title = 'One'\nowner = 'ana'\nstage = 'idea'\nstage_since = 2026-11-01\ncategory = 'product'\n";

fn change(tree: &MemoryTree, id: &str, records: Records, table: &Table) -> Result<Change, Refusal> {
    add_record(tree, &load_all(tree).portfolio, id, records, table)
}

#[test]
fn things_join_the_file_or_folder_of_their_kind() {
    let tree = MemoryTree::new([("people.toml", "# us\n[ana]\nname = 'Ana'\n"), ("teams/pay.toml", "name = 'Pay'\n")]);
    let portfolio = load_all(&tree).portfolio;
    let add = |kind, id| add_thing(&tree, &portfolio, kind, id, &table([("name", "New")]));
    let person = add(Kind::Person, "lee").unwrap();
    assert_eq!(person.path, "people.toml");
    assert_eq!(person.after, "# us\n[ana]\nname = 'Ana'\n\n[lee]\nname = \"New\"\n");
    let team = add(Kind::Team, "sre").unwrap();
    assert_eq!((&*team.path, team.before), ("teams/sre.toml", None));
    assert_eq!(team.after, "#:schema ../.canvass/schemas/team.schema.json\n\nname = \"New\"\n");
    let system = add(Kind::System, "db").unwrap();
    assert_eq!(system.after, "#:schema ./.canvass/schemas/systems.schema.json\n\n[db]\nname = \"New\"\n");
    assert_eq!(add(Kind::Initiative, "one").unwrap().path, "initiatives/one.toml");
    assert!(matches!(add(Kind::Person, "ana"), Err(Refusal::Exists { .. })));
    assert!(matches!(add(Kind::Team, "pay"), Err(Refusal::Exists { .. })));
    assert_eq!(add(Kind::Team, "Pay").unwrap_err(), Refusal::NotAnId("Pay".into()));
}

#[test]
fn many_things_come_at_once() {
    let new = table([("name", "New")]);
    let add = |tree: &MemoryTree, ids: &[&str]| {
        let things: Vec<_> = ids.iter().map(|id| (*id, &new)).collect();
        add_things(tree, &load_all(tree).portfolio, Kind::System, &things)
    };
    let paths = |changes: Vec<Change>| changes.into_iter().map(|change| change.path).collect::<Vec<_>>();
    let mut tree = MemoryTree::new([("people.toml", "")]);
    assert_eq!(paths(add(&tree, &["a", "b"]).unwrap()), ["systems/a.toml", "systems/b.toml"]);
    assert_eq!(add(&tree, &[]).unwrap(), []);
    assert_eq!(add(&tree, &["a", "B"]).unwrap_err(), Refusal::NotAnId("B".into()));
    tree.insert("systems/c.toml", "name = 'C'\nowner = 'x'\n");
    tree.insert("systems/broken.toml", "name = \n");
    assert_eq!(paths(add(&tree, &["a"]).unwrap()), ["systems/a.toml"]);
    for taken in ["c", "broken"] {
        assert!(matches!(add(&tree, &["a", taken]), Err(Refusal::Exists { .. })), "{taken}");
    }
    tree.insert("systems.toml", "# ours\n[d]\nname = 'D'\nowner = 'x'\n");
    let changes = add(&tree, &["a", "b"]).unwrap();
    assert_eq!(changes.len(), 1);
    assert!(changes[0].after.ends_with("owner = 'x'\n\n[a]\nname = \"New\"\n\n[b]\nname = \"New\"\n"));
    assert!(matches!(add(&tree, &["d"]), Err(Refusal::Exists { .. })));
}

#[test]
fn records_go_where_their_like_are() {
    let mut tree = MemoryTree::new([
        ("people.toml", "[ana]\nname = 'Ana'\n".to_owned()),
        ("initiatives/single.toml", IDEA.to_owned()),
        ("initiatives/parts/initiative.toml", format!("{IDEA}[[update]]\ndate = 2026-11-01\nby = 'ana'\ntext = 'x'\n")),
        ("initiatives/parts/conversations.toml", String::new()),
    ]);
    let path = |tree: &MemoryTree, id, records| change(tree, id, records, &update()).map(|change| change.path);
    assert_eq!(path(&tree, "single", Records::Updates).unwrap(), "initiatives/single.toml");
    assert_eq!(path(&tree, "parts", Records::Updates).unwrap(), "initiatives/parts/initiative.toml");
    assert_eq!(path(&tree, "parts", Records::Conversations).unwrap(), "initiatives/parts/conversations.toml");
    let new = change(&tree, "parts", Records::Evidence, &update()).unwrap();
    assert_eq!(new.path, "initiatives/parts/evidence.toml");
    assert!(new.after.starts_with("#:schema ../../.canvass/schemas/initiative.schema.json\n\n[[evidence]]\n"));
    tree.insert("initiatives/parts/updates.toml", "");
    assert_eq!(path(&tree, "parts", Records::Updates).unwrap(), "initiatives/parts/updates.toml");
    let refused = path(&tree, "singel", Records::Updates).unwrap_err();
    assert_eq!(refused, Refusal::NoInitiative { id: "singel".into(), nearest: Some("single".into()) });
    tree.insert("initiatives/broken.toml", "title = \n");
    assert!(matches!(path(&tree, "broken", Records::Updates), Err(Refusal::Unreadable { .. })));
}

#[test]
fn an_id_is_taken_once() {
    let ask = "[[ask]]\nid = 'retry'\nteam = 'pay'\nkind = 'work'\nwhat = 'x'\n";
    let tree = MemoryTree::new([("initiatives.toml", format!("[one]\n{IDEA}{}", ask.replace("ask", "one.ask")))]);
    let taken = change(&tree, "one", Records::Asks, &table([("id", "retry")])).unwrap_err();
    assert_eq!(taken.to_string(), "ask `one/retry` exists already in initiatives.toml");
    let change = change(&tree, "one", Records::Asks, &table([("id", "next")])).unwrap();
    assert!(change.after.ends_with("\n\n[[one.ask]]\nid = \"next\"\n"), "{}", change.after);
}

#[test]
fn files_are_replaced_whole_and_never_blindly() {
    let folder = tempfile::tempdir().unwrap();
    let new = Change { path: "a/b.toml".into(), before: None, after: "x = 1\n".into() };
    save::save(folder.path(), &new).unwrap();
    assert!(save::save(folder.path(), &new).is_err(), "it is there now");
    let next = Change { before: Some(new.after.clone()), after: "x = 2\n".into(), ..new.clone() };
    save::save(folder.path(), &next).unwrap();
    assert!(save::save(folder.path(), &next).is_err(), "it was changed meanwhile");
    let inside: Vec<_> = std::fs::read_dir(folder.path().join("a")).unwrap().collect();
    assert_eq!(inside.len(), 1, "no temporary file is left");
    assert_eq!(std::fs::read_to_string(folder.path().join("a/b.toml")).unwrap(), "x = 2\n");
}

/// Blocks a person might write in any order, in layouts a printer would not choose.
const BLOCKS: &[&str] = &[
    "[problem]\nwho   =   'shops' # few\n",
    "  [outcome]\n  goal = \"\"\"\n\n# no comment\n[not.a.header]\n  \"\"\"\n",
    "[[update]]\ndate = 2026-10-01\nby = \"ana\"\ntext = '''\n# [[update]]\n'''   \n",
    "[[ update ]] # spaced\n\"date\" = 2026-10-02\nby = 'ana'\ntext = \"ü\\n\"\n# after it\n",
    "[[conversation]]\ndate = 2026-10-01\nwith = [\n  'ana', # her\n]\nformat = 'group'\nstance.ana = 'neutral'\n",
    "[[interview]]\ndate = 2026-10-03\nquestions = [ 'What?', { q = 'Why?', ok = 'x' } ]\n",
    "[[ask]]\nid = 'a'\nteam = 'pay'\nkind = 'work'\nwhat = 'x'\n  [ask.effort]\n  min = 1\n  max = 2\n",
    "[extra.deep]\nkey.with.dots = [[1, 2], [3]]\n",
];

const GAPS: &[&str] = &["", "\n", "\n\n\n", "# note\n", "\n# note\n\n", "# [[update]]\n", "\t# tab\n  \n"];

fn documents() -> impl Strategy<Value = String> {
    let block = prop::sample::subsequence(BLOCKS, 0..=BLOCKS.len()).prop_shuffle();
    let gaps = prop::collection::vec(prop::sample::select(GAPS), BLOCKS.len() + 1);
    (block, gaps, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(blocks, gaps, windows, mark, cut)| {
        let mut text = format!("{}{IDEA}", gaps.last().unwrap());
        for (block, gap) in blocks.iter().zip(&gaps) {
            text.push_str(gap);
            text.push_str(block);
        }
        if cut {
            text.truncate(text.trim_end().len());
        }
        if windows {
            text = text.replace('\n', "\r\n");
        }
        if mark { format!("\u{feff}{text}") } else { text }
    })
}

fn conversation() -> Table {
    let mut conversation = table([("format", "one_on_one")]);
    conversation.insert("date", value("2026-11-02".parse::<Datetime>().unwrap()));
    conversation.insert("with", value(toml_edit::Array::from_iter(["ana"])));
    conversation.insert("stance", value(InlineTable::from_iter([("ana", "neutral")])));
    conversation
}

fn parsed(text: &str) -> toml::Table {
    text.trim_start_matches('\u{feff}').parse().unwrap()
}

proptest! {
    // Each case loads several workspaces, with schemas.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_addition_keeps_every_byte_and_means_one_entry_more(text in documents(), twice: bool) {
        let path = "initiatives/one.toml";
        let mut tree = MemoryTree::new([("people.toml", "[ana]\nname = 'Ana'\n"), ("teams.toml", "[pay]\nname = 'Pay'\n")]);
        tree.insert(path, text.as_str());
        let before = load_all(&tree);
        prop_assert!(before.problems.is_empty(), "{:?}", before.problems);
        let mut text = text;
        for (records, table) in [(Records::Updates, update()), (Records::Conversations, conversation())] {
            for _ in 0..=usize::from(twice) {
                let change = change(&tree, "one", records, &table).unwrap();
                let after = change.after;
                let same = |(a, b): &(u8, u8)| a == b;
                let start = text.bytes().zip(after.bytes()).take_while(same).count();
                let end = text.bytes().rev().zip(after.bytes().rev()).take_while(same).count();
                prop_assert!(start + end >= text.len(), "{after}");
                // Line breaks inside of a text follow the file, as an editor would write them.
                let meaning = |text: &str| parsed(&text.replace("\r\n", "\n"));
                let (mut expected, found) = (meaning(&text), meaning(&after));
                let list = expected.entry(records.key()).or_insert_with(|| toml::Value::Array(Vec::new()));
                list.as_array_mut().unwrap().push(toml::Value::Table(parsed(&table.to_string())));
                prop_assert_eq!(found, expected);
                prop_assert_eq!(after.matches('\n').count() == after.matches("\r\n").count(), text.contains("\r\n"));
                tree.insert(path, after.as_str());
                prop_assert!(load_all(&tree).problems.is_empty());
                text = after;
            }
        }
        prop_assert!(tree.read(path, 1 << 20).is_ok());
    }

    #[test]
    fn any_words_come_back_as_typed(words in "\\PC{0,40}|[ -~\\n\"'\\\\\\x00-\\x1f]{0,40}") {
        let tree = MemoryTree::new([("people.toml", "[ana]\nname = 'Ana'\n")]);
        let portfolio = load_all(&tree).portfolio;
        let change = add_thing(&tree, &portfolio, Kind::Person, "lee", &table([("name", &words)])).unwrap();
        let read = load_all(&MemoryTree::new([(change.path, change.after.as_str())]));
        prop_assert!(!read.problems.iter().any(|problem| problem.message.contains("TOML 1.1")), "{}", change.after);
        let people = parsed(&change.after);
        prop_assert_eq!(people["lee"]["name"].as_str(), Some(words.as_str()));
    }
}
