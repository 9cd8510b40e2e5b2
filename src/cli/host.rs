//! How GitHub is reached: addresses and secrets from the command line and the environment, never from a file. What is
//! asked of it there is left to the commands.

use super::error::Error;
use crate::backlog::RepoName;
use crate::forge::github::{self, Token};
use crate::load::revision::History;
use clap::Args;
use std::collections::BTreeSet;
use std::time::Duration;

/// Where a token is looked for, in this order.
const TOKENS: [&str; 3] = ["CANVASS_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"];
/// Where the one for the repository of the initiatives is, if that takes another.
const HOME_TOKEN: &str = "CANVASS_LEDGER_TOKEN";

/// How to reach a host; only for workspaces whose forge is one, and for comments.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options for GitHub")]
pub(super) struct HostArgs {
    /// The repository of the initiatives, which keeps the ledger; the remote `origin` when absent
    #[arg(long, value_name = "OWNER/NAME", env = "GITHUB_REPOSITORY", hide_env_values = true)]
    repository: Option<RepoName>,
    /// A login whose issues are canvass's own; needed where the token does not say whose it is
    #[arg(long, value_name = "LOGIN", env = "CANVASS_AUTHOR", hide_env_values = true, value_delimiter = ',')]
    author: Vec<String>,
    /// The address of the API; that of an Enterprise Server ends in /api/v3
    #[arg(long, value_name = "URL", env = "GITHUB_API_URL", hide_env_values = true, default_value = github::PUBLIC)]
    api_url: String,
    /// A host of your own that the token may be sent to
    #[arg(long, value_name = "HOST", env = "CANVASS_ALLOW_HOST", hide_env_values = true, value_delimiter = ',')]
    allow_host: Vec<String>,
    /// Seconds that one request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Ask for repositories one by one, even where many could be asked for at once
    #[arg(long)]
    no_graphql: bool,
    /// How much faster than real time passes, against a stand-in on this machine
    #[arg(long, env = "CANVASS_CLOCK_SPEED", default_value_t = 1, hide = true)]
    clock_speed: u32,
}

impl Default for HostArgs {
    fn default() -> Self {
        Self {
            repository: None,
            author: Vec::new(),
            api_url: github::PUBLIC.to_owned(),
            allow_host: Vec::new(),
            timeout: 30,
            no_graphql: false,
            clock_speed: 1,
        }
    }
}

impl HostArgs {
    /// Connects with GitHub; nothing is sent yet. `history` says which repository is meant where nobody named it.
    pub(super) fn connect(&self, history: Option<&History>) -> Result<github::Connection, Error> {
        let given = |name: &str| {
            let text = std::env::var(name).ok()?;
            Some(text.trim()).filter(|text| !text.is_empty()).map(Token::new)
        };
        let token = TOKENS.into_iter().find_map(given).ok_or_else(|| {
            Error::usage(
                "there is no token for GitHub",
                "set CANVASS_TOKEN (or GITHUB_TOKEN) to one that may write issues in the repositories concerned",
            )
        })?;
        let settings = github::Settings {
            api: self.api_url.clone(),
            allowed_hosts: self.allow_host.clone(),
            token,
            home_token: given(HOME_TOKEN),
            home: self.home(history)?,
            clock_scale: self.clock_speed,
            graphql: !self.no_graphql,
            timeout: Duration::from_secs(self.timeout),
        };
        Ok(github::connect(settings)?)
    }

    /// The logins whose texts are canvass's own.
    pub(super) fn authors(&self) -> BTreeSet<String> {
        self.author.iter().map(|author| author.trim().to_owned()).filter(|author| !author.is_empty()).collect()
    }

    /// The repository of the initiatives: as named, or where the remote points.
    pub(super) fn home(&self, history: Option<&History>) -> Result<RepoName, Error> {
        let named = || {
            let remote = history?.remote()?;
            // git@host:owner/name.git, ssh://git@host/owner/name and https://host/owner/name
            let path = remote.trim_end_matches('/').trim_end_matches(".git");
            let (rest, name) = path.rsplit_once('/')?;
            let owner = rest.rsplit(['/', ':']).next()?;
            format!("{owner}/{name}").parse().ok()
        };
        self.repository.clone().or_else(named).ok_or_else(|| {
            Error::usage(
                "nobody knows which repository on GitHub this is",
                "name it with --repository OWNER/NAME, or add it as the remote `origin`",
            )
        })
    }

    /// Where people look at what the API serves.
    pub(super) fn website(&self) -> Option<String> {
        let host = self.api_url.trim_end_matches('/').strip_prefix("https://")?;
        let host = host.strip_suffix("/api/v3").or_else(|| host.strip_prefix("api."))?;
        Some(format!("https://{host}"))
    }
}

/// Where people look at the repository that a build server works for, as it says itself.
pub(super) fn repository_page() -> Option<String> {
    let server = std::env::var("GITHUB_SERVER_URL").ok()?;
    let repository: RepoName = std::env::var("GITHUB_REPOSITORY").ok()?.parse().ok()?;
    let host = server.trim_end_matches('/').strip_prefix("https://")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    (!host.is_empty() && host.chars().all(plain)).then(|| format!("https://{host}/{repository}"))
}
