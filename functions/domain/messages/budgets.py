"""The organisation's daily budget of marketing messages, taken in blocks: an instance asks for several at once, so a
message does not pay for a counter, and the sum of what was given out never passes the budget.
"""

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, get
from functions.domain.orgs.org import Org

BLOCKS_A_DAY = 50


class Budget(Document):
    """`budgets/{day}`: how many of a day's messages have been given out. The day is the organisation's own."""

    collection: ClassVar[str] = "budgets"
    given: int = 0


def budget_day(org: Org, now: datetime) -> str:
    return now.astimezone(ZoneInfo(org.settings.timezone)).date().isoformat()


def take_block(org: Org, day: str) -> Decision[int]:
    """Take a block of a day's budget: how many messages it allows, 0 where the day's are used up.

    Bills 1 read and 1 write, once a block (a fiftieth of the budget).
    """
    most = org.settings.messages.daily_budget
    assert most is not None, "an organisation without a budget takes no blocks"
    budget = (yield from get(Budget, day)) or Budget(id=day)
    size = min(max(1, most // BLOCKS_A_DAY), most - budget.given)
    if size <= 0:
        return NOTHING, 0
    return Changes(put=(budget.with_changes(given=budget.given + size),)), size
