"""Nothing of what happens, goes wrong or is attacked leaves a customer's data or a secret in the log."""

import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode

import pytest

from functions.cloud_tasks.enqueue import enqueue
from tests.builders import PHONE
from tests.personal_data import leaks
from tests.scenarios.conftest import SECRETS
from tests.scenarios.phone_wires import NUMBER
from tests.scenarios.provider_contracts import ADDRESS, DEVICE, WORDS, Post
from tests.scenarios.provider_fixtures import NEXT, Line, connect, open_line, post, reachable
from tests.scenarios.shop import Shop, signature
from tests.scenarios.test_published_orders import publish

pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated"),
]
CARRIERS = ("fcm", "whatsapp_cloud", "twilio-sms", "smtp")
NAME, WRITTEN = "Zoë Kestrel", "kestrel feathers at the usual table"
OWN_SECRET = "hook-s3cret-kestrel"
PRIVATE = (PHONE, ADDRESS, DEVICE, NAME, WRITTEN, WORDS, OWN_SECRET, *SECRETS.values())
# What must have happened for the search to mean something.
HAPPENED = (
    "function_answered function=hooks status=400",
    "crashed",
    "delivery_unconfirmed",
    "content_failed",
    "callback_unreadable",
    "event_failed",
    "published_order_refused",
    "command_settled",
    "wake_failed",
)
UNSAID = {SECRETS["SANDBOX_CALLBACKS"]}  # 'tell': a word like any other


@pytest.fixture
def carriers(shop: Shop, tmp_path: Path) -> Any:
    """A shop with a real provider for each channel, and a regular whose every word is recognisable."""
    with ExitStack() as stack:
        opened = [stack.enter_context(open_line(name)) for name in CARRIERS]
        connect(shop, *opened, folder=tmp_path, order=("push", "whatsapp", "sms", "email"))
        customer_id = reachable(shop)
        shop.write(f"customers/{customer_id}", {"name": NAME})
        yield opened


@pytest.mark.item("S002-88")
def test_the_log_of_all_that_can_happen_has_no_personal_data_and_no_secret(
    shop: Shop, carriers: list[Line]
) -> None:
    start = len(shop.firebase.log)
    for happens in (_orders, _clients, _messages, _callbacks, _faults, _our_own_mistakes):
        happens(shop, carriers)
        shop.firebase.faults()
    shop.firebase.advance("3h")
    identity_key = shop.client.document(f"org_secrets/{shop.id}").get().get("identity_key")
    log = shop.firebase.log[start:]
    assert leaks(log, {*PRIVATE, identity_key} - UNSAID) == []
    for happened in (*HAPPENED, *(f"channel={line.channel} status=sent" for line in carriers)):
        assert happened in log, f"the log was to tell of: {happened}"


def _orders(shop: Shop, carriers: list[Line]) -> None:
    customer = {"phone": PHONE, "email": ADDRESS, "name": NAME}
    assert shop.post(order_id="full", customer=customer, note=WRITTEN).status == 201
    for number, wrong in enumerate(
        (
            {"phone": f"{PHONE} or so"},
            {"phone": PHONE, "email": f"<{ADDRESS}"},
            {"name": [NAME]},
            NAME,
        )
    ):
        assert shop.post(order_id=f"odd-{number}", customer=wrong).status == 201
        assert shop.post(order_id="wrong", status="wrong", customer=wrong).status == 400
    for body in (f'{{"customer": "{PHONE}"', f'["{ADDRESS}"]', f"{PHONE}&{WRITTEN}", "\0" + NAME):
        assert shop.post_raw(body.encode()).status in (400, 415)
    assert shop.post_raw(b"{}", signed=signature(b"{}", OWN_SECRET)).status == 401
    assert shop.post_raw(NAME.encode("utf-16")).status in (400, 415)
    assert shop.post_raw(b"{}", path=f"/{quote(PHONE)}/orders").status in (401, 404)
    assert shop.post_raw(b"{}", path=f"/{shop.id}/{quote(ADDRESS)}?to={quote(PHONE)}").status in (401, 404)
    assert shop.post_raw(b"", method="GET", path=f"/{shop.id}/orders?phone={quote(PHONE)}").status == 405


