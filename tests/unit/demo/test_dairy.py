"""The dairy's sales, the plan of a run, and the figures: from documents, and once more from the file."""

import io
import json
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from demo.check import differences, read_figures
from demo.dairy.days import rounds
from demo.dairy.expected import expected, expected_of
from demo.dairy.figures import quotes_of, reason, revenue
from demo.dairy.plan import planned
from demo.dairy.report import show
from demo.dairy.sales import Sale, distributors, read_sales
from demo.dairy.staff import leaving_among, rep_at

HAS_LEFT = "by_uid: has no role that may give this command"


def a_row(number: int, **changes: str) -> dict[str, str]:
    return {
        "number": str(number),
        "Date": "2022-06-01",
        "Customer Location": "Tamil Nadu",
        "Sales Channel": "Retail",
        "Product Name": "Ice Cream",
        "Quantity Sold (liters/kg)": "10",
        "Price per Unit": "50.00",
        "Price per Unit (sold)": "50.00",
        "Approx. Total Revenue(INR)": "500.0",
        "Quantity in Stock (liters/kg)": "100",
        "Minimum Stock Threshold (liters/kg)": "20.5",
        "Shelf Life (days)": "21",
    } | changes


def sale(number: int) -> Sale:
    return next(each for each in read_sales("full") if each.number == number)


def test_three_rows_lead_to_the_figures_that_one_works_out_by_hand() -> None:
    """An order of the order system, a quote at 7 percent off, and an order on the phone of a rep who leaves."""
    rows = [
        a_row(1),
        a_row(19, **{"Price per Unit (sold)": "46.50", "Product Name": "Ghee"}),
        a_row(4, **{"Customer Location": "Delhi"}),
    ]
    found = expected_of(rows)
    assert {name: found[name] for name in ("orders", "revenue_minor", "offline_refused")} == {
        "orders": 2,
        "revenue_minor": 50_000 + 46_500,
        "offline_refused": 2,  # it was sent twice
    }
    assert found["revenue_minor_by_distributor"] == {"tamil_nadu_retail": 96_500}
    assert found["revenue_minor_by_product"] == {"ghee": 46_500, "ice_cream": 50_000}
    assert found["revenue_minor_by_rep"] == {"rep_tamil_nadu": 46_500}
    assert found["quantity_by_product"] == {"ghee": "10 kg", "ice_cream": "10 l"}
    assert found["offline_refused_by_reason"] == {HAS_LEFT: 2}
    assert found["territories"] == {"astray": 0, "delhi of rep_delhi_2": 1, "tamil_nadu of rep_tamil_nadu": 1}
    assert (found["stock"], found["short"]) == ({"ghee": 100, "ice_cream": 100}, [])
    assert (found["quotes.approved"], found["quotes.approved_by_manager"], found["quotes.refused"]) == (
        1,
        1,
        0,
    )


@pytest.mark.parametrize(
    ("changes", "approved", "revenue_minor"),
    [
        ({"Price per Unit (sold)": "60.00"}, 1, 60_000),
        ({"Price per Unit (sold)": "47.50"}, 1, 47_500),
        ({"Price per Unit (sold)": "39.99"}, 0, 0),
        ({"Price per Unit (sold)": "46.50", "Quantity in Stock (liters/kg)": "20"}, 0, 0),
        # 8.34 percent of 30.00 for 7 are 17.51 off 210.00, where the file has 192.50.
        (
            {
                "Price per Unit": "30.00",
                "Price per Unit (sold)": "27.50",
                "Quantity Sold (liters/kg)": "7",
            },
            1,
            21_000 - 1_749,
        ),
    ],
    ids=["above the list", "at a rep's most", "beyond a manager's most", "short", "rounded percent"],
)
def test_a_quote_is_approved_as_far_off_as_its_deciders_may_give(
    changes: dict[str, str], approved: int, revenue_minor: int
) -> None:
    found = expected_of([a_row(19, **changes)])
    assert (found["quotes.approved"], found["revenue_minor"]) == (approved, revenue_minor)


def test_the_full_length_has_every_sale_half_of_them_on_phones_and_a_tenth_as_quotes() -> None:
    sales = read_sales("full")
    assert Counter(each.way for each in sales) == {"phone": 2_163, "system": 1_730, "quote": 432}
    assert len(distributors(sales)) == 45
    assert len({each.phone for each in distributors(sales).values()}) == 45
    assert [each.on for each in sales] == sorted(each.on for each in sales)


def test_in_the_default_run_every_refusal_happens_that_may() -> None:
    assert set(expected("default")["offline_refused_by_reason"]) == {
        "ordered_at: is before the year 2000",
        "quote_id: has expired",
        "order: is already known with different content",
        HAS_LEFT,
    }


def test_a_phone_s_order_comes_within_a_day_and_a_second_one_after_the_first() -> None:
    sales = [each for each in read_sales("full") if each.way == "phone"]
    assert {each.trouble for each in sales} == {None, "twice", "clock", "typed_again"}
    for each in sales[:500]:
        assert timedelta(0) < each.stop(each.stops) - each.at <= timedelta(hours=24)
    assert all(each.stops == 0 for each in sales if each.trouble == "typed_again")


