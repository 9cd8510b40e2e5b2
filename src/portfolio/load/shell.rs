//! How a path is written in a command to type.

/// `path` as a shell takes it for one word.
#[must_use]
pub fn argument(path: &str) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || matches!(sign, '/' | '.' | '-' | '_' | '+' | ',' | ':');
    match path.starts_with('-') {
        false if !path.is_empty() && path.chars().all(is_plain) => path.to_owned(),
        true => argument(&format!("./{path}")),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::argument;

    #[test]
    fn a_path_is_one_word() {
        assert_eq!(argument("a/b-c_1.toml"), "a/b-c_1.toml");
        assert_eq!(argument("it's $(x)"), r"'it'\''s $(x)'");
        assert_eq!(argument("-rf"), "./-rf");
        assert_eq!(argument(""), "''");
    }
}
