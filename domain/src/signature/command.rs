//! What can be asked of a signature, and the rules that say no.

use std::num::NonZeroU16;

use super::{Hash, Manner, Witness};
use crate::asked::ActorId;
use crate::ids::{CaseId, PartyId};
use crate::permission::Denied;
use crate::personal::Erased;

/// What is wanted of a signature.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Ask for it.
    Request {
        /// For which case.
        case: CaseId,
        /// Whom the case belongs to.
        holder: Option<ActorId>,
        /// What is to be signed.
        hash: Hash,
        /// How many pages it has, where it is a file with pages.
        pages: Option<NonZeroU16>,
    },
    /// Show the document to the citizen, with the warning against haste (§ 3a (5) VwVfG).
    Show {
        /// What is shown.
        hash: Hash,
    },
    /// Say that pages were read.
    Acknowledge {
        /// Of what.
        hash: Hash,
        /// Which, from 1 on.
        pages: Vec<u16>,
    },
    /// Tell the signer a number in the talk. The last one that was told counts.
    TellTan {
        /// For the signature under what.
        hash: Hash,
        /// What the authority makes of the number and its secret. The number itself is stored nowhere.
        mac: Hash,
    },
    /// Enter the number that was told.
    EnterTan {
        /// What the authority makes of the number that was entered.
        mac: Hash,
    },
    /// Sign. It says that the whole document was checked.
    Sign {
        /// Who.
        party: PartyId,
        /// How.
        manner: Manner,
        /// What was on the signer's screen.
        hash: Hash,
        /// What the case knows of who signs.
        witness: Witness,
    },
    /// Take it out of force: the document was corrected.
    Void,
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// No signature is asked for.
    #[error("no signature is asked for")]
    NotRequested,
    /// What is shown or signed is another document.
    #[error("this is another document than the one to be signed")]
    OtherDocument,
    /// The document was not shown before it was to be signed.
    #[error("the document was not shown")]
    NotShown,
    /// It was shown too long ago.
    #[error("the document was shown too long ago")]
    ShownLongAgo,
    /// The document has no such page.
    #[error("the document has no such page")]
    NoSuchPage,
    /// Pages were not read.
    #[error("not every page was read")]
    PagesUnread,
    /// No number was told, or too long ago, or it was tried too often.
    #[error("no number is in force")]
    TanNotInForce,
    /// The number was not entered.
    #[error("the number was not entered")]
    TanMissing,
    /// The document is signed.
    #[error("the document is already signed")]
    AlreadySigned,
    /// The document was corrected; there is a newer one.
    #[error("the document was corrected")]
    Voided,
}
