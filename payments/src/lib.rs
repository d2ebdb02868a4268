//! Asks a provider for money and records what it says.
//!
//! Nothing is inferred: a fee is paid when the provider says so, and until then it is open. A worker follows the log,
//! asks the provider under a key that the office gave, and records its word as a command.

#[cfg(any(test, feature = "testing"))]
pub mod card;
pub mod sandbox;
pub mod statement;
pub mod xbezahldienste;

mod breaker;
mod http;
mod port;
mod secret;
#[cfg(any(test, feature = "testing"))]
mod simulator;
mod teller;
mod worker;

pub use breaker::{Breaker, Circuit, Policy};
pub use port::{Answer, Failure, Item, Means, Order, Provider, Reference, RefundOrder, Refunded, Standing, Started};
pub use secret::{Misconfigured, Secret, SecretSource};
#[cfg(any(test, feature = "testing"))]
pub use simulator::{Fault, Simulator};
pub use teller::{Marks, Paying, Returns, Teller};
pub use worker::Worker;
