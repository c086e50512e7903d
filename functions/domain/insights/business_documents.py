"""The figures of the business in a month, one document, and the job that makes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final, Literal, get_args

from pydantic import Field

from functions.domain.insights.business_periods import Periods
from functions.domain.insights.figures import HOLDS, Figure
from functions.domain.kernel.decisions import UNKNOWN_AT, Document
from functions.domain.kernel.jobs import written_anew

PREFIX: Final = "business"
JOB: Final = "business_kpis"
# What is gone through, in this order.
Step = Literal["product_costs", "customers", "recommendations", "feedback", "tasks", "campaigns"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)


class BusinessPage(Document):
    """`insights/business:{YYYY-MM}`. `figures`: `all:{name}` of all customers, `segment:{segment}:{name}` of those of a
    segment, `saved:{id}:{name}` of those in a saved one (docs/insights.md has a definition of each). They are of
    `since` until `until`, which is the month's end once it `is_over`. `products_left_out`: how many products have a
    cost that no figure knows of. `as_of`: when they were counted.
    """

    collection: ClassVar[str] = "insights"
    complete: ClassVar[Mapping[str, tuple[str, ...]]] = {"figures": ()}
    holds: str = HOLDS
    month: str = ""
    since: datetime | None = None
    until: datetime | None = None
    is_over: bool = False
    figures: dict[str, Figure] = Field(default_factory=dict)
    products_left_out: int = 0
    as_of: datetime | None = None


class BusinessJob(Document):
    """`rebuilds/business_kpis`: how far the documents are gone through. `started_at`: since when it is under way; None
    while it waits for the next time. `month`: the one that was under way then; `starts`: when that one and the two
    before it began. `step`: what it goes through, after the document `after_id`, of the instant `after_at`. `sums`:
    what was found so far (business_sums.py), in `currency`. `cost_ids`, `cost_minors`: what products cost.
    `passed`: how many documents were gone through.
    """

    collection: ClassVar[str] = "rebuilds"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    complete: ClassVar[Mapping[str, tuple[str, ...]]] = written_anew(
        *("month", "starts", "currency", "step", "after_at", "after_id", "cost_ids", "cost_minors"),
        *("products_left_out", "sums", "passed"),
    )
    started_at: datetime | None = None
    month: str = ""
    starts: tuple[datetime, ...] = ()
    currency: str = ""
    step: Step = STEPS[0]
    after_at: datetime = UNKNOWN_AT
    after_id: str = ""
    cost_ids: tuple[str, ...] = ()
    cost_minors: tuple[int, ...] = ()
    products_left_out: int = 0
    sums: dict[str, int] = Field(default_factory=dict)
    passed: int = 0
    wake_at: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it may be gone on with."""
        costs_match = len(self.cost_ids) == len(self.cost_minors)
        return self.started_at is not None and len(self.starts) == 3 and costs_match and not self.odd_fields

    @property
    def periods(self) -> Periods:
        two_before, before, this = self.starts
        assert self.started_at is not None, "a job that is under way was started"
        return Periods((two_before, before, this), self.started_at)

    @property
    def costs(self) -> Mapping[str, int]:
        return dict(zip(self.cost_ids, self.cost_minors, strict=True))


def page_id(month: str) -> str:
    return f"{PREFIX}:{month}"
