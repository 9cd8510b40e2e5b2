//! `canvass adopt`: an issue that people wrote stands for an ask; canvass watches it and changes nothing in it.

use super::asks::{Asks, Part};
use crate::backlog::ledger::{Entry, State};
use crate::backlog::run::{ReadError, Save, Saved};
use crate::backlog::view::Fetched;
use crate::backlog::{Ledger, RepoName};
use crate::cli::host::HostArgs;
use crate::cli::{Exit, Globals, error::Error, output::Output};
use clap::Args;
use std::str::FromStr;

/// How often the ledger is read anew because another run changed it.
const MOST_TRIES: u32 = 5;

/// Arguments of `adopt`.
#[derive(Args, Debug)]
pub(in crate::cli) struct AdoptArgs {
    /// The ask
    #[arg(value_name = "INITIATIVE/ASK")]
    ask: String,
    /// The issue that stands for it
    #[arg(value_name = "OWNER/REPO#N")]
    issue: IssueName,
    #[command(flatten)]
    host: HostArgs,
}

/// An issue, as people write it.
#[derive(Clone, Debug)]
struct IssueName {
    repo: RepoName,
    number: u64,
}

impl FromStr for IssueName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not an issue: write `owner/name#7`");
        let (repo, number) = text.split_once('#').ok_or_else(wrong)?;
        let number = number.parse().ok().filter(|number| *number > 0).ok_or_else(wrong)?;
        Ok(Self { repo: repo.parse()?, number })
    }
}

pub(in crate::cli) fn run(args: &AdoptArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let (asks, mut connection) = Asks::read(&args.host, Part::default(), globals, output)?;
    let wanted = asks.named(&args.ask)?;
    let IssueName { repo, number } = &args.issue;
    let shown = format!("{repo}#{number}");
    let (forge, keeper, _) = connection.parts();
    let author = match forge.fetch(repo, *number) {
        Fetched::Found(issue) => issue.author,
        Fetched::Gone | Fetched::NotFound => {
            return Err(Error::usage(format!("there is no issue {shown}"), "check the number and who may see it"));
        }
        Fetched::Unknown => return Err(Error::host(format!("{shown} could not be looked at"))),
    };
    let repo_id = forge.confirm(repo).ok().map(|facts| facts.id);
    for _ in 0..MOST_TRIES {
        let (mut ledger, version) = match keeper.read() {
            Ok(Some((ledger, version))) => (ledger, Some(version)),
            Ok(None) => (Ledger::default(), None),
            Err(ReadError::Bad(error)) => return Err(Error::usage(error.to_string(), error.help())),
            Err(ReadError::Failed(why)) => return Err(Error::host(format!("the ledger could not be read: {why}"))),
        };
        let keys: Vec<_> = std::iter::once(&wanted.key).chain(&wanted.before).collect();
        let known = keys.iter().find_map(|key| Some((*key, ledger.entries.get(*key)?)));
        match known.map(|(_, entry)| (&entry.repo, &entry.state)) {
            Some((other, State::Filed { number: known, .. })) if (other, known) == (repo, number) => {
                output.note(&format!("{shown} stands for {} already", args.ask));
                return Ok(Exit::Ok);
            }
            Some((other, State::Filed { number: known, .. })) => {
                return Err(Error::usage(
                    format!("{} stands as {other}#{known} already", args.ask),
                    "to file or adopt it anew, raise `generation` of the ask and commit that",
                ));
            }
            Some((_, State::Claimed { .. })) => {
                return Err(Error::usage(
                    format!("a run may have filed {} a moment ago", args.ask),
                    "run `canvass apply` until it is settled, then look whether there is anything to adopt",
                ));
            }
            Some((_, State::Gone { .. })) | None => {}
        }
        let state = State::Filed { number: *number, author: author.clone(), adopted: true, missing: 0 };
        let key = known.map_or(&wanted.key, |(key, _)| key).clone();
        ledger.entries.insert(key, Entry { ask: wanted.name(), repo: repo.clone(), repo_id, state });
        let message = format!("adopt {shown} for {}", args.ask);
        match keeper.save(&Save { expected: version, ledger, message }) {
            Saved::Done(_) => {
                output
                    .print(&format!("{shown} stands for {} from now on; canvass changes nothing in it.\n", args.ask))?;
                return Ok(Exit::Ok);
            }
            Saved::Lost | Saved::Unknown(_) => {}
            Saved::Refused(why) => return Err(Error::host(format!("the ledger could not be changed: {why}"))),
        }
    }
    Err(Error::host("other runs keep changing the ledger".to_owned()))
}
