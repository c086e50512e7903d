"""Mistakes with counting what goes together: see mutants.py."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.recommendations import counting
from functions.domain.recommendations.affinity import Basket, Tallies, counted
from tests.faults.world import World


def keeps_the_counts_in_the_instance(world: World, patch: pytest.MonkeyPatch) -> None:
    """What is counted lies in memory between pages: a page that is tried again is added twice."""
    kept = dict[str, Tallies]()

    def counted_on(of: Any, before: Tallies, baskets: Iterable[Basket]) -> Tallies:
        known = kept.get("tallies", before) if before.baskets else before
        kept["tallies"] = counted(of, known, baskets)
        return kept["tallies"]

    patch.setattr(counting, "counted", counted_on)


def goes_on_after_the_last_order_s_instant(world: World, patch: pytest.MonkeyPatch) -> None:
    """The next page begins after the instant of the last order: others of that instant are skipped."""
    right = counting._query

    def query(job: counting.AffinityJob) -> Any:
        if job.after_at is None:
            return right(job)
        after = job.after_at + timedelta(microseconds=1)
        return right(job.with_changes(after_at=after, after_id=""))

    patch.setattr(counting, "_query", query)
