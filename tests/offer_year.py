"""A small organic grocery that runs the preset's offers of the year: its clock, its till and its manager."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from functions import presets
from functions.domain.campaigns.calendar_days import around
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import change_settings, save_configuration
from functions.domain.orgs.org import Org
from functions.domain.settings.offer_calendar import CalendarEntry
from functions.domain.staff.members import Member
from functions.domain.views.campaign_results import campaign_results
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from functions.store.orgs import Orgs
from tests.builders import a_member, an_order, give, take_in
from tests.memory import DictBackend, a_store, run
from tests.provisioning import provision

DHAKA = ZoneInfo("Asia/Dhaka")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
GROCER = presets.load("grocer")
RICE, OIL, SPICE, NEW = "rice", "oil", "spice", "new"
_OFTEN = ("rebuilds", "customers", "campaigns")
_LEAST: dict[str, Any] = {"caps": {}, "quiet_hours": None}


def at(text: str) -> datetime:
    """An instant by the grocery's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=DHAKA).astimezone(ZoneInfo("UTC"))


def _held(content: Any, percent: float | None) -> Any:
    """An offer with so many held out; None: as many as the preset says."""
    is_offer = isinstance(content, CalendarEntry) and percent is not None
    return content.model_copy(update={"holdout_percent": percent}) if is_offer else content


BEFORE = at("2026-01-01T00:00")


class Grocery:
    """The preset without caps, and without its automations of customers, so that campaigns alone write to them."""

    def __init__(self, *, holdout_percent: float | None = 0) -> None:
        self.backend = DictBackend()
        contents = {
            ref: _held(each, holdout_percent)
            for ref, each in GROCER.contents.items()
            if ref.collection != "automations"
        }
        self._org: Org | None = None
        provision(self.backend, preset=replace(GROCER, contents=contents), name="Grocer")
        self.set({"messages": _LEAST})
        self.backend.put(a_member(id="boss", roles=("owner",)))
        self.backend.put(Member(id="lead", roles=("manager",)))
        self.backend.put(Member(id="market", roles=("marketing",)))
        self.numbers = 0

    @property
    def org(self) -> Org:
        if self._org is None:
            self._org = Orgs(self.backend).get("kopi")
        return self._org

    def set(self, settings: dict[str, Any]) -> None:
        self._org = None
        run(a_store(self.backend), lambda: change_settings("kopi", settings, by="boss", now=BEFORE))

    def edit(self, id: str, **changes: Any) -> None:
        """A manager saves an offer with these changes."""
        known = self.org.offer_calendar[id].model_dump(mode="json", exclude_none=True)
        content = {name: value for name, value in (known | changes).items() if value is not None}
        self._org = None
        ref = Ref("offer_calendar", id)
        run(
            a_store(self.backend),
            lambda: save_configuration("kopi", ref, content=content, by="boss", now=BEFORE),
        )

    def tick(self, now: datetime) -> None:
        """Everything that is due wakes, until nothing is."""
        org = self.org
        for _ in range(500):
            due = [
                (name, id)
                for name in _OFTEN
                for id, each in self.backend.all(name).items()
                if each.get("wake_at") is not None and each["wake_at"] <= now
            ]
            if not due:
                return
            for name, id in due:
                wake, waking = WAKE_UPS[name].wake, Waking(id, now, None)
                run(a_store(self.backend), partial(wake, org, waking))
        raise AssertionError(f"something is due for ever: {due}")

    def buys(
        self, who: int, on: str, *categories: str, total: str = "500.00", status: str = "paid", **changes: Any
    ) -> str:
        """Customer `who` buys lines of these categories; the order's number."""
        self.numbers += 1
        number, when = changes.pop("number", str(self.numbers)), at(on)
        updated_at = changes.pop("updated_at", when)
        lines = [
            {"product_id": f"{each}-{n}", "name": each, "category": each, "quantity": "1", "unit": "kg"}
            for n, each in enumerate(categories or (RICE,))
        ]
        consents = {"whatsapp": True, "sms": True}
        order = an_order(
            self.org,
            order_id=number,
            status=status,
            ordered_at=when.isoformat(),
            updated_at=updated_at.isoformat(),
            total=total,
            currency="BDT",
            lines=lines,
            customer={"phone": phone_of(who), "consents": consents} | changes.pop("customer", {}),
            outlet_id=None,
            visit_type=None,
            **changes,
        )
        take_in(a_store(self.backend), order, org=self.org, now=max(updated_at, when))
        return str(number)

    def customer(self, who: int) -> dict[str, Any]:
        (found,) = (
            {"id": id, **each}
            for id, each in self.backend.all("customers").items()
            if each["phone"] == phone_of(who)
        )
        return found

    def day_of(self, entry: str, year: int = 2027) -> datetime:
        """When an offer launches in a year."""
        launches = around(self.org, entry, at(f"{year}-06-01T00:00"))
        (found,) = (each.starts_at for each in launches if each.year == str(year))
        return found

    def launched(self, entry: str, year: int = 2027) -> dict[str, Any]:
        """An offer's campaign on its day: made the week before, approved by the manager, and sent."""
        day = self.day_of(entry, year)
        self.tick(day - 7 * DAY)
        self.approve(f"{entry}-{year}", day - 6 * DAY)
        self.tick(day)
        return self.campaign(f"{entry}-{year}")

    def approve(self, id: str, now: datetime) -> dict[str, Any]:
        data = {"campaign_id": id}
        return give(self.backend, "approve_campaign", data, org=self.org, now=now, made_at=now, by_uid="lead")

    def campaign(self, id: str) -> dict[str, Any]:
        return self.backend.all("campaigns")[id]

    def results(self, id: str, now: datetime) -> dict[str, Any]:
        org = self.org
        return run(a_store(self.backend), lambda: campaign_results(org, "market", id, now=now))

    def kpi(self, id: str, now: datetime | None = None) -> tuple[Any, ...]:
        """The figure of a campaign four weeks after its day: which, its value, and of what it is a share."""
        now = now or self.campaign(id)["starts_at"] + 40 * DAY
        found = self.results(id, now)["kpi"]
        return found["kpi"], found["value"], found["numerator"], found["denominator"]

    def recipients(self, id: str) -> list[str]:
        """Who was written to, by phone."""
        phones = {id: each["phone"] for id, each in self.backend.all("customers").items()}
        return sorted(
            phones[each["customer_id"]]
            for each in self.backend.all("messages").values()
            if each.get("campaign_id") == id and each.get("arm") == "treated"
        )


def phone_of(who: int) -> str:
    """A number of Bangladesh; no shop of these tests calls or writes to it."""
    return f"+88017000000{who:02}"


def phones(*people: int) -> list[str]:
    return sorted(map(phone_of, people))
