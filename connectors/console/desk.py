"""Where the demo shop's texts are rewritten: one file a text that no longer reads as it was delivered."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from connectors.access import Access
from connectors.console import catalogue
from integration.domain.commerce import Policy, Product
from integration.ports import Changed, Permanent, Published

Text = TypeVar("Text", Policy, Product)


class Desk:
    """The texts in `<mail_dir>/../pages`, named <kind>-<id>.<language>.html: who edits one there is the merchant."""

    def __init__(self, access: Access) -> None:
        self._folder = Path(access.config["mail_dir"]).parent / "pages" if "mail_dir" in access.config else None

    def as_rewritten(self, kind: str, texts: Iterable[Text]) -> Iterator[Text]:
        """The texts, each as it stands now."""
        for text in texts:
            file = self._file(kind, text.id, text.language or "")
            if file is not None and file.exists():
                at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
                yield replace(text, html=file.read_text(encoding="utf-8"), updated_at=at)
            else:
                yield text

    def write(self, kind: str, text: Policy | Product, html: str) -> None:
        """Whole or not at all. Raises Permanent where the shop was opened without a folder to write in."""
        file = self._file(kind, text.id, text.language or "")
        if file is None:
            raise Permanent("this demo shop was opened to be read only")
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent, suffix=".part", encoding="utf-8", delete=False) as part:
            part.write(html)
        Path(part.name).replace(file)

    def _file(self, kind: str, text_id: str, language: str) -> Path | None:
        return self._folder / f"{kind}-{text_id}.{language}.html" if self._folder else None


class ConsolePublisher:
    """Rewrites the demo shop's texts, which stand as they are sent."""

    def __init__(self, access: Access) -> None:
        self._desk = Desk(access)
        self._now = access.clock()

    def publish_policy(self, policy_id: str, html: str, locale: str, expected: str) -> Published:
        return self._publish("policy", catalogue.policies(self._now), policy_id, html, locale, expected)

    def publish_product(self, product_id: str, html: str, locale: str, expected: str) -> Published:
        return self._publish("product", catalogue.products(self._now), product_id, html, locale, expected)

    def restore_policy(self, policy_id: str, kept: str, locale: str, expected: str) -> Published:
        return self.publish_policy(policy_id, kept, locale, expected)

    def restore_product(self, product_id: str, kept: str, locale: str, expected: str) -> Published:
        return self.publish_product(product_id, kept, locale, expected)

    def _publish(
        self, kind: str, texts: Iterable[Text], text_id: str, html: str, locale: str, expected: str
    ) -> Published:
        named = (text for text in texts if (text.id, text.language) == (text_id, locale))
        standing = next(self._desk.as_rewritten(kind, named), None)
        if standing is None:
            raise Permanent(f"the demo shop has no {kind} {text_id} in {locale}")
        if standing.html != expected:
            raise Changed(standing.html)
        self._desk.write(kind, standing, html)
        return Published(html, standing.html)
