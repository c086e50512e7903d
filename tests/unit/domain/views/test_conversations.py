"""Chats as staff see them: lists by whose they are, all that was said in one, and no phone for those who may not."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import FeatureOff, Forbidden, Malformed, NotFound
from functions.domain.settings.business import Settings
from functions.domain.staff.members import Member
from functions.domain.views.conversation_messages import conversation_messages
from functions.domain.views.conversations import conversation_shown, conversations_listed, turns_listed
from functions.domain.views.pages import Wanted
from tests.builders import PHONE
from tests.chats import Chats
from tests.memory import a_store, run

CODE = "UMR_MAR_2025_HEMAT"
OTHER = "+6281255501234"
ALL = Wanted(50)


def with_members() -> Chats:
    chats = Chats()
    chats.backend.put(Member(id="desk", roles=("agent",)))
    chats.backend.put(Member(id="rep", roles=("sales_rep",)))
    chats.backend.put(Member(id="driver", roles=("delivery",)))
    return chats


def seen(chats: Chats, decision: Any, *given: Any, uid: str = "desk", wanted: Wanted = ALL) -> Any:
    def decide() -> Decision[Any]:
        return decision(chats.org, uid, *given, wanted=wanted)  # type: ignore[no-any-return]

    return run(a_store(chats.backend), decide)


def one(chats: Chats, id: str, uid: str = "desk") -> Any:
    return run(a_store(chats.backend), lambda: conversation_shown(chats.org, uid, id))


def of_phone(chats: Chats, phone: str) -> str:
    """The conversation of a customer's."""
    customers = chats.backend.all("customers")
    (id,) = [f["conversation_ids"]["whatsapp"] for f in customers.values() if f["phone"] == phone]
    return str(id)


def two_chats() -> Chats:
    """One that came to booking and waits for a person, and a later one with the assistant."""
    chats = with_members()
    for text in (CODE, "ya", "cara bayar?"):
        chats.asks(text)
    chats.says("Halo", phone=OTHER)
    chats.wait(8)
    chats.turn(of_phone(chats, OTHER))
    chats.wait(60)
    return chats


def taken_by(chats: Chats, id: str, uid: str) -> None:
    chats.backend.documents[f"orgs/kopi/conversations/{id}"]["owner"] = uid


@pytest.mark.item("S003-54")
@pytest.mark.parametrize(
    ("query", "phones"),
    [
        ({}, [OTHER, PHONE]),
        ({"owner": "staff"}, [PHONE]),
        ({"owner": "assistant"}, [OTHER]),
        ({"owner": "me"}, []),
        ({"owner": "somebody-else"}, []),
        ({"phase": "booking"}, [PHONE]),
        ({"phase": "leads"}, [OTHER]),
        ({"needs_human": "true"}, [PHONE]),
        ({"needs_human": "false"}, [OTHER]),
        ({"package": CODE}, [PHONE]),
        ({"campaign": CODE}, [PHONE]),
        ({"campaign": CODE, "phase": "leads"}, []),
        ({"campaign": CODE, "phase": "booking", "owner": "staff", "needs_human": "true"}, [PHONE]),
    ],
)
def test_a_list_has_those_that_fit_all_of_it_the_last_written_first(
    query: dict[str, str], phones: list[str]
) -> None:
    listed = seen(two_chats(), conversations_listed, query)
    assert [row["customer"]["phone"] for row in listed["items"]] == phones
    assert listed["next"] is None


def test_a_list_goes_on_after_its_cursor() -> None:
    chats = two_chats()
    first = seen(chats, conversations_listed, {}, wanted=Wanted(1))
    second = seen(chats, conversations_listed, {}, wanted=Wanted(1, first["next"]))
    ids = [row["id"] for row in (*first["items"], *second["items"])]
    assert ids == [of_phone(chats, OTHER), of_phone(chats, PHONE)]
    with pytest.raises(Malformed, match="cursor"):
        seen(chats, conversations_listed, {"phase": "booking"}, wanted=Wanted(1, first["next"]))


