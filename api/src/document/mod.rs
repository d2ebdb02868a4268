//! What is handed in for a case, and the copies of it that go out.

mod mutation;
mod view;

pub(crate) use mutation::Mutation;
pub(crate) use view::CaseDocument;
