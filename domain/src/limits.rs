//! The authority's limits: one struct, each with its unit in its name.

/// How much of what is allowed. The defaults are those of the documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a time is held while the visitor decides, in minutes.
    pub hold_mins: u16,
    /// How often a hold may be extended, each time by `hold_mins` (WCAG 2.2, 2.2.1).
    pub hold_extensions_max: u8,
    /// How many open holds one visitor may have.
    pub holds_per_visitor_max: u16,
    /// How many open appointments one contact may have.
    pub bookings_per_contact_max: u16,
    /// How many services one appointment may have, counted with their quantities.
    pub services_per_booking_max: u16,
    /// How long after its start an appointment counts as missed, in minutes.
    pub no_show_grace_mins: u16,
    /// How early before the start somebody can check in, in minutes.
    pub check_in_mins_before: u16,
    /// How long freed units stay back, against trading in appointments, in minutes.
    pub freed_after_mins: u16,
    /// How much longer at most, differently for each freed span, in minutes.
    pub freed_jitter_mins: u16,
    /// How often somebody who waits is called before the appointment counts as missed.
    pub calls_max: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hold_mins: 15,
            hold_extensions_max: 1,
            holds_per_visitor_max: 3,
            bookings_per_contact_max: 2,
            services_per_booking_max: 6,
            no_show_grace_mins: 10,
            check_in_mins_before: 15,
            freed_after_mins: 30,
            freed_jitter_mins: 15,
            calls_max: 3,
        }
    }
}
