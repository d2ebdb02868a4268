//! Why calls cannot be offered.

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The log or the key store.
    #[error("the log does not answer")]
    Log(#[from] event_store::Failure),
}
