//! Where GitHub's API is, and which hosts the token may be sent to.

use super::error::Error;
use crate::model::address::without_credentials;
use http::Uri;
use std::net::IpAddr;

const PUBLIC: &str = "api.github.com";
const RESIDENCY: &str = ".ghe.com";
const ENTERPRISE: &str = "/api/v3";

/// The address of an API that was found fit to be sent the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// `scheme://host` with the port, where it is not the usual one.
    origin: String,
    rest: &'static str,
    graphql: &'static str,
    loopback: bool,
}

impl Address {
    /// Reads `api`; `allowed` are the hosts that may be asked beside GitHub's own, with or without a port.
    pub(super) fn read(api: &str, allowed: &[String]) -> Result<Self, Error> {
        // Behind a question mark, too, people write what is secret.
        let shown = api.split(['?', '#']).next().unwrap_or_default();
        let bad = |why| Error::Address { api: without_credentials(shown).into_owned(), why };
        let uri: Uri = api.parse().map_err(|_| bad("it is not a URL"))?;
        let authority = uri.authority().ok_or_else(|| bad("it names no host"))?;
        if authority.as_str().contains('@') {
            return Err(bad("a name and password do not belong there"));
        }
        if uri.query().is_some() || api.contains('#') {
            return Err(bad("it ends with the path"));
        }
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        let origin = origin(&uri).ok_or_else(|| bad("it must begin with https://"))?;
        let loopback = is_loopback(&host);
        let named = |name: &String| {
            let (name, port) = (name.to_ascii_lowercase(), uri.port_u16());
            name == host || port.is_some_and(|port| name == format!("{host}:{port}"))
        };
        let explicit = allowed.iter().any(named);
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if loopback && explicit => {}
            _ => return Err(bad("it must begin with https://")),
        }
        let own = host == PUBLIC || host.strip_suffix(RESIDENCY).is_some_and(|name| !name.is_empty());
        if !(explicit || own && uri.port_u16().is_none_or(|port| port == 443)) {
            return Err(Error::Host(authority.as_str().to_owned()));
        }
        let (rest, graphql) = match uri.path().trim_end_matches('/') {
            "" => ("", "/graphql"),
            ENTERPRISE => (ENTERPRISE, "/api/graphql"),
            _ => return Err(bad("its path is neither empty nor /api/v3")),
        };
        Ok(Self { origin, rest, graphql, loopback })
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether it is an address of this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The path of a REST request.
    pub(super) fn rest(&self, path: &str) -> String {
        format!("{}{path}", self.rest)
    }

    /// The path of GraphQL requests.
    pub(super) fn graphql(&self) -> &'static str {
        self.graphql
    }

    /// The path and query of `url` if it leads to the same origin; nothing for any other, which must not see the token.
    pub(super) fn same(&self, url: &str) -> Option<String> {
        let uri: Uri = url.parse().ok()?;
        let path = uri.path_and_query()?.as_str();
        let here = match uri.authority() {
            None => path.starts_with('/'),
            Some(authority) => !authority.as_str().contains('@') && origin(&uri).as_ref() == Some(&self.origin),
        };
        (here && path.starts_with(self.rest)).then(|| path.to_owned())
    }
}

/// Scheme, host and port of `uri` in one spelling.
fn origin(uri: &Uri) -> Option<String> {
    let (scheme, host) = (uri.scheme_str()?, uri.host()?.to_ascii_lowercase());
    match (scheme, uri.port_u16()) {
        ("https", None | Some(443)) | ("http", None | Some(80)) => Some(format!("{scheme}://{host}")),
        ("https" | "http", Some(port)) => Some(format!("{scheme}://{host}:{port}")),
        _ => None,
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(api: &str, allowed: &[&str]) -> Result<Address, Error> {
        Address::read(api, &allowed.iter().map(|host| (*host).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn github_and_allowed_hosts_are_asked() {
        let at = |api: &str, allowed: &[&str]| {
            let address = read(api, allowed).unwrap();
            (format!("{}{}", address.origin(), address.rest("/user")), address.graphql())
        };
        assert_eq!(at("https://api.github.com", &[]), ("https://api.github.com/user".into(), "/graphql"));
        assert_eq!(at("https://API.acme.ghe.com/", &[]), ("https://api.acme.ghe.com/user".into(), "/graphql"));
        assert_eq!(
            at("https://git.acme.example/api/v3/", &["git.acme.example"]),
            ("https://git.acme.example/api/v3/user".into(), "/api/graphql")
        );
        assert_eq!(at("http://127.0.0.1:81", &["127.0.0.1:81"]), ("http://127.0.0.1:81/user".into(), "/graphql"));
        assert_eq!(at("http://[::1]:81", &["[::1]"]), ("http://[::1]:81/user".into(), "/graphql"));
    }

    #[test]
    fn every_other_address_is_refused() {
        for (api, allowed) in [
            ("http://api.github.com", &[] as &[&str]),
            ("http://api.github.com", &["api.github.com"]),
            ("https://api.github.com.evil.example", &[]),
            ("https://evil.example", &[]),
            ("https://ghe.com", &[]),
            ("https://.ghe.com", &[]),
            ("https://api.github.com@evil.example", &["api.github.com"]),
            ("https://evil.example@api.github.com", &[]),
            ("https://token:x@api.github.com", &[]),
            ("https://api.github.com:8443", &[]),
            ("https://api.github.com?x=", &[]),
            ("https://api.github.com#x", &[]),
            ("https://api.github.com/other", &[]),
            ("https://127.0.0.1:81", &[]),
            ("http://127.0.0.1:81", &[]),
            ("http://127.0.0.1:81", &["127.0.0.1:82"]),
            ("http://127.0.0.1.evil.example", &["127.0.0.1.evil.example"]),
            ("http://10.0.0.1", &["10.0.0.1"]),
            ("ftp://api.github.com", &[]),
            ("api.github.com", &[]),
            ("/api/v3", &[]),
            ("", &[]),
        ] {
            let refused = read(api, allowed);
            assert!(refused.is_err(), "{api}: {refused:?}");
            assert!(!refused.unwrap_err().help().is_empty());
        }
    }

    #[test]
    fn only_the_same_origin_is_followed() {
        let address = read("https://git.acme.example/api/v3", &["git.acme.example"]).unwrap();
        let same = |url: &str| address.same(url);
        assert_eq!(
            same("https://git.acme.example/api/v3/repositories/7?page=2"),
            Some("/api/v3/repositories/7?page=2".into())
        );
        assert_eq!(same("https://GIT.acme.example:443/api/v3/x"), Some("/api/v3/x".into()));
        assert_eq!(same("/api/v3/x"), Some("/api/v3/x".into()));
        for other in [
            "http://git.acme.example/api/v3/x",
            "https://git.acme.example:444/api/v3/x",
            "https://git.acme.example@evil.example/api/v3/x",
            "https://evil.example/api/v3/x",
            "https://git.acme.example/elsewhere",
            "//evil.example/api/v3/x",
            "",
        ] {
            assert_eq!(same(other), None, "{other}");
        }
    }
}
