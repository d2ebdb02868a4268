import type { BookingPartsFragment } from "../gql/graphql";

const stamp = (at: string | number): string =>
	new Date(at)
		.toISOString()
		.replace(/[-:]/g, "")
		.replace(/\.\d+Z/, "Z");

/** Text as RFC 5545 (3.3.11) writes it. */
const text = (words: string): string => words.replace(/[\\;,]/g, (char) => `\\${char}`).replace(/\r?\n/g, "\\n");

/** A line of at most 75 bytes; what is longer goes on after a blank (3.1). */
function fold(line: string): string {
	const parts: string[] = [];
	let part = "";
	let bytes = 0;
	for (const char of line) {
		const size = new TextEncoder().encode(char).length;
		if (bytes + size > (parts.length === 0 ? 75 : 74)) {
			parts.push(part);
			part = "";
			bytes = 0;
		}
		part += char;
		bytes += size;
	}
	return [...parts, part].join("\r\n ");
}

/** An appointment as a calendar file. It says when and how, and not what for. */
export function calendarFile(
	booking: Pick<BookingPartsFragment, "id" | "startsAt" | "endsAt" | "moves">,
	words: { summary: string; description: string },
	now: number,
): string {
	return `${[
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//Vorgang//Appointments//EN",
		"CALSCALE:GREGORIAN",
		"METHOD:PUBLISH",
		"BEGIN:VEVENT",
		// The same name and the same number as in the mail, so that a calendar takes both for one entry.
		`UID:${booking.id}`,
		`SEQUENCE:${booking.moves}`,
		`DTSTAMP:${stamp(now)}`,
		`DTSTART:${stamp(booking.startsAt)}`,
		`DTEND:${stamp(booking.endsAt)}`,
		`SUMMARY:${text(words.summary)}`,
		`DESCRIPTION:${text(words.description)}`,
		"CLASS:PRIVATE",
		"TRANSP:OPAQUE",
		"STATUS:CONFIRMED",
		"BEGIN:VALARM",
		"ACTION:DISPLAY",
		`DESCRIPTION:${text(words.summary)}`,
		"TRIGGER:-PT1H",
		"END:VALARM",
		"END:VEVENT",
		"END:VCALENDAR",
	]
		.map(fold)
		.join("\r\n")}\r\n`;
}

/** Hands a file to the browser to be saved. */
export function save(name: string, type: string, contents: string | Blob): void {
	const url = URL.createObjectURL(contents instanceof Blob ? contents : new Blob([contents], { type }));
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
