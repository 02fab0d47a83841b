"""Reports that mail servers send back to the return path: RFC 3464 for what did not arrive, RFC 5965 for complaints."""

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import parseaddr

from connectors.access import Access
from connectors.signed import OwnAddress, secrets_of, shows_password
from connectors.values import text
from integration.domain.events import Event, Ignored, MessageReturned, ReturnReason
from integration.ports import Delivery

LASTING = re.compile(r"5\.1\.(0|1|2|3|6|10)|5\.2\.1|5\.7\.13")
"""Addresses that take nothing (RFC 3463, RFC 7505); a full mailbox or a refused text is no such thing."""
_NAME = re.compile(r"\+([0-9a-f]{32})@")
_BEFORE = ("x-original-to", "delivered-to", "to")


class SmtpWebhooks(OwnAddress):
    """Takes a mail as it is: the server of the return path hands it on, by a pipe or a route to our address."""

    def __init__(self, access: Access) -> None:
        self._secrets = secrets_of(access)
        self._domain = parseaddr(access.credentials.get("sender", ""))[1].rpartition("@")[2]

    def verify(self, delivery: Delivery) -> bool:
        """Whoever hands it on shows the password; who wrote the mail nobody vouches for."""
        return shows_password(delivery, self._secrets)

    def topic(self, delivery: Delivery) -> str:
        return text(message_from_bytes(delivery.body).get_param("report-type")) or "mail"

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        mail = message_from_bytes(delivery.body)
        parts = list(mail.walk())
        name = self._about(mail, parts)
        found = [event for part in parts for event in _read(part, name)]
        return found or [Ignored("the mail is no report of a mail server")]

    def _about(self, mail: Mail, parts: Sequence[Mail]) -> str:
        """The Message-ID that ours went out with: as the report quotes it, else from the address it came to."""
        for part in parts:
            if part.get_content_type() == "text/rfc822-headers":
                part = message_from_bytes(_bytes(part))
            elif part is mail or not part.get("message-id"):
                continue
            if quoted := text(part.get("message-id")):
                return quoted
        names = (_NAME.search(str(mail.get(header, ""))) for header in _BEFORE)
        return next((f"<{found[1]}@{self._domain}>" for found in names if found), "")


def _bytes(part: Mail) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _read(part: Mail, name: str) -> Iterator[Event]:
    kind = part.get_content_type()
    blocks = [one for one in part.get_payload() if isinstance(one, Mail)] if part.is_multipart() else []
    if kind == "message/delivery-status":
        yield from (_of_recipient(block, name) for block in blocks if block.get("final-recipient"))
    elif kind == "message/feedback-report":
        told = blocks[0] if blocks else message_from_bytes(_bytes(part))
        address = parseaddr(str(told.get("original-rcpt-to", "")))[1]
        yield MessageReturned(name, address, ReturnReason.COMPLAINED, text(told.get("feedback-type")))


def _of_recipient(block: Mail, name: str) -> Event:
    address = text(block.get("final-recipient")).partition(";")[2].strip()
    action, status = text(block.get("action")).lower(), text(block.get("status")).partition(" ")[0]
    if action != "failed":
        return Ignored(f"the mail is {action or 'in an unnamed state'}; its server goes on")
    why = ReturnReason.BOUNCED if LASTING.fullmatch(status) else ReturnReason.UNDELIVERED
    words = text(" ".join(str(block.get("diagnostic-code", "")).split())) or status
    return MessageReturned(name, address, why, words[:300])
