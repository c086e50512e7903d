"""What apps ask for, on local Firebase: a command is settled by its event, or by the tick where that is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.cloud.firestore_v1 import GeoPoint

from functions.domain.wake_ups.table import WAKE_UPS
from functions.store import command_pages
from functions.store.command_pages import Window, count_commands, page_of_commands
from tests.builders import OTHER_PHONE, PHONE, an_order_body
from tests.scenarios.shop import Shop

CALLED_AT = datetime(2025, 1, 25, 11, 0, tzinfo=UTC)


def problems(command: dict[str, Any]) -> dict[str, str]:
    assert command["status"] == "refused"
    return {problem["path"]: problem["message"] for problem in command["problems"]}


def test_a_till_s_order_is_an_order_like_any_other(shop: Shop) -> None:
    command = shop.settled("from the till", "record_order", an_order_body())
    customer_id, customer = shop.customer()
    assert command["status"] == "done"
    assert (command["result"]["customer_id"], command["result"]["points_balance"]) == (customer_id, 3)
    assert (customer["stats"]["visits"], customer["loyalty"]["points"]) == (1, 3)
    assert shop.read("orders/pos:1")["customer_id"] == customer_id
    assert shop.ledger() == [3]


def test_a_command_and_a_webhook_of_one_order_are_one_order(shop: Shop) -> None:
    shop.settled("c", "record_order", an_order_body())
    later = shop.post(updated_at="2025-01-25T10:31:00+05:30", total="500.00")
    assert (later.status, later.json["points_balance"]) == (201, 5)
    assert shop.ledger() == [3, 2]
    assert shop.customer()[1]["stats"]["orders"] == 1


@pytest.mark.item("S002-56", "S002-99")
def test_a_command_whose_event_is_lost_is_settled_by_the_next_tick(shop: Shop) -> None:
    shop.firebase.faults(drop_events=1.0)
    for id in ("a", "b"):
        shop.give(id, "record_order", an_order_body(order_id=id))
    shop.firebase.idle()
    shop.firebase.faults()
    assert "status" not in shop.read("commands/a")
    shop.firebase.advance("61m")
    assert [shop.read(f"commands/{id}")["status"] for id in ("a", "b")] == ["done", "done"]
    assert shop.ledger() == [3, 3]


def test_a_command_that_meets_faults_at_every_turn_takes_effect_once(shop: Shop) -> None:
    shop.firebase.faults(
        seed=1, duplicate_events=1.0, abort_commits=0.5, lose_answers=0.5, crash_after_commit=0.5
    )
    for number in range(5):
        shop.give(str(number), "record_order", an_order_body(order_id=str(number)))
    shop.firebase.advance("10m")
    shop.firebase.faults()
    shop.firebase.advance("61m")
    assert {command["status"] for command in shop.all("commands").values()} == {"done"}
    assert shop.ledger() == [3] * 5
    assert shop.customer()[1]["stats"]["orders"] == 5


def test_ticks_bill_a_read_for_the_commands_and_one_for_the_settled_ones(shop: Shop) -> None:
    """Beside an empty page of each collection that wakes."""
    shop.firebase.advance("27h")
    shop.firebase.control("POST", "/meter/reset")
    shop.firebase.control("POST", "/schedules/tick/run")
    shop.firebase.idle()
    quiet = shop.firebase.control("GET", "/meter")["by_function"]["tick"]
    assert (quiet["reads"], quiet["writes"]) == (len(WAKE_UPS) + 1, 0)
    shop.settled("c", "change_customer", {"phone": PHONE})
    shop.firebase.advance("3m")
    shop.firebase.control("POST", "/meter/reset")
    shop.firebase.control("POST", "/schedules/tick/run")
    shop.firebase.idle()
    busy = shop.firebase.control("GET", "/meter")["by_function"]["tick"]
    assert (busy["reads"], busy["writes"]) == (len(WAKE_UPS) + 2, 0)


def test_a_command_bills_the_member_s_read_and_the_settling_beside_what_it_does(shop: Shop) -> None:
    shop.settled("first", "record_order", an_order_body())
    shop.give("second", "register_device", {})
    shop.firebase.idle()
    shop.firebase.control("POST", "/meter/reset")
    shop.give("third", "record_order", an_order_body(order_id="2"))
    shop.firebase.idle()
    billed = shop.firebase.control("GET", "/meter")
    function = billed["by_function"]["on_command_written"]
    assert (function["reads"], function["writes"]) == (1 + 1, 1 + 3)
    assert billed["calls"]["by_function"]["on_command_written"]["invocations"] == 1


def test_an_order_that_cannot_be_recorded_says_why_by_field_and_nothing_is_stored(shop: Shop) -> None:
    command = shop.settled("c", "record_order", an_order_body(total="much", currency="USD", lines=7))
    assert list(problems(command)) == ["total"]
    assert (shop.all("customers"), shop.all("orders"), shop.all("dead_letters")) == ({}, {}, {})


def test_a_stranger_s_command_is_refused(shop: Shop) -> None:
    command = shop.settled("c", "record_order", an_order_body(), by_uid="stranger")
    assert list(problems(command)) == ["by_uid"]
    assert shop.all("orders") == {}


def test_a_command_of_an_organisation_that_is_not_there_is_refused(shop: Shop) -> None:
    path = shop.client.document("orgs/nowhere/commands/c")
    path.create({"kind": "record_order", "data": an_order_body(), "by_uid": "till"})
    shop.firebase.idle()
    command = path.get().to_dict()
    assert problems(command) == {"": "there is no organisation nowhere"}


def test_whatever_firestore_can_hold_ends_refused(shop: Shop) -> None:
    odd = {
        "kind": ["record_order"],
        "data": {"deep": {"er": [GeoPoint(1, 2), b"\x00", float("nan"), {"a.b`c": None}]}},
        "made_at": float("inf"),
        "by_uid": shop.client.document("orgs/a"),
        "created_at": "now",
        "status": {"is": "pending"},
        "result": [1],
        "problems": 5,
        "a.b": "odd",
    }
    shop.client.document(f"orgs/{shop.id}/commands/odd").create(odd)
    shop.firebase.idle()
    command = shop.read("commands/odd")
    assert list(problems(command)) == ["kind", "by_uid", "made_at", "created_at"]
    assert (command["a.b"], command["data"]["deep"]["er"][1]) == ("odd", b"\x00")


def test_a_customer_with_a_spoilt_field_is_changed_all_the_same_and_the_field_is_named(shop: Shop) -> None:
    shop.write("customers/spoilt", {"loyalty": "gold", "due": {}})
    command = shop.settled("c", "change_customer", {"customer_id": "spoilt", "name": "Regular"})
    assert command["status"] == "done"
    customer = shop.read("customers/spoilt")
    assert (customer["name"], customer["loyalty"]) == ("Regular", "gold")
    assert [problem["path"] for problem in customer["problems"]] == ["stats", "loyalty"]
    assert shop.all("dead_letters") == {}


@pytest.mark.item("S004-29")
def test_a_customer_whom_staff_enter_is_found_by_their_next_order(shop: Shop) -> None:
    entered = shop.settled("c", "change_customer", {"name": "The regular", "phone": "+1 (202) 555-0156"})
    answer = shop.post(customer={"phone": OTHER_PHONE})
    customer_id, customer = shop.customer()
    assert answer.json["customer_id"] == entered["result"]["customer_id"] == customer_id
    assert (customer["phone"], customer["name"]) == (OTHER_PHONE, "The regular")
    assert customer["stats"]["orders"] == 1


@pytest.mark.item("S002-84")
def test_a_customer_who_bought_before_staff_enter_them_stays_one(shop: Shop) -> None:
    shop.post(customer={"phone": OTHER_PHONE})
    command = shop.settled("c", "change_customer", {"phone": OTHER_PHONE, "name": "Again"})
    customer_id, customer = shop.customer()
    assert command["result"] == {"customer_id": customer_id}
    assert (customer["name"], customer["stats"]["orders"]) == ("Again", 1)


@pytest.mark.item("S002-30")
def test_an_interaction_of_staff_is_activity_of_its_customer(shop: Shop) -> None:
    customer_id = shop.post().json["customer_id"]
    call = {"interaction_type": "call", "interaction_source": "customer_service", "performed_at": CALLED_AT}
    command = shop.settled("c", "record_interaction", call | {"customer_id": customer_id})
    assert shop.read(f"interactions/{command['result']['interaction_id']}")["performed_by"] == "till"
    assert shop.read(f"customers/{customer_id}")["stats"]["last_activity_at"] == CALLED_AT


def test_a_consent_opens_a_channel_and_a_registered_device_another(shop: Shop) -> None:
    customer_id = shop.post(customer={"phone": PHONE, "app_user_id": "phone"}).json["customer_id"]
    said = {"channel": "whatsapp", "purposes": ["marketing"], "granted": True}
    shop.settled("yes", "give_consent", said, by_uid="phone")
    shop.settled("device", "register_device", {"token": "a-token"}, by_uid="phone")
    customer = shop.read(f"customers/{customer_id}")
    assert (customer["whatsapp_opt_in"], customer["has_app"], customer["push_tokens"]) == (
        True,
        True,
        ["a-token"],
    )
    consent = customer["consents"]["whatsapp"]["marketing"]
    assert (consent["granted"], consent["how"], consent["by"]) == (True, "app", "customer")


def test_commands_of_an_id_that_is_not_ascii_are_settled_by_their_event(shop: Shop) -> None:
    assert shop.settled("schön-১", "record_order", an_order_body())["status"] == "done"


def test_commands_of_a_window_are_counted_and_come_in_pages_each_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_pages, "PAGE_SIZE", 2)
    begin = datetime(2024, 3, 1, tzinfo=UTC)
    for number in range(5):
        fields = {
            "created_at": begin + timedelta(hours=number // 2),
            "status": ["done", "pending"][number % 2],
        }
        shop.client.document(f"orgs/{shop.id}/commands/{number}").create({"kind": "none"} | fields)
    shop.firebase.idle()
    shop.client.document(f"orgs/{shop.id}/commands/0").update({"status": "done"})
    shop.client.document(f"orgs/{shop.id}/commands/4").update({"status": "pending"})
    window = Window(begin, begin + timedelta(hours=2))
    found, after = [], None
    while True:
        page = page_of_commands(window, after)
        found.append([snapshot.path[-1] for snapshot in page.snapshots])
        after = page.cursor
        if after is None:
            break
    assert found == [["0", "1"], ["2", "3"], ["4"]]
    assert (count_commands(window), count_commands(window, is_settled=True)) == (5, 4)
    assert count_commands(Window(begin - timedelta(days=1), begin - timedelta(hours=1))) == 0
