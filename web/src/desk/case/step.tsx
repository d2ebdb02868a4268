import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { afterDrawing } from "../../app/drawn";
import { t } from "../../app/i18n";
import { Icon } from "../../parts/Icon";
import { useDesk } from "./desk";

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
						// A step above that folds in takes this one out of a small window. Whoever has gone on is not called back.
						afterDrawing(() => {
							if ([currentTarget, document.body].includes(document.activeElement as HTMLElement))
								currentTarget.scrollIntoView({ block: "nearest" });
						});
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
	afterDrawing(() => (document.getElementById(`step-${id}`) ?? document.getElementById("step-parties"))?.focus());
}
