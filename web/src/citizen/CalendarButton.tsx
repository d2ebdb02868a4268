import { authority } from "../app/authority";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import type { BookingPartsFragment } from "../gql/graphql";
import { Button } from "../parts/Button";
import { calendarFile, save } from "./calendar";

export function CalendarButton({ booking }: { booking: BookingPartsFragment }) {
	const { name } = authority.use();
	return (
		<Button
			icon="calendar"
			onClick={() =>
				save(
					"termin.ics",
					"text/calendar",
					calendarFile(
						booking,
						{
							summary: t("citizen.calendar.summary", { office: name ?? t("common.office") }),
							description: t("citizen.calendar.text", { number: booking.number ?? "" }),
						},
						serverNow(),
					),
				)
			}
		>
			{t("citizen.calendar.save")}
		</Button>
	);
}
