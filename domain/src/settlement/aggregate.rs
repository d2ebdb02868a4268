//! The decision table of a settlement: each half-year once, when it is over, and rounded once for each fee.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::{ActorId, Asked};
use crate::calendar::local_date;
use crate::catalogue::ServiceCode;
use crate::decide::Decide;
use crate::money::{Cents, Exact, Share};
use crate::permission::{Denied, Grant, Role};
use crate::personal::Erased;

/// Half a year up to a day on which the Federation's share is paid: from December to May, or from June to November.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HalfYear {
    first_day: NaiveDate,
}

impl HalfYear {
    /// The half-year that begins on this day, if one does.
    pub fn beginning(first_day: NaiveDate) -> Option<Self> {
        // The share is paid on the first days of June and December, for what came in before.
        (first_day.day() == 1 && [6, 12].contains(&first_day.month()) && (1900..2200).contains(&first_day.year()))
            .then_some(Self { first_day })
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.first_day
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.first_day + Months::new(6) - Days::new(1)
    }
}

/// What came in for a fee in a half-year, and what of it went back. It is looked up for the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// For which service.
    pub service: ServiceCode,
    /// Which share the city keeps.
    pub city_share: Share,
    /// What was paid.
    pub paid: Cents,
    /// What has to go back, whenever it was paid.
    pub refunded: Cents,
}

/// What is settled for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which.
    pub service: ServiceCode,
    /// What was paid.
    pub paid: Cents,
    /// What has to go back, whenever it was paid.
    pub refunded: Cents,
    /// What the city keeps.
    pub city: Cents,
    /// What goes to the Federation: less than nothing where more went back than came in.
    pub federal: Cents,
}

/// What is wanted of a settlement.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Close the half-year: time in the log only goes on, so what is recorded from now on is of a later one.
    Close {
        /// Which.
        of: HalfYear,
    },
    /// Record what is the Federation's. What came in and went back was looked up after the half-year was closed, so nothing
    /// of it is missed.
    Record {
        /// Of which half-year.
        of: HalfYear,
        /// What came in and went back.
        sums: Vec<Sum>,
    },
}

/// What happened to a settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The half-year is closed. Everything of it stands before this event.
    #[serde(rename = "closed")]
    Closed {
        /// The first day of the half-year.
        of: HalfYear,
        /// Who has closed it.
        by: ActorId,
    },
    /// It is recorded.
    #[serde(rename = "recorded")]
    Recorded {
        /// The first day of the half-year.
        of: HalfYear,
        /// What is settled, service by service.
        lines: Vec<Line>,
        /// Who has recorded it.
        by: ActorId,
    },
}

stored!(Event);

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// It is not over: something may still come in.
    #[error("the half-year lasts until {last_day}")]
    NotOver {
        /// Its last day.
        last_day: NaiveDate,
    },
    /// It is not closed: something of it may still be on its way.
    #[error("the half-year is not closed")]
    NotClosed,
    /// It is settled.
    #[error("the half-year is settled")]
    Settled,
    /// Nothing of which the Federation has a share came in or went back.
    #[error("there is nothing to settle")]
    NothingToSettle,
}

/// A settlement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It is not recorded, and the half-year may last.
    #[default]
    Open,
    /// It is not recorded, and the half-year is closed.
    Closed,
    /// It is recorded.
    Recorded(Vec<Line>),
}

impl Decide for State {
    const KIND: &'static str = "settlement";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Close { .. } | Command::Record { .. } => &[Grant::Any(Role::Cashier)],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        match (self, &asked.command) {
            (Self::Open, Command::Close { of } | Command::Record { of, .. })
                if local_date(asked.at) <= of.last_day() =>
            {
                Err(Refusal::NotOver { last_day: of.last_day() })
            }
            (Self::Open, Command::Close { of }) => Ok(vec![Event::Closed { of: *of, by: asked.by.actor }]),
            (Self::Open, Command::Record { .. }) => Err(Refusal::NotClosed),
            (Self::Closed, Command::Close { .. }) => Ok(vec![]),
            (Self::Closed, Command::Record { of, sums }) => {
                let lines = lines(sums);
                if lines.is_empty() {
                    return Err(Refusal::NothingToSettle);
                }
                Ok(vec![Event::Recorded { of: *of, lines, by: asked.by.actor }])
            }
            // Never "already so": whoever settles twice has to hear that the money is on its way.
            (Self::Recorded(_), Command::Close { .. } | Command::Record { .. }) => Err(Refusal::Settled),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Open | Self::Closed, Event::Closed { .. }) => Self::Closed,
            // Those of before were recorded without being closed.
            (Self::Open | Self::Closed, Event::Recorded { lines, .. }) => Self::Recorded(lines),
            // It is recorded once.
            (recorded @ Self::Recorded(_), Event::Closed { .. } | Event::Recorded { .. }) => recorded,
        }
    }
}

