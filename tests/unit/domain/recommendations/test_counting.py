"""The weekly count: each order once, through repeated pages, workers that race, and what changes beside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import change_settings, save_configuration
from functions.domain.kernel.decisions import Changes, Decision
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER, PageDone
from functions.domain.orgs.documents import OrgDocument
from functions.domain.orgs.org import Org
from functions.domain.recommendations import affinity, counting
from functions.domain.recommendations.counting import begun, count_page
from functions.domain.settings.recommendations import RecommendationSettings
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from functions.store.orgs import Orgs
from tests.builders import an_org_document
from tests.examples import examples
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision
from tests.unit.domain.consumption.grocers import BOUGHT, DAY, OIL, RICE, a_grocer, billed, buys
from tests.unit.domain.recommendations.cross_sellers import SPICE

NOW = BOUGHT + 30 * DAY
EASY = {"min_orders": 1, "min_support": "0.01", "min_confidence": "0.01", "min_lift": "0.01"}
GOODS = {"rice": RICE, "oil": OIL, "spice": SPICE}


def shop(affinity: str = "propose", **pairs: Any) -> Org:
    """A grocer whose orders are counted, with thresholds that everything passes."""
    org = a_grocer({}, {})
    wanted = RecommendationSettings.model_validate({"affinity": affinity, "pairs": EASY | pairs})
    return org.model_copy(update={"settings": org.settings.model_copy(update={"recommendations": wanted})})


ORG = shop()


@contextmanager
def pages_of(size: int) -> Iterator[None]:
    with patch.object(counting, "PAGE_SIZE", size):
        yield


def begin(backend: DictBackend) -> None:
    def decide() -> Decision[None]:
        return Changes(put=((yield from begun(NOW - SEEN_EVERYWHERE_AFTER)),)), None

    run(a_store(backend), decide)


def a_page(backend: DictBackend, org: Org = ORG, at: Any = NOW) -> PageDone | None:
    done: PageDone | None = run(a_store(backend), lambda: count_page(org, at))
    return done


def count(backend: DictBackend, org: Org = ORG, at: Any = NOW) -> int:
    """All pages; how many there were."""
    number = 1
    while a_page(backend, org, at) is not None:
        number += 1
    return number


def stocked(*baskets: tuple[str, ...], **facts: Any) -> DictBackend:
    backend = DictBackend()
    for number, names in enumerate(baskets):
        sells(backend, number, *names, **facts)
    begin(backend)
    return backend


def sells(backend: DictBackend, number: int, *names: str, **facts: Any) -> None:
    at = BOUGHT + timedelta(minutes=number % 3)  # several at one instant
    buys(backend, *(GOODS[name] for name in names), number=str(number), at=at, org=ORG, **facts)


def table(backend: DictBackend) -> dict[str, Any]:
    return backend.documents["orgs/kopi/insights/affinity"]


def pairs(backend: DictBackend) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {
        (each["trigger"], each["recommend"]): (
            each["orders"],
            each["trigger_orders"],
            each["recommend_orders"],
        )
        for each in table(backend)["pairs"]
    }


def job(backend: DictBackend) -> dict[str, Any]:
    return backend.documents["orgs/kopi/rebuilds/affinity"]


@pytest.mark.item("S002-41")
def test_the_orders_of_the_year_are_counted_once_each_in_pages() -> None:
    backend = stocked(("rice", "oil"), ("rice", "oil"), ("rice",), ("oil",), ("rice", "spice"))
    with pages_of(2):
        assert count(backend) == 3
    assert table(backend)["baskets"] == 5
    assert pairs(backend)["rice", "oil"] == (2, 4, 3)
    assert pairs(backend)["spice", "rice"] == (1, 1, 4)
    assert len(pairs(backend)) == 4
    assert job(backend)["wake_at"] == NOW + timedelta(days=7)
    assert a_page(backend) is None  # until the week has passed


def test_an_order_that_does_not_count_or_is_older_is_left_out() -> None:
    backend = stocked(("rice", "oil"))
    sells(backend, 1, "rice", "oil", status="cancelled")
    sells(backend, 2, "rice", "spice", status="pending")
    old = BOUGHT - timedelta(days=400)
    buys(backend, RICE, OIL, number="3", at=old, org=ORG)
    count(backend)
    assert (table(backend)["baskets"], pairs(backend)["rice", "oil"]) == (1, (1, 1, 1))


def test_an_order_that_is_cancelled_is_gone_with_the_next_count() -> None:
    backend = stocked(("rice", "oil"), ("rice", "oil"))
    count(backend)
    sells(backend, 1, "rice", "oil", status="cancelled", updated_at=BOUGHT + DAY)
    assert a_page(backend) is None
    count(backend, at=NOW + 7 * DAY)
    assert pairs(backend)["rice", "oil"] == (1, 1, 1)


@given(
    some.lists(some.sets(some.sampled_from(sorted(GOODS)), min_size=1), min_size=1, max_size=9),
    some.sets(some.integers(0, 8)),
    some.integers(1, 4),
    some.data(),
)
@settings(max_examples=examples(60), deadline=None)
def test_pages_that_crash_repeat_and_race_count_what_one_page_counts(
    baskets: list[set[str]], cancelled: set[int], size: int, data: some.DataObject
) -> None:
    backend = stocked(*(tuple(sorted(each)) for each in baskets))
    for number in sorted(cancelled & set(range(len(baskets)))):
        sells(backend, number, *sorted(baskets[number]), status="cancelled", updated_at=BOUGHT + DAY)
    begin(backend)
    with pages_of(size):
        raced(backend, data)
    found = pairs(backend), table(backend)["baskets"]
    begin(backend)
    count(backend)
    assert found == (pairs(backend), table(backend)["baskets"])
    standing = [each for number, each in enumerate(baskets) if number not in cancelled]
    for (one, other), (both, ones, others) in found[0].items():
        assert both == sum({one, other} <= each for each in standing)
        assert (ones, others) == (
            sum(one in each for each in standing),
            sum(other in each for each in standing),
        )
    assert found[1] == len(standing)


def raced(backend: DictBackend, data: some.DataObject) -> None:
    """Pages until the table is there. Of some the worker dies before its commit, or after it and before the next task
    is asked for; others meet a worker who was faster.
    """
    for _ in range(100):
        if "orgs/kopi/insights/affinity" in backend.documents:
            break
        what = data.draw(some.sampled_from(["page", "page", "dies_before", "meets_another"]))
        if what == "dies_before":
            decision = count_page(ORG, NOW)
            next(decision)  # it read, and never wrote
        elif what == "meets_another":
            beside(backend, lambda: a_page(backend))
        else:
            a_page(backend)


def beside(backend: DictBackend, other: Callable[[], Any]) -> None:
    """A page whose worker is overtaken between reading and writing."""
    tries: list[int] = []

    def decide() -> Decision[PageDone | None]:
        changes, name = yield from count_page(ORG, NOW)
        if not tries:
            tries.append(1)
            other()
        return changes, name

    run(a_store(backend), decide)


def test_many_names_are_gone_through_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(affinity, "MOST_PAIRED", 2)
    backend = stocked(("rice", "oil"), ("rice", "oil", "spice"), ("rice",))
    with pages_of(2):
        assert count(backend) == 4
    assert pairs(backend) == {("rice", "oil"): (2, 3, 2), ("oil", "rice"): (2, 2, 3)}
    assert (table(backend)["more_names"], table(backend)["baskets"]) == (1, 3)


def test_a_page_bills_a_read_an_order_and_the_job() -> None:
    backend = stocked(("rice", "oil"), ("rice",), ("oil",))
    with pages_of(2):
        assert billed(backend, lambda: a_page(backend)) == Billed(reads=3, writes=1)
        assert billed(backend, lambda: a_page(backend)) == Billed(reads=3, writes=2)
    assert billed(backend, lambda: a_page(backend)) == Billed(reads=1)


@pytest.mark.parametrize(
    "org", [shop("off"), shop().model_copy(update={"settings": a_grocer(features={"crm": False}).settings})]
)
def test_switched_off_it_stops_and_keeps_the_table(org: Org) -> None:
    backend = stocked(("rice", "oil"))
    count(backend)
    before = table(backend)
    begin(backend)
    assert a_page(backend, org) is None
    assert "wake_at" not in job(backend)
    assert table(backend) == before


def test_what_is_counted_under_other_settings_begins_anew() -> None:
    backend = stocked(("rice", "oil"), ("rice",), ("oil",))
    by_product = shop(of="product")
    with pages_of(2):
        a_page(backend)
        count(backend, by_product)
    assert (table(backend)["of"], table(backend)["baskets"]) == ("product", 3)
    assert pairs(backend)["miniket", "soya"] == (1, 2, 2)


@pytest.mark.parametrize(
    "spoilt",
    [{"after_id": 7}, {"after_at": "then"}, {"orders": "many"}, {"tallies": {"names": 3}}, {"tallies": None}],
)
@pytest.mark.parametrize("most_paired", [1, 200])  # with a second pass, and without
def test_a_job_whose_place_was_spoilt_begins_anew_once_and_counts_no_order_twice(
    spoilt: dict[str, Any], most_paired: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(affinity, "MOST_PAIRED", most_paired)
    backend = stocked(("rice", "oil"), ("rice",), ("oil", "rice"))
    with pages_of(2):
        a_page(backend)
        backend.client_writes("orgs/kopi/rebuilds/affinity", **spoilt)
        pages = 1
        while a_page(backend) is not None:
            pages += 1
            assert pages < 9
    assert table(backend)["baskets"] == 3


def test_a_job_as_it_was_kept_before_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its `after_at` was null before the first page and between the passes."""
    backend = stocked(("rice", "oil"), ("rice",), ("oil", "rice"))
    backend.client_writes("orgs/kopi/rebuilds/affinity", after_at=None)
    with pages_of(2):
        count(backend)
    assert table(backend)["baskets"] == 3


