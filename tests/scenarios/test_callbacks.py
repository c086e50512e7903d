"""Providers tell us what became of messages and what customers wrote: signed, in batches, twice, late and broken."""

import itertools
import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import provision
from functions.cloud_tasks.callback_items import pack
from functions.domain.providers.events import ProviderEvent
from tests.builders import NOON, OTHER_PHONE, PHONE
from tests.provider_events import a_gateway, a_preference, a_status, an_inbound
from tests.scenarios.conftest import SECRETS
from tests.scenarios.shop import Answer, Shop, signature

SECRET = SECRETS["SANDBOX_CALLBACKS"]
DAY = timedelta(hours=24)
MOST_POSTS = 50


@pytest.fixture
def told(shop: Shop, tmp_path: Path) -> Iterator[Shop]:
    """A shop whose provider is the sandbox, callbacks included."""
    file = tmp_path / "channels.yaml"
    file.write_text("sandbox: {callback_secret: {secret: SANDBOX_CALLBACKS}}")
    assert provision.main([shop.id, "--channels", str(file)]) == 0
    yield shop
    shop.firebase.advance("1h")  # what was to come again has come


def tell(shop: Shop, *items: ProviderEvent | Any, **how: Any) -> Answer:
    """Post items, signed as they should be, and wait until they are taken in."""
    contents = [pack(item).content if hasattr(item, "item") else item for item in items]
    answer = tell_raw(shop, json.dumps(contents).encode(), **how)
    shop.firebase.idle()
    return answer


def tell_raw(shop: Shop, body: bytes, **how: Any) -> Answer:
    defaults = {"path": f"/{shop.id}/sandbox", "signed": signature(body, SECRET)}
    return shop.post_raw(body, **(defaults | how))


def tell_until_taken(shop: Shop, items: list[ProviderEvent]) -> None:
    """What a provider does: post again until there is an answer."""
    body = json.dumps([pack(item).content for item in items]).encode()
    for _ in range(MOST_POSTS):
        if tell_raw(shop, body).status == 200:
            return
    raise AssertionError(f"not taken in {MOST_POSTS} posts")


def a_sent_message(shop: Shop, **changes: Any) -> None:
    """A message that the sandbox took, written by hand so that its provider's id is known."""
    fields = {
        "customer_id": "somebody",
        "cause": "m",
        "rule": "loyalty.tiers",
        "template": "tier_upgrade",
        "purpose": "transactional",
        "variables": {},
        "locale": "en-IN",
        "channel": "whatsapp",
        "status": "sent",
        "provider": "sandbox",
        "provider_message_id": "out-1",
        "created_at": NOON,
        "history": [],
    }
    shop.write("messages/m", fields | changes)


def conversation(shop: Shop) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The only conversation, and its messages by the provider's id."""
    ((id, found),) = shop.all("conversations").items()
    kept = shop.all(f"conversations/{id}/messages").values()
    by_id = {message["provider_message_id"]: message for message in kept}
    assert len(by_id) == len(kept)
    return found, by_id


def test_who_writes_becomes_a_customer_with_a_conversation_and_an_open_window(told: Shop) -> None:
    answer = tell(told, an_inbound())
    assert (answer.status, answer.text) == (200, "")
    customer_id, customer = told.customer()
    found, messages = conversation(told)
    assert (customer["phone"], customer["name"]) == (PHONE, "The regular")
    assert customer["windows"] == {"whatsapp": NOON + DAY}
    assert (found["customer_id"], found["last_inbound_at"]) == (customer_id, NOON)
    assert messages["in-1"]["text"] == "Do you have oat milk?"


def test_an_order_of_who_wrote_is_the_same_customer_s(told: Shop) -> None:
    tell(told, an_inbound())
    assert told.post().json["customer_id"] == told.customer()[0]


TALK = (
    an_inbound(id="in-1", text="oat?"),
    an_inbound(id="in-2", kind="edit", target_id="in-1", text="soy?", at=NOON + timedelta(seconds=1)),
    an_inbound(id="in-3", text="STOP", at=NOON + timedelta(seconds=2)),
    an_inbound(id="in-4", text="start", at=NOON + timedelta(seconds=3)),
)


