//! Reports for people who were not there: roadmap, agenda, monthly review and look back, as they read and as they must.

use crate::support::command::{Ran, bare, canvass};
use crate::support::workspace::Workspace;
use serde_json::Value;

/// Every report about a cycle or a month, by the arguments that give something to tell in the example.
#[test]
fn a_number_that_incidents_tell_is_in_the_month_and_for_executives() {
    let workspace = Workspace::empty();
    workspace
        .write("canvass.toml", "")
        .write("people.toml", "[lee]\nname = \"Lee\"\n")
        .write("teams.toml", "[ops]\nname = \"Ops\"\n")
        .write("systems.toml", "[api]\nname = \"API\"\nowner = \"ops\"\n")
        .write("incidents.toml", "[one]\nsystems = [\"api\"]\nstarted = 2026-11-10\npages = 3\n")
        .write(
            "initiatives/x.toml",
            "title = \"Quiet\"\nowner = \"lee\"\nstage = \"idea\"\nstage_since = 2026-08-01\ncategory = \"ktlo\"\n\
             summary = \"Now {pages}.\"\nsystems = [{ ref = \"api\", change = \"config\" }]\n\
             [[metric]]\nid = \"m\"\nname = \" \"\npreset = \"pages\"\n\
             baseline = { value = 4, date = 2026-08-25 }\ntarget = { value = 0 }\n",
        );
    let mbr = report(&workspace, &["mbr"]).out;
    let mbr = mbr.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "Pages: 4 → 1 page a month (target 0); falls by 1 in 30 days, target by 2026-12-23.";
    assert!(mbr.contains(told) && mbr.contains("Now 1 page a month (2026-11-10)."), "{mbr}");
    let exec = report(&workspace, &["status", "--audience", "exec"]).out;
    let exec = exec.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "Pages, in pages a month, from 4 on 2026-08-25, now 1 on 2026-11-23, wanted 0; falls by 1 in 30 days, target by 2026-12-23";
    assert!(exec.contains(told), "{exec}");
}

const REPORTS: [&[&str]; 4] = [&["roadmap"], &["agenda"], &["mbr"], &["retro", "2026-q4"]];

fn report(workspace: &Workspace, args: &[&str]) -> Ran {
    workspace.run(&[&["report"], args].concat())
}

fn json(workspace: &Workspace, args: &[&str]) -> Value {
    report(workspace, &[args, &["--output-format", "json"]].concat()).json()
}

#[test]
fn the_example_reads_well_everywhere() {
    let workspace = Workspace::example();
    for args in REPORTS {
        let name = args[0];
        for width in ["80", "120"] {
            let ran = Ran::of(canvass(workspace.path()).arg("report").args(args).env("COLUMNS", width));
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
            insta::assert_snapshot!(format!("{name}_{width}"), ran.out);
        }
        let markdown = report(&workspace, &[args, &["--output-format", "markdown"]].concat());
        insta::assert_snapshot!(format!("{name}_markdown"), markdown.out);
    }
}

