import { store } from "./store";

/** What the pages say about the authority itself: its name, how to reach it, and what the law asks of a public service. */
export interface Authority {
	name: string | undefined;
	/** The number to call, as it is written and as it is dialled. */
	phone: { shown: string; dialled: string };
	phoneHours: string | undefined;
	mail: string | undefined;
	/** The texts that the law asks for, by the address of their page. */
	texts: Record<string, string | undefined>;
}

/** Until the server has told more, the number that is good for every authority in Germany. */
export const authority = store<Authority>({
	name: undefined,
	phone: { shown: "115", dialled: "115" },
	phoneHours: undefined,
	mail: undefined,
	texts: {},
});
