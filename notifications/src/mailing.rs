//! How an office writes to people.

use std::sync::Arc;

use crate::mail::Head;
use crate::outbox::Outbox;

/// How an office writes to people.
#[derive(Clone)]
pub struct Mailing {
    /// What stands on every mail.
    pub head: Head,
    /// Where the mails go. Without one nobody gets any.
    pub outbox: Option<Arc<dyn Outbox>>,
}

impl Mailing {
    /// An office that writes to nobody: for benchmarks and for times that are played.
    pub fn to_nobody() -> Self {
        let (name, from, url) = (String::new(), "nobody@localhost".to_owned(), "http://localhost".to_owned());
        Self { head: Head { name, from, phone: None, url }, outbox: None }
    }
}
