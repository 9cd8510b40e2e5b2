//! The floors of `src/lib.rs`: no module uses one beside or above itself, and every file says what it is for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of code, comments and blank lines left out, beyond which a file does more than one thing.
const MOST_LINES: usize = 600;

/// Top-level modules and the floor each stands on, as the table in the documentation of `src/lib.rs` says.
type Floors = BTreeMap<String, u8>;

#[test]
fn modules_use_only_lower_floors() {
    let floors = read_floors(&fs::read_to_string(source_root().join("lib.rs")).unwrap());
    assert!(floors.len() >= 8, "the table of floors in src/lib.rs was not found: {floors:?}");
    let mut complaints = Vec::new();
    for file in source_files() {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(source_root()).unwrap().to_owned();
        complaints.extend(about_form(&text).into_iter().map(|what| format!("src/{}: {what}", name.display())));
        let module = module_path(&name);
        complaints.extend(about_arrows(&floors, &module, &text).into_iter().map(|what| format!("{module:?}: {what}")));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn source_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn source_files() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&source_root(), &mut found);
    found.sort();
    found
}

/// The folder of a crate whose modules stand on floors of their own.
const HOUSE: &str = "portfolio";
/// Modules that are crates: paths from their root stay inside of them.
const ROOMS: [&str; 2] = ["model", "backlog"];

/// The module a file holds: `portfolio/load/tree.rs` → `["load", "tree"]`, `model/date.rs` → `["model", "date"]`,
/// `lib.rs` → `[]`.
fn module_path(file: &Path) -> Vec<String> {
    let mut path: Vec<String> =
        file.with_extension("").components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if matches!(path.last().map(String::as_str), Some("mod" | "lib")) {
        path.pop();
    }
    if path.first().is_some_and(|folder| folder == HOUSE) {
        path.remove(0);
    }
    path
}

/// Reads rows such as ``| 0 | [`model`], [`source`] | … |``.
fn read_floors(library: &str) -> Floors {
    let rows = library.lines().filter_map(|line| line.strip_prefix("//! |"));
    rows.filter_map(|row| {
        let mut cells = row.split('|').map(str::trim);
        Some((cells.next()?.parse::<u8>().ok()?, cells.next()?))
    })
    .flat_map(|(floor, names)| names.split('`').skip(1).step_by(2).map(move |name| (name.to_owned(), floor)))
    .collect()
}

/// What is wrong with a file as a file.
fn about_form(text: &str) -> Vec<String> {
    let code = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    let mut complaints = Vec::new();
    if !text.starts_with("//! ") {
        complaints.push("does not open with `//!` and a sentence that says what it is for".to_owned());
    }
    if code > MOST_LINES {
        complaints.push(format!("has {code} lines of code; split it before it passes {MOST_LINES}"));
    }
    complaints
}

/// What is wrong with the modules that the text of `module` uses.
fn about_arrows(floors: &Floors, module: &[String], text: &str) -> Vec<String> {
    // The crate root and the command join the floors together; tests may look anywhere.
    let joins = module.last().is_none_or(|name| name == "main" || name == "tests");
    let Some(own) = module.first().filter(|_| !joins) else { return Vec::new() };
    let Some(own_floor) = floors.get(own) else {
        return vec![format!("`{own}` has no floor; add it to the table in src/lib.rs")];
    };
    let tokens = without_tests(tokens(text));
    let used = Uses { tokens: &tokens, used: Vec::new() }.of(module);
    let judge = |used: &String| match floors.get(used) {
        _ if used == own => None,
        None => Some(format!("uses `{used}`, which is no module of the table in src/lib.rs")),
        Some(0) if *own_floor == 0 => None,
        Some(floor) if floor < own_floor => None,
        Some(floor) => Some(format!("uses `{used}` on floor {floor} from `{own}` on floor {own_floor}")),
    };
    used.iter().filter_map(judge).collect()
}

