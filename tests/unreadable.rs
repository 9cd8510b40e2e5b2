//! What cannot be read is never taken for absent and never for permission: whichever value of a portfolio is spoilt, an
//! error stands at it, and nothing is judged better or filed that was not before.
//!
//! What the findings say is in `bad_input.rs`.

use canvass::candidates::candidates;
use canvass::diagnostic::{Code, Level};
use canvass::example;
use canvass::insight::readiness::Verdict;
use canvass::insight::{Index, coverage, readiness};
use canvass::load::{Loaded, Locator, MemoryTree, OpenFile, Options, load};
use canvass::model::{Date, InitiativeId};
use canvass::source::FileId;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

/// Of so many values of a portfolio one is spoilt, unless `CANVASS_VALUES` says `all`.
const STEP: usize = 29;

/// Texts by the paths of their files.
type Files = BTreeMap<&'static str, String>;

fn example_files() -> Files {
    example::files().map(|(path, content)| (path, String::from_utf8(content.to_vec()).unwrap())).collect()
}

/// The example with what its files leave out: settings, exclusions, waivers, stand-ins, people who left.
fn full_files() -> Files {
    let mut files = example_files();
    let mut change = |path: &str, edit: &dyn Fn(&mut String)| edit(files.get_mut(path).unwrap());
    change("canvass.toml", &|text| text.push_str(SETTINGS));
    change("people.toml", &|text| text.push_str("\n[gone]\nname = \"Gone\"\nactive = false\nteam = \"payments\"\n"));
    change("teams.toml", &|text| *text = text.replacen("pm = \"lee\"", "pm = [\"gone\", \"lee\"]", 1));
    change("initiatives/checkout-retries.toml", &|text| {
        *text = text.replacen("\n[", &format!("\n{INITIATIVE}\n["), 1);
        text.push_str("\n[[stakeholder]]\nperson = \"gone\"\nroles = [\"adviser\"]\ntier = 3\n");
    });
    files
}

const SETTINGS: &str = "
[thresholds]
evidence_age = 20
contact_stale = 10
stage_stale_problem = 5
stage_stale_proposal = 5
stage_stale_ready = 5
update_every = 5
present_by = 90
unanswered = 3
ask_share = 2
first_step = 1
owner_max = 1
interview_age = 5
share_within = 1
practise_every = 5
systems_for_review = 0
coverage_ready = 100

[gates]
G01 = { lead = 90, weight = 30, blocks = true }
G05 = { lead = 90, weight = 30, blocks = true }
G14 = { blocks = true }
";

const INITIATIVE: &str = "excluded = [{ person = \"lee\", reason = \"on leave\", by = \"dana\", until = 2027-01-31 }]
allow = [{ code = \"CV305\", reason = \"known\", until = 2027-01-31 }]
";

/// Where every value that stands by itself lies in the texts, with its key.
fn values(files: &Files) -> Vec<(&'static str, String, Range<usize>)> {
    fn visit(pointer: &str, value: &Spanned<DeValue<'_>>, found: &mut Vec<(String, Range<usize>)>) {
        let entries: Vec<_> = match value.get_ref() {
            DeValue::Table(table) => table.iter().map(|(key, value)| (key.get_ref().to_string(), value)).collect(),
            DeValue::Array(array) => array.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
            _ => Vec::new(),
        };
        found.push((pointer.to_owned(), value.span()));
        for (key, value) in entries {
            visit(&format!("{pointer}/{key}"), value, found);
        }
    }
    let mut all = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".toml")) {
        let file = OpenFile::new(FileId(0), text);
        let mut found = Vec::new();
        for (key, value) in file.tree() {
            visit(&format!("/{}", key.get_ref()), value, &mut found);
        }
        // What begins with a header has no value of its own.
        found.retain(|(_, span)| {
            text[..span.start].trim_end().ends_with(['=', ',', '[', '{']) && !text[span.clone()].starts_with("[[")
        });
        found.retain(|(_, span)| {
            !text[span.start..].starts_with('[') || text[..span.start].trim_end().ends_with(['=', ','])
        });
        all.extend(found.into_iter().map(|(pointer, span)| (*path, pointer, span)));
    }
    all
}

fn read(files: &Files) -> Loaded {
    let tree = MemoryTree::new(files.iter().map(|(path, text)| (*path, text.as_str())));
    load(&tree, &Options { check_schema: true, overlay: None })
}

/// How well an initiative does.
#[derive(Debug)]
struct Standing {
    verdict: u8,
    readiness: i64,
    coverage: Option<i64>,
    expects_nobody: bool,
}

