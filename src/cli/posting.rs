//! Puts a comment under an issue or a pull request, and says what came of it. What it says is left to the commands.

use super::error::Error;
use crate::forge::github::{Commented, Connection, Outcome, Place, Sticky};

/// What came of a comment, in words.
pub(super) enum Posted {
    /// It stands as it should, or is left to whoever edited it.
    Done(String),
    /// The token may only read there.
    Forbidden(String),
    /// It does not stand, or nobody knows; another run may mend it.
    Failed(String),
}

/// Posts `sticky` at `place`, or brings it up to date there.
pub(super) fn put(connection: &mut Connection, place: &Place, sticky: &Sticky) -> Result<Posted, Error> {
    let Commented { outcome, surplus } = connection.comment(place, sticky)?;
    let at = format!("{}#{}", place.repo, place.number);
    let mut told = match outcome {
        Outcome::Created { stranger: None, .. } => format!("posted a comment on {at}"),
        Outcome::Created { stranger: Some(login), .. } => {
            return Ok(Posted::Failed(format!(
                "posted a comment on {at} as `{login}`; name that with --author, or the next run posts another"
            )));
        }
        Outcome::Updated(_) => format!("brought the comment on {at} up to date"),
        Outcome::Unchanged(_) => format!("the comment on {at} says so already"),
        Outcome::Edited(_) => {
            format!("somebody edited the comment on {at}, so it is left to them; delete it to have it anew")
        }
        Outcome::Nothing => format!("nothing to say on {at}"),
        Outcome::Forbidden(why) => return Ok(Posted::Forbidden(format!("the token may not comment on {at}: {why}"))),
        Outcome::Unknown(why) => {
            return Ok(Posted::Failed(format!(
                "a comment was sent to {at}, and nobody knows whether it arrived: {why}"
            )));
        }
        Outcome::NotSent(why) => return Ok(Posted::Failed(format!("the comment on {at} was not written: {why}"))),
    };
    if !surplus.is_empty() {
        told.push_str(&format!("; {} more of it there are left alone", surplus.len()));
    }
    Ok(Posted::Done(told))
}
