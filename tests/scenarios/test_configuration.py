"""Staff change what their business is set to by the api, and the next message is written as it says now."""

import urllib.parse
from datetime import datetime

import pytest

from functions import provision
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask

NEWS = {"purpose": "marketing", "bodies": {"en": "News"}}
UPGRADE = {"purpose": "transactional", "bodies": {"en": "{{ name or 'Dear regular' }}: {{ tier }}!"}}


def test_the_next_message_is_written_as_the_template_says_since_it_was_saved(shop: Shop) -> None:
    shop.opted_in(sms_opt_in=True)
    saved = ask(shop, "PUT", "templates/tier_upgrade", UPGRADE, role="marketing")
    assert (saved.status, saved.json["revision"], saved.json["updated_by"]) == (200, 2, "marketing")
    assert shop.post_now(order_id="2", total="9000.00").json["tier"] == "gold"
    shop.firebase.idle()
    (message,) = shop.messages()
    assert (message["status"], message["body"]) == ("sent", "Dear regular: gold!")
    assert ask(shop, "GET", "templates/tier_upgrade").json["bodies"] == UPGRADE["bodies"]
    former = ask(shop, "GET", "templates/tier_upgrade/versions/1").json
    assert former["bodies"].keys() == {"en", "hi", "mr"}


def test_a_broken_save_changes_nothing_and_tells_every_fault(shop: Shop) -> None:
    before = shop.all("templates")
    broken = {"purpose": "spam", "bodies": {"en": "{{ tier }", "hi": "{{ coupon }}"}}
    answer = ask(shop, "PUT", "templates/tier_upgrade", broken)
    assert answer.status == 400
    assert answer.json["error"]["code"] == "invalid_configuration"
    assert {fault["path"]: fault["message"] for fault in answer.json["error"]["fields"]} == {
        "purpose": "Input should be 'marketing', 'transactional' or 'internal'",
        "bodies.en": "unexpected '}'",
        "bodies.hi": "asks for coupon, which is not declared and automations.tier_upgrade does not give",
    }
    assert shop.all("templates") == before
    shop.opted_in(whatsapp_opt_in=True)
    shop.post_now(order_id="2", total="9000.00")
    shop.firebase.idle()
    assert shop.messages()[0]["body"] == "You are Gold at The Shop now, with 93 points. Thank you!"


def test_a_document_is_made_read_changed_and_removed(shop: Shop) -> None:
    before = shop.now()
    assert ask(shop, "PUT", "templates/news", NEWS).json["revision"] == 1
    read = ask(shop, "GET", "templates/news").json
    assert before <= datetime.fromisoformat(read.pop("updated_at")) <= shop.now()
    assert read == NEWS | {"id": "news", "revision": 1, "updated_by": "manager"}
    assert ask(shop, "PUT", "templates/news", read | {"bodies": {"en": "More"}}).json["revision"] == 2
    late = ask(shop, "PUT", "templates/news", read | {"bodies": {"en": "Late"}})
    assert (late.status, late.json["error"]["code"], late.json["error"]["revision"]) == (409, "outdated", 2)
    assert ask(shop, "DELETE", "templates/news?revision=1").status == 409
    removed = ask(shop, "DELETE", "templates/news?revision=2")
    assert (removed.status, removed.json) == (200, {"id": "news", "revision": 2})
    assert ask(shop, "GET", "templates/news").status == 404
    assert ask(shop, "DELETE", "templates/news").json == {"id": "news", "revision": 2}
    assert ask(shop, "DELETE", "templates/gone").status == 404
    assert ask(shop, "GET", "templates/news/versions/2").json["bodies"] == {"en": "More"}
    assert "news" not in shop.all("templates")


def test_what_an_automation_names_is_not_removed(shop: Shop) -> None:
    answer = ask(shop, "DELETE", "templates/winback_30")
    assert answer.status == 400
    assert answer.json["error"]["fields"] == [
        {"path": "automations.winback_30.then.0.send", "message": "names winback_30, which it needs"}
    ]


def test_settings_are_read_and_changed_field_by_field(shop: Shop) -> None:
    read = ask(shop, "GET", "settings").json
    assert (read["revision"], read["currency"], read["features"]) == (
        1,
        "INR",
        {"crm": True, "loyalty": True},
    )
    changed = ask(shop, "PATCH", "settings", {"features": {"loyalty": False}, "revision": 1})
    assert (changed.status, changed.json["features"]) == (200, {"crm": True, "loyalty": False})
    assert shop.post_now(total="9000.00").json["points_earned"] == 0
    assert ask(shop, "PATCH", "settings", {"channels": ["sms"], "revision": 1}).status == 409
    wrong = ask(shop, "PATCH", "settings", {"timezone": "Pune", "channels": []})
    assert (wrong.status, [fault["path"] for fault in wrong.json["error"]["fields"]]) == (
        400,
        ["timezone", "channels"],
    )


