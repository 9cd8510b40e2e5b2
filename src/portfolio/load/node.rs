//! Lets the JSON Schema validator read a parsed TOML tree as it stands, without a copy as JSON.
//!
//! Dates answer as strings, so that `format` applies to them; numbers that JSON does not know (nan, inf) as strings,
//! so that no numeric type accepts them.

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use serde_json::{Number, Value};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};
use toml::value::Datetime;

/// TOML as a JSON representation.
pub struct Toml;

/// One value of a TOML tree.
#[derive(Clone, Copy)]
pub enum TomlNode<'a> {
    /// A value.
    Value(&'a DeValue<'a>),
    /// A table, such as the document itself.
    Table(&'a DeTable<'a>),
    /// A key, read as a string.
    Key(&'a str),
}

impl Json for Toml {
    type Node<'a> = TomlNode<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    // Tables are ordered maps, as serde_json's are by default.
    const KEYS_PER_LOOKUP: usize = 2;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(TomlNode<'_>) -> T) -> T {
        f(TomlNode::Key(string))
    }
}

/// A TOML integer or finite float.
#[derive(Clone, Copy)]
pub enum TomlNumber {
    /// An integer.
    Integer(i64),
    /// A finite float.
    Float(f64),
}

impl JsonNumber for TomlNumber {
    fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Integer(number) => u64::try_from(*number).ok(),
            Self::Float(_) => None,
        }
    }

    fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Float(_) => None,
        }
    }

    #[allow(clippy::cast_precision_loss)] // JSON numbers compare as doubles
    fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
        }
    }

    fn as_str(&self) -> Cow<'_, str> {
        self.to_number().to_string().into()
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(match self {
            Self::Integer(number) => Number::from(*number),
            Self::Float(number) => Number::from_f64(*number).unwrap_or_else(|| Number::from(0)),
        })
    }
}

/// The number a value holds, if it is one that JSON knows.
fn number(value: &DeValue<'_>) -> Option<TomlNumber> {
    match value {
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(TomlNumber::Integer)
        }
        DeValue::Float(float) => {
            float.as_str().parse().ok().filter(|number: &f64| number.is_finite()).map(TomlNumber::Float)
        }
        _ => None,
    }
}

