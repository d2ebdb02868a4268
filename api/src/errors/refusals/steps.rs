//! Signing, paying, talking, erasing, letting in.

pub(super) mod signature {
    crate::errors::refusals::rules! { "SIGNATURE", signature:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        NotRequested => "NOT_REQUESTED": "Es wird keine Unterschrift verlangt.", "No signature is asked for.";
        OtherDocument => "OTHER_DOCUMENT" ("§ 3a Abs. 5 VwVfG"): "Das ist nicht das Dokument, das unterschrieben werden soll.", "This is not the document that is to be signed.";
        NotShown => "NOT_SHOWN" ("§ 3a Abs. 5 VwVfG"): "Das Dokument wurde noch nicht gezeigt.", "The document has not been shown yet.";
        ShownLongAgo => "SHOWN_LONG_AGO" ("§ 3a Abs. 5 VwVfG"): "Das Dokument wurde vor mehr als zwei Stunden gezeigt. Es wird noch einmal gezeigt.", "The document was shown more than two hours ago. It is shown again.";
        NoSuchPage => "NO_SUCH_PAGE": "Diese Seite hat das Dokument nicht.", "The document has no such page.";
        PagesUnread => "PAGES_UNREAD" ("§ 3a Abs. 5 VwVfG"): "Bitte sehen Sie vor der Unterschrift jede Seite an.", "Please look at every page before you sign.";
        TanNotInForce => "TAN_NOT_IN_FORCE": "Es gilt keine Nummer mehr. Bitte lassen Sie sich eine neue sagen.", "No number is in force any more. Please ask for a new one.";
        TanMissing => "TAN_MISSING": "Bitte geben Sie zuerst die Nummer ein, die Ihnen gesagt wurde.", "Please enter the number that you were told first.";
        AlreadySigned => "ALREADY_SIGNED": "Das Dokument ist schon unterschrieben.", "The document is already signed.";
        Voided => "VOIDED": "Das Dokument wurde berichtigt. Es gibt eine neuere Fassung.", "The document was corrected. There is a newer one.";
    }
}

