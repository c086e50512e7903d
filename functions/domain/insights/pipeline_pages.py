"""A member's deals in figures, in one document: kept in the commit of each change of a deal, so it never says anything
else than the deals do.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final

from pydantic import Field

from functions.domain.insights.deal_counts import Basis, counts_of, well_named
from functions.domain.insights.figures import HOLDS, Figure, Numbers, figures_of
from functions.domain.insights.forecast_figures import forecast_numbers, months_ahead
from functions.domain.insights.sales_figures import sales_numbers
from functions.domain.kernel.decisions import Document, Get, Reading, get_all
from functions.domain.kernel.paging import all_by_id
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity

PREFIX: Final = "pipeline"
PAGE_SIZE: Final = 300
UNOWNED: Final = ""  # whose deals have no owner
_NOTHING = Counter[str]()


class PipelinePage(Document):
    """`insights/pipeline:{uid}`, of deals without an owner `insights/pipeline:`. `counts`: what the deals count for
    (deal_counts.py), of which all figures follow, by `basis`; `figures`: those of the month of `as_of` and of later
    ones, `{month}:...`, as of then.
    """

    collection: ClassVar[str] = "insights"
    assignee_uid: str | None = None
    page: str = PREFIX
    holds: str = HOLDS
    basis: str = ""
    counts: dict[str, int] = Field(default_factory=dict)
    figures: dict[str, Figure] = Field(default_factory=dict)
    as_of: datetime | None = None

    @property
    def uid(self) -> str:
        return self.id.partition(":")[2]


def page_id(uid: str) -> str:
    return f"{PREFIX}:{uid}"


def pages_after(
    org: Org, before: Opportunity | None, after: Opportunity, *, now: datetime
) -> Reading[tuple[tuple[PipelinePage, ...], bool]]:
    """The pages of the members who own a deal or owned it, to be put in the commit of its change, and whether one of
    them is new. The deal has to be written in the same commit.

    Bills 1 read for each page, nothing where no figure changes; where a page is not there yet, was lost, or counts by
    another clock or currency, 1 more for each deal of its owner.
    """
    basis = Basis.of(org)
    taken, added = _by_owner(before, basis), _by_owner(after, basis)
    if taken == added:
        return (), False
    uids = sorted({*taken, *added})
    found = yield from get_all(*(Get(PipelinePage, page_id(uid)) for uid in uids))
    pages: list[PipelinePage] = []
    for uid, known in zip(uids, found, strict=True):
        kept = _kept(known, basis, taken=taken.get(uid, _NOTHING))
        if kept is None:
            kept = yield from _counted_anew(uid, basis, but=after.id)
        page, counts = known or PipelinePage(id=page_id(uid)), kept + added.get(uid, _NOTHING)
        pages.append(_with_counts(page, counts, basis, now=now))
    return tuple(pages), any(known is None for known in found)


def every_page() -> Reading[tuple[PipelinePage, ...]]:
    """The pages of all owners, 1 read each."""
    return (yield from all_by_id(PipelinePage, PAGE_SIZE, where=(("page", PREFIX),)))


def _by_owner(deal: Opportunity | None, basis: Basis) -> dict[str, Counter[str]]:
    return {deal.owner_uid or UNOWNED: counts_of(deal, basis)} if deal is not None else {}


def _kept(known: PipelinePage | None, basis: Basis, *, taken: Counter[str]) -> Counter[str] | None:
    """A page's counts without what a deal counted for; None where they cannot be gone on with."""
    if known is None or known.basis != basis.text or "counts" in known.odd_fields:
        return None
    counts = Counter(well_named(known.counts))
    if len(counts) < len(known.counts):
        return None
    counts.subtract(taken)
    if any(count < 0 for count in counts.values()):
        return None
    return counts


def _counted_anew(uid: str, basis: Basis, *, but: str) -> Reading[Counter[str]]:
    """What the deals of an owner count for, without the one of which the commit knows more."""
    counts = Counter[str]()
    for deal in (yield from all_by_id(Opportunity, PAGE_SIZE, where=(("owner_uid", uid or None),))):
        if deal.id != but:
            counts.update(counts_of(deal, basis))
    return counts


def _with_counts(
    page: PipelinePage, counts: Mapping[str, int], basis: Basis, *, now: datetime
) -> PipelinePage:
    return page.with_changes(
        assignee_uid=page.uid or None,
        page=PREFIX,
        holds=HOLDS,
        basis=basis.text,
        counts={name: count for name, count in sorted(counts.items()) if count},
        figures=_figures(counts, basis, now=now),
        as_of=now,
        odd_fields=frozenset(),
    )


def _figures(counts: Mapping[str, int], basis: Basis, *, now: datetime) -> dict[str, Figure]:
    this_month, found = basis.month_of(now), dict[str, Figure]()
    for month in months_ahead(counts, since=this_month):
        numbers: Numbers = forecast_numbers(counts, month=month, today=basis.today(now))
        if month == this_month:
            numbers = {**numbers, **sales_numbers(counts, month=month, basis=basis, now=now)}
        found |= figures_of(numbers, currency=basis.currency, scope=f"{month}:")
    return found
