"""What a quote comes to, exactly: amounts are rounded where they are shown, half to even, and the total is their sum.

The order of an accepted quote is made of the same amounts (commands/quotes/orders.py), so no money appears or goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from functions.domain.quotes.documents import Quote, QuoteLine, TaxLine
from functions.domain.settings.sales import SalesSettings, TaxRate

MOST_TOTAL = 10**12  # sums of many fit the store
_WHOLE = Decimal(100)


def priced(quote: Quote, sales: SalesSettings) -> Quote:
    """The quote with what its lines, discounts and taxes come to. ValueError where that is more than a quote may be."""
    lines = tuple(map(_priced_line, quote.lines))
    gross, after_lines = (
        sum(getattr(line, name) for line in lines) for name in ("gross_minor", "total_minor")
    )
    net = after_lines - _share(after_lines, quote.discount_percent)
    taxes = _taxes(lines, quote.discount_percent, sales)
    total = net + sum(tax.tax_minor for tax in taxes if not tax.is_included)
    _require_bounded(gross)
    _require_bounded(total)
    return quote.with_changes(
        lines=lines,
        gross_minor=gross,
        discount_minor=gross - net,
        net_minor=net,
        taxes=taxes,
        total_minor=total,
        highest_discount_percent=highest_discount(lines, quote.discount_percent),
    )


def highest_discount(lines: Iterable[QuoteLine], whole: float) -> float:
    """The most that any line gives off its price, in percent: 20 of the line and 10 of the whole are 28."""
    kept = min((_kept(line.discount_percent) for line in lines), default=Decimal(1)) * _kept(whole)
    return float((1 - kept) * 100)


def _priced_line(line: QuoteLine) -> QuoteLine:
    known = Decimal(line.quantity) * line.unit_price_minor if line.quantity is not None else None
    gross = _rounded(known) if known is not None else line.gross_minor
    _require_bounded(gross)
    return line.with_changes(gross_minor=gross, total_minor=gross - _share(gross, line.discount_percent))


def _require_bounded(amount: int) -> None:
    if amount > MOST_TOTAL:
        raise ValueError("come to more than a quote may")


def _taxes(lines: Iterable[QuoteLine], whole: float, sales: SalesSettings) -> tuple[TaxLine, ...]:
    """A line for each tax that anything is of."""
    nets: Mapping[str, list[Decimal]] = defaultdict(list)
    for line in lines:
        rates = [tax for tax in sales.taxes if _is_of(tax, line)]
        net = line.total_minor * _kept(whole)
        if sales.prices_include_tax:
            net = net / (1 + sum((tax.percent for tax in rates), Decimal(0)) / _WHOLE)
        for tax in rates:
            nets[tax.name].append(net)
    return tuple(
        TaxLine(
            name=tax.name,
            percent=float(tax.percent),
            net_minor=_rounded(sum(nets[tax.name], Decimal(0))),
            tax_minor=_rounded(sum(nets[tax.name], Decimal(0)) * tax.percent / _WHOLE),
            is_included=sales.prices_include_tax,
        )
        for tax in sales.taxes
        if nets.get(tax.name)
    )


def _is_of(tax: TaxRate, line: QuoteLine) -> bool:
    return tax.categories is None or line.category in tax.categories


def _kept(percent: float) -> Decimal:
    """What of an amount stays after a discount."""
    return 1 - _exact(percent) / _WHOLE


def _share(amount: int, percent: float) -> int:
    return _rounded(amount * _exact(percent) / _WHOLE)


def _exact(percent: float) -> Decimal:
    return Decimal(str(percent))


def _rounded(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_EVEN))
