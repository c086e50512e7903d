"""What goes with what: pairs of categories or products that are bought together, counted exactly in bounded memory.

First all names are counted, and their pairs while there are few names. Where there are many, the pairs of the names
that are bought most are counted by a second pass. Each count is a sum over orders, so their order does not matter.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from functions.domain.consumption.purchases import Line
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.units import number_of
from functions.domain.settings.recommendations import PairSettings, PairsOf

MOST_NAMES: Final = 3_000  # that are counted at once
MOST_PAIRED: Final = 200  # names whose pairs are counted
MOST_PAIRS: Final = 200  # that are kept
LONGEST_NAME: Final = 120  # bytes: one that is longer is not counted
_DIGITS = 6
_LONGEST_ID = 16

Basket = Mapping[str, str]  # what an order has, by what it is told apart by


class Tallies(Value):
    """`counts`: in how many of the `baskets` each of the `names` is. `pairs`: in how many two of them are, those of the
    second name with the first, of the third with the first and the second, and so on; None where there are too many
    names. `are_chosen`: no other name is counted. `missed`: how many baskets at most a count leaves out.
    """

    baskets: int = 0
    names: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    pairs: tuple[int, ...] | None = ()
    are_chosen: bool = False
    missed: int = 0

    @property
    def are_whole(self) -> bool:
        """Whether there is a count for each name and each pair of them."""
        number = len(self.names)
        pairs = number * (number - 1) // 2
        return len(self.counts) == number and (self.pairs is None or len(self.pairs) == pairs)


class Pair(Value):
    """Of the orders with `trigger` the share `confidence` has `recommend` too: `lift` times the share of all orders
    that has it. `support`: the share of all orders that has both. Shares are rounded to 6 digits, the counts are exact.
    """

    id: str
    trigger: str
    recommend: str
    orders: int
    trigger_orders: int
    recommend_orders: int
    support: float
    confidence: float
    lift: float


def key_of(of: PairsOf, name: str) -> str:
    """What a name is told apart by: categories whatever their capitals, as rules have them."""
    return name.casefold() if of == "category" else name


def pair_id(of: PairsOf, trigger: str, recommend: str) -> str:
    """The same for a pair each time that it is counted, and the id of the rule that is made of it."""
    words = "\0".join((of, key_of(of, trigger), key_of(of, recommend)))
    return f"pair_{hashlib.sha256(words.encode()).hexdigest()[:_LONGEST_ID]}"


def basket_of(of: PairsOf, lines: Iterable[Line]) -> Basket:
    """The categories or products of an order that were not brought back in it."""
    quantities, names = dict[str, Decimal](), dict[str, str]()
    for line in lines:
        name = line.category if of == "category" else line.product_id
        if name and name.strip() and len(name.encode()) <= LONGEST_NAME:
            key, number = key_of(of, name), number_of(line.quantity)
            names[key] = min(name, names.get(key, name))
            quantities[key] = quantities.get(key, Decimal(0)) + (Decimal(1) if number is None else number)
    return {key: names[key] for key, quantity in quantities.items() if quantity > 0}


def counted(of: PairsOf, before: Tallies, baskets: Iterable[Basket]) -> Tallies:
    """The tallies with these baskets. One that has nothing does not count."""
    names, counts = list(before.names), list(before.counts)
    places = {key_of(of, name): place for place, name in enumerate(names)}
    pairs = None if before.pairs is None else list(before.pairs)
    number = before.baskets
    for basket in baskets:
        number += bool(basket)
        found = []
        for key, name in basket.items():
            place = places.get(key)
            if place is None and not before.are_chosen:
                place = places[key] = len(names)
                names.append(name)
                counts.append(0)
            if place is not None:
                names[place] = min(names[place], name)
                counts[place] += 1
                found.append(place)
        pairs = _paired(pairs, found, len(names))
    after = before.with_changes(
        baskets=number,
        names=tuple(names),
        counts=tuple(counts),
        pairs=None if pairs is None else tuple(pairs),
    )
    return _bounded(after)


def _paired(pairs: list[int] | None, places: list[int], names: int) -> list[int] | None:
    if pairs is None or names > MOST_PAIRED:
        return None
    pairs.extend([0] * (names * (names - 1) // 2 - len(pairs)))
    for first, second in combinations(sorted(places), 2):
        pairs[_place(first, second)] += 1
    return pairs


def _place(first: int, second: int) -> int:
    """Where the pair of two names is counted; `first` is the smaller place."""
    return second * (second - 1) // 2 + first


def _bounded(tallies: Tallies) -> Tallies:
    """Of too many names those that are bought most: all lose what the first of the others has (Misra and Gries, 1982).
    A name in more than one of 3,000 lines is kept in any case.
    """
    if len(tallies.names) <= MOST_NAMES:
        return tallies
    less = sorted(tallies.counts, reverse=True)[MOST_NAMES]
    kept = [(name, count - less) for name, count in zip(tallies.names, tallies.counts, strict=True)]
    kept = [each for each in kept if each[1] > 0]
    names, counts = tuple(name for name, _ in kept), tuple(count for _, count in kept)
    return tallies.with_changes(names=names, counts=counts, missed=tallies.missed + less)


def chosen(tallies: Tallies, wanted: PairSettings) -> tuple[Tallies, int]:
    """Whose pairs a second pass counts: the names that may be bought often enough, at most 200, those that are bought
    most; and how many more there are.
    """
    least = _fewest(tallies.baskets, wanted)
    often = [
        (-count, name)
        for name, count in zip(tallies.names, tallies.counts, strict=True)
        if count + tallies.missed >= least
    ]
    names = tuple(sorted(name for _, name in sorted(often)[:MOST_PAIRED]))
    pairs = (0,) * (len(names) * (len(names) - 1) // 2)
    empty = Tallies(names=names, counts=(0,) * len(names), pairs=pairs, are_chosen=True)
    return empty, len(often) - len(names)


def _fewest(baskets: int, wanted: PairSettings) -> Decimal:
    """In how many orders at least something is."""
    return max(wanted.min_support * baskets, Decimal(wanted.min_orders))


def pairs_of(tallies: Tallies, wanted: PairSettings) -> Sequence[Pair]:
    """The pairs that go together by these thresholds, each in the direction in which it does; the largest lift first.
    Exact: nothing is rounded before it is compared.
    """
    least, count = _fewest(tallies.baskets, wanted), tallies.counts
    found = []
    for second in range(1, len(count)):
        for first in range(second):
            both = (tallies.pairs or ())[_place(first, second)]
            if not both or both < least:
                continue
            if both * tallies.baskets < wanted.min_lift * count[first] * count[second]:
                continue
            for one, other in ((first, second), (second, first)):
                if both >= wanted.min_confidence * count[one]:
                    found.append(_pair(tallies, wanted.of, (one, other), both=both))
    return sorted(found, key=lambda pair: (-pair.lift, -pair.confidence, pair.trigger, pair.recommend))


def _pair(tallies: Tallies, of: PairsOf, places: tuple[int, int], *, both: int) -> Pair:
    one, other = places
    trigger, recommend = tallies.names[one], tallies.names[other]
    ones, others = tallies.counts[one], tallies.counts[other]
    return Pair(
        id=pair_id(of, trigger, recommend),
        trigger=trigger,
        recommend=recommend,
        orders=both,
        trigger_orders=ones,
        recommend_orders=others,
        support=round(both / tallies.baskets, _DIGITS),
        confidence=round(both / ones, _DIGITS),
        lift=round(both * tallies.baskets / (ones * others), _DIGITS),
    )