pub(super) mod payment {
    crate::errors::refusals::rules! { "PAYMENT", payment:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        NotAssessed => "NOT_ASSESSED": "Es ist keine Gebühr festgesetzt.", "No fee is fixed.";
        AlreadyAssessed => "ALREADY_ASSESSED": "Es ist schon eine andere Gebühr festgesetzt.", "Another fee is already fixed.";
        AlreadySettled => "ALREADY_SETTLED": "Die Gebühr ist schon beglichen.", "The fee is already settled.";
        NothingDue => "NOTHING_DUE": "Es ist nichts zu zahlen.", "There is nothing to pay.";
        NoWaiverRequested => "NO_WAIVER_REQUESTED": "Es wurde kein Erlass beantragt.", "No waiver was asked for.";
        NotWaivable => "NOT_WAIVABLE" ("§ 10 JVKostG"): "Über den Erlass dieser Gebühr entscheidet nicht das Bundesamt für Justiz.", "This fee is not the Federal Office of Justice's to waive.";
        WaiverPending => "WAIVER_PENDING" ("§ 10 JVKostG"): "Über den Erlass der Gebühr ist noch nicht entschieden.", "The waiver of the fee has not been decided yet.";
        Cancelled => "CANCELLED": "Diese Gebühr wird nicht mehr verlangt.", "This fee is no longer asked for.";
        NothingToClaim => "NOTHING_TO_CLAIM": "Zurückgebucht wurde nicht das Geld, mit dem die Gebühr bezahlt ist, oder nicht genau dieser Betrag.", "What was taken back is not the money by which the fee is paid, or not exactly that amount.";
        WrongAmount => "WRONG_AMOUNT": "Der Betrag stimmt nicht mit der Gebühr überein.", "The amount is not the one that is due.";
        NotOffered => "NOT_OFFERED": "Hier kann nicht online bezahlt werden. Bitte zahlen Sie im Bürgeramt.", "Fees cannot be paid online here. Please pay at the office.";
        TooManyAttempts => "TOO_MANY_ATTEMPTS": "Für diese Gebühr gab es genug Versuche, online zu bezahlen. Bitte zahlen Sie im Bürgeramt.", "There were enough attempts to pay this fee online. Please pay at the office.";
        NoAttempt => "NO_ATTEMPT": "Diesen Bezahlvorgang gibt es nicht.", "There is no such attempt to pay.";
        NotUnresolved => "NOT_UNRESOLVED": "Was aus diesem Bezahlvorgang wurde, ist bekannt, oder es wird noch darauf gewartet.", "What became of this attempt to pay is known, or is still waited for.";
        FindingNotFitting => "FINDING_NOT_FITTING": "Das passt nicht zu diesem Bezahlvorgang.", "This cannot be said of such an attempt to pay.";
        OwnStatement => "OWN_STATEMENT": "Fehlendes Geld gibt nur eine zweite Person auf: nicht, wer die Kontoauszüge eingelesen hat.", "Money that is missing is given up by a second person only: not by whoever has read the statements in.";
        BadWord => "BAD_WORD": "Ein Kassenzeichen oder eine Nummer hat 1 bis 64 sichtbare Zeichen ohne Umlaute und Leerzeichen.", "A reference or number has 1 to 64 visible characters of ASCII, without spaces.";
        NoRefund => "NO_REFUND": "Diese Erstattung gibt es nicht.", "There is no such refund.";
        MoreThanPaid => "MORE_THAN_PAID": "Es kann nicht mehr erstattet werden, als bezahlt wurde und noch da ist.", "No more can be given back than was paid and is still here.";
        OwnRefund => "OWN_REFUND": "Geld geht nur durch zwei Personen hinaus: Wer eine Erstattung verlangt oder ausgelöst hat, gibt sie nicht selbst frei, und wer sie allein freigegeben hat, zahlt sie nicht aus.", "Money leaves by two people only: whoever asked for a refund or caused it does not release it, and whoever alone has released it does not pay it out.";
        RefundDecided => "REFUND_DECIDED": "Über diese Erstattung ist schon entschieden.", "This refund is already decided.";
        RefundOwed => "REFUND_OWED": "Was ohne Grund bezahlt wurde oder zu einem Vorgang ohne Ergebnis gehört, muss erstattet werden.", "What was paid without being owed, or for a case that has come to nothing, has to be given back.";
        NotApproved => "NOT_APPROVED": "Die Erstattung ist noch nicht freigegeben.", "Nobody has released the refund yet.";
        NotByHand => "NOT_BY_HAND": "Diese Erstattung veranlasst der Zahlungsdienst.", "The payment provider makes this refund.";
    }
}

pub(super) mod consultation {
    crate::errors::refusals::rules! { "CONSULTATION", consultation:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        Unknown => "UNKNOWN": "Dieses Gespräch gibt es nicht.", "There is no such talk.";
        NotBegun => "NOT_BEGUN": "Das Gespräch hat noch nicht begonnen.", "The talk has not begun yet.";
        Begun => "BEGUN": "Das Gespräch hat schon begonnen.", "The talk has already begun.";
        OtherMedium => "OTHER_MEDIUM": "Das Gespräch läuft auf einem anderen Weg.", "The talk goes on over another medium.";
        OtherHost => "OTHER_HOST": "Jemand anderes leitet das Gespräch.", "Somebody else leads the talk.";
        Over => "OVER": "Das Gespräch ist vorbei.", "The talk is over.";
        NotYours => "NOT_YOURS": "Diesen Termin haben nicht Sie aufgerufen.", "You have not called this appointment.";
        HasAppointment => "HAS_APPOINTMENT": "Dieser Vorgang hat einen Termin, und damit ein Gespräch.", "This case has an appointment, and with it a talk.";
        CounterOnly => "COUNTER_ONLY": "Ohne Termin geht das nur am Schalter.", "Without an appointment this is possible at the counter only.";
        AtCounter => "AT_COUNTER": "Dieser Termin ist am Schalter.", "This appointment is at the counter.";
        NotThere => "NOT_THERE": "Sagen Sie bitte zuerst, dass Sie da sind.", "Please say first that you are there.";
        NoSeatLeft => "NO_SEAT_LEFT": "Es sind schon zwei Personen eingeladen. Mehr passen nicht in das Gespräch.", "Two people are invited already. There is no room for more in the talk.";
        NotInvited => "NOT_INVITED": "Diese Einladung gilt nicht oder nicht mehr.", "This invitation is not good, or not any more.";
    }
}

