//! `canvass comment`: what a change brings, in the one comment on its pull request.
//!
//! What the comment says is left to [`crate::render::review`], how it is found again and posted to
//! [`crate::forge::github`].

use super::host::HostArgs;
use super::posting::{Posted, put};
use super::{Exit, Format, Globals, error::Error, output::Output, review};
use crate::diagnostic::Level;
use crate::forge::github::{Place, PullRequest, Sticky};
use crate::load::revision::History;
use crate::render::review as page;
use crate::render::{escape, message};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `comment`.
#[derive(Args, Debug)]
pub(super) struct CommentArgs {
    /// The report that `canvass review --out` kept
    report: PathBuf,
    /// The pull request, by its number; without this and --head the comment is only printed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pull_request: Option<u64>,
    /// The pull request, by the commit it leads to
    #[arg(long, value_name = "SHA", conflicts_with = "pull_request", value_parser = commit)]
    head: Option<String>,
    /// Which comment, where one pull request has several workspaces
    #[arg(long, value_name = "KEY", default_value = "default")]
    key: String,
    /// The run that made the report, to link to
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    #[command(flatten)]
    host: HostArgs,
}

/// A commit by its full name.
fn commit(text: &str) -> Result<String, String> {
    let sound = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if sound { Ok(text.to_ascii_lowercase()) } else { Err("write the full name of a commit".to_owned()) }
}

pub(super) fn run(args: &CommentArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let report = review::read(&args.report)?;
    let links = review::links(&report, args.run.as_deref());
    let page::Comment { content, footer } = page::comment(&report, &links);
    let sticky = Sticky::new(&args.key, &content, &footer)
        .map_err(|error| Error::usage(error.to_string(), "choose another --key"))?;
    if args.pull_request.is_none() && args.head.is_none() {
        output.print(&escape::log(sticky.text()))?;
        return Ok(Exit::Ok);
    }
    if args.head.as_deref().is_some_and(|head| head != report.head) {
        return say("the report is about another commit, so it is not posted", true, globals, output);
    }
    let history = History::open(Path::new(".")).ok();
    let mut connection = args.host.connect(history.as_ref())?;
    let repo = args.host.home(history.as_ref())?;
    let number = match (args.pull_request, args.head.as_deref().unwrap_or_default()) {
        (Some(number), _) => number,
        (None, head) => match connection.pull_request_at(&repo, head)? {
            PullRequest::One(number) => number,
            PullRequest::None | PullRequest::NotAmongMany => {
                return say(
                    "no open pull request has this commit, so there is nothing to comment on",
                    false,
                    globals,
                    output,
                );
            }
            PullRequest::Several(_) => {
                return say(
                    "several open pull requests have this commit, so none is commented on",
                    false,
                    globals,
                    output,
                );
            }
        },
    };
    // Who changes nothing of the workspace is not written to; what was said before is brought up to date.
    let create = report.touches || !report.is_quiet();
    let place = Place { repo, number, authors: args.host.authors(), create };
    match put(&mut connection, &place, &sticky)? {
        Posted::Done(text) => say(&text, false, globals, output),
        // So it is for forks; the verdict is told by the exit code, and the rest by the summary.
        Posted::Forbidden(text) => say(&format!("{text}; the summary of this run says it all"), false, globals, output),
        Posted::Failed(text) => say(&text, true, globals, output),
    }
}

/// Tells what was done; where it failed, another run may do it.
fn say(text: &str, failed: bool, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let level = if failed { Level::Warning } else { Level::Hint };
    output.print(&match globals.output_format {
        Format::Github => message(level, "canvass", text),
        _ => escape::log(format!("{}\n", escape::line(text))),
    })?;
    Ok(if failed { Exit::Incomplete } else { Exit::Ok })
}
