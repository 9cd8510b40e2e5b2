//! Finds where a value stands by its address: in which contribution, at which bytes and under which pointer.

use super::address_of;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Finds the value at `address` and says in which contribution, at which bytes and under which pointer it stands.
pub(super) fn locate<'a>(tables: &[&'a DeTable<'a>], address: usize) -> Option<(usize, Range<usize>, String)> {
    fn search(value: &Spanned<DeValue<'_>>, address: usize, pointer: &mut String) -> Option<Range<usize>> {
        if address_of(value) == address {
            return Some(value.span());
        }
        let length = pointer.len();
        let mut descend = |segment: &str, child: &Spanned<DeValue<'_>>| {
            pointer.push('/');
            pointer.push_str(segment);
            let found = search(child, address, pointer);
            if found.is_none() {
                pointer.truncate(length);
            }
            found
        };
        match value.get_ref() {
            DeValue::Array(array) => {
                array.iter().enumerate().find_map(|(index, element)| descend(&index.to_string(), element))
            }
            DeValue::Table(table) => table.iter().find_map(|(key, child)| descend(key.get_ref(), child)),
            _ => None,
        }
    }
    for (contribution, table) in tables.iter().enumerate() {
        for (key, value) in table.iter() {
            let mut pointer = format!("/{}", key.get_ref());
            if let Some(span) = search(value, address, &mut pointer) {
                return Some((contribution, span, pointer));
            }
        }
    }
    None
}

/// `pointer` of one contribution, counted over all of them: the elements of an array in those before it come first.
pub(super) fn over_all<'a>(tables: &[&'a DeTable<'a>], contribution: usize, pointer: &str) -> String {
    let mut segments = pointer.splitn(4, '/').skip(1);
    let key = segments.next().unwrap_or_default();
    let before: usize = tables.iter().take(contribution).filter_map(|table| array_len(table, key)).sum();
    match segments.next().and_then(|index| index.parse::<usize>().ok()) {
        Some(index) if before > 0 => {
            let tail = segments.next().map(|tail| format!("/{tail}")).unwrap_or_default();
            format!("/{key}/{}{tail}", index + before)
        }
        _ => pointer.to_owned(),
    }
}

fn array_len(table: &DeTable<'_>, key: &str) -> Option<usize> {
    Some(table.get(key)?.get_ref().as_array()?.iter().len())
}