pub(super) mod subject_key {
    crate::errors::refusals::rules! { "ERASURE", subject_key:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        LegalHold => "LEGAL_HOLD" ("Art. 17 Abs. 3 DSGVO"): "Die Angaben werden noch gebraucht: für einen Rechtsanspruch oder weil ein Gesetz es verlangt.", "The details are still needed: for a legal claim, or because a law asks for them.";
        AlreadyOrdered => "ALREADY_ORDERED" ("Art. 17 DSGVO"): "Die Löschung ist schon angeordnet.", "The erasure is already ordered.";
        NotOrdered => "NOT_ORDERED": "Niemand hat die Löschung angeordnet.", "Nobody has ordered the erasure.";
    }
}

pub(super) mod link_grant {
    crate::errors::refusals::rules! { "LINK", link_grant:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        MadeOnline => "MADE_ONLINE": "Dieser Termin wurde online gebucht. Die Person hat schon einen eigenen Zugang.", "This appointment was booked online. The person already has access of their own.";
        GivenByOwnClerk => "GIVEN_BY_OWN_CLERK": "Wer den Vorgang bearbeitet, darf den Zugang nicht selbst vergeben. Bitte lassen Sie ihn von jemand anderem vergeben.", "Whoever takes care of the case may not give the access to it. Please have somebody else give it.";
        Replaced => "REPLACED": "Dieser Link gilt nicht mehr. Bitte nehmen Sie den neuesten Link.", "This link is not good any more. Please take the newest one.";
        Used => "USED": "Dieser Link wurde schon benutzt. Das Service-Center gibt Ihnen einen neuen.", "This link was used already. The service centre gives you a new one.";
        Locked => "LOCKED": "Der Link ist gesperrt, weil zu oft ein falscher Code eingegeben wurde. Das Service-Center schickt Ihnen einen neuen.", "The link is locked because a wrong code was entered too often. The service centre sends you a new one.";
    }
}

pub(super) mod access {
    crate::errors::refusals::rules! { "ACCESS", access:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        Unknown => "UNKNOWN": "Diesen Vorgang gibt es nicht.", "There is no such case.";
        Open => "OPEN": "Dieser Vorgang ist für Sie ohnehin offen. Sie brauchen keinen Grund anzugeben.", "This case is open to you anyhow. You need not give a reason.";
    }
}

pub(super) mod transmission {
    crate::errors::refusals::rules! { "TRANSMISSION", transmission:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        Unknown => "UNKNOWN": "Diese Übermittlung gibt es nicht.", "There is no such transmission.";
        Done => "DONE": "Die Übermittlung ist erledigt.", "The transmission is done.";
        UnderWay => "UNDER_WAY": "Die Übermittlung läuft noch.", "The transmission is under way.";
        BadReference => "BAD_REFERENCE": "Das Aktenzeichen ist ungültig.", "The reference is not valid.";
    }
}

