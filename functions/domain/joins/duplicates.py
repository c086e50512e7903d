"""Which customers may be one person: by what they have alike, with the reasons, for people to decide."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from functions.domain.customers.customer import Customer

TAIL = 7  # digits of a phone that two people seldom share
FEWEST_LETTERS = 4
MOST_ALIKE = 20  # of one key more are no person's: `info@`, a common name
# What is enough to be told of: one of these, or two reasons.
ENOUGH = frozenset({"phone_tail"})


@dataclass(frozen=True)
class Pair:
    """Two customers, the earlier one first, and what they have alike."""

    one: Customer
    other: Customer
    reasons: tuple[str, ...]


def pairs(customers: Iterable[Customer]) -> list[Pair]:
    """Those who may be one, the most reasons first. Who was joined or taken apart is left out."""
    by_key: dict[tuple[str, str], list[Customer]] = defaultdict(list)
    for each in customers:
        if each.joined_into is None:
            for key in _keys(each):
                by_key[key].append(each)
    alike: dict[tuple[str, str], set[str]] = defaultdict(set)
    known: dict[str, Customer] = {}
    for (reason, _), group in by_key.items():
        for one, other in _couples(group):
            known |= {one.id: one, other.id: other}
            alike[one.id, other.id].add(reason)
    found = [
        Pair(known[one], known[other], tuple(sorted(reasons)))
        for (one, other), reasons in alike.items()
        if _is_enough(reasons) and not _are_apart(known[one], known[other])
    ]
    return sorted(found, key=lambda pair: (-len(pair.reasons), pair.one.id, pair.other.id))


def _keys(customer: Customer) -> Iterator[tuple[str, str]]:
    """What is compared: a name's words in any order, case and accents; the end of a phone; what stands before `@`; the
    birthday; the place.
    """
    words = sorted(folded_name(customer.name or "").split())
    if sum(map(len, words)) >= FEWEST_LETTERS:
        yield "name", " ".join(words)
    yield from _address_keys(customer)
    if customer.birthday:
        yield "birthday", customer.birthday[-5:]
    if customer.district or customer.city:
        yield "place", f"{customer.city}/{customer.district}".casefold()


def _address_keys(customer: Customer) -> Iterator[tuple[str, str]]:
    digits = "".join(filter(str.isdigit, customer.phone or ""))
    if len(digits) > TAIL:
        yield "phone_tail", digits[-TAIL:]
    local = (customer.email or "").partition("@")[0].partition("+")[0].replace(".", "").lower()
    if len(local) >= FEWEST_LETTERS:
        yield "email_name", local


def folded_name(name: str) -> str:
    """Without case and accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each) or ord(each) > 0x0500)


def _couples(group: list[Customer]) -> Iterator[tuple[Customer, Customer]]:
    if len(group) > MOST_ALIKE:
        return
    ordered = sorted(group, key=lambda each: (str(each.created_at), each.id))
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            yield one, other


def _is_enough(reasons: set[str]) -> bool:
    """Two things alike of which one is more than a day or a place, or a phone's end."""
    telling = reasons - {"birthday", "place"}
    return bool(telling & ENOUGH) or (bool(telling) and len(reasons) > 1)


def _are_apart(one: Customer, other: Customer) -> bool:
    apart = {id for each in (one, other) if each.joins for id in each.joins.apart_from}
    return not apart.isdisjoint({one.id, other.id})