/// What is settled, service by service. The share is exact up to here, and rounded once for each.
fn lines(sums: &[Sum]) -> Vec<Line> {
    let mut by_service = BTreeMap::<ServiceCode, (Cents, Cents, Exact)>::new();
    // What is the city's alone is nobody else's business.
    for sum in sums.iter().filter(|sum| sum.city_share.of < sum.city_share.parts) {
        let (paid, refunded, city) = by_service.entry(sum.service).or_default();
        *paid = *paid + sum.paid;
        *refunded = *refunded + sum.refunded;
        *city = *city + sum.city_share.exact(sum.paid - sum.refunded);
    }
    let moved = by_service.into_iter().filter(|(_, (paid, refunded, _))| (*paid, *refunded) != Default::default());
    moved
        .map(|(service, (paid, refunded, city))| {
            let city = city.settle();
            Line { service, paid, refunded, city, federal: paid - refunded - city }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{BEN, CLARA, acting, at, clerk, date, given};

    const SHARES: [(ServiceCode, Share); 2] = [
        (ServiceCode::CertificateOfConduct, Share { of: 2, parts: 5 }),
        (ServiceCode::TradeRegisterExtract, Share { of: 3, parts: 8 }),
    ];

    fn sum(which: usize, paid: i64, refunded: i64) -> Sum {
        let (service, city_share) = SHARES[which];
        Sum { service, city_share, paid: Cents(paid), refunded: Cents(refunded) }
    }

    fn winter() -> HalfYear {
        HalfYear::beginning(date("2025-12-01")).expect("it begins then")
    }

    fn closed() -> Event {
        Event::Closed { of: winter(), by: BEN }
    }

    fn record(sums: Vec<Sum>) -> Command {
        Command::Record { of: winter(), sums }
    }

    fn line(which: usize, paid: i64, refunded: i64, city: i64, federal: i64) -> Line {
        let [paid, refunded, city, federal] = [paid, refunded, city, federal].map(Cents);
        Line { service: SHARES[which].0, paid, refunded, city, federal }
    }

    #[test]
    fn a_half_year_begins_in_june_or_december() {
        for day in ["2026-01-01", "2026-06-02", "2026-07-01", "2025-11-30"] {
            assert_eq!(HalfYear::beginning(date(day)), None, "{day}");
        }
        assert_eq!(winter().last_day(), date("2026-05-31"));
        assert_eq!(HalfYear::beginning(date("2026-06-01")).map(HalfYear::last_day), Some(date("2026-11-30")));
    }

    #[test]
    fn the_share_of_801_fees_is_rounded_once() {
        // 801 × 13.00 € × 3/8 = 3904.875 €
        let lines = vec![line(1, 801 * 1300, 0, 390_488, 650_812)];
        let recorded = Event::Recorded { of: winter(), lines, by: BEN };
        given::<State>([closed()])
            .when(acting(BEN, Role::Cashier), at("2026-06-01T08:00:00Z"), record(vec![sum(1, 801 * 1300, 0)]))
            .then([recorded]);
    }

    #[test]
    fn each_fee_has_its_share_and_what_went_back_is_taken_off() {
        let whole = Sum { service: ServiceCode::RegistrationCertificate, city_share: Share::WHOLE, ..sum(0, 900, 0) };
        let sums = vec![sum(0, 2600, 1300), sum(1, 0, 1300), whole];
        // 2/5 of 13.00 is 5.20; of what went back more than came in the city gives its part, too.
        let lines = vec![line(0, 2600, 1300, 520, 780), line(1, 0, 1300, -488, -812)];
        let recorded = Event::Recorded { of: winter(), lines, by: BEN };
        let ben = acting(BEN, Role::Cashier);
        given::<State>([closed()]).when(ben, at("2026-06-01T08:00:00Z"), record(sums)).then([recorded]);
    }

    #[test]
    fn a_share_that_changes_within_a_half_year_is_still_rounded_once() {
        let other = Sum { city_share: Share { of: 1, parts: 8 }, ..sum(1, 1300, 0) };
        // 4.875 + 1.625 = 6.50
        assert_eq!(lines(&[sum(1, 1300, 0), other]), [line(1, 2600, 0, 650, 1950)]);
    }

    #[test]
    fn a_half_year_is_settled_once_and_only_when_it_is_over() {
        let (ben, sums) = (acting(BEN, Role::Cashier), vec![sum(0, 1300, 0)]);
        // The last quarter of an hour of 31 May, by the office's calendar.
        let close = || Command::Close { of: winter() };
        for early in [record(sums.clone()), close()] {
            given::<State>([])
                .when(ben, at("2026-05-31T21:45:00Z"), early)
                .then_refused(Refusal::NotOver { last_day: date("2026-05-31") });
        }
        let now = at("2026-05-31T22:00:00Z");
        for command in [record(sums.clone()), close()] {
            given::<State>([]).when(clerk(CLARA), now, command).then_refused(Denied.into());
        }
        // What came in while somebody looked it up would be in no half-year.
        given::<State>([]).when(ben, now, record(sums.clone())).then_refused(Refusal::NotClosed);
        given::<State>([]).when(ben, now, close()).then([closed()]);
        given::<State>([closed()]).when(ben, now, close()).then_nothing();
        given::<State>([closed()]).when(ben, now, record(vec![sum(0, 0, 0)])).then_refused(Refusal::NothingToSettle);
        let recorded = Event::Recorded { of: winter(), lines: vec![line(0, 1300, 0, 520, 780)], by: BEN };
        given::<State>([closed()]).when(ben, now, record(sums.clone())).then([recorded.clone()]);
        for command in [record(sums), close()] {
            given::<State>([closed(), recorded.clone()]).when(ben, now, command.clone()).then_refused(Refusal::Settled);
            given::<State>([recorded.clone()]).when(ben, now, command).then_refused(Refusal::Settled);
        }
    }
}