@pytest.mark.item("S003-42")
@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_a_talk_comes_out_the_same_in_any_order_and_however_often(told: Shop, order: tuple[int, ...]) -> None:
    for at in order:
        tell(told, TALK[at])
    tell(told, *TALK)
    tell(told, *reversed(TALK))
    _, customer = told.customer()
    found, messages = conversation(told)
    assert set(messages) == {"in-1", "in-2", "in-3", "in-4"}
    assert (messages["in-1"]["text"], messages["in-1"]["edited_text"]) == ("oat?", "soy?")
    assert customer["whatsapp_opt_in"] is True
    assert customer["consents"]["whatsapp"]["marketing"]["detail"] == "start"
    assert found["last_inbound_at"] == NOON + timedelta(seconds=3)
    kinds = [each["interaction_type"] for each in told.all("interactions").values()]
    assert sorted(kinds) == ["opt_in", "opt_out"]
    assert told.all("dead_letters") == {}


FAULTS = {"abort_commits": 0.2, "lose_answers": 0.2, "crash_after_commit": 0.2}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_under_faults_and_two_at_once_a_talk_comes_out_the_same(told: Shop, seed: int) -> None:
    bsuid = {"user_id": "US.1"}
    alone = [an_inbound(id=f"alone-{n}", sender=bsuid, at=NOON + timedelta(minutes=n)) for n in range(3)]
    both = an_inbound(id="both", sender={**bsuid, "phone": PHONE}, at=NOON + timedelta(minutes=9))
    deliveries = [list(TALK), alone, [both], [*alone, both], list(reversed(TALK))] * 2
    random.Random(seed).shuffle(deliveries)
    told.firebase.faults(**FAULTS, seed=seed)
    with ThreadPoolExecutor(4) as providers:
        list(providers.map(lambda items: tell_until_taken(told, items), deliveries))
    told.firebase.faults()
    told.firebase.advance("6h")
    owner = {
        customer.get("joined_into") or customer["linked_to"] or id
        for id, customer in told.all("customers").items()
    }
    assert len(owner) == 1
    assert {c["customer_id"] for c in told.all("conversations").values()} == owner
    assert {link["customer_id"] for link in told.all("identities").values()} == owner
    kept = [m for c in told.all("conversations") for m in told.all(f"conversations/{c}/messages").values()]
    assert sorted(m["provider_message_id"] for m in kept if m["kind"]) == sorted(
        ["alone-0", "alone-1", "alone-2", "both", "in-1", "in-2", "in-3", "in-4"]
    )
    assert [m["edited_text"] for m in kept if m["edited_at"]] == ["soy?"]
    customer = told.read(f"customers/{owner.pop()}")
    assert customer["consents"]["whatsapp"]["marketing"]["detail"] == "start"
    assert customer["whatsapp_opt_in"] is True
    kinds = [each["interaction_type"] for each in told.all("interactions").values()]
    assert sorted(set(kinds) - {"customers_joined"}) == ["opt_in", "opt_out"]
    assert told.all("dead_letters") == {}


def test_every_kind_of_item_twice_takes_effect_once(told: Shop) -> None:
    items = (
        an_inbound(),
        a_status(),
        a_preference(),
        a_gateway(provider="sandbox"),
    )
    tell(told, an_inbound(id="in-0"))
    a_sent_message(told)
    for _ in range(2):
        assert tell(told, *items).status == 200
        for item in items:
            assert tell(told, item).status == 200
    assert told.read("messages/m")["status"] == "delivered"
    assert len(told.read("messages/m")["history"]) == 1
    assert told.customer()[1]["consents"]["whatsapp"]["marketing"]["how"] == "provider"
    org = told.client.document(f"orgs/{told.id}").get().to_dict() or {}
    assert org["paused_channels"] == {"whatsapp": "FAILED"}
    assert set(conversation(told)[1]) == {"in-0", "in-1"}
    assert len(told.all("interactions")) == 1


