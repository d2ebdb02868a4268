//! How duties were met.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, TimeDelta};
use domain::calendar::{end_of, local_date, midnight};
use domain::transmission::Recipient;
use rusqlite::params;

use super::DutyWatch;
use crate::column::{Columns as _, Json, Moment};
use crate::small_groups::Count;
use crate::{Failure, Period, ReadModels};

/// How long the address on an identity card may wait, and an inquiry with a landlord from its day on, in days.
const FOLLOW_UP_DAYS: u64 = 14;

/// How duties were met that fell due in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duties {
    /// The first day of the period.
    pub start: NaiveDate,
    /// Registrations and deregistrations that were filed.
    pub registrations: Count,
    /// Of these, after the time that the law gives (§ 17 BMG).
    pub registrations_late: Count,
    /// Messages to other registration authorities whose last day it was (§ 33 (1) BMG), each alone.
    pub confirmations: Count,
    /// Of these, not there by then.
    pub confirmations_late: Count,
    /// Addresses on identity cards that had waited for two weeks by then, or were changed before.
    pub follow_ups: Count,
    /// Of these, not changed by then.
    pub follow_ups_late: Count,
    /// Inquiries with landlords that had been due for two weeks by then, or were closed before (§ 19 (5) BMG).
    pub landlord_inquiries: Count,
    /// Of these, not closed by then.
    pub landlord_inquiries_late: Count,
    /// Visits of which from then on only the team lead knew, whatever number of cases they had (§§ 51, 52 BMG).
    pub restricted: Count,
}

impl ReadModels {
    /// How duties were met, for all periods of which a day lies between two dates. What has a last day is counted when that
    /// is over: until then nobody can say. What happened today is counted at once.
    pub fn duties(&self, from: NaiveDate, to: NaiveDate, by: Period, today: NaiveDate) -> Result<Vec<Duties>, Failure> {
        let (first, last) = (by.start(from), by.end(to));
        let happened = last.min(today);
        let due = last.min(today - Days::new(1));
        let days = self.ask::<DutyWatch, _>(|connection| {
            let mut days = BTreeMap::<NaiveDate, [(u64, u64); 5]>::new();
            let mut count = |sql: &str, which: usize, last: NaiveDate, after_days: u64| -> rusqlite::Result<()> {
                let mut statement = connection.prepare_cached(sql)?;
                let back = Days::new(after_days);
                let mut rows = statement.query(params![first - back, last - back])?;
                while let Some(row) = rows.next()? {
                    let day = row.get::<_, NaiveDate>("day")? + back;
                    let (all, late) = &mut days.entry(by.start(day)).or_default()[which];
                    *all += row.get::<_, u64>("all_of_them")?;
                    *late += row.get::<_, u64>("late")?;
                }
                Ok(())
            };
            count(
                "SELECT filed_on AS day, cases AS all_of_them,
                        (SELECT count(*) FROM filed_late WHERE filed_late.filed_on = registration.filed_on) AS late
                 FROM registration WHERE filed_on BETWEEN ?1 AND ?2",
                0,
                happened,
                0,
            )?;
            count(
                &format!(
                    "SELECT opened_on AS day, count(*) AS all_of_them,
                            count(*) FILTER (WHERE closed_on IS NULL
                                                OR closed_on > date(opened_on, '+{FOLLOW_UP_DAYS} days')) AS late
                     FROM follow_up WHERE opened_on BETWEEN ?1 AND ?2 GROUP BY opened_on"
                ),
                2,
                due,
                FOLLOW_UP_DAYS,
            )?;
            count(
                &format!(
                    "SELECT due_on AS day, count(*) AS all_of_them,
                            count(*) FILTER (WHERE closed_on IS NULL
                                                OR closed_on > date(due_on, '+{FOLLOW_UP_DAYS} days')) AS late
                     FROM landlord_inquiry WHERE due_on BETWEEN ?1 AND ?2 GROUP BY due_on"
                ),
                3,
                due,
                FOLLOW_UP_DAYS,
            )?;
            count(
                // All cases of a visit are restricted together: counted alone, they would make five of one person.
                "SELECT since AS day, count(*) AS all_of_them, 0 AS late
                 FROM restricted JOIN visited USING (\"case\")
                 WHERE since BETWEEN ?1 AND ?2 AND NOT EXISTS (
                     SELECT 1 FROM visited AS other JOIN restricted AS earlier ON earlier.\"case\" = other.\"case\"
                     WHERE other.visit = visited.visit
                       AND (earlier.since, earlier.\"case\") < (restricted.since, restricted.\"case\"))
                 GROUP BY since",
                4,
                happened,
                0,
            )?;
            // The period ends with its last day, so the moment lies at the beginning of the next.
            let mut messages = connection.prepare_cached(
                "SELECT due_at, overdue FROM transmission
                 WHERE recipient IN (SELECT value FROM json_each(?1)) AND due_at > ?2 AND due_at <= ?3",
            )?;
            let authorities = Recipient::AUTHORITIES.map(Recipient::name);
            let mut rows = messages.query(params![Json(authorities), Moment(midnight(first)), Moment(end_of(due))])?;
            while let Some(row) = rows.next()? {
                let day = local_date(row.moment("due_at")? - TimeDelta::microseconds(1));
                let (all, late) = &mut days.entry(by.start(day)).or_default()[1];
                *all += 1;
                *late += u64::from(row.get::<_, bool>("overdue")?);
            }
            Ok(days)
        })?;
        let row = |(start, [registrations, confirmations, follow_ups, inquiries, restricted]): (
            NaiveDate,
            [(u64, u64); 5],
        )| {
            let ([registrations, registrations_late], [confirmations, confirmations_late]) =
                (part_of(registrations), part_of(confirmations));
            let [follow_ups, follow_ups_late] = part_of(follow_ups);
            let [landlord_inquiries, landlord_inquiries_late] = part_of(inquiries);
            Duties {
                start,
                registrations,
                registrations_late,
                confirmations,
                confirmations_late,
                follow_ups,
                follow_ups_late,
                landlord_inquiries,
                landlord_inquiries_late,
                restricted: Count::of(restricted.0),
            }
        };
        Ok(days.into_iter().map(row).collect())
    }
}

/// A whole and a part of it.
fn part_of((all, part): (u64, u64)) -> [Count; 2] {
    [Count::of(all), Count::of_some(part, all)]
}
