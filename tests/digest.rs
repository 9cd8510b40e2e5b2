//! `report digest`: the week in numbers, what it is compared with, and what must never stand in it.

use crate::support::command::{Ran, bare, canvass, run};
use crate::support::github::{LOGIN, Server, TOKEN};
use crate::support::repository::TestRepository;
use crate::support::workspace::Workspace;
use canvass::example;
use serde_json::Value;
use std::path::Path;

/// 2026-11-16, 00:00 in UTC: a week before the day of the example.
const WEEK_AGO: i64 = 1_794_787_200;
const DAY: i64 = 24 * 60 * 60;

fn digest(dir: &Path, args: &[&str]) -> Ran {
    run(dir, &[&["report", "digest"], args].concat())
}

fn json(dir: &Path, args: &[&str]) -> Value {
    digest(dir, &[args, &["--output-format", "json"]].concat()).json()
}

/// One initiative that asks payments for one thing, in UTC.
fn workspace() -> TestRepository {
    let repository = TestRepository::new();
    repository
        .write("canvass.toml", "name = \"Shop\"\n")
        .write("people.toml", "[dana]\nname = \"Dana\"\n[lee]\nname = \"Lee\"\n[ana]\nname = \"Ana\"\n")
        .write("teams.toml", "[payments]\nname = \"Payments\"\npm = \"lee\"\nem = \"ana\"\nexec = \"ana\"\n")
        .write("initiatives/retries.toml", RETRIES);
    repository
}

const RETRIES: &str = "title = \"Retry\"\nowner = \"dana\"\nstage = \"problem\"\nstage_since = 2026-11-01\n\
    category = \"product\"\ntarget_cycle = \"2027-q1\"\n\
    [[ask]]\nid = \"once\"\nteam = \"payments\"\nkind = \"work\"\nwhat = \"Charge once\"\nstatus = \"presented\"\n\
    presented_on = 2026-11-13\n";
const MET_LEE: &str = "[[conversation]]\ndate = 2026-11-18\nwith = [\"lee\"]\nformat = \"one_on_one\"\n";

#[test]
fn the_example_reads_well_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    example::unpack_with_history(dir.path()).unwrap();
    for width in ["80", "120"] {
        let ran = Ran::of(canvass(dir.path()).args(["report", "digest"]).env("COLUMNS", width));
        insta::assert_snapshot!(format!("example_{width}"), ran.out);
    }
    insta::assert_snapshot!("example_markdown", digest(dir.path(), &["--output-format", "markdown"]).out);
    let summary = dir.path().join("summary.md");
    let ran = digest(dir.path(), &["--summary", summary.to_str().unwrap()]);
    assert_eq!(ran.code, 0);
    let markdown = digest(dir.path(), &["--output-format", "markdown"]).out;
    assert_eq!(std::fs::read_to_string(summary).unwrap(), markdown);
    digest(dir.path(), &["--output-format", "sarif"]).assert_refused("for findings only", "full, json or markdown");
}

#[test]
fn a_workspace_says_it_in_its_own_words() {
    let repository = workspace();
    let own = "### {{ totals.initiatives | counted(\"thing\") }}\n\n{% for it in open_asks %}\n- {{ it.what }}\n{% endfor %}\n";
    repository.write("templates/reports/digest.md", own).commit("own words");
    assert_eq!(digest(repository.path(), &["--output-format", "markdown"]).out, "### 1 thing\n\n- Charge once\n");
    assert_eq!(digest(repository.path(), &[]).out, "1 thing\n\n- Charge once\n");

    // What is read from the commit is written by the commit's template.
    repository.write("templates/reports/digest.md", "one\n{{ nobody }}\n");
    assert_eq!(digest(repository.path(), &[]).code, 0);
    repository.commit("a slip of the pen");
    digest(repository.path(), &[])
        .assert_refused("templates/reports/digest.md, line 2: undefined value", "correct the template");
    assert_eq!(digest(repository.path(), &["--output-format", "json"]).code, 0);
}

