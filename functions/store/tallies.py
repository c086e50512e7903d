"""Counts and sums over an organisation's documents, asked of Firestore's aggregations."""

from collections.abc import Mapping

from functions.domain.kernel.errors import StoreAway
from functions.domain.kernel.tallies import Tally
from functions.store.commit import OutcomeUnknown
from functions.store.firestore import backend
from functions.store.queries import tally_query


def tallied(org_id: str, tallies: Mapping[str, Tally]) -> dict[str, int]:
    """Each tally's figure, one call each: they are not of one instant. Bills what they bill together.

    Raises StoreAway.
    """
    try:
        return {
            name: backend().tally(org_id, tally_query(tally), tally.sum_of) for name, tally in tallies.items()
        }
    except OutcomeUnknown as error:
        raise StoreAway(str(error)) from error
