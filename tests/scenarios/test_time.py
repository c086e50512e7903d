"""Time passes: who has not come for 30 and 60 days hears from us, once, and whoever comes does not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import save_configuration
from functions.domain.configuration.stored import stored_form
from functions.domain.wake_ups.table import WAKE_UPS
from functions.store.firestore import store
from tests.builders import PHONE, winbacks
from tests.scenarios.shop import Shop


def automations_of(customer: Any) -> list[str]:
    """For which automations a customer waits; segments have moments of their own."""
    return sorted(reason for reason in customer["due"] if reason.startswith("auto:"))


def leap(shop: Shop, days: int) -> None:
    """Days pass of which the last one is ticked through: its first tick finds all that came due before."""
    shop.firebase.control("POST", "/schedules/tick/pause")
    try:
        shop.firebase.advance(f"{days - 1}d")
    finally:
        shop.firebase.control("POST", "/schedules/tick/resume")
    shop.firebase.advance("1d")


def buy(shop: Shop, order_id: str, at: datetime | None = None, **changes: Any) -> str:
    """An order of this moment; its customer's id."""
    instant = (at or shop.now()).isoformat()
    order = {"order_id": order_id, "ordered_at": instant, "updated_at": instant} | changes
    customer_id: str = shop.post(**order).json["customer_id"]
    return customer_id


def rules(shop: Shop) -> list[str]:
    shop.firebase.idle()
    return [message["rule"] for message in shop.messages()]


@pytest.mark.item("S000-39", "S002-54", "S004-21")
def test_a_silence_is_answered_at_30_and_at_60_days_and_then_no_more(shop: Shop) -> None:
    customer_id = buy(shop, "1")
    shop.write(f"customers/{customer_id}", {"whatsapp_opt_in": True})
    leap(shop, 29)
    assert rules(shop) == []
    shop.firebase.advance("25h")
    assert rules(shop) == ["automation:winback_30"]
    leap(shop, 30)
    assert rules(shop) == ["automation:winback_30", "automation:winback_60"]
    leap(shop, 60)
    assert rules(shop) == ["automation:winback_30", "automation:winback_60"]
    first, second = shop.messages()
    assert (first["status"], first["channel"], first["to"]) == ("sent", "whatsapp", PHONE)
    assert first["body"] == "We have missed you at The Shop. Show this message for 10% off your next visit."
    assert second["body"] == "It has been 60 days. Your 10% off at The Shop is still waiting."
    assert shop.read(f"customers/{customer_id}")["due"] == {}


def test_every_visit_moves_the_win_back(shop: Shop) -> None:
    customer_id = buy(shop, "1")
    leap(shop, 20)
    buy(shop, "2")
    leap(shop, 20)
    assert rules(shop) == []
    leap(shop, 11)
    assert rules(shop) == ["automation:winback_30"]
    last = shop.read(f"customers/{customer_id}")["stats"]["last_order_at"]
    buy(shop, "3")
    customer = shop.read(f"customers/{customer_id}")
    assert customer["stats"]["last_order_at"] > last
    assert automations_of(customer) == ["auto:winback_30", "auto:winback_60"]
    assert customer["wake_at"] == customer["due"]["auto:winback_30"]


def test_a_cancelled_visit_moves_the_win_back_to_the_one_before(shop: Shop) -> None:
    buy(shop, "1")
    first_at = shop.now()
    leap(shop, 20)
    second_at = shop.now()
    buy(shop, "2", second_at)
    cancelled = {"status": "cancelled", "ordered_at": second_at.isoformat()}
    shop.post(order_id="2", updated_at=(second_at + timedelta(hours=1)).isoformat(), **cancelled)
    wake_at = shop.customer()[1]["wake_at"]
    assert abs(wake_at - first_at - timedelta(days=30)) < timedelta(minutes=1)
    leap(shop, 11)
    assert rules(shop) == ["automation:winback_30"]


def test_ticks_at_once_wake_a_customer_once(shop: Shop) -> None:
    customer_id = buy(shop, "1", shop.now() - timedelta(days=30, minutes=1))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: shop.firebase.control("POST", "/schedules/tick/run"), range(4)))
    assert rules(shop) == ["automation:winback_30"]
    assert automations_of(shop.read(f"customers/{customer_id}")) == ["auto:winback_60"]


@pytest.mark.item("S002-79")
def test_an_order_of_last_year_that_is_imported_today_wakes_nobody(shop: Shop) -> None:
    buy(shop, "1", shop.now() - timedelta(days=365))
    customer = shop.customer()[1]
    assert (customer["due"], customer.get("wake_at")) == ({}, None)
    shop.firebase.advance("2h")
    assert rules(shop) == []


def test_more_than_a_page_of_customers_wakes_each_once(shop: Shop) -> None:
    count = 230
    last_order_at = shop.now() - timedelta(days=30)
    due_at = shop.now() - timedelta(minutes=1)
    batch = shop.client.batch()
    for number in range(count):
        fields = {
            "phone": PHONE,
            "stats": {"orders": 1, "last_order_at": last_order_at},
            "due": {"auto:winback_30": due_at},
            "wake_at": due_at,
        }
        batch.set(shop.client.document(f"orgs/{shop.id}/customers/c{number}"), fields)
    batch.commit()
    shop.firebase.idle()
    shop.firebase.control("POST", "/schedules/tick/run")
    shop.firebase.idle(timeout_s=60)
    messages = shop.messages()
    assert len(messages) == count
    assert len({message["customer_id"] for message in messages}) == count
    assert [automations_of(each) for each in shop.all("customers").values()] == [["auto:winback_60"]] * len(
        shop.all("customers")
    )


@pytest.mark.item("S001-31")
@pytest.mark.parametrize("customers", [0, 300])
def test_a_tick_with_nothing_to_do_bills_a_read_for_each_empty_page_and_one_count(
    shop: Shop, customers: int
) -> None:
    later = shop.now() + timedelta(days=300)
    batch = shop.client.batch()
    for number in range(customers):
        fields = {"wake_at": later, "due": {"auto:winback_30": later}}
        batch.set(shop.client.document(f"orgs/{shop.id}/customers/c{number}"), fields)
    batch.commit()
    shop.firebase.idle(timeout_s=120)
    shop.firebase.advance(f"{60 - shop.now().minute}m")
    shop.firebase.reset_meter()
    shop.firebase.advance("1h")
    assert shop.firebase.meter()["by_function"] == {
        "tick": {"reads": len(WAKE_UPS) + 1, "writes": 0, "deletes": 0}
    }


def test_steps_that_are_changed_while_a_customer_is_silent_are_due_at_once_and_once(shop: Shop) -> None:
    customer_id = buy(shop, "1")
    shop.write(f"customers/{customer_id}", {"whatsapp_opt_in": True})
    leap(shop, 25)
    assert rules(shop) == []
    org, ref = shop.id, Ref("automations", "winback_30")
    content = stored_form(winbacks(20)["winback_20"])
    saved = store().commit(
        org, lambda: save_configuration(org, ref, content=content, by="owner", now=shop.now())
    )
    assert saved.value.revision > 1
    shop.firebase.advance("2h")
    assert rules(shop) == ["automation:winback_30"]
    leap(shop, 60)
    assert rules(shop) == ["automation:winback_30"]
