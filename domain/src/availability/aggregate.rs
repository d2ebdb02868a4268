//! The decision table of opening hours.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::template::possible;
use super::{Command, Event, Refusal, Template};
use crate::asked::Asked;
use crate::calendar;
use crate::decide::Decide;
use crate::permission::{Grant, Role};

/// The opening hours of a scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// Nobody has defined any.
    #[default]
    Undefined,
    /// They hold.
    Defined {
        /// Which, by their first days.
        templates: BTreeMap<NaiveDate, Template>,
        /// The last day that the office has planned by them.
        planned_until: Option<NaiveDate>,
        /// How often planning was due.
        generation: u32,
    },
    /// They hold no longer.
    Withdrawn {
        /// How often planning was due.
        generation: u32,
    },
}

impl Decide for State {
    const KIND: &'static str = "availability";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Define { .. } | Command::Withdraw => &[Grant::Any(Role::Planner), Grant::Any(Role::System)],
            Command::RecordPlanned { .. } => &[Grant::Any(Role::System)],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Define, RecordPlanned, Withdraw};
        let plan_from = asked.at;
        match (self, &asked.command) {
            (Self::Defined { templates, .. }, Define { template })
                if templates.get(&template.valid_from) == Some(template) =>
            {
                Ok(vec![])
            }
            (Self::Undefined, Define { template }) => {
                possible(template)?;
                Ok(vec![Event::Defined { template: template.clone(), plan_from, generation: 0 }])
            }
            (Self::Defined { templates, generation, .. }, Define { template }) => {
                if let Some(other) = templates.values().find(|other| other.scope != template.scope) {
                    return Err(Refusal::OtherScope { scope: other.scope });
                }
                possible(template)?;
                Ok(vec![Event::Defined { template: template.clone(), plan_from, generation: generation + 1 }])
            }
            (Self::Withdrawn { generation }, Define { template }) => {
                possible(template)?;
                Ok(vec![Event::Defined { template: template.clone(), plan_from, generation: generation + 1 }])
            }
            (Self::Undefined, Withdraw | RecordPlanned { .. }) => Err(Refusal::Unknown),
            (Self::Defined { .. }, Withdraw) => Ok(vec![Event::Withdrawn]),
            (Self::Withdrawn { .. }, Withdraw) => Ok(vec![]),
            (Self::Defined { generation, .. }, &RecordPlanned { until }) => {
                let today = calendar::local_date(asked.at);
                let wanted = last_day(today, asked.facts.limits.planned_days_ahead);
                // What is left goes on at once; when nothing is, there is one day more after midnight.
                let next_at = if until < wanted { asked.at } else { calendar::end_of(today) };
                Ok(vec![Event::PlannedAhead { until, next_at, generation: generation + 1 }])
            }
            // A timer comes late.
            (Self::Withdrawn { .. }, RecordPlanned { .. }) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Undefined | Self::Withdrawn { .. }, Event::Defined { template, generation, .. }) => {
                Self::Defined { templates: [(template.valid_from, template)].into(), planned_until: None, generation }
            }
            (Self::Defined { mut templates, .. }, Event::Defined { template, generation, .. }) => {
                templates.insert(template.valid_from, template);
                // Days that were planned by the old ones are planned anew.
                Self::Defined { templates, planned_until: None, generation }
            }
            (Self::Defined { generation, .. }, Event::Withdrawn) => Self::Withdrawn { generation },
            (Self::Defined { templates, .. }, Event::PlannedAhead { until, generation, .. }) => {
                Self::Defined { templates, planned_until: Some(until), generation }
            }

            // No row of the decision table leads here.
            (Self::Undefined, Event::Withdrawn | Event::PlannedAhead { .. }) => Self::Undefined,
            (Self::Withdrawn { generation }, Event::Withdrawn | Event::PlannedAhead { .. }) => {
                Self::Withdrawn { generation }
            }
        }
    }
}

impl State {
    /// The hours that hold on a date, if any do: those that began last.
    pub fn template(&self, date: NaiveDate) -> Option<&Template> {
        match self {
            Self::Defined { templates, .. } => templates.range(..=date).next_back().map(|(_, template)| template),
            Self::Undefined | Self::Withdrawn { .. } => None,
        }
    }
}

/// The last of so many days, beginning with a day.
pub(super) fn last_day(first: NaiveDate, days: u16) -> NaiveDate {
    first + chrono::Days::new(u64::from(days.max(1)) - 1)
}

#[cfg(test)]
mod tests;
