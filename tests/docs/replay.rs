//! Runs the commands that a page shows and puts what they print in the place of what it says they print.
//!
//! A page begins in the example, with its history, as of its day. Comments change that:
//!
//! - `<!-- replay: empty -->` begins anew in an empty repository, `<!-- replay: example -->` in the example;
//! - `<!-- file: PATH -->` writes the next block to a file, `<!-- append: PATH -->` adds it to one, and before a block
//!   that tells the reader to delete a file `<!-- remove: PATH -->` deletes it;
//! - `<!-- change: PATH -->` replaces the lines that the next block, a diff, marks with `-` by those it marks with `+`.
//!
//! In a block of `console`, `$ canvass …` is run and `$ echo $?` says how the last run ended; a line `...` stands for
//! any lines.

use super::markdown::{Item, items};
use crate::support::command::transcript;
use canvass::example;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Columns of the terminal that pages show.
const WIDTH: usize = 100;
/// Stands for any lines.
const ANY: &str = "...";

/// `text` with what the commands print now, and how many were run.
pub(super) fn replay(page: &str, text: &str) -> (String, usize) {
    let mut shown = String::new();
    let mut session = None;
    let mut target: Option<(&str, &str)> = None;
    let mut count = 0;
    for item in items(text) {
        match item {
            Item::Prose(line) => shown.push_str(&format!("{line}\n")),
            Item::Directive { line, name, value } => {
                match name {
                    "replay" => session = Some(Session::new(value)),
                    "file" | "append" | "change" | "remove" => target = Some((name, value)),
                    _ => {}
                }
                shown.push_str(&format!("{line}\n"));
            }
            Item::Block { fence, language, lines } => {
                let mut body = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
                if let Some((how, file)) = target.take() {
                    session.get_or_insert_with(|| Session::new("example")).write(page, how, file, &lines);
                } else if language == "console" {
                    let session = session.get_or_insert_with(|| Session::new("example"));
                    let (printed, run) = session.console(page, &lines);
                    assert!(run > 0, "{page}: a block of `console` without a command: {body}");
                    (body, count) = (printed, count + run);
                }
                shown.push_str(&format!("{fence}{language}\n{body}{fence}\n"));
            }
        }
    }
    assert!(target.is_none(), "{page}: a comment asks for a block, and none follows");
    (shown, count)
}

/// A folder in which commands are run one after the other.
struct Session {
    dir: TempDir,
    code: i32,
}

impl Session {
    fn new(state: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        match state {
            "example" => drop(example::unpack_with_history(dir.path()).unwrap()),
            "empty" => drop(git2::Repository::init(dir.path()).unwrap()),
            other => panic!("there is no state `{other}` to begin in"),
        }
        Self { dir, code: 0 }
    }

    fn write(&self, page: &str, how: &str, file: &str, lines: &[&str]) {
        let path = self.dir.path().join(file);
        let found = || fs::read_to_string(&path).unwrap_or_else(|error| panic!("{page}: {file}: {error}"));
        let block = |marked: &str| -> String {
            lines.iter().filter_map(|line| line.strip_prefix(marked)).map(|line| format!("{line}\n")).collect()
        };
        if how == "remove" {
            return fs::remove_file(&path).unwrap();
        }
        let text = match how {
            "file" => block(""),
            "append" => format!("{}\n{}", found(), block("")),
            _ => {
                let (found, old) = (found(), block("-"));
                assert_eq!(found.matches(&old).count(), 1, "{page}: {file} has not once:\n{old}");
                found.replace(&old, &block("+"))
            }
        };
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }

    /// The block as it should be, and how many commands were run.
    fn console(&mut self, page: &str, lines: &[&str]) -> (String, usize) {
        let mut shown = String::new();
        let mut run = 0;
        let mut lines = lines.iter().copied().peekable();
        while let Some(line) = lines.next() {
            let mut typed =
                line.strip_prefix("$ ").unwrap_or_else(|| panic!("{page}: {line:?} follows no command")).to_owned();
            shown.push_str(&format!("{line}\n"));
            while typed.ends_with('\\') {
                let next = lines.next().unwrap_or_default();
                shown.push_str(&format!("{next}\n"));
                typed.pop();
                typed.push_str(next);
            }
            let mut wanted = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
                wanted.push(line);
            }
            let printed = match typed.as_str() {
                "echo $?" => format!("{}\n", self.code),
                typed => {
                    run += 1;
                    let printed;
                    (printed, self.code) = canvass(page, self.dir.path(), typed);
                    printed
                }
            };
            for line in settle(page, &wanted, &printed) {
                shown.push_str(&format!("{line}\n"));
            }
        }
        (shown, run)
    }
}

