//! The same files give the same bytes: whatever the language, the time zone, the number of threads, the order in which
//! a folder lists its files, and the folder the workspace lies in.

use crate::support::command::{Ran, canvass};
use crate::support::workspace::Workspace;
use canvass::example;

const RUNS: usize = 20;

/// Everything that is computed from the files.
const COMPUTED: &[&str] = &[
    "validate",
    "validate --output-format concise",
    "validate --output-format json",
    "validate --output-format github",
    "validate --output-format gitlab",
    "validate --output-format sarif",
    "validate --output-format junit",
    "validate --output-format markdown",
    "validate --color always",
    "readiness --all",
    "readiness --cycle 2027-q1 --output-format json",
    "readiness --output-format markdown",
    "readiness checkout-retries",
    "readiness checkout-retries --output-format json",
    "coverage",
    "coverage --output-format json",
    "coverage --output-format markdown",
    "coverage checkout-retries",
    "coverage --team payments",
    "coverage --person kim",
    "impact payments-api",
    "impact checkout --if ledger-db=99.5 --output-format json",
    "impact login --output-format markdown",
    "schema initiative --with-repo-data",
];

/// What does not depend on the files, so that a few runs do.
const FIXED: &[&str] = &[
    "rules",
    "rules --output-format json",
    "explain CV407",
    "explain G09",
    "schema initiative",
    "schema workspace",
    "--help",
];

/// The surroundings of one run.
struct Surroundings {
    language: &'static str,
    zone: &'static str,
    threads: String,
}

impl Surroundings {
    fn of(run: usize) -> Self {
        const LANGUAGES: [&str; 6] = ["C", "en_US.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8", ""];
        const ZONES: [&str; 5] = ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu", "nonsense"];
        let of = |words: &[&'static str]| words[run % words.len()];
        Self { language: of(&LANGUAGES), zone: of(&ZONES), threads: (run % 8 + 1).to_string() }
    }

    fn run(&self, workspace: &Workspace, arguments: &str) -> Ran {
        let mut command = canvass(workspace.path());
        command.env("LANG", self.language).env("LC_ALL", self.language).env("TZ", self.zone);
        command.env("RAYON_NUM_THREADS", &self.threads).args(arguments.split(' '));
        Ran::of(&mut command)
    }
}

/// The example with two broken files, written in another order each time: a folder lists what came first, first.
fn workspace(run: usize) -> Workspace {
    let workspace = Workspace::empty();
    let mut files: Vec<_> = example::files().map(|(path, content)| (path, content.to_vec())).collect();
    files.push(("initiatives/broken.toml", b"title =\nowner = dana\n".to_vec()));
    files.push(("teams/extra.toml", b"nam = \"X\"\nparent = \"extra\"\n".to_vec()));
    // Steps of a number that shares no factor with theirs reach all of them.
    let step =
        [1, 5, 7, 11, 13, 17, 19, 23].into_iter().cycle().skip(run).find(|step| files.len() % step != 0 || *step == 1);
    let count = files.len();
    for place in (0..count).map(|place| (run + place * step.unwrap()) % count) {
        let (path, content) = &files[place];
        workspace.write(path, content);
    }
    assert_eq!(workspace.files().len(), count);
    workspace
}

/// `text` without how long it took, which `full` alone may say, in its last line.
fn timeless(arguments: &str, text: &str) -> String {
    let Some((before, after)) = text.rsplit_once("\nChecked ") else { return text.to_owned() };
    assert!(arguments == "validate" || arguments.contains("--color"), "{arguments} says how long it took");
    let (files, rest) = after.split_once(" in ").unwrap();
    let (elapsed, found) = rest.split_once(':').unwrap();
    assert!(elapsed.ends_with(" ms") || elapsed.ends_with(" s"), "{after}");
    format!("{before}\nChecked {files}:{found}")
}

/// What every command prints in one run.
fn all(run: usize) -> Vec<Ran> {
    let (workspace, surroundings) = (workspace(run), Surroundings::of(run));
    let fixed = if run < 4 { FIXED } else { &[] };
    let ran = COMPUTED.iter().chain(fixed).map(|arguments| {
        let mut ran = surroundings.run(&workspace, arguments);
        let folder = workspace.path().to_str().unwrap();
        assert!(!ran.out.contains(folder), "{arguments} names the folder it ran in");
        assert!(ran.code < 2 && !ran.out.is_empty(), "{arguments}: {ran:?}");
        ran.out = timeless(arguments, &ran.out);
        ran
    });
    ran.collect()
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let runs: Vec<Vec<Ran>> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..RUNS).map(|run| scope.spawn(move || all(run))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let first = &runs[0];
    for (number, ran) in runs.iter().enumerate() {
        for ((arguments, first), ran) in COMPUTED.iter().chain(FIXED).zip(first).zip(ran) {
            assert!(first == ran, "run {number} of `{arguments}` differs:\n{first:?}\n{ran:?}");
        }
    }
}

#[test]
fn a_repository_around_it_changes_paths_only_for_hosts() {
    let alone = Workspace::example();
    let repository = Workspace::empty();
    git2::Repository::init(repository.path()).unwrap();
    for (path, content) in example::files() {
        repository.write(&format!("plans/{path}"), content);
    }
    let inside = repository.join("plans");
    for format in ["concise", "json", "junit", "markdown"] {
        let arguments = ["validate", "-q", "--output-format", format];
        assert_eq!(crate::support::command::run(&inside, &arguments), alone.run(&arguments), "{format}");
    }
    for format in ["github", "gitlab", "sarif"] {
        let arguments = ["validate", "-q", "--output-format", format];
        let ran = crate::support::command::run(&inside, &arguments);
        assert_ne!(ran.out, alone.run(&arguments).out, "{format}");
        assert_eq!(ran.out.replace("plans/", ""), alone.run(&arguments).out, "{format}");
    }
}
