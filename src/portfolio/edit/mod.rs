//! Adds things and records to the files of a workspace, keeping every byte that is there.
//!
//! [`insert`] adds to a text, [`choose`] says which file takes what, [`preview`] shows the files as they would be, and
//! [`save`] puts the result on disk. Whether what is added makes sense is left to [`crate::load`] and the rules, which
//! the caller runs over the preview.

pub mod choose;
pub mod insert;
pub mod preview;
pub mod save;

pub use choose::{Records, add_entries, add_record, add_thing, add_things};
pub use preview::Preview;

/// What one addition does to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file, as a path from the workspace root with `/` between the parts.
    pub path: String,
    /// What the file held, nothing when it is new.
    pub before: Option<String>,
    /// What it shall hold.
    pub after: String,
}

/// Why something cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The id is not well formed.
    #[error("`{0}` is not an id")]
    NotAnId(String),
    /// Windows could not hold a file of this name.
    #[error("Windows cannot hold a file called `{0}`")]
    Reserved(String),
    /// There is such a thing already.
    #[error("{what} `{id}` exists already in {path}")]
    Exists {
        /// What kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
        /// Where it is.
        path: String,
    },
    /// The initiative it should be added to does not exist.
    #[error("there is no initiative `{id}`")]
    NoInitiative {
        /// The id that was asked for.
        id: String,
        /// An id that may have been meant.
        nearest: Option<String>,
    },
    /// The file cannot be read or has faults that come first.
    #[error("{path} cannot be added to: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file keeps the same thing in a form that nothing can be added to.
    #[error("`{key}` in {path} is not written as {wanted}")]
    OtherForm {
        /// The file.
        path: String,
        /// The key.
        key: String,
        /// What it would have to be.
        wanted: &'static str,
    },
}

impl Refusal {
    /// How to mend it, in one sentence.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::NotAnId(_) => "use 1 to 40 of a–z, 0–9 and -".to_owned(),
            Self::Reserved(_) => "choose another id".to_owned(),
            Self::Exists { .. } => "choose another id, or edit the file".to_owned(),
            Self::NoInitiative { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::NoInitiative { id, nearest: None } => format!("add it with `canvass new initiative {id}`"),
            Self::Unreadable { .. } => "run `canvass validate`, mend the file, then try again".to_owned(),
            Self::OtherForm { key, wanted, .. } => format!("rewrite `{key}` as {wanted}, then try again"),
        }
    }
}

#[cfg(test)]
mod tests;
