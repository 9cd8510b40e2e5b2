//! How many checks a workspace's own schema asks for, so that none is used that would take for ever.
//!
//! The validator follows references and alternatives wherever they lead and cannot be stopped on the way. A few hundred
//! bytes of alternatives that refer to each other are 2^40 checks. So they are counted beforehand.

use super::limits::DEPTH;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Checks that a schema may ask for: of a value, and of all that lies in it. Schemas that people write ask for some hundred.
const MOST: usize = 2_500;
/// Schemas that may lie in each other or refer to each other in a row.
const DEEPEST: usize = 100;

/// Keywords whose schemas are for the same value.
const SAME: &[&str] = &["allOf", "anyOf", "oneOf", "not", "if", "then", "else"];
/// The same, where they are tables of schemas by name.
const SAME_BY_NAME: &[&str] = &["dependentSchemas", "dependencies"];
/// Keywords whose schemas are for what lies in the value.
const INSIDE: &[&str] = &[
    "additionalProperties",
    "propertyNames",
    "items",
    "prefixItems",
    "additionalItems",
    "contains",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// The same, where they are tables of schemas by name.
const INSIDE_BY_NAME: &[&str] = &["properties", "patternProperties"];
/// Keywords of the former that look at the same value once more.
const AGAIN: &[&str] = &["unevaluatedItems", "unevaluatedProperties"];
/// References that lead elsewhere with each value.
const DYNAMIC: &[&str] = &["$dynamicRef", "$recursiveRef"];

/// Counts the checks that `schema` asks for.
///
/// # Errors
///
/// When there are more than may be, or a reference is none into this file.
pub(super) fn check(schema: &Value) -> Result<(), String> {
    let mut unfolding = Unfolding { root: schema, known: HashMap::new() };
    match unfolding.count(schema, DEPTH, 0)? {
        ..=MOST => Ok(()),
        _ => Err(format!("its alternatives and references are more than {MOST} checks of one value")),
    }
}

struct Unfolding<'s> {
    root: &'s Value,
    /// Checks of each schema, by how deep values may still lie in each other; nothing of one that is being counted.
    known: HashMap<(*const Value, usize), Option<usize>>,
}

impl Unfolding<'_> {
    /// The checks of `schema` on a value in which others lie up to `depth` deep.
    fn count(&mut self, schema: &Value, depth: usize, nested: usize) -> Result<usize, String> {
        let Some(keywords) = schema.as_object() else { return Ok(1) };
        if nested > DEEPEST {
            return Err(format!("more than {DEEPEST} schemas refer to each other in a row"));
        }
        let key = (std::ptr::from_ref(schema), depth);
        match self.known.insert(key, None) {
            Some(Some(known)) => {
                self.known.insert(key, Some(known));
                return Ok(known);
            }
            Some(None) => return Err("a schema refers to itself without an end".to_owned()),
            None => {}
        }
        let count = self.count_all(keywords, depth, nested)?;
        self.known.insert(key, Some(count));
        Ok(count)
    }

    fn count_all(&mut self, keywords: &Map<String, Value>, depth: usize, nested: usize) -> Result<usize, String> {
        if let Some(keyword) = DYNAMIC.iter().find(|keyword| keywords.contains_key(**keyword)) {
            return Err(format!("{keyword} is not supported; use $ref"));
        }
        let mut same: usize = 1;
        if let Some(reference) = keywords.get("$ref") {
            let target = reference.as_str().and_then(|to| self.root.pointer(to.strip_prefix('#')?));
            let target = target.ok_or_else(|| format!("{reference} is no place in this file, such as #/$defs/name"))?;
            same = same.saturating_add(self.count(target, depth, nested + 1)?);
        }
        for schema in schemas(keywords, SAME, SAME_BY_NAME) {
            same = same.saturating_add(self.count(schema, depth, nested + 1)?);
        }
        let again = AGAIN.iter().filter(|keyword| keywords.contains_key(**keyword)).count();
        let mut all = same.saturating_mul(again + 1);
        if let Some(depth) = depth.checked_sub(1) {
            for schema in schemas(keywords, INSIDE, INSIDE_BY_NAME) {
                all = all.saturating_add(self.count(schema, depth, nested + 1)?);
            }
        }
        Ok(all)
    }
}

/// The schemas that `keywords` hold under `names`, each one or a list, and under `by_name`.
fn schemas<'k>(keywords: &'k Map<String, Value>, names: &[&str], by_name: &[&str]) -> Vec<&'k Value> {
    let of = |names: &[&str]| names.iter().filter_map(|name| keywords.get(*name)).collect::<Vec<_>>();
    let listed =
        of(names).into_iter().flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
    listed.chain(of(by_name).into_iter().filter_map(Value::as_object).flat_map(Map::values)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// `$defs` that refer to the one before as `refer` says, and the last of them.
    fn chain(length: usize, refer: impl Fn(Value) -> Value) -> Value {
        let name = |place: usize| json!({ "$ref": format!("#/$defs/d{place}") });
        let mut definitions = Map::new();
        definitions.insert("d0".into(), json!({ "type": "string" }));
        for place in 1..=length {
            definitions.insert(format!("d{place}"), refer(name(place - 1)));
        }
        json!({ "$defs": definitions, "properties": { "a": name(length) } })
    }

    #[test]
    fn what_would_take_for_ever_is_refused() {
        let error = |schema: &Value| check(schema).unwrap_err();
        let twice = |it: Value| json!({ "anyOf": [it, it] });
        assert!(error(&chain(40, twice)).contains("more than 2500 checks"));
        assert!(error(&chain(9, |it| json!({ "allOf": [it, { "not": it }, it] }))).contains("more than 2500 checks"));
        let wide = chain(8, |it| json!({ "properties": { "a": it, "b": it, "c": it, "d": it } }));
        assert!(error(&wide).contains("more than 2500 checks"), "values in values");
        assert!(error(&chain(60, |it| json!({ "allOf": [it] }))).contains("in a row"));
        assert!(error(&json!({ "anyOf": [{ "$ref": "#" }] })).contains("without an end"));
        assert!(error(&json!({ "$ref": "other.json" })).contains("no place in this file"));
        assert!(error(&json!({ "$dynamicRef": "#a" })).contains("use $ref"));
    }

    #[test]
    fn what_people_write_is_not() {
        assert_eq!(check(&chain(5, |it| json!({ "anyOf": [it, { "type": "number" }] }))), Ok(()));
        let tree = json!({ "properties": { "left": { "$ref": "#" }, "right": { "$ref": "#" } } });
        assert_eq!(check(&tree), Ok(()), "a value in a value ends somewhere");
        let fields: Map<_, _> = (0..500).map(|field| (format!("f{field}"), json!({ "type": "string" }))).collect();
        assert_eq!(check(&json!({ "properties": fields, "additionalProperties": false })), Ok(()));
        assert_eq!(check(&json!({ "properties": { "$ref": { "type": "string" }, "not": true } })), Ok(()), "names");
        for kind in [None].into_iter().chain(crate::model::Kind::ALL.iter().copied().map(Some)) {
            let schema = serde_json::from_str(super::super::schema::text(kind)).unwrap();
            assert_eq!(check(&schema), Ok(()), "{kind:?}");
        }
    }
}
