"""What a customer may ask for over the wire: all that is known of them, and to be forgotten."""

import json
from pathlib import Path

import pytest

from functions import privacy
from tests.builders import PHONE
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask

NAME = "Asha of the corner"


def a_customer(shop: Shop) -> str:
    shop.opted_in(sms_opt_in=True)
    answer = shop.post_now(order_id="1", total="9000.00", customer={"phone": PHONE, "name": NAME})
    id = str(answer.json["customer_id"])
    ask(shop, "POST", f"customers/{id}/notes", {"note": f"{NAME} takes oat milk"})
    ask(shop, "POST", f"customers/{id}/feedback", {"rating": 1, "comment": f"Cold, says {NAME}"})
    below = {"customer_id": id, "text": NAME, "channel": "whatsapp", "provider": "waha"}
    shop.write("conversations/whatsapp:x", {**below, "provider_message_id": "x"})
    shop.write("conversations/whatsapp:x/messages/m", {**below, "provider_message_id": "m"})
    shop.firebase.idle()
    return id


def texts(shop: Shop, *collections: str) -> str:
    return json.dumps([[path, shop.all(path)] for path in collections], default=str)


@pytest.mark.item("S002-88")
def test_an_export_has_each_document_that_names_the_customer(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id = a_customer(shop)
    out = tmp_path / "person.jsonl"
    assert privacy.main([shop.id, "export", id, "--out", str(out), "--by", "owner"]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    collections = {row["path"].split("/")[2] for row in rows}
    assert {"customers", "identities", "orders", "loyalty_transactions", "notes", "feedback"} <= collections
    assert f"orgs/{shop.id}/conversations/whatsapp:x/messages/m" in {row["path"] for row in rows}
    assert len({row["path"] for row in rows}) == len(rows)
    entry = ask(shop, "GET", "audit").json["items"][0]
    assert (entry["who"], entry["what"], entry["of"]) == ("owner", "export_customer", f"customers/{id}")
    assert privacy.main([shop.id, "export", "ghost"]) == 1
    assert "no such customer" in capsys.readouterr().err


@pytest.mark.item("S002-88")
def test_an_erased_customer_is_named_by_nothing_and_comes_back_as_a_new_one(shop: Shop) -> None:
    id = a_customer(shop)
    points = sum(shop.ledger())
    assert privacy.main([shop.id, "erase", id, "--yes", "--by", "owner"]) == 0
    left = texts(
        shop,
        *("customers", "identities", "orders", "loyalty_transactions", "messages", "interactions", "notes"),
        *("feedback", "tasks", "conversations", "conversations/whatsapp:x/messages", "insights", "audit"),
        *("commands", "dead_letters", "erasures", "devices", "recommendations", "api_requests"),
    )
    assert [word for word in (NAME, PHONE, PHONE[1:]) if word in left] == []
    assert sum(shop.ledger()) == points
    order = shop.read("orders/pos:1")
    assert (str(order["customer_id"]).startswith("erased-"), order["total_minor"]) == (True, 900_000)
    assert ask(shop, "GET", f"customers/{id}").status == 404
    assert privacy.main([shop.id, "erase", id, "--yes"]) == 0
    again = shop.post_now(order_id="2")
    assert (again.json["customer_id"], shop.read(f"customers/{id}")["stats"]["orders"]) == (id, 1)


def test_who_does_not_name_the_customer_again_erases_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = a_customer(shop)
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert privacy.main([shop.id, "erase", id]) == 1
    assert shop.read(f"customers/{id}")["name"] == NAME


@pytest.mark.item("S002-84")
def test_duplicates_are_listed_tried_merged_and_found_by_either_phone(shop: Shop) -> None:
    name = {"name": NAME}
    first = ask(shop, "POST", "customers", {"phone": "+12025550123", **name}).json["customer_id"]
    second = ask(shop, "POST", "customers", {"phone": "+13125550123", **name}).json["customer_id"]
    (pair,) = ask(shop, "GET", "duplicates").json["items"]
    assert ({pair["into"], pair["from"]}, pair["reasons"]) == ({first, second}, ["name", "phone_tail"])
    wish = {"from": pair["from"], "into": pair["into"]}
    tried = ask(shop, "POST", "customers/merge", {**wish, "dry_run": True})
    assert (tried.status, tried.json["moves"]) == (200, {"identities": 1})
    assert "joined_into" not in shop.read(f"customers/{pair['from']}")
    merged = ask(shop, "POST", "customers/merge", wish)
    assert (merged.status, merged.json["customer_id"]) == (200, pair["into"])
    assert ask(shop, "GET", f"customers/{pair['from']}").json["id"] == pair["into"]
    again = ask(shop, "POST", "customers/merge", wish)
    assert (again.status, again.json["fields"][0]["path"]) == (400, "from")
    assert ask(shop, "POST", "customers/merge", wish, role="agent").status == 403
    assert ask(shop, "GET", "duplicates", role="agent").status == 403
    entry = ask(shop, "GET", "audit").json["items"][0]
    assert (entry["who"], entry["what"]) == ("manager", "merge_customers")
    assert ask(shop, "GET", "audit", role="agent").status == 403
