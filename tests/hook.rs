//! Real Git and the hook: what is judged is what Git is about to commit, whatever the command and wherever the workspace.

use crate::support::command::Ran;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const PEOPLE: &str = "[dana]\nname = \"Dana\"\n[lee]\nname = \"Lee\"\n";

fn initiative(owner: &str) -> String {
    format!("title = \"T\"\nowner = \"{owner}\"\nstage = \"idea\"\nstage_since = 2026-11-01\ncategory = \"product\"\n")
}

/// A clone that `git` works in, with a workspace in one of its folders.
struct Clone {
    dir: TempDir,
    /// The top of the working tree, from `dir`.
    top: PathBuf,
    /// The workspace, from the top; empty for the top itself.
    inside: &'static str,
}

impl Clone {
    /// One commit of a sound workspace at `inside`, not checked yet.
    fn start(inside: &'static str) -> Self {
        let clone = Self { dir: tempfile::tempdir().unwrap(), top: "clone".into(), inside };
        fs::create_dir_all(clone.workspace()).unwrap();
        clone.git(&["-C", clone.top().to_str().unwrap(), "init", "--quiet", "--initial-branch=main"]);
        clone.write("canvass.toml", "name = \"Acme\"\n").write("people.toml", PEOPLE);
        clone.write("initiatives/one.toml", &initiative("dana")).write("initiatives/two.toml", &initiative("lee"));
        clone.git(&["add", "."]);
        clone.git(&["commit", "--quiet", "-m", "start"]);
        clone
    }

    /// The same, checked.
    fn checked(inside: &'static str) -> Self {
        let clone = Self::start(inside);
        clone.install();
        clone
    }

    /// The same in a second working tree of the clone, whose workspace is at the top.
    fn linked() -> Self {
        let mut clone = Self::checked("");
        clone.git(&["worktree", "add", "--quiet", "../linked"]);
        clone.top = "linked".into();
        clone
    }

    /// The same with a repository that lies elsewhere, where `.git` leads by a line in a file or by a link.
    #[cfg(unix)]
    fn apart(by_link: bool, inside: &'static str) -> Self {
        let clone = Self::start(inside);
        let (git, elsewhere) = (clone.top().join(".git"), clone.dir.path().join("elsewhere"));
        fs::rename(&git, &elsewhere).unwrap();
        match by_link {
            true => std::os::unix::fs::symlink("../elsewhere", &git).unwrap(),
            false => fs::write(&git, "gitdir: ../elsewhere\n").unwrap(),
        }
        clone.install();
        clone
    }

    /// The same in a submodule of another repository.
    fn submodule() -> Self {
        let mut clone = Self::start("");
        clone.top = "outer".into();
        fs::create_dir(clone.top()).unwrap();
        clone.git(&["init", "--quiet"]);
        clone.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../clone", "plans"]);
        clone.top = "outer/plans".into();
        clone.install();
        clone
    }

    fn top(&self) -> PathBuf {
        self.dir.path().join(&self.top)
    }

