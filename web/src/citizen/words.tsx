import { keyOf, t } from "../app/i18n";
import type { BookingState, CaseState } from "../gql/graphql";
import { Tag } from "../parts/Facts";

const BOOKING: Record<BookingState, "info" | "success" | "warning" | "danger" | undefined> = {
	HELD: "warning",
	PRECONFIRMED: "warning",
	CONFIRMED: "success",
	WAITING: "info",
	CALLED: "info",
	IN_SERVICE: "info",
	PARKED: "warning",
	FINISHED: undefined,
	MISSED: "danger",
	UNSERVED: "danger",
	CANCELLED: undefined,
	EXPIRED: undefined,
};

/** Where an appointment stands. */
export function BookingTag({ state }: { state: BookingState }) {
	return <Tag {...(BOOKING[state] ? { kind: BOOKING[state] } : {})}>{t(keyOf("citizen.booking", state))}</Tag>;
}

const CASE: Record<CaseState, "info" | "success" | "warning" | undefined> = {
	OPEN: "info",
	SUBMITTED: "info",
	COMPLETED: "success",
	DECLINED: "warning",
	WITHDRAWN: undefined,
};

/** Where a case stands. */
export function CaseTag({ state }: { state: CaseState }) {
	return <Tag {...(CASE[state] ? { kind: CASE[state] } : {})}>{t(keyOf("citizen.state", state))}</Tag>;
}

/** Appointments that are still to come, or going on. */
export const isOpen = (state: BookingState): boolean =>
	["HELD", "PRECONFIRMED", "CONFIRMED", "WAITING", "CALLED", "IN_SERVICE", "PARKED"].includes(state);
