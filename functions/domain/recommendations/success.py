"""Whether recommendations met with a purchase: the document of each follows what the customer's orders say."""

from functions.domain.customers.recommendations import Made, Recommendations
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.recommendations.documents import Recommendation


def successes(
    before: Recommendations | None, after: Recommendations | None
) -> Reading[tuple[Recommendation, ...]]:
    """The recommendations that an order met, or meets no more. Bills 1 read and 1 write for each, else nothing."""
    moved = _moved(before, after) if before and after else []
    if not moved:
        return ()
    found = yield from get_all(*(Get(Recommendation, each.recommendation) for each in moved))
    return tuple(
        known.with_changes(
            status="met" if each.met_order_id else "made",
            met_order_id=each.met_order_id,
            met_at=each.met_at,
        )
        for known, each in zip(found, moved, strict=True)
        if known is not None
    )


def _moved(before: Recommendations, after: Recommendations) -> list[Made]:
    """What another order met before, or none."""
    was = {each.recommendation: each.met_order_id for each in before.made}
    known = (each for each in after.made if each.recommendation in was)
    return [each for each in known if was[each.recommendation] != each.met_order_id]
