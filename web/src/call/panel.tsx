import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../app/i18n";
import { call } from "./call";
import { media } from "./media";
import { Chat, Control, Devices, type useCaptions } from "./parts";

type Which = "chat" | "devices";

export interface Panel {
	/** What is open. */
	which: Which | undefined;
	toggle: (which: Which) => void;
}

/** What is open below the talk: the writing, or the devices. Who writes is read, also by somebody who has not opened it. */
export function usePanel(live: boolean): Panel {
	const { chat, seat } = call.use();
	const [open, set] = useState<Which>();
	const seen = useRef(chat.length);
	useEffect(() => {
		const last = chat.at(-1);
		if (chat.length > seen.current && last && last.from !== seat) set("chat");
		seen.current = chat.length;
	}, [chat.length]);
	return {
		which: open === "chat" && !live ? undefined : open,
		toggle: (which) => set(open === which ? undefined : which),
	};
}

/** The buttons of that, and of what is written down of the talk. */
export function Tools({
	live,
	panel: { which, toggle },
	captions,
	keys,
}: {
	live: boolean;
	panel: Panel;
	captions?: ReturnType<typeof useCaptions>;
	keys?: boolean;
}) {
	const { microphone } = media.use();
	return (
		<>
			{live && (
				<Control
					id="chat"
					icon="chat"
					hotkey={keys ? "n" : undefined}
					expanded={which === "chat"}
					onPress={() => toggle("chat")}
				>
					{t("call.chat")}
				</Control>
			)}
			{microphone !== "unasked" && (
				<Control id="devices" icon="devices" expanded={which === "devices"} onPress={() => toggle("devices")}>
					{t("call.devices")}
				</Control>
			)}
			{captions?.possible && live && (
				<Control id="captions" icon="captions" off={!captions.on} onPress={captions.toggle}>
					{t(captions.on ? "call.captions.off" : "call.captions.on")}
				</Control>
			)}
		</>
	);
}

/** What was opened. */
export const Opened = ({ which }: Panel) => (which === "chat" ? <Chat /> : <Devices />);
