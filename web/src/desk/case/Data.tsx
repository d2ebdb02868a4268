import { Conduct, Trade } from "./data/Application";
import { Certificate } from "./data/Certificate";
import { Departure } from "./data/Departure";
import { Move } from "./data/Move";
import { TaxId } from "./data/TaxId";
import { useDesk } from "./desk";

/** The procedure's own data: the move, or what exactly is asked for. */
export function Data() {
	const { file } = useDesk();
	switch (file.service) {
		case "CHANGE_OF_RESIDENCE":
		case "MOVE_IN":
			return <Move />;
		case "DEREGISTRATION_ABROAD":
			return <Departure />;
		case "CERTIFICATE_OF_CONDUCT":
			return <Conduct />;
		case "TRADE_REGISTER_EXTRACT":
			return <Trade />;
		case "REGISTRATION_CERTIFICATE":
			return <Certificate />;
		case "TAX_ID":
			return <TaxId />;
	}
}
