"""The demo shop's names, whether it stands, and what its customers found in their mail."""

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import col, select

from connectors.console.mailbox import Mail
from connectors.console.mailbox import mails as letters
from integration.store import shops
from integration.store.session import read
from integration.store.tables import ConnectionRow
from jobs.context import Context

DEMO_SHOP = "demo"
DEMO_EMAIL = "you@demo.example"
DEMO_CONNECTOR = "console"


def is_seeded(context: Context) -> bool:
    """Whether the shop was read and its parcels tracked; a text that is still unread is found by reconcile."""
    with read(context.engine) as session:
        shop = shops.shop_named(session, DEMO_SHOP)
        connection = shops.connection(session, shop.id or 0, DEMO_CONNECTOR) if shop else None
        return connection is not None and None not in (connection.synced_at, connection.tracked_at)


def mails(context: Context, shop_id: int | None = None) -> Sequence[Mail]:
    """Every letter that the console took, newest first; of one shop where it is named."""
    query = select(ConnectionRow).where(ConnectionRow.connector == "console")
    if shop_id is not None:
        query = query.where(col(ConnectionRow.shop_id) == shop_id)
    with read(context.engine) as session:
        folders = {Path(row.config["mail_dir"]) for row in session.exec(query) if "mail_dir" in row.config}
    return sorted((mail for folder in folders for mail in letters(folder)), key=lambda mail: mail.date, reverse=True)


def mail(context: Context, mail_id: str, shop_id: int | None = None) -> Mail | None:
    return next((found for found in mails(context, shop_id) if found.id == mail_id), None)
