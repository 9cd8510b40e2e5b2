//! What was told in confidence, however it is mistyped: every output says where, and none says whose it is or what.

use crate::support::command::{Ran, canvass};
use crate::support::repository::TestRepository;
use rayon::prelude::*;
use std::fs;

/// Somebody who is in the people file, and nowhere else.
const PAL: &str = "\n[canarypal]\nname = \"Pal\"\nteam = \"payments\"\nrank = \"ic\"\n";
const TALK: &str = "\n[[conversation]]\ndate = 2026-11-12\nwith = [\"lee\"]\nformat = \"one_on_one\"\n";
const INTERVIEW: &str = "\n[[interview]]\ndate = 2026-11-12\nminutes = 30\nquestions = [\"When did you last pay?\"]\n";

/// Ways to write what is private, right and wrong, each below the header of its record.
const WAYS: &[(&str, &str)] = &[
    (TALK, "stance = { canarypal = \"opposed\" }"),
    (TALK, "stance = { canaryperson = \"opposed\" }"),
    (TALK, "stance = { canarypal = \"canaryvalue\" }"),
    (TALK, "stance = { canarypal = canaryvalue }"),
    (TALK, "stance = { canarypal: \"canaryvalue\" }"),
    (TALK, "stance = { canarypal = \"canaryvalue\""),
    (TALK, "stance = { canarypal = \"oppposed\", canarypal = \"canaryvalue\" }"),
    (TALK, "stance = { \"CANARY Pal\" = \"opposed\" }"),
    (TALK, "stance = { canarypal = [\"canaryvalue\"] }"),
    (TALK, "stance = { canarypal = \"canary\\u202evalue\" }"),
    (TALK, "stance = \"canaryvalue\""),
    (TALK, "stance = [\"canaryvalue\"]"),
    (TALK, "stance.canaryperson = \"canaryvalue\""),
    (TALK, "[conversation.stance]\ncanaryperson = \"canaryvalue\"\ncanarypal = 3"),
    (TALK, "stanse = { canarypal = \"canaryvalue\" }"),
    (TALK, "Stance = { canarypal = \"canaryvalue\" }"),
    (TALK, "stance: canarypal canaryvalue"),
    (TALK, "private = \"CANARY note\""),
    (TALK, "private = \"\"\"\nCANARY one\nCANARY two\n\"\"\""),
    (TALK, "private = \"\"\"\nCANARY one\nCANARY \\u200b two\n\"\"\""),
    (TALK, "private = \"\"\"\nCANARY one\nCANARY \\q two\n\"\"\""),
    (TALK, "private = \"\"\"\nCANARY one\nCANARY \u{202e} two\n\"\"\""),
    (TALK, "private = \"\"\"\nCANARY one\nCANARY two\n"),
    (TALK, "private = \"CANARY note"),
    (TALK, "private = CANARY note"),
    (TALK, "private = [\n  \"CANARY\",\n  CANARY,\n]"),
    (TALK, "private: CANARY note"),
    (TALK, "privat = \"CANARY note\""),
    (TALK, "notes = \"CANARY note\""),
    (TALK, "private = \"CANARY note\" CANARY"),
    (INTERVIEW, "quotes = [{ text = \"CANARY quote\", consent = false }]"),
    (INTERVIEW, "quotes = [{ text = \"CANARY quote\", consent = \"yes\" }]"),
    (INTERVIEW, "quotes = [{ text = \"CANARY quote\", consnt = true }]"),
    (INTERVIEW, "quotes = [\"CANARY quote\"]"),
    (INTERVIEW, "quotes = \"CANARY quote\""),
    (INTERVIEW, "quote = \"CANARY quote\""),
    (INTERVIEW, "[[interview.quotes]]\ntext = \"\"\"\nCANARY quote\n\"\"\"\nconsent = 1"),
    (
        "",
        "conversation = [{ date = 2026-11-12, with = [\"nobody-here\"], format = \"oneonone\", private = \"CANARY\" }]",
    ),
    ("", "interview = [{ date = 2026-11-12, minutes = \"x\", quotes = [{ text = \"CANARY\", consent = false }] }]"),
];

