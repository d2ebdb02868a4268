import { t } from "../app/i18n";
import { store } from "../app/store";
import { type Answer, useAnswer } from "../app/use";
import { StaffMeDocument, StaffScopesDocument, StaffServicesDocument } from "../gql/graphql";

const chosen = store<string | undefined>(undefined);

/** The place whose day is looked at: the only one, or the one that was chosen. */
export function useScope() {
	const scopes = useAnswer(StaffScopesDocument, {});
	const own = chosen.use();
	const all = scopes.data?.scopes ?? [];
	/** What is asked of the place waits for the place, and fails with it. */
	const ofPlace = <R,>(answer: Answer<R>): Answer<R> =>
		scopes.data ? answer : { ...answer, fault: scopes.fault, loading: scopes.loading, reload: scopes.reload };
	return { scope: all.find((one) => one.id === own)?.id ?? all[0]?.id, all, scopes, ofPlace };
}

export function placeName(all: readonly { id: string }[], id: string): string {
	const n = all.findIndex((one) => one.id === id);
	return n < 0 ? t("staff.place") : t("staff.place.n", { n: n + 1 });
}

/** Where there are several places, the one to look at is chosen here. */
export function PlaceChoice({ all, scope }: { all: readonly { id: string }[]; scope: string | undefined }) {
	if (all.length < 2) return null;
	return (
		<label class="tool">
			<span>{t("staff.place")}</span>
			<select name="place" value={scope} onChange={(event) => chosen.set(event.currentTarget.value)}>
				{all.map((one) => (
					<option key={one.id} value={one.id}>
						{placeName(all, one.id)}
					</option>
				))}
			</select>
		</label>
	);
}

/** Who is signed in, as the API knows them. */
export const useMe = () => useAnswer(StaffMeDocument, {}).data?.me;

/** What the office offers today. */
export const useServices = () => useAnswer(StaffServicesDocument, {});
