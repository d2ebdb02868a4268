//! The catalogue of refusals: every rule that can say no, with its code, its law and its words.
//!
//! The codes are promises: add, never change. A rule without an entry does not compile.

mod booking;
mod books;
mod case;
mod catalogue;
pub(crate) mod fault;
pub(crate) mod missing;
mod office;
mod schedule;
mod steps;

use async_graphql::SimpleObject;
use domain::{Refusal, capacity};

use crate::identity::Language;

pub(crate) use office::{
    CASE_NOT_RENDERABLE, PAPER_NOT_OFFERED, PROJECTIONS_BEING_REBUILT, PROJECTIONS_DENIED, QUEUE_EMPTY,
    STATEMENT_UNREADABLE, VERSION_CONFLICT,
};

/// A rule that can say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// `<AGGREGATE>_<RULE>`.
    pub(crate) code: &'static str,
    /// What the person is told in German.
    pub(crate) de: &'static str,
    /// What the person is told in English.
    pub(crate) en: &'static str,
    /// What the rule rests on, where it is law.
    pub(crate) law: Option<&'static str>,
}

impl Rule {
    /// What the person is told.
    pub(crate) fn message(&self, language: Language) -> &'static str {
        language.of(self.de, self.en)
    }
}

/// Somebody else was faster: the one refusal that is answered with alternatives.
pub(crate) fn taken() -> &'static Rule {
    schedule::capacity::rule(&capacity::Refusal::Taken)
}

/// One thing more to know about a refusal.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
#[graphql(name = "RefusalDetail")]
pub(crate) struct Detail {
    /// What it is, such as `from`, `max` or `missing`.
    pub(crate) name: String,
    /// Its value: dates and times by ISO 8601, amounts in cents.
    pub(crate) value: String,
}

impl Detail {
    /// One thing.
    pub(crate) fn new(name: &str, value: impl ToString) -> Self {
        Self { name: name.to_owned(), value: value.to_string() }
    }
}

/// Lists the rules of one aggregate: makes their table, and the `match` that finds a refusal in it.
macro_rules! rules {
    ($prefix:literal, $module:ident: $($variant:ident => $code:literal $(($law:literal))? : $de:literal, $en:literal;)*) => {
        pub(in crate::errors::refusals) const RULES: &[crate::errors::refusals::Rule] = &[
            $(crate::errors::refusals::Rule {
                code: concat!($prefix, "_", $code),
                de: $de,
                en: $en,
                law: crate::errors::refusals::rules!(@law $($law)?),
            },)*
        ];

        pub(in crate::errors::refusals) fn rule(refusal: &domain::$module::Refusal) -> &'static crate::errors::refusals::Rule {
            match refusal {
                $(domain::$module::Refusal::$variant { .. } => {
                    const RULE: crate::errors::refusals::Rule = crate::errors::refusals::Rule {
                        code: concat!($prefix, "_", $code),
                        de: $de,
                        en: $en,
                        law: crate::errors::refusals::rules!(@law $($law)?),
                    };
                    &RULE
                })*
            }
        }
    };
    (@law $law:literal) => { Some($law) };
    (@law) => { None };
}
use rules;

/// Every rule, aggregate by aggregate.
pub(crate) fn all() -> impl Iterator<Item = &'static Rule> {
    let tables = [
        schedule::capacity::RULES,
        schedule::availability::RULES,
        schedule::contact_guard::RULES,
        schedule::number_series::RULES,
        booking::RULES,
        case::RULES,
        missing::RULES,
        steps::signature::RULES,
        steps::payment::RULES,
        books::statement::RULES,
        books::settlement::RULES,
        steps::consultation::RULES,
        steps::subject_key::RULES,
        steps::link_grant::RULES,
        steps::access::RULES,
        schedule::waiting_list::RULES,
        schedule::shift::RULES,
        steps::transmission::RULES,
        steps::mail::RULES,
        steps::document::RULES,
        steps::paper::RULES,
        catalogue::RULES,
        office::RULES,
    ];
    tables.into_iter().flatten()
}

/// The rule behind a refusal.
pub(crate) fn rule(refusal: &Refusal) -> &'static Rule {
    match refusal {
        Refusal::Capacity(refusal) => schedule::capacity::rule(refusal),
        Refusal::Availability(refusal) => schedule::availability::rule(refusal),
        Refusal::ContactGuard(refusal) => schedule::contact_guard::rule(refusal),
        Refusal::NumberSeries(refusal) => schedule::number_series::rule(refusal),
        Refusal::Booking(refusal) => booking::rule(refusal),
        Refusal::Case(refusal) => case::rule(refusal),
        Refusal::Signature(refusal) => steps::signature::rule(refusal),
        Refusal::Payment(refusal) => steps::payment::rule(refusal),
        Refusal::Statement(refusal) => books::statement::rule(refusal),
        Refusal::Settlement(refusal) => books::settlement::rule(refusal),
        Refusal::Consultation(refusal) => steps::consultation::rule(refusal),
        Refusal::SubjectKey(refusal) => steps::subject_key::rule(refusal),
        Refusal::LinkGrant(refusal) => steps::link_grant::rule(refusal),
        Refusal::Access(refusal) => steps::access::rule(refusal),
        Refusal::WaitingList(refusal) => schedule::waiting_list::rule(refusal),
        Refusal::Shift(refusal) => schedule::shift::rule(refusal),
        Refusal::Transmission(refusal) => steps::transmission::rule(refusal),
        Refusal::Mail(refusal) => steps::mail::rule(refusal),
        Refusal::Document(refusal) => steps::document::rule(refusal),
        Refusal::Paper(refusal) => steps::paper::rule(refusal),
        Refusal::Catalogue(refusal) => catalogue::rule(refusal),
        Refusal::Stale(_) => &VERSION_CONFLICT,
    }
}

