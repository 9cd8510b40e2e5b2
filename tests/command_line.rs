//! The command line as people and scripts meet it: exit codes, colour, width, files, pipes, and what is mistyped.

use crate::docs::every_command;
use crate::support::command::{Ran, bare, canvass, run};
use crate::support::workspace::Workspace;
use canvass::insight::gates::GATES;
use canvass::rules;
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use unicode_width::UnicodeWidthStr;

/// The binary as a process whose pipes the test holds.
fn process(workspace: &Workspace) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.current_dir(workspace.path()).env_clear().args(["--as-of", "2026-11-23"]);
    command
}

#[test]
fn exit_codes_follow_what_was_found() {
    let workspace = Workspace::example();
    let code = |args: &[&str]| workspace.run(args).code;
    assert_eq!(code(&["validate"]), 1);
    assert_eq!(code(&["validate", "teams.toml"]), 0, "a warning does not fail");
    assert_eq!(code(&["validate", "--fail-on", "warning", "teams.toml"]), 1);
    assert_eq!(code(&["validate", "--fail-on", "warning", "initiatives/wedding-lists.toml"]), 0, "nor does a hint");
    assert_eq!(code(&["validate", "--fail-on", "hint", "initiatives/wedding-lists.toml"]), 1);
    assert_eq!(code(&["validate", "--fail-on", "hint", "people.toml"]), 0);
    assert_eq!(code(&["readiness"]), 0, "a late initiative is no failure");
    assert_eq!(code(&["coverage"]), 0);
    assert_eq!(code(&["readiness", "chat-checkout"]), 3, "it was dropped");
    assert_eq!(code(&["--help"]), 0);
    assert_eq!(code(&["--version"]), 0);
    let outside = workspace.run(&["validate", "/"]);
    outside.assert_refused("/ lies outside of the workspace", "name files of this workspace");
}

#[test]
fn what_is_mistyped_is_refused_and_the_right_word_named() {
    let workspace = Workspace::example();
    for (args, message, help) in [
        (&["validat"][..], "unrecognized subcommand 'validat'", "'validate'"),
        (&["validate", "--bas", "x"], "unexpected argument '--bas'", "'--base'"),
        (&["validate", "--fail-on", "never"], "invalid value 'never'", "hint, warning, error"),
        (&["validate", "--output-format", "yaml"], "invalid value 'yaml'", "sarif"),
        (&["validate", "-q", "-v"], "cannot be used with", "--help"),
        (&["explain", "CV4077"], "no rule or gate is called `CV4077`", "did you mean `CV407`?"),
        (&["explain", "cv47"], "no rule or gate is called `cv47`", "did you mean `CV40"),
        (&["explain", "G99"], "no rule or gate is called `G99`", "did you mean `G09`?"),
        (&["explain", "decider-canot-decide"], "no rule or gate", "did you mean `decider-cannot-decide`?"),
        (&["explain", "nonsense"], "no rule or gate is called `nonsense`", "`canvass rules` lists every rule"),
        (&["readiness", "refund-statu"], "no initiative is called `refund-statu`", "did you mean `refund-status`?"),
        (&["coverage", "--team", "paymets"], "no team is called `paymets`", "did you mean `payments`?"),
        (&["coverage", "--person", "kimm"], "no person is called `kimm`", "did you mean `kim`?"),
        (&["readiness", "--cycle", "2027-q9"], "no cycle is called `2027-q9`", "did you mean `2027-q1`?"),
        (&["readiness", "--output-format", "sarif"], "sarif is for findings only", "use full, json or markdown"),
        (&["schema", "initiativ"], "invalid value 'initiativ'", "initiative"),
    ] {
        workspace.run(args).assert_refused(message, help);
    }
    Ran::of(&mut bare(workspace.path())).code.eq(&2).then_some(()).expect("no command is no run");
}

