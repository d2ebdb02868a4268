import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { type Caller, caller, tokenOf } from "./api";
import { day } from "./day";
import type { Office } from "./office";

interface Op {
	document: string;
	variables: { input?: Record<string, unknown> } & Record<string, unknown>;
}

const OPS: Record<string, Op> = JSON.parse(readFileSync("../tests/conformance/ops.json", "utf8"));

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by the tests, field by field
type Answer = any;

/** The office's side of an errand, by its API and with the token that the demo prints: what a clerk presses is tested elsewhere. */
export class Clerk {
	private readonly api: Caller;
	constructor(office: Office, name = "Clara Klein") {
		this.api = caller(office, tokenOf(office, name));
	}

	/** Sends an operation of `tests/conformance/ops.json`, with what is given in place of its placeholders. */
	async run(name: string, input: Record<string, unknown> = {}, variables?: Record<string, unknown>): Promise<Answer> {
		const op = OPS[name];
		if (!op) throw new Error(`no operation ${name}`);
		const given = variables ?? { input: { ...op.variables.input, ...input, idempotencyKey: randomUUID() } };
		const payload = await this.api.call<Answer>(op.document, given);
		if (payload?.errors) expect(payload.errors, name).toEqual([]);
		return payload;
	}

	/** Calls whoever has said that they are there, and begins the talk. */
	async meet(booking: string): Promise<string> {
		await this.run("call", { booking });
		await this.run("start", { booking });
		const { consultation } = await this.run("begin_consultation", { medium: "VIDEO", of: { booking } });
		return consultation.id;
	}

	/** Records whom the case is about, and that they were recognised. Answers their id. */
	async recognise(ofCase: string, consultation: string): Promise<string> {
		const added = await this.run("add_party", { case: ofCase });
		const party = added.case.parties[0].id;
		const identification = OPS.record_identification?.variables.input?.identification as Record<string, unknown>;
		await this.run("record_identification", {
			case: ofCase,
			party,
			identification: { ...identification, consultation },
		});
		return party;
	}

	/** A change of residence up to the declaration that is on the citizen's screen, in a talk that goes on. */
	async readyMove(ofCase: string, consultation: string): Promise<string> {
		const party = await this.recognise(ofCase, consultation);
		for (const notice of ["DUTY_TO_COOPERATE", "TRANSFER_BLOCKS"])
			await this.run("give_notice", { case: ofCase, notice });
		const move = structuredClone(OPS.record_move?.variables.input?.move) as Answer;
		move.from.here.municipality = "10041100";
		move.to.municipality = "10041100";
		move.movedIn = day(-3);
		await this.run("record_move", { case: ofCase, move });
		await this.run("assess_evidence", { case: ofCase });
		await this.run("prepare_declaration", { case: ofCase });
		await this.run("show_declaration", { case: ofCase });
		return party;
	}

	/** A certificate of conduct up to the fee, in a talk that goes on. */
	async readyConduct(ofCase: string, consultation: string): Promise<string> {
		const party = await this.recognise(ofCase, consultation);
		await this.run("record_request", { case: ofCase });
		await this.run("prepare_declaration", { case: ofCase });
		await this.run("show_declaration", { case: ofCase });
		await this.run("assess_fee", { case: ofCase });
		return party;
	}

	/** Calls, and then the same. */
	async prepareMove(booking: string, ofCase: string): Promise<void> {
		await this.readyMove(ofCase, await this.meet(booking));
	}

	/** What is left after the signature. */
	async finishMove(booking: string, ofCase: string): Promise<void> {
		await this.run("assess_fee", { case: ofCase });
		await this.run("submit_case", { case: ofCase });
		await this.run("complete_case", { case: ofCase });
		await this.goodbye(booking, [{ service: "CHANGE_OF_RESIDENCE", quantity: 1 }]);
	}

	/** Calls, and then a certificate of conduct up to the fee. */
	async prepareConduct(booking: string, ofCase: string): Promise<void> {
		await this.readyConduct(ofCase, await this.meet(booking));
	}

	/** Calls, and then a lost tax identification number that is sent out. Answers the case's reference. */
	async sendTaxId(booking: string, ofCase: string): Promise<string> {
		await this.recognise(ofCase, await this.meet(booking));
		const request = { taxId: { ground: "LOST", handover: "IN_SESSION" } };
		await this.run("record_request", { case: ofCase, request });
		const submitted = await this.run("submit_case", { case: ofCase });
		return submitted.case.reference;
	}

	/** Ends the talk and the visit, in which something was done or nothing. */
	async goodbye(booking: string, delivered: { service: string; quantity: number }[] = []): Promise<void> {
		await this.run("end_consultation", { of: { booking }, outcome: "COMPLETED" });
		await this.run("finish", { booking, delivered });
	}
}
