"""What this instance holds of each organisation's daily budget."""

from datetime import datetime
from functools import lru_cache
from threading import Lock

from functions.domain.messages.budgets import budget_day, take_block
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Purpose
from functions.store.commit import Store
from functions.store.firestore import store


class BudgetAllowance:
    """Blocks taken and not used up, by organisation and day."""

    def __init__(self, kept_in: Store) -> None:
        self._store, self._lock = kept_in, Lock()
        self._left: dict[tuple[str, str], int] = {}

    def take(self, org: Org, purpose: Purpose, now: datetime) -> bool:
        """Whether the budget has a place for one more message; it is taken. Raises Retryable."""
        if org.settings.messages.daily_budget is None or purpose == "transactional":
            return True
        key = (org.id, budget_day(org, now))
        with self._lock:
            if not self._left.get(key):
                self._left = {other: left for other, left in self._left.items() if other[0] != org.id}
                self._left[key] = self._store.commit(org.id, lambda: take_block(org, key[1])).value
            if self._left[key] == 0:
                return False
            self._left[key] -= 1
            return True

    def give_back(self, org: Org, purpose: Purpose, now: datetime) -> None:
        """A place that was taken for a message that did not go."""
        key = (org.id, budget_day(org, now))
        with self._lock:
            if key in self._left and purpose == "marketing":
                self._left[key] += 1


@lru_cache(maxsize=1)
def budget_allowance() -> BudgetAllowance:
    """This instance's, made on first use."""
    return BudgetAllowance(store())
