//! `init --ci`: the workflows it writes are pinned, ask for nothing at the top, and stand where GitHub looks for them.

use crate::support::command::run;
use crate::support::repository::TestRepository;
use crate::support::workspace::Workspace;
use std::collections::BTreeMap;

const SHA: &str = "0123456789abcdef0123456789abcdef01234567";
const NAMES: [&str; 4] = ["canvass-comment.yml", "canvass-digest.yml", "canvass-file.yml", "canvass-pull-request.yml"];

fn pin() -> String {
    format!("acme/canvass@{SHA}")
}

/// The workflows below `folder` by their name.
fn workflows(workspace: &Workspace, folder: &str) -> BTreeMap<String, String> {
    let files = workspace.files().into_iter();
    let name = |path: String| path.strip_prefix(folder)?.strip_prefix(".github/workflows/").map(str::to_owned);
    files.filter_map(|(path, text)| Some((name(path)?, String::from_utf8(text).unwrap()))).collect()
}

#[test]
fn every_workflow_is_pinned_and_starts_without_permissions() {
    let workspace = Workspace::empty();
    let ran = workspace.run(&["init", "--ci", "--action", &pin()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let written = workflows(&workspace, "");
    assert_eq!(written.keys().collect::<Vec<_>>(), NAMES);
    for (name, text) in &written {
        assert!(ran.out.contains(&format!("wrote .github/workflows/{name}\n")), "{}", ran.out);
        assert!(text.contains("\npermissions: {}\n") && text.contains("timeout-minutes: "), "{name}");
        assert!(!text.contains("WORKSPACE") && !text.contains("workspace:") && !text.contains("ACTION #"), "{name}");
        let uses: Vec<_> = text.lines().filter_map(|line| line.split_once("uses: ").map(|(_, used)| used)).collect();
        let ours = format!("acme/canvass/action@{SHA} # v{}", env!("CARGO_PKG_VERSION"));
        assert!(uses.contains(&ours.as_str()), "{name}: {uses:?}");
        for used in uses {
            let (action, version) = used.split_once(" # v").unwrap_or_else(|| panic!("{name}: {used}"));
            let (_, commit) = action.split_once('@').unwrap();
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}: {used}");
            assert_eq!(version.split('.').count(), 3, "{name}: {used}");
        }
        let jobs = text.split_once("\njobs:\n").unwrap().1.matches("runs-on: ").count();
        assert_eq!(text.matches("\n    permissions:\n").count(), jobs, "{name}: each job names its own");
        assert_eq!(text.matches("\n    timeout-minutes: ").count(), jobs, "{name}");
        let checked_out = text.matches("actions/checkout@").count();
        assert_eq!(text.matches("persist-credentials: false").count(), checked_out, "{name}");
        assert_eq!(text.matches("fetch-depth: 0").count(), checked_out, "{name}");
    }
    // Entries of a merge queue have no number, and must not cancel each other.
    assert!(
        written["canvass-pull-request.yml"]
            .contains("group: canvass-${{ github.event.pull_request.number || github.ref }}\n")
    );
    // It handles what strangers made, with a token that may write.
    assert!(!written["canvass-comment.yml"].contains("checkout"));
}

#[test]
fn nothing_is_overwritten() {
    let workspace = Workspace::empty();
    workspace.write(".github/workflows/canvass-file.yml", "# mine\n");
    let options = ["init", "--ci", "--action", &pin()];
    let ran = workspace.run(&options);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(workspace.read(".github/workflows/canvass-file.yml"), "# mine\n");
    let kept = "kept .github/workflows/canvass-file.yml (there already; delete it to have it anew)\n";
    assert!(ran.out.contains(kept), "{}", ran.out);
    let files = workspace.files();
    let again = workspace.run(&options);
    assert!(again.out.contains("kept .github/workflows/canvass-digest.yml (up to date)\n"), "{}", again.out);
    assert!(!again.out.contains("wrote"), "{}", again.out);
    assert_eq!(workspace.files(), files);
}

#[test]
fn workflows_of_a_workspace_in_a_folder_stand_at_the_root_and_name_it() {
    let repository = TestRepository::new();
    let ran = run(repository.path(), &["init", "plans/2027 #1", "--example", "--ci", "--action", &pin()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("wrote ../../.github/workflows/canvass-comment.yml\n"), "{}", ran.out);
    for name in NAMES {
        let text = repository.read(&format!(".github/workflows/{name}"));
        let named = text.matches("workspace: \"plans/2027 #1\"\n").count();
        assert_eq!(named, if name == "canvass-comment.yml" { 0 } else { text.matches("acme/").count() }, "{name}");
    }
    assert!(!repository.path().join("plans/2027 #1/.github").exists());

    let ran = run(repository.path(), &["init", "plans/${{ x }}", "--ci", "--action", &pin()]);
    ran.assert_refused("cannot stand in a workflow", "rename the folder");
}

#[test]
fn the_commit_of_the_action_must_be_known() {
    let workspace = Workspace::empty();
    workspace
        .run(&["init", "--ci"])
        .assert_refused("which commit of the action", "--action OWNER/NAME@SHA; `git ls-remote");
    let upper = SHA.to_uppercase();
    let pins = ["", "acme", "acme/canvass", "acme/canvass@v1", "acme/canvass@main", &SHA[1..]].map(str::to_owned);
    let more = [format!("acme/canvass@{upper}"), format!("acme/can vass@{SHA}"), format!("../x@{SHA}")];
    let forged = [format!("acme/canvass@{SHA}\n"), format!("acme/canvass/action@{SHA}"), format!("a/b@{SHA} # x")];
    for pin in pins.iter().chain(&more).chain(&forged) {
        let ran = workspace.run(&["init", "--ci", "--action", pin]);
        assert!(ran.code == 2 && ran.err.contains("--action"), "{pin}: {ran:?}");
    }
    let alone = workspace.run(&["init", "--action", &pin()]);
    assert!(alone.code == 2 && alone.err.contains("--ci"), "{alone:?}");
    assert!(workspace.files().is_empty(), "refused before anything is written");
}
