//! What one run of canvass keeps for another, and what anybody may have written into it in between.

use super::super::shown::{assert_no_command, assert_visible};
use super::assert_inert;
use canvass::backlog::Ledger;
use canvass::backlog::ledger::{PER_HOUR, PER_MINUTE};
use canvass::render::plan::Kept;
use canvass::render::review::{self, Links, Review};
use canvass::render::{MOST_COMMENT, Style};

/// A plan that was kept: it is read or not, and what has moved is said in a few words.
pub(crate) fn plan(input: &[u8]) {
    const NOW: &str = include_str!("../../corpus/plan/example.json");
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Some(kept) = Kept::read(text) else { return };
    assert_eq!(kept.moved(text), Vec::<String>::new());
    let moved = kept.moved(NOW);
    assert!(moved.iter().all(|it| it.chars().count() < 600), "{moved:?}");
    let same = serde_json::from_str::<serde_json::Value>(text).ok() == serde_json::from_str(NOW).ok();
    assert_eq!(moved.is_empty(), same, "{moved:?}");
}

/// A ledger: what is read is written as it was, and no number in it is too large to compute with.
pub(crate) fn ledger(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Ok(mut ledger) = Ledger::read(text) else { return };
    assert_eq!(Ledger::read(&ledger.text()).unwrap(), ledger);
    let now = 1_795_430_000;
    for count in [0, 1, PER_MINUTE, PER_HOUR] {
        assert!(ledger.affordable_at(count, now) >= now);
        ledger.spend(count, now);
    }
    assert_eq!(Ledger::read(&ledger.text()).unwrap(), ledger);
    for entry in ledger.entries.values() {
        let _ = (entry.number(), entry.standing(), entry.is_adopted());
    }
}

/// A report on a change: it is refused, or it is shown and nothing in it does anything.
pub(crate) fn report(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Ok(review) = review::read(text) {
        check(&review);
    }
}

fn check(review: &Review) {
    assert_eq!(review::read(&review::json(review)).as_ref(), Ok(review));
    let links = Links {
        files: Some("https://github.com/acme/plans/blob/4be21a04be21a04be21a04be21a04be21a04be21".to_owned()),
        report: Some("https://github.com/acme/plans/actions/runs/7".to_owned()),
    };
    for links in [links, Links::default()] {
        let comment = review::comment(review, &links);
        let text = format!("{}\n{}", comment.content, comment.footer);
        assert!(text.len() <= MOST_COMMENT + 1_000, "{} bytes", text.len());
        assert_inert(&text);
        assert_inert(&review::markdown(review, &links));
    }
    let full = review::full(review, Style::PLAIN);
    assert_visible(&full);
    assert_no_command(&full, &[]);
    assert_no_command(&review::github(review), &["::error ", "::warning ", "::notice "]);
    assert_no_command(&review.outputs(), &[]);
}
