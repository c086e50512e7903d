"""How much of what a reminder speaks of: a quantity says which product it is of where that is not plain."""

from typing import Any

import pytest

from tests.memory import DictBackend
from tests.unit.domain.consumption.grocers import BOUGHT, DAY, PROFILES, RICE, a_grocer, buys, told, wakes

SOAP = {"product_id": "soap", "name": "Soap", "category": "soap", "quantity": "2", "unit": "pcs"}
ORG = a_grocer(PROFILES | {"soap": {"categories": ["soap"], "avg_consumption_days": 29, "buffer_days": 7}})


@pytest.mark.item("S001-02", "S001-32")
@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([RICE], "Miniket, 22 days: 5 kg"),
        ([SOAP], "Soap, 22 days: 2 pcs Soap"),
        ([RICE | {"unit": "sack"}], "Miniket, 22 days: 5 sack Miniket"),
        ([RICE, SOAP], "Miniket and Soap, 22 days: 5 kg Miniket and 2 pcs Soap"),
        ([RICE, SOAP | {"quantity": None}], "Miniket and Soap, 22 days: None"),
    ],
    ids=["weighed", "counted", "unknown unit", "several", "one unknown"],
)
def test_a_quantity_names_its_product_unless_it_is_the_weight_of_the_only_one(
    lines: list[dict[str, Any]], words: str
) -> None:
    backend = DictBackend()
    buys(backend, *lines, org=ORG)
    wakes(backend, BOUGHT.replace(hour=9) + 22 * DAY, ORG)
    assert told(backend) == [words]
