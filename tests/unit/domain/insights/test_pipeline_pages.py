"""A member's page of figures is what an independent count of the deals says, whatever became of them on the way."""

from collections import Counter
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.insights.deal_counts import share
from functions.domain.joins.moving import move_page
from functions.domain.orgs.org import Org
from functions.domain.settings.pipelines import built_in_pipeline
from tests.builders import NOON, a_customer, a_member, an_org, give, problems, with_staff
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()
ZONE = ZoneInfo(ORG.settings.timezone)
CATEGORIES: dict[str, str] = {
    stage.id: stage.forecast for stage in built_in_pipeline().stages if stage.outcome == "open"
}
CHANCES = {stage.id: stage.chance_percent for stage in built_in_pipeline().stages}
CLOSED = {"won": "won", "retention": "won", "lost": "lost"}
OWNERS = ("till", "ann", "ben")
Cell = tuple[str, str, str]  # whose deals, of which day or month, and in which category


def office(**account: Any) -> DictBackend:
    staff = (a_member(id=uid, roles=("sales_rep",)) for uid in ("ann", "ben"))
    customer = a_customer(customer_group="b2b", **account)
    return with_staff(customer, *staff, role="owner")


def change(
    backend: DictBackend, minutes: int = 0, id: str = "deal", org: Org | None = None, **fields: Any
) -> dict[str, Any]:
    data = {"opportunity_id": id, "customer_id": "somebody"} | fields
    at = NOON - timedelta(days=30) + timedelta(minutes=minutes)
    return give(backend, "change_opportunity", data, made_at=at, org=org or ORG)


def page(backend: DictBackend, uid: str = "till") -> dict[str, Any]:
    return backend.all("insights")[f"pipeline:{uid}"]


def cells_of_pages(backend: DictBackend) -> dict[Cell, Counter[str]]:
    """What the pages have in each cell."""
    found: dict[Cell, Counter[str]] = {}
    for id, each in backend.all("insights").items():
        if not id.startswith("pipeline:"):
            continue
        for name, count in each["counts"].items():
            kind, *rest = name.split(":")
            if kind in ("open", "won", "lost"):
                day, measure = rest[0], rest[-1]
                cell = (id.partition(":")[2], day, rest[1] if kind == "open" else kind)
                found.setdefault(cell, Counter())[measure] += count
    return found


def cells_of_deals(backend: DictBackend) -> dict[Cell, Counter[str]]:
    """The same, from the deals alone."""
    found: dict[Cell, Counter[str]] = {}
    for deal in backend.all("opportunities").values():
        stage, is_ours = deal["stage"], deal["currency"] in (None, ORG.settings.currency)
        amount = (deal["estimated_value_minor"] or 0) if is_ours else 0
        counted = {"count": 1, "amount_minor": amount, "other_currency": int(not is_ours)}
        if stage in CATEGORIES:
            learned = deal["win_probability"]
            day, category = deal["expected_close_on"] or "undated", CATEGORIES[stage]
            counted["weighted_minor"] = round(amount * CHANCES[stage] / 100)
            counted["learned_minor"] = round(amount * (CHANCES[stage] if learned is None else learned) / 100)
        else:
            closed, began = (deal[name].astimezone(ZONE) for name in ("closed_at", "created_at"))
            day, category = f"{closed:%Y-%m}", CLOSED[stage]
            counted["days"] = (closed.date() - began.date()).days
        cell = (deal["owner_uid"] or "", day, category)
        found.setdefault(cell, Counter()).update({name: n for name, n in counted.items() if n})
    return found


_STEP = some.tuples(
    some.sampled_from("abcd"),
    some.integers(0, 60 * 24 * 29),
    some.dictionaries(
        some.sampled_from(("stage", "owner_uid", "expected_close_on", "estimated_value_minor", "currency")),
        some.integers(0, 9),
    ),
)
_VALUES: dict[str, tuple[Any, ...]] = {
    "stage": (*CATEGORIES, "won", "lost", "retention"),
    "owner_uid": (*OWNERS, None),
    "expected_close_on": ("2024-11-30", "2025-01-31", "2025-02-28", None),
    "estimated_value_minor": (0, 1, 50, 1_234_567, None),
    "currency": (ORG.settings.currency, "USD", None),
}


@pytest.mark.item("S000-79", "S002-24")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(some.lists(_STEP, max_size=14))
def test_each_deal_stands_in_one_cell_and_no_amount_is_lost_after_any_commands(
    history: list[tuple[str, int, dict[str, int]]],
) -> None:
    backend = office()
    for id, minutes, drawn in history:
        fields = {name: _VALUES[name][number % len(_VALUES[name])] for name, number in drawn.items()}
        reason: dict[str, Any] = {"close_reason": "Price"} if fields.get("stage") in ("won", "lost") else {}
        change(backend, minutes, id, **fields, **reason)
    cells, deals = cells_of_pages(backend), backend.all("opportunities").values()
    assert cells == cells_of_deals(backend)
    assert sum(cell["count"] for cell in cells.values()) == len(deals)
    of_ours = [deal for deal in deals if deal["currency"] in (None, ORG.settings.currency)]
    assert sum(cell["amount_minor"] for cell in cells.values()) == sum(
        deal["estimated_value_minor"] or 0 for deal in of_ours
    )


def test_a_share_of_an_amount_is_rounded_half_to_even() -> None:
    assert [share(amount, 50) for amount in (1, 3, 5, 7)] == [0, 2, 2, 4]
    assert [share(*each) for each in ((99, 1), (151, 1), (10**12, 99))] == [1, 2, 99 * 10**10]


