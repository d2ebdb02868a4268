/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Where an attempt to pay online stands. Nothing is inferred: it is open until the provider has said how it ended. */
export type AttemptState =
  /** Whoever was to pay gave up. */
  | 'CANCELLED'
  /** It had settled the fee, and its money was taken back: the fee is due again. */
  | 'CHARGED_BACK'
  /** Nobody paid in time. */
  | 'EXPIRED'
  /** It came to nothing. */
  | 'FAILED'
  /** Nobody knows yet what comes of it. */
  | 'OPEN'
  /** Another amount came in, and somebody has to look. */
  | 'OTHER_AMOUNT'
  /** Its money is not owed, and goes back. */
  | 'OVERPAID'
  /** It has settled the fee. */
  | 'PAID';

/** An appointment or a held time is to be given back. */
export type BookingCancelInput = {
  /** Which. */
  booking: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Why. Every other reason than the citizen's wish is the office's to give, and holds also after the beginning. */
  reason?: CancelReason;
};

/** A held time is to become an appointment. */
export type BookingConfirmInput = {
  /** Which. */
  booking: string;
  /** Who comes. */
  contact: ContactInput;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** A time is to be kept for a while. */
export type BookingHoldInput = {
  /** How to come together. The catalogue says in which channels a service is offered. */
  channel?: Channel;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What for. How long it takes is the catalogue's to say. */
  lines: Array<LineInput>;
  /** Where. */
  scope: string;
  /** When it is to begin, as `freeSlots` offered it. */
  startsAt: string;
};

/** How somebody made an appointment. */
export type BookingMedium =
  /** At a counter, without an appointment before. */
  | 'COUNTER'
  /** By themselves, in a browser. */
  | 'ONLINE'
  /** Through the service centre. */
  | 'PHONE';

/** An appointment is to move. */
export type BookingRescheduleInput = {
  /** Which. */
  booking: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Where to. */
  scope: string;
  /** When it is to begin. */
  startsAt: string;
};

/** Where an appointment stands. */
export type BookingState =
  /** A clerk has called. */
  | 'CALLED'
  /** It was given back. */
  | 'CANCELLED'
  /** It stands. */
  | 'CONFIRMED'
  /** The hold ran out. */
  | 'EXPIRED'
  /** It is over. */
  | 'FINISHED'
  /** Kept for a while. */
  | 'HELD'
  /** They talk. */
  | 'IN_SERVICE'
  /** Nobody came. */
  | 'MISSED'
  /** The service is interrupted. */
  | 'PARKED'
  /** Kept until the link in a mail is followed. */
  | 'PRECONFIRMED'
  /** The day ended before anybody had served whoever waited. */
  | 'UNSERVED'
  /** Whom it belongs to waits. */
  | 'WAITING';

/** Something is to happen to an appointment that needs no more than its id. */
export type BookingStepInput = {
  /** Which appointment. */
  booking: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** Why an appointment was given back. */
export type CancelReason =
  /** Whom it belonged to did not want it any longer. */
  | 'CITIZEN'
  /** Whoever was to serve is not there. */
  | 'CLERK_ABSENT'
  /** The office is closed on that day. */
  | 'OFFICE_CLOSED'
  /** What the office offers has changed, and there is no place for it. */
  | 'PLAN_CHANGED'
  /** Something technical does not work. */
  | 'TECHNICAL';

/** Pages were read. */
export type CaseAcknowledgeDeclarationInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** The SHA-256 of what was read, in 64 hexadecimal digits. */
  hash: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Which pages, from 1 on. */
  pages: Array<number>;
};

/** A number is entered. */
export type CaseEnterTanInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** The number, as it was told. */
  tan: string;
};

/** The declaration is to be signed. */
export type CaseSignInput = {
  /** Which case. */
  case: string;
  /**
   * What was drawn, if it is drawn: a line for each stroke, as x and y in turn, from 0 to 10000. No pressure and no
   * time: those would be biometric data.
   */
  drawing?: Array<Array<number>>;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** The SHA-256 of what is on the signer's screen, in 64 hexadecimal digits. */
  hash: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** How. */
  method: SignatureMethod;
  /** Who signs, by their number in the case. */
  party: string;
};

/** Where a case stands. */
export type CaseState =
  /** The result was handed over. */
  | 'COMPLETED'
  /** The office decided against it. */
  | 'DECLINED'
  /** It is worked on. */
  | 'OPEN'
  /** It has gone to the register or the federal office. */
  | 'SUBMITTED'
  /** It ended by the citizen's will, or because nobody came. */
  | 'WITHDRAWN';

/** How somebody and the office come together. */
export type Channel =
  /** At a counter. */
  | 'COUNTER'
  /** By a video call. */
  | 'VIDEO';

