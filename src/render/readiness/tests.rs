//! Readiness as it is printed.

use super::*;
use crate::render::sample::Sample;

fn list_of(sample: &Sample) -> Report<'_> {
    let cycle = sample.loaded.portfolio.cycles.first_key_value().map(|(id, cycle)| (id, &*cycle.value));
    let since = Since { base: "main@91fd3c7".into(), readiness: 4, coverage: -6 };
    Report {
        as_of: sample.as_of,
        cycle,
        initiatives: sample.readiness(),
        detail: false,
        all: false,
        since: Some(since),
    }
}

fn detail_of(sample: &Sample) -> Report<'_> {
    let mut report = Report { detail: true, since: None, ..list_of(sample) };
    report.initiatives.retain(|it| it.id == "retries");
    report
}

const NARROW: Style = Style { color: false, width: 80, accessible: false };
const WIDE: Style = Style { width: 120, ..NARROW };
const ACCESSIBLE: Style = Style { accessible: true, ..NARROW };

#[test]
fn lists_read_well_at_every_width() {
    let sample = Sample::new();
    let report = list_of(&sample);
    insta::assert_snapshot!("list_80", full(&report, NARROW));
    insta::assert_snapshot!("list_120", full(&report, WIDE));
    insta::assert_snapshot!("list_accessible", full(&report, ACCESSIBLE));
    insta::assert_snapshot!("list_markdown", markdown(&report));
}

#[test]
fn gates_read_well_at_every_width() {
    let sample = Sample::new();
    let report = detail_of(&sample);
    insta::assert_snapshot!("detail_80", full(&report, NARROW));
    insta::assert_snapshot!("detail_120", full(&report, WIDE));
    insta::assert_snapshot!("detail_accessible", full(&report, ACCESSIBLE));
    insta::assert_snapshot!("detail_markdown", markdown(&report));
    insta::assert_snapshot!("json", json(&report));
}

#[test]
fn colour_changes_no_letter() {
    let sample = Sample::new();
    for report in [list_of(&sample), detail_of(&sample)] {
        for plain in [NARROW, WIDE] {
            let coloured = full(&report, Style { color: true, ..plain });
            assert!(coloured.contains("\u{1b}["));
            assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), full(&report, plain));
        }
    }
}

#[test]
fn what_is_on_track_is_hidden_unless_nothing_else_is_there() {
    let sample = Sample::new();
    let mut measures: Vec<_> = sample.readiness().into_iter().map(|it| it.measure.clone()).collect();
    measures[0].verdict = crate::insight::readiness::Verdict::OnTrack;
    let mut report = list_of(&sample);
    report.initiatives[0].measure = &measures[0];
    let text = full(&report, WIDE);
    assert!(!text.contains("hostile ") && text.contains("… 1 on track, hidden (--all)"), "{text}");
    report.all = true;
    assert!(full(&report, WIDE).contains("hostile "));
    report.all = false;
    report.initiatives.truncate(1);
    assert!(full(&report, WIDE).contains("hostile "));
}

#[test]
fn an_empty_list_is_a_heading() {
    let sample = Sample::of(&[]);
    let report = Report { cycle: None, since: None, ..list_of(&sample) };
    assert_eq!(full(&report, NARROW), "All cycles   on track 0 of 0\n");
    assert_eq!(markdown(&report), "### All cycles\n\non track 0 of 0\n");
}
