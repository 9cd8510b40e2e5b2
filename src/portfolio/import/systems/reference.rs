//! Names of entities as Backstage writes them: `[kind:][namespace/]name`, whatever their case.

use crate::import::name;
use std::fmt;

/// The namespace of whatever names none.
const DEFAULT: &str = "default";

/// An entity by its full name, in lower case.
///
/// What a table names has no kind and no namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Reference {
    pub(super) kind: String,
    pub(super) namespace: String,
    pub(super) name: String,
}

impl Reference {
    /// What `text` names where entities of `kind` in `namespace` are named by their name alone.
    pub(super) fn new(text: &str, kind: &str, namespace: &str) -> Self {
        let text = text.trim().to_lowercase();
        let (kind, rest) = text.split_once(':').unwrap_or((kind, &text));
        let (namespace, name) = rest.split_once('/').unwrap_or((namespace, rest));
        Self { kind: kind.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() }
    }

    /// What a table calls `name`.
    pub(super) fn row(name: &str) -> Self {
        Self { kind: String::new(), namespace: String::new(), name: name.trim().to_lowercase() }
    }

    /// Its name with nothing but what an id may hold. Of another namespace than the usual one it is another system than
    /// the one called so here, and tells its namespace.
    pub(super) fn folded(&self) -> String {
        match self.is_at_home() {
            true => name::fold(&self.name),
            false => name::fold(&format!("{}-{}", self.name, self.namespace)),
        }
    }

    /// Whether it lies where everything lies that names no namespace.
    pub(super) fn is_at_home(&self) -> bool {
        matches!(&*self.namespace, "" | DEFAULT)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind.is_empty(), self.is_at_home()) {
            (true, _) => f.write_str(&self.name),
            (false, true) => write!(f, "{}:{}", self.kind, self.name),
            (false, false) => write!(f, "{}:{}/{}", self.kind, self.namespace, self.name),
        }
    }
}

/// The namespace of an entity that says `said`.
pub(super) fn namespace(said: Option<&str>) -> String {
    said.map_or_else(|| DEFAULT.to_owned(), str::to_lowercase)
}

/// Whether an entity may be called so: what is not filled in by a template, for one, is no name.
pub(super) fn is_name(name: &str) -> bool {
    (1..=63).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_completed_and_folded() {
        let full = |text| Reference::new(text, "component", "default").to_string();
        assert_eq!(full("Payments-API"), "component:payments-api");
        assert_eq!(full("resource:payments-db"), "resource:payments-db");
        assert_eq!(full("API:shop/orders"), "api:shop/orders");
        assert_eq!(full("component:default/x"), "component:x");
        assert_eq!(Reference::row(" Orders ").to_string(), "orders");
        assert!(is_name("a.B_c-1") && !is_name("${{ values.name }}") && !is_name(""));
    }
}
