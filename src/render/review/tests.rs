//! What the report, the comment, the summary, the annotations and the terminal say of one change.

use super::*;
use crate::render::Style;

fn finding(level: Level, message: &str) -> Finding {
    Finding {
        code: "CV407".into(),
        name: "decider-cannot-decide".into(),
        level,
        message: message.into(),
        help: "name lee, or drop the key to take the default".into(),
        file: "initiatives/checkout-retries.toml".into(),
        line: 61,
        end_line: 61,
        column: Some(11),
        end_column: Some(17),
        in_diff: true,
        initiative: Some("checkout-retries".into()),
        owner: Some("dana".into()),
    }
}

fn initiative(id: &str, verdict: &str, readiness: (i64, i64), coverage: (i64, i64)) -> Initiative {
    let delta = |(now, before)| Delta { now: Some(now), before: Some(before) };
    Initiative {
        id: id.into(),
        owner: Some("dana".into()),
        cycle: Some("2027-q1".into()),
        planning_on: Some("2026-12-11".parse().unwrap()),
        days: Some(18),
        verdict: verdict.parse().unwrap(),
        verdict_before: Some(Verdict::Behind),
        readiness: delta(readiness),
        expected: Some(52),
        coverage: delta(coverage),
        moved: readiness.0 != readiness.1,
    }
}

fn review(findings: Vec<Finding>) -> Review {
    let change = |kind, from: &str, to: &str| Change {
        initiative: "checkout-retries".into(),
        kind,
        from: Some(from.into()),
        to: Some(to.into()),
        count: None,
    };
    let asked =
        |ask: &str| Asked { initiative: "checkout-retries".into(), ask: ask.into(), repo: "acme/payments".into() };
    Review {
        version: 1,
        as_of: "2026-11-23".parse().unwrap(),
        head: "4be21a0".repeat(6)[..40].into(),
        base: "91fd3c7".repeat(6)[..40].into(),
        prefix: "planning/".into(),
        fail_on: Level::Error,
        touches: true,
        files: 38,
        new: Counts::of(findings.iter().map(|finding| (finding.level, 1))),
        existing: Counts { errors: 1, warnings: 2, hints: 0 },
        findings,
        readiness: Delta { now: Some(71), before: Some(72) },
        coverage: Delta { now: Some(78), before: Some(78) },
        initiatives: vec![
            initiative("checkout-retries", "late", (65, 70), (57, 49)),
            initiative("login-hardening", "behind", (70, 70), (91, 91)),
        ],
        changes: vec![
            change(ChangeKind::Stage, "problem", "proposal"),
            change(ChangeKind::AskAdded, "idempotent-retries", "payments"),
            Change { count: Some(2), to: None, ..change(ChangeKind::Entries, "piece of evidence", "") },
        ],
        settings: Vec::new(),
        left_out: 0,
        unreadable: Vec::new(),
        required: vec![Required {
            initiative: "checkout-retries".into(),
            who: "kim (exec of payments)".into(),
            ask: Some("idempotent-retries".into()),
        }],
        next: vec![
            Step { initiative: "checkout-retries".into(), action: "meet ana one-on-one".into(), gain: 9.2 },
            Step { initiative: "checkout-retries".into(), action: "name lee as decider".into(), gain: 0.44 },
        ],
        filing: Filing {
            now: 1,
            before: 0,
            more: vec![asked("idempotent-retries")],
            fewer: Vec::new(),
            held_back: vec![HeldBack {
                initiative: "checkout-retries".into(),
                ask: "alert".into(),
                reason: "nobody of `sre` has been spoken to".into(),
            }],
        },
    }
}

fn links() -> Links {
    Links {
        files: Some("https://github.com/acme/plans/blob/4be21a0".into()),
        report: Some("https://github.com/acme/plans/actions/runs/7".into()),
    }
}

fn failing() -> Review {
    review(vec![
        finding(Level::Error, "dana cannot decide for `payments`"),
        finding(Level::Warning, "an older message"),
        finding(Level::Hint, "an idea"),
    ])
}

/// A change that leaves nothing to look at.
fn quiet() -> Review {
    let initiatives = vec![initiative("checkout-retries", "behind", (65, 70), (57, 49))];
    let (new, required, filing) = (Counts::default(), Vec::new(), Filing::default());
    Review { new, required, filing, initiatives, ..review(Vec::new()) }
}

fn whole(review: &Review) -> String {
    let Comment { content, footer } = comment(review, &links());
    format!("{content}\n{footer}")
}

#[test]
fn a_failing_change() {
    insta::assert_snapshot!("comment", whole(&failing()));
    insta::assert_snapshot!("summary", markdown(&failing(), &links()));
    insta::assert_snapshot!("full", full(&failing(), Style { color: false, width: 100, accessible: false }));
    insta::assert_snapshot!("annotations", github(&failing()));
}