/// The same refusal as somebody sees it who may not know whether the thing exists:
/// for citizens, what belongs to others and what is not there are one answer.
pub(crate) fn as_unknown(refusal: &Refusal) -> Option<&'static Rule> {
    use domain::{booking as b, case as c, consultation as t};
    let unknown = match refusal {
        Refusal::Booking(b::Refusal::Denied(_)) | Refusal::LinkGrant(domain::link_grant::Refusal::Denied(_)) => {
            booking::rule(&b::Refusal::Unknown)
        }
        Refusal::Case(c::Refusal::Denied(_))
        | Refusal::Signature(domain::signature::Refusal::Denied(_))
        | Refusal::Document(domain::document::Refusal::Denied(_))
        | Refusal::Paper(domain::paper::Refusal::Denied(_))
        | Refusal::Payment(domain::payment::Refusal::Denied(_)) => case::rule(&c::Refusal::Unknown),
        Refusal::Consultation(t::Refusal::Denied(_)) => steps::consultation::rule(&t::Refusal::Unknown),
        _ => return None,
    };
    Some(unknown)
}

/// What a person is told, and what it rests on. Where a case lacks several things, each is told with its law.
pub(crate) fn told(refusal: &Refusal, language: Language) -> (String, Option<String>) {
    let said = rule(refusal);
    let Refusal::Case(domain::case::Refusal::Incomplete { missing }) = refusal else {
        return (said.message(language).to_owned(), said.law.map(str::to_owned));
    };
    let (mut messages, mut laws) = (vec![said.message(language)], vec![]);
    for rule in missing.iter().map(|missing| missing::rule(*missing)) {
        // The same may be missing for several people.
        messages.extend(Some(rule.message(language)).filter(|message| !messages.contains(message)));
        laws.extend(rule.law.filter(|law| !laws.contains(law)));
    }
    (messages.join(" "), (!laws.is_empty()).then(|| laws.join("; ")))
}

/// What more a refusal tells.
pub(crate) fn details(refusal: &Refusal) -> Vec<Detail> {
    use domain::{
        availability, booking, capacity, case, contact_guard, document, paper, payment, settlement, shift, waiting_list,
    };
    match refusal {
        Refusal::Capacity(capacity::Refusal::NotReleased { released_at }) => {
            vec![Detail::new("releasedAt", released_at.to_rfc3339())]
        }
        Refusal::Capacity(capacity::Refusal::Closed { reason }) => {
            vec![Detail::new("reason", domain::names::of(reason))]
        }
        Refusal::Capacity(capacity::Refusal::BadPlan(reason))
        | Refusal::Availability(availability::Refusal::BadTemplate(reason)) => vec![Detail::new("reason", reason)],
        Refusal::ContactGuard(
            contact_guard::Refusal::TooMany { max }
            | contact_guard::Refusal::TooOften { max }
            | contact_guard::Refusal::NotPossible { max },
        )
        | Refusal::WaitingList(waiting_list::Refusal::Full { max } | waiting_list::Refusal::BadWindow { max })
        | Refusal::Booking(
            booking::Refusal::Services { max }
            | booking::Refusal::Quantity { max }
            | booking::Refusal::Delivered { max },
        )
        | Refusal::Case(case::Refusal::TooManyParties { max } | case::Refusal::TooManyDwellings { max }) => {
            vec![Detail::new("max", max)]
        }
        Refusal::Document(document::Refusal::TooLarge { max } | document::Refusal::CaseFull { max }) => {
            vec![Detail::new("maxBytes", max)]
        }
        Refusal::Document(document::Refusal::TooMany { max })
        | Refusal::Paper(paper::Refusal::TooManyHistories { max } | paper::Refusal::TooManyCopies { max })
        | Refusal::Payment(payment::Refusal::TooManyAttempts { max }) => vec![Detail::new("max", max)],
        Refusal::Shift(shift::Refusal::Busy { booking }) => vec![Detail::new("booking", booking)],
        Refusal::Case(case::Refusal::FailedEnough { max })
        | Refusal::Booking(booking::Refusal::LinksEnough { max }) => {
            vec![Detail::new("max", max)]
        }
        Refusal::Booking(
            booking::Refusal::TooEarly { from }
            | booking::Refusal::NotMissedYet { from }
            | booking::Refusal::DayNotOver { from },
        ) => {
            vec![Detail::new("from", from.to_rfc3339())]
        }
        Refusal::Case(case::Refusal::FormAwaited { until }) => vec![Detail::new("until", until.to_rfc3339())],
        Refusal::Case(case::Refusal::TooEarly { from }) => vec![Detail::new("from", from)],
        Refusal::Case(case::Refusal::WrongAuthority { municipality }) => {
            vec![Detail::new("municipality", municipality)]
        }
        Refusal::Case(case::Refusal::OtherMove { party }) => vec![Detail::new("party", party)],
        Refusal::Case(case::Refusal::Incomplete { missing }) => {
            missing.iter().map(|missing| Detail::new("missing", missing.code())).collect()
        }
        Refusal::Catalogue(refusal) => of_catalogue(refusal),
        Refusal::Settlement(settlement::Refusal::NotOver { last_day }) => vec![Detail::new("lastDay", last_day)],
        Refusal::Payment(payment::Refusal::WrongAmount { due }) => vec![Detail::new("dueCents", due.0)],
        Refusal::Payment(payment::Refusal::MoreThanPaid { max }) => vec![Detail::new("maxCents", max.0)],
        _ => vec![],
    }
}

