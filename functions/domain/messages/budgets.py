"""The organisation's daily budget of marketing messages, taken in blocks: an instance asks for several at once, so a
message does not pay for a counter, and the sum of what was given out never passes the budget.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from functions.domain.kernel.dead_letters import DeadLetter, record_dead_letter
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, get
from functions.domain.kernel.errors import Terminal
from functions.domain.orgs.org import Org

BLOCKS_A_DAY = 50
MOST_NAMED = 3  # rules, in the words of a budget that is used up


class Budget(Document):
    """`budgets/{day}`: how many of a day's messages have been given out. The day is the organisation's own. `used`: how
    many of them each rule took, as of the last block of each instance.
    """

    collection: ClassVar[str] = "budgets"
    sparse: ClassVar[frozenset[str]] = frozenset({"used"})
    given: int = 0
    used: dict[str, int] = Field(default_factory=dict)


class BudgetUsedUp(Terminal):
    """A day's budget is given out, and more marketing messages are due."""

    code = "daily_budget"

    def __init__(self, most: int, day: str, *, used: Mapping[str, int], held: str) -> None:
        shares = [f"{rule} took {count}" for rule, count in Counter(used).most_common(MOST_NAMED)]
        by = f" ({', '.join(shares)})" if shares else ""
        super().__init__(
            f"the budget of {most} marketing messages on {day} is used up{by}; more are held until the next day,"
            f" the first one of {held}"
        )


def budget_day(org: Org, now: datetime) -> str:
    return org.day_of(now).isoformat()


def take_block(org: Org, day: str, used: Mapping[str, int] | None = None) -> Decision[int]:
    """Take a block of a day's budget: how many messages it allows, 0 where the day's are used up. `used`: how
    many each rule took since the block before and takes now, noted with it.

    Bills 1 read and 1 write, once a block (a fiftieth of the budget).
    """
    most = org.settings.messages.daily_budget
    assert most is not None, "an organisation without a budget takes no blocks"
    budget = (yield from get(Budget, day)) or Budget(id=day)
    size = min(max(1, most // BLOCKS_A_DAY), most - budget.given)
    if size <= 0:
        return NOTHING, 0
    after = budget.with_changes(given=budget.given + size, used=_sums(budget.used, used or {}))
    return Changes(put=(after,)), size


def tell_used_up(org: Org, day: str, rule: str, *, used: Mapping[str, int], now: datetime) -> Decision[bool]:
    """Tell the business, once a day, that its budget is used up: a dead letter that names the rules that took most, and
    the one whose message is the first to be held. `used`: what this instance has not noted yet; False where it was told
    before.

    Bills 2 reads and 1 write the first time in a day, 1 read for each further instance.
    """
    most = org.settings.messages.daily_budget
    assert most is not None, "an organisation without a budget never uses it up"
    id = f"daily_budget:{day}"
    if (yield from get(DeadLetter, id)) is not None:
        return NOTHING, False
    budget = (yield from get(Budget, day)) or Budget(id=day)
    sums = _sums(budget.used, used)
    error = BudgetUsedUp(most, day, used=sums, held=rule)
    payload = {"day": day, "daily_budget": most, "used": sums, "held": rule}
    changes, _ = yield from record_dead_letter(id, source="messages", payload=payload, error=error, now=now)
    return changes, True


def _sums(known: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Without rules that gave back what they took."""
    return dict(Counter(known) + Counter(more))
