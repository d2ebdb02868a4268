//! What statements and settlements are refused for.

pub(super) mod statement {
    crate::errors::refusals::rules! { "STATEMENT", statement:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        Unknown => "UNKNOWN": "Diesen Kontoauszug gibt es nicht.", "There is no such statement.";
        Empty => "EMPTY": "In dieser Datei steht keine Buchung.", "There is no entry in this file.";
        OutOfOrder => "OUT_OF_ORDER": "Diese Datei ist zu lang. Bitte lassen Sie sie mit vorgang statement import einlesen.", "This file is too long. Please have it read in with vorgang statement import.";
        ReadOtherwise => "READ_OTHERWISE": "Diese Datei wurde schon als etwas anderes eingelesen.", "This file was already read in as something else.";
        NoEntry => "NO_ENTRY": "Diese Buchung gibt es nicht.", "There is no such entry.";
        NothingToResolve => "NOTHING_TO_RESOLVE": "Diese Buchung ist schon geklärt.", "This entry needs nobody.";
        Resolved => "RESOLVED": "Diese Buchung hat schon jemand anders geklärt.", "This entry is already closed in another way.";
        NotFitting => "NOT_FITTING": "Das passt nicht zu dieser Buchung.", "This cannot be said of such an entry.";
        OwnStatement => "OWN_STATEMENT": "Geld gibt nur eine zweite Person auf: nicht, wer die Datei eingelesen hat.", "Money is given up by a second person only: not by whoever has read the file in.";
    }
}

pub(super) mod settlement {
    crate::errors::refusals::rules! { "SETTLEMENT", settlement:
        Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
        Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
        NotOver => "NOT_OVER": "Das Halbjahr ist noch nicht vorbei.", "The half-year is not over yet.";
        NotClosed => "NOT_CLOSED": "Das Halbjahr ist noch nicht abgeschlossen.", "The half-year is not closed yet.";
        Settled => "SETTLED": "Dieses Halbjahr ist schon abgerechnet.", "This half-year is already settled.";
        NothingToSettle => "NOTHING_TO_SETTLE": "In diesem Halbjahr ist nichts abzurechnen.", "There is nothing to settle in this half-year.";
    }
}
