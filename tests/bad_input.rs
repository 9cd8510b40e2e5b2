//! Bad input, one fault at a time in the example: each gives findings that name file, line and fix, beside all others,
//! and no initiative but the broken one is measured differently.
//!
//! What becomes of repositories that are no good is in `bad_repository.rs`.

use crate::support::command::Ran;
use crate::support::workspace::{Finding, Workspace, findings};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

/// An initiative beside the example's: valid, and nothing is found in it.
pub(crate) const GOOD: &str =
    "title = \"T\"\nowner = \"dana\"\nstage = \"idea\"\nstage_since = 2026-11-16\ncategory = \"product\"\n";
const NEW: &str = "initiatives/new.toml";

/// What is said of the example as it is.
static SOUND: LazyLock<(Vec<Finding>, Measures)> = LazyLock::new(|| {
    let workspace = Workspace::example();
    (workspace.findings(), measures(&workspace))
});

/// What `readiness` and `coverage` say of each initiative, without lines.
type Measures = BTreeMap<(&'static str, String), Value>;

fn measures(workspace: &Workspace) -> Measures {
    let mut all = Measures::new();
    for command in ["readiness", "coverage"] {
        let ran = workspace.run(&[command, "--output-format", "json"]);
        assert_eq!(ran.code, 0, "{command}: {}", ran.err);
        let mut document = ran.json();
        for mut initiative in document["initiatives"].as_array_mut().unwrap().drain(..) {
            for gate in initiative["gates"].as_array_mut().into_iter().flatten() {
                gate.as_object_mut().unwrap().remove("line");
            }
            all.insert((command, initiative["id"].as_str().unwrap().to_owned()), initiative);
        }
    }
    assert_eq!(workspace.run(&["readiness", "refund-status"]).code, 0, "one alone, as people see it");
    all
}

/// What a fault may touch beside itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    /// Nothing.
    Same,
    /// Other findings go with what is hidden, and measures change; none comes.
    Fewer,
}

/// Puts a fault into the example and returns the findings it brings, in words.
fn brings(others: Others, put: impl FnOnce(&Workspace)) -> String {
    let workspace = Workspace::example();
    put(&workspace);
    let before = workspace.files();
    let ran = workspace.run(&["validate", "--output-format", "json"]);
    let found = findings(&ran);
    let (sound, sound_measures) = &*SOUND;

    let mut rest: Vec<_> = found.iter().collect();
    for known in sound {
        match rest.iter().position(|finding| finding.words() == known.words()) {
            Some(at) => drop(rest.remove(at)),
            None => assert!(others == Others::Fewer, "lost: {}", known.text()),
        }
    }
    assert_eq!(ran.code, 1);
    for finding in &rest {
        assert!(!finding.help.is_empty() && finding.line > 0, "{}", finding.text());
    }
    // What a person sees names the same places.
    let full = workspace.run(&["validate"]);
    assert_eq!(full.code, ran.code);
    for Finding { file, message, .. } in &rest {
        assert!(full.out.contains(file) && full.out.contains(message.split('\n').next().unwrap()), "{}", full.out);
    }

    let measured = measures(&workspace);
    for (key, measure) in sound_measures {
        match measured.get(key) {
            Some(found) => assert!(found == measure || others == Others::Fewer, "{key:?} is measured differently"),
            None => panic!("{key:?} is not measured"),
        }
    }
    assert!(workspace.files() == before, "a file was changed or lost");
    rest.into_iter().map(Finding::text).collect()
}

/// A fault by its name, and how it is put into a workspace.
type Fault<'f> = (&'f str, &'f dyn Fn(&Workspace));

/// The findings of each fault under its name; faults are independent of each other.
fn all(faults: &[Fault<'_>]) -> String {
    faults.iter().map(|(name, put)| format!("== {name}\n{}", brings(Others::Same, put))).collect()
}

/// The findings of each file put beside the example's.
fn files(faults: &[(&str, &str)]) -> String {
    let put = |text: &str| {
        brings(Others::Same, |workspace| {
            workspace.write(NEW, text);
        })
    };
    faults.iter().map(|(name, text)| format!("== {name}\n{}", put(&text.replace("GOOD", GOOD)))).collect()
}

macro_rules! assert_said {
    ($text:expr) => {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
            insta::assert_snapshot!($text);
        });
    };
}

