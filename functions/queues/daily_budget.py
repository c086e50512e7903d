"""What this instance holds of each organisation's daily budget."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from threading import Lock

from functions.domain.messages.budgets import budget_day, take_block
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Purpose
from functions.store.commit import Store
from functions.store.firestore import store


@dataclass(frozen=True)
class _Block:
    """The places of a day that were taken from the budget and are not used up."""

    day: str
    places: int


class BudgetAllowance:
    """Blocks of places, one for each organisation. An organisation that waits for the store holds up no other one."""

    def __init__(self, budgets: Store) -> None:
        self._budgets = budgets
        self._locks: dict[str, Lock] = {}
        self._blocks: dict[str, _Block] = {}

    def take(self, org: Org, purpose: Purpose, now: datetime) -> bool:
        """Take a place for one more message. False if the day's budget is used up. Raises Retryable."""
        if org.settings.messages.daily_budget is None or purpose != "marketing":
            return True
        day = budget_day(org, now)
        with self._lock(org):
            block = self._blocks.get(org.id)
            if block is None or block.day != day or block.places == 0:
                block = _Block(day, self._budgets.commit(org.id, lambda: take_block(org, day)).value)
            self._blocks[org.id] = replace(block, places=max(block.places - 1, 0))
            return block.places > 0

    def give_back(self, org: Org, purpose: Purpose, now: datetime) -> None:
        """Give back a place that was taken for a message that does not go now."""
        if purpose != "marketing":
            return
        with self._lock(org):
            block = self._blocks.get(org.id)
            if block is not None and block.day == budget_day(org, now):
                self._blocks[org.id] = replace(block, places=block.places + 1)

    def _lock(self, org: Org) -> Lock:
        return self._locks.setdefault(org.id, Lock())


@lru_cache(maxsize=1)
def budget_allowance() -> BudgetAllowance:
    """This instance's, made on first use."""
    return BudgetAllowance(store())
