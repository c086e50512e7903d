"""Members are written, and what their ID tokens say follows: by the event, and by `python -m functions.claims`."""

import json
import urllib.request
from typing import Any

import pytest

from functions import claims
from functions.store import pages
from tests.scenarios.shop import Shop


def claims_of(shop: Shop, uid: str) -> dict[str, Any]:
    """The custom claims of an account, as Firebase Auth has them."""
    url = f"http://{shop.firebase.auth_host}/identitytoolkit.googleapis.com/v1/projects/x/accounts:lookup"
    body = json.dumps({"localId": [uid]}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=30) as answer:
        (user,) = json.loads(answer.read())["users"]
    return dict(json.loads(user.get("customAttributes") or "{}"))


@pytest.mark.item("S001-69")
def test_roles_of_a_member_are_in_their_token_change_with_them_and_go_with_them(shop: Shop) -> None:
    uid = f"the-manager-of-{shop.id}"
    shop.write(f"members/{uid}", {"roles": ["manager"]})
    shop.firebase.idle()
    assert claims_of(shop, uid) == {"orgs": {shop.id: "manager"}}
    shop.write(f"members/{uid}", {"roles": ["agent", "marketing"]})
    shop.firebase.idle()
    assert claims_of(shop, uid) == {"orgs": {shop.id: ["agent", "marketing"]}}
    shop.client.document(f"orgs/{shop.id}/members/{uid}").delete()
    shop.firebase.idle()
    assert claims_of(shop, uid) == {}
    assert shop.read(f"members/{uid}")["roles"] == []


def test_events_twice_late_and_with_lost_answers_leave_what_the_member_s_document_says(shop: Shop) -> None:
    uid = f"busy-{shop.id}"
    shop.firebase.faults(duplicate_events=0.5, reorder_events=0.5, lose_answers=0.2, seed=3)
    for roles in (["owner"], ["agent"], [], ["support"], ["manager"]):
        shop.write(f"members/{uid}", {"roles": roles})
    shop.firebase.faults()
    shop.firebase.advance("1h")
    assert claims_of(shop, uid) == {"orgs": {shop.id: "manager"}}


def test_the_command_does_what_lost_events_did_not(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "PAGE_SIZE", 2)
    monkeypatch.setattr(pages, "BY_ID", 2)
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", shop.firebase.auth_host)
    shop.firebase.faults(drop_events=1.0)
    uids = [f"{n}-of-{shop.id}" for n in range(5)]
    for uid in uids:
        shop.write(f"members/{uid}", {"roles": ["agent"]})
    shop.firebase.faults()
    assert claims_of(shop, uids[0]) == {}
    for _ in range(2):
        assert claims.main([shop.id]) == 0
        assert capsys.readouterr().out == "members whose tokens name their roles: 5\n"
        assert [claims_of(shop, uid) for uid in uids] == [{"orgs": {shop.id: "agent"}}] * 5
    assert claims.main(["no-such-org"]) == 1
    assert capsys.readouterr().err.startswith("claims: ")


def test_the_command_takes_the_roles_of_members_out_whose_removal_was_lost(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "PAGE_SIZE", 2)
    monkeypatch.setattr(pages, "BY_ID", 2)
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", shop.firebase.auth_host)
    uids = [f"{n}-left-{shop.id}" for n in range(3)]
    for uid in uids:
        shop.write(f"members/{uid}", {"roles": ["manager"]})
    shop.firebase.idle()
    shop.firebase.faults(drop_events=1.0)
    for uid in uids[:2]:
        shop.client.document(f"orgs/{shop.id}/members/{uid}").delete()
    shop.firebase.idle()
    shop.firebase.faults()
    assert claims_of(shop, uids[0]) == {"orgs": {shop.id: "manager"}}
    assert claims.main([shop.id]) == 0
    out = "members whose tokens name their roles: 1\nformer members whose tokens name no role here any more: 2\n"
    assert capsys.readouterr().out == out
    assert [claims_of(shop, uid) for uid in uids] == [{}, {}, {"orgs": {shop.id: "manager"}}]
    assert [shop.read(f"members/{uid}")["roles"] for uid in uids] == [[], [], ["manager"]]
