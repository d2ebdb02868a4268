/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

export type AnswerChangedSubscriptionVariables = Exact<{
  question: Question;
}>;


export type AnswerChangedSubscription = { answerChanged: { position: string } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, authority: string, authorityName: string, roles: Array<Role> } };

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

export const AnswerChangedDocument = {"__meta__":{"hash":"sha256:d3a4f4aba24b478b4f74a3d1971951b708cd7338b6590e10085b11a74e42abb6"}} as unknown as TypedDocumentString<AnswerChangedSubscription, AnswerChangedSubscriptionVariables>;
export const MeDocument = {"__meta__":{"hash":"sha256:e064059fafb6b63db14723f40b4a578611db76ebc6d4047ea4d6044303281433"}} as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;