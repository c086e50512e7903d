"""Seats of a package: who holds them, until when, and that no two chats sell the last one."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.accounts.invoices import Invoice
from functions.domain.bookings.availability import read_availability
from functions.domain.conversations.documents import Conversation
from functions.domain.kernel.decisions import NOTHING, Decision
from tests.builders import NOON, problems
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.configuration.test_provisioning import Contended
from tests.unit.domain.packages.sellers import (
    AGENCY,
    HEMAT,
    act,
    agency,
    booking,
    cancel,
    confirm,
    held,
    on_sale,
    reserve,
    statuses,
    taken,
    wake,
)

HOLD = timedelta(hours=48)
OVER = NOON + HOLD
PRICE = 2_500_000_000  # of a seat


def refused(backend: DictBackend, command: dict[str, Any]) -> dict[str, str]:
    """Why; and the seats are as the bookings have them."""
    assert taken(backend) == held(backend)
    return problems(command)


@pytest.mark.item("S003-47", "S003-48")
def test_seats_are_held_for_two_days_with_a_pilgrim_who_is_preliminary() -> None:
    backend = agency()
    command = reserve(backend, "b", 2)
    assert command["result"] == {
        "booking_id": "b",
        "customer_id": "first",
        "package_id": HEMAT,
        "status": "reserved",
        "seats": 2,
        "total_minor": 5_000_000_000,
        "expires_at": OVER.isoformat(),
    }
    made = booking(backend, "b")
    assert (made["wake_at"], made["package_code"], made["currency"]) == (OVER, "UMR_MAR_2025_HEMAT", "IDR")
    assert taken(backend) == (2, 0)
    pilgrim = backend.all("pilgrims")["b"]
    assert (pilgrim["name"], pilgrim["phone"], pilgrim["seats"]) == ("The first", "+628110000001", 2)
    assert (pilgrim["status"], pilgrim["booking_id"], pilgrim["package_id"]) == ("preliminary", "b", HEMAT)


@pytest.mark.item("S003-48")
def test_a_conversation_names_the_customer_and_stays_with_booking_and_pilgrim() -> None:
    backend = agency()
    backend.put(
        Conversation(
            id="whatsapp:1",
            channel="whatsapp",
            customer_id="second",
            provider="waha",
            created_at=NOON,
            last_message_at=NOON,
        )
    )
    reserve(
        backend,
        "b",
        customer_id=None,
        conversation_id="whatsapp:1",
        name="As in passport",
        phone="0811 0000 002",
    )
    for kept in (booking(backend, "b"), backend.all("pilgrims")["b"]):
        assert (kept["customer_id"], kept["conversation_id"]) == ("second", "whatsapp:1")
        assert (kept["name"], kept["phone"]) == ("As in passport", "+628110000002")
    other = reserve(backend, "c", customer_id="first", conversation_id="whatsapp:1")
    assert refused(backend, other) == {"conversation_id": "names another customer's"}
    gone = reserve(backend, "d", customer_id=None, conversation_id="whatsapp:2")
    assert refused(backend, gone) == {"conversation_id": "names no conversation"}


@pytest.mark.item("S003-47")
def test_no_more_seats_are_sold_than_there_are() -> None:
    backend = agency(quota=3)
    reserve(backend, "a", 2)
    assert refused(backend, reserve(backend, "b", 2)) == {"seats": "has 1 seats left"}
    assert reserve(backend, "c", 1)["status"] == "done"
    assert refused(backend, reserve(backend, "d", 1)) == {"seats": "has 0 seats left"}
    assert statuses(backend) == {"a": "reserved", "c": "reserved"}


@pytest.mark.item("S003-47")
@pytest.mark.parametrize("first", ["a", "b"])
def test_two_at_once_never_sell_the_last_seat(first: str) -> None:
    backend = agency(Contended(), quota=1)
    assert isinstance(backend, Contended)
    second = "b" if first == "a" else "a"
    answers: dict[str, Any] = {}

    def meanwhile() -> None:
        answers[first] = reserve(backend, first, customer_id="second")

    backend.meanwhile = meanwhile
    answers[second] = reserve(backend, second)
    assert answers[first]["status"] == "done"
    assert refused(backend, answers[second]) == {"seats": "has 0 seats left"}
    assert (statuses(backend), taken(backend)) == ({first: "reserved"}, (1, 0))


def test_a_reservation_and_a_cancellation_at_once_count_both() -> None:
    backend = agency(Contended(), quota=2)
    assert isinstance(backend, Contended)
    reserve(backend, "a", 2)
    backend.meanwhile = lambda: cancel(backend, "a")
    assert reserve(backend, "b", 2)["status"] == "refused"  # it had been decided before the seats came back
    assert reserve(backend, "c", 2)["status"] == "done"
    assert taken(backend) == held(backend) == (2, 0)


@pytest.mark.item("S003-47")
def test_a_package_that_is_closed_has_departed_or_is_not_there_sells_none() -> None:
    backend = agency(is_open=False)
    assert refused(backend, reserve(backend, "a")) == {"package_id": "is not open"}
    on_sale(backend, departs_on="2025-01-25")
    assert refused(backend, reserve(backend, "b")) == {"package_id": "has departed"}
    on_sale(backend, departs_on="2025-01-26")
    assert reserve(backend, "c")["status"] == "done"
    # At seven in the evening in London it is the next day in Jakarta.
    late = reserve(backend, "d", now=NOON + timedelta(hours=7))
    assert refused(backend, late) == {"package_id": "has departed"}
    other = act(backend, "reserve_seats", {"package_id": "none", "seats": 1, "customer_id": "first"})
    assert refused(backend, other) == {"package_id": "names no package"}
    assert statuses(backend) == {"c": "reserved"}


def test_the_same_booking_again_changes_nothing_and_another_under_its_id_is_refused() -> None:
    backend = agency()
    first = reserve(backend, "a", 2)
    before = dict(backend.all("bookings")), taken(backend)
    again = reserve(backend, "a", 2, now=NOON + timedelta(hours=1))
    assert again["result"] == first["result"]
    assert (backend.all("bookings"), taken(backend)) == before
    other = reserve(backend, "a", 2, customer_id="second")
    assert refused(backend, other) == {"booking_id": "names another booking"}


@pytest.mark.item("S003-47")
def test_a_reservation_whose_time_is_over_gives_its_seats_back() -> None:
    backend = agency()
    reserve(backend, "a", 2)
    wake(backend, "a", OVER - timedelta(seconds=1))
    assert taken(backend) == (2, 0)
    for _ in range(2):
        wake(backend, "a", OVER)
    made = booking(backend, "a")
    assert (made["status"], "wake_at" in made, taken(backend)) == ("expired", False, (0, 0))
    assert [(step["status"], step["by"]) for step in made["history"]] == [
        ("reserved", "agent"),
        ("expired", "system"),
    ]
    assert backend.all("pilgrims")["a"]["status"] == "withdrawn"
    wake(backend, "nothing", OVER)


def test_how_long_seats_are_held_is_a_setting() -> None:
    backend = agency()
    bookings = AGENCY.settings.bookings.model_copy(update={"hold_hours": 2})
    settings = AGENCY.settings.model_copy(update={"bookings": bookings})
    reserve_for = {"package_id": HEMAT, "seats": 1, "customer_id": "first", "booking_id": "a"}
    act(backend, "reserve_seats", reserve_for, org=AGENCY.model_copy(update={"settings": settings}))
    assert booking(backend, "a")["expires_at"] == NOON + timedelta(hours=2)


@pytest.mark.item("S003-47")
def test_a_booking_that_is_paid_keeps_its_seats() -> None:
    backend = agency()
    reserve(backend, "a", 2)
    assert confirm(backend, "a", payment_reference="BCA 1")["result"]["status"] == "confirmed"
    assert (taken(backend), "wake_at" in booking(backend, "a")) == ((0, 2), False)
    wake(backend, "a", OVER)
    assert (statuses(backend), booking(backend, "a")["payment_reference"]) == ({"a": "confirmed"}, "BCA 1")
    assert confirm(backend, "a", payment_reference="BCA 2")["status"] == "done"
    assert booking(backend, "a")["payment_reference"] == "BCA 1"
    assert backend.all("pilgrims")["a"]["status"] == "confirmed"


@pytest.mark.parametrize(
    ("invoice", "reason"),
    [
        ({"status": "paid", "customer_id": "first"}, None),
        ({"status": "open", "customer_id": "first"}, "is not paid"),
        ({"status": "paid", "customer_id": "second"}, "names another customer's"),
        (None, "names no invoice"),
    ],
)
def test_who_does_not_bill_confirms_by_an_invoice_of_the_customer_that_is_paid(
    invoice: dict[str, Any] | None, reason: str | None
) -> None:
    backend = agency()
    reserve(backend, "a")
    if invoice is not None:
        backend.put(Invoice(id="i", **invoice))
    command = confirm(backend, "a", by_uid="agent", invoice_id="i")
    if reason is None:
        assert (command["status"], booking(backend, "a")["invoice_id"]) == ("done", "i")
    else:
        assert refused(backend, command) == {"invoice_id": reason}
    alone = refused(backend, confirm(agency_with("a"), "a", by_uid="sales_rep"))
    assert alone["invoice_id"].startswith("is needed from those who do not bill")


@pytest.mark.parametrize(
    ("total_minor", "confirmed"),
    [
        (500, ["a"]),  # a down payment
        (2 * PRICE - 1, ["a"]),
        (2 * PRICE, ["a", "b"]),
        (3 * PRICE, ["a", "b", "c"]),
    ],
)
def test_an_invoice_confirms_one_booking_or_as_many_as_it_is_of(
    total_minor: int, confirmed: list[str]
) -> None:
    backend = agency()
    backend.put(Invoice(id="i", status="paid", customer_id="first", total_minor=total_minor))
    for id in ("a", "b", "c"):
        reserve(backend, id)
        command = confirm(backend, id, by_uid="agent", invoice_id="i")
        if id not in confirmed:
            assert refused(backend, command) == {"invoice_id": "has paid for other bookings"}
    assert sorted(id for id, status in statuses(backend).items() if status == "confirmed") == confirmed
    assert backend.one("invoices")["booking_ids"] == confirmed
    cancel(backend, "a")
    reserve(backend, "d")
    command = confirm(backend, "d", by_uid="agent", invoice_id="i")
    assert command["status"] == "done", "what was cancelled has its payment free again"


def test_two_at_once_are_not_paid_by_one_down_payment() -> None:
    backend = agency(Contended())
    assert isinstance(backend, Contended)
    backend.put(Invoice(id="i", status="paid", customer_id="first", total_minor=500))
    reserve(backend, "a")
    reserve(backend, "b")
    backend.meanwhile = lambda: confirm(backend, "b", by_uid="agent", invoice_id="i")
    command = confirm(backend, "a", by_uid="agent", invoice_id="i")
    assert refused(backend, command) == {"invoice_id": "has paid for other bookings"}
    assert statuses(backend) == {"a": "reserved", "b": "confirmed"}


def test_a_confirmation_by_an_invoice_bills_5_reads_and_4_writes_and_once() -> None:
    backend = agency()
    backend.put(Invoice(id="i", status="paid", customer_id="first", total_minor=500))
    reserve(backend, "a")
    for writes in (4, 0):
        backend.billed = Billed()
        assert confirm(backend, "a", by_uid="agent", invoice_id="i")["status"] == "done"
        assert backend.billed.writes == 1 + writes
    assert backend.one("invoices")["booking_ids"] == ["a"]


def agency_with(id: str) -> DictBackend:
    backend = agency()
    reserve(backend, id)
    return backend


@pytest.mark.parametrize("by_uid", ["owner", "finance"])
def test_those_who_bill_confirm_by_their_word(by_uid: str) -> None:
    backend = agency_with("a")
    assert confirm(backend, "a", by_uid=by_uid)["status"] == "done"
    assert confirm(backend, "a", by_uid="agent")["status"] == "done", "it is confirmed already"


@pytest.mark.item("S003-47")
def test_a_payment_that_comes_late_takes_the_seats_again_where_they_are_left() -> None:
    backend = agency(quota=2)
    reserve(backend, "a", 2)
    wake(backend, "a", OVER)
    assert confirm(backend, "a", now=OVER + timedelta(hours=1))["status"] == "done"
    assert taken(backend) == (0, 2)

    backend = agency(quota=2)
    reserve(backend, "a", 2)
    wake(backend, "a", OVER)
    reserve(backend, "b", 1, now=OVER)
    late = confirm(backend, "a", now=OVER + timedelta(hours=1))
    assert refused(backend, late) == {"booking_id": "has expired, and 1 seats are left"}
    assert statuses(backend) == {"a": "expired", "b": "reserved"}


@pytest.mark.item("S003-47")
def test_what_was_cancelled_stays_so_and_gives_its_seats_back_once() -> None:
    backend = agency()
    for id in ("a", "b"):
        reserve(backend, id)
    confirm(backend, "b")
    for id in ("a", "b", "a", "b"):
        assert cancel(backend, id)["result"]["status"] == "cancelled"
        assert taken(backend) == held(backend)
    assert taken(backend) == (0, 0)
    assert refused(backend, confirm(backend, "a")) == {"booking_id": "was cancelled"}
    wake(backend, "a", OVER)
    assert statuses(backend) == {"a": "cancelled", "b": "cancelled"}
    assert {each["status"] for each in backend.all("pilgrims").values()} == {"withdrawn"}


@pytest.mark.item("S003-47")
def test_a_quota_below_what_is_taken_loses_nothing_and_sells_nothing_more() -> None:
    backend = agency(quota=3)
    reserve(backend, "a", 2)
    reserve(backend, "b", 1)
    confirm(backend, "b")
    on_sale(backend, quota=1)
    found = run(a_store(backend), lambda: reading(HEMAT))
    assert (found.seats_left, found.overbooked, found.status(AGENCY, NOON)) == (0, 2, "full")
    assert refused(backend, reserve(backend, "c", 1)) == {"seats": "has 0 seats left"}
    assert confirm(backend, "a")["status"] == "done"
    assert taken(backend) == (0, 3)
    cancel(backend, "a")
    assert taken(backend) == (0, 1)


def reading(id: str) -> Decision[Any]:
    return NOTHING, (yield from read_availability(id))


@pytest.mark.item("S003-18", "S003-47")
def test_the_quota_status_says_how_it_stands() -> None:
    backend = agency(quota=8)

    def status() -> str:
        found: str = run(a_store(backend), lambda: reading(HEMAT)).status(AGENCY, NOON)
        return found

    assert status() == "available"
    reserve(backend, "a", 3)
    assert status() == "limited"
    reserve(backend, "b", 5)
    assert status() == "full"
    on_sale(backend, quota=8, is_open=False)
    assert status() == "closed"
    assert run(a_store(backend), lambda: reading("none")) is None


def test_seats_of_a_reservation_change_as_far_as_there_are_some() -> None:
    backend = agency(quota=3)
    reserve(backend, "a", 1)
    done = act(backend, "change_booking", {"booking_id": "a", "seats": 3, "name": "The family"})
    assert (done["result"]["seats"], done["result"]["total_minor"]) == (3, 7_500_000_000)
    assert taken(backend) == (3, 0)
    assert (backend.all("pilgrims")["a"]["seats"], backend.all("pilgrims")["a"]["name"]) == (3, "The family")
    more = act(backend, "change_booking", {"booking_id": "a", "seats": 4})
    assert refused(backend, more) == {"seats": "has 0 seats left"}
    act(backend, "change_booking", {"booking_id": "a", "seats": 2})
    assert taken(backend) == (2, 0)
    early = {"booking_id": "a", "seats": 1}
    late = act(backend, "change_booking", early, made_at=NOON - timedelta(hours=1))
    assert (late["result"]["outdated"], taken(backend)) == (["seats"], (2, 0))
    confirm(backend, "a")
    paid = act(backend, "change_booking", {"booking_id": "a", "seats": 1})
    assert refused(backend, paid) == {"seats": "may not change: it is confirmed"}
    assert act(backend, "change_booking", {"booking_id": "a", "phone": None})["status"] == "done"
    assert (booking(backend, "a")["phone"], taken(backend)) == (None, (0, 2))


@pytest.mark.parametrize(
    ("package", "reason"),
    [({"is_open": False}, "is not open"), ({"departs_on": "2025-01-25"}, "has departed")],
)
def test_what_is_not_sold_any_more_is_not_sold_by_more_seats_of_a_booking(
    package: dict[str, Any], reason: str
) -> None:
    backend = agency(quota=5)
    reserve(backend, "a", 2)
    on_sale(backend, quota=5, **package)
    more = act(backend, "change_booking", {"booking_id": "a", "seats": 3})
    assert refused(backend, more) == {"seats": f"may not rise: the package {reason}"}
    assert act(backend, "change_booking", {"booking_id": "a", "seats": 1})["status"] == "done"
    assert taken(backend) == (1, 0)


def test_a_price_that_changes_later_is_not_that_of_a_booking() -> None:
    backend = agency()
    reserve(backend, "a")
    on_sale(backend, quota=3, price_minor=1)
    reserve(backend, "b")
    assert [booking(backend, id)["price_minor"] for id in ("a", "b")] == [2_500_000_000, 1]


def test_a_package_that_was_removed_gives_seats_back_and_confirms_what_it_holds() -> None:
    backend = agency()
    for id in ("a", "b", "c"):
        reserve(backend, id)
    wake(backend, "c", OVER)
    del backend.documents[f"orgs/kopi/packages/{HEMAT}"], backend.versions[f"orgs/kopi/packages/{HEMAT}"]
    assert cancel(backend, "a")["status"] == confirm(backend, "b")["status"] == "done"
    late = confirm(backend, "c")
    assert refused(backend, late) == {"booking_id": "has expired, and 0 seats are left"}
    assert refused(backend, reserve(backend, "d")) == {"package_id": "names no package"}


def test_a_wrong_form_is_told_with_every_field() -> None:
    wrong = act(agency(), "reserve_seats", {"seats": 0, "phone": 1})
    assert set(problems(wrong)) == {"package_id", "seats", "phone"}
    phone = reserve(agency(), "a", phone="12")
    assert set(problems(phone)) == {"phone"}


def test_marketing_sells_no_seats() -> None:
    backend = agency()
    assert "by_uid" in refused(backend, reserve(backend, "a", by_uid="marketing"))
    assert backend.all("bookings") == {}


def test_what_each_step_bills() -> None:
    backend = agency()
    bills = []
    steps: list[Any] = [
        lambda: reserve(backend, "a"),
        lambda: confirm(backend, "a"),
        lambda: cancel(backend, "a"),
        lambda: cancel(backend, "a"),
    ]
    for step in steps:
        backend.billed = Billed()
        step()
        bills.append((backend.billed.reads, backend.billed.writes))
    # The command itself is 1 write, the member 1 read.
    assert bills == [(1 + 4, 1 + 3), (1 + 4, 1 + 3), (1 + 4, 1 + 3), (1 + 2, 1)]