#[test]
fn syntax_faults_all_come_in_one_run() {
    assert_said!(files(&[
        ("values missing and not quoted", "title =\nowner = dana\nstage = \"idea\nstage_since = 2026-11-16\n"),
        ("a list that never ends", "GOODthemes = [ \"money-paths\",\n[problem]\nwho = \"x\"\n"),
        ("a key twice, a table twice", "GOODtitle = \"U\"\n[roles]\nproduct = \"lee\"\n[roles]\nproduct = \"lee\"\n"),
        ("half a header", "GOOD[problem\nwho = \"x\"\n"),
        ("words", "this is no TOML\n"),
        ("other faults further down", "title =\n\nGOODsumary = \"x\"\n[problem]\nwho = 3\n"),
    ]));
}

#[test]
fn syntax_of_newer_toml_is_refused() {
    assert_said!(files(&[
        ("line break in a table", "GOODroles = { product = \"lee\",\n  delivery = \"dana\" }\n"),
        ("comma at the end of a table", "GOODroles = { product = \"lee\", }\n"),
        ("escape", "GOODsummary = \"a\\eb\\x41\"\n"),
        ("time without seconds", "GOODextra = { at = 2026-11-16T09:30 }\n"),
    ]));
}

#[test]
fn wrong_types_and_unknown_keys_are_named() {
    assert_said!(files(&[
        (
            "types",
            "title = 3\nowner = [\"dana\"]\nstage = \"ideas\"\nstage_since = \"2026-11-16\"\ncategory = \"product\"\nthemes = \"x\"\n[[ask]]\nid = 7\nteam = \"payments\"\nkind = \"work\"\nwhat = true\neffort = 4\n",
        ),
        ("keys", "GOODsumary = \"x\"\nfoo_bar = 1\n[problem]\nwho = \"x\"\nimpcat = \"y\"\n"),
        (
            "numbers",
            "GOODappetite = 99999999999999999999999\nvalue = { low = -1, high = nan, currency = \"EUR\", basis = \"b\" }\n"
        ),
        (
            "a date for a text, a number for a date",
            "title = 2026-11-16\nowner = \"dana\"\nstage = \"idea\"\nstage_since = 16\ncategory = \"product\"\n"
        ),
        ("missing keys", "title = \"T\"\n[[risk]]\nowner = \"dana\"\n[[evidence]]\nid = \"e\"\n"),
    ]));
}

#[test]
fn references_that_lead_nowhere_name_what_was_meant() {
    assert_said!(files(&[(
        "references",
        "title = \"T\"\nowner = \"dan\"\nstage = \"idea\"\nstage_since = 2026-11-16\ncategory = \"product\"\nthemes = [\"nope\"]\nfollows = \"checkout-retry\"\nsystems = [{ ref = \"chekout\", change = \"none\" }]\ntarget_cycle = \"2027-q9\"\n",
    )]));
}

#[test]
fn names_in_the_place_of_ids_lead_to_the_ids() {
    let ask = |team: &str| format!("[[ask]]\nid = \"a\"\nteam = \"{team}\"\nkind = \"work\"\nwhat = \"w\"\n");
    assert_said!(all(&[
        ("a person", &|w| {
            w.write(NEW, GOOD.replace("\"dana\"", "\"Dana Okonjo\""));
        }),
        ("a first name with a sign, and a name that nobody has", &|w| {
            w.replace("people.toml", "manager = \"kim\"\nexpertise", "manager = \"@Kim\"\nexpertise");
            w.write(NEW, GOOD.replace("\"dana\"", "\"Nora Lindqvist\""));
        }),
        ("systems and themes", &|w| {
            let systems = "systems = [{ ref = \"Ledger databse\", change = \"none\" }, { ref = \"Payments_API\", change = \"none\" }]";
            w.write(NEW, format!("{GOOD}{systems}\nthemes = [\"Nobody knows\"]\n"));
        }),
        ("a renamed team", &|w| {
            w.write(NEW, format!("{GOOD}{}", ask("reliability")));
        }),
        ("a hostile name", &|w| {
            w.write(NEW, GOOD.replace("\"dana\"", "\"Dana \\u001b Okonjo\""));
        }),
    ]));
}

#[test]
fn a_name_that_nothing_has_says_how_its_id_would_be_written() {
    assert_said!(files(&[
        (
            "one for each kind",
            "title = \"T\"\nowner = \"Nora Lindqvist\"\nstage = \"idea\"\nstage_since = 2026-11-16\ncategory = \"product\"\ntarget_cycle = \"2027 Q9\"\nthemes = [\"Nobody knows\"]\naligns_with = [\"Grow fast\"]\nsystems = [{ ref = \"Billing UI\", change = \"none\" }]\n[[ask]]\nid = \"a\"\nteam = \"Legal & Tax\"\nkind = \"work\"\nwhat = \"w\"\n",
        ),
        (
            "names of things of the initiative",
            "GOOD[[step]]\nid = \"build\"\ntext = \"x\"\n[[step]]\nid = \"Roll out\"\ntext = \"x\"\n[[deliverable]]\nid = \"d\"\ntext = \"x\"\nstep = \"Build\"\n[[deliverable]]\nid = \"e\"\ntext = \"x\"\nstep = \"日本\"\n",
        ),
    ]));
}