@pytest.mark.parametrize(
    ("query", "path"), [({"phase": "won"}, "phase"), ({"needs_human": "1"}, "needs_human")]
)
def test_what_a_list_cannot_be_asked_by_is_named(query: dict[str, str], path: str) -> None:
    with pytest.raises(Malformed) as refused:
        seen(with_members(), conversations_listed, query)
    assert [fault.path for fault in refused.value.faults] == [path]


def test_a_rep_lists_what_they_have_taken_without_the_phone_of_a_customer_who_is_another_s() -> None:
    chats = two_chats()
    id = of_phone(chats, PHONE)
    assert seen(chats, conversations_listed, {}, uid="rep")["items"] == []
    taken_by(chats, id, "rep")
    (row,) = seen(chats, conversations_listed, {}, uid="rep")["items"]
    assert (row["id"], row["customer"]["name"], row["customer"]["phone"]) == (id, "A pilgrim", None)
    assert one(chats, id, "rep")["customer"]["phone"] is None
    said = seen(chats, conversation_messages, id, uid="rep")["items"]
    assert said
    assert all("to" not in row and "provider_message_id" not in row for row in said)
    assert PHONE.removeprefix("+") not in str(said)
    assert len(seen(chats, turns_listed, id, uid="rep")["items"]) == 3


def test_a_rep_sees_neither_others_chats_nor_whether_there_is_one() -> None:
    chats = two_chats()
    for id in (of_phone(chats, PHONE), "whatsapp:none"):
        for decision in (turns_listed, conversation_messages):
            with pytest.raises(Forbidden, match="is not assigned to you"):
                seen(chats, decision, id, uid="rep")
    with pytest.raises(Forbidden, match="taken only"):
        seen(chats, conversations_listed, {"owner": "staff"}, uid="rep")


def test_a_rep_reads_the_chat_of_a_customer_of_theirs_with_the_phone() -> None:
    chats = two_chats()
    (key,) = [path for path, f in chats.backend.documents.items() if f.get("phone") == PHONE]
    chats.backend.documents[key]["owner_uid"] = "rep"
    id = of_phone(chats, PHONE)
    assert one(chats, id, "rep")["customer"]["phone"] == PHONE
    (row,) = seen(chats, conversations_listed, {"customer_id": key.split("/")[-1]}, uid="rep")["items"]
    assert row["customer"]["phone"] == PHONE


@pytest.mark.parametrize("uid", ["driver", "stranger"])
def test_those_whose_role_reads_no_chats_are_refused(uid: str) -> None:
    chats = two_chats()
    with pytest.raises(Forbidden):
        seen(chats, conversations_listed, {}, uid=uid)
    with pytest.raises(Forbidden):
        one(chats, of_phone(chats, PHONE), uid)


def test_there_is_none_to_those_who_read_all_and_nothing_while_the_crm_is_off() -> None:
    chats = with_members()
    with pytest.raises(NotFound):
        one(chats, "whatsapp:none")
    settings = chats.org.settings.model_dump(mode="json") | {"features": {"crm": False, "loyalty": False}}
    chats.org = chats.org.model_copy(update={"settings": Settings.model_validate(settings)})
    for decision, given in ((conversations_listed, {}), (turns_listed, "whatsapp:none")):
        with pytest.raises(FeatureOff):
            seen(chats, decision, given)


@pytest.mark.item("S003-54")
def test_one_says_how_far_it_has_come_and_who_had_it() -> None:
    chats = two_chats()
    shown = one(chats, of_phone(chats, PHONE))
    assert (shown["phase"], shown["cycle"], shown["owner"]) == ("booking", 1, "staff")
    assert (shown["package_code"], shown["campaign_code"], shown["needs_human"]) == (CODE, CODE, True)
    assert [each["because"] for each in shown["handovers"]] == ["payment"]
    assert list(shown["lead_ids"]) == ["1"]
    assert "waiting" not in shown


