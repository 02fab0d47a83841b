"""The mail to a merchant who does not open the app: what waits, which deadline nears, what broke."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from connectors import build, manifests
from integration.domain.zones import zone
from integration.languages.summary import Waiting, summary
from integration.ports import Channel, Message, Permanent, Temporary, Unauthorized, Uncertain
from integration.store import leases
from integration.store.legal_lines import legal_tasks
from integration.store.overview import overview
from integration.store.people import owners
from integration.store.sent import failed_since
from integration.store.session import read, write
from integration.store.shops import connections, shops
from integration.store.tables import ConnectionRow, ShopRow
from jobs.context import Context

log = logging.getLogger(__name__)

HOUR = 7
"""From this hour of the shop's day the mail may go."""

NEAR = timedelta(days=3)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Mail:
    shop_id: int
    day: date
    to: Sequence[str]
    message: Message


def morning(context: Context, _row_id: int = 0) -> None:
    """Rung often, writes once a shop and day. Does nothing where the installation has no mail of its own."""
    if not context.smtp_url:
        return
    now = context.clock()
    with read(context.engine) as session:
        due = [shop for shop in shops(session) if _is_due(shop, now)]
        session.expunge_all()
    for shop in due:
        _write_to(context, shop, now)


def _is_due(shop: ShopRow, now: datetime) -> bool:
    wanted = not shop.settings.get("summary", {}).get("off")
    return wanted and shop.uninstalled_at is None and now.astimezone(zone(shop.timezone)).hour >= HOUR


def _write_to(context: Context, shop: ShopRow, now: datetime) -> None:
    name, owner = f"morning:{shop.id}:{_day(shop, now)}", uuid4().hex
    with write(context.engine) as session:
        ours = leases.acquire(session, name, owner, now, timedelta(days=2).total_seconds())
        session.commit()
    if not ours:
        return
    with read(context.engine) as session:
        mail = _mail(session, context, shop, now)
    if mail is not None and not _send(context, mail):
        with write(context.engine) as session:
            leases.release(session, name, owner)
            session.commit()


def _mail(session: Session, context: Context, shop: ShopRow, now: datetime) -> _Mail | None:
    """None when nothing waits, or nobody is there to read it."""
    day, shop_id = _day(shop, now), shop.id or 0
    facts = overview(session, shop_id, now - A_DAY)
    tasks = legal_tasks(session, shop_id, day + NEAR)
    waiting = Waiting(
        incidents=facts.incidents,
        proposed=facts.proposed,
        unusual=facts.unusually_many > 0,
        legal=len(tasks),
        nearest=next((task.by for task in tasks if task.by is not None), None),
        unresolved=facts.unresolved,
        failed=failed_since(session, shop_id, now - A_DAY),
        broken=tuple(_broken(row) for row in connections(session, shop_id) if row.state in ("paused", "broken")),
        stopped=shop.messages_stopped,
    )
    to = [person.email for person in owners(session, shop_id)]
    if not to or not waiting:
        return None
    subject, text = summary(waiting, shop.title or shop.name, context.public_url, shop.language)
    return _Mail(shop_id, day, to, Message(to="", subject=subject, text=text, sender=context.mail_from))


def _send(context: Context, mail: _Mail) -> bool:
    """False when nothing has gone out and it is worth trying again."""
    channel = build("smtp", Channel, context.access("smtp", context.smtp_url, config={"from": context.mail_from}))
    gone = False
    for address in mail.to:
        message = Message(address, mail.message.subject, mail.message.text, sender=mail.message.sender)
        try:
            channel.send(message, f"morning:{mail.shop_id}:{mail.day}:{address}")
            gone = True
        except (Temporary, Unauthorized) as problem:
            log.warning("the morning mail of shop %s has to wait: %s", mail.shop_id, problem)
        except (Permanent, Uncertain) as problem:
            log.error("the morning mail of shop %s did not arrive: %s", mail.shop_id, problem)
            gone = True
    return gone


def _broken(row: ConnectionRow) -> tuple[str, str]:
    manifest = manifests().get(row.connector)
    return manifest.label if manifest else row.connector, row.state_reason


def _day(shop: ShopRow, now: datetime) -> date:
    return now.astimezone(zone(shop.timezone)).date()
