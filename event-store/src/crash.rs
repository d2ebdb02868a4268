//! Named places at which a test may stop the process, as a power cut would. Without the feature `crash-points` they are
//! nothing at all.
//!
//! A process of its own is aborted (`VORGANG_CRASH`). A test that shares its process with the office arms a thread
//! instead: what runs on it is torn down by a panic, and nothing that it held in memory is of use any more.

#[cfg(feature = "crash-points")]
mod armed {
    use std::cell::Cell;
    use std::panic;

    /// What tears a thread down.
    #[derive(Debug)]
    pub struct Crashed;

    #[derive(Clone, Copy)]
    struct Fuse {
        prefixes: &'static [&'static str],
        wanted: Option<u64>,
        passed: u64,
    }

    thread_local! {
        static FUSE: Cell<Option<Fuse>> = const { Cell::new(None) };
    }

    /// Counts, on this thread, the places whose names begin so, and tears the thread down at the `wanted`-th.
    pub fn arm(prefixes: &'static [&'static str], wanted: Option<u64>) {
        FUSE.set(Some(Fuse { prefixes, wanted, passed: 0 }));
    }

    /// Counts no more, and says how many places were passed.
    pub fn disarm() -> u64 {
        FUSE.take().map_or(0, |fuse| fuse.passed)
    }

    pub(super) fn pass(name: &str) {
        let Some(fuse) = FUSE.get().filter(|fuse| fuse.prefixes.iter().any(|prefix| name.starts_with(prefix))) else {
            return;
        };
        let passed = fuse.passed + 1;
        FUSE.set(Some(Fuse { passed, ..fuse }));
        if fuse.wanted == Some(passed) {
            // No hook runs: it is no mistake of the code that is torn down.
            panic::resume_unwind(Box::new(Crashed));
        }
    }
}

#[cfg(feature = "crash-points")]
pub use armed::{Crashed, arm, disarm};

/// Stops here if a test wants it: aborts the process if `VORGANG_CRASH` is `name:n` and this place is reached for the
/// n-th time, or tears the thread down if it is armed.
#[cfg(feature = "crash-points")]
pub fn point(name: &str) {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static WANTED: LazyLock<Option<(String, u64)>> = LazyLock::new(|| {
        let wanted = std::env::var("VORGANG_CRASH").ok()?;
        let (name, hit) = wanted.rsplit_once(':').expect("VORGANG_CRASH is name:number");
        Some((name.to_owned(), hit.parse().expect("VORGANG_CRASH ends with a number")))
    });
    static HITS: AtomicU64 = AtomicU64::new(0);

    if let Some((wanted, hit)) = &*WANTED
        && wanted == name
        && HITS.fetch_add(1, Ordering::SeqCst) + 1 == *hit
    {
        std::process::abort();
    }
    armed::pass(name);
}

/// Does nothing: the feature `crash-points` is off.
#[cfg(not(feature = "crash-points"))]
#[inline]
pub const fn point(_name: &str) {}