#[test]
fn a_change_with_nothing_to_mend_is_one_line() {
    let Comment { content, footer } = comment(&quiet(), &links());
    assert_eq!(
        content,
        "✅ **canvass: nothing to mend** · checkout-retries: behind · readiness 65 (was 70, −5); the calendar expects 52 · \
         coverage 57 (was 49, +8) · planning opens in 18 days · stage problem → proposal\n"
    );
    assert_eq!(footer, "");
    let several = Review {
        initiatives: vec![initiative("a", "behind", (1, 2), (3, 4)), initiative("b", "on_track", (1, 2), (3, 4))],
        ..quiet()
    };
    assert_eq!(
        comment(&several, &links()).content,
        "✅ **canvass: nothing to mend** · 2 initiatives · readiness 71 (was 72, −1) · coverage 78 on average · \
         checkout-retries stage problem → proposal\n"
    );
    let none = Review { initiatives: Vec::new(), changes: Vec::new(), ..quiet() };
    assert_eq!(comment(&none, &links()).content, "✅ **canvass: nothing to mend**\n");
}

#[test]
fn whoever_must_act_breaks_the_silence() {
    let loud: [fn(&mut Review); 8] = [
        |it| it.required = failing().required,
        |it| it.filing.more = failing().filing.more,
        |it| it.filing.fewer = failing().filing.more,
        |it| it.unreadable = vec!["x".into()],
        |it| it.new.hints = 1,
        |it| it.settings = vec![Setting { key: "rules.CV407".into(), from: None, to: Some("\"off\"".into()) }],
        |it| it.changes.push(Change { kind: ChangeKind::Removed, ..it.changes[0].clone() }),
        |it| it.initiatives[0].verdict = Verdict::Missed,
    ];
    for change in loud {
        let mut review = quiet();
        assert!(review.is_quiet());
        change(&mut review);
        assert!(!review.is_quiet(), "{review:?}");
        assert!(comment(&review, &links()).content.lines().count() > 1);
    }
}

#[test]
fn where_a_file_cannot_be_read_all_others_are_told() {
    let with = |unreadable: &[&str]| {
        let unreadable = unreadable.iter().map(|id| (*id).to_owned()).collect();
        comment(&Review { unreadable, ..failing() }, &links()).content
    };
    assert!(with(&["chat"]).contains("| login-hardening | behind | 70 |"));
    assert!(!with(&[]).contains("login-hardening"));
}

#[test]
fn what_blocks_hangs_on_the_level() {
    let verdict = |fail_on, findings| {
        let review = Review { fail_on, ..review(findings) };
        (review.blockers(), comment(&review, &links()).content.lines().next().unwrap().to_owned())
    };
    let (warning, hint) = (finding(Level::Warning, "w"), finding(Level::Hint, "h"));
    assert_eq!(
        verdict(Level::Error, vec![warning.clone(), hint.clone()]),
        (0, "### ⚠️ canvass: nothing blocks; 1 warning, 1 hint".into())
    );
    assert_eq!(
        verdict(Level::Warning, vec![warning.clone(), hint.clone()]),
        (1, "### ❌ canvass: 1 blocker before 2027-Q1 can include checkout-retries".into())
    );
    let other = Finding { initiative: None, ..warning.clone() };
    assert_eq!(verdict(Level::Hint, vec![warning, other, hint]), (3, "### ❌ canvass: 3 blockers".into()));
}

#[test]
fn whole_sections_make_room() {
    let text = "wörter ".repeat(40);
    let many = |level| (0..30).map(move |n| finding(level, &format!("{n} {}", "wörter ".repeat(40))));
    let mut review = review(many(Level::Error).chain(many(Level::Warning)).collect());
    review.changes = (0..30)
        .flat_map(|n| {
            (0..8).map(move |_| Change {
                initiative: format!("i{n}"),
                kind: ChangeKind::Stage,
                from: Some("a".repeat(100)),
                to: Some("b".repeat(100)),
                count: None,
            })
        })
        .collect();
    review.filing.held_back =
        (0..30).map(|n| HeldBack { initiative: format!("i{n}"), ask: "a".repeat(40), reason: text.clone() }).collect();
    let comment = whole(&review);
    assert!(comment.chars().count() <= 60_000, "{}", comment.chars().count());
    assert!(comment.contains("left out, for want of room"), "{comment}");
    assert_eq!(comment.matches("<details>").count(), comment.matches("</details>").count());
    assert_eq!(comment.matches("❌ CV407").count(), 30, "what blocks stays");
}