const COMMANDS: &[(&[&str], &[&str])] = &[
    (&["validate"], &["full", "concise", "json", "github", "gitlab", "sarif", "junit", "markdown"]),
    (&["review", "--base", "HEAD~1"], &["full", "json", "github", "markdown"]),
    (&["readiness", "--all"], &["json"]),
    (&["coverage"], &["json"]),
    (&["plan", "--all"], &["json"]),
    (&["report", "digest"], &["json"]),
    (&["report", "agenda"], &["json"]),
    (&["report", "status", "--audience", "team"], &["json"]),
    (&["report", "status", "--audience", "user"], &["json"]),
    (&["new", "update", "quiet", "--by", "dana", "--text", "x"], &["full"]),
];

const FILE: &str = "initiatives/quiet.toml";
const HEAD: &str =
    "title = \"Quiet\"\nowner = \"dana\"\nstage = \"idea\"\nstage_since = 2026-11-01\ncategory = \"product\"\n";

fn run(repository: &TestRepository, args: &[&str], format: &str) -> Ran {
    let mut command = canvass(repository.path());
    Ran::of(command.args(args).args(["--output-format", format]).env("HOME", repository.path()))
}

#[test]
fn what_was_told_in_confidence_is_in_no_output() {
    WAYS.par_iter().enumerate().for_each(|(turn, (record, way))| {
        let repository = TestRepository::example();
        repository.write("people.toml", &(repository.read("people.toml") + PAL));
        repository.replace("canvass.toml", "visibility = \"internal\"", "visibility = \"public\"").commit("a pal");
        let tail = if record.is_empty() { "" } else { "\nnobody_knows = 1\n" };
        repository.write(FILE, &format!("{HEAD}{record}{way}\n{tail}"));
        repository.commit("told");
        for (index, (args, formats)) in COMMANDS.iter().enumerate() {
            // Findings are shown by the first two, and the others take turns.
            for format in formats.iter().filter(|_| index < 2 || (turn + index).is_multiple_of(3)) {
                let ran = run(&repository, args, format);
                for text in [&ran.out, &ran.err] {
                    assert!(!text.to_lowercase().contains("canary"), "{way:?} by {args:?} as {format}:\n{text}");
                }
            }
        }
        // It is said that something is wrong, and where.
        let full = run(&repository, &["validate"], "full").out;
        assert!(full.contains(&format!("{FILE}:")), "{way:?}:\n{full}");
    });
}

#[test]
fn an_overlay_is_never_quoted() {
    let repository = TestRepository::example();
    let overlay = tempfile::tempdir().unwrap();
    fs::create_dir(overlay.path().join("initiatives")).unwrap();
    let text =
        format!("{TALK}stance = {{ canarypal = \"canaryvalue\" }}\nwhat = \"CANARY\"\n[[update]]\ntext = \"CANARY\"\n");
    fs::write(overlay.path().join("initiatives/wedding-lists.toml"), text).unwrap();
    let overlay = overlay.path().to_str().unwrap();
    for format in COMMANDS[0].1 {
        let ran = run(&repository, &["validate", "--overlay", overlay], format);
        assert_eq!(ran.code, 1);
        assert!(!ran.out.to_lowercase().contains("canary"), "{}", ran.out);
        assert!(ran.out.contains("wedding-lists.toml"), "{}", ran.out);
    }
}

#[test]
fn lines_that_hold_nothing_private_are_quoted() {
    let repository = TestRepository::example();
    let words = "quotes = [{ text = \"Said aloud\", consent = true, x = 1 }]\n";
    repository.write(FILE, &format!("{HEAD}mood = 1\n{TALK}outcome = \"fine\"\n{INTERVIEW}{words}"));
    let full = run(&repository, &["validate"], "full").out;
    for line in ["mood = 1", "outcome = \"fine\"", "Said aloud"] {
        assert!(full.contains(line), "{line}:\n{full}");
    }
}
