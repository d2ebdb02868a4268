import { useEffect, useRef, useState } from "preact/hooks";
import { type Key, t } from "../app/i18n";
import { store } from "../app/store";
import { keep, kept } from "../app/tab";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { CheckField } from "../parts/Field";

/** A key that does something on this page, and what. */
export interface Shortcut {
	key: string;
	label: Key;
	act: () => void;
}

const on = store(kept("keys") !== "off");

function isTyping(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** Single keys for those who work here all day. They can be turned off (WCAG 2.1.4), and `?` shows them. */
export function Shortcuts({ of }: { of: readonly Shortcut[] }) {
	const [shown, show] = useState(false);
	const active = on.use();
	const latest = useRef(of);
	latest.current = of;
	useEffect(() => {
		if (!active) return;
		const press = (event: KeyboardEvent) => {
			if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
			if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
			if (event.key === "?") show(true);
			else {
				const found = latest.current.find((one) => one.key === event.key);
				if (!found) return;
				found.act();
			}
			event.preventDefault();
		};
		addEventListener("keydown", press);
		return () => removeEventListener("keydown", press);
	}, [active]);
	return (
		<>
			<Button look="tertiary" aria-keyshortcuts={active ? "?" : undefined} onClick={() => show(true)}>
				{t("staff.keys.button")}{" "}
				{active && (
					<span class="kbd" aria-hidden="true">
						?
					</span>
				)}
			</Button>
			{shown && (
				<Dialog title={t("staff.keys.title")} onClose={() => show(false)}>
					<div class="stack stack--tight">
						<p>{t("staff.keys.lead")}</p>
						<table class="table">
							<thead>
								<tr>
									<th scope="col">{t("staff.keys.key")}</th>
									<th scope="col">{t("staff.keys.does")}</th>
								</tr>
							</thead>
							<tbody>
								{[...of, { key: "?", label: "staff.keys.help" as Key }].map((one) => (
									<tr key={one.key}>
										<td>
											<kbd>{one.key}</kbd>
										</td>
										<td>{t(one.label)}</td>
									</tr>
								))}
							</tbody>
						</table>
						<CheckField
							name="keys-on"
							label={t("staff.keys.on")}
							checked={active}
							onChecked={(checked) => {
								keep("keys", checked ? "on" : "off");
								on.set(checked);
							}}
						/>
						<p class="muted">{t("staff.keys.off.hint")}</p>
						<div class="actions">
							<Button look="primary" onClick={() => show(false)}>
								{t("common.close")}
							</Button>
						</div>
					</div>
				</Dialog>
			)}
		</>
	);
}