/// How well everything does on a day, and what is to be filed.
fn judged(loaded: &Loaded, as_of: Date) -> (BTreeMap<InitiativeId, Standing>, BTreeSet<String>) {
    let index = Index::new(&loaded.portfolio);
    let mut standings = BTreeMap::new();
    for (id, record) in &loaded.portfolio.initiatives {
        let Some(coverage) = coverage::measure(&index, record, as_of) else { continue };
        let Some(readiness) = readiness::assess(&index, record, &coverage, None, as_of) else { continue };
        let verdict = match readiness.verdict {
            Verdict::Missed | Verdict::Unplanned => 0,
            Verdict::Late => 1,
            Verdict::Behind => 2,
            Verdict::OnTrack => 3,
            Verdict::Complete => 4,
        };
        let standing = Standing {
            verdict,
            readiness: readiness.readiness,
            coverage: coverage.coverage,
            expects_nobody: coverage.slots.is_empty(),
        };
        standings.insert(id.clone(), standing);
    }
    let to_file = candidates(&index, as_of).into_iter().filter(|it| it.held_back.is_none()).map(|it| it.name());
    let to_file = to_file.collect();
    (standings, to_file)
}

/// A day, how well everything did on it, and what was to be filed.
type Sound = (Date, BTreeMap<InitiativeId, Standing>, BTreeSet<String>);

fn sound(files: &Files) -> Vec<Sound> {
    let loaded = read(files);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let days = ["2026-11-23", "2026-12-09", "2027-01-20"].map(|day| day.parse::<Date>().unwrap());
    days.iter().map(|day| (*day, judged(&loaded, *day))).map(|(day, it)| (day, it.0, it.1)).collect()
}

/// What is wrong with how `files` are judged once the value at `span` cannot be read.
fn complaints(
    files: &Files,
    sound: &[Sound],
    (path, pointer, span): &(&'static str, String, Range<usize>),
    bad: &str,
) -> Vec<String> {
    let mut files = files.clone();
    files.get_mut(path).unwrap().replace_range(span.clone(), bad);
    let loaded = read(&files);
    let mut complaints = Vec::new();
    let mut complain = |what: String| complaints.push(format!("{path}{pointer} = {bad}: {what}"));
    let spoilt = span.start..span.start + bad.len();
    let locator = Locator::new(&loaded.sources);
    let is_said = loaded.problems.iter().any(|finding| {
        let place = locator.locate(&finding.at);
        finding.code == Code::SCHEMA
            && finding.level == Level::Error
            && loaded.sources.path(place.file) == *path
            && place.span.start >= spoilt.start
            && place.span.end <= spoilt.end
    });
    if !is_said {
        complain("no error stands there".to_owned());
    }
    for (as_of, before, filed_before) in sound {
        let (after, filed) = judged(&loaded, *as_of);
        // A gate whose setting cannot be read weighs what it weighs by default, which may be more or less.
        for (id, before) in before.iter().filter(|_| !pointer.starts_with("/gates/")) {
            let Some(after) = after.get(id) else { continue };
            if after.verdict > before.verdict
                || after.readiness > before.readiness
                || after.coverage > before.coverage
                || after.expects_nobody && !before.expects_nobody
            {
                complain(format!("{id} is better on {as_of}: {before:?} → {after:?}"));
            }
        }
        for ask in filed.difference(filed_before) {
            complain(format!("{ask} is filed on {as_of}"));
        }
    }
    complaints
}

fn assert_never_better(files: &Files) {
    let as_it_is = sound(files);
    // An exclusion that cannot be read does not hold: who was left out counts again, and may have been met.
    let with_everybody = {
        let mut files = files.clone();
        let lines =
            |text: &String| text.lines().filter(|line| !line.starts_with("excluded =")).collect::<Vec<_>>().join("\n");
        files.iter_mut().filter(|(path, _)| path.starts_with("initiatives/")).for_each(|(_, text)| *text = lines(text));
        sound(&files)
    };
    let step = if std::env::var("CANVASS_VALUES").is_ok_and(|values| values == "all") { 1 } else { STEP };
    let spoilt: Vec<_> =
        values(files).into_iter().enumerate().filter(|(at, _)| at % step == 0).map(|(_, it)| it).collect();
    assert!(spoilt.len() > 20);
    let complaints = std::thread::scope(|scope| {
        let halves = spoilt.chunks(spoilt.len().div_ceil(2));
        let look = |half: &[_]| -> Vec<String> {
            let each = half.iter().flat_map(|value: &(&'static str, String, Range<usize>)| {
                let is_number = files[value.0][value.2.clone()].replace('_', "").parse::<f64>().is_ok();
                let bad: &[&str] = if is_number { &["\"?\""] } else { &["-7.5", "[[]]"] };
                let sound = if value.1.starts_with("/excluded") { &with_everybody } else { &as_it_is };
                bad.iter().flat_map(move |bad| complaints(files, sound, value, bad))
            });
            each.collect()
        };
        let halves: Vec<_> = halves.map(|half| scope.spawn(move || look(half))).collect();
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), spoilt.len(), complaints.join("\n"));
}

#[test]
fn nothing_of_the_example_gets_better_by_being_unreadable() {
    assert_never_better(&example_files());
}

#[test]
fn nothing_of_a_full_portfolio_gets_better_by_being_unreadable() {
    assert_never_better(&full_files());
}