/// Of an edition everything that is wrong is told at once: the rule as the name, then which service and which of its
/// entries, and the law where it is one.
fn of_catalogue(refusal: &domain::catalogue::Refusal) -> Vec<Detail> {
    use domain::catalogue::{Flaw, Refusal};
    match refusal {
        Refusal::InThePast { today } => vec![Detail::new("today", today)],
        Refusal::Overtaken { follows } => vec![Detail::new("follows", follows)],
        Refusal::NotInEdition { service } => vec![Detail::new("service", service.name())],
        Refusal::NotPossible { flaws } => {
            let of = |flaw: &Flaw| {
                let parts = [flaw.service.map(domain::catalogue::ServiceCode::name), flaw.fault.which(), flaw.law()];
                let parts: Vec<&str> = parts.into_iter().flatten().collect();
                Detail::new(flaw.fault.code(), parts.join("; "))
            };
            flaws.iter().map(of).collect()
        }
        Refusal::Denied(_)
        | Refusal::Erased(_)
        | Refusal::DraftExists
        | Refusal::NoDraft
        | Refusal::OwnDraft
        | Refusal::NothingNew => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    #[test]
    fn the_codes_are_those_that_were_promised() {
        let listed = all().fold(String::new(), |mut text, rule| {
            writeln!(text, "{}\t{}\t{}\t{}", rule.code, rule.law.unwrap_or("–"), rule.de, rule.en).expect("a string");
            text
        });
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/refusals.tsv");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(path, &listed).expect("the crate's folder is writable");
        }
        let promised = std::fs::read_to_string(path).expect("the list is committed");
        assert_eq!(listed, promised, "UPDATE_SNAPSHOTS=1 rewrites it; codes are added, never changed");
    }

    #[test]
    fn a_case_that_lacks_something_is_told_everything_at_once_with_its_law() {
        use domain::case::{self, Missing};
        use domain::ids::PartyId;
        let people = [1, 2].map(|n| Missing::Identification(PartyId(uuid::Uuid::from_u128(n))));
        let missing = people.into_iter().chain([Missing::Signature, Missing::Fee]).collect();
        let refusal = Refusal::Case(case::Refusal::Incomplete { missing });
        let (message, law) = told(&refusal, Language::German);
        assert_eq!(
            message,
            "Es fehlt noch etwas. Die Identität einer Person ist in diesem Gespräch noch nicht festgestellt. Die \
             Erklärung ist noch nicht unterschrieben. Die Gebühr ist weder beglichen noch erlassen noch zum Erlass \
             beantragt."
        );
        assert!(law.is_some_and(|law| law.contains("§ 23 BMG") && law.ends_with("Gebührenrecht des Landes")));
        assert_eq!(details(&refusal).len(), 4, "each by its code");
        let over = Refusal::Case(case::Refusal::Over);
        assert_eq!(told(&over, Language::English), ("The case is over.".to_owned(), None));
    }

    // Scenario 19.
    #[test]
    fn whoever_cannot_come_this_way_hears_of_the_others() {
        for code in ["BOOKING_CHANNEL_NOT_ALLOWED", "CASE_CHANNEL_NOT_ALLOWED"] {
            let rule = all().find(|rule| rule.code == code).expect("it is listed");
            for (text, ways) in
                [(rule.de, ["Schalter", "Bundesamt für Justiz"]), (rule.en, ["counter", "Federal Office"])]
            {
                assert!(ways.iter().all(|way| text.contains(way)), "{text}");
            }
        }
    }

    #[test]
    fn no_two_rules_share_a_code() {
        let codes: BTreeSet<_> = all().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), all().count());
    }
}