def test_a_deal_that_changes_hands_leaves_one_page_for_the_other() -> None:
    backend = office()
    change(backend, estimated_value_minor=900, expected_close_on="2025-02-28", owner_uid="ann")
    change(backend, 1, "mine", estimated_value_minor=5)
    backend.billed = Billed()
    change(backend, 2, owner_uid="ben")
    assert page(backend, "ann")["counts"] == {}
    assert page(backend, "ben")["counts"]["open:2025-02-28:pipeline:amount_minor"] == 900
    assert cells_of_pages(backend) == cells_of_deals(backend)
    change(backend, 3, owner_uid=None)
    assert page(backend, "")["counts"]["open:2025-02-28:pipeline:count"] == 1
    assert page(backend, "")["assignee_uid"] is None


def test_a_change_of_no_figure_reads_and_writes_no_page() -> None:
    backend = office()
    change(backend)
    backend.billed = Billed()
    change(backend, 1, next_action="Call")
    assert backend.billed == Billed(reads=3, writes=2)


def test_a_refused_move_leaves_the_page_as_it_was() -> None:
    backend = office()
    change(backend)
    before = page(backend)
    assert problems(change(backend, 1, stage="retention")).keys() == {"stage"}
    assert page(backend) == before


def test_deals_that_were_there_before_pages_were_are_counted_with_the_first_change() -> None:
    backend = office()
    for id in "abc":
        change(backend, id=id, estimated_value_minor=100, expected_close_on="2025-02-10")
    change(backend, 1, "b", stage="won", close_reason="Taste")
    for path in [path for path in backend.documents if "/insights/" in path]:
        del backend.documents[path], backend.versions[path]
    change(backend, 2, "a", estimated_value_minor=70)
    assert cells_of_pages(backend) == cells_of_deals(backend)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"counts": {"open:2025-02-10:pipeline:count": "three"}},
        {"counts": {"open:anything": 1}},
        {"counts": {}},
        {"basis": "1 Europe/Paris EUR"},
    ],
)
def test_a_spoilt_page_or_one_of_another_clock_is_made_anew(spoilt: dict[str, Any]) -> None:
    backend = office()
    for id in "abc":
        change(backend, id=id, estimated_value_minor=100, expected_close_on="2025-02-10")
    backend.documents["orgs/kopi/insights/pipeline:till"].update(spoilt)
    change(backend, 2, "a", stage="proposal")
    assert cells_of_pages(backend) == cells_of_deals(backend)
    assert page(backend)["basis"] == f"1 {ORG.settings.timezone} {ORG.settings.currency}"


def test_the_page_has_the_figures_of_this_month_and_later_ones_with_their_units() -> None:
    backend = office()
    today = NOON.astimezone(ZONE).date()
    change(backend, id="late", estimated_value_minor=10, expected_close_on=f"{today - timedelta(days=1)}")
    change(backend, id="next", estimated_value_minor=333, expected_close_on="2025-04-02", stage="proposal")
    change(backend, id="unsure", estimated_value_minor=7)
    change(backend, id="dollars", estimated_value_minor=7, currency="USD", expected_close_on="2025-04-02")
    figures, month = page(backend)["figures"], f"{today:%Y-%m}"
    assert figures["2025-04:best_case:amount_minor"] == {"value": 333, "unit": ORG.settings.currency}
    assert figures["2025-04:best_case:weighted_minor"]["value"] == 200
    assert figures["2025-04:total:count"] == {"value": 2, "unit": "deals"}
    assert figures["2025-04:other_currency:count"]["value"] == 1
    assert figures[f"{month}:overdue:amount_minor"]["value"] == 10
    assert figures[f"{month}:undated:count"]["value"] == 1
    assert figures[f"{month}:win_rate_percent"] == {"value": None, "unit": "percent"}


def test_what_the_pipeline_says_later_of_a_stage_counts_with_the_deal_s_next_move() -> None:
    backend = office()
    change(backend, estimated_value_minor=100, expected_close_on="2025-02-10")
    pipeline = built_in_pipeline()
    first = pipeline.stages[0].model_copy(update={"forecast": "commit", "probability_percent": 90})
    later = pipeline.model_copy(update={"stages": (first, *pipeline.stages[1:])})
    org = ORG.model_copy(update={"pipelines": {"default": later}})
    change(backend, 1, org=org, estimated_value_minor=200)
    assert page(backend)["counts"]["open:2025-02-10:pipeline:weighted_minor"] == 20
    change(backend, 2, org=org, stage="qualified")
    change(backend, 3, org=org, stage="lead")
    assert page(backend)["counts"]["open:2025-02-10:commit:weighted_minor"] == 180
    assert "open:2025-02-10:pipeline:count" not in page(backend)["counts"]


def test_a_merge_of_accounts_and_its_deals_change_no_figure_of_their_owners() -> None:
    backend = office()
    backend.put(a_customer(id="twin", customer_group="b2b", phone=None, email=None))
    change(backend, estimated_value_minor=900, expected_close_on="2025-02-28", owner_uid="ann")
    change(backend, 1, "theirs", customer_id="twin", estimated_value_minor=5, owner_uid="ann")
    before = page(backend, "ann")
    merged = give(backend, "merge_customers", {"from": "twin", "into": "somebody"}, org=ORG)
    assert merged["status"] == "done"
    run(a_store(backend), lambda: move_page(ORG, "twin", NOON + timedelta(minutes=1)))
    assert {deal["customer_id"] for deal in backend.all("opportunities").values()} == {"somebody"}
    assert page(backend, "ann") == before
    change(backend, 2, "theirs", stage="won", close_reason="Taste")
    assert cells_of_pages(backend) == cells_of_deals(backend)
