"""Automations that watch documents beside the customer: told by an interaction, which has a day of its own."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.automations.subjects import react_to, wake_subject
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.occasions.watched import model_of
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.planning_anew import rebuild_subjects, rebuilds_of_subjects
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.moments import DATES, Collection
from functions.domain.shop.carts import Cart
from functions.domain.tasks.documents import Task
from tests.builders import NOON, a_customer
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.automations.test_running import DAY, shop

ON_THE_DAY = {"of": "interactions", "on": {"field": "next_action_on", "hour": "08:00"}}
CALLS = {**ON_THE_DAY, "then": [{"create_task": {"task_type": "call", "due_in": "1d"}}]}
REMINDS = {**ON_THE_DAY, "then": [{"send": "news"}]}
TOMORROW = f"{NOON + DAY:%Y-%m-%d}"
MORNING = NOON + DAY - timedelta(hours=4)  # the shop's clock is UTC


def a_business(**automations: dict[str, Any]) -> tuple[Org, DictBackend]:
    org, backend = shop(**automations), DictBackend()
    settings = org.settings.model_copy(update={"timezone": "UTC"})
    backend.put(a_customer(id="c", phone="+919900000001", whatsapp_opt_in=True))
    backend.billed = Billed()
    return org.model_copy(update={"settings": settings}), backend


def records(backend: DictBackend, org: Org, **changes: Any) -> None:
    """An interaction is written, or written again with other fields."""

    def decide() -> Decision[None]:
        before = yield from get(Interaction, "call")
        known = before or Interaction(id="call", customer_id="c", performed_at=NOON)
        facts = Facts("interaction_recorded", "commands", f"at-{changes}", NOON)
        reaction = yield from react_to(org, before, known.with_changes(**changes), facts=facts, now=NOON)
        return Changes(create=reaction.create, put=(*reaction.put, reaction.subject)), None

    run(a_store(backend), decide)


def wakes(backend: DictBackend, org: Org, at: Any) -> None:
    run(a_store(backend), lambda: wake_subject(org, Interaction, "call", now=at))


def runs(backend: DictBackend) -> int:
    return sum(id.endswith(":ran") for id in backend.all("interactions"))


def test_the_day_before_nothing_on_the_day_once_and_later_nothing_more() -> None:
    org, backend = a_business(follow_up=REMINDS)
    records(backend, org, next_action_on=TOMORROW)
    wakes(backend, org, MORNING - timedelta(minutes=1))
    assert runs(backend) == 0
    for at in (MORNING, MORNING, MORNING + timedelta(hours=5), MORNING + 3 * DAY):
        wakes(backend, org, at)
    assert runs(backend) == 1
    (message,) = backend.all("messages").values()
    assert (message["customer_id"], message["about"]) == ("c", "interactions/call")
    assert "wake_at" not in backend.all("interactions")["call"]


def test_a_moved_day_moves_what_hangs_on_it_and_a_passed_one_may_come_again() -> None:
    org, backend = a_business(follow_up=REMINDS)
    records(backend, org, next_action_on=TOMORROW)
    records(backend, org, next_action_on=f"{NOON + 5 * DAY:%Y-%m-%d}")
    wakes(backend, org, MORNING)
    assert runs(backend) == 0
    wakes(backend, org, MORNING + 4 * DAY)
    assert runs(backend) == 1


def test_a_condition_reads_the_document_and_its_customer() -> None:
    for wanted, expected in (("c", 1), ("someone else", 0)):
        is_theirs = {"and": [{"==": [{"var": "customer.name"}, wanted]}, {"==": [{"var": "notes"}, "beans"]}]}
        org, backend = a_business(follow_up={**REMINDS, "when": is_theirs})
        backend.put(a_customer(id="c", name="c"))
        records(backend, org, next_action_on=TOMORROW, notes="beans")
        wakes(backend, org, MORNING)
        assert runs(backend) == expected


def test_what_none_watches_bills_nothing_and_rests() -> None:
    org, backend = a_business(other={"on": "order_paid", "then": [{"tag": "x"}]})
    records(backend, org, next_action_on=TOMORROW)
    assert backend.billed == Billed(reads=1, writes=1)
    assert "due" not in backend.all("interactions")["call"]


def test_a_wake_up_reads_the_document_and_its_customer_and_writes_what_follows() -> None:
    org, backend = a_business(follow_up={**REMINDS, "then": [{"tag": "called"}]})
    records(backend, org, next_action_on=TOMORROW)
    backend.billed = Billed()
    wakes(backend, org, MORNING)
    assert backend.billed == Billed(reads=2, writes=3)  # the document, the run, the tagged customer
    assert list(backend.one("customers")["tags"]) == ["called"]


def test_a_tag_of_a_document_sets_off_what_waits_for_it_at_the_customer() -> None:
    tagged = {"on": "condition_met", "when": {"in": ["called", {"var": "tags"}]}, "then": [{"tag": "known"}]}
    org, backend = a_business(follow_up={**REMINDS, "then": [{"tag": "called"}]}, known=tagged)
    records(backend, org, next_action_on=TOMORROW)
    wakes(backend, org, MORNING)
    assert list(backend.one("customers")["tags"]) == ["called", "known"]
    assert runs(backend) == 2


def test_a_business_that_is_switched_off_reminds_nobody() -> None:
    org, backend = a_business(follow_up=REMINDS)
    records(backend, org, next_action_on=TOMORROW)
    features = org.settings.features.model_copy(update={"crm": False})
    off = org.model_copy(update={"settings": org.settings.model_copy(update={"features": features})})
    wakes(backend, off, MORNING)
    assert runs(backend) == 0
    wakes(backend, org, MORNING)
    assert runs(backend) == 0


def test_a_document_of_a_joined_customer_reaches_the_one_who_stands() -> None:
    org, backend = a_business(follow_up=REMINDS)
    records(backend, org, next_action_on=TOMORROW)
    backend.put(a_customer(id="c", joined_into="d"))
    backend.put(a_customer(id="d", phone="+919900000002", whatsapp_opt_in=True))
    wakes(backend, org, MORNING)
    (message,) = backend.all("messages").values()
    assert message["customer_id"] == "d"


def test_a_new_automation_finds_the_documents_whose_day_is_still_to_come() -> None:
    org, backend = a_business()
    for id, day in (("past", -9), ("call", 1), ("later", 40)):
        backend.put(
            Interaction(
                id=id, customer_id="c", next_action_on=f"{NOON + day * DAY:%Y-%m-%d}", performed_at=NOON
            )
        )
    saved = AutomationSettings.model_validate(REMINDS)
    org = org.model_copy(update={"automations": {"follow_up": saved}})

    def save() -> Decision[None]:
        return Changes(put=(yield from rebuilds_of_subjects([saved], NOON))), None

    run(a_store(backend), save)
    (rebuild,) = backend.all("rebuilds")
    assert rebuild == "automations:interactions:next_action_on"
    backend.billed = Billed()
    at = NOON + timedelta(minutes=2)
    left = run(a_store(backend), lambda: rebuild_subjects(org, rebuild, at))
    assert left is not None
    assert not left.has_more
    # The rebuild, two documents, their customer; both documents and the rebuild are written.
    assert backend.billed == Billed(reads=4, writes=3)
    planned = {id: each.get("wake_at") for id, each in backend.all("interactions").items()}
    assert planned == {"past": None, "call": MORNING, "later": MORNING + 39 * DAY}
    assert run(a_store(backend), lambda: rebuild_subjects(org, rebuild, at)) is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"of": "carts", "on": "order_paid"}, "of: the event order_paid is one of customers"),
        ({"of": "invoices", "on": {"field": "birthday"}}, "on.field: is not one of due_on, issued_on"),
        ({"on": {"field": "due_on"}}, "on.field: is not one of birthday"),
        ({"of": "carts", "on": {"every": "month"}}, "on.every: a day of each month is one of customers"),
        (
            {"of": "carts", "on": "condition_met", "when": {"var": "customer.name"}},
            "when: asks customer, which is known only when an event or a moment comes",
        ),
        (
            {"on": "condition_met", "when": {">": [{"var": "monthly.last_minor"}, 1]}},
            "when: asks monthly, which is known only when an event or a moment comes",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        AutomationSettings.model_validate({**given, "then": [{"tag": "x"}]})


@pytest.mark.parametrize("action", [{}, {"sent": "news"}, {"coupon": {"name": "x"}}, {"tag": " "}])
def test_an_action_that_is_none_is_refused(action: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"is no action|is one of percent|is not a tag"):
        AutomationSettings.model_validate({"on": "order_paid", "then": [action]})


def test_a_message_is_over_where_its_document_asks_for_it_no_more() -> None:
    from functions.domain.delivery.causes import is_cause_over
    from functions.domain.kernel.decisions import NOTHING
    from functions.domain.messages.outbox import Message

    wanted = {**REMINDS, "when": {"==": [{"var": "outcome"}, "interested"]}}
    for outcome, expected in (("interested", False), ("not_interested", True)):
        org, backend = a_business(follow_up=wanted)
        records(backend, org, next_action_on=TOMORROW, outcome="interested")
        wakes(backend, org, MORNING)
        (message_id,) = backend.all("messages")
        records(backend, org, outcome=outcome)

        def asked(org: Org = org, message_id: str = message_id) -> Decision[bool]:
            message, customer = (yield from get(Message, message_id)), (yield from get(Customer, "c"))
            assert message is not None
            assert customer is not None
            return NOTHING, (yield from is_cause_over(org, customer, message))

        assert run(a_store(backend), asked) is expected


@pytest.mark.parametrize("collection", [each for each in DATES if each != "customers"])
def test_each_date_that_a_moment_may_hang_on_is_one_of_its_documents(collection: Collection) -> None:
    assert set(DATES[collection]) <= model_of(collection).model_fields.keys()


def test_a_task_of_an_automation_is_reminded_of_when_its_day_is_over() -> None:
    overdue = {"of": "tasks", "on": {"field": "due_on", "after": "1d"}, "then": [{"tag": "forgotten"}]}
    org, backend = a_business(call=CALLS, overdue=overdue)
    records(backend, org, next_action_on=TOMORROW)
    wakes(backend, org, MORNING)
    ((id, task),) = backend.all("tasks").items()
    run(a_store(backend), lambda: wake_subject(org, Task, id, now=task["wake_at"]))
    assert task["wake_at"] == NOON + 3 * DAY - timedelta(hours=3)
    assert list(backend.one("customers")["tags"]) == ["forgotten"]


def test_a_task_that_sets_off_the_automation_that_made_it_makes_no_other() -> None:
    always = {
        "of": "tasks",
        "on": "condition_met",
        "when": {"==": [{"var": "status"}, "open"]},
        "then": CALLS["then"],
    }
    org, backend = a_business(call=CALLS, again=always)
    records(backend, org, next_action_on=TOMORROW)
    wakes(backend, org, MORNING)
    assert len(backend.all("tasks")) == 1


@pytest.mark.parametrize("due", ["tomorrow", {"auto:follow_up": "tomorrow"}, [], None])
def test_a_plan_that_was_spoilt_by_hand_is_made_again(due: Any) -> None:
    org, backend = a_business(follow_up=REMINDS)
    records(backend, org, next_action_on=TOMORROW)
    backend.client_writes("orgs/kopi/interactions/call", due=due)
    for _ in range(3):
        wakes(backend, org, MORNING)
    assert runs(backend) == 1


def test_a_cart_that_wakes_has_not_changed() -> None:
    """What an automation notes on it is no change of the customer's."""
    told = {"on": "cart_changed", "then": [{"tag": "told"}]}
    left = {"of": "carts", "on": {"field": "updated_at", "after": "1h"}, "then": [{"tag": "left"}]}
    org, backend = a_business(told=told, left=left)

    def change() -> Decision[None]:
        before = yield from get(Cart, "cart")
        cart = Cart(id="cart", customer_id="c", updated_at=NOON, item_count=1)
        facts = Facts("cart_changed", "commands", "first", NOON)
        reaction = yield from react_to(org, before, cart, facts=facts, now=NOON)
        return Changes(create=reaction.create, put=(*reaction.put, reaction.subject)), None

    run(a_store(backend), change)
    for at in (NOON + timedelta(hours=1), NOON + timedelta(hours=2)):
        run(a_store(backend), lambda at=at: wake_subject(org, Cart, "cart", now=at))  # type: ignore[misc]
    ran = sorted(each["automation_id"] for each in backend.all("interactions").values())
    assert ran == ["left", "told"]
