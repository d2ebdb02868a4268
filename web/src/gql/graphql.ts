/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** For whom somebody acts, and by what right. */
export type ActsForInput = {
  /** For whom, by their number in the case. */
  party: string;
  /** By what right. */
  power: Power;
};

/** An address in Germany. */
export type AddressInput = {
  /** What else finds the dwelling: floor, flat. */
  addition?: string | null | undefined;
  /** House number with its addition. */
  houseNumber: string;
  /** The official key of the municipality (AGS): eight digits. */
  municipality: string;
  /** Postal code: five digits. */
  postalCode: string;
  /** Street. */
  street: string;
  /** Town. */
  town: string;
};

/** How the address on an identity card came to be changed. */
export type AddressUpdate =
  /** At a counter. */
  | 'COUNTER'
  /** By a sticker that came by post. */
  | 'STICKER_BY_POST';

/** What the federal office has to know of an applicant. */
export type ApplicationInput = {
  /** Where somebody was born. */
  birthPlace?: string | null | undefined;
  /** Of which states they are nationals, by their ISO 3166-1 alpha-2 codes. */
  nationalities?: Array<string> | null | undefined;
  /** Which authority gets it, if one does. */
  recipient?: RecipientInput | null | undefined;
};

/** A moment of the history: one of these. */
export type AsOf =
  {   /** At this time. */
  at: string; position?: never; }
  |  { at?: never;   /** After this event. */
  position: string; };

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

/** Opening hours that are to hold. */
export type AvailabilityDefineInput = {
  /** Days on which it stays closed. */
  closures?: Array<ClosureInput>;
  /** The hours. */
  hours: Array<OpeningHoursInput>;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** When they are released. */
  release: ReleaseInput;
  /** Where. Each scope has its own opening hours. */
  scope: string;
  /** Days with hours of their own. */
  specialDays?: Array<SpecialDayInput>;
  /** How long a unit is, in minutes. */
  unitMins: number;
  /** The first day that they are for. They replace those with the same first day, and stand until others begin. */
  validFrom: string;
  /** The last day that they are for, if they end. */
  validUntil?: string | null | undefined;
};

/** An appointment is to be made for somebody on the telephone. */
export type BookingBookByPhoneInput = {
  /** How to come together. */
  channel?: Channel;
  /** Who comes. */
  contact: ContactInput;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What for. */
  lines: Array<LineInput>;
  /** Where. */
  scope: string;
  /** When it is to begin. */
  startsAt: string;
};

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

/** A visit is to end. */
export type BookingFinishInput = {
  /** Which appointment. */
  booking: string;
  /** What was really delivered; it may differ from what was booked. */
  delivered: Array<LineInput>;
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

/** A service is to be interrupted. */
export type BookingParkInput = {
  /** Which appointment. */
  booking: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Why. */
  reason: ParkReason;
};

/** Somebody is to be sent to another queue. */
export type BookingRedirectInput = {
  /** Which appointment. */
  booking: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Whose queue; their own one gives them to a colleague. */
  scope: string;
};

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
  /** Whoever had called did not let them in. */
  | 'REFUSED'
  /** Something technical does not work. */
  | 'TECHNICAL';

/** A day is to be called off. */
export type CapacityCallOffInput = {
  /** Which day of the office's calendar. */
  date: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Why. Those who are told by mail read a short form of it. */
  reason: ClosureReason;
  /** Where. */
  scope: string;
};

/** A day is to be closed. */
export type CapacityCloseInput = {
  /** Which day of the office's calendar. */
  date: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Why. */
  reason: ClosureReason;
  /** Where. */
  scope: string;
};

/** A closed day is to be opened again. */
export type CapacityReopenInput = {
  /** Which day of the office's calendar. */
  date: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Where. */
  scope: string;
};

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

/** A remark. */
export type CaseAddNoteInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What. */
  text: string;
};

/** Somebody is to take part in a case. */
export type CaseAddPartyInput = {
  /** For whom else they act. */
  actsFor?: Array<ActsForInput> | null | undefined;
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What they are in the case. */
  part: Part;
  /** Who. */
  who: WhoInput;
};

/** Evidence was looked at. */
export type CaseAssessEvidenceInput = {
  /** What was found. */
  answer: EvidenceAnswer;
  /** Which case. */
  case: string;
  /** Which document of the case it is, if it was uploaded. It has to be released. */
  document?: string | null | undefined;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Which evidence. */
  kind: EvidenceKind;
  /** Whom it names, by their numbers in the case; everybody unless the request says so. */
  names?: Array<string> | null | undefined;
  /** From where it came; only what is missing comes from nowhere. Of a document, it was uploaded. */
  source?: EvidenceSource | null | undefined;
};

/** A fee is to be fixed. */
export type CaseAssessFeeInput = {
  /** Of which case. */
  case: string;
  /** In which form the result is handed over. */
  delivery?: Delivery;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** A case is to have a clerk. */
export type CaseAssignInput = {
  /** Which case. */
  case: string;
  /** Who is to take care of it; the caller unless the request says so. */
  clerk?: string | null | undefined;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** A case that is kept from whoever asks is to be opened to them. */
export type CaseBreakGlassInput = {
  /** Which case. */
  case: string;
  /** Why. */
  ground: GlassGround;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** The address on somebody's identity card is changed. */
export type CaseCloseFollowUpInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** How. */
  how: AddressUpdate;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** On whose, by their number in the case. */
  party: string;
};

/** What came of the inquiry with the landlord. */
export type CaseCloseLandlordInquiryInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What. */
  outcome: InquiryOutcome;
};

/** A command about a case, in its appointment or in its talk: the mutation of the same name. */
export type CaseCommand =
  /** Call whoever waits, for the first time or again. */
  | 'BOOKING_CALL'
  /** Give the appointment back. */
  | 'BOOKING_CANCEL'
  /** Say that the person is there. */
  | 'BOOKING_CHECK_IN'
  /** End the visit. */
  | 'BOOKING_FINISH'
  /** Record that nobody came. */
  | 'BOOKING_MISS'
  /** Interrupt the service. */
  | 'BOOKING_PARK'
  /** Send the person to another queue. */
  | 'BOOKING_REDIRECT'
  /** Go on with a service that was interrupted. */
  | 'BOOKING_RESUME'
  /** Begin the service. */
  | 'BOOKING_START'
  /** Say that pages of the declaration were read. */
  | 'CASE_ACKNOWLEDGE_DECLARATION'
  /** Remark something. */
  | 'CASE_ADD_NOTE'
  /** Add somebody. */
  | 'CASE_ADD_PARTY'
  /** Record what was found about evidence. */
  | 'CASE_ASSESS_EVIDENCE'
  /** Fix the fee. */
  | 'CASE_ASSESS_FEE'
  /** Take care of it. */
  | 'CASE_ASSIGN'
  /** Record the assurance of § 23 (4) BMG. */
  | 'CASE_ASSURE_ENTITLEMENT'
  /** Record that the address on somebody's identity card is changed. */
  | 'CASE_CLOSE_FOLLOW_UP'
  /** Record what came of the inquiry with the landlord. */
  | 'CASE_CLOSE_LANDLORD_INQUIRY'
  /** Compare the move of somebody who moves along with that of the case. */
  | 'CASE_COMPARE_MOVE'
  /** Hand over the result. */
  | 'CASE_COMPLETE'
  /** Confirm that the same person is there again. */
  | 'CASE_CONFIRM_IDENTIFICATION'
  /** Decide against it. */
  | 'CASE_DECLINE'
  /** Record that the fee does not arise. */
  | 'CASE_EXEMPT_FEE'
  /** Record that something was told. */
  | 'CASE_GIVE_NOTICE'
  /** Let leave what was held back. */
  | 'CASE_LET_OUT'
  /** Open one more case in the same visit. */
  | 'CASE_OPEN'
  /** Take the money at the counter. */
  | 'CASE_PAY_AT_COUNTER'
  /** Write the declaration. */
  | 'CASE_PREPARE_DECLARATION'
  /** Record what the authority of departure answered. */
  | 'CASE_RECEIVE_FORM'
  /** Record who has the care of a child. */
  | 'CASE_RECORD_CUSTODY'
  /** Record how somebody was identified. */
  | 'CASE_RECORD_IDENTIFICATION'
  /** Record the facts of the move. */
  | 'CASE_RECORD_MOVE'
  /** Record what exactly is asked for. */
  | 'CASE_RECORD_REQUEST'
  /** Record what the federal office decided about its fee. */
  | 'CASE_RECORD_WAIVER'
  /** Remove somebody. */
  | 'CASE_REMOVE_PARTY'
  /** Ask the authority of departure for the prefilled form. */
  | 'CASE_REQUEST_FORM'
  /** Ask the federal office to do without its fee. */
  | 'CASE_REQUEST_WAIVER'
  /** Keep it for the team lead. */
  | 'CASE_RESTRICT_ACCESS'
  /** Let it go on. */
  | 'CASE_RESUME'
  /** Show the declaration. */
  | 'CASE_SHOW_DECLARATION'
  /** Sign the declaration, or take the signature down. */
  | 'CASE_SIGN'
  /** Open a case of their own for somebody who moves along. */
  | 'CASE_SPLIT'
  /** Hand it to the register or the federal office. */
  | 'CASE_SUBMIT'
  /** Stop it for now. */
  | 'CASE_SUSPEND'
  /** Tell the signer a number. */
  | 'CASE_TELL_TAN'
  /** End it without a result. */
  | 'CASE_WITHDRAW'
  /** Write the form by hand. */
  | 'CASE_WRITE_FORM'
  /** Begin the talk. */
  | 'CONSULTATION_BEGIN'
  /** End the talk. */
  | 'CONSULTATION_END'
  /** Record that the line dropped. */
  | 'CONSULTATION_INTERRUPT'
  /** Record that the line is back. */
  | 'CONSULTATION_RESUME'
  /** Begin to pay the fee online. */
  | 'PAYMENT_START';

/** Somebody's own move is to be compared with that of the case. */
export type CaseCompareMoveInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** How they moved. */
  move: MoveInput;
  /** Who moves along, by their number in the case. */
  party: string;
};

/** The same person is there again. */
export type CaseConfirmIdentificationInput = {
  /** In which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Who. */
  party: string;
};

/** The office decides against a case. */
export type CaseDeclineInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Why, in the words that the citizen gets. */
  reason: string;
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

/** A fee does not arise. */
export type CaseExemptFeeInput = {
  /** Of which case. */
  case: string;
  /** By which rule. */
  exemption: Exemption;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** Something was told. */
export type CaseGiveNoticeInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What. */
  notice: Notice;
};

/** A case is to be opened for somebody without an appointment, or for one errand more. */
export type CaseOpenInput = {
  /** In which channel. */
  channel: Channel;
  /**
   * The appointment during which it is opened, if any. Its citizen sees the case as their own.
   * A case in a video call needs one: nobody else could sign.
   */
  during?: string | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** How often: a second certificate costs a second fee. */
  quantity?: number;
  /** What is wanted. */
  service: ServiceCode;
};

/** Money was handed over. */
export type CasePayAtCounterInput = {
  /** How much, less the change, in cents. It has to be the amount due. */
  amountCents: number;
  /** For which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** How. */
  means: Means;
};

/** What the authority of departure answered. */
export type CaseReceiveFormInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** What. */
  form: PrefilledFormInput;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** It was asked who has the care of a child. */
export type CaseRecordCustodyInput = {
  /** What was found. */
  basis: CustodyBasis;
  /** Which case. */
  case: string;
  /** Of which child, by its number in the case. */
  child: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** Somebody was identified, or could not be. */
export type CaseRecordIdentificationInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** How it went. */
  identification: IdentificationInput;
  /** Who, by their number in the case. */
  party: string;
};

/** The facts of the move. */
export type CaseRecordMoveInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Which. */
  move: MoveInput;
};

/** What exactly is asked for. */
export type CaseRecordRequestInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What. */
  request: RequestInput;
};

/** The federal office has decided on its fee. */
export type CaseRecordWaiverInput = {
  /** Of which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Whether it does without the fee. */
  granted: boolean;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** Somebody is no longer to take part in a case. */
export type CaseRemovePartyInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Who, by their number in the case. */
  party: string;
};

/** Only the team lead is to go on with a case. */
export type CaseRestrictAccessInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Why. Nobody but the team lead learns it. */
  ground: RestrictionGround;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
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

/** Somebody registers by a case of their own. */
export type CaseSplitInput = {
  /** Out of which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Who moves along, by their number in the case. */
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

/** Something is to happen to a case that needs no more than its id. */
export type CaseStepInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** A case must not go on for now. */
export type CaseSuspendInput = {
  /** Which case. */
  case: string;
  /** The command stands only if the case still has this version; on any unless the request says so. */
  expectedVersion?: number | null | undefined;
  /** Why. Whoever takes part does not learn it. */
  ground: SuspensionGround;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** A certificate of registration. */
export type CertificateInput = {
  /** In which form. A file is free (§ 18 (3) BMG). */
  delivery: Delivery;
  /** Whether it says more than name, date of birth and dwellings (§ 18 (2) BMG). */
  extended?: boolean;
  /**
   * What the register says, once the clerk has looked it up: completing the case then hands over the sealed
   * certificate.
   */
  register?: RegisterEntryInput | null | undefined;
};

/** How somebody and the office come together. */
export type Channel =
  /** At a counter. */
  | 'COUNTER'
  /** By a video call. */
  | 'VIDEO';

/** Days on which it stays closed. */
export type ClosureInput = {
  /** The first day. */
  from: string;
  /** Why. */
  reason: ClosureReason;
  /** The last day. */
  until: string;
};

/** Why a day is closed that would otherwise be open. */
export type ClosureReason =
  /** Nobody could help it: weather, a strike, an evacuation. */
  | 'EMERGENCY'
  /** A holiday of the house, such as a bridging day. */
  | 'HOLIDAY'
  /** A meeting of the staff. */
  | 'STAFF_MEETING'
  /** Too few are there. */
  | 'STAFF_SHORTAGE'
  /** Something technical does not work. */
  | 'TECHNICAL';

/** A certificate of conduct. */
export type ConductInput = {
  /** By whom. */
  application: ApplicationInput;
  /**
   * At which court the applicant looks into it first: named where the purpose is `AUTHORITY_AFTER_INSPECTION`, and
   * only there (§ 30 (5) S. 3 BZRG).
   */
  court?: CourtInput | null | undefined;
  /** Whether it is an extended one (§ 30a BZRG). */
  extended?: boolean;
  /** For whom. */
  purpose: Purpose;
};

/** A talk is to begin. */
export type ConsultationBeginInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Over what. */
  medium: TalkMedium;
  /** What it is about. */
  of: OccasionInput;
};

/** A talk is to end. */
export type ConsultationEndInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What it is about. */
  of: OccasionInput;
  /** How it ended. */
  outcome: TalkOutcome;
};