def test_one_bad_item_among_good_ones_is_kept_and_they_go_on(told: Shop) -> None:
    bad = {"item": "message", "id": "in-2", "text": ["no", ["text"]]}
    for _ in range(2):
        assert tell(told, an_inbound(id="in-1"), bad, an_inbound(id="in-3")).status == 200
    assert set(conversation(told)[1]) == {"in-1", "in-3"}
    (letter,) = told.all("dead_letters").values()
    assert letter["source"] == "callback:sandbox"
    assert json.loads(letter["payload"]["raw"])["raw"] == bad


def test_a_genuine_body_that_cannot_be_read_is_kept_as_it_came(told: Shop) -> None:
    assert tell_raw(told, b'{"not": "a list"').status == 200
    (letter,) = told.all("dead_letters").values()
    assert letter["payload"]["raw"] == '{"not": "a list"'


def test_a_large_callback_goes_on_many_tasks_and_all_of_it_is_taken_in(told: Shop) -> None:
    items = [an_inbound(id=f"in-{n}", sender={"phone": f"+1202555{100 + n % 20:04}"}) for n in range(240)]
    assert tell(told, *items).status == 200
    found = told.all("conversations")
    kept = [m for id in found for m in told.all(f"conversations/{id}/messages").values()]
    assert (len(found), len(kept)) == (20, 240)
    assert {m["provider_message_id"] for m in kept} == {f"in-{n}" for n in range(240)}


@pytest.mark.parametrize(("size", "status"), [(3 * 1024 * 1024, 200), (3 * 1024 * 1024 + 1, 413)])
def test_a_callback_may_have_3_megabytes(told: Shop, size: int, status: int) -> None:
    assert tell_raw(told, b"[]" + b" " * (size - 2)).status == status
    assert told.is_empty()


def strangers(shop: Shop) -> dict[str, Answer]:
    body = json.dumps([pack(an_inbound()).content]).encode()
    return {
        "forged": tell_raw(shop, body, signed=signature(body, "guess")),
        "unsigned": tell_raw(shop, body, signed=""),
        "signed for another body": tell_raw(shop, body + b" ", signed=signature(body, SECRET)),
        "unknown organisation": tell_raw(shop, body, path="/nobody/sandbox"),
        "organisation that cannot be": tell_raw(shop, body, path="/__nobody__/sandbox"),
        "provider not set up": tell_raw(shop, body, path=f"/{shop.id}/waha"),
        "forged handshake": tell_raw(shop, b"", method="GET", signed=signature(b"", "guess")),
    }


def test_who_is_not_the_provider_is_refused_in_the_same_words_and_nothing_is_kept(told: Shop) -> None:
    answers = strangers(told)
    assert {(answer.status, answer.text) for answer in answers.values()} == {(401, answers["forged"].text)}, (
        answers
    )
    told.firebase.idle()
    assert told.is_empty()


def test_a_shop_without_a_provider_is_answered_like_one_that_does_not_exist(shop: Shop) -> None:
    body = b"[]"
    answer = tell_raw(shop, body)
    nobody = tell_raw(shop, body, path="/nobody/sandbox")
    assert (answer.status, answer.text) == (nobody.status, nobody.text) == (401, nobody.text)


def test_a_provider_that_is_set_up_after_it_was_refused_is_served(shop: Shop, tmp_path: Path) -> None:
    assert tell_raw(shop, b"[]").status == 401
    file = tmp_path / "channels.yaml"
    file.write_text("sandbox: {callback_secret: {secret: SANDBOX_CALLBACKS}}")
    assert provision.main([shop.id, "--channels", str(file)]) == 0
    statuses = (tell_raw(shop, b"[]").status for _ in itertools.count())
    assert next(status for status in statuses if status != 401) == 200


def test_a_handshake_is_answered(told: Shop) -> None:
    answer = tell_raw(told, b"", method="GET", path=f"/{told.id}/sandbox?challenge=4711")
    assert (answer.status, answer.text) == (200, "4711")


