//! Mail servers for tests.

mod mail_server;
mod postbox;

pub use mail_server::{MailServer, Mode};
pub use postbox::Postbox;
