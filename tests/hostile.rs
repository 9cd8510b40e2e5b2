//! Hostile texts in every place a file has for text: shown as they are written, and live in no output.

use crate::support::shown::{assert_no_command, assert_visible};
use crate::support::workspace::Workspace;
use serde_json::Value;

/// Written into TOML: escapes for a terminal, commands for a build server, HTML, Markdown and mentions.
const EVIL: &str = r"\u001b[31mred\u001b[0m\u0007\r\n::error file=x::boom\n##[error]boom\n@org/team @ana #1 GH-2 acme/web#3 </details><img src=x onerror=alert(1)><!-- canvass:comment --> ![i](https://x.example/i) [l](javascript:alert(1)) `c` **b** | cell\n# heading\n- item\u202etxt\u200b &amp; ]]> %0A::warning::x";
/// What is left of it where nothing may be written but words.
const WORDS: &str = "boom";

/// Every format of `validate`, and those of the measures.
const FORMATS: [&str; 8] = ["full", "concise", "json", "github", "gitlab", "sarif", "junit", "markdown"];
const MEASURES: [&str; 3] = ["full", "json", "markdown"];

/// The example with evil in titles, names, texts, references, keys, words, waivers and settings.
pub(crate) fn hostile_workspace() -> Workspace {
    let workspace = Workspace::example();
    let evil = |path: &str, old: &str, new: &str| {
        workspace.replace(path, old, &new.replace("EVIL", EVIL));
    };
    evil(
        "initiatives/checkout-retries.toml",
        "title = \"A payment that times out is charged once\"",
        "title = \"EVIL\"",
    );
    evil("initiatives/checkout-retries.toml", "what = \"Wake payments when", "what = \"EVIL Wake payments when");
    evil(
        "initiatives/login-hardening.toml",
        "text = \"How many honest customers would get",
        "text = \"EVIL how many would get",
    );
    evil("people.toml", "name = \"Kim Aaltonen\"", "name = \"EVIL\"");
    evil("teams.toml", "name = \"Payments\"", "name = \"EVIL\"");
    evil("systems/checkout.toml", "name = \"", "name = \"EVIL ");
    for (old, new) in [
        ("uses = [\"", "uses = [\"EVIL "),
        ("risks = [\"", "risks = [\"EVIL "),
        ("window = \"30d\"", "window = \"EVIL\""),
        ("runbook = \"", "runbook = \"EVIL"),
        ("cost = \"", "cost = \"EVIL"),
        ("plan = \"Switch", "plan = \"EVIL Switch"),
        ("scenario = \"region", "scenario = \"EVIL region"),
    ] {
        evil("systems/checkout.toml", old, new);
    }
    evil(
        "systems/sms-codes.toml",
        "vendor = \"",
        "sla = { respond = \"EVIL\", recourse = \"EVIL\" }\nvendor = \"EVIL ",
    );
    evil("problems.toml", "title = \"Card", "title = \"EVIL Card");
    evil(
        "incidents.toml",
        "severity = \"sev1\"\ndetected_by = \"staff\"",
        "severity = \"EVIL\"\ndetected_by = \"staff\"",
    );
    evil(
        "canvass.toml",
        "name = \"Kettleby\"\ntimezone = \"Europe/Amsterdam\"",
        "name = \"EVIL\"\ntimezone = \"EVIL\"",
    );
    evil("initiatives/wedding-lists.toml", "owner = \"saskia\"", "owner = \"EVIL\"");
    evil("initiatives/wedding-lists.toml", "category = \"product\"", "category = \"EVIL\"\n\"EVIL\" = 1");
    let faults = "title = \"EVIL\"\nowner = \"dana\"\nstage = \"idea\"\nstage_since = \"EVIL\"\ncategory = \"product\"\nfollows = \"EVIL\"\ntarget_cycle = \"EVIL\"\n[[allow]]\ncode = \"EVIL\"\nreason = \"EVIL\"\nuntil = 2027-01-31\n[[ask]]\nid = \"EVIL\"\nteam = \"payments\"\nkind = \"work\"\nwhat = \"EVIL\"\noffer = \"EVIL\"\n[[interview]]\ndate = 2026-11-01\nquestions = [\"Do you agree EVIL?\"]\n";
    workspace.write("initiatives/new.toml", faults.replace("EVIL", EVIL));
    workspace.write("themes.toml", format!("[\"{EVIL}\"]\ntitle = 3\n"));
    // As bytes of the file and not as escapes: they are quoted with the lines around them.
    workspace.write(
        "initiatives/raw.toml",
        "title = \"\u{1b}[31m\u{7}\u{202e}\" ::error::boom ##[error]x </details> @org/team\n",
    );
    workspace
}