def test_another_method_is_told_which_there_are(told: Shop) -> None:
    answer = tell_raw(told, b"[]", method="PUT")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")


def test_a_status_that_is_faster_than_the_send_s_own_answer_takes_effect_when_it_comes_again(
    told: Shop,
) -> None:
    tell(told, a_status(status="read"), a_status(status="delivered"))
    a_sent_message(told)
    told.firebase.advance("1m")
    assert told.read("messages/m")["status"] == "read"


def test_statuses_of_messages_that_are_not_ours_are_asked_for_a_few_times_and_leave_nothing(
    told: Shop,
) -> None:
    told.firebase.reset_meter()
    assert tell(told, a_status(id="theirs")).status == 200
    told.firebase.advance("6h")
    assert told.is_empty()
    assert told.firebase.meter()["by_function"]["takecallback"] == {"reads": 4, "writes": 0, "deletes": 0}


def test_a_status_bills_1_read_and_1_write(told: Shop) -> None:
    a_sent_message(told)
    tell(told, a_status(status="delivered"))
    told.firebase.reset_meter()
    tell(told, a_status(status="read"))
    billed = {"reads": 1, "writes": 1, "deletes": 0}
    assert told.firebase.meter()["by_function"]["takecallback"] == billed


def test_a_message_of_a_known_customer_bills_at_most_3_reads_and_3_writes(told: Shop) -> None:
    told.post()
    tell(told, an_inbound(at=NOON - timedelta(minutes=2)))
    told.firebase.reset_meter()
    tell(told, an_inbound(id="in-2", at=NOON - timedelta(minutes=1)))
    billed = {"reads": 3, "writes": 3, "deletes": 0}
    assert told.firebase.meter()["by_function"]["takecallback"] == billed


def test_who_wrote_stop_is_sent_nothing_more_there_and_start_brings_it_back(told: Shop) -> None:
    told.opted_in()
    tell(told, an_inbound(text="Berhenti!"))
    told.post_now(order_id="2", total="9000.00")
    told.firebase.idle()
    (message,) = told.messages()
    assert (message["status"], message["reason"]) == ("suppressed", "not_opted_in")
    assert {"channel": "whatsapp", "reason": "opted_out"} in message["skipped"]
    tell(told, an_inbound(id="in-2", text="MULAI", at=NOON + timedelta(seconds=1)))
    told.post_now(order_id="3", total="90000.00")
    told.firebase.idle()
    assert [each["status"] for each in told.messages()] == ["suppressed", "sent"]


def test_a_person_who_wrote_without_a_phone_and_bought_with_one_becomes_one_customer(told: Shop) -> None:
    bsuid = {"user_id": "US.13491208655302741918"}
    tell(told, an_inbound(sender=bsuid, text="STOP"))
    customer_id = told.post().json["customer_id"]
    assert len(told.all("customers")) == 2
    tell(told, an_inbound(id="in-2", sender={**bsuid, "phone": PHONE}))
    tell(told, an_inbound(id="in-3", sender=bsuid))
    found, messages = conversation(told)
    assert set(messages) == {"in-1", "in-2", "in-3"}
    assert found["customer_id"] == customer_id
    assert told.read(f"customers/{customer_id}")["consents"]["whatsapp"]["marketing"]["granted"] is False


def test_nothing_that_was_said_is_logged_and_no_path_tells_who_said_it(told: Shop) -> None:
    before = len(told.firebase.log)
    raw_id = f"false_{OTHER_PHONE[1:]}@c.us_3EB0"
    tell(told, an_inbound(id=raw_id, sender={"phone": OTHER_PHONE, "name": "Quietly"}, text="psst 4711"))
    tell(told, an_inbound(id="bad", sender={"name": "Quietly"}, text="psst 4711"))
    logged = told.firebase.log[before:]
    assert "takecallback" in logged
    paths = [
        d.reference.path for c in told.client.document(f"orgs/{told.id}").collections() for d in c.stream()
    ]
    for secret in (OTHER_PHONE[1:], "Quietly", "psst", "4711"):
        assert secret not in logged
        assert secret not in " ".join(paths)
