"""What a provider is answered: by the bytes that came, in the same words to everybody who is not the provider."""

import base64
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from functions.domain.kernel.errors import (
    FieldFault,
    Forbidden,
    Malformed,
    Misconfigured,
    ProviderAway,
    QueueAway,
    StoreAway,
)
from functions.domain.orgs.org import Org
from functions.domain.providers.events import ProviderEvent
from functions.http import callbacks, hooks
from functions.providers.contract import Callback, Reply
from functions.store import dead_letters
from tests.builders import PHONE, an_org
from tests.memory import DictBackend, a_store
from tests.provider_events import a_status

SIGNED = {"X-Signature": "right"}
MEGABYTE = 1024 * 1024


class World:
    """A provider's file of callbacks, the organisations, the queue and the dead letters, all doubles."""

    def __init__(self) -> None:
        self.backend = DictBackend()
        self.org: Org | None = an_org().model_copy(update={"providers": {"waha": {"name": "old"}}})
        self.fresh_org: Org | None = self.org
        self.lookups: list[tuple[str, float]] = []
        self.verified: list[Callback] = []
        self.enqueued: list[tuple[str, str, Sequence[ProviderEvent]]] = []
        self.trouble: dict[str, Exception] = {}
        self.answer: Reply | None = None
        self.signed_in_vain: list[bytes] = []

    def find(self, org_id: str, max_age_seconds: float = 60.0) -> Org | None:
        self._may_fail("find")
        self.lookups.append((org_id, max_age_seconds))
        org = self.org if max_age_seconds > 1 else self.fresh_org
        return org if org_id == "kopi" else None

    def parse_settings(self, provider: str, settings: Any) -> Any:
        self._may_fail("settings")
        return dict(settings)

    def verify(self, callback: Callback, settings: Any) -> bool:
        self.verified.append(callback)
        self._may_fail("verify")
        return callback.headers.get("x-signature") == "right" and settings["name"] != "unsigned"

    def handshake(self, callback: Callback, settings: Any) -> Reply | None:
        self._may_fail("handshake")
        return self.answer

    def parse_events(self, org: Org, callback: Callback, settings: Any) -> list[ProviderEvent]:
        self._may_fail("parse_events")
        return [a_status()]

    def enqueue_items(self, org_id: str, provider: str, items: Sequence[ProviderEvent]) -> None:
        self._may_fail("enqueue")
        self.enqueued.append((org_id, provider, items))

    def _may_fail(self, where: str) -> None:
        if where in self.trouble:
            raise self.trouble[where]

    def call(self, path: str = "/kopi/waha", **how: Any) -> Response:
        """Have the function `hooks` answer. A POST with a right signature, unless `how` says otherwise."""
        builder = EnvironBuilder(path, **({"method": "POST", "headers": SIGNED, "data": b"{}"} | how))
        with Flask(__name__).app_context():
            return hooks.answer(Request(builder.get_environ()))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    store = a_store(made.backend)
    monkeypatch.setattr(callbacks, "orgs", lambda: made)
    monkeypatch.setattr(callbacks, "webhooks_of", lambda provider: made)
    monkeypatch.setattr(callbacks, "parse_settings", made.parse_settings)
    monkeypatch.setattr(callbacks, "enqueue_items", made.enqueue_items)
    monkeypatch.setattr(callbacks, "sign_in_vain", made.signed_in_vain.append)
    monkeypatch.setattr(dead_letters, "store", lambda: store)
    return made


def test_items_go_on_tasks_and_the_answer_is_an_empty_200(world: World) -> None:
    answer = world.call()
    assert (answer.status_code, answer.data) == (200, b"")
    assert world.enqueued == [("kopi", "waha", [a_status()])]
    assert world.backend.documents == {}


def test_a_provider_s_file_sees_the_request_as_it_came(world: World) -> None:
    raw = b'{"a":  "\\u00fc"}\r\n'
    world.call("/kopi/waha?b=2&a=%C3%BC&b=3", data=raw, headers={"X-Signature": "right", "X-Odd": "Ü"})
    (seen,) = world.verified
    assert (seen.method, seen.body) == ("POST", raw)
    assert dict(seen.query) == {"a": "ü", "b": "2"}
    assert (seen.headers["x-signature"], seen.headers["x-odd"]) == ("right", "Ü")


