"""The webhook by which Postmark tells us what came back."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from connectors.access import Access
from connectors.postmark.client import Client
from connectors.signed import USER
from integration.ports import Permanent

TRIGGERS = {
    "Bounce": {"Enabled": True, "IncludeContent": False},
    "SpamComplaint": {"Enabled": True, "IncludeContent": False},
    "SubscriptionChange": {"Enabled": True},
}


class PostmarkSubscriptions:
    def __init__(self, access: Access) -> None:
        self._client, self._secret = Client(access), access.credentials.get("webhook_secret", "")

    def subscribe(self, address: str) -> Sequence[str]:
        if urlsplit(address).scheme != "https":
            raise Permanent("Postmark tells only https addresses, since it shows its password with each call")
        self.unsubscribe(address)
        hook = {
            "Url": address,
            "MessageStream": self._client.stream,
            "HttpAuth": {"Username": USER, "Password": self._secret},
            "Triggers": TRIGGERS,
        }
        self._client.call("POST", "/webhooks", json=hook)
        return tuple(TRIGGERS)

    def repair(self, address: str) -> Sequence[str]:
        ours = [hook for hook in self._hooks() if hook.get("Url") == address]
        if len(ours) == 1 and all(_is_on(ours[0], trigger) for trigger in TRIGGERS):
            return ()
        self.subscribe(address)
        return ("the webhook was gone",) if not ours else ("the webhook did not tell everything",)

    def unsubscribe(self, address: str) -> int:
        ours = [hook["ID"] for hook in self._hooks() if hook.get("Url") == address]
        for number in ours:
            self._client.call("DELETE", f"/webhooks/{int(number)}")
        return len(ours)

    def _hooks(self) -> list[dict[str, Any]]:
        listed = self._client.call("GET", "/webhooks", params={"MessageStream": self._client.stream})
        found: list[dict[str, Any]] = listed.get("Webhooks", [])
        return found


def _is_on(hook: dict[str, Any], trigger: str) -> bool:
    return bool(hook.get("Triggers", {}).get(trigger, {}).get("Enabled"))
