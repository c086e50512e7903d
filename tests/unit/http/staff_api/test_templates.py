"""Marketing edits templates: each save is a version that comes back, and a preview shows what readers would get."""

from typing import Any

import pytest

from tests.staff_api import StaffApi

CONTENT: dict[str, Any] = {
    "purpose": "marketing",
    "bodies": {"en": "{{ offer }} for {{ name or 'you' }}", "hi": "{{ offer }}: आपके लिए"},
    "variables": {"offer": {"sample": "A second cup"}},
    "email": {"subject": {"en": "{{ offer }}"}},
}


def save(asked: StaffApi, text: str) -> Any:
    content = CONTENT | {"bodies": {**CONTENT["bodies"], "en": text}}
    answer = asked.ask("PUT", "templates/news", content)
    assert answer.status_code == 200, answer.json
    return answer.json


def versions(asked: StaffApi, query: str = "") -> Any:
    return asked.ask("GET", f"templates/news/versions{query}").json


@pytest.mark.item("S002-39")
def test_each_save_is_a_version_that_can_be_listed_and_brought_back(asked: StaffApi) -> None:
    for text in ("One", "Two", "Three"):
        save(asked, text)
    listed = versions(asked)
    assert [(each["revision"], each["bodies"]["en"]) for each in listed["items"]] == [
        (3, "Three"),
        (2, "Two"),
        (1, "One"),
    ]
    assert listed["next"] is None
    restored: Any = asked.ask("POST", "templates/news/versions/1/restore", {}).json
    assert (restored["revision"], restored["bodies"]["en"]) == (4, "One")
    again: Any = asked.ask("POST", "templates/news/versions/1/restore", {}).json
    assert again["revision"] == 4
    assert [each["revision"] for each in versions(asked)["items"]] == [4, 3, 2, 1]
    assert [each["revision"] for each in versions(asked, "?before=3")["items"]] == [2, 1]


def test_versions_come_twenty_at_a_time(asked: StaffApi) -> None:
    for number in range(23):
        save(asked, f"Text {number}")
    first = versions(asked)
    assert [each["revision"] for each in first["items"]] == list(range(23, 3, -1))
    assert first["next"] == "4"
    second = versions(asked, "?before=4")
    assert ([each["revision"] for each in second["items"]], second["next"]) == ([3, 2, 1], None)


def test_a_template_that_was_removed_keeps_its_versions_and_comes_back(asked: StaffApi) -> None:
    save(asked, "One")
    save(asked, "Two")
    assert asked.ask("DELETE", "templates/news").status_code == 200
    listed = versions(asked)["items"]
    assert [each["bodies"]["en"] for each in listed] == ["Two", "One"]
    restored: Any = asked.ask("POST", "templates/news/versions/1/restore", {}).json
    assert restored["bodies"]["en"] == "One"
    assert asked.ask("GET", "templates/news").status_code == 200


def test_what_was_right_then_is_checked_as_of_now(asked: StaffApi) -> None:
    save(asked, "One")
    path = next(path for path in asked.backend.documents if path.endswith("templates/news"))
    save(asked, "Two")
    asked.backend.documents[f"{path}/versions/1"]["content"]["bodies"] = {"en": "{{ nothing"}
    answer = asked.ask("POST", "templates/news/versions/1/restore", {})
    assert answer.status_code == 400
    assert versions(asked)["items"][0]["bodies"]["en"] == "Two"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "templates/none/versions", 404),
        ("GET", "templates/news/versions?before=x", 400),
        ("GET", "templates/news/versions?before=0", 400),
        ("POST", "templates/news/versions/9/restore", 404),
        ("POST", "templates/none/versions/1/restore", 404),
        ("POST", "templates/none/preview", 404),
    ],
)
def test_what_is_not_there_is_said(asked: StaffApi, method: str, path: str, status: int) -> None:
    save(asked, "One")
    body: Any = {} if method == "POST" else None
    assert asked.ask(method, path, body).status_code == status


