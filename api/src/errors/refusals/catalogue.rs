//! The catalogue.

crate::errors::refusals::rules! { "CATALOGUE", catalogue:
    Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
    Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
    DraftExists => "DRAFT_EXISTS": "Es gibt schon einen Entwurf. Bitte ändern Sie ihn, oder ziehen Sie ihn erst zurück.", "There is a draft already. Please change it, or withdraw it first.";
    NoDraft => "NO_DRAFT": "Es gibt keinen Entwurf.", "There is no draft.";
    OwnDraft => "OWN_DRAFT": "Einen Entwurf veröffentlicht jemand, der nicht daran geschrieben hat. Bitte lassen Sie ihn von einer anderen Person prüfen.", "A draft is published by somebody who has not written on it. Please have another person check it.";
    InThePast => "IN_THE_PAST": "Eine Fassung gilt frühestens ab heute: Vergangenes ändert sich nicht.", "An edition is in force from today on at the earliest: the past does not change.";
    Overtaken => "OVERTAKEN": "Inzwischen wurde eine andere Fassung veröffentlicht. Bitte gehen Sie von ihr aus.", "Another edition has been published meanwhile. Please start from that one.";
    NothingNew => "NOTHING_NEW": "Der Entwurf sagt nichts anderes als die Fassung, der er folgt.", "The draft says nothing else than the edition that it follows.";
    NotInEdition => "NOT_IN_EDITION": "Die Fassung, von der Sie ausgehen, enthält diese Leistung nicht.", "The edition that you start from does not offer this service.";
    NotPossible => "NOT_POSSIBLE": "So widerspricht der Entwurf dem Gesetz oder sich selbst. Die Einzelheiten stehen dabei.", "The draft contradicts the law or itself. The details say where.";
}
