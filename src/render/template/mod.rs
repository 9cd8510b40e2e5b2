//! Templates: Markdown with places for values, those canvass brings or a workspace's own.
//!
//! Every value a template prints is made harmless as Markdown, once the template has run, so that nothing in a template
//! can undo it ([`printed`]). A template may neither run for ever nor print without end. What it may print is left to the
//! views it is given.

mod guard;
mod printed;

use super::{counted, escape, plural, relative_days, signed, thousands};
use guard::guarded;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior};
use printed::{Printed, Shown};
use serde::Serialize;
use std::io;

/// Steps a template may take, about a second; one initiative in a report takes some hundreds.
const FUEL: u64 = 20_000_000;
/// Bytes a template may print.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// A template that was read.
#[derive(Debug)]
pub struct Template {
    environment: Environment<'static>,
    name: String,
    /// Whether it is one that canvass brings.
    is_ours: bool,
}

/// Why a template gives no text.
#[derive(Debug, thiserror::Error)]
#[error("template {name}, line {line}: {message}")]
pub struct TemplateError {
    /// Its path.
    pub name: String,
    /// The line of the template.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// Whether the template is one that canvass brings, so that nobody else can correct it.
    pub is_ours: bool,
}

impl Template {
    /// Reads the template `text`, called `name` in messages.
    ///
    /// # Errors
    ///
    /// When it is no valid template.
    pub fn parse(name: &str, text: &str) -> Result<Self, TemplateError> {
        let mut environment = environment();
        environment
            .add_template_owned(name.to_owned(), escape::terminal(text).into_owned())
            .map_err(|error| failure(name, &error))?;
        Ok(Self { environment, name: name.to_owned(), is_ours: false })
    }

    /// One that canvass brings; the tests fill each of them.
    #[must_use]
    pub fn built_in(name: &str, text: &str) -> Self {
        let empty = |_| Self { environment: environment(), name: name.to_owned(), is_ours: true };
        Self { is_ours: true, ..Self::parse(name, text).unwrap_or_else(empty) }
    }

    /// The template with the values of `view`.
    ///
    /// # Errors
    ///
    /// When the template asks for something that is not there, takes too long or prints too much.
    pub fn fill(&self, view: &impl Serialize) -> Result<String, TemplateError> {
        let values = Value::from(Serde(view));
        let filled = if self.is_ours {
            fill(&self.environment, &self.name, values)
        } else {
            let (environment, name) = (self.environment.clone(), self.name.clone());
            guarded(move || fill(&environment, &name, values)).unwrap_or_else(|excess| {
                Err(TemplateError { name: self.name.clone(), line: 1, message: excess.to_string(), is_ours: false })
            })
        };
        filled.map_err(|error| TemplateError { is_ours: self.is_ours, ..error })
    }
}

fn fill(environment: &Environment<'_>, name: &str, values: Value) -> Result<String, TemplateError> {
    let failed = |error| failure(name, &error);
    let template = environment.get_template(name).map_err(failed)?;
    let mut out = Capped(Vec::new());
    let done = template.render_captured_to(values, &mut out).map_err(failed)?;
    let text = String::from_utf8_lossy(&out.0);
    let filled = match done.state().get_extension::<Printed>() {
        Some(printed) => printed.put_in(&text, MOST_BYTES).ok_or_else(|| failed(too_much()))?,
        None => text.into_owned(),
    };
    Ok(without_gaps(&filled))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Block tags stand on lines of their own and leave none behind.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_fuel(Some(FUEL));
    // So filters know what a block has printed, and the marks in it, from values.
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(|out, state, value| {
        let text = match f64::try_from(value.clone()) {
            _ if value.is_none() => String::new(),
            Ok(number) if !value.is_integer() && value.is_number() => thousands(number),
            _ => value.to_string(),
        };
        let printed = if value.is_safe() { text } else { Printed::keep(state, &text, Shown::Line, MOST_BYTES)? };
        Ok(out.write_str(&printed)?)
    });
    for filter in ["safe", "escape", "e"] {
        environment.remove_filter(filter);
    }
    // What grows from one round of a loop to the next.
    environment.remove_global("namespace");
    environment.add_filter("text", |state: &mut State<'_, '_>, text: &str| shown(state, text, Shown::Paragraphs));
    environment.add_filter("link", |state: &mut State<'_, '_>, text: &str| shown(state, text, Shown::Link));
    environment.add_filter("code", |state: &mut State<'_, '_>, text: &str, language: &str| {
        shown(state, text, Shown::Code(language.to_owned()))
    });
    environment.add_filter("counted", |number: i64, what: &str| amount(number, what));
    environment.add_filter("relative", |days: i64| relative_days(days));
    environment.add_filter("signed", |number: i64| signed(number));
    environment.add_filter("moved", |now: i64, before: Value| moved(now, before.try_into().ok()));
    environment.add_filter("moved_by", |now: i64, by: Value| moved_by(now, by.try_into().ok()));
    environment.add_filter("in_unit", |value: f64, unit: Option<&str>| counted(value, unit));
    environment.add_filter("sentence", |text: &str| sentence(text));
    environment.add_filter("times", |number: i64| times(number));
    environment.add_filter("words", |word: &str| words(word));
    environment
}

/// A value that is not to be shown in one line.
fn shown(state: &mut State<'_, '_>, text: &str, how: Shown) -> Result<Value, Error> {
    Ok(Value::from_safe_string(Printed::keep(state, text, how, MOST_BYTES)?))
}

/// `85`, or `85 (−4)` where it was another before.
fn moved(now: i64, before: Option<i64>) -> String {
    moved_by(now, before.map(|before| now - before))
}

/// `85 (−4)`, or `85` where it is the same.
fn moved_by(now: i64, by: Option<i64>) -> String {
    match by {
        Some(by) if by != 0 => format!("{now} ({})", signed(by)),
        _ => now.to_string(),
    }
}

/// With a full stop, unless it has an end of its own.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// `1 day`, `2 days`, and `−2 days`: a template of a workspace's own may count what lies ahead, too.
fn amount(number: i64, what: &str) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", plural(usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX), what))
}

/// `once`, `twice`, `3 times`.
fn times(number: i64) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        number => format!("{number} times"),
    }
}

/// A word of a file as people write it.
fn words(word: &str) -> String {
    match word {
        "wont_do" => "won't do".to_owned(),
        word => word.replace('_', " "),
    }
}

fn failure(name: &str, error: &Error) -> TemplateError {
    let message = match error.kind() {
        ErrorKind::OutOfFuel => "it takes too long; leave out loops over nothing".to_owned(),
        ErrorKind::WriteFailure => format!("it prints more than {} KiB", MOST_BYTES / 1024),
        kind => error.detail().map_or_else(|| kind.to_string(), |detail| format!("{kind}: {detail}")),
    };
    TemplateError { name: name.to_owned(), line: error.line().unwrap_or(1), message, is_ours: false }
}

/// At most one empty line in a row: parts that have nothing to say leave gaps.
fn without_gaps(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if !(empty && line.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
        empty = line.is_empty();
    }
    out
}

fn too_much() -> Error {
    Error::new(ErrorKind::WriteFailure, "too much")
}

/// Takes so many bytes and no more.
struct Capped(Vec<u8>);

impl io::Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            return Err(io::Error::other("too much"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
