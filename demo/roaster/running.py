"""The roaster's demo: deals begin, stand too long, are won and lost; what is open is forecast, and foretold."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from google.cloud.firestore import FieldFilter

from demo.bill import Bill, reading, total
from demo.offices import Office, provision
from demo.progress import Stages
from demo.roaster.days import Days
from demo.roaster.deals import CLOSES, ZONE, Deal, read_deals
from demo.roaster.figures import figures_of, forecast_of
from demo.roaster.report import show as show
from demo.tables import closing_lines as closing_lines
from local.client import LocalFirebase

ORG = "roaster"
COLLECTIONS = ("opportunities", "customers", "insights", "dead_letters")
COLUMN = 25
LATE_EVERY = 5  # closed deals, of which a phone sends the first stage again


def read(length: str, most: int | None) -> Sequence[Deal]:
    """The deals of a run."""
    return read_deals(length, most)


def live(firebase: LocalFirebase, deals: Sequence[Deal], stages: Stages) -> tuple[dict[str, Any], list[Any]]:
    """The figures of a run, and the commands that were not done."""
    provision(firebase, ORG, preset="roaster", name="The Roaster")
    office = Office(firebase, ORG, collections=COLLECTIONS)
    days = Days(firebase, office)
    days.appoint_all(deals)
    days.enter_accounts(deals)
    firebase.reset_meter()
    began, changes = time.monotonic(), sum(1 + (deal.closed_on is not None) for deal in deals)
    days.live(deals, stages("days on which deals begin or end", changes))
    seconds, meter = time.monotonic() - began, firebase.meter()
    end = datetime.combine(max(deal.closed_on or deal.opened_on for deal in deals), CLOSES, ZONE)
    days.overdue |= days.overdue_among([deal for deal in deals if deal.closed_on is None], end)
    before, column, page = office.books(), _board(firebase, office), _page(firebase, office, deals[0].agent)
    late = days.move_late([deal for deal in deals if deal.closed_on is not None][::LATE_EVERY])
    odd = _not_done(office)
    figures = figures_of(before.documents["opportunities"], sla_breaches=len(days.overdue))
    figures |= {
        "replay": {"posts": late, "changed": office.changes_since(before) + len(odd)},
        "accounts": len(before.documents["customers"]),
        "dead_letters": len(before.documents["dead_letters"]),
        "forecast": forecast_of(before.documents["insights"]),
        "forecast_page": page,
        "board": {"cards": COLUMN, **column},
        "billed": {
            "total": total(meter).as_figures(),
            "per_change": reading(meter, ["on_command_written"]).each_of(changes).as_figures(),
        },
        "changes_per_second": round(changes / seconds, 1),
    }
    return figures, odd


def _board(firebase: LocalFirebase, office: Office) -> dict[str, float]:
    """What a phone shows of a column, and is billed."""
    before = _of_clients(firebase)
    query = office.org.collection("opportunities").where(filter=FieldFilter("stage", "==", "qualified"))
    shown = len(list(query.limit(COLUMN).stream()))
    return {"shown": shown, **(_of_clients(firebase) - before).as_figures()}


def _page(firebase: LocalFirebase, office: Office, agent: str) -> dict[str, float]:
    """What a phone is billed that shows an agent's forecast."""
    before = _of_clients(firebase)
    office.org.collection("insights").document(f"pipeline:{agent}").get()
    return (_of_clients(firebase) - before).as_figures()


def _of_clients(firebase: LocalFirebase) -> Bill:
    return reading(firebase.meter(), ["client"])


def _not_done(office: Office) -> list[Any]:
    found = (each.to_dict() or {} for each in office.org.collection("commands").stream())
    return [each for each in found if each.get("status") != "done"]
