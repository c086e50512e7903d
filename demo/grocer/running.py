"""The grocer's demo: reminders of what runs out, the agents' calls, the baskets, day by day."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from demo.bill import median, per_message, reading, total
from demo.grocer import calls
from demo.grocer.baskets import Basket, read_baskets
from demo.grocer.days import Days
from demo.grocer.figures import figures_of
from demo.grocer.profiles import LASTS, profile, profile_id
from demo.grocer.report import show as show
from demo.offices import COLLECTIONS, Office, provision
from demo.progress import Stages
from demo.replays import post_again
from demo.tables import closing_lines as closing_lines
from demo.tills import Till
from local.client import LocalFirebase

ORG = "grocer"
TICKING = ("tick", "wakepage")
# The members of the data come twice a year, where the preset's regulars come every month: fewer points make them hot.
BANDS = {"hot_from": 45, "warm_from": 35}
UNTIL_ALL_KNOW = timedelta(minutes=2)


def read(length: str, most: int | None) -> Sequence[Basket]:
    """The baskets of a run."""
    return read_baskets(length, most)


def live(
    firebase: LocalFirebase, baskets: Sequence[Basket], stages: Stages
) -> tuple[dict[str, Any], list[Any]]:
    """The figures of a run; and what was refused on the way, or answered oddly where all was posted once more."""
    provision(firebase, ORG, preset="grocer", name="The Grocer")
    office, till = Office(firebase, ORG, collections=(*COLLECTIONS, "tasks", "coupons")), Till(firebase, ORG)
    agents = calls.agents_for(len({basket.member for basket in baskets}))
    calls.appoint_all(office, agents)
    days = Days(firebase, till, office, agents)
    _configure(firebase, office, baskets[0])
    firebase.reset_meter()
    began = time.monotonic()
    days.live(baskets, stages("days, and baskets at their own time", len(baskets)))
    seconds = time.monotonic() - began
    meter, before = firebase.meter(), office.books()
    again = stages("everything once more, shuffled", len(baskets))
    posts, odd = post_again(firebase, till, days.seen.posted, step=again)
    odd += [each for each in before.documents["commands"] if each.get("status") != "done"]
    figures = figures_of(before.documents, baskets, days.seen, agents=agents)
    figures |= {
        "replay": {"posts": posts, "changed": office.changes_since(before) + len(odd)},
        "billed": _billed(days, meter, figures),
        "lines_per_second": round(figures["lines"] / seconds, 1),
    }
    return figures, odd


def _configure(firebase: LocalFirebase, office: Office, first: Basket) -> None:
    """The demo's own profiles and bands, as the grocer's manager would save them. All instances know them two minutes
    later.
    """
    for category in LASTS:
        data = {
            "collection": "consumption_profiles",
            "id": profile_id(category),
            "content": profile(category),
        }
        office.give(
            "save_configuration", data, id=f"save:{profile_id(category)}", uid=calls.MANAGER, at=first.at
        )
    changes = {"changes": {"scoring": BANDS}}
    office.give("change_settings", changes, id="save:bands", uid=calls.MANAGER, at=first.at)
    firebase.idle()
    firebase.move_to(first.at + UNTIL_ALL_KNOW)


def _billed(days: Days, meter: dict[str, Any], figures: dict[str, Any]) -> dict[str, dict[str, float]]:
    billed = {
        "total": total(meter),
        "per_repeat_order": median(days.seen.repeat_orders),
        "per_coupon_order": median(days.seen.coupon_orders),
        "per_first_order": median(days.seen.first_orders),
        "per_message": per_message(meter, figures["messages"].get("sent", 0)),
        "per_call": days.seen.calls.each_of(figures["tasks"]["done"]),
        "ticks": reading(meter, TICKING),
    }
    return {name: bill.as_figures() for name, bill in billed.items()}
