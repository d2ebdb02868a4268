import { useEffect } from "preact/hooks";
import { hasRoom, takeCitizen } from "../call/now";
import type { Channel, TalkMedium } from "../gql/graphql";

interface View {
	id: string;
	channel: Channel;
	appointments: readonly { id: string; state: string }[];
	consultations: readonly { medium?: TalkMedium | null | undefined }[];
}

/** Whoever loads a page of their case anew while they talk is in the talk again. */
export function useCall(view: View | null | undefined): void {
	const here = view?.appointments.find(hasRoom) ?? view?.appointments.at(-1);
	const medium = view?.consultations.at(-1)?.medium ?? undefined;
	useEffect(() => {
		if (view && here) takeCitizen(here, view.channel === "VIDEO", [view.id], medium);
	}, [view?.id, here?.id, here?.state, medium]);
}