/** A talk over video is to go on by telephone. */
export type ConsultationGoOnByPhoneInput = {
  /** The appointment that they talk about. */
  booking: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** Somebody who was invited is to be let in, or not. */
export type ConsultationGuestInput = {
  /** The appointment that they talk about. */
  booking: string;
  /** Who. */
  guest: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** Somebody is to be invited to a talk. */
export type ConsultationInviteInput = {
  /** The appointment that they talk about. */
  booking: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What for. */
  part: GuestPart;
};

/** Somebody who was invited wants to enter the room. */
export type ConsultationJoinAsGuestInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What they were given. */
  invitation: string;
};

/** Somebody wants to enter the room of a talk. */
export type ConsultationJoinInput = {
  /** The appointment that they talk about. */
  booking: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** The line of a talk has dropped, or is back. */
export type ConsultationLineInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** What it is about. */
  of: OccasionInput;
};

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

/** The local court (Amtsgericht) at which the applicant looks into the certificate first. */
export type CourtInput = {
  /** Its name. */
  name: string;
  /** In which place it is. */
  place: string;
};

/** What was found about the care of a child of separated parents. */
export type CustodyBasis =
  /** It lives with this parent already, and moves with them. */
  | 'ALREADY_THERE'
  /** Both who have its care move with it. */
  | 'BOTH_MOVE'
  /** Its main dwelling leaves the one that its parents had in common (§ 1627 BGB). */
  | 'LEAVES_COMMON_DWELLING'
  /** Whoever moves with the child has its care alone (§ 1671 BGB). */
  | 'SOLE';

/** In which form a result is handed over. The fee depends on it. */
export type Delivery =
  /** As a file, or by the authority that issues it. */
  | 'ELECTRONIC'
  /** On paper. */
  | 'PAPER';

/** A move abroad, as the registrant declares it (§ 17 (2) BMG). */
export type DepartureInput = {
  /** Where there, as far as it is known. */
  foreignAddress?: string | null | undefined;
  /** The dwelling that is left. */
  from: AddressInput;
  /** What is kept in Germany. With a dwelling here it is no move abroad. */
  keeps?: Array<OtherDwellingInput> | null | undefined;
  /** The day of moving out. */
  movedOut: string;
  /** To which state, by its ISO 3166-1 alpha-2 code. */
  state: string;
};

/** A copy is to be fetched. */
export type DocumentCopyInput = {
  /** Of which case. */
  case: string;
  /** Which document. */
  document: string;
  /** Names the request: the same key gives the same ticket, which is good once. */
  idempotencyKey: string;
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

/** What a dwelling is to a person (§ 21 BMG). */
export type DwellingStatus =
  /** The one mainly used (Hauptwohnung). */
  | 'MAIN'
  /** Any other (Nebenwohnung). */
  | 'SECONDARY'
  /** The only dwelling in Germany (alleinige Wohnung). */
  | 'SOLE';

/** What was found about evidence. */
export type EvidenceAnswer =
  /** It is complete and plausible. */
  | 'ACCEPTED'
  /** The citizen cannot get it and has said so: the registration goes on without it (§ 19 (2) BMG). */
  | 'MISSING_REPORTED'
  /** It does not prove what it should. */
  | 'REFUSED';

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

/** From where evidence came. */
export type EvidenceSource =
  /** Laid on the counter. */
  | 'AT_COUNTER'
  /** Fetched from a register, or sent by it. */
  | 'REGISTER'
  /** Held to the camera. Nothing of it is kept. */
  | 'SHOWN_IN_VIDEO'
  /** Sent as a file. */
  | 'UPLOADED';

/** By which rule a fee does not arise, although the catalogue names one. */
export type Exemption =
  /** Voluntary work for a charity, an authority or a volunteer service (JVKostG, preliminary note 1.1.3). */
  | 'VOLUNTARY_WORK';

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

/** Where somebody lived abroad. */
export type ForeignDwellingInput = {
  /** Where, as the state writes it. */
  address?: string | null | undefined;
  /** The last dwelling in Germany before, if there was one: its authority is told (§ 33 (1) S. 2 BMG). */
  lastDomestic?: AddressInput | null | undefined;
  /** In which state, by its ISO 3166-1 alpha-2 code. */
  state: string;
};

/** What an extended certificate says besides: one of these, in the words of the register. */
export type FurtherEntryInput =
  {   /** Place and state of birth. */
  birthPlace: string; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never;   /** Children under age. */
  children: Array<string>; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never;   /** Earlier addresses. */
  formerDwellings: Array<AddressInput>; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never;   /** Earlier names. */
  formerNames: string; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never;   /** Identity card or passport, without the blocking password. */
  identityDocument: string; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never;   /** Legal representative. */
  legalRepresentative: string; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never;   /** Marital status. */
  maritalStatus: string; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never;   /** Day of moving in. */
  movedIn: string; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never;   /** Nationalities. */
  nationalities: Array<string>; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never;   /** That no date of death is stored (Lebensbescheinigung). */
  noDateOfDeath: boolean; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never;   /** Name of an order or an artist. */
  otherNames: string; religiousSociety?: never; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never;   /** Religious society that is a body of public law. */
  religiousSociety: string; sex?: never; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never;   /** Sex. */
  sex: string; spouse?: never; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never;   /** Spouse or civil partner. */
  spouse: string; taxId?: never; }
  |  { birthPlace?: never; children?: never; formerDwellings?: never; formerNames?: never; identityDocument?: never; legalRepresentative?: never; maritalStatus?: never; movedIn?: never; nationalities?: never; noDateOfDeath?: never; otherNames?: never; religiousSociety?: never; sex?: never; spouse?: never;   /** Tax identification number. */
  taxId: string; };

/** Why somebody opens a case that is kept from them. */
export type GlassGround =
  /** The person whom it is about asks for it (Art. 15 GDPR). */
  | 'ASKED_BY_PERSON'
  /** Somebody complains, or a court or a supervisor asks. */
  | 'COMPLAINT'
  /** Somebody is in danger. */
  | 'DANGER'
  /** Whoever takes care of it is away, and it cannot wait. */
  | 'STAND_IN';

/** What somebody is there for who was invited to a talk. */
export type GuestPart =
  /** They are with the citizen: family, a friend, a carer. */
  | 'COMPANION'
  /** They interpret. */
  | 'INTERPRETER';

/** How far somebody has come who was invited to a talk. */
export type GuestState =
  /** The clerk has let them in. */
  | 'ADMITTED'
  /** They may come and wait. */
  | 'INVITED'
  /** They are in the talk. */
  | 'PRESENT'
  /** They are not wanted any more. */
  | 'REMOVED';

/** How a tax identification number reaches a person: never by mail or telephone. */
export type Handover =
  /** By post to the registered address. */
  | 'BY_POST'
  /** Shown in the talk in which the person was identified. */
  | 'IN_SESSION';

/** Hours of one day, in the office's civil time. */
export type HoursInput = {
  /** From, as `HH:MM:SS`. */
  from: string;
  /** How many more can be served at a time whom the service centre or a counter booked. */
  internalLanes: number;
  /** How many can be served at a time who booked online. */
  publicLanes: number;
  /** Until, as `HH:MM:SS`. */
  until: string;
};

/** A document by which somebody can identify. */
export type IdDocument =
  /** Identity card (Personalausweis). */
  | 'IDENTITY_CARD'
  /** Passport (Reisepass). */
  | 'PASSPORT'
  /** Provisional or replacement identity card. */
  | 'PROVISIONAL_IDENTITY_CARD'
  /** Electronic residence permit (eAT). */
  | 'RESIDENCE_PERMIT';

/** How somebody was identified, or that it failed: a check that is left out makes it fail. */
export type IdentificationInput = {
  /** What was looked at and held. */
  checks: Array<IdentityCheck>;
  /** In which talk. It holds only there. */
  consultation: string;
  /** By which document. */
  document: IdDocument;
  /** The state that issued it, by its ISO 3166-1 alpha-2 code. */
  issuingState?: string;
  /** How. */
  method: IdentificationMethod;
};

/** How an identity was established. */
export type IdentificationMethod =
  /** An ID document at the counter. */
  | 'COUNTER_DOCUMENT'
  /** Electronic ID with the assurance level high. */
  | 'EID_HIGH'
  /** The serial number of the document that the register knows (§ 23 (6) BMG). It is compared and not stored. */
  | 'REGISTERED_DOCUMENT_SERIAL'
  /** An ID document held to the camera and checked in the call. */
  | 'VIDEO_DOCUMENT_CHECK';

/** What a clerk looked at when identifying somebody. */
export type IdentityCheck =
  /** The data is that of the register. */
  | 'DATA_MATCHES_REGISTER'
  /** The person acts of their own will, and nobody is with them whom the clerk does not know of. */
  | 'FREE_WILL'
  /** The document has not run out. */
  | 'NOT_EXPIRED'
  /** The face is that of the photo. */
  | 'PHOTO_MATCHES'
  /** The optical features show when it is tilted. */
  | 'SECURITY_FEATURES';

/** What an identification is worth by law. */
export type IdentityLevel =
  /** The assurance level high of Regulation (EU) No 910/2014 (eIDAS), art. 8. */
  | 'HIGH'
  /** In person, as the laws of the services know it (§ 23 (1) BMG, § 30 (2) BZRG, § 150 (2) GewO). */
  | 'IN_PERSON'
  /** No law names it: the authority answers for it. */
  | 'NOT_NAMED'
  /** What one law makes enough for one thing (§ 23 (6) BMG). */
  | 'STATUTORY';

/** What came of an inquiry with a landlord. */
export type InquiryOutcome =
  /** The confirmation came before anybody had to ask. */
  | 'CAME_BY_ITSELF'
  /** The landlord or the owner was asked, and confirmed that they live there. */
  | 'CONFIRMED'
  /** Nobody confirms: it was handed over to the authority for fines (§ 54 (2) nos. 3 and 5, (3) BMG). */
  | 'HANDED_OVER'
  /** The landlord or the owner answered that they do not live there. What follows from that is decided elsewhere. */
  | 'NOT_LIVING_THERE';

/** Who gives the dwelling. */
export type LandlordInput = {
  /** The landlord's address, in one line. */
  address: string;
  /** The landlord's name. */
  name: string;
  /** The owner's name, where it is another. */
  owner?: string | null | undefined;
};

/** A service and how often. */
export type LineInput = {
  /** How often: 1 to 20. */
  quantity?: number;
  /** Which service. */
  service: ServiceCode;
};

/** What a mail is about. */
export type MailKind =
  /** It was given back. */
  | 'CANCELLED'
  /** The link with which a visitor confirms. */
  | 'CONFIRMATION_LINK'
  /** The appointment stands. */
  | 'CONFIRMED'
  /** It has no place in the plan any more. */
  | 'CONFLICT'
  /** There is a new link with which they come back. */
  | 'NEW_LINK'
  /** A time that came back is offered to whoever waits. */
  | 'OFFER'
  /** It is near. */
  | 'REMINDER'
  /** It has moved. */
  | 'RESCHEDULED';

/** A mail is to be sent once more. */
export type MailSendAgainInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Which mail. */
  mail: string;
};

/** How far a mail has come that has not gone out. */
export type MailState =
  /** It is being handed over. */
  | 'CLAIMED'
  /** The mail server does not take it now. */
  | 'DEFERRED'
  /** It is to be sent. */
  | 'QUEUED'
  /** Somebody has to look after it. */
  | 'UNDELIVERED';

/** The reader of a mail was told in another way. */
export type MailTellOtherwiseInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Which mail. */
  mail: string;
};

/** How money is handed over at the counter. */
export type Means =
  /** By card at the counter's terminal. */
  | 'CARD'
  /** In coins and notes. */
  | 'CASH';

/** Why money needs a person. */
export type MoneyConcern =
  /** Another amount came in than the one due, and nobody has said what becomes of it. */
  | 'OTHER_AMOUNT'
  /** The treasury has to give money back. */
  | 'REFUND_BY_HAND'
  /** Somebody else has to agree to a refund. */
  | 'REFUND_TO_APPROVE'
  /** The provider says something that nobody understands. */
  | 'UNCLEAR'
  /** An attempt has run out, and nobody knows what became of it. */
  | 'UNRESOLVED';

/** A move, as the registrant declares it. */
export type MoveInput = {
  /** Where from. */
  from: PreviousDwellingInput;
  /** Who gives the dwelling (§ 19 (3) BMG), once that is known. */
  landlord?: LandlordInput | null | undefined;
  /** The day of moving in. */
  movedIn: string;
  /** What else they keep in Germany (§ 21 (4) BMG). */
  others?: Array<OtherDwellingInput> | null | undefined;
  /** What the new dwelling is to the person. */
  status: DwellingStatus;
  /** Where to. */
  to: AddressInput;
};

/** What the clerk has to tell the citizen. */
export type Notice =
  /** Unjustified receipt of the data of others is punishable (§ 23 (4) BMG, § 202a StGB). */
  | 'DATA_OF_OTHERS'
  /** The duty to state the truth and to show evidence (§ 25 BMG). */
  | 'DUTY_TO_COOPERATE'
  /** A certificate for an authority may be inspected at a court first (§ 30 (5) BZRG). */
  | 'INSPECTION_AT_COURT'
  /** The right to object to transfers of data (§§ 42 (3), 50 (5) BMG). */
  | 'TRANSFER_BLOCKS';

/** What a talk is about: one of these. */
export type OccasionInput =
  {   /** An appointment. */
  booking: string; case?: never; }
  |  { booking?: never;   /** The case of somebody who came to the counter without one. */
  case: string; };

/** Hours of one day of the week, in the office's civil time. */
export type OpeningHoursInput = {
  /** From, as `HH:MM:SS`. */
  from: string;
  /** How many more can be served at a time whom the service centre or a counter booked. */
  internalLanes: number;
  /** How many can be served at a time who booked online. */
  publicLanes: number;
  /** Until, as `HH:MM:SS`. */
  until: string;
  /** On which day of the week. */
  weekday: Weekday;
};

/** A legal person: a company, an association. */
export type OrganisationInput = {
  /** Its legal form. */
  legalForm: string;
  /** Its name. */
  name: string;
  /** Under which number it stands in its register, if in one. */
  registerNumber?: string | null | undefined;
  /** Where its seat is. */
  seat: string;
};

/** Another dwelling that somebody keeps in Germany. */
export type OtherDwellingInput = {
  /** Where. */
  address: AddressInput;
  /** What it is to the person from now on. */
  status: DwellingStatus;
};

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

/** Why a service was interrupted. */
export type ParkReason =
  /** Whoever serves has to go. */
  | 'CLERK_AWAY'
  /** Somebody has to be asked first: a colleague, another authority, a register. */
  | 'ENQUIRY'
  /** The citizen fetches papers and comes back. */
  | 'PAPERS'
  /** The citizen pays elsewhere and comes back. */
  | 'PAYMENT'
  /** Something technical does not work. */
  | 'TECHNICAL';

/** What somebody is in a case. */
export type Part =
  /** Moves along and is registered in the same declaration (§ 23 (4) BMG). */
  | 'MOVES_ALONG'
  /** Whose matter it is: who registers, or about whom a certificate speaks. */
  | 'PRINCIPAL'
  /** Only acts for others. */
  | 'REPRESENTATIVE';

/** A date of birth, of which some people know only a part. */
export type PartialDateInput = {
  /** The day of the month, where known. */
  day?: number | null | undefined;
  /** The month, where known. */
  month?: number | null | undefined;
  /** The year. */
  year: number;
};