fn canvass(page: &str, dir: &Path, typed: &str) -> (String, i32) {
    let mut words = words(typed);
    assert_eq!(words.first().map(String::as_str), Some("canvass"), "{page}: only canvass can be run, not `{typed}`");
    words.remove(0);
    if !words.iter().any(|word| word == "--as-of") {
        words.extend(["--as-of".to_owned(), example::AS_OF.to_owned()]);
    }
    let (printed, code) = transcript(dir, WIDTH, &words);
    assert!(!printed.contains("panicked"), "{page}: {typed}: {printed}");
    (without_time(&printed), code)
}

/// The words of a line as a shell would split it, without anything that only a shell can do.
pub(super) fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = None;
    let mut between = true;
    for sign in line.chars() {
        match (open, sign) {
            (Some(quote), sign) if sign == quote => open = None,
            (None, '"' | '\'') => {
                open = Some(sign);
                if std::mem::take(&mut between) {
                    words.push(String::new());
                }
            }
            (None, ' ') => between = true,
            _ => {
                if std::mem::take(&mut between) {
                    words.push(String::new());
                }
                words.last_mut().unwrap().push(sign);
            }
        }
    }
    words
}

/// What a run took differs from one to the next.
fn without_time(printed: &str) -> String {
    let mut lines = Vec::new();
    for line in printed.lines() {
        let time = line.strip_prefix("Checked ").and_then(|rest| rest.split_once(" in ")?.1.split_once(['s', ':']));
        lines.push(match time {
            Some((time, _)) => line.replace(&format!(" in {time}s"), " in 4 ms"),
            None => line.to_owned(),
        });
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// What the page should show of `printed`: what it shows, where that holds; else the lines that come closest, with every
/// `...` where it was.
fn settle<'p>(page: &str, wanted: &[&'p str], printed: &'p str) -> Vec<&'p str> {
    let printed: Vec<&str> = printed.lines().collect();
    if holds(wanted, &printed) {
        return wanted.to_vec();
    }
    if !wanted.contains(&ANY) {
        return printed;
    }
    let segments: Vec<_> = wanted.split(|line| *line == ANY).collect();
    let mut settled = Vec::new();
    let mut rest = printed.as_slice();
    for (place, segment) in segments.iter().enumerate() {
        let (first, last) = (place == 0, place + 1 == segments.len());
        let alike = |lines: &[&str]| lines.iter().zip(*segment).filter(|(a, b)| a == b).count();
        let starts = match rest.len().checked_sub(segment.len()) {
            None => panic!("{page}: mend by hand\n{}\n\nThe command prints\n{}", wanted.join("\n"), printed.join("\n")),
            Some(_) if first => 0..=0,
            Some(most) if last => most..=most,
            Some(most) => 0..=most,
        };
        // `rev` keeps the first among those that are equally close.
        let start = starts.rev().max_by_key(|start| alike(&rest[*start..start + segment.len()])).unwrap();
        let (_, from) = rest.split_at(start);
        let (lines, after) = from.split_at(segment.len());
        settled.extend(lines);
        settled.extend((!last).then_some(ANY));
        rest = after;
    }
    settled
}

fn holds(wanted: &[&str], printed: &[&str]) -> bool {
    match wanted {
        [] => printed.is_empty(),
        [ANY, rest @ ..] => (0..=printed.len()).any(|skipped| holds(rest, &printed[skipped..])),
        [line, rest @ ..] => printed.first() == Some(line) && holds(rest, &printed[1..]),
    }
}

#[test]
fn any_lines_stand_for_any() {
    assert!(holds(&["a", ANY, "d"], &["a", "b", "c", "d"]) && holds(&["a", ANY], &["a"]));
    assert!(!holds(&["a", ANY, "d"], &["a", "b"]) && !holds(&["a"], &["a", "b"]));
    assert_eq!(settle("", &["x", ANY, "y"], "a\nb\nc\nd\n"), ["a", ANY, "d"]);
    assert_eq!(settle("", &[ANY, "b", "x", ANY, "y"], "a\nb\nc\nd\n"), [ANY, "b", "c", ANY, "d"]);
    assert_eq!(settle("", &[], "a\nb\n"), ["a", "b"]);
    assert_eq!(settle("", &["a", "b"], ""), [""; 0]);
}

#[test]
fn words_are_split_as_a_shell_does() {
    assert_eq!(
        words("canvass new  x --what \"two words\" 'a \"b\"' c=\"d e\""),
        ["canvass", "new", "x", "--what", "two words", "a \"b\"", "c=d e"]
    );
}

#[test]
fn time_is_left_out() {
    assert_eq!(without_time("Checked 2 files in 31 ms: 1 hint\n"), "Checked 2 files in 4 ms: 1 hint\n");
    assert_eq!(
        without_time("Checked 2 files in 1.4 s: 1 hint in 1 file\n"),
        "Checked 2 files in 4 ms: 1 hint in 1 file\n"
    );
    assert_eq!(without_time("met in 4 weeks\n"), "met in 4 weeks\n");
}
