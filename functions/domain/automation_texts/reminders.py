"""What the templates of a reminder are given, in the language of the customer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.domain.consumption.reminding import reminded_products
from functions.domain.customers.consumption import Consumed
from functions.domain.customers.customer import Customer
from functions.domain.kernel.units import amount_of
from functions.domain.orgs.org import Org, zone_of
from functions.domain.templates.words import in_digits

_UNITS = {"mass": ("mass-gram", "mass-kilogram"), "volume": ("volume-milliliter", "volume-liter")}
_MOST_NAMED = 5  # a text message has room for no more


def variables_of(org: Org, customer: Customer, now: datetime) -> Mapping[str, str | int | None]:
    """What the customer is reminded of, as texts name it. Empty without a reminder."""
    return named_products(org, customer, reminded_products(customer.consumption), now=now)


def named_products(
    org: Org, customer: Customer, products: Sequence[Consumed], *, now: datetime
) -> Mapping[str, str | int | None]:
    """`product`, and the whole `days` since it was bought, of the first; `products` and `quantity`: the names and
    quantities of all, joined, where all quantities are known; `product_count`. Empty without any.
    """
    if not products:
        return {}
    zone = ZoneInfo(zone_of(org, customer.timezone))
    first = products[0]
    days = (now.astimezone(zone).date() - first.bought_at.astimezone(zone).date()).days
    locale = _known(customer.locale) or _known(org.settings.locale) or "en"
    named = products[:_MOST_NAMED]
    texts = (_quantity(each, locale) for each in named)
    quantities = [in_digits(text, org.settings.digits, locale) for text in texts if text is not None]
    return {
        "product": _name(first),
        "products": _joined(list(dict.fromkeys(map(_name, named))), locale),
        "product_count": len(products),
        "quantity": _amounts(named, quantities, locale) if len(quantities) == len(named) else None,
        "days": max(0, days),
    }


def _name(consumed: Consumed) -> str:
    return consumed.name or consumed.category or consumed.product_id or consumed.key


def _quantity(consumed: Consumed, locale: str) -> str | None:
    """`5 kg` as the language writes it; as it was bought where the unit is not known."""
    amount = amount_of(consumed.quantity, consumed.unit)
    if amount is None or amount.dimension == "count":
        return f"{consumed.quantity} {consumed.unit or ''}".strip() if consumed.quantity else None
    from babel.units import format_unit

    small, large = _UNITS[amount.dimension]
    is_large = amount.value >= 1000
    value = amount.value / 1000 if is_large else amount.value
    return format_unit(value, large if is_large else small, "short", locale=locale)


def _amounts(products: Sequence[Consumed], quantities: Sequence[str], locale: str) -> str:
    """`5 kg`; of several, and of what is counted, each with its name: `5 kg rice and 2 pcs soap`."""
    amounts = [amount_of(each.quantity, each.unit) for each in products]
    is_plain = len(products) == 1 and amounts[0] is not None and amounts[0].dimension != "count"
    pairs = zip(quantities, products, strict=True)
    return quantities[0] if is_plain else _joined([f"{text} {_name(each)}" for text, each in pairs], locale)


def _joined(texts: Sequence[str], locale: str) -> str:
    """`rice, oil and spice`, as the language has it."""
    from babel.lists import format_list

    return format_list(texts, locale=locale)


def _known(tag: str | None) -> str | None:
    """A language as Babel names it; None where CLDR has none of it."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(tag, sep="-")) if tag else None
    except (UnknownLocaleError, ValueError):
        return None
