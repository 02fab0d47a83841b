"""Carries out what customers and vendors ask for under data protection law, and keeps a record that it was done."""

import json
import re
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from integration.domain.events import DataAsked, ErasureAsked, Person, ShopErasureAsked
from integration.domain.mobile import mobile
from integration.ports import Permanent
from integration.store import activity, inbox, orders, privacy, shops
from integration.store.erasure import erase_shop
from integration.store.numbers import hidden_numbers
from integration.store.retention import erase_orders
from integration.store.session import read
from integration.store.tables import ConnectionRow
from integration.store.vault import Vault
from integration.store.wishes import hide_wishes
from jobs.channels import storefronts
from jobs.context import Context

MENTIONS_FROM = 6
"""Shorter ids are found in too much that is not about this customer."""


def ask(session: Session, connection: ConnectionRow, asked: DataAsked, now: datetime) -> None:
    """Puts the request before the merchant, who hands over what is held: only they know that it is the customer."""
    here = connection.shop_id, connection.connector
    privacy.ask_for_export(session, *here, _account(connection), asked.request, asked.person, now)
    activity.log(session, connection.shop_id, now, "forthright", "a customer asked what we hold", connection.connector)


def erase_customer(
    session: Session, connection: ConnectionRow, asked: ErasureAsked, now: datetime, vault: Vault
) -> None:
    """Their orders lose their name, letters their words, and deliveries that mention them their bodies.

    An export that they still wait for ends: nothing is held any more, and it would keep who they were.
    """
    shop_id = connection.shop_id
    found = privacy.orders_of(session, shop_id, asked.person)
    erase_orders(session, shop_id, found, now)
    hide_wishes(session, shop_id, vault)
    privacy.close_exports(session, shop_id, asked.person, now)
    bodies = inbox.forget_mentions(session, shop_id, _mentions(asked.person), now)
    outcome = {"orders": len(found), "deliveries": bodies}
    privacy.record_erasure(session, shop_id, connection.connector, _account(connection), "erase", now, outcome)
    activity.log(session, shop_id, now, "forthright", "erased a customer", f"{len(found)} orders")


def erase(session: Session, connection: ConnectionRow, asked: ShopErasureAsked, now: datetime) -> bool:
    """Whether the whole shop was erased: not when it came back after it had left.

    Raises Permanent where it sells in another store too: whose its orders are, only a person can say.
    """
    if asked.at and connection.granted_at and connection.state == "live" and connection.granted_at > asked.at:
        return False
    others = [row for row in storefronts(session, connection.shop_id) if row.connector != connection.connector]
    if others:
        raise Permanent(f"the shop is connected to {others[0].connector} too; disconnect that first, and replay this")
    outcome = erase_shop(session, connection.shop_id)
    privacy.record_erasure(session, None, connection.connector, _account(connection), "erase_shop", now, outcome)
    return True


def export(context: Context, shop_id: int, request_id: int) -> str | None:
    """What is held of the customer of this request, as JSON that can be handed over; None where there is none open."""
    with read(context.engine) as session:
        row = privacy.request(session, shop_id, request_id)
        if row is None or row.act != "export" or row.done_at is not None:
            return None
        person = privacy.person_of(row)
        order_ids = privacy.orders_of(session, shop_id, person)
        hidden = _hidden(session, shop_id, order_ids, person, context.vault)
        found = privacy.held(session, shop_id, order_ids, person.email, hidden)
        told = {"asked_at": row.asked_at.isoformat(), "customer": row.person, **found}
    return json.dumps(told, ensure_ascii=False, indent=1)


def _hidden(session: Session, shop_id: int, order_ids: Sequence[int], person: Person, vault: Vault) -> list[str]:
    """What the customer's numbers are called where their wishes about texts are kept: SMS and WhatsApp."""
    shop = shops.shop(session, shop_id)
    home = shop.country if shop else ""
    known = [row for order_id in order_ids if (row := orders.order(session, shop_id, order_id)) is not None]
    phones = [(person.phone, home), *((row.customer_phone, row.country or home) for row in known)]
    numbers = {mobile(phone, country) for phone, country in phones} - {""}
    return [name for number in numbers for name in hidden_numbers(vault, shop_id, number)]


def _account(connection: ConnectionRow) -> str:
    return connection.account or connection.url


def _mentions(person: Person) -> list[bytes]:
    """What a delivery about this customer has in it, as JSON writes it."""
    numbers = (person.phone, re.sub(r"[^+\d]", "", person.phone))
    long = [one for one in (person.id, *person.orders, *numbers) if len(one) >= MENTIONS_FROM]
    mails = {person.email, person.email.lower(), person.email.upper()} - {""}
    written = [json.dumps(one, ensure_ascii=escaped)[1:-1] for one in mails for escaped in (True, False)]
    return [one.encode() for one in dict.fromkeys((*long, *written))]
