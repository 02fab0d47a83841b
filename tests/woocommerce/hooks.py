"""The stand-in's webhooks: queued by changes, sent only when its cron runs, signed, coalesced, and soon disabled."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from typing import Any
from urllib.parse import urlsplit

MOST_FAILURES = 6


@dataclass
class Hook:
    id: int
    topic: str
    delivery_url: str
    secret: str
    status: str = "active"
    failures: int = 0

    def shown(self) -> dict[str, Any]:
        """Never with its secret."""
        return {"id": self.id, "name": f"hook {self.id}", "status": self.status, "topic": self.topic,
                "delivery_url": self.delivery_url}  # fmt: skip


@dataclass
class Hooks:
    """`app` is where the hosts of delivery addresses really are; `moved` hosts answer each delivery with a redirect."""

    store_url: str
    app: str = ""
    alive: bool = True
    hooks: dict[int, Hook] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    sent: list[tuple[str, int]] = field(default_factory=list)
    _waiting: list[tuple[int, str, int]] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: count(1))

    def add(self, topic: str, delivery_url: str, secret: str) -> Hook:
        hook = Hook(next(self._numbers), topic, delivery_url, secret)
        self.hooks[hook.id] = hook
        self._post(hook, b"webhook_id=%d" % hook.id, {"content-type": "application/x-www-form-urlencoded"})
        return hook

    def happened(self, topic: str, number: int) -> None:
        """Three quick edits of one thing are one delivery."""
        for hook in self.hooks.values():
            if hook.topic == topic and hook.status == "active" and (hook.id, topic, number) not in self._waiting:
                self._waiting.append((hook.id, topic, number))

    def run_cron(self, describe: Any) -> None:
        """Sends what waits; the body is made now and not when it happened. Does nothing while the cron is dead."""
        if not self.alive:
            return
        waiting, self._waiting = self._waiting, []
        for hook_id, topic, number in waiting:
            hook = self.hooks.get(hook_id)
            if hook is not None and hook.status == "active":
                self._deliver(hook, topic, number, json.dumps(describe(topic, number)).encode())

    def _deliver(self, hook: Hook, topic: str, number: int, body: bytes) -> None:
        signature = base64.b64encode(hmac.digest(hook.secret.encode(), body, "sha256")).decode()
        resource, _, event = topic.partition(".")
        delivery_id = hashlib.md5(f"{hook.id}{int(time.time())}".encode(), usedforsecurity=False).hexdigest()
        headers = {
            "content-type": "application/json", "user-agent": "WooCommerce/10.5.2 Hookshot (WordPress/6.9.4)",
            "x-wc-webhook-source": f"{self.store_url}/", "x-wc-webhook-topic": topic,
            "x-wc-webhook-resource": resource, "x-wc-webhook-event": event, "x-wc-webhook-signature": signature,
            "x-wc-webhook-id": str(hook.id), "x-wc-webhook-delivery-id": delivery_id,
        }  # fmt: skip
        status = self._post(hook, body, headers)
        self.sent.append((topic, number))
        good = 200 <= status < 300 or status in (301, 302)
        hook.failures = 0 if good else hook.failures + 1
        if hook.failures > MOST_FAILURES:
            hook.status = "disabled"

    def _post(self, hook: Hook, body: bytes, headers: dict[str, str]) -> int:
        """A redirect is not followed, and counts as a success."""
        parts = urlsplit(hook.delivery_url)
        if parts.hostname in self.moved:
            return 301
        target = urlsplit(self.app or hook.delivery_url)
        line = HTTPConnection(target.hostname or "", target.port, timeout=10)
        try:
            line.request("POST", parts.path, body, headers)
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()
