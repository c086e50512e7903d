"""What provisioning does to a live organisation only where it is told to: it could not be undone."""

import re
from collections.abc import Collection, Iterator
from typing import Literal

from functions.domain.customers.identities import KnownIdentity
from functions.domain.kernel.decisions import Find, Reading, find
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.orgs.documents import OrgDocument, OrgSecrets

# Another preset than the organisation was made from; another currency than its amounts are in; a key by which no
# customer who is there is found again.
Allowance = Literal["switch-preset", "new-currency", "new-identity-key"]

_CURRENCY = re.compile("[A-Z]{3}")  # a value that was broken by hand is no currency to stay with


def require_allowed(
    before: OrgDocument | None, after: OrgDocument, *, allowed: Collection[Allowance]
) -> None:
    """Malformed with each change of an organisation that was not allowed; a new one may be anything."""
    if before is None:
        return
    faults = [fault for needed, fault in _changes(before, after) if needed not in allowed]
    if faults:
        raise Malformed(before.id, faults)


def _changes(before: OrgDocument, after: OrgDocument) -> Iterator[tuple[Allowance, FieldFault]]:
    if before.preset != after.preset:
        yield (
            "switch-preset",
            FieldFault(
                "preset",
                f"it was made from {before.preset}; give --switch-preset to bring {after.preset} into it instead",
            ),
        )
    if before.currency != after.currency and _CURRENCY.fullmatch(before.currency):
        yield (
            "new-currency",
            FieldFault(
                "currency",
                f"would become {after.currency}, and each amount that is stored is one of {before.currency}; "
                "give --new-currency if it has none yet",
            ),
        )


def require_identity_key(
    org_id: str,
    org: OrgDocument | None,
    secrets: OrgSecrets | None,
    *,
    was_provisioned: bool,
    allowed: Collection[Allowance],
) -> Reading[None]:
    """Malformed where the secrets are gone of an organisation that is there, or that was and has left its customers.

    Bills 1 read where neither organisation nor secrets are there, and something that a preset brought still is.
    """
    if secrets is not None or not was_provisioned or "new-identity-key" in allowed:
        return
    if org is not None or (yield from find(Find(KnownIdentity, (), "created_at", "ASCENDING", 1))):
        path = f"{OrgSecrets.collection}/{org_id}"
        message = (
            "is gone, and with it the key that the ids of all customers hang on: restore it from a backup; "
            "with --new-identity-key each customer counts as a new one from now on"
        )
        raise Malformed(org_id, [FieldFault(path, message)])
