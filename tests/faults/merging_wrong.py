"""Mistakes with customers whom staff join: see mutants.py."""

import pytest

from functions.domain.joins import moving
from functions.domain.joins.owned import OWNED
from tests.faults.world import World


def _leaves(collection: str, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(moving, "OWNED", tuple(model for model in OWNED if model.collection != collection))


def forgets_notes(world: World, patch: pytest.MonkeyPatch) -> None:
    """Notes stay with who was joined."""
    _leaves("notes", patch)


def leaves_the_old_phone_with_who_was_joined(world: World, patch: pytest.MonkeyPatch) -> None:
    """The identity goes on naming a customer who does not stand."""
    _leaves("identities", patch)
