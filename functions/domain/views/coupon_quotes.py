"""What an order would get for a coupon's code, asked before it is paid: decided as the order will be, and nothing is
written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from functions.domain.commands.requests import Giver, read_customer
from functions.domain.coupons.bills import Bill, sum_of
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import find_or_new
from functions.domain.kernel.decisions import NOTHING, Decision, Reading, get
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.lenient_forms import Warned, as_written
from functions.domain.kernel.validation import Amount, Form, Instant, OptionalId, OptionalText, read_form
from functions.domain.loyalty.benefits import benefits_of
from functions.domain.offers.discounts import of_goods
from functions.domain.orders.asking import PointsAsked
from functions.domain.orders.documents import Order, SalesChannel
from functions.domain.orders.forms import MOST_LINES, BuyerForm, LineForm
from functions.domain.orders.parsing import parse_order
from functions.domain.orgs.org import Org, is_on
from functions.domain.redemptions.cases import Case, left_alone
from functions.domain.redemptions.deciding import Decided, decided
from functions.domain.redemptions.documents import NO_REDEMPTION, NOTHING_ASKED, NOTHING_REDEEMED
from functions.domain.settings.offers import DELIVERY
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import permitted
from functions.domain.staff.roles import Role

# Those who record orders, and who makes the offers.
QUOTING: Final[frozenset[Role]] = frozenset(
    {"owner", "manager", "sales_rep", "agent", "support", "delivery", "marketing"}
)
_OF_ORDER: Final = ("lines", "customer", "outlet_id", "channel", "redeem_points", "use_wallet")
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class CouponQuoteForm(Form):
    """An order before it is paid: fields of `POST hooks/{org}/orders`. `total`: the bill before anything is taken off,
    where it is more than the lines; `ordered_at`: now, where it is absent. The buyer is `customer`, or `customer_id`.
    """

    lines: Annotated[tuple[LineForm, ...], Field(min_length=1, max_length=MOST_LINES)]
    total: Amount | None = None
    customer: BuyerForm = BuyerForm()
    customer_id: OptionalId = None
    channel: Annotated[SalesChannel | None, as_written(SalesChannel)] = None
    outlet_id: Annotated[OptionalText, BeforeValidator(lambda id: str(id) if isinstance(id, int) else id)] = (
        None
    )
    ordered_at: Instant | None = None
    redeem_points: PointsAsked = None
    use_wallet: Amount | None = None


def coupon_quote(org: Org, uid: str, code: str, *, body: object, now: datetime) -> Decision[dict[str, Any]]:
    """What the order would get. Bills 1 read for the member, those that find the customer (1, or 4 for one who is new),
    and what `decided` reads: for an offer 1, for a unique code 1 more, with `per_customer` 1 and more.

    Forbidden to those who record no orders; Malformed at each wrong field.
    """
    yield from permitted(uid, QUOTING)
    form = read_form(CouponQuoteForm, body, "quote")
    order = _order(org, code, form, body=body, now=now)
    customer = yield from _customer(org, uid, form, order=order, now=now)
    case = _case(org, order, customer, now=now)
    if not is_on(org, "crm"):
        nothing = Decided(NO_REDEMPTION, left_alone(NO_REDEMPTION, case.asked), ())
        return NOTHING, _Quote(case, order, coupon=nothing, beside=nothing).answer()
    what, of_tier = (yield from decided(case)), _of_tier(org, case)
    quote = _Quote(case, order, coupon=what, beside=what, of_tier=of_tier)
    if quote.tier_minor > what.redemption.granted.discount_minor:
        # The tier takes off more, and the coupon so is not redeemed.
        alone = yield from decided(replace(case, asked=case.asked.with_changes(coupon_code=None)))
        quote = replace(quote, beside=alone, takes_tier=True)
    return NOTHING, quote.answer()


def _order(org: Org, code: str, form: CouponQuoteForm, *, body: object, now: datetime) -> Order:
    """The order as a till would send it, paid."""
    given = body if isinstance(body, Mapping) else {}
    at = (form.ordered_at or now).isoformat()
    return parse_order(
        org,
        {
            **{name: given[name] for name in _OF_ORDER if given.get(name) is not None},
            "order_id": "quote",
            "source": "pos",
            "status": "paid",
            "coupon_code": code,
            "ordered_at": at,
            "updated_at": at,
            "currency": org.settings.currency,
            "total": str(form.total or 0),
        },
        now,
    )


def _customer(
    org: Org, uid: str, form: CouponQuoteForm, *, order: Order, now: datetime
) -> Reading[Customer | None]:
    """The buyer, as the order would find them; one who is new is not kept."""
    if form.customer_id is not None:
        member = yield from get(Member, uid)
        return (yield from read_customer(Giver(uid, member=member), form.customer_id))
    if order.buyer.is_anonymous or not is_on(org, "crm"):
        return None
    found = yield from find_or_new(org, order.buyer, now)
    return found.customer if found is not None else None


def _case(org: Org, order: Order, customer: Customer | None, *, now: datetime) -> Case:
    total = Bill(order.facts.total_minor, order.facts.ordered_at, order.lines).gross_minor
    if not total:
        raise Malformed("quote", [FieldFault("lines", "come to nothing")])
    return Case(
        org=org,
        order_id="",
        bill=Bill(total, order.facts.ordered_at, order.lines),
        refunded_minor=0,
        asked=order.asked or NOTHING_ASKED,
        customer=customer,
        known=NO_REDEMPTION,
        formerly=NOTHING_REDEEMED,
        is_over=None,
        now=now,
        channel=order.facts.channel,
        outlet_id=order.facts.outlet_id,
        other_orders=customer.stats.orders if customer is not None else 0,
    )


def _of_tier(org: Org, case: Case) -> dict[str, Any] | None:
    """What the customer's tier takes off the bill: its percentage, and on its days the delivery; None for nothing."""
    if case.customer is None or not is_on(org, "loyalty"):
        return None
    benefits = benefits_of(org, case.customer)
    today = _DAYS[org.local(case.bill.at).weekday()]
    is_free = today in benefits.free_delivery_on
    delivery = sum_of(of_goods(DELIVERY, case.bill.lines))
    goods = max(0, case.bill.goods_minor - delivery)
    off = (goods if is_free else case.bill.goods_minor) * (benefits.discount_percent or 0) // 100
    if not off and not is_free:
        return None
    return {
        "tier": case.customer.loyalty.tier,
        "discount_percent": benefits.discount_percent,
        "has_free_delivery": is_free,
        "discount_minor": min(case.bill.gross_minor, off + (max(0, delivery) if is_free else 0)),
    }


