"""Lists in pages, over cursors that only the organisation can make."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.decisions import NOTHING, Decision, Find
from functions.domain.kernel.errors import Malformed
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orgs.org import Org
from functions.domain.views.pages import Wanted, page
from tests.builders import NOON, an_org
from tests.memory import DictBackend, a_store, run

ENTRIES = Find(LedgerEntry, (("customer_id", "c"),), "at", "DESCENDING", 2)


def a_ledger(count: int) -> DictBackend:
    """So many entries, two at each instant: their order is their ids' then."""
    backend = DictBackend()
    for number in range(count):
        entry = LedgerEntry(
            id=f"e{number:02}",
            customer_id="c",
            unit="points",
            kind="earn",
            amount=number,
            cause="o",
            at=NOON + timedelta(minutes=number // 2),
        )
        backend.put(entry)
    return backend


def a_page(org: Org, backend: DictBackend, wanted: Wanted, query: Find[Any] = ENTRIES) -> Any:
    def decide() -> Decision[Any]:
        shown = yield from page(org, query, wanted, show=lambda entry: {"id": entry.id})
        return NOTHING, shown

    return run(a_store(backend), decide)


def test_the_pages_together_are_the_list_each_row_once() -> None:
    org, backend = an_org(), a_ledger(7)
    seen, cursor, pages = [], None, 0
    while True:
        answer = a_page(org, backend, Wanted(2, cursor))
        seen += [row["id"] for row in answer["items"]]
        pages, cursor = pages + 1, answer["next"]
        if cursor is None:
            break
    assert (seen, pages) == ([f"e{number:02}" for number in (6, 5, 4, 3, 2, 1, 0)], 4)


def test_a_page_bills_its_rows() -> None:
    backend = a_ledger(7)
    a_page(an_org(), backend, Wanted(3))
    assert backend.billed.reads == 3


def test_a_cursor_of_another_list_of_another_organisation_or_none_at_all_is_refused() -> None:
    org, backend = an_org(), a_ledger(4)
    cursor = a_page(org, backend, Wanted(2))["next"]
    other = Find(LedgerEntry, (("customer_id", "d"),), "at", "DESCENDING", 2)
    for where, query, text in (
        (org, other, cursor),
        (org.model_copy(update={"id": "teh"}), ENTRIES, cursor),
        (org, ENTRIES, cursor[:-1]),
        (org, ENTRIES, "x"),
    ):
        with pytest.raises(Malformed) as refused:
            a_page(where, backend, Wanted(2, text), query)
        assert [fault.path for fault in refused.value.faults] == ["cursor"]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "x", "", "١", "9" * 40])
def test_a_limit_that_is_none_is_refused(limit: str) -> None:
    with pytest.raises(Malformed) as refused:
        Wanted.parse({"limit": limit})
    assert [fault.path for fault in refused.value.faults] == ["limit"]
