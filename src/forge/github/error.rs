//! Why GitHub cannot be spoken to at all, with how to mend it.

use crate::backlog::RepoName;
use crate::backlog::view::Unavailable;

/// A failure to begin.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was given is no address of an API.
    #[error("`{api}` cannot be used as GitHub's address: {why}")]
    Address {
        /// What was given.
        api: String,
        /// Why not.
        why: &'static str,
    },
    /// The host is none that the token may be sent to.
    #[error("the token may not be sent to `{0}`")]
    Host(String),
    /// The token is empty or holds what a header cannot.
    #[error("the token is empty, or holds characters that no token has")]
    Token,
    /// Time may pass faster only where no real host is asked.
    #[error("the clock may run faster only against an address of this machine")]
    Clock,
    /// The connection could not be prepared.
    #[error("the connection could not be prepared: {0}")]
    Setup(String),
    /// The host does not know the token.
    #[error("the token was not accepted: {0}")]
    Rejected(Unavailable),
    /// Nobody knows which comments are ours.
    #[error("nobody knows which comments canvass wrote: the token does not say whose it is")]
    NoAuthor,
    /// The repository of the initiatives cannot be used.
    #[error("{repo}: {why}")]
    Source {
        /// Its name.
        repo: RepoName,
        /// Why not.
        why: Unavailable,
    },
}

impl Error {
    /// How to mend it, in one sentence.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Address { .. } => {
                "write https://api.github.com, https://api.NAME.ghe.com or https://HOST/api/v3".to_owned()
            }
            Self::Host(host) => format!("if `{host}` is your GitHub Enterprise Server, allow the host by name"),
            Self::Token => "give the token as it was issued, without spaces or line ends".to_owned(),
            Self::Clock => "leave the speed of the clock at 1".to_owned(),
            Self::Setup(_) => "check that the certificates of this machine can be read".to_owned(),
            Self::Rejected(_) => "check that the token is of this host and has not expired".to_owned(),
            Self::NoAuthor => {
                "name the login it writes as with --author, such as `github-actions[bot]` or `my-app[bot]`".to_owned()
            }
            Self::Source { why: Unavailable::NotFound, .. } => {
                "check the name, and that the token may read it".to_owned()
            }
            Self::Source { why: Unavailable::Failed(_), .. } => "run again later; nothing was written".to_owned(),
            Self::Source { why, .. } => why.help().to_owned(),
        }
    }
}
