//! Stands in for a value that a record lacks, so that the rest of the record is kept.

use super::{DATE, Error};
use serde::de::value::{BorrowedStrDeserializer, SeqDeserializer};
use serde::de::{self, Visitor};

/// The day in the place of one that cannot be read, so old that it proves nothing.
const LONG_AGO: u64 = 19_700_101;

/// What stands in the place of a value that a record lacks: nothing in its form, where it has such a form.
pub(super) struct InPlace {
    /// Whether an id may be empty, so that it names nothing.
    pub(super) ids: bool,
}

impl InPlace {
    fn none<T>() -> Result<T, Error> {
        Err(Error { address: None, lacks: None, missing: None, message: String::new() })
    }
}

impl<'de> de::Deserializer<'de> for InPlace {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Self::none()
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str("")
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str("")
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<&str>()))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        match name {
            DATE => visitor.visit_u64(LONG_AGO),
            _ if self.ids => visitor.visit_newtype_struct(BorrowedStrDeserializer::new("")),
            // An id cannot be made up.
            _ => Self::none(),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match words.first() {
            Some(word) => visitor.visit_enum(BorrowedStrDeserializer::new(word)),
            None => Self::none(),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf option unit unit_struct
        tuple tuple_struct map struct identifier ignored_any
    }
}
