import { type Caller, caller, tokenOf } from "./api";
import type { Office } from "./office";

/** Somebody who is there asks for their tax identification number, by the API: identified, recorded, and sent out. Answers the reference. */
export async function sendOut(
	office: Office,
	citizen: { booking: string; case: string },
): Promise<{ clerk: Caller; reference: string }> {
	const clerk = caller(office, tokenOf(office, "Clara Klein"));
	const of = { booking: citizen.booking };
	await clerk.give("bookingCall", "BookingStepInput", of);
	await clerk.give("bookingStart", "BookingStepInput", of);
	const { consultation } = await clerk.give<{ consultation: { id: string } }>(
		"consultationBegin",
		"ConsultationBeginInput",
		{ of, medium: "VIDEO" },
		"consultation { id }",
	);
	const added = await clerk.give<{ case: { reference: string; parties: { id: string }[] } }>(
		"caseAddParty",
		"CaseAddPartyInput",
		{
			case: citizen.case,
			part: "PRINCIPAL",
			who: { person: { familyName: "Lovelace", givenNames: "Ada", born: { year: 1990, month: 12, day: 10 } } },
		},
		"case { reference parties { id } }",
	);
	await clerk.give("caseRecordIdentification", "CaseRecordIdentificationInput", {
		case: citizen.case,
		party: added.case.parties[0]?.id,
		identification: {
			method: "VIDEO_DOCUMENT_CHECK",
			document: "IDENTITY_CARD",
			checks: ["PHOTO_MATCHES", "NOT_EXPIRED", "SECURITY_FEATURES", "DATA_MATCHES_REGISTER", "FREE_WILL"],
			consultation: consultation.id,
		},
	});
	await clerk.give("caseRecordRequest", "CaseRecordRequestInput", {
		case: citizen.case,
		request: { taxId: { ground: "LOST", handover: "IN_SESSION" } },
	});
	await clerk.give("caseSubmit", "CaseStepInput", { case: citizen.case });
	return { clerk, reference: added.case.reference };
}