#[test]
fn a_report_is_read_as_it_was_written_and_no_other() {
    let text = json(&failing());
    assert_eq!(read(&text), Ok(failing()));
    let spoilt = [
        ("\"version\": 1", "\"version\": 2", "its version"),
        ("\"head\": \"4be2", "\"head\": \"../x", "its commit"),
        ("\"now\": 65", "\"now\": 165", "its share"),
        ("\"code\": \"CV407\"", "\"code\": \"<img>\"", "its rule"),
        ("\"verdict\": \"late\"", "\"verdict\": \"great\"", "not a report of this version"),
        ("\"file\": \"initiatives/", "\"file\": \"../../evil/", "its path"),
        ("\"file\": \"initiatives/", "\"file\": \"/", "its path"),
        ("\"file\": \"initiatives/", "\"file\": \"a\\\\", "its path"),
        ("\"prefix\": \"planning/", "\"prefix\": \"./planning/", "its path"),
        ("\"errors\": 1", "\"errors\": 0", "its count of findings"),
        ("\"errors\": 1", "\"errors\": 18446744073709551615", "its number"),
        ("\"days\": 18", "\"days\": -9223372036854775808", "its number"),
        ("piece of evidence", "curse", "its list"),
        ("\"gain\": 9.2", "\"gain\": 1e300", "its gain"),
        ("\"as_of\": \"2026-11-23\"", "\"as_of\": \"soon\"", "not a report"),
        ("\"files\": 38", "\"files\": -1", "not a report"),
        ("\"files\": 38", "\"files\": 38, \"token\": \"x\"", "not a report"),
        ("\"files\": 38,", "", "not a report"),
        ("\"level\": \"error\"", "\"level\": \"fatal\"", "not a report"),
        ("\"kind\": \"stage\"", "\"kind\": \"shell\"", "not a report"),
    ];
    for (old, new, why) in spoilt {
        assert!(text.contains(old), "{old}");
        let refused = read(&text.replacen(old, new, 1)).unwrap_err().to_string();
        assert!(refused.contains(why), "{new}: {refused}");
    }
    for text in ["", "[]", "{}", "null", &"[".repeat(200_000)] {
        assert!(read(text).is_err());
    }
}

#[test]
fn a_report_of_any_size_can_be_read_again() {
    let mut review = failing();
    let long = "\u{202e}".repeat(200);
    review.findings = vec![Finding { message: long.clone(), help: long.clone(), ..review.findings[0].clone() }; 3_000];
    review.new.errors = 3_000;
    review.required = vec![Required { who: long.clone(), ..review.required[0].clone() }; 3_000];
    review.changes = vec![Change { from: Some(long), ..review.changes[0].clone() }; 3_000];
    review.bound();
    let text = json(&review);
    assert!(text.len() <= MOST_BYTES, "{}", text.len());
    assert!(
        review.findings.len() > 50 && review.required.len() > 20,
        "{} {}",
        review.findings.len(),
        review.required.len()
    );
    let kept = review.findings.len() + review.required.len() + review.changes.len();
    assert_eq!(review.left_out, 9_000 - kept);
    assert_eq!(read(&text), Ok(review.clone()));
    assert!(whole(&review).contains("more of all this are left out") && whole(&review).chars().count() <= 60_000);
    let few = failing();
    let mut bound = few.clone();
    bound.bound();
    assert_eq!(bound, few);
}

#[test]
fn outputs_are_numbers_and_words() {
    assert_eq!(failing().outputs(), "verdict=blocked\nreadiness=71\ncoverage=78\nerrors=1\n");
    let empty = Review { readiness: Delta::default(), coverage: Delta::default(), ..quiet() };
    assert_eq!(empty.outputs(), "verdict=passed\nreadiness=\ncoverage=\nerrors=0\n");
}

#[test]
fn changes_read_as_sentences() {
    let told = |kind, from: &str, to: &str, count| {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (from, to) = (some(from), some(to));
        wording::change(&Change { initiative: "x".into(), kind, from, to, count })
    };
    for (kind, from, to, count, expected) in [
        (ChangeKind::Added, "", "", None, "new"),
        (ChangeKind::Removed, "", "", None, "deleted"),
        (ChangeKind::Renamed, "old", "", None, "renamed from old"),
        (ChangeKind::Stage, "idea", "problem", None, "stage idea → problem"),
        (ChangeKind::Owner, "", "ana", None, "owner none → ana"),
        (ChangeKind::Cycle, "2027-q1", "", None, "cycle 2027-q1 → none"),
        (ChangeKind::AskAdded, "retry", "payments", None, "asks payments for retry"),
        (ChangeKind::AskRemoved, "retry", "payments", None, "no longer asks payments for retry"),
        (ChangeKind::Entries, "conversation", "", Some(1), "+1 conversation"),
        (ChangeKind::Entries, "piece of evidence", "", Some(-2), "−2 pieces of evidence"),
        (ChangeKind::Entries, "pitch", "", Some(12), "+12 pitches"),
    ] {
        assert_eq!(told(kind, from, to, count), expected);
    }
    let undeclared = told(ChangeKind::RenamedUndeclared, "old", "", None);
    assert!(undeclared.contains("write `previously = [\"old\"]`"), "{undeclared}");
}
