"""Mistakes with customers who are erased: see mutants.py."""

from dataclasses import replace

import pytest

from functions.domain.orders import recording
from functions.domain.privacy import erasing
from functions.domain.privacy.naming import NAMING
from tests.faults.world import World


def leaves_what_messages_say(world: World, patch: pytest.MonkeyPatch) -> None:
    """Messages stay, with their words."""
    patch.setattr(erasing, "NAMING", tuple(row for row in NAMING if row.collection != "messages"))


def takes_the_ledger_too(world: World, patch: pytest.MonkeyPatch) -> None:
    """The ledger's entries go with the customer."""
    rows = (replace(r, then="removed") if r.collection == "loyalty_transactions" else r for r in NAMING)
    patch.setattr(erasing, "NAMING", tuple(rows))


def brings_them_back_by_a_late_state(world: World, patch: pytest.MonkeyPatch) -> None:
    """A later state of an order of theirs makes the customer anew."""
    patch.setattr(recording, "is_erased", lambda customer_id: False)


def forgets_who_was_joined_since(world: World, patch: pytest.MonkeyPatch) -> None:
    """It goes by who the customer was when it began."""
    patch.setattr(erasing, "_joined_since", lambda erasure, customer: ())