@dataclass(frozen=True)
class _Quote:
    """What the coupon gives, and what points and wallet pay beside it, or beside the tier where that takes off more."""

    case: Case
    order: Order
    coupon: Decided
    beside: Decided
    of_tier: dict[str, Any] | None = None
    takes_tier: bool = False

    @property
    def tier_minor(self) -> int:
        return int(self.of_tier["discount_minor"]) if self.of_tier is not None else 0

    @property
    def takes(self) -> str | None:
        is_granted = self.coupon.redemption.granted.coupon_code is not None
        return "tier" if self.takes_tier else ("coupon" if is_granted else None)

    def answer(self) -> dict[str, Any]:
        granted, bill_minor = self.coupon.redemption.granted, self.case.bill.gross_minor
        offer = self.case.org.offers.get(granted.offer_id or "")
        off = self.tier_minor if self.takes_tier else granted.discount_minor
        return {
            "is_granted": granted.coupon_code is not None,
            "reason": self._reason(),
            "coupon_code": granted.coupon_code,
            "offer_id": granted.offer_id,
            "name": offer.name if offer is not None else None,
            "currency": self.order.facts.currency,
            "bill_minor": bill_minor,
            "discount_minor": granted.discount_minor,
            "of_tier": self.of_tier,
            "takes": self.takes,
            **self._paid(bill_minor - off),
        }

    def _reason(self) -> str | None:
        if self.coupon.redemption.granted.coupon_code is not None:
            return None
        reasons = _by_path((*self.order.warnings, *self.coupon.warnings))
        return reasons.get("coupon_code", "is no coupon's code")

    def _paid(self, left_minor: int) -> dict[str, Any]:
        """What points and the wallet pay of what is left, each all of it or nothing, and what is to be paid then."""
        granted = self.beside.redemption.granted
        warnings = _by_path((*self.order.warnings, *self.beside.warnings))
        warnings.pop("coupon_code", None)
        points = granted.points_minor <= left_minor
        if not points:
            warnings["redeem_points"] = "is worth more than is left of the bill"
        points_minor = granted.points_minor if points else 0
        wallet = granted.wallet_minor <= left_minor - points_minor
        if not wallet:
            warnings["use_wallet"] = "is more than is left of the bill"
        wallet_minor = granted.wallet_minor if wallet else 0
        return {
            "points": granted.points if points else 0,
            "points_minor": points_minor,
            "wallet_minor": wallet_minor,
            "to_pay_minor": left_minor - points_minor - wallet_minor,
            "warnings": [{"path": path, "message": message} for path, message in warnings.items()],
        }


def _by_path(warnings: tuple[Warned, ...]) -> dict[str, str]:
    return {each.path: each.message for each in warnings}
