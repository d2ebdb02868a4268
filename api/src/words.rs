//! The domain's words as GraphQL knows them. Each mirrors its enum, so the two cannot drift apart.

use async_graphql::Enum;

/// Declares the mirror of a unit enum.
macro_rules! mirrors {
    ($($(#[$doc:meta])* $name:ident of $remote:literal { $($(#[$value_doc:meta])* $value:ident),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
            #[graphql(remote = $remote)]
            pub(crate) enum $name {
                $($(#[$value_doc])* $value,)*
            }
        )*
    };
}
pub(crate) use mirrors;

mod money;

pub(crate) use money::*;

mirrors! {
    /// The services of the office.
    ServiceCode of "domain::catalogue::ServiceCode" {
        /// A move within the municipality (Ummeldung).
        ChangeOfResidence,
        /// A move from elsewhere in Germany (Anmeldung).
        MoveIn,
        /// A move abroad (Abmeldung).
        DeregistrationAbroad,
        /// A certificate of conduct (Führungszeugnis).
        CertificateOfConduct,
        /// A trade register extract (Gewerbezentralregisterauskunft).
        TradeRegisterExtract,
        /// A certificate of registration (Meldebescheinigung).
        RegistrationCertificate,
        /// The tax identification number (Steuer-ID).
        TaxId,
    }

    /// Who gets what goes out for a case.
    TransmissionRecipient of "domain::transmission::Recipient" {
        /// The register of residents of this authority (Melderegister).
        Register,
        /// The registration authority of the former dwelling, or of the last one in Germany (§ 33 (1) BMG).
        DepartureAuthority,
        /// The registration authority of a further dwelling (§ 33 (1) BMG).
        FurtherDwellingAuthority,
        /// The Federal Office of Justice (§ 30 BZRG, § 150 GewO).
        FederalOfficeOfJustice,
        /// The Federal Central Tax Office (§ 139b AO).
        FederalCentralTaxOffice,
    }

    /// How far a transmission has come.
    TransmissionState of "projections::duty_watch::State" {
        /// It is to be sent.
        Queued,
        /// The last attempt came to nothing.
        Failed,
        /// It was handed over.
        Sent,
        /// The recipient sent it back.
        Rejected,
        /// The recipient has it.
        Acknowledged,
        /// Somebody did it by other means.
        DoneByHand,
    }

    /// Why an attempt to send came to nothing.
    TransmissionCause of "domain::transmission::Cause" {
        /// The recipient could not be reached.
        Unreachable,
        /// The recipient did not answer in time.
        NoAnswer,
        /// The answer could not be understood.
        BadAnswer,
        /// The data to be sent was erased meanwhile (Art. 17 GDPR).
        Erased,
        /// The case was restricted after it went out (§§ 51, 52 BMG).
        Withheld,
    }

    /// What a file may be that is handed in.
    DocumentFormat of "domain::document::Format" {
        /// A PDF.
        Pdf,
        /// A photograph as JPEG.
        Jpeg,
        /// A picture as PNG.
        Png,
    }

    /// Where a document stands.
    DocumentState of "projections::case_file::DocumentState" {
        /// It will come.
        Announced,
        /// It is there and waits to be looked at.
        Received,
        /// It waits for a scanner that does not answer.
        Deferred,
        /// It does no harm as far as anybody can tell, and may be opened.
        Released,
        /// Something is wrong with it. It is not kept.
        Refused,
        /// It was taken back.
        TakenBack,
    }

    /// What is wrong with a file.
    DocumentFault of "domain::document::Fault" {
        /// There is nothing in it.
        Empty,
        /// It is larger than the office takes.
        TooLarge,
        /// It is neither a PDF nor a JPEG nor a PNG.
        UnknownFormat,
        /// It is a photograph in Apple's format, of which a phone makes a JPEG if asked to.
        Heic,
        /// It is of another format than was said.
        OtherFormat,
        /// It cannot be read.
        Damaged,
        /// It is several things at once.
        SeveralFormats,
        /// It asks for a password.
        Encrypted,
        /// It does something by itself when it is opened.
        Active,
        /// Other files are in it.
        Attachments,
        /// It takes more effort to open than a document should.
        TooComplex,
        /// It has more pixels than the office takes.
        TooManyPixels,
        /// It moves.
        Animated,
        /// A scanner knows it as harmful.
        Malware,
        /// It came as it should, and what the office kept of it can no longer be opened.
        Lost,
    }

    /// What a mail is about.
    MailKind of "domain::mail::Kind" {
        /// The link with which a visitor confirms.
        ConfirmationLink,
        /// The appointment stands.
        Confirmed,
        /// It has moved.
        Rescheduled,
        /// It was given back.
        Cancelled,
        /// It is near.
        Reminder,
        /// It has no place in the plan any more.
        Conflict,
        /// A time that came back is offered to whoever waits.
        Offer,
        /// There is a new link with which they come back.
        NewLink,
    }

    /// How far a mail has come that has not gone out.
    MailState of "projections::undelivered::State" {
        /// It is to be sent.
        Queued,
        /// The mail server does not take it now.
        Deferred,
        /// It is being handed over.
        Claimed,
        /// Somebody has to look after it.
        Undelivered,
    }

    /// Where a clerk's shift stands.
    ShiftState of "projections::shifts::State" {
        /// There, and free.
        Free,
        /// There, and serving somebody.
        Serving,
        /// Away for a while.
        Paused,
        /// Gone home.
        Off,
    }

    /// How somebody and the office come together.
    Channel of "domain::catalogue::Channel" {
        /// By a video call.
        Video,
        /// At a counter.
        Counter,
    }

    /// What has to be shown, apart from an ID document.
    EvidenceKind of "domain::catalogue::EvidenceKind" {
        /// Confirmation by the landlord (§ 19 (3), (4) BMG).
        LandlordConfirmation,
        /// Written request for an extended certificate of conduct (§ 30a (2) BZRG).
        ExtendedCertificateRequest,
        /// Proof of a registered procuration (§ 150 (2) GewO).
        RegisteredProcuration,
        /// A power of attorney in writing (§ 14 (1) VwVfG).
        PowerOfAttorney,
        /// A deed of civil status: birth, marriage, partnership.
        CivilStatusDeed,
        /// The card of a custodian (§ 290 FamFG).
        CustodianCard,
        /// Who may speak for a legal person, by its register (§ 150 (2) GewO).
        RegisterExtract,
        /// Proof of voluntary work (JVKostG, preliminary note 1.1.3).
        ProofOfVoluntaryWork,
        /// The consent of the other parent that a child leaves the common main dwelling (§ 1627 BGB, § 22 (2) BMG).
        CustodyConsent,
    }

    /// What the clerk has to tell the citizen.
    Notice of "domain::catalogue::Notice" {
        /// The duty to state the truth and to show evidence (§ 25 BMG).
        DutyToCooperate,
        /// The right to object to transfers of data (§§ 42 (3), 50 (5) BMG).
        TransferBlocks,
        /// Unjustified receipt of the data of others is punishable (§ 23 (4) BMG, § 202a StGB).
        DataOfOthers,
        /// A certificate for an authority may be inspected at a court first (§ 30 (5) BZRG).
        InspectionAtCourt,
    }

    /// How an identity was established.
    IdentificationMethod of "domain::catalogue::IdentificationMethod" {
        /// An ID document held to the camera and checked in the call.
        VideoDocumentCheck,
        /// An ID document at the counter.
        CounterDocument,
        /// Electronic ID with the assurance level high.
        EidHigh,
        /// The serial number of the document that the register knows (§ 23 (6) BMG). It is compared and not stored.
        RegisteredDocumentSerial,
    }

    /// What an identification is worth by law.
    IdentityLevel of "domain::catalogue::IdentityLevel" {
        /// In person, as the laws of the services know it (§ 23 (1) BMG, § 30 (2) BZRG, § 150 (2) GewO).
        InPerson,
        /// The assurance level high of Regulation (EU) No 910/2014 (eIDAS), art. 8.
        High,
        /// What one law makes enough for one thing (§ 23 (6) BMG).
        Statutory,
        /// No law names it: the authority answers for it.
        NotNamed,
    }

    /// Where an amount comes from.
    Basis of "domain::catalogue::Basis" {
        /// § 24 (2) BMG.
        Bmg24,
        /// No. 1130 of the fee schedule of the JVKostG.
        JvKostG1130,
        /// No. 1132 of the fee schedule of the JVKostG.
        JvKostG1132,
        /// § 18 (3) BMG.
        Bmg18,
        /// § 139a AO.
        Ao139a,
        /// The municipality's own tariff.
        MunicipalTariff,
    }

    /// For whom a time is kept.
    Pool of "domain::capacity::Pool" {
        /// Everybody who books online.
        Public,
        /// The service centre and the counter.
        Internal,
    }

    /// Why a day is closed that would otherwise be open.
    ClosureReason of "domain::capacity::ClosureReason" {
        /// A holiday of the house, such as a bridging day.
        Holiday,
        /// A meeting of the staff.
        StaffMeeting,
        /// Too few are there.
        StaffShortage,
        /// Something technical does not work.
        Technical,
        /// Nobody could help it: weather, a strike, an evacuation.
        Emergency,
    }

    /// Why an appointment was given back.
    CancelReason of "domain::booking::CancelReason" {
        /// Whom it belonged to did not want it any longer.
        Citizen,
        /// The office is closed on that day.
        OfficeClosed,
        /// What the office offers has changed, and there is no place for it.
        PlanChanged,
        /// Whoever was to serve is not there.
        ClerkAbsent,
        /// Something technical does not work.
        Technical,
        /// Whoever had called did not let them in.
        Refused,
    }

    /// Why a service was interrupted.
    ParkReason of "domain::booking::ParkReason" {
        /// The citizen fetches papers and comes back.
        Papers,
        /// The citizen pays elsewhere and comes back.
        Payment,
        /// Somebody has to be asked first: a colleague, another authority, a register.
        Enquiry,
        /// Something technical does not work.
        Technical,
        /// Whoever serves has to go.
        ClerkAway,
    }

    /// Where an appointment stands.
    BookingState of "projections::appointments::State" {
        /// Kept for a while.
        Held,
        /// Kept until the link in a mail is followed.
        Preconfirmed,
        /// It stands.
        Confirmed,
        /// Whom it belongs to waits.
        Waiting,
        /// A clerk has called.
        Called,
        /// They talk.
        InService,
        /// The service is interrupted.
        Parked,
        /// It is over.
        Finished,
        /// The day ended before anybody had served whoever waited.
        Unserved,
        /// It was given back.
        Cancelled,
        /// The hold ran out.
        Expired,
        /// Nobody came.
        Missed,
    }

    /// How far an errand has come.
    ErrandStep of "projections::completion::Step" {
        /// A time was held.
        Held,
        /// It was said who comes and how to reach them. Where nobody has to confirm by mail, this is the confirmation.
        Named,
        /// The appointment was confirmed.
        Confirmed,
        /// They were there and waited.
        Joined,
        /// A clerk let them in.
        Started,
        /// They were identified.
        Identified,
        /// The declaration was signed.
        Signed,
        /// The fee was settled or deferred.
        Paid,
        /// It went to the register or the federal office.
        Submitted,
        /// The result was handed over.
        Completed,
    }

    /// Why an errand came no further.
    AbortReason of "projections::completion::AbortReason" {
        /// The hold ran out.
        Expired,
        /// The hold was given back.
        LetGo,
        /// The citizen gave the appointment back.
        CancelledByCitizen,
        /// The office gave the appointment back.
        CancelledByOffice,
        /// Nobody came.
        Missed,
        /// Nobody served them before the day ended.
        Unserved,
        /// Somebody could not be identified.
        NotIdentified,
        /// Evidence was missing or did not prove what it should.
        NoDocument,
        /// The landlord's confirmation did not prove what it should.
        NoLandlordConfirmation,
        /// The line did not hold.
        BadConnection,
        /// The fee was not paid.
        FeeOpen,
        /// The case was suspended.
        Suspended,
        /// The citizen took it back.
        Withdrawn,
        /// The office decided against it.
        Declined,
        /// It came no further, and nothing on record says why.
        Other,
    }

    /// Where a case stands.
    CaseState of "projections::worklist::State" {
        /// It is worked on.
        Open,
        /// It has gone to the register or the federal office.
        Submitted,
        /// The result was handed over.
        Completed,
        /// It ended by the citizen's will, or because nobody came.
        Withdrawn,
        /// The office decided against it.
        Declined,
    }

    /// What a case waits for.
    WaitsFor of "projections::worklist::WaitsFor" {
        /// For work on it.
        Work,
        /// For the signature under the declaration.
        Signature,
        /// For the fee.
        Payment,
        /// For the result to be handed over.
        Handover,
        /// For the money to go back: it ended without a result after somebody had paid.
        Refund,
        /// For somebody to look after a fee that was not paid in time.
        OverduePayment,
        /// For somebody to come in person (§ 25 no. 3 BMG).
        Appearance,
        /// For a team lead to look into who acts in it.
        SecurityCheck,
        /// For the address on identity cards to be changed (§ 27 (1) no. 1 PAuswG). The case itself is over.
        CardUpdate,
        /// For the landlord to be asked, who has not confirmed in time (§ 19 (5) BMG). The case itself is over.
        LandlordInquiry,
    }

    /// Where a talk stands.
    TalkState of "projections::case_file::ConsultationState" {
        /// It is prepared.
        Scheduled,
        /// It goes on.
        Live,
        /// The line has dropped.
        Interrupted,
        /// It is over.
        Ended,
        /// It did not take place.
        Cancelled,
    }

    /// How somebody made an appointment.
    BookingMedium of "domain::booking::Medium" {
        /// By themselves, in a browser.
        Online,
        /// Through the service centre.
        Phone,
        /// At a counter, without an appointment before.
        Counter,
    }

    /// Over what citizen and clerk talk.
    TalkMedium of "domain::consultation::Medium" {
        /// Picture and sound.
        Video,
        /// Sound alone. Nobody can be identified by a document.
        Phone,
        /// Face to face.
        Counter,
    }

    /// How a talk ended.
    TalkOutcome of "domain::consultation::Outcome" {
        /// All was said.
        Completed,
        /// It broke off.
        Aborted,
        /// It went on by telephone.
        Phone,
    }

    /// What somebody is there for who was invited to a talk.
    GuestPart of "domain::consultation::Part" {
        /// They interpret.
        Interpreter,
        /// They are with the citizen: family, a friend, a carer.
        Companion,
    }

    /// How far somebody has come who was invited to a talk.
    GuestState of "domain::consultation::Standing" {
        /// They may come and wait.
        Invited,
        /// The clerk has let them in.
        Admitted,
        /// They are in the talk.
        Present,
        /// They are not wanted any more.
        Removed,
    }

    /// A role in the office. A person may hold several.
    Role of "domain::Role" {
        /// Somebody with a concern of their own.
        Citizen,
        /// Accompanies a citizen in the call.
        Companion,
        /// Interprets in the call.
        Interpreter,
        /// Books by phone for others; sees no contents of cases.
        ServiceCentre,
        /// Works on cases.
        Clerk,
        /// Reassigns, declines.
        TeamLead,
        /// Offers time.
        Planner,
        /// Takes money.
        Cashier,
        /// Reads cases, also as they were, and what happened to them. Changes nothing.
        Auditor,
        /// Asks for figures, never for persons.
        Analyst,
        /// Answers for data protection: erases.
        DataProtection,
        /// Runs the software; sees no cases.
        Admin,
        /// Reactions and timers of the office itself.
        System,
    }

    /// What somebody is in a case.
    Part of "domain::case::Part" {
        /// Whose matter it is: who registers, or about whom a certificate speaks.
        Principal,
        /// Moves along and is registered in the same declaration (§ 23 (4) BMG).
        MovesAlong,
        /// Only acts for others.
        Representative,
    }

    /// For whom a certificate of conduct is.
    Purpose of "domain::case::Purpose" {
        /// For the applicant.
        Private,
        /// For an authority, which gets it directly (§ 30 (5) BZRG).
        Authority,
        /// For an authority, after the applicant has looked into it at a court (§ 30 (5) BZRG).
        AuthorityAfterInspection,
    }

    /// Why somebody asks for a tax identification number.
    TaxIdGround of "domain::case::TaxIdGround" {
        /// They have it no longer.
        Lost,
        /// They never got one: the Federal Central Tax Office is asked to assign it.
        NeverAssigned,
        /// It is that of their own child.
        OwnChild,
    }

    /// How a tax identification number reaches a person: never by mail or telephone.
    Handover of "domain::case::Handover" {
        /// Shown in the talk in which the person was identified.
        InSession,
        /// By post to the registered address.
        ByPost,
    }

    /// Why a case must not go on for now.
    SuspensionGround of "domain::case::SuspensionGround" {
        /// It is doubtful whether somebody acts of their own will (§ 25 no. 3 BMG).
        FreeWillDoubtful,
        /// The register says that whoever is said to act has died.
        RegisteredAsDead,
    }

    /// Why somebody is not forgotten although their time is over (Art. 17 (3) GDPR).
    HoldBasis of "domain::subject_key::HoldBasis" {
        /// A law asks for the file (letter b).
        LegalDuty,
        /// Somebody asserts or defends a claim (letter e).
        LegalClaim,
    }

    /// Why somebody opens a case that is kept from them.
    GlassGround of "domain::access::Ground" {
        /// Whoever takes care of it is away, and it cannot wait.
        StandIn,
        /// The person whom it is about asks for it (Art. 15 GDPR).
        AskedByPerson,
        /// Somebody complains, or a court or a supervisor asks.
        Complaint,
        /// Somebody is in danger.
        Danger,
    }

    /// Why only the team lead goes on with a case.
    RestrictionGround of "domain::case::RestrictionGround" {
        /// Somebody says that a person is missing in the prefilled form (§ 23 (2) BMG).
        SomebodyMissing,
        /// Somebody in the case says that they have to be protected (§§ 51, 52 BMG).
        Told,
        /// The register says so.
        Register,
    }

    /// What was found about the care of a child of separated parents.
    CustodyBasis of "domain::case::CustodyBasis" {
        /// Whoever moves with the child has its care alone (§ 1671 BGB).
        Sole,
        /// Both who have its care move with it.
        BothMove,
        /// It lives with this parent already, and moves with them.
        AlreadyThere,
        /// Its main dwelling leaves the one that its parents had in common (§ 1627 BGB).
        LeavesCommonDwelling,
    }

    /// How the address on an identity card came to be changed.
    AddressUpdate of "domain::case::AddressUpdate" {
        /// At a counter.
        Counter,
        /// By a sticker that came by post.
        StickerByPost,
    }

    /// What came of an inquiry with a landlord.
    InquiryOutcome of "domain::case::InquiryOutcome" {
        /// The landlord or the owner was asked, and confirmed that they live there.
        Confirmed,
        /// The confirmation came before anybody had to ask.
        CameByItself,
        /// The landlord or the owner answered that they do not live there. What follows from that is decided elsewhere.
        NotLivingThere,
        /// Nobody confirms: it was handed over to the authority for fines (§ 54 (2) nos. 3 and 5, (3) BMG).
        HandedOver,
    }

    /// By what right somebody acts for another.
    Power of "domain::catalogue::Power" {
        /// By law: a parent or guardian for a child, an organ for a legal person.
        LegalRepresentative,
        /// A custodian within their tasks (Betreuer, § 17 (3) BMG).
        Custodian,
        /// By a power of attorney in writing (§ 14 (1) VwVfG).
        Proxy,
        /// By a procuration that is entered in a register (§ 150 (2) GewO).
        RegisteredProcuration,
    }

    /// In which form a result is handed over. The fee depends on it.
    Delivery of "domain::catalogue::Delivery" {
        /// As a file, or by the authority that issues it.
        Electronic,
        /// On paper.
        Paper,
    }

    /// From where evidence came.
    EvidenceSource of "domain::case::EvidenceSource" {
        /// Held to the camera. Nothing of it is kept.
        ShownInVideo,
        /// Laid on the counter.
        AtCounter,
        /// Sent as a file.
        Uploaded,
        /// Fetched from a register, or sent by it.
        Register,
    }

    /// Why a person is forgotten (Art. 17 (1) GDPR).
    ErasureGround of "domain::subject_key::Ground" {
        /// What the data was kept for is done, and its time is over (letter a).
        RetentionOver,
        /// The person took back their consent (letter b).
        ConsentWithdrawn,
        /// The person objected, and nothing weighs more (letter c).
        Objection,
        /// The data should never have been there (letter d).
        Unlawful,
        /// A law or a court orders it (letter e).
        LegalDuty,
    }

    /// A document by which somebody can identify.
    IdDocument of "domain::case::Document" {
        /// Identity card (Personalausweis).
        IdentityCard,
        /// Passport (Reisepass).
        Passport,
        /// Electronic residence permit (eAT).
        ResidencePermit,
        /// Provisional or replacement identity card.
        ProvisionalIdentityCard,
    }

    /// What a clerk looked at when identifying somebody.
    IdentityCheck of "domain::case::Check" {
        /// The face is that of the photo.
        PhotoMatches,
        /// The document has not run out.
        NotExpired,
        /// The optical features show when it is tilted.
        SecurityFeatures,
        /// The data is that of the register.
        DataMatchesRegister,
        /// The person acts of their own will, and nobody is with them whom the clerk does not know of.
        FreeWill,
    }

    /// What was found about evidence.
    EvidenceAnswer of "domain::case::Answer" {
        /// It is complete and plausible.
        Accepted,
        /// It does not prove what it should.
        Refused,
        /// The citizen cannot get it and has said so: the registration goes on without it (§ 19 (2) BMG).
        MissingReported,
    }

    /// Why a case ends without a result.
    WithdrawalReason of "domain::case::WithdrawalReason" {
        /// The citizen no longer wants it.
        Citizen,
        /// The appointment was cancelled before anything happened.
        BookingCancelled,
        /// Nobody came to the appointment.
        BookingMissed,
        /// The appointment was made to go on with a case that was open already.
        Continued,
        /// The citizen was there, and the office did not serve them before the day ended.
        BookingUnserved,
    }

    /// How somebody signs. All of these are simple electronic signatures.
    SignatureMethod of "domain::signature::Method" {
        /// By drawing.
        Drawn,
        /// By typing consent.
        TypedConsent,
        /// By a number that the clerk tells in the call.
        SpokenTan,
    }

    /// What a signature is by Regulation (EU) No 910/2014 (eIDAS), art. 3 no. 10 to 12.
    SignatureLevel of "domain::signature::Level" {
        /// A simple electronic signature.
        Simple,
    }

    /// What somebody did with the catalogue.
    CatalogueStepKind of "projections::catalogue::StepKind" {
        /// Proposed the next edition.
        Proposed,
        /// Changed the draft.
        Amended,
        /// Gave the draft up.
        Withdrawn,
        /// Published the draft.
        Published,
    }

    /// How money is handed over at the counter.
    Means of "domain::payment::Means" {
        /// In coins and notes.
        Cash,
        /// By card at the counter's terminal.
        Card,
    }

    /// By which rule a fee does not arise, although the catalogue names one.
    Exemption of "domain::payment::Exemption" {
        /// Voluntary work for a charity, an authority or a volunteer service (JVKostG, preliminary note 1.1.3).
        VoluntaryWork,
    }

    /// What a dwelling is to a person (§ 21 BMG).
    DwellingStatus of "domain::person::DwellingStatus" {
        /// The only dwelling in Germany (alleinige Wohnung).
        Sole,
        /// The one mainly used (Hauptwohnung).
        Main,
        /// Any other (Nebenwohnung).
        Secondary,
    }

    /// A day of the week.
    Weekday of "chrono::Weekday" {
        /// Montag.
        Mon,
        /// Dienstag.
        Tue,
        /// Mittwoch.
        Wed,
        /// Donnerstag.
        Thu,
        /// Freitag.
        Fri,
        /// Samstag.
        Sat,
        /// Sonntag.
        Sun,
    }
}
