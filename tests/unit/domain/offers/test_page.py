"""docs/offers.md says what is: its offer is one, and its quote is that offer's."""

import json
import re
from pathlib import Path

import yaml

from functions.domain.settings.offers import Offer, OfferConditions, OfferLimits
from functions.domain.views.coupon_quotes import coupon_quote
from tests.builders import NOON
from tests.memory import a_store, run
from tests.unit.domain.offers.shoppers import RICE, a_shop, basket
from tests.unit.domain.views.test_coupon_quotes import BUYER, a_desk

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "offers.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_page_s_quote_is_that_of_the_page_s_offer() -> None:
    org = a_shop(first_order_10=Offer.model_validate(yaml.safe_load(block("yaml"))))
    body = {"lines": basket(RICE), "channel": "web", "redeem_points": 50} | BUYER
    quote = run(a_store(a_desk()), lambda: coupon_quote(org, "till", "first-10", body=body, now=NOON))
    assert quote == json.loads(block("json"))


def test_the_page_names_each_field_and_each_kind() -> None:
    fields = {*Offer.model_fields, *OfferConditions.model_fields, *OfferLimits.model_fields}
    kinds = ("percent", "amount", "free_delivery", "free_item", "buy_x_get_y", "bundle")
    missing = [name for name in (*sorted(fields), *kinds) if not re.search(rf"\b{name}\b", PAGE)]
    assert missing == []
