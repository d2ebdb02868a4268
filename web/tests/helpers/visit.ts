import { type Asked, decoded, heard, mark, sees, turnsOn, unbroken } from "./call";
import type { Citizen } from "./citizen";
import type { Desk, Medium } from "./desk";

/** How long a connection may take on a busy machine: the pages ask for one again until it stands. */
const PATIENCE = 60_000;

/** The clerk calls who is in the waiting room. Over video they see and hear each other before anything else is done. */
export async function meet(citizen: Citizen, desk: Desk, medium: Medium = "VIDEO", born?: string): Promise<void> {
	await citizen.isThere();
	if (medium === "VIDEO") await turnsOn(citizen.page);
	await desk.calls(citizen);
	await citizen.isCalled();
	if (medium === "VIDEO") await turnsOn(desk.page);
	await desk.talks(medium);
	if (medium === "VIDEO") await connected(citizen.page, desk.page);
	await desk.person(citizen, born);
}

/** Each sees and hears the other. */
export async function connected(...pages: Asked[]): Promise<void> {
	await Promise.all(pages.flatMap((page) => [sees(page, decoded, PATIENCE), sees(page, heard, PATIENCE)]));
	await mark(...pages);
}

/** The clerk ends the visit. If they talked over video, they still did, on the line of the beginning. */
export async function part(citizen: Citizen, desk: Desk, medium: Medium = "VIDEO"): Promise<void> {
	if (medium === "VIDEO") await unbroken(citizen.page, desk.page);
	await desk.goodbye();
	await citizen.toCase();
	await citizen.page.getByText("Das Gespräch ist geführt.").waitFor();
}
