//! Every sink: hundreds of hostile texts in every place that takes text, through every command and format; whatever
//! they say, nothing is live where it is shown.

use crate::support::command::{Ran, canvass};
use crate::support::markdown::live;
use crate::support::repository::TestRepository;
use crate::support::shown::{assert_no_command, assert_visible};
use crate::support::workspace::files;
use rayon::prelude::*;
use serde_json::Value;
use std::fs;

/// Beginnings and ends that make a text do something somewhere.
const PARTS: [&str; 40] = [
    "::error::x",
    "\n::set-output name=a::b",
    "##[error]x",
    "\n##[group]",
    "::stop-commands::x",
    "%0A::warning::x",
    "@acme/team",
    "@lena",
    "acme/plans#1",
    "#1",
    "GH-1",
    "fixes #1",
    "https://evil.example",
    "www.evil.example",
    "a@evil.example",
    "![x](https://evil.example/p)",
    "[x](javascript:alert(1))",
    "[x]: https://evil.example\n[x]",
    "<img src=x onerror=a>",
    "</details>",
    "<!-- canvass:1 RXAL3ZRJTOPKMN4LX3R6BX27Z4KGAEXT 0 -->",
    "\n<!-- canvass:end -->\n",
    "\n- State: done\n",
    "\n- Assigned: lena\n",
    "-->",
    "```",
    "~~~\n",
    "| a | b |\n|---|---|\n",
    "`@lena`",
    "\u{202e}abc",
    "\u{1b}[31m",
    "\u{e0041}\u{200d}\u{ad}",
    "<script>",
    "\r\n# heading",
    "&#64;lena",
    "&commat;lena",
    "- [ ] x",
    "4be21a0",
    "acme/plans@4be21a04be21a04be21a04be21a04be21a04be21",
    "$x$ [^1]",
];
const JOINTS: [&str; 8] = ["", " ", "`", "\n", "**", "\\", "(", "\u{200b}"];

/// Each part alone, and pairs of them in many ways.
fn texts() -> Vec<String> {
    let count = PARTS.len();
    let alone = PARTS.iter().map(|part| (*part).to_owned());
    let pairs = (0..count * JOINTS.len()).map(|n| {
        let (first, second) = (PARTS[n % count], PARTS[(n * 7 + n / count + 1) % count]);
        format!("{first}{}{second}", JOINTS[n / count])
    });
    alone.chain(pairs).collect()
}

/// Places that take text: the file, what stands there once, and what is put in its stead.
const PLACES: [(&str, &str, &str); 26] = [
    ("canvass.toml", "name = \"Kettleby\"", "name = TEXT"),
    ("people.toml", "name = \"Kim Aaltonen\"", "name = TEXT"),
    ("teams.toml", "name = \"Payments\"", "name = TEXT"),
    ("teams.toml", "kettleby/payments\", labels = [\"from-canvass\"]", "kettleby/payments\", labels = [TEXT, TEXT]"),
    ("problems.toml", "title = \"Card", "statement = TEXT\ntitle = \"Card"),
    ("systems/checkout.toml", "window = \"30d\"", "window = TEXT"),
    ("systems/checkout.toml", "uses = [\"", "uses = [TEXT, \""),
    ("systems/checkout.toml", "risks = [\"", "risks = [TEXT, \""),
    ("initiatives/checkout-retries.toml", "title = \"A payment that times out is charged once\"", "title = TEXT"),
    (
        "initiatives/checkout-retries.toml",
        "impact = \"They see an error, pay again and are charged twice, or leave without their order\"",
        "impact = TEXT",
    ),
    (
        "initiatives/refund-status.toml",
        "what = \"Publish the four states of a refund, each with its date, for the order page to read\"",
        "what = TEXT",
    ),
    (
        "initiatives/refund-status.toml",
        "what = \"Show the state of a refund and its latest day on the order page\"",
        "what = TEXT",
    ),
    ("initiatives/login-hardening.toml", "text = \"How many honest customers would get", "text = TEXT #"),
    ("initiatives/wedding-lists.toml", "owner = \"saskia\"", "owner = TEXT"),
    ("initiatives/wedding-lists.toml", "category = \"product\"", "category = TEXT\nTEXT = 1"),
    ("initiatives/new.toml", "title = \"\"", "title = TEXT"),
    ("initiatives/new.toml", "reason = \"\"", "reason = TEXT"),
    ("initiatives/new.toml", "code = \"\"", "code = TEXT"),
    ("initiatives/new.toml", "follows = \"\"", "follows = TEXT"),
    ("initiatives/new.toml", "target_cycle = \"\"", "target_cycle = TEXT"),
    ("initiatives/new.toml", "stage_since = \"\"", "stage_since = TEXT"),
    ("initiatives/new.toml", "id = \"\"", "id = TEXT"),
    ("initiatives/new.toml", "why_you = \"\"", "why_you = TEXT"),
    ("initiatives/new.toml", "offer = \"\"", "offer = TEXT"),
    ("initiatives/new.toml", "questions = [\"\"]", "questions = [TEXT]"),
    ("themes.toml", "title = \"new\"", "title = TEXT"),
];

