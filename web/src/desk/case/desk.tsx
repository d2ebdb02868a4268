import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { idOf } from "../../app/client";
import { store } from "../../app/store";
import { type Command, type PayloadOf, useCommand } from "../../app/use";
import type {
	CaseCommand,
	DeskBookingFragment,
	DeskCaseQuery,
	DeskServiceQuery,
	TypedDocumentString,
} from "../../gql/graphql";
import { Problem, Refusals } from "../../parts/Problem";
import { tell } from "../../staff/Told";

export type File = NonNullable<DeskCaseQuery["case"]>;
export type Party = File["parties"][number];
export type Offer = DeskServiceQuery["services"][number];
export type Talk = File["consultations"][number];

/** What everything on the page of a case knows. */
export interface Desk {
	file: File;
	offer: Offer | undefined;
	/** The appointment that goes on now, or the last one. */
	booking: DeskBookingFragment | undefined;
	/** The talk that goes on now. */
	talk: Talk | undefined;
	me: { id: string; authority: string } | undefined;
	lead: boolean;
	/** What a rule says, by its code. */
	rule: (code: string) => string;
	/** The same where it is to be said word for word: nothing until it is known. */
	verbatim: (code: string) => string | undefined;
	/** Why none of these commands is possible now, as the API says it of the first that matters; nothing where one is. */
	refused: (...commands: CaseCommand[]) => { code: string; message: string } | undefined;
	reload: () => Promise<unknown>;
	/** A command was accepted. */
	accepted: (version: number | undefined) => void;
	/** A colleague was faster. */
	overtaken: () => void;
	/** The version that our commands stand on. */
	version: () => number;
	/** Does one after the other what stands on a version. */
	inTurn: (what: string, act: () => Promise<unknown>) => Promise<unknown>;
	open: string | undefined;
	setOpen: (id: string | undefined) => void;
}

export const DeskContext = createContext<Desk>(undefined as never);
export const useDesk = () => useContext(DeskContext);

/** What is to be said to the person, word for word, after a case was given to the team lead. */
export const sentence = store<string | undefined>(undefined);

interface CasePayload {
	case?: { version: number } | null;
}

/** What a command answers once it is accepted. */
type Given<R> = NonNullable<PayloadOf<R>> | undefined;

/** A command about the case: it stands on the version that is shown, and says what it did. */
export function useStep<R, V extends { input: { idempotencyKey: string } }>(document: TypedDocumentString<R, V>) {
	const desk = useDesk();
	const command = useCommand(document);
	type Input = Omit<V["input"], "idempotencyKey" | "case" | "expectedVersion">;
	const conflict = command.refusals.some((one) => one.code === "VERSION_CONFLICT");
	useEffect(() => {
		if (conflict) desk.overtaken();
	}, [conflict]);
	const [waits, setWaits] = useState(false);
	const answered = async (input: object) => {
		const payload = await command.run(input as never);
		if (payload) desk.accepted((payload as CasePayload).case?.version);
		return payload;
	};
	// What was done is said once it can be seen.
	const seen = async (payload: Given<R>, done?: string) => {
		if (payload) {
			await desk.reload();
			if (done) tell(done);
		}
		return payload;
	};
	return {
		/** Gives it about this case, on the version that is shown: whoever presses the next thing before the last one is answered was not overtaken. */
		run: async (input: Input, done?: string) => {
			setWaits(true);
			const payload = await desk.inTurn(idOf(document) + JSON.stringify(input), () =>
				answered({ ...(input as object), case: desk.file.id, expectedVersion: desk.version() }),
			);
			setWaits(false);
			return seen(payload as Given<R>, done);
		},
		/** Gives it where it takes no version, or is about something else. */
		give: async (input: object, done?: string) => seen(await answered(input), done),
		busy: command.busy || waits,
		refused: command.refusals.length > 0 || command.fault !== undefined,
		clear: command.clear,
		command: command as Command<never, unknown>,
	};
}

/** What went wrong with the commands of a step. */
export function Wrong({ of }: { of: readonly { command: Command<never, unknown> }[] }) {
	return (
		<>
			{of.map(({ command }, i) => (
				<div key={i} class="once">
					<Refusals of={command.refusals} />
					<Problem fault={command.fault} />
				</div>
			))}
		</>
	);
}

/** Why what ends a case cannot be done once it has ended: the rules accept it again, and it changes nothing. */
export function passed({ file, rule }: Desk): string | undefined {
	if (file.state === "OPEN") return undefined;
	return rule(file.state === "SUBMITTED" ? "CASE_ALREADY_SUBMITTED" : "CASE_OVER");
}
