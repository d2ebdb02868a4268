import { useState } from "preact/hooks";
import { keyOf, language, OWN_NAMES, T, t } from "../app/i18n";
import { go } from "../app/router";
import { Skeleton } from "../parts/Answered";
import { Button } from "../parts/Button";
import { CheckField, TextField } from "../parts/Field";
import { Form, type Wrong } from "../parts/Form";
import { Page } from "../parts/Page";
import { Phone } from "../parts/Problem";
import { change, draft, NEEDS } from "./draft";
import { HoldTimer } from "./HoldTimer";
import { useHeld } from "./held";
import { NothingChosen } from "./NothingChosen";
import { Steps } from "./Steps";

/** What is wrong with what was typed, in words that say how it is right. */
export function checkContact(): Wrong {
	const { name, mail, phone } = draft.get();
	return {
		name: name.trim() ? undefined : t("citizen.contact.name.missing"),
		mail: !mail.trim() || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(mail.trim()) ? undefined : t("citizen.contact.mail.wrong"),
		phone:
			phone.replace(/\D/g, "").length >= 6
				? undefined
				: t(phone.trim() ? "citizen.contact.phone.wrong" : "citizen.contact.phone.missing"),
	};
}

/** Who comes, how to reach them, and what they need to take part. */
export default function Contact() {
	const held = useHeld();
	const [wrong, setWrong] = useState(false);
	const title = t("citizen.contact.title");
	if (held === "looking")
		return (
			<Page title={title} back="/buchen/zeit">
				<Skeleton bars={4} />
			</Page>
		);
	if (held === "none") return <NothingChosen title={title} />;
	return (
		<Page title={title} back="/buchen/zeit" wrong={wrong}>
			<Steps now={3} />
			<div class="stack">
				<HoldTimer held={held} />
				<Form
					check={() => {
						const found = checkContact();
						setWrong(Object.values(found).some(Boolean));
						return found;
					}}
					onSend={() => {
						change({ contactGiven: true });
						go("/buchen/pruefen");
					}}
				>
					{(errors) => <ContactFields errors={errors} />}
				</Form>
			</div>
		</Page>
	);
}

/** The fields themselves, for an appointment and for the waiting list. */
export function ContactFields({ errors, send }: { errors: Wrong; send?: string }) {
	const now = draft.use();
	const speaking = language.use();
	return (
		<>
			<TextField
				name="name"
				label={t("citizen.contact.name")}
				autocomplete="name"
				maxLength={120}
				value={now.name}
				onValue={(name) => change({ name })}
				error={errors.name}
			/>
			<TextField
				name="phone"
				type="tel"
				label={t("citizen.contact.phone")}
				hint={t("citizen.contact.phone.hint")}
				autocomplete="tel"
				inputMode="tel"
				maxLength={40}
				value={now.phone}
				onValue={(phone) => change({ phone })}
				error={errors.phone}
			/>
			<TextField
				name="mail"
				type="email"
				optional
				label={t("citizen.contact.mail")}
				hint={t("citizen.contact.mail.hint")}
				autocomplete="email"
				inputMode="email"
				maxLength={200}
				value={now.mail}
				onValue={(mail) => change({ mail })}
				error={errors.mail}
			/>
			<p class="muted">{t("citizen.contact.language", { language: OWN_NAMES[speaking] })}</p>
			<fieldset class="field">
				<legend>
					{t("citizen.contact.needs")} <span class="field__optional">{t("common.optional")}</span>
				</legend>
				<p class="field__hint">{t("citizen.contact.needs.hint")}</p>
				{NEEDS.map((need) => (
					<CheckField
						key={need}
						name={`need-${need}`}
						label={t(keyOf("citizen.need", need))}
						checked={now.needs.includes(need)}
						onChecked={(on) =>
							change({ needs: on ? [...now.needs, need] : now.needs.filter((other) => other !== need) })
						}
					/>
				))}
			</fieldset>
			<TextField
				name="note"
				label={t("citizen.contact.note")}
				hint={t("citizen.contact.note.hint")}
				optional
				rows={3}
				maxLength={400}
				spellcheck
				value={now.note}
				onValue={(note) => change({ note })}
				error={errors.note}
			/>
			<p class="muted">
				<T k="citizen.contact.why" phone={<Phone />} />
			</p>
			<div class="actions">
				<Button look="primary" type="submit">
					{send ?? t("common.next")}
				</Button>
			</div>
		</>
	);
}