/** Somebody agrees to a refund, or does not. */
export type PaymentDecideRefundInput = {
  /** Of which fee. */
  fee: string;
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Which refund of it: 1, 2, 3, … */
  refund: number;
};

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

/** By what a figure is grouped. All periods are of the office's calendar. */
export type Period =
  /** A day. */
  | 'DAY'
  /** A month. */
  | 'MONTH'
  /** A week, from Monday on. */
  | 'WEEK'
  /** A year. */
  | 'YEAR';

/** Somebody as the register of residents knows them. */
export type PersonInput = {
  /** Name at birth, where it is another. */
  birthName?: string | null | undefined;
  /** Date of birth. */
  born: PartialDateInput;
  /** Doctoral degree. */
  doctoralDegree?: string | null | undefined;
  /** Family name. */
  familyName: string;
  /** Earlier family names. */
  formerNames?: string | null | undefined;
  /** Given names. */
  givenNames: string;
  /** The one by which the person is called, where they say so. */
  usualGivenName?: string | null | undefined;
};

/** For whom a time is kept. */
export type Pool =
  /** The service centre and the counter. */
  | 'INTERNAL'
  /** Everybody who books online. */
  | 'PUBLIC';

/** By what right somebody acts for another. */
export type Power =
  /** A custodian within their tasks (Betreuer, § 17 (3) BMG). */
  | 'CUSTODIAN'
  /** By law: a parent or guardian for a child, an organ for a legal person. */
  | 'LEGAL_REPRESENTATIVE'
  /** By a power of attorney in writing (§ 14 (1) VwVfG). */
  | 'PROXY'
  /** By a procuration that is entered in a register (§ 150 (2) GewO). */
  | 'REGISTERED_PROCURATION';

/** What the authority of departure answered (§ 23 (3) BMG). */
export type PrefilledFormInput = {
  /** Where. */
  address: AddressInput;
  /** Who is registered there. */
  persons: Array<PersonInput>;
};

/** Where somebody lived before: one of these. */
export type PreviousDwellingInput =
  {   /** Abroad. */
  abroad: ForeignDwellingInput; elsewhere?: never; here?: never; }
  |  { abroad?: never;   /** Elsewhere in Germany. */
  elsewhere: AddressInput; here?: never; }
  |  { abroad?: never; elsewhere?: never;   /** In this municipality. */
  here: AddressInput; };

/** Which cases. What is not said does not narrow it. */
export type ProofsInput = {
  /** Filed on this day or later. */
  from: string;
  /** In which everybody who was identified was so in this way, and in no other. */
  identifiedOnlyBy?: IdentificationMethod | null | undefined;
  /** Of this service. */
  service?: ServiceCode | null | undefined;
  /** In which the declaration that counts was signed in this way. */
  signedBy?: SignatureMethod | null | undefined;
  /** And on this day or before; at most 366 days are looked at. */
  to: string;
};

/** For whom a certificate of conduct is. */
export type Purpose =
  /** For an authority, which gets it directly (§ 30 (5) BZRG). */
  | 'AUTHORITY'
  /** For an authority, after the applicant has looked into it at a court (§ 30 (5) BZRG). */
  | 'AUTHORITY_AFTER_INSPECTION'
  /** For the applicant. */
  | 'PRIVATE';

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
  /** `myCases`, and all about a case of the caller's own. Only what happens to these is told. */
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

/** The next one is to be called. */
export type QueueCallNextInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Whose queue. */
  scope: string;
};

/** Which authority gets a certificate or an extract. */
export type RecipientInput = {
  /** Its full address, in one line. */
  address: string;
  /** Its name. */
  name: string;
  /** What for: the reason or the file's number. */
  purpose: string;
};

/** Where a refund stands. */
export type RefundState =
  /** Somebody has agreed, and the provider is to be asked. */
  | 'APPROVED'
  /** The treasury has to do it. */
  | 'BY_HAND'
  /** Somebody has not agreed. */
  | 'DECLINED'
  /** It has gone back. */
  | 'DONE'
  /** The provider has the order. */
  | 'ORDERED'
  /** Somebody else has to agree. */
  | 'REQUESTED';

/** What the register says of somebody, as far as it stands on the certificate. */
export type RegisterEntryInput = {
  /** The present dwellings (§ 18 (1) BMG). */
  dwellings: Array<OtherDwellingInput>;
  /** What was asked for besides, in an extended certificate (§ 18 (2) BMG). */
  further?: Array<FurtherEntryInput>;
};

/** When offered time may be booked: one of these. */
export type ReleaseInput =
  {   /** So many days ahead, at midnight. */
  daysAhead: number; workingDayBefore?: never; }
  |  { daysAhead?: never;   /** On the working day before, at this time of day. */
  workingDayBefore: string; };

/** What exactly is asked for: one of these. */
export type RequestInput =
  {   /** A certificate of registration. */
  certificate: CertificateInput; conduct?: never; departure?: never; taxId?: never; tradeRegister?: never; }
  |  { certificate?: never;   /** A certificate of conduct. */
  conduct: ConductInput; departure?: never; taxId?: never; tradeRegister?: never; }
  |  { certificate?: never; conduct?: never;   /** A move abroad. */
  departure: DepartureInput; taxId?: never; tradeRegister?: never; }
  |  { certificate?: never; conduct?: never; departure?: never;   /** The tax identification number. */
  taxId: TaxIdInput; tradeRegister?: never; }
  |  { certificate?: never; conduct?: never; departure?: never; taxId?: never;   /** A trade register extract. */
  tradeRegister: TradeRegisterInput; };

/** Why only the team lead goes on with a case. */
export type RestrictionGround =
  /** The register says so. */
  | 'REGISTER'
  /** Somebody says that a person is missing in the prefilled form (§ 23 (2) BMG). */
  | 'SOMEBODY_MISSING'
  /** Somebody in the case says that they have to be protected (§§ 51, 52 BMG). */
  | 'TOLD';

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

/** How far a seal goes (ETSI EN 319 142-1). */
export type SealLevel =
  /** It says who and what (B-B). */
  | 'BASIC'
  /** It proves besides that it existed at a time (B-T). */
  | 'TIMED';

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

/** A shift is to begin. */
export type ShiftBeginInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Where. */
  scope: string;
};

/** Where a clerk's shift stands. */
export type ShiftState =
  /** There, and free. */
  | 'FREE'
  /** Gone home. */
  | 'OFF'
  /** Away for a while. */
  | 'PAUSED'
  /** There, and serving somebody. */
  | 'SERVING';

/** Something is to happen to the caller's shift. */
export type ShiftStepInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
};

/** How somebody signs. All of these are simple electronic signatures. */
export type SignatureMethod =
  /** By drawing. */
  | 'DRAWN'
  /** By a number that the clerk tells in the call. */
  | 'SPOKEN_TAN'
  /** By typing consent. */
  | 'TYPED_CONSENT';

/** A day with hours of its own. They stand instead of those of its weekday, and it is open even on a holiday. */
export type SpecialDayInput = {
  /** Which day. */
  date: string;
  /** When. */
  hours: Array<HoursInput>;
};

/** Why a case must not go on for now. */
export type SuspensionGround =
  /** It is doubtful whether somebody acts of their own will (§ 25 no. 3 BMG). */
  | 'FREE_WILL_DOUBTFUL'
  /** The register says that whoever is said to act has died. */
  | 'REGISTERED_AS_DEAD';

/** Over what citizen and clerk talk. */
export type TalkMedium =
  /** Face to face. */
  | 'COUNTER'
  /** Sound alone. Nobody can be identified by a document. */
  | 'PHONE'
  /** Picture and sound. */
  | 'VIDEO';

/** How a talk ended. */
export type TalkOutcome =
  /** It broke off. */
  | 'ABORTED'
  /** All was said. */
  | 'COMPLETED'
  /** It went on by telephone. */
  | 'PHONE';

/** Where a talk stands. */
export type TalkState =
  /** It did not take place. */
  | 'CANCELLED'
  /** It is over. */
  | 'ENDED'
  /** The line has dropped. */
  | 'INTERRUPTED'
  /** It goes on. */
  | 'LIVE'
  /** It is prepared. */
  | 'SCHEDULED';

/** Why somebody asks for a tax identification number. */
export type TaxIdGround =
  /** They have it no longer. */
  | 'LOST'
  /** They never got one: the Federal Central Tax Office is asked to assign it. */
  | 'NEVER_ASSIGNED'
  /** It is that of their own child. */
  | 'OWN_CHILD';

/** The tax identification number. */
export type TaxIdInput = {
  /** Why. */
  ground: TaxIdGround;
  /** How it reaches the person. */
  handover: Handover;
};

/** A trade register extract. It goes to an authority if the application names one. */
export type TradeRegisterInput = {
  /** By whom. */
  application: ApplicationInput;
};

/** Why an attempt to send came to nothing. */
export type TransmissionCause =
  /** The answer could not be understood. */
  | 'BAD_ANSWER'
  /** The data to be sent was erased meanwhile (Art. 17 GDPR). */
  | 'ERASED'
  /** The recipient did not answer in time. */
  | 'NO_ANSWER'
  /** The recipient could not be reached. */
  | 'UNREACHABLE'
  /** The case was restricted after it went out (§§ 51, 52 BMG). */
  | 'WITHHELD';

/** A transmission was done by other means. */
export type TransmissionFinishByHandInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Which transmission. */
  transmission: string;
};

/** Who gets what goes out for a case. */
export type TransmissionRecipient =
  /** The registration authority of the former dwelling, or of the last one in Germany (§ 33 (1) BMG). */
  | 'DEPARTURE_AUTHORITY'
  /** The Federal Central Tax Office (§ 139b AO). */
  | 'FEDERAL_CENTRAL_TAX_OFFICE'
  /** The Federal Office of Justice (§ 30 BZRG, § 150 GewO). */
  | 'FEDERAL_OFFICE_OF_JUSTICE'
  /** The registration authority of a further dwelling (§ 33 (1) BMG). */
  | 'FURTHER_DWELLING_AUTHORITY'
  /** The register of residents of this authority (Melderegister). */
  | 'REGISTER';

/** A transmission is to be sent once more. */
export type TransmissionRetryInput = {
  /** Names the request: the same key gives the same answer. */
  idempotencyKey: string;
  /** Which transmission. */
  transmission: string;
};

/** How far a transmission has come. */
export type TransmissionState =
  /** The recipient has it. */
  | 'ACKNOWLEDGED'
  /** Somebody did it by other means. */
  | 'DONE_BY_HAND'
  /** The last attempt came to nothing. */
  | 'FAILED'
  /** It is to be sent. */
  | 'QUEUED'
  /** The recipient sent it back. */
  | 'REJECTED'
  /** It was handed over. */
  | 'SENT';

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

/** A day of the week. */
export type Weekday =
  /** Freitag. */
  | 'FRI'
  /** Montag. */
  | 'MON'
  /** Samstag. */
  | 'SAT'
  /** Sonntag. */
  | 'SUN'
  /** Donnerstag. */
  | 'THU'
  /** Dienstag. */
  | 'TUE'
  /** Mittwoch. */
  | 'WED';

/** Whom a matter is about, or who acts in it: one of these. */
export type WhoInput =
  {   /** A legal person; only a trade register extract can be about one. */
  organisation: OrganisationInput; person?: never; }
  |  { organisation?: never;   /** A natural person. */
  person: PersonInput; };

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


export type TheAuthorityQuery = { authority: { key: string, name: string, phone: string | null, mail: string | null, address: string | null, feedbackMail: string | null, feedbackPhone: string | null, phoneHours: Array<{ language: string, text: string | null, url: string | null }> } };

export type AuthorityTextsQueryVariables = Exact<{ [key: string]: never; }>;


export type AuthorityTextsQuery = { authority: { key: string, imprint: Array<{ language: string, text: string | null, url: string | null }>, privacy: Array<{ language: string, text: string | null, url: string | null }>, accessibility: Array<{ language: string, text: string | null, url: string | null }>, enforcementBody: Array<{ language: string, text: string | null, url: string | null }>, plainLanguage: Array<{ language: string, text: string | null, url: string | null }>, signLanguage: Array<{ language: string, text: string | null, url: string | null }> } };

export type AnswerChangedSubscriptionVariables = Exact<{
  question: Question;
}>;


export type AnswerChangedSubscription = { answerChanged: { position: string } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, authority: string, authorityName: string, roles: Array<Role> } };

