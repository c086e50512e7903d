"""Which customers an order may join: what they are known by, and what they are called, must not say two persons."""

from collections.abc import Collection

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import MOST_OF_A_KIND, IdentityKind

MOST_JOINS = 5


def may_join(
    customer: Customer, other: Customer, given: Collection[str], *, by: Collection[IdentityKind]
) -> bool:
    """Whether another customer may be joined into a customer. `given`: the ids of all identities that name either of
    them together; `by`: the kinds of those that name the other one. The cases: docs/decisions/0017.
    """
    shared = {*customer.shared_identity_ids, *other.shared_identity_ids}
    return (
        shared.isdisjoint(given)
        and _is_within_bounds(customer, other)
        and not _are_apart(customer, other)
        and not _are_two_persons(customer, other, by)
    )


def _is_within_bounds(customer: Customer, other: Customer) -> bool:
    counts, theirs = customer.identity_counts, other.identity_counts
    return len(customer.joined_ids) + len(other.joined_ids) < MOST_JOINS and all(
        counts.get(kind, 0) + count <= MOST_OF_A_KIND for kind, count in theirs.items()
    )


def _are_apart(customer: Customer, other: Customer) -> bool:
    """Whether people took them apart, or they buy for two accounts."""
    apart = {each for one in (customer, other) if one.joins for each in one.joins.apart_from}
    accounts = {customer.account_id, other.account_id} - {None}
    return len(accounts) > 1 or not apart.isdisjoint({customer.id, other.id, *other.joined_ids})


def _are_two_persons(customer: Customer, other: Customer, by: Collection[IdentityKind]) -> bool:
    if _have_both(customer, other, "app_user"):
        return True
    if not (_have_both(customer, other, "phone") or _have_both(customer, other, "email")):
        return False
    names = (customer.name, other.name)
    if None in names:
        return set(by) == {"card"}
    return not _are_alike(*names)


def _have_both(customer: Customer, other: Customer, kind: str) -> bool:
    """Whether each of them has an identity of a kind: it is not the same one, since an identity names one customer."""
    return all(one.identity_counts.get(kind, 0) > 0 for one in (customer, other))


def _are_alike(one: str | None, other: str | None) -> bool:
    """Whether one name has all words of the other: `Asha` and `asha RAO`."""
    words, theirs = (set((name or "").casefold().split()) for name in (one, other))
    return words <= theirs or theirs <= words
