//! What a read model is: a schema and one function that applies events to it.

use rusqlite::Transaction;

/// An event of the office with its place in the log.
pub type Envelope = event_store::Envelope<domain::Event>;

/// The answer to one question, kept up to date event by event.
pub trait Model {
    /// Its name: the question.
    const NAME: &'static str;
    /// Raised when the answer changes; a file of another version is thrown away and read again from the log.
    const VERSION: u32;
    /// Its tables.
    const SCHEMA: &'static str;
    /// The tables in the order of the dump.
    const TABLES: &'static [&'static str];
    /// Columns with personal data: a dump says that they are known and not what is known.
    const PERSONAL: &'static [&'static str];

    /// Applies one event. It depends on nothing but the event and the rows, so a rebuild ends in the same rows.
    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()>;
}

/// A model as a value, so that what runs them needs no type parameter.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) version: u32,
    pub(crate) schema: &'static str,
    pub(crate) tables: &'static [&'static str],
    pub(crate) personal: &'static [&'static str],
    pub(crate) apply: fn(&Transaction<'_>, &Envelope) -> rusqlite::Result<()>,
}

impl Shape {
    pub(crate) const fn of<M: Model>() -> Self {
        Self {
            name: M::NAME,
            version: M::VERSION,
            schema: M::SCHEMA,
            tables: M::TABLES,
            personal: M::PERSONAL,
            apply: M::apply,
        }
    }
}
