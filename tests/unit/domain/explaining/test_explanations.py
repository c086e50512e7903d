"""Why an automation did, or did not, run is told by its settings, its times, its condition and what it left."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.domain.automations.wake import wake_customer
from functions.domain.customers.customer import Customer
from functions.domain.explaining.explanations import About, explain_automation
from functions.domain.kernel.errors import Malformed, NotFound
from functions.domain.orgs.org import Org
from functions.domain.shop.carts import Cart
from tests.builders import NOON, a_customer, an_org
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.automations.test_running import NEWS, buys, shop

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HELLO = [{"send": "hello"}]
PAGE = Path(__file__).resolve().parents[4] / "docs" / "automations.md"


def a_regular(**fields: Any) -> Customer:
    """A customer with these fields as they are stored."""
    return Customer.model_validate({**a_customer().model_dump(), "id": "somebody", **fields})


def explained(
    org: Org, id: str, customer: Customer | None = None, *, now: datetime = NOON, **about: Any
) -> list[str]:
    """What is told of a customer, or of who is in `backend`."""
    backend = about.pop("backend", None) or DictBackend()
    is_trial = about.pop("is_trial", False)
    if customer is not None:
        backend.put(customer)
        about = {"customer_id": customer.id} | about
    before, billed = dict(backend.documents), backend.billed.writes
    lines = run(
        a_store(backend),
        lambda: explain_automation(org, id, About(**about), now=now, is_trial=is_trial),
    )
    assert (backend.documents, backend.billed.writes) == (before, billed), "explaining writes nothing"
    return lines


def who_bought(org: Org) -> tuple[DictBackend, str]:
    backend = DictBackend()
    buys(backend, org)
    ((id, _),) = backend.all("customers").items()
    return backend, id


@pytest.mark.parametrize(
    ("automation", "customer", "verdict"),
    [
        ({"enabled": False}, {}, "It does not run: it is switched off (enabled)."),
        ({"group": "b2b"}, {}, "It does not run: it is for the group b2b, and the customer is b2c."),
        ({}, {}, "It would run with the next order_paid."),
        (
            {"when": {">": [{"var": "stats.orders"}, 3]}},
            {},
            "It would run with the next order_paid if its condition holds then, which it does not now.",
        ),
        (
            {"when": {"==": [{"var": "stats.orders"}, 0]}},
            {},
            "It would run with the next order_paid if its condition holds then, as it does now.",
        ),
        (
            {"repeat": "once"},
            {"runs": {"x": {"occurrence": "pos:1", "at": NOON}}},
            "It would not run with the next order_paid: it may not repeat yet.",
        ),
        (
            {"repeat": {"every": "30d"}},
            {"runs": {"x": {"occurrence": "pos:1", "at": NOON - 31 * DAY}}},
            "It would run with the next order_paid.",
        ),
        (
            {"on": "first_order"},
            {"stats": {"orders": 1}},
            "It does not run again: first_order comes once, and this customer has had theirs.",
        ),
        (
            {"on": {"field": "birthday", "before": "7d", "hour": "10:00"}},
            {"birthday": "1990-02-10"},
            "It would run on 2025-02-03 10:00 (Asia/Kolkata), as things stand.",
        ),
        (
            {"on": {"field": ["stats.last_visit_at", "stats.last_order_at"], "after": "31d"}},
            {"stats": {"last_order_at": NOON}},
            "It would run on 2025-02-25 17:30 (Asia/Kolkata), as things stand.",
        ),
        (
            {"on": {"field": "birthday", "before": "7d"}},
            {},
            "It does not run, as things stand: no moment of it is to come.",
        ),
        (
            {"on": "condition_met", "when": {"older_than": [{"var": "stats.last_order_at"}, "30d"]}},
            {"stats": {"last_order_at": NOON}},
            "It would run on 2025-02-24 17:30 (Asia/Kolkata), when its condition becomes true, as things stand.",
        ),
        (
            {"on": "condition_met", "when": {"==": [{"var": "stats.orders"}, 0]}},
            {"met": ("x",)},
            "It does not run, as things stand: its condition has held since it was last met.",
        ),
    ],
)
def test_the_verdict_says_whether_it_would_run_and_when(
    automation: dict[str, Any], customer: dict[str, Any], verdict: str
) -> None:
    org = shop(x={"on": "order_paid", "then": HELLO} | automation)
    assert explained(org, "x", a_regular(**customer))[1] == verdict


def test_a_business_without_crm_is_named_as_the_reason() -> None:
    org = shop(x={"on": "order_paid", "then": HELLO})
    features = org.settings.features.model_copy(update={"crm": False})
    off = org.model_copy(update={"settings": org.settings.model_copy(update={"features": features})})
    assert explained(off, "x", a_customer())[1] == "It does not run: the business has switched its CRM off."


def test_each_part_of_the_condition_is_told_with_the_values_that_it_sees() -> None:
    tenth = {"==": [{"%": [{"var": "stats.visits"}, 10]}, 0]}
    old = {"older_than": [{"var": "stats.last_order_at"}, "30d"]}
    when = {"and": [tenth, {"and": [{"in": ["vip", {"var": "tags"}]}, old]}, {"var": "custom.size"}]}
    org = shop(x={"on": "order_paid", "when": when, "then": HELLO})
    who = a_regular(tags=("vip",), stats={"visits": 3, "last_order_at": NOON})
    told = explained(org, "x", who)
    start = told.index("Its condition (when) does not hold now:")
    assert told[start + 1 : start + 5] == [
        "  stats.visits % 10 == 0: does not hold (stats.visits is 3)",
        '  "vip" in tags: holds (tags is ["vip"])',
        '  older_than(stats.last_order_at, "30d"): does not hold (stats.last_order_at is 2025-01-25 17:30)',
        "  custom.size: does not hold (custom.size is not set)",
    ]


def test_when_the_answer_next_changes_is_told() -> None:
    org = shop(
        x={
            "on": "order_paid",
            "when": {"older_than": [{"var": "stats.last_order_at"}, "30d"]},
            "then": HELLO,
        }
    )
    who = a_regular(stats={"last_order_at": NOON})
    change = "Its answer next changes on 2025-02-24 17:30 (Asia/Kolkata), if nothing else does."
    assert change in explained(org, "x", who)
    assert change not in explained(org, "x", who, now=NOON + 31 * DAY)


def test_a_moment_tells_its_date_its_times_and_which_one_it_has_had() -> None:
    org = shop(x={"on": {"field": "stats.last_order_at", "after": "2d"}, "then": HELLO})
    backend, id = who_bought(org)
    about: dict[str, Any] = {"backend": backend, "customer_id": id}
    at = "2025-01-27 17:30 (Asia/Kolkata)"
    assert explained(org, "x", now=NOON + HOUR, **about)[1:5] == [
        f"It would run on {at}, as things stand.",
        "stats.last_order_at is 2025-01-25 17:30 (Asia/Kolkata).",
        f"Its moment comes on {at}.",
        f"It is planned for {at}.",
    ]
    late = explained(org, "x", now=NOON + 5 * DAY, **about)
    assert "That is overdue by more than 2 days (late_by), so it is left out." in late
    assert late[1] == "It does not run, as things stand: no moment of it is to come."
    run(a_store(backend), lambda: wake_customer(org, id, NOON + 2 * DAY))
    after = explained(org, "x", now=NOON + 3 * DAY, **about)
    assert f"It has had this one, on {at}." in after
    assert after[1] == "It does not run, as things stand: no moment of it is to come."


def test_a_repeat_that_is_not_over_names_its_end() -> None:
    org = shop(x={"on": "order_paid", "repeat": {"every": "30d"}, "then": HELLO})
    backend, id = who_bought(org)
    told = explained(org, "x", backend=backend, customer_id=id)
    line = "It runs at most once in 30 days (repeat): not before 2025-02-24 17:30 (Asia/Kolkata)."
    assert line in told


def test_the_last_run_is_told_with_its_interaction_and_why_its_message_did_not_go() -> None:
    org = shop(x={"on": "order_paid", "then": HELLO})
    backend, id = who_bought(org)
    told = explained(org, "x", backend=backend, customer_id=id)
    assert told[-3:-1] == [
        "It last began on 2025-01-25 17:30 (Asia/Kolkata), for the occurrence pos:1.",
        "Its beginning left an interaction: suppressed.",
    ]
    start = (
        f"  The message {id}:automation:x:pos:1, by hello: It was not sent: the customer consented to none"
    )
    assert told[-1].startswith(start)


@pytest.mark.item("S000-24")
def test_an_automation_on_trial_shows_its_interaction_and_what_it_would_leave() -> None:
    actions = [{"send": "news"}, {"tag": "guest"}, {"create_task": {"task_type": "call", "due_in": "1d"}}]
    org = shop(x={"on": "order_paid", "dry_run": True, "then": actions})
    backend, id = who_bought(org)
    told = explained(org, "x", backend=backend, customer_id=id)
    assert "It is on trial (dry_run): its interaction says dry_run, and nothing is done." in told
    assert "Its beginning left an interaction: dry_run, so nothing was done." in told
    left = told[told.index("If it ran now, it would leave:") + 1 :]
    assert left[0].startswith(f"  The message {id}:automation:x:trial, by news: It was not sent")
    assert left[1:] == [
        "  The task call for no member yet, due on 2025-01-26.",
        "  The customer's tags: guest.",
    ]


def test_a_sequence_tells_its_next_step_and_that_its_end_holds() -> None:
    steps = [{"after": "2d", "then": HELLO}, {"after": "5d", "then": HELLO}]
    ending = {">": [{"var": "stats.orders"}, 1]}
    org = shop(x={"on": "first_order", "then": HELLO, "steps": steps, "until": ending})
    backend, id = who_bought(org)
    told = explained(org, "x", backend=backend, customer_id=id)
    assert "It is a sequence of 3 parts: a beginning, and steps after 2 days, then 5 days." in told
    assert "Step 1 of 2 comes on 2025-01-27 17:30 (Asia/Kolkata)." in told
    buys(backend, org, 2, at=NOON + HOUR)
    ended = explained(org, "x", backend=backend, customer_id=id)
    assert "Its end (until) holds: stats.orders > 1. No further step runs." in ended


def test_what_is_worked_out_from_orders_is_told_with_what_it_gave() -> None:
    less = {"<": [{"var": "monthly.last_minor"}, {"var": "monthly.average_minor"}]}
    org = shop(x={"on": {"every": "month", "day": 1}, "when": less, "then": HELLO})
    backend, id = who_bought(org)
    told = explained(org, "x", backend=backend, customer_id=id)
    assert told[1] == (
        "It would not run on 2025-02-01 09:00 (Asia/Kolkata), as things stand: its condition does not hold then."
    )
    values = "monthly.average_minor is 0; monthly.last_minor is 0"
    assert f"  monthly.last_minor < monthly.average_minor: does not hold ({values})" in told
    assert "monthly was worked out from the orders as they are now." in told


def test_an_automation_that_is_tried_does_not_run_for_who_meets_it_already() -> None:
    org = shop(x={"on": "condition_met", "when": {"==": [{"var": "stats.orders"}, 0]}, "then": HELLO})
    assert explained(org, "x", a_customer(), is_trial=True)[1] == (
        "It would not run: its condition holds already, and who meets it when it is saved has met it."
    )


def test_a_customer_who_was_joined_into_another_is_followed_and_that_is_said() -> None:
    org, backend = shop(x={"on": "order_paid", "then": HELLO}), DictBackend()
    backend.put(a_customer(id="kept"))
    told = explained(org, "x", a_customer(id="gone", joined_into="kept"), backend=backend)
    assert told[2] == "The customer gone was joined into kept: this is about kept."


def test_a_document_beside_the_customer_is_told_by_its_own_fields_and_its_customer_s() -> None:
    bought = {"==": [{"var": "status"}, "open"]}
    org = shop(
        x={
            "of": "carts",
            "on": {"field": "updated_at", "after": "1h"},
            "when": {"and": [bought, {"==": [{"var": "customer.name"}, None]}]},
            "then": HELLO,
        }
    )
    backend = DictBackend()
    backend.put(Cart(id="c1", customer_id="somebody", updated_at=NOON))
    who = a_customer(id="somebody", name="Asha")
    told = explained(org, "x", who, backend=backend, of="carts/c1")
    assert told[0] == "x watches carts and waits for 1 hour after updated_at."
    assert '  customer.name == null: does not hold (customer.name is "Asha")' in told
    assert explained(org, "x", backend=backend, of="carts/c1") == told
    backend.put(a_customer(id="other"))
    with pytest.raises(Malformed, match="of: carts/c1 is about another customer: somebody"):
        explained(org, "x", backend=backend, of="carts/c1", customer_id="other")


@pytest.mark.parametrize(
    ("id", "about", "error", "words"),
    [
        ("y", {"customer_id": "c"}, NotFound, "there is no such automation: y"),
        ("x", {"customer_id": "c"}, NotFound, "there is no such customer: c"),
        ("x", {}, Malformed, "customer: is missing"),
        ("x", {"customer_id": "c", "of": "carts/1"}, Malformed, "of: the automation watches customers alone"),
        ("cart", {"customer_id": "c"}, Malformed, "of: the automation watches carts/ID"),
        ("cart", {"of": "invoices/1"}, Malformed, "of: the automation watches carts/ID"),
        ("cart", {"of": "carts/"}, Malformed, "of: the automation watches carts/ID"),
        ("cart", {"of": "carts/1"}, NotFound, "there is no such document: carts/1"),
    ],
)
def test_what_is_missing_is_named(id: str, about: dict[str, Any], error: type[Exception], words: str) -> None:
    org = shop(
        x={"on": "order_paid", "then": HELLO},
        cart={"of": "carts", "on": {"field": "updated_at", "after": "1h"}, "then": HELLO},
    )
    with pytest.raises(error, match=words):
        explained(org, id, **about)


def test_an_explanation_bills_the_customer_and_what_has_run() -> None:
    org = shop(x={"on": "order_paid", "then": HELLO}, y={"on": "order_paid", "group": "b2b", "then": HELLO})
    backend, id = who_bought(org)
    for automation, reads in (("x", 3), ("y", 1)):
        backend.billed = Billed()
        explained(org, automation, backend=backend, customer_id=id)
        assert backend.billed == Billed(reads=reads)


def test_the_page_shows_what_explain_prints() -> None:
    page = PAGE.read_text(encoding="utf-8")
    first = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    shown = re.search(r"## Write one and try it.*?```text\n(.*?)```", page, re.DOTALL)
    assert first is not None
    assert shown is not None
    org = shop(dessert=json.loads(first[1]))
    org = org.model_copy(update={"templates": an_org(templates={"dessert": NEWS}).templates})
    backend = DictBackend()
    for visit in range(9):
        buys(backend, org, visit)
    ((id, customer),) = backend.all("customers").items()
    backend.client_writes(f"orgs/kopi/customers/{id}", **customer | {"sms_opt_in": True})
    told = explained(org, "dessert", backend=backend, customer_id=id, is_trial=True)
    assert "\n".join(told).replace(id, "CUSTOMER") + "\n" == shown[1]