#[test]
fn what_follows_from_a_fault_is_not_reported() {
    let put = |name: &str, file: &'static str, from: &'static str, to: &'static str| {
        let said = brings(Others::Fewer, |w| {
            w.replace(file, from, to);
        });
        format!("== {name}\n{said}")
    };
    let at = |stage: &str, rest: &str| GOOD.replace("idea", stage) + rest;
    let stages = files(&[
        ("a key below a table", &GOOD.replace("stage = \"idea\"\n", "[problem]\nstage = \"idea\"\n")),
        (
            "a misspelt key",
            &at("problem", "sumary = \"x\"\n[problem]\nwho = \"a\"\nimpcat = \"b\"\nbenefit_if_gone = \"c\"\n"),
        ),
        ("a key of another table", &at("problem", "[problem]\nwho = \"a\"\ncount = 5\n[[segment]]\nimpact = \"b\"\n")),
        (
            "a key below the next entry",
            "GOOD[[evidence]]\nid = \"e\"\ndate = 2026-11-16\nkind = \"ticket\"\n[[pitch]]\nclaim = \"c\"\naudience = \"pm\"\ntext = \"t\"\n",
        ),
        ("a list under another name", &at("problem", "[[segments]]\nid = \"s\"\n")),
        ("a day in words", &GOOD.replace("2026-11-16", "16 Nov 2026")),
        ("a day in words, the month first", &GOOD.replace("2026-11-16", "Nov 16, 2026")),
        ("a quarter as people say it", "GOODtarget_cycle = \"Q1-2027\"\n"),
        (
            "a required day in quotes",
            "GOOD[[conversation]]\ndate = \"2026-11-16\"\nwith = [\"ana\"]\nformat = \"chat\"\n",
        ),
        ("a waiver whose end cannot be read", "GOOD[[allow]]\ncode = \"CV201\"\nreason = \"r\"\nuntil = \"soon\"\n"),
    ]);
    let roles = [
        put("a list of a role", "teams.toml", "em = \"ana\"", "em = [\"Dana Okonjo\", \"kim\"]"),
        put("a number for a role", "teams.toml", "em = \"ana\"", "em = 3"),
        put("a merge in people", "people.toml", "[ana]", "<<<<<<< a\n[ana]\n=======\n[anna]\n>>>>>>> b"),
        put("half a header in people", "people.toml", "[ana]", "[ana"),
        put("a header with a blank", "people.toml", "[ana]", "[a na]"),
        put("a header that is no id", "people.toml", "[ana]", "[Ana]"),
        put("a part without its name", "teams.toml", "[payments]", "[hours]\ncore = \"9\"\n[payments]"),
        put("tables below the word for all", "people.toml", "[ana]", "[people.ana]"),
        put("a key of a team below its table", "teams.toml", "effort = 0.5\n", "effort = 0.5\nktlo_floor = 10\n"),
    ];
    assert_said!(stages + &roles.concat());
}

#[test]
fn what_is_missing_is_described_in_the_layout_that_is_there() {
    assert_said!(all(&[
        ("a file of many", &|w| {
            w.write(NEW, GOOD.replace("\"dana\"", "\"zed\""));
        }),
        ("a folder", &|w| {
            w.write(NEW, format!("{GOOD}systems = [{{ ref = \"zed\", change = \"none\" }}]\n"));
        }),
    ]));
}

