import { useEffect } from "preact/hooks";
import { useAnswer } from "../app/use";
import { takeCitizen } from "../call/now";
import { CallOfCaseDocument, type Channel } from "../gql/graphql";

interface View {
	id: string;
	channel: Channel;
	appointments: readonly { id: string; state: string }[];
}

/** Whoever loads a page of their case anew while they talk is in the talk again. */
export function useCall(view: View | null | undefined): void {
	const last = view?.appointments.at(-1);
	useEffect(() => {
		if (view && last) takeCitizen(last, view.channel === "VIDEO", [view.id]);
	}, [view?.id, last?.id, last?.state]);
}

/** The same where the page asks about something else than the case. */
export function useCallOf(id: string): void {
	useCall(useAnswer(CallOfCaseDocument, { id }, { live: "MY_CASES" }).data?.case);
}
