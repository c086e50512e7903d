"""A customer's account after what an order redeems of it has changed, and the ledger's entries."""

from dataclasses import dataclass
from typing import Literal

from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.redemptions.documents import Redeemed

Unit = Literal["points", "wallet_minor"]
Kind = Literal["redeem", "reverse"]


@dataclass(frozen=True)
class Movement:
    """The amount of a ledger entry. A `reverse` above zero gives back, one below it pays what is owed."""

    unit: Unit
    kind: Kind
    amount: int


def moved(
    account: LoyaltyAccount, *, before: Redeemed, after: Redeemed
) -> tuple[LoyaltyAccount, tuple[Movement, ...]]:
    """The account where an order redeems `after` in place of `before`. What is given back pays first what is owed: the
    refund that could not take it back comes to its own.
    """
    points, wallet = before.points - after.points, before.wallet_minor - after.wallet_minor
    paid = min(account.points_owed, max(0, points))
    moves = (
        Movement("points", "redeem", min(0, points)),
        Movement("points", "reverse", max(0, points)),
        Movement("points", "reverse", -paid),
        Movement("wallet_minor", "redeem", min(0, wallet)),
        Movement("wallet_minor", "reverse", max(0, wallet)),
    )
    after_it = account.with_changes(
        points=account.points + points - paid,
        points_owed=account.points_owed - paid,
        wallet_minor=account.wallet_minor + wallet,
    )
    return after_it, tuple(each for each in moves if each.amount)
