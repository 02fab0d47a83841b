"""The texts of a store that can be written: a product's two descriptions, and a page of the WordPress around it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from connectors.access import Access
from connectors.values import markup, table, text
from connectors.woocommerce.answers import read
from connectors.woocommerce.client import Client
from connectors.woocommerce.site import LISTS
from integration.ports import Permanent, Unauthorized
from integration.ports.sentences import Sentence

_TWO_FIELDS = Sentence("the change reaches from the short description into the long one; make it in the store")
_UNREAD = Sentence("this product is a variation or lies in the trash, where nobody reads it")
_NO_PASSWORD = Sentence(
    "pages are written with a WordPress application password, which the connection has not: "
    "add it under Connections, or put the words in by hand"
)
_NO_ID = Sentence("the store tells nobody which page this is, so it cannot be written; put the words in by hand")
_REFUSED = Sentence("WordPress refuses its application password: %(cause)s")

SHORT, LONG = "short_description", "description"


class Edit(NamedTuple):
    """What one field shows, and what it shall show."""

    field: str
    shown: str
    wanted: str


class ProductText:
    """A product's text: the short description and the long one below it, as `Storefront` reads them."""

    fields = (SHORT, LONG)

    def __init__(self, access: Access, product_id: str) -> None:
        self._client, self._place = Client(access), f"products/{page_number(product_id)}"

    def shown(self) -> str:
        return "\n".join(part for part in self._parts().values() if part)

    def edit(self, wanted: str) -> Edit:
        """Which of the two descriptions has to change. Raises Permanent where it would take both."""
        short, long = self._parts().values()
        if not short or not long:
            field = SHORT if short else LONG
            return Edit(field, short or long, wanted)
        if wanted.startswith(short + "\n"):
            return Edit(LONG, long, wanted.removeprefix(short + "\n"))
        if wanted.endswith("\n" + long):
            return Edit(SHORT, short, wanted.removesuffix("\n" + long))
        raise Permanent(_TWO_FIELDS())

    def held(self) -> Mapping[str, str]:
        """Both, as WordPress holds them. The product itself is told to nobody else: a read key may see it."""
        row = self._row(context="edit")
        return {field: str(row.get(field) or "") for field in self.fields}

    def write(self, fields: Mapping[str, str]) -> None:
        self._client.put(self._place, fields)

    def _parts(self) -> Mapping[str, str]:
        row = self._row()
        return {field: markup(row.get(field)) for field in self.fields}

    def _row(self, **params: str) -> Mapping[str, Any]:
        row = table(self._client.get(self._place, **params))
        if text(row.get("type")) == "variation" or row.get("status") == "trash":
            raise Permanent(_UNREAD())
        return row


class PageText:
    """A page: read as a stranger reads it, written with an application password. Shop keys open no page."""

    fields = ("content",)

    def __init__(self, access: Access, page_id: str) -> None:
        self._client, self._site = Client(access), WordPress(access)
        self._path = f"{LISTS}/{page_number(page_id)}"

    def shown(self) -> str:
        return markup(table(table(self._client.public(self._path)).get("content")).get("rendered"))

    def edit(self, wanted: str) -> Edit:
        return Edit("content", self.shown(), wanted)

    def held(self) -> Mapping[str, str]:
        found = table(self._site.ask("GET", self._path, params={"context": "edit"}))
        return {"content": str(table(found.get("content")).get("raw") or "")}

    def write(self, fields: Mapping[str, str]) -> None:
        self._site.ask("POST", self._path, json=dict(fields))


class WordPress:
    """The site around the store, as who gave us an application password."""

    def __init__(self, access: Access) -> None:
        self._http, self._url = access.http, access.url.rstrip("/")
        self._who = (access.credentials.get("wordpress_user", ""), access.credentials.get("wordpress_password", ""))

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Raises Permanent for a password that WordPress refuses: the shop's own keys are not at fault."""
        if not all(self._who):
            raise Permanent(_NO_PASSWORD())
        try:
            return read(self._http.request(method, f"{self._url}/{path}", auth=self._who, **options))
        except Unauthorized as problem:
            raise Permanent(_REFUSED(cause=problem)) from None


def page_number(vendor_id: str) -> str:
    """An id as it may stand in an address. Raises Permanent."""
    if not (vendor_id.isascii() and vendor_id.isdigit()):
        raise Permanent(_NO_ID())
    return vendor_id