const NEW: &str = "title = \"\"\nowner = \"dana\"\nstage = \"idea\"\nstage_since = \"\"\ncategory = \"product\"\nfollows = \"\"\n\
                   target_cycle = \"\"\n[[allow]]\ncode = \"\"\nreason = \"\"\nuntil = 2027-01-31\n[[ask]]\nid = \"\"\n\
                   team = \"payments\"\nkind = \"work\"\nwhat = \"x\"\nwhy_you = \"\"\noffer = \"\"\n[[interview]]\n\
                   date = 2026-11-01\nquestions = [\"\"]\n";

/// The example as a repository whose second commit says `texts` wherever something may be said.
fn workspace(texts: &[String]) -> TestRepository {
    let repository = TestRepository::example();
    repository.write("initiatives/new.toml", NEW);
    repository.write("themes.toml", &format!("{}\n[new-theme]\ntitle = \"new\"\n", repository.read("themes.toml")));
    for ((path, old, new), text) in PLACES.iter().zip(texts) {
        // What JSON escapes, TOML escapes in the same way.
        let quoted = serde_json::to_string(text).unwrap();
        repository.replace(path, old, &new.replace("TEXT", &quoted));
    }
    repository.commit("hostile");
    repository
}

/// Every command that shows what files say, with its formats.
const FINDINGS: &[&str] = &["full", "concise", "json", "github", "gitlab", "sarif", "junit", "markdown"];
const PAGES: &[&str] = &["full", "json", "markdown"];
const LOGGED: &[&str] = &["full", "json", "markdown", "github"];
const COMMANDS: &[(&[&str], &[&str])] = &[
    (&["validate"], FINDINGS),
    (&["validate", "--base", "HEAD~1"], FINDINGS),
    (&["review", "--base", "HEAD~1"], LOGGED),
    (&["readiness", "--all"], PAGES),
    (&["readiness", "refund-status"], PAGES),
    (&["coverage"], PAGES),
    (&["coverage", "checkout-retries"], PAGES),
    (&["coverage", "--team", "payments"], PAGES),
    (&["impact", "checkout"], PAGES),
    (&["plan", "--all"], LOGGED),
    (&["plan", "--show", "refund-status/refund-events"], PAGES),
    (&["plan", "--show", "checkout-retries/double-charge-alert"], PAGES),
    (&["report", "digest"], LOGGED),
    (&["report", "digest", "--base", "HEAD~1"], LOGGED),
    (&["report", "roadmap", "--cycle", "2027-q1"], PAGES),
    (&["report", "agenda"], PAGES),
    (&["report", "mbr"], PAGES),
    (&["report", "retro", "2026-q4"], PAGES),
    (&["report", "brief", "--for", "kim", "--ask", "checkout-retries/double-charge-alert"], PAGES),
    (&["report", "pack", "--team", "payments"], PAGES),
    (&["report", "status", "--audience", "exec"], PAGES),
    (&["report", "status", "--audience", "team"], PAGES),
    (&["report", "status", "--audience", "user"], PAGES),
    (&["report", "capacity"], PAGES),
    (&["apply", "--yes"], PAGES),
];

