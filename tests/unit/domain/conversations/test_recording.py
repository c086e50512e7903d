"""A message of a conversation is kept once, whatever comes how often and in whatever order; a customer's own one means
something, what the business said itself does not.
"""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.conversations.recording import record_inbound
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.kernel.errors import Malformed
from functions.domain.providers.events import InboundMessage
from tests.builders import NOON, OTHER_PHONE, PHONE, a_customer, an_org
from tests.memory import Billed, DictBackend, a_store, run
from tests.provider_events import an_inbound

ORG = an_org()
DAY = timedelta(hours=24)
BSUID = "US.13491208655302741918"


def take(backend: DictBackend, *items: InboundMessage, now: Any = NOON) -> None:
    for item in items:
        run(a_store(backend), lambda item=item: record_inbound(ORG, item, now))  # type: ignore[misc]


def conversations(backend: DictBackend) -> dict[str, dict[str, Any]]:
    return {id: f for id, f in backend.all("conversations").items() if "/" not in id}


def messages(backend: DictBackend) -> dict[str, dict[str, Any]]:
    """All that was said, by the provider's id."""
    found = {id: f for id, f in backend.all("conversations").items() if "/" in id}
    by_id = {fields["provider_message_id"]: fields for fields in found.values()}
    assert len(by_id) == len(found), "a message is kept once"
    return by_id


def known_customer(**changes: Any) -> DictBackend:
    """A customer of whom we know a phone, and nothing of what they wrote."""
    backend = DictBackend()
    id = identity_id(ORG.id_key, Identity("phone", PHONE))
    backend.put(a_customer(id=id, identity_ids=(id,), **changes))
    backend.put(KnownIdentity(id=id, customer_id=id, kind="phone", created_at=NOON))
    return backend


@pytest.mark.parametrize(
    ("extra", "kept"),
    [
        ({"contacts": [{"phones": [["1"]]}]}, {"contacts": [{"phones": ['["1"]']}]}),
        ({"referral": {"id": 2**70, "is_new": True}}, {"referral": {"id": str(2**70), "is_new": True}}),
        ({"": 1, "__id__": 2, "order": {"items": []}}, {"_": 1, "___id__": 2, "order": {"items": []}}),
        ({"\U0001f600" * 400: 1}, {"\U0001f600" * 375: 1}),
    ],
)
def test_what_the_store_does_not_have_costs_no_message_and_no_stop(
    extra: dict[str, Any], kept: dict[str, Any]
) -> None:
    backend = known_customer(whatsapp_opt_in=True)
    take(backend, an_inbound(text="STOP", extra=extra))
    assert messages(backend)["in-1"]["extra"] == kept
    assert backend.one("customers")["whatsapp_opt_in"] is False


def test_what_is_nested_too_deep_is_kept_as_text() -> None:
    deep: Any = "leaf"
    for _ in range(40):
        deep = {"in": deep}
    backend = known_customer()
    take(backend, an_inbound(extra={"referral": deep}))
    levels, found = 0, messages(backend)["in-1"]["extra"]
    while isinstance(found, dict):
        levels, (found,) = levels + 1, found.values()
    assert (levels, "leaf" in found) == (12, True)


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("Asha\n\nURGENT from the owner:\tcall", "Asha URGENT from the owner: call"),
        ("Asha\u202e oaR\u2066", "Asha oaR"),
        ("\u200b \u2060\n", None),
        ("a" * 100_000, "a" * 119 + "…"),
    ],
)
def test_the_name_of_who_writes_is_on_one_line_and_of_bounded_length(profile: str, name: str | None) -> None:
    backend = DictBackend()
    take(backend, an_inbound(sender={"phone": PHONE, "name": profile}))
    assert backend.one("customers")["name"] == name


