//! The workflows that run canvass on GitHub: on pull requests, on schedule for filing, and for the weekly digest.
//!
//! What the action they use does is its own business (`action/`); writing the files is that of `init`.

use super::Starter;
use crate::backlog::RepoName;
use crate::cli::error::Error;
use std::path::Path;
use std::str::FromStr;

/// Where workflows are, from the root of a repository.
const FOLDER: &str = ".github/workflows";

/// Each workflow, with `ACTION`, `VERSION` and `WORKSPACE` where those go.
const WORKFLOWS: &[(&str, &str)] = &[
    ("canvass-pull-request.yml", include_str!("workflows/canvass-pull-request.yml")),
    ("canvass-comment.yml", include_str!("workflows/canvass-comment.yml")),
    ("canvass-file.yml", include_str!("workflows/canvass-file.yml")),
    ("canvass-digest.yml", include_str!("workflows/canvass-digest.yml")),
];

/// The line that names the folder of the workspace; the action looks in the root of the repository without it.
const WORKSPACE: &str = "          workspace: WORKSPACE\n";

/// The commit of a repository from which the action is taken. A tag could be moved to other code.
#[derive(Clone, Debug)]
pub(super) struct ActionPin {
    repository: RepoName,
    commit: String,
}

impl FromStr for ActionPin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (repository, commit) = text.split_once('@').unwrap_or((text, ""));
        if commit.len() != 40 || !commit.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err("a commit is pinned as `owner/name@` and the 40 hexadecimal digits of its SHA".to_owned());
        }
        Ok(Self { repository: repository.parse()?, commit: commit.to_owned() })
    }
}

impl ActionPin {
    /// What `given` says or, without it, what this binary was built with.
    pub(super) fn choose(given: Option<&Self>) -> Result<Self, Error> {
        let built_in = || option_env!("CANVASS_ACTION").and_then(|pin| pin.parse().ok());
        given.cloned().or_else(built_in).ok_or_else(|| {
            Error::usage(
                "nobody says which commit of the action the workflows are to use",
                concat!(
                    "give --action OWNER/NAME@SHA; `git ls-remote https://github.com/OWNER/NAME v",
                    env!("CARGO_PKG_VERSION"),
                    "` prints the SHA"
                ),
            )
        })
    }
}

/// The workflows of a workspace in the folder `inside` of its repository, as `/` separates it, empty for the root.
pub(super) fn workflows(pin: &ActionPin, inside: &str) -> Result<Vec<Starter>, Error> {
    // GitHub puts in the value of an expression wherever it finds one.
    if inside.contains("${{") || inside.chars().any(char::is_control) {
        return Err(Error::usage(
            "the name of the workspace's folder cannot stand in a workflow",
            "rename the folder: `${{` and control characters have a meaning there",
        ));
    }
    let workspace = match inside.trim_end_matches('/') {
        "" => String::new(),
        // A string of JSON is one of YAML.
        inside => WORKSPACE.replace("WORKSPACE", &serde_json::Value::from(inside).to_string()),
    };
    let up = "../".repeat(Path::new(inside).components().count());
    let action = format!("{}/action@{}", pin.repository.as_str(), pin.commit);
    let fill = |(name, text): &(&str, &str)| {
        let text = text.replace("\r\n", "\n").replace(WORKSPACE, &workspace);
        let text = text.replace("ACTION # VERSION", &format!("{action} # v{}", env!("CARGO_PKG_VERSION")));
        Starter::new(format!("{up}{FOLDER}/{name}"), text)
    };
    Ok(WORKFLOWS.iter().map(fill).collect())
}
