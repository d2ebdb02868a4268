//! How many people want what, and when: the shape of a university city's year.

use chrono::{Datelike as _, NaiveDate};
use domain::catalogue::ServiceCode;
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;

use super::Wanted;

/// How many want an appointment on an ordinary day. The offered time is good for about eleven, so some find none.
const ON_AN_ORDINARY_DAY: f64 = 13.5;

/// One in so many books by phone.
const BY_PHONE: f64 = 0.30;

/// Somebody who wants an appointment on the next working day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demand {
    /// What for.
    pub(super) service: ServiceCode,
    /// Whether a certificate of registration is wanted as well.
    pub(super) and_certificate: bool,
    /// Whether the service centre books.
    pub(super) by_phone: bool,
    /// How many seconds after the release.
    pub(super) after_secs: i64,
}

/// Who wants an appointment on a morning, in the order in which they try.
pub(super) fn of_morning(wanted: &Wanted, today: NaiveDate, chance: &mut ChaCha8Rng) -> Vec<Demand> {
    let expected = ON_AN_ORDINARY_DAY * season(today) * growth(wanted, today) * chance.random_range(0.85..1.15);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen people at most")]
    let count = expected.round() as usize;
    let mut demands: Vec<_> = (0..count).map(|_| one(wanted, today, chance)).collect();
    demands.sort_by_key(|demand| demand.after_secs);
    demands
}

fn one(wanted: &Wanted, today: NaiveDate, chance: &mut ChaCha8Rng) -> Demand {
    let service = service(wanted, today, chance);
    let by_phone = chance.random_bool(BY_PHONE);
    // The released times go within minutes online; the telephone opens at eight and rings through the morning.
    let after_secs = if by_phone {
        1_800 + chance.random_range(0..14_400)
    } else {
        let hurry: f64 = chance.random();
        #[expect(clippy::cast_possible_truncation, reason = "at most eight hours")]
        let secs = (hurry.powi(5) * 28_800.0) as i64;
        secs + 1
    };
    let and_certificate = service == ServiceCode::MoveIn && chance.random_bool(0.12);
    Demand { service, and_certificate, by_phone, after_secs }
}

/// Students move in April and October; people are away in summer and at the end of the year.
fn season(date: NaiveDate) -> f64 {
    match date.month() {
        4 => 1.35,
        10 => 1.5,
        3 | 9 => 1.1,
        7 | 8 => 0.95,
        12 => 0.85,
        _ => 1.0,
    }
}

/// A new way to the office becomes known within a quarter of a year.
fn growth(wanted: &Wanted, date: NaiveDate) -> f64 {
    let days = date.signed_duration_since(wanted.from).num_days();
    #[expect(clippy::cast_precision_loss, reason = "the days of a year")]
    let known = (days as f64 / 90.0).clamp(0.0, 1.0);
    0.8 + 0.2 * known
}

/// Moves most of all. Certificates of conduct cost money: nobody gets one before it can be paid, then they rise.
fn service(wanted: &Wanted, today: NaiveDate, chance: &mut ChaCha8Rng) -> ServiceCode {
    let conduct = if today < wanted.fees_from {
        0
    } else {
        let weeks = today.signed_duration_since(wanted.fees_from).num_weeks();
        4 + u32::try_from(weeks).unwrap_or(0).min(16)
    };
    let extract = if today < wanted.fees_from { 0 } else { 2 };
    let weights = [
        (ServiceCode::ChangeOfResidence, 46),
        (ServiceCode::MoveIn, 26),
        (ServiceCode::DeregistrationAbroad, 14),
        (ServiceCode::CertificateOfConduct, conduct),
        (ServiceCode::RegistrationCertificate, 5),
        (ServiceCode::TaxId, 3),
        (ServiceCode::TradeRegisterExtract, extract),
    ];
    let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
    let mut drawn = chance.random_range(0..total);
    for (service, weight) in weights {
        if drawn < weight {
            return service;
        }
        drawn -= weight;
    }
    unreachable!("the weights add up to their total")
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn october_is_busier_than_january_and_certificates_wait_for_fees() {
        let until = NaiveDate::from_ymd_opt(2026, 12, 31).expect("a date");
        let wanted = Wanted::year(until, 1);
        let mut chance = ChaCha8Rng::seed_from_u64(1);
        let mut of_month = |month| {
            (1..29)
                .flat_map(|day| {
                    let date = NaiveDate::from_ymd_opt(2026, month, day).expect("a date");
                    of_morning(&wanted, date, &mut chance)
                })
                .collect::<Vec<_>>()
        };
        let (january, october) = (of_month(1), of_month(10));
        assert!(october.len() * 10 > january.len() * 13, "{} and {}", october.len(), january.len());
        let certificates = |demands: &[Demand]| {
            demands.iter().filter(|demand| demand.service == ServiceCode::CertificateOfConduct).count()
        };
        assert_eq!(certificates(&january), 0);
        assert!(certificates(&october) > 0);
    }
}
