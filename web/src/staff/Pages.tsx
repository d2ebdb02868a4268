import { t } from "../app/i18n";
import { Empty } from "../parts/Answered";
import { Button } from "../parts/Button";

interface Props {
	/** What the API says about the page that is shown. */
	of: { hasNextPage: boolean; endCursor?: string | null };
	/** Where it begins, when it is not the first. */
	at: string | undefined;
	turn: (to: string | undefined) => void;
}

/** The way to the next page of a list, and back to the first. */
export function Pages({ of, at, turn }: Props) {
	return (
		<div class="row">
			{at && <Button onClick={() => turn(undefined)}>{t("staff.pages.first")}</Button>}
			{of.hasNextPage && <Button onClick={() => turn(of.endCursor ?? undefined)}>{t("staff.pages.more")}</Button>}
		</div>
	);
}

/** A later page, when everything on it is done meanwhile: what is left stands before it. */
export function EmptyPage({ turn }: Pick<Props, "turn">) {
	return (
		<Empty title={t("staff.pages.empty")}>
			<Button onClick={() => turn(undefined)}>{t("staff.pages.first")}</Button>
		</Empty>
	);
}
