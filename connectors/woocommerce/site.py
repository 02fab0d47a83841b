"""The pages of the WordPress around a store, as its visitors get them; drafts too, with an application password."""

import logging
from collections.abc import Iterator, Mapping, Sequence

from connectors.access import Access
from connectors.values import objects
from connectors.woocommerce import footer
from connectors.woocommerce.answers import ApiOff, Firewall, read
from connectors.woocommerce.client import PER_PAGE, Client
from connectors.woocommerce.pages import policy
from integration.domain.commerce import Policy, Raw
from integration.ports import Permanent, Temporary, Unauthorized

log = logging.getLogger(__name__)

MOST_PAGES = 20
"""Hundreds of web pages that are looked through for policies."""
LISTS = "wp-json/wp/v2/pages"


class Pages:
    """`terms_page_id` is the page that checkout links to, "" for none."""

    def __init__(self, access: Access, terms_page_id: str) -> None:
        self._client, self._http, self._url = Client(access), access.http, access.url.rstrip("/")
        self._who = (access.credentials.get("wordpress_user", ""), access.credentials.get("wordpress_password", ""))
        self._terms = terms_page_id

    def policies(self) -> Sequence[Policy]:
        """Where a plugin keeps the list from strangers, what the store's foot links to is read as visitors read it."""
        foot = footer.links(self._html(f"{self._url}/"), self._url)
        listed = self._listed()
        if listed is None:
            return [page for url, kind in foot.items() if (page := footer.page(self._html(url), url, kind))]
        found = (policy(page, self._terms, foot) for page in (*listed, *self._drafts()))
        return [page for page in found if page is not None]

    def _listed(self) -> Sequence[Raw] | None:
        try:
            return list(self._published())
        except (Unauthorized, Permanent, ApiOff, Firewall) as problem:
            log.warning("the pages are not shown to strangers: %s", problem)
            return None

    def _published(self) -> Iterator[Raw]:
        """All of them, oldest first: the pages a shop was born with would be the last of a list by date."""
        for number in range(1, MOST_PAGES + 1):
            order = {"orderby": "id", "order": "asc", "page": number}
            try:
                rows = objects(self._client.public(LISTS, per_page=PER_PAGE, status="publish", **order))
            except Permanent:
                if number == 1:
                    raise
                return  # WordPress refuses a page past the end
            yield from rows
            if len(rows) < PER_PAGE:
                return

    def _drafts(self) -> Sequence[Raw]:
        """Read only with a password of WordPress's own, which was given to publish."""
        if not all(self._who):
            return ()
        asked: Mapping[str, str | int] = {"status": "draft", "per_page": PER_PAGE, "context": "edit"}
        try:
            return objects(read(self._http.get(f"{self._url}/{LISTS}", params=asked, auth=self._who)))
        except (Unauthorized, Permanent, Temporary) as problem:
            log.warning("drafts cannot be read: %s", problem)
            return ()

    def _html(self, url: str) -> str:
        try:
            answer = self._http.get(url, headers={"accept": "text/html"})
        except (Permanent, Temporary):
            return ""
        return answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
