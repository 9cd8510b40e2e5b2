//! Findings in every format.

use super::*;
use crate::render::Style;
use crate::source::{FileId, Lines, Position, Source};
use proptest::prelude::*;
use std::ops::Range;

const ESCAPE: char = '\u{1b}';
const HIDDEN: [char; 2] = [ESCAPE, '\u{202e}'];

const FILES: &[(&str, &str)] = &[
    (
        "initiatives/checkout-retries.toml",
        "title = \"Retry safely\"\n\n[[ask]]\nteam = \"payments\"\ndecider = \"dana\"\n",
    ),
    (
        "initiatives/hostile.toml",
        "summary = \"\u{1b}[31mred \u{202e}txet\"\r\n\twho = \"日本語のユーザー 👩🏽‍🚀\"\r\n# ##[group]x\n::error::y",
    ),
    ("notes/a:b,c 100%.toml", ""),
    ("teams/payments.toml", "name = \"Payments\"\n\npm = \"lee\"\n"),
    ("::error::x.toml", "a = 1\n"),
];

fn sources() -> Sources {
    let source = |(path, text): &(&str, &str)| Source::new(*path, *text);
    Sources::new(FILES.iter().map(source).collect(), None)
}

/// The first place where file number `file` holds `needle`.
fn at(file: u32, needle: &str) -> At {
    let start = FILES[file as usize].1.find(needle).unwrap();
    At::bytes(FileId(file), start..start + needle.len())
}

fn locate(sources: &Sources, at: &At) -> Location {
    let span: Range<usize> = match &at.spot {
        crate::diagnostic::Spot::Bytes(start, end) => *start as usize..*end as usize,
        _ => 0..0,
    };
    let pointer = if span == (0..0) { "" } else { "/ask/0/decider" };
    Location {
        file: at.file,
        start: Lines::new(sources.text(at.file)).position(span.start),
        end: Lines::new(sources.text(at.file)).position(span.end),
        span,
        pointer: pointer.into(),
        is_confidential: false,
    }
}

fn diagnostics() -> Vec<Diagnostic> {
    let leveled = |level, mut diagnostic: Diagnostic| {
        diagnostic.level = level;
        diagnostic
    };
    vec![
        Diagnostic::new(Code(407), at(0, "\"dana\""), "dana cannot decide for `payments`")
            .label("not pm, em or exec of the asked team")
            .related(at(3, "\"lee\""), "the product manager decides by default")
            .related(At::file(FileId(3)), "the asked team")
            .help("name lee, or one of em `ana`, exec `kim`; or drop the key to take the default")
            .of(&"checkout-retries".into()),
        Diagnostic::new(
            Code::SCHEMA,
            at(1, "\"\u{1b}[31mred"),
            "\u{1b}[31m::error::<img src=x> </details> <!-- canvass -->\n::warning::@ana fixes acme/web#1 ##[x] | `b` [l](u) 100%",
        )
        .label("\u{202e}evil\n##[group]")
        .help("remove\r\n::set-output name=a::b\n\u{9b}31m, see https://evil.example/ and www.evil.example"),
        leveled(Level::Warning, Diagnostic::new(Code(201), at(1, "ユーザー"), "wide 日本語 text, and \u{202e}rtl")
            .label("wide")),
        leveled(Level::Hint, Diagnostic::new(Code(302), At::file(FileId(2)), "an empty file").label("nothing here")),
        leveled(Level::Hint, Diagnostic::new(Code(302), At::bytes(FileId(0), 9_000..9_999), "past the end")),
        leveled(Level::Warning, Diagnostic::new(Code(104), at(1, "::error::y"), "a line that is a command")
            .help("::stop-commands::x")),
        leveled(Level::Warning, Diagnostic::new(Code(104), at(0, "[[ask]]\nteam = \"payments\"\n"), "several lines")
            .label("this ask")),
        leveled(Level::Hint, Diagnostic::new(Code(105), at(4, "1"), "a path that is a command")),
    ]
}

fn validation<'a>(sources: &'a Sources, found: &'a [Diagnostic]) -> Validation<'a> {
    let finding = |diagnostic: &'a Diagnostic| {
        Finding::new(diagnostic, "some-rule", diagnostic.about.clone(), |at| locate(sources, at))
    };
    let findings: Vec<_> = found.iter().map(finding).collect();
    Validation {
        as_of: "2026-11-23".parse().unwrap(),
        findings,
        existing: Vec::new(),
        base: None,
        touched: None,
        files: 38,
        elapsed: None,
        fail_on: Level::Error,
        prefix: "",
        sources,
    }
}

