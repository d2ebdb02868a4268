import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AREAS, type Area } from "../../src/app/i18n";

// Nobody is shown a code of the API, nor "unknown" in its place: every value of these enums has its word in every language.

const WORDS: Record<string, string> = {
	"audit.level": "IdentityLevel",
	"audit.method": "IdentificationMethod",
	"audit.signature": "SignatureMethod",
	"citizen.attempt": "AttemptState",
	"citizen.attempt.text": "AttemptState",
	"citizen.booking": "BookingState",
	"citizen.cancelled": "CancelReason",
	"citizen.evidence": "EvidenceKind",
	"citizen.paper": "PaperKind",
	"citizen.papers.state": "DocumentState",
	"citizen.prepare": "EvidenceKind",
	"citizen.role": "Role",
	"citizen.service": "ServiceCode",
	"citizen.service.about": "ServiceCode",
	"citizen.sign.way": "SignatureMethod",
	"citizen.state": "CaseState",
	"citizen.withdrawn": "WithdrawalReason",
	"desk.answer": "EvidenceAnswer",
	"desk.attempt": "AttemptState",
	"desk.cause": "TransmissionCause",
	"desk.check": "IdentityCheck",
	"desk.complete": "ServiceCode",
	"desk.custody": "CustodyBasis",
	"desk.delivery": "Delivery",
	"desk.document": "DocumentState",
	"desk.evidence": "EvidenceKind",
	"desk.fee": "FeeState",
	"desk.glassground": "GlassGround",
	"desk.handover": "Handover",
	"desk.mail": "MailKind",
	"desk.means": "Means",
	"desk.method": "IdentificationMethod",
	"desk.notice": "Notice",
	"desk.notice.text": "Notice",
	"desk.outcome": "InquiryOutcome",
	"desk.paper": "IdDocument",
	"desk.paperkind": "PaperKind",
	"desk.paperlanguages": "PaperLanguages",
	"desk.park": "ParkReason",
	"desk.part": "Part",
	"desk.power": "Power",
	"desk.purpose": "Purpose",
	"desk.recipient": "TransmissionRecipient",
	"desk.restriction": "RestrictionGround",
	"desk.shift.state": "ShiftState",
	"desk.signature": "SignatureMethod",
	"desk.source": "EvidenceSource",
	"desk.status": "DwellingStatus",
	"desk.suspension": "SuspensionGround",
	"desk.taxground": "TaxIdGround",
	"desk.transmission": "TransmissionState",
	"desk.update": "AddressUpdate",
	"desk.waits": "WaitsFor",
	"desk.withdrawn": "WithdrawalReason",
	"planning.concern": "MoneyConcern",
	"planning.reason": "ClosureReason",
	"staff.booking": "BookingState",
	"staff.case": "CaseState",
	"staff.channel": "Channel",
	"staff.medium": "TalkMedium",
	"staff.role": "Role",
	"staff.service": "ServiceCode",
	"staff.weekday": "Weekday",
};

const schema = readFileSync("../api/schema.graphql", "utf8").replace(/"""[\s\S]*?"""/g, "");

function valuesOf(name: string): string[] {
	const body = new RegExp(`^enum ${name} \\{([^}]*)\\}`, "m").exec(schema)?.[1];
	expect(body, name).toBeDefined();
	return [...(body ?? "").matchAll(/^\t([A-Z][A-Z0-9_]*)/gm)].map((found) => found[1] as string);
}

test.each(Object.entries(WORDS))("%s has a word for each %s", (beginning, name) => {
	const values = valuesOf(name);
	expect(values.length).toBeGreaterThan(1);
	const area = beginning.split(".")[0] as Area;
	for (const language of AREAS[area]) {
		const words = JSON.parse(readFileSync(`src/lang/${area}.${language}.json`, "utf8"));
		for (const value of values) expect(words, language).toHaveProperty([`${beginning}.${value}`]);
	}
});