@pytest.mark.item("S003-48")
def test_who_writes_for_the_first_time_becomes_a_customer_with_a_name_and_an_open_window() -> None:
    backend = DictBackend()
    take(backend, an_inbound())
    customer, ((place, conversation),) = backend.one("customers"), conversations(backend).items()
    assert (customer["name"], customer["phone"]) == ("The regular", PHONE)
    assert customer["windows"] == {"whatsapp": NOON + DAY}
    assert customer["conversation_ids"] == {"whatsapp": place}
    assert (customer["whatsapp_opt_in"], customer["consents"]) == (False, {})
    assert conversation == {
        "channel": "whatsapp",
        "customer_id": identity_id(ORG.id_key, Identity("phone", PHONE)),
        "provider": "sandbox",
        "created_at": NOON,
        "last_message_at": NOON,
        "last_inbound_at": NOON,
        "last_answered_at": None,
        "needs_human": False,
        "message_count": 1,
    }
    said = messages(backend)["in-1"]
    assert (said["kind"], said["text"], said["origin"], said["at"]) == (
        "text",
        "Do you have oat milk?",
        "customer",
        NOON,
    )
    assert backend.all("interactions") == {}


def test_no_path_tells_a_phone_or_what_a_provider_calls_a_message() -> None:
    backend = DictBackend()
    raw = f"false_{PHONE[1:]}@c.us_3EB0/odd id/" + "x" * 2000
    take(backend, an_inbound(id=raw, sender={"phone": PHONE, "user_id": BSUID}))
    for path in backend.documents:
        assert PHONE[1:] not in path
        assert BSUID not in path
        assert len(path) < 200
        assert len(path.split("/")) in (4, 6)
    assert messages(backend)[raw]["provider_message_id"] == raw


def test_a_message_of_a_known_customer_bills_3_reads_and_3_writes() -> None:
    backend = known_customer()
    take(backend, an_inbound())
    backend.billed = Billed()
    later = NOON + timedelta(minutes=1)
    take(backend, an_inbound(id="in-2", at=later), now=later)
    assert backend.billed == Billed(reads=3, writes=3)


def test_so_does_one_of_a_customer_who_is_known_by_a_second_identity() -> None:
    backend = DictBackend()
    both = {"phone": PHONE, "user_id": BSUID}
    take(backend, an_inbound(sender={"user_id": BSUID}), an_inbound(id="in-2", sender=both))
    backend.billed = Billed()
    for minute, sender in enumerate((both, {"user_id": BSUID}), start=1):
        later = NOON + timedelta(minutes=minute)
        take(backend, an_inbound(id=f"later-{minute}", sender=sender, at=later), now=later)
    assert backend.billed == Billed(reads=6, writes=6)


def test_a_new_writer_with_one_identity_bills_2_reads_and_4_writes() -> None:
    backend = DictBackend()
    take(backend, an_inbound())
    assert backend.billed == Billed(reads=2, writes=4)


def test_a_repeated_message_changes_nothing() -> None:
    backend = DictBackend()
    take(backend, an_inbound())
    before = dict(backend.documents)
    writes = backend.billed.writes
    take(backend, an_inbound(), now=NOON + timedelta(days=6))
    assert backend.documents == before
    assert backend.billed.writes == writes


@pytest.mark.item("S003-27")
def test_one_id_of_two_providers_is_two_messages() -> None:
    backend = DictBackend()
    take(backend, an_inbound(), an_inbound(provider="twilio"))
    assert len(backend.all("conversations")) == 3


@pytest.mark.parametrize(
    ("origin", "kind", "opens"),
    [
        ("customer", "text", True),
        ("customer", "media", True),
        ("customer", "button", True),
        ("customer", "reaction", True),
        ("customer", "edit", False),
        ("customer", "revocation", False),
        ("customer", "system", False),
        ("echo", "text", False),
        ("staff", "text", False),
    ],
)
def test_only_what_a_customer_newly_writes_opens_the_window(origin: str, kind: str, opens: bool) -> None:
    backend = known_customer(name=None)
    take(backend, an_inbound(origin=origin, kind=kind, target_id="in-0"))
    ((_, conversation),) = conversations(backend).items()
    customer = backend.one("customers")
    assert customer["windows"] == ({"whatsapp": NOON + DAY} if opens else {})
    assert conversation["last_inbound_at"] == (NOON if opens else None)
    assert conversation["last_message_at"] == NOON
    assert customer["name"] == ("The regular" if origin == "customer" else None)
    assert (messages(backend)["in-1"]["origin"], messages(backend)["in-1"]["kind"]) == (origin, kind)


