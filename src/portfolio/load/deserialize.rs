//! Reads the typed model from a parsed tree, forgiving what it can and remembering every use of an id.
//!
//! Three things set it apart from a plain deserialiser. An entity may be spread over several tables (the parts of an
//! initiative), whose arrays are appended. A value that cannot be read is left out, with its fault, and the rest is
//! still read; a record that has the key `unread` is kept without what it lacks, which is named there. And the id
//! types of [`crate::model::id`] are recognised by their names, so that every reference is
//! found without a list of fields.

mod in_place;
mod place;

use super::suggest::nearest;
use crate::model::date::{DATE, MOMENT};
use crate::model::id::REFERENCES;
use crate::model::people::ONE_OR_MANY;
use crate::model::portfolio::Reference;
use in_place::InPlace;
use place::{locate, over_all};
use serde::de::value::{BorrowedStrDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Visitor};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The contribution it stands in, as an index.
    pub contribution: usize,
    /// Its bytes.
    pub span: Range<usize>,
    /// Its pointer, counted over all contributions.
    pub pointer: String,
    /// Its pointer as its own contribution counts.
    pub within: String,
    /// What is wrong with it.
    pub message: String,
    /// Whether its record was kept all the same, with something in the place of what it lacks.
    pub kept: bool,
    /// The key that is missing, if that is what is wrong.
    pub missing: Option<&'static str>,
}

/// What was read.
pub struct Read<T> {
    /// The entity, if enough of it could be read.
    pub value: Option<T>,
    /// What had to be left out.
    pub faults: Vec<Fault>,
    /// Every use of an id.
    pub references: Vec<Reference>,
}

/// A value with the contribution it stands in.
type Placed<'a> = (u8, &'a Spanned<DeValue<'a>>);

/// The key by which a record says what of it could not be read; no file has it.
const UNREAD: &str = "unread";

/// The key of a record's own name, which cannot be made up.
const ID: &str = "id";

/// More faults than this in one entity, and it is given up.
const MOST_FAULTS: usize = 50;

/// Reads one entity from `tables`, the main one first.
pub fn read<'a, T: DeserializeOwned>(tables: &[&'a DeTable<'a>]) -> Read<T> {
    let reader = Reader::default();
    let mut faults = Vec::new();
    loop {
        reader.references.borrow_mut().clear();
        let error = match T::deserialize(Root { reader: &reader, tables }) {
            Ok(value) => return Read { value: Some(value), faults, references: reader.references.take() },
            Err(error) => error,
        };
        // Nothing can take the place of what is missing: the fault said so already.
        if error.message.is_empty() && error.address.is_none() {
            return Read { value: None, faults, references: reader.references.take() };
        }
        if error.message.is_empty()
            && let (Some(fault), Some(address)) = (faults.last_mut(), error.address)
        {
            fault.kept = false;
            reader.skipped.borrow_mut().push(address);
            continue;
        }
        let is_root = |address: &usize| tables.first().is_some_and(|table| address_of_table(table) == *address);
        let place = match error.address {
            Some(address) if is_root(&address) => Some((0, 0..0, String::new())),
            address => address.and_then(|address| locate(tables, address)),
        };
        let supplied = error.address.zip(error.lacks);
        let missing = error.missing;
        let kept = supplied.is_some();
        let Some((contribution, span, within)) = place else {
            let (pointer, within) = (String::new(), String::new());
            faults.push(Fault { contribution: 0, span: 0..0, pointer, within, message: error.message, kept, missing });
            return Read { value: None, faults, references: reader.references.take() };
        };
        let pointer = over_all(tables, contribution, &within);
        faults.push(Fault { contribution, span, pointer, within, message: error.message, kept, missing });
        match supplied {
            Some(supplied) => reader.supplied.borrow_mut().push(supplied),
            None => reader.skipped.borrow_mut().extend(error.address),
        }
        if faults.len() >= MOST_FAULTS {
            return Read { value: None, faults, references: reader.references.take() };
        }
    }
}

fn address_of(value: &Spanned<DeValue<'_>>) -> usize {
    std::ptr::from_ref(value.get_ref()) as usize
}

fn address_of_table(table: &DeTable<'_>) -> usize {
    std::ptr::from_ref(table) as usize
}

