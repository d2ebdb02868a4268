import { Clerk } from "./clerk";
import type { Office } from "./office";

/** What has happened in a case, as an auditor finds it, the oldest first; of some kinds only, where they are named. */
export async function eventsOf(office: Office, ofCase: string, ...kinds: string[]): Promise<string[]> {
	const auditor = new Clerk(office, "Anton Arend");
	const names: string[] = [];
	for (let after: string | null = null, more = true; more; ) {
		const history = await auditor.run("case_history", {}, { id: ofCase, after });
		for (const { node } of history.edges as { node: { kind: string; name: string } }[])
			if (kinds.length === 0 || kinds.includes(node.kind)) names.push(`${node.kind}.${node.name}`);
		more = history.pageInfo.hasNextPage;
		after = history.pageInfo.endCursor;
	}
	return names;
}
