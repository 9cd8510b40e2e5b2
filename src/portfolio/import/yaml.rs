//! YAML as a tree in which every node knows its line, one document at a time; what the words mean is left to the callers.
//!
//! The parser gives events and follows nothing. What is referred to again is shared and not copied, so that a small
//! text cannot become a large tree, and depth is limited before anything is built.

use super::{Fault, List, MOST_DEPTH, MOST_FAULTS};
use crate::load::limits::excerpt;
use granit_parser::{Event, Parser, ScalarStyle, Span, options};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A value with the line it begins in.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) line: usize,
    pub(super) value: Value<'t>,
}

/// What a node holds.
#[derive(Debug)]
pub(super) enum Value<'t> {
    /// Empty, `~` or `null`.
    Nothing,
    /// Any other scalar, as it is written.
    Text(Cow<'t, str>),
    /// A list.
    List(Vec<Rc<Node<'t>>>),
    /// Values by their keys.
    Map(Vec<(Cow<'t, str>, Rc<Node<'t>>)>),
}

impl Node<'_> {
    /// What stands under `key`, if this has keys and there is something.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Value::Map(entries) = &self.value else { return None };
        let (_, node) = entries.iter().find(|(name, _)| name == key)?;
        (!matches!(node.value, Value::Nothing)).then_some(node)
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub(super) fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }
}

/// Calls `see` with every document of `list` that holds something, and gives what is wrong with the others.
pub(super) fn documents<'t>(list: &'t List, mut see: impl FnMut(&Node<'t>)) -> Vec<Fault> {
    let text = match list.text() {
        Ok(text) => text,
        Err(fault) => return vec![fault],
    };
    let limits = options! { flow_nesting_limit: MOST_DEPTH, block_nesting_limit: MOST_DEPTH };
    let mut parser = Parser::new_from_str_with_options(text, limits);
    let mut faults = Vec::new();
    let mut building = Building::default();
    loop {
        let (line, message, help) = match parser.next() {
            None => break,
            Some(Ok((Event::DocumentStart(..), _))) => {
                building = Building::default();
                continue;
            }
            Some(Ok((Event::DocumentEnd, _))) => {
                if let Some(root) = building.root.take() {
                    see(&root);
                }
                continue;
            }
            Some(Ok((event, span))) => match building.take(event, span) {
                Ok(()) => continue,
                Err(Mistake { line, message, help }) => (line, message, help),
            },
            Some(Err(error)) => {
                let message = format!("not valid YAML: {}", excerpt(&error.kind().to_string()));
                (error.marker().line(), message, "mend it; the other documents were read")
            }
        };
        faults.push(list.fault(line.max(1), message, help));
        if faults.len() == MOST_FAULTS {
            faults.push(list.fault(line.max(1), "the rest of the file was not read", "mend the faults above first"));
            break;
        }
        building = Building::default();
        match parser.proceed_next_document() {
            Ok(true) => {}
            _ => break,
        }
    }
    faults
}

/// Why a document is no tree.
struct Mistake {
    line: usize,
    message: String,
    help: &'static str,
}

/// A list or map whose end has not come.
enum Open<'t> {
    List(Vec<Rc<Node<'t>>>),
    /// With the key whose value comes next; a key that is no text is kept as an empty one.
    Map(Vec<(Cow<'t, str>, Rc<Node<'t>>)>, Option<Cow<'t, str>>),
}

/// A document that is being read.
#[derive(Default)]
struct Building<'t> {
    open: Vec<(usize, usize, Open<'t>)>,
    anchors: BTreeMap<usize, Rc<Node<'t>>>,
    root: Option<Rc<Node<'t>>>,
}

impl<'t> Building<'t> {
    fn take(&mut self, event: Event<'t>, span: Span) -> Result<(), Mistake> {
        let line = span.start.line();
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let empty = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value = if empty { Value::Nothing } else { Value::Text(text) };
                self.put(anchor, Node { line, value });
            }
            Event::SequenceStart(_, anchor, _) => self.open.push((line, anchor, Open::List(Vec::new()))),
            Event::MappingStart(_, anchor, _) => self.open.push((line, anchor, Open::Map(Vec::new(), None))),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((line, anchor, open)) = self.open.pop() else { return Ok(()) };
                let value = match open {
                    Open::List(nodes) => Value::List(nodes),
                    Open::Map(entries, _) => {
                        unique(&entries)?;
                        Value::Map(entries)
                    }
                };
                self.put(anchor, Node { line, value });
            }
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).map(Rc::clone) else {
                    let message = "an alias leads to what it stands in".to_owned();
                    return Err(Mistake { line, message, help: "write the value out" });
                };
                self.place(node);
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, anchor: usize, node: Node<'t>) {
        let node = Rc::new(node);
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.place(node);
    }

    fn place(&mut self, node: Rc<Node<'t>>) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some((_, _, Open::List(nodes))) => nodes.push(node),
            Some((_, _, Open::Map(entries, next))) => match next.take() {
                Some(key) => entries.push((key, node)),
                None => *next = Some(if let Value::Text(text) = &node.value { text.clone() } else { "".into() }),
            },
        }
    }
}