/// The words of a program and the few signs that paths and blocks are made of, without comments and strings.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => quoted(rest),
            '\'' => character_or_lifetime(rest),
            'r' | 'b' | 'c' if prefixed_string(rest).is_some() => prefixed_string(rest).unwrap_or(1),
            ':' if rest.starts_with("::") => 2,
            _ if is_word(first) => rest.find(|sign| !is_word(sign)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if is_word(first) && !token.ends_with(['"', '#', '\'']) || "{}()[],;:*#".contains(first) {
            found.push(token);
        }
        rest = after;
    }
    found
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// The length of a block comment, others nested in it included.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a string that may hold escapes, its quotes included.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, sign) in text.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of `r"…"`, `r#"…"#`, `b"…"`, `br#"…"#`, `c"…"` or `b'…'`, or nothing where `text` opens none.
fn prefixed_string(text: &str) -> Option<usize> {
    let signs = text.find(|sign| !matches!(sign, 'r' | 'b' | 'c')).filter(|signs| *signs <= 2)?;
    let (prefix, rest) = text.split_at(signs);
    if !prefix.contains('r') {
        return match rest.chars().next()? {
            '"' => Some(signs + quoted(rest)),
            '\'' if prefix == "b" => Some(signs + character_or_lifetime(rest)),
            _ => None,
        };
    }
    let hashes = rest.find(|sign| sign != '#')?;
    let body = rest.get(hashes..)?.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(signs + hashes + 1 + length)
}

/// The length of a character such as `'{'` or `'\''`, or of the tick alone where a lifetime follows.
fn character_or_lifetime(text: &str) -> usize {
    let mut signs = text.char_indices().skip(1);
    match (signs.next(), signs.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            let after = at + escaped.len_utf8();
            text.get(after..).and_then(|rest| rest.find('\'')).map_or(text.len(), |tick| after + tick + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// The tokens without the items marked `#[cfg(test)]`.
fn without_tests(tokens: Vec<&str>) -> Vec<&str> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some((first, after)) = rest.split_first() {
        match rest.strip_prefix(&MARK) {
            Some(item) => rest = after_item(item),
            None => {
                kept.push(*first);
                rest = after;
            }
        }
    }
    kept
}

/// What follows the item at the head of `tokens`, which ends at its `;` or with its block.
fn after_item<'a, 'b>(tokens: &'a [&'b str]) -> &'a [&'b str] {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(*token, ";" | "}") {
            return tokens.get(at + 1..).unwrap_or_default();
        }
    }
    &[]
}

/// Collects the top-level modules that tokens name.
struct Uses<'a> {
    tokens: &'a [&'a str],
    used: Vec<String>,
}

