//! `init` and `new`: what they write is valid, what was there stays byte for byte, and what cannot be is refused.

use crate::support::command::{Ran, bare};
use crate::support::workspace::Workspace;
use std::collections::BTreeSet;

#[test]
fn init_in_an_empty_folder_gives_a_workspace_without_a_finding() {
    let workspace = Workspace::empty();
    let ran = workspace.run(&["init"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let files = workspace.files();
    for path in ["canvass.toml", "people.toml", "teams.toml", "initiatives/first.toml", "tombi.toml", ".taplo.toml"] {
        assert!(files.contains_key(path) && ran.out.contains(&format!("wrote {path}\n")), "{path}: {}", ran.out);
    }
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".toml") && !path.contains("t")) {
        assert!(text.starts_with(b"#:schema "), "{path}");
    }
    let checked = workspace.run(&["validate", "--fail-on", "hint"]);
    assert!(checked.code == 0 && checked.out.ends_with(": nothing to report\n"), "{checked:?}");
    assert!(workspace.read("initiatives/first.toml").contains("stage_since = 2026-11-23"));
    let next = workspace.run(&["readiness", "first"]);
    assert!(next.code == 0 && next.out.contains("Next"), "the command it names works: {next:?}");

    let again = workspace.run(&["init"]);
    assert_eq!(again.code, 0);
    assert!(!again.out.contains("wrote") && again.out.contains("kept canvass.toml (up to date)"), "{}", again.out);
    assert_eq!(workspace.files(), files);
}

