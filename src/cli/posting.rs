//! Puts a comment under an issue or a pull request, and says what came of it. What it says is left to the commands.

use super::host::HostArgs;
use super::{error::Error, output::Output};
use crate::backlog::RepoName;
use crate::forge::github::{Commented, Outcome, Place, Sticky};
use crate::load::revision::History;

/// Posts `sticky` under number `number` of the repository of the initiatives, or brings it up to date there, and says so
/// beside the results.
pub(super) fn put(
    host: &HostArgs,
    history: Option<&History>,
    number: u64,
    sticky: &Sticky,
    output: &Output,
) -> Result<(), Error> {
    let repo = host.home(history)?;
    let place = Place { repo: repo.clone(), number, authors: host.authors(), create: true };
    let Commented { outcome, surplus } = host.connect(history)?.comment(&place, sticky)?;
    output.note(&told(outcome, &repo, number)?);
    if !surplus.is_empty() {
        output.note(&format!("note: {repo}#{number} has {} more of it, which are left alone", surplus.len()));
    }
    Ok(())
}

/// What came of it, in words.
fn told(outcome: Outcome, repo: &RepoName, number: u64) -> Result<String, Error> {
    let place = format!("{repo}#{number}");
    Ok(match outcome {
        Outcome::Created { stranger: None, .. } => format!("posted a comment on {place}"),
        Outcome::Created { stranger: Some(login), .. } => format!(
            "posted a comment on {place} as `{login}`; name that with --author, or the next run will not know it again"
        ),
        Outcome::Updated(_) => format!("brought the comment on {place} up to date"),
        Outcome::Unchanged(_) => format!("the comment on {place} says so already"),
        Outcome::Edited(_) => format!("somebody edited the comment on {place}, so it is left to them"),
        Outcome::Nothing => format!("there is no comment on {place}, and nothing to say"),
        Outcome::Forbidden(why) => {
            return Err(Error::usage(
                format!("the token may not comment on {place}: {why}"),
                "give it the permission to write issues, in a workflow `issues: write`",
            ));
        }
        Outcome::Unknown(why) => {
            return Err(Error::host(format!(
                "a comment was sent to {place}, and nobody knows whether it arrived: {why}"
            )));
        }
        Outcome::NotSent(why) => return Err(Error::host(format!("the comment on {place} was not sent: {why}"))),
    })
}