def _clients(shop: Shop, carriers: list[Line]) -> None:
    shop.give("odd", "change_customer", {"phone": f"{PHONE} {NAME}", "email": ADDRESS[:-4]})
    shop.give("odder", "register_device", {"customer_id": {"is": PHONE}, "token": f"{DEVICE} {NAME}"})
    shop.give("oddest", "record_interaction", {"customer_id": {"of": PHONE}, "note": WRITTEN})
    shop.give("unknown", f"{NAME}", {PHONE: ADDRESS}, by_uid=f"{PHONE}/{NAME}")
    shop.write("customers/unreadable", {"loyalty": PHONE, "name": NAME})
    shop.give("failing", "change_customer", {"customer_id": "unreadable", "name": NAME})
    publish(shop, json.dumps({"customer": {"phone": PHONE}, "note": WRITTEN}).encode(), org=shop.id)
    publish(shop, f"{PHONE} {NAME}".encode(), org=PHONE, name=NAME)
    due = {"due": {PHONE: NAME}, "wake_at": shop.now(), "phone": {"is": PHONE}, "name": [NAME]}
    shop.write("customers/spoilt", due)
    shop.write("rebuilds/damaged", due | {"started_at": NAME})
    shop.firebase.control("POST", "/schedules/tick/run")
    shop.firebase.idle()


def _messages(shop: Shop, carriers: list[Line]) -> None:
    """Every channel: taken, told to come later, cut, refused."""
    acts: tuple[Callable[[Line], None], ...] = (
        lambda line: line.takes(),
        lambda line: line.limits(),
        lambda line: line.hangs_up(),
        lambda line: line.refuses(),
    )
    for number, act in enumerate(acts):
        for line in carriers:
            act(line)
            _send(shop, line, f"{line.channel}-{number}")
        shop.firebase.idle()
    for line in carriers:
        line.takes()
    _send(shop, carriers[0], "nameless", variables={"name": NAME})
    shop.firebase.idle()
    assert all(line.count >= len(acts) - 1 for line in carriers)
    found = {id: message["status"] for id, message in shop.all("messages").items()}
    assert {"sent", "queued", "sending", "failed"} <= set(found.values())


def _send(shop: Shop, line: Line, id: str, **changes: Any) -> None:
    customer_id = _reachable_again(shop)
    fields = {
        "customer_id": customer_id,
        "cause": id,
        "rule": "by hand",
        "template": "tier_upgrade",
        "purpose": "transactional",
        "variables": {"name": NAME, "business": "The Shop", "tier": "gold", "points": 93},
        "locale": "en",
        "channel": line.channel,
        "to": {"push": DEVICE, "email": ADDRESS}.get(line.channel, PHONE),
        "tried": [channel for channel in NEXT if channel != line.channel],
        "status": "queued",
        "created_at": shop.now(),
        "wake_at": shop.now(),
        "history": [],
    }
    shop.client.document(f"orgs/{shop.id}/messages/{id}").set(fields | changes)


def _reachable_again(shop: Shop) -> str:
    """The regular's id, with whatever refusals have taught forgotten."""
    customers = shop.all("customers").items()
    (id,) = (id for id, each in customers if (each.get("name"), each.get("email")) == (NAME, ADDRESS))
    forgotten = {
        "has_app": True,
        "push_tokens": [DEVICE],
        "devices": [],
        "suppressed": {},
        "consents": {},
        "whatsapp_opt_in": True,
    }
    shop.client.document(f"orgs/{shop.id}/customers/{id}").update(forgotten)
    return id


