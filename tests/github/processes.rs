//! The program itself against the fake: killed at every point, two at once, and how it ends when something is wrong.

use super::*;
use crate::support::command::{Ran, bare};
use crate::support::github::{Act, Fault, HOME_TOKEN, Moment, Victim};
use crate::support::repository::TestRepository;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// So fast that a quarantine passes in a blink, and slow enough that what is claimed is sent in its first third.
const HURRY: u32 = 40_000;
const ASKS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// A workspace whose one initiative asks two teams for six things, three each.
fn workspace() -> TestRepository {
    let repository = TestRepository::new();
    repository.write("canvass.toml", "forge = \"github\"\n[backlog]\nfile_from_stage = \"idea\"\nwindow_days = 365\n");
    repository.write("people.toml", "[dana]\nname = \"Dana\"\n[lee]\nname = \"Lee\"\n[kim]\nname = \"Kim\"\n");
    let team = |id: &str, pm: &str| {
        let backlog = format!("backlog = {{ repo = \"acme/{id}\", labels = [\"canvass\"], accepts = true }}");
        format!("[{id}]\nname = \"{id}\"\npm = \"{pm}\"\n{backlog}\n")
    };
    repository.write("teams.toml", &(team("payments", "lee") + &team("sre", "kim")));
    let mut text =
        "title = \"T\"\nowner = \"dana\"\nstage = \"idea\"\nstage_since = 2026-11-01\ncategory = \"product\"\n\
        target_cycle = \"2027-q1\"\n"
            .to_owned();
    for (place, ask) in ASKS.iter().enumerate() {
        let team = if place % 2 == 0 { "payments" } else { "sre" };
        text += &format!("[[ask]]\nid = \"{ask}\"\nteam = \"{team}\"\nkind = \"work\"\nwhat = \"Do {ask}\"\n");
    }
    for person in ["lee", "kim"] {
        text += &format!("[[conversation]]\ndate = 2026-11-20\nwith = [\"{person}\"]\nformat = \"one_on_one\"\n");
    }
    repository.write("initiatives/t.toml", &text).commit("start");
    repository
}

fn server(speed: u32) -> Server {
    let server = Server::start(speed);
    server.state().add_repo("acme/payments");
    server.state().add_repo("acme/sre");
    server
}