@pytest.mark.parametrize("order", list(itertools.permutations((0, 1, 2))))
def test_a_window_is_that_of_the_last_message_in_any_order(order: tuple[int, ...]) -> None:
    backend = known_customer()
    last = NOON + timedelta(hours=2)
    take(backend, *(an_inbound(id=f"in-{h}", at=NOON + timedelta(hours=h)) for h in order), now=last)
    ((_, conversation),) = conversations(backend).items()
    assert conversation["last_inbound_at"] == conversation["last_message_at"] == last
    assert backend.one("customers")["windows"] == {"whatsapp": last + DAY}


def test_a_provider_whose_clock_is_ahead_opens_no_longer_a_window() -> None:
    backend = known_customer()
    take(backend, an_inbound(at=NOON + timedelta(days=300)))
    assert backend.one("customers")["windows"] == {"whatsapp": NOON + DAY}


def test_a_message_that_is_late_leaves_the_window_where_it_is() -> None:
    backend = known_customer(windows={"whatsapp": NOON + DAY})
    take(backend, an_inbound(at=NOON - timedelta(hours=3)))
    assert backend.one("customers")["windows"] == {"whatsapp": NOON + DAY}


def test_each_channel_has_a_conversation_and_a_window_of_its_own() -> None:
    backend = known_customer()
    take(backend, an_inbound(), an_inbound(channel="sms", id="in-2", at=NOON - timedelta(hours=1)))
    assert {c["channel"] for c in conversations(backend).values()} == {"whatsapp", "sms"}
    assert backend.one("customers")["windows"] == {"whatsapp": NOON + DAY, "sms": NOON + timedelta(hours=23)}


EDIT = an_inbound(id="in-2", kind="edit", target_id="in-1", text="soy", at=NOON + timedelta(minutes=1))
LATER_EDIT = an_inbound(id="in-3", kind="edit", target_id="in-1", text="rice", at=NOON + timedelta(minutes=2))
REVOCATION = an_inbound(
    id="in-4", kind="revocation", target_id="in-1", text=None, at=NOON + timedelta(minutes=3)
)


@pytest.mark.parametrize("order", list(itertools.permutations((an_inbound(), EDIT, LATER_EDIT, REVOCATION))))
def test_edits_and_a_revocation_mark_their_message_in_any_order(order: tuple[InboundMessage, ...]) -> None:
    backend = known_customer()
    take(backend, *order, *order)
    found = messages(backend)
    assert set(found) == {"in-1", "in-2", "in-3", "in-4"}
    first = found["in-1"]
    assert (first["kind"], first["text"], first["at"]) == ("text", "Do you have oat milk?", NOON)
    assert (first["edited_text"], first["edited_at"]) == ("rice", LATER_EDIT.at)
    assert first["revoked_at"] == REVOCATION.at
    assert found["in-2"]["edited_at"] is None


def test_an_edit_under_the_id_of_what_it_edits_is_kept_beside_it() -> None:
    backend = known_customer()
    edit = EDIT.with_changes(id="in-1")
    take(backend, an_inbound(), edit, edit)
    kept = [f for id, f in backend.all("conversations").items() if "/" in id]
    assert sorted((f["kind"], f["edited_text"]) for f in kept if f["kind"]) == [
        ("edit", None),
        ("text", "soy"),
    ]


def test_a_reply_and_a_reaction_name_their_target_and_leave_it_alone() -> None:
    backend = known_customer()
    take(backend, an_inbound())
    before = messages(backend)["in-1"]
    take(backend, an_inbound(id="in-2", target_id="in-1"))
    take(backend, an_inbound(id="in-3", kind="reaction", target_id="in-1", text="👍"))
    found = messages(backend)
    assert found["in-1"] == before
    assert (found["in-2"]["target_id"], found["in-3"]["target_id"]) == ("in-1", "in-1")


@pytest.mark.item("S003-54")
def test_media_are_kept_by_reference() -> None:
    backend = known_customer()
    take(backend, an_inbound(kind="media", text=None, media=[{"kind": "image", "id": "4711"}]))
    (media,) = messages(backend)["in-1"]["media"]
    assert (media["kind"], media["id"], media["url"]) == ("image", "4711", None)


@pytest.mark.parametrize("sender", [{}, {"phone": "somebody"}, {"name": "The regular"}])
def test_a_message_without_a_sender_is_malformed_and_nothing_is_kept(sender: dict[str, Any]) -> None:
    backend = DictBackend()
    with pytest.raises(Malformed, match="neither a phone nor an id"):
        take(backend, an_inbound(sender=sender))
    assert backend.documents == {}


