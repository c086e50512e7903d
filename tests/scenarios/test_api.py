"""Staff ask the api, with an ID token of theirs."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from local import tokens
from tests.scenarios.shop import Shop
from tests.scenarios.staff import token


def ask(shop: Shop, path: str, bearer: str | None, method: str = "GET") -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    request = urllib.request.Request(
        shop.firebase.functions_url("api") + path, headers=headers, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@pytest.mark.item("S001-07", "S002-15", "S004-31")
def test_a_member_reads_a_customers_profile_without_what_is_the_servers(shop: Shop) -> None:
    customer_id = shop.post().json["customer_id"]
    shop.write("members/cashier", {"roles": ["agent"]})
    status, profile = ask(
        shop, f"/{shop.id}/customers/{customer_id}", token(shop.firebase.project, "cashier")
    )
    assert (status, profile["id"], profile["loyalty"]["points"]) == (200, customer_id, 3)
    assert not {"identity_ids", "push_tokens"} & set(profile)


@pytest.mark.item("S004-38")
def test_a_token_from_the_command_line_is_good_for_its_own_organisation_alone(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    customer_id = shop.post().json["customer_id"]
    options = ["--project", shop.firebase.project, "--firestore-host", shop.firebase.firestore_host]
    assert tokens.main(["--org", shop.id, "--role", "manager", *options]) == 0
    bearer = capsys.readouterr().out.strip()
    other = Shop(shop.firebase)

    status, profile = ask(shop, f"/{shop.id}/customers/{customer_id}", bearer)
    assert (status, profile["id"]) == (200, customer_id)
    assert ask(shop, f"/{other.id}/customers/{customer_id}", bearer)[0] == 403


@pytest.mark.item("S002-89")
def test_who_is_no_member_learns_nothing(shop: Shop) -> None:
    customer_id = shop.post().json["customer_id"]
    stranger = token(shop.firebase.project, "stranger")
    known = ask(shop, f"/{shop.id}/customers/{customer_id}", stranger)
    unknown = ask(shop, f"/{shop.id}/customers/nobody", stranger)
    assert known == unknown
    assert known[0] == 403


@pytest.mark.parametrize("bearer", [None, "garbage", "a.b.c"])
def test_without_a_valid_token_there_is_no_answer(shop: Shop, bearer: str | None) -> None:
    assert ask(shop, f"/{shop.id}/customers/x", bearer)[0] == 401


@pytest.mark.item("S002-77")
def test_a_token_of_another_project_is_not_valid(shop: Shop) -> None:
    assert ask(shop, f"/{shop.id}/customers/x", token("another", "cashier"))[0] == 401


def test_what_is_not_there_and_what_is_not_read_are_refused(shop: Shop) -> None:
    shop.write("members/cashier", {"roles": ["agent"]})
    cashier = token(shop.firebase.project, "cashier")
    assert ask(shop, f"/{shop.id}/customers/nobody", cashier)[0] == 404
    assert ask(shop, "/", cashier)[0] == 404
    assert ask(shop, f"/{shop.id}/customers/x", cashier, method="DELETE")[0] == 405


@pytest.mark.parametrize("uid", ["a/b", "__x__", ".."])
def test_a_user_whose_uid_names_no_document_is_no_member(uid: str, shop: Shop) -> None:
    assert ask(shop, f"/{shop.id}/settings", token(shop.firebase.project, uid))[0] == 403
    assert ask(shop, f"/{shop.id}/customers/c", token(shop.firebase.project, uid))[0] == 403
