import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useId } from "preact/hooks";
import { t } from "../../app/i18n";
import { store } from "../../app/store";
import { type Command, useCommand } from "../../app/use";
import type {
	CaseCommand,
	DeskBookingFragment,
	DeskCaseQuery,
	DeskServiceQuery,
	TypedDocumentString,
} from "../../gql/graphql";
import { Icon } from "../../parts/Icon";
import { Problem, Refusals } from "../../parts/Problem";
import { tell } from "../../staff/Told";
import { bornOf, word } from "../../staff/words";

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

/** A command about the case: it stands on the version that is shown, and says what it did. */
export function useStep<R, V extends { input: { idempotencyKey: string } }>(document: TypedDocumentString<R, V>) {
	const desk = useDesk();
	const command = useCommand(document);
	type Input = Omit<V["input"], "idempotencyKey" | "case" | "expectedVersion">;
	const conflict = command.refusals.some((one) => one.code === "VERSION_CONFLICT");
	useEffect(() => {
		if (conflict) desk.overtaken();
	}, [conflict]);
	const give = async (input: object, done?: string) => {
		const payload = await command.run(input as never);
		if (payload) {
			desk.accepted((payload as CasePayload).case?.version);
			// What was done is said once it can be seen.
			await desk.reload();
			if (done) tell(done);
		}
		return payload;
	};
	return {
		/** Gives it about this case, on the version that is shown. */
		run: (input: Input, done?: string) =>
			give({ ...(input as object), case: desk.file.id, expectedVersion: desk.version() }, done),
		/** Gives it where it takes no version, or is about something else. */
		give,
		busy: command.busy,
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

export type StepState = "done" | "todo" | "ready" | "rest";

interface StepProps {
	id: string;
	title: string;
	/** The key that opens it. */
	hotkey?: string;
	state: StepState;
	/** Why it cannot be done now. */
	whyNot?: string | undefined;
	/** What is still missing, in the words of the API. */
	lacks?: readonly string[];
	children: ComponentChildren;
}

/** One thing that the case allows or asks for. What cannot be done now says why. */
export function Step({ id, title, hotkey, state, whyNot, lacks = [], children }: StepProps) {
	const { open, setOpen } = useDesk();
	const body = useId();
	const why = useId();
	const unfolded = open === id && !whyNot;
	return (
		<li class={`workstep workstep--${whyNot ? "shut" : state}`}>
			<h3 class="workstep__title">
				<button
					type="button"
					id={`step-${id}`}
					aria-expanded={whyNot ? undefined : unfolded}
					aria-controls={whyNot ? undefined : body}
					aria-disabled={whyNot ? "true" : undefined}
					aria-describedby={whyNot || lacks.length > 0 ? why : undefined}
					aria-keyshortcuts={hotkey}
					onClick={({ currentTarget }) => {
						if (whyNot) return;
						setOpen(unfolded ? undefined : id);
						// A step above that folds in takes this one out of a small window.
						afterDrawing(() => currentTarget.scrollIntoView({ block: "nearest" }));
					}}
				>
					<span class="workstep__mark">{state === "done" && !whyNot ? <Icon name="check" size={16} /> : null}</span>
					<span class="workstep__name">
						{title}
						<span class="kern-sr-only">, {t(whyNot ? "desk.step.shut" : (`desk.step.${state}` as const))}</span>
					</span>
					{hotkey && (
						<span class="kbd" aria-hidden="true">
							{hotkey}
						</span>
					)}
				</button>
			</h3>
			{(whyNot || lacks.length > 0) && (
				<div id={why} class="workstep__why">
					{whyNot ? <p>{whyNot}</p> : lacks.map((one) => <p key={one}>{one}</p>)}
				</div>
			)}
			{!whyNot && (
				<div id={body} class="workstep__body" hidden={!unfolded}>
					{unfolded && children}
				</div>
			)}
		</li>
	);
}

function afterDrawing(act: () => void): void {
	requestAnimationFrame(() => requestAnimationFrame(act));
}

/** Opens a step and leads the focus into it: to its first control, or to its title where it cannot be done. */
export function enterStep(id: string, setOpen: (id: string) => void): void {
	setOpen(id);
	afterDrawing(() => {
		const head = document.getElementById(`step-${id}`);
		const body = head?.getAttribute("aria-controls");
		const first = body
			? document
					.getElementById(body)
					?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button, a[href]")
			: undefined;
		(first ?? head)?.focus();
		head?.scrollIntoView({ block: "nearest" });
	});
}

/** The title of a step that has just been done gets the focus, because its form is gone; the first one, where the whole step is. */
export function backToStep(id: string): void {
	requestAnimationFrame(() =>
		(document.getElementById(`step-${id}`) ?? document.getElementById("step-parties"))?.focus(),
	);
}

export function nameOf(party: Party | undefined): string {
	if (!party) return t("staff.nobody");
	if (party.erased) return t("staff.forgotten");
	if (party.organisation) return party.organisation.name;
	return party.person ? `${party.person.givenNames} ${party.person.familyName}` : t("staff.nobody");
}

export function partyLine(party: Party): string {
	const born = party.person ? `, ${t("desk.born", { day: bornOf(party.person.born) })}` : "";
	return `${nameOf(party)}${born}`;
}

export const partWord = (party: Party): string => word("desk.part", party.part);

/** What is missing with one of these codes, in the words of the API. */
export function lacksOf(file: File, ...codes: string[]): string[] {
	return (file.missing ?? [])
		.filter((one) => codes.includes(one.code))
		.map((one) => {
			const party = one.party ? file.parties.find((who) => who.id === one.party) : undefined;
			return party ? `${one.message} (${nameOf(party)})` : one.message;
		});
}

/** Why what ends a case cannot be done once it has ended: the rules accept it again, and it changes nothing. */
export function passed({ file, rule }: Desk): string | undefined {
	if (file.state === "OPEN") return undefined;
	return rule(file.state === "SUBMITTED" ? "CASE_ALREADY_SUBMITTED" : "CASE_OVER");
}

/** Whoever acts in the case: who represents, or whom it is about. */
export function actingOf(file: File): Party | undefined {
	const principal = file.parties.find((one) => one.part === "PRINCIPAL");
	return file.parties.find((one) => one.actsFor.some((of) => of.party === principal?.id)) ?? principal;
}
