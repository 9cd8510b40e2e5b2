//! Addresses as they may be shown: without the name and password that somebody wrote into one.

use std::borrow::Cow;

const HIDDEN: &str = "***@";

/// `text` with `***` in the place of every name and password in an address.
///
/// Rather too much is hidden than too little: a password may hold nearly anything, and an address may be no valid one.
#[must_use]
pub fn without_credentials(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return text.into();
    }
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(line).collect();
    lines.join("\n").into()
}

fn line(line: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['@', ':']) {
        let (before, sign) = rest.split_at(at);
        let is_address = sign.starts_with("://");
        let after = sign.get(if is_address { 3 } else { 1 }..).unwrap_or_default();
        // Without a scheme, a name comes before the colon, and no space behind it.
        let is_name = sign.starts_with(':') && before.ends_with(|c: char| c.is_alphanumeric() || "-_.%+".contains(c));
        let start = if is_address { sign.len() - after.len() + at } else { name_start(before) };
        let end = if is_address { in_address(after) } else { in_pair(after).filter(|_| is_name) };
        match end {
            Some(end) => {
                shown.push_str(rest.get(..start).unwrap_or_default());
                shown.push_str(HIDDEN);
                rest = after.get(end + 1..).unwrap_or_default();
            }
            None => {
                shown.push_str(before);
                shown.push_str(sign.get(..sign.len() - after.len()).unwrap_or_default());
                rest = after;
            }
        }
    }
    if shown.is_empty() {
        return line.into();
    }
    shown.push_str(rest);
    shown.into()
}

/// Where the name at the end of `before` begins.
fn name_start(before: &str) -> usize {
    before
        .rfind(|c: char| !(c.is_alphanumeric() || "-_.%+".contains(c)))
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8))
}

/// The `@` that ends name and password at the beginning of `after`, which follows `://`.
fn in_address(after: &str) -> Option<usize> {
    let quoted = after.split(['`', '"', '\'', '<', '>']).next().unwrap_or_default();
    let word = quoted.split(char::is_whitespace).next().unwrap_or_default();
    let authority = word.split(['/', '?', '#']).next().unwrap_or_default();
    let port = authority.rsplit_once(':').map(|(_, port)| port).filter(|_| !authority.starts_with('['));
    match port {
        _ if authority.contains('@') => word.rfind('@'),
        // What stands behind the colon is no port, so it is a password that an address should not hold like this.
        Some(port) if port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit()) => {
            word.rfind('@').or_else(|| quoted.find('@'))
        }
        _ => None,
    }
}

/// The `@` that ends a password at the beginning of `after`, which follows a name and a colon.
fn in_pair(after: &str) -> Option<usize> {
    let word = after.split(|c: char| c.is_whitespace() || "`\"'<>".contains(c)).next().unwrap_or_default();
    let end = word.rfind('@').filter(|end| *end > 0)?;
    // A host follows.
    word.get(end + 1..)?.starts_with(|c: char| c.is_alphanumeric() || c == '[').then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for address in [
            "https://user:s3cret@host/owner/name",
            "https://s3cret@host",
            "https://user:s3cret@ss@host/x",
            "https://user:s3/cret@host/x",
            "https://user:s3 cret@host/x",
            "https://user:s3@/cret@host/x",
            "ssh://user:s3cret@host:22/x",
            "HTTPS://USER:s3cret@HOST",
            "user:s3cret@host/x",
            "https://user:@s3cret@host",
            "ftp://user:12@s3cret@host",
        ] {
            for text in [address.to_owned(), format!("`{address}` is wrong: see"), format!("a\nb ({address}) c@d")] {
                let shown = without_credentials(&text);
                assert!(!shown.contains("s3") && !shown.contains("cret"), "{text}: {shown}");
                assert!(shown.to_lowercase().contains("host"), "{text}: {shown}");
            }
        }
    }

    #[test]
    fn everything_else_is_shown() {
        for text in [
            "https://host:8443/owner/name",
            "https://host/@scope/name",
            "http://[::1]:81/x@y",
            "git@host:owner/name.git",
            "ask @ana, or mail a@b.example",
            "error: a@b is no name",
            "10:30, @noor",
            "x\n\ny: z",
        ] {
            assert_eq!(without_credentials(text), text);
        }
    }
}