/// How a date is written; there are many, and nearly all are plain ones, which `to_string` takes its time for.
fn written(datetime: &Datetime) -> String {
    let (Some(date), None) = (datetime.date, datetime.time) else { return datetime.to_string() };
    let digit = |number: u16| char::from(b'0' + (number % 10) as u8);
    let (year, month, day) = (date.year, u16::from(date.month), u16::from(date.day));
    let digits = [year / 1000, year / 100, year / 10, year, month / 10, month, day / 10, day].map(digit);
    let mut text = String::with_capacity("2026-11-23".len());
    for (place, digit) in digits.into_iter().enumerate() {
        if place == 4 || place == 6 {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

impl<'a> TomlNode<'a> {
    fn text(&self) -> Option<Cow<'a, str>> {
        match *self {
            Self::Key(text) => Some(Cow::Borrowed(text)),
            Self::Value(DeValue::String(text)) => Some(Cow::Borrowed(text)),
            Self::Value(DeValue::Datetime(datetime)) => Some(Cow::Owned(written(datetime))),
            Self::Value(value @ DeValue::Integer(integer)) if number(value).is_none() => {
                Some(Cow::Owned(integer.to_string()))
            }
            Self::Value(value @ DeValue::Float(float)) if number(value).is_none() => {
                Some(Cow::Owned(float.to_string()))
            }
            _ => None,
        }
    }
}

impl<'a> Node<'a, Toml> for TomlNode<'a> {
    type Object = &'a DeTable<'a>;
    type Array = &'a DeArray<'a>;
    type Number = TomlNumber;

    fn as_object(&self) -> Option<&'a DeTable<'a>> {
        match *self {
            Self::Table(table) | Self::Value(DeValue::Table(table)) => Some(table),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<&'a DeArray<'a>> {
        match *self {
            Self::Value(DeValue::Array(array)) => Some(array),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.text()
    }

    fn as_number(&self) -> Option<TomlNumber> {
        match self {
            Self::Value(value) => number(value),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Value(DeValue::Boolean(boolean)) => Some(*boolean),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        false
    }

    fn json_type(&self) -> JsonType {
        match self {
            Self::Table(_) | Self::Value(DeValue::Table(_)) => JsonType::Object,
            Self::Value(DeValue::Array(_)) => JsonType::Array,
            Self::Value(DeValue::Boolean(_)) => JsonType::Boolean,
            Self::Value(value @ (DeValue::Integer(_) | DeValue::Float(_))) if number(value).is_some() => {
                JsonType::Number
            }
            Self::Key(_) | Self::Value(_) => JsonType::String,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match expected {
            Value::String(expected) => match self {
                Self::Key(text) => text == expected,
                Self::Value(DeValue::String(text)) => text == expected,
                _ => self.text().is_some_and(|text| text == *expected),
            },
            _ => jsonschema::json::cmp::equal(&self.to_value(), expected),
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match *self {
            Self::Table(table) | Self::Value(DeValue::Table(table)) => Value::Object(
                table
                    .iter()
                    .map(|(key, value)| {
                        (key.get_ref().clone().into_owned(), Self::Value(value.get_ref()).to_value().into_owned())
                    })
                    .collect(),
            ),
            Self::Value(DeValue::Array(array)) => {
                array.iter().map(|element| Self::Value(element.get_ref()).to_value().into_owned()).collect()
            }
            Self::Value(DeValue::Boolean(boolean)) => Value::Bool(*boolean),
            _ => match self.as_number() {
                Some(number) => Value::Number(number.to_number().into_owned()),
                None => Value::String(self.text().unwrap_or_default().into_owned()),
            },
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        match self {
            Self::Value(value) => Some(NodeIdentity::new(std::ptr::from_ref::<DeValue<'_>>(value) as usize)),
            Self::Table(table) => Some(NodeIdentity::tagged(std::ptr::from_ref::<DeTable<'_>>(table) as usize, 1)),
            Self::Key(_) => None,
        }
    }
}

/// The members of a table.
pub struct Members<'a>(toml::map::Iter<'a, Spanned<Cow<'a, str>>, Spanned<DeValue<'a>>>);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, TomlNode<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (&**key.get_ref(), TomlNode::Value(value.get_ref())))
    }
}

impl<'a> Object<'a, Toml> for &'a DeTable<'a> {
    type Node = TomlNode<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        DeTable::len(self)
    }

    fn get(&self, key: &String) -> Option<TomlNode<'a>> {
        DeTable::get(self, key.as_str()).map(|value| TomlNode::Value(value.get_ref()))
    }

    fn members(&self) -> Members<'a> {
        Members(self.iter())
    }
}

/// The elements of an array.
pub struct Elements<'a>(std::slice::Iter<'a, Spanned<DeValue<'a>>>);

impl<'a> Iterator for Elements<'a> {
    type Item = TomlNode<'a>;

    fn next(&mut self) -> Option<TomlNode<'a>> {
        self.0.next().map(|element| TomlNode::Value(element.get_ref()))
    }
}

impl<'a> Array<'a, Toml> for &'a DeArray<'a> {
    type Node = TomlNode<'a>;
    type ElementsIter = Elements<'a>;

    fn len(&self) -> usize {
        (**self).iter().len()
    }

    fn elements(&self) -> Elements<'a> {
        Elements((**self).iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn toml_answers_as_json_would() {
        let text = "d = 2026-11-23\nn = nan\ni = 0x1f\nf = 1.5\nb = true\na = [{ x = 'y' }]\nbig = 9223372036854775808";
        let table = DeTable::parse(text).unwrap();
        let node = TomlNode::Table(table.get_ref());
        assert_eq!(
            *node.to_value(),
            json!({"a": [{"x": "y"}], "b": true, "big": "9223372036854775808", "d": "2026-11-23", "f": 1.5, "i": 31, "n": "nan"})
        );
        let schema = json!({"properties": {"d": {"format": "date"}, "n": {"type": "string"}, "i": {"type": "integer", "maximum": 31},
            "a": {"items": {"additionalProperties": false, "properties": {"x": {"enum": ["y"]}}}}}});
        let validator = jsonschema::options_for::<Toml>().should_validate_formats(true).build(&schema).unwrap();
        assert!(validator.is_valid(node));
        let other = DeTable::parse("d = 2026-11-23T00:00:00\ni = 32\na = [{ z = 1 }]").unwrap();
        assert_eq!(validator.iter_errors(TomlNode::Table(other.get_ref())).count(), 3);
    }
}