@pytest.mark.item("S004-39")
def test_a_feature_that_is_switched_off_by_the_api_is_off_and_comes_on_again(shop: Shop) -> None:
    customer_id = shop.post(order_id="1").json["customer_id"]
    ask(shop, "PATCH", "settings", {"features": {"crm": False}})
    off = shop.post_now(order_id="2", total="9000.00")
    assert (off.status, off.json["customer_id"], off.json["points_earned"]) == (201, None, 0)
    told = ask(shop, "GET", f"customers/{customer_id}")
    assert (told.status, told.json["error"]["code"]) == (403, "feature_off")
    shop.firebase.idle()
    assert shop.messages() == []

    ask(shop, "PATCH", "settings", {"features": {"crm": True, "loyalty": False}})
    assert shop.post_now(order_id="3", total="9000.00").json["points_earned"] == 0
    assert "loyalty" not in ask(shop, "GET", f"customers/{customer_id}").json
    ask(shop, "PATCH", "settings", {"features": {"loyalty": True}})
    assert shop.post(order_id="4", total="100.00").json["points_earned"] == 1
    assert shop.customer()[1]["stats"]["orders"] == 3


@pytest.mark.parametrize(
    ("role", "method", "path", "status"),
    [
        ("owner", "GET", "settings", 200),
        ("manager", "GET", "settings", 200),
        ("marketing", "GET", "settings", 403),
        ("marketing", "PATCH", "settings", 403),
        ("marketing", "GET", "templates/winback_30", 200),
        ("marketing", "DELETE", "templates/gone", 404),
        ("agent", "GET", "templates/winback_30", 403),
        ("agent", "PUT", "templates/winback_30", 403),
        ("agent", "DELETE", "templates/winback_30", 403),
        ("manager", "POST", "templates/winback_30", 405),
        ("manager", "PUT", "settings", 405),
        ("manager", "DELETE", "templates/winback_30/versions/1", 405),
        ("manager", "GET", "templates/winback_30/versions/1", 404),
        ("manager", "GET", "prompts/base", 404),
        ("manager", "GET", "templates", 404),
    ],
)
def test_who_may_do_what(shop: Shop, role: str, method: str, path: str, status: int) -> None:
    body = NEWS if method == "PUT" else {"channels": ["sms"]} if method == "PATCH" else None
    assert ask(shop, method, path, body, role=role).status == status


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"", 400, "invalid_configuration"),
        (b'"x"', 400, "invalid_configuration"),
        (b'{"revision": "one"}', 400, "invalid_configuration"),
        (b'{"purpose": "' + b"x" * 300_000 + b'"}', 413, "too_large"),
    ],
)
def test_a_body_that_is_none_is_refused(shop: Shop, body: bytes, status: int, code: str) -> None:
    answer = ask(shop, "PUT", "templates/news", body)
    assert (answer.status, answer.json["error"]["code"]) == (status, code)


def test_provisioning_again_keeps_an_edit_and_tells_it(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(shop, "PUT", "templates/winback_30", NEWS | {"bodies": {"en": "Ours"}})
    ask(shop, "PATCH", "settings", {"messages": {"caps": {"overall": {"day": 5}}}})
    capsys.readouterr()
    assert provision.main([shop.id, "--preset", "cafe"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:4] == [
        f"{shop.id} is provisioned from the preset cafe",
        "created: nothing",
        "updated: nothing",
        "removed: nothing",
    ]
    assert "  settings.messages.caps.overall.day: yours 5 / the preset's 1" in told
    assert '  templates.winback_30.bodies.en: yours "Ours" / the preset\'s "{% if name %}' in "\n".join(told)
    assert shop.read("templates/winback_30")["bodies"] == {"en": "Ours"}
    assert provision.main([shop.id, "--preset", "cafe", "--reset"]) == 0
    assert shop.read("templates/winback_30")["bodies"].keys() == {"en", "hi", "mr"}
    assert shop.read("templates/winback_30/versions/2")["content"]["bodies"] == {"en": "Ours"}


def test_a_preset_that_is_not_there_is_said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert provision.main([shop.id, "--preset", "bakery"]) == 1
    assert capsys.readouterr().err.startswith("provision: preset: bakery: is not one of: cafe")


@pytest.mark.parametrize("id", ["__x__", "..", "."])
def test_an_id_that_no_document_can_have_is_not_found(id: str, shop: Shop) -> None:
    for path in (f"templates/{id}", f"templates/{id}/versions/1", f"customers/{id}", f"messages/{id}"):
        assert ask(shop, "GET", path).status == 404
    assert ask(shop, "DELETE", f"templates/{id}").status == 404
    assert ask(shop, "PUT", f"templates/{id}", NEWS).json["error"]["fields"][0]["path"] == "id"


@pytest.mark.parametrize("revision", ["abc", "", "-1", "1.0", "٣", "9" * 5000])
def test_a_revision_that_is_none_removes_nothing(revision: str, shop: Shop) -> None:
    ask(shop, "PUT", "templates/news", NEWS)
    answer = ask(shop, "DELETE", f"templates/news?revision={urllib.parse.quote(revision)}")
    assert (answer.status, answer.json["error"]["fields"]) == (
        400,
        [{"path": "revision", "message": "is not the number that was read"}],
    )
    assert "news" in shop.all("templates")


def test_a_body_of_any_json_is_answered_in_words(shop: Shop) -> None:
    deep = b'{"loyalty":' * 800 + b"1" + b"}" * 800
    assert ask(shop, "PATCH", "settings", deep).json["error"]["fields"] == [
        {"path": "loyalty.loyalty", "message": "is nested more than 16 levels deep"}
    ]
    half = b'{"purpose": "marketing", "bodies": {"en": "\\ud83d"}}'
    assert ask(shop, "PUT", "templates/news", half).json["error"]["fields"] == [
        {"path": "bodies.en", "message": "has half a character"}
    ]
    assert "news" not in shop.all("templates")