impl Uses<'_> {
    /// Every top-level module named in `module`, modules inside of it included.
    fn of(mut self, module: &[String]) -> Vec<String> {
        let mut here: Vec<String> = module.to_vec();
        let mut depth = 0_usize;
        let mut inner = Vec::new();
        for at in 0..self.tokens.len() {
            match self.token(at) {
                "mod" if self.token(at + 2) == "{" => {
                    here.push(self.token(at + 1).to_owned());
                    inner.push(depth);
                }
                "{" => depth += 1,
                "}" => {
                    depth = depth.saturating_sub(1);
                    if inner.last() == Some(&depth) {
                        inner.pop();
                        here.pop();
                    }
                }
                "crate" if self.begins_path(at) && module.first().is_some_and(|own| ROOMS.contains(&&**own)) => {}
                "crate" | "canvass" | "canvass_portfolio" if self.begins_path(at) => {
                    self.follow(at + 2, &mut Vec::new());
                }
                "canvass_model" => self.used.push("model".to_owned()),
                "canvass_backlog" => self.used.push("backlog".to_owned()),
                "self" | "super" if self.begins_path(at) => self.follow(at, &mut here.clone()),
                _ => {}
            }
        }
        self.used.sort();
        self.used.dedup();
        self.used
    }

    fn token(&self, at: usize) -> &str {
        self.tokens.get(at).copied().unwrap_or_default()
    }

    fn begins_path(&self, at: usize) -> bool {
        self.token(at + 1) == "::" && (at == 0 || self.token(at - 1) != "::")
    }

    /// Follows a path from the token at `at`, standing in the module `from`; notes where it leaves the crate root.
    fn follow(&mut self, at: usize, from: &mut Vec<String>) {
        match self.token(at) {
            "self" if self.token(at + 1) == "::" => self.follow(at + 2, from),
            "super" if self.token(at + 1) == "::" => {
                from.pop();
                self.follow(at + 2, from);
            }
            "{" => {
                let mut depth = 0_usize;
                for branch in at..self.tokens.len() {
                    match self.token(branch) {
                        "{" => depth += 1,
                        "}" => depth -= 1,
                        _ => {}
                    }
                    match depth {
                        0 => break,
                        1 if matches!(self.token(branch), "{" | ",") && self.token(branch + 1) != "}" => {
                            self.follow(branch + 1, &mut from.clone());
                        }
                        _ => {}
                    }
                }
            }
            name if from.is_empty() => {
                let name = name.to_owned();
                self.used.push(name);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floors() -> Floors {
        let table = "//! | Floor | Module |\n//! | --- | --- |\n//! | 2 | [`rules`] | x |\n\
                     //! | 1 | [`load`], [`draw`], [`backlog`] | x |\n//! | 0 | [`model`], [`source`] | x |\n";
        read_floors(table)
    }

    fn complaints(module: &[&str], text: &str) -> Vec<String> {
        let module: Vec<String> = module.iter().map(|part| (*part).to_owned()).collect();
        about_arrows(&floors(), &module, text)
    }

    #[test]
    fn an_arrow_upward_or_sideways_is_caught_however_it_is_written() {
        for planted in [
            "use crate::rules;",
            "use crate::rules::{Rule, run};",
            "use crate::{model, rules::run};",
            "use crate::{model::{self, Date}, rules};",
            "use crate::{self as everything};",
            "pub(crate) use super::super::rules as judge;",
            "fn f() { let x = crate::rules::run(\"{\"); }",
            "fn f<'a>(x: &'a str) { x == '{'; canvass::rules::run(x) }",
            "use crate::draw;",
            "macro_rules! m { () => { $crate::rules::run() } }",
            "#[cfg(test)] mod tests { use crate::model; } use crate::rules;",
            "mod inner { use super::super::super::rules; }",
            "use crate::*;",
            "use crate::unheard_of::Thing;",
        ] {
            assert_eq!(complaints(&["load", "tree"], planted).len(), 1, "{planted}");
        }
        assert_eq!(complaints(&["load"], "use super::rules;").len(), 1);
        assert_eq!(complaints(&["model"], "use canvass_portfolio::load;").len(), 1);
        assert_eq!(complaints(&["backlog"], "use canvass_portfolio::load::Tree;").len(), 1);
        assert_eq!(complaints(&["model"], "use canvass_backlog::Key;").len(), 1);
        assert_eq!(complaints(&["newcomer"], "").len(), 1, "a module without a floor");
    }

    #[test]
    fn an_arrow_downward_or_inside_is_not_and_neither_is_what_no_program_runs() {
        for fine in [
            "use crate::model::Date; use crate::source;",
            "use crate::load::document; use super::document; use self::inner::X; use super::super::model;",
            "//! See [`crate::rules`].\n/// And crate::rules::run.\n/* crate::rules /* crate::rules */ crate::rules */",
            r###"const A: &str = "crate::rules \" crate::rules"; const B: &str = r#"crate::rules " crate::rules"#;"###,
            "const A: &[u8] = b\"crate::rules\"; const B: u8 = b'\"'; const C: char = '\"'; // crate::rules",
            "#[cfg(test)]\nmod tests { use crate::rules; fn f() { if true { crate::rules::run() } } }",
            "#[cfg(test)] use crate::rules;",
            "mod inner { use super::super::document; use super::super::super::model; }",
            "use std::crate_like::rules; fn rules() { other::crate_::rules(); }",
        ] {
            assert_eq!(complaints(&["load", "tree"], fine), Vec::<String>::new(), "{fine}");
        }
        assert_eq!(complaints(&["source"], "use crate::model;"), Vec::<String>::new(), "floor 0 is one room");
        assert_eq!(complaints(&["model"], "use crate::Date;"), Vec::<String>::new(), "a crate of its own");
        assert_eq!(complaints(&["load"], "use canvass_model::Date;"), Vec::<String>::new());
        assert_eq!(complaints(&["main"], "canvass::rules::run()"), Vec::<String>::new());
        assert_eq!(complaints(&["load", "tests"], "use crate::rules;"), Vec::<String>::new());
    }

    #[test]
    fn a_file_says_what_it_is_for_and_stays_short() {
        assert_eq!(about_form("//! Reads.\nfn f() {}\n"), Vec::<String>::new());
        assert_eq!(about_form("fn f() {}\n").len(), 1);
        assert_eq!(about_form("//!\nfn f() {}\n").len(), 1);
        let long = format!("//! Reads.\n{}", "f();\n".repeat(MOST_LINES + 1));
        assert_eq!(about_form(&long).len(), 1);
        let well_described = format!("//! Reads.\n{}", "/// F.\n\nf();\n".repeat(MOST_LINES));
        assert_eq!(about_form(&well_described), Vec::<String>::new());
    }
}
