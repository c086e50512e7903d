"""Where a host that a business names is reached: at an address of the public internet alone, never inside our network.

The address that was looked at is the one that is called, so that a name cannot become another one in between.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

HTTPS = 443
# RFC 6052: such an address stands for the IPv4 address in its last four bytes.
_NAT64 = IPv6Network("64:ff9b::/96")
Resolve = Callable[[str, int], Sequence[str]]


class NoPublicAddress(Exception):
    """The host has no address, or one that is not public. `reason`: in a word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Target:
    """What is called: `url` names the address, `host` is whom the request and the certificate are for."""

    url: str
    host: str
    port: int = HTTPS


def addresses_of(host: str, port: int) -> Sequence[str]:
    """By the system's resolver. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def target_of(url: str, resolve: Resolve = addresses_of) -> Target:
    """Where a URL of a business's is reached. Raises NoPublicAddress, also where one of its addresses is private."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or HTTPS
    if parts.scheme != "https" or not host:
        raise NoPublicAddress("not_https")
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError):
        raise NoPublicAddress("no_address") from None
    if not found:
        raise NoPublicAddress("no_address")
    if not all(is_public(address) for address in found):
        raise NoPublicAddress("private_address")
    return Target(_at(parts, found[0], port), host, port)


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet; an IPv6 address that carries an IPv4 one is as that one is."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast for each in (address, *_carried(address)))


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        carried.append(IPv4Address(address.packed[-4:]))
    return [each for each in carried if each is not None]


def _at(parts: SplitResult, address: str, port: int) -> str:
    place = f"[{address}]" if ":" in address else address
    return parts._replace(netloc=f"{place}:{port}").geturl()
