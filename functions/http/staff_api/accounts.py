"""`/legal_entities`, `/brands`, `/locations`, `/contacts`, `/contracts`, `/invoices`: what an account is made of.
Its lists stand below the account (customers.py).
"""

from collections.abc import Iterator, Mapping
from functools import partial

from functions.domain.views.accounts import one_of_account
from functions.http.staff_api.giving import changes, makes
from functions.http.staff_api.nearby import NEARBY
from functions.http.staff_api.operations import Operation
from functions.http.staff_api.reading import shows
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


def _operations(what: str) -> Iterator[Operation]:
    kind, named, word = _COMMANDS[what]
    every, one = f"/{what}", f"/{what}/<string(maxlength=400):id>"
    say = f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
    view, create = partial(one_of_account, what=what), makes(kind, what, named)
    change = changes(kind, named, view)
    yield Operation("GET", one, f"One {word}", shows(view), DocumentAnswer, reads=what)
    yield Operation("POST", every, f"Enter {say}", create, CommandAnswer, 201, kind=kind)
    yield Operation(
        "PATCH", one, f"Change {say}", change, CommandAnswer, kind=kind, given=(named,), compares=True
    )


OPERATIONS = (NEARBY, *(operation for what in _COMMANDS for operation in _operations(what)))
