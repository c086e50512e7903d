"""What always holds of offers: what is counted of each is what orders have of it, and no limit is passed."""

from collections import Counter
from collections.abc import Iterator

from functions.domain.settings.offers import Offer
from tests.faults.world import World


def broken_offers(world: World) -> Iterator[str]:
    """In words what does not hold."""
    redemptions: Counter[str] = Counter()
    off: Counter[str] = Counter()
    having: Counter[tuple[str, str]] = Counter()
    for order in world.backend.all("orders").values():
        redeemed = order.get("redeemed") or {}
        if (id := redeemed.get("offer_id")) is not None:
            redemptions[id] += 1
            off[id] += redeemed["discount_minor"]
            having[id, order["counted_for"] or ""] += 1
    counts = world.backend.all("offer_counts")
    for id, offer in world.org.offers.items():
        count = counts.get(id, {"redemptions": 0, "discount_minor": 0})
        counted, has = (count["redemptions"], count["discount_minor"]), (redemptions[id], off[id])
        if counted != has:
            yield f"offer {id} counts {counted} orders and money, they have {has}"
        yield from _passed(id, offer, redemptions[id], off=off[id])
        most = offer.limits.per_customer
        for (of, customer), number in having.items():
            if of == id and most is not None and number > most:
                yield f"customer {customer[:6]} has offer {id} {number} times of {most}"


def _passed(id: str, offer: Offer, redemptions: int, *, off: int) -> Iterator[str]:
    limits = offer.limits
    if limits.total is not None and redemptions > limits.total:
        yield f"offer {id} is redeemed {redemptions} times of {limits.total}"
    if limits.budget_minor is not None and off > limits.budget_minor:
        yield f"offer {id} takes off {off} of a budget of {limits.budget_minor}"
