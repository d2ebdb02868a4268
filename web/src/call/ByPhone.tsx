import { useState } from "preact/hooks";
import { t } from "../app/i18n";
import { useStep, Wrong } from "../desk/case/desk";
import { GoOnByPhoneDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";

/** The picture is given up and the talk is not. One step more, because it cannot be undone for whoever is identified. */
export function ByPhone({ booking }: { booking: string }) {
	const goOn = useStep(GoOnByPhoneDocument);
	const [asks, ask] = useState(false);
	return (
		<>
			<Wrong of={[goOn]} />
			<div class="actions">
				<Button id="call-phone" onClick={() => ask(true)}>
					{t("call.by-phone")}
				</Button>
			</div>
			{asks && (
				<Dialog title={t("call.by-phone.title")} onClose={() => ask(false)}>
					<div class="stack">
						<p>{t("call.by-phone.text")}</p>
						<p>{t("call.by-phone.identity")}</p>
						<div class="actions">
							<Button
								look="primary"
								writes
								busy={goOn.busy}
								onClick={async () => {
									await goOn.give({ booking }, t("call.by-phone.done"));
									ask(false);
								}}
							>
								{t("call.by-phone.button")}
							</Button>
							<Button onClick={() => ask(false)}>{t("call.by-phone.stay")}</Button>
						</div>
					</div>
				</Dialog>
			)}
		</>
	);
}
