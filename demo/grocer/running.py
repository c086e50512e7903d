"""The grocer's demo: reminders of what runs out, the agents' calls, the baskets, day by day."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from demo.bill import delivering, median, per_message, reading, total
from demo.grocer import calls
from demo.grocer.baskets import Basket, read_baskets
from demo.grocer.days import Days
from demo.grocer.figures import figures_of
from demo.grocer.offers import Offers
from demo.grocer.offers_counted import Purchase, purchases_of, recipients_of, sent_twice, wrong_offers
from demo.grocer.profiles import LASTS, profile, profile_id
from demo.grocer.report import show as show
from demo.offices import COLLECTIONS, Books, Office, provision
from demo.progress import Stages
from demo.replays import post_again
from demo.tables import closing_lines as closing_lines
from demo.tills import Till
from local.client import LocalFirebase

ORG = "grocer"
TICKING = ("tick", "wakepage")
# The members of the data come twice a year, where the preset's regulars come every month: fewer points make them hot.
BANDS = {"hot_from": 45, "warm_from": 35}
LOOKED_AT = (*COLLECTIONS, "tasks", "coupons", "campaigns")
UNTIL_ALL_KNOW = timedelta(minutes=2)


def read(length: str, most: int | None) -> Sequence[Basket]:
    """The baskets of a run."""
    return read_baskets(length, most)


def live(
    firebase: LocalFirebase, baskets: Sequence[Basket], stages: Stages
) -> tuple[dict[str, Any], list[Any]]:
    """The figures of a run; and what was refused on the way, or answered oddly where all was posted once more."""
    provision(firebase, ORG, preset="grocer", name="The Grocer")
    office, till = Office(firebase, ORG, collections=LOOKED_AT), Till(firebase, ORG)
    agents = calls.agents_for(len({basket.member for basket in baskets}))
    calls.appoint_all(office, agents)
    offers = Offers(firebase, office, ORG)
    days = Days(firebase, till, office, agents, offers)
    _configure(office, offers, baskets[0])
    firebase.idle()
    firebase.move_to(baskets[0].at + UNTIL_ALL_KNOW)
    firebase.reset_meter()
    began = time.monotonic()
    days.live(baskets, stages("days, and baskets at their own time", len(baskets)))
    seconds = time.monotonic() - began
    meter = firebase.meter()
    results = offers.results(office.documents("campaigns"))
    before = office.books()
    again = stages("everything once more, shuffled", len(baskets))
    posts, odd = post_again(firebase, till, days.seen.posted, step=again)
    odd += [each for each in before.documents["commands"] if each.get("status") != "done"]
    figures = figures_of(before.documents, baskets, days.seen, agents=agents)
    counted_again = _counted_again(results["campaigns"], before, purchases_of(baskets, days.seen.posted))
    figures |= {
        "offers": results | counted_again,
        "replay": {"posts": posts, "changed": office.changes_since(before) + len(odd)},
        "billed": _billed(days, meter, figures, of_offers=_sent_of_offers(before)),
        "lines_per_second": round(figures["lines"] / seconds, 1),
    }
    return figures, odd


def _counted_again(campaigns: dict[str, Any], books: Books, purchases: Sequence[Purchase]) -> dict[str, Any]:
    """What of the offers is not as the baskets and the messages say."""
    messages, customers = books.documents["messages"], books.documents["customers"]
    recipients = recipients_of(messages, customers, purchases)
    return {
        "sent_twice": sent_twice(recipients),
        "wrong": wrong_offers(campaigns, recipients, purchases),
    }


def _sent_of_offers(books: Books) -> int:
    return sum(
        bool(each.get("campaign_id")) and each["status"] == "sent" for each in books.documents["messages"]
    )


def _configure(office: Office, offers: Offers, first: Basket) -> None:
    """The demo's own profiles, bands and offers, as the grocer's manager would save them."""
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
    offers.begin(first.at)


def _billed(
    days: Days, meter: dict[str, Any], figures: dict[str, Any], *, of_offers: int
) -> dict[str, dict[str, float]]:
    """`of_offers`: how many messages of the offers went out."""
    sent = figures["messages"].get("sent", 0)
    billed = {
        "total": total(meter),
        "per_repeat_order": median(days.seen.repeat_orders),
        "per_coupon_order": median(days.seen.coupon_orders),
        "per_first_order": median(days.seen.first_orders),
        "per_message": per_message(delivering(meter) - days.seen.offers, sent - of_offers),
        "per_offer_message": per_message(days.seen.offers, of_offers),
        "per_call": days.seen.calls.each_of(figures["tasks"]["done"]),
        "ticks": reading(meter, TICKING),
    }
    return {name: bill.as_figures() for name, bill in billed.items()}