/// A key that stands twice leaves open which of the two counts.
fn unique(entries: &[(Cow<'_, str>, Rc<Node<'_>>)]) -> Result<(), Mistake> {
    let mut seen = BTreeSet::new();
    match entries.iter().find(|(key, _)| !key.is_empty() && !seen.insert(key)) {
        None => Ok(()),
        Some((key, node)) => {
            let message = format!("the key `{}` stands twice in one place", excerpt(key));
            Err(Mistake { line: node.line, message, help: "take one of the two out" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let list = List { file: "a.yaml".into(), bytes: text.as_bytes().to_vec() };
        let mut seen = Vec::new();
        let faults = documents(&list, |node| seen.push(shown(node)));
        (seen, faults.into_iter().map(|fault| format!("{}: {}", fault.place.line, fault.message)).collect())
    }

    fn shown(node: &Node<'_>) -> String {
        let line = node.line;
        match &node.value {
            Value::Nothing => format!("{line}:-"),
            Value::Text(text) => format!("{line}:{text}"),
            Value::List(nodes) => {
                format!("{line}[{}]", nodes.iter().map(|node| shown(node)).collect::<Vec<_>>().join(" "))
            }
            Value::Map(entries) => {
                let entries: Vec<_> = entries.iter().map(|(key, node)| format!("{key}={}", shown(node))).collect();
                format!("{line}{{{}}}", entries.join(" "))
            }
        }
    }

    #[test]
    fn every_document_comes_with_its_lines() {
        let text =
            "\u{feff}# c\na: 1\nb:\n  - x\n  - ~\n---\n---\n'null'\n...\n---\n? [k]\n: v\nz: >\n  two\n  words\n";
        let (seen, faults) = read(text);
        assert_eq!(seen, ["2{a=2:1 b=4[4:x 5:-]}", "6:-", "8:null", "11{=12:v z=14:two words\n}"]);
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn a_broken_document_does_not_hide_the_next() {
        let (seen, faults) = read("a: [1\n---\nb: 2\n---\nc: 1\nc: 2\n---\nd: &d [*d]\n---\ne: *none\n---\nf: 1\n");
        assert_eq!(seen, ["3{b=3:2}", "12{f=12:1}"]);
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert_eq!(faults[1], "6: the key `c` stands twice in one place");
        assert_eq!(faults[2], "8: an alias leads to what it stands in");
    }

    #[test]
    fn a_bomb_stays_small() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..60 {
            let below = format!("*a{}, ", level - 1).repeat(9);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", ")));
        }
        let list = List { file: "a.yaml".into(), bytes: text.into_bytes() };
        let mut seen = 0;
        let faults = documents(&list, |node| seen += usize::from(node.get("a59").is_some()));
        assert_eq!((seen, faults), (1, Vec::new()));
    }

    #[test]
    fn depth_and_faults_are_limited() {
        for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(1_000)] {
            assert_eq!(read(&text).1.len(), 1);
        }
        assert_eq!(read(&"---\n]\n".repeat(100)).1.len(), MOST_FAULTS + 1);
        assert_eq!(read("a: \"\\xff\"\n").1, Vec::<String>::new());
    }
}