#[test]
fn every_rule_and_gate_is_explained() {
    let empty = Workspace::empty();
    for rule in rules::all() {
        let page = empty.run(&["explain", &rule.code.to_string()]);
        assert_eq!(page.code, 0);
        assert!(page.out.starts_with(&format!("# {} {}\n", rule.code, rule.name)), "{}", page.out);
        for section in ["## What", "## Why", "## Example", "## Fix"] {
            assert!(page.out.contains(section), "{}: {section}", rule.code);
        }
    }
    let page = empty.run(&["explain", "cv407"]);
    assert_eq!(page, empty.run(&["explain", "decider-cannot-decide"]));
    for gate in GATES {
        let page = empty.run(&["explain", gate.id]);
        assert!(page.code == 0 && page.out.contains(gate.name), "{}: {page:?}", gate.id);
    }
    let list = empty.run(&["rules"]).out;
    assert_eq!(list.lines().count(), rules::all().count());
}

#[test]
fn colour_is_for_those_who_want_it() {
    let workspace = Workspace::example();
    let coloured = |args: &[&str], environment: &[(&str, &str)]| {
        let mut command = canvass(workspace.path());
        let ran = Ran::of(command.args(args).envs(environment.iter().copied()));
        ran.out.contains('\u{1b}')
    };
    for command in ["validate", "readiness", "coverage"] {
        assert!(!coloured(&[command], &[]), "{command}: a pipe is no terminal");
        assert!(coloured(&[command], &[("FORCE_COLOR", "1")]), "{command}");
        assert!(!coloured(&[command], &[("FORCE_COLOR", "0")]), "{command}");
        assert!(!coloured(&[command], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]), "{command}");
        assert!(coloured(&[command, "--color", "always"], &[("NO_COLOR", "1")]), "{command}: a flag is the last word");
        assert!(!coloured(&[command, "--color", "never"], &[("FORCE_COLOR", "1")]), "{command}");
        assert!(!coloured(&[command, "--output-format", "json"], &[("FORCE_COLOR", "1")]), "{command}");
    }
}

/// The words of a text without colour, tables or drawing.
fn assert_plain(text: &str) {
    let drawn = |c: char| matches!(c, '\u{2500}'..='\u{259f}' | '\u{1b}');
    assert!(!text.contains(drawn), "{text}");
}

#[test]
fn screen_readers_get_labelled_lines() {
    let workspace = Workspace::example();
    let accessible = |args: &[&str]| Ran::of(canvass(workspace.path()).args(args).env("ACCESSIBLE", "1")).out;
    for args in
        [&["readiness", "--all"][..], &["coverage"], &["readiness", "refund-status"], &["coverage", "refund-status"]]
    {
        let text = accessible(args);
        assert_plain(&text);
        assert!(!text.contains("    "), "{args:?} still lays out columns:\n{text}");
        assert!(text.lines().filter(|line| line.contains(": ")).count() > 8, "{args:?}:\n{text}");
    }
    let text = accessible(&["readiness", "--all"]);
    assert!(text.contains("\nInitiative: refund-status\n") && text.contains("\nVerdict: on track\n"), "{text}");
    let findings = accessible(&["validate"]);
    assert_plain(&findings);
    assert!(!findings.contains("^^^"), "carets say nothing to ears:\n{findings}");
    assert!(findings.contains("error[CV407]") || findings.contains("CV407"), "{findings}");
}

/// Only measures are laid out. A finding is quoted as its file has it and said in one line each, for grep; a terminal
/// wraps both.
#[test]
fn tables_fit_the_screen() {
    let workspace = Workspace::example();
    for width in [80, 120] {
        for args in [
            "readiness",
            "readiness --all",
            "readiness --cycle 2027-q1",
            "readiness checkout-retries",
            "readiness login-hardening",
            "coverage",
            "coverage checkout-retries",
            "coverage search-reindex",
            "coverage --team payments",
            "coverage --person kim",
        ] {
            let mut command = canvass(workspace.path());
            let text = Ran::of(command.args(args.split(' ')).env("COLUMNS", width.to_string())).out;
            for line in text.lines() {
                assert!(line.width() <= width, "{args}: {} of {width}\n{line}", line.width());
            }
        }
    }
}

