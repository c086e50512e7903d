"""An import is taken back: what it alone made goes, what others have touched stays, and it may be imported again."""

from datetime import timedelta
from functools import partial

from functions.domain.imports.undoing import cancel_order, remove_customer
from tests.builders import NOON, OTHER_PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.imports.sheets import CUSTOMER, ORDER, a_row, an_import, quiet, take

ORG = quiet(an_org())
LATER = NOON + timedelta(hours=1)


def undo(backend: DictBackend, kind: str = "customers") -> list[str]:
    """What became of each row's order, then of each row's customer."""
    store, opened = a_store(backend), an_import(kind)
    ids = sorted(backend.all("import_rows"))
    orders = [run(store, partial(cancel_order, ORG, id, LATER)) for id in ids]
    return [*orders, *(run(store, partial(remove_customer, ORG, opened, id, now=LATER)) for id in ids)]


def test_a_customer_whom_an_import_made_goes_with_their_identities() -> None:
    backend = DictBackend()
    take(a_store(backend), ORG, a_row(ORG, "customers", {**CUSTOMER, "email": "a@example.com"}))
    assert len(backend.all("identities")) == 2
    assert undo(backend) == ["nothing", "removed"]
    assert backend.documents == {}


def test_a_customer_who_was_there_before_stays_as_the_row_left_them() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    take(a_store(backend), ORG, a_row(ORG, "customers", CUSTOMER), now=LATER)
    assert undo(backend) == ["nothing", "nothing"]
    assert backend.one("customers")["name"] == "A regular"


def test_a_customer_whom_others_touched_stays() -> None:
    for touch in ("order", "field", "note"):
        backend = DictBackend()
        take(a_store(backend), ORG, a_row(ORG, "customers", CUSTOMER))
        id = next(iter(backend.all("customers")))
        if touch == "order":
            take_in(a_store(backend), an_order(ORG), org=ORG)
        elif touch == "field":
            edit = {"at": LATER, "command": "by-staff"}
            backend.client_writes(f"orgs/kopi/customers/{id}", city="Kolkata", edits={"city": edit})
        else:
            backend.client_writes("orgs/kopi/notes/n", customer_id=id)
        assert undo(backend) == ["nothing", "kept"], touch
        assert backend.one("customers")["name"] == "A regular"
        assert backend.all("import_rows") == {}


def test_orders_are_cancelled_as_corrections_and_the_customers_whom_they_made_go() -> None:
    backend = DictBackend()
    take(a_store(backend), ORG, a_row(ORG, "orders", ORDER))
    take(
        a_store(backend),
        ORG,
        a_row(ORG, "orders", {**ORDER, "order_id": "8", "ordered_at": "2025-01-25 11:30"}),
    )
    assert sorted(undo(backend, "orders")) == ["cancelled", "cancelled", "nothing", "removed"]
    orders = backend.all("orders").values()
    assert {(each["status"], each["counted_for"], len(each["lines"])) for each in orders} == {
        ("cancelled", None, 1)
    }
    assert sorted(entry["amount"] for entry in backend.all("loyalty_transactions").values()) == [-3, -3, 3, 3]
    assert backend.all("customers") == backend.all("identities") == {}


def test_an_order_of_which_a_till_told_more_since_stays() -> None:
    backend = DictBackend()
    take(a_store(backend), ORG, a_row(ORG, "orders", ORDER))
    take_in(a_store(backend), an_order(ORG, order_id="7", status="delivered", total="400"), org=ORG)
    assert undo(backend, "orders") == ["kept", "kept"]
    assert backend.one("customers")["stats"]["spend_minor"] == 40000


def test_an_order_that_was_known_before_is_none_of_the_import_s() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG, order_id="7", updated_at="2025-01-25T10:00:00+05:30"), org=ORG)
    take(a_store(backend), ORG, a_row(ORG, "orders", {**ORDER, "phone": OTHER_PHONE}))
    assert undo(backend, "orders")[0] == "nothing"
    assert backend.one("orders")["status"] == "paid"


def test_what_was_taken_back_may_be_imported_again() -> None:
    backend = DictBackend()
    row = a_row(ORG, "orders", ORDER)
    take(a_store(backend), ORG, row)
    undo(backend, "orders")
    take(a_store(backend), ORG, row, opened=an_import("orders", id="two"), now=LATER + timedelta(hours=1))
    assert backend.one("orders")["status"] == "paid"
    customer = backend.one("customers")
    assert (customer["stats"]["orders"], customer["loyalty"]["points"]) == (1, 3)


def test_an_order_that_was_cancelled_by_the_business_is_not_brought_back_by_an_old_file() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG, order_id="7", status="cancelled"), org=ORG)
    take(a_store(backend), ORG, a_row(ORG, "orders", ORDER))
    assert backend.one("orders")["status"] == "cancelled"
