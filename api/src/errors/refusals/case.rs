//! Cases.

super::rules! { "CASE", case:
    Denied => "DENIED": "Dazu sind Sie nicht berechtigt.", "You are not allowed to do this.";
    Erased => "ERASED" ("Art. 17 DSGVO"): "Die Angaben zur Person wurden gelöscht.", "The personal details have been erased.";
    Unknown => "UNKNOWN": "Diesen Vorgang gibt es nicht.", "There is no such case.";
    AlreadySubmitted => "ALREADY_SUBMITTED": "Der Vorgang ist schon abgegeben.", "The case is already submitted.";
    NotSubmitted => "NOT_SUBMITTED": "Der Vorgang ist noch nicht abgegeben.", "The case is not submitted yet.";
    Over => "OVER": "Der Vorgang ist beendet.", "The case is over.";
    ServiceNotOffered => "SERVICE_NOT_OFFERED": "Diese Leistung wird hier nicht angeboten.", "This service is not offered here.";
    ChannelNotAllowed => "CHANNEL_NOT_ALLOWED": "Diese Leistung gibt es auf diesem Weg nicht.", "This service is not offered in this channel.";
    ProcedureNotAvailable => "PROCEDURE_NOT_AVAILABLE": "Diese Leistung kann hier noch nicht abgeschlossen werden.", "This service cannot be submitted here yet.";
    AssignedToColleague => "ASSIGNED_TO_COLLEAGUE": "Eine Kollegin oder ein Kollege bearbeitet den Vorgang.", "A colleague takes care of this case.";
    OwnCase => "OWN_CASE" ("§ 20 VwVfG"): "In eigener Sache dürfen Sie nicht entscheiden.", "You may not decide on a matter of your own.";
    UnknownParty => "UNKNOWN_PARTY": "Diese Person gehört nicht zum Vorgang.", "This person does not belong to the case.";
    PrincipalPresent => "PRINCIPAL_PRESENT": "Der Vorgang betrifft schon jemanden.", "The case is already somebody's matter.";
    NobodyActs => "NOBODY_ACTS": "Am Vorgang ist noch niemand beteiligt, der handeln könnte.", "Nobody takes part in the case yet who could act.";
    PowerNotAllowed => "POWER_NOT_ALLOWED" ("§ 14 VwVfG, § 30 BZRG, § 150 GewO"): "Mit dieser Vollmacht kann bei dieser Leistung niemand handeln.", "Nobody can act by this right in this service.";
    PersonNeeded => "PERSON_NEEDED": "Das muss ein Mensch sein.", "This has to be a natural person.";
    ActsForNobody => "ACTS_FOR_NOBODY": "Eine Vertretung handelt für jemand anderen im Vorgang, für jeden einmal.", "A representative acts for somebody else in the case, for each once.";
    MethodNotAllowed => "METHOD_NOT_ALLOWED": "So darf die Identität für diese Leistung nicht festgestellt werden.", "Identity may not be established in this way for this service.";
    ChecksMissing => "CHECKS_MISSING": "Es fehlen Prüfungen zur Identität.", "Checks of the identity are missing.";
    NotInConsultation => "NOT_IN_CONSULTATION": "Das geht nur im laufenden Gespräch.", "This is possible during the talk only.";
    OtherMedium => "OTHER_MEDIUM": "Auf diesem Weg lässt sich das Dokument so nicht prüfen.", "The document cannot be looked at in this way over this medium.";
    FailedEnough => "FAILED_ENOUGH": "Die Identität ließ sich in diesem Gespräch zu oft nicht feststellen. Bitte kommen Sie an den Schalter.", "The identification failed too often in this talk. Please come to the counter.";
    SourceNeeded => "SOURCE_NEEDED": "Bitte geben Sie an, woher der Nachweis kommt.", "Please say from where the evidence comes.";
    CannotBeMissing => "CANNOT_BE_MISSING" ("§ 19 Abs. 2 BMG"): "Auf diesen Nachweis kann nicht verzichtet werden.", "This evidence cannot be done without.";
    TooManyDwellings => "TOO_MANY_DWELLINGS": "So viele weitere Wohnungen kann eine Anmeldung nicht nennen.", "A registration cannot name so many other dwellings.";
    NoVisit => "NO_VISIT": "Dieser Termin läuft gerade nicht.", "The appointment does not go on at present.";
    OtherHolder => "OTHER_HOLDER": "Dieser Termin gehört jemand anderem.", "The appointment belongs to somebody else.";
    OwnCaseOfBooking => "OWN_CASE_OF_BOOKING": "Der Termin hat für diese Leistung schon einen eigenen Vorgang. Bitte versuchen Sie es gleich noch einmal.", "The appointment has a case of its own for this service. Please try again in a moment.";
    FeeSettled => "FEE_SETTLED": "Die Gebühr ist schon beglichen.", "The fee is already settled.";
    NotRequired => "NOT_REQUIRED": "Das ist für diese Leistung nicht nötig.", "The service does not ask for this.";
    TooEarly => "TOO_EARLY" ("§ 17 Abs. 1 BMG"): "Der Einzug liegt in der Zukunft. Anmelden können Sie sich ab dem Einzugstag.", "The move lies in the future. You can register from the day of moving in.";
    WrongAuthority => "WRONG_AUTHORITY" ("§ 17 Abs. 1 BMG"): "Für diese Wohnung ist eine andere Meldebehörde zuständig.", "Another registration authority is competent for this dwelling.";
    NotWithinMunicipality => "NOT_WITHIN_MUNICIPALITY" ("§ 17 Abs. 1 BMG"): "Das ist kein Umzug innerhalb der Gemeinde.", "This is not a move within the municipality.";
    NoDeclaration => "NO_DECLARATION" ("§ 24 Abs. 2 BMG"): "Die Erklärung ist noch nicht vorbereitet.", "The declaration is not prepared yet.";
    AlreadyPrepared => "ALREADY_PREPARED": "Die Erklärung ist schon vorbereitet.", "The declaration is already prepared.";
    CitizenSigns => "CITIZEN_SIGNS": "Unterschreiben muss die Bürgerin oder der Bürger.", "The citizen has to sign.";
    OtherDeclaration => "OTHER_DECLARATION" ("§ 3a Abs. 5 VwVfG"): "Das ist nicht die aktuelle Fassung der Erklärung.", "This is not the declaration as it stands.";
    NotShown => "NOT_SHOWN" ("§ 3a Abs. 5 VwVfG"): "Die Erklärung wurde noch nicht gezeigt.", "The declaration has not been shown yet.";
    Incomplete => "INCOMPLETE": "Es fehlt noch etwas.", "Something is still missing.";
    OtherFee => "OTHER_FEE": "Das ist nicht die Gebühr dieses Vorgangs.", "This is not the fee of this case.";
    WorkBegun => "WORK_BEGUN": "Die Bearbeitung hat schon begonnen.", "Work on the case has already begun.";
    TooManyParties => "TOO_MANY_PARTIES": "An einem Vorgang können nicht so viele Personen beteiligt sein.", "So many people cannot take part in one case.";
    NobodyCanSign => "NOBODY_CAN_SIGN": "Ohne Termin kann im Videogespräch niemand unterschreiben. Bitte legen Sie den Vorgang während eines Termins oder am Schalter an.", "Without an appointment nobody can sign in a video call. Please open the case during an appointment or at the counter.";
}
