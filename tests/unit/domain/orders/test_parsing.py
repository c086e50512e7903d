"""An order's two shapes: what is right becomes one Order, what is wrong is said field by field, without the value."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from functions.domain.customers.identities import Identity
from functions.domain.kernel.errors import Malformed
from functions.domain.kernel.json_bodies import read_json
from functions.domain.orders.parsing import parse_order
from tests.builders import NOON, PHONE, an_order, an_order_body, an_org

ORG = an_org()


def faults_of(**changes: Any) -> list[tuple[str, str]]:
    """Path and reason of every fault of a body with these changes; none where it is an order."""
    try:
        an_order(ORG, **changes)
    except Malformed as error:
        return [(fault.path, fault.message) for fault in error.faults]
    return []


def paths(**changes: Any) -> list[str]:
    return [path for path, _ in faults_of(**changes)]


def warned(**changes: Any) -> list[str]:
    """The paths of what an order leaves out; it is an order."""
    return [warning.path for warning in an_order(ORG, **changes).warnings]


def a_line(**changes: Any) -> dict[str, Any]:
    return {"product_id": "latte", "quantity": "1", "unit_price": "387.00"} | changes


def test_a_body_becomes_an_order_in_minor_units_and_utc() -> None:
    order = an_order(ORG, customer={"phone": "+1 202 555 0123", "email": "Regular@Example.com", "card": "7"})
    assert (order.id, order.facts.total_minor, order.facts.refunded_minor) == ("pos:1", 38_700, 0)
    assert order.facts.ordered_at == datetime(2025, 1, 25, 5, 0, tzinfo=UTC)
    assert order.facts.ordered_at.tzinfo is UTC
    assert order.buyer.identities == (
        Identity("phone", PHONE),
        Identity("email", "regular@example.com"),
        Identity("card", "7"),
    )
    (line,) = order.lines
    assert (line.product_id, line.quantity, line.unit_price_minor) == ("latte", "1", 38_700)


@pytest.mark.item("S004-03")
def test_the_phone_names_a_customer_before_email_app_and_card() -> None:
    customer = {"card": "7", "app_user_id": "u", "email": "regular@example.com", "phone": PHONE}
    kinds = [identity.kind for identity in an_order(ORG, customer=customer).buyer.identities]
    assert kinds == ["phone", "email", "app_user", "card"]


@pytest.mark.parametrize(
    "customer", [None, {}, {"phone": None}, {"phone": " ", "email": ""}, {"name": "Somebody"}]
)
def test_who_gives_no_identity_buys_anonymously(customer: dict[str, Any] | None) -> None:
    assert an_order(ORG, customer=customer).buyer.is_anonymous


@pytest.mark.parametrize(
    ("given", "minor"),
    [
        ("387.00", 38_700),
        ("387", 38_700),
        (387, 38_700),
        (Decimal("387.5"), 38_750),
        ("0", 0),
        ("10000000000", 10**12),
    ],
)
def test_an_exact_amount_is_taken_as_text_or_number(given: Any, minor: int) -> None:
    assert an_order(ORG, total=given).facts.total_minor == minor


@pytest.mark.parametrize(
    "given",
    [
        "-1",
        "-0.01",
        "10000000000.01",
        "1e3",
        Decimal("1E+3000"),
        "NaN",
        "Infinity",
        Decimal("NaN"),
        "387,00",
        "₹387",
        "",
        " ",
        "0x10",
        "387.001",
        0.1 + 0.2,  # a sum of binary fractions
        float("nan"),
        float("inf"),
        True,
        None,
        [],
        {},
        "9" * 16,
        10**20,
        "1_000",
        "३८७",  # digits, and none that a till writes
        "３８７.００",
    ],
)
def test_an_amount_that_is_not_exact_plain_or_plausible_is_refused(given: Any) -> None:
    assert paths(total=given) == ["total"]


@pytest.mark.parametrize("given", ["10000000000.01", "NaN", "387,00", "", 0.1 + 0.2, True, []])
def test_a_line_with_a_wrong_price_is_kept_without_it(given: Any) -> None:
    order = an_order(ORG, lines=[a_line(unit_price=given), a_line()])
    assert [line.unit_price_minor for line in order.lines] == [None, 38_700]
    assert [warning.path for warning in order.warnings] == ["lines.0.unit_price"]


@pytest.mark.parametrize(("given", "minor"), [("33.333333", 3_333), ("387.006", 38_701), ("-0.001", 0)])
def test_a_price_that_comes_of_a_division_is_rounded_with_a_warning(given: str, minor: int) -> None:
    order = an_order(ORG, lines=[a_line(unit_price=given)])
    assert [line.unit_price_minor for line in order.lines] == [minor]
    assert [(w.path, w.message) for w in order.warnings] == [
        ("lines.0.unit_price", "has more decimals than INR has: rounded")
    ]


def test_an_amount_that_firestore_keeps_as_binary_is_its_shortest_decimal() -> None:
    order = an_order(ORG, total=387.1, lines=[a_line(unit_price=387.1, quantity=1.5)])
    assert (order.facts.total_minor, order.lines[0].unit_price_minor, order.lines[0].quantity) == (
        38_710,
        38_710,
        "1.5",
    )
    assert order.warnings == ()


def test_an_article_that_is_returned_has_a_quantity_below_zero() -> None:
    order = an_order(ORG, lines=[a_line(), a_line(quantity="-1")])
    assert ([line.quantity for line in order.lines], order.warnings) == (["1", "-1"], ())


@pytest.mark.parametrize("given", ["N/A", "none", "-", "000", "0", " null ", "Unknown"])
def test_a_placeholder_is_no_identity_that_all_who_have_none_would_share(given: str) -> None:
    order = an_order(ORG, customer={"card": given, "app_user_id": given, "name": given})
    assert order.buyer.is_anonymous
    assert order.buyer.name is None
    assert sorted(warning.path for warning in order.warnings) == [
        "customer.app_user_id",
        "customer.card",
        "customer.name",
    ]


def test_an_instant_that_has_no_year_in_utc_is_one_too_far_ahead() -> None:
    order = parse_order(ORG, an_order_body(updated_at="9999-12-31T23:59:59-05:00"), NOON)
    assert (order.facts.updated_at, [w.path for w in order.warnings]) == (NOON, ["updated_at"])


def test_lines_beyond_those_that_are_kept_are_not_looked_at() -> None:
    order = an_order(ORG, lines=[0] * 100_000)
    assert (order.lines, len(order.warnings)) == ((), 50)


def test_what_a_till_leaves_blank_or_spells_otherwise_is_understood() -> None:
    order = an_order(ORG, status="Canceled", refunded_total="", updated_at=" 2025-01-25T10:30:05+05:30 ")
    assert (order.facts.status, order.facts.refunded_minor, order.warnings) == ("cancelled", 0, ())


def test_a_discount_is_a_line_with_a_price_below_zero() -> None:
    order = an_order(ORG, lines=[a_line(), a_line(product_id="voucher", unit_price="-50")])
    assert [line.unit_price_minor for line in order.lines] == [38_700, -5_000]
    assert order.warnings == ()


@pytest.mark.parametrize("given", ["0", "-0", "1000001", "-1000001", "", "one", True])
def test_a_line_with_a_quantity_that_is_nothing_or_absurd_is_kept_without_it(given: Any) -> None:
    order = an_order(ORG, lines=[a_line(), a_line(quantity=given)])
    assert [line.quantity for line in order.lines] == ["1", None]
    assert [warning.path for warning in order.warnings] == ["lines.1.quantity"]


@pytest.mark.parametrize(
    ("lines", "kept", "path"),
    [
        ([a_line(product_id=None)], 1, "lines.0.product_id"),
        ([a_line(product_id=7)], 1, None),
        ([a_line(product_id=["a"])], 1, "lines.0.product_id"),
        ([{"product_id": "latte", "quantity": "1"}], 1, "lines.0.unit_price"),
        ([None, a_line()], 1, "lines.0"),
        (["latte", a_line()], 1, "lines.0"),
        ([{}, a_line()], 1, None),
        ({"0": a_line()}, 0, "lines"),
        ("latte", 0, "lines"),
        (None, 0, None),
    ],
)
def test_an_odd_line_costs_no_sale(lines: Any, kept: int, path: str | None) -> None:
    order = an_order(ORG, lines=lines)
    assert len(order.lines) == kept
    assert [warning.path for warning in order.warnings] == ([path] if path else [])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0.25", "0.25"),
        ("1", "1"),
        ("1.0", "1"),
        ("01", "1"),
        (3, "3"),
        (Decimal("1.500"), "1.5"),
        ("100", "100"),
        ("1000000", "1000000"),
        ("0.000000000000001", "0.000000000000001"),
    ],
)
def test_a_quantity_may_be_a_fraction_and_is_written_in_one_way(given: Any, kept: str) -> None:
    assert an_order(ORG, lines=[a_line(quantity=given)]).lines[0].quantity == kept


@pytest.mark.parametrize(
    ("given", "is_right"),
    [
        ("2025-01-25T10:30:00+05:30", True),
        ("2025-01-25T10:30:00Z", True),
        ("2025-01-25T10:30:00.123456Z", True),
        ("2000-01-01T00:00:00Z", True),
        ("1999-12-31T23:59:59Z", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("2025-01-25T10:30:00", False),
        ("2025-01-25", False),
        ("25/01/2025", False),
        ("2025-02-30T10:30:00Z", False),
        ("", False),
        (None, False),
        (1737780000, False),
        ("1737780000", False),  # seconds since 1970
        ("1737780000000", False),
        ("2025-01-25 10:30:00+00:00", True),
        ("2025-01-25T10:30Z", True),
        ("2025-01-25T10Z", False),
        (" 2025-01-25T10:30:00Z", True),
    ],
)
def test_an_instant_has_a_zone_and_is_plausible(given: Any, is_right: bool) -> None:
    assert paths(ordered_at=given) == ([] if is_right else ["ordered_at"])
    assert paths(updated_at=given) == ([] if is_right else ["updated_at"])


@pytest.mark.parametrize(
    ("given", "believed"),
    [
        ("2025-01-25T12:10:00Z", NOON + timedelta(minutes=10)),
        ("2025-01-25T12:10:01Z", NOON),
        ("2025-12-25T12:00:00Z", NOON),
        ("9999-12-31T23:59:59Z", NOON),
    ],
)
def test_a_clock_is_believed_ten_minutes_ahead_of_ours_and_no_further(given: str, believed: datetime) -> None:
    order = parse_order(ORG, an_order_body(ordered_at=given, updated_at=given), NOON)
    assert (order.facts.ordered_at, order.facts.updated_at) == (believed, believed)
    warnings = ["ordered_at", "updated_at"] if believed == NOON else []
    assert [warning.path for warning in order.warnings] == warnings


@pytest.mark.item("S000-21")
@pytest.mark.parametrize(
    ("field", "right", "wrong"),
    [
        ("source", ["ecommerce", "pos", "b2b", "POS", "E-Commerce"], ["", "shop", 1, []]),
        ("status", ["pending", "paid", "DELIVERED", "cancelled", "Refunded"], ["", "done", 7]),
        (
            "order_id",
            ["1", "ORD-2024-001234", "a b", "é", ".", "1:earn", "INV/24-25/0042", "x" * 200, 1042],
            ["", " ", "a\x00", "a\nb", "a\x7f", "x" * 201, 1.5, True, ["1"]],
        ),
        ("currency", ["INR", "inr", " Inr "], ["USD", "", 7]),
    ],
)
def test_what_a_sale_hangs_on_is_right_or_refused(field: str, right: list[Any], wrong: list[Any]) -> None:
    for value in right:
        assert paths(**{field: value}) == [], value
    for value in wrong:
        assert {path.split(".")[0] for path in paths(**{field: value})} == {field}, value


@pytest.mark.item("S000-21")
@pytest.mark.parametrize(
    ("field", "right", "wrong"),
    [
        ("channel", ["retail_app", "POS", "Mobile App", "web", "", None], ["fax", 3]),
        ("visit_type", ["dine_in", "DINE_IN", "Dine-in", "takeaway", "", None], ["drive_in", []]),
        ("outlet_id", ["first", 7, "", None], ["x" * 201, {}]),
        ("customer", [None, {}], ["Asha", [], 1]),
    ],
)
def test_a_wrong_field_that_no_sale_hangs_on_is_left_out_and_named(
    field: str, right: list[Any], wrong: list[Any]
) -> None:
    for value in right:
        assert warned(**{field: value}) == [], value
    for value in wrong:
        assert warned(**{field: value}) == [field], value


@pytest.mark.parametrize(
    ("customer", "path"),
    [
        ({"phone": "N/A"}, "customer.phone"),
        ({"phone": {"number": PHONE}}, "customer.phone"),
        ({"email": "at home"}, "customer.email"),
        ({"email": 7}, "customer.email"),
        ({"card": []}, "customer.card"),
        ({"card": "7", "name": 42}, "customer.name"),
        ({"card": "7", "group": "vip"}, "customer.group"),
        ({"card": "7", "consents": True}, "customer.consents"),
        ({"card": "7", "consents": {"whatsapp": "yes"}}, "customer.consents.whatsapp"),
        ({"consents": {"whatsapp": True}}, "customer.consents"),
    ],
)
def test_what_is_wrong_with_the_buyer_costs_no_sale(customer: Any, path: str) -> None:
    assert warned(customer=customer) == [path]


def test_an_order_number_with_a_slash_has_a_document_of_its_own() -> None:
    ids = [an_order(ORG, order_id=id).id for id in ("INV/24", "INV%2F24", "INV%24", "1")]
    assert ids == ["pos:INV%2F24", "pos:INV%252F24", "pos:INV%2524", "pos:1"]


@pytest.mark.item("S002-86")
@pytest.mark.parametrize(
    "field", ["order_id", "source", "status", "ordered_at", "updated_at", "currency", "total"]
)
def test_a_missing_field_is_named(field: str) -> None:
    body = an_order_body()
    del body[field]
    with pytest.raises(Malformed) as caught:
        parse_order(ORG, body, NOON)
    assert [(fault.path, fault.message) for fault in caught.value.faults] == [(field, "Field required")]


@pytest.mark.parametrize("body", [None, [], "order", 1, True, {}])
def test_what_is_no_object_is_no_order(body: Any) -> None:
    with pytest.raises(Malformed):
        parse_order(ORG, body, NOON)


@pytest.mark.parametrize(
    ("status", "refunded", "minor", "fault"),
    [
        ("refunded", None, 38_700, None),
        ("refunded", "387.00", 38_700, None),
        ("refunded", "100", 10_000, None),
        ("refunded", "0", 0, None),
        ("refunded", "387.01", None, ("refunded_total", "is more than the total")),
        ("refunded", "0.001", None, ("refunded_total", "has more decimals than INR has")),
        ("paid", None, 0, None),
        ("paid", "0", 0, None),
        ("paid", "1", None, ("refunded_total", "goes with the status refunded")),
        ("cancelled", "387", None, ("refunded_total", "goes with the status refunded")),
    ],
)
def test_a_refund_is_all_of_the_order_or_the_part_that_is_named(
    status: str, refunded: str | None, minor: int | None, fault: tuple[str, str] | None
) -> None:
    if fault is None:
        assert an_order(ORG, status=status, refunded_total=refunded).facts.refunded_minor == minor
    else:
        assert faults_of(status=status, refunded_total=refunded) == [fault]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert faults_of(currency="USD", total="387.001", status="refunded", refunded_total="388") == [
        ("currency", "must be INR, the organisation's"),
        ("total", "has more decimals than INR has"),
        ("refunded_total", "is more than the total"),
    ]
    order = an_order(
        ORG, customer={"phone": "123", "email": "at home"}, lines=[a_line(unit_price="0.001")], channel="fax"
    )
    assert [(warning.path, warning.message) for warning in order.warnings] == [
        ("channel", "Input should be 'retail_app', 'pos', 'marketplace', 'mobile_app' or 'web'"),
        ("lines.0.unit_price", "has more decimals than INR has: rounded"),
        ("customer.phone", "is not a valid phone number"),
        ("customer.email", "is not an email address"),
    ]


def test_neither_a_fault_nor_a_warning_repeats_what_was_sent() -> None:
    private = "+12025550999999"
    order = an_order(ORG, customer={"phone": private, "email": private, "name": ["Asha"]}, channel=private)
    told = [*faults_of(total=private, status=private), *((w.path, w.message) for w in order.warnings)]
    assert len(told) == 6
    assert not [message for _, message in told if private in message or "Asha" in message]


def test_a_thousand_lines_are_kept_and_those_after_them_are_not() -> None:
    assert warned(lines=[a_line()] * 1000) == []
    for many in (1001, 10_000):
        order = an_order(ORG, lines=[a_line()] * many)
        assert len(order.lines) == 1000
        assert [warning.path for warning in order.warnings] == ["lines"]


def test_an_order_with_a_thousand_odd_lines_keeps_fifty_warnings() -> None:
    warnings = an_order(ORG, lines=[a_line(quantity="0")] * 1000).warnings
    assert len(warnings) == 50
    assert (warnings[-1].path, warnings[-1].message) == ("", "and 951 more")


def test_a_field_that_nobody_knows_is_left_out() -> None:
    assert an_order(ORG, waiter="the cashier", customer={"phone": PHONE, "shoe_size": 44}) == an_order(ORG)


def test_a_national_number_is_of_the_organisation_s_country() -> None:
    american = an_org(country="US")
    assert an_order(american, customer={"phone": "(202) 555-0123"}).buyer.value("phone") == PHONE
    bangladeshi = an_org(country="BD")
    order = an_order(bangladeshi, customer={"phone": "(202) 555-0123"})
    assert order.buyer.is_anonymous
    assert [warning.path for warning in order.warnings] == ["customer.phone"]


def test_text_that_is_not_unicode_is_refused() -> None:
    body = read_json(b'{"order_id": "\\ud800"}')
    with pytest.raises(Malformed):
        parse_order(ORG, an_order_body() | body, NOON)


def test_half_a_sign_costs_no_sale() -> None:
    (half,) = read_json(b'["\\ud800"]')
    order = an_order(ORG, customer={"card": half, "name": f"Asha{half}"}, lines=[a_line(name=half)])
    assert order.buyer.name == "Asha"
    assert {warning.path for warning in order.warnings} == {"customer.card", "lines.0.name"}
