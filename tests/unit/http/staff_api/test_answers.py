"""What every operation answers alike: to tokens, too many requests, bodies, tags, cursors and ids of nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from functions.http.staff_api.rate_limits import AT_ONCE, RateLimits
from tests.memory import DictBackend
from tests.staff_api import StaffApi, a_token, staff_api
from tests.staff_api_cafe import begin_anew
from tests.unit.http.staff_api.test_who_may_ask import TABLE, Row, named

TAKING_BODIES = [row for row in TABLE if row.method in ("POST", "PUT", "PATCH")]
# A campaign, an outlet or a document of configuration that is not there is made by the request.
ABOUT_ONE = [
    row
    for row in TAKING_BODIES
    if "{id}" in row.path and row.on in ("somebody", "said", "agent", "wake:carts:basket", "task of {uid}")
]


@pytest.fixture
def fresh_api() -> Iterator[StaffApi]:
    """An instance that has fetched no certificate yet."""
    with staff_api(DictBackend()) as api:
        begin_anew(api)
        yield api


@pytest.mark.parametrize("status", [None, 500, 404])
def test_while_googles_certificates_are_out_of_reach_the_caller_is_told_to_come_again(
    fresh_api: StaffApi, status: int | None
) -> None:
    fresh_api.google.status = status
    before = dict(fresh_api.backend.documents)
    answer = fresh_api.ask("PATCH", "customers/somebody", {"name": "Regular"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.mimetype == "application/problem+json"
    assert fresh_api.backend.documents == before
    fresh_api.google.status = 200
    assert fresh_api.ask("GET", "customers/somebody").status_code == 200


def test_certificates_are_fetched_once_and_not_with_each_request(fresh_api: StaffApi) -> None:
    for _ in range(3):
        assert fresh_api.ask("GET", "organisation").status_code == 200
    assert len(fresh_api.google.asked) == 1


def tokens_that_prove_nothing() -> dict[str, str]:
    now = int(datetime.now(UTC).timestamp())
    proper = a_token("owner")
    header, claims, signature = proper.split(".")
    return {
        "another key": a_token("owner", key=rsa.generate_private_key(65537, 2048)),
        "an unknown key": a_token("owner", kid="unknown"),
        "another project": a_token("owner", aud="another"),
        "another issuer": a_token("owner", iss="https://example.com"),
        "expired": a_token("owner", iat=now - 7200, exp=now - 3600),
        "of tomorrow": a_token("owner", iat=now + 86400, exp=now + 90000),
        "without a uid": a_token(""),
        "claims of another": ".".join([header, a_token("agent").split(".")[1], signature]),
        "no signature": f"{header}.{claims}.",
        "no token": "x",
        "nothing": "",
    }


def test_a_token_that_proves_nothing_is_401_and_no_more_is_said(asked: StaffApi) -> None:
    answers = {
        why: asked.ask("GET", "customers/somebody", bearer=bearer)
        for why, bearer in tokens_that_prove_nothing().items()
    }
    assert {why: answer.status_code for why, answer in answers.items()} == dict.fromkeys(answers, 401)
    assert len({answer.text for answer in answers.values()}) == 1


@pytest.mark.parametrize("uid", ["stranger", "suspended"])
def test_who_is_no_member_uses_up_nothing_of_what_staff_may_ask(asked: StaffApi, uid: str) -> None:
    asked.limits(RateLimits(lambda: 0.0))
    try:
        answers = [asked.ask("GET", "customers", uid=uid).status_code for _ in range(AT_ONCE + 20)]
        assert (answers[0], answers.count(403), answers[-1]) == (403, AT_ONCE + 1, 429)
        assert asked.ask("GET", "customers").status_code == 200
    finally:
        asked.limits(RateLimits(iter(range(0, 10**9, 60)).__next__))


def test_a_member_who_was_refused_once_asks_as_staff_again(asked: StaffApi) -> None:
    asked.limits(RateLimits(lambda: 0.0))
    try:
        assert asked.ask("GET", "audit", uid="agent").status_code == 403
        assert asked.ask("GET", "customers", uid="agent").status_code == 200
        for _ in range(AT_ONCE + 5):
            asked.ask("GET", "customers", uid="stranger")
        assert asked.ask("GET", "customers", uid="agent").status_code == 200
    finally:
        asked.limits(RateLimits(iter(range(0, 10**9, 60)).__next__))


def test_who_asks_too_much_is_told_when_to_ask_again_and_others_are_answered(asked: StaffApi) -> None:
    asked.limits(RateLimits(lambda: 0.0))
    try:
        answers = [asked.ask("GET", "organisation").status_code for _ in range(AT_ONCE)]
        before = dict(asked.backend.documents)
        refused = asked.ask("POST", "customers", {"name": "One more"})
        assert answers == [200] * AT_ONCE
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
        assert refused.json is not None
        assert refused.json["code"] == "rate_limited"
        assert asked.backend.documents == before
        assert asked.ask("GET", "/teh/organisation", uid="elsewhere").status_code == 200
    finally:
        asked.limits(RateLimits(iter(range(0, 10**9, 60)).__next__))


@pytest.mark.parametrize("row", TAKING_BODIES, ids=named)
def test_a_body_that_is_not_json_is_400_and_one_of_another_kind_415(asked: StaffApi, row: Row) -> None:
    before = dict(asked.backend.documents)
    for body, kind, status, code in (
        (b'{"name": ', "application/json", 400, "not_json"),
        (b"\xff\xfe", "application/json", 400, "not_json"),
        (b"null", "application/json", 400, None),
        (b"[]", "application/json", 400, None),
        (b'"name"', "application/json", 400, None),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (b"name=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    ):
        answer = asked.ask(row.method, row.place("owner"), body, uid="owner", headers={"Content-Type": kind})
        found: Any = answer.json
        assert answer.status_code == status, (body, answer.text)
        assert answer.mimetype == "application/problem+json"
        assert code in (None, found["code"]), (body, answer.text)
        assert asked.backend.documents == before


@pytest.mark.parametrize("row", ABOUT_ONE, ids=named)
def test_a_command_about_a_document_that_is_not_there_is_404(asked: StaffApi, row: Row) -> None:
    before = dict(asked.backend.documents)
    place = row.place("owner").replace(row.on.replace("{uid}", "owner"), "ghost")
    answer = asked.ask(row.method, place, row.body, uid="owner")
    assert (answer.status_code, answer.text.count("not_found")) == (404, 2), answer.text
    assert asked.backend.documents == before


def test_a_document_that_the_body_names_is_a_fault_of_the_body(asked: StaffApi) -> None:
    answer = asked.ask("POST", "campaigns/cup/redemptions", {"customer_id": "ghost"})
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["path"]) == (400, "customer_id")


# A package's tag is its document's, for changes of it; its seats move without one.
READ = [row for row in TABLE if row.method == "GET" and row.status == 200 and row.path != "/packages/{id}"]


@pytest.mark.parametrize("row", READ, ids=named)
def test_what_is_read_has_a_tag_and_is_304_as_long_as_it_stands(asked: StaffApi, row: Row) -> None:
    first = asked.ask("GET", row.place("owner"), uid="owner")
    again = asked.ask(
        "GET", row.place("owner"), uid="owner", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    other = asked.ask("GET", row.place("owner"), uid="owner", headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.json) == (200, first.json)


def test_a_cursor_of_another_list_or_business_is_refused_by_name(asked: StaffApi) -> None:
    first: Any = asked.ask("GET", "members?limit=1").json
    second: Any = asked.ask("GET", f"members?limit=1&cursor={first['next']}").json
    assert len(second["items"]) == 1
    for place, uid in (
        (f"customers?cursor={first['next']}", "owner"),
        (f"audit?cursor={first['next']}", "owner"),
        (f"/teh/members?cursor={first['next']}", "elsewhere"),
        (f"members?cursor={first['next'][:-1]}", "owner"),
        ("members?cursor=x", "owner"),
    ):
        answer = asked.ask("GET", place, uid=uid)
        found: Any = answer.json
        assert (answer.status_code, found["fields"][0]["path"]) == (400, "cursor"), place


@pytest.mark.parametrize("amount", [2**53 + 1, -(2**53) - 1, 2**63 - 1, 10**30])
def test_an_amount_that_no_document_takes_is_refused_with_its_field(asked: StaffApi, amount: int) -> None:
    body = {
        "interaction_type": "call",
        "interaction_source": "customer_service",
        "transaction": {"amount_minor": amount},
    }
    before = dict(asked.backend.documents)
    answer = asked.ask("POST", "customers/somebody/interactions", body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["path"]) == (400, "transaction.amount_minor")
    assert asked.backend.documents == before


def test_a_change_of_a_quote_that_is_not_there_begins_none(asked: StaffApi) -> None:
    before = asked.backend.all("quotes")
    body = {"customer_id": "somebody", "note": "More"}
    for id in ("nothing", "nothing:v2"):
        assert asked.ask("PATCH", f"quotes/{id}", body).status_code == 404
    assert asked.backend.all("quotes") == before


def test_an_order_that_was_not_to_go_out_is_a_conflict_that_says_why_and_an_unknown_one_is_not_there(
    asked: StaffApi,
) -> None:
    orders = asked.backend.all("orders")
    id = next(iter(orders))
    answer = asked.ask("POST", f"orders/{quote(id)}/send", {})
    assert (answer.status_code, answer.json and answer.json["code"]) == (409, "cannot_be_done")
    assert asked.ask("POST", "orders/b2b:none/send", {}).status_code == 404
