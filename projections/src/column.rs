//! How values lie in columns: moments as microseconds, codes by their stored names, lists as JSON.

use chrono::{DateTime, Utc};
use domain::{Personal, SubjectId};
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as CodeError, StrDeserializer};
use uuid::Uuid;

/// A moment in whole microseconds, as the log cuts it: it sorts and compares as a number.
#[derive(Clone, Copy)]
pub(crate) struct Moment(pub(crate) DateTime<Utc>);

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_micros().into())
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let micros = value.as_i64()?;
        DateTime::from_timestamp_micros(micros).map(Self).ok_or(FromSqlError::OutOfRange(micros))
    }
}

/// A unit variant by its stored name.
pub(crate) struct Code<T>(pub(crate) T);

impl<T: Serialize> ToSql for Code<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(domain::names::of(&self.0).into())
    }
}

impl<T: DeserializeOwned> FromSql for Code<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = StrDeserializer::<CodeError>::new(value.as_str()?);
        T::deserialize(name).map(Self).map_err(|_| FromSqlError::Other(Box::new(Unreadable::Code)))
    }
}

/// Anything with a shape of its own, as JSON.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        serde_json::to_string(&self.0)
            .map(Into::into)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            FromSqlError::Other(Box::new(Unreadable::Json { line, column }))
        })
    }
}

/// A value that is not what its column is for. It says where and not what: serde's own errors quote what they found,
/// which may be about a person, and errors are logged.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("an unknown code")]
    Code,
    #[error("JSON of another shape at line {line}, column {column}")]
    Json { line: usize, column: usize },
}

/// Reads columns by their names.
pub(crate) trait Columns {
    fn id<T: From<Uuid>>(&self, column: &str) -> rusqlite::Result<T>;
    fn id_or_none<T: From<Uuid>>(&self, column: &str) -> rusqlite::Result<Option<T>>;
    fn moment(&self, column: &str) -> rusqlite::Result<DateTime<Utc>>;
    fn moment_or_none(&self, column: &str) -> rusqlite::Result<Option<DateTime<Utc>>>;
    fn code<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T>;
    fn code_or_none<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<Option<T>>;
    fn json<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T>;
    fn json_or_none<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<Option<T>>;
}

impl Columns for Row<'_> {
    fn id<T: From<Uuid>>(&self, column: &str) -> rusqlite::Result<T> {
        self.get::<_, Uuid>(column).map(T::from)
    }

    fn id_or_none<T: From<Uuid>>(&self, column: &str) -> rusqlite::Result<Option<T>> {
        Ok(self.get::<_, Option<Uuid>>(column)?.map(T::from))
    }

    fn moment(&self, column: &str) -> rusqlite::Result<DateTime<Utc>> {
        Ok(self.get::<_, Moment>(column)?.0)
    }

    fn moment_or_none(&self, column: &str) -> rusqlite::Result<Option<DateTime<Utc>>> {
        Ok(self.get::<_, Option<Moment>>(column)?.map(|moment| moment.0))
    }

    fn code<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T> {
        Ok(self.get::<_, Code<T>>(column)?.0)
    }

    fn code_or_none<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<Option<T>> {
        Ok(self.get::<_, Option<Code<T>>>(column)?.map(|code| code.0))
    }

    fn json<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T> {
        Ok(self.get::<_, Json<T>>(column)?.0)
    }

    fn json_or_none<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<Option<T>> {
        Ok(self.get::<_, Option<Json<T>>>(column)?.map(|json| json.0))
    }
}

/// A personal value as a row keeps it: the subject always, the value until it is forgotten.
pub(crate) fn known_or_erased<T>(subject: SubjectId, value: Option<T>) -> Personal<T> {
    match value {
        Some(value) => subject.knows(value),
        None => Personal::Erased { subject },
    }
}

#[cfg(test)]
mod tests {
    use domain::person::Person;
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn what_cannot_be_read_is_not_quoted() {
        let stored = r#"{"family_name": {"is": "Lovelace"}}"#;
        let read = |of: fn(&Row<'_>) -> rusqlite::Result<()>| {
            let connection = Connection::open_in_memory().expect("a database");
            let error = connection.query_row("SELECT ?1 AS value", [stored], of).expect_err("it has another shape");
            let causes = std::iter::successors(std::error::Error::source(&error), |error| error.source());
            let causes: Vec<String> = causes.map(|error| format!("{error} {error:?}")).collect();
            format!("{error} {error:?} {}", causes.join(" "))
        };
        for text in
            [read(|row| row.json::<Person>("value").map(drop)), read(|row| row.code::<domain::Role>("value").map(drop))]
        {
            assert!(!text.contains("Lovelace"), "{text}");
        }
    }
}