/// Why a value could not be read, and which.
#[derive(Debug)]
struct Error {
    address: Option<usize>,
    /// The key that the table there lacks, if something can be put in its place.
    lacks: Option<&'static str>,
    /// The key that is missing, whether or not something can be put in its place.
    missing: Option<&'static str>,
    message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { address: None, lacks: None, missing: None, message: message.to_string() }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { address: None, lacks: Some(field), missing: Some(field), message: format!("`{field}` is missing") }
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        match expected.to_string().as_str() {
            "a string" => de::Error::custom(format_args!("expected a text, not {unexpected}; put it in quotes")),
            expected => de::Error::custom(format_args!("expected {expected}, not {unexpected}")),
        }
    }
}

#[derive(Default)]
struct Reader {
    /// Addresses of values to leave out.
    skipped: RefCell<Vec<usize>>,
    /// Keys to put something in the place of, with the addresses of the tables that lack them.
    supplied: RefCell<Vec<(usize, &'static str)>>,
    references: RefCell<Vec<Reference>>,
    contribution: Cell<u8>,
}

impl Reader {
    fn skips(&self, value: &Spanned<DeValue<'_>>) -> bool {
        self.skipped.borrow().contains(&address_of(value))
    }

    /// Whether `value` or something in it is left out.
    fn skips_in(&self, value: &Spanned<DeValue<'_>>) -> bool {
        self.skips(value)
            || match value.get_ref() {
                DeValue::Array(array) => array.iter().any(|element| self.skips_in(element)),
                DeValue::Table(table) => table.values().any(|value| self.skips_in(value)),
                _ => false,
            }
    }

    /// What was put in the place of keys that the table at `address` lacks.
    fn supplied_to(&self, address: usize) -> Vec<&'static str> {
        let supplied = self.supplied.borrow();
        supplied.iter().filter(|(table, _)| *table == address).map(|(_, key)| *key).collect()
    }

    /// The keys of `table` that cannot be read, where a record of `fields` wants to know. An unknown one is taken for
    /// what it may have meant.
    fn unread<'a>(&self, table: &'a DeTable<'a>, fields: &[&'a str], supplied: &[&'a str]) -> Vec<&'a str> {
        let nothing_skipped = self.skipped.borrow().is_empty();
        let mut keys = supplied.to_vec();
        for (key, value) in table {
            let name: &str = key.get_ref();
            let key = match name != UNREAD && fields.contains(&name) {
                true if nothing_skipped || !self.skips_in(value) => continue,
                true => name,
                false => {
                    let absent = fields.iter().copied().filter(|field| *field != UNREAD && !table.contains_key(*field));
                    nearest(name, absent).unwrap_or(name)
                }
            };
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Remembers that the string `id` at `span` is an id, if `type_name` is an id type, whatever its form.
    fn note(&self, type_name: &str, id: &str, span: Range<usize>) {
        let Some(names) = REFERENCES.iter().position(|(name, _)| *name == type_name) else { return };
        let (Ok(names), Ok(start), Ok(length)) =
            (u8::try_from(names), u32::try_from(span.start), u16::try_from(span.len()))
        else {
            return;
        };
        let (contribution, id) = (self.contribution.get(), id.into());
        self.references.borrow_mut().push(Reference { names, contribution, start, length, id, again: false });
    }

    /// Marks the last reference if one like it stands before it in the list that begins behind the first `before`.
    fn note_again(&self, before: usize) {
        let mut references = self.references.borrow_mut();
        if let Some((last, earlier)) = references.get_mut(before..).and_then(<[Reference]>::split_last_mut) {
            last.again = earlier.iter().any(|other| (other.names, &other.id) == (last.names, &last.id));
        }
    }
}

/// The entity as a whole: the tables of all its contributions.
struct Root<'r, 'a> {
    reader: &'r Reader,
    tables: &'r [&'a DeTable<'a>],
}

impl<'de, 'r, 'a: 'de> de::Deserializer<'de> for Root<'r, 'a> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_struct("", &[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.tables {
            [table] => {
                let address = address_of_table(table);
                let supplied = self.reader.supplied_to(address);
                let mut entries = Entries::new(self.reader, table, fields, supplied.clone());
                entries.has_id = true;
                visitor.visit_map(entries).map_err(|mut error| {
                    error.lacks = error.lacks.filter(|key| fields.contains(&UNREAD) && !supplied.contains(key));
                    if error.lacks.is_some() {
                        error.address.get_or_insert(address);
                    }
                    error
                })
            }
            tables => {
                let mut entries: Vec<(&'static str, Vec<Placed<'a>>)> = Vec::new();
                for field in fields.iter().filter(|field| **field != UNREAD) {
                    let values = (0_u8..)
                        .zip(tables)
                        .filter_map(|(contribution, table)| Some((contribution, table.get(*field)?)))
                        .filter(|(_, value)| !self.reader.skips(value))
                        .collect::<Vec<_>>();
                    if !values.is_empty() {
                        entries.push((field, values));
                    }
                }
                let mut unread = Vec::new();
                if fields.contains(&UNREAD) {
                    unread.extend(tables.iter().flat_map(|table| self.reader.unread(table, fields, &[])));
                }
                let unread = Some(unread).filter(|keys| !keys.is_empty());
                let (reader, entries) = (self.reader, entries.into_iter());
                visitor.visit_map(Merged { reader, entries, values: Vec::new(), unread })
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The fields of an entity with several contributions.
struct Merged<'r, 'a> {
    reader: &'r Reader,
    entries: std::vec::IntoIter<(&'static str, Vec<Placed<'a>>)>,
    values: Vec<Placed<'a>>,
    /// What cannot be read, until it was said.
    unread: Option<Vec<&'a str>>,
}

impl<'de, 'r, 'a: 'de> de::MapAccess<'de> for Merged<'r, 'a> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, values)) = self.entries.next() else {
            let unread = self.unread.is_some().then_some(UNREAD);
            return unread.map(|key| seed.deserialize(BorrowedStrDeserializer::new(key))).transpose();
        };
        self.values = values;
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let values = std::mem::take(&mut self.values);
        let arrays = values.iter().all(|(_, value)| value.get_ref().is_array());
        match values.first() {
            Some(_) if arrays && values.len() > 1 => seed.deserialize(Appended { reader: self.reader, values }),
            // A second single value is reported where parts are compared; the first stands.
            Some((contribution, value)) => {
                self.reader.contribution.set(*contribution);
                seed.deserialize(Value { reader: self.reader, value })
            }
            None => {
                let keys = self.unread.take().unwrap_or_default();
                seed.deserialize(SeqDeserializer::new(keys.into_iter()))
            }
        }
    }
}

