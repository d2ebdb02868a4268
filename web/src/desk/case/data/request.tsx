import { t } from "../../../app/i18n";
import { DeskCaseRecordRequestDocument, type RequestInput } from "../../../gql/graphql";
import { Button } from "../../../parts/Button";
import { useStep } from "../desk";
import { backToStep } from "../step";

export function Save({ busy }: { busy: boolean }) {
	return (
		<div class="actions">
			<Button look="primary" type="submit" writes busy={busy}>
				{t("desk.data.save")}
			</Button>
		</div>
	);
}

/** Records what is asked for. */
export function useRequest(forget: () => void) {
	const record = useStep(DeskCaseRecordRequestDocument);
	return {
		record,
		send: async (request: RequestInput) => {
			if (await record.run({ request }, t("desk.data.recorded"))) {
				forget();
				backToStep("data");
			}
		},
	};
}
