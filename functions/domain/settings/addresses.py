"""Addresses that the public reaches over https, as settings name them."""

import re
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator

_ADDRESS = re.compile(
    r"https://(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s/:@?#\[\]\\]+)(?P<port>:\d{1,5})?(/[^\s#\\]*)?"
)
_LONGEST = 500
# Names that no public server has: RFC 6762, RFC 8375, and the metadata servers of clouds.
_INNER_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet")


def public_https(text: str) -> str:
    """The address. Raises ValueError with the reason why it is none that the public reaches over https."""
    found = _ADDRESS.fullmatch(text)
    if found is None or len(text) > _LONGEST:
        raise ValueError("is not an address like https://orders.example.com/regulars")
    if not _is_of_the_public(found["host"].strip("[]").rstrip(".").lower()):
        raise ValueError("is not an address that the public reaches")
    return text


def _is_of_the_public(host: str) -> bool:
    """By its name alone: what it resolves to is looked at with each call (providers/public_hosts.py)."""
    try:
        return ip_address(host).is_global
    except ValueError:
        is_number = host.replace(".", "").replace("x", "").isdigit()  # 127.1 and 0x7f000001 are addresses too
        return "." in host and not is_number and not host.endswith(_INNER_NAMES)


HttpsAddress = Annotated[str, AfterValidator(public_https)]
