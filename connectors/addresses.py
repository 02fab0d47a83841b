"""Which machines may be called: public ones; private ones only when the operator names them."""

import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore

from connectors.errors import PRIVATE, UNKNOWN_NAME
from integration.ports import Permanent
from integration.ports.sentences import Sentence

_NAMELESS = Sentence("%(host)s has no address")

# IPv6 forms that end in an IPv4 address: NAT64 (RFC 6052, RFC 8215) and the old "compatible" ones; and site-local.
_ENDING_IN_IPV4 = tuple(IPv6Network(net) for net in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48"))
_SITE_LOCAL = IPv6Network("fec0::/10")


class GuardedNetwork(httpcore.SyncBackend):
    """Opens connections after looking at the addresses themselves: a public name may point to a private machine."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(host.lower() for host in allowed)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolve(host, port)
        if host.lower() not in self._allowed and not all(is_public(address) for address in addresses):
            raise Permanent(PRIVATE(host=host))
        problem: Exception = httpcore.ConnectError(_NAMELESS(host=host))
        for address in addresses:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                problem = refused
        raise problem


def is_public(address: str) -> bool:
    """Whether this IP address is one of the open internet, looking through IPv6 forms that hide an IPv4 one."""
    parsed: IPv4Address | IPv6Address = ip_address(address.split("%")[0])
    if isinstance(parsed, IPv6Address):
        if parsed in _SITE_LOCAL:
            return False
        parsed = parsed.ipv4_mapped or parsed.sixtofour or _last_four_bytes(parsed) or parsed
    return parsed.is_global and not parsed.is_multicast


def _last_four_bytes(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(address.packed[-4:]) if any(address in network for network in _ENDING_IN_IPV4) else None


def _resolve(host: str, port: int) -> Sequence[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise httpcore.ConnectError(UNKNOWN_NAME(host=host, cause=problem.strerror)) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
