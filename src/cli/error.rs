//! Why a command could not do its work, with how to mend it.

use super::Exit;
use crate::forge::github;
use crate::load::revision::GitError;
use crate::load::suggest::nearest;
use crate::render::TemplateError;
use std::io;
use std::path::{Path, PathBuf};

/// What to do where nothing that people wrote can be the cause.
pub(super) const FAULT: &str = "this is a fault of canvass; please report it";

/// A failure to do the job; findings are not errors.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// No settings file here or above.
    #[error("no canvass.toml in {} or above", .0.display())]
    NoWorkspace(PathBuf),
    /// Git could not give what was asked for.
    #[error(transparent)]
    Git(#[from] GitError),
    /// Something could not be read or written.
    #[error("{action} {}: {cause}", path.display())]
    File { action: &'static str, path: PathBuf, cause: io::Error },
    /// GitHub could not be spoken to.
    #[error(transparent)]
    GitHub(#[from] github::Error),
    /// A host, or whoever keeps the ledger, did not do its part; running again is safe.
    #[error("{0}")]
    Host(String),
    /// What was typed cannot be done.
    #[error("{message}")]
    Usage { message: String, help: String },
}

impl Error {
    /// What to do about it, in one sentence.
    pub(super) fn help(&self) -> String {
        match self {
            Self::NoWorkspace(_) => "run `canvass init` to start one, or name its folder with --workspace".to_owned(),
            Self::Git(error) => error.help(),
            Self::File { cause, path, .. } => match cause.kind() {
                io::ErrorKind::PermissionDenied => "check the permissions of the folder".to_owned(),
                io::ErrorKind::NotFound => check_name(path),
                io::ErrorKind::AlreadyExists => "name another, or move the existing one away".to_owned(),
                _ => "mend the cause and run again; nothing was left half done".to_owned(),
            },
            Self::GitHub(error) => error.help(),
            Self::Host(_) => "run it again later: nothing is filed twice".to_owned(),
            Self::Usage { help, .. } => help.clone(),
        }
    }

    /// How a command that fails so ends.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Host(_) => Exit::Incomplete,
            Self::GitHub(github::Error::Source { why, .. }) if why.passes() => Exit::Incomplete,
            _ => Exit::Error,
        }
    }

    pub(super) fn host(message: String) -> Self {
        Self::Host(message)
    }

    pub(super) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: help.into() }
    }

    /// A template that gives no text; `help` says what to do about one that is not ours.
    pub(super) fn template(error: &TemplateError, help: &str) -> Self {
        Self::usage(error.to_string(), if error.is_ours { FAULT } else { help })
    }

    /// Turns a failed action on `path` into an error.
    pub(super) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::File { action, path, cause }
    }
}

/// What to do about a `path` at which there is nothing: the name beside it that was probably meant.
pub(super) fn check_name(path: &Path) -> String {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = parent.read_dir().map(|entries| entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()));
    let names: Vec<String> = names.map(Iterator::collect).unwrap_or_default();
    let name = path.file_name().and_then(|name| nearest(name.to_str()?, names.iter().map(String::as_str)));
    match name {
        Some(name) => format!("did you mean `{}`?", path.with_file_name(name).display()),
        None => "check the name".to_owned(),
    }
}