/** Who comes, and how to reach them. */
export type ContactInput = {
  /**
   * The language in which the person wants to be addressed, as a BCP 47 tag. Mails are in `de`, `de-simple` (plain
   * German), `en` and `fr`, and in English for every other.
   */
  language?: string;
  /** E-mail, where there is one. */
  mail?: string | null | undefined;
  /** How the person wants to be called. */
  name: string;
  /** What the person needs to take part: an interpreter, captions, more time. */
  needs?: string | null | undefined;
  /** Telephone, where there is one. */
  phone?: string | null | undefined;
};

/** What a file may be that is handed in. */
export type DocumentFormat =
  /** A photograph as JPEG. */
  | 'JPEG'
  /** A PDF. */
  | 'PDF'
  /** A picture as PNG. */
  | 'PNG';

/** A file is to be handed in. */
export type DocumentHandInInput = {
  /** How large it is, to the byte. */
  bytes: number;
  /** For which case. */
  case: string;
  /** What it is. */
  format: DocumentFormat;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** How the file is called. A path in it is left out. */
  name: string;
  /** What it is to prove, if anything. */
  proves?: EvidenceKind | null | undefined;
};

/** Where a document stands. */
export type DocumentState =
  /** It will come. */
  | 'ANNOUNCED'
  /** It waits for a scanner that does not answer. */
  | 'DEFERRED'
  /** It is there and waits to be looked at. */
  | 'RECEIVED'
  /** Something is wrong with it. It is not kept. */
  | 'REFUSED'
  /** It does no harm as far as anybody can tell, and may be opened. */
  | 'RELEASED'
  /** It was taken back. */
  | 'TAKEN_BACK';

