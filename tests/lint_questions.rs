//! `lint-questions`: what it reads, which questions it finds, and how it ends.

use crate::support::command::{Ran, bare, run};
use crate::support::workspace::Workspace;

/// The three questions of the model, and what to ask instead.
const GUIDE: &str = "# Interview with release engineers

1. Do you have problems with Chef?
2. Do you wish correlating weeks to priority happened automatically?
3. Why does your team do so few deploys? And why are they always huge?

## Instead

- [ ] Have you created a Chef cookbook while working here? If so, tell me when and walk me through how.
- [ ] When did you last match weeks with priorities? Walk me through what you did.
- [ ] What are the steps from a merged change to one that customers see? How many changes were in the last deploy?
";

#[test]
fn the_three_questions_are_found_and_the_other_three_are_not() {
    let folder = Workspace::empty();
    folder.write("guide.md", GUIDE);
    let ran = folder.run(&["lint-questions", "guide.md", "--output-format", "json"]);
    assert_eq!(ran.code, 1);
    let document = ran.json();
    assert_eq!((&document["files"], &document["warnings"]), (&1.into(), &3.into()));
    let places: Vec<_> =
        document["findings"].as_array().unwrap().iter().map(|it| (&it["line"], &it["column"])).collect();
    assert_eq!(places, [(&3.into(), &4.into()), (&4.into(), &4.into()), (&5.into(), &4.into())]);

    let concise = folder.run(&["lint-questions", "guide.md", "--output-format", "concise"]);
    assert_eq!(concise.out.lines().count(), 3);
    assert!(
        concise.out.starts_with(
            "guide.md:3:4: warning[CV603] \"Do you have problems with Chef?\" leads (suggests a problem); try \"When did you \
             last work with Chef? Walk me through it.\"\n"
        ),
        "{}",
        concise.out
    );
    let full = folder.run(&["lint-questions", "guide.md"]).out;
    for part in ["3 | 1. Do you have problems with Chef?", "^ by \"Do you have problems\"", "canvass explain CV603"] {
        assert!(full.contains(part), "{part}: {full}");
    }
    assert!(full.trim_end().ends_with(": 3 warnings in 1 file"), "{full}");
    let github = folder.run(&["lint-questions", "guide.md", "--output-format", "github"]).out;
    assert!(github.starts_with("::warning file=guide.md,line=3,"), "{github}");

    let neutral = GUIDE.split("## Instead").nth(1).unwrap();
    let ran = folder.write("neutral.txt", neutral).run(&["lint-questions", "neutral.txt"]);
    assert!(ran.code == 0 && ran.out.ends_with(": nothing to report\n"), "{ran:?}");
}

#[test]
fn standard_input_and_several_files_are_read() {
    let folder = Workspace::empty();
    folder.write("a.txt", "What happened?\n").write("b/b.txt", "What then?\r\nIsn\u{2019}t it slow?\r\n");
    let ran = folder.run(&["lint-questions", "a.txt", "b/b.txt", "--output-format", "concise"]);
    assert!(ran.code == 1 && ran.out.starts_with("b/b.txt:2:1: ") && ran.out.lines().count() == 1, "{ran:?}");
    let piped = Ran::of(
        bare(folder.path()).args(["lint-questions", "-", "--output-format", "concise"]).write_stdin("Do you like it?"),
    );
    assert!(piped.code == 1 && piped.out.starts_with("<stdin>:1:1: "), "{piped:?}");
}

#[test]
fn where_no_line_holds_a_question_there_is_nothing_to_check() {
    let folder = Workspace::empty();
    folder.write("empty.txt", "").write("headings.md", "# Do you like it?\n\n---\n```\nDo you like it?\n```\n");
    let ran = folder.run(&["lint-questions", "empty.txt", "headings.md"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("no line holds a question"), "{}", ran.err);
}

#[test]
fn what_cannot_be_read_is_refused() {
    let folder = Workspace::empty();
    folder.write("binary", [0xff, 0xfe, 0x00]).write("large.txt", "What?\n".repeat(200_000)).write("folder/x", "");
    for (file, message) in [
        ("binary", "binary: it is not text"),
        ("large.txt", "large.txt: it is larger than 1024 KiB"),
        ("missing", "cannot read missing"),
        ("folder", "folder"),
    ] {
        folder.run(&["lint-questions", file]).assert_refused(message, "");
    }
    folder.run(&["lint-questions"]).assert_refused("required arguments", "--help");
}

#[test]
fn hostile_questions_are_harmless() {
    let folder = Workspace::empty();
    folder.write("q.txt", "Do you have problems with \u{1b}[31m`<b>@admin</b>?\u{7}\n::error::Do you like it?\n");
    for format in ["full", "concise", "github", "markdown", "json"] {
        let ran = run(folder.path(), &["lint-questions", "q.txt", "--output-format", format]);
        assert_eq!(ran.code, 1, "{format}");
        assert!(!ran.out.contains(['\u{1b}', '\u{7}']) && !ran.out.contains("\n::error::"), "{format}: {}", ran.out);
    }
}

#[test]
fn participants_of_interviews_are_named_nowhere() {
    let workspace = Workspace::example();
    let path = "initiatives/checkout-retries.toml";
    let interview = "[[interview]]\ndate = 2026-01-03\nsegment = \"evening-card\"\nminutes = 90\n\
        participants = [{ alias = \"Canary One\", rank = \"ic\" }, { alias = \"Canary Two\", rank = \"exec\" }, { alias = \"Canary Three\" }]\n\
        questions = [\"Do you like it?\"]\nfindings = [\"F\"]\nquotes = [{ text = \"Canary Four\" }]\n";
    workspace.write(path, format!("{}\n{interview}", workspace.read(path)));
    let ran = workspace.run(&["validate", "--output-format", "json"]);
    for code in ["CV601", "CV602", "CV603", "CV604"] {
        assert!(ran.out.contains(code), "{code}: {}", ran.out);
    }
    let prints = [
        &["validate", "--output-format", "json"] as &[&str],
        &["validate", "--output-format", "markdown"],
        &["validate", "--output-format", "github"],
        &["readiness", "checkout-retries"],
        &["coverage", "checkout-retries"],
        &["report", "digest"],
    ];
    for args in prints {
        let ran = workspace.run(args);
        assert!(!ran.out.contains("Canary") && !ran.err.contains("Canary"), "{args:?}: {}", ran.out);
    }
}
