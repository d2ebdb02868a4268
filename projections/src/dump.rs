//! The canonical dump: all rows of all tables as sorted lines of JSON, equal for a model that grew and one rebuilt.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::model::Shape;

/// Whether a dump shows personal data. For people it never does; a test compares everything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// That a personal value is known, not which.
    Nobody,
    /// Everything.
    #[cfg(test)]
    Everything,
}

/// All lines of a model, in order.
pub(crate) fn lines(connection: &Connection, shape: Shape, shows: Shows) -> rusqlite::Result<Vec<String>> {
    let mut lines = Vec::new();
    for table in shape.tables {
        // A rebuilt file numbers its rows anew, so no table has a row number among its columns.
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
        let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.query(())?;
        let mut of_table = Vec::new();
        while let Some(row) = rows.next()? {
            let mut fields = BTreeMap::new();
            for (index, name) in names.iter().enumerate() {
                let hidden = shows == Shows::Nobody && shape.personal.contains(&name.as_str());
                let value = match row.get_ref(index)? {
                    ValueRef::Null => Value::Null,
                    _ if hidden => "known".into(),
                    value => json(value),
                };
                fields.insert(name.as_str(), value);
            }
            let fields = serde_json::to_string(&fields).expect("names and plain values are JSON");
            of_table.push(format!("{{\"{table}\":{fields}}}"));
        }
        of_table.sort_unstable();
        lines.append(&mut of_table);
    }
    Ok(lines)
}

/// Writes all lines.
pub(crate) fn write(lines: &[String], writer: &mut dyn io::Write) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(writer, "{line}"))
}

fn json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(bytes) => bytes
            .iter()
            .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
                write!(text, "{byte:02x}").expect("a string takes every character");
                text
            })
            .into(),
    }
}
