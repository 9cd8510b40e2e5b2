//! Asks for what a command needs and was not told, on a terminal only.

use super::error::Error;
use std::fmt::Display;
use std::io::{self, BufRead, IsTerminal, Write};
use std::str::FromStr;

/// Whoever sits at the terminal, if anybody does.
pub(super) struct Prompt {
    interactive: bool,
}

impl Prompt {
    pub(super) fn new() -> Self {
        Self { interactive: io::stdin().is_terminal() && io::stderr().is_terminal() }
    }

    /// What was given as `--flag`, or else what is typed in answer to `question`.
    ///
    /// # Errors
    ///
    /// When it was not given and there is nobody to ask, or they end the input.
    pub(super) fn need<T>(&self, given: Option<&T>, flag: &str, question: &str) -> Result<T, Error>
    where
        T: FromStr + Clone,
        T::Err: Display,
    {
        if let Some(given) = given {
            return Ok(given.clone());
        }
        if self.interactive {
            while let Some(line) = ask(question) {
                match line.parse() {
                    Ok(answer) if !line.is_empty() => return Ok(answer),
                    Ok(_) => {}
                    Err(error) => say(&format!("{error}\n")),
                }
            }
        }
        Err(Error::usage(format!("--{flag} is missing"), format!("give --{flag}: {question}")))
    }
}

impl Prompt {
    /// Whether whoever sits there answers `question` with yes.
    ///
    /// # Errors
    ///
    /// When there is nobody to ask; `flag` says yes without a question.
    pub(super) fn confirm(&self, question: &str, flag: &str) -> Result<bool, Error> {
        if !self.interactive {
            let message = format!("nobody is here to be asked: {question}?");
            return Err(Error::usage(message, format!("give --{flag} to go on without a question")));
        }
        let answer = ask(&format!("{question}? [y/N]"));
        Ok(answer.is_some_and(|answer| matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes")))
    }
}

/// One line, without the spaces around it; nothing once the input has ended.
fn ask(question: &str) -> Option<String> {
    say(&format!("{question}: "));
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim().to_owned())
}

/// Prompts go beside the results, so that those can be piped.
fn say(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