def test_a_run_goes_through_its_stops_in_order_and_takes_each_sale_once() -> None:
    sales = read_sales("default", 40)
    stops = planned(sales)
    assert [stop.at for stop in stops] == sorted(stop.at for stop in stops)
    began = Counter(
        each.number
        for stop in stops
        for step in ("order", "post", "save")
        for each in stop.steps.get(step, [])
    )
    assert began == Counter(each.number for each in sales)


def test_a_product_is_short_from_the_same_stock_on_as_its_sale_says() -> None:
    assert sale(0).kept == {"stock": 215, "restock_threshold": 20, "shelf_life_days": 25}
    for each in read_sales("full"):
        assert (each.stock < each.least_stock) == (each.stock < each.kept["restock_threshold"])


def test_who_leaves_has_orders_on_the_phone_and_is_followed_by_another() -> None:
    sales = read_sales("default")
    leaving = leaving_among(sales)
    assert leaving is not None
    assert rep_at(leaving.state, leaving, leaving.at - timedelta(seconds=1)) == leaving.uid
    assert rep_at(leaving.state, leaving, leaving.at) == leaving.successor
    assert leaving_among([]) is None


def test_two_quotes_of_a_product_are_made_one_after_the_other() -> None:
    sales = read_sales("default", 30)
    found = rounds(sales)
    assert sorted(each.number for together in found for each in together) == sorted(
        each.number for each in sales
    )
    for together in found:
        assert len({each.product for each in together}) == len(together)


def test_an_order_is_exact_and_says_its_unit() -> None:
    first = sale(0)
    body = first.body("+12025550100")
    assert (body["total"], body["lines"][0]["quantity"], body["lines"][0]["unit"]) == ("575.68", "7", "l")
    assert first.discount_percent == Decimal("4.06")
    assert sale(12).body("+12025550100")["ordered_at"].startswith("1970-01-01")


def test_revenue_leaves_out_the_tax_of_a_quote() -> None:
    lines = [{"name": "Ghee", "unit_price_minor": 100}, {"name": "GST", "unit_price_minor": 5}]
    assert revenue({"total_minor": 105, "lines": lines}) == 100


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ({"path": "quote_id", "message": "has expired"}, "quote_id: has expired"),
        (
            {"path": "", "message": "order b2b:1 as of 2022 is already known with different content"},
            "order: is already known with different content",
        ),
    ],
)
def test_a_reason_is_the_field_and_the_words_without_the_order(problem: dict[str, str], words: str) -> None:
    assert reason({"problems": [problem]}) == words


def test_quotes_are_counted_by_what_became_of_them() -> None:
    def quote(status: str, *steps: str, by: str | None = None) -> dict[str, Any]:
        return {
            "status": status,
            "approved_by": by,
            "history": [{"step": step, "by": "manager"} for step in steps],
        }

    found = quotes_of(
        [
            quote("accepted", "submitted", "approved", by="manager"),
            quote("expired", "submitted", "approved"),
            quote("draft", "submitted", "refused"),
        ]
    )
    assert found == {"approved": 2, "refused": 1, "approved_by_manager": 1, "accepted": 1, "expired": 1}


def test_the_report_shows_a_run_in_which_nothing_was_refused() -> None:
    figures: dict[str, Any] = {
        "first_on": "2022-06-01",
        "last_on": "2022-06-02",
        **dict.fromkeys(
            ("orders", "sales", "distributors", "revenue_minor", "answered_by_link", "seconds"), 1
        ),
        **dict.fromkeys(("offline_sent", "offline_refused", "roll_ups_wrong", "sales_per_second"), 0),
        "revenue_minor_by_distributor": {"delhi_retail": 12_345_00},
        "revenue_minor_by_rep": {},
        "revenue_minor_by_product": {"milk": 12_345_00},
        "quantity_by_product": {"milk": "7 l"},
        "stock": {"milk": 3},
        "offline_refused_by_reason": {},
        "quotes": dict.fromkeys(("approved", "approved_by_manager", "refused", "accepted", "expired"), 0),
        "territories": {"astray": 0, "delhi of rep_delhi": 1},
        "short": ["milk"],
        "shelf_life_days": {"milk": 4},
        "replay": {"posts": 1, "changed": 0},
        "billed": {},
    }
    console = Console(file=io.StringIO(), width=120)
    show(console, figures, Path("demo.json"))
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # it is the StringIO of above
    assert "delhi_retail 12,345" in shown
    for text in ("7 l", "3, short", "4 days", "1 states, 1 distributors each in its own, 0 astray"):
        assert text in shown


def test_the_check_of_a_dairy_names_what_differs_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    figures = {"preset": "dairy", "length": "default", "quotes": {"approved": 1}}
    path.write_text(json.dumps(figures), encoding="utf-8")
    found = differences(read_figures(path))
    wanted = expected("default")
    assert f"quotes.approved: 1, expected {wanted['quotes.approved']}" in found
    assert len(found) == len(wanted)
