"""Lists, search, the timeline and the dashboard of the staff API over the wire, and what they bill."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from functions import recompute
from functions.domain.customers.search import search_keys
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask, billing

NAMES = ("মোহাম্মদ রহমান", "Fatema Begum", "सुनीता शर्मा", "José Álvarez")


def fill(shop: Shop, count: int) -> None:
    """Customers as the server keeps them, written past it: every tenth has a tag, each spent a rupee more."""
    now, batch = shop.now(), shop.client.batch()
    for number in range(count):
        name, phone = f"Guest {number:05}", f"+1202555{number:04}"
        visited = now - timedelta(hours=number)
        stats = {"orders": 1 + number % 2, "visits": 1, "spend_minor": number * 100, "last_visit_at": visited}
        fields = {
            "name": name,
            "phone": phone,
            "search": list(search_keys(name, phone)),
            "tags": ["tenth"] if number % 10 == 0 else [],
            "stats": stats,
            "due": {},
            "loyalty": {"points": 0, "lifetime_points": 0},
            "created_at": visited,
            "updated_at": visited,
        }
        batch.set(shop.client.document(f"orgs/{shop.id}/customers/g{number:05}"), fields)
        if number % 400 == 399:
            batch.commit()
            batch = shop.client.batch()
    batch.commit()


def customers(shop: Shop, role: str = "manager", **query: str) -> Any:
    return ask(shop, "GET", f"customers?{urlencode(query)}", role=role)


@pytest.mark.item("S004-12", "S004-30")
def test_customers_are_found_by_name_in_any_script_and_by_phone(shop: Shop) -> None:
    for number, name in enumerate(NAMES):
        entered = ask(shop, "POST", "customers", {"name": name, "phone": f"+1202555010{number}"})
        assert entered.status == 201, entered.text
    for text, found in (
        ("rahman", [NAMES[0]]),
        ("muhammad", [NAMES[0]]),
        ("ফাতেমা", [NAMES[1]]),
        ("sunita sh", [NAMES[2]]),
        ("alvarez jose", [NAMES[3]]),
        ("0102", [NAMES[2]]),
        ("+1 202 555 0101", [NAMES[1]]),
        ("nobody", []),
    ):
        assert [row["name"] for row in customers(shop, search=text).json["items"]] == found, text


@pytest.mark.item("S004-11", "S004-26")
def test_each_filter_and_order_is_served_and_costs_its_rows(shop: Shop) -> None:
    fill(shop, 30)
    lists: list[dict[str, str]] = [
        *({"order": order} for order in ("updated", "created", "name", "spend", "visits", "last_visit")),
        {"search": "guest", "tag": "tenth"},
        {"min_spend": "15"},
        {"min_visits": "1"},
        {"last_visit_before": shop.now().isoformat()},
    ]
    for query in lists:
        for beside in ({}, {"tag": "tenth"}) if "tag" not in query else ({},):
            answer = customers(shop, **query, **beside, limit="3")
            assert answer.status == 200, (query, answer.text)
    for query in lists:
        assert customers(shop, role="sales_rep", **query).json == {"items": [], "next": None}
    richest = customers(shop, min_spend="15", min_visits="1", limit="2").json
    assert [row["stats"]["spend_minor"] for row in richest["items"]] == [2900, 2800]
    rest = customers(shop, min_spend="15", min_visits="1", limit="100", cursor=richest["next"]).json
    assert (len(rest["items"]), rest["next"]) == (13, None)


def test_what_cannot_be_combined_is_named_and_bills_no_row(shop: Shop) -> None:
    answer = customers(shop, search="x", order="spend")
    assert (answer.status, answer.json["fields"]) == (
        400,
        [{"path": "order", "message": "must be name beside search"}],
    )
    assert customers(shop, role="finance").status == 403


@pytest.mark.parametrize("count", [50, 1000])
def test_a_page_bills_the_same_of_few_customers_and_of_many(shop: Shop, count: int) -> None:
    fill(shop, count)
    assert customers(shop, limit="20").status == 200
    for query in ({}, {"search": "guest"}, {"min_spend": "1"}, {"order": "name"}):
        with billing(shop, reads=1 + 20):
            assert len(customers(shop, **query, limit="20").json["items"]) == 20
    with billing(shop, reads=1 + 1):
        assert len(customers(shop, search="550007").json["items"]) == 1


@pytest.mark.item("S004-34")
@pytest.mark.parametrize(("count", "counting"), [(50, 7), (1000, 8)])
def test_the_dashboard_is_counted_once_in_five_minutes(shop: Shop, count: int, counting: int) -> None:
    fill(shop, count)
    shop.write("customers/gone", {"joined_into": "g00001", "joined_at": shop.now(), "created_at": shop.now()})
    ask(shop, "GET", "customers?limit=1")
    with billing(shop, reads=2 + counting + 1, writes=1):
        first = ask(shop, "GET", "dashboard", role="executive")
    new = min(count, 7 * 24)
    assert first.json | {"counted_at": None} == {
        "customers": count,
        "new_customers": new,
        "buyers": count,
        "repeat_buyers": count // 2,
        "visits": count,
        "repeat_rate": 0.5,
        "average_visits": 1.0,
        "counted_at": None,
    }
    with billing(shop, reads=2):
        assert ask(shop, "GET", "dashboard", role="executive").json == first.json
    assert ask(shop, "GET", "dashboard", role="agent").status == 403


@pytest.mark.item("S001-07", "S001-86", "S002-15", "S004-33")
def test_a_customer_is_seen_whole(shop: Shop) -> None:
    for number in range(2):
        shop.post_now(order_id=str(number))
    shop.firebase.idle()
    id = next(iter(shop.all("customers")))
    for what, body in (
        ("notes", {"note": "likes oat milk"}),
        ("feedback", {"rating": 5}),
        ("interactions", {"interaction_type": "call", "interaction_source": "customer_service"}),
    ):
        given = ask(shop, "POST", f"customers/{id}/{what}", body)
        assert given.status == 201, given.text
    profile = ask(shop, "GET", f"customers/{id}").json
    assert profile["figures"]["lifetime_value_minor"] == 38_700 * 2 * 36
    assert profile["stats"]["last_order_at"] is not None
    visits = ask(shop, "GET", f"customers/{id}/visits").json["items"]
    assert [visit["total_minor"] for visit in visits] == [38_700, 38_700]
    whole = ask(shop, "GET", f"customers/{id}/timeline?limit=100").json
    entries: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = ask(
            shop, "GET", f"customers/{id}/timeline?limit=2{cursor and f'&cursor={quote(cursor)}'}"
        ).json
        entries, cursor = [*entries, *page["items"]], page["next"]
    assert entries == whole["items"]
    kinds = [entry["kind"] for entry in entries]
    assert {kind: kinds.count(kind) for kind in kinds} | {"interactions": 0} == {
        "notes": 1,
        "feedback": 1,
        "orders": 2,
        "ledger": 2,
        "interactions": 0,
    }
    assert [entry["at"] for entry in entries] == sorted((entry["at"] for entry in entries), reverse=True)


def test_recompute_makes_customers_findable_who_were_kept_before_search(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(shop, "POST", "customers", {"name": "Rahim", "phone": "+12025550123"})
    id, fields = shop.customer()
    shop.client.document(f"orgs/{shop.id}/customers/{id}").set(
        {name: value for name, value in fields.items() if name != "search"}
    )
    assert customers(shop, search="rahim").json["items"] == []
    assert recompute.main([shop.id]) == 0
    assert json.dumps(capsys.readouterr().out).count("put right: 1") == 1
    assert [row["id"] for row in customers(shop, search="rahim").json["items"]] == [id]
    assert recompute.main([shop.id]) == 0
    assert "put right: 0" in capsys.readouterr().out
