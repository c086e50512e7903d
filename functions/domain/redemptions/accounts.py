"""A customer's account after what an order redeems of it has changed, and the movements of the ledger."""

from functions.domain.customers.customer import LoyaltyAccount
from functions.domain.loyalty.points import Movement
from functions.domain.redemptions.documents import Redeemed


def moved(
    account: LoyaltyAccount, *, before: Redeemed, after: Redeemed
) -> tuple[LoyaltyAccount, tuple[Movement, ...]]:
    """The account where an order redeems `after` in place of `before`: a `reverse` above zero gives back. What is given
    back pays first what is owed, by a `reverse` below zero: a refund could not take it back while it was spent.
    """
    points, wallet = before.points - after.points, before.wallet_minor - after.wallet_minor
    points_paid = min(account.points_owed, max(0, points))
    wallet_paid = min(account.wallet_owed_minor, max(0, wallet))
    movements = (
        Movement("points", "redeem", min(0, points)),
        Movement("points", "reverse", max(0, points)),
        Movement("points", "reverse", -points_paid),
        Movement("wallet_minor", "redeem", min(0, wallet)),
        Movement("wallet_minor", "reverse", max(0, wallet)),
        Movement("wallet_minor", "reverse", -wallet_paid),
    )
    after_it = account.with_changes(
        points=account.points + points - points_paid,
        points_owed=account.points_owed - points_paid,
        wallet_minor=account.wallet_minor + wallet - wallet_paid,
        wallet_owed_minor=account.wallet_owed_minor - wallet_paid,
    )
    return after_it, tuple(each for each in movements if each.amount)
