"""A quote as its customer reads it, on paper or on a page: everything in words and figures of their language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.kernel.decisions import NOTHING, Decision, Reading, get
from functions.domain.kernel.money import money_text
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote
from functions.domain.quotes.texts import RIGHT_TO_LEFT, TEXTS, QuoteTexts
from functions.domain.templates.languages import nearest_language
from functions.domain.templates.words import day_text, in_digits

_SHOWN_AS_OFFER = ("sent", "accepted", "declined", "expired")


@dataclass(frozen=True)
class Row:
    name: str
    quantity: str
    price: str
    discount: str
    amount: str


@dataclass(frozen=True)
class Paper:
    """`sums`: what stands below the rows, each with its amount; the last one is the total. `to`: lines of whom it is
    for. `facts`: number, version, days. `is_offer`: it was sent.
    """

    language: str
    direction: str
    texts: QuoteTexts
    business: str
    to: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    sums: tuple[tuple[str, str], ...]
    note: str | None
    is_offer: bool


def paper_by_id(org: Org, quote_id: str) -> Decision[Paper | None]:
    """A quote on paper; None where it is gone. Bills 2 reads, 1 more where it is a legal entity's. Raises
    FeatureOff.
    """
    require(org, "crm")
    quote = yield from get(Quote, quote_id)
    if quote is None:
        return NOTHING, None
    customer = (yield from standing_customer(quote.customer_id)) if quote.customer_id else None
    return NOTHING, (yield from read_paper(org, quote, customer))


def read_paper(org: Org, quote: Quote, customer: Customer | None) -> Reading[Paper]:
    """A quote with its customer on paper. Bills 1 read where it is a legal entity's."""
    entity = (yield from get(LegalEntity, quote.legal_entity_id)) if quote.legal_entity_id else None
    return paper_of(org, quote, customer, entity=entity)


def paper_of(org: Org, quote: Quote, customer: Customer | None, *, entity: LegalEntity | None) -> Paper:
    """The quote in the customer's language, the organisation's, or English."""
    locale = (customer.locale if customer is not None else None) or org.settings.locale
    language = nearest_language(dict.fromkeys(TEXTS, ""), locale, org.settings.locale)
    if locale.replace("_", "-").partition("-")[0].lower() != language:
        locale = language  # figures and words are of one language
    texts = TEXTS[language]
    written = _Writing(org, quote, locale)
    return Paper(
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        texts=texts,
        business=org.name,
        to=_addressee(customer, entity, texts),
        facts=_facts(quote, texts, written),
        rows=tuple(
            Row(
                name=line.name or line.product_id,
                quantity=" ".join(filter(None, (written.quantity(line.quantity), line.unit))),
                price=written.money(line.unit_price_minor),
                discount=written.percent(line.discount_percent) if line.discount_percent else "",
                amount=written.money(line.total_minor),
            )
            for line in quote.lines
        ),
        sums=_sums(quote, texts, written),
        note=quote.note,
        is_offer=quote.status in _SHOWN_AS_OFFER,
    )


class _Writing:
    """Figures of a quote in a language."""

    def __init__(self, org: Org, quote: Quote, locale: str) -> None:
        self._org, self._locale = org, locale
        self._currency = quote.currency or org.settings.currency

    def money(self, minor: int) -> str:
        return self._in_digits(money_text(minor, self._currency, self._locale))

    def quantity(self, quantity: str | None) -> str:
        return self.number(Decimal(quantity)) if quantity is not None else ""

    def number(self, number: Decimal) -> str:
        from babel.numbers import format_decimal

        return self._in_digits(
            format_decimal(number, locale=self._locale.replace("-", "_"), decimal_quantization=False)
        )

    def percent(self, percent: float) -> str:
        from babel.numbers import format_percent

        share = Decimal(str(percent)) / 100
        return self._in_digits(
            format_percent(share, locale=self._locale.replace("-", "_"), decimal_quantization=False)
        )

    def day(self, at: datetime) -> str:
        local = at.astimezone(ZoneInfo(self._org.settings.timezone))
        return self._in_digits(day_text(local.date(), self._locale))

    def whole(self, number: int) -> str:
        return self._in_digits(str(number))

    def _in_digits(self, text: str) -> str:
        return in_digits(text, self._org.settings.digits, self._locale)


def _addressee(customer: Customer | None, entity: LegalEntity | None, texts: QuoteTexts) -> tuple[str, ...]:
    if entity is None:
        return (customer.name,) if customer is not None and customer.name else ()
    tax_id = f"{texts.tax_id}: {entity.tax_id}" if entity.tax_id else None
    return tuple(filter(None, (entity.legal_name, entity.billing_address, tax_id)))


def _facts(quote: Quote, texts: QuoteTexts, written: _Writing) -> tuple[tuple[str, str], ...]:
    made_at = quote.sent_at or quote.updated_at or quote.created_at
    last = quote.valid_until - timedelta(microseconds=1) if quote.valid_until is not None else None
    facts = [
        (texts.number, quote.root_id or quote.id),
        (texts.version, written.whole(quote.version)),
        *([(texts.date, written.day(made_at))] if made_at is not None else ()),
        *([(texts.valid_until, written.day(last))] if last is not None else ()),
    ]
    return tuple(facts)


def _sums(quote: Quote, texts: QuoteTexts, written: _Writing) -> tuple[tuple[str, str], ...]:
    after_lines = sum(line.total_minor for line in quote.lines)
    sums = [(texts.subtotal, written.money(after_lines))]
    if quote.discount_percent:
        whole = f"{texts.discount} {written.percent(quote.discount_percent)}"
        sums.append((whole, written.money(quote.net_minor - after_lines)))
    for tax in quote.taxes:
        name = f"{tax.name} {written.percent(tax.percent)}"
        sums.append((f"{name} ({texts.included})" if tax.is_included else name, written.money(tax.tax_minor)))
    return (*sums, (texts.total, written.money(quote.total_minor)))
