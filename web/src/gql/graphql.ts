/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** A service and how often. */
export type LineInput = {
  /** How often: 1 to 20. */
  quantity?: number;
  /** Which service. */
  service: ServiceCode;
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

export type AnswerChangedSubscriptionVariables = Exact<{
  question: Question;
}>;


export type AnswerChangedSubscription = { answerChanged: { position: string } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, authority: string, authorityName: string, roles: Array<Role> } };

export type ServicesQueryVariables = Exact<{ [key: string]: never; }>;


export type ServicesQuery = { services: Array<{ code: ServiceCode, nameDe: string, nameEn: string, aboutDe: string, aboutEn: string, minutes: number, feeCents: number, paperFeeCents: number, quantityMax: number, channels: Array<Channel>, evidence: Array<EvidenceKind> }> };

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

export type BookingPartsFragment = { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> };

export type MyBookingsQueryVariables = Exact<{
  first: number;
  atLeast?: string | null | undefined;
}>;


export type MyBookingsQuery = { myBookings: { nodes: Array<{ id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> }> } };

export type OneBookingQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type OneBookingQuery = { booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null };

export type HoldSlotMutationVariables = Exact<{
  input: BookingHoldInput;
}>;


export type HoldSlotMutation = { bookingHold: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
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


export type ExtendHoldMutation = { bookingExtend: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
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


export type ConfirmBookingMutation = { bookingConfirm: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
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


export type CancelBookingMutation = { bookingCancel: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
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


export type MoveBookingMutation = { bookingReschedule: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
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


export type CheckInMutation = { bookingCheckIn: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

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


export type AcceptOfferMutation = { waitingListAccept: { position: string | null, booking: { id: string, state: BookingState, number: string | null, startsAt: string, endsAt: string, expiresAt: string | null, date: string, scope: string, channel: Channel, medium: BookingMedium, moves: number, cancelReason: CancelReason | null, checkedInAt: string | null, version: number, lines: Array<{ service: ServiceCode, quantity: number }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, waitsFor: WaitsFor | null }> } | null, errors: Array<
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
export const AnswerChangedDocument = {"__meta__":{"hash":"sha256:d3a4f4aba24b478b4f74a3d1971951b708cd7338b6590e10085b11a74e42abb6"}} as unknown as TypedDocumentString<AnswerChangedSubscription, AnswerChangedSubscriptionVariables>;
export const MeDocument = {"__meta__":{"hash":"sha256:e064059fafb6b63db14723f40b4a578611db76ebc6d4047ea4d6044303281433"}} as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const ServicesDocument = {"__meta__":{"hash":"sha256:2900eb9cdd413f6b4f0374942f43745b30c2aacec5b31fa3ef07c6ab646d91b7"}} as unknown as TypedDocumentString<ServicesQuery, ServicesQueryVariables>;
export const ScopesDocument = {"__meta__":{"hash":"sha256:31cd358c6798c944bbd40ef78ee6b9528de4e51a042d28b362c0fa9602442d36"}} as unknown as TypedDocumentString<ScopesQuery, ScopesQueryVariables>;
export const FreeDaysDocument = {"__meta__":{"hash":"sha256:50c4757dfd6631985960bfbf620f3b5b55fef110c263433c97d77ac0a256fcc4"}} as unknown as TypedDocumentString<FreeDaysQuery, FreeDaysQueryVariables>;
export const FreeSlotsDocument = {"__meta__":{"hash":"sha256:e0b78e1182a8dae41268d2d1754089b4e8f9802d08e316620aa2ead0e54b20f2"}} as unknown as TypedDocumentString<FreeSlotsQuery, FreeSlotsQueryVariables>;
export const MyBookingsDocument = {"__meta__":{"hash":"sha256:183d2445f6ac656ba6034c4e46d9f3c0115941ef7168942442c13cb6f7641e90"}} as unknown as TypedDocumentString<MyBookingsQuery, MyBookingsQueryVariables>;
export const OneBookingDocument = {"__meta__":{"hash":"sha256:82cecef79961de8d2425e9ebea8b88c33feb56ef58839b7b5b574dd6759c4470"}} as unknown as TypedDocumentString<OneBookingQuery, OneBookingQueryVariables>;
export const HoldSlotDocument = {"__meta__":{"hash":"sha256:35b6774320e3d6e2e03f8a7c62333d584ca6d61e9d09f6584c198d21f9b9b74f"}} as unknown as TypedDocumentString<HoldSlotMutation, HoldSlotMutationVariables>;
export const ExtendHoldDocument = {"__meta__":{"hash":"sha256:e0a758bf339cbcc499eadf8d7fb18f23be6a1a733c2e7aea1dded31698a8ae42"}} as unknown as TypedDocumentString<ExtendHoldMutation, ExtendHoldMutationVariables>;
export const ConfirmBookingDocument = {"__meta__":{"hash":"sha256:a0ec73575c43933f91cf92b659033c353947e5f6cd786483e1f4e2cbb74f94bb"}} as unknown as TypedDocumentString<ConfirmBookingMutation, ConfirmBookingMutationVariables>;
export const CancelBookingDocument = {"__meta__":{"hash":"sha256:a4fe46eec057af341db6d3a7fb674c52a854c08189292b213de2fc4c1b358248"}} as unknown as TypedDocumentString<CancelBookingMutation, CancelBookingMutationVariables>;
export const MoveBookingDocument = {"__meta__":{"hash":"sha256:ab3f515629e337360634e9d7931e0041b3a6bd9c3b271dfc3c3f0eb7af20f676"}} as unknown as TypedDocumentString<MoveBookingMutation, MoveBookingMutationVariables>;
export const CheckInDocument = {"__meta__":{"hash":"sha256:f9c81c723a21886551f4d6912c5b93424593dadb8cdd1b0042677c013c8d583a"}} as unknown as TypedDocumentString<CheckInMutation, CheckInMutationVariables>;
export const MyWaitingDocument = {"__meta__":{"hash":"sha256:095c8c9b034fc0bceb2d042929f873607b31773b161ea65484aa5d358fdfab26"}} as unknown as TypedDocumentString<MyWaitingQuery, MyWaitingQueryVariables>;
export const JoinWaitingListDocument = {"__meta__":{"hash":"sha256:f7ea175b682b7f827c04d0135136eefdb43a11ebdb5297782805062ca9da5daa"}} as unknown as TypedDocumentString<JoinWaitingListMutation, JoinWaitingListMutationVariables>;
export const AcceptOfferDocument = {"__meta__":{"hash":"sha256:66bdb2a0c1891788cd904d75d389db31ac225197b45cfe7846698bede89ef7d9"}} as unknown as TypedDocumentString<AcceptOfferMutation, AcceptOfferMutationVariables>;
export const DeclineOfferDocument = {"__meta__":{"hash":"sha256:868553dcb7ca5b5deaadfbc0e1c885dc5626a315c3b77c646e5362f125a2181d"}} as unknown as TypedDocumentString<DeclineOfferMutation, DeclineOfferMutationVariables>;
export const LeaveWaitingListDocument = {"__meta__":{"hash":"sha256:2c7992784bff237928a6cf734ff4b214530ae53631fcc556cc70565e6e5b0faf"}} as unknown as TypedDocumentString<LeaveWaitingListMutation, LeaveWaitingListMutationVariables>;