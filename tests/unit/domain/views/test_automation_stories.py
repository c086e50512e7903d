"""Who is told why an automation did, or did not, run: nobody learns of a document that they may not read."""

import pytest

from functions.domain.accounts.invoices import Invoice
from functions.domain.explaining.explanations import About
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.shop.carts import Cart
from functions.domain.staff.roles import Role
from functions.domain.views.automations import automation_story
from tests.builders import NOON, a_customer, with_staff
from tests.memory import a_store, run
from tests.unit.domain.automations.test_running import shop

THEN = {"then": [{"tag": "x"}]}
ORG = shop(
    owes={"of": "invoices", "on": {"field": "due_on"}, "when": {">": [{"var": "total_minor"}, 1]}, **THEN},
    cart={"on": "cart_changed", **THEN},
    bought={"on": "order_paid", **THEN},
)


@pytest.mark.parametrize(
    ("role", "automation", "of", "is_told"),
    [
        ("owner", "owes", "invoices/inv", True),
        ("marketing", "owes", "invoices/inv", False),
        ("marketing", "cart", "carts/cart", True),
        ("marketing", "bought", None, True),
        ("agent", "bought", None, False),
        ("marketing", "gone", None, False),
    ],
)
def test_who_reads_the_watched_documents_is_told(
    role: Role, automation: str, of: str | None, is_told: bool
) -> None:
    invoice = Invoice(id="inv", customer_id="somebody", due_on="2025-02-10", total_minor=900_000)
    backend = with_staff(a_customer(), invoice, Cart(id="cart", customer_id="somebody"), role=role)
    about = About("somebody", of)
    decide = lambda: automation_story(ORG, "till", automation, about=about, now=NOON)  # noqa: E731
    if is_told:
        assert run(a_store(backend), decide)["explanation"]
    else:
        with pytest.raises((Forbidden, NotFound)):
            run(a_store(backend), decide)
