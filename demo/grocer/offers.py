"""The offers of the grocer's year: its manager begins the calendar, approves each campaign in the week before its day,
and looks at what came of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from google.cloud.firestore import FieldFilter

from demo.api import StaffApi
from demo.grocer.baskets import ZONE
from demo.grocer.calls import MANAGER
from demo.offices import Office
from local.client import LocalFirebase

Documents = list[dict[str, Any]]
# The default months begin in September: with March as the first month they have offers to many customers, and with this
# day the first of them has one too, which is proposed a week before.
YEAR_STARTS_IN, DAY = 3, 11
# What the shop sells as new: the till has no such category. A default of the demo.
PROMOTES: Mapping[str, Any] = {"new_product": {"category": ["yogurt"]}}
# The rules of the preset have hot customers written to by WhatsApp alone, which most have not agreed to.
CHANNELS = ("whatsapp", "sms")
# Ramadan's first day in Bangladesh, as its moon sighting committee declared it; the preset has later years.
RAMADAN: Mapping[str, str] = {"2015": "2015-06-19", "2016": "2016-06-07"}
# What a message costs, in poisha: defaults of the demo.
COSTS: Mapping[str, int] = {"whatsapp": 900, "sms": 40}
_LISTED = ("id", "next", "undated")  # what a list adds to an offer's content


class Offers:
    """The manager's part in the offers."""

    def __init__(self, firebase: LocalFirebase, office: Office, org: str) -> None:
        self._firebase, self._office, self._org = firebase, office, org

    def begin(self, at: datetime) -> None:
        """Have the year begin, each month's offer come on one day, and messages cost something."""
        changes = {
            "offer_calendar": {
                "year_starts_in": YEAR_STARTS_IN,
                "occasions": {"ramadan": {"dates": dict(RAMADAN)}},
            },
            "campaigns": {"message_cost_minor": dict(COSTS)},
        }
        self._office.give("change_settings", {"changes": changes}, id="save:offers", uid=MANAGER, at=at)
        self._firebase.idle()
        api = self._api()
        for row in api.get("offer_calendar")["items"]:
            content = {name: value for name, value in row.items() if name not in _LISTED}
            content |= {"channels": list(CHANNELS)} | ({"day": DAY} if "month" in row else {})
            content |= {"promotes": PROMOTES[row["id"]]} if row["id"] in PROMOTES else {}
            api.put(f"offer_calendar/{row['id']}", content)

    def approve(self) -> None:
        """Approve what waits for it."""
        waiting = FieldFilter("stands_because", "==", "approval_missing")
        ids = [each.id for each in self._office.org.collection("campaigns").where(filter=waiting).stream()]
        for id in ids:
            self._api().post(f"campaigns/{id}/approve", {})

    def start_on(self, at: datetime) -> bool:
        """Whether an offer begins at an instant."""
        begins = FieldFilter("starts_at", "==", at)
        return any(self._office.org.collection("campaigns").where(filter=begins).stream())

    def results(self, campaigns: Documents) -> dict[str, Any]:
        """What staff see of each campaign that began, and why the other offers did not."""
        api = self._api()
        begun = sorted(
            (each for each in campaigns if each.get("started_at")), key=lambda one: one["started_at"]
        )
        of_these = {each["calendar_entry"] for each in begun}
        return {
            "launched": {each["id"]: str(_day(each)) for each in begun},
            "not_launched": {
                row["id"]: _why_not(row)
                for row in api.get("offer_calendar")["items"]
                if row["id"] not in of_these
            },
            "campaigns": {
                each["id"]: _figures(each, api.get(f"campaigns/{each['id']}/results")) for each in begun
            },
        }

    def _api(self) -> StaffApi:
        """With a token of its own: a whole run takes longer than one is valid."""
        return StaffApi(self._firebase, self._org, MANAGER)


def _day(campaign: Mapping[str, Any]) -> Any:
    return campaign["started_at"].astimezone(ZONE).date()


def _why_not(row: Mapping[str, Any]) -> str:
    if row["undated"]:
        return f"{row['occasion']} has no date in {' and '.join(row['undated'])}"
    return "not in this time"


def _figures(campaign: Mapping[str, Any], results: Mapping[str, Any]) -> dict[str, Any]:
    treated, held_out, uplift = results["treated"], results["held_out"], results["uplift"]
    return {
        "offer": campaign["name"],
        "recipients": treated["people"],
        "held_out": held_out["people"],
        "kpi": results["kpi"]["kpi"],
        "value": results["kpi"]["value"],
        "value_of_held_out": results["kpi"]["held_out"],
        **{name: treated[name] for name in ("buyers", "orders", "revenue_minor")},
        **{f"held_out_{name}": held_out[name] for name in ("buyers", "orders", "revenue_minor")},
        "uplift": {name: uplift[name] for name in ("points", "low", "high", "verdict")},
        "cost_minor": results["cost_minor"],
    }
