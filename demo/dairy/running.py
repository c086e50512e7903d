"""The dairy's demo: orders of its order system, of phones that were offline, and of quotes that a manager approves."""

import time
from collections.abc import Sequence
from typing import Any

from demo.bill import reading, total
from demo.dairy.days import Days
from demo.dairy.figures import figures_of
from demo.dairy.office import ORG, appoint_all, draw_territories, enter_distributors, list_products
from demo.dairy.report import show as show
from demo.dairy.sales import Sale, distributors, read_sales, slug
from demo.offices import Office, provision
from demo.progress import Stages
from demo.replays import post_again
from demo.tables import closing_lines as closing_lines
from demo.tills import Till
from local.client import LocalFirebase

COLLECTIONS = (
    *("commands", "orders", "customers", "loyalty_transactions", "interactions", "quotes", "products"),
    *("messages", "dead_letters"),
)


def read(length: str, most: int | None) -> Sequence[Sale]:
    """The sales of a run."""
    return read_sales(length, most)


def live(firebase: LocalFirebase, sales: Sequence[Sale], stages: Stages) -> tuple[dict[str, Any], list[Any]]:
    """The figures of a run, and what was answered oddly where all was posted once more."""
    provision(firebase, ORG, preset="dairy", name="The Dairy")
    office, till = Office(firebase, ORG, collections=COLLECTIONS), Till(firebase, ORG)
    appoint_all(firebase, office, sales)
    draw_territories(firebase, sales)
    customers = enter_distributors(firebase, office, sales)
    list_products(firebase, office, sales, at=sales[0].at)
    days = Days(firebase, till, office, customers)
    firebase.reset_meter()
    began = time.monotonic()
    days.live(sales, stages("days, and sales by every door", len(sales)))
    seconds, meter = time.monotonic() - began, firebase.meter()
    before = office.books()
    again = stages("what the order system posted once more, shuffled", len(days.posted))
    posts, odd = post_again(firebase, till, days.posted, step=again)
    states = {id: slug(each.state) for id, each in distributors(sales).items()}
    figures = figures_of(before.documents, customers, states)
    figures |= {
        "distributors": len(customers),
        "sales": len(sales),
        "answered_by_link": days.answered_by_link,
        "replay": {"posts": posts, "changed": office.changes_since(before) + len(odd)},
        "billed": {
            "total": total(meter).as_figures(),
            "per_sale": reading(meter, ["on_command_written", "hooks"]).each_of(len(sales)).as_figures(),
        },
        "sales_per_second": round(len(sales) / seconds, 1),
    }
    return figures, odd
