//! The words of mails, a file for each language. A language that lacks a phrase does not compile.
//!
//! Where braces stand, a fact is put in: `{until}`, `{from}`, `{number}`, `{url}`, `{phone}`, `{name}`, `{what}`.

mod de;
mod en;
mod fr;
mod plain_de;

use domain::booking::{CancelReason, Reminder};
use domain::catalogue::EvidenceKind;

use crate::language::Language;

/// A subject line, and what comes first in the text.
pub(crate) struct Opening {
    /// The subject: no name, no service, no time.
    pub(crate) subject: &'static str,
    /// The first sentence; the time follows.
    pub(crate) first: &'static str,
}

/// Every phrase of a language.
pub(crate) struct Words {
    /// How everybody is greeted.
    pub(crate) greeting: &'static str,
    /// What stands below: the office's `{name}`, and that nobody reads replies.
    pub(crate) footer: &'static str,

    /// A link to confirm with.
    pub(crate) link: Opening,
    /// `{until}` when.
    pub(crate) confirm_by: &'static str,
    /// What happens without.
    pub(crate) unconfirmed: &'static str,

    /// It stands.
    pub(crate) confirmed: Opening,
    /// There is another one for the same matter.
    pub(crate) another: &'static str,

    /// It has moved; `first` names the time before, `{from}`.
    pub(crate) moved: Opening,
    /// The new time follows.
    pub(crate) now: &'static str,

    /// It is given back, as somebody wished.
    pub(crate) given_back: Opening,
    /// Whether they need another one.
    pub(crate) another_one: &'static str,
    /// The office cannot keep it.
    pub(crate) called_off: Opening,
    /// Why the office cannot, with an apology; nothing where somebody wished it themselves.
    pub(crate) why: fn(CancelReason) -> Option<&'static str>,
    /// A new time is to be chosen.
    pub(crate) choose_new: &'static str,

    /// The subject of a reminder.
    pub(crate) reminder: &'static str,
    /// How soon it is.
    pub(crate) soon: fn(Reminder) -> &'static str,

    /// There is no place any more.
    pub(crate) conflict: Opening,
    /// What to do about it, and that it is not lost.
    pub(crate) move_it: &'static str,

    /// A time is free for somebody who waits.
    pub(crate) offer: Opening,
    /// It is kept `{until}` when.
    pub(crate) kept: &'static str,
    /// Accept it: goes before a way to do so.
    pub(crate) accept: &'static str,
    /// What happens if it does not suit.
    pub(crate) unsuitable: &'static str,

    /// By a call.
    pub(crate) by_video: &'static str,
    /// At a counter.
    pub(crate) at_counter: &'static str,
    /// Their `{number}`.
    pub(crate) number: &'static str,
    /// An appointment, as an entry in a calendar is called.
    pub(crate) entry: &'static str,
    /// The name of the file with that entry.
    pub(crate) entry_file: &'static str,

    /// What to have ready: the document with which somebody shows who they are.
    pub(crate) bring: &'static str,
    /// Any other evidence.
    pub(crate) evidence: fn(EvidenceKind) -> &'static str,
    /// How to come to a counter.
    pub(crate) come_to_counter: &'static str,
    /// How to join a call whose appointment was made in a browser, at `{url}`.
    pub(crate) join_online: &'static str,
    /// How to join a call whose appointment the office made.
    pub(crate) join_by_link: &'static str,

    /// There is a new link.
    pub(crate) new_link: Opening,
    /// Goes before the link with which somebody comes back.
    pub(crate) back: &'static str,
    /// That it asks for the code.
    pub(crate) code: &'static str,

    /// Move or cancel: goes before a way to do so.
    pub(crate) change: &'static str,
    /// `{what}`, at `{url}` or by `{phone}`.
    pub(crate) online_or_phone: &'static str,
    /// `{what}`, at `{url}`.
    pub(crate) online: &'static str,
    /// `{what}`, by `{phone}`.
    pub(crate) by_phone: &'static str,
    /// `{what}`, by telephone, where no number is known.
    pub(crate) by_any_phone: &'static str,
    /// Free times are at `{url}`; goes behind a sentence.
    pub(crate) free_times: &'static str,
    /// Or by `{phone}`; goes behind that.
    pub(crate) or_call: &'static str,
}

/// The words of a language.
pub(crate) fn of(language: Language) -> &'static Words {
    match language {
        Language::German => &de::WORDS,
        Language::PlainGerman => &plain_de::WORDS,
        Language::English => &en::WORDS,
        Language::French => &fr::WORDS,
    }
}
