//! The targets of the fuzzers, over their corpus and some mutations of it: quick, the same in every run, and without a
//! fuzzer. `fuzz/README.md` says how to run those.

use crate::support::generated::path;
use crate::support::{markdown, shown};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

/// What inputs are made of besides what the corpus holds.
const WORDS: [&str; 24] = [
    "\n",
    "\"",
    "'''",
    "=",
    "[[ask]]\n",
    "[a.b]\n",
    "{",
    "}",
    "]",
    ",",
    ":",
    "- ",
    "@lena",
    "#1",
    "::error::x",
    "<!--",
    "```",
    "\u{202e}",
    "\u{1b}[31m",
    "\u{0}",
    "\u{ff}",
    "2027-13-41",
    "-9223372036854775808",
    "1e999",
];

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most.max(1) as u64).unwrap()
    }

    /// `input` with a few changes, and parts of `other` in it.
    fn mutated(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut out = input.to_vec();
        for _ in 0..=self.below(4) {
            let (at, length) = (self.below(out.len() + 1), self.below(24));
            let end = out.len().min(at + length);
            match self.below(6) {
                0 => drop(out.drain(at..end)),
                1 => drop(out.splice(at..at, WORDS[self.below(WORDS.len())].bytes())),
                2 => out[at..end].reverse(),
                3 => {
                    let copy = out[at..end].to_vec();
                    let to = self.below(out.len() + 1);
                    drop(out.splice(to..to, copy));
                }
                4 => {
                    let from = self.below(other.len());
                    let part = &other[from..other.len().min(from + 4 * length)];
                    drop(out.splice(at..end, part.iter().copied()));
                }
                _ if at < out.len() => out[at] ^= 1 << self.below(8),
                _ => {}
            }
        }
        out
    }
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let mut files: Vec<_> =
        fs::read_dir(path(&format!("fuzz/corpus/{name}"))).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Runs the target called `name` over its corpus and `count` mutations of it.
fn smoke(name: &str, count: usize) {
    let (_, target) = targets::ALL.into_iter().find(|(other, _)| *other == name).unwrap();
    let run = |input: &[u8]| {
        let held = catch_unwind(AssertUnwindSafe(|| target(input)));
        assert!(held.is_ok(), "{name} does not hold for \"{}\"", input.escape_ascii());
    };
    let corpus = corpus(name);
    corpus.iter().for_each(|input| run(input));
    let more: usize = std::env::var("CANVASS_FUZZ").map_or(1, |times| times.parse().unwrap());
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..count * more {
        let (input, other) = (&corpus[random.below(corpus.len())], &corpus[random.below(corpus.len())]);
        run(&random.mutated(input, other));
    }
}

#[test]
fn every_target_has_a_corpus_and_a_fuzzer() {
    let names: Vec<&str> = targets::ALL.iter().map(|(name, _)| *name).collect();
    let workflow = fs::read_to_string(path(".github/workflows/fuzz.yml")).unwrap();
    for folder in ["fuzz/corpus", "fuzz/fuzz_targets"] {
        let mut found: Vec<String> = fs::read_dir(path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        found.sort();
        assert_eq!(found, names, "{folder}");
    }
    assert!(workflow.contains(&format!("target: [{}]", names.join(", "))), "{names:?}");
}

#[test]
fn backstage() {
    smoke("backstage", 150);
}

#[test]
fn edit() {
    smoke("edit", 4_000);
}

#[test]
fn findings() {
    smoke("findings", 100);
}

#[test]
fn incidents() {
    smoke("incidents", 200);
}

#[test]
fn ledger() {
    smoke("ledger", 4_000);
}

#[test]
fn markdown_of_everything() {
    smoke("markdown", 60);
}

#[test]
fn plan() {
    smoke("plan", 2_000);
}

#[test]
fn report() {
    smoke("report", 300);
}
