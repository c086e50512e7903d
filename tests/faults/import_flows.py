"""A file that was taken in is taken back while a customer of it buys."""

from collections.abc import Callable
from functools import partial
from typing import Any

from functions.domain.imports.documents import ImportRow
from functions.domain.imports.undoing import cancel_order, finish_undoing, remove_customer
from functions.domain.kernel.decisions import Decision
from tests.builders import OTHER_PHONE, PHONE
from tests.faults.flows import a_state
from tests.faults.world import World
from tests.memory import a_store
from tests.unit.domain.imports.sheets import CUSTOMER, a_row, an_import, take

STRANGER = {**CUSTOMER, "phone": OTHER_PHONE, "name": "Another regular"}


def an_import_is_taken_back_beside_an_order(world: World) -> None:
    """Two customers came by a file. It is taken back while one of them buys; the other one buys later."""
    for row in ({**CUSTOMER, "phone": PHONE}, STRANGER):
        take(a_store(world.backend), world.org, a_row(world.org, "customers", row), now=world.now)
    world.backend.put(an_import("customers"))
    world.undone.add(an_import("customers").id)
    world.until_done(partial(_undo, world), "taking back")
    world.sender_delivers(a_state("1"))
    world.run()
    world.sender_delivers(a_state("2", phone=OTHER_PHONE))
    world.run()


def _undo(world: World) -> None:
    """As functions/importer does it: all orders, then all customers, then the import."""
    opened = an_import("customers")
    rows = sorted(world.backend.all(ImportRow.collection))
    steps: list[Callable[[], Decision[Any]]] = [
        *(lambda id=id: cancel_order(world.org, id, world.now) for id in rows),
        *(lambda id=id: remove_customer(world.org, opened, id, now=world.now) for id in rows),
        lambda: finish_undoing(opened.id, world.now),
    ]
    for step in steps:
        world.store().commit(world.org.id, step)
