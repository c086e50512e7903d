"""The day on which a customer is recommended something: once, the first by priority, and not what they bought since."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import save_configuration
from functions.domain.customers.customer import Customer
from functions.domain.delivery.causes import is_cause_over
from functions.domain.joins.folding import folded, joined_away
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, rebuild_for_automations, rebuild_page
from functions.domain.upkeep.ended_calls import BOUGHT as BOUGHT_MEANWHILE
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision
from tests.unit.domain.consumption.grocers import REMIND, billed
from tests.unit.domain.recommendations.cross_sellers import (
    BOUGHT,
    BROOM,
    DAY,
    DUE,
    GHEE,
    MORNING,
    OFFER,
    RICE,
    SPICE,
    TO_GHEE,
    TO_SPICE,
    a_cross_seller,
    buys,
    due,
    made,
    offers,
    wakes,
)

ORG = a_cross_seller()
BOTH = a_cross_seller({"spice": TO_SPICE, "ghee": TO_GHEE})
TO_CALL = {**OFFER, "then": [{"create_task": {"task_type": "call", "script": "offer"}}]}


def cause_is_over(backend: DictBackend, org: Org = ORG) -> bool:
    (message_id,) = backend.all("messages")
    (customer_id,) = backend.all("customers")

    def decide() -> Decision[bool]:
        message = yield from get(Message, message_id)
        customer = yield from get(Customer, customer_id)
        assert message is not None
        return NOTHING, (yield from is_cause_over(org, customer, message))

    return run(a_store(backend), decide, org.id)


def bought(*lines: dict[str, Any], org: Org = ORG, **facts: Any) -> DictBackend:
    backend = DictBackend()
    buys(backend, *lines, org=org, **facts)
    return backend


@pytest.mark.item("S001-20", "S001-52", "S001-53")
def test_the_day_before_nothing_comes_on_the_day_one_message_and_the_day_after_no_more() -> None:
    backend = bought(RICE)
    assert due(backend) == DUE
    wakes(backend, DUE - DAY, ORG)
    assert offers(backend) == []
    wakes(backend, DUE, ORG)
    assert offers(backend) == ["Miniket, 7 days: spice"]
    for later in (timedelta(0), timedelta(hours=1), DAY, 10 * DAY):
        wakes(backend, DUE + later, ORG)
    assert (len(offers(backend)), due(backend)) == (1, None)


@pytest.mark.item("S001-55")
@pytest.mark.parametrize("trigger", [{"product_id": "miniket"}, {"category": ["x", "RICE"]}])
@pytest.mark.parametrize("recommend", [{"product_id": ["turmeric", "chilli"]}, {"category": "Spice"}])
def test_a_rule_goes_by_products_or_by_categories(trigger: Any, recommend: Any) -> None:
    org = a_cross_seller({"any": {**TO_SPICE, "trigger": trigger, "recommend": recommend}})
    backend = bought(RICE, org=org)
    assert due(backend) == DUE
    buys(backend, SPICE, number="2", at=BOUGHT + DAY, org=org)
    assert due(backend) is None


@pytest.mark.item("S001-20")
@pytest.mark.parametrize(("total", "is_due"), [("499.99", False), ("500.00", True)])
def test_an_order_below_the_least_value_brings_nothing(total: str, is_due: bool) -> None:
    org = a_cross_seller({"spice": {**TO_SPICE, "min_order": "500"}})
    backend = bought(RICE, org=org, total_minor=int(total.replace(".", "")))
    assert (due(backend) is not None) is is_due


def test_a_part_refund_below_the_least_value_takes_it_back() -> None:
    org = a_cross_seller({"spice": {**TO_SPICE, "min_order": "500"}})
    backend = bought(RICE, org=org, total_minor=60000)
    changed: dict[str, Any] = {"status": "refunded", "refunded_minor": 20000, "updated_at": BOUGHT + DAY}
    buys(backend, RICE, org=org, total_minor=60000, **changed)
    assert due(backend) is None


@pytest.mark.item("S001-20")
def test_the_smallest_priority_comes_first_and_the_other_after_the_days_between() -> None:
    backend = bought(RICE, org=BOTH)
    wakes(backend, DUE, BOTH)
    assert (offers(backend), due(backend)) == (["Miniket, 7 days: spice"], DUE + 7 * DAY)
    wakes(backend, DUE + 6 * DAY, BOTH)
    assert len(offers(backend)) == 1
    wakes(backend, DUE + 7 * DAY, BOTH)
    assert offers(backend) == ["Miniket, 7 days: spice", "Miniket, 14 days: ghee"]


@pytest.mark.parametrize("max_days", [20, 13])
def test_what_waits_for_another_comes_only_while_its_days_last(max_days: int) -> None:
    org = a_cross_seller({"spice": TO_SPICE, "ghee": {**TO_GHEE, "max_days": max_days}})
    backend = bought(RICE, org=org)
    wakes(backend, DUE, org)
    assert due(backend) == (DUE + 7 * DAY if max_days == 20 else None)


@pytest.mark.parametrize(("day", "count"), [(20, 1), (21, 0)])
def test_an_order_that_comes_late_is_followed_up_to_the_last_day(day: int, count: int) -> None:
    backend, now = DictBackend(), MORNING + day * DAY
    buys(backend, RICE, org=ORG, now=now)
    wakes(backend, now + timedelta(hours=14), ORG)
    assert len(offers(backend)) == count


@pytest.mark.parametrize("days", [0, 3])
def test_what_was_bought_with_it_or_meanwhile_is_not_recommended(days: int) -> None:
    backend = bought(RICE, *([SPICE] if days == 0 else []))
    if days:
        buys(backend, SPICE, number="2", at=BOUGHT + days * DAY, org=ORG)
    wakes(backend, DUE, ORG)
    assert (offers(backend), due(backend)) == ([], None)


def test_a_purchase_meanwhile_that_is_cancelled_leaves_it_due() -> None:
    backend, later = bought(RICE), BOUGHT + 3 * DAY
    buys(backend, SPICE, number="2", at=later, org=ORG)
    buys(backend, SPICE, number="2", at=later, updated_at=later + DAY, status="cancelled", org=ORG)
    assert due(backend) == DUE


def test_a_line_that_was_brought_back_in_the_same_order_is_no_purchase() -> None:
    assert "recommendations" not in bought(RICE, RICE | {"quantity": "-5"}).one("customers")


@pytest.mark.parametrize("status", ["cancelled", "refunded"])
def test_an_order_that_is_taken_back_brings_nothing(status: str) -> None:
    backend = bought(RICE)
    refunded: dict[str, Any] = {"refunded_minor": 38700} if status == "refunded" else {}
    buys(backend, RICE, org=ORG, status=status, updated_at=BOUGHT + DAY, **refunded)
    customer = backend.one("customers")
    assert ("recommendations" in customer, due(backend)) == (False, None)


def test_who_buys_the_same_again_and_again_is_recommended_it_after_the_first_time() -> None:
    backend = DictBackend()
    for number in range(5):
        buys(backend, RICE, number=str(number), at=BOUGHT + 3 * number * DAY, org=ORG)
    assert due(backend) == DUE
    wakes(backend, DUE, ORG)
    assert due(backend) == DUE + 9 * DAY - 7 * DAY + 7 * DAY


def test_an_order_that_comes_late_and_is_older_than_the_recommendation_brings_no_second_one() -> None:
    backend = bought(RICE)
    wakes(backend, DUE, ORG)
    buys(backend, RICE, number="0", at=BOUGHT + DAY, now=DUE + DAY, org=ORG)
    assert due(backend) is None


@pytest.mark.parametrize("moved", [timedelta(hours=3), 10 * DAY])
def test_an_order_that_changes_after_its_recommendation_brings_no_second_one(moved: timedelta) -> None:
    backend = bought(RICE)
    wakes(backend, DUE, ORG)
    buys(backend, RICE, org=ORG, updated_at=DUE + DAY, status="cancelled")
    buys(backend, RICE, org=ORG, at=BOUGHT + moved, updated_at=DUE + 2 * DAY, now=DUE + 2 * DAY)
    wakes(backend, DUE + 8 * DAY, ORG)
    assert (len(offers(backend)), due(backend)) == (1, None)


@pytest.mark.parametrize(
    "automations",
    [
        {},
        {"offer": {**OFFER, "enabled": False}},
        {"offer": {**OFFER, "when": {">": [{"var": "stats.orders"}, 1]}}},
    ],
)
def test_without_an_automation_that_would_run_nothing_is_made(automations: dict[str, Any]) -> None:
    silent = a_cross_seller(automations=automations)
    backend = bought(RICE, org=silent)
    wakes(backend, DUE, silent)
    assert (made(backend), offers(backend)) == ({}, [])
    assert backend.one("customers")["recommendations"]["made"] == []


def test_a_message_that_waits_is_over_once_they_bought_it_or_took_the_first_back() -> None:
    backend = bought(RICE)
    wakes(backend, DUE, ORG)
    assert not cause_is_over(backend)
    buys(backend, SPICE, number="2", at=DUE + timedelta(hours=1), org=ORG)
    assert cause_is_over(backend)
    taken_back = bought(RICE)
    wakes(taken_back, DUE, ORG)
    buys(taken_back, RICE, org=ORG, updated_at=DUE + timedelta(hours=1), status="cancelled")
    assert cause_is_over(taken_back)
    assert cause_is_over(backend, a_cross_seller({}))


def test_a_task_of_a_recommendation_says_what_and_is_cancelled_once_they_bought_it() -> None:
    org = a_cross_seller({"ghee": TO_GHEE}, automations={"call": TO_CALL})
    backend = bought(RICE, org=org)
    wakes(backend, DUE, org)
    task = backend.one("tasks")
    assert (task["reason"], task["suggested_product_ids"], task["script"], task["status"]) == (
        "Goes with it: ghee (Miniket, 7 d)",
        ["ghee"],
        "Miniket, 7 days ago: ghee?",
        "open",
    )
    buys(backend, GHEE, number="2", at=DUE + DAY, org=org)
    task = backend.one("tasks")
    assert (task["status"], task["cancelled_because"]) == ("cancelled", BOUGHT_MEANWHILE)


def test_a_task_of_a_recommendation_is_cancelled_once_its_rule_is_gone() -> None:
    """The rebuild that follows takes it off the customer and off the task, in one commit."""
    org = a_cross_seller({"ghee": TO_GHEE}, automations={"call": TO_CALL})
    backend = bought(RICE, org=org)
    wakes(backend, DUE, org)
    backend.client_writes(
        f"orgs/{ORG.id}/customers/{next(iter(backend.all('customers')))}", created_at=BOUGHT
    )
    run(a_store(backend), lambda: _begun_anew(DUE), ORG.id)
    without = a_cross_seller({}, automations={"call": TO_CALL})
    run(a_store(backend), lambda: rebuild_page(without, AUTOMATIONS, DUE + SEEN_EVERYWHERE_AFTER), ORG.id)
    assert not backend.one("customers").get("open_calls")
    assert backend.one("tasks")["status"] == "cancelled"


def _begun_anew(now: datetime) -> Decision[None]:
    return Changes(put=(yield from rebuild_for_automations(now))), None


def test_the_task_of_a_reminder_offers_what_goes_with_it() -> None:
    from functions.domain.settings.consumption import ConsumptionProfile

    remind = {**REMIND, "then": [{"create_task": {"task_type": "call"}}]}
    org = a_cross_seller({"ghee": {**TO_GHEE, "called": {"en": "our ghee"}}}, automations={"remind": remind})
    profile = {"categories": ["rice"], "avg_consumption_days": 17}
    profiles = {"rice": ConsumptionProfile.model_validate(profile)}
    org = org.model_copy(update={"consumption_profiles": profiles})
    backend = bought(RICE, org=org)
    wakes(backend, MORNING + 10 * DAY, org)
    task = backend.one("tasks")
    assert (task["suggested_product_ids"], task["also_offer"]) == (["miniket", "ghee"], "our ghee")


def test_a_recommendation_waits_for_the_days_after_a_reminder() -> None:
    from functions.domain.settings.consumption import ConsumptionProfile

    org = a_cross_seller(
        {"ghee": {**TO_GHEE, "min_days": 10}}, automations={"remind": REMIND, "offer": OFFER}
    )
    profile = {"categories": ["rice"], "avg_consumption_days": 17}
    profiles = {"rice": ConsumptionProfile.model_validate(profile)}
    org = org.model_copy(update={"consumption_profiles": profiles})
    backend = bought(RICE, org=org)
    wakes(backend, MORNING + 10 * DAY, org)
    assert (offers(backend), due(backend)) == ([], MORNING + 13 * DAY)
    wakes(backend, MORNING + 13 * DAY, org)
    assert offers(backend) == ["Miniket, 13 days: ghee"]


@pytest.mark.parametrize(("locale", "name"), [("bn-BD", "মশলা"), ("en", "spice"), ("fr", "spice")])
def test_what_is_recommended_is_called_as_the_customer_s_language_has_it(locale: str, name: str) -> None:
    org = a_cross_seller({"spice": {**TO_SPICE, "called": {"bn": "মশলা", "en": "spice"}}})
    backend = bought(RICE, org=org)
    (id,) = backend.all("customers")
    backend.client_writes(f"orgs/{org.id}/customers/{id}", locale=locale)
    wakes(backend, DUE, org)
    assert offers(backend) == [f"Miniket, 7 days: {name}"]


@pytest.mark.item("S001-56")
def test_a_purchase_in_time_meets_it_once_and_taking_that_back_undoes_it() -> None:
    backend = bought(RICE)
    wakes(backend, DUE, ORG)
    assert made(backend) == {"spice": ("made", None)}
    met_at = DUE + 3 * DAY
    buys(backend, SPICE, number="2", at=met_at, org=ORG)
    buys(backend, SPICE, number="3", at=met_at + DAY, org=ORG)
    assert made(backend) == {"spice": ("met", "pos:2")}
    buys(backend, SPICE, number="2", at=met_at, updated_at=met_at + DAY, status="cancelled", org=ORG)
    assert made(backend) == {"spice": ("met", "pos:3")}
    buys(
        backend, SPICE, number="3", at=met_at + DAY, updated_at=met_at + 2 * DAY, status="cancelled", org=ORG
    )
    assert made(backend) == {"spice": ("made", None)}


@pytest.mark.item("S001-56")
@pytest.mark.parametrize(
    ("after", "status"),
    [
        (-DAY, "made"),
        (timedelta(seconds=1), "met"),
        (14 * DAY, "met"),
        (14 * DAY + timedelta(seconds=1), "made"),
    ],
)
def test_only_a_purchase_after_it_and_in_its_days_meets_it(after: timedelta, status: str) -> None:
    backend = bought(RICE)
    wakes(backend, DUE, ORG)
    buys(backend, SPICE, number="2", at=DUE + after, now=DUE + 15 * DAY, org=ORG)
    assert made(backend)["spice"][0] == status


def test_two_who_are_joined_have_the_purchases_of_both_and_no_second_recommendation() -> None:
    one, other = Customer(id="one"), Customer(id="other")
    backend = bought(RICE)
    wakes(backend, DUE, ORG)

    def read() -> Decision[Customer]:
        (id,) = backend.all("customers")
        found = yield from get(Customer, id)
        assert found is not None
        return NOTHING, found

    told = run(a_store(backend), read, ORG.id)
    for pair in ((told, other), (one, told)):
        both = folded(ORG, *pair)
        assert both.recommendations == told.recommendations
    assert joined_away(told, one, because="x", now=DUE).recommendations is None


def test_a_rule_that_is_saved_moves_the_days_of_what_was_bought_before() -> None:
    backend, now = bought(RICE), BOUGHT + DAY
    provision(backend)
    saved = {**TO_SPICE, "min_days": 9}
    ref = Ref("recommendation_rules", "spice")
    run(a_store(backend), lambda: save_configuration("kopi", ref, content=saved, by="owner", now=now))
    later, now = a_cross_seller({"spice": saved}), now + SEEN_EVERYWHERE_AFTER
    run(a_store(backend), lambda: rebuild_page(later, AUTOMATIONS, now), ORG.id)
    assert due(backend) == DUE + 2 * DAY


def test_twenty_lines_bill_no_more_than_one() -> None:
    def bill(*lines: dict[str, Any]) -> Billed:
        backend = bought(RICE)
        return billed(backend, lambda: buys(backend, *lines, number="2", at=BOUGHT + DAY, org=BOTH))

    many = [{**RICE, "product_id": f"rice-{number}"} for number in range(20)]
    assert bill(RICE) == bill(*many) == Billed(reads=1, writes=2)


def test_a_recommendation_bills_its_own_document_and_a_success_one_read_and_one_write() -> None:
    backend = bought(RICE)
    assert billed(backend, lambda: wakes(backend, DUE, ORG)) == Billed(reads=2, writes=4)
    meets = billed(backend, lambda: buys(backend, SPICE, number="2", at=DUE + DAY, org=ORG))
    assert meets == Billed(reads=2, writes=3)


def test_an_order_of_nothing_that_a_rule_asks_for_keeps_nothing() -> None:
    assert "recommendations" not in bought(BROOM).one("customers")
