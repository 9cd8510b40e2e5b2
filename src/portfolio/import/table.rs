//! CSV as rows of named cells with their lines; what the columns mean is left to the callers.

use super::{Fault, List, MOST_ENTRIES, Notes, meant};
use crate::load::limits::excerpt;
use crate::source::Place;
use csv::{Position, ReaderBuilder, StringRecord};
use std::borrow::Cow;

/// A column that a list may have: our name for it, and what other programs call it.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) synonyms: &'static [&'static str],
}

/// A column that somebody has said the meaning of.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The name in the header.
    pub column: String,
    /// Our name for it.
    pub field: String,
}

/// Rows under a header.
pub(super) struct Table<'f> {
    /// The field of each column, in their order.
    columns: Vec<Option<&'f str>>,
    rows: Vec<(Place, StringRecord)>,
}

/// One row.
pub(super) struct Row<'t> {
    columns: &'t [Option<&'t str>],
    record: &'t StringRecord,
    pub(super) place: &'t Place,
}

impl<'f> Table<'f> {
    /// Reads `list`, whose columns are `fields`.
    pub(super) fn read(
        list: &List,
        fields: &'f [Field],
        mappings: &[Mapping],
        notes: &mut Notes,
    ) -> Result<Self, Vec<Fault>> {
        let text = list.text().map_err(|fault| vec![fault])?;
        let mut records = records(list, text).map_err(|fault| vec![fault])?.into_iter();
        let Some((place, header)) = records.next() else {
            return Err(vec![list.fault(1, "the file is empty", "give a table whose first row names its columns")]);
        };
        let columns = columns(&header, &place, fields, mappings, notes)?;
        Ok(Self { columns, rows: records.collect() })
    }

    /// Whether there is a column of `field`.
    pub(super) fn has(&self, field: &str) -> bool {
        self.columns.contains(&Some(field))
    }

    /// Every row that has as many cells as the header has names, or fewer; of the others, what is wrong.
    pub(super) fn rows(&self) -> impl Iterator<Item = Result<Row<'_>, Fault>> {
        self.rows.iter().map(|(place, record)| {
            let row = Row { columns: &self.columns, record, place };
            if record.iter().skip(self.columns.len()).all(|cell| cell.trim().is_empty()) {
                return Ok(row);
            }
            let message = format!("the row has {} cells and the header {} names", record.len(), self.columns.len());
            Err(Fault::new(place.clone(), message, "put quotes around a cell that holds the sign between cells"))
        })
    }
}

impl Row<'_> {
    /// What the row says of `field`; nothing where its cell is empty.
    pub(super) fn cell(&self, field: &str) -> Option<&str> {
        let column = self.columns.iter().position(|name| *name == Some(field))?;
        self.record.get(column).map(str::trim).filter(|cell| !cell.is_empty())
    }
}

/// Every row that is not blank, with its line.
fn records(list: &List, text: &str) -> Result<Vec<(Place, StringRecord)>, Fault> {
    // What stands behind the last row is read as a row of its own unless a quote is open.
    const END: &str = "\u{1}end";
    let closed = format!("{text}\n{END}\n");
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(closed.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| list.fault(1, format!("not valid CSV: {error}"), "write the file anew"))?;
        let line = record.position().map_or(1, |position| first_line(&closed, position));
        if record.iter().eq([END]) {
            return Ok(records);
        }
        if records.len() > MOST_ENTRIES {
            let message = format!("the table has more than {MOST_ENTRIES} rows");
            return Err(list.fault(line, message, "split it, and give one part after the other"));
        }
        if !record.iter().all(|cell| cell.trim().is_empty()) {
            records.push((list.place(line), record));
        }
    }
    let line = records.last().map_or(1, |(place, _)| place.line);
    Err(list.fault(line, "a quote that this row opens is never closed", "close it, or write a quote in a cell twice"))
}

/// The line in which the row begins that was read from `position` on: blank lines before it count as its own there.
fn first_line(text: &str, position: &Position) -> usize {
    let at = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    usize::try_from(position.line()).unwrap_or(1) + blank
}

/// The sign between cells: whichever the first row has more of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign| first.matches(sign).count();
    if count(';') > count(',') { b';' } else { b',' }
}

/// A name in a header as fields are written.
fn folded(name: &str) -> Cow<'_, str> {
    let name = name.trim();
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if name.chars().all(plain) { name.into() } else { name.to_lowercase().replace([' ', '-', '.'], "_").into() }
}