def test_a_form_is_seen_as_the_bytes_that_it_is(world: World) -> None:
    world.call(data=b"a=1&b=2", content_type="application/x-www-form-urlencoded")
    assert world.verified[0].body == b"a=1&b=2"


@pytest.mark.parametrize(
    ("public_url", "path", "url"),
    [
        ("https://crm.example.com/hooks", "/kopi/waha", "https://crm.example.com/hooks/kopi/waha"),
        ("https://crm.example.com/", "/kopi/waha?a=%20b", "https://crm.example.com/kopi/waha?a=%20b"),
        (None, "/kopi/waha?a=1", "http://localhost/kopi/waha?a=1"),
    ],
)
def test_the_address_is_the_one_that_the_provider_called(
    world: World, public_url: str | None, path: str, url: str
) -> None:
    org = an_org(messages={"public_url": public_url} if public_url else {})
    world.org = world.fresh_org = org.model_copy(update={"providers": {"waha": {"name": "x"}}})
    world.call(path)
    assert world.verified[0].url == url


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_handshake_is_answered_in_full_and_carries_nothing(world: World, method: str) -> None:
    world.answer = Reply(body=b"4711", content_type="text/html")
    answer = world.call(method=method)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"4711", "text/html")
    assert world.enqueued == []


def test_a_handshake_of_another_sender_is_refused(world: World) -> None:
    world.answer = Reply(body=b"4711")
    assert world.call(method="GET", headers={}).status_code == 401


def gone(world: World) -> None:
    world.org = world.fresh_org = None


def not_set_up(world: World) -> None:
    world.org = world.fresh_org = an_org()


def trouble(where: str, error: Exception) -> Any:
    return lambda world: world.trouble.update({where: error})


STRANGERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "an unknown organisation": (gone, {}),
    "another's organisation": (lambda world: None, {"path": "/nobody/waha"}),
    "an organisation that cannot be": (lambda world: None, {"path": "/__nobody__/waha"}),
    "a provider that is not set up": (not_set_up, {}),
    "no signature": (lambda world: None, {"headers": {}}),
    "a wrong signature": (lambda world: None, {"headers": {"X-Signature": "wrong"}}),
    "settings that are wrong": (trouble("settings", Malformed("waha", [FieldFault("x", "?")])), {}),
    "a secret that is missing": (trouble("verify", Misconfigured("waha", "?")), {}),
    "a signature that breaks the check": (trouble("verify", ValueError("odd")), {}),
}


@pytest.mark.parametrize(("arrange", "how"), STRANGERS.values(), ids=STRANGERS.keys())
def test_every_other_sender_is_answered_alike_and_nothing_is_read(
    world: World, arrange: Any, how: dict[str, Any]
) -> None:
    arrange(world)
    world.trouble |= {"handshake": AssertionError("read"), "parse_events": AssertionError("read")}
    answer = world.call(**how)
    assert answer.status_code == 401
    assert answer.json == {"error": {"code": "unauthorized", "message": "the signature is missing or wrong"}}
    assert (world.enqueued, world.backend.documents) == ([], {})
    assert [age for _, age in world.lookups] == [60.0, 1.0], "all take the same look-ups"
    assert len(world.verified) + len(world.signed_in_vain) >= 2, "and a check each time"


def test_a_proof_that_names_what_does_not_exist_is_forbidden_and_nothing_is_read(world: World) -> None:
    world.trouble |= {"verify": Forbidden("there is no such certificate", path="SigningCertURL")}
    answer = world.call()
    assert answer.json is not None
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "forbidden")
    assert (world.enqueued, world.backend.documents) == ([], {})


def test_settings_that_are_new_are_found_where_the_old_ones_fail(world: World) -> None:
    assert world.org is not None
    world.org = world.org.model_copy(update={"providers": {"waha": {"name": "unsigned"}}})
    assert world.call().status_code == 200
    assert [age for _, age in world.lookups] == [60.0, 1.0]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "PATCH"])
