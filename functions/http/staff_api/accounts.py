"""`/legal_entities`, `/brands`, `/locations`, `/contacts`, `/contracts`, `/invoices`: what an account is made of.
Its lists stand below the account (customers.py).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from functions.domain.views.accounts import one_of_account
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.nearby import NEARBY
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read, shown
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer

# Of each the command that changes one, by which field it names it, and how people call one.
_COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "legal_entities": ("save_legal_entity", "legal_entity_id", "legal entity"),
    "brands": ("save_brand", "brand_id", "brand"),
    "locations": ("save_location", "location_id", "location"),
    "contacts": ("save_contact", "contact_id", "contact"),
    "contracts": ("save_contract", "contract_id", "contract"),
    "invoices": ("record_invoice", "invoice_id", "invoice"),
}


def _show(what: str) -> Callable[[Asked], Reply]:
    def show(asked: Asked) -> Reply:
        return shown(
            asked, read(asked, lambda: one_of_account(asked.org, asked.uid, asked.path["id"], what=what))
        )

    return show


def _create(what: str) -> Callable[[Asked], Reply]:
    kind, named, _ = _COMMANDS[what]

    def create(asked: Asked) -> Reply:
        result = given(asked, kind, body_of(asked)).value
        return Reply(result, 201, {"Location": f"{what}/{result[named]}"})

    return create


def _change(what: str) -> Callable[[Asked], Reply]:
    kind, named, _ = _COMMANDS[what]

    def change(asked: Asked) -> Reply:
        """A command that names what is not there would make it: here it cannot be found."""
        id = asked.path["id"]
        data: dict[str, Any] = body_of(asked, **{named: id})

        def seen() -> Any:
            return one_of_account(asked.org, asked.uid, id, what=what)

        read(asked, seen)
        return Reply(given(asked, kind, data, seen=seen).value)

    return change


def _operations(what: str) -> Iterator[Operation]:
    kind, named, word = _COMMANDS[what]
    every, one = f"/{what}", f"/{what}/<string(maxlength=400):id>"
    say = f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
    yield Operation("GET", one, f"One {word}", _show(what), DocumentAnswer, reads=what)
    yield Operation("POST", every, f"Enter {say}", _create(what), CommandAnswer, 201, kind=kind)
    yield Operation("PATCH", one, f"Change {say}", _change(what), CommandAnswer, kind=kind, given=(named,))


OPERATIONS = (NEARBY, *(operation for what in _COMMANDS for operation in _operations(what)))