#[test]
fn circles_are_found_and_end() {
    let system = |other: &str| {
        format!(
            "name = \"A\"\nkind = \"component\"\nowner = \"sre\"\n[[depends_on]]\nsystem = \"{other}\"\ncoupling = \"hard\"\n"
        )
    };
    assert_said!(all(&[
        ("teams", &|w| {
            w.replace("teams.toml", "name = \"Commerce\"\n", "name = \"Commerce\"\nparent = \"discovery\"\n");
        }),
        ("managers", &|w| {
            w.replace("people.toml", "github = \"marta-kettleby\"\n", "manager = \"bram\"\n");
        }),
        ("initiatives", &|w| {
            w.write("initiatives/new-a.toml", format!("{GOOD}follows = \"new-b\"\n"));
            w.write("initiatives/new-b.toml", format!("{GOOD}follows = \"new-a\"\n"));
        }),
        ("an initiative alone", &|w| {
            w.write(NEW, format!("{GOOD}follows = \"new\"\n"));
        }),
        ("systems", &|w| {
            w.write("systems/new-a.toml", system("new-b")).write("systems/new-b.toml", system("new-a"));
        }),
        ("parts of systems", &|w| {
            w.write("systems/new-a.toml", "name = \"A\"\nkind = \"component\"\nowner = \"sre\"\npart_of = \"new-b\"\n");
            w.write("systems/new-b.toml", "name = \"B\"\nkind = \"component\"\nowner = \"sre\"\npart_of = \"new-a\"\n");
        }),
    ]));
}

#[test]
fn ids_that_stand_twice_are_found_across_files_and_by_case() {
    assert_said!(all(&[
        ("file and folder", &|w| {
            w.write(NEW, GOOD).write("initiatives/new/initiative.toml", GOOD);
        }),
        ("by case, in one file", &|w| {
            w.replace("people.toml", "[dana]\n", "[Kim]\nname = \"K\"\n\n[dana]\n");
        }),
        ("by case, as files", &|w| {
            w.write("initiatives/Refund-Status.toml", GOOD);
        }),
        ("in one file", &|w| {
            w.replace(
                "themes.toml",
                "[money-paths]\n",
                "[new]\ntitle = \"N\"\n[new]\ntitle = \"M\"\n\n[money-paths]\n",
            );
        }),
        ("device of Windows", &|w| {
            w.write("initiatives/con.toml", GOOD);
        }),
        ("kept in both forms", &|w| {
            w.write("themes/new.toml", "title = \"N\"\n");
        }),
    ]));
}

#[test]
fn encodings_and_hidden_characters_are_named() {
    let put = |text: Vec<u8>| {
        move |w: &Workspace| {
            w.write(NEW, &text);
        }
    };
    let with = |bytes: &[u8]| [GOOD.as_bytes(), b"summary = \"a", bytes, b"b\"\n"].concat();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    assert_said!(all(&[
        ("invalid UTF-8", &put(with(b"\xff\xfe"))),
        ("UTF-16", &put([&b"\xff\xfe"[..], &wide(GOOD)].concat())),
        ("NUL", &put(with(b"\0"))),
        ("escape", &put(with(b"\x1b[31m"))),
        ("bidi", &put(with("\u{202e}".as_bytes()))),
        ("zero width", &put(with("\u{200b}".as_bytes()))),
        ("bidi in a comment", &put(format!("{GOOD}# a\u{2066}b\n").into_bytes())),
        ("CR alone", &put(GOOD.replace('\n', "\r").into_bytes())),
        ("BOM and a fault", &put(b"\xef\xbb\xbftitle = 3\nowner = \"dana\"\n".to_vec())),
    ]));
}

#[test]
fn line_ends_and_marks_change_nothing() {
    let rewrite = |w: &Workspace, change: &dyn Fn(String) -> String| {
        for path in w.files().into_keys() {
            w.write(&path, change(w.read(&path)));
        }
    };
    let unchanged = |change: &dyn Fn(String) -> String| {
        assert_eq!(brings(Others::Same, |w| rewrite(w, change)), "");
        let workspace = Workspace::example();
        rewrite(&workspace, change);
        assert_eq!(workspace.findings(), SOUND.0, "also the same lines and columns");
    };
    unchanged(&|text| text.replace('\n', "\r\n"));
    unchanged(&|text| format!("\u{feff}{text}"));
}

#[test]
fn sizes_and_depths_end_in_findings_at_once() {
    let deep = |w: &Workspace| {
        let text = w.read("themes.toml");
        w.write("themes.toml", format!("{text}\nx = {}", "[".repeat(1_000_000)));
    };
    let of_many = format!("== 10^6 brackets in a file of many\n{}", brings(Others::Fewer, deep));
    let of_one = all(&[
        ("100 MB", &|w| fs::File::create(w.join(NEW)).unwrap().set_len(100 << 20).unwrap()),
        ("10^6 brackets", &|w| {
            w.write(NEW, format!("title = {}", "[".repeat(1_000_000)));
        }),
        ("headers", &|w| {
            w.write(NEW, "[".repeat(60_000));
        }),
        ("braces", &|w| {
            w.write(NEW, format!("a = {}", "{a=".repeat(20_000)));
        }),
        ("dots", &|w| {
            w.write(NEW, format!("a{} = 1", ".a".repeat(20_000)));
        }),
        ("items", &|w| {
            w.write(NEW, format!("{GOOD}no_gos = [{}]\n", "\"\",".repeat(2_000)));
        }),
    ]);
    assert_said!(of_one + &of_many);
}