/// What of a page of Markdown does something, but for what pages are made of and where facts can be looked up.
fn alive(markdown: &str) -> Vec<String> {
    let mut found = live(markdown);
    let ours = ["heading", "rule", "code ", "link https://wiki.kettleby.example/"];
    found.retain(|it| !ours.iter().any(|ours| it.starts_with(ours)));
    found
}

/// What is wrong with what `ran` printed.
fn check(ran: &Ran, format: &str, summary: &str) {
    assert_visible(&ran.err);
    assert_no_command(&ran.err, &[]);
    match format {
        "markdown" => assert_eq!(alive(&ran.out), Vec::<String>::new(), "{}", ran.out),
        "json" | "gitlab" | "sarif" => drop(serde_json::from_str::<Value>(&ran.out).unwrap()),
        "github" => assert_no_command(&ran.out, &["::error ", "::warning ", "::notice "]),
        _ => assert_no_command(&ran.out, &[]),
    }
    if format != "markdown" {
        assert_visible(&ran.out);
    }
    assert_eq!(alive(summary), Vec::<String>::new(), "{summary}");
}

#[test]
fn nothing_is_live_anywhere() {
    let texts = texts();
    assert_eq!(texts.len(), 360);
    // Every text stands in one of the places.
    let steps: Vec<usize> = (0..texts.len()).step_by(PLACES.len()).collect();
    steps.par_iter().for_each(|start| {
        let here: Vec<String> = (0..PLACES.len()).map(|place| texts[(start + place) % texts.len()].clone()).collect();
        let repository = workspace(&here);
        for (args, formats) in COMMANDS {
            // What shows Markdown or is read as commands is run for all, the rest in turns.
            let is_due = |(at, format): &(usize, &&str)| {
                ["full", "markdown", "github"].contains(format) || (at + start / PLACES.len()).is_multiple_of(3)
            };
            for (_, format) in formats.iter().enumerate().filter(is_due) {
                let summary = repository.path().join("../").join(format!("{start}-summary.md"));
                let _ = fs::remove_file(&summary);
                let mut command = canvass(repository.path());
                command.args(*args).args(["--output-format", format, "--summary"]).arg(&summary);
                let ran = Ran::of(command.env("HOME", repository.path()));
                let said = std::panic::catch_unwind(|| {
                    assert!(ran.code < 2, "{ran:?}");
                    check(&ran, format, &fs::read_to_string(&summary).unwrap_or_default());
                });
                assert!(said.is_ok(), "{args:?} as {format} with the texts from {start} on: {here:#?}");
                let _ = fs::remove_file(&summary);
            }
        }
        let outbox = files(repository.path()).into_iter().filter(|(path, _)| path.starts_with(".canvass/outbox/"));
        let mut count = 0;
        for (path, bytes) in outbox {
            let text = String::from_utf8(bytes).unwrap();
            let (head, body) = text.split_once("\n<!-- canvass:1 ").unwrap_or_else(|| panic!("{path}: {text}"));
            assert_eq!(alive(head), Vec::<String>::new(), "{path}: {text}");
            let lines: Vec<&str> = head.lines().filter(|line| !line.is_empty()).collect();
            assert!(lines.len() <= 3 && lines[0].starts_with("# ") && lines[1] == "- State: open", "{path}: {text}");
            assert!(lines.get(2).is_none_or(|line| line.starts_with("- Labels: ")), "{path}: {text}");
            let (_, body) = body.split_once(" -->\n<!-- canvass:begin ").unwrap();
            let (block, rest) = body.split_once(" -->\n").unwrap().1.split_once("\n<!-- canvass:end -->").unwrap();
            assert_eq!(alive(block), Vec::<String>::new(), "{path}: {text}");
            assert_eq!(rest, "\n", "{path}: {text}");
            count += 1;
        }
        assert!(count > 0, "something was filed: {here:#?}");
        // Filed once, whatever the titles say.
        let again = Ran::of(
            canvass(repository.path()).args(["plan", "--output-format", "json"]).env("HOME", repository.path()),
        );
        assert_eq!(again.json()["actions"], Value::Array(Vec::new()), "{here:#?}");
    });
}
