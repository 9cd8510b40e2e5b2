//! `canvass lint-questions`: questions that lead, found before anybody is asked them.
//!
//! Which words lead is left to [`crate::insight::questions`]; questions that were asked are judged by `validate`.

use super::validate::print;
use super::{Exit, Globals, error::Error, input, output::Output};
use crate::diagnostic::{At, Diagnostic, Findings, Level, Spot};
use crate::load::limits::MOST_BYTES;
use crate::render::findings::{self, Finding, Validation};
use crate::rules;
use crate::source::{FileId, Lines, Location, Position, Source, Sources};
use clap::Args;
use jiff::tz::TimeZone;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `lint-questions`.
#[derive(Args, Debug)]
pub(super) struct LintQuestionsArgs {
    /// Files with one question a line, as plain text or Markdown; - reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &LintQuestionsArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let started = Instant::now();
    let files = args.files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let sources = Sources::new(files, None);
    let mut asked = 0;
    let files: Vec<FileId> = sources.iter().map(|(file, _)| file).collect();
    let mut found = Findings::of(&files);
    for (file, _) in sources.iter() {
        let text = sources.text(file);
        for span in questions(text) {
            asked += 1;
            let question = text.get(span.clone()).unwrap_or_default();
            found.extend(
                rules::leads(question, At::bytes(file, span))
                    .map(|finding| Diagnostic { level: Level::Warning, ..finding }),
            );
        }
    }
    if asked == 0 {
        output.note("nothing to check: no line holds a question; write one in each line");
        return Ok(Exit::Nothing);
    }
    let found = found.finish();
    let lines: Vec<Lines<'_>> = files.iter().map(|file| Lines::new(sources.text(*file))).collect();
    let validation = Validation {
        as_of: globals.as_of.unwrap_or_else(|| TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date().into()),
        findings: found.iter().map(|finding| resolve(&lines, finding)).collect(),
        existing: Vec::new(),
        base: None,
        touched: None,
        files: sources.len(),
        elapsed: Some(started.elapsed()),
        fail_on: Level::Warning,
        prefix: "",
        sources: &sources,
    };
    output.print(&print(&validation, globals.output_format, output))?;
    output.summarise(|| findings::markdown(&validation))?;
    Ok(if found.is_empty() { Exit::Ok } else { Exit::Findings })
}

fn read(path: &Path) -> Result<Source, Error> {
    let help = "name text files, one question a line";
    Ok(match path.to_str() {
        Some("-") => Source::new("<stdin>", input::standard(MOST_BYTES, help)?),
        _ => Source::new(path.to_string_lossy().replace('\\', "/"), input::text(path, MOST_BYTES, help)?),
    })
}

/// Resolves the places of `finding`; `lines` are those of each file.
fn resolve<'f>(lines: &[Lines<'_>], finding: &'f Diagnostic) -> Finding<'f> {
    let file = finding.at.file;
    let locate = |at: &At| {
        let span = match at.spot {
            Spot::Bytes(start, end) => start as usize..end as usize,
            Spot::Whole | Spot::Entry(..) => 0..0,
        };
        let position = |offset| lines.get(file.0 as usize).map_or_else(Position::default, |it| it.position(offset));
        let (start, end) = (position(span.start), position(span.end));
        Location { file, span, start, end, pointer: String::new(), is_confidential: false }
    };
    let name = rules::find(finding.code).map_or("", |rule| rule.name);
    Finding::new(finding, name, finding.message.clone(), locate)
}

/// The bytes of every question in `text`: what stands in a line behind the marks of lists and quotations. Headings, rules,
/// comments and what is fenced as code are none.
fn questions(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut fence, mut comment) = (None, false);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = unmarked(line);
        let trimmed = line.trim_start();
        if let Some(mark) = fence {
            fence = (!trimmed.starts_with(mark)).then_some(mark);
            continue;
        }
        fence = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        let begins = trimmed.starts_with("<!--");
        if comment || begins {
            comment = !line.contains("-->");
            continue;
        }
        if fence.is_some() || content.starts_with('#') || !content.contains(char::is_alphanumeric) {
            continue;
        }
        let offset = start + (content.as_ptr() as usize - line.as_ptr() as usize);
        found.push(offset..offset + content.len());
    }
    found
}

/// `line` without the marks of lists, numbers, boxes, quotations and emphasis around it.
fn unmarked(line: &str) -> &str {
    let mut rest = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    loop {
        let shorter = rest.strip_prefix('>').or_else(|| {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, behind) = rest.split_at(digits);
            let numbered = || behind.strip_prefix(['.', ')', ':']).filter(|_| !number.is_empty());
            let letter = || {
                let behind = rest.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
                behind.strip_prefix(')')
            };
            let bullet = || rest.strip_prefix(['-', '*', '+', '•', '–']);
            let boxed = || ["[ ]", "[x]", "[X]"].into_iter().find_map(|mark| rest.strip_prefix(mark));
            numbered()
                .or_else(letter)
                .or_else(bullet)
                .or_else(boxed)
                .filter(|rest| rest.starts_with(char::is_whitespace))
        });
        match shorter {
            Some(shorter) => rest = shorter.trim_start(),
            None => return rest.trim_matches(['*', '_', '"', '“', '”', '`']),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<&str> {
        questions(text).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn questions_stand_behind_the_marks_of_lists() {
        let text = "\u{feff}# Interview\r\n\r\nWho?\r\n1. What?\r\n  2) Where?\n- When?\n* **Which?**\n+ [ ] How?\n> - a) Whose?\n10: \"Whom?\"\n---\n***\n";
        assert_eq!(asked(text), ["Who?", "What?", "Where?", "When?", "Which?", "How?", "Whose?", "Whom?"]);
        assert_eq!(asked("3.5 hours or 4?\n-5 or 5?\n"), ["3.5 hours or 4?", "-5 or 5?"]);
    }

    #[test]
    fn headings_comments_and_code_are_no_questions() {
        let text = "## Do you like it?\n<!-- Do you\nlike it? -->\n```\nDo you like it?\n```\n~~~ sh\n```\nx\n~~~\nWhat then?\n<!-- one --> \n";
        assert_eq!(asked(text), ["What then?"]);
        assert_eq!(asked(" \n\n?!\n# h\n"), Vec::<&str>::new());
    }
}
