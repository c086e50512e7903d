"""What hangs on a business that is joined into another, or taken apart from it: coffee, deals, its primary contact."""

from collections import Counter
from collections.abc import Iterable

from functions.domain.customers.account import Account
from functions.domain.customers.customer import Customer
from functions.domain.joins.owned import Owned, OwnedContact, OwnedLocation, OwnedOpportunity
from functions.domain.sales.rollups import with_deals, with_shares


def folded_account(one: Account | None, other: Account | None) -> Account | None:
    """The account of two who are one: figures add up; the primary contact is the first one's, where there is one."""
    if one is None or other is None:
        return one or other
    pic = one if one.pic_contact_id is not None else other
    both = one.with_changes(
        pic_id=pic.pic_id,
        pic_contact_id=pic.pic_contact_id,
        pic_at=pic.pic_at,
        monthly_coffee_kg=round(one.monthly_coffee_kg + other.monthly_coffee_kg, 3),
        place=one.place or other.place,
    )
    standing = Counter(one.deals.by_standing) + Counter(other.deals.by_standing)
    dimensions = Counter(one.deals.by_dimension) + Counter(other.deals.by_dimension)
    return with_deals(both, standing, dimensions, value_minor=one.deals.value_minor + other.deals.value_minor)


def account_of_its_own(brought: Account | None) -> Account | None:
    """What a business has again that was joined into another, before its documents return: its primary contact."""
    if brought is None:
        return None
    return Account(
        pic_id=brought.pic_id,
        pic_contact_id=brought.pic_contact_id,
        pic_at=brought.pic_at,
        place=brought.place,
    )


def without_contact_of(account: Account | None, brought: Account | None) -> Account | None:
    """An account without the primary contact and the place that another one brought."""
    if account is None or brought is None:
        return account
    if brought.place is not None and account.place == brought.place:
        account = account.with_changes(place=None)
    if account.pic_contact_id != brought.pic_contact_id:
        return account
    return account.with_changes(pic_id=None, pic_contact_id=None, pic_at=None)


def with_documents(customer: Customer, documents: Iterable[Owned], *, sign: int) -> Customer:
    """The customer with what locations and deals count for, added (`sign` 1) or taken away (-1)."""
    given = list(documents)
    kg = sum(each.counted_kg for each in given if isinstance(each, OwnedLocation))
    shares = [
        each.counted for each in given if isinstance(each, OwnedOpportunity) and each.counted is not None
    ]
    if not kg and not shares:
        return customer
    account = customer.account or Account()
    coffee = max(0.0, round(account.monthly_coffee_kg + sign * kg, 3))
    return customer.with_changes(
        account=with_shares(account.with_changes(monthly_coffee_kg=coffee), shares, sign=sign)
    )


def handed_over(document: Owned, id: str, to: Customer | None) -> Owned:
    """A document as the customer's of an id; of its contacts one alone is the primary one, and a deal is in its
    account's territory.
    """
    given = document.given_to(id)
    if isinstance(given, OwnedOpportunity) and to is not None:
        return given.with_changes(territory_id=to.territory_id)
    if not isinstance(given, OwnedContact):
        return given
    account = to.account if to is not None else None
    return given.with_changes(is_primary=account is not None and account.pic_contact_id == given.id)
