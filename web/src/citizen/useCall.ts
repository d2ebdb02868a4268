import { useEffect } from "preact/hooks";
import { hasRoom, takeCitizen } from "../call/now";
import type { Channel } from "../gql/graphql";

interface View {
	id: string;
	channel: Channel;
	appointments: readonly { id: string; state: string }[];
}

/** Whoever loads a page of their case anew while they talk is in the talk again. */
export function useCall(view: View | null | undefined): void {
	const here = view?.appointments.find(hasRoom) ?? view?.appointments.at(-1);
	useEffect(() => {
		if (view && here) takeCitizen(here, view.channel === "VIDEO", [view.id]);
	}, [view?.id, here?.id, here?.state]);
}