#[test]
fn init_never_overwrites_and_says_what_it_left() {
    let workspace = Workspace::empty();
    let mine = [
        ("canvass.toml", "# mine\nname = \"Mine\"\n"),
        ("tombi.toml", "# my own\n"),
        ("people.toml", "[zoe]\nname = \"Zoe\"\n"),
        ("notes.txt", "keep"),
        (".canvass/schemas/team.schema.json", "{}"),
    ];
    for (path, text) in mine {
        workspace.write(path, text);
    }
    let ran = workspace.run(&["init"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for (path, text) in mine {
        assert_eq!(workspace.read(path), text, "{path}");
    }
    for path in ["canvass.toml", "tombi.toml", ".canvass/schemas/team.schema.json"] {
        let line = format!("kept {path} (there already; delete it to have it anew)\n");
        assert!(ran.out.contains(&line), "{path}: {}", ran.out);
    }
    // The starters refer to each other: beside people of one's own they would lead nowhere.
    assert!(!workspace.join("teams.toml").exists() && !workspace.join("initiatives").exists());
    assert_eq!(workspace.run(&["validate"]).code, 0);

    let folder = Workspace::empty();
    let ran = folder.run(&["init", "plans/2027"]);
    assert!(ran.code == 0 && ran.out.contains("cd plans/2027"), "{ran:?}");
    assert_eq!(folder.run(&["validate", "--workspace", "plans/2027"]).code, 0);
    folder.write("file", "x").run(&["init", "file"]).assert_refused("cannot make file", "");
}

#[test]
fn the_example_gives_the_known_result() {
    let workspace = Workspace::empty();
    let ran = workspace.run(&["init", "--example"]);
    assert_eq!(ran.code, 0);
    let command = ran.out.lines().find(|line| line.contains("canvass readiness")).unwrap().trim();
    let command = command.split("  ").next().unwrap();
    let arguments: Vec<_> = command.split(' ').skip(1).collect();
    assert_eq!(Ran::of(bare(workspace.path()).args(arguments)).code, 0, "the command it names works");
    let expected = Workspace::example();
    assert_eq!(workspace.findings(), expected.findings());
    let checked = workspace.run(&["validate"]);
    assert_eq!(checked.code, 1);
    let closing = checked.out.lines().last().unwrap();
    assert!(closing.ends_with(": 2 errors, 18 warnings, 4 hints in 10 files"), "{closing}");

    let before = workspace.files();
    let again = workspace.run(&["init", "--example"]);
    again.assert_refused("is already there, and nothing is overwritten", "name another");
    assert_eq!(workspace.files(), before);

    let demo = Workspace::empty();
    let shown = demo.run(&["demo", "shop"]);
    assert_eq!(shown.code, 0);
    for part in ["error[CV407]", "checkout-retries", "canvass coverage checkout-retries", "--base HEAD~1"] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    let base = crate::support::command::run(&demo.join("shop"), &["validate", "--base", "HEAD~1"]);
    assert!(base.code < 2, "the command it names works: {base:?}");
    demo.run(&["demo", "shop"]).assert_refused("cannot unpack the example into shop", "name another");
}

/// Every kind of `new`, with the file it goes to, and the rules that rightly ask for more: an ask of a committed initiative
/// must be complete and its people met.
const NEW: &[(&str, &str, &[&str])] = &[
    ("new initiative pay-later --title Later --owner dana --category product", "initiatives/pay-later.toml", &[]),
    (
        "new team returns --name Returns --parent commerce --pm lee --em ana,kim --capacity 40 --repo kettleby/returns",
        "teams.toml",
        &[],
    ),
    ("new person zoe --name Zoë --team payments --rank ic --github zoe-kettleby --manager ana", "people.toml", &[]),
    (
        "new ask login-hardening/extra --team sre --kind work --what More --size small --why-you Yours --done-when Done --effort 3-8 --need-by 2027-02-01 --decider hana",
        "initiatives/login-hardening.toml",
        &[],
    ),
    (
        "new conversation login-hardening --with kim --format one_on_one --date 2026-11-20 --outcome supportive --initiated-by us --pitch exec --need cost=What",
        "initiatives/login-hardening.toml",
        &[],
    ),
    (
        "new conversation search-reindex --with kim,lee --format group --follow-up-by 2026-12-01",
        "initiatives/search-reindex/conversations.toml",
        &[],
    ),
    (
        "new evidence search-reindex/extra --kind metric --claim Slow --source Logs --date 2026-11-20 --against",
        "initiatives/search-reindex/evidence.toml",
        &[],
    ),
    ("new evidence wedding-lists/extra --kind customer --claim Asked", "initiatives/wedding-lists.toml", &[]),
    (
        "new update search-reindex --by wren --text Fine --health on_track",
        "initiatives/search-reindex/updates.toml",
        &[],
    ),
    (
        "new pitch login-hardening --for exec --text Safe --benefit risk,brand --figure 1m --arguments pay-once",
        "initiatives/login-hardening.toml",
        &[],
    ),
    (
        "new interview search-reindex --minutes 30 --segment price-seekers --participant emre --participant buyer=customer --interviewers wren --question What? --finding Slow",
        "initiatives/search-reindex/initiative.toml",
        &[],
    ),
    (
        "new metric login-hardening/extra --name Extra --unit logins --source Logs --baseline 4.5 --target 2@2027-03-31 --direction down",
        "initiatives/login-hardening.toml",
        &[],
    ),
    ("new metric login-hardening/woken --preset pages --target 1@2027-03-31", "initiatives/login-hardening.toml", &[]),
    (
        "new deliverable search-reindex/extra --text Page --kind docs --owner wren --start 2026-12-01 --end 2026-12-11 --stretch",
        "initiatives/search-reindex/initiative.toml",
        &[],
    ),
    (
        "new decision search-reindex --by kim --what Wait --why Holidays --kind priority",
        "initiatives/search-reindex/initiative.toml",
        &[],
    ),
    ("new retro quiet-pages --findings Fine --action ines=Rest --date 2026-11-20", "initiatives/quiet-pages.toml", &[]),
    (
        "new ask search-reindex/extra --team platform --kind review --what Look",
        "initiatives/search-reindex/initiative.toml",
        &["CV003", "CV402", "CV501"],
    ),
];

/// Kinds of work that begin with steps of their own.
const KINDS: [&str; 9] = [
    "experiment",
    "alert_plan",
    "rollout",
    "ui",
    "sla_negotiation",
    "platform",
    "migration",
    "failover_drill",
    "due_diligence",
];

#[test]
fn work_of_each_kind_begins_with_steps_and_questions() {
    for many in [false, true] {
        let workspace = Workspace::empty();
        workspace.write("canvass.toml", "").write("people.toml", "[zoe]\nname = \"Zoe\"\n");
        if many {
            workspace.write("initiatives.toml", "# all of them\n");
        }
        let mut texts = BTreeSet::new();
        for kind in KINDS {
            let id = kind.replace('_', "-");
            let args =
                ["new", "initiative", &id, "--title", kind, "--owner", "zoe", "--category", "ktlo", "--kind", kind];
            assert_eq!(workspace.run(&args).code, 0, "{kind}");
            let text =
                workspace.read(&if many { "initiatives.toml".to_owned() } else { format!("initiatives/{id}.toml") });
            let all: toml::Table = text.parse().unwrap();
            let it = if many { all[&id].as_table().unwrap() } else { &all };
            let steps = it["step"].as_array().unwrap();
            assert!((2..=4).contains(&steps.len()) && steps[0]["self_serve"] == true.into(), "{kind}: {text}");
            assert!((1..=2).contains(&it["open_questions"].as_array().unwrap().len()), "{kind}");
            assert!(texts.insert(steps[0]["text"].as_str().unwrap().to_owned()), "{kind} begins as another does");
        }
        let findings = workspace.findings();
        let others: Vec<_> = findings.iter().filter(|it| !["CV103", "CV104"].contains(&&*it.code)).collect();
        assert!(others.is_empty(), "{others:?}");
        // Its questions do not lead either.
        let asked: String = findings.iter().map(|it| format!("{}\n", it.message)).collect();
        assert!(!asked.contains("CV603"));
    }
    let workspace = Workspace::example();
    let args = "new initiative x --title X --owner dana --category ktlo --kind other";
    assert_eq!(workspace.run(&args.split(' ').collect::<Vec<_>>()).code, 0);
    assert!(!workspace.read("initiatives/x.toml").contains("step"));
}

#[test]
fn whoever_starts_something_is_told_what_the_like_taught() {
    let workspace = Workspace::example();
    let new = |id: &str, title: &str, more: &[&str]| {
        let args = ["new", "initiative", id, "--title", title, "--owner", "dana", "--category", "product"];
        workspace.run(&[&args, more].concat())
    };
    let ran = new("chat-links", "Pay by a link in the chat", &[]);
    assert!(
        ran.err
            .starts_with("note: `chat-checkout` (dropped) was much alike; its lesson: A week by hand cost four days"),
        "{ran:?}"
    );
    assert_eq!(new("gift-wrap", "Gifts are wrapped", &[]).err.matches("its lesson").count(), 0);
    let themed = new("day-pages", "Day pages", &["--themes", "on-call"]);
    assert!(themed.err.contains("note: `quiet-pages` (delivered) was much alike"), "{themed:?}");
}

#[test]
fn what_an_audience_listens_for_is_offered() {
    let workspace = Workspace::example();
    let pitch = |audience: &str| workspace.run(&["new", "pitch", "wedding-lists", "--for", audience, "--text", "T"]);
    pitch("pm").assert_refused("--benefit is missing", "fewer_interruptions, undistracted_roadmap, happier_customers");
    pitch("exec").assert_refused("--benefit is missing", "brand, revenue, retention, risk, cost");
    pitch("boss").assert_refused("invalid value 'boss'", "--help");
}

/// `after` must be `before` with one piece put in; returns the piece.
fn inserted<'a>(before: &str, after: &'a str) -> &'a str {
    let length = after.len().checked_sub(before.len()).unwrap();
    let same = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let at = (0..=same).rev().find(|at| after.is_char_boundary(*at) && after[at + length..] == before[*at..]);
    let at = at.unwrap_or_else(|| panic!("more than an insertion:\n{after}"));
    &after[at..at + length]
}

