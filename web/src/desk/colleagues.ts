import { useEffect } from "preact/hooks";
import { ask } from "../app/client";
import { DeskColleaguesDocument, type DeskColleaguesQuery } from "../gql/graphql";
import { kept } from "../staff/kept";

const all = kept<DeskColleaguesQuery["colleagues"]>([]);
let asking = false;

/** Who works here: what colleagues call whom, by the id that stands beside what they do. They are asked for once. */
export function useColleagues(): (id: string | null | undefined) => string | undefined {
	const known = all.use();
	const none = known.length === 0;
	useEffect(() => {
		if (!none || asking) return;
		asking = true;
		ask(DeskColleaguesDocument, {}, true)
			.then(({ colleagues }) => all.set(colleagues))
			// Without names there are roles and desks.
			.catch(() => {})
			.finally(() => {
				asking = false;
			});
	}, [none]);
	return (id) => known.find((one) => one.id === id)?.name;
}
