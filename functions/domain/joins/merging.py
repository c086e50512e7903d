"""Staff say that two customers are one: the same join that an order makes, in the commit of their word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import MOST_OF_A_KIND, Found
from functions.domain.customers.reactions import Facts
from functions.domain.joins.folding import filled_by
from functions.domain.joins.joining import joined
from functions.domain.joins.owned import OWNED
from functions.domain.joins.rules import MOST_JOINS
from functions.domain.kernel.decisions import Changes, Find, Reading, find
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.orgs.org import Org

MOST_COUNTED = 200


@dataclass(frozen=True)
class Merge:
    """`other` is to be joined into `customer`."""

    customer: Customer
    other: Customer

    def why_not(self) -> str | None:
        """Why they cannot be one; None where they can."""
        one, other = self.customer, self.other
        apart = {id for each in (one, other) if each.joins for id in each.joins.apart_from}
        if one.id == other.id:
            return "is the same customer"
        if not apart.isdisjoint({one.id, other.id}):
            return "was taken apart from that customer"
        if len({one.account_id, other.account_id} - {None}) > 1:
            return "buys for another account"
        if all(each.identity_counts.get("app_user", 0) for each in (one, other)):
            return "has an app user of their own, as that customer has"
        return self._too_many()

    def _too_many(self) -> str | None:
        counts = self.customer.identity_counts
        if len(self.customer.joined_ids) + len(self.other.joined_ids) >= MOST_JOINS:
            return "would be one join too many"
        if any(counts.get(kind, 0) + n > MOST_OF_A_KIND for kind, n in self.other.identity_counts.items()):
            return "would bring too many identities of a kind"
        return None


def merged(org: Org, merge: Merge, *, facts: Facts, now: datetime) -> Reading[Changes]:
    """Both as one. Bills 2 writes and an interaction, and 2 or 4 ledger entries where there is a balance; documents
    follow with the ticks, as after an order (moving.py).
    """
    found = Found(merge.customer, (), merge.customer)
    found = yield from joined(org, found, merge.other, links=(), facts=facts, now=now)
    after = found.customer.with_changes(updated_at=now)
    beside = (*found.links, *found.repairs)
    reacting = react(org, found.before, after, facts=facts, now=now)
    reaction = yield from seeing(beside, reacting)
    put = (reaction.customer, *reaction.others)
    return Changes(create=(*found.links, *reaction.create), put=(*not_among(put, found.repairs), *put))


def would_move(merge: Merge) -> Reading[dict[str, Any]]:
    """What a merge moves: of each collection how many documents, 200 where there are more. Bills 1 read for each of
    these, 1 for each collection without any.
    """
    counts: dict[str, int] = {}
    for model in OWNED:
        query = Find(model, (("customer_id", merge.other.id),), "customer_id", "ASCENDING", MOST_COUNTED)
        if rows := (yield from find(query)):
            counts[model.collection] = len(rows)
    account = merge.other.loyalty
    return {
        "moves": counts,
        "points": account.points,
        "wallet_minor": account.wallet_minor,
        "fills": filled_by(merge.customer, merge.other),
    }