def consent(backend: DictBackend, purpose: str = "marketing") -> dict[str, Any]:
    found: dict[str, Any] = backend.one("customers")["consents"]["whatsapp"][purpose]
    return found


@pytest.mark.item("S000-75")
def test_stop_refuses_both_purposes_with_its_proof_and_leaves_an_interaction_that_names_the_rule() -> None:
    backend = known_customer()
    take(backend, an_inbound(text="Stop!"))
    proof = {"granted": False, "at": NOON, "how": "keyword", "by": "customer", "detail": "stop"}
    assert consent(backend, "marketing") == consent(backend, "transactional") == proof
    customer, interaction = backend.one("customers"), backend.one("interactions")
    assert (customer["whatsapp_opt_in"], customer["sms_opt_in"], customer["email_opt_in"]) == (
        False,
        True,
        True,
    )
    assert interaction["interaction_type"] == "opt_out"
    assert interaction["automation_id"] == "consent.keyword"
    assert interaction["outcome"] == "whatsapp"
    assert messages(backend)["in-1"]["text"] == "Stop!"


def test_stop_twice_is_one_refusal_and_one_interaction() -> None:
    backend = known_customer()
    take(backend, an_inbound(text="STOP"), an_inbound(text="STOP"))
    assert len(backend.all("interactions")) == 1


STOP = an_inbound(text="STOP")
START = an_inbound(id="in-2", text="START", at=NOON + timedelta(minutes=1))


@pytest.mark.parametrize("order", list(itertools.permutations((STOP, START))))
def test_what_was_said_last_holds_in_any_order(order: tuple[InboundMessage, ...]) -> None:
    backend = known_customer(whatsapp_opt_in=False)
    take(backend, *order)
    assert consent(backend)["granted"] is True
    assert backend.one("customers")["whatsapp_opt_in"] is True
    kinds = {i["interaction_type"] for i in backend.all("interactions").values()}
    assert kinds == {"opt_out", "opt_in"}


def said(text: str, number: int = 1, **changes: Any) -> InboundMessage:
    """A message of theirs, a minute after the one before."""
    return an_inbound(id=f"in-{number}", text=text, at=NOON + timedelta(minutes=number), **changes)


@pytest.mark.parametrize(
    "text", ["Stop promotions", "stop promotions, please", "प्रमोशन बंद करें", "Hentikan promosi"]
)
@pytest.mark.parametrize("kind", ["button", "text"])
def test_the_button_under_whatsapp_s_marketing_refuses_marketing_there_and_nothing_else(
    text: str, kind: str
) -> None:
    backend = known_customer()
    take(backend, said(text, kind=kind))
    customer = backend.one("customers")
    assert {c: list(by_purpose) for c, by_purpose in customer["consents"].items()} == {
        "whatsapp": ["marketing"]
    }
    assert consent(backend, "marketing")["granted"] is False
    assert customer["whatsapp_opt_in"] is True, "receipts still may be sent"
    assert backend.one("interactions")["interaction_type"] == "opt_out"


@pytest.mark.parametrize(
    "text", ["STOP ALL", "stopall", "stop all, thank you", "सब बंद करो", "stop semua", "সব বন্ধ করুন"]
)
def test_stop_all_refuses_marketing_on_every_channel(text: str) -> None:
    backend = known_customer()
    take(backend, said(text))
    customer = backend.one("customers")
    refused = {
        (c, p) for c, answers in customer["consents"].items() for p, a in answers.items() if not a["granted"]
    }
    everywhere = {(channel, "marketing") for channel in ("push", "whatsapp", "sms", "email")}
    assert refused == everywhere | {("whatsapp", "transactional")}
    assert (customer["whatsapp_opt_in"], customer["sms_opt_in"], customer["email_opt_in"]) == (
        False,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("was_open", "before", "is_open"),
    [
        (False, ["STOP"], True),  # out, and in again
        (True, ["STOP"], True),
        (False, ["Stop promotions"], True),
        (False, [], True),  # the first that they write
        (False, ["Do you have oat milk?"], False),  # never in, never out
        (True, ["Do you have oat milk?"], True),
    ],
)
def test_start_opens_a_channel_to_who_had_opted_out_or_writes_it_first_and_to_no_other(
    was_open: bool, before: list[str], is_open: bool
) -> None:
    backend = known_customer(whatsapp_opt_in=was_open)
    messages = [*before, "START"]
    take(backend, *(said(text, number) for number, text in enumerate(messages)))
    assert backend.one("customers")["whatsapp_opt_in"] is is_open


