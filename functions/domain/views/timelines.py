"""All that happened with a customer in one list, the newest first."""

from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, Find
from functions.domain.orgs.org import Org, is_on
from functions.domain.staff.members import Member
from functions.domain.staff.readers import readers_of
from functions.domain.views.merged import Entry, Merging, merged
from functions.domain.views.of_customer import LISTS, customer_with_reader
from functions.domain.views.pages import Wanted

# In this order where several happened in one instant.
KINDS = ("orders", "interactions", "messages", "notes", "feedback", "ledger")


def timeline(org: Org, uid: str, customer_id: str, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of orders, interactions, messages, notes, feedback and ledger entries of a customer: each with its `kind`
    and its instant `at`, as far as the member reads that kind.

    Bills 2 reads, and for each kind at most as many as the page has rows, 1 at the least. Raises what reading the
    customer does, and Malformed at `cursor`.
    """
    rows = (readers_of(Customer.collection),)
    member, customer = yield from customer_with_reader(org, uid, customer_id, rows=rows)
    queries = {
        kind: Find(
            LISTS[kind].model,
            (("customer_id", customer.id),),
            LISTS[kind].order_by,
            "DESCENDING",
            wanted.limit,
        )
        for kind in KINDS
        if _is_open(org, member, customer, kind=kind)
    }
    merging = Merging(("timeline", customer_id), KINDS, queries)
    entries, following = yield from merged(org, merging, wanted=wanted)
    return NOTHING, {"items": [_shown(entry) for entry in entries], "next": following}


def _is_open(org: Org, member: Member, customer: Customer, *, kind: str) -> bool:
    readers = readers_of(LISTS[kind].model.collection)
    if readers.feature is not None and not is_on(org, readers.feature):
        return False
    return member.may_read(readers, owner_uid=customer.owner_uid, territory_id=customer.territory_id)


def _shown(entry: Entry) -> dict[str, Any]:
    shown = LISTS[entry.kind].show(entry.document) or {}
    return {**shown, "kind": entry.kind, "at": entry.at.isoformat() if entry.at is not None else None}