/// Arrays of several contributions, one after the other.
struct Appended<'r, 'a> {
    reader: &'r Reader,
    values: Vec<Placed<'a>>,
}

impl<'de, 'r, 'a: 'de> de::Deserializer<'de> for Appended<'r, 'a> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let elements = self
            .values
            .iter()
            .filter_map(|(contribution, value)| Some((*contribution, value.get_ref().as_array()?)))
            .flat_map(|(contribution, array)| array.iter().map(move |element| (contribution, element)))
            .collect::<Vec<_>>();
        visitor.visit_seq(Elements::new(self.reader, elements.into_iter()))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Elements<'r, I> {
    reader: &'r Reader,
    elements: I,
    /// How many references stand before it.
    before: usize,
}

impl<'r, I> Elements<'r, I> {
    fn new(reader: &'r Reader, elements: I) -> Self {
        Self { reader, elements, before: reader.references.borrow().len() }
    }
}

impl<'de, 'r, 'a: 'de, I: Iterator<Item = Placed<'a>>> de::SeqAccess<'de> for Elements<'r, I> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        for (contribution, value) in self.elements.by_ref() {
            if self.reader.skips(value) {
                continue;
            }
            self.reader.contribution.set(contribution);
            let element = seed.deserialize(Value { reader: self.reader, value })?;
            if value.get_ref().is_str() {
                self.reader.note_again(self.before);
            }
            return Ok(Some(element));
        }
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        match self.elements.size_hint() {
            (_, Some(upper)) => Some(upper),
            _ => None,
        }
    }
}

