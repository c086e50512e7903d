"""The shapes in which an order arrives: a request's body, or a command's data (docs/contracts.md, Orders in).

An order's id, status, instants and money must be right. What is wrong with its buyer or a line costs no sale: it is
left out, and a warning names it.
"""

from datetime import UTC, datetime
from decimal import Decimal

from functions.domain.customers.addresses import normal_card, normal_email, normal_phone
from functions.domain.customers.identities import Buyer, Identity
from functions.domain.customers.names import clean_name
from functions.domain.kernel.lenient_forms import Warned, bounded, read_sparing
from functions.domain.kernel.money import to_minor, to_whole_minor
from functions.domain.kernel.validation import Faults
from functions.domain.orders.asking import asked_of
from functions.domain.orders.documents import NO_CONSENTS, Order, OrderFacts, OrderLine, order_document_id
from functions.domain.orders.forms import MOST_LINES, BuyerForm, LineForm, OrderForm
from functions.domain.orders.states import FURTHEST_AHEAD
from functions.domain.orgs.org import Org
from functions.domain.redemptions.documents import Asked

WHAT = "order"
ESSENTIAL = frozenset(
    {"order_id", "source", "status", "ordered_at", "updated_at", "currency", "total", "refunded_total"}
)
_PLACEHOLDERS = frozenset({"n/a", "none", "null", "nil", "undefined", "unknown", "anonymous", "guest"})


def parse_order(org: Org, body: object, now: datetime) -> Order:
    """A request's body as an Order, with warnings for what it leaves out. Malformed with every fault that was found."""
    form, left_out = read_sparing(OrderForm, _readable(body), WHAT, essential=ESSENTIAL)
    faults, warnings = Faults(WHAT), Faults(WHAT)
    for one in left_out:
        warnings.add(one.path, one.message)
    facts = _facts(org, form, now, faults=faults, warnings=warnings)
    faults.raise_any()
    return Order(
        id=order_document_id(form.source, form.order_id),
        external_id=form.order_id,
        facts=facts,
        claimed_ordered_at=_claimed(form.ordered_at, now),
        claimed_updated_at=_claimed(form.updated_at, now),
        lines=_lines(org, form.lines, warnings),
        line_numbers=_line_numbers(form.lines),
        buyer=_buyer(org, form.customer, warnings),
        consents=form.customer.consents,
        asked=_asked(org, form, warnings),
        wanted_on=form.wanted_on,
        warnings=bounded([Warned(path=one.path, message=one.message) for one in warnings.found]),
    )


def _readable(body: object) -> object:
    """What is null at the top says nothing; a list or map that a till leaves null is no fault. Lines are cut before
    they are looked at: a body has room for a hundred thousand wrong ones.
    """
    if not isinstance(body, dict):
        return body
    given = {name: value for name, value in body.items() if value is not None}
    lines = given.get("lines")
    return given | {"lines": lines[: MOST_LINES + 1]} if isinstance(lines, list) else given


def _facts(org: Org, form: OrderForm, now: datetime, *, faults: Faults, warnings: Faults) -> OrderFacts:
    currency = org.settings.currency
    if form.currency != currency:
        faults.add("currency", f"must be {currency}, the organisation's")
    total_minor = faults.checked("total", lambda: to_minor(form.total, currency), 0)
    return OrderFacts(
        status=form.status,
        ordered_at=_believed(form.ordered_at, "ordered_at", now, warnings=warnings),
        updated_at=_believed(form.updated_at, "updated_at", now, warnings=warnings),
        currency=currency,
        total_minor=total_minor,
        refunded_minor=_refunded(form, total_minor, currency, faults=faults),
        outlet_id=form.outlet_id,
        visit_type=form.visit_type,
        channel=form.channel,
    )


