"""What could not be handled is done again where that can be, and its letter goes; where it cannot, it says why."""

import json
from typing import Any

import pytest

from functions.domain.commands.at_once import Wish, give_at_once
from functions.domain.commands.documents import Command
from functions.domain.kernel.dead_letters import DeadLetter, LetterError
from functions.domain.kernel.errors import CannotBeDone, Malformed
from functions.domain.shop.carts import Cart
from tests.builders import NOON, an_order_body, an_org, with_staff
from tests.memory import DictBackend, a_store, run

ORG = an_org()


def a_letter(id: str, payload: Any = None) -> DeadLetter:
    error = LetterError(code="bug", message="KeyError")
    return DeadLetter(id=id, source="test", payload=payload, error=error, at=NOON)


def retried(backend: DictBackend, id: str, role: str = "owner") -> Any:
    backend.client_writes("orgs/kopi/members/them", roles=[role])
    wish = Wish("retry_dead_letter", {"dead_letter_id": id}, "them", "r")
    return run(a_store(backend), lambda: give_at_once(ORG, wish, NOON))


def test_a_published_order_is_recorded_and_its_letter_goes() -> None:
    body = json.dumps(an_order_body(), default=str)
    backend = with_staff(a_letter("pubsub:1", {"body": body, "attributes": {"org": "kopi"}}))
    result = retried(backend, "pubsub:1")
    (order_id,) = backend.all("orders")
    assert (result["dead_letter_id"], order_id.endswith(result["order_id"])) == ("pubsub:1", True)
    assert backend.all("dead_letters") == {}


def test_an_order_that_is_wrong_still_says_so_and_its_letter_stays() -> None:
    backend = with_staff(a_letter("pubsub:1", {"body": '{"order_id": ""}'}))
    before = backend.all("dead_letters")
    with pytest.raises(CannotBeDone, match=r"fails as before: .*ordered_at"):
        retried(backend, "pubsub:1")
    assert (backend.all("dead_letters"), backend.all("orders")) == (before, {})


def test_a_command_that_failed_for_a_reason_of_ours_is_carried_out_once() -> None:
    data = {"outlet_id": "first", "name": "First"}
    command = Command(id="c", kind="save_outlet", data=data, by_uid="them", status="refused", problems=[{}])
    backend = with_staff(command, a_letter("command:c", {"command_id": "c"}))
    retried(backend, "command:c")
    settled = backend.one("commands")
    assert (settled["status"], settled.get("problems")) == ("done", None)
    assert backend.one("outlets")["name"] == "First"
    backend.put(a_letter("command:c", {"command_id": "c"}))
    with pytest.raises(CannotBeDone, match="was carried out"):
        retried(backend, "command:c")


def test_a_document_that_failed_to_wake_is_due_at_once() -> None:
    backend = with_staff(a_letter("wake:carts:basket"), Cart(id="basket", customer_id="somebody"))
    backend.client_writes("orgs/kopi/carts/basket", problems=[{"path": "wake_at", "message": "asleep"}])
    retried(backend, "wake:carts:basket")
    cart = backend.one("carts")
    assert (cart["wake_at"], "problems" in cart) == (NOON, False)


@pytest.mark.parametrize(
    "kind", ["deliver", "enqueue", "daily_budget", "sender_refused", "channel_paused", "automation_loop", "x"]
)
def test_what_is_not_tried_again_says_why_and_stays(kind: str) -> None:
    backend = with_staff(a_letter(f"{kind}:1"))
    with pytest.raises(CannotBeDone, match=r"."):
        retried(backend, f"{kind}:1")
    assert list(backend.all("dead_letters")) == [f"{kind}:1"]


def test_a_letter_that_is_not_there_is_named_by_its_field() -> None:
    with pytest.raises(Malformed, match="dead_letter_id: names no dead letter"):
        retried(with_staff(), "pubsub:9")
