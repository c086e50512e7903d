"""Points and wallet credit that an order pays with."""

from decimal import Decimal

from functions.domain.coupons.bills import MOST_MINOR
from functions.domain.kernel.money import minor_digits
from functions.domain.orgs.org import Org, is_on
from functions.domain.redemptions.cases import Case, Path, Verdict, after_refund, settled
from functions.domain.redemptions.documents import Redeemed
from functions.domain.settings.loyalty import RedeemRule

NO_CUSTOMER = "the sale names no customer"
SWITCHED_OFF = "loyalty is switched off"


def points_verdict(case: Case, discount_minor: int) -> Verdict:
    """What holds for the points that are asked for, beside a coupon's discount."""
    verdict = settled(case, "redeem_points") or _kept_while_off(case, "redeem_points")
    return _affordable(case, verdict or _points_anew(case, discount_minor))


def wallet_verdict(case: Case) -> Verdict:
    """What holds for the wallet credit that is asked for."""
    verdict = settled(case, "use_wallet") or _kept_while_off(case, "use_wallet")
    return _affordable(case, verdict or _wallet_anew(case))


def worth_minor(org: Org, rule: RedeemRule, points: int) -> int:
    """What points are worth, in whole minor units."""
    worth = rule.worth.scaleb(minor_digits(org.settings.currency))
    return int(Decimal(points) * worth // rule.points)


def _kept_while_off(case: Case, path: Path) -> Verdict | None:
    """While loyalty is off what was granted stays as it was, whatever became of the bill, and nothing more is."""
    if is_on(case.org, "loyalty"):
        return None
    known, asked = case.known, case.asked
    points = known.granted.points if path == "redeem_points" and known.asked.points == asked.points else 0
    wallet = known.granted.wallet_minor if path == "use_wallet" else 0
    if points:
        return Verdict(Redeemed(points=points, points_minor=known.granted.points_minor))
    if wallet and known.asked.wallet_minor == asked.wallet_minor:
        return Verdict(Redeemed(wallet_minor=wallet))
    return Verdict(reason=SWITCHED_OFF)


def _points_anew(case: Case, discount_minor: int) -> Verdict:
    rule = case.org.settings.loyalty.redeem
    if case.customer is None:
        return Verdict(reason=NO_CUSTOMER)
    if rule is None:
        return Verdict(reason="points are not redeemed here")
    points = case.asked.points
    if points < rule.least:
        return Verdict(reason=f"is less than {rule.least}, the least that is redeemed at once")
    points_minor = worth_minor(case.org, rule, points)
    if not points_minor:
        return Verdict(reason="is worth nothing")
    bill_minor = case.bill.before_minor(points_minor + discount_minor)
    if points_minor * 100 > bill_minor * rule.most_percent or points_minor > MOST_MINOR:
        return Verdict(reason=f"is worth more than {rule.most_percent}% of the bill")
    if points_minor + discount_minor > bill_minor:
        return Verdict(reason="is worth more than the coupon leaves of the bill")
    return Verdict(Redeemed(points=points, points_minor=points_minor))


def _wallet_anew(case: Case) -> Verdict:
    if case.customer is None:
        return Verdict(reason=NO_CUSTOMER)
    if case.asked.wallet_minor > case.bill.total_minor:
        return Verdict(reason="is more than the total")
    return Verdict(Redeemed(wallet_minor=case.asked.wallet_minor))


def _affordable(case: Case, verdict: Verdict) -> Verdict:
    """The verdict, unless more is to be taken than there is. What the order itself gave pays for later ones."""
    taken = after_refund(
        verdict.granted, refunded_minor=case.refunded_minor, total_minor=case.bill.total_minor
    )
    known, account = case.known.redeemed, case.customer.loyalty if case.customer else None
    points = account.points - case.earned_points if account else 0
    if taken.points - known.points > max(0, points):
        return Verdict(reason="is more than the customer has")
    wallet = account.wallet_minor - case.earned_wallet_minor if account else 0
    if taken.wallet_minor - known.wallet_minor > max(0, wallet):
        return Verdict(reason="is more than the wallet has")
    return verdict
