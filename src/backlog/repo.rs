//! Names of repositories, which hosts compare without case.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// `owner/name`; equal to any other spelling of it in upper or lower case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RepoName(String);

impl RepoName {
    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whom the repository belongs to, and its name there.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        self.0.split_once('/').unwrap_or((&self.0, ""))
    }

    fn folded(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl FromStr for RepoName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_owner = |owner: &str| {
            (1..=39).contains(&owner.len()) && owner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_name = |name: &str| {
            (1..=100).contains(&name.len())
                && !name.ends_with('.')
                && !name.to_ascii_lowercase().ends_with(".git")
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
        };
        match text.split_once('/') {
            Some((owner, name)) if is_owner(owner) && is_name(name) => Ok(Self(text.to_owned())),
            _ => Err(format!("`{text}` is not a repository: write `owner/name`")),
        }
    }
}

impl TryFrom<String> for RepoName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<RepoName> for String {
    fn from(name: RepoName) -> Self {
        name.0
    }
}

impl PartialEq for RepoName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for RepoName {}

impl Ord for RepoName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded().cmp(other.folded())
    }
}

impl PartialOrd for RepoName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for RepoName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().for_each(|byte| state.write_u8(byte));
    }
}

impl fmt::Display for RepoName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_hosts_do() {
        let name = |text: &str| text.parse::<RepoName>();
        assert_eq!(name("Acme/Web").unwrap(), name("acme/web").unwrap());
        assert_eq!(name("Acme/Web").unwrap().cmp(&name("acme/web").unwrap()), Ordering::Equal);
        assert!(name("acme/a").unwrap() < name("Acme/B").unwrap());
        for bad in [
            "",
            "acme",
            "/web",
            "acme/",
            "acme/..",
            "acme/.git",
            "acme/web.GIT",
            "acme/web.",
            "a/b/c",
            "ac me/web",
            "acme/w?x",
            "é/a",
        ] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }
}
