//! Standard output. Whoever reads it may have had enough, as `head` has, and that is no failure.

use std::io::{self, Stdout, Write};

/// Standard output, whose errors can be told from those of a database.
pub(super) struct Out(Stdout);

/// An error of standard output and of nothing else.
#[derive(Debug, thiserror::Error)]
#[error("standard output cannot be written: {0}")]
struct Unwritten(io::Error);

impl Out {
    pub(super) fn open() -> Self {
        Self(io::stdout())
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(marked)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(marked)
    }
}

fn marked(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), Unwritten(error))
}

/// Whether nobody reads standard output any more.
///
/// A database whose connection broke has an error of the same kind, and is a failure.
pub(super) fn is_closed(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|cause| {
        cause.kind() == io::ErrorKind::BrokenPipe
            && cause.get_ref().and_then(|inner| inner.downcast_ref::<Unwritten>()).is_some()
    })
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;
    use event_store::Failure;

    use super::*;

    fn broken() -> io::Error {
        io::ErrorKind::BrokenPipe.into()
    }

    #[test]
    fn a_reader_that_went_away_is_told_from_a_database_that_did() {
        let reader = Err::<(), _>(marked(broken())).context("the dump could not be written").expect_err("it failed");
        assert!(is_closed(&reader));
        let database = anyhow::Error::new(Failure::Unavailable(broken().into())).context("the log could not be read");
        assert!(!is_closed(&database));
    }
}
