"""What templates are given of a customer's membership."""

from collections.abc import Mapping

from functions.domain.customers.customer import Customer
from functions.domain.loyalty.benefits import benefits_of
from functions.domain.orgs.org import Org
from functions.domain.templates.languages import nearest_language


def variables_of(org: Org, customer: Customer) -> Mapping[str, str | int | None]:
    """`discount`: the percentage off each bill; `benefits`: what the tier gives, in the customer's language; `card`:
    the number of the card that they were given; `referral_code`.
    """
    gives = benefits_of(org, customer)
    texts, locale = gives.texts, customer.locale or org.settings.locale
    words = texts[nearest_language(texts, locale, org.settings.locale)] if texts else None
    return {
        "discount": gives.discount_percent,
        "benefits": words,
        "card": customer.card_number,
        "referral_code": customer.referral_code,
    }
