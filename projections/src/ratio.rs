//! One number in relation to another.

/// A part in relation to the whole. `None` where there is no whole.
#[expect(clippy::cast_precision_loss, reason = "no office counts to 2^52")]
pub(crate) fn of(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The same of counts.
pub(crate) fn of_counts(part: u64, whole: u64) -> Option<f64> {
    of(part.cast_signed(), whole.cast_signed())
}
