//! A repository of initiatives with the workflows of `init --ci`, the fake it lives on, and events that start them.

use super::log::Acted;
use crate::support::command::run;
use crate::support::generated;
use crate::support::github::Server;
use crate::support::repository::TestRepository;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

/// The commit of the action, as workflows name it.
const SHA: &str = "0123456789abcdef0123456789abcdef01234567";
/// Fast enough that pauses between requests take no time.
const SPEED: u32 = 1_000;
/// The token of the job, where it is not the one of another test.
pub(super) const JOB: &str = "github-actions[bot]";

/// What stands in for actions of others.
const STUBS: [(&str, &str); 4] = [
    ("actions/checkout", include_str!("stubs/checkout.yml")),
    ("actions/upload-artifact", include_str!("stubs/upload-artifact.yml")),
    ("actions/download-artifact", include_str!("stubs/download-artifact.yml")),
    ("actions/create-github-app-token", include_str!("stubs/create-github-app-token.yml")),
];

pub(super) struct Project {
    pub(super) repository: TestRepository,
    pub(super) server: Server,
    folder: TempDir,
    token: &'static str,
}

impl Project {
    /// The example on `main`, after `change`, with the workflows in it and pull request 1 on the fake.
    pub(super) fn start(token: &'static str, change: impl FnOnce(&TestRepository)) -> Self {
        Self::start_in(token, "", change)
    }

    /// The same with the workspace in a folder of its repository.
    pub(super) fn start_in(token: &'static str, inside: &str, change: impl FnOnce(&TestRepository)) -> Self {
        let repository = TestRepository::new();
        repository.git.remote("origin", "https://github.com/acme/plans").unwrap();
        let pin = format!("acme/canvass@{SHA}");
        let ran = run(
            repository.path(),
            &["init", inside, "--example", "--ci", "--action", &pin].map(|it| if it.is_empty() { "." } else { it }),
        );
        assert_eq!(ran.code, 0, "{ran:?}");
        let folder = tempfile::tempdir().unwrap();
        let project = Self { repository, server: Server::start(SPEED), folder, token };
        project.prepare();
        change(&project.repository);
        project.repository.commit("example");
        let mut state = project.server.state();
        (state.login, state.installation) = (JOB.into(), true);
        assert_eq!(state.file("acme/plans", Some("lena"), "Please look."), 1);
        state.issue("acme/plans", 1).pull_request = true;
        drop(state);
        project
    }

