"""WAHA's names of chats and messages, in the shapes that its engines give them."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.kernel.errors import ProviderSilent
from functions.providers.channels_file import parse_channels
from functions.providers.waha.ids import (
    MessageName,
    chat_of,
    digits_of,
    is_hidden,
    is_person,
    parse_message_id,
    plain_chat,
)
from functions.providers.waha.sending import message_id_of
from functions.providers.waha.settings import SETTINGS
from tests.providers.whatsapp_stub import waha_settings

CHAT = "12025550123@c.us"
HIDDEN = "131241241245@lid"
KEY = "3EB0C767D097B7C7A1F2"
ID = f"true_{CHAT}_{KEY}"


@pytest.mark.parametrize(
    "answer",
    [
        {"id": ID},
        {"id": {"fromMe": True, "remote": CHAT, "id": KEY, "_serialized": ID}},
        {"id": {"fromMe": True, "remote": CHAT, "id": KEY}},
        {"id": {"id": KEY}},
        {"id": KEY},
        {"key": {"remoteJid": "12025550123@s.whatsapp.net", "fromMe": True, "id": KEY}},
        {"key": {"remoteJid": "12025550123:7@s.whatsapp.net", "fromMe": True, "id": KEY}},
        {"key": {"id": KEY}},
        {"id": f"true_12025550123@s.whatsapp.net_{KEY}"},
        {"id": f"true_{CHAT}_{KEY}_{CHAT}"},
    ],
)
def test_each_engine_s_answer_gives_the_id_that_acknowledgements_carry(answer: dict[str, Any]) -> None:
    assert message_id_of(answer, CHAT) == ID


def test_a_message_to_a_hidden_chat_keeps_its_id() -> None:
    assert message_id_of({"id": f"true_{HIDDEN}_{KEY}"}, CHAT) == f"true_{HIDDEN}_{KEY}"


@pytest.mark.parametrize(
    "answer",
    [{}, {"id": None}, {"id": ""}, {"id": 5}, {"id": {}}, {"id": {"_serialized": ""}}, {"key": {"id": ""}}],
)
def test_an_answer_without_an_id_leaves_it_unknown(answer: dict[str, Any]) -> None:
    with pytest.raises(ProviderSilent):
        message_id_of(answer, CHAT)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"true_{CHAT}_{KEY}", MessageName(True, CHAT, KEY)),
        (f"false_{CHAT}_{KEY}", MessageName(False, CHAT, KEY)),
        (f"false_{HIDDEN}_{KEY}", MessageName(False, HIDDEN, KEY)),
        (f"false_120363297269676566@g.us_{KEY}_{CHAT}", MessageName(False, "120363297269676566@g.us", KEY)),
        (KEY, None),
        (f"maybe_{CHAT}_{KEY}", None),
        (f"true_{CHAT}", None),
        (f"true_{CHAT}_", None),
        (f"true_12025550123_{KEY}", None),
        ("", None),
    ],
)
def test_a_message_s_id_tells_direction_chat_and_key(text: str, name: MessageName | None) -> None:
    assert parse_message_id(text) == name


@pytest.mark.parametrize(
    ("chat", "plain", "digits", "hidden", "person"),
    [
        (CHAT, CHAT, "12025550123", False, True),
        ("12025550123@s.whatsapp.net", CHAT, "12025550123", False, True),
        ("12025550123:7@c.us", CHAT, "12025550123", False, True),
        (HIDDEN, HIDDEN, None, True, True),
        ("131241241245:3@lid", HIDDEN, None, True, True),
        ("120363297269676566@g.us", "120363297269676566@g.us", None, False, False),
        ("120363297269676566@newsletter", "120363297269676566@newsletter", None, False, False),
        ("status@broadcast", "status@broadcast", None, False, False),
        ("12025550123@broadcast", "12025550123@broadcast", None, False, False),
        ("12025550123", "12025550123", None, False, False),
        ("١٢٠٢٥٥٥٠١٢٣@c.us", "١٢٠٢٥٥٥٠١٢٣@c.us", None, False, False),
        ("", "", None, False, False),
    ],
)
def test_only_a_person_s_chat_has_a_number(
    chat: str, plain: str, digits: str | None, hidden: bool, person: bool
) -> None:
    assert (plain_chat(chat), digits_of(chat), is_hidden(chat), is_person(chat)) == (
        plain,
        digits,
        hidden,
        person,
    )


def test_a_phone_s_chat_has_its_digits() -> None:
    assert chat_of("+12025550123") == CHAT


@pytest.mark.parametrize(
    "wrong",
    [{"session": ""}, {"session": "a b"}, {"base_url": "waha:3000"}, {"hmac_key": None}, {"url": "x"}],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    right = waha_settings().model_dump(mode="json")
    assert SETTINGS.model_validate(right).session == "default"
    with pytest.raises(ValidationError):
        SETTINGS.model_validate(right | wrong)


def test_a_channels_file_has_it_serve_whatsapp_and_names_its_secrets() -> None:
    found = parse_channels({"waha": waha_settings().model_dump(mode="json")}, "channels.yaml")
    assert found.served_by == {"whatsapp": "waha"}
    assert found.windowless == ("whatsapp",)
    assert found.secret_names == ("KOPI_WAHA", "KOPI_WAHA_HMAC")
