//! The authority's limits: one struct, each with its unit in its name, and the table that documents it.

/// One limit, for the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its name; the ending tells the unit.
    pub name: &'static str,
    /// Its default.
    pub default: u64,
    /// What it limits.
    pub meaning: &'static str,
}

/// Defines the struct, its defaults and its table in one place.
macro_rules! limits {
    ($($(#[doc = $meaning:literal])+ $name:ident: $type:ty = $default:literal;)*) => {
        /// How much of what is allowed.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $meaning])+ pub $name: $type,)*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Limits {
            /// Every limit with its default, in the order of their declaration.
            pub const TABLE: &'static [Limit] = &[
                $(Limit { name: stringify!($name), default: $default, meaning: concat!($($meaning),+) },)*
            ];
        }
    };
}

limits! {
    /// How long a time is held while the visitor decides, in minutes.
    hold_mins: u16 = 15;
    /// How often a hold may be extended, each time by `hold_mins` (WCAG 2.2, 2.2.1).
    hold_extensions_max: u8 = 1;
    /// How long a time is kept until the link in a mail is followed, in minutes.
    confirmation_mins: u16 = 60;
    /// How many such links go out for one appointment.
    confirmation_links_max: u8 = 3;
    /// How long contacts are kept of whom no appointment came to be, in hours.
    unconfirmed_kept_hours: u16 = 24;
    /// How long contacts are kept of appointments that were given back or missed, in days.
    cancelled_kept_days: u16 = 30;
    /// How many open holds one visitor may have.
    holds_per_visitor_max: u16 = 3;
    /// How many holds one visitor may make on one day, against programs that hold and let go again and again.
    holds_per_visitor_day_max: u16 = 20;
    /// How many open appointments one contact may have: each mail address and each telephone number counts.
    bookings_per_contact_max: u16 = 2;
    /// How many appointments one contact may make on one day, given back or not.
    bookings_per_contact_day_max: u16 = 8;
    /// How many open appointments a planner may allow one institution, and twice as many on one day.
    bookings_per_institution_max: u16 = 50;
    /// How many services one appointment may have, counted with their quantities.
    services_per_booking_max: u16 = 6;
    /// How long the catalogue may say that one service takes, in minutes.
    service_mins_max: u16 = 240;
    /// How many of one service the catalogue may allow in one appointment.
    service_quantity_max: u16 = 20;
    /// The highest fee that the catalogue may name, in cents, against a slip of the keyboard.
    fee_cents_max: u32 = 50_000;
    /// How many services one visit may deliver, counted with their quantities.
    services_per_visit_max: u16 = 60;
    /// How long after its start an appointment counts as missed, in minutes.
    no_show_grace_mins: u16 = 10;
    /// How early before the start somebody can check in, in minutes.
    check_in_mins_before: u16 = 15;
    /// How long freed units stay back, against trading in appointments, in minutes.
    freed_after_mins: u16 = 30;
    /// How much longer at most, differently for each freed span, in minutes.
    freed_jitter_mins: u16 = 15;
    /// How often somebody who waits is called before the appointment counts as missed.
    calls_max: u8 = 3;
    /// How many people may wait at one scope.
    waiting_max: u16 = 500;
    /// How many days ahead somebody may wait for a time.
    waiting_days_max: u16 = 60;
    /// How long a freed time is offered to one person, in minutes.
    waiting_offer_mins: u16 = 60;
    /// After how many unanswered offers somebody no longer waits.
    waiting_offers_unanswered_max: u16 = 2;
    /// How often the office tries by itself to hand something over.
    transmission_attempts_max: u16 = 12;
    /// The longest pause between two attempts, in minutes.
    transmission_pause_mins_max: u16 = 240;
    /// How often the office tries to hand a mail over that the mail server does not take now.
    mail_attempts_max: u16 = 24;
    /// The longest pause between two such attempts, in minutes.
    mail_pause_mins_max: u16 = 60;
    /// How many days ahead the office keeps planned by its opening hours, beginning with today.
    planned_days_ahead: u16 = 60;
    /// How many people one case may have.
    parties_per_case_max: u16 = 20;
    /// How large one file may be that is handed in, in bytes.
    upload_bytes_max: u32 = 20_971_520;
    /// How large all files of one case may be together, in bytes.
    uploads_per_case_bytes_max: u32 = 104_857_600;
    /// How many files may be handed in for one case.
    uploads_per_case_max: u16 = 30;
    /// How long an announced file may take to come, in hours.
    upload_hours: u16 = 24;
    /// How many histories may be written of one case for its people, and how many for auditors.
    histories_per_case_max: u16 = 100;
    /// How many copies of the papers of one case may be fetched on one day.
    paper_copies_per_case_day_max: u16 = 200;
    /// How many other dwellings in Germany one move may name.
    other_dwellings_max: u16 = 10;
    /// How often the identification of one person may fail in one talk.
    identifications_failed_max: u8 = 3;
    /// How long a fee may stay unpaid before somebody looks after it, in days.
    fee_due_days: u16 = 14;
    /// How long the office waits for one attempt to pay a fee online, in days.
    payment_attempt_days: u16 = 14;
    /// How many attempts there may be to pay one fee online.
    payment_attempts_max: u16 = 20;
    /// How far the statements of the provider may reach beyond a payment before it is missed in them, in days.
    statement_days: u16 = 7;
    /// How long the people of a completed case are known, in days.
    retention_completed_days: u16 = 90;
    /// How long the people of a case are known that ended without a result, in days.
    retention_withdrawn_days: u16 = 30;
    /// How long the people of a declined case are known, in days: they may object for a year (§ 58 (2) VwGO).
    retention_declined_days: u16 = 400;
}