    pub(super) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes the stand-ins and the action, and names the binary in the workflows: the one change to what was written.
    fn prepare(&self) {
        let (source, kept) = (self.repository.path(), self.at("kept"));
        fs::create_dir(&kept).unwrap();
        for (name, text) in STUBS {
            let folder = self.at(name);
            fs::create_dir_all(&folder).unwrap();
            let text = text.replace("SOURCE", source.to_str().unwrap()).replace("KEPT", kept.to_str().unwrap());
            fs::write(folder.join("action.yml"), text).unwrap();
        }
        let action = self.at("acme/canvass/action");
        fs::create_dir_all(&action).unwrap();
        for file in fs::read_dir(generated::path("action")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), action.join(file.file_name())).unwrap();
        }
        // As of the day of the example, where that counts; and it says how long it took.
        let binary = self.at("canvass");
        let script = format!(
            "#!/usr/bin/env bash\n\
             export CANVASS_CLOCK_SPEED={SPEED}\n\
             words=(\"$@\")\n\
             case $1 in comment) ;; *) words+=(--as-of={}) ;; esac\n\
             began=$(date +%s%N) status=0\n\
             '{}' \"${{words[@]}}\" || status=$?\n\
             echo \"$1 $((($(date +%s%N) - began) / 1000000))\" >> '{}'\n\
             exit $status\n",
            canvass::example::AS_OF,
            std::env::var("CANVASS_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_canvass").to_owned()),
            self.at("times").display()
        );
        fs::write(&binary, script).unwrap();
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).unwrap();
        for entry in fs::read_dir(source.join(".github/workflows")).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let named = format!("        with:\n          binary: {}\n          command: ", binary.display());
            fs::write(&path, text.replace("        with:\n          command: ", &named)).unwrap();
        }
    }

    /// Runs the workflow in `file`, as it stands in the checkout, on an event.
    pub(super) fn act(&self, event: &str, file: &str, payload: &Value) -> Acted {
        self.act_with(event, file, payload, &[])
    }

    /// The same with options of `act`.
    pub(super) fn act_with(&self, event: &str, file: &str, payload: &Value, options: &[&str]) -> Acted {
        let workflow = format!(".github/workflows/{file}");
        let path = self.at("event.json");
        fs::write(&path, payload.to_string()).unwrap();
        let mut command = Command::new(needed("CANVASS_ACT"));
        command.current_dir(self.repository.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", self.at("home"));
        command.env("XDG_CACHE_HOME", self.at("cache"));
        command.args([event, "--json", "--workflows", &workflow, "--eventpath"]).arg(&path);
        command.args(["--platform", "ubuntu-latest=-self-hosted", "--no-skip-checkout", "--no-cache-server"]);
        for name in self.used(&workflow) {
            let (action, _) = name.split_once('@').unwrap();
            let action = action.strip_suffix("/action").unwrap_or(action);
            let (_, commit) = name.split_once('@').unwrap();
            assert!(self.at(action).is_dir(), "nothing stands in for {action}");
            command.arg("--local-repository").arg(format!("{action}@{commit}={}", self.at(action).display()));
        }
        let reference = format!("GITHUB_WORKFLOW_REF=acme/plans/{workflow}@refs/heads/main");
        let api = format!("GITHUB_API_URL={}", self.server.api());
        for variable in [&reference, &api, "GITHUB_REPOSITORY=acme/plans", "CANVASS_ALLOW_HOST=127.0.0.1"] {
            command.args(["--env", variable]);
        }
        command.args(["--secret", &format!("GITHUB_TOKEN={}", self.token)]);
        command.args(["--secret", "CANVASS_PRIVATE_KEY=private-key-of-the-app"]);
        command.args(["--var", "CANVASS_CLIENT_ID=Iv1.client"]);
        let acted = Acted::of(&command.args(options).output().unwrap());
        if let Some(path) = std::env::var_os("CANVASS_ACT_LOG") {
            self.note(Path::new(&path), event, payload, &acted);
        }
        acted
    }

    /// Appends to `path` what a run printed, and what it asked of the fake.
    fn note(&self, path: &Path, event: &str, payload: &Value, acted: &Acted) {
        use std::io::Write;
        let mut file = fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
        writeln!(file, "=== {event} {} ended with {}\n{}", payload["action"], acted.code, acted.text()).unwrap();
        for request in &self.server.state().log {
            writeln!(file, "    {} {}", request.method, request.path).unwrap();
        }
        writeln!(file, "    canvass took, in ms: {:?}\n", self.times()).unwrap();
    }

    /// The actions that a workflow uses, with their commits.
    fn used(&self, workflow: &str) -> Vec<String> {
        let text = self.repository.read(workflow);
        let uses = text.lines().filter_map(|line| line.split_once("uses: "));
        uses.map(|(_, used)| used.split(' ').next().unwrap().to_owned()).collect()
    }

    /// How long each run of canvass took, in milliseconds, in order.
    pub(super) fn times(&self) -> Vec<(String, u64)> {
        let text = fs::read_to_string(self.at("times")).unwrap_or_default();
        let pairs = text.lines().filter_map(|line| line.split_once(' '));
        pairs.map(|(command, took)| (command.to_owned(), took.parse().unwrap())).collect()
    }

    /// Pushes a change to the pull request: commits it on the branch `change`, and merges that into `main` to be tried.
    pub(super) fn push(&self, change: impl FnOnce(&TestRepository)) {
        let git = &self.repository.git;
        if git.find_branch("change", git2::BranchType::Local).is_err() {
            let main = git.find_reference("refs/heads/main").unwrap().peel_to_commit().unwrap();
            git.branch("change", &main, false).unwrap();
        }
        self.check_out("change");
        change(&self.repository);
        self.repository.commit("change");
        self.merge();
    }

    /// Makes the merge that GitHub tries, and tells the fake of the commit.
    fn merge(&self) {
        let git = &self.repository.git;
        let commit = |name: &str| git.find_reference(name).unwrap().peel_to_commit().unwrap();
        let (main, head) = (commit("refs/heads/main"), commit("refs/heads/change"));
        let mut index = git.merge_commits(&main, &head, None).unwrap();
        let tree = git.find_tree(index.write_tree_to(git).unwrap()).unwrap();
        let author = head.author();
        let merge = git.commit(None, &author, &author, "merge", &tree, &[&main, &head]).unwrap();
        git.reference("refs/pull/1/merge", merge, true, "merge").unwrap();
        self.server.state().repo("acme/plans").pulls = vec![(1, head.id().to_string())];
    }

    /// Commits on `main`, as others do meanwhile.
    pub(super) fn on_main(&self, change: impl FnOnce(&TestRepository)) {
        self.check_out("main");
        change(&self.repository);
        self.repository.commit("meanwhile");
        self.merge();
        self.check_out("change");
    }

    pub(super) fn check_out(&self, branch: &str) {
        self.repository.git.set_head(&format!("refs/heads/{branch}")).unwrap();
        self.repository.git.checkout_head(Some(git2::build::CheckoutBuilder::new().force())).unwrap();
    }

    fn commit_of(&self, branch: &str) -> String {
        let reference = self.repository.git.find_reference(&format!("refs/heads/{branch}")).unwrap();
        reference.peel_to_commit().unwrap().id().to_string()
    }

    /// An event of the pull request as GitHub sends it, from the branch `change` of the same repository.
    pub(super) fn pull_request(&self, action: &str) -> Value {
        let mut event = payload("pull_request", |it| it["action"] == action);
        let git = &self.repository.git;
        let (head, main) = (self.commit_of("change"), self.commit_of("main"));
        let [old, new] = [&head, &main].map(|commit| git2::Oid::from_str(commit).unwrap());
        event["number"] = json!(1);
        event["repository"]["full_name"] = json!("acme/plans");
        event["repository"]["default_branch"] = json!("main");
        let pull = &mut event["pull_request"];
        pull["number"] = json!(1);
        pull["head"]["sha"] = json!(head);
        pull["head"]["ref"] = json!("change");
        pull["head"]["repo"]["full_name"] = json!("acme/plans");
        pull["base"]["sha"] = json!(git.merge_base(old, new).unwrap().to_string());
        pull["base"]["ref"] = json!("main");
        event
    }

    /// The end of a run of the workflow on pull requests, as GitHub sends it.
    pub(super) fn workflow_run(&self, pull_request: &Value) -> Value {
        let mut event =
            payload("workflow_run", |it| it["action"] == "completed" && it["workflow_run"]["actor"].is_object());
        event["repository"]["full_name"] = json!("acme/plans");
        let run = &mut event["workflow_run"];
        run["id"] = json!(4711);
        run["event"] = json!("pull_request");
        run["head_sha"] = pull_request["pull_request"]["head"]["sha"].clone();
        run["head_repository"] = pull_request["pull_request"]["head"]["repo"].clone();
        run["actor"] = pull_request["pull_request"]["user"].clone();
        event
    }

    /// The event of a merge queue that tries the branch `change`.
    pub(super) fn merge_group(&self) -> Value {
        let mut event = payload("merge_group", |it| it["action"] == "checks_requested");
        event["repository"]["full_name"] = json!("acme/plans");
        event["merge_group"]["base_sha"] = json!(self.commit_of("main"));
        event["merge_group"]["head_sha"] = json!(self.commit_of("change"));
        event["merge_group"]["head_ref"] = json!("refs/heads/change");
        event
    }

    /// The comments of canvass on the pull request.
    pub(super) fn comments(&self) -> Vec<String> {
        let mut state = self.server.state();
        let comments = state.repo("acme/plans").comments.values();
        comments.filter(|it| it.author.as_deref() == Some(JOB)).map(|it| it.body.clone()).collect()
    }

    /// How many changes were asked for since this was asked last.
    pub(super) fn writes(&self) -> usize {
        let writes = self.server.state().writes();
        self.server.forget();
        writes
    }
}

fn needed(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run .ci/act"))
}

/// The first of GitHub's own payloads of an event of which `which` holds.
pub(super) fn payload(event: &str, which: impl Fn(&Value) -> bool) -> Value {
    static ALL: OnceLock<Value> = OnceLock::new();
    let all = ALL.get_or_init(|| serde_json::from_slice(&fs::read(needed("CANVASS_PAYLOADS")).unwrap()).unwrap());
    let named = all.as_array().unwrap().iter().find(|it| it["name"] == event).unwrap();
    let mut examples = named["examples"].as_array().unwrap().iter();
    examples.find(|it| which(it)).unwrap_or_else(|| panic!("no payload of {event}")).clone()
}
