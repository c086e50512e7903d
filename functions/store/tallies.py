"""Counts and sums over an organisation's documents, asked of Firestore's aggregations."""

from collections.abc import Mapping

from functions.domain.kernel.tallies import Tally
from functions.store.firestore import backend


def tallied(org_id: str, tallies: Mapping[str, Tally]) -> dict[str, int]:
    """Each tally's figure, one call each: they are not of one instant. Bills what they bill together.

    Raises StoreAway.
    """
    return {name: backend().tallied(org_id, tally) for name, tally in tallies.items()}