@pytest.mark.item("S003-54")
def test_its_turns_have_all_that_is_kept_the_last_first() -> None:
    chats = two_chats()
    turns = seen(chats, turns_listed, of_phone(chats, PHONE))["items"]
    assert [(turn["phase_before"], turn["phase_after"]) for turn in turns] == [
        ("interest", "booking"),
        ("leads", "interest"),
        (None, "leads"),
    ]
    first = turns[-1]
    assert (first["campaign_code"], first["confidence"], first["triggers"][0]) == (CODE, 1.0, f"code:{CODE}")
    assert first["attachment_url"].endswith("umr_mar_2025_hemat.jpg")
    assert [each["text"] for each in first["messages"]] == [CODE]
    assert turns[0]["handover"] == "payment"
    page = seen(chats, turns_listed, of_phone(chats, PHONE), wanted=Wanted(2))
    rest = seen(chats, turns_listed, of_phone(chats, PHONE), wanted=Wanted(2, page["next"]))
    assert [*page["items"], *rest["items"]] == turns


@pytest.mark.item("S003-54")
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_its_messages_are_in_one_list_whatever_the_pages_size(limit: int) -> None:
    chats = two_chats()
    id, cursor, rows = of_phone(chats, PHONE), None, []
    for _ in range(20):
        page = seen(chats, conversation_messages, id, wanted=Wanted(limit, cursor))
        rows += page["items"]
        if (cursor := page["next"]) is None:
            break
    assert [row["direction"] for row in rows] == ["out", "in"] * 3
    assert [row["text"] for row in rows if row["direction"] == "in"] == ["cara bayar?", "ya", CODE]
    assert rows == sorted(rows, key=lambda row: row["at"], reverse=True)
    assert {row["provider"] for row in rows if row["direction"] == "in"} == {"sandbox"}
    assert rows[-2]["attachment"]["url"].endswith("umr_mar_2025_hemat.jpg")


def test_an_echo_of_a_message_of_ours_is_left_out_and_what_staff_wrote_on_the_phone_is_not() -> None:
    chats = two_chats()
    id = of_phone(chats, PHONE)
    answer = next(path for path in chats.backend.documents if "/messages/turn:" in path)
    chats.backend.documents[answer]["provider_message_id"] = "true_1@c.us_OURS"
    chats.wait(1)
    chats.says("Harga", id="true_1@c.us_OURS", origin="echo")
    chats.says("Saya bantu", id="true_1@c.us_STAFF", origin="staff")
    chats.wait(1)
    chats.says("Dari sistem lain", id="true_1@c.us_OTHER", origin="echo")
    rows = seen(chats, conversation_messages, id)["items"]
    assert [row["text"] for row in rows if row.get("origin") in ("echo", "staff")] == [
        "Dari sistem lain",
        "Saya bantu",
    ]


def test_a_message_says_which_ad_it_came_from_and_where_the_customer_is() -> None:
    chats = with_members()
    extra = {"referral": {"source_id": "120"}, "location": {"latitude": 1.0}, "left_out": [{"value": "x"}]}
    chats.says("Halo", extra=extra)
    (row,) = seen(chats, conversation_messages, chats.place)["items"]
    assert (row["referral"], row["location"]) == ({"source_id": "120"}, {"latitude": 1.0})
    assert "left_out" not in row


def test_a_customer_who_is_gone_leaves_the_chat_readable() -> None:
    chats = two_chats()
    id = of_phone(chats, PHONE)
    owner = one(chats, id)["customer_id"]
    del chats.backend.documents[f"orgs/kopi/customers/{owner}"]
    assert one(chats, id)["customer"] is None
    assert len(seen(chats, conversations_listed, {})["items"]) == 2


def test_what_a_page_bills() -> None:
    chats = two_chats()
    for decision, given, reads in (
        (conversations_listed, ({},), 1 + 2 * 2),
        (turns_listed, (of_phone(chats, PHONE),), 3 + 3),
        (conversation_messages, (of_phone(chats, PHONE),), 3 + 6),
    ):
        before = chats.backend.billed.reads
        seen(chats, decision, *given)
        assert chats.backend.billed.reads - before == reads


def test_a_later_message_moves_a_chat_up() -> None:
    chats = two_chats()
    chats.now += timedelta(minutes=5)
    chats.says("Bagaimana?")
    rows = seen(chats, conversations_listed, {})["items"]
    assert [row["customer"]["phone"] for row in rows] == [PHONE, OTHER]