def test_the_tick_takes_it_and_asks_for_the_next_page() -> None:
    backend = stocked(("rice", "oil"), ("rice",))
    waking = Waking("affinity", NOW, None)
    with pages_of(1):
        left: Any = run(a_store(backend), lambda: WAKE_UPS["rebuilds"].wake(ORG, waking))
    assert left == PageDone(has_more=True)


def provisioned(**wanted: Any) -> DictBackend:
    backend = DictBackend()
    provision(backend)
    if wanted:
        changed(backend, **wanted)
    return backend


def changed(backend: DictBackend, **wanted: Any) -> None:
    changes = {"recommendations": wanted}
    run(a_store(backend), lambda: change_settings("kopi", changes, by="owner", now=NOW))


def test_a_change_of_the_settings_has_it_counted_and_others_do_not() -> None:
    backend = provisioned()
    changed(backend, hour="10:00")
    assert "orgs/kopi/rebuilds/affinity" not in backend.documents
    changed(backend, affinity="fill")
    assert job(backend)["wake_at"] == NOW + SEEN_EVERYWHERE_AFTER
    del backend.documents["orgs/kopi/rebuilds/affinity"], backend.versions["orgs/kopi/rebuilds/affinity"]
    changed(backend, affinity="off")
    assert "orgs/kopi/rebuilds/affinity" not in backend.documents
    changed(backend, affinity="propose", pairs={"min_orders": 3})
    assert "wake_at" in job(backend)