#[cfg(unix)]
fn pipe(path: std::path::PathBuf) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = Workspace::empty();
    outside.write("secret.toml", "title = \"secret of another repository\"\n");
    let text = all(&[
        ("link to a file outside", &|w| symlink(outside.join("secret.toml"), w.join(NEW)).unwrap()),
        ("link to nothing", &|w| symlink("nowhere", w.join(NEW)).unwrap()),
        ("link to itself", &|w| symlink(w.join(NEW), w.join(NEW)).unwrap()),
        ("link to a folder outside", &|w| symlink(outside.path(), w.join("initiatives/new")).unwrap()),
        ("pipe", &|w| pipe(w.join(NEW))),
        ("folder called like a file", &|w| fs::create_dir(w.join(NEW)).unwrap()),
    ]);
    assert!(!text.contains("secret"), "{text}");
    assert_said!(text);
}

/// A file that names many things is one fault, however many places use them.
#[cfg(unix)]
#[test]
fn a_file_of_many_that_cannot_be_read_is_one_finding() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let fewer = |put: &dyn Fn(&Workspace)| brings(Others::Fewer, put);
    let mut text = String::new();
    text += &fewer(&|w| {
        w.remove("people.toml");
        symlink("/etc/passwd", w.join("people.toml")).unwrap();
    });
    text +=
        &fewer(&|w| fs::File::options().write(true).open(w.join("people.toml")).unwrap().set_len(100 << 20).unwrap());
    text += &fewer(&|w| {
        w.remove("teams.toml");
        fs::create_dir(w.join("teams.toml")).unwrap();
    });
    text += &fewer(&|w| {
        fs::rename(w.join("systems"), w.join("elsewhere")).unwrap();
        symlink("elsewhere", w.join("systems")).unwrap();
    });
    text += &fewer(&|w| {
        w.remove("canvass.toml");
        fs::create_dir(w.join("canvass.toml")).unwrap();
    });
    text += &fewer(&|w| {
        w.remove("canvass.toml");
        pipe(w.join("canvass.toml"));
    });
    assert_said!(text);

    let workspace = Workspace::example();
    fs::rename(workspace.join("people.toml"), workspace.join("elsewhere")).unwrap();
    fs::create_dir(workspace.join("people.toml")).unwrap();
    for command in ["readiness", "coverage"] {
        let note = workspace.run(&[command]).err;
        assert_eq!(note, "note: people cannot be read, and every measure lacks them; run `canvass validate`\n");
    }

    let workspace = Workspace::example();
    let locked = workspace.join("themes.toml");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&locked).is_err() {
        let found = workspace.findings();
        let locked = found.iter().find(|finding| finding.file == "themes.toml").unwrap();
        assert!(locked.message.contains("cannot be read") && locked.help.contains("may be read"), "{}", locked.text());
        assert_eq!(found.len(), SOUND.0.len() + 1);
    }
}

#[test]
fn dates_out_of_range_are_named() {
    let since = |date: &str| GOOD.replace("2026-11-16", date);
    let put = |text: String| {
        move |w: &Workspace| {
            w.write(NEW, &text);
        }
    };
    assert_said!(all(&[
        ("year 0", &put(since("0000-01-01"))),
        ("year 9999", &put(since("9999-12-31"))),
        (
            "no such day, no such month",
            &put(format!("{}[[update]]\ndate = 2026-13-01\nby = \"dana\"\ntext = \"t\"\n", since("2026-02-30")))
        ),
        ("a time too many", &put(since("2026-11-16T09:30:00"))),
        ("no date", &put(since("16")))
    ]));
    let workspace = Workspace::example();
    for (date, why) in [
        ("9999-12-31", "the year must lie between 1970 and 2199"),
        ("0000-01-01", "the year must lie between 1970 and 2199"),
        ("tomorrow", "write a date that exists, as YYYY-MM-DD, such as 2026-11-23"),
        ("2026-02-30", "write a date that exists, as YYYY-MM-DD, such as 2026-11-23"),
        ("", "write a date that exists"),
    ] {
        for command in ["validate", "readiness", "coverage"] {
            let ran = Ran::of(crate::support::command::bare(workspace.path()).args([command, "--as-of", date]));
            ran.assert_refused("'--as-of <DATE>'", why);
        }
    }
}