/// Runs each `new` on the example as `prepare` leaves it, and looks at what became of the files.
fn assert_added(prepare: impl Fn(&str) -> String) {
    let workspace = Workspace::example();
    for path in workspace.files().into_keys() {
        workspace.write(&path, prepare(&workspace.read(&path)));
    }
    let errors = |workspace: &Workspace| -> BTreeSet<(String, String)> {
        let all = workspace.findings().into_iter().filter(|finding| finding.level == "error");
        all.map(|finding| (finding.code, finding.message)).collect()
    };
    let mut known = errors(&workspace);
    for (command, path, more) in NEW {
        let before = workspace.files();
        let args: Vec<_> = command.split(' ').collect();
        let ran = workspace.run(&args);
        assert_eq!(ran.code, 0, "{command}: {}", ran.err);
        assert!(ran.out.ends_with(&format!(" {path}\n")), "{command}: {}", ran.out);
        let after = workspace.files();
        for (other, text) in &after {
            assert!(other == path || before.get(other) == Some(text), "{command} changed {other}");
        }
        let text = String::from_utf8(after[*path].clone()).unwrap();
        let piece = match before.get(*path) {
            Some(before) => inserted(str::from_utf8(before).unwrap(), &text),
            None => {
                assert!(text.starts_with("#:schema ../.canvass/schemas/initiative.schema.json\n\n"), "{text}");
                &text
            }
        };
        assert!(text.parse::<toml::Table>().is_ok() && !piece.trim().is_empty(), "{command}: {text}");
        if before.get(*path).is_some_and(|before| before.windows(2).any(|pair| pair == b"\r\n")) {
            assert_eq!(piece.matches('\n').count(), piece.matches("\r\n").count(), "{command}: {piece:?}");
        }
        let now = errors(&workspace);
        let new: Vec<_> = now.difference(&known).filter(|(code, _)| !more.contains(&&**code)).collect();
        assert!(new.is_empty(), "{command}: {new:?}");
        known = now;

        // What is dated can happen twice; what has an id cannot.
        let dated = ["conversation", "update", "pitch", "interview", "decision", "retro"];
        if !dated.contains(&args[1]) {
            workspace.run(&args).assert_refused("exists already in", "choose another id, or edit the file");
            assert_eq!(workspace.files(), after, "{command} again");
        }
    }
}