pub(crate) fn assert_markdown(text: &str) {
    assert_visible(text);
    let ours = ["<details>", "</details>", "<summary>", "</summary>"];
    let html = ours.iter().fold(text.to_owned(), |text, tag| text.replace(tag, ""));
    assert!(!html.contains('<'), "{text}");
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count(), "{text}");
    for (at, _) in text.match_indices('@') {
        assert!(text[at + 1..].starts_with("&#8203;"), "a mention: {}", &text[at..]);
    }
    assert!(!text.replace("\\](", "").contains("](") && !text.contains("://"), "{text}");
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    for table in text.split("\n\n").filter(|block| block.starts_with('|')) {
        let columns = table.lines().next().map(cells);
        assert!(table.lines().all(|line| Some(cells(line)) == columns), "{table}");
    }
    let ours = ["### ", "#### "];
    let headings = text.lines().filter(|line| line.starts_with('#') && !ours.iter().any(|it| line.starts_with(it)));
    assert_eq!(headings.count(), 0, "{text}");
}

/// Every text in a JSON document.
fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(entries) => entries.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

fn assert_json(text: &str) {
    assert_visible(text);
    assert!(!text.contains("##["));
    let document: Value = serde_json::from_str(text).unwrap();
    let mut found = Vec::new();
    texts(&document, &mut found);
    assert!(found.iter().any(|text| text.contains(WORDS)), "the words are kept");
}

/// That `text` is well-formed as far as tags and escapes go.
fn assert_xml(text: &str) {
    assert!(text.starts_with("<?xml "), "{text}");
    let mut open = Vec::new();
    for part in text.split('<').skip(2) {
        let (tag, content) = part.split_once('>').unwrap_or_else(|| panic!("no end of <{part}"));
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "</{tag}>"),
            None if tag.ends_with('/') => {}
            None => open.push(tag.split(' ').next().unwrap()),
        }
        for (at, _) in content.match_indices('&').chain(tag.match_indices('&')) {
            let entity = if content[at.min(content.len())..].starts_with('&') { &content[at..] } else { &tag[at..] };
            assert!(entity.split_once(';').is_some_and(|(name, _)| name.len() <= 7), "{entity}");
        }
    }
    assert_eq!(open, [""; 0], "every element is closed");
    assert_eq!(text.matches("<testcase ").count(), text.matches("</testcase>").count());
}

fn assert_harmless(format: &str, text: &str) {
    match format {
        "json" | "gitlab" | "sarif" => assert_json(text),
        "markdown" => assert_markdown(text),
        "github" => {
            assert_visible(text);
            assert_no_command(text, &["::error file=", "::warning file=", "::notice file="]);
            for line in text.lines() {
                assert!(line.matches("::").count() >= 2, "{line}");
                let (properties, _) = line[2..].split_once("::").unwrap();
                assert!(properties.split(',').all(|property| property.contains('=')), "{properties}");
            }
            assert!(text.contains("%0Ahelp: "), "help stands in a line of its own, escaped");
            assert!(text.contains("%250A"), "a percent sign is one");
        }
        "junit" => {
            assert_visible(text);
            assert_no_command(text, &[]);
            assert_xml(text);
        }
        _ => {
            assert_visible(text);
            assert_no_command(text, &[]);
        }
    }
}

#[test]
fn findings_show_hostile_texts_and_obey_none() {
    let workspace = hostile_workspace();
    for format in FORMATS {
        let ran = workspace.run(&["validate", "--output-format", format]);
        assert_eq!(ran.code, 1);
        assert!(ran.out.contains(WORDS), "{format}");
        assert_harmless(format, &ran.out);
        assert_visible(&ran.err);
    }
    let coloured = workspace.run(&["validate", "--color", "always"]).out;
    for escape in coloured.split('\u{1b}').skip(1) {
        let code = escape.strip_prefix('[').and_then(|rest| rest.split_once('m')).map(|(code, _)| code);
        assert!(code.is_some_and(|code| code.bytes().all(|b| b.is_ascii_digit() || b == b';')), "{escape:?}");
    }
    assert!(!coloured.contains('\u{7}') && !coloured.contains('\u{202e}'));
}

