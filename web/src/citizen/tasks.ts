import type { Key } from "../app/i18n";
import type { ServiceCode } from "../gql/graphql";
import type { Service } from "./services";
import type { CaseView } from "./useCase";

/** Whose move it is. */
export type TaskState = "later" | "yours" | "ours" | "done" | "none";

export interface Task {
	name: "papers" | "talk" | "sign" | "pay" | "result";
	state: TaskState;
	/** Where it is done; a task that cannot be done yet has no link. */
	href?: string;
	/** A number that its words may name. */
	n?: number;
}

/** How somebody gets the result where it is not one to be fetched here. */
export const ELSEWHERE: Partial<Record<ServiceCode, Key>> = {
	CERTIFICATE_OF_CONDUCT: "citizen.result.post",
	TRADE_REGISTER_EXTRACT: "citizen.result.post",
	TAX_ID: "citizen.result.tax",
};

const over = (view: CaseView): boolean => view.state === "WITHDRAWN" || view.state === "DECLINED";

/** What there is to do in a case, in its order, and whose move it is. */
export function tasksOf(view: CaseView, service: Service | undefined): Task[] {
	const tasks: Task[] = [papers(view, service), talk(view)];
	if (service?.declaration !== false) tasks.push(sign(view));
	if (view.fee ? view.fee.amountCents > 0 : (service?.feeCents ?? 0) > 0) tasks.push(pay(view));
	tasks.push(result(view));
	return tasks;
}

function papers(view: CaseView, service: Service | undefined): Task {
	const there = view.documents.filter((one) => one.state !== "TAKEN_BACK" && one.state !== "REFUSED");
	const href = `/vorgang/${view.id}/unterlagen`;
	if (view.state !== "OPEN") return { name: "papers", state: there.length > 0 ? "done" : "none", n: there.length };
	if (view.documents.some((one) => one.state === "REFUSED") && there.length === 0)
		return { name: "papers", state: "yours", href, n: 0 };
	if (there.some((one) => one.state === "ANNOUNCED")) return { name: "papers", state: "yours", href, n: there.length };
	if (there.some((one) => one.state === "RECEIVED" || one.state === "DEFERRED"))
		return { name: "papers", state: "ours", href, n: there.length };
	if (there.length > 0) return { name: "papers", state: "done", href, n: there.length };
	return { name: "papers", state: (service?.evidence.length ?? 0) > 0 ? "yours" : "none", href, n: 0 };
}

function talk(view: CaseView): Task {
	const booking = view.appointments.at(-1);
	if (!booking) return { name: "talk", state: "ours" };
	const href = `/termin/${booking.id}`;
	switch (booking.state) {
		case "FINISHED":
			return { name: "talk", state: "done" };
		case "CONFIRMED":
		case "PRECONFIRMED":
		case "PARKED":
		case "MISSED":
			return { name: "talk", state: over(view) ? "none" : "yours", href };
		case "WAITING":
		case "CALLED":
		case "IN_SERVICE":
			return { name: "talk", state: "ours", href };
		default:
			return { name: "talk", state: "none" };
	}
}

function sign(view: CaseView): Task {
	const last = view.declarations.at(-1);
	const signed = view.declarations.some((one) => one.signedAt && !one.outdatedAt);
	if (signed) return { name: "sign", state: "done" };
	if (over(view)) return { name: "sign", state: "none" };
	if (last?.shownAt && !last.outdatedAt)
		return { name: "sign", state: "yours", href: `/vorgang/${view.id}/unterschreiben` };
	return { name: "sign", state: "later" };
}

function pay(view: CaseView): Task {
	const href = `/vorgang/${view.id}/bezahlen`;
	switch (view.fee?.state) {
		case "DUE":
			return { name: "pay", state: "yours", href };
		case "PAID":
			return { name: "pay", state: "done", href };
		case "WAIVER_PENDING":
		case "REFUND_DUE":
			return { name: "pay", state: "ours", href };
		case "REFUNDED":
			return { name: "pay", state: "done", href };
		case undefined:
			return { name: "pay", state: over(view) ? "none" : "later" };
		default:
			return { name: "pay", state: "none" };
	}
}

function result(view: CaseView): Task {
	const href = `/vorgang/${view.id}/ergebnis`;
	if (view.state === "COMPLETED") return { name: "result", state: ELSEWHERE[view.service] ? "done" : "yours", href };
	if (view.state === "SUBMITTED") return { name: "result", state: "ours", href };
	if (over(view)) return { name: "result", state: "none" };
	return {
		name: "result",
		state: "later",
		...(view.papers.length > 0 ? { href } : {}),
	};
}