@pytest.mark.item("S002-41")
def test_pairs_fill_the_gaps_that_rules_leave_and_other_instances_go_by_them() -> None:
    backend = provisioned(affinity="fill", pairs=EASY)
    backend.client_writes("orgs/kopi", timezone="UTC")
    for number, names in enumerate([("rice", "oil"), ("rice", "oil")]):
        sells(backend, number, *names)
    org = Orgs(backend).get("kopi")
    assert not org.computed_rules
    begin(backend)
    assert billed(backend, lambda: count(backend, org)) == Billed(reads=5, writes=3)
    rules = Orgs(backend).get("kopi").computed_rules
    assert {rule.name for rule in rules.values()} == {"rice, oil", "oil, rice"}
    begin(backend)
    assert billed(backend, lambda: count(backend, org)) == Billed(reads=5, writes=1)  # the same table again
    changed(backend, affinity="propose")
    assert not Orgs(backend).get("kopi").computed_rules
    save = {"trigger": {"category": "rice"}, "recommend": {"category": "spice"}}
    ref = Ref("recommendation_rules", "spice")
    run(a_store(backend), lambda: save_configuration("kopi", ref, content=save, by="owner", now=NOW))
    assert set(Orgs(backend).get("kopi").all_recommendation_rules) == {"spice"}


def test_an_organisation_s_document_with_spoilt_pairs_is_read_without_them() -> None:
    backend = DictBackend()
    backend.put(an_org_document())
    backend.client_writes("orgs/kopi", computed_pairs="x")
    document: Any = run(a_store(backend), reads_org)
    assert document.computed_pairs is None


def reads_org() -> Decision[OrgDocument | None]:
    from functions.domain.kernel.decisions import NOTHING, get

    return NOTHING, (yield from get(OrgDocument, "kopi"))


@pytest.mark.parametrize(
    "spoilt",
    [{"tallies": "x"}, {"since": None}, {"tallies": {"names": ["rice"], "counts": [1, 2], "pairs": []}}],
)
def test_a_count_that_was_spoilt_by_hand_begins_anew(spoilt: dict[str, Any]) -> None:
    backend = stocked(("rice", "oil"), ("rice",), ("oil",))
    with pages_of(2):
        a_page(backend)
        backend.client_writes("orgs/kopi/rebuilds/affinity", **spoilt)
        count(backend)
    assert (table(backend)["baskets"], pairs(backend)["rice", "oil"]) == (3, (1, 2, 2))
