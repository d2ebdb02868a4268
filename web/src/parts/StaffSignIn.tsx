import { useState } from "preact/hooks";
import { type Fault, faultIn } from "../app/fault";
import { t } from "../app/i18n";
import { type SignInRefused, signInStaff } from "../app/session";
import { Button } from "./Button";
import { TextField } from "./Field";
import { Form } from "./Form";
import { Notice } from "./Notice";
import { Problem } from "./Problem";

/** Name and password of a member of the staff. */
export default function StaffSignIn({ onDone, name: known }: { onDone: () => void; name?: string }) {
	const [name, setName] = useState(known ?? "");
	const [password, setPassword] = useState("");
	const [busy, setBusy] = useState(false);
	const [refused, setRefused] = useState<SignInRefused>();
	const [fault, setFault] = useState<Fault>();
	const send = async () => {
		if (busy) return;
		setBusy(true);
		setRefused(undefined);
		setFault(undefined);
		try {
			const said = await signInStaff(name.trim(), password);
			if (said) setRefused(said);
			else onDone();
		} catch (error) {
			setFault(faultIn(error));
		} finally {
			setBusy(false);
		}
	};
	return (
		<Form
			check={() => ({
				"staff-name": name.trim() ? undefined : t("common.staff.in.name.missing"),
				"staff-password": password ? undefined : t("common.staff.in.password.missing"),
			})}
			onSend={send}
		>
			{(wrong) => (
				<>
					{refused && (
						<Notice kind="danger" title={t("common.staff.in.refused")} told>
							<p>{refused.message}</p>
						</Notice>
					)}
					<Problem fault={fault} />
					<TextField
						name="staff-name"
						label={t("common.staff.in.name")}
						autocomplete="username"
						value={name}
						onValue={setName}
						error={wrong["staff-name"]}
					/>
					<TextField
						name="staff-password"
						label={t("common.staff.in.password")}
						type="password"
						autocomplete="current-password"
						value={password}
						onValue={setPassword}
						error={wrong["staff-password"]}
					/>
					<div class="actions">
						<Button look="primary" type="submit" busy={busy} writes>
							{t("common.staff.in.button")}
						</Button>
					</div>
				</>
			)}
		</Form>
	);
}
