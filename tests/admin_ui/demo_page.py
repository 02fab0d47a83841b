"""A page of the demo shop that can be written, in a shop that is connected to it."""

from dataclasses import dataclass, replace
from pathlib import Path

from connectors.console.catalogue import policies
from integration.store import audits, catalogue, publications
from integration.store.session import read, write
from integration.store.shops import save_connection
from integration.store.tables import PublicationRow, ShopRow
from jobs.audit import audit_document
from jobs.context import Context

GAP = "return.refund_time"
"""What the demo shop's returns page leaves open."""


@dataclass(frozen=True)
class DemoPage:
    """The returns page in English; `file` is where the demo shop keeps it once it was rewritten."""

    context: Context
    shop_id: int
    id: int
    html: str
    file: Path

    @property
    def version(self) -> str:
        with read(self.context.engine) as session:
            row = catalogue.document(session, self.shop_id, self.id)
            assert row is not None
            return str(row.current_version)

    def stands(self) -> str:
        """What the shop shows now."""
        return self.file.read_text(encoding="utf-8") if self.file.exists() else self.html

    def change_by_hand(self, html: str) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(html, encoding="utf-8")

    def states(self) -> dict[str, str]:
        with read(self.context.engine) as session:
            return {row.code: row.state for row in audits.findings(session, self.shop_id, document_id=self.id)}

    def publications(self) -> list[PublicationRow]:
        with read(self.context.engine) as session:
            return list(publications.publications(session, self.shop_id, self.id))


def open_demo_page(context: Context, shop: ShopRow, folder: Path) -> DemoPage:
    now, shop_id = context.clock(), shop.id or 0
    policy = next(one for one in policies(now) if (one.id, one.language) == ("returns", "en"))
    config = {"started_at": now.isoformat(), "mail_dir": str(folder / "mail")}
    with write(context.engine) as session:
        save_connection(session, shop_id, "console", context.vault.seal({}), now, config=config)
        row = catalogue.save_policy(session, shop_id, replace(policy, updated_at=None), now)
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    return DemoPage(context, shop_id, document_id, policy.html, folder / "pages" / "policy-returns.en.html")


def turn_german(context: Context, shop: ShopRow) -> None:
    """The shop's own language is German from now on, of which its store has no page."""
    with write(context.engine) as session:
        row = session.get(ShopRow, shop.id)
        assert row is not None
        row.language = "de"
        session.commit()
