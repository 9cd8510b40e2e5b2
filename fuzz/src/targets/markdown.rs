//! Texts in every place of the example that holds a sentence, shown in everything that is posted.

use super::{assert_inert, findings, today};
use canvass::backlog::Source;
use canvass::candidates::candidates;
use canvass::insight::readiness;
use canvass::insight::{Index, capacity::Loads, coverage, due, month, retro, roadmap};
use canvass::load::{MemoryTree, Options, load};
use canvass::model::{CycleId, TeamId};
use canvass::render::issue::{self, Issue};
use canvass::render::report::status::{ForExecutives, ForTeam, ForUsers, Setting, Status, Subject};
use canvass::render::report::{self, Report};
use canvass::render::report::{
    agenda::Agenda, capacity::Capacity, mbr::Mbr, pack::Pack, retro::Retro, roadmap::Roadmap,
};
use canvass::rules;
use std::sync::LazyLock;
use toml_edit::{Document, Item, Value};

/// The files of the example, each in pieces: what stands between sentences, and where a sentence is.
static EXAMPLE: LazyLock<Vec<(&str, Vec<Piece>)>> = LazyLock::new(|| {
    canvass::example::files().map(|(path, bytes)| (path, pieces(std::str::from_utf8(bytes).unwrap()))).collect()
});

enum Piece {
    Kept(String),
    Sentence(String),
}

fn pieces(text: &'static str) -> Vec<Piece> {
    let document = Document::parse(text).unwrap();
    let mut spans = Vec::new();
    document.as_table().iter().for_each(|(_, item)| sentences(item, &mut spans));
    spans.sort_by_key(|span| span.start);
    let (mut pieces, mut end) = (Vec::new(), 0);
    for span in spans {
        pieces.push(Piece::Kept(text[end..span.start].to_owned()));
        pieces.push(Piece::Sentence(text[span.clone()].to_owned()));
        end = span.end;
    }
    pieces.push(Piece::Kept(text[end..].to_owned()));
    pieces
}

/// A source may be an address, which is linked.
fn is_text((key, _): &(&str, &Item)) -> bool {
    *key != "source"
}

/// Where strings stand that are sentences: ids and words that mean something have no space.
fn sentences(item: &Item, spans: &mut Vec<std::ops::Range<usize>>) {
    match item {
        Item::Table(table) => table.iter().filter(is_text).for_each(|(_, item)| sentences(item, spans)),
        Item::ArrayOfTables(tables) => {
            tables.iter().flat_map(|it| it.iter()).filter(is_text).for_each(|(_, item)| sentences(item, spans))
        }
        Item::Value(value) => in_value(value, spans),
        Item::None => {}
    }
}

fn in_value(value: &Value, spans: &mut Vec<std::ops::Range<usize>>) {
    match value {
        Value::String(text) if text.value().contains(' ') => spans.extend(value.span()),
        Value::Array(values) => values.iter().for_each(|value| in_value(value, spans)),
        Value::InlineTable(table) => table.iter().for_each(|(_, value)| in_value(value, spans)),
        _ => {}
    }
}

/// The first byte says which sentences are others, the rest are the texts, one a line of `---`.
pub(crate) fn markdown(input: &[u8]) {
    let Ok(input) = std::str::from_utf8(input) else { return };
    let Some(first) = input.chars().next() else { return };
    let texts: Vec<String> = input[first.len_utf8()..]
        .split("\n---\n")
        .map(|text| serde_json::to_string(text).unwrap().replace('\u{7f}', "\\u007f"))
        .collect();
    let mut nth = 0;
    let files = EXAMPLE.iter().map(|(path, pieces)| {
        let text = pieces.iter().map(|piece| match piece {
            Piece::Kept(text) => text.as_str(),
            Piece::Sentence(sentence) => {
                nth += 1;
                // Seldom enough that what is read as a whole stays readable, and each is another one for some first byte.
                if (nth + first as usize).is_multiple_of(5) { &texts[nth / 5 % texts.len()] } else { sentence }
            }
        });
        (*path, text.collect::<String>())
    });
    let tree = MemoryTree::new(files.collect::<Vec<_>>());
    let loaded = load(&tree, &Options::default());
    findings::check(&loaded, &rules::run(&loaded, today()).findings);

    let (portfolio, as_of) = (&loaded.portfolio, today());
    let index = Index::new(portfolio);
    shown(&Agenda::new(&index, as_of, None, None, &due::lines(&index, as_of)));
    let this = "2026-11".parse().unwrap();
    shown(&Mbr::new(&index, as_of, this, &month::review(&index, this, as_of)));
    let (next, now) = (CycleId::from("2027-q1"), CycleId::from("2026-q4"));
    if let Some(cycle) = portfolio.cycle(&next) {
        shown(&Roadmap::new(portfolio, as_of, &next, &cycle, &roadmap::Roadmap::of(portfolio, &next, &cycle, as_of)));
    }
    if let Some(cycle) = portfolio.cycle(&now) {
        shown(&Retro::new(portfolio, as_of, &now, &cycle, &retro::look_back(&index, &now, as_of)));
    }
    shown(&Capacity::new(portfolio, &Loads::of(portfolio, as_of), as_of, &[next.clone(), now], None));
    if let Some(pack) = Pack::new(&index, &TeamId::from("payments"), &next, as_of) {
        shown(&pack);
    }
    let measured: Vec<_> = portfolio
        .initiatives
        .iter()
        .filter_map(|(id, record)| {
            let coverage = coverage::measure(&index, record, as_of)?;
            let readiness = readiness::assess(&index, record, &coverage, None, as_of)?;
            Some((id, record, readiness, coverage))
        })
        .collect();
    let subjects: Vec<_> = measured
        .iter()
        .map(|(id, record, readiness, coverage)| Subject { id, record, measured: Some((readiness, coverage)) })
        .collect();
    let setting = Setting { index: &index, as_of };
    shown(&Status::<ForExecutives>::new(setting, &subjects));
    shown(&Status::<ForTeam>::new(setting, &subjects));
    shown(&Status::<ForUsers>::new(setting, &subjects));
    for candidate in candidates(&index, as_of) {
        let place = "https://github.com/acme/plans/blob/HEAD/x.toml".to_owned();
        let issue = Issue::new(&index, &candidate, as_of, place);
        let labels = portfolio.teams.values().filter_map(|team| team.backlog.as_ref()).flat_map(|it| it.labels.iter());
        let draft = issue.draft(&issue::template(), labels.map(ToString::to_string).collect()).unwrap();
        // A title is no Markdown: signs are what they are.
        let title = draft.title().as_bytes();
        let names = |pair: &[u8]| pair[0] == b'@' && pair[1].is_ascii_alphanumeric();
        let numbers = |pair: &[u8]| pair[0] == b'#' && pair[1].is_ascii_digit();
        assert!(!title.windows(2).any(|pair| names(pair) || numbers(pair)), "{}", draft.title());
        assert_inert(draft.block());
        assert_inert(&issue::page::markdown(&draft));
        drop(candidate.wanted(Source(7), draft));
    }
}

fn shown<R: Report>(report: &R) {
    let text = report::template::<R>().fill(report).unwrap_or_else(|error| panic!("{error}"));
    assert_inert(&text);
    super::super::shown::assert_visible(&report::full(&text, canvass::render::Style::PLAIN));
    serde_json::from_str::<serde_json::Value>(&report::json(report)).unwrap();
}
