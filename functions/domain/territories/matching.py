"""Which territory an address is in. The answer is the same in whatever order territories and their rules stand.

The most exact rule wins: a customer by name, then the longest postal prefix, the district, the city, the province. Of
equally exact ones the higher priority has the customer, and of equal priorities the territory whose id comes first.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from functions.domain.settings.territories import Territory, TerritoryRules

BY_NAME, BY_POSTAL_CODE, BY_DISTRICT, BY_CITY, BY_PROVINCE, BY_NOTHING = 5, 4, 3, 2, 1, 0
# Signs that lie above or below a letter of an alphabet, such as accents. Vowels of Indic scripts are of lower classes.
_FIRST_CLASS_OF_ACCENTS: Final = 200


class Place(NamedTuple):
    """Where a customer is, as far as it is known."""

    province: str | None = None
    city: str | None = None
    district: str | None = None
    postal_code: str | None = None


class Fit(NamedTuple):
    """How exactly a rule takes a customer; `length` is that of a postal prefix."""

    rule: int = BY_NOTHING
    length: int = 0


class _Folded(NamedTuple):
    provinces: frozenset[str]
    cities: frozenset[str]
    districts: frozenset[str]
    postal_prefixes: frozenset[str]
    customer_ids: frozenset[str]


def territory_of(territories: Mapping[str, Territory], customer_id: str, place: Place) -> str | None:
    """The id of the territory that has a customer at a place; None where no rule of any takes them."""
    fits = {id: fit_of(each.rules, customer_id, place) for id, each in territories.items()}
    taking = [id for id, fit in fits.items() if fit.rule != BY_NOTHING]
    return min(taking, key=lambda id: (_reversed(fits[id]), -territories[id].priority, id), default=None)


def fit_of(rules: TerritoryRules, customer_id: str, place: Place) -> Fit:
    """The most exact of the rules that takes a customer at a place."""
    folded = _folded(rules)
    if customer_id in folded.customer_ids:
        return Fit(BY_NAME)
    code = folded_code(place.postal_code)
    longest = max((len(each) for each in folded.postal_prefixes if code.startswith(each)), default=0)
    if longest:
        return Fit(BY_POSTAL_CODE, longest)
    if folded_name(place.district) in folded.districts:
        return Fit(BY_DISTRICT)
    if folded_name(place.city) in folded.cities:
        return Fit(BY_CITY)
    return Fit(BY_PROVINCE) if folded_name(place.province) in folded.provinces else Fit()


def folded_name(name: str | None) -> str:
    """The name of a place as it is compared: whatever its case, spaces and accents."""
    apart = unicodedata.normalize("NFKD", name or "")
    bare = "".join(sign for sign in apart if unicodedata.combining(sign) < _FIRST_CLASS_OF_ACCENTS)
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())


def folded_code(code: str | None) -> str:
    """A postal code as it is compared: letters and digits, the digits of any script as 0 to 9."""
    plain = unicodedata.normalize("NFKC", code or "").casefold()
    return "".join(_digit(sign) for sign in plain if sign.isalnum())


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _reversed(fit: Fit) -> tuple[int, int]:
    return -fit.rule, -fit.length


@lru_cache(maxsize=512)
def _folded(rules: TerritoryRules) -> _Folded:
    return _Folded(
        provinces=_names(rules.provinces),
        cities=_names(rules.cities),
        districts=_names(rules.districts),
        postal_prefixes=frozenset(filter(None, map(folded_code, rules.postal_prefixes))),
        customer_ids=frozenset(rules.customer_ids),
    )


def _names(places: Iterable[str]) -> frozenset[str]:
    """A place that folds to nothing takes no customer: else it would take all whose place is not known."""
    return frozenset(filter(None, map(folded_name, places)))