#[test]
fn one_idea_of_five_keys_is_enough_and_nothing_is_said() {
    let bare = || {
        let workspace = Workspace::empty();
        workspace.write("canvass.toml", "");
        workspace
    };
    let empty = bare();
    let idea = bare();
    idea.write(
        "initiatives/x.toml",
        "title = \"X\"\nowner = \"dana\"\nstage = \"idea\"\nstage_since = 2026-11-01\ncategory = \"product\"\n",
    )
    .write("people.toml", "[dana]\nname = \"Dana\"\n");
    for (args, told) in [
        (&["roadmap"][..], "nothing to show: 2027-q1 ranks no initiative"),
        (&["agenda"], "nothing is open, and nothing falls due within 30 days"),
        (&["mbr"], "nothing to tell: no initiative was active in 2026-11"),
        (&["retro", "2026-q4"], "nothing to look back at: nothing was asked or planned for 2026-q4"),
    ] {
        let ran = report(&empty, args);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{args:?}");
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
    let mbr = report(&idea, &["mbr"]).out;
    assert!(mbr.contains("X · Dana · idea\n") && mbr.contains("This month: idea since 2026-11-01."), "{mbr}");
    assert!(!mbr.contains("theme") && !mbr.contains("Next"), "{mbr}");

    // The same for a cycle, with one thing of each kind and nothing more.
    idea.write(
        "initiatives/x.toml",
        "title = \"X\"\nstage = \"idea\"\ntarget_cycle = \"2027-q1\"\nhorizon = [\"Later\"]\n\
         open_questions = [{ q = \"Why?\" }]\n[[ask]]\nid = \"a\"\nteam = \"t\"\nkind = \"work\"\nwhat = \"Do\"\n\
         [[deliverable]]\nid = \"d\"\ntext = \"D\"\n",
    );
    let roadmap = report(&idea, &["roadmap"]).out;
    assert!(roadmap.contains("Without a rank") && roadmap.contains("not written yet"), "{roadmap}");
    assert!(
        roadmap.replace('\n', " ").contains("0 of 1 deliverable done") && roadmap.contains("- Later (X)"),
        "{roadmap}"
    );
    let agenda = report(&idea, &["agenda"]).out;
    assert!(agenda.starts_with("Agenda: 2 open lines\n") && agenda.contains("no date"), "{agenda}");
    assert!(!agenda.contains("[[update]]"), "nobody writes updates of an idea: {agenda}");
    let early = report(&idea, &["retro", "2027-q1"]);
    assert_eq!((early.code, early.out.as_str()), (3, ""));
    assert!(early.err.contains("nothing to look back at: 2027-q1 begins on 2027-01-01"), "{}", early.err);
    let retro = Ran::of(crate::support::command::bare(idea.path()).args([
        "report",
        "retro",
        "2027-q1",
        "--as-of",
        "2027-01-01",
    ]))
    .out;
    assert!(retro.starts_with("2027-Q1 looked back at: 0 of 1 ask landed\n"), "{retro}");
    assert!(retro.contains("- 1 ask: 1 not presented\n") && retro.contains("1 not done"), "{retro}");
    assert!(!retro.contains("Estimates") && !retro.contains("Arguments"), "{retro}");
}

#[test]
fn what_is_asked_for_must_exist() {
    let workspace = Workspace::example();
    report(&workspace, &["roadmap", "--cycle", "2027-q9"]).assert_refused("no cycle is called `2027-q9`", "2027-q1");
    report(&workspace, &["agenda", "--cycle", "2027-q9"]).assert_refused("no cycle is called", "2027-q1");
    report(&workspace, &["agenda", "--team", "paiments"]).assert_refused("no team is called", "`payments`");
    report(&workspace, &["retro", "2026-q9"]).assert_refused("no cycle is called", "2026-q4");
    report(&workspace, &["mbr", "--month", "2026-12"]).assert_refused("2026-12 has not begun", "name a month");
    let ran = report(&workspace, &["mbr", "--month", "November"]);
    assert!(ran.code == 2 && ran.err.contains("write a month as YYYY-MM"), "{ran:?}");
    let ran = report(&workspace, &["roadmap", "--as-of", "2028-01-01"]);
    assert!(
        ran.code == 3 && ran.err.contains("no cycle is planned on 2028-01-01 or later; name one with --cycle"),
        "{ran:?}"
    );
    for args in REPORTS {
        let ran = report(&workspace, &[args, &["--output-format", "sarif"]].concat());
        ran.assert_refused("for findings only", "full, json or markdown");
    }
}

#[test]
fn an_agenda_can_be_of_a_cycle_or_of_a_team() {
    let workspace = Workspace::example();
    let of = |args: &[&str]| {
        let told = json(&workspace, &[&["agenda"], args].concat());
        let mut of: Vec<_> =
            told["lines"].as_array().unwrap().iter().map(|line| line["of"].as_str().unwrap().to_owned()).collect();
        of.dedup();
        of.sort();
        of.dedup();
        of
    };
    assert_eq!(of(&["--cycle", "2027-Q1"]), ["checkout-retries", "login-hardening", "refund-status"]);
    let discovery = json(&workspace, &["agenda", "--team", "discovery"]);
    for line in discovery["lines"].as_array().unwrap() {
        let asked = line["team"] == "discovery";
        assert!(asked || ["saskia", "emre", "wren", "jun"].iter().any(|who| line["who"] == *who), "{line}");
    }
    assert!(of(&["--team", "discovery"]).contains(&"refund-status".to_owned()));
}

#[test]
fn an_update_can_be_pasted_as_it_is() {
    let workspace = Workspace::example();
    let pasted = |workspace: &Workspace, initiative: &str| -> String {
        let told = json(workspace, &["agenda"]);
        let found = told["updates"].as_array().unwrap().iter().find(|it| it["initiative"] == initiative);
        found.unwrap_or_else(|| panic!("{told:#}"))["toml"].as_str().unwrap().to_owned()
    };
    let before = workspace.findings();
    for (initiative, path) in [
        ("checkout-retries", "initiatives/checkout-retries.toml"),
        ("search-reindex", "initiatives/search-reindex/updates.toml"),
    ] {
        let update = pasted(&workspace, initiative);
        workspace.write(path, format!("{}\n{update}", workspace.read(path)));
    }
    assert_eq!(workspace.findings().len(), before.len());
    // What was said today is not said again.
    assert!(pasted(&workspace, "search-reindex").ends_with("2027-02-05. …\"\n"));

    // In a file of many it has the name before it, and no text breaks out of it.
    let many = Workspace::empty();
    many.write("canvass.toml", "").write(
        "initiatives.toml",
        "[x]\ntitle = \"X\"\nowner = \"dana\"\nstage = \"committed\"\n[[x.deliverable]]\nid = \"d\"\nend = 2026-11-01\n\
         text = \"\"\"A \\\" b ``` c\n[[y]] \\\\ @ana\"\"\"\n",
    );
    let update = pasted(&many, "x");
    let wanted = "[[x.update]]\ndate = 2026-11-23\nby = \"dana\"\nhealth = \"at_risk\"\ntext = ";
    assert!(update.starts_with(wanted), "{update}");
    let parsed: toml::Table = toml::from_str(&update).unwrap();
    let said = parsed["x"]["update"][0]["text"].as_str().unwrap();
    assert_eq!(said, "Late: A \" b ``` c [[y]] \\ @ana, by 2026-11-01. …");
    let markdown = report(&many, &["agenda", "--output-format", "markdown"]).out;
    assert!(markdown.contains("\n````toml\n[[x.update]]\n") && markdown.ends_with("\n````\n"), "{markdown}");
}

#[test]
fn a_draft_is_never_brighter_than_the_verdict_or_the_last_word() {
    let workspace = Workspace::example();
    let health = |id: &str, day: &str| {
        let args = ["report", "agenda", "--output-format", "json", "--as-of", day];
        let told = Ran::of(bare(workspace.path()).args(args)).json();
        let updates = told["updates"].as_array().unwrap();
        let update = updates.iter().find(|it| it["initiative"] == id).unwrap_or_else(|| panic!("{told}"));
        let line = update["toml"].as_str().unwrap().lines().find(|line| line.starts_with("health")).unwrap();
        line.to_owned()
    };
    assert_eq!(health("search-reindex", "2026-11-23"), "health = \"on_track\"");
    assert_eq!(health("checkout-retries", "2026-11-23"), "health = \"at_risk\"", "it is late for planning");
    workspace.replace("initiatives/checkout-retries.toml", "status = \"accepted\"", "status = \"presented\"");
    assert_eq!(health("checkout-retries", "2027-02-20"), "health = \"off_track\"", "planning has closed");
    // What was said last stands, whoever said nothing since.
    let path = "initiatives/search-reindex/updates.toml";
    let said = "\n[[update]]\ndate = 2026-11-21\nby = \"wren\"\nhealth = \"off_track\"\ntext = \"No disks\"\n\
        [[update]]\ndate = 2026-11-22\nby = \"wren\"\ntext = \"Disks ordered\"\n";
    workspace.write(path, workspace.read(path) + said);
    assert_eq!(health("search-reindex", "2026-11-23"), "health = \"off_track\"");
}

#[test]
fn nothing_private_and_nothing_hostile_comes_through() {
    const SECRET: &str = "zebra";
    let hostile = "x\u{1b}[31m | @ana `a` </td> #12 ##[group] | 2";
    let text = |text: &str| toml_edit::Value::from(text).to_string();
    let initiative = format!(
        "title = {h}\nowner = \"dana\"\nstage = \"committed\"\nstage_since = 2026-11-02\ncategory = \"product\"\n\
         target_cycle = \"2027-q1\"\nsummary = {h}\nhorizon = [{h}]\nthemes = [\"t\"]\nopen_questions = [{{ q = {h} }}]\n\
         outcome = {{ goal = {h} }}\n\
         [[metric]]\nid = \"m\"\nname = {h}\nunit = {h}\nbaseline = {{ value = 1 }}\nreadings = [{{ value = 2, date = 2026-11-03 }}]\n\
         [[pitch]]\naudience = \"pm\"\ntext = {h}\narguments = [\"a\"]\n\
         [[ask]]\nid = \"a\"\nteam = \"payments\"\nkind = \"work\"\nwhat = {h}\nstatus = \"accepted\"\n\
         presented_on = 2026-11-02\nanswered_on = 2026-11-04\nanswer = {s}\n\
         [[ask]]\nid = \"b\"\nteam = \"payments\"\nkind = \"work\"\nwhat = {h}\nstatus = \"presented\"\npresented_on = 2026-11-02\n\
         [[conversation]]\ndate = 2026-11-03\nwith = [\"lee\"]\nformat = \"one_on_one\"\npitch = \"pm\"\noutcome = \"opposed\"\n\
         stance = {{ lee = \"opposed\" }}\nprivate = {s}\nfollow_up_by = 2026-11-05\nneeds = [{{ id = \"n\", text = {h} }}]\n\
         [[step]]\nid = \"s\"\ntext = {h}\nend = 2026-12-01\nchange = {{ window = {h} }}\nrelease = {{ verified_by = {h} }}\n\
         checkpoint = {{ date = 2026-11-10, stop_if = {h} }}\n\
         [[deliverable]]\nid = \"d\"\ntext = {h}\nend = 2026-11-10\nmoved_from = [2026-11-01]\n\
         [[deliverable]]\nid = \"e\"\ntext = {h}\nend = 2026-11-10\nstatus = \"done\"\n\
         [[deliverable]]\nid = \"f\"\ntext = {h}\nstretch = true\n\
         [[decision]]\ndate = 2026-11-03\nby = \"dana\"\nwhat = {h}\nwhy = {h}\nkind = \"priority\"\n\
         [[risk]]\ntext = {h}\nresponse = {h}\ndue = 2026-11-24\n\
         [[interview]]\ndate = 2026-11-03\nparticipants = [{{ alias = {s} }}]\nquestions = [{s}]\nquotes = [{{ text = {s} }}]\n\
         [[retro]]\ndate = 2026-11-03\nactions = [{{ text = {h} }}]\n\
         [[update]]\ndate = 2026-11-03\nby = \"dana\"\nhealth = \"on_track\"\ntext = {s}\n",
        h = text(hostile),
        s = text(SECRET),
    );
    let ended = format!(
        "title = {h}\nstage = \"dropped\"\ntarget_cycle = \"2027-q1\"\n[closing]\ndate = 2026-11-03\nreason = {h}\nlesson = {h}\n",
        h = text(hostile)
    );
    let cycle = format!(
        "[\"2027-q1\"]\nkind = \"quarter\"\nstart = 2026-11-01\nend = 2027-03-31\nplanning_start = 2026-12-11\nfreeze = 2026-12-25\n\
         rank = [\"x\"]\nretro = {{ date = 2026-11-03, findings = {h}, actions = [{{ text = {h} }}] }}\n",
        h = text(hostile)
    );
    let named = |key: &str| format!("{key} = {}\n", text(hostile));
    let workspace = Workspace::empty();
    workspace
        .write("canvass.toml", named("name"))
        .write("people.toml", format!("[dana]\n{}[lee]\n{}", named("name"), named("name")))
        .write("teams.toml", format!("[payments]\n{}pm = \"lee\"\n", named("name")))
        .write("themes.toml", format!("[t]\n{}{}", named("title"), named("community")))
        .write("arguments.toml", format!("[a]\n{}{}", named("text"), named("credit")))
        .write("systems.toml", format!("[db]\n{}owner = \"payments\"\nend_of_support = 2026-11-25\n", named("name")))
        .write("cycles.toml", cycle)
        .write("initiatives/x.toml", initiative)
        .write("initiatives/y.toml", ended);
    for args in [&["roadmap"][..], &["agenda"], &["mbr"], &["retro", "2027-q1"]] {
        for format in ["full", "markdown", "json"] {
            let ran = report(&workspace, &[args, &["--output-format", format]].concat());
            let noted = ran.err.lines().all(|line| line.starts_with("note: parts of some files cannot be read"));
            assert!(ran.code == 0 && noted, "{args:?}: {}", ran.err);
            assert!(!ran.out.contains(SECRET) && !ran.out.contains("opposed"), "{}", ran.out);
            assert!(!ran.out.contains('\u{1b}') && !ran.out.contains("##[group]"), "{}", ran.out);
            if format == "markdown" {
                let prose: String = ran.out.split("```").step_by(2).collect();
                assert!(!prose.contains("@ana") && !prose.contains("</td>") && !prose.contains("#12 "), "{prose}");
                let columns = |line: &str| line.replace("\\|", "").matches('|').count();
                let rows = prose.lines().filter(|line| line.starts_with('|')).map(columns);
                assert!(rows.clone().all(|count| matches!(count, 4 | 6)), "{prose}");
            }
        }
    }
}
