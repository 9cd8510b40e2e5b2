//! Where results go and how they may look there: terminal, pipe or file, colour, width, plain words.

use super::{Color, Globals, error::Error, target};
use crate::model::address::without_credentials;
use crate::render::{Style, escape, fit};
use anstream::AutoStream;
use std::borrow::Cow;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

/// The way out.
pub(super) struct Output {
    file: Option<PathBuf>,
    summary: Option<PathBuf>,
    color: Color,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
}

/// Width where nothing says how wide the reader's screen is.
const DEFAULT_WIDTH: usize = 100;
/// Bytes of a summary; GitHub shows none of one that is larger than 1 MiB, and other steps may add to it.
const MOST_SUMMARY: usize = 900_000;
/// Narrower than this, tables break words.
const LEAST_WIDTH: usize = 40;

/// Commands one below the other, what they are for beside them in one column.
pub(super) fn commented(commands: &[(&str, &str)]) -> String {
    let commented = commands.iter().filter(|(_, about)| !about.is_empty());
    let width = commented.map(|(command, _)| command.width()).max().unwrap_or_default();
    let line = |(command, about): &(&str, &str)| match *about {
        "" => format!("  {command}\n"),
        about => format!("  {command:width$}   {about}\n"),
    };
    commands.iter().map(line).collect()
}

/// Adds `text` to the file at `path`, which others may add to as well.
pub(super) fn append(path: &Path, text: &str) -> Result<(), Error> {
    let add = || OpenOptions::new().create(true).append(true).open(path)?.write_all(text.as_bytes());
    add().map_err(Error::file("cannot add to", path))
}

impl Output {
    pub(super) fn new(globals: &Globals) -> Self {
        Self {
            file: globals.output_file.clone().filter(|path| path.as_os_str() != "-"),
            summary: globals.summary.clone(),
            color: globals.color,
            quiet: globals.quiet,
            verbose: globals.verbose,
        }
    }

    /// How results may look.
    pub(super) fn style(&self) -> Style {
        let choice = match self.color {
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
            Color::Auto if self.file.is_some() => anstream::ColorChoice::Never,
            // Reads NO_COLOR, FORCE_COLOR, CLICOLOR and TERM, and whether it is a terminal.
            Color::Auto => AutoStream::choice(&io::stdout()),
        };
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let forced = self.color == Color::Auto
            && self.file.is_none()
            && variable("FORCE_COLOR").is_some_and(|value| value != "0");
        let forbidden = variable("NO_COLOR").is_some();
        Style {
            color: choice != anstream::ColorChoice::Never || (forced && !forbidden),
            width: self.width(),
            accessible: variable("ACCESSIBLE").is_some_and(|value| value != "0"),
        }
    }

    fn width(&self) -> usize {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || {
            let interactive = self.file.is_none() && io::stdout().is_terminal();
            interactive.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0))
        };
        columns.or_else(terminal).unwrap_or(DEFAULT_WIDTH).max(LEAST_WIDTH)
    }

    /// Prints results, to the file if one was named. A reader that went away is no error.
    pub(super) fn print(&self, text: &str) -> Result<(), Error> {
        let Some(path) = &self.file else {
            return match io::stdout().lock().write_all(text.as_bytes()) {
                Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
                    Err(Error::file("cannot write to", "standard output".as_ref())(cause))
                }
                _ => Ok(()),
            };
        };
        target::write(path, text.as_bytes())
    }

    /// Adds what `markdown` gives to the summary, if one is wanted.
    pub(super) fn summarise(&self, markdown: impl FnOnce() -> String) -> Result<(), Error> {
        let Some(path) = &self.summary else { return Ok(()) };
        let whole = markdown();
        let text = fit(&whole, MOST_SUMMARY);
        append(path, &text)
    }

    /// Whether results are shown as they come, rather than kept in a file.
    pub(super) fn is_shown(&self) -> bool {
        self.file.is_none()
    }

    /// Says something beside the results.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            // Names and ids are as files spell them.
            let _ = writeln!(anstream::stderr(), "{}", shown(escape::terminal(text)));
        }
    }

    pub(super) fn error(&self, error: &Error) {
        let style = if self.color == Color::Never {
            anstyle::Style::new()
        } else {
            anstyle::AnsiColor::Red.on_default().bold()
        };
        let (message, help) = (error.to_string(), error.help());
        // What was typed and what files are called may hold anything.
        let [message, help] = [message, help].map(|text| shown(escape::line(&text)));
        let _ = writeln!(anstream::stderr(), "{style}error{style:#}: {message}\n  = help: {help}");
    }
}

/// What is said beside the results, harmless and without the passwords of addresses: libraries quote them, too.
pub(super) fn shown(text: Cow<'_, str>) -> String {
    escape::log(without_credentials(&text).into_owned())
}