const RULES: &[RuleInfo<'static>] = &[
    RuleInfo {
        code: Code(407),
        name: "decider-cannot-decide",
        summary: "somebody is named as decider who cannot decide",
        help_markdown: "## What\n\nA decider must be pm, em or exec.",
        level: Level::Warning,
    },
    RuleInfo {
        code: Code(902),
        name: "ktlo-below-floor",
        summary: "too little time is kept for keeping the lights on",
        help_markdown: "## What\n\nNothing.",
        level: Level::Hint,
    },
];

/// Runs `render` over the set above, with the last two findings taken as existing.
fn rendered(render: impl Fn(&Validation<'_>) -> String) -> String {
    let (sources, found) = (sources(), diagnostics());
    let mut validation = validation(&sources, &found);
    validation.existing = validation.findings.split_off(6);
    validation.base = Some("main");
    validation.prefix = "planning/";
    render(&validation)
}

fn clean(render: impl Fn(&Validation<'_>) -> String) -> String {
    render(&validation(&sources(), &[]))
}

const TERMINAL: Style = Style { color: false, width: 80, accessible: false };

#[test]
fn full_shows_lines_places_and_help() {
    insta::assert_snapshot!(rendered(|validation| full(validation, TERMINAL)));
}

#[test]
fn full_in_colour_and_for_screen_readers() {
    let (sources, found) = (sources(), diagnostics());
    let mut validation = validation(&sources, &found[..1]);
    validation.elapsed = Some(Duration::from_millis(4));
    let coloured = full(&validation, Style { color: true, ..TERMINAL });
    let plain = full(&validation, TERMINAL);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    assert!(plain.ends_with("Checked 38 files in 4 ms: 1 error in 1 file\n"), "{plain}");
    insta::assert_snapshot!("full_accessible", full(&validation, Style { accessible: true, ..TERMINAL }));
}

#[test]
fn related_places_on_one_spot_share_a_label() {
    let (sources, decider) = (sources(), At::bytes(FileId(0), 50..50));
    let found = Diagnostic::new(Code(3), at(0, "\"dana\""), "too early")
        .related(decider.clone(), "`problem` wants who")
        .related(At::file(FileId(3)), "the asked team")
        .related(decider.clone(), "`problem` wants impact")
        .related(decider.clone(), "`proposal` wants kind")
        .related(At::file(FileId(3)), "asked before");
    let out = full(&validation(&sources, &[found]), TERMINAL);
    assert!(out.contains("`problem` wants who, impact; `proposal` wants kind\n"), "{out}");
    assert!(out.contains("teams/payments.toml: the asked team; asked before\n"), "{out}");
    assert_eq!(out.matches("::: ").count(), 2, "{out}");
}

#[test]
fn clean_runs_say_so() {
    assert_eq!(clean(|validation| full(validation, TERMINAL)), "Checked 38 files: nothing to report\n");
    assert_eq!(clean(concise), "");
    assert_eq!(clean(github), "");
    assert_eq!(clean(gitlab), "[]\n");
    assert_eq!(clean(markdown), "### ✅ canvass: nothing to report in 38 files\n");
    assert!(clean(junit).contains("tests=\"1\" skipped=\"0\" failures=\"0\""));
}

#[test]
fn every_format_over_hostile_text() {
    insta::assert_snapshot!("concise", rendered(concise));
    insta::assert_snapshot!("github", rendered(github));
    insta::assert_snapshot!("gitlab", rendered(gitlab));
    insta::assert_snapshot!("json", rendered(json));
    insta::assert_snapshot!("junit", rendered(junit));
    insta::assert_snapshot!("markdown", rendered(markdown));
    insta::assert_snapshot!(
        "sarif",
        rendered(|validation| sarif(validation, RULES)).replace(env!("CARGO_PKG_VERSION"), "VERSION")
    );
}

#[test]
fn fingerprints_outlive_moves_and_differ() {
    let (sources, found) = (sources(), diagnostics());
    let mut validation = validation(&sources, &found);
    for (n, finding) in validation.findings.iter_mut().enumerate() {
        finding.identity = format!("subject {}", n / 2);
    }
    let before = fingerprints(validation.findings.iter());
    for finding in &mut validation.findings {
        finding.at.start.line += 50;
        finding.at.span = 0..1;
    }
    assert_eq!(fingerprints(validation.findings.iter()), before);
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), before.len());
}

