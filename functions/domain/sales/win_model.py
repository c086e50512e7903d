"""How likely an open deal is won, learned from those that were closed: naive Bayes over counts in one document.

Each closing adds its deal's facts in its own commit, one that is opened again takes the same facts away: what the model
knows is what the closed deals say at any time, and nothing is worked out at night.
"""

from collections.abc import Iterable, Mapping
from math import exp, log
from typing import ClassVar, Final, Literal

from pydantic import Field

from functions.domain.kernel.decisions import Document, Value
from functions.domain.sales.opportunities import WinReason, WinShare
from functions.domain.sales.win_facts import Fact

ID: Final = "win_model"
MOST_FACTS: Final = 2000  # that one document holds with room to spare: what is new beyond them is not counted
FEWEST_USUAL: Final = (
    10  # deals of the usual outcome that stand beside those of a value: three of a kind prove little
)
LEAST, MOST = 1, 99  # percent: as long as a deal is open nothing is certain
MOST_REASONS: Final = 5


class Closed(Value):
    """How many deals were won and lost."""

    won: int = 0
    lost: int = 0


class WinModel(Document):
    """`insights/win_model`: how many closed deals there are, and how many of them had each fact. `facts` has
    `{field}:{value}`, and each field alone: the deals that had any value of it.
    """

    collection: ClassVar[str] = "insights"
    won: int = 0
    lost: int = 0
    facts: dict[str, Closed] = Field(default_factory=dict)


NOTHING_KNOWN: Final = Closed()


def share_to_count(model: WinModel, outcome: Literal["won", "lost"], facts: Iterable[Fact]) -> WinShare:
    """What a closing adds to the model: its facts as far as they find room there."""
    keys = sorted({key for fact in facts for key in (fact.field, _key(fact))})
    room = MOST_FACTS - len(model.facts)
    new = [key for key in keys if key not in model.facts]
    left_out = frozenset(new[max(0, room) :])
    return WinShare(outcome=outcome, facts=tuple(key for key in keys if key not in left_out))


def with_share(model: WinModel, share: WinShare | None, *, sign: int) -> WinModel:
    """The model with a closed deal added (`sign` 1) or taken away (-1). What nothing counts for any more goes."""
    if share is None:
        return model
    facts = dict(model.facts)
    for key in share.facts:
        facts[key] = _counted(facts.get(key, NOTHING_KNOWN), share, sign)
    total = _counted(Closed(won=model.won, lost=model.lost), share, sign)
    kept = {key: closed for key, closed in sorted(facts.items()) if closed != NOTHING_KNOWN}
    return model.with_changes(won=total.won, lost=total.lost, facts=kept)


def win_chance(model: WinModel, facts: Iterable[Fact]) -> tuple[int | None, tuple[WinReason, ...]]:
    """The probability in percent, 1 to 99, and the facts that raise or lower it by a point or more, the weightiest
    first; nothing while no deal was won, or none lost.
    """
    if model.won <= 0 or model.lost <= 0:
        return None, ()
    by_field = _by_field(model.facts)
    odds = {fact: _odds(model, fact, by_field.get(fact.field, {})) for fact in facts}
    total = log(model.won / model.lost) + sum(odds.values())
    reasons = [(_points(total, without=part), fact) for fact, part in odds.items()]
    weighty = sorted((each for each in reasons if each[0]), key=lambda each: (-abs(each[0]), each[1]))
    return (
        max(LEAST, min(MOST, round(_percent(total)))),
        tuple(
            WinReason(field=fact.field.partition("/")[0], value=fact.value, points=points)
            for points, fact in weighty[:MOST_REASONS]
        ),
    )


def _by_field(facts: Mapping[str, Closed]) -> Mapping[str, Mapping[str, Closed]]:
    """The counts of each field's values."""
    found: dict[str, dict[str, Closed]] = {}
    for key, closed in facts.items():
        field, is_value, value = key.partition(":")
        if is_value:
            found.setdefault(field, {})[value] = closed
    return found


def _odds(model: WinModel, fact: Fact, values: Mapping[str, Closed]) -> float:
    """By how much a fact moves the logarithm of the odds; 0 where nothing can be learned of its field."""
    every, own = model.facts.get(fact.field, NOTHING_KNOWN), values.get(fact.value, NOTHING_KNOWN)
    beside = _usual_deals(every, values)
    if beside is None:
        return 0.0
    usual = every.won / (every.won + every.lost)
    won, lost = own.won + beside * usual, own.lost + beside * (1 - usual)
    return log(won / lost) - log(every.won / every.lost)


def _usual_deals(every: Closed, values: Mapping[str, Closed]) -> float | None:
    """How many deals of the usual outcome stand beside those of each value, as many as the values' shares of won deals
    are alike (the method of moments for a beta-binomial); None where they differ no more than chance has them.
    """
    if every.won <= 0 or every.lost <= 0:
        return None
    count = every.won + every.lost
    usual = every.won / count
    chance = usual * (1 - usual)
    sizes = [(closed.won, closed.won + closed.lost) for closed in values.values()]
    spread = sum(size * (won / size - usual) ** 2 for won, size in sizes) / chance
    room = count - sum(size**2 for _, size in sizes) / count
    beyond_chance = spread - (len(sizes) - 1)
    if beyond_chance <= 0 or room <= 0:
        return None
    return max(FEWEST_USUAL, room / beyond_chance - 1)


def _points(total: float, *, without: float) -> int:
    return round(_percent(total) - _percent(total - without))


def _percent(odds: float) -> float:
    return 100 / (1 + exp(-odds)) if odds > 0 else 100 * exp(odds) / (1 + exp(odds))


def _counted(closed: Closed, share: WinShare, sign: int) -> Closed:
    counts = {"won": closed.won, "lost": closed.lost}
    counts[share.outcome] += sign
    return Closed(won=max(0, counts["won"]), lost=max(0, counts["lost"]))


def _key(fact: Fact) -> str:
    return f"{fact.field}:{fact.value}"
