//! Offered time, opening hours, limits and numbers.

pub(super) mod capacity {
    crate::errors::refusals::rules! { "CAPACITY", capacity:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        NotOffered => "NOT_OFFERED": "Zu dieser Zeit wird nichts angeboten.", "No time is offered then.";
        NotReleased => "NOT_RELEASED": "Diese Zeit ist noch nicht freigegeben.", "This time is not released yet.";
        Begun => "BEGUN": "Diese Zeit hat schon begonnen.", "This time has already begun.";
        Taken => "TAKEN": "Diese Zeit ist gerade vergeben worden.", "This time has just been taken.";
        HoldExpired => "HOLD_EXPIRED": "Die Zeit zum Bestätigen ist abgelaufen. Bitte wählen Sie noch einmal.", "The time to confirm has run out. Please choose again.";
        OtherHold => "OTHER_HOLD": "Diese Vormerkung gilt für eine andere Zeit.", "The hold is for another time.";
        ExtendedEnough => "EXTENDED_ENOUGH": "Die Zeit zum Bestätigen kann nicht noch einmal verlängert werden.", "The time to confirm cannot be extended again.";
        Closed => "CLOSED": "An diesem Tag ist geschlossen.", "The office is closed on this day.";
        BadPlan => "BAD_PLAN": "Der Plan ist so nicht möglich.", "The plan is not possible.";
    }
}

pub(super) mod availability {
    crate::errors::refusals::rules! { "AVAILABILITY", availability:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        Unknown => "UNKNOWN": "Diese Öffnungszeiten gibt es nicht.", "There are no such opening hours.";
        OtherScope => "OTHER_SCOPE": "Diese Öffnungszeiten gehören zu einem anderen Standort.", "These opening hours are those of another place.";
        BadTemplate => "BAD_TEMPLATE": "Die Öffnungszeiten sind so nicht möglich.", "The opening hours are not possible.";
    }
}

pub(super) mod contact_guard {
    crate::errors::refusals::rules! { "CONTACT", contact_guard:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        TooMany => "TOO_MANY": "Sie haben schon so viele Termine, wie auf einmal möglich sind.", "You already have as many appointments as are possible at a time.";
        TooOften => "TOO_OFTEN": "Sie haben heute schon so oft vorgemerkt oder gebucht, wie an einem Tag möglich ist.", "You have reserved or booked as often today as is possible on one day.";
    }
}

pub(super) mod number_series {
    crate::errors::refusals::rules! { "NUMBER", number_series:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
    }
}
