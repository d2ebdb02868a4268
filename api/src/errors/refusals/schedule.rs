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
        NotPossible => "NOT_POSSIBLE": "So viele Termine sind für eine Einrichtung nicht möglich.", "An institution cannot have this number of appointments.";
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

pub(super) mod waiting_list {
    crate::errors::refusals::rules! { "WAITING_LIST", waiting_list:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        Unknown => "UNKNOWN": "Diesen Platz auf der Warteliste gibt es nicht.", "There is no such place on the waiting list.";
        AlreadyWaiting => "ALREADY_WAITING": "Sie stehen schon auf der Warteliste.", "You are on the waiting list already.";
        Full => "FULL": "Die Warteliste ist voll.", "The waiting list is full.";
        BadWindow => "BAD_WINDOW": "Bitte wählen Sie Tage, die in den nächsten Wochen liegen.", "Please choose days within the next weeks.";
        NoOffer => "NO_OFFER": "Ihnen wird gerade kein Termin angeboten, oder das Angebot ist abgelaufen.", "No appointment is offered to you at present, or the offer has run out.";
        OfferStands => "OFFER_STANDS": "Das Angebot gilt noch.", "The offer still stands.";
        NotTheirTurn => "NOT_THEIR_TURN": "Jemand anderes wartet schon länger.", "Somebody else has been waiting longer.";
        NotOffered => "NOT_OFFERED": "Diese Leistung wird an diesen Tagen nicht angeboten.", "The service is not offered on these days.";
        ContactNeeded => "CONTACT_NEEDED": "Bitte geben Sie eine E-Mail-Adresse oder Telefonnummer an.", "Please give an e-mail address or a telephone number.";
    }
}

pub(super) mod shift {
    crate::errors::refusals::rules! { "SHIFT", shift:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        NotBegun => "NOT_BEGUN": "Ihre Schicht hat nicht begonnen.", "Your shift has not begun.";
        Busy => "BUSY": "Sie bedienen gerade jemand anderen.", "You are serving somebody else.";
    }
}
