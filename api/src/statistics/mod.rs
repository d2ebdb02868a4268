//! Figures for those who plan and those who ask: of capacity, of requests, of time, of money. Never of persons.

// How they are grouped, and how those of few are shown.
mod period;
mod small_group;

// The figures. What they mean exactly is said at each field.
mod cash;
mod completion;
mod demand;
mod duties;
mod requests;
mod utilisation;
mod visits;

pub(crate) use cash::Query as CashQuery;
pub(crate) use completion::Query as CompletionQuery;
pub(crate) use demand::Query as DemandQuery;
pub(crate) use duties::Query as DutiesQuery;
pub(crate) use period::OneLength;
pub(crate) use requests::Query as RequestsQuery;
pub(crate) use utilisation::Query as UtilisationQuery;
pub(crate) use visits::Query as VisitsQuery;
