"""A mail server on loopback that counts what it took, and fails as mail servers do: before, during and after."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.controller import Controller

from tests.postbox_app import free_port

PATIENCE = 3.0
"""Seconds for which whoever sends waits for an answer."""

FAULTS = {"busy": 0.03, "gone": 0.03, "refused after it was told": 0.02, "silent": 0.02, "broken off": 0.03}


class Mailbox:
    """`taken` has by recipient when each letter's session began; after the last dot a letter counts, come what may."""

    def __init__(self, seed: int) -> None:
        self.taken: dict[str, list[datetime]] = defaultdict(list)
        self.faults: Counter[str] = Counter()
        self._draw = random.Random(seed)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 aiosmtpd's name
        envelope.mail_from, session.began = address, datetime.now(UTC)
        session.fault = self._draw.choices(["", *FAULTS], [1 - sum(FAULTS.values()), *FAULTS.values()])[0]
        self.faults[session.fault] += 1
        if session.fault == "gone":
            server.transport.abort()
        return "451 come back later" if session.fault == "busy" else "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if session.fault == "refused after it was told":
            return "451 the disk is full"
        for recipient in envelope.rcpt_tos:
            self.taken[recipient].append(session.began)
        if session.fault == "silent":
            await asyncio.sleep(PATIENCE + 2)
        if session.fault in ("silent", "broken off"):
            server.transport.abort()
        return "250 taken"

    @contextmanager
    def open(self) -> Iterator[str]:
        """Its address while the block runs."""
        controller = Controller(self, hostname="127.0.0.1", port=free_port(), ready_timeout=10)
        controller.start()
        try:
            yield f"smtp://127.0.0.1:{controller.port}"
        finally:
            controller.stop()