#[test]
fn new_numbers_say_how_fast_they_move() {
    let dir = tempfile::tempdir().unwrap();
    example::unpack_with_history(dir.path()).unwrap();
    let page = json(dir.path(), &[]);
    let of = |initiative: &str| {
        let readings = page["readings"].as_array().unwrap();
        let new = readings.iter().find(|new| new["initiative"] == initiative).unwrap();
        (new["per_30_days"].as_f64().map(|pace| (pace * 10.0).round() / 10.0), new["reaches_target_on"].clone())
    };
    // Away from its target; past it already; and in so many years that no day is told.
    assert_eq!(of("checkout-retries"), (Some(12.7), Value::Null));
    assert_eq!(of("quiet-pages"), (Some(-7.7), Value::Null));
    assert_eq!(of("search-reindex"), (Some(-2.3), Value::Null));
}

#[test]
fn two_commits_are_compared_each_on_its_day() {
    let repository = workspace();
    let base = repository.commit_at("start", WEEK_AGO - 1).to_string();
    repository.write("initiatives/retries.toml", &format!("{RETRIES}{MET_LEE}")).commit_at("met lee", WEEK_AGO + DAY);
    let told = json(repository.path(), &[]);
    assert_eq!(told["since"], serde_json::json!({ "on": "2026-11-16", "commit": base }));
    // lee decides (3), ana is em and exec (2): 0 of 5, then 3 of 5.
    assert_eq!((&told["before"]["coverage"], &told["totals"]["coverage"]), (&0.into(), &60.into()));
    assert_eq!((&told["people_met"], &told["moved"]), (&1.into(), &true.into()));
    let [initiative] = told["initiatives"].as_array().unwrap().as_slice() else { panic!("{told}") };
    assert_eq!((&initiative["coverage"], &initiative["before"]["coverage"]), (&60.into(), &0.into()));
    assert_eq!(told["open_asks"][0]["days"], 10);
    assert_eq!(told["to_meet"], serde_json::json!([{ "team": "payments", "people": 1 }]));
    let text = digest(repository.path(), &[]).out;
    assert!(text.starts_with("On track 0 of 1 · readiness ") && text.contains("coverage 60 (+60)"), "{text}");

    // A base of one's own is judged on the day it was made.
    let against = json(repository.path(), &["--base", "HEAD~1"]);
    assert_eq!(against["since"], serde_json::json!({ "on": "2026-11-15", "commit": base }));
    let ran = digest(repository.path(), &["--base", "HEAD~1", "--days", "7"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    digest(repository.path(), &["--base", "nowhere"]).assert_refused("names no commit", "check the name");
}

#[test]
fn the_day_begins_in_the_time_zone_of_the_workspace() {
    let repository = workspace();
    let early = repository.commit_at("start", WEEK_AGO - 60 * 60).to_string();
    assert_eq!(json(repository.path(), &[])["since"]["commit"], early.as_str());
    // An hour before midnight in UTC is midnight in Amsterdam: the day had begun.
    repository.write("canvass.toml", "timezone = \"Europe/Amsterdam\"\n").commit_at("zone", WEEK_AGO + DAY);
    assert_eq!(json(repository.path(), &[])["since"], Value::Null);
    assert_eq!(json(repository.path(), &["--days", "6"])["since"]["commit"], early.as_str());
}

#[test]
fn nothing_moved_is_said() {
    let repository = workspace();
    repository.commit_at("start", WEEK_AGO - DAY);
    let ran = digest(repository.path(), &["--days", "1"]);
    assert_eq!(ran.code, 0);
    let words = "Nothing moved since 2026-11-22; the numbers are the same and still true.";
    assert!(ran.out.contains(words) && ran.out.starts_with("On track 0 of 1 · readiness "), "{}", ran.out);
    assert!(!ran.out.lines().next().unwrap().contains('('), "{}", ran.out);
    assert!(ran.out.contains("retries/once"), "what is open is told all the same: {}", ran.out);
    assert_eq!(json(repository.path(), &["--days", "1"])["moved"], false);
}

#[test]
fn what_there_is_to_compare_with_is_said() {
    // The first week.
    let repository = workspace();
    repository.commit_at("start", WEEK_AGO);
    let text = digest(repository.path(), &[]).out;
    assert!(text.contains("nothing to compare with yet") && !text.contains("Nothing moved"), "{text}");
    assert!(!text.contains("new"), "{text}");

    // Only what is committed counts.
    repository.write("initiatives/retries.toml", &RETRIES.replace("Charge once", "Charge never"));
    let ran = digest(repository.path(), &[]);
    assert!(ran.err.contains("not committed") && ran.out.contains("Charge once"), "{ran:?}");

    // Without Git there are numbers, and nothing to compare.
    let workspace = Workspace::example();
    let ran = digest(workspace.path(), &[]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("nothing to compare with yet"), "{}", ran.out);
    digest(workspace.path(), &["--base", "HEAD"]).assert_refused("not inside a Git repository", "git init");
    let said = "note: there is no commit to read, so this tells of the files on disk\n";
    assert!(digest(workspace.path(), &[]).err.contains(said));

    // A clone that is cut off says so, and a whole one of the same depth does not.
    let repository = workspace_of_two();
    let head = repository.git.head().unwrap().peel_to_commit().unwrap().id();
    std::fs::write(repository.git.path().join("shallow"), format!("{head}\n")).unwrap();
    digest(repository.path(), &[]).assert_refused("this clone is shallow, and `HEAD~1`", "fetch-depth: 0");

    let empty = TestRepository::new();
    empty.write("canvass.toml", "").commit("start");
    let ran = digest(empty.path(), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("nothing to measure"), "{}", ran.err);
}

fn workspace_of_two() -> TestRepository {
    let repository = workspace();
    repository.commit_at("start", WEEK_AGO - DAY);
    repository.write("canvass.toml", "name = \"Other\"\n").commit_at("name", WEEK_AGO + DAY);
    repository
}

#[test]
fn merged_work_counts_from_the_day_it_was_merged() {
    let repository = workspace();
    let start = repository.commit_at("start", WEEK_AGO - 2 * DAY);
    // Written before the week, merged within it.
    let side = repository
        .write("initiatives/retries.toml", &format!("{RETRIES}{MET_LEE}"))
        .commit_at("on a branch", WEEK_AGO - DAY);
    let find = |id| repository.git.find_commit(id).unwrap();
    let (first, second) = (find(start), find(side));
    let author = second.author();
    let author =
        git2::Signature::new(author.name().unwrap(), author.email().unwrap(), &git2::Time::new(WEEK_AGO + DAY, 0))
            .unwrap();
    let tree = second.tree().unwrap();
    let merge = repository.git.commit(None, &author, &author, "merge", &tree, &[&first, &second]).unwrap();
    repository.git.reference("refs/heads/main", merge, true, "merge").unwrap();
    let told = json(repository.path(), &[]);
    assert_eq!(told["since"]["commit"], start.to_string());
    assert_eq!(told["people_met"], 1);
}

#[test]
fn one_cycle_is_told_alone() {
    let repository = workspace();
    repository.write("initiatives/other.toml", &RETRIES.replace("2027-q1", "2027-q2"));
    repository.commit_at("start", WEEK_AGO - DAY);
    repository.write("initiatives/late.toml", &RETRIES.replace("2027-q1", "2027-q2")).commit_at("late", WEEK_AGO + DAY);
    let told = json(repository.path(), &["--cycle", "2027-Q1"]);
    assert_eq!((&told["cycle"], &told["totals"]["initiatives"]), (&"2027-q1".into(), &1.into()));
    assert_eq!(told["started"], serde_json::json!([]));
    assert_eq!(json(repository.path(), &[])["started"][0]["id"], "late");
    assert!(digest(repository.path(), &["--cycle", "2027-q1"]).out.contains("2027-Q1, planning opens in 18 days"));
    digest(repository.path(), &["--cycle", "2027-q9"]).assert_refused("no cycle is called", "2027-q1");
}

/// Another initiative, about which lee was met long ago.
fn other() -> String {
    format!("{}{}", RETRIES.replace("Retry", "Other"), MET_LEE.replace("2026-11-18", "2026-11-10"))
}

/// Two initiatives a week ago, one of them met about, and what `change` makes of them since.
fn after_a_week(change: impl FnOnce(&TestRepository)) -> TestRepository {
    let repository = workspace();
    repository.write("initiatives/other.toml", &other());
    repository.commit_at("start", WEEK_AGO - DAY);
    change(&repository);
    repository.commit_at("change", WEEK_AGO + DAY);
    repository
}

#[test]
fn a_file_that_cannot_be_read_is_said_and_moves_nothing_else() {
    let whole = other();
    // A fault that hides a part, and one that hides all; put in, and mended a week later.
    for broken in [format!("{whole}[[ask]]\nid = \n"), "title = [".to_owned()] {
        let repository = after_a_week(|repository| {
            repository.write("initiatives/other.toml", &broken);
        });
        let told = json(repository.path(), &[]);
        assert_eq!(told["unreadable"], serde_json::json!(["other"]), "{told}");
        assert_eq!((&told["removed"], &told["started"]), (&serde_json::json!([]), &serde_json::json!([])));
        assert_eq!((&told["before"], &told["moved"]), (&told["totals"], &true.into()));
        assert_eq!((&told["totals"]["initiatives"], &told["totals"]["coverage"]), (&1.into(), &0.into()));
        for format in ["full", "markdown", "github"] {
            let ran = digest(repository.path(), &["--output-format", format]);
            let said = "Not measured, because its file cannot be read: other.";
            assert!(ran.out.contains(said) && !ran.out.contains("Removed"), "{}", ran.out);
        }

        repository.write("initiatives/other.toml", &whole).commit_at("mended", WEEK_AGO + 2 * DAY);
        let told = json(repository.path(), &["--base", "HEAD~1"]);
        assert_eq!((&told["unreadable"], &told["started"]), (&serde_json::json!([]), &serde_json::json!([])), "{told}");
        assert_eq!((&told["before"], &told["people_met"]), (&told["totals"], &0.into()));
        assert_eq!(told["totals"]["initiatives"], 1);
        let mended = &told["initiatives"][0];
        assert_eq!((&mended["id"], &mended["unreadable_before"]), (&"other".into(), &true.into()), "{told}");
        let text = digest(repository.path(), &["--base", "HEAD~1"]).out;
        assert!(text.contains("because its file could not be read on 2026-11-17: other."), "{text}");
        assert!(!text.contains(", new") && !text.contains("Started"), "{text}");
    }
    // The one file of all.
    let many =
        |title: &str| format!("[retries]\n{}", RETRIES.replace("Retry", title).replace("[[ask", "[[retries.ask"));
    let repository = workspace();
    repository.remove("initiatives/retries.toml").write("initiatives.toml", &many("Retry"));
    repository.commit_at("start", WEEK_AGO - DAY);
    repository.write("initiatives.toml", "[[[").commit_at("broken", WEEK_AGO + DAY);
    let told = json(repository.path(), &[]);
    assert_eq!(
        (&told["unread_kinds"], &told["removed"]),
        (&serde_json::json!(["initiatives"]), &serde_json::json!([]))
    );
    let text = digest(repository.path(), &[]).out;
    assert!(text.contains("What stands in initiatives.toml cannot be read, and every number lacks it."), "{text}");
}

#[test]
fn another_name_begins_and_ends_nothing() {
    let repository = after_a_week(|repository| {
        repository.write("initiatives/renamed.toml", &repository.read("initiatives/other.toml"));
        repository.remove("initiatives/other.toml");
    });
    let told = json(repository.path(), &[]);
    assert_eq!((&told["before"], &told["people_met"]), (&told["totals"], &0.into()), "{told}");
    let before = told["initiatives"].as_array().unwrap().iter().map(|it| &it["before"]["id"]).collect::<Vec<_>>();
    assert_eq!(before, ["other", "retries"]);

    // What was delivered long ago is not delivered again.
    let repository = workspace();
    repository.replace("initiatives/retries.toml", "\"problem\"", "\"delivered\"").commit_at("start", WEEK_AGO - DAY);
    let text = repository.read("initiatives/retries.toml");
    repository.remove("initiatives/retries.toml").write("initiatives/once.toml", &text);
    repository.write("initiatives/open.toml", &RETRIES.replace("Retry", "Open")).commit_at("renamed", WEEK_AGO + DAY);
    let told = json(repository.path(), &[]);
    assert_eq!((&told["delivered"], &told["started"][0]["id"]), (&serde_json::json!([]), &"open".into()), "{told}");
}

#[test]
fn nothing_private_and_nothing_alive_is_told() {
    const SECRET: &str = "they-said-so-in-confidence";
    let repository = workspace();
    let hostile = "</td> @lee | #12 ](x) \\u001b[31m ##[group]x ::error::y";
    repository
        .write("canvass.toml", &format!("name = \"{hostile}\"\n[privacy]\nstance = \"show\"\n"))
        .write(
            "initiatives/retries.toml",
            &format!(
                "{}{MET_LEE}outcome = \"opposed\"\nstance = {{ lee = \"opposed\" }}\nprivate = \"{SECRET}\"\n\
                 [[metric]]\nid = \"m\"\nname = \"{hostile}\"\nprimary = true\nunit = \"{hostile}\"\n\
                 readings = [{{ date = 2026-11-20, value = 3 }}]\n",
                RETRIES.replace("Charge once", hostile)
            ),
        )
        .write(
            "initiatives/new.toml",
            &RETRIES.replace("\"Retry\"", &format!("\"{hostile}\"")).replace("once", "twice"),
        );
    repository.commit_at("start", WEEK_AGO - DAY);
    repository
        .replace("initiatives/new.toml", "stage = \"problem\"", "stage = \"dropped\"")
        .commit_at("b", WEEK_AGO + DAY);
    let ran = digest(repository.path(), &["--output-format", "github"]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    for format in ["full", "markdown", "json"] {
        let ran = digest(repository.path(), &["--output-format", format]);
        assert!(ran.out.contains("retries") && ran.out.to_lowercase().contains("dropped"), "{}", ran.out);
        assert!(!ran.out.contains(SECRET) && !ran.out.contains("opposed"), "{}", ran.out);
        assert!(!ran.out.contains('\u{1b}') && !ran.out.contains("##[group]"), "{}", ran.out);
        if format == "markdown" {
            assert!(
                !ran.out.contains("@lee") && !ran.out.contains("</td>") && !ran.out.contains("#12 "),
                "{}",
                ran.out
            );
            let rows = ran.out.lines().filter(|line| line.starts_with("| retries |"));
            assert_eq!(rows.count(), 3, "{}", ran.out);
        }
    }
}

/// What stands under `acme/plans#1`.
fn comments(server: &Server) -> Vec<String> {
    server.state().repo("acme/plans").comments.values().map(|comment| comment.body.clone()).collect()
}

fn post(repository: &TestRepository, server: &Server, day: &str) -> Ran {
    let mut command = bare(repository.path());
    command.env("CANVASS_TOKEN", TOKEN).env("GITHUB_API_URL", server.api()).env("GITHUB_REPOSITORY", "acme/plans");
    command.env("CANVASS_ALLOW_HOST", "127.0.0.1").env("CANVASS_CLOCK_SPEED", "1000").env("CANVASS_AUTHOR", LOGIN);
    let ran = Ran::of(command.args(["report", "digest", "--post", "--as-of", day]));
    assert!(!format!("{ran:?}").contains(TOKEN), "the token is in what was printed");
    ran
}

fn server() -> Server {
    let server = Server::start(1_000);
    assert_eq!(server.state().file("acme/plans", Some("lena"), "The week in numbers"), 1);
    server
}

#[test]
fn a_week_is_posted_once_and_the_next_beside_it() {
    let (repository, server) = (workspace(), server());
    repository.write("canvass.toml", "[digest]\nissue = 1\n").commit_at("start", WEEK_AGO - DAY);
    let ran = post(&repository, &server, "2026-11-23");
    assert_eq!((ran.code, ran.err.as_str()), (0, "posted a comment on acme/plans#1\n"));
    let posted = comments(&server);
    let [first] = posted.as_slice() else { panic!("{posted:?}") };
    let lines: Vec<_> = first.lines().collect();
    assert!(lines[0].contains(" key=digest-2026-w48 ") && lines[1].starts_with("### On track 0 of 1 · "), "{first}");
    assert!(first.ends_with("canvass 0.1.0</sub>"), "{first}");

    // The same day, another commit, nothing else to tell.
    repository.write("README.md", "x").commit_at("readme", WEEK_AGO + DAY);
    let ran = post(&repository, &server, "2026-11-23");
    assert!(ran.err.contains("says so already"), "{ran:?}");
    assert_eq!(comments(&server), posted);

    // Sunday of that week, then Monday of the next.
    let ran = post(&repository, &server, "2026-11-29");
    assert!(ran.err.contains("brought the comment on acme/plans#1 up to date"), "{ran:?}");
    assert_eq!(comments(&server).len(), 1);
    assert_eq!(post(&repository, &server, "2026-11-30").code, 0);
    let posted = comments(&server);
    assert!(posted.len() == 2 && posted[1].contains(" key=digest-2026-w49 "), "{posted:?}");

    // The first days of January belong to the last week of the year before.
    assert_eq!(post(&repository, &server, "2027-01-02").code, 0);
    assert!(comments(&server)[2].contains(" key=digest-2026-w53 "));
}

#[test]
fn one_comment_can_be_kept_up_to_date() {
    let (repository, server) = (workspace(), server());
    repository.write("canvass.toml", "[digest]\nissue = 1\ncomment = \"one\"\n").commit_at("start", WEEK_AGO - DAY);
    for day in ["2026-11-23", "2026-11-30"] {
        assert_eq!(post(&repository, &server, day).code, 0);
    }
    let posted = comments(&server);
    assert!(posted.len() == 1 && posted[0].contains(" key=digest ") && posted[0].contains("as of 2026-11-30"));
}

#[test]
fn what_posting_needs_is_said() {
    let (repository, server) = (workspace(), server());
    repository.commit_at("start", WEEK_AGO - DAY);
    let ran = post(&repository, &server, "2026-11-23");
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("On track") && ran.err.contains("set `issue` under `[digest]`"), "{ran:?}");
    assert_eq!(server.state().log.len(), 0);
    let summary = tempfile::NamedTempFile::new().unwrap();
    let options = ["--post", "--output-format", "github", "--summary", summary.path().to_str().unwrap()];
    let ran = digest(repository.path(), &options);
    let first = ran.out.lines().next().unwrap();
    assert!(first.starts_with("::warning ") && first.contains("posted nowhere: set `issue`"), "{ran:?}");
    assert!(ran.code == 0 && ran.out.contains("\n::notice title=canvass::On track 0 of 1 · "), "{ran:?}");
    let told = std::fs::read_to_string(summary.path()).unwrap();
    assert!(told.contains("**Warning:** posted nowhere: set `issue`"), "{told}");
    let ran = digest(repository.path(), &["--output-format", "github"]);
    assert!(!ran.out.contains("posted nowhere"), "{ran:?}");

    repository.write("canvass.toml", "[digest]\nissue = 1\n").commit_at("issue", WEEK_AGO - DAY);
    let ran = digest(repository.path(), &["--post", "--repository", "acme/plans"]);
    assert!(ran.code == 2 && ran.err.contains("no token") && ran.err.contains("CANVASS_TOKEN"), "{ran:?}");
    digest(repository.path(), &["--post", "--overlay", "."]).assert_refused("an overlay", "leave --overlay out");
    server.state().read_only = true;
    let ran = post(&repository, &server, "2026-11-23");
    assert!(ran.code == 2 && ran.err.contains("may not comment on acme/plans#1"), "{ran:?}");
    assert!(ran.err.contains("issues: write") && ran.out.starts_with("On track"), "{ran:?}");
    server.state().read_only = false;
    server.state().delete("acme/plans", 1);
    let ran = post(&repository, &server, "2026-11-23");
    assert!(ran.code == 4 && ran.err.contains("was not written"), "{ran:?}");
}

#[test]
fn without_the_commit_nothing_is_read_from_disk_in_silence() {
    let said = "note: there is no commit to read, so this tells of the files on disk\n";
    let repository = TestRepository::new();
    example::unpack(repository.path()).unwrap();
    let ran = digest(repository.path(), &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, said), "{ran:?}");
    digest(repository.path(), &["--post"]).assert_refused("only what is committed is posted", "commit");
    // The branch that is checked out is gone, or never was there.
    repository.commit("example");
    assert!(!digest(repository.path(), &[]).err.contains(said));
    repository.git.set_head("refs/heads/nowhere").unwrap();
    let ran = digest(repository.path(), &[]);
    ran.assert_refused("the branch `nowhere` has no commit", "git switch");
    repository.git.set_head("refs/heads/main").unwrap();
    std::fs::remove_dir_all(repository.path().join(".git/objects")).unwrap();
    std::fs::create_dir(repository.path().join(".git/objects")).unwrap();
    let ran = digest(repository.path(), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
}
