//! Names of files, folders and things that name nothing are refused with the nearest one; most of all by `validate`, which
//! shows what it is asked for alone.

use crate::support::git::git;
use crate::support::workspace::Workspace;

#[test]
fn a_path_that_names_nothing_is_refused_with_the_nearest_name() {
    let workspace = Workspace::example();
    for (typed, help) in [
        ("initiatives/checkout-retry.toml", "did you mean `initiatives/checkout-retries.toml`?"),
        ("initiatives/checkout-retries", "did you mean `initiatives/checkout-retries.toml`?"),
        ("checkout-retries.toml", "did you mean `initiatives/checkout-retries.toml`?"),
        ("checkout-retrie", "did you mean `checkout-retries`?"),
        ("initiative", "did you mean `initiatives`?"),
        ("team.toml", "did you mean `teams.toml`?"),
        ("teams/paymets.toml", "did you mean `teams.toml`?"),
        ("kim", "did you mean `people.toml`?"),
        ("*.toml", "your shell fills in a pattern only if a file matches it"),
        ("initiatives/*", "your shell fills in a pattern only if a file matches it"),
        ("nowhere", "name a file or folder of this workspace, or the id of an initiative"),
    ] {
        for state in [&[][..], &["--output-format", "json"]] {
            let ran = workspace.run(&[&["validate", typed], state].concat());
            ran.assert_refused(&format!("`{typed}` names nothing in the workspace"), help);
        }
    }
    workspace
        .run(&["validate", "../x"])
        .assert_refused("lies outside of the workspace", "name files of this workspace");
    let ran = workspace.run(&["validate", "initiatives/search-reindex", "nowhere"]);
    ran.assert_refused("`nowhere` names nothing", "");
}

#[test]
fn an_id_stands_for_the_files_of_its_initiative() {
    let workspace = Workspace::example();
    let by = |name: &str| workspace.run(&["validate", name, "--output-format", "concise"]);
    let ran = by("checkout-retries");
    assert_eq!(ran.code, 1);
    assert_eq!(ran, by("initiatives/checkout-retries.toml"));
    assert_eq!(by("search-reindex"), by("initiatives/search-reindex"));
    // Of what cannot be read, the name is known.
    workspace.write("initiatives/broken.toml", "title = \n");
    let ran = by("broken");
    assert!(ran.code == 1 && ran.out.starts_with("initiatives/broken.toml:1:"), "{ran:?}");
}

#[test]
fn what_is_there_and_not_read_is_said_not_to_be() {
    let workspace = Workspace::example();
    workspace.write("notes/README.md", "x").write("themes.tml", "");
    for typed in ["notes", "notes/README.md"] {
        let ran = workspace.run(&["validate", typed]);
        assert_eq!(ran.code, 0);
        assert!(
            ran.err.contains(&format!("nothing in `{typed}` was read, so there is nothing to show of it")),
            "{ran:?}"
        );
    }
    let ran = workspace.run(&["validate", "themes.tml", "--output-format", "concise"]);
    assert!(ran.code == 1 && ran.out.starts_with("themes.tml:1:1: error[CV005]"), "{ran:?}");
}

/// What is named need not be on disk, and a link is named by its own name.
#[cfg(unix)]
#[test]
fn names_count_in_the_state_that_is_read() {
    let workspace = Workspace::example();
    std::os::unix::fs::symlink("checkout-retries.toml", workspace.join("initiatives/linked.toml")).unwrap();
    git(workspace.path(), &["init", "--quiet"]);
    git(workspace.path(), &["add", "."]);
    git(workspace.path(), &["commit", "--quiet", "-m", "x"]);
    workspace.remove("initiatives/checkout-retries.toml");
    for name in ["initiatives/checkout-retries.toml", "checkout-retries"] {
        let ran = workspace.run(&["validate", "--at", "HEAD", name]);
        assert!(ran.code == 1 && ran.out.contains("initiatives/checkout-retries.toml"), "{ran:?}");
        workspace.run(&["validate", name]).assert_refused("names nothing", "");
    }
    let ran = workspace.run(&["validate", "initiatives/linked.toml", "--output-format", "concise"]);
    assert!(ran.code == 1 && ran.out.starts_with("initiatives/linked.toml:1:1: error[CV001]"), "{ran:?}");
}

#[test]
fn files_and_folders_elsewhere_are_refused_in_the_same_way() {
    let workspace = Workspace::example();
    workspace.write("notes/questions.md", "Tell me about it.\n").write("notes/catalog.csv", "id\n");
    for (args, help) in [
        (&["lint-questions", "notes/qestions.md"][..], "did you mean `notes/questions.md`?"),
        (&["systems", "import", "notes/catalogue.csv"], "did you mean `notes/catalog.csv`?"),
        (&["incidents", "import", "notes/catlog.csv"], "did you mean `notes/catalog.csv`?"),
        (&["validate", "--overlay", "note"], "did you mean `notes`?"),
        (&["validate", "--workspace", "note"], "did you mean `notes`?"),
        (&["lint-questions", "nothing"], "check the name"),
    ] {
        workspace.run(args).assert_refused("", help);
    }
}

/// Every option and argument that takes the name of a thing.
#[test]
fn things_that_are_not_there_are_refused_by_every_command() {
    let workspace = Workspace::example();
    for (line, help) in [
        ("readiness checkout-retrie", "checkout-retries"),
        ("readiness --cycle 2027-q9", "2027-q1"),
        ("coverage checkout-retrie", "checkout-retries"),
        ("coverage --team payment", "payments"),
        ("coverage --person kmi", "kim"),
        ("impact payment-api", "payments-api"),
        ("impact checkout --if ledger-bd=99", "ledger-db"),
        ("report brief --for kmi --ask checkout-retries/x", "kim"),
        ("report brief --for kim --ask checkout-retrie/x", "checkout-retries"),
        ("report pack --team payment", "payments"),
        ("report status --audience exec checkout-retrie", "checkout-retries"),
        ("report capacity --team payment", "payments"),
        ("report capacity --cycle 2027-q9", "2027-q1"),
        ("report agenda --team payment", "payments"),
        ("report agenda --cycle 2027-q9", "2027-q1"),
        ("report roadmap --cycle 2027-q9", "2027-q1"),
        ("report retro 2027-q9", "2027-q1"),
        ("new ask checkout-retrie/x --team payments --kind work --what x", "checkout-retries"),
        ("new ask checkout-retries/x --team payment --kind work --what x", "payments"),
        ("new conversation checkout-retries --with kmi --format group", "kim"),
        ("new update checkout-retrie --by dana --text x --health on_track", "checkout-retries"),
        ("explain CV4077", "CV407"),
    ] {
        let args: Vec<&str> = line.split(' ').collect();
        workspace.run(&args).assert_refused("", &format!("did you mean `{help}`?"));
    }
}