#[test]
fn measures_show_hostile_texts_and_obey_none() {
    let workspace = hostile_workspace();
    for args in [
        &["readiness", "--all"][..],
        &["readiness", "checkout-retries"],
        &["coverage"],
        &["coverage", "checkout-retries"],
        &["coverage", "--team", "payments"],
        &["coverage", "--person", "kim"],
        &["impact", "checkout"],
        &["impact", "sms-codes"],
        &["impact", "checkout", "--if", "login=0"],
    ] {
        for format in MEASURES {
            let ran = workspace.run(&[args, &["--output-format", format]].concat());
            assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
            assert_visible(&ran.out);
            match format {
                "markdown" => assert_markdown(&ran.out),
                "json" => drop(ran.json()),
                _ => assert_no_command(&ran.out, &[]),
            }
            let accessible =
                crate::support::command::canvass(workspace.path()).args(args).env("ACCESSIBLE", "1").output().unwrap();
            let accessible = String::from_utf8(accessible.stdout).unwrap();
            assert_visible(&accessible);
            assert_no_command(&accessible, &[]);
        }
    }
}

#[test]
fn reports_show_hostile_texts_and_obey_none() {
    let workspace = hostile_workspace();
    for args in [
        &["brief", "--for", "kim", "--ask", "checkout-retries/double-charge-alert"][..],
        &["brief", "--for", "kim", "--ask", "checkout-retries/idempotent-retries"],
        &["pack", "--team", "payments"],
        &["pack", "--team", "sre"],
        &["status", "--audience", "exec"],
        &["status", "--audience", "team"],
        &["status", "--audience", "user", "checkout-retries"],
        &["capacity"],
    ] {
        for format in MEASURES {
            let ran = workspace.run(&[&["report"], args, &["--output-format", format]].concat());
            assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
            assert_visible(&ran.err);
            match format {
                // Where a fact can be looked up is the only link.
                "markdown" => {
                    assert_markdown(&ran.out.replace("](<https://wiki.kettleby.example/queries/", "").replace(">)", ""))
                }
                "json" => assert_json(&ran.out),
                _ => {
                    let text = ran.out.replace("https://wiki.kettleby.example/", "");
                    assert!(text.contains(WORDS), "{args:?}: {text}");
                    assert_visible(&text);
                    assert_no_command(&text, &[]);
                }
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn hostile_file_names_and_words_are_shown_in_one_line() {
    let workspace = Workspace::example();
    let name = "\u{1b}[31m\n::error::boom\n@org </details> | a.toml";
    workspace.write(&format!("initiatives/{}", name.replace('/', "\\")), "title = 1\n");
    for format in FORMATS {
        let ran = workspace.run(&["validate", "--output-format", format]);
        assert!(ran.code == 1 && ran.out.contains(WORDS), "{format}: {}", ran.out);
        match format {
            "markdown" => assert_markdown(&ran.out),
            "json" | "gitlab" | "sarif" => assert_json(&ran.out),
            "junit" => assert_xml(&ran.out),
            _ => {
                assert_visible(&ran.out);
                assert_no_command(&ran.out, &["::error file=", "::warning file=", "::notice file="]);
                assert!(!ran.out.contains("\n::error::boom"));
            }
        }
    }
    for args in [
        &["readiness", name][..],
        &["coverage", "--team", name],
        &["coverage", "--person", name],
        &["impact", name],
        &["impact", "checkout", "--if", name],
        &["impact", "checkout", "--if", &format!("checkout={name}")],
        &["readiness", "--cycle", name],
        &["report", "brief", "--for", name, "--ask", "checkout-retries/retry-keys"],
        &["report", "brief", "--for", "lee", "--ask", name],
        &["report", "pack", "--team", name],
        &["report", "status", "--audience", "exec", name],
        &["report", "capacity", "--cycle", name],
        &["explain", name],
        &["validate", "--workspace", name],
        &["validate", "--output-file", &format!("{name}/x")],
        &["new", "initiative", name, "--title", "T", "--owner", "dana", "--category", "product"],
        &["new", "update", name, "--by", "dana", "--text", "t"],
        &["init", &format!("people.toml/{name}")],
        &["validate", &format!("/{name}")],
        &[name],
        &["validate", &format!("--{name}")],
        &["validate", "--fail-on", name],
        &["readiness", "--as-of", name],
        &["new", "ask", name],
    ] {
        let ran = workspace.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {ran:?}");
        assert!(!ran.err.contains('\u{1b}'), "{args:?}: {ran:?}");
        assert_no_command(&ran.err, &[]);
    }
}