/// One value of the tree.
#[derive(Clone, Copy)]
struct Value<'r, 'a> {
    reader: &'r Reader,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'r, 'a> Value<'r, 'a> {
    /// Gives an error without a place this value as its place.
    fn placed<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|mut error| {
            error.address.get_or_insert(address_of(self.value));
            error
        })
    }

    fn error(self, message: impl fmt::Display) -> Error {
        Error { address: Some(address_of(self.value)), lacks: None, missing: None, message: message.to_string() }
    }

    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error>
    where
        'a: 'de,
    {
        match self.value.get_ref() {
            DeValue::String(text) => visitor.visit_borrowed_str(text),
            DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => Err(self.error("this number is too large")),
            },
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => visitor.visit_f64(number),
                _ => Err(self.error("expected a finite number")),
            },
            DeValue::Boolean(boolean) => visitor.visit_bool(*boolean),
            DeValue::Datetime(_) => Err(self.error(format_args!("expected {}, not a date", Expecting(&visitor)))),
            DeValue::Array(array) => {
                let contribution = self.reader.contribution.get();
                let elements = array.iter().map(move |element| (contribution, element));
                visitor.visit_seq(Elements::new(self.reader, elements))
            }
            DeValue::Table(table) => visitor.visit_map(Entries::new(self.reader, table, &[], Vec::new())),
        }
    }

    fn visit_date<'de, V: Visitor<'de>>(self, name: &str, visitor: V) -> Result<V::Value, Error>
    where
        'a: 'de,
    {
        match self.value.get_ref() {
            DeValue::Datetime(datetime) => match datetime.date {
                Some(date) if name == DATE && datetime.time.is_none() => {
                    let (year, month, day) = (u64::from(date.year), u64::from(date.month), u64::from(date.day));
                    visitor.visit_u64((year * 100 + month) * 100 + day)
                }
                Some(_) if name == MOMENT => visitor.visit_string(datetime.to_string()),
                _ => Err(self.error("expected a date without a time, such as 2026-11-23")),
            },
            DeValue::String(text) if text.parse::<crate::model::Date>().is_ok() => {
                Err(self.error(format_args!("in quotes this is a text, not a date; write {text} without quotes")))
            }
            _ => Err(self.error(format_args!("expected {}", Expecting(&visitor)))),
        }
    }
}

/// Prints what a visitor expects.
struct Expecting<'v, V>(&'v V);

impl<'de, V: Visitor<'de>> fmt::Display for Expecting<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
}

impl<'de, 'r, 'a: 'de> de::Deserializer<'de> for Value<'r, 'a> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.placed(self.visit(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if name == DATE || name == MOMENT {
            return self.placed(self.visit_date(name, visitor));
        }
        if name == ONE_OR_MANY {
            return match self.value.get_ref() {
                DeValue::Array(_) => self.deserialize_any(visitor),
                _ => visitor.visit_newtype_struct(self),
            };
        }
        if let DeValue::String(text) = self.value.get_ref() {
            self.reader.note(name, text, self.value.span());
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let supplied = self.reader.supplied_to(address_of(self.value));
        let keeps = fields.contains(&UNREAD);
        let mut result = self.placed(match self.value.get_ref() {
            DeValue::Table(table) => visitor.visit_map(Entries::new(self.reader, table, fields, supplied.clone())),
            _ => self.visit(visitor),
        });
        // Without a name of its own, nobody could speak of the record: then it goes.
        if let Err(error) = &mut result
            && (!keeps || error.lacks.is_some_and(|key| key == ID || supplied.contains(&key)))
        {
            error.lacks = None;
        }
        result
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.placed(match self.value.get_ref() {
            DeValue::String(text) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            _ => self.visit(visitor),
        })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier
    }
}

/// The entries of one table that a struct knows, or all of them for a map.
struct Entries<'r, 'a> {
    reader: &'r Reader,
    entries: toml::map::Iter<'a, Spanned<std::borrow::Cow<'a, str>>, Spanned<DeValue<'a>>>,
    fields: &'static [&'static str],
    value: Option<&'a Spanned<DeValue<'a>>>,
    /// Keys in whose place something is put.
    supplied: std::vec::IntoIter<&'static str>,
    /// Whether the value asked for is in such a place.
    in_place: bool,
    /// What cannot be read, until it was said.
    unread: Option<Vec<&'a str>>,
    /// Whether the record is called by its table or file, so that it can be kept without the ids in it.
    has_id: bool,
}

impl<'r, 'a> Entries<'r, 'a> {
    fn new(
        reader: &'r Reader,
        table: &'a DeTable<'a>,
        fields: &'static [&'static str],
        supplied: Vec<&'static str>,
    ) -> Self {
        let unread = fields.contains(&UNREAD).then(|| reader.unread(table, fields, &supplied));
        let unread = unread.filter(|keys| !keys.is_empty());
        Self {
            reader,
            entries: table.iter(),
            fields,
            value: None,
            supplied: supplied.into_iter(),
            in_place: false,
            unread,
            has_id: false,
        }
    }
}

