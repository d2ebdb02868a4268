import type { ServiceCode } from "../gql/graphql";

/** What the office does, in the order in which it is offered to choose from. */
export const SERVICES: readonly ServiceCode[] = [
	"CHANGE_OF_RESIDENCE",
	"MOVE_IN",
	"DEREGISTRATION_ABROAD",
	"CERTIFICATE_OF_CONDUCT",
	"TRADE_REGISTER_EXTRACT",
	"REGISTRATION_CERTIFICATE",
	"TAX_ID",
];

/** Whether somebody moves, and others may move along. */
export const isMove = (service: ServiceCode): boolean =>
	service === "CHANGE_OF_RESIDENCE" || service === "MOVE_IN" || service === "DEREGISTRATION_ABROAD";
