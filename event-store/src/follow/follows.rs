//! What follows the log and the time on its own, beside those who call.

use std::pin::Pin;

use chrono::{DateTime, Utc};

use crate::record::Failure;

/// What is done after a while.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// Something that follows the log and the time: processes of the office, and workers that call outside systems.
///
/// Each has its own lease and checkpoint, so that none waits for another and of several nodes one does the work.
pub trait Follows: Send {
    /// What operators call it.
    fn name(&self) -> &'static str;

    /// Does everything that is due now. Says whether anything was recorded from which something else may follow.
    fn follow_up(&mut self) -> Doing<'_, bool>;

    /// When to look again, if nothing happens.
    fn next_due(&self) -> Option<DateTime<Utc>>;

    /// Stores how far the work is done, and leaves it to others.
    fn hand_over(&mut self) -> Doing<'_, ()>;
}

/// Implements [`Follows`] by the methods of the same names.
#[macro_export]
macro_rules! follows {
    ($worker:ty, $name:literal) => {
        impl $crate::Follows for $worker {
            fn name(&self) -> &'static str {
                $name
            }

            fn follow_up(&mut self) -> $crate::Doing<'_, bool> {
                Box::pin(<$worker>::follow_up(self))
            }

            fn next_due(&self) -> Option<chrono::DateTime<chrono::Utc>> {
                <$worker>::next_due(self)
            }

            fn hand_over(&mut self) -> $crate::Doing<'_, ()> {
                Box::pin(<$worker>::hand_over(self))
            }
        }
    };
}