def test_a_restore_of_what_was_changed_meanwhile_is_refused(asked: StaffApi) -> None:
    save(asked, "One")
    tag = {"If-Match": asked.ask("GET", "templates/news").headers["ETag"]}
    save(asked, "Two")
    answer = asked.ask("POST", "templates/news/versions/1/restore", {}, headers=tag)
    assert answer.status_code == 412
    assert versions(asked)["items"][0]["bodies"]["en"] == "Two"


def test_a_preview_is_of_each_channel_and_language_with_samples(asked: StaffApi) -> None:
    save(asked, CONTENT["bodies"]["en"])
    before = dict(asked.backend.documents)
    wanted = {"channels": ["sms", "email"]}
    found: Any = asked.ask("POST", "templates/news/preview", wanted).json
    assert [(each["channel"], each["locale"]) for each in found["previews"]] == [
        ("sms", "en"),
        ("sms", "hi"),
        ("email", "en"),
        ("email", "hi"),
    ]
    sms, hindi, mail, _ = found["previews"]
    assert sms["text"].startswith("A second cup for ")
    assert hindi["text"] == "A second cup: आपके लिए"
    assert (mail["title"], sms["problems"], sms["approved"]) == ("A second cup", [], None)
    assert "UCS-2" in hindi["size"]
    only: Any = asked.ask("POST", "templates/news/preview", wanted | {"locales": ["hi"]}).json
    assert [each["locale"] for each in only["previews"]] == ["hi", "hi"]
    assert asked.backend.documents == before


def test_a_draft_is_previewed_as_it_would_be_checked_and_saves_nothing(asked: StaffApi) -> None:
    before = dict(asked.backend.documents)
    answer = asked.ask("POST", "templates/draft/preview", {"content": CONTENT, "channels": ["sms"]})
    found: Any = answer.json
    assert [each["locale"] for each in found["previews"]] == ["en", "hi"]
    wrong = CONTENT | {"bodies": {"en": "{{ offer"}}
    refused = asked.ask("POST", "templates/draft/preview", {"content": wrong})
    assert refused.status_code == 400
    assert [each["path"] for each in refused.json["fields"]] == ["content.bodies.en"]  # type: ignore[index]
    assert asked.backend.documents == before
    assert asked.ask("POST", "templates/draft/preview", {}).status_code == 404


def test_whatsapp_s_approval_stands_beside_each_language_of_a_template(asked: StaffApi) -> None:
    whatsapp = {"name": "news_1", "languages": {"en": "en_US", "hi": "hi"}, "names": {"hi": "news_hi"}}
    content = CONTENT | {"whatsapp": whatsapp}
    assert asked.ask("PUT", "templates/called", content).status_code == 200
    paused = {"language": "hi", "state": "paused", "reason": "Too many blocked it"}
    entered: Any = asked.ask("PUT", "templates/called/approvals", paused, uid="marketing").json
    assert (entered["name"], entered["state"], entered["by"]) == ("news_hi", "paused", "marketing")
    found: Any = asked.ask("GET", "templates/called/approvals").json
    assert [(each["language"], each["code"], each["state"]) for each in found["approvals"]] == [
        ("en", "en_US", None),
        ("hi", "hi", "paused"),
    ]
    wrong = asked.ask("PUT", "templates/called/approvals", {"language": "fr", "state": "paused"})
    assert (wrong.status_code, wrong.json["fields"][0]["path"]) == (400, "language")  # type: ignore[index]
    assert (
        asked.ask("PUT", "templates/called/approvals", {"language": "en", "state": "odd"}).status_code == 400
    )


def test_a_template_without_a_call_on_whatsapp_has_no_approval(asked: StaffApi) -> None:
    assert asked.ask("PUT", "templates/plain", CONTENT).status_code == 200
    assert asked.ask("GET", "templates/plain/approvals").json == {"id": "plain", "approvals": []}
