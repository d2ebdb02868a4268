//! Who asks for what: the identity of a command, so that a repeated one gets its first answer again.

use aws_lc_rs::digest::{Context, SHA256};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::record::{Failure, Position};

/// What the ledger and the events keep of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The command's id. The same id is the same command, however often it arrives.
    pub id: Uuid,
    /// A digest of what was asked: the same id with another digest is a mistake of the caller.
    pub digest: [u8; 32],
    /// Who asked, as JSON. It is stored in clear with every event, so nothing personal belongs here.
    pub meta: String,
}

impl Request {
    /// The id of a caller's command, from the idempotency key that the caller chose.
    ///
    /// All of its bits come from the digest. Bits of the time in front would keep the ledger's index warmer, but a
    /// retry has another time, and the same key has to give the same id on every retry.
    pub fn command_id(authority: &str, caller: Uuid, key: Uuid) -> Uuid {
        id(&[b"command", authority.as_bytes(), caller.as_bytes(), key.as_bytes()])
    }

    /// The id of the `k`-th command with which a reaction answers the event at a position.
    pub fn reaction_id(authority: &str, reaction: &str, position: Position, k: u32) -> Uuid {
        let position = position.0.to_be_bytes();
        id(&[b"reaction", authority.as_bytes(), reaction.as_bytes(), &position, &k.to_be_bytes()])
    }

    /// The digest of a request's canonical bytes.
    pub fn digest_of(bytes: &[u8]) -> [u8; 32] {
        sha256(&[bytes])
    }
}

/// What became of an accepted command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The position of its first event. A command that changed nothing has none: then this lies after `position`.
    pub first: Position,
    /// The position of its last event: whoever reads at least here sees what the command did.
    pub position: Position,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// It was accepted before, and this is the first answer again.
    pub repeated: bool,
}

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum Stop<E> {
    /// A rule said no.
    #[error("the command was refused")]
    Refused(E),
    /// The log could not do it.
    #[error(transparent)]
    Failed(#[from] Failure),
}

fn id(fields: &[&[u8]]) -> Uuid {
    let digest = sha256(fields);
    let (front, _) = digest.split_first_chunk().expect("a digest has 32 bytes");
    Uuid::new_v8(*front)
}

/// Each field goes in with its length, so that no two lists give the same bytes.
fn sha256(fields: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for field in fields {
        context.update(&(field.len() as u64).to_be_bytes());
        context.update(field);
    }
    context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_of_the_same_caller_gives_the_same_id() {
        let (ada, ben, key) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let id = Request::command_id("saarbruecken", ada, key);
        assert_eq!(id, Request::command_id("saarbruecken", ada, key));
        assert_ne!(id, Request::command_id("saarbruecken", ben, key));
        assert_ne!(id, Request::command_id("trier", ada, key));
        assert_eq!(id.get_version_num(), 8);
        assert_ne!(
            Request::reaction_id("trier", "opens", Position(7), 0),
            Request::reaction_id("trier", "opens", Position(7), 1)
        );
    }
}
