//! Coverage as it is printed.

use super::*;
use crate::render::sample::Sample;

fn report<'a>(sample: &'a Sample, focus: Focus<'a>) -> Report<'a> {
    let mut report = Report { as_of: sample.as_of, initiatives: sample.coverage(), focus, show_stance: false };
    if focus == Focus::Matrix {
        report.initiatives.retain(|it| it.id == "retries");
    }
    report
}

const NARROW: Style = Style { color: false, width: 80, accessible: false };
const WIDE: Style = Style { width: 120, ..NARROW };
const ACCESSIBLE: Style = Style { accessible: true, ..NARROW };

#[test]
fn every_view_at_every_width() {
    let sample = Sample::new();
    let (team, person) = ("payments".into(), "kim".into());
    let views = [
        ("list", Focus::All),
        ("matrix", Focus::Matrix),
        ("team", Focus::Team(&team)),
        ("person", Focus::Person(&person)),
    ];
    for (name, focus) in views {
        let report = report(&sample, focus);
        insta::assert_snapshot!(format!("{name}_80"), full(&report, NARROW));
        insta::assert_snapshot!(format!("{name}_120"), full(&report, WIDE));
        insta::assert_snapshot!(format!("{name}_markdown"), markdown(&report));
    }
    insta::assert_snapshot!("matrix_accessible", full(&report(&sample, Focus::Matrix), ACCESSIBLE));
    insta::assert_snapshot!("json", json(&report(&sample, Focus::Team(&team))));
}

#[test]
fn stances_show_only_when_asked_for() {
    let sample = Sample::new();
    let mut report = report(&sample, Focus::Matrix);
    let outputs = |report: &Report<'_>| [full(report, WIDE), full(report, ACCESSIBLE), markdown(report), json(report)];
    for out in outputs(&report) {
        assert!(!out.contains("opposed") && !out.contains("\"support\": 0") && !out.contains("support 0"), "{out}");
    }
    report.show_stance = true;
    for out in outputs(&report) {
        assert!(out.contains("opposed"), "{out}");
    }
    assert!(json(&report).contains("\"support\": 0,"));
}

#[test]
fn nobody_to_meet_is_said() {
    let sample = Sample::new();
    let mut report = report(&sample, Focus::All);
    report.focus = Focus::Matrix;
    report.initiatives.retain(|it| it.id == "hostile");
    assert!(full(&report, NARROW).ends_with("\nnobody must be met\n"));
    let stranger = "stranger".into();
    report.focus = Focus::Person(&stranger);
    assert_eq!(full(&report, NARROW), "stranger   asked by 0 initiatives\n");
    assert!(json(&report).contains("\"initiatives\": []"));
}
