import { beforeEach, expect, test, vi } from "vitest";

vi.stubGlobal("addEventListener", () => {});
vi.stubGlobal("navigator", { onLine: true });

const { session } = await import("../../src/app/session");

beforeEach(() => session.set({ kind: "none" }));

test("what the staff typed or looked for is gone with them, and stays while they only sign in again", async () => {
	const { kept } = await import("../../src/staff/kept");
	const soughtFor = kept("");
	session.set({ kind: "staff", name: "Clara Klein" });
	soughtFor.set("Lovelace");
	session.set({ kind: "staff", name: "Clara Klein", roles: ["CLERK"] });
	expect(soughtFor.get()).toBe("Lovelace");
	session.set({ kind: "staff", name: "Tilda Thoma" });
	expect(soughtFor.get()).toBe("");
	soughtFor.set("Turing");
	session.set({ kind: "none" });
	expect(soughtFor.get()).toBe("");
});

test("what a visitor typed stays while their session begins, ends and begins, and is gone for somebody else", async () => {
	const { change, draft } = await import("../../src/citizen/draft");
	const typed = () => draft.get().name;
	change({ name: "Ada Lovelace" });
	session.set({ kind: "visitor" });
	session.set({ kind: "none" });
	session.set({ kind: "visitor" });
	expect(typed()).toBe("Ada Lovelace");
	session.set({ kind: "link", booking: "1" });
	expect(typed()).toBe("");
	change({ name: "Berta Benz" });
	session.set({ kind: "none" });
	session.set({ kind: "link", booking: "1" });
	expect(typed()).toBe("Berta Benz");
	session.set({ kind: "link", booking: "2" });
	expect(typed()).toBe("");
	change({ name: "Grace Hopper" });
	session.set({ kind: "staff", name: "Clara Klein" });
	expect(typed()).toBe("");
});
