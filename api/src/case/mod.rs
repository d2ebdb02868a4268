//! Cases: from their opening to the handed over result.

mod declaration;
mod input;
mod party;
mod requested;

mod declare;
mod erase;
mod family;
mod fee;
mod history;
mod look;
mod may;
mod mutation;
mod proofs;
mod query;
mod record;
mod request;
mod subscription;
mod view;

pub(crate) use declare::Mutation as DeclarationMutation;
pub(crate) use erase::Mutation as ErasureMutation;
pub(crate) use family::Mutation as FamilyMutation;
pub(crate) use fee::{Mutation as FeeMutation, Query as FeeQuery};
pub(crate) use look::{look, may_be_shown};
pub(crate) use mutation::Mutation;
pub(crate) use proofs::{CaseProofs, Query as ProofsQuery};
pub(crate) use query::{CaseSummary, HistoryEntry, Query};
pub(crate) use record::Mutation as RecordMutation;
pub(crate) use request::Mutation as RequestMutation;
pub(crate) use subscription::Subscription;
pub(crate) use view::{documents_at, may_see, papers_at};