#[test]
fn failing_levels_follow_the_setting() {
    let (sources, found) = (sources(), diagnostics());
    let mut validation = validation(&sources, &found);
    assert!(junit(&validation).contains("failures=\"2\""));
    validation.fail_on = Level::Warning;
    assert!(junit(&validation).contains("failures=\"5\""));
    assert_eq!(validation.counts(), Counts { errors: 2, warnings: 3, hints: 3, files: 4 });
}

#[test]
fn json_holds_the_exact_values() {
    let document: serde_json::Value = serde_json::from_str(&rendered(json)).unwrap();
    assert_eq!(document["findings"][1]["message"], diagnostics()[1].message.as_str());
    assert_eq!(document["findings"][0]["line"], 5);
    assert_eq!(document["findings"][0]["end_column"], 17);
    assert_eq!(document["findings"][7]["new"], false);
}

/// Whether XML 1.0 knows the character at all, written as itself or as a reference.
fn is_of_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

prop_compose! {
    /// Text in which every sink's special characters are likely.
    fn text()(text in r"\PC*|[\x00-\x7f]*|(##|\[|::|\n|\r|@|#|<|/|[a-z]|日|é|👩|\u{202e}|\u{feff}|\u{fffe}|\u{ffff})*") -> String { text }
}

proptest! {
    #[test]
    fn no_text_breaks_a_format(
        path in text(), source in text(), message in text(), label in text(), help in text(),
        start in 0..60_u32, len in 0..60_u32, other in 0..60_u32, level in 0..3,
    ) {
        let sources = Sources::new(vec![Source::new(path, source)], None);
        let mut diagnostic = Diagnostic::new(Code(1), At::bytes(FileId(0), start as usize..(start + len) as usize), message.clone())
            .label(label.clone())
            .help(help)
            .related(At::bytes(FileId(0), other as usize..other as usize), label);
        diagnostic.level = [Level::Hint, Level::Warning, Level::Error][level as usize];
        let found = [diagnostic.clone(), diagnostic];
        let validation = validation(&sources, &found);

        for style in [TERMINAL, Style { color: true, ..TERMINAL }, Style { accessible: true, ..TERMINAL }, Style { width: 3, ..TERMINAL }] {
            let out = full(&validation, style);
            prop_assert!(style.color || !out.contains(ESCAPE));
        }
        prop_assert_eq!(concise(&validation).lines().count(), 2);
        let commands = github(&validation);
        prop_assert_eq!(commands.split(['\n', '\r']).count(), 3, "{}", commands);
        for command in commands.lines() {
            prop_assert!(["::error ", "::warning ", "::notice "].iter().any(|start| command.starts_with(start)));
            let (properties, _) = command[2..].split_once("::").unwrap();
            prop_assert!(properties.ends_with("title=CV001 some-rule"), "{}", properties);
        }
        let json: serde_json::Value = serde_json::from_str(&json(&validation)).unwrap();
        prop_assert_eq!(json["findings"][0]["message"].as_str(), Some(message.as_str()));
        for document in [gitlab(&validation), sarif(&validation, RULES)] {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&document).is_ok());
        }
        let table = markdown(&validation);
        let rows: Vec<_> = table.lines().filter(|line| line.starts_with("| ")).collect();
        prop_assert_eq!(rows.len(), 4, "{}", table);
        for row in rows {
            prop_assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{}", row);
        }
        for out in [concise(&validation), commands, junit(&validation), table, gitlab(&validation)] {
            prop_assert!(!out.contains("##[") && !out.contains(HIDDEN));
        }
        prop_assert!(quick_junit::Report::deserialize_from_str(&junit(&validation)).is_ok());
        prop_assert!(junit(&validation).chars().all(is_of_xml));
    }
}

#[test]
fn positions_are_those_of_the_source() {
    let sources = sources();
    let place = locate(&sources, &at(1, "ユーザー"));
    assert_eq!(place.start, Position { line: 2, column: 13 });
    assert!(rendered(|validation| full(validation, TERMINAL)).contains("initiatives/hostile.toml:2:13\n"));
}
