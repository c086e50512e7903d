"""`/dashboard`: the figures of the business's customers."""

from functions.domain.insights.dashboard import dashboard_tallies, keep_dashboard
from functions.domain.views.dashboards import ROLES, fresh_dashboard
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import DashboardAnswer
from functions.store.tallies import tallied


def _show(asked: Asked) -> Reply:
    """Figures that are fresh are read; others are counted first, which bills 1 read for each 1,000 customers, several
    times over. Two who ask at once both count.
    """
    kept = read(asked, lambda: fresh_dashboard(asked.org, asked.uid, asked.now))
    if kept is not None:
        return Reply(kept)
    counted = tallied(asked.org.id, dashboard_tallies(asked.now))
    return Reply(read(asked, lambda: keep_dashboard(counted, asked.now)))


OPERATIONS = (
    Operation(
        "GET",
        "/dashboard",
        "How many customers, how many of them new, and how often they come back",
        _show,
        DashboardAnswer,
        roles=frozenset(ROLES),
    ),
)