/** A document is to be taken back. */
export type DocumentTakeBackInput = {
  /** Of which case. */
  case: string;
  /** Which document. */
  document: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** What has to be shown, apart from an ID document. */
export type EvidenceKind =
  /** A deed of civil status: birth, marriage, partnership. */
  | 'CIVIL_STATUS_DEED'
  /** The card of a custodian (§ 290 FamFG). */
  | 'CUSTODIAN_CARD'
  /** The consent of the other parent that a child leaves the common main dwelling (§ 1627 BGB, § 22 (2) BMG). */
  | 'CUSTODY_CONSENT'
  /** Written request for an extended certificate of conduct (§ 30a (2) BZRG). */
  | 'EXTENDED_CERTIFICATE_REQUEST'
  /** Confirmation by the landlord (§ 19 (3), (4) BMG). */
  | 'LANDLORD_CONFIRMATION'
  /** A power of attorney in writing (§ 14 (1) VwVfG). */
  | 'POWER_OF_ATTORNEY'
  /** Proof of voluntary work (JVKostG, preliminary note 1.1.3). */
  | 'PROOF_OF_VOLUNTARY_WORK'
  /** Proof of a registered procuration (§ 150 (2) GewO). */
  | 'REGISTERED_PROCURATION'
  /** Who may speak for a legal person, by its register (§ 150 (2) GewO). */
  | 'REGISTER_EXTRACT';

/** Where a fee stands. */
export type FeeState =
  /** It is no longer asked for. */
  | 'CANCELLED'
  /** It is due. */
  | 'DUE'
  /** It does not arise. */
  | 'EXEMPT'
  /** The law asks for nothing. */
  | 'FREE'
  /** It is paid. */
  | 'PAID'
  /** It was paid and went back. */
  | 'REFUNDED'
  /** It was paid and goes back. */
  | 'REFUND_DUE'
  /** The federal office does without it. */
  | 'WAIVED'
  /** The federal office is asked to do without it. */
  | 'WAIVER_PENDING';

/** A service and how often. */
export type LineInput = {
  /** How often: 1 to 20. */
  quantity?: number;
  /** Which service. */
  service: ServiceCode;
};

/** How money is handed over at the counter. */
export type Means =
  /** By card at the counter's terminal. */
  | 'CARD'
  /** In coins and notes. */
  | 'CASH';

/** A copy is to be fetched. */
export type PaperCopyInput = {
  /** Of which case. */
  case: string;
  /** Names the request: the same key gives the same ticket, which is good once. */
  idempotencyKey: string;
  /** Which paper. */
  paper: string;
};

/** A paper is to be written. */
export type PaperIssueInput = {
  /** For which case. */
  case: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What it is to be. */
  kind: PaperKind;
  /** In which languages its labels are to be. */
  languages?: PaperLanguages;
  /** Which part of a history: a long one says on the paper where it ends and which part goes on. Other papers have one. */
  part?: number;
};

/** What a paper is that the office writes. */
export type PaperKind =
  /** The same for those who audit it: with the places in the history and with who did what. */
  | 'AUDIT_HISTORY'
  /** What the register says of somebody (Meldebescheinigung, § 18 BMG). */
  | 'CERTIFICATE'
  /** That somebody is registered or deregistered (amtliche Meldebestätigung, § 24 (2) BMG). */
  | 'CONFIRMATION'
  /** What somebody declares and signs (Erklärung). It is prepared, not issued. */
  | 'DECLARATION'
  /** What has happened in the case, for whose case it is (Verlauf, Art. 15 GDPR). */
  | 'HISTORY'
  /** That a fee was paid (Quittung). */
  | 'RECEIPT';

/** In which languages the labels of a paper are. The official language is German, so it is always there. */
export type PaperLanguages =
  /** German. */
  | 'GERMAN'
  /** German, with English below it. */
  | 'GERMAN_AND_ENGLISH';

/** What somebody is in a case. */
export type Part =
  /** Moves along and is registered in the same declaration (§ 23 (4) BMG). */
  | 'MOVES_ALONG'
  /** Whose matter it is: who registers, or about whom a certificate speaks. */
  | 'PRINCIPAL'
  /** Only acts for others. */
  | 'REPRESENTATIVE';

/** Somebody waits to hear how a payment stands. */
export type PaymentLookInput = {
  /** Of which case. */
  case: string;
  /** Names the request. Looking changes nothing that the provider has not said, so each look asks again. */
  idempotencyKey: string;
};

/** A fee is to be paid online. */
export type PaymentStartInput = {
  /** Of which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** A question whose answer can be listened to. */
export type Question =
  /** `appointments`, `parked` and `booking`. */
  | 'APPOINTMENTS'
  /** `case` and `payment`, of any case. To listen to one case there is `caseEvents`. */
  | 'CASES'
  /** `cashBook`. */
  | 'CASH_BOOK'
  /** `catalogue` and `catalogueHistory`. */
  | 'CATALOGUE'
  /** `completion`. */
  | 'COMPLETION'
  /** `conflicts`. */
  | 'CONFLICTS'
  /** `freeSlots` and `freeDays`, at any scope. */
  | 'FREE_SLOTS'
  /** `lateRegistrations` and `duties`. */
  | 'LATE_REGISTRATIONS'
  /** `leadTime`, `demandByHour` and `unmetDemand`. */
  | 'LEAD_TIME'
  /** `ledger`. */
  | 'LEDGER'
  /** `mailsInTrouble`. */
  | 'MAILS'
  /** `myBookings`. Only what happens to the caller's own is told. */
  | 'MY_BOOKINGS'
  /** `myCases`. Only what happens to the caller's own is told. */
  | 'MY_CASES'
  /** `myWaiting`. Only what happens to the caller's own is told. */
  | 'MY_WAITING'
  /** `openingHours`. */
  | 'OPENING_HOURS'
  /** `paymentWorklist`. */
  | 'PAYMENT_WORKLIST'
  /** `requestTypes`. */
  | 'REQUEST_TYPES'
  /** `shifts`. */
  | 'SHIFTS'
  /** `statements` and `statementWorklist`. */
  | 'STATEMENT_WORKLIST'
  /** `transmissions` and `transmissionsInTrouble`. */
  | 'TRANSMISSIONS'
  /** `utilisation` and `timeUses`. */
  | 'UTILISATION'
  /** `waitingAndHandling` and `appointmentWays`. */
  | 'WAITING_AND_HANDLING'
  /** `waitingList`. */
  | 'WAITING_LIST'
  /** `worklist` and `cases`. */
  | 'WORKLIST';

/** A role in the office. A person may hold several. */
export type Role =
  /** Runs the software; sees no cases. */
  | 'ADMIN'
  /** Asks for figures, never for persons. */
  | 'ANALYST'
  /** Reads cases, also as they were, and what happened to them. Changes nothing. */
  | 'AUDITOR'
  /** Takes money. */
  | 'CASHIER'
  /** Somebody with a concern of their own. */
  | 'CITIZEN'
  /** Works on cases. */
  | 'CLERK'
  /** Accompanies a citizen in the call. */
  | 'COMPANION'
  /** Answers for data protection: erases. */
  | 'DATA_PROTECTION'
  /** Interprets in the call. */
  | 'INTERPRETER'
  /** Offers time. */
  | 'PLANNER'
  /** Books by phone for others; sees no contents of cases. */
  | 'SERVICE_CENTRE'
  /** Reactions and timers of the office itself. */
  | 'SYSTEM'
  /** Reassigns, declines. */
  | 'TEAM_LEAD';

/** The services of the office. */
export type ServiceCode =
  /** A certificate of conduct (Führungszeugnis). */
  | 'CERTIFICATE_OF_CONDUCT'
  /** A move within the municipality (Ummeldung). */
  | 'CHANGE_OF_RESIDENCE'
  /** A move abroad (Abmeldung). */
  | 'DEREGISTRATION_ABROAD'
  /** A move from elsewhere in Germany (Anmeldung). */
  | 'MOVE_IN'
  /** A certificate of registration (Meldebescheinigung). */
  | 'REGISTRATION_CERTIFICATE'
  /** The tax identification number (Steuer-ID). */
  | 'TAX_ID'
  /** A trade register extract (Gewerbezentralregisterauskunft). */
  | 'TRADE_REGISTER_EXTRACT';

/** How somebody signs. All of these are simple electronic signatures. */
export type SignatureMethod =
  /** By drawing. */
  | 'DRAWN'
  /** By a number that the clerk tells in the call. */
  | 'SPOKEN_TAN'
  /** By typing consent. */
  | 'TYPED_CONSENT';

/** Somebody wants to wait for a time. */
export type WaitingListJoinInput = {
  /** How to come together. The catalogue says in which channels a service is offered. */
  channel?: Channel;
  /** Who comes. The appointment that comes of it is made with these details. */
  contact: ContactInput;
  /** The first day on which the person could come. */
  from: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What for. How long it takes is the catalogue's to say. */
  lines: Array<LineInput>;
  /** Where. */
  scope: string;
  /** The last day on which the person could come. */
  until: string;
};

/** Something is to happen to a place in a waiting list. */
export type WaitingListStepInput = {
  /** Which place. */
  entry: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Where. */
  scope: string;
};

/** What a case waits for. */
export type WaitsFor =
  /** For somebody to come in person (§ 25 no. 3 BMG). */
  | 'APPEARANCE'
  /** For the address on identity cards to be changed (§ 27 (1) no. 1 PAuswG). The case itself is over. */
  | 'CARD_UPDATE'
  /** For the result to be handed over. */
  | 'HANDOVER'
  /** For the landlord to be asked, who has not confirmed in time (§ 19 (5) BMG). The case itself is over. */
  | 'LANDLORD_INQUIRY'
  /** For somebody to look after a fee that was not paid in time. */
  | 'OVERDUE_PAYMENT'
  /** For the fee. */
  | 'PAYMENT'
  /** For the money to go back: it ended without a result after somebody had paid. */
  | 'REFUND'
  /** For a team lead to look into who acts in it. */
  | 'SECURITY_CHECK'
  /** For the signature under the declaration. */
  | 'SIGNATURE'
  /** For work on it. */
  | 'WORK';

/** Why a case ends without a result. */
export type WithdrawalReason =
  /** The appointment was cancelled before anything happened. */
  | 'BOOKING_CANCELLED'
  /** Nobody came to the appointment. */
  | 'BOOKING_MISSED'
  /** The citizen was there, and the office did not serve them before the day ended. */
  | 'BOOKING_UNSERVED'
  /** The citizen no longer wants it. */
  | 'CITIZEN'
  /** The appointment was made to go on with a case that was open already. */
  | 'CONTINUED';

export type LocalPartsFragment = { language: string, text: string | null, url: string | null };

export type TheAuthorityQueryVariables = Exact<{ [key: string]: never; }>;


export type TheAuthorityQuery = { authority: { key: string, name: string, phone: string | null, mail: string | null, address: string | null, feedbackMail: string | null, feedbackPhone: string | null, phoneHours: Array<{ language: string, text: string | null, url: string | null }>, imprint: Array<{ language: string, text: string | null, url: string | null }>, privacy: Array<{ language: string, text: string | null, url: string | null }>, accessibility: Array<{ language: string, text: string | null, url: string | null }>, enforcementBody: Array<{ language: string, text: string | null, url: string | null }>, plainLanguage: Array<{ language: string, text: string | null, url: string | null }>, signLanguage: Array<{ language: string, text: string | null, url: string | null }> } };

export type AnswerChangedSubscriptionVariables = Exact<{
  question: Question;
}>;


export type AnswerChangedSubscription = { answerChanged: { position: string } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, authority: string, authorityName: string, roles: Array<Role> } };

export type ServicesQueryVariables = Exact<{ [key: string]: never; }>;


export type ServicesQuery = { services: Array<{ code: ServiceCode, nameDe: string, nameEn: string, aboutDe: string, aboutEn: string, minutes: number, feeCents: number, paperFeeCents: number, quantityMax: number, channels: Array<Channel>, evidence: Array<EvidenceKind>, declaration: boolean, signatures: Array<SignatureMethod> }> };

export type ScopesQueryVariables = Exact<{
  atLeast?: string | null | undefined;
}>;


export type ScopesQuery = { scopes: Array<{ id: string }> };

export type FreeDaysQueryVariables = Exact<{
  scope: string;
  lines: Array<LineInput> | LineInput;
  from: string;
  to: string;
  atLeast?: string | null | undefined;
}>;


export type FreeDaysQuery = { freeDays: Array<{ date: string, times: number }> };

export type FreeSlotsQueryVariables = Exact<{
  scope: string;
  lines: Array<LineInput> | LineInput;
  from: string;
  to: string;
  atLeast?: string | null | undefined;
}>;


export type FreeSlotsQuery = { freeSlots: Array<{ scope: string, startsAt: string, endsAt: string }> };

export type BookingPartsFragment = { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> };

export type MyBookingsQueryVariables = Exact<{
  first: number;
  atLeast?: string | null | undefined;
}>;


export type MyBookingsQuery = { myBookings: { nodes: Array<{ id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> }> } };

export type OneBookingQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type OneBookingQuery = { booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null };

export type HoldSlotMutationVariables = Exact<{
  input: BookingHoldInput;
}>;


export type HoldSlotMutation = { bookingHold: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string, alternatives: Array<{ scope: string, startsAt: string, endsAt: string }> }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type ExtendHoldMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type ExtendHoldMutation = { bookingExtend: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type ConfirmBookingMutationVariables = Exact<{
  input: BookingConfirmInput;
}>;


export type ConfirmBookingMutation = { bookingConfirm: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type CancelBookingMutationVariables = Exact<{
  input: BookingCancelInput;
}>;


export type CancelBookingMutation = { bookingCancel: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type MoveBookingMutationVariables = Exact<{
  input: BookingRescheduleInput;
}>;


export type MoveBookingMutation = { bookingReschedule: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string, alternatives: Array<{ scope: string, startsAt: string, endsAt: string }> }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type CheckInMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type CheckInMutation = { bookingCheckIn: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type OneCaseQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type OneCaseQuery = { case: { id: string, reference: string, service: ServiceCode, state: CaseState, version: number, openedAt: string, closedAt: string | null, suspended: boolean, declined: string | null, eraseAt: string | null, withdrawn: WithdrawalReason | null, appointments: Array<{ id: string, state: BookingState }>, parties: Array<{ id: string, part: Part, person: { givenNames: string, familyName: string } | null, organisation: { name: string } | null }>, missing: Array<{ code: string, message: string, evidence: EvidenceKind | null }> | null, declarations: Array<{ version: number, hash: string, shownAt: string | null, signedAt: string | null, outdatedAt: string | null, method: SignatureMethod | null }>, documents: Array<{ id: string, name: string | null, state: DocumentState, format: DocumentFormat, kib: number, proves: EvidenceKind | null, message: string | null, announcedAt: string, until: string }>, papers: Array<{ id: string, kind: PaperKind, languages: PaperLanguages, pages: number, kib: number, writtenAt: string }>, fee: { id: string, amountCents: number, state: FeeState, reference: string, receipt: string | null, payPage: string | null, dueAt: string | null, settledAt: string | null, means: Means | null, items: Array<{ amountCents: number, service: ServiceCode }>, attempts: Array<{ number: number, state: AttemptState, amountCents: number, requestedAt: string, expiresAt: string }> } | null } | null };

export type FeePartsFragment = { id: string, amountCents: number, state: FeeState, reference: string, receipt: string | null, payPage: string | null, dueAt: string | null, settledAt: string | null, means: Means | null, items: Array<{ amountCents: number, service: ServiceCode }>, attempts: Array<{ number: number, state: AttemptState, amountCents: number, requestedAt: string, expiresAt: string }> };

export type ToSignQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type ToSignQuery = { case: { id: string, version: number, service: ServiceCode, parties: Array<{ id: string, part: Part, person: { givenNames: string, familyName: string } | null }>, declarations: Array<{ version: number, hash: string, shownAt: string | null, signedAt: string | null, outdatedAt: string | null }>, declarationText: { hash: string, pages: number | null, pdf: string | null, text: string | null } | null } | null };

export type AcknowledgePagesMutationVariables = Exact<{
  input: CaseAcknowledgeDeclarationInput;
}>;


export type AcknowledgePagesMutation = { caseAcknowledgeDeclaration: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type EnterTanMutationVariables = Exact<{
  input: CaseEnterTanInput;
}>;


export type EnterTanMutation = { caseEnterTan: { right: boolean | null, triesLeft: number | null, position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type SignDeclarationMutationVariables = Exact<{
  input: CaseSignInput;
}>;


export type SignDeclarationMutation = { caseSign: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type HandInDocumentMutationVariables = Exact<{
  input: DocumentHandInInput;
}>;


export type HandInDocumentMutation = { documentHandIn: { position: string | null, upload: { document: string, ticket: string, url: string, until: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type TakeBackDocumentMutationVariables = Exact<{
  input: DocumentTakeBackInput;
}>;


export type TakeBackDocumentMutation = { documentTakeBack: { position: string | null, document: { id: string, state: DocumentState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type PaymentOfQueryVariables = Exact<{
  case: string;
  atLeast?: string | null | undefined;
}>;


export type PaymentOfQuery = { payment: { id: string, amountCents: number, state: FeeState, reference: string, receipt: string | null, payPage: string | null, dueAt: string | null, settledAt: string | null, means: Means | null, items: Array<{ amountCents: number, service: ServiceCode }>, attempts: Array<{ number: number, state: AttemptState, amountCents: number, requestedAt: string, expiresAt: string }> } | null };

export type StartPaymentMutationVariables = Exact<{
  input: PaymentStartInput;
}>;


export type StartPaymentMutation = { paymentStart: { position: string | null, fee: { id: string, amountCents: number, state: FeeState, reference: string, receipt: string | null, payPage: string | null, dueAt: string | null, settledAt: string | null, means: Means | null, items: Array<{ amountCents: number, service: ServiceCode }>, attempts: Array<{ number: number, state: AttemptState, amountCents: number, requestedAt: string, expiresAt: string }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type LookPaymentMutationVariables = Exact<{
  input: PaymentLookInput;
}>;


export type LookPaymentMutation = { paymentLook: { position: string | null, fee: { id: string, amountCents: number, state: FeeState, reference: string, receipt: string | null, payPage: string | null, dueAt: string | null, settledAt: string | null, means: Means | null, items: Array<{ amountCents: number, service: ServiceCode }>, attempts: Array<{ number: number, state: AttemptState, amountCents: number, requestedAt: string, expiresAt: string }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type IssuePaperMutationVariables = Exact<{
  input: PaperIssueInput;
}>;


export type IssuePaperMutation = { paperIssue: { position: string | null, paper: { id: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type CopyPaperMutationVariables = Exact<{
  input: PaperCopyInput;
}>;


export type CopyPaperMutation = { paperCopy: { position: string | null, download: { url: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type HistoryOfCaseQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type HistoryOfCaseQuery = { caseHistory: { nodes: Array<{ position: string, at: string, kind: string, name: string, roles: Array<Role> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type WaitingPartsFragment = { id: string, scope: string, from: string, until: string, before: number, joinedAt: string, lines: Array<{ service: ServiceCode, quantity: number }>, offer: { booking: string, startsAt: string, endsAt: string, expiresAt: string } | null };

export type MyWaitingQueryVariables = Exact<{
  atLeast?: string | null | undefined;
}>;


export type MyWaitingQuery = { myWaiting: Array<{ id: string, scope: string, from: string, until: string, before: number, joinedAt: string, lines: Array<{ service: ServiceCode, quantity: number }>, offer: { booking: string, startsAt: string, endsAt: string, expiresAt: string } | null }> };

export type JoinWaitingListMutationVariables = Exact<{
  input: WaitingListJoinInput;
}>;


export type JoinWaitingListMutation = { waitingListJoin: { position: string | null, place: { id: string, scope: string, from: string, until: string, before: number, joinedAt: string, lines: Array<{ service: ServiceCode, quantity: number }>, offer: { booking: string, startsAt: string, endsAt: string, expiresAt: string } | null } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type AcceptOfferMutationVariables = Exact<{
  input: WaitingListStepInput;
}>;


export type AcceptOfferMutation = { waitingListAccept: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, code: string | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type DeclineOfferMutationVariables = Exact<{
  input: WaitingListStepInput;
}>;


export type DeclineOfferMutation = { waitingListDecline: { position: string | null, place: { id: string, scope: string, from: string, until: string, before: number, joinedAt: string, lines: Array<{ service: ServiceCode, quantity: number }>, offer: { booking: string, startsAt: string, endsAt: string, expiresAt: string } | null } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type LeaveWaitingListMutationVariables = Exact<{
  input: WaitingListStepInput;
}>;


export type LeaveWaitingListMutation = { waitingListLeave: { position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const LocalPartsFragmentDoc = new TypedDocumentString(`
    fragment LocalParts on LocalText {
  language
  text
  url
}
    `, {"fragmentName":"LocalParts"}) as unknown as TypedDocumentString<LocalPartsFragment, unknown>;
export const BookingPartsFragmentDoc = new TypedDocumentString(`
    fragment BookingParts on Booking {
  id
  state
  number
  startsAt
  endsAt
  expiresAt
  date
  scope
  channel
  medium
  moves
  cancelReason
  code
  checkedInAt
  version
  lines {
    service
    quantity
  }
  contact {
    name
    mail
    phone
    needs
    language
  }
  cases {
    id
    reference
    service
    state
    waitsFor
  }
}
    `, {"fragmentName":"BookingParts"}) as unknown as TypedDocumentString<BookingPartsFragment, unknown>;
export const FeePartsFragmentDoc = new TypedDocumentString(`
    fragment FeeParts on Fee {
  id
  amountCents
  state
  reference
  receipt
  payPage
  dueAt
  settledAt
  means
  items {
    amountCents
    service
  }
  attempts {
    number
    state
    amountCents
    requestedAt
    expiresAt
  }
}
    `, {"fragmentName":"FeeParts"}) as unknown as TypedDocumentString<FeePartsFragment, unknown>;
export const WaitingPartsFragmentDoc = new TypedDocumentString(`
    fragment WaitingParts on WaitingPlace {
  id
  scope
  from
  until
  before
  joinedAt
  lines {
    service
    quantity
  }
  offer {
    booking
    startsAt
    endsAt
    expiresAt
  }
}
    `, {"fragmentName":"WaitingParts"}) as unknown as TypedDocumentString<WaitingPartsFragment, unknown>;
export const TheAuthorityDocument = {"__meta__":{"hash":"sha256:7c63eda608bb164209bfd3a3f59d54cbd7198680990434f5c33f5496b327160a"}} as unknown as TypedDocumentString<TheAuthorityQuery, TheAuthorityQueryVariables>;
export const AnswerChangedDocument = {"__meta__":{"hash":"sha256:d3a4f4aba24b478b4f74a3d1971951b708cd7338b6590e10085b11a74e42abb6"}} as unknown as TypedDocumentString<AnswerChangedSubscription, AnswerChangedSubscriptionVariables>;
export const MeDocument = {"__meta__":{"hash":"sha256:e064059fafb6b63db14723f40b4a578611db76ebc6d4047ea4d6044303281433"}} as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const ServicesDocument = {"__meta__":{"hash":"sha256:de5d7b0c95969037534a086570e9294361bd9faadac7308bac86c20a1e72999f"}} as unknown as TypedDocumentString<ServicesQuery, ServicesQueryVariables>;
export const ScopesDocument = {"__meta__":{"hash":"sha256:31cd358c6798c944bbd40ef78ee6b9528de4e51a042d28b362c0fa9602442d36"}} as unknown as TypedDocumentString<ScopesQuery, ScopesQueryVariables>;
export const FreeDaysDocument = {"__meta__":{"hash":"sha256:50c4757dfd6631985960bfbf620f3b5b55fef110c263433c97d77ac0a256fcc4"}} as unknown as TypedDocumentString<FreeDaysQuery, FreeDaysQueryVariables>;
export const FreeSlotsDocument = {"__meta__":{"hash":"sha256:e0b78e1182a8dae41268d2d1754089b4e8f9802d08e316620aa2ead0e54b20f2"}} as unknown as TypedDocumentString<FreeSlotsQuery, FreeSlotsQueryVariables>;
export const MyBookingsDocument = {"__meta__":{"hash":"sha256:c827937796f699ec7b8428565d8a761d7d7ef2c29e9965a6570bc3e31962ee59"}} as unknown as TypedDocumentString<MyBookingsQuery, MyBookingsQueryVariables>;
export const OneBookingDocument = {"__meta__":{"hash":"sha256:022dd94162c8937460f8aa85c8b78ac61f23dde12f734508f990c8b679d3b295"}} as unknown as TypedDocumentString<OneBookingQuery, OneBookingQueryVariables>;
export const HoldSlotDocument = {"__meta__":{"hash":"sha256:2ae7ef3294ad1c81b1fa51e35de35d5ef6558023543e1878c7dde7c4a565d8fb"}} as unknown as TypedDocumentString<HoldSlotMutation, HoldSlotMutationVariables>;
export const ExtendHoldDocument = {"__meta__":{"hash":"sha256:1d8dba11a700219f837909eb5c70148801da4e9290e297e7b4ddaecda5ee311c"}} as unknown as TypedDocumentString<ExtendHoldMutation, ExtendHoldMutationVariables>;
export const ConfirmBookingDocument = {"__meta__":{"hash":"sha256:a8194c49d450423992db709b69adaf42a85fe7711b1cd05d186ff0a10456673f"}} as unknown as TypedDocumentString<ConfirmBookingMutation, ConfirmBookingMutationVariables>;
export const CancelBookingDocument = {"__meta__":{"hash":"sha256:c239f852e3a151854974f95249a9aa1ab5ef98c9502ebb7c78d3dc20d3b21e02"}} as unknown as TypedDocumentString<CancelBookingMutation, CancelBookingMutationVariables>;
export const MoveBookingDocument = {"__meta__":{"hash":"sha256:c39e9b7314c44a30ca07c92e96b8537eae9c248a16766dca00e9b6d69969ad89"}} as unknown as TypedDocumentString<MoveBookingMutation, MoveBookingMutationVariables>;
export const CheckInDocument = {"__meta__":{"hash":"sha256:bea9f926b699e479c993bbde7c1d3a35d51addd0d105a6f44a2d0ab05e325859"}} as unknown as TypedDocumentString<CheckInMutation, CheckInMutationVariables>;
export const OneCaseDocument = {"__meta__":{"hash":"sha256:343bc97709542c9bf2d959104ba219e7e76f6199b1450398e5c7f751d95397de"}} as unknown as TypedDocumentString<OneCaseQuery, OneCaseQueryVariables>;
export const ToSignDocument = {"__meta__":{"hash":"sha256:51c4906217b3fe636ca7ba9898565d17c65eca1d9acc504c055f86c4b964a057"}} as unknown as TypedDocumentString<ToSignQuery, ToSignQueryVariables>;
export const AcknowledgePagesDocument = {"__meta__":{"hash":"sha256:bf3ee86f273a47c46e512cfb799c950a419a713fd1bc350103ece035b1750134"}} as unknown as TypedDocumentString<AcknowledgePagesMutation, AcknowledgePagesMutationVariables>;
export const EnterTanDocument = {"__meta__":{"hash":"sha256:bd277e38ba808005c95ba6e450d78c4d3308014669fe1e82d2603ba8c3d7d46f"}} as unknown as TypedDocumentString<EnterTanMutation, EnterTanMutationVariables>;
export const SignDeclarationDocument = {"__meta__":{"hash":"sha256:8da5851b1f072f6d89fbe5ed84ddfc9ce01d5d727715836f79c87bf8e684f613"}} as unknown as TypedDocumentString<SignDeclarationMutation, SignDeclarationMutationVariables>;
export const HandInDocumentDocument = {"__meta__":{"hash":"sha256:61098d6620ed2711de182fee38f3ba34b3a74d51df95ff1ad609e6de58e0fe66"}} as unknown as TypedDocumentString<HandInDocumentMutation, HandInDocumentMutationVariables>;
export const TakeBackDocumentDocument = {"__meta__":{"hash":"sha256:adaf70840976275459b03b98531630e4b78d2cb116214788e62a5f091da36c1b"}} as unknown as TypedDocumentString<TakeBackDocumentMutation, TakeBackDocumentMutationVariables>;
export const PaymentOfDocument = {"__meta__":{"hash":"sha256:e84f23f1c9784231ad86aa025ba499a19b2617f9422b8e1416ed156f76f8f963"}} as unknown as TypedDocumentString<PaymentOfQuery, PaymentOfQueryVariables>;
export const StartPaymentDocument = {"__meta__":{"hash":"sha256:8a11b905189dbc19a301428b3f903cb454999a8afc1cd4cd29407ba5bb9758c0"}} as unknown as TypedDocumentString<StartPaymentMutation, StartPaymentMutationVariables>;
export const LookPaymentDocument = {"__meta__":{"hash":"sha256:4e0f80d6c98d9dc2c4d610e20f2267ad9723758eef638b104f5d4b113c55a875"}} as unknown as TypedDocumentString<LookPaymentMutation, LookPaymentMutationVariables>;
export const IssuePaperDocument = {"__meta__":{"hash":"sha256:4ca5e96765ee199107b39ac3f91746d14dbf1e239b9f4c33cf8ecb62adee1abb"}} as unknown as TypedDocumentString<IssuePaperMutation, IssuePaperMutationVariables>;
export const CopyPaperDocument = {"__meta__":{"hash":"sha256:d1abfb38e7b62064e9cc7ff327c951d14c4ec1df62e63427cf8791ed9999e7bc"}} as unknown as TypedDocumentString<CopyPaperMutation, CopyPaperMutationVariables>;
export const HistoryOfCaseDocument = {"__meta__":{"hash":"sha256:11e2620fc9537f72c8459214d7e22cff384a37fa4235cfd7aef41daf9088aee4"}} as unknown as TypedDocumentString<HistoryOfCaseQuery, HistoryOfCaseQueryVariables>;
export const MyWaitingDocument = {"__meta__":{"hash":"sha256:095c8c9b034fc0bceb2d042929f873607b31773b161ea65484aa5d358fdfab26"}} as unknown as TypedDocumentString<MyWaitingQuery, MyWaitingQueryVariables>;
export const JoinWaitingListDocument = {"__meta__":{"hash":"sha256:f7ea175b682b7f827c04d0135136eefdb43a11ebdb5297782805062ca9da5daa"}} as unknown as TypedDocumentString<JoinWaitingListMutation, JoinWaitingListMutationVariables>;
export const AcceptOfferDocument = {"__meta__":{"hash":"sha256:3bfbc45bb2a29a365962ae8113221a265ce87209410dd971706e801482a66fc0"}} as unknown as TypedDocumentString<AcceptOfferMutation, AcceptOfferMutationVariables>;
export const DeclineOfferDocument = {"__meta__":{"hash":"sha256:868553dcb7ca5b5deaadfbc0e1c885dc5626a315c3b77c646e5362f125a2181d"}} as unknown as TypedDocumentString<DeclineOfferMutation, DeclineOfferMutationVariables>;
export const LeaveWaitingListDocument = {"__meta__":{"hash":"sha256:2c7992784bff237928a6cf734ff4b214530ae53631fcc556cc70565e6e5b0faf"}} as unknown as TypedDocumentString<LeaveWaitingListMutation, LeaveWaitingListMutationVariables>;