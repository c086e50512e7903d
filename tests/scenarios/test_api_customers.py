"""The staff API over the wire: commands answered at once, lists in pages, tags, and errors as Problem Details."""

import pytest

from tests.scenarios.shop import Answer, Shop
from tests.scenarios.staff import ask

NEW = {"name": "A regular", "phone": "+12025550123"}


def enter(shop: Shop, body: object = NEW, **headers: str) -> Answer:
    return ask(shop, "POST", "customers", body, headers=headers)


@pytest.mark.item("S004-29")
def test_a_customer_is_entered_read_and_changed_by_who_has_seen_them(shop: Shop) -> None:
    entered = enter(shop)
    id = entered.json["customer_id"]
    assert (entered.status, entered.header("Location")) == (201, f"customers/{id}")
    read = ask(shop, "GET", f"customers/{id}")
    assert (read.status, read.json["name"], read.json["phone"]) == (200, "A regular", "+12025550123")
    tag = str(read.header("ETag"))
    assert ask(shop, "GET", f"customers/{id}", headers={"If-None-Match": tag}).status == 304
    changed = ask(shop, "PATCH", f"customers/{id}", {"name": "Regular"}, headers={"If-Match": tag})
    assert (changed.status, changed.json["name"], changed.json["outdated"]) == (200, "Regular", [])
    again = ask(shop, "PATCH", f"customers/{id}", {"name": "Other"}, headers={"If-Match": tag})
    assert (again.status, again.json["code"]) == (412, "precondition_failed")
    assert shop.read(f"customers/{id}")["name"] == "Regular"
    now = ask(shop, "GET", f"customers/{id}").header("ETag")
    assert changed.header("ETag") == now


def test_the_same_request_again_enters_no_second_customer(shop: Shop) -> None:
    first = enter(shop, {"name": "A regular"}, **{"Idempotency-Key": "one"})
    again = enter(shop, {"name": "A regular"}, **{"Idempotency-Key": "one"})
    assert (again.status, again.json) == (201, first.json)
    other = enter(shop, {"name": "Another"}, **{"Idempotency-Key": "one"})
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    assert len(shop.all("customers")) == 1


def test_what_is_wrong_is_named_by_field_and_changes_nothing(shop: Shop) -> None:
    answer = enter(shop, {"phone": "12", "birthday": "yesterday"})
    assert (answer.status, answer.header("Content-Type")) == (400, "application/problem+json")
    assert {each["path"] for each in answer.json["fields"]} == {"phone", "birthday"}
    assert answer.json["error"]["fields"] == answer.json["fields"]
    assert not shop.all("customers")


@pytest.mark.parametrize(
    ("body", "type", "status", "code"),
    [
        (b"{", "application/json", 400, "not_json"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (b'"x"', "application/json", 400, "invalid_request"),
        (b" " * 300_000, "application/json", 413, "too_large"),
    ],
)
def test_a_body_that_is_none_is_refused(shop: Shop, body: bytes, type: str, status: int, code: str) -> None:
    answer = ask(shop, "POST", "customers", body, headers={"Content-Type": type})
    assert (answer.status, answer.json["code"]) == (status, code)


def test_visits_come_in_pages_the_newest_first(shop: Shop) -> None:
    for number in range(3):
        shop.post_now(order_id=str(number))
    id = next(iter(shop.all("customers")))
    first = ask(shop, "GET", f"customers/{id}/visits?limit=2").json
    rest = ask(shop, "GET", f"customers/{id}/visits?limit=2&cursor={first['next']}").json
    visits = [visit["id"] for page in (first, rest) for visit in page["items"]]
    assert (len(visits), rest["next"]) == (3, None)
    ledger = ask(shop, "GET", f"customers/{id}/ledger").json["items"]
    assert [entry["amount"] for entry in ledger] == [3, 3, 3]


def test_a_role_that_may_not_is_refused_whatever_it_asks(shop: Shop) -> None:
    id = enter(shop).json["customer_id"]
    for method, path, body in (
        ("GET", f"customers/{id}", None),
        ("GET", f"customers/{id}/ledger", None),
        ("PATCH", f"customers/{id}", {"name": "Mine"}),
        ("POST", f"customers/{id}/messages", {"channel": "sms", "text": "x"}),
    ):
        answer = ask(shop, method, path, body, role="executive")
        assert (answer.status, answer.json["code"]) == (403, "forbidden"), path
    assert ask(shop, "GET", "customers/ghost").status == 404
