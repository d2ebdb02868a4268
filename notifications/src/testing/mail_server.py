"""A real mail server for tests: what it takes it reads with Python's own mail and calendar libraries, and tells as JSON.

usage: mail_server.py MODE CERTIFICATE KEY     MODE: starttls, tls, clear, or login (starttls with a name and a password)

It says its port, and then a line for each mail. What it does with a mail follows from the name of the mailbox: `later`
is taken at the second attempt, `never` is refused, `content` is refused after the text, `hangup` breaks the connection
after the text, `deaf` before it.
"""

import asyncio
import json
import ssl
import sys
from datetime import timezone
from email import message_from_bytes, policy

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, AuthResult
from icalendar import Calendar


def entry(text):
    calendar = Calendar.from_ical(text)
    event = next(iter(calendar.walk("VEVENT")))
    zones = {str(zone["TZID"]): zone for zone in calendar.walk("VTIMEZONE")}
    start, end = event["DTSTART"], event["DTEND"]
    # By the rules that the entry brings along, as a calendar has to that knows no zone of this name (RFC 5545, 3.6.5).
    brought = zones[start.params["TZID"]].to_tz(lookup_tzid=False)
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "starts": start.dt.isoformat(),
        "ends": end.dt.isoformat(),
        "utc": start.dt.replace(tzinfo=brought).astimezone(timezone.utc).isoformat(),
        "zone": str(start.params.get("TZID", "")),
        "zones": list(zones),
        "alarms": len(list(calendar.walk("VALARM"))),
        "longest": max(len(line) for line in text.replace(b"\r\n", b"\n").split(b"\n")),
    }


def told(envelope):
    message = message_from_bytes(envelope.original_content, policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    defects = [repr(defect) for part in message.walk() for defect in part.defects]
    return {
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "headers": [name for name in message.keys()],
        "subject": str(message["subject"]),
        "sender": str(message["from"]),
        "recipient": str(message["to"]),
        "id": str(message["message-id"]),
        "types": [part.get_content_type() for part in parts],
        "text": parts[0].get_content(),
        "entries": [entry(part.get_payload(decode=True)) for part in parts if part.get_content_type() == "text/calendar"],
        "defects": defects,
    }


class Handler:
    def __init__(self):
        self.tried = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "never":
            return "550 5.1.1 <" + address + "> is nobody here"
        if name == "later" and address not in self.tried:
            self.tried.add(address)
            return "451 4.7.1 <" + address + "> come again"
        if name == "deaf":
            server.transport.abort()
            return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        names = {address.split("@")[0] for address in envelope.rcpt_tos}
        if "content" in names:
            return "554 5.6.0 not this"
        print(json.dumps(told(envelope)), flush=True)
        if "hangup" in names:
            server.transport.abort()
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    known = data.login == b"amt" and data.password == b"geheim"
    # Not handled: the server answers by itself.
    return AuthResult(success=known, handled=known)


class Server(UnthreadedController):
    def __init__(self, mode, context, loop):
        self.mode = mode
        self.context = context
        super().__init__(
            Handler(),
            hostname="127.0.0.1",
            port=0,
            loop=loop,
            ssl_context=context if mode == "tls" else None,
        )

    def factory(self):
        if self.mode in ("tls", "clear"):
            return SMTP(self.handler, hostname="mail.test", enable_SMTPUTF8=True)
        login = self.mode == "login"
        return SMTP(
            self.handler,
            hostname="mail.test",
            enable_SMTPUTF8=True,
            tls_context=self.context,
            require_starttls=True,
            auth_required=login,
            authenticator=authenticate if login else None,
        )


def main(mode, certificate, key):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    server = Server(mode, context, loop)
    server.begin()
    print("port", server.server.sockets[0].getsockname()[1], flush=True)
    loop.run_forever()


main(*sys.argv[1:])