def test_another_method_is_told_which_there_are(world: World, method: str) -> None:
    answer = world.call(method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
    assert world.verified == []


@pytest.mark.parametrize(("size", "status"), [(3 * MEGABYTE, 200), (3 * MEGABYTE + 1, 413)])
def test_a_body_may_have_3_megabytes(world: World, size: int, status: int) -> None:
    assert world.call(data=b" " * size).status_code == status
    assert len(world.verified) == (1 if status == 200 else 0)


@pytest.mark.parametrize("path", ["/kopi/telegraph", "/kopi", "/kopi/waha/more"])
def test_what_is_no_provider_is_not_there(world: World, path: str) -> None:
    assert world.call(path).status_code == 404


@pytest.mark.parametrize("where", ["parse_events", "handshake"])
@pytest.mark.parametrize("error", [Malformed("waha", [FieldFault("body", "is odd")]), KeyError("payload")])
def test_a_genuine_body_that_cannot_be_read_is_kept_and_answered_200(
    world: World, where: str, error: Exception
) -> None:
    world.trouble[where] = error
    body = f'{{"from": "{PHONE}"}}'
    for _ in range(2):
        assert world.call(data=body.encode()).status_code == 200
    letter = world.backend.one("dead_letters")
    assert (letter["payload"]["raw"], letter["source"], letter["attempts"]) == (body, "callback:waha", 2)
    assert letter["error"]["code"] == getattr(error, "code", "bug")
    assert PHONE[1:] not in next(iter(world.backend.all("dead_letters")))


def test_a_body_that_is_no_text_is_kept_byte_by_byte(world: World) -> None:
    world.trouble["parse_events"] = Malformed("waha", [FieldFault("body", "is odd")])
    world.call(data=b"\xff\x00")
    raw = world.backend.one("dead_letters")["payload"]["raw"]
    assert base64.b64decode(raw.removeprefix("base64:")) == b"\xff\x00"


def test_a_body_of_3_megabytes_is_kept_in_parts(world: World) -> None:
    world.trouble["parse_events"] = Malformed("waha", [FieldFault("body", "is odd")])
    body = "ü" * 1_500_000
    world.call(data=body.encode())
    parts = sorted(
        (x["payload"]["part"], x["payload"]["raw"]) for x in world.backend.all("dead_letters").values()
    )
    assert "".join(raw for _, raw in parts) == body
    assert len(parts) == 6


def test_a_get_that_cannot_be_read_is_kept_by_its_address(world: World) -> None:
    world.trouble["parse_events"] = Malformed("waha", [FieldFault("query", "is odd")])
    assert world.call("/kopi/waha?id=7", method="GET", data=b"").status_code == 200
    assert world.backend.one("dead_letters")["payload"]["raw"].endswith("/kopi/waha?id=7")


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("find", StoreAway("test")),
        ("verify", ProviderAway("ses", "no certificate")),
        ("enqueue", QueueAway("takecallback", "test")),
    ],
)
def test_what_is_away_has_the_provider_send_again(world: World, where: str, error: Exception) -> None:
    world.trouble[where] = error
    answer = world.call()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert world.backend.documents == {}


def test_nothing_that_was_sent_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.trouble["parse_events"] = ValueError(f"no number: {PHONE}")
    world.call(f"/kopi/waha?from={PHONE}", data=PHONE.encode())
    world.trouble["verify"] = ValueError(f"no number: {PHONE}")
    world.call(f"/kopi/waha?from={PHONE}", data=PHONE.encode())
    assert "callback_unreadable org=kopi provider=waha trace=" in caplog.text
    assert "signature_unchecked org=kopi provider=waha trace=" in caplog.text
    assert PHONE[1:] not in caplog.text


def test_an_instance_that_only_takes_orders_loads_nothing_of_callbacks() -> None:
    probe = "import sys; import functions.http.hooks; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    modules = set(loaded.stdout.split())
    assert "functions.http.hooks" in modules
    assert not modules & {
        "functions.http.callbacks",
        "functions.cloud_tasks.enqueue",
        "google.cloud.tasks_v2",
    }
