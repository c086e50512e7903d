"""The café's demo: its till posts a year's purchases, its staff tick a box, its owner looks at the figures."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from demo.api import StaffApi
from demo.bill import delivering, per_message, reading, total
from demo.cafe.figures import figures_of
from demo.cafe.purchases import Purchase, read_purchases
from demo.cafe.report import closing_lines as closing_lines
from demo.cafe.report import show as show
from demo.cafe.year import AFTER_THE_LAST, Year
from demo.offices import Office, provision
from demo.progress import Stages
from demo.replays import post_again
from demo.tills import Till
from local.client import LocalFirebase

ORG = "cafe"
CASHIER, OWNER = "cashier", "owner"
TICKING = ("tick", "wakepage")


def read(length: str, most: int | None) -> Sequence[Purchase]:
    """The purchases of a run."""
    return read_purchases(length, most)


def live(
    firebase: LocalFirebase, purchases: Sequence[Purchase], stages: Stages
) -> tuple[dict[str, Any], list[Any]]:
    """The figures of a run, and what was answered oddly where everything was posted once more.

    The free dessert (S004-22) is switched off: the figures are those that demo/check.py works out without it.
    """
    provision(firebase, ORG, preset="cafe", name="The Café")
    office, till = Office(firebase, ORG), Till(firebase, ORG)
    office.appoint(CASHIER, "agent")
    office.appoint(OWNER, "owner")
    office.org.collection("automations").document("dessert_10").update({"enabled": False})
    firebase.reset_meter()
    year = Year(firebase, till, office, CASHIER)
    began = time.monotonic()
    year.live(purchases, stages("purchases at their own time", len(purchases)))
    rate = len(purchases) / (time.monotonic() - began)
    seen = owner_s_figures(firebase, year, purchases[-1].at)
    year.let_pass(purchases[-1].at, stages("the days after the last one", AFTER_THE_LAST.days))
    meter, before = firebase.meter(), office.books()
    again = stages("everything once more, shuffled", len(purchases))
    posts, odd = post_again(firebase, till, [purchase.body() for purchase in purchases], step=again)
    figures = figures_of(before.documents)
    figures |= seen | {
        "replay": {"posts": posts, "changed": office.changes_since(before) + len(odd)},
        "billed": _billed(year, meter, sent=figures["messages"].get("sent", 0)),
        "orders_per_second": round(rate, 1),
    }
    return figures, odd


def owner_s_figures(firebase: LocalFirebase, year: Year, last: datetime) -> dict[str, Any]:
    """The dashboard and how many customers each segment has, at the first full hour after the last purchase."""
    year.reach_full_hour(last)
    api = StaffApi(firebase, ORG, OWNER)
    dashboard = api.get("dashboard")
    segments = {each["id"]: each["member_count"] for each in api.get("segments")["items"]}
    names = ("customers", "new_customers", "repeat_rate", "average_visits")
    return {"dashboard": {name: dashboard[name] for name in names}, "segments": segments}


def _billed(year: Year, meter: dict[str, Any], *, sent: int) -> dict[str, dict[str, float]]:
    billed = {
        "total": total(meter),
        "per_repeat_order": year.repeat_orders.each(),
        "per_first_order": year.first_orders.each(),
        "per_message": per_message(delivering(meter), sent),
        "ticks": reading(meter, TICKING),
    }
    return {name: bill.as_figures() for name, bill in billed.items()}
