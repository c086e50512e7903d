"""`merge_customers`: two customers are one person, as staff say; `python -m functions.split` takes it back."""

from datetime import datetime

from pydantic import Field, StrictBool

from functions.domain.commands.auditing import audited
from functions.domain.commands.documents import Command, Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.reactions import Facts
from functions.domain.joins.merging import Merge, merged, would_move
from functions.domain.kernel.decisions import NOTHING, Decision, Reading
from functions.domain.kernel.validation import DocumentId, Form
from functions.domain.orgs.org import Org


class MergeForm(Form):
    """`from` is joined into `into`; `dry_run` tells what would move, and changes nothing."""

    from_id: DocumentId = Field(alias="from")
    into: DocumentId
    dry_run: StrictBool = False


def merge_customers(org: Org, request: Request[MergeForm], now: datetime) -> Decision[Result]:
    """The one customer with all that the other has; documents follow with the ticks. Bills 2 reads and 4 writes (both,
    the interaction, the audit), 2 or 4 more where there is a balance; a dry run the reads of `would_move` alone.

    Malformed where one of them is no customer, or they cannot be one.
    """
    form = request.data
    merge = Merge((yield from _standing(form.into, "into")), (yield from _standing(form.from_id, "from")))
    if (reason := merge.why_not()) is not None:
        raise refuse("from", reason)
    result: Result = {"customer_id": merge.customer.id, "from": merge.other.id}
    if form.dry_run:
        return NOTHING, {**result, "dry_run": True, **(yield from would_move(merge))}
    facts = Facts("customer_changed", Command.collection, request.command_id, now)
    changes = yield from merged(org, merge, facts=facts, now=now)
    changes = yield from audited(
        changes,
        request,
        "merge_customers",
        of=f"customers/{merge.customer.id}",
        values=({}, {"from": merge.other.id}),
        now=now,
    )
    return changes, result


def _standing(id: str, path: str) -> Reading[Customer]:
    customer = yield from standing_customer(id)
    if customer is None:
        raise refuse(path, "names no customer")
    return customer