pub(super) mod mail {
    crate::errors::refusals::rules! { "MAIL", mail:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        Unknown => "UNKNOWN": "Diese E-Mail gibt es nicht.", "There is no such mail.";
        UnderWay => "UNDER_WAY": "Die E-Mail wird gerade gesendet. Bitte versuchen Sie es in einer Minute noch einmal.", "The mail is being sent at this moment. Please try again in a minute.";
        Done => "DONE": "Diese E-Mail ist erledigt.", "This mail is done.";
    }
}

pub(super) mod paper {
    crate::errors::refusals::rules! { "PAPER", paper:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        Unknown => "UNKNOWN": "Dieses Schreiben gibt es nicht.", "There is no such paper.";
        NotReady => "NOT_READY": "Dieses Schreiben gibt es für den Vorgang nicht, oder noch nicht.", "The case has no such paper, or not yet.";
        NotSealed => "NOT_SEALED": "Dieses Schreiben trägt kein Siegel.", "This paper has no seal.";
        TicketUsed => "TICKET_USED": "Diese Adresse wurde schon benutzt. Bitte fordern Sie eine neue an.", "This address was already used. Please ask for a new one.";
        TooManyHistories => "TOO_MANY_HISTORIES" ("Art. 12 Abs. 5 DSGVO"): "Von diesem Vorgang gibt es schon so viele Verläufe, wie es geben kann. Die vorhandenen können Sie abrufen.", "There are as many histories of this case as there can be. Those that are there can be fetched.";
        TooManyCopies => "TOO_MANY_COPIES": "Heute wurden von diesem Vorgang schon sehr viele Kopien abgerufen. Bitte versuchen Sie es morgen wieder.", "Very many copies of this case were fetched today. Please try again tomorrow.";
    }
}

pub(super) mod document {
    crate::errors::refusals::rules! { "DOCUMENT", document:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        Unknown => "UNKNOWN": "Diese Unterlage gibt es nicht.", "There is no such document.";
        CaseOver => "CASE_OVER": "Für diesen Vorgang können keine Unterlagen mehr eingereicht werden.", "Nothing can be handed in for this case any more.";
        Empty => "EMPTY": "Die Datei ist leer. Bitte wählen Sie eine andere.", "The file is empty. Please choose another.";
        TooLarge => "TOO_LARGE": "Die Datei ist zu groß. Bitte senden Sie eine kleinere.", "The file is too large. Please send a smaller one.";
        TooMany => "TOO_MANY": "Für diesen Vorgang wurden schon so viele Dateien eingereicht, wie möglich sind.", "As many files as are possible have already been handed in for this case.";
        CaseFull => "CASE_FULL": "Zusammen sind die Dateien dieses Vorgangs zu groß. Bitte senden Sie eine kleinere.", "Together the files of this case are too large. Please send a smaller one.";
        BadName => "BAD_NAME": "Der Name der Datei ist nicht möglich.", "The name of the file is not possible.";
        Late => "LATE": "Die Zeit für das Senden der Datei ist vorbei. Bitte reichen Sie sie neu ein.", "The time for sending the file is over. Please hand it in anew.";
        AlreadyReceived => "ALREADY_RECEIVED": "Diese Datei ist schon angekommen.", "This file has already arrived.";
        NotReceived => "NOT_RECEIVED": "Diese Unterlage wartet nicht auf ihre Prüfung.", "This document does not wait to be looked at.";
        Kept => "KEPT" ("§ 29 VwVfG"): "Die Unterlage gehört zur Akte und kann nicht mehr zurückgenommen werden.", "The document is part of the file and cannot be taken back any more.";
        NotReleased => "NOT_RELEASED": "Diese Unterlage ist nicht freigegeben: Sie wird noch geprüft, oder sie wurde abgelehnt.", "This document is not released: it is still being looked at, or it was refused.";
        TicketUsed => "TICKET_USED": "Diese Adresse wurde schon benutzt. Bitte fordern Sie eine neue an.", "This address was already used. Please ask for a new one.";
    }
}
