//! Repositories that libgit2 cannot read, or not at once: each is read, or named with a command that helps, which real Git runs.

use crate::support::command::{Ran, canvass};
use crate::support::git::{command, git, said, version};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const INITIATIVE: &str = "title = \"T\"\nowner = \"ghost\"\nstage = \"idea\"\nstage_since = 2026-11-01\n\
                          category = \"product\"\n";

/// The one finding, by its path from the top of the repository.
const FOUND: &str = "file=plans/initiatives/one.toml,line=2";

/// A folder to be at home in, with a repository `clone` of one commit, whose workspace is in `plans`.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new(init: &[&str]) -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(place.top()).unwrap();
        let quiet = ["init", "--quiet", "--initial-branch=main"];
        git(&place.top(), &[&quiet[..], init].concat());
        place.write("plans/canvass.toml", "").write("plans/initiatives/one.toml", INITIATIVE);
        place.write("plans/people.toml", "[dana]\nname = \"Dana\"\n").write("other/deep/x", "x").write("y", "");
        git(&place.top(), &["add", "."]);
        git(&place.top(), &["commit", "--quiet", "-m", "one"]);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn top(&self) -> PathBuf {
        self.path("clone")
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.top().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn canvass(&self, folder: &Path) -> assert_cmd::Command {
        let mut command = canvass(folder);
        command.env("HOME", self.dir.path()).args(["validate", "--output-format", "github"]);
        command
    }

    fn run(&self, folder: &Path, args: &[&str]) -> Ran {
        Ran::of(self.canvass(folder).args(args))
    }

    /// The one finding is found, in every state and by the path from the top.
    fn assert_read(&self, folder: &Path) {
        for state in [&["--staged"][..], &["--at", "HEAD"], &[]] {
            let ran = self.run(folder, state);
            assert!(ran.code == 1 && ran.out.contains(FOUND), "{state:?} {ran:?}");
        }
    }

    /// What needs history is refused, in these words and with this command, while the files are read all the same.
    fn assert_refused(&self, folder: &Path, states: &[&[&str]], message: &str, help: &str) -> String {
        let mut command = String::new();
        for state in states {
            let ran = self.run(folder, state);
            ran.assert_refused(message, help);
            assert!(!ran.err.contains("fsck") && !ran.err.contains("not inside"), "{ran:?}");
            command = ran.err.rsplit('`').nth(1).unwrap().to_owned();
        }
        if folder.join("canvass.toml").exists() {
            // Hosts count from the top.
            let ran = self.run(folder, &[]);
            assert!(ran.code == 1 && ran.out.contains(FOUND), "{ran:?}");
            let ran = Ran::of(canvass(folder).env("HOME", self.dir.path()).arg("validate"));
            assert!(!ran.err.contains("fsck") && !ran.err.contains("not inside"), "{ran:?}");
        }
        command
    }

    /// Types `line` into a shell.
    fn types(&self, folder: &Path, line: &str) {
        let mut shell = Command::new("sh");
        let git = command(folder, self.dir.path());
        shell.current_dir(folder).env_clear().envs(git.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = shell.args(["-e", "-c", line]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", said(&output));
    }
}

const STATES: &[&[&str]] = &[&["--staged"], &["--at", "HEAD"], &["--base", "HEAD"]];

/// Says what this machine cannot show, past what a test keeps to itself when it passes.
fn untested(why: &str) {
    let _ = writeln!(std::io::stderr(), "not tested: {why}");
}

/// Whether this machine's Git is at least so new; says so where it is not.
fn is_git(major: u32, minor: u32, what: &str) -> bool {
    let is = version() >= (major, minor);
    if !is {
        untested(&format!("{what} needs Git {major}.{minor}, and this is {:?}", version()));
    }
    is
}

#[test]
fn objects_named_by_sha256_are_said_to_be() {
    let place = Place::new(&["--object-format=sha256"]);
    let plans = place.top().join("plans");
    let copy = place.assert_refused(&plans, STATES, "names its objects by sha256", "--object-format=sha1");
    place.types(&place.top(), &copy);
    git(&place.path("copy"), &["checkout", "--quiet", "main"]);
    place.assert_read(&place.path("copy/plans"));
}

#[test]
fn a_reftable_is_said_to_be_one() {
    if is_git(2, 45, "a reftable") {
        let place = Place::new(&["--ref-format=reftable"]);
        let copy = place.assert_refused(&place.top().join("plans"), STATES, "in a reftable", "git refs migrate");
        place.types(&place.top(), &copy);
        place.assert_read(&place.path("copy/plans"));
        if is_git(2, 49, "migrating with reflogs") {
            place.types(&place.top(), "git refs migrate --ref-format=files");
            place.assert_read(&place.top().join("plans"));
        }
    }
    // As another Git would have written it.
    let place = Place::new(&[]);
    git(&place.top(), &["config", "core.repositoryFormatVersion", "1"]);
    fs::write(place.top().join(".git/config"), {
        let text = fs::read_to_string(place.top().join(".git/config")).unwrap();
        text + "[extensions]\n\trefstorage = reftable\n"
    })
    .unwrap();
    place.assert_refused(&place.top().join("plans"), STATES, "in a reftable", "git refs migrate");
}

#[test]
fn extensions_are_named() {
    let place = Place::new(&[]);
    let config = place.top().join(".git/config");
    let text = fs::read_to_string(&config).unwrap().replace("version = 0", "version = 1");
    let plans = place.top().join("plans");
    fs::write(&config, format!("{text}[extensions]\n\tpartialclone = origin\n")).unwrap();
    let fix = place.assert_refused(&plans, STATES, "partialClone", "git config remote.origin.promisor true");
    place.types(&place.top(), &fix);
    place.assert_read(&plans);
    fs::write(&config, format!("{text}[extensions]\n\tcompatobjectformat = sha1\n")).unwrap();
    place.assert_refused(&plans, STATES, "`extensions.compatobjectformat`", "git clone . ../copy");
}

#[test]
fn a_partial_clone_lacks_what_was_not_fetched() {
    for filter in ["blob:none", "tree:0"] {
        let place = Place::new(&[]);
        git(&place.top(), &["config", "uploadpack.allowFilter", "true"]);
        let from = format!("file://{}", place.top().display());
        let filter = format!("--filter={filter}");
        git(place.dir.path(), &["clone", "--quiet", "--no-checkout", &filter, &from, "partial"]);
        let partial = place.path("partial");
        fs::create_dir(partial.join("plans")).unwrap();
        let at: &[&[&str]] = &[&["--at", "HEAD", "--workspace", "plans"]];
        let fix = place.assert_refused(&partial, at, "this is a partial clone", "git fetch --refetch --no-filter");
        // From before there was an option for that.
        let fix = fix.split("`, ").next().unwrap();
        place.types(&partial, fix);
        git(&partial, &["checkout", "--quiet", "main"]);
        place.assert_read(&partial.join("plans"));
    }
}

#[test]
fn an_index_in_parts_is_said_to_be_one() {
    let place = Place::new(&[]);
    let plans = place.top().join("plans");
    place.types(&place.top(), "git config core.splitIndex true && git update-index --split-index");
    let fix = place.assert_refused(&plans, &[&["--staged"]], "the index is split", "--no-split-index");
    assert_eq!(place.run(&plans, &["--at", "HEAD"]).code, 1);
    place.types(&place.top(), &fix);
    place.assert_read(&plans);
}

#[test]
fn a_sparse_index_is_read_with_what_it_leaves_out() {
    let place = Place::new(&[]);
    let plans = place.top().join("plans");
    place.write("plans/2027/x.toml", "").write("plans/initiatives/two/initiative.toml", INITIATIVE);
    git(&place.top(), &["add", "."]);
    git(&place.top(), &["commit", "--quiet", "-m", "two"]);
    let whole = place.run(&plans, &["--staged"]);
    let lines = |ran: &Ran| ran.out.matches("file=").count();
    assert_eq!(lines(&whole), 2, "{whole:?}");
    // Folders of the workspace are left out, or all of it, or none.
    for inside in ["plans/2027", "plans/initiatives", "other", "plans"] {
        place.types(&place.top(), &format!("git sparse-checkout set --cone --sparse-index {inside}"));
        let is_sparse = git(&place.top(), &["ls-files", "--sparse", "--stage"]).contains("040000 ");
        assert!(is_sparse, "{inside}");
        let workspace = plans.to_str().unwrap();
        if plans.is_dir() {
            assert_eq!(place.run(&place.top(), &["--workspace", workspace, "--staged"]), whole, "{inside}");
        }
    }
    place.write("plans/initiatives/one.toml", &INITIATIVE.replace("ghost", "dana"));
    git(&place.top(), &["add", "plans"]);
    assert_eq!(lines(&place.run(&plans, &["--staged"])), 1);
    // Which lines a change touches is asked of libgit2, which needs the whole.
    let fix = "git sparse-checkout reapply --no-sparse-index";
    place.run(&plans, &["--base", "HEAD"]).assert_refused("the index is sparse", fix);
    place.types(&place.top(), fix);
    assert_eq!(lines(&place.run(&plans, &["--base", "HEAD"])), 0);
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_said() {
    let place = Place::new(&[]);
    let plans = place.top().join("plans");
    place.write("plans/initiatives/one.toml", &INITIATIVE.replace("ghost", "dana"));
    git(&place.top(), &["add", "."]);
    git(&place.top(), &["commit", "--quiet", "-m", "sound"]);
    let note = "a sparse checkout leaves out 1 path of the workspace, `people.toml` first; `canvass validate --staged`";
    assert!(!place.run(&plans, &[]).err.contains("sparse"));
    git(&place.top(), &["sparse-checkout", "set", "--no-cone", "/*", "!people.toml"]);
    let disk = place.run(&plans, &[]);
    assert!(disk.code == 1 && disk.err.contains(note), "{disk:?}");
    let staged = place.run(&plans, &["--staged"]);
    assert!(staged.code == 0 && !staged.err.contains("sparse"), "{staged:?}");
}

#[test]
fn a_repository_of_another_user_is_read_once_it_is_trusted() {
    let place = Place::new(&[]);
    let plans = place.top().join("plans");
    let changed = Command::new("chown").arg("-R").arg("4711:4711").arg(place.top()).output().unwrap();
    if !changed.status.success() {
        untested("only root can give a repository to another user");
        return;
    }
    let fix = place.assert_refused(&plans, STATES, "belongs to another user", "--add safe.directory");
    place.types(place.dir.path(), &fix);
    place.assert_read(&plans);
}

#[test]
fn borrowed_objects_that_are_gone_are_said_to_be() {
    let place = Place::new(&[]);
    git(place.dir.path(), &["clone", "--quiet", "--bare", "clone", "origin.git"]);
    git(place.dir.path(), &["clone", "--quiet", "--shared", "clone", "shared"]);
    fs::rename(place.top(), place.path("gone")).unwrap();
    let shared = place.path("shared");
    let fix = place.assert_refused(&shared.join("plans"), STATES, "clone/.git/objects, which is not there", "rm ");
    place.types(&shared, "git remote set-url origin ../origin.git");
    place.types(&shared, &fix);
    place.assert_read(&shared.join("plans"));
}

#[test]
fn a_bare_repository_is_read_by_the_folder_in_its_commits() {
    let place = Place::new(&[]);
    git(place.dir.path(), &["clone", "--quiet", "--bare", "clone", "bare.git"]);
    let bare = place.path("bare.git");
    let ran = place.run(&bare, &["--at", "HEAD"]);
    ran.assert_refused("`HEAD` has no canvass.toml at its top, but in `plans/`", "add `--workspace ");
    let workspace = ran.err.rsplit('`').nth(1).unwrap().strip_prefix("--workspace ").unwrap().to_owned();
    for (folder, workspace) in [(&*bare, &*workspace), (&bare, "plans"), (place.dir.path(), "bare.git/plans")] {
        let ran = place.run(folder, &["--at", "HEAD", "--workspace", workspace]);
        assert!(ran.code == 1 && ran.out.contains(FOUND), "{ran:?}");
        place.run(folder, &["--workspace", workspace]).assert_refused("the repository is bare", "--at HEAD");
    }
    let ran = place.run(&bare, &["--at", "HEAD", "--workspace", "nowhere"]);
    ran.assert_refused("`HEAD` has no canvass.toml in `nowhere/`, but in `plans/`", "add `--workspace ");
    place.run(&place.top(), &["--workspace", "nowhere"]).assert_refused("--workspace nowhere is not a folder", "name");
}

/// What is pushed is not among the objects of the repository yet; Git says where it is.
#[test]
fn a_server_can_refuse_what_is_pushed() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(&[]);
    git(place.dir.path(), &["init", "--quiet", "--bare", "bare.git"]);
    let hook = place.path("bare.git/hooks/pre-receive");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    let program = env!("CARGO_BIN_EXE_canvass");
    let check = format!("read old new name\nexec '{program}' --workspace plans validate --at \"$new\"\n");
    fs::write(&hook, format!("#!/bin/sh\n{check}")).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let push = || {
        let output = command(&place.top(), place.dir.path()).args(["push", "../bare.git", "main"]).output().unwrap();
        (output.status.success(), said(&output))
    };
    let (accepted, text) = push();
    assert!(!accepted && text.contains("CV002") && text.contains("`ghost` names no person"), "{text}");
    place.write("plans/initiatives/one.toml", &INITIATIVE.replace("ghost", "dana"));
    git(&place.top(), &["commit", "--quiet", "--all", "-m", "two"]);
    let (accepted, text) = push();
    assert!(accepted, "{text}");
}

#[test]
fn a_repository_and_its_working_tree_may_be_named_apart() {
    let place = Place::new(&[]);
    git(place.dir.path(), &["clone", "--quiet", "--bare", "clone", "apart.git"]);
    let (apart, tree) = (place.path("apart.git"), place.path("tree"));
    git(&apart, &["config", "core.bare", "false"]);
    fs::create_dir(&tree).unwrap();
    let both = [("GIT_DIR", apart.as_path()), ("GIT_WORK_TREE", tree.as_path())];
    let output = command(&tree, place.dir.path()).envs(both).args(["checkout", "--quiet", "-f", "main"]).output();
    assert!(output.unwrap().status.success());
    let reads = |folder: &Path, variables: &[(&str, &Path)]| {
        for state in [&["--staged"][..], &["--at", "HEAD"], &[]] {
            let ran = Ran::of(place.canvass(folder).envs(variables.iter().copied()).args(state));
            assert!(ran.code == 1 && ran.out.contains(FOUND), "{state:?} {ran:?}");
        }
    };
    let plans = tree.join("plans");
    reads(&plans, &both);
    reads(&plans, &[("GIT_DIR", apart.as_path()), ("GIT_WORK_TREE", Path::new(".."))]);
    // Git takes the folder it runs in for the top, where nothing says another.
    let ran = Ran::of(place.canvass(&tree).env("GIT_DIR", &apart).args(["--workspace", "plans", "--at", "HEAD"]));
    assert!(ran.code == 1 && ran.out.contains(FOUND), "{ran:?}");
    git(&apart, &["config", "core.worktree", tree.to_str().unwrap()]);
    reads(&plans, &both[..1]);
    // Variables that speak of another repository, as in a hook that looks after a second one.
    reads(&place.top().join("plans"), &both);

    git(&place.top(), &["config", "core.worktree", tree.to_str().unwrap()]);
    let fix = "git config --unset core.worktree";
    let ran = place.run(&place.top().join("plans"), &["--at", "HEAD"]);
    ran.assert_refused("lies outside of the working tree of its repository", fix);
    place.types(&place.top(), fix);
    place.assert_read(&place.top().join("plans"));
}

#[test]
fn a_linked_working_tree_says_the_same() {
    let place = Place::new(&[]);
    git(&place.top(), &["worktree", "add", "--quiet", "../linked"]);
    let plans = place.path("linked/plans");
    place.assert_read(&plans);
    place.types(&place.path("linked"), "git update-index --split-index");
    place.assert_refused(&plans, &[&["--staged"]], "the index is split", "--no-split-index");
    let config = place.top().join(".git/config");
    let text = fs::read_to_string(&config).unwrap().replace("version = 0", "version = 1");
    fs::write(&config, format!("{text}[extensions]\n\trefstorage = reftable\n")).unwrap();
    place.assert_refused(&plans, STATES, "in a reftable", "git refs migrate");
}

#[test]
fn a_folder_that_is_no_text_is_said_to_be_one() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new(&[]);
    let folder = place.top().join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    fs::rename(place.top().join("plans"), &folder).unwrap();
    place.run(&folder, &["--staged"]).assert_refused("lies in a folder whose name is not UTF-8", "rename the folder");
}
