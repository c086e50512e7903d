"""An agency with a package on sale, and what its staff do with seats of it."""

from datetime import datetime
from typing import Any

from functions.domain.bookings.holding import wake_booking
from functions.domain.configuration.documents import PackageDocument
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from tests.builders import a_customer, an_org, give
from tests.journeys import a_journey
from tests.memory import DictBackend, a_store, run

AGENCY: Org = an_org(country="ID", locale="en-ID", timezone="Asia/Jakarta", currency="IDR")
HEMAT = "hemat"


def agency(backend: DictBackend | None = None, **package: Any) -> DictBackend:
    """Two customers, those who sell and who bill, and a package with three seats."""
    backend = backend if backend is not None else DictBackend()
    for role in ("owner", "sales_rep", "agent", "finance", "marketing"):
        backend.put(Member(id=role, roles=(role,)))
    backend.put(a_customer(id="first", name="The first", phone="+628110000001"))
    backend.put(a_customer(id="second", name="The second"))
    on_sale(backend, **{"quota": 3} | package)
    return backend


def on_sale(backend: DictBackend, **package: Any) -> None:
    """The package as the business saves it now."""
    backend.put(
        PackageDocument.model_validate(
            {"id": HEMAT, "revision": 1, **a_journey(**{"is_open": True} | package)}
        )
    )


def reserve(backend: DictBackend, id: str, seats: int = 1, **more: Any) -> dict[str, Any]:
    """A command that reserves seats as the booking `id`."""
    how = {name: more.pop(name) for name in ("now", "by_uid", "made_at") if name in more}
    data = {"booking_id": id, "package_id": HEMAT, "seats": seats, "customer_id": "first"} | more
    return act(backend, "reserve_seats", data, **how)


def confirm(backend: DictBackend, id: str, **more: Any) -> dict[str, Any]:
    how = {name: more.pop(name) for name in ("now", "by_uid") if name in more}
    return act(backend, "confirm_booking", {"booking_id": id, **more}, **{"by_uid": "finance"} | how)


def cancel(backend: DictBackend, id: str, **how: Any) -> dict[str, Any]:
    return act(backend, "cancel_booking", {"booking_id": id}, **how)


def act(backend: DictBackend, kind: str, data: dict[str, Any], **how: Any) -> dict[str, Any]:
    how.setdefault("org", AGENCY)
    how.setdefault("by_uid", "agent")
    return give(backend, kind, data, **how)


def wake(backend: DictBackend, id: str, now: datetime) -> None:
    run(a_store(backend), lambda: wake_booking(id, now))


def booking(backend: DictBackend, id: str) -> dict[str, Any]:
    return backend.all("bookings")[id]


def statuses(backend: DictBackend) -> dict[str, str]:
    return {id: each["status"] for id, each in backend.all("bookings").items()}


def taken(backend: DictBackend) -> tuple[int, int]:
    """How many seats are reserved, and how many confirmed."""
    seats = backend.all("package_seats").get(HEMAT, {})
    return seats.get("reserved", 0), seats.get("confirmed", 0)


def held(backend: DictBackend) -> tuple[int, int]:
    """The same by the bookings."""
    bookings = backend.all("bookings").values()
    by_status = {
        status: sum(each["seats"] for each in bookings if each["status"] == status)
        for status in ("reserved", "confirmed")
    }
    return by_status["reserved"], by_status["confirmed"]