    fn workspace(&self) -> PathBuf {
        self.top().join(self.inside)
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.workspace().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn command(&self, program: &str, folder: &Path) -> Command {
        let binaries = Path::new(env!("CARGO_BIN_EXE_canvass")).parent().unwrap();
        let path = std::env::join_paths(
            std::iter::once(binaries.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        let mut command = Command::new(program);
        command.current_dir(folder).env_clear().env("PATH", path.unwrap()).env("HOME", self.dir.path());
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("COLUMNS", "100");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Dana").env(format!("GIT_{who}_EMAIL"), "dana@example.com");
        }
        command
    }

    /// Runs Git in the workspace, which answers every question with yes.
    fn try_git(&self, args: &[&str]) -> Output {
        let folder = if self.workspace().is_dir() { self.workspace() } else { self.top() };
        let mut command = self.command("git", &folder);
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let _ = process.stdin.take().unwrap().write_all(b"y\ny\ny\n");
        process.wait_with_output().unwrap()
    }

    fn git(&self, args: &[&str]) -> String {
        let output = self.try_git(args);
        assert!(output.status.success(), "git {args:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn canvass(&self, args: &[&str]) -> Ran {
        let output = self.command("canvass", &self.workspace()).args(args).output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn install(&self) {
        let ran = self.canvass(&["hook", "install"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    /// Git refuses the commit, with a finding of `code`, and makes none.
    fn refuses(&self, args: &[&str], code: &str) {
        let before = self.head();
        let output = self.try_git(args);
        assert!(!output.status.success() && said(&output).contains(code), "git {args:?}: {}", said(&output));
        assert_eq!(self.head(), before, "git {args:?}");
    }

    /// Git makes the commit.
    fn accepts(&self, args: &[&str]) -> String {
        let before = self.head();
        let output = self.try_git(args);
        assert!(output.status.success(), "git {args:?}: {}", said(&output));
        assert_ne!(self.head(), before, "git {args:?}: {}", said(&output));
        said(&output)
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Every place a workspace can be in.
fn everywhere(check: impl Fn(&Clone)) {
    let mut clones =
        vec![Clone::checked(""), Clone::checked("plans (of '27) + more.d"), Clone::linked(), Clone::submodule()];
    #[cfg(unix)]
    clones.extend([Clone::apart(false, ""), Clone::apart(true, "plans")]);
    clones.iter().for_each(check);
}

const ONE: &str = "initiatives/one.toml";
const TWO: &str = "initiatives/two.toml";

#[test]
fn a_broken_file_is_refused_however_it_is_committed() {
    for args in [
        &["commit", "-m", "x", "-a"][..],
        &["commit", "-m", "x", "-p"],
        &["commit", "-m", "x", "-i", ONE],
        &["commit", "-m", "x", "--only", ONE],
        &["commit", "-m", "x", ONE],
        &["commit", "--amend", "--no-edit", "-a"],
    ] {
        everywhere(|clone| {
            clone.write(ONE, &initiative("ghost"));
            clone.refuses(args, "CV002");
            clone.write(ONE, &initiative("lee"));
            clone.accepts(args);
        });
    }
    everywhere(|clone| {
        clone.write(ONE, &initiative("ghost"));
        clone.git(&["add", ONE]);
        clone.write(ONE, &initiative("dana"));
        clone.refuses(&["commit", "-m", "x"], "CV002");
    });
}

/// A hook of one's own, from before there was one of ours.
#[cfg(unix)]
#[test]
fn whoever_runs_validate_in_a_hook_is_judged_by_the_same_index() {
    use std::os::unix::fs::PermissionsExt;
    let clone = Clone::start("plans");
    let hook = clone.top().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\nexec canvass validate --staged --workspace plans\n").unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    clone.write(ONE, &initiative("ghost")).write(TWO, &initiative("dana"));
    clone.refuses(&["commit", "-a", "-m", "x"], "CV002");
    clone.refuses(&["commit", "-m", "x", "--only", ONE], "CV002");
    clone.git(&["add", ONE]);
    clone.accepts(&["commit", "-m", "x", TWO]);
    clone.refuses(&["commit", "-m", "x"], "CV002");
}

#[test]
fn what_is_not_committed_does_not_stand_in_the_way() {
    everywhere(|clone| {
        clone.write(ONE, &initiative("ghost")).write(TWO, &initiative("dana"));
        clone.git(&["add", ONE]);
        clone.accepts(&["commit", "-m", "x", TWO]);
        clone.refuses(&["commit", "-m", "x"], "CV002");
        clone.git(&["reset", "--quiet"]);
        clone.write("initiatives/three.toml", &initiative("ghost"));
        clone.git(&["add", "-N", "initiatives/three.toml"]);
        clone.write(TWO, &initiative("lee"));
        clone.accepts(&["commit", "-m", "x", TWO]);
    });
}

#[test]
fn only_what_a_commit_brings_counts() {
    let clone = Clone::checked("plans");
    clone.write(ONE, &initiative("ghost"));
    clone.accepts(&["commit", "-a", "-m", "x", "--no-verify"]);
    clone.write(TWO, &initiative("dana"));
    let text = clone.accepts(&["commit", "-a", "-m", "x"]);
    assert!(text.contains("1 finding from earlier commits; `canvass validate` shows them"), "{text}");
    assert!(!text.contains("CV002"), "{text}");
    // What lies outside of the workspace is nobody's business.
    fs::write(clone.top().join("README.md"), "x").unwrap();
    clone.git(&["add", "../README.md"]);
    assert!(!clone.accepts(&["commit", "-m", "x"]).contains("finding"));
    // A file that others refer to is taken out.
    clone.git(&["rm", "--quiet", "people.toml"]);
    clone.refuses(&["commit", "-m", "x"], "CV002");
}

#[test]
fn a_merge_without_conflicts_is_checked_too() {
    let clone = Clone::checked("");
    clone.write("people.toml", &format!("{PEOPLE}[zed]\nname = \"Zed\"\n"));
    clone.accepts(&["commit", "-a", "-m", "zed comes"]);
    clone.git(&["checkout", "--quiet", "-b", "other"]);
    clone.write("initiatives/three.toml", &initiative("zed"));
    clone.git(&["add", "."]);
    clone.accepts(&["commit", "-m", "zed owns"]);
    clone.git(&["checkout", "--quiet", "main"]);
    clone.write("people.toml", PEOPLE);
    clone.accepts(&["commit", "-a", "-m", "zed goes"]);
    clone.refuses(&["merge", "--no-edit", "other"], "CV002");
}

#[test]
fn several_workspaces_of_a_clone_are_checked_each_by_itself() {
    let mut clone = Clone::checked("first");
    let second = clone.top().join("second");
    fs::create_dir_all(second.join("initiatives")).unwrap();
    fs::write(second.join("canvass.toml"), "name = \"Second\"\n").unwrap();
    fs::write(second.join("initiatives/a.toml"), initiative("nobody")).unwrap();
    clone.git(&["add", ".."]);
    clone.accepts(&["commit", "-m", "the second is not checked yet"]);
    clone.inside = "second";
    clone.install();
    clone.write("initiatives/a.toml", &(initiative("nobody") + "summary = 3\n"));
    clone.refuses(&["commit", "-a", "-m", "x"], "CV001");
    assert_eq!(clone.canvass(&["hook", "uninstall"]).out, "second/ is not checked any more; first/ still is\n");
    clone.accepts(&["commit", "-a", "-m", "x"]);
    clone.inside = "first";
    clone.write(ONE, &initiative("ghost"));
    clone.refuses(&["commit", "-a", "-m", "x"], "CV002");
}

#[cfg(unix)]
#[test]
fn a_workspace_that_is_moved_is_checked_where_it_is() {
    let clone = Clone::checked("plans");
    clone.git(&["-C", "..", "mv", "plans", "ideas"]);
    let moved = |owner: &str| fs::write(clone.top().join("ideas").join(ONE), initiative(owner)).unwrap();
    moved("ghost");
    let said =
        "plans/canvass.toml is gone, so ideas/ is checked in its place; run `canvass hook install --workspace ideas`";
    for _ in 0..2 {
        clone.refuses(&["commit", "-a", "-m", "x"], said);
        moved("dana");
        clone.accepts(&["commit", "-a", "-m", "x", "--allow-empty"]);
        moved("ghost");
    }
}

#[test]
fn only_where_a_workspace_is_hooks_are_installed() {
    let clone = Clone::start("plans");
    let output = clone.command("canvass", &clone.top()).args(["hook", "install"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    for words in ["no canvass.toml in", "run `canvass hook install --workspace plans`"] {
        assert!(said(&output).contains(words), "{}", said(&output));
    }
}

#[test]
fn hooks_that_are_there_already_run_first_and_come_back() {
    use std::os::unix::fs::PermissionsExt;
    let clone = Clone::start("");
    let hook = clone.top().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    let own = "#!/bin/sh\n[ ! -e refuse ] || { echo 'not today'; exit 7; }\necho mine ran\n";
    fs::write(&hook, own).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    clone.install();
    let ran = clone.canvass(&["hook", "install"]);
    assert!(ran.code == 0 && !ran.out.contains("wrote"), "a second time changes nothing: {ran:?}");

    clone.write(ONE, &initiative("lee"));
    assert!(clone.accepts(&["commit", "-a", "-m", "x"]).contains("mine ran"));
    clone.write(ONE, &initiative("ghost"));
    clone.refuses(&["commit", "-a", "-m", "x"], "CV002");
    clone.write(ONE, &initiative("dana")).write("refuse", "");
    clone.refuses(&["commit", "-a", "-m", "x"], "not today");

    assert_eq!(clone.canvass(&["hook", "uninstall"]).code, 0);
    assert_eq!(fs::read_to_string(&hook).unwrap(), own);
    assert!(!clone.top().join(".git/hooks/pre-merge-commit").exists());
    assert_eq!(clone.git(&["config", "--default", "none", "--get", "canvass.workspace"]), "none");
}

#[test]
fn hooks_elsewhere_are_used_and_versioned_ones_refused() {
    let clone = Clone::start("");
    let elsewhere = clone.dir.path().join("hooks");
    clone.git(&["config", "core.hooksPath", elsewhere.to_str().unwrap()]);
    clone.install();
    assert!(elsewhere.join("pre-commit").is_file());
    clone.write(ONE, &initiative("ghost"));
    clone.refuses(&["commit", "-a", "-m", "x"], "CV002");

    clone.git(&["config", "core.hooksPath", ".canvass/hooks"]);
    let ran = clone.canvass(&["hook", "install"]);
    assert!(ran.code == 2 && ran.err.contains("`.canvass/hooks`, which lies in the working tree"), "{ran:?}");
    let ran = clone.canvass(&["validate"]);
    assert!(ran.err.contains("which every branch can change; run `git config --unset core.hooksPath`"), "{ran:?}");
    clone.git(&["config", "--unset", "core.hooksPath"]);
    assert!(!clone.canvass(&["validate"]).err.contains("hooksPath"));
}

#[test]
fn init_writes_nothing_that_git_runs() {
    let clone = Clone::start("");
    assert_eq!(clone.canvass(&["init"]).code, 0);
    assert!(!clone.workspace().join(".canvass/hooks").exists());
}

#[test]
fn a_revision_is_compared_with_where_it_parted_from_the_base() {
    let clone = Clone::start("");
    clone.git(&["checkout", "--quiet", "-b", "old"]);
    clone.write(ONE, &initiative("ghost"));
    clone.git(&["commit", "-a", "-m", "x"]);
    clone.git(&["checkout", "--quiet", "main"]);
    clone.write(TWO, &initiative("nobody"));
    clone.git(&["commit", "-a", "-m", "x"]);
    clone.git(&["checkout", "--quiet", "--orphan", "unrelated"]);
    clone.git(&["commit", "-a", "-m", "x"]);
    let ran = clone.canvass(&["validate", "--at", "old", "--base", "main", "--output-format", "concise"]);
    assert!(ran.code == 1 && ran.out.contains("ghost") && !ran.out.contains("nobody"), "{ran:?}");
}

#[test]
fn a_commit_without_any_branch_is_one() {
    let clone = Clone::start("");
    let bare = clone.dir.path().join("bare");
    fs::create_dir(&bare).unwrap();
    let git = |args: &[&str]| {
        let output = clone.command("git", &bare).args(args).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", said(&output));
    };
    git(&["init", "--quiet"]);
    git(&["fetch", "--quiet", "../clone", &clone.head()]);
    git(&["checkout", "--quiet", "FETCH_HEAD"]);
    let output = clone.command("canvass", &bare).args(["validate", "--at", "HEAD"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn a_merge_that_is_not_settled_is_said_to_be_one() {
    let clone = Clone::start("");
    clone.git(&["checkout", "--quiet", "-b", "other"]);
    clone.write(ONE, &initiative("lee"));
    clone.git(&["commit", "-a", "-m", "x"]);
    clone.git(&["checkout", "--quiet", "main"]);
    clone.write(ONE, &initiative("dana").replace("\"T\"", "\"U\"").replace("dana", "zed"));
    clone.git(&["commit", "-a", "-m", "x"]);
    assert!(!clone.try_git(&["merge", "other"]).status.success());
    let ran = clone.canvass(&["validate", "--staged"]);
    assert!(ran.code == 2 && ran.err.contains("the index holds files in conflict"), "{ran:?}");
    assert!(ran.err.contains(ONE) && ran.err.contains("git add"), "{ran:?}");
}
