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
        // They stay behind the deregistrations: at first far, later visibly less.
        let weeks = today.signed_duration_since(wanted.fees_from).num_weeks();
        3 + (u32::try_from(weeks).unwrap_or(0) / 3).min(7)
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
    use domain::calendar;
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

    /// The mornings on which somebody can book, as the player plays them.
    fn mornings(wanted: &Wanted) -> impl Iterator<Item = NaiveDate> {
        let until = wanted.until;
        wanted.from.iter_days().take_while(move |date| *date <= until).filter(|date| calendar::is_working_day(*date))
    }

    /// How often each service is wanted between two days, the most wanted first.
    fn ranking(year: &[(NaiveDate, Vec<Demand>)], days: impl Fn(NaiveDate) -> bool) -> Vec<(ServiceCode, usize)> {
        let mut counts: Vec<_> = ServiceCode::ALL.into_iter().map(|service| (service, 0)).collect();
        for demand in year.iter().filter(|(date, _)| days(*date)).flat_map(|(_, demands)| demands) {
            counts.iter_mut().filter(|(service, _)| *service == demand.service).for_each(|(_, count)| *count += 1);
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    fn year(until: NaiveDate) -> (Wanted, Vec<(NaiveDate, Vec<Demand>)>) {
        let wanted = Wanted::year(until, 1);
        let mut chance = ChaCha8Rng::seed_from_u64(crate::demo::SEED);
        let year = mornings(&wanted).map(|date| (date, of_morning(&wanted, date, &mut chance))).collect();
        (wanted, year)
    }

    #[test]
    fn a_year_has_more_than_two_thousand_cases() {
        // One in thirty lets the time run out; of what is offered, ten appointments a day are always used.
        let (_, year) = year(NaiveDate::from_ymd_opt(2026, 12, 31).expect("a date"));
        let booked: usize = year.iter().map(|(_, demands)| demands.len().min(10)).sum();
        assert!(booked * 29 / 30 > 2_000, "{booked}");
    }

    #[test]
    fn on_whatever_day_a_year_ends_moves_come_first_then_move_ins_then_deregistrations() {
        let first_three = [ServiceCode::ChangeOfResidence, ServiceCode::MoveIn, ServiceCode::DeregistrationAbroad];
        let begin = NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date");
        for until in begin.iter_days().step_by(11).take(34) {
            let (wanted, year) = year(until);
            let all = ranking(&year, |_| true);
            assert_eq!(all.iter().map(|(service, _)| *service).take(3).collect::<Vec<_>>(), first_three, "{until}");
            // Nor in the half of the year in which certificates can be had.
            let later = ranking(&year, |date| date >= wanted.fees_from);
            assert_eq!(later.iter().map(|(service, _)| *service).take(3).collect::<Vec<_>>(), first_three, "{until}");

            // Certificates rise from the day on which fees can be paid.
            let months_later = |months| super::super::months_later(wanted.fees_from, months);
            let certificates = |from: NaiveDate, to: NaiveDate| {
                let ranking = ranking(&year, |date| from <= date && date < to);
                ranking
                    .iter()
                    .find(|(service, _)| *service == ServiceCode::CertificateOfConduct)
                    .map(|(_, count)| *count)
            };
            assert_eq!(certificates(wanted.from, wanted.fees_from), Some(0));
            let (early, late) = (certificates(wanted.fees_from, months_later(3)), certificates(months_later(3), until));
            assert!(early > Some(0) && late > early, "{until}: {early:?}, then {late:?}");
        }
    }
}