@pytest.mark.parametrize(
    "text",
    [
        "stop by tomorrow",
        "Please don't stop the deliveries",
        "I want to unsubscribe from all this",
        "कृपया यह सब बंद करें मुझे नहीं चाहिए",
        "tolong berhenti kirim pesan",
    ],
)
def test_a_longer_text_with_a_word_of_stop_goes_to_a_person_and_opts_out_of_nothing(text: str) -> None:
    backend = known_customer()
    take(backend, said(text))
    ((_, conversation),) = conversations(backend).items()
    customer = backend.one("customers")
    assert conversation["needs_human"] is True
    assert customer["awaits_answer"] == {"whatsapp": NOON + timedelta(minutes=1)}
    assert (customer["consents"], customer["whatsapp_opt_in"]) == ({}, True)
    assert backend.all("interactions") == {}


QUESTION = said("when do you stop serving?", 1)
ANSWER = said("At six.", 2, origin="staff")


@pytest.mark.parametrize("order", list(itertools.permutations((QUESTION, ANSWER))))
def test_a_person_s_answer_ends_the_wait_in_any_order(order: tuple[InboundMessage, ...]) -> None:
    backend = known_customer()
    take(backend, *order)
    ((_, conversation),) = conversations(backend).items()
    assert (conversation["needs_human"], backend.one("customers")["awaits_answer"]) == (False, {})


def test_our_own_automatic_message_is_no_answer() -> None:
    backend = known_customer()
    take(backend, QUESTION, said("We have missed you.", 2, origin="echo"))
    ((_, conversation),) = conversations(backend).items()
    assert conversation["needs_human"] is True
    assert list(backend.one("customers")["awaits_answer"]) == ["whatsapp"]


def test_a_word_of_the_business_itself_means_nothing() -> None:
    backend = known_customer()
    take(backend, an_inbound(text="STOP", origin="staff"), an_inbound(id="in-2", text="STOP", origin="echo"))
    customer = backend.one("customers")
    assert (customer["consents"], customer["whatsapp_opt_in"]) == ({}, True)
    assert backend.all("interactions") == {}


def test_a_word_opts_out_of_the_channel_on_which_it_was_said() -> None:
    backend = known_customer()
    take(backend, an_inbound(text="STOP", channel="sms", extra={"keyword": "stop"}))
    customer = backend.one("customers")
    assert list(customer["consents"]) == ["sms"]
    assert (customer["sms_opt_in"], customer["whatsapp_opt_in"]) == (False, True)


def test_two_first_messages_of_one_person_at_once_make_one_customer_and_one_conversation() -> None:
    backend = DictBackend()
    tries = 0

    def decide() -> Any:
        nonlocal tries
        changes = yield from record_inbound(ORG, an_inbound(), NOON)
        if not tries:
            tries += 1
            take(backend, an_inbound(id="in-2", at=NOON + timedelta(minutes=1)))
        return changes

    run(a_store(backend), decide)
    assert len(backend.all("customers")) == len(conversations(backend)) == 1
    assert set(messages(backend)) == {"in-1", "in-2"}


def test_another_phone_is_another_customer_and_another_conversation() -> None:
    backend = known_customer()
    take(backend, an_inbound(), an_inbound(id="in-2", sender={"phone": OTHER_PHONE}))
    assert len(backend.all("customers")) == len(conversations(backend)) == 2


def test_a_person_who_changes_the_number_and_writes_from_the_new_one_is_one_contact() -> None:
    backend = DictBackend()
    changed = an_inbound(id="in-2", kind="system", text=None, new_phone=OTHER_PHONE)
    for item in (an_inbound(), changed, an_inbound(id="in-3", sender={"phone": OTHER_PHONE})):
        for _ in range(2):
            run(a_store(backend), lambda item=item: record_inbound(ORG, item, NOON))  # type: ignore[misc]
    customer, conversation = backend.one("customers"), backend.all("conversations")
    assert customer["phone"] == OTHER_PHONE
    assert len([id for id in conversation if "/" not in id]) == 1
    assert len(backend.all("identities")) == 2
