"""Payments of the demo shop: one a paid order, its refunds and the parcels it was told of kept as files."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from connectors.access import Access
from connectors.console import story
from integration.domain.commerce import Money, Refund, Tracking
from integration.domain.payment import Payment
from integration.ports import Permanent

PREFIX = "pay_"


class ConsolePayments:
    """A payment is called pay_<order number>. Each act is one file, named by its idempotency key: twice is once."""

    def __init__(self, access: Access) -> None:
        self._story = story.Story(datetime.fromisoformat(access.config["started_at"]), 1.0)
        self._folder = Path(access.config["mail_dir"]).parent / "payments"
        self._now = access.clock()

    def payment(self, payment_id: str) -> Payment | None:
        chapter = next((each for each in story.chapters(self._story) if PREFIX + each.number == payment_id), None)
        if chapter is None or chapter.paid_at is None:
            return None
        total = story.order(chapter, self._now).total
        return Payment(payment_id, chapter.number, total, method="card", captured_at=chapter.paid_at)

    def refund(self, payment_id: str, amount: Money, reason: str, idempotency_key: str) -> Refund:
        """Raises Permanent for more than is left, another currency, or a payment that never was."""
        payment = self._known(payment_id)
        if (before := self._read("refund", idempotency_key)) is not None:
            return _refund(payment, before)
        left = payment.amount.amount - sum(
            (Decimal(act["amount"]) for act in self._acts("refund", payment_id)), Decimal()
        )
        if amount.currency != payment.amount.currency or not 0 < amount.amount <= left:
            raise Permanent(
                f"{left} {payment.amount.currency} is left to refund, not {amount.amount} {amount.currency}"
            )
        act = {"payment": payment_id, "amount": str(amount.amount), "reason": reason, "at": self._now.isoformat()}
        return _refund(payment, self._write("refund", idempotency_key, act))

    def add_tracking(self, payment_id: str, tracking: Tracking, idempotency_key: str) -> None:
        self._known(payment_id)
        act = {"payment": payment_id, "number": tracking.number, "carrier": tracking.carrier, "url": tracking.url}
        self._write("tracking", idempotency_key, act)

    def tracking(self, payment_id: str) -> Sequence[Tracking]:
        told = self._acts("tracking", payment_id)
        return list(dict.fromkeys(Tracking(act["number"], act["carrier"], act["url"]) for act in told))

    def _known(self, payment_id: str) -> Payment:
        payment = self.payment(payment_id)
        if payment is None:
            raise Permanent(f"no payment is called {payment_id}")
        return payment

    def _acts(self, kind: str, payment_id: str) -> Iterator[Mapping[str, str]]:
        for file in sorted(self._folder.glob(f"{kind}-*.json")):
            act: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
            if act["payment"] == payment_id:
                yield {**act, "id": file.stem}

    def _read(self, kind: str, key: str) -> Mapping[str, str] | None:
        file = self._file(kind, key)
        return {**json.loads(file.read_text(encoding="utf-8")), "id": file.stem} if file.exists() else None

    def _write(self, kind: str, key: str, act: Mapping[str, str]) -> Mapping[str, str]:
        """Whole or not at all, and only the first time."""
        file = self._file(kind, key)
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent, suffix=".part", encoding="utf-8") as part:
            json.dump(act, part, ensure_ascii=False)
            part.flush()
            with contextlib.suppress(FileExistsError):
                os.link(part.name, file)
        return self._read(kind, key) or act

    def _file(self, kind: str, key: str) -> Path:
        return self._folder / f"{kind}-{sha256(key.encode()).hexdigest()[:32]}.json"


def _refund(payment: Payment, act: Mapping[str, str]) -> Refund:
    amount = Money(Decimal(act["amount"]), payment.amount.currency)
    return Refund(act["id"], payment.order_id, amount, act["reason"], datetime.fromisoformat(act["at"]))