/// Which field each column of `header` is: as somebody said, else by its own name, else by the names others use.
fn columns<'f>(
    header: &StringRecord,
    place: &Place,
    fields: &'f [Field],
    mappings: &[Mapping],
    notes: &mut Notes,
) -> Result<Vec<Option<&'f str>>, Vec<Fault>> {
    let names: Vec<Cow<'_, str>> = header.iter().map(folded).collect();
    let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let mut columns: Vec<Option<&str>> = vec![None; names.len()];
    let mut faults = Vec::new();
    for mapping in mappings {
        let column = names.iter().position(|name| *name == folded(&mapping.column));
        let field = fields.iter().find(|field| field.name == mapping.field);
        let (message, help) = match (column.and_then(|column| columns.get_mut(column)), field) {
            (Some(column), Some(field)) => {
                *column = Some(field.name);
                continue;
            }
            (None, _) => {
                let names = names.iter().map(|name| &**name);
                let help = meant(&folded(&mapping.column), names, "use a name of the first row");
                (format!("no column is called `{}`", excerpt(&mapping.column)), help)
            }
            (_, None) => {
                let help = meant(&mapping.field, known.iter().copied(), &format!("there are {}", known.join(", ")));
                (format!("a column cannot be `{}`", excerpt(&mapping.field)), help)
            }
        };
        faults.push(Fault::new(place.clone(), message, help));
    }
    for field in fields {
        for wanted in std::iter::once(&field.name).chain(field.synonyms) {
            if columns.contains(&Some(field.name)) {
                break;
            }
            let mut called = columns.iter_mut().zip(&names).filter(|(column, name)| column.is_none() && name == wanted);
            if let Some((column, _)) = called.next() {
                *column = Some(field.name);
                if called.next().is_some() {
                    let message = format!("two columns are called `{wanted}`");
                    faults.push(Fault::new(place.clone(), message, "take one of them out"));
                }
            }
        }
    }
    if columns.iter().all(Option::is_none) && faults.is_empty() {
        let help = format!("name some of {}", known.join(", "));
        faults.push(Fault::new(place.clone(), "the first row names no column that is known", help));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    for (name, _) in header.iter().zip(&columns).filter(|(name, column)| column.is_none() && !name.trim().is_empty()) {
        notes.add(place, "columns that are not read", name.trim());
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] =
        &[Field { name: "id", synonyms: &["number"] }, Field { name: "name", synonyms: &["title", "summary"] }];

    fn read(text: &str, mappings: &[(&str, &str)]) -> Result<Vec<String>, Vec<String>> {
        let list = List { file: "a.csv".into(), bytes: text.as_bytes().to_vec() };
        let mut notes = Notes::default();
        let map = |(column, field): &(&str, &str)| Mapping { column: (*column).into(), field: (*field).into() };
        let mappings: Vec<_> = mappings.iter().map(map).collect();
        let table = Table::read(&list, FIELDS, &mappings, &mut notes)
            .map_err(|faults| faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>())?;
        let mut said: Vec<_> = table
            .rows()
            .map(|row| match row {
                Ok(row) => format!("{} {:?} {:?}", row.place.line, row.cell("id"), row.cell("name")),
                Err(fault) => format!("{} {}", fault.place.line, fault.message),
            })
            .collect();
        said.extend(notes.notes.into_iter().map(|note| format!("{}: {}", note.text, note.about.join(", "))));
        Ok(said)
    }

    #[test]
    fn rows_keep_their_lines_whatever_the_signs() {
        let blank = ["2 Some(\"a\") None", "5 Some(\"b\") None"];
        assert_eq!(read("id\na\n\n\r\nb\n", &[]).unwrap(), blank);
        let said = [
            "2 Some(\"a\") Some(\"x, \\\"y\\\"\\nz\")",
            "4 Some(\"b\") None",
            "5 the row has 3 cells and the header 2 names",
        ];
        assert_eq!(read("ID,Name\na,\"x, \"\"y\"\"\nz\"\n\nb\nc,d,e\n", &[]).unwrap()[..1], said[..1]);
        let text = "\u{feff}id;Title\r\na;\"x, \"\"y\"\"\nz\"\r\nb\r\nc;d;e\r\n\r\n;;\r\n";
        assert_eq!(read(text, &[]).unwrap(), said);
    }

    #[test]
    fn columns_are_known_by_names_synonyms_and_what_is_said() {
        let text = "number,Summary,title,x\n7,s,t,u\n";
        assert_eq!(read(text, &[]).unwrap(), ["2 Some(\"7\") Some(\"t\")", "columns that are not read: Summary, x"]);
        let mapped = read(text, &[("X", "id"), ("summary", "name")]).unwrap();
        assert_eq!(mapped, ["2 Some(\"u\") Some(\"s\")", "columns that are not read: number, title"]);
        let refused = read(text, &[("tittle", "name"), ("x", "nam")]).unwrap_err();
        assert_eq!(refused, ["no column is called `tittle`", "a column cannot be `nam`"]);
        assert_eq!(read("a,b\n1,2\n", &[]).unwrap_err(), ["the first row names no column that is known"]);
        assert_eq!(read("id,ID\n1,2\n", &[]).unwrap_err(), ["two columns are called `id`"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (text, message) in [
            ("", "the file is empty"),
            ("\n\n", "the file is empty"),
            ("id,name\n1,\"x\n2,y\n", "a quote that this row opens is never closed"),
        ] {
            assert_eq!(read(text, &[]).unwrap_err(), [message]);
        }
        let list = List { file: "a.csv".into(), bytes: b"id\n\xff\n".to_vec() };
        let fault = list.text().unwrap_err();
        assert_eq!((fault.place.line, &*fault.message), (2, "the file is not valid UTF-8"));
    }
}
