"""How many seats are left of packages, read when an answer is written."""

from functions.domain.bookings.documents import PackageSeats
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.orgs.org import Org


def seats_left(org: Org, ids: tuple[str, ...]) -> Reading[dict[str, int]]:
    """How many seats are left of these packages, at this moment. Bills 1 read each."""
    if not ids:
        return {}
    found = yield from get_all(*(Get(PackageSeats, id) for id in ids))
    taken = {seats.id: seats.taken for seats in found if seats is not None}
    return {id: max(0, org.packages[id].quota - taken.get(id, 0)) for id in ids}
