"""Where the demo shop's texts are rewritten: one file a text that no longer reads as it was delivered."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from connectors.access import Access
from connectors.console import catalogue
from integration.domain.commerce import Policy, PolicyKind, Product
from integration.ports import Changed, Exists, Permanent, Published

Text = TypeVar("Text", Policy, Product)
MADE = "made-"
"""How the ids of pages begin that were created here."""


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

    def policies(self, written_at: datetime) -> Iterator[Policy]:
        """The shop's pages and those that were created here, each as it stands now."""
        return self.as_rewritten("policy", [*catalogue.policies(written_at), *self._made()])

    def make(self, kind: PolicyKind, html: str, language: str) -> None:
        """Keeps a page as made-<kind>.<language>.html; raises Permanent as `write` does."""
        self.write("made", Policy(kind.value, kind, "", "", language), html)

    def remove(self, page_id: str, language: str) -> None:
        """A page that was created here; one of the shop's own stays."""
        kind = page_id.removeprefix(MADE)
        for file in (self._file("made", kind, language), self._file("policy", page_id, language)):
            if kind != page_id and file is not None:
                file.unlink(missing_ok=True)

    def _made(self) -> Iterator[Policy]:
        for file in sorted(self._folder.glob(f"{MADE}*.html")) if self._folder else ():
            page_id, language = file.name.removesuffix(".html").rsplit(".", 1)
            at, html = datetime.fromtimestamp(file.stat().st_mtime, UTC), file.read_text(encoding="utf-8")
            kind = PolicyKind(page_id.removeprefix(MADE))
            yield Policy(page_id, kind, catalogue.title_in(html), html, language, updated_at=at)

    def _file(self, kind: str, text_id: str, language: str) -> Path | None:
        return self._folder / f"{kind}-{text_id}.{language}.html" if self._folder else None


class ConsolePublisher:
    """Rewrites the demo shop's texts, which stand as they are sent."""

    def __init__(self, access: Access) -> None:
        self._desk = Desk(access)
        self._now = access.clock()

    def publish_policy(self, policy_id: str, html: str, locale: str, expected: str) -> Published:
        return self._publish("policy", self._desk.policies(self._now), policy_id, html, locale, expected)

    def publish_product(self, product_id: str, html: str, locale: str, expected: str) -> Published:
        return self._publish("product", catalogue.products(self._now), product_id, html, locale, expected)

    def restore_policy(self, policy_id: str, kept: str, locale: str, expected: str) -> Published:
        return self.publish_policy(policy_id, kept, locale, expected)

    def restore_product(self, product_id: str, kept: str, locale: str, expected: str) -> Published:
        return self.publish_product(product_id, kept, locale, expected)

    def create_policy(self, kind: PolicyKind, title: str, html: str, locale: str, again: bool) -> Policy:
        text = f"<h1>{escape(title)}</h1>\n{html}"
        standing = next(self._pages(kind, locale), None)
        if standing is not None and not (again and standing.html == text):
            raise Exists(standing.html)
        if standing is None:
            self._desk.make(kind, text, locale)
        return next(self._pages(kind, locale))

    def delete_policy(self, policy_id: str, locale: str, expected: str) -> None:
        for page in self._desk.policies(self._now):
            if (page.id, page.language) == (policy_id, locale):
                if page.html != expected:
                    raise Changed(page.html)
                self._desk.remove(policy_id, locale)

    def _pages(self, kind: PolicyKind, locale: str) -> Iterator[Policy]:
        return (page for page in self._desk.policies(self._now) if (page.kind, page.language) == (kind, locale))

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
