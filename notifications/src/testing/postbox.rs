//! An outbox in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::outbox::{Answer, NotTaken, Offer, Outbox, Outgoing};

/// Takes mails, unless a test says otherwise, and recognises none: as a mail server does.
#[derive(Clone, Default)]
pub struct Postbox(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    mails: Vec<Outgoing>,
    replies: VecDeque<NotTaken>,
}

impl Postbox {
    /// What the next offers are answered with.
    pub fn next(&self, replies: impl IntoIterator<Item = NotTaken>) {
        self.inside().replies.extend(replies);
    }

    /// The names of the mails that it has.
    pub fn names(&self) -> Vec<String> {
        self.inside().mails.iter().map(|mail| mail.name.clone()).collect()
    }

    /// The mails that it has, as they are read: lines that were broken on the way are whole again.
    pub fn texts(&self) -> Vec<String> {
        let read = |mail: &Outgoing| String::from_utf8_lossy(&mail.bytes).replace("=\r\n", "").replace("=3D", "=");
        self.inside().mails.iter().map(read).collect()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbox for Postbox {
    fn name(&self) -> String {
        "a test's postbox".to_owned()
    }

    fn recognises(&self) -> bool {
        false
    }

    fn offer<'a>(&'a self, mail: &'a Outgoing) -> Answer<'a, Box<dyn Offer>> {
        Box::pin(async move {
            if let Some(reply) = self.inside().replies.pop_front() {
                return Err(reply);
            }
            let taken: Box<dyn Offer> = Box::new(Taken { postbox: self.clone(), mail: mail.clone() });
            Ok(taken)
        })
    }
}

struct Taken {
    postbox: Postbox,
    mail: Outgoing,
}

impl Offer for Taken {
    fn hand_over(self: Box<Self>) -> Answer<'static, ()> {
        Box::pin(async move {
            self.postbox.inside().mails.push(self.mail);
            Ok(())
        })
    }
}