#[test]
fn new_adds_to_plain_files() {
    assert_added(str::to_owned);
}

#[test]
fn new_keeps_windows_lines_and_marks() {
    assert_added(|text| format!("\u{feff}{}", text.replace('\n', "\r\n")));
}

#[test]
fn new_keeps_odd_layout() {
    // No end of the last line, comments at the end of lines, blanks before signs, blank lines in numbers.
    assert_added(|text| {
        let lines = text.lines().map(|line| match line.split_once(" = ") {
            Some((key, value))
                if !key.contains(['"', ' ', '#', '[', '{']) && !value.contains("\"\"\"") && !value.ends_with('[') =>
            {
                format!("{key}\t=   {value}   # why {key}\n\n")
            }
            _ => format!("{line}\n"),
        });
        let text: String = lines.collect();
        format!("\n\n{}\n# the end", text.trim_end())
    });
}

#[test]
fn ids_that_cannot_be_are_refused_with_a_fix() {
    let workspace = Workspace::example();
    let before = workspace.files();
    let rest = |what: &str| -> &[&str] {
        match what {
            "initiative" => &["--title", "T", "--owner", "dana", "--category", "product"],
            _ => &["--name", "N"],
        }
    };
    let long = "a".repeat(41);
    for what in ["initiative", "team", "person"] {
        for id in ["../x", "/etc/x", "x/y", "x\\y", "a b", "Upper", "é", "", ".", ".git", "a.toml", "x\0y", &long] {
            if id.contains('\0') {
                continue;
            }
            let ran = workspace.run(&[&["new", what, id], rest(what)].concat());
            ran.assert_refused("is not an id", "use 1 to 40 of a–z, 0–9 and -");
        }
        for id in ["con", "nul", "aux", "com1"] {
            let ran = workspace.run(&[&["new", what, id], rest(what)].concat());
            ran.assert_refused(&format!("Windows cannot hold a file called `{id}`"), "choose another id");
        }
    }
    for (args, message, help) in [
        ("new ask refund-status/Up --team sre --kind work --what W", "`Up` is not an id", "use 1 to 40"),
        ("new evidence ../x/y --kind metric --claim C", "there is no initiative `..`", "new initiative"),
        (
            "new update refund-statu --by dana --text T",
            "there is no initiative `refund-statu`",
            "did you mean `refund-status`?",
        ),
        ("new ask refund-status/x --team sree --kind work --what W", "`sree` names no team", "did you mean `sre`?"),
        (
            "new conversation refund-status --with kimm --format one_on_one",
            "`kimm` names no person",
            "did you mean `kim`?",
        ),
        ("new initiative x --title T --owner nobody --category product", "`nobody` names no person", "people"),
        ("new person x --name N --manager nobody", "`nobody` names no person", "people"),
        ("new ask refund-status --team sre --kind work --what W", "invalid value 'refund-status'", "INITIATIVE/ID"),
        ("new ask refund-status/x --team sre --kind work --what W --effort 8-3", "invalid value '8-3'", "such as 3-8"),
        (
            "new update refund-status --by dana --text T --date 2026-02-30",
            "invalid value '2026-02-30'",
            "a date that exists",
        ),
        ("new initiative x --title T --owner dana --category produkt", "invalid value 'produkt'", "product"),
    ] {
        workspace.run(&args.split(' ').collect::<Vec<_>>()).assert_refused(message, help);
    }
    assert_eq!(workspace.files(), before, "nothing was written");
}

#[test]
fn new_adds_nothing_to_what_it_cannot_read() {
    let workspace = Workspace::example();
    workspace.write("teams.toml", "[payments]\nname = \"P\n");
    workspace.write("initiatives/wedding-lists.toml", "title = [\n");
    let before = workspace.files();
    let team = workspace.run(&["new", "team", "x", "--name", "N"]);
    team.assert_refused("teams.toml cannot be added to: not valid TOML", "run `canvass validate`, mend the file");
    let update = workspace.run(&["new", "update", "wedding-lists", "--by", "dana", "--text", "T"]);
    update.assert_refused("it cannot be read", "run `canvass validate`, mend the file");
    let taken = workspace.run(&[
        "new",
        "initiative",
        "wedding-lists",
        "--title",
        "T",
        "--owner",
        "dana",
        "--category",
        "product",
    ]);
    taken.assert_refused("exists already in initiatives", "choose another id");
    assert_eq!(workspace.files(), before);
}