impl<'de, 'r, 'a: 'de> de::MapAccess<'de> for Entries<'r, 'a> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        for (key, value) in self.entries.by_ref() {
            let name: &'a str = key.get_ref();
            let known = self.fields.is_empty() || self.fields.contains(&name);
            if !known || name == UNREAD || self.reader.skips(value) {
                continue;
            }
            self.value = Some(value);
            let key = Key { reader: self.reader, name, span: key.span() };
            return match seed.deserialize(key) {
                Ok(key) => Ok(Some(key)),
                Err(error) => Err(Value { reader: self.reader, value }.error(error)),
            };
        }
        let key = self.supplied.next();
        self.in_place = key.is_some();
        let key = match key {
            Some(key) => Some(key),
            None => self.unread.is_some().then_some(UNREAD),
        };
        key.map(|key| seed.deserialize(BorrowedStrDeserializer::new(key))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(Value { reader: self.reader, value }),
            None if self.in_place => seed.deserialize(InPlace { ids: self.has_id }),
            None => {
                let keys = self.unread.take().unwrap_or_default();
                seed.deserialize(SeqDeserializer::new(keys.into_iter()))
            }
        }
    }
}

/// A key, which may itself be an id.
struct Key<'r, 'a> {
    reader: &'r Reader,
    name: &'a str,
    span: Range<usize>,
}

impl<'de, 'r, 'a: 'de> de::Deserializer<'de> for Key<'r, 'a> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.name)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.reader.note(name, self.name, self.span.clone());
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.name))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Initiative, Team};

    fn read_all<T: DeserializeOwned>(texts: &[&str]) -> (Read<T>, Vec<String>) {
        let documents: Vec<_> = texts.iter().map(|text| DeTable::parse(text).unwrap()).collect();
        let tables: Vec<_> = documents.iter().map(Spanned::get_ref).collect();
        let read = read(&tables);
        let references = read
            .references
            .iter()
            .map(|reference| {
                let text = texts[usize::from(reference.contribution)];
                let (_, kind) = REFERENCES[usize::from(reference.names)];
                let start = reference.start as usize;
                format!("{kind} {}", &text[start..start + usize::from(reference.length)])
            })
            .collect();
        (read, references)
    }

    #[test]
    fn references_are_found_by_type() {
        let text = "name = 'x'\npm = 'lee'\nem = ['ana', \"bo\"]\nacting = { exec = 'kim' }\nplanning = { 2027-q1 = 2026-12-01 }";
        let (read, references) = read_all::<Team>(&[text]);
        assert_eq!(read.faults, []);
        assert_eq!(references, ["person 'kim'", "person 'ana'", "person \"bo\"", "cycle 2027-q1", "person 'lee'"]);
    }

    #[test]
    fn parts_append_their_arrays() {
        let part = "[[ask]]\nid = 'b'\nteam = 'u'\nkind = 'work'\nwhat = 'w'\n[[update]]\ndate = 2026-01-02\nby = 'x'\ntext = 't'";
        let main = "title = 'T'\n[[ask]]\nid = 'a'\nteam = 't'\nkind = 'work'\nwhat = 'w'";
        let (read, references) = read_all::<Initiative>(&[main, part]);
        let initiative = read.value.unwrap();
        assert_eq!(initiative.asks.iter().map(|ask| ask.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(initiative.updates.len(), 1);
        assert_eq!(references, ["team 't'", "team 'u'", "person 'x'"]);
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_the_rest_kept() {
        let main = "title = 3\nowner = 'x'\nsurprise = 1\n[problem]\nwho = 'w'\naffected = 4\n[[ask]]\nid = 'a'\n";
        let part = "[[ask]]\nid = 'b'\nteam = 'u'\nkind = 'work'\nwhat = 'w'\nneed_by = '2026-01-01'\nsteps = [1, 's']";
        let (read, _) = read_all::<Initiative>(&[main, part]);
        let initiative = read.value.unwrap();
        assert!(initiative.title.is_none());
        assert_eq!(initiative.problem.unwrap().who.as_deref(), Some("w"));
        assert_eq!(initiative.asks.len(), 1);
        assert_eq!(initiative.asks[0].steps.len(), 1);
        let faults: Vec<_> = read
            .faults
            .iter()
            .map(|fault| format!("{} {}: {}", fault.contribution, fault.pointer, fault.message))
            .collect();
        assert_eq!(
            faults,
            [
                "0 /title: expected a text, not integer `3`; put it in quotes",
                "0 /problem/affected: expected struct Affected, not integer `4`",
                "0 /ask/0: `team` is missing",
                "1 /ask/1/need_by: in quotes this is a text, not a date; write 2026-01-01 without quotes",
                "1 /ask/1/steps/0: expected a text, not integer `1`; put it in quotes",
            ]
        );
    }
}
