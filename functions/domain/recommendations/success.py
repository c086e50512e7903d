"""Whether recommendations met with a purchase: the document of each follows what the customer's orders say."""

from functions.domain.customers.recommendations import Recommendations
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.recommendations.documents import Recommendation


def successes(
    before: Recommendations | None, after: Recommendations | None
) -> Reading[tuple[Recommendation, ...]]:
    """The recommendations that an order met, or meets no more. Bills 1 read and 1 write for each, else nothing."""
    was = {each.recommendation: each for each in (before.made if before else ())}
    moved = [
        each
        for each in (after.made if after else ())
        if each.recommendation in was and was[each.recommendation].met_order_id != each.met_order_id
    ]
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