def _believed(at: datetime, path: str, now: datetime, *, warnings: Faults) -> datetime:
    """The instant, or that of the arrival where a clock is so far ahead that it is wrong."""
    if _claimed(at, now) is None:
        return _utc(at)
    minutes = int(FURTHEST_AHEAD.total_seconds() // 60)
    warnings.add(path, f"lies more than {minutes} minutes ahead: the time of arrival stands in")
    return now


def _claimed(at: datetime, now: datetime) -> datetime | None:
    """An instant that is not believed; None for one that is."""
    return _utc(at) if at > now + FURTHEST_AHEAD else None


def _utc(at: datetime) -> datetime:
    """The instant in UTC; the last one that there is for one beyond it."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _refunded(form: OrderForm, total_minor: int, currency: str, *, faults: Faults) -> int:
    """What was given back: all of a refunded order unless a part is named; nothing of any other."""
    given_back = form.refunded_total
    if given_back is None:
        return total_minor if form.status == "refunded" else 0
    refunded_minor = faults.checked("refunded_total", lambda: to_minor(given_back, currency), 0)
    if form.status != "refunded":
        if refunded_minor:
            faults.add("refunded_total", "goes with the status refunded")
        return 0
    if refunded_minor > total_minor:
        faults.add("refunded_total", "is more than the total")
    return refunded_minor


def _lines(org: Org, forms: tuple[LineForm, ...], warnings: Faults) -> tuple[OrderLine, ...]:
    """The lines that say anything, up to the most that are kept."""
    if len(forms) > MOST_LINES:
        warnings.add("lines", f"has more than {MOST_LINES} lines: those after it are left out")
    kept = [(number, form) for number, form in enumerate(forms[:MOST_LINES]) if form != LineForm()]
    named = {warning.path for warning in warnings.found}
    for number, form in kept:
        for name in ("product_id", "quantity", "unit_price"):
            if getattr(form, name) is None and (path := f"lines.{number}.{name}") not in named:
                warnings.add(path, "is missing")
    return tuple(_line(org, form, f"lines.{number}", warnings=warnings) for number, form in kept)


def _line_numbers(forms: tuple[LineForm, ...]) -> tuple[int, ...]:
    kept = tuple(number for number, form in enumerate(forms[:MOST_LINES]) if form != LineForm())
    return kept if len(kept) < min(len(forms), MOST_LINES) else ()


def _line(org: Org, form: LineForm, path: str, *, warnings: Faults) -> OrderLine:
    price_minor = None
    if form.unit_price is not None:
        price_minor, is_rounded = to_whole_minor(form.unit_price, org.settings.currency)
        if is_rounded:
            warnings.add(f"{path}.unit_price", f"has more decimals than {org.settings.currency} has: rounded")
    return OrderLine(
        **form.model_dump(exclude={"unit_price", "quantity"}),
        quantity=None if form.quantity is None else _plain(form.quantity),
        unit_price_minor=price_minor,
    )


def _plain(quantity: Decimal) -> str:
    """A quantity as text, the same for 1 and 1.0."""
    return f"{quantity.normalize():f}"


def _asked(org: Org, form: OrderForm, warnings: Faults) -> Asked | None:
    points, code, wallet = form.redeem_points, form.coupon_code, form.use_wallet
    if not (points or code or wallet):
        return None
    return asked_of(org.settings.currency, warnings, points=points, code=code, wallet=wallet)


def _buyer(org: Org, form: BuyerForm, warnings: Faults) -> Buyer:
    """The identities that are right, normalised, the one that names a new customer first."""
    found: list[Identity] = []
    if phone := form.phone:
        normal = warnings.checked("customer.phone", lambda: normal_phone(phone, org.settings.country), None)
        found += [Identity("phone", normal)] if normal else []
    if email := form.email:
        address = warnings.checked("customer.email", lambda: normal_email(email), None)
        found += [Identity("email", address)] if address else []
    if code := _said(form.app_user_id, "customer.app_user_id", warnings):
        found.append(Identity("app_user", code))
    if code := _card(form.card, warnings):
        found.append(Identity("card", code))
    if found == [] and form.consents != NO_CONSENTS:
        warnings.add("customer.consents", "has no customer to be kept for")
    name = clean_name(_said(form.name, "customer.name", warnings) or "")
    return Buyer(
        identities=tuple(found),
        name=name,
        group=form.group,
        account_id=form.account_id,
        referral_code=_referral_code(form.referral_code, warnings, is_anonymous=not found),
    )


def _referral_code(text: str | None, warnings: Faults, *, is_anonymous: bool) -> str | None:
    said = _said(text, "customer.referral_code", warnings)
    if said is None:
        return None
    from functions.domain.orders.referring import parsed_code

    return parsed_code(said, warnings, is_anonymous=is_anonymous)


def _card(text: str | None, warnings: Faults) -> str | None:
    number = warnings.checked("customer.card", lambda: normal_card(text), None) if text else None
    return _said(number, "customer.card", warnings)


def _said(text: str | None, path: str, warnings: Faults) -> str | None:
    """A text unless it says that there is none, such as `N/A` or `000`: as an identity it would join all who have
    none, and it greets no customer.
    """
    plain = text.strip() if text else ""
    if not plain or (plain.casefold() not in _PLACEHOLDERS and set(plain) - set("0-_./# ")):
        return plain or None
    warnings.add(path, "is a placeholder")
    return None