export type AuditProofsQueryVariables = Exact<{
  of: ProofsInput;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type AuditProofsQuery = { proofs: { nodes: Array<{ case: string, reference: string, service: ServiceCode, state: CaseState, channel: Channel, filedOn: string | null, submittedAt: string | null, identifications: Array<{ succeeded: boolean, method: IdentificationMethod, level: IdentityLevel }>, declarations: Array<{ method: SignatureMethod | null, signedAt: string | null, outdatedAt: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AuditHistoryQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type AuditHistoryQuery = { caseHistory: { nodes: Array<{ position: string, at: string, actor: string, roles: Array<Role>, kind: string, name: string, stream: string, version: number, fact: unknown }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type AuditCaseQueryVariables = Exact<{
  id: string;
  asOf?: AsOf | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type AuditCaseQuery = { case: { id: string, reference: string, service: ServiceCode, state: CaseState, version: number, channel: Channel, clerk: string | null, quantity: number, edition: number, late: boolean, openedAt: string, submittedAt: string | null, closedAt: string | null, suspended: boolean, suspensionGround: SuspensionGround | null, withdrawn: WithdrawalReason | null, declined: string | null, entitlementAssuredAt: string | null, taxIdDisclosed: Handover | null, parties: Array<{ id: string, part: Part, erased: boolean, person: { givenNames: string, familyName: string, born: { year: number, month: number | null, day: number | null } } | null, organisation: { name: string, seat: string } | null, actsFor: Array<{ party: string, power: Power }> }>, consultations: Array<{ id: string, state: TalkState, medium: TalkMedium | null, interruptions: number }>, identifications: Array<{ party: string, at: string, method: IdentificationMethod, document: IdDocument, succeeded: boolean, failed: Array<IdentityCheck>, round: number }>, notices: Array<{ notice: Notice, to: string, at: string }>, evidence: Array<{ kind: EvidenceKind, answer: EvidenceAnswer, source: EvidenceSource | null, at: string }>, documents: Array<{ id: string, state: DocumentState, format: DocumentFormat, proves: EvidenceKind | null }>, declarations: Array<{ version: number, hash: string, preparedAt: string, shownAt: string | null, signedAt: string | null, signedBy: string | null, method: SignatureMethod | null, outdatedAt: string | null }>, fee: { state: FeeState, amountCents: number, reference: string, receipt: string | null } | null, move: { movedIn: string, status: DwellingStatus, to: { street: string, houseNumber: string, postalCode: string, town: string } } | null, request:
      | { __typename: 'CertificateRequest' }
      | { __typename: 'ConductRequest' }
      | { __typename: 'DepartureRequest' }
      | { __typename: 'TaxIdRequest' }
      | { __typename: 'TradeRegisterRequest' }
     | null, notes: Array<{ at: string, by: string }>, papers: Array<{ id: string, kind: PaperKind, writtenAt: string, hash: string }> } | null };

export type GuestsOfTalkFragment = { id: string, state: TalkState, medium: TalkMedium | null, guests: Array<{ id: string, part: GuestPart, state: GuestState }> };

export type JoinConsultationAsGuestMutationVariables = Exact<{
  input: ConsultationJoinAsGuestInput;
}>;


export type JoinConsultationAsGuestMutation = { consultationJoinAsGuest: { position: string | null, seat: { part: GuestPart, ticket: { text: string, path: string, until: string } } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type InviteGuestMutationVariables = Exact<{
  input: ConsultationInviteInput;
}>;


export type InviteGuestMutation = { consultationInvite: { position: string | null, invitation: { guest: string, text: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type AdmitGuestMutationVariables = Exact<{
  input: ConsultationGuestInput;
}>;


export type AdmitGuestMutation = { consultationAdmit: { position: string | null, consultation: { id: string, state: TalkState, medium: TalkMedium | null, guests: Array<{ id: string, part: GuestPart, state: GuestState }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type RemoveGuestMutationVariables = Exact<{
  input: ConsultationGuestInput;
}>;


export type RemoveGuestMutation = { consultationRemove: { position: string | null, consultation: { id: string, state: TalkState, medium: TalkMedium | null, guests: Array<{ id: string, part: GuestPart, state: GuestState }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type GoOnByPhoneMutationVariables = Exact<{
  input: ConsultationGoOnByPhoneInput;
}>;


export type GoOnByPhoneMutation = { consultationGoOnByPhone: { position: string | null, consultation: { id: string, state: TalkState, medium: TalkMedium | null } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type GuestsOfCaseQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type GuestsOfCaseQuery = { case: { id: string, consultations: Array<{ id: string, state: TalkState, medium: TalkMedium | null, guests: Array<{ id: string, part: GuestPart, state: GuestState }> }> } | null };

export type JoinConsultationMutationVariables = Exact<{
  input: ConsultationJoinInput;
}>;


export type JoinConsultationMutation = { consultationJoin: { position: string | null, ticket: { text: string, path: string, until: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type SharedDocumentMutationVariables = Exact<{
  input: DocumentCopyInput;
}>;


export type SharedDocumentMutation = { documentCopy: { position: string | null, download: { url: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string }
      | { __typename: 'Refused', code: string, message: string }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string }
      | { __typename: 'VersionConflict', code: string, message: string }
    > } };

export type RelayToTryQueryVariables = Exact<{
  booking: string;
  atLeast?: string | null | undefined;
}>;


export type RelayToTryQuery = { booking: { id: string, relay: { urls: Array<string>, username: string, credential: string } | null } | null };

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


export type OneCaseQuery = { case: { id: string, reference: string, service: ServiceCode, state: CaseState, version: number, channel: Channel, openedAt: string, closedAt: string | null, suspended: boolean, declined: string | null, eraseAt: string | null, withdrawn: WithdrawalReason | null, appointments: Array<{ id: string, state: BookingState }>, parties: Array<{ id: string, part: Part, person: { givenNames: string, familyName: string } | null, organisation: { name: string } | null }>, missing: Array<{ code: string, message: string, evidence: EvidenceKind | null }> | null, declarations: Array<{ version: number, hash: string, shownAt: string | null, signedAt: string | null, outdatedAt: string | null, method: SignatureMethod | null }>, documents: Array<{ id: string, name: string | null, state: DocumentState, format: DocumentFormat, kib: number, proves: EvidenceKind | null, message: string | null, announcedAt: string, until: string }>, papers: Array<{ id: string, kind: PaperKind, languages: PaperLanguages, pages: number, kib: number, writtenAt: string }>, fee: { id: string, amountCents: number, state: FeeState, reference: string, receipt: string | null, payPage: string | null, dueAt: string | null, settledAt: string | null, means: Means | null, items: Array<{ amountCents: number, service: ServiceCode }>, attempts: Array<{ number: number, state: AttemptState, amountCents: number, requestedAt: string, expiresAt: string }> } | null } | null };

export type FeePartsFragment = { id: string, amountCents: number, state: FeeState, reference: string, receipt: string | null, payPage: string | null, dueAt: string | null, settledAt: string | null, means: Means | null, items: Array<{ amountCents: number, service: ServiceCode }>, attempts: Array<{ number: number, state: AttemptState, amountCents: number, requestedAt: string, expiresAt: string }> };

export type ToSignQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type ToSignQuery = { case: { id: string, version: number, service: ServiceCode, channel: Channel, appointments: Array<{ id: string, state: BookingState }>, parties: Array<{ id: string, part: Part, person: { givenNames: string, familyName: string } | null }>, declarations: Array<{ version: number, hash: string, shownAt: string | null, signedAt: string | null, outdatedAt: string | null }>, declarationText: { hash: string, pages: number | null, pdf: string | null, text: string | null } | null } | null };

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


export type PaymentOfQuery = { payment: { id: string, amountCents: number, state: FeeState, reference: string, receipt: string | null, payPage: string | null, dueAt: string | null, settledAt: string | null, means: Means | null, items: Array<{ amountCents: number, service: ServiceCode }>, attempts: Array<{ number: number, state: AttemptState, amountCents: number, requestedAt: string, expiresAt: string }> } | null, case: { id: string, channel: Channel, appointments: Array<{ id: string, state: BookingState }> } | null };

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

export type DeskBookingFragment = { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> };

export type DeskDayQueryVariables = Exact<{
  scope: string;
  today: string;
  atLeast?: string | null | undefined;
}>;


export type DeskDayQuery = { queue: Array<{ id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> }>, parked: Array<{ id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> }>, appointments: { nodes: Array<{ id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> }>, pageInfo: { hasNextPage: boolean } } };

export type DeskShiftsQueryVariables = Exact<{
  scope: string;
  atLeast?: string | null | undefined;
}>;


export type DeskShiftsQuery = { shifts: Array<{ id: string, clerk: string, state: ShiftState, since: string, booking: string | null }> };

export type DeskColleaguesQueryVariables = Exact<{ [key: string]: never; }>;


export type DeskColleaguesQuery = { colleagues: Array<{ id: string, name: string }> };

export type DeskWorklistQueryVariables = Exact<{
  states?: Array<CaseState> | CaseState | null | undefined;
  mine?: boolean | null | undefined;
  unassigned?: boolean | null | undefined;
  late?: boolean | null | undefined;
  service?: ServiceCode | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type DeskWorklistQuery = { worklist: { nodes: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, name: string | null, number: string | null, startsAt: string | null, waitsFor: WaitsFor | null, late: boolean, clerk: string | null, openedAt: string, changedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DeskSummaryFragment = { id: string, reference: string, service: ServiceCode, state: CaseState, name: string | null, number: string | null, startsAt: string | null, waitsFor: WaitsFor | null, late: boolean, clerk: string | null, openedAt: string, changedAt: string };

export type DeskSearchQueryVariables = Exact<{
  search: string;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type DeskSearchQuery = { cases: { nodes: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, name: string | null, number: string | null, startsAt: string | null, waitsFor: WaitsFor | null, late: boolean, clerk: string | null, openedAt: string, changedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DeskTroubleQueryVariables = Exact<{
  atLeast?: string | null | undefined;
}>;


export type DeskTroubleQuery = { mailsInTrouble: Array<{ id: string, booking: string, kind: MailKind, state: MailState, attempts: number, queuedAt: string }>, transmissionsInTrouble: Array<{ id: string, case: string, service: ServiceCode, recipient: TransmissionRecipient, authority: string | null, state: TransmissionState, cause: TransmissionCause | null, attempts: number, dueAt: string | null, overdue: boolean }> };

export type DeskBookingOfQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type DeskBookingOfQuery = { booking: { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> } | null };

export type DeskHistoryQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type DeskHistoryQuery = { caseHistory: { nodes: Array<{ position: string, at: string, actor: string, roles: Array<Role>, kind: string, name: string, stream: string, version: number }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type DeskServiceQueryVariables = Exact<{
  edition: number;
}>;


export type DeskServiceQuery = { services: Array<{ code: ServiceCode, law: string, declaration: boolean, signatures: Array<SignatureMethod>, evidence: Array<EvidenceKind>, notices: Array<Notice>, powers: Array<Power>, identification: Array<IdentificationMethod>, channels: Array<Channel>, feeCents: number, paperFeeCents: number, quantityMax: number }> };

export type DeskAddressFragment = { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string };

export type DeskPersonFragment = { familyName: string, givenNames: string, usualGivenName: string | null, birthName: string | null, formerNames: string | null, doctoralDegree: string | null, born: { year: number, month: number | null, day: number | null } };

export type DeskTransmissionsQueryVariables = Exact<{
  case: string;
  atLeast?: string | null | undefined;
}>;


export type DeskTransmissionsQuery = { transmissions: Array<{ id: string, recipient: TransmissionRecipient, authority: string | null, state: TransmissionState, cause: TransmissionCause | null, attempts: number, dueAt: string | null, overdue: boolean }> };

export type DeskCaseQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type DeskCaseQuery = { case: { id: string, reference: string, service: ServiceCode, state: CaseState, edition: number, version: number, quantity: number, channel: Channel, clerk: string | null, late: boolean, dueOn: string | null, openedAt: string, submittedAt: string | null, closedAt: string | null, suspended: boolean, suspensionGround: SuspensionGround | null, restriction: RestrictionGround | null, withdrawn: WithdrawalReason | null, declined: string | null, taxIdDisclosed: Handover | null, entitlementAssuredAt: string | null, may: Array<{ command: CaseCommand, allowed: boolean, code: string | null, message: string | null, details: Array<{ name: string, value: string }> }>, parties: Array<{ id: string, part: Part, erased: boolean, actsFor: Array<{ party: string, power: Power }>, person: { familyName: string, givenNames: string, usualGivenName: string | null, birthName: string | null, formerNames: string | null, doctoralDegree: string | null, born: { year: number, month: number | null, day: number | null } } | null, organisation: { name: string, legalForm: string, registerNumber: string | null, seat: string } | null }>, appointments: Array<{ id: string, number: string | null, startsAt: string, state: BookingState, scope: string }>, consultations: Array<{ id: string, state: TalkState, medium: TalkMedium | null, begunAt: string | null, host: string | null, interruptions: number, guests: Array<{ id: string, part: GuestPart, state: GuestState }> }>, identifications: Array<{ party: string, at: string, consultation: string, document: IdDocument, failed: Array<IdentityCheck>, method: IdentificationMethod, holds: boolean, round: number, succeeded: boolean }>, notices: Array<{ notice: Notice, to: string, at: string }>, evidence: Array<{ kind: EvidenceKind, answer: EvidenceAnswer, source: EvidenceSource | null, document: string | null, names: Array<string> | null, at: string }>, documents: Array<{ id: string, name: string | null, kib: number, format: DocumentFormat, state: DocumentState, proves: EvidenceKind | null, message: string | null, changedAt: string }>, papers: Array<{ id: string, kind: PaperKind, languages: PaperLanguages, kib: number, pages: number, level: SealLevel | null, writtenAt: string }>, declarations: Array<{ version: number, hash: string, preparedAt: string, shownAt: string | null, signedAt: string | null, signedBy: string | null, method: SignatureMethod | null, outdatedAt: string | null }>, declarationText: { hash: string, pages: number | null, text: string | null } | null, fee: { id: string, state: FeeState, amountCents: number, delivery: Delivery | null, reference: string, receipt: string | null, payPage: string | null, means: Means | null, exemption: Exemption | null, attempts: Array<{ number: number, state: AttemptState, requestedAt: string }>, items: Array<{ service: ServiceCode, quantity: number, eachCents: number, amountCents: number }>, refunds: Array<{ number: number, state: RefundState, amountCents: number }> } | null, missing: Array<{ code: string, message: string, law: string | null, party: string | null, evidence: EvidenceKind | null, notice: Notice | null, from: string | null, alternative: DwellingStatus | null }> | null, move: { movedIn: string, status: DwellingStatus, from:
        | { __typename: 'DwellingAbroad', state: string, foreignAddress: string | null, lastDomestic: { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string } | null }
        | { __typename: 'DwellingElsewhere', address: { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string } }
        | { __typename: 'DwellingHere', address: { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string } }
      , to: { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string }, landlord: { name: string, address: string, owner: string | null } | null, others: Array<{ status: DwellingStatus, address: { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string } }> } | null, request:
      | { __typename: 'CertificateRequest', delivery: Delivery, extended: boolean, dwellings: Array<{ status: DwellingStatus, address: { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string } }> | null, further: Array<{ kind: string, lines: Array<string> }> | null }
      | { __typename: 'ConductRequest', purpose: Purpose, extended: boolean, european: boolean | null, court: { name: string, place: string } | null, application: { birthPlace: string | null, nationalities: Array<string>, recipient: { name: string, address: string, purpose: string } | null } | null }
      | { __typename: 'DepartureRequest', departure: { movedOut: string, state: string, foreignAddress: string | null, from: { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string }, keeps: Array<{ status: DwellingStatus, address: { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string } }> } | null }
      | { __typename: 'TaxIdRequest', ground: TaxIdGround, handover: Handover }
      | { __typename: 'TradeRegisterRequest', toAuthority: boolean, application: { birthPlace: string | null, nationalities: Array<string>, recipient: { name: string, address: string, purpose: string } | null } | null }
     | null, custody: Array<{ child: string, basis: CustodyBasis, consentRequired: boolean, consentObtained: boolean }>, registrationForm: { authority: string, byHand: boolean, byHandFrom: string, late: boolean, unavailable: boolean, requestedAt: string, received: { persons: Array<{ familyName: string, givenNames: string, usualGivenName: string | null, birthName: string | null, formerNames: string | null, doctoralDegree: string | null, born: { year: number, month: number | null, day: number | null } }>, address: { street: string, houseNumber: string, addition: string | null, postalCode: string, town: string, municipality: string } } | null } | null, notes: Array<{ at: string, by: string, text: string | null }>, followUps: Array<{ party: string, openedAt: string, closedAt: string | null, how: AddressUpdate | null }>, landlordInquiry: { dueOn: string, closedAt: string | null, outcome: InquiryOutcome | null, openedAt: string } | null } | null };

export type DeskApplicationFragment = { birthPlace: string | null, nationalities: Array<string>, recipient: { name: string, address: string, purpose: string } | null };

export type DeskQueueCallNextMutationVariables = Exact<{
  input: QueueCallNextInput;
}>;


export type DeskQueueCallNextMutation = { queueCallNext: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskBookingCallMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type DeskBookingCallMutation = { bookingCall: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskBookingStartMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type DeskBookingStartMutation = { bookingStart: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskBookingParkMutationVariables = Exact<{
  input: BookingParkInput;
}>;


export type DeskBookingParkMutation = { bookingPark: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskBookingResumeMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type DeskBookingResumeMutation = { bookingResume: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskBookingRedirectMutationVariables = Exact<{
  input: BookingRedirectInput;
}>;


export type DeskBookingRedirectMutation = { bookingRedirect: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskBookingMissMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type DeskBookingMissMutation = { bookingMiss: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskBookingFinishMutationVariables = Exact<{
  input: BookingFinishInput;
}>;


export type DeskBookingFinishMutation = { bookingFinish: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, date: string, state: BookingState, channel: Channel, medium: BookingMedium, clerk: string | null, calls: number, calledAt: string | null, checkedInAt: string | null, startedAt: string | null, servingSince: string | null, servedSecs: number, parkedAt: string | null, parkReason: ParkReason | null, redirectedFrom: string | null, wasMissed: boolean, consultation: string, scope: string, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }>, cases: Array<{ id: string, reference: string, service: ServiceCode, state: CaseState, clerk: string | null }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskShiftBeginMutationVariables = Exact<{
  input: ShiftBeginInput;
}>;


export type DeskShiftBeginMutation = { shiftBegin: { position: string | null, shift: { id: string, state: ShiftState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskShiftPauseMutationVariables = Exact<{
  input: ShiftStepInput;
}>;


export type DeskShiftPauseMutation = { shiftPause: { position: string | null, shift: { id: string, state: ShiftState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskShiftResumeMutationVariables = Exact<{
  input: ShiftStepInput;
}>;


export type DeskShiftResumeMutation = { shiftResume: { position: string | null, shift: { id: string, state: ShiftState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskShiftEndMutationVariables = Exact<{
  input: ShiftStepInput;
}>;


export type DeskShiftEndMutation = { shiftEnd: { position: string | null, shift: { id: string, state: ShiftState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskConsultationBeginMutationVariables = Exact<{
  input: ConsultationBeginInput;
}>;


export type DeskConsultationBeginMutation = { consultationBegin: { position: string | null, consultation: { id: string, state: TalkState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskConsultationEndMutationVariables = Exact<{
  input: ConsultationEndInput;
}>;


export type DeskConsultationEndMutation = { consultationEnd: { position: string | null, consultation: { id: string, state: TalkState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskConsultationInterruptMutationVariables = Exact<{
  input: ConsultationLineInput;
}>;


export type DeskConsultationInterruptMutation = { consultationInterrupt: { position: string | null, consultation: { id: string, state: TalkState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskConsultationResumeMutationVariables = Exact<{
  input: ConsultationLineInput;
}>;


export type DeskConsultationResumeMutation = { consultationResume: { position: string | null, consultation: { id: string, state: TalkState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseOpenMutationVariables = Exact<{
  input: CaseOpenInput;
}>;


export type DeskCaseOpenMutation = { caseOpen: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseAssignMutationVariables = Exact<{
  input: CaseAssignInput;
}>;


export type DeskCaseAssignMutation = { caseAssign: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseAddPartyMutationVariables = Exact<{
  input: CaseAddPartyInput;
}>;


export type DeskCaseAddPartyMutation = { caseAddParty: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseRemovePartyMutationVariables = Exact<{
  input: CaseRemovePartyInput;
}>;


export type DeskCaseRemovePartyMutation = { caseRemoveParty: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseRecordIdentificationMutationVariables = Exact<{
  input: CaseRecordIdentificationInput;
}>;


export type DeskCaseRecordIdentificationMutation = { caseRecordIdentification: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseConfirmIdentificationMutationVariables = Exact<{
  input: CaseConfirmIdentificationInput;
}>;


export type DeskCaseConfirmIdentificationMutation = { caseConfirmIdentification: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseGiveNoticeMutationVariables = Exact<{
  input: CaseGiveNoticeInput;
}>;


export type DeskCaseGiveNoticeMutation = { caseGiveNotice: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseAssureEntitlementMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseAssureEntitlementMutation = { caseAssureEntitlement: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseRecordMoveMutationVariables = Exact<{
  input: CaseRecordMoveInput;
}>;


export type DeskCaseRecordMoveMutation = { caseRecordMove: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseRecordCustodyMutationVariables = Exact<{
  input: CaseRecordCustodyInput;
}>;


export type DeskCaseRecordCustodyMutation = { caseRecordCustody: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseCompareMoveMutationVariables = Exact<{
  input: CaseCompareMoveInput;
}>;


export type DeskCaseCompareMoveMutation = { caseCompareMove: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseSplitMutationVariables = Exact<{
  input: CaseSplitInput;
}>;


export type DeskCaseSplitMutation = { caseSplit: { position: string | null, case: { id: string, version: number } | null, own: { id: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseRecordRequestMutationVariables = Exact<{
  input: CaseRecordRequestInput;
}>;


export type DeskCaseRecordRequestMutation = { caseRecordRequest: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseRequestFormMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseRequestFormMutation = { caseRequestForm: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseReceiveFormMutationVariables = Exact<{
  input: CaseReceiveFormInput;
}>;


export type DeskCaseReceiveFormMutation = { caseReceiveForm: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseWriteFormMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseWriteFormMutation = { caseWriteForm: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseAssessEvidenceMutationVariables = Exact<{
  input: CaseAssessEvidenceInput;
}>;


export type DeskCaseAssessEvidenceMutation = { caseAssessEvidence: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCasePrepareDeclarationMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCasePrepareDeclarationMutation = { casePrepareDeclaration: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseShowDeclarationMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseShowDeclarationMutation = { caseShowDeclaration: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseAcknowledgeDeclarationMutationVariables = Exact<{
  input: CaseAcknowledgeDeclarationInput;
}>;


export type DeskCaseAcknowledgeDeclarationMutation = { caseAcknowledgeDeclaration: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseTellTanMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseTellTanMutation = { caseTellTan: { tan: string | null, position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseSignMutationVariables = Exact<{
  input: CaseSignInput;
}>;


export type DeskCaseSignMutation = { caseSign: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseAssessFeeMutationVariables = Exact<{
  input: CaseAssessFeeInput;
}>;


export type DeskCaseAssessFeeMutation = { caseAssessFee: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCasePayAtCounterMutationVariables = Exact<{
  input: CasePayAtCounterInput;
}>;


export type DeskCasePayAtCounterMutation = { casePayAtCounter: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseExemptFeeMutationVariables = Exact<{
  input: CaseExemptFeeInput;
}>;


export type DeskCaseExemptFeeMutation = { caseExemptFee: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseRequestWaiverMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseRequestWaiverMutation = { caseRequestWaiver: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseRecordWaiverMutationVariables = Exact<{
  input: CaseRecordWaiverInput;
}>;


export type DeskCaseRecordWaiverMutation = { caseRecordWaiver: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskPaymentStartMutationVariables = Exact<{
  input: PaymentStartInput;
}>;


export type DeskPaymentStartMutation = { paymentStart: { position: string | null, fee: { payPage: string | null } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskPaymentLookMutationVariables = Exact<{
  input: PaymentLookInput;
}>;


export type DeskPaymentLookMutation = { paymentLook: { position: string | null, fee: { state: FeeState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseAddNoteMutationVariables = Exact<{
  input: CaseAddNoteInput;
}>;


export type DeskCaseAddNoteMutation = { caseAddNote: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseSuspendMutationVariables = Exact<{
  input: CaseSuspendInput;
}>;


export type DeskCaseSuspendMutation = { caseSuspend: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseResumeMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseResumeMutation = { caseResume: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseRestrictAccessMutationVariables = Exact<{
  input: CaseRestrictAccessInput;
}>;


export type DeskCaseRestrictAccessMutation = { caseRestrictAccess: { say: string | null, position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseLetOutMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseLetOutMutation = { caseLetOut: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseSubmitMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseSubmitMutation = { caseSubmit: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseCompleteMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseCompleteMutation = { caseComplete: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseWithdrawMutationVariables = Exact<{
  input: CaseStepInput;
}>;


export type DeskCaseWithdrawMutation = { caseWithdraw: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseDeclineMutationVariables = Exact<{
  input: CaseDeclineInput;
}>;


export type DeskCaseDeclineMutation = { caseDecline: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseCloseFollowUpMutationVariables = Exact<{
  input: CaseCloseFollowUpInput;
}>;


export type DeskCaseCloseFollowUpMutation = { caseCloseFollowUp: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseCloseLandlordInquiryMutationVariables = Exact<{
  input: CaseCloseLandlordInquiryInput;
}>;


export type DeskCaseCloseLandlordInquiryMutation = { caseCloseLandlordInquiry: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskDocumentCopyMutationVariables = Exact<{
  input: DocumentCopyInput;
}>;


export type DeskDocumentCopyMutation = { documentCopy: { position: string | null, download: { url: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskPaperIssueMutationVariables = Exact<{
  input: PaperIssueInput;
}>;


export type DeskPaperIssueMutation = { paperIssue: { position: string | null, paper: { id: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskPaperCopyMutationVariables = Exact<{
  input: PaperCopyInput;
}>;


export type DeskPaperCopyMutation = { paperCopy: { position: string | null, download: { url: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskMailSendAgainMutationVariables = Exact<{
  input: MailSendAgainInput;
}>;


export type DeskMailSendAgainMutation = { mailSendAgain: { position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskMailTellOtherwiseMutationVariables = Exact<{
  input: MailTellOtherwiseInput;
}>;


export type DeskMailTellOtherwiseMutation = { mailTellOtherwise: { position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskTransmissionRetryMutationVariables = Exact<{
  input: TransmissionRetryInput;
}>;


export type DeskTransmissionRetryMutation = { transmissionRetry: { position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskTransmissionFinishByHandMutationVariables = Exact<{
  input: TransmissionFinishByHandInput;
}>;


export type DeskTransmissionFinishByHandMutation = { transmissionFinishByHand: { position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type DeskCaseBreakGlassMutationVariables = Exact<{
  input: CaseBreakGlassInput;
}>;


export type DeskCaseBreakGlassMutation = { caseBreakGlass: { position: string | null, case: { id: string, version: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type FiguresUtilisationQueryVariables = Exact<{
  from: string;
  to: string;
  by: Period;
  atLeast?: string | null | undefined;
}>;


export type FiguresUtilisationQuery = { utilisation: Array<{ scope: string, start: string, plannedPublic: number, plannedInternal: number, bookedPublic: number, bookedInternal: number, kept: number, productiveSecs: number, conflicts: number }> };

export type FiguresRequestsQueryVariables = Exact<{
  from: string;
  to: string;
  by: Period;
  atLeast?: string | null | undefined;
}>;


export type FiguresRequestsQuery = { requestTypes: Array<{ start: string, shown: number, rising: Array<{ service: ServiceCode, more: number }>, services: Array<{ service: ServiceCode, share: number | null, trend: number | null, trendOfYear: number | null, delivered: { count: number | null, suppressed: boolean }, completed: { count: number | null, suppressed: boolean } }> }> };

export type PhoneSlotsQueryVariables = Exact<{
  scope: string;
  lines: Array<LineInput> | LineInput;
  from: string;
  to: string;
  atLeast?: string | null | undefined;
}>;


export type PhoneSlotsQuery = { freeSlots: Array<{ startsAt: string, endsAt: string }> };

export type PhoneBookingFragment = { id: string, number: string | null, startsAt: string, endsAt: string, state: BookingState, channel: Channel, medium: BookingMedium, scope: string, moves: number, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }> };

export type PhoneFindQueryVariables = Exact<{
  search: string;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type PhoneFindQuery = { bookings: { nodes: Array<{ id: string, number: string | null, startsAt: string, endsAt: string, state: BookingState, channel: Channel, medium: BookingMedium, scope: string, moves: number, contactErased: boolean, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PhoneBookMutationVariables = Exact<{
  input: BookingBookByPhoneInput;
}>;


export type PhoneBookMutation = { bookingBookByPhone: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, state: BookingState, channel: Channel, medium: BookingMedium, scope: string, moves: number, contactErased: boolean, duplicates: Array<{ id: string, number: string | null, startsAt: string }>, contact: { name: string, mail: string | null, phone: string | null, needs: string | null, language: string } | null, lines: Array<{ service: ServiceCode, quantity: number }> } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string, alternatives: Array<{ startsAt: string, endsAt: string }> }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PhoneRenewMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type PhoneRenewMutation = { bookingRenewLink: { position: string | null, booking: { id: string, code: string | null } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PhoneInviteMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type PhoneInviteMutation = { bookingInvite: { link: string | null, code: string | null, position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PhoneRevokeMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type PhoneRevokeMutation = { bookingRevokeInvite: { position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PhoneWaitMutationVariables = Exact<{
  input: WaitingListJoinInput;
}>;


export type PhoneWaitMutation = { waitingListJoin: { position: string | null, place: { id: string, before: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PhoneCodeQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type PhoneCodeQuery = { booking: { id: string, code: string | null } | null };

export type PlanningHoursQueryVariables = Exact<{
  scope: string;
  atLeast?: string | null | undefined;
}>;


export type PlanningHoursQuery = { openingHours: Array<{ id: string, validFrom: string, validUntil: string | null, unitMins: number, hours: Array<{ weekday: Weekday, from: string, until: string, publicLanes: number, internalLanes: number }>, specialDays: Array<{ date: string, hours: Array<{ from: string, until: string, publicLanes: number, internalLanes: number }> }>, closures: Array<{ from: string, until: string, reason: ClosureReason }>, release: { workingDayBefore: string | null, daysAhead: number | null } }> };

export type PlanningConflictsQueryVariables = Exact<{
  scope: string;
  from: string;
  to: string;
  atLeast?: string | null | undefined;
}>;


export type PlanningConflictsQuery = { conflicts: Array<{ booking: string, scope: string, date: string, startsAt: string, endsAt: string, pool: Pool, closed: ClosureReason | null, since: string }> };

export type PlanningWaitingQueryVariables = Exact<{
  scope: string;
  atLeast?: string | null | undefined;
}>;


export type PlanningWaitingQuery = { waitingList: Array<{ id: string, before: number, from: string, until: string, joinedAt: string, channel: Channel, medium: BookingMedium, offers: number, unanswered: number, contactErased: boolean, contact: { name: string, phone: string | null, mail: string | null } | null, lines: Array<{ service: ServiceCode, quantity: number }>, offer: { booking: string, startsAt: string, expiresAt: string } | null }> };

export type PlanningLateQueryVariables = Exact<{
  from: string;
  to: string;
  atLeast?: string | null | undefined;
}>;


export type PlanningLateQuery = { lateRegistrations: Array<{ case: string, filedOn: string, service: ServiceCode }> };

export type PlanningMoneyQueryVariables = Exact<{
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type PlanningMoneyQuery = { paymentWorklist: { nodes: Array<{ fee: string, reference: string, amountCents: number, concern: MoneyConcern, refund: number | null, attempt: number | null, since: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PlanningDefineMutationVariables = Exact<{
  input: AvailabilityDefineInput;
}>;


export type PlanningDefineMutation = { availabilityDefine: { position: string | null, availability: { id: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PlanningCloseMutationVariables = Exact<{
  input: CapacityCloseInput;
}>;


export type PlanningCloseMutation = { capacityClose: { position: string | null, day: { date: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PlanningCallOffMutationVariables = Exact<{
  input: CapacityCallOffInput;
}>;


export type PlanningCallOffMutation = { capacityCallOff: { position: string | null, day: { date: string, givenBack: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PlanningReopenMutationVariables = Exact<{
  input: CapacityReopenInput;
}>;


export type PlanningReopenMutation = { capacityReopen: { position: string | null, day: { date: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PlanningBookingQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type PlanningBookingQuery = { booking: { id: string, number: string | null, contactErased: boolean, contact: { name: string, phone: string | null, mail: string | null } | null, lines: Array<{ service: ServiceCode, quantity: number }> } | null };

export type PlanningLeaveMutationVariables = Exact<{
  input: WaitingListStepInput;
}>;


export type PlanningLeaveMutation = { waitingListLeave: { left: string | null, position: string | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PlanningApproveMutationVariables = Exact<{
  input: PaymentDecideRefundInput;
}>;


export type PlanningApproveMutation = { paymentApproveRefund: { position: string | null, fee: { id: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type PlanningDeclineMutationVariables = Exact<{
  input: PaymentDecideRefundInput;
}>;


export type PlanningDeclineMutation = { paymentDeclineRefund: { position: string | null, fee: { id: string } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type StaffBookingMoveMutationVariables = Exact<{
  input: BookingRescheduleInput;
}>;


export type StaffBookingMoveMutation = { bookingReschedule: { position: string | null, booking: { id: string, number: string | null, startsAt: string, endsAt: string, state: BookingState, scope: string, moves: number } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string, alternatives: Array<{ startsAt: string, endsAt: string }> }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type StaffBookingCancelMutationVariables = Exact<{
  input: BookingCancelInput;
}>;


export type StaffBookingCancelMutation = { bookingCancel: { position: string | null, booking: { id: string, state: BookingState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

export type StaffBookingCheckInMutationVariables = Exact<{
  input: BookingStepInput;
}>;


export type StaffBookingCheckInMutation = { bookingCheckIn: { position: string | null, booking: { id: string, state: BookingState } | null, errors: Array<
      | { __typename: 'IdempotencyConflict', code: string, message: string }
      | { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number }
      | { __typename: 'Refused', code: string, message: string, law: string | null }
      | { __typename: 'SlotTaken', code: string, message: string }
      | { __typename: 'ValidationFailed', code: string, message: string, field: string }
      | { __typename: 'VersionConflict', code: string, message: string, current: number | null }
    > } };

type StaffWhyNot_IdempotencyConflict_Fragment = { __typename: 'IdempotencyConflict', code: string, message: string };

type StaffWhyNot_RateLimited_Fragment = { __typename: 'RateLimited', code: string, message: string, retryAfterSecs: number };

type StaffWhyNot_Refused_Fragment = { __typename: 'Refused', code: string, message: string, law: string | null };

type StaffWhyNot_SlotTaken_Fragment = { __typename: 'SlotTaken', code: string, message: string };

type StaffWhyNot_ValidationFailed_Fragment = { __typename: 'ValidationFailed', code: string, message: string, field: string };

type StaffWhyNot_VersionConflict_Fragment = { __typename: 'VersionConflict', code: string, message: string, current: number | null };

export type StaffWhyNotFragment =
  | StaffWhyNot_IdempotencyConflict_Fragment
  | StaffWhyNot_RateLimited_Fragment
  | StaffWhyNot_Refused_Fragment
  | StaffWhyNot_SlotTaken_Fragment
  | StaffWhyNot_ValidationFailed_Fragment
  | StaffWhyNot_VersionConflict_Fragment
;

export type StaffScopesQueryVariables = Exact<{
  atLeast?: string | null | undefined;
}>;


export type StaffScopesQuery = { scopes: Array<{ id: string }> };

export type StaffMeQueryVariables = Exact<{ [key: string]: never; }>;


export type StaffMeQuery = { me: { id: string, authority: string, authorityName: string, roles: Array<Role> } };

export type StaffServicesQueryVariables = Exact<{ [key: string]: never; }>;


export type StaffServicesQuery = { services: Array<{ code: ServiceCode, minutes: number, feeCents: number, quantityMax: number, channels: Array<Channel> }> };

export type StaffRefusalsQueryVariables = Exact<{ [key: string]: never; }>;


export type StaffRefusalsQuery = { refusals: Array<{ code: string, messageDe: string, messageEn: string, law: string | null }> };

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
export const GuestsOfTalkFragmentDoc = new TypedDocumentString(`
    fragment GuestsOfTalk on Consultation {
  id
  state
  medium
  guests {
    id
    part
    state
  }
}
    `, {"fragmentName":"GuestsOfTalk"}) as unknown as TypedDocumentString<GuestsOfTalkFragment, unknown>;
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
export const DeskBookingFragmentDoc = new TypedDocumentString(`
    fragment DeskBooking on Booking {
  id
  number
  startsAt
  endsAt
  date
  state
  channel
  medium
  clerk
  calls
  calledAt
  checkedInAt
  startedAt
  servingSince
  servedSecs
  parkedAt
  parkReason
  redirectedFrom
  wasMissed
  consultation
  scope
  contactErased
  contact {
    name
    mail
    phone
    needs
    language
  }
  lines {
    service
    quantity
  }
  cases {
    id
    reference
    service
    state
    clerk
  }
}
    `, {"fragmentName":"DeskBooking"}) as unknown as TypedDocumentString<DeskBookingFragment, unknown>;
export const DeskSummaryFragmentDoc = new TypedDocumentString(`
    fragment DeskSummary on CaseSummary {
  id
  reference
  service
  state
  name
  number
  startsAt
  waitsFor
  late
  clerk
  openedAt
  changedAt
}
    `, {"fragmentName":"DeskSummary"}) as unknown as TypedDocumentString<DeskSummaryFragment, unknown>;
export const DeskAddressFragmentDoc = new TypedDocumentString(`
    fragment DeskAddress on Address {
  street
  houseNumber
  addition
  postalCode
  town
  municipality
}
    `, {"fragmentName":"DeskAddress"}) as unknown as TypedDocumentString<DeskAddressFragment, unknown>;
export const DeskPersonFragmentDoc = new TypedDocumentString(`
    fragment DeskPerson on Person {
  familyName
  givenNames
  usualGivenName
  birthName
  formerNames
  doctoralDegree
  born {
    year
    month
    day
  }
}
    `, {"fragmentName":"DeskPerson"}) as unknown as TypedDocumentString<DeskPersonFragment, unknown>;
export const DeskApplicationFragmentDoc = new TypedDocumentString(`
    fragment DeskApplication on Application {
  birthPlace
  nationalities
  recipient {
    name
    address
    purpose
  }
}
    `, {"fragmentName":"DeskApplication"}) as unknown as TypedDocumentString<DeskApplicationFragment, unknown>;
export const PhoneBookingFragmentDoc = new TypedDocumentString(`
    fragment PhoneBooking on Booking {
  id
  number
  startsAt
  endsAt
  state
  channel
  medium
  scope
  moves
  contactErased
  contact {
    name
    mail
    phone
    needs
    language
  }
  lines {
    service
    quantity
  }
}
    `, {"fragmentName":"PhoneBooking"}) as unknown as TypedDocumentString<PhoneBookingFragment, unknown>;
export const StaffWhyNotFragmentDoc = new TypedDocumentString(`
    fragment StaffWhyNot on CommandError {
  __typename
  ... on UserError {
    code
    message
  }
  ... on ValidationFailed {
    field
  }
  ... on VersionConflict {
    current
  }
  ... on RateLimited {
    retryAfterSecs
  }
  ... on Refused {
    law
  }
}
    `, {"fragmentName":"StaffWhyNot"}) as unknown as TypedDocumentString<StaffWhyNotFragment, unknown>;
export const TheAuthorityDocument = {"__meta__":{"hash":"sha256:3247cb8bce3ededabf20e7b2feaf07dfd3ab43f6187441164ff170f74ade6680"}} as unknown as TypedDocumentString<TheAuthorityQuery, TheAuthorityQueryVariables>;
export const AuthorityTextsDocument = {"__meta__":{"hash":"sha256:f86957055cdb847da6637b3921a006e0944ade6b0ca6265ec24a430edd7ea2b9"}} as unknown as TypedDocumentString<AuthorityTextsQuery, AuthorityTextsQueryVariables>;
export const AnswerChangedDocument = {"__meta__":{"hash":"sha256:d3a4f4aba24b478b4f74a3d1971951b708cd7338b6590e10085b11a74e42abb6"}} as unknown as TypedDocumentString<AnswerChangedSubscription, AnswerChangedSubscriptionVariables>;
export const MeDocument = {"__meta__":{"hash":"sha256:e064059fafb6b63db14723f40b4a578611db76ebc6d4047ea4d6044303281433"}} as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const AuditProofsDocument = {"__meta__":{"hash":"sha256:485f49d3e67206051cc70f3a62a64273962b4a002532aaf6c0b037b6ec25fa54"}} as unknown as TypedDocumentString<AuditProofsQuery, AuditProofsQueryVariables>;
export const AuditHistoryDocument = {"__meta__":{"hash":"sha256:3758a3aa2ce2a18a5cf68fd492524ab06ceb5312ceb92916ec9a49f7cd3734bf"}} as unknown as TypedDocumentString<AuditHistoryQuery, AuditHistoryQueryVariables>;
export const AuditCaseDocument = {"__meta__":{"hash":"sha256:84c9493256a1759c00ce038d12d6325c8bbfaf289e323aa0403b80555e721741"}} as unknown as TypedDocumentString<AuditCaseQuery, AuditCaseQueryVariables>;
export const JoinConsultationAsGuestDocument = {"__meta__":{"hash":"sha256:c18dc995c8919afadec59f87088c24d15426688488cd2e5d8dd33f50d84f62d6"}} as unknown as TypedDocumentString<JoinConsultationAsGuestMutation, JoinConsultationAsGuestMutationVariables>;
export const InviteGuestDocument = {"__meta__":{"hash":"sha256:5ca6d94e38f06e4cc0595e2823df7be094f7d3bfe7554ca533b57216ce37689c"}} as unknown as TypedDocumentString<InviteGuestMutation, InviteGuestMutationVariables>;
export const AdmitGuestDocument = {"__meta__":{"hash":"sha256:d03d6b8cb638853f8d415823b2bfc69dc749b827206c7f74ab99744a613952f5"}} as unknown as TypedDocumentString<AdmitGuestMutation, AdmitGuestMutationVariables>;
export const RemoveGuestDocument = {"__meta__":{"hash":"sha256:d5130e986260e784eff1b97fd468324c065bc6367e92d13542b1d2ec3eec13d5"}} as unknown as TypedDocumentString<RemoveGuestMutation, RemoveGuestMutationVariables>;
export const GoOnByPhoneDocument = {"__meta__":{"hash":"sha256:8c1fbfa54abf7628df55cfb20e4e815dcd926e4ed2b3539d1ea1d71683738e31"}} as unknown as TypedDocumentString<GoOnByPhoneMutation, GoOnByPhoneMutationVariables>;
export const GuestsOfCaseDocument = {"__meta__":{"hash":"sha256:b011cf49d9074fc36869e2b2e78eb0ba1f9921215efc12cc6ff05f4e344ec8d8"}} as unknown as TypedDocumentString<GuestsOfCaseQuery, GuestsOfCaseQueryVariables>;
export const JoinConsultationDocument = {"__meta__":{"hash":"sha256:f07095a418f1ad1f7152e2c4494724b2e6d872484a3e731ebb64796136e1e1f3"}} as unknown as TypedDocumentString<JoinConsultationMutation, JoinConsultationMutationVariables>;
export const SharedDocumentDocument = {"__meta__":{"hash":"sha256:7b0047b6f6c651fb7faf45ee69a35dcc8eea1cfc8ee68e41c3526d77b0fd396a"}} as unknown as TypedDocumentString<SharedDocumentMutation, SharedDocumentMutationVariables>;
export const RelayToTryDocument = {"__meta__":{"hash":"sha256:1d58160a6b9c74abca8612b1e9ec90dcbc96ce62327387183afef023ecbdf565"}} as unknown as TypedDocumentString<RelayToTryQuery, RelayToTryQueryVariables>;
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
export const OneCaseDocument = {"__meta__":{"hash":"sha256:a6b98107a2676ac22438febbfccb7e15a25d24e734b01accd156884a8f15623e"}} as unknown as TypedDocumentString<OneCaseQuery, OneCaseQueryVariables>;
export const ToSignDocument = {"__meta__":{"hash":"sha256:ee4fe1df0d3c9ca3c0fed5ad2ebda7fc705ba5b108b2ddfdf1d07ab5b1a4ec06"}} as unknown as TypedDocumentString<ToSignQuery, ToSignQueryVariables>;
export const AcknowledgePagesDocument = {"__meta__":{"hash":"sha256:bf3ee86f273a47c46e512cfb799c950a419a713fd1bc350103ece035b1750134"}} as unknown as TypedDocumentString<AcknowledgePagesMutation, AcknowledgePagesMutationVariables>;
export const EnterTanDocument = {"__meta__":{"hash":"sha256:bd277e38ba808005c95ba6e450d78c4d3308014669fe1e82d2603ba8c3d7d46f"}} as unknown as TypedDocumentString<EnterTanMutation, EnterTanMutationVariables>;
export const SignDeclarationDocument = {"__meta__":{"hash":"sha256:8da5851b1f072f6d89fbe5ed84ddfc9ce01d5d727715836f79c87bf8e684f613"}} as unknown as TypedDocumentString<SignDeclarationMutation, SignDeclarationMutationVariables>;
export const HandInDocumentDocument = {"__meta__":{"hash":"sha256:61098d6620ed2711de182fee38f3ba34b3a74d51df95ff1ad609e6de58e0fe66"}} as unknown as TypedDocumentString<HandInDocumentMutation, HandInDocumentMutationVariables>;
export const TakeBackDocumentDocument = {"__meta__":{"hash":"sha256:adaf70840976275459b03b98531630e4b78d2cb116214788e62a5f091da36c1b"}} as unknown as TypedDocumentString<TakeBackDocumentMutation, TakeBackDocumentMutationVariables>;
export const PaymentOfDocument = {"__meta__":{"hash":"sha256:7eb7c61b38f5dac19e8fef4115f76ab40b77bcd51035b776c922157ef3349d52"}} as unknown as TypedDocumentString<PaymentOfQuery, PaymentOfQueryVariables>;
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
export const DeskDayDocument = {"__meta__":{"hash":"sha256:cbbebd4f9fd0a4b992b8f75c4d24db608c912e07b87d5c8ff9b33f64cd9d06dc"}} as unknown as TypedDocumentString<DeskDayQuery, DeskDayQueryVariables>;
export const DeskShiftsDocument = {"__meta__":{"hash":"sha256:f88d8db92f9dd30922091f905ee333a2547815ac9b211148cd52cb568ea06528"}} as unknown as TypedDocumentString<DeskShiftsQuery, DeskShiftsQueryVariables>;
export const DeskColleaguesDocument = {"__meta__":{"hash":"sha256:959309e497486ce7ab619b0416014104a472fea32d7491a13842feddbed05e02"}} as unknown as TypedDocumentString<DeskColleaguesQuery, DeskColleaguesQueryVariables>;
export const DeskWorklistDocument = {"__meta__":{"hash":"sha256:82b25256b8e3f58712b4034e182d9f6d35a8e8e1d683fbd3e2348d14af68b5b2"}} as unknown as TypedDocumentString<DeskWorklistQuery, DeskWorklistQueryVariables>;
export const DeskSearchDocument = {"__meta__":{"hash":"sha256:159f1b38d5932fec513d0a1b20699d8abba84382ff4faf60d34528148b3cb90a"}} as unknown as TypedDocumentString<DeskSearchQuery, DeskSearchQueryVariables>;
export const DeskTroubleDocument = {"__meta__":{"hash":"sha256:a46d1938ba34822db5df0ee3152b2758843ce7977b2aac3ad614dbd63d229955"}} as unknown as TypedDocumentString<DeskTroubleQuery, DeskTroubleQueryVariables>;
export const DeskBookingOfDocument = {"__meta__":{"hash":"sha256:9a5d7fa1dd6a2375872d2bcb89a047a92225f11a5c932d4498da1aaec8bdf19c"}} as unknown as TypedDocumentString<DeskBookingOfQuery, DeskBookingOfQueryVariables>;
export const DeskHistoryDocument = {"__meta__":{"hash":"sha256:46f4590bcbe24d20139d8a83c8455d4ebb1153c42e100fa8e6a62f0bc700b3f2"}} as unknown as TypedDocumentString<DeskHistoryQuery, DeskHistoryQueryVariables>;
export const DeskServiceDocument = {"__meta__":{"hash":"sha256:6e04756c6ab8845c7d1388b5dd2c0be155d5fe01a0d6e748cc2febad08cd9f8d"}} as unknown as TypedDocumentString<DeskServiceQuery, DeskServiceQueryVariables>;
export const DeskTransmissionsDocument = {"__meta__":{"hash":"sha256:130967b561b2eec17f9e2f4a0cf88031e948cd0d082fe28934c67df900e830b6"}} as unknown as TypedDocumentString<DeskTransmissionsQuery, DeskTransmissionsQueryVariables>;
export const DeskCaseDocument = {"__meta__":{"hash":"sha256:eb47c8103b45a269fd9611b2e99610f88de251aa3c69bc967d266eaad8a2e7f2"}} as unknown as TypedDocumentString<DeskCaseQuery, DeskCaseQueryVariables>;
export const DeskQueueCallNextDocument = {"__meta__":{"hash":"sha256:98769f3046f353ef47163e61c384d73e1a854c171a164b71262d59a7c72add0b"}} as unknown as TypedDocumentString<DeskQueueCallNextMutation, DeskQueueCallNextMutationVariables>;
export const DeskBookingCallDocument = {"__meta__":{"hash":"sha256:fee91afb8db9d233d3e4ae10817716ff5ef8b6b685d9afe94c6536ec8a6036c0"}} as unknown as TypedDocumentString<DeskBookingCallMutation, DeskBookingCallMutationVariables>;
export const DeskBookingStartDocument = {"__meta__":{"hash":"sha256:2f6c5f2b90a01e7053bea8b41bdc8e6c87b06023935d57778ba241282eb7bd04"}} as unknown as TypedDocumentString<DeskBookingStartMutation, DeskBookingStartMutationVariables>;
export const DeskBookingParkDocument = {"__meta__":{"hash":"sha256:eaf37ef808e2a2950daf07461cca21d3330f16a2d175ab56837aec8ad9265138"}} as unknown as TypedDocumentString<DeskBookingParkMutation, DeskBookingParkMutationVariables>;
export const DeskBookingResumeDocument = {"__meta__":{"hash":"sha256:404d1605c4d920e858bd2b91b474709dfa2a9b566f483d23f65c6ead39dbdb29"}} as unknown as TypedDocumentString<DeskBookingResumeMutation, DeskBookingResumeMutationVariables>;
export const DeskBookingRedirectDocument = {"__meta__":{"hash":"sha256:438b4bbc8af740f779cf5743e73c18103c345d26e774537ab9fbdd87250e71cc"}} as unknown as TypedDocumentString<DeskBookingRedirectMutation, DeskBookingRedirectMutationVariables>;
export const DeskBookingMissDocument = {"__meta__":{"hash":"sha256:2bbeb016971e971f0891371b8a187341420d1ff553166e3dc5ca9a30e2cc8c47"}} as unknown as TypedDocumentString<DeskBookingMissMutation, DeskBookingMissMutationVariables>;
export const DeskBookingFinishDocument = {"__meta__":{"hash":"sha256:86020394baf5f4636dd708e05943dbbad5f3fb1b74af92c91bd98f3c837720ea"}} as unknown as TypedDocumentString<DeskBookingFinishMutation, DeskBookingFinishMutationVariables>;
export const DeskShiftBeginDocument = {"__meta__":{"hash":"sha256:ff7d65e73484fd24df6f4cf31de7b572e18a40700c7f380bae48fd543e728883"}} as unknown as TypedDocumentString<DeskShiftBeginMutation, DeskShiftBeginMutationVariables>;
export const DeskShiftPauseDocument = {"__meta__":{"hash":"sha256:66f7584131043fe04138084bbdd31afe6ffb5bbe28d3b241eb2945bf3f6ceaf3"}} as unknown as TypedDocumentString<DeskShiftPauseMutation, DeskShiftPauseMutationVariables>;
export const DeskShiftResumeDocument = {"__meta__":{"hash":"sha256:5de8b6ec7d0819552b97016d72546bcab8eb467080195aa4cba4abe003955c7f"}} as unknown as TypedDocumentString<DeskShiftResumeMutation, DeskShiftResumeMutationVariables>;
export const DeskShiftEndDocument = {"__meta__":{"hash":"sha256:eeb8cb3e0f1f97500b8a9e7b8b5268040a1aa31c71db7dc68feed4bfb3bec4ff"}} as unknown as TypedDocumentString<DeskShiftEndMutation, DeskShiftEndMutationVariables>;
export const DeskConsultationBeginDocument = {"__meta__":{"hash":"sha256:bb231d88a54e820ac15201adceb1b58629e245e0745c35a87ccc00ae5acc7396"}} as unknown as TypedDocumentString<DeskConsultationBeginMutation, DeskConsultationBeginMutationVariables>;
export const DeskConsultationEndDocument = {"__meta__":{"hash":"sha256:edc3034975e96e67a51b3ca2b9d99f61e9103b7606f73a4a268d6bfdfb5fe924"}} as unknown as TypedDocumentString<DeskConsultationEndMutation, DeskConsultationEndMutationVariables>;
export const DeskConsultationInterruptDocument = {"__meta__":{"hash":"sha256:1324ebf9769dc31b8ff20b5d4c79bbc41bbb405264fbc942cf763dfd0ba48272"}} as unknown as TypedDocumentString<DeskConsultationInterruptMutation, DeskConsultationInterruptMutationVariables>;
export const DeskConsultationResumeDocument = {"__meta__":{"hash":"sha256:7340c51f0ae7c1a1d352843cf27727b1104076609d2fd1a0590d1e51069a25bf"}} as unknown as TypedDocumentString<DeskConsultationResumeMutation, DeskConsultationResumeMutationVariables>;
export const DeskCaseOpenDocument = {"__meta__":{"hash":"sha256:7953eda35dcbc75e39dbb5f039661d8e63f2b27bbc730ff0574b57047adabcc1"}} as unknown as TypedDocumentString<DeskCaseOpenMutation, DeskCaseOpenMutationVariables>;
export const DeskCaseAssignDocument = {"__meta__":{"hash":"sha256:430ae3a6c3a413d1c0d05f1207070be6eed5130eaad4209a2b70eab5bf0fc032"}} as unknown as TypedDocumentString<DeskCaseAssignMutation, DeskCaseAssignMutationVariables>;
export const DeskCaseAddPartyDocument = {"__meta__":{"hash":"sha256:b2613f41972944da4484f0411c4d3a67f063a615d973909f7878db85af1620f1"}} as unknown as TypedDocumentString<DeskCaseAddPartyMutation, DeskCaseAddPartyMutationVariables>;
export const DeskCaseRemovePartyDocument = {"__meta__":{"hash":"sha256:c6f0c4e3f57dcd908bb801479b390bd2977354c91a5c2a35bb3d4df85b068a15"}} as unknown as TypedDocumentString<DeskCaseRemovePartyMutation, DeskCaseRemovePartyMutationVariables>;
export const DeskCaseRecordIdentificationDocument = {"__meta__":{"hash":"sha256:34e2b3390a11b75d9425a11cacd8f6c48e2d5f9b809d30ffb53a23bfade2dc47"}} as unknown as TypedDocumentString<DeskCaseRecordIdentificationMutation, DeskCaseRecordIdentificationMutationVariables>;
export const DeskCaseConfirmIdentificationDocument = {"__meta__":{"hash":"sha256:a7e7d5b711c1d38a8ca50d942f013d853e4249c66ee07ef7489aee9c101353ed"}} as unknown as TypedDocumentString<DeskCaseConfirmIdentificationMutation, DeskCaseConfirmIdentificationMutationVariables>;
export const DeskCaseGiveNoticeDocument = {"__meta__":{"hash":"sha256:731528af336e09009f55601d716f8b5244b9d4e3f3be8fa6db01d7a3cf98a40f"}} as unknown as TypedDocumentString<DeskCaseGiveNoticeMutation, DeskCaseGiveNoticeMutationVariables>;
export const DeskCaseAssureEntitlementDocument = {"__meta__":{"hash":"sha256:c41c25d46e6859408f8d8783c4ad374ee856910c04f2e5d9eb3a614f5b3eab44"}} as unknown as TypedDocumentString<DeskCaseAssureEntitlementMutation, DeskCaseAssureEntitlementMutationVariables>;
export const DeskCaseRecordMoveDocument = {"__meta__":{"hash":"sha256:bdcf4a103a9a0093cd574138234d36ce3cbae37329700415f9d6744d8ba8bd52"}} as unknown as TypedDocumentString<DeskCaseRecordMoveMutation, DeskCaseRecordMoveMutationVariables>;
export const DeskCaseRecordCustodyDocument = {"__meta__":{"hash":"sha256:ba99e1d2de592060ccefeb19e6fe7aafccae6e87b06d466fbecac15a7fc75932"}} as unknown as TypedDocumentString<DeskCaseRecordCustodyMutation, DeskCaseRecordCustodyMutationVariables>;
export const DeskCaseCompareMoveDocument = {"__meta__":{"hash":"sha256:28babcbb1e9362f51825f278b8819571073d49640b4fa33733229364f0b42f7a"}} as unknown as TypedDocumentString<DeskCaseCompareMoveMutation, DeskCaseCompareMoveMutationVariables>;
export const DeskCaseSplitDocument = {"__meta__":{"hash":"sha256:9e3742a8257289a0574552f8b4b9d27b22dd1f4965bb05ea0e785521fcaf4445"}} as unknown as TypedDocumentString<DeskCaseSplitMutation, DeskCaseSplitMutationVariables>;
export const DeskCaseRecordRequestDocument = {"__meta__":{"hash":"sha256:620321d6523b8040ab8f79a9aa0cef302f05f7a2d2f684acb8b656abf86ca4fb"}} as unknown as TypedDocumentString<DeskCaseRecordRequestMutation, DeskCaseRecordRequestMutationVariables>;
export const DeskCaseRequestFormDocument = {"__meta__":{"hash":"sha256:d294c39928666dd3c54955f33069bfb0270fe905266001fe1ccb00bdfdf6e053"}} as unknown as TypedDocumentString<DeskCaseRequestFormMutation, DeskCaseRequestFormMutationVariables>;
export const DeskCaseReceiveFormDocument = {"__meta__":{"hash":"sha256:41cb36740d7969a2a1172bb4e904c94893d277d8ef7adaa6cbd735fac0ddc1d9"}} as unknown as TypedDocumentString<DeskCaseReceiveFormMutation, DeskCaseReceiveFormMutationVariables>;
export const DeskCaseWriteFormDocument = {"__meta__":{"hash":"sha256:f88264ce27e81b5848cf75882478e2d27616768f36d99c9dd38d900b75e0408a"}} as unknown as TypedDocumentString<DeskCaseWriteFormMutation, DeskCaseWriteFormMutationVariables>;
export const DeskCaseAssessEvidenceDocument = {"__meta__":{"hash":"sha256:60af20cc55b99cfb7fc8d5f1bd669caf22519fae6da5b526a9b32ce9904191fd"}} as unknown as TypedDocumentString<DeskCaseAssessEvidenceMutation, DeskCaseAssessEvidenceMutationVariables>;
export const DeskCasePrepareDeclarationDocument = {"__meta__":{"hash":"sha256:768d5ecbf33b30257202bd423fab8d98779acbf924c4cf9aa1690fc1418f7086"}} as unknown as TypedDocumentString<DeskCasePrepareDeclarationMutation, DeskCasePrepareDeclarationMutationVariables>;
export const DeskCaseShowDeclarationDocument = {"__meta__":{"hash":"sha256:c412a9e9ad3e40fcf8cf5d99f3c217347d4aa95b3c5163f8f6ab2b1bf201cd6e"}} as unknown as TypedDocumentString<DeskCaseShowDeclarationMutation, DeskCaseShowDeclarationMutationVariables>;
export const DeskCaseAcknowledgeDeclarationDocument = {"__meta__":{"hash":"sha256:0738dd442ec21f9a673cdbe813463ee481a09bd90138bbb1ac6d19ddfe562e99"}} as unknown as TypedDocumentString<DeskCaseAcknowledgeDeclarationMutation, DeskCaseAcknowledgeDeclarationMutationVariables>;
export const DeskCaseTellTanDocument = {"__meta__":{"hash":"sha256:7e76d4c89ba1533605f037eff6c40e6fc7371931d737694e90c87dc5f4df6c3a"}} as unknown as TypedDocumentString<DeskCaseTellTanMutation, DeskCaseTellTanMutationVariables>;
export const DeskCaseSignDocument = {"__meta__":{"hash":"sha256:b3a90461cd42a24e0021394e44ce539611457696b30733ddebf0fca363678a93"}} as unknown as TypedDocumentString<DeskCaseSignMutation, DeskCaseSignMutationVariables>;
export const DeskCaseAssessFeeDocument = {"__meta__":{"hash":"sha256:75b748d3f4fd3b90008a9751d37398a8eac02ee5c4550822619d66533e4d8323"}} as unknown as TypedDocumentString<DeskCaseAssessFeeMutation, DeskCaseAssessFeeMutationVariables>;
export const DeskCasePayAtCounterDocument = {"__meta__":{"hash":"sha256:51bc82ee4dfb8e90e6a181502424e577aa7ea1c2abede48ac5309c07a15477ff"}} as unknown as TypedDocumentString<DeskCasePayAtCounterMutation, DeskCasePayAtCounterMutationVariables>;
export const DeskCaseExemptFeeDocument = {"__meta__":{"hash":"sha256:4a28ca1a2a78223394904aed76556e86f71dec38f65f687eadff1a3ef30e3d05"}} as unknown as TypedDocumentString<DeskCaseExemptFeeMutation, DeskCaseExemptFeeMutationVariables>;
export const DeskCaseRequestWaiverDocument = {"__meta__":{"hash":"sha256:b0405f5f72c05c16a377e747df163dac3c90a1a8693e76ebf68f0ad408c04d1d"}} as unknown as TypedDocumentString<DeskCaseRequestWaiverMutation, DeskCaseRequestWaiverMutationVariables>;
export const DeskCaseRecordWaiverDocument = {"__meta__":{"hash":"sha256:21b80101af7c4d4acc05b99de641ec6915ec64174f9fd239ddb8750865fc84df"}} as unknown as TypedDocumentString<DeskCaseRecordWaiverMutation, DeskCaseRecordWaiverMutationVariables>;
export const DeskPaymentStartDocument = {"__meta__":{"hash":"sha256:a3c04e691ba94a31ee96316b9ce6e18d23c60cacfb35d8bdeb395b02e945f44c"}} as unknown as TypedDocumentString<DeskPaymentStartMutation, DeskPaymentStartMutationVariables>;
export const DeskPaymentLookDocument = {"__meta__":{"hash":"sha256:ecd92c8f4692bff04a3a54d7ea3ee5d25cff3bd16752c153f9774b12df6b83ca"}} as unknown as TypedDocumentString<DeskPaymentLookMutation, DeskPaymentLookMutationVariables>;
export const DeskCaseAddNoteDocument = {"__meta__":{"hash":"sha256:a827b6ffeefb4ec64841ef8714fa48ffdf8b7c844cc5e410d770599a87429753"}} as unknown as TypedDocumentString<DeskCaseAddNoteMutation, DeskCaseAddNoteMutationVariables>;
export const DeskCaseSuspendDocument = {"__meta__":{"hash":"sha256:7031711dbdd6a2fa968b87e9d4568b2b74c0c9ee6e35f524a01e09e523e2adf5"}} as unknown as TypedDocumentString<DeskCaseSuspendMutation, DeskCaseSuspendMutationVariables>;
export const DeskCaseResumeDocument = {"__meta__":{"hash":"sha256:bc35098055a0210aaaf6b19ccbe0896d6dc85dbf9a85942901b25fca1e66e1c4"}} as unknown as TypedDocumentString<DeskCaseResumeMutation, DeskCaseResumeMutationVariables>;
export const DeskCaseRestrictAccessDocument = {"__meta__":{"hash":"sha256:1e447dba999708ac0d010564a057609906504766372da6f79710205dac06a6d4"}} as unknown as TypedDocumentString<DeskCaseRestrictAccessMutation, DeskCaseRestrictAccessMutationVariables>;
export const DeskCaseLetOutDocument = {"__meta__":{"hash":"sha256:cb71d4bbc07d4895a12762609a7c4c7d52ec2ca23f9c9f56cae61938ad80d7ba"}} as unknown as TypedDocumentString<DeskCaseLetOutMutation, DeskCaseLetOutMutationVariables>;
export const DeskCaseSubmitDocument = {"__meta__":{"hash":"sha256:382a11c6bf49a8727370087e50d0ee814c94d2bb314471a93a043036eab8d00e"}} as unknown as TypedDocumentString<DeskCaseSubmitMutation, DeskCaseSubmitMutationVariables>;
export const DeskCaseCompleteDocument = {"__meta__":{"hash":"sha256:d0c7d35b0ad74a5306e293993c75b9061dcc49e1f90ba965c99c0b1c8a58e4b7"}} as unknown as TypedDocumentString<DeskCaseCompleteMutation, DeskCaseCompleteMutationVariables>;
export const DeskCaseWithdrawDocument = {"__meta__":{"hash":"sha256:366bed9ecc78148cbb1e7adc28c5773beb6b4fb6ecc41ccf7faf7396fe4e3963"}} as unknown as TypedDocumentString<DeskCaseWithdrawMutation, DeskCaseWithdrawMutationVariables>;
export const DeskCaseDeclineDocument = {"__meta__":{"hash":"sha256:dbb8204fedc9d88c3adb0efd1daf2104c078364cd97acf3a1de63580a8b26b1b"}} as unknown as TypedDocumentString<DeskCaseDeclineMutation, DeskCaseDeclineMutationVariables>;
export const DeskCaseCloseFollowUpDocument = {"__meta__":{"hash":"sha256:55ca406f8b4315153b4964bbd444a2b73ea3b3f00bead0285ebe4b568016a6f6"}} as unknown as TypedDocumentString<DeskCaseCloseFollowUpMutation, DeskCaseCloseFollowUpMutationVariables>;
export const DeskCaseCloseLandlordInquiryDocument = {"__meta__":{"hash":"sha256:763460bd9f3458cab27992a70562ff1159a9a4015622996c8a5da7cc7c667195"}} as unknown as TypedDocumentString<DeskCaseCloseLandlordInquiryMutation, DeskCaseCloseLandlordInquiryMutationVariables>;
export const DeskDocumentCopyDocument = {"__meta__":{"hash":"sha256:9bcf2a628dd3fb4d93be53f2a812718865780aa6917709b2994949d3ca7bc4a4"}} as unknown as TypedDocumentString<DeskDocumentCopyMutation, DeskDocumentCopyMutationVariables>;
export const DeskPaperIssueDocument = {"__meta__":{"hash":"sha256:127327f6b78778ba1258a167fbe3b1fc0f09335288c69682c970a18444d3fd4a"}} as unknown as TypedDocumentString<DeskPaperIssueMutation, DeskPaperIssueMutationVariables>;
export const DeskPaperCopyDocument = {"__meta__":{"hash":"sha256:8187c5fc5e6f604d54dae067b93858316729931d63b57d58b9b6c226d43a9f7c"}} as unknown as TypedDocumentString<DeskPaperCopyMutation, DeskPaperCopyMutationVariables>;
export const DeskMailSendAgainDocument = {"__meta__":{"hash":"sha256:edfc0c846fa38283d7532f3158bc0a30b05f5ecb9af50e95a2927bd0345fcf74"}} as unknown as TypedDocumentString<DeskMailSendAgainMutation, DeskMailSendAgainMutationVariables>;
export const DeskMailTellOtherwiseDocument = {"__meta__":{"hash":"sha256:9130d755e69629200fe1352631ea79296b3542f1b29869906e968b22ca4301df"}} as unknown as TypedDocumentString<DeskMailTellOtherwiseMutation, DeskMailTellOtherwiseMutationVariables>;
export const DeskTransmissionRetryDocument = {"__meta__":{"hash":"sha256:45cf87c99219ba7fe7569467dff65403e96f171b35f9d5bdcce3d8e60c4ebb2b"}} as unknown as TypedDocumentString<DeskTransmissionRetryMutation, DeskTransmissionRetryMutationVariables>;
export const DeskTransmissionFinishByHandDocument = {"__meta__":{"hash":"sha256:80d35109939a1be258f4f6d5208b93541cc6b02359449f50c82e1d7eab29b00a"}} as unknown as TypedDocumentString<DeskTransmissionFinishByHandMutation, DeskTransmissionFinishByHandMutationVariables>;
export const DeskCaseBreakGlassDocument = {"__meta__":{"hash":"sha256:87044767dd467a8189c0f0ce79325545fd3ea192f50e23cd27c4efcb423ec774"}} as unknown as TypedDocumentString<DeskCaseBreakGlassMutation, DeskCaseBreakGlassMutationVariables>;
export const FiguresUtilisationDocument = {"__meta__":{"hash":"sha256:6a8879ffa2d6e01560902a3697cfd6671db66f02527aca9f8f8d54607d92724e"}} as unknown as TypedDocumentString<FiguresUtilisationQuery, FiguresUtilisationQueryVariables>;
export const FiguresRequestsDocument = {"__meta__":{"hash":"sha256:74130d432d14295e346217fb7de5e7e6cce38c9b4d2b1a8a367e8fbb03960332"}} as unknown as TypedDocumentString<FiguresRequestsQuery, FiguresRequestsQueryVariables>;
export const PhoneSlotsDocument = {"__meta__":{"hash":"sha256:7a4eed0b2ca307f88e0bee9b9f7e37a3f7b5295ae56f7fb2179d063fbef0319f"}} as unknown as TypedDocumentString<PhoneSlotsQuery, PhoneSlotsQueryVariables>;
export const PhoneFindDocument = {"__meta__":{"hash":"sha256:b2ce63d7f91d2d49d722fc2566fda2a7ac78d3ddc9705f87e3a6be2ccad0bfd0"}} as unknown as TypedDocumentString<PhoneFindQuery, PhoneFindQueryVariables>;
export const PhoneBookDocument = {"__meta__":{"hash":"sha256:6a7ade574ff9e13b01e3045977ac1cc44a9399963274e4ff5094e8715df6f5fc"}} as unknown as TypedDocumentString<PhoneBookMutation, PhoneBookMutationVariables>;
export const PhoneRenewDocument = {"__meta__":{"hash":"sha256:e96f294537c455078a4d1e6f1f2422a528760500ff5a96e54de091b5fb799d89"}} as unknown as TypedDocumentString<PhoneRenewMutation, PhoneRenewMutationVariables>;
export const PhoneInviteDocument = {"__meta__":{"hash":"sha256:3476cd0b8df3f8ea9ea500d0735fe5389f11805144f7e3f3bf7e05eee64644a7"}} as unknown as TypedDocumentString<PhoneInviteMutation, PhoneInviteMutationVariables>;
export const PhoneRevokeDocument = {"__meta__":{"hash":"sha256:417d688ee8ff1d05af79bc3f03181005127469feef82eab52871a11c0b7621a8"}} as unknown as TypedDocumentString<PhoneRevokeMutation, PhoneRevokeMutationVariables>;
export const PhoneWaitDocument = {"__meta__":{"hash":"sha256:4236c6342bdc0232e8beb2569807268f399eae532445acbb56ed8eae2fd29917"}} as unknown as TypedDocumentString<PhoneWaitMutation, PhoneWaitMutationVariables>;
export const PhoneCodeDocument = {"__meta__":{"hash":"sha256:f250ba396a6140d2e0ae809e4879b493167e9d77b0103c0195c08e5ebe0b57fa"}} as unknown as TypedDocumentString<PhoneCodeQuery, PhoneCodeQueryVariables>;
export const PlanningHoursDocument = {"__meta__":{"hash":"sha256:16ed5ee6453bddf0f93ddce9195f2db1854f5ce4de918c183977bc9a022748f0"}} as unknown as TypedDocumentString<PlanningHoursQuery, PlanningHoursQueryVariables>;
export const PlanningConflictsDocument = {"__meta__":{"hash":"sha256:6daeebcc6ee885f61ea7c04b66fc48a91c6a5cdbb11e1963575e0e500ae878f8"}} as unknown as TypedDocumentString<PlanningConflictsQuery, PlanningConflictsQueryVariables>;
export const PlanningWaitingDocument = {"__meta__":{"hash":"sha256:4ba5386559f2d583bd3c157c68b3a8c5e9370e5fa8e7fb99f7eca2383ca12ea8"}} as unknown as TypedDocumentString<PlanningWaitingQuery, PlanningWaitingQueryVariables>;
export const PlanningLateDocument = {"__meta__":{"hash":"sha256:cf0913ad032204197fbe6b8a94f597bee555147f0e7b60ee136a3b0ac920fab4"}} as unknown as TypedDocumentString<PlanningLateQuery, PlanningLateQueryVariables>;
export const PlanningMoneyDocument = {"__meta__":{"hash":"sha256:e6163213678e7a8a9ab851afe72a330308545af51723723c08bd6e33aab8ff21"}} as unknown as TypedDocumentString<PlanningMoneyQuery, PlanningMoneyQueryVariables>;
export const PlanningDefineDocument = {"__meta__":{"hash":"sha256:79907f204517fcbc935acfd2367e96c0476841acc09b6a91d7f159b47e767d9c"}} as unknown as TypedDocumentString<PlanningDefineMutation, PlanningDefineMutationVariables>;
export const PlanningCloseDocument = {"__meta__":{"hash":"sha256:31a25a798e210ac044662f6dc965b21bef826d13a47b6486a34b1f48d4f22e81"}} as unknown as TypedDocumentString<PlanningCloseMutation, PlanningCloseMutationVariables>;
export const PlanningCallOffDocument = {"__meta__":{"hash":"sha256:feff1cbf516a039832b747a42a9e41e77aae6b8f36663115e35b7c6b6935f678"}} as unknown as TypedDocumentString<PlanningCallOffMutation, PlanningCallOffMutationVariables>;
export const PlanningReopenDocument = {"__meta__":{"hash":"sha256:f209b7e36cdd971b1c9c97d6cd53c36be0c08421d20c044b883a066ff48f4434"}} as unknown as TypedDocumentString<PlanningReopenMutation, PlanningReopenMutationVariables>;
export const PlanningBookingDocument = {"__meta__":{"hash":"sha256:8f1bf961dbdbc8f1d1c7ccf254e4f425502a8d1675357574e0d568c062b0ca95"}} as unknown as TypedDocumentString<PlanningBookingQuery, PlanningBookingQueryVariables>;
export const PlanningLeaveDocument = {"__meta__":{"hash":"sha256:38e681a7cf3fbfe52277e0bec6b74cc5ec4edbb52204b5e10fad99737ba9b65c"}} as unknown as TypedDocumentString<PlanningLeaveMutation, PlanningLeaveMutationVariables>;
export const PlanningApproveDocument = {"__meta__":{"hash":"sha256:ca111c3c718bd7d115290a6194a395d1d83eab70dcc735b8a2a7095394f0e9dd"}} as unknown as TypedDocumentString<PlanningApproveMutation, PlanningApproveMutationVariables>;
export const PlanningDeclineDocument = {"__meta__":{"hash":"sha256:4b2038cb2792570f8d38650de4fe0b21732ef8665c6c7ddba366a6d946812f82"}} as unknown as TypedDocumentString<PlanningDeclineMutation, PlanningDeclineMutationVariables>;
export const StaffBookingMoveDocument = {"__meta__":{"hash":"sha256:bafb7d9e1e811d8c2f09f1997114f2150150426fd51aec865a9c64dea817b698"}} as unknown as TypedDocumentString<StaffBookingMoveMutation, StaffBookingMoveMutationVariables>;
export const StaffBookingCancelDocument = {"__meta__":{"hash":"sha256:74decbee1ab69c8f7c78c1862550a10f29a1f1b7a12d22952d7caf10bbf01ca3"}} as unknown as TypedDocumentString<StaffBookingCancelMutation, StaffBookingCancelMutationVariables>;
export const StaffBookingCheckInDocument = {"__meta__":{"hash":"sha256:31e7ba5b98b5e50da0832fbce3b1bebea168dcb548716dbec85964299da9e9f3"}} as unknown as TypedDocumentString<StaffBookingCheckInMutation, StaffBookingCheckInMutationVariables>;
export const StaffScopesDocument = {"__meta__":{"hash":"sha256:9d5edb4928e619a223e9f3dec56b830a6e0aa66a2002b808d8a490957261aeda"}} as unknown as TypedDocumentString<StaffScopesQuery, StaffScopesQueryVariables>;
export const StaffMeDocument = {"__meta__":{"hash":"sha256:be045bada56088e37c8abe7f78c6d7c9a0b2bc6e1d20a8e398c46d1e72cacc25"}} as unknown as TypedDocumentString<StaffMeQuery, StaffMeQueryVariables>;
export const StaffServicesDocument = {"__meta__":{"hash":"sha256:25cf882b1fe12661606b71aca0fa94c2a554358eb66c34d1da8dbffb7657b92f"}} as unknown as TypedDocumentString<StaffServicesQuery, StaffServicesQueryVariables>;
export const StaffRefusalsDocument = {"__meta__":{"hash":"sha256:98dc2b9841a90838172bce206de8c170e596428d52554650f6fbb22bcccfce59"}} as unknown as TypedDocumentString<StaffRefusalsQuery, StaffRefusalsQueryVariables>;