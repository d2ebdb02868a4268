import type { FiguresRequestsQuery, FiguresUtilisationQuery, ServiceCode } from "../gql/graphql";

export interface Use {
	start: string;
	planned: number;
	booked: number;
	kept: number;
}

/** The places of the office together: minutes are added, and only then divided. */
export function together(rows: FiguresUtilisationQuery["utilisation"]): Use[] {
	const of = new Map<string, Use>();
	for (const row of rows) {
		const use = of.get(row.start) ?? { start: row.start, planned: 0, booked: 0, kept: 0 };
		of.set(row.start, {
			start: row.start,
			planned: use.planned + row.plannedPublic + row.plannedInternal,
			booked: use.booked + row.bookedPublic + row.bookedInternal,
			kept: use.kept + row.kept,
		});
	}
	return [...of.values()].sort((a, b) => a.start.localeCompare(b.start));
}

export type Period = FiguresRequestsQuery["requestTypes"][number];

export interface Course {
	service: ServiceCode;
	/** What was delivered in each period; `undefined` where the group is too small to be told. */
	counts: (number | undefined)[];
	/** All that is told. What is hidden is not in it. */
	told: number;
	hidden: boolean;
}

/** The course of each service over the periods, the most frequent first. */
export function coursesOf(periods: readonly Period[]): Course[] {
	const services = [...new Set(periods.flatMap((one) => one.services.map((of) => of.service)))];
	return services
		.map((service) => {
			const found = periods.map((one) => one.services.find((of) => of.service === service)?.delivered);
			// A service that nobody asked for is not in the ranking of its period: that is none, and not hidden.
			const counts = found.map((one) => (one === undefined ? 0 : one.suppressed ? undefined : (one.count ?? 0)));
			return {
				service,
				counts,
				told: counts.reduce<number>((sum, one) => sum + (one ?? 0), 0),
				hidden: counts.includes(undefined),
			};
		})
		.sort((a, b) => b.told - a.told || a.service.localeCompare(b.service));
}