fn environment(server: &Server, speed: u32) -> [(&'static str, String); 6] {
    [
        ("CANVASS_TOKEN", TOKEN.to_owned()),
        ("GITHUB_API_URL", server.api()),
        ("GITHUB_REPOSITORY", "acme/plans".to_owned()),
        ("CANVASS_ALLOW_HOST", "127.0.0.1".to_owned()),
        ("CANVASS_CLOCK_SPEED", speed.to_string()),
        ("COLUMNS", "100".to_owned()),
    ]
}

/// The program as a process of its own, which nobody waits for.
fn spawn(repository: &TestRepository, server: &Server, speed: u32, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
    command.current_dir(repository.path()).env_clear().envs(environment(server, speed));
    command.args(["apply", "--yes", "--as-of", "2026-11-23"]).args(args);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn canvass(repository: &TestRepository, server: &Server, speed: u32, args: &[&str]) -> Ran {
    let mut command = bare(repository.path());
    command.env_clear().envs(environment(server, speed)).args(args).args(["--as-of", "2026-11-23"]);
    let ran = Ran::of(&mut command);
    assert!(!format!("{ran:?}").contains(TOKEN), "the token is in what was printed");
    ran
}

fn apply(repository: &TestRepository, server: &Server, speed: u32) -> Ran {
    canvass(repository, server, speed, &["apply", "--yes"])
}

/// As many runs without trouble as it takes until nothing waits any more.
fn settle(repository: &TestRepository, server: &Server, speed: u32) {
    server.state().victim = None;
    server.state().faults.clear();
    for _ in 0..8 {
        let ran = apply(repository, server, speed);
        assert_eq!(ran.code, 0, "{ran:?}");
        if !ran.out.contains("waiting") {
            return;
        }
        let clock = server.state().clock;
        clock.wait(clock.now() + 30 * 60);
    }
    panic!("something waits for ever");
}

/// A ledger that knows of nothing: one of a workspace that has asked nobody yet.
fn start_ledger(server: &Server, speed: u32) {
    let settings = Settings { clock_scale: speed, ..settings(server) };
    carry_out(settings, order(Vec::new(), Mode::Bootstrap));
    assert!(server.state().ledger().is_some());
    server.forget();
}

/// One open issue for each ask, none twice, and no claim that was sent more than once.
fn assert_exactly_once(server: &Server, what: &str) {
    let state = server.state();
    let open = state.open_by_key();
    assert_eq!(open.len(), ASKS.len(), "{what}: {open:?}");
    assert!(open.values().all(|count| *count == 1), "{what}: {open:?}");
    let all: usize = state.repos.iter().map(|repo| repo.issues.len()).sum();
    assert_eq!(all, ASKS.len(), "{what}: surplus issues");
}

fn started() -> (TestRepository, Server) {
    let (repository, server) = (workspace(), server(HURRY));
    start_ledger(&server, HURRY);
    (repository, server)
}

/// A death of the program: at which request it comes, counted from 0, when during that request, and whether the run
/// after it, which meets what the first left behind, dies at the next request.
#[derive(Clone, Copy, Debug)]
struct Death {
    request: usize,
    when: Moment,
    twice: bool,
}

/// Every point of the first fourteen requests, and at every other of them a second death.
fn deaths() -> Vec<Death> {
    const MOMENTS: [Moment; 3] = [Moment::Before, Moment::After, Moment::Answered];
    let points = (0..14).flat_map(|request| MOMENTS.map(|when| (request, when)));
    let at = |(point, (request, when))| {
        let twice: &[bool] = if point % 2 == 0 { &[false, true] } else { &[false] };
        twice.iter().map(move |twice| Death { request, when, twice: *twice })
    };
    points.enumerate().flat_map(at).collect()
}

#[test]
fn killed_at_any_point_nothing_is_lost_or_doubled() {
    killed_at_any_point(&[]);
}

#[test]
fn killed_at_any_point_with_lists_by_rest_nothing_is_lost_or_doubled() {
    killed_at_any_point(&["--no-graphql"]);
}

fn killed_at_any_point(args: &[&str]) {
    let killed = AtomicUsize::new(0);
    let deaths = deaths();
    side_by_side(&deaths, |death| {
        let (repository, server) = started();
        for again in 0..=usize::from(death.twice) {
            let mut state = server.state();
            let process = spawn(&repository, &server, HURRY, args);
            state.victim = Some(Victim { process, pass: death.request + again, when: death.when });
            drop(state);
            loop {
                let ended = server.state().victim.as_mut().unwrap().process.try_wait().unwrap();
                if let Some(status) = ended {
                    killed.fetch_add(usize::from(status.code().is_none()), Ordering::Relaxed);
                    break;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        settle(&repository, &server, HURRY);
        assert_exactly_once(&server, &format!("{death:?}"));
        server.forget();
        assert_eq!(apply(&repository, &server, HURRY).code, 0);
        assert_eq!(server.state().writes(), 0, "{death:?}: a run with nothing to do writes");
    });
    // A run that ends before its last requests outlives the deaths meant for these.
    let killed = killed.into_inner();
    assert!(killed >= 50, "only {killed} runs were killed at {} points", deaths.len());
}

#[test]
fn the_program_takes_a_token_of_its_own_for_the_ledger() {
    let (repository, server) = (workspace(), server(HURRY));
    start_ledger(&server, HURRY);
    server.state().two_tokens = true;
    let mut command = bare(repository.path());
    command.env_clear().envs(environment(&server, HURRY)).env("CANVASS_LEDGER_TOKEN", HOME_TOKEN);
    let ran = Ran::of(command.args(["apply", "--yes", "--as-of", "2026-11-23"]));
    assert!(ran.code == 0 && !format!("{ran:?}").contains("ghs_"), "{ran:?}");
    assert_exactly_once(&server, "with two tokens");
}

#[test]
fn the_age_of_the_last_success_is_shown_and_a_dropped_schedule_said() {
    let (repository, server) = started();
    let apply = |day: &str, format: &str| {
        server.state().repo("acme/plans").workflows.insert("file.yml".into(), vec![format!("{day}T06:17:00Z")]);
        let args = ["apply", "--yes", "--workflow", "file.yml", "--output-format", format];
        let ran = canvass(&repository, &server, HURRY, &args);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.out
    };
    let page = apply("2026-11-17", "full");
    assert!(page.contains("last filed 6 days ago") && !page.contains("STOPPED"), "{page}");
    assert!(apply("2026-11-15", "markdown").contains("last filed 8 days ago"));
    let commands = apply("2026-11-14", "github");
    assert_eq!(commands, "::warning title=Filing has stopped::last filed 9 days ago\n");
    server.state().repo("acme/plans").workflows.clear();
    let ran = canvass(&repository, &server, HURRY, &["apply", "--yes", "--workflow", "file.yml"]);
    assert!(ran.code == 0 && ran.out.contains("not known (there is no such workflow"), "{ran:?}");
}

#[test]
fn two_at_once_meet_in_fifty_ways() {
    // Slow enough that a request settles within the quarantine, as is promised.
    const SPEED: u32 = 2_000;
    side_by_side(&(0..50).collect::<Vec<u64>>(), |seed| {
        let (repository, server) = (workspace(), server(SPEED));
        start_ledger(&server, SPEED);
        server.state().jitter = Some(*seed);
        let both = [&[][..], &["--no-graphql"]].map(|args| spawn(&repository, &server, SPEED, args));
        for mut process in both {
            let code = process.wait().unwrap().code();
            assert!(matches!(code, Some(0 | 4)), "seed {seed}: {code:?}");
        }
        settle(&repository, &server, SPEED);
        assert_exactly_once(&server, &format!("seed {seed}"));
        assert_eq!(server.state().creates().len(), ASKS.len(), "seed {seed}: each was sent once");
    });
}

#[test]
fn a_first_run_needs_a_ledger_and_looks_well_before_it_files() {
    let (repository, server) = (workspace(), server(HURRY));
    apply(&repository, &server, HURRY).assert_refused("there is no ledger", "--bootstrap");
    let plan = canvass(&repository, &server, HURRY, &["plan"]);
    assert!(plan.code == 0 && plan.out.contains("--bootstrap"), "{plan:?}");
    assert_eq!(server.state().writes(), 0);

    assert_eq!(canvass(&repository, &server, HURRY, &["apply", "--yes", "--bootstrap"]).code, 0);
    let clock = server.state().clock;
    for _ in 0..2 {
        clock.wait(clock.now() + 30 * 60);
        assert_eq!(apply(&repository, &server, HURRY).code, 0);
    }
    assert!(server.state().creates().is_empty(), "nothing is filed before all has been looked for");
    assert_eq!(apply(&repository, &server, HURRY).code, 0);
    assert_exactly_once(&server, "the first run that files");
}

#[test]
fn whatever_is_in_the_way_is_said_with_the_right_exit() {
    let cases = [
        (Act::Status(502), "unknown"),
        (Act::StatusAfter(500), "unknown"),
        (Act::DropAfter, "unknown"),
        (Act::Html, "unknown"),
        (Act::Status(422), "refused"),
    ];
    side_by_side(&cases, |(act, said)| {
        let (repository, server) = started();
        server.state().faults = vec![Fault::first("POST", "/issues", act.clone())];
        let ran = apply(&repository, &server, HURRY);
        assert!(ran.code == 4 && ran.out.contains(said), "{act:?}: {ran:?}");
        assert!(ran.out.contains("Running apply again is safe"), "{act:?}: {ran:?}");
        settle(&repository, &server, HURRY);
        assert_exactly_once(&server, &format!("{act:?}"));
    });
}

#[test]
fn a_token_that_may_not_is_told_from_one_that_is_wrong() {
    let (repository, server) = started();
    server.state().read_only = true;
    let ran = apply(&repository, &server, HURRY);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.contains("the ledger could not be changed"), "{ran:?}");
    server.state().read_only = false;

    server.state().faults = vec![Fault::first("POST", "/issues", Act::Status(401))];
    let ran = apply(&repository, &server, HURRY);
    assert!(ran.code == 4 && ran.out.contains("halted"), "{ran:?}");
    settle(&repository, &server, HURRY);
    assert_exactly_once(&server, "a token that expired on the way");
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_records_what_it_sent() {
    let (repository, server) = started();
    // Slow: the answer to the first new issue takes a while, and the request to end comes before it.
    const SLOW: u32 = 50;
    let process = spawn(&repository, &server, SLOW, &[]);
    while server.state().creates().is_empty() {
        std::thread::sleep(Duration::from_millis(2));
    }
    let kill = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let mut process = process;
    assert_eq!(process.wait().unwrap().code(), Some(4));
    let ledger = server.state().ledger().unwrap();
    let sent = server.state().creates().len();
    assert!(sent < ASKS.len(), "it went on to the end");
    assert_eq!(ledger.matches("\"state\":\"filed\"").count(), sent, "{ledger}");
    assert!(!ledger.contains("claimed"), "what was not sent is not claimed any more: {ledger}");
    settle(&repository, &server, HURRY);
    assert_exactly_once(&server, "after the end");
}
