import { type LocalPartsFragment, TheAuthorityDocument } from "../gql/graphql";
import { ask } from "./client";
import { type Language, language } from "./i18n";
import { store } from "./store";

/** What the pages say about the authority itself: its name, how to reach it, and what the law asks of a public service. */
export interface Authority {
	name: string | undefined;
	/** The number to call, as it is written and as it is dialled. */
	phone: { shown: string; dialled: string };
	phoneHours: readonly LocalPartsFragment[];
	mail: string | undefined;
	address: string | undefined;
	feedback: { mail: string | undefined; phone: string | undefined };
}

/** Until the server has told more, the number that is good for every authority in Germany. */
export const authority = store<Authority>({
	name: undefined,
	phone: { shown: "115", dialled: "115" },
	phoneHours: [],
	mail: undefined,
	address: undefined,
	feedback: { mail: undefined, phone: undefined },
});

/** Asks the server who it speaks for. */
export async function lookUpAuthority(): Promise<void> {
	const { authority: told } = await ask(TheAuthorityDocument, {});
	authority.set((now) => ({
		name: told.name,
		phone: told.phone ? { shown: told.phone, dialled: told.phone.replace(/[^\d+]/g, "") } : now.phone,
		phoneHours: told.phoneHours,
		mail: told.mail ?? undefined,
		address: told.address ?? undefined,
		feedback: { mail: told.feedbackMail ?? told.mail ?? undefined, phone: told.feedbackPhone ?? undefined },
	}));
}

/** Of a text in several languages the one that the reader understands best: theirs, German, or whatever there is. */
export function inLanguage(
	texts: readonly LocalPartsFragment[],
	speaking: Language = language.get(),
): LocalPartsFragment | undefined {
	const wishes = speaking === "de-x-einfach" ? ["de-x-einfach", "de-simple", "de"] : [speaking, "de"];
	for (const wish of wishes) {
		const found = texts.find((text) => text.language.toLowerCase() === wish);
		if (found) return found;
	}
	return texts[0];
}
