"""The store makes the keys itself: its owner says yes on a page of the store, which then posts them to us.

What the store posts is unsigned and names no store, so the only thing that ties it to a shop is the nonce.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from connectors.access import Access
from connectors.errors import reason
from connectors.values import plain, text
from connectors.woocommerce.answers import BLOCKED, FIREWALL, MAINTENANCE, Firewall, Maintenance, decode
from integration.ports import Delivery, Granted, Permanent
from integration.ports.sentences import Sentence

APP = "Forthright"
"""Plain letters: WooCommerce breaks an "&" in the name on its way through the redirects."""
PORTS = (80, 443, 8080)
"""WordPress calls no other."""
_NO_ADDRESS = Sentence("this installation has no public address (FORTHRIGHT_PUBLIC_URL) at which a store could call it")
_NO_HTTPS = Sentence("%(host)s is not https, and WooCommerce hands keys to nothing else")
_ODD_PORT = Sentence("WooCommerce calls only the ports 80, 443 and 8080, and this installation answers at %(port)s")
_NO_KEYS = Sentence("what came holds no keys")
_NO_PAGE = Sentence(
    "the store does not show its page for this: either WooCommerce is not at this address, or its "
    "permalinks are set to 'plain' (in WordPress, choose Settings > Permalinks > Post name and save)"
)
_NOT_BEGUN = Sentence("the store would not begin: %(said)s")
_ERROR = re.compile(rb"Error: ([^<]{1,200})")


class WooCommerceInstallation:
    def __init__(self, access: Access) -> None:
        self._http, self._url = access.http, access.url.rstrip("/")

    def obstacle(self, callback_url: str) -> str:
        parts = urlsplit(callback_url)
        if not parts.hostname:
            return _NO_ADDRESS()
        if parts.scheme != "https":
            return _NO_HTTPS(host=parts.hostname)
        if (parts.port or 443) not in PORTS:
            return _ODD_PORT(port=parts.port)
        return ""

    def grant_page(self, nonce: str, callback_url: str, return_url: str) -> str:
        if obstacle := self.obstacle(callback_url):
            raise Permanent(obstacle)
        asked = {"app_name": APP, "scope": "read_write", "user_id": nonce}
        page = f"{self._url}/wc-auth/v1/authorize"
        self._look({**asked, "return_url": return_url, "callback_url": callback_url}, page)
        return f"{page}?{urlencode({**asked, 'return_url': return_url, 'callback_url': callback_url})}"

    def granted(self, delivery: Delivery) -> Granted:
        found = decode(delivery.body)
        told: Mapping[str, object] = found if isinstance(found, dict) else {}
        nonce, key, secret = (text(told.get(name)) for name in ("user_id", "consumer_key", "consumer_secret"))
        if not (nonce and key and secret):
            raise Permanent(_NO_KEYS())
        return Granted(nonce, {"key": key, "secret": secret})

    def _look(self, asked: Mapping[str, str], page: str) -> None:
        """As a stranger, who is sent on to sign in: with plain permalinks the store shows its home page instead."""
        answer = self._http.get(page, params={**asked, "user_id": "look"})
        if answer.status == 503:
            raise Maintenance(MAINTENANCE())
        if answer.status in BLOCKED:
            raise Firewall(FIREWALL(status=reason(answer.status)))
        sent_on = "/wc-auth/v1/login" in answer.place or answer.status >= 400
        if answer.status == 404 or "/wc-auth/" not in answer.place or not sent_on:
            raise Permanent(_NO_PAGE())
        if answer.status == 401 and (found := _ERROR.search(answer.body)):
            raise Permanent(_NOT_BEGUN(said=plain(found[1].decode("utf-8", "replace"))))
