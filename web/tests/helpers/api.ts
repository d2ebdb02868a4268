import { randomUUID } from "node:crypto";
import { dateOf } from "../../src/app/format";
import { day } from "./day";
import type { Office } from "./office";

/** Somebody who speaks to the API without a browser. */
export interface Caller {
	/** Asks or commands; answers the one field that was asked for. */
	call: <T = Record<string, never>>(document: string, variables?: Record<string, unknown>) => Promise<T>;
	/** Gives a command; its answer has no errors. */
	give: <T = Record<string, never>>(
		field: string,
		type: string,
		input: Record<string, unknown>,
		selection?: string,
	) => Promise<T>;
}

export function caller(office: Office, token?: string): Caller {
	const call = async (document: string, variables: Record<string, unknown> = {}) => {
		const response = await fetch(`${office.url}/graphql`, {
			method: "POST",
			headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
			body: JSON.stringify({ query: document, variables }),
		});
		const said = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
		if (said.errors || !said.data) throw new Error(`${document}\n${JSON.stringify(said.errors)}`);
		return Object.values(said.data)[0] as never;
	};
	return {
		call,
		give: async (field, type, input, selection = "") => {
			const answer = (await call(
				`mutation Give($input: ${type}!) { ${field}(input: $input) { ${selection} errors { ... on UserError { code message } } } }`,
				{ input: { idempotencyKey: randomUUID(), ...input } },
			)) as { errors: unknown[] };
			if (answer.errors.length > 0) throw new Error(`${field}: ${JSON.stringify(answer.errors)}`);
			return answer as never;
		},
	};
}

/** The token of a member of the staff, as the demo prints it. */
export function tokenOf(office: Office, name: string): string {
	const line = office
		.printed()
		.split("\n")
		.find((one) => one.includes(name) && one.includes("vs1."));
	const token = /vs1\.\S+/.exec(line ?? "")?.[0];
	if (!token) throw new Error(`the demo printed no token for ${name}`);
	return token;
}

/** Somebody who has reported their arrival. */
export type Arrived = Caller & {
	booking: string;
	case: string;
	number: string;
	token: string;
	/** The day of their appointment: today, or shortly before midnight tomorrow. */
	on: string;
};

/** A citizen with an appointment that begins as soon as one can, who has reported their arrival. */
export async function arrived(
	office: Office,
	service: string,
	contact: Record<string, string>,
	channel: "VIDEO" | "COUNTER" = "VIDEO",
): Promise<Arrived> {
	const nobody = caller(office);
	const { visitor } = await nobody.give<{ visitor: { token: string } }>(
		"visitorBegin",
		"VisitorBeginInput",
		{},
		"visitor { token }",
	);
	const self = caller(office, visitor.token);
	const [{ id: scope }] = (await self.call("{ scopes { id } }")) as unknown as [{ id: string }];
	const slots = await self.call<{ startsAt: string }[]>(
		"query($scope: UUID!, $from: NaiveDate!, $to: NaiveDate!, $lines: [LineInput!]!) { freeSlots(scope: $scope, from: $from, to: $to, lines: $lines) { startsAt } }",
		{ scope, from: day(0), to: day(1), lines: [{ service }] },
	);
	const soon = slots.find((slot) => Date.parse(slot.startsAt) < Date.now() + 14 * 60_000);
	if (!soon) throw new Error("no free time soon");
	const { booking } = await self.give<{ booking: { id: string } }>(
		"bookingHold",
		"BookingHoldInput",
		{ scope, startsAt: soon.startsAt, lines: [{ service }], channel },
		"booking { id }",
	);
	await self.give("bookingConfirm", "BookingConfirmInput", { booking: booking.id, contact });
	await self.give("bookingCheckIn", "BookingStepInput", { booking: booking.id });
	for (let tries = 0; tries < 240; tries += 1) {
		const found = await self.call<{ number: string; state: string; cases: { id: string }[] }>(
			"query($id: UUID!) { booking(id: $id) { number state cases { id } } }",
			{ id: booking.id },
		);
		const first = found.cases[0];
		if (first && found.state === "WAITING")
			return {
				...self,
				booking: booking.id,
				case: first.id,
				number: found.number,
				token: visitor.token,
				on: dateOf(soon.startsAt),
			};
		await new Promise((go) => setTimeout(go, 250));
	}
	throw new Error("the office opened no case");
}

let people = 0;

/** Somebody who was not here before, and has arrived for an errand: Ada Lovelace and Berta Benz by turns. */
export function comes(office: Office, service: string, channel?: "VIDEO" | "COUNTER"): Promise<Arrived> {
	people += 1;
	const contact = {
		name: people % 2 ? "Ada Lovelace" : "Berta Benz",
		mail: `caller${people}@example.org`,
		phone: `+49 681 77700${people}`,
	};
	return arrived(office, service, contact, channel);
}

/** The planner offers room for many at once, so that a test can book as often as it needs to. */
export async function widen(office: Office): Promise<void> {
	const planner = caller(office, tokenOf(office, "Thea Trenz"));
	const [{ id: scope }] = (await planner.call("{ scopes { id } }")) as unknown as [{ id: string }];
	const unit = 10 * 60_000;
	const now = Math.floor(Date.now() / unit) * unit;
	/** From a moment on, and no longer than its day is; answers how many units that are, and where in the log it stands. */
	const plan = async (start: number): Promise<{ units: number; position: string }> => {
		const date = dateOf(new Date(start));
		let units = 0;
		while (units < 30 && dateOf(new Date(start + units * unit)) === date) units += 1;
		const { position } = await planner.give<{ position: string }>(
			"capacityPlan",
			"CapacityPlanInput",
			{
				scope,
				date,
				unitMins: 10,
				windows: [{ startsAt: new Date(start).toISOString(), units, publicLanes: 30, internalLanes: 10 }],
				releasedAt: new Date(now).toISOString(),
			},
			"position",
		);
		return { units, position };
	};
	let last = await plan(now);
	// Shortly before midnight the next time is tomorrow's.
	if (last.units < 12) last = await plan(now + last.units * unit);
	// Whoever books from now on finds the new plan.
	await caller(office).call(
		"query($scope: UUID!, $day: NaiveDate!, $lines: [LineInput!]!, $atLeast: EventPosition) { freeSlots(scope: $scope, from: $day, to: $day, lines: $lines, atLeast: $atLeast) { startsAt } }",
		{ scope, day: day(0), lines: [{ service: "TAX_ID" }], atLeast: last.position },
	);
}
