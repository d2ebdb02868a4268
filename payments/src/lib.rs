//! Asks a provider for money and records what it says.
//!
//! Nothing is inferred: a fee is paid when the provider says so, and until then it is open. A worker follows the log,
//! asks the provider under a key that the office gave, and records its word as a command.

mod port;

pub use port::{Answer, Failure, Item, Means, Order, Provider, Reference, RefundOrder, Refunded, Standing, Started};