def _callbacks(shop: Shop, carriers: list[Line]) -> None:
    """What customers write, STOP included; bodies that cannot be read, and of others."""
    contact = {"profile": {"name": NAME}, "wa_id": PHONE[1:]}
    texts = [WRITTEN, "STOP", f"{WRITTEN} {ADDRESS}"]
    for number, text in enumerate(texts):
        message: dict[str, Any] = {
            "id": f"wamid.{number}",
            "from": PHONE[1:],
            "timestamp": str(int(shop.now().timestamp())),
        }
        message |= {"type": "text", "text": {"body": text}}
        assert post(shop, _from_meta(shop, [message], [contact])) == 200
    broken = [{"id": "wamid.9", "from": {"is": PHONE}, "text": WRITTEN}, PHONE, {"from": NAME}]
    assert post(shop, _from_meta(shop, broken, [contact, PHONE])) == 200
    for body in (f"{PHONE} {WRITTEN}".encode(), f'{{"entry": "{PHONE}"}}'.encode(), NAME.encode("utf-16")):
        assert post(shop, _signed(shop, body)) == 200
    with pytest.raises(HTTPError, match="401"):
        post(shop, Post(f"/{shop.id}/whatsapp_cloud", WRITTEN.encode(), {"X-Hub-Signature-256": OWN_SECRET}))
    with pytest.raises(HTTPError, match="401"):
        post(shop, Post(f"/{shop.id}/twilio?message={quote(PHONE)}", urlencode({"From": PHONE}).encode(), {}))
    for line in carriers:
        if line.hears_reports:
            assert post(shop, line.report(shop.id, f"{line.channel}-0", shop.now())) == 200
    shop.firebase.idle()
    shop.firebase.advance("5m")
    assert [each["channel"] for each in shop.all("conversations").values()] == ["whatsapp"]


def _from_meta(shop: Shop, messages: list[Any], contacts: list[Any]) -> Post:
    value = {"metadata": {"phone_number_id": NUMBER}, "contacts": contacts, "messages": messages}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return _signed(shop, json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode())


def _signed(shop: Shop, body: bytes) -> Post:
    proof = hmac.new(SECRETS["WIRE_META_APP"].encode(), body, hashlib.sha256).hexdigest()
    return Post(f"/{shop.id}/whatsapp_cloud", body, {"X-Hub-Signature-256": f"sha256={proof}"})


def _faults(shop: Shop, carriers: list[Line]) -> None:
    """Commits that fail and whose answers are lost, and functions that die of a call, wherever that is."""
    customer = {"phone": PHONE, "email": ADDRESS, "name": NAME}
    for faults in (
        {"abort_commits": 1.0},
        {"lose_answers": 0.5, "fail_reads": 0.3},
        {"crash_after_commit": 1.0},
    ):
        shop.firebase.faults(**faults)
        shop.post(order_id=f"faulty-{len(faults)}", customer=customer, note=WRITTEN)
        for line in carriers:
            _send(shop, line, f"{line.channel}-{'-'.join(faults)}")
        post(shop, _from_meta(shop, [], []))
        shop.firebase.idle(60)
        shop.firebase.faults()


def _our_own_mistakes(shop: Shop, carriers: list[Line]) -> None:
    """Tasks of another version of ours, and documents that no code of ours writes."""
    stored = {"path": f"orgs/{shop.id}/messages/old", "version": "2025-01-25T12:00:00Z"}
    content = {"id": "old", "customer_id": "c", "purpose": "marketing"}
    fields = {"to": {"is": PHONE}, "body": WRITTEN, "variables": [NAME]}
    for number, messages in enumerate(([content | {"stored": stored | {"fields": fields}}], [NAME], PHONE)):
        enqueue("deliversms", f"{shop.id}:old:{number}", {"org": shop.id, "messages": messages})
    items = [{"item": "message", "text": WRITTEN, "sender": {"phone": PHONE}}, PHONE]
    enqueue("takecallback", f"{shop.id}:old", {"org": shop.id, "provider": "waha", "items": items})
    _send(shop, carriers[1], "damaged", to={"is": PHONE}, variables={"name": [NAME]})
    shop.firebase.advance("1h")