#[test]
fn files_are_written_whole_or_not_at_all() {
    let workspace = Workspace::example();
    let printed = workspace.run(&["validate", "--output-format", "json"]);
    let ran = workspace.run(&["validate", "--output-format", "json", "--output-file", "out.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(workspace.read("out.json"), printed.out);
    workspace.run(&["readiness", "--output-file", "out.json", "--color", "auto"]);
    assert_eq!(workspace.read("out.json"), workspace.run(&["readiness"]).out, "an older one is replaced");

    workspace.write("kept.txt", "kept");
    for failing in
        [&["readiness", "nope"][..], &["validate", "--base", "nope"], &["readiness", "--output-format", "sarif"]]
    {
        assert_eq!(workspace.run(&[failing, &["--output-file", "kept.txt"]].concat()).code, 2);
        assert_eq!(workspace.read("kept.txt"), "kept");
    }
    let missing = workspace.run(&["validate", "--output-file", "no/such/folder/out.txt"]);
    missing.assert_refused("cannot write no/such/folder/out.txt", "check the name");
    fs::create_dir(workspace.join("folder")).unwrap();
    workspace.run(&["validate", "--output-file", "folder"]).assert_refused("cannot write folder", "");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/null", workspace.join("device")).unwrap();
        assert_eq!(workspace.run(&["validate", "--output-file", "device"]).code, 1);
        assert!(!workspace.join("device").is_file(), "a device is written to and not replaced");
    }
    let left: Vec<_> = workspace.files().into_keys().filter(|path| path.contains("tmp")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let workspace = Workspace::example();
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    let output = process(&workspace).arg("validate").stdout(full()).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.starts_with("error: cannot write to standard output: ") && err.contains("= help: "), "{err}");
    std::os::unix::fs::symlink("/dev/full", workspace.join("full")).unwrap();
    workspace.run(&["validate", "--output-file", "full"]).assert_refused("cannot write full", "");
}

#[cfg(unix)]
#[test]
fn a_written_file_is_readable_by_those_who_may_read_others() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::example();
    workspace.write("plain.txt", "x").run(&["validate", "--output-file", "out.txt"]);
    let mode = |path: &str| fs::metadata(workspace.join(path)).unwrap().permissions().mode();
    assert_eq!(mode("out.txt"), mode("plain.txt"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let workspace = Workspace::example();
    for args in ["validate --output-format sarif", "coverage", "schema initiative", "rules"] {
        let mut child =
            process(&workspace).args(args.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 1];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let ended = child.wait_with_output().unwrap();
        let err = String::from_utf8(ended.stderr).unwrap();
        assert!(
            matches!(ended.status.code(), Some(0 | 1)) && !err.contains("panic"),
            "{args}: {:?} {err}",
            ended.status
        );
        assert!(!err.contains("error"), "{err}");
    }
}

#[test]
fn nobody_is_asked_where_nobody_sits() {
    let workspace = Workspace::example();
    for (args, flag) in [
        (&["new", "initiative", "x"][..], "--title"),
        (&["new", "initiative", "x", "--title", "T"], "--owner"),
        (&["new", "initiative", "x", "--title", "T", "--owner", "dana"], "--category"),
        (&["new", "team", "x"], "--name"),
        (&["new", "person", "x"], "--name"),
        (&["new", "ask", "refund-status/x"], "--team"),
        (&["new", "ask", "refund-status/x", "--team", "sre"], "--kind"),
        (&["new", "ask", "refund-status/x", "--team", "sre", "--kind", "work"], "--what"),
        (&["new", "conversation", "refund-status"], "--with"),
        (&["new", "conversation", "refund-status", "--with", "kim"], "--format"),
        (&["new", "evidence", "refund-status/x"], "--kind"),
        (&["new", "evidence", "refund-status/x", "--kind", "metric"], "--claim"),
        (&["new", "update", "refund-status"], "--by"),
        (&["new", "update", "refund-status", "--by", "dana"], "--text"),
    ] {
        let started = Instant::now();
        // The pipe stays open: whoever reads from it waits for ever.
        let mut child = process(&workspace)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let code = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.code();
            }
            if started.elapsed() > Duration::from_secs(30) {
                child.kill().unwrap();
                panic!("{args:?} hangs");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!(code, Some(2), "{args:?}: {err}");
        assert!(err.starts_with(&format!("error: {flag} is missing\n  = help: give {flag}: ")), "{args:?}: {err}");
    }
    assert_eq!(workspace.files(), Workspace::example().files(), "nothing was written");
    let empty = Workspace::empty();
    assert_eq!(run(empty.path(), &["init"]).code, 0, "init needs no answers");
}

#[test]
fn quiet_prints_results_only() {
    let workspace = Workspace::example();
    for args in ["validate", "readiness", "coverage", "rules"] {
        let (loud, quiet) = (workspace.run(&[args]), workspace.run(&[args, "-q"]));
        assert_eq!(quiet.err, "", "{args}");
        assert_eq!(loud.code, quiet.code);
        assert!(!quiet.out.is_empty());
    }
    let verbose = workspace.run(&["validate", "-v"]).err;
    assert!(verbose.contains("judged as of 2026-11-23") && verbose.contains("waived"), "{verbose}");
    assert!(workspace.run(&["readiness", "nope", "-q"]).err.contains("error: "), "errors are always said");
}

/// What a command cannot do without, as its help says.
fn needed(workspace: &Workspace, command: &[String]) -> Vec<String> {
    let mut help = canvass(workspace.path());
    let help = Ran::of(help.args(command).arg("--help")).out;
    let usage = help.lines().find_map(|line| line.strip_prefix("Usage: ")).unwrap();
    let words = usage.split_whitespace().skip(1 + command.len()).filter(|word| !word.starts_with('['));
    let given = |word: &str| match word.trim_matches(['<', '>', '.']) {
        "INITIATIVE/ASK" | "INITIATIVE/EVIDENCE" | "INITIATIVE/METRIC" | "INITIATIVE/DELIVERABLE" => "a/b".to_owned(),
        "OWNER/REPO#N" => "a/b#1".to_owned(),
        "AUDIENCE" => "exec".to_owned(),
        "HOOK" => "pre-commit".to_owned(),
        "KIND" => "team".to_owned(),
        other => other.to_owned(),
    };
    words.map(given).collect()
}

#[test]
fn every_command_refuses_the_event_that_lends_rights_to_strangers() {
    let workspace = Workspace::example();
    let before = workspace.run(&["readiness"]);
    let commands = every_command();
    let is_group =
        |command: &Vec<String>| commands.iter().any(|it| it.len() > command.len() && it.starts_with(command));
    for command in commands.iter().filter(|command| !is_group(command)) {
        let mut run = canvass(workspace.path());
        run.args(command).args(needed(&workspace, command)).args(["--workspace", "nowhere"]);
        run.env("GITHUB_EVENT_NAME", "pull_request_target").env("CANVASS_TOKEN", "ghs_1");
        Ran::of(&mut run)
            .assert_refused("canvass does not run on the event pull_request_target", "use the event pull_request");
    }
    assert_eq!(workspace.run(&["readiness"]), before);
    assert_eq!(workspace.run(&["--version"]).code, 0);
    let mut trusted = canvass(workspace.path());
    assert_eq!(Ran::of(trusted.args(["readiness"]).env("GITHUB_EVENT_NAME", "pull_request")), before);
}
