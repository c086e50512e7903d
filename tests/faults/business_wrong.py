"""Mistakes with counting the figures of the business: see mutants.py."""

from typing import Any

import pytest

from functions.domain.insights import business_job
from functions.domain.insights.business_documents import BusinessJob
from functions.domain.insights.business_steps import Passed
from tests.faults.world import World


def keeps_the_sums_in_the_instance(world: World, patch: pytest.MonkeyPatch) -> None:
    """What is summed lies in memory between pages: a page that is tried again is added twice."""
    right = business_job._counted
    kept = dict[Any, dict[str, int]]()

    def counted(job: BusinessJob, page: Passed) -> BusinessJob:
        known = kept.get(job.started_at)
        after = right(job if known is None else job.with_changes(sums=known), page)
        kept[job.started_at] = after.sums
        return after

    patch.setattr(business_job, "_counted", counted)


def forgets_its_place_once(world: World, patch: pytest.MonkeyPatch) -> None:
    """The place is not written with the sums: the customers are gone through and added a second time."""
    right = business_job._next_step
    seen = set[object]()

    def next_step(job: BusinessJob, page: Passed) -> Any:
        if job.step == "customers" and not page.after_id and job.started_at not in seen:
            seen.add(job.started_at)
            return job.step
        return right(job, page)

    patch.setattr(business_job, "_next_step", next_step)
