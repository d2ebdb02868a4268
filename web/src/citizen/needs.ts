import type { Need } from "./draft";

/** What is told to the office. It works in German, whatever language the page was read in. */
const FOR_THE_OFFICE: Record<Need, string> = {
	signs: "Gebärdensprachdolmetschen",
	captions: "Untertitel oder Schriftdolmetschen",
	interpreter: "Dolmetschen in eine andere Sprache",
	plain: "Einfache Sprache im Gespräch",
	time: "Mehr Zeit",
	companion: "Kommt mit einer Begleitung",
};

export function needsForOffice(needs: readonly Need[], note: string): string | undefined {
	const words = [...needs.map((need) => FOR_THE_OFFICE[need]), note.trim()].filter(Boolean);
	return words.length > 0 ? words.join("; ") : undefined;
}

/** The language of mails, as the API calls it. */
export function mailLanguage(page: string): string {
	return page === "de-x-einfach" ? "de-simple" : page;
}
