"""Finds what is somebody's own in a text, in whatever form it may have got there."""

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

_PHONE = re.compile(r"\+\d{8,15}")
_LEAST_NATIONAL = 10


def forms(value: str) -> set[str]:
    """How a value may stand in a log: as it is, escaped, encoded, a phone by its digits alone."""
    plain = {value, value.casefold()}
    if _PHONE.fullmatch(value):
        plain |= {value[1:], value[-_LEAST_NATIONAL:]}
    escaped = {json.dumps(each)[1:-1] for each in plain} | {repr(each)[1:-1] for each in plain}
    escaped |= {repr(each.encode())[2:-1] for each in plain} | {ascii(each)[1:-1] for each in plain}
    encoded = {encode(each) for each in plain for encode in (quote, quote_plus)}
    return plain | escaped | encoded | {part for each in plain for part in _base64(each)}


def leaks(text: str, values: Iterable[str]) -> list[tuple[int, str]]:
    """The number of each line that tells one of the values, with the value."""
    wanted = [(value, form) for value in values for form in forms(value)]
    return [
        (number, value)
        for number, line in enumerate(text.splitlines(), start=1)
        for value in dict.fromkeys(value for value, form in wanted if form in line or form in line.casefold())
    ]


def _base64(text: str) -> set[str]:
    """What base64 of anything that holds the text holds, wherever in it the text begins."""
    found = set()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + text.encode()).decode().rstrip("=")
        whole = encoded[4 if before else 0 : -1]
        found |= {whole, whole.replace("+", "-").replace("/", "_")}
    return found
