//! Named places at which a test may stop the process, as a power cut would. Without the feature `crash-points` they are
//! nothing at all.

/// Aborts the process if `VORGANG_CRASH` is `name:n` and this place is reached for the n-th time.
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
}

/// Does nothing: the feature `crash-points` is off.
#[cfg(not(feature = "crash-points"))]
#[inline]
pub const fn point(_name: &str) {}
