//! Appointments.

super::rules! { "BOOKING", booking:
    Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
    Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
    Unknown => "UNKNOWN": "Diesen Termin gibt es nicht.", "There is no such appointment.";
    HoldExpired => "HOLD_EXPIRED": "Die Zeit zum Bestätigen ist abgelaufen. Bitte wählen Sie noch einmal.", "The time to confirm has run out. Please choose again.";
    NotConfirmed => "NOT_CONFIRMED": "Der Termin ist noch nicht bestätigt.", "The appointment is not confirmed yet.";
    AlreadyConfirmed => "ALREADY_CONFIRMED": "Der Termin ist schon bestätigt.", "The appointment is already confirmed.";
    AlreadyHeld => "ALREADY_HELD": "Für diesen Termin ist schon eine andere Zeit vorgemerkt.", "Another time is already held for this appointment.";
    Over => "OVER": "Der Termin ist vorbei.", "The appointment is over.";
    Begun => "BEGUN": "Der Termin hat schon begonnen.", "The appointment has already begun.";
    TooEarly => "TOO_EARLY": "Sie können Ihre Ankunft noch nicht melden.", "It is too early to check in.";
    NotMissedYet => "NOT_MISSED_YET": "Es ist zu früh, den Termin als versäumt zu zählen.", "It is too early to count the appointment as missed.";
    DayNotOver => "DAY_NOT_OVER": "Der Tag ist noch nicht vorbei.", "The day is not over yet.";
    NotCheckedIn => "NOT_CHECKED_IN": "Die Person hat ihre Ankunft noch nicht gemeldet.", "The person has not checked in yet.";
    AlreadyCalled => "ALREADY_CALLED": "Jemand anderes hat schon aufgerufen.", "Somebody else has already called.";
    NotCalled => "NOT_CALLED": "Es wurde noch niemand aufgerufen.", "Nobody has been called yet.";
    CalledEnough => "CALLED_ENOUGH": "Es wurde schon oft genug aufgerufen.", "They have been called often enough.";
    CallAgain => "CALL_AGAIN": "Bitte rufen Sie zuerst noch einmal auf.", "Please call once more first.";
    NotStarted => "NOT_STARTED": "Die Bearbeitung hat noch nicht begonnen.", "The service has not begun.";
    Parked => "PARKED": "Die Bearbeitung ist unterbrochen. Bitte setzen Sie sie zuerst fort.", "The service is interrupted. Please go on with it first.";
    NotParked => "NOT_PARKED": "Hier ist keine Bearbeitung unterbrochen.", "No service is interrupted here.";
    NoSuchQueue => "NO_SUCH_QUEUE": "Dort wird an diesem Tag niemand bedient.", "Nobody is served there on that day.";
    Services => "SERVICES": "Ein Termin braucht mindestens ein Anliegen, und nicht zu viele.", "An appointment needs at least one service, and not too many.";
    Quantity => "QUANTITY": "So oft gibt es diese Leistung in einem Termin nicht.", "One appointment is not for so many of this service.";
    ServiceNotOffered => "SERVICE_NOT_OFFERED": "Diese Leistung wird hier nicht angeboten.", "This service is not offered here.";
    ChannelNotAllowed => "CHANNEL_NOT_ALLOWED": "Diese Leistung gibt es auf diesem Weg nicht. Kommen Sie bitte zu uns an den Schalter. Führungszeugnis und Gewerbezentralregisterauskunft können Sie mit dem Online-Ausweis auch direkt beim Bundesamt für Justiz beantragen (§ 30c BZRG, § 150e GewO).",
        "This service is not offered in this channel. Please come to our counter. With an electronic identity card you can also apply for a certificate of conduct and a trade register extract directly to the Federal Office of Justice (§ 30c BZRG, § 150e GewO).";
    Delivered => "DELIVERED": "Jede Leistung wird einmal genannt, mit ihrer Anzahl, und nicht zu viele.", "Each service is named once, with how often, and not too many.";
    MailNeeded => "MAIL_NEEDED": "Bitte geben Sie eine E-Mail-Adresse an: Dorthin geht der Link, mit dem Sie bestätigen. Ohne E-Mail buchen Sie telefonisch.", "Please give an e-mail address: the link with which you confirm goes there. Without e-mail you can book by telephone.";
    AwaitsLink => "AWAITS_LINK": "Der Termin wartet darauf, dass Sie ihn mit dem Link in der E-Mail bestätigen.", "The appointment waits for you to confirm it by the link in the e-mail.";
    LinkReplaced => "LINK_REPLACED": "Dieser Link gilt nicht mehr. Bitte nehmen Sie den aus der neuesten E-Mail.", "This link is no longer good. Please use the one in the newest e-mail.";
    LinksEnough => "LINKS_ENOUGH": "Für diesen Termin haben wir schon genug E-Mails verschickt. Bitte rufen Sie uns an.", "We have sent enough e-mails for this appointment. Please call us.";
    ContactNeeded => "CONTACT_NEEDED": "Bitte geben Sie eine E-Mail-Adresse oder Telefonnummer an.", "Please give an e-mail address or a telephone number.";
}
