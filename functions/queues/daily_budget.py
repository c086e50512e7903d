"""What this instance holds of each organisation's daily budget."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from threading import Lock

from functions.domain.messages.budgets import budget_day, take_block, tell_used_up
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Purpose
from functions.once import once
from functions.store.commit import Store
from functions.store.firestore import store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Block:
    """The places of a day that were taken from the budget and are not used up. `used`: how many each rule took, and
    gave back, since they were; `is_told`: the business knows that there are no more.
    """

    day: str
    places: int = 0
    used: Mapping[str, int] = field(default_factory=dict)
    is_told: bool = False

    def with_use(self, rule: str, count: int) -> "_Block":
        return replace(self, used={**self.used, rule: self.used.get(rule, 0) + count})


class BudgetAllowance:
    """Blocks of places, one for each organisation. An organisation that waits for the store holds up no other one."""

    def __init__(self, budgets: Store) -> None:
        self._budgets = budgets
        self._locks: dict[str, Lock] = {}
        self._blocks: dict[str, _Block] = {}

    def take(self, org: Org, purpose: Purpose, now: datetime, *, rule: str = "unknown") -> bool:
        """Take a place for one more message, of this rule. False if the day's budget is used up, which the business is
        told once a day. Raises Retryable.
        """
        if org.settings.messages.daily_budget is None or purpose != "marketing":
            return True
        with self._lock(org):
            block = self._block(org, now)
            if block.places > 0:
                self._blocks[org.id] = replace(block.with_use(rule, 1), places=block.places - 1)
                return True
            with_this = block.with_use(rule, 1)
            places = self._budgets.commit(org.id, partial(take_block, org, block.day, with_this.used)).value
            if places > 0:
                block = _Block(block.day, places - 1)
            elif not block.is_told:
                block = self._told(org, block, rule, now=now)
            self._blocks[org.id] = block
            return places > 0

    def give_back(self, org: Org, purpose: Purpose, now: datetime, *, rule: str = "unknown") -> None:
        """Give back a place that was taken for a message that does not go now."""
        if purpose != "marketing":
            return
        with self._lock(org):
            block = self._blocks.get(org.id)
            if block is not None and block.day == budget_day(org, now):
                self._blocks[org.id] = replace(block.with_use(rule, -1), places=block.places + 1)

    def _block(self, org: Org, now: datetime) -> _Block:
        block, day = self._blocks.get(org.id), budget_day(org, now)
        return block if block is not None and block.day == day else _Block(day)

    def _told(self, org: Org, block: _Block, rule: str, *, now: datetime) -> _Block:
        decide = partial(tell_used_up, org, block.day, rule, used=block.used, now=now)
        if self._budgets.commit(org.id, decide).value:
            log.warning("daily_budget_used_up org=%s day=%s rule=%s", org.id, block.day, rule)
        return replace(block, is_told=True)

    def _lock(self, org: Org) -> Lock:
        return self._locks.setdefault(org.id, Lock())


@once
def budget_allowance() -> BudgetAllowance:
    """This instance's, made on first use."""
    return BudgetAllowance(store())
