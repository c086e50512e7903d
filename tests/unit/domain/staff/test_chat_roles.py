"""The roles of an agency whose chats are answered (S003-01): what each of them may and may not, by hand."""

from typing import Any

import pytest

from functions import presets
from functions.domain.commands.kinds import KINDS
from functions.domain.commands.settle import settle_command
from functions.domain.configuration.kinds import KINDS as CONFIGURATION
from functions.domain.configuration.kinds import SETTINGS_ROLES
from functions.domain.staff.readers import READERS
from functions.domain.staff.roles import Role
from tests.builders import a_command
from tests.chats import Chats
from tests.memory import a_store, run

CHATS = ("hand_over_conversation", "give_back_conversation", "capture_chat_lead")
SEATS = ("reserve_seats", "change_booking", "cancel_booking")
CONTENT = ("packages", "faqs", "templates")
# The seed's name of a role, ours, and which commands, content and documents are open or closed to it.
TABLE: tuple[tuple[str, Role, dict[str, tuple[str, ...]]], ...] = (
    (
        "Marketing Admin",
        "marketing",
        {
            "gives": (*CHATS, "save_lead", "change_customer"),
            "gives_not": ("send_message", *SEATS, "confirm_booking", "change_settings", "change_member"),
            "saves": CONTENT,
            "saves_not": ("pipelines", "territories"),
            "reads": ("conversations", "leads", "packages", "faqs", "campaigns", "package_seats"),
            "reads_not": ("bookings", "pilgrims", "invoices", "audit", "members"),
        },
    ),
    (
        "Sales Admin",
        "agent",
        {
            "gives": (*CHATS, "send_message", "save_lead", "convert_lead", *SEATS),
            "gives_not": ("change_settings", "change_member", "record_invoice"),
            "saves": (),
            "saves_not": CONTENT,
            "reads": ("conversations", "leads", "packages", "faqs", "bookings", "pilgrims", "tasks"),
            "reads_not": ("invoices", "audit", "members", "opportunities"),
        },
    ),
    (
        "System Admin",
        "owner",
        {
            "gives": (*CHATS, "change_settings", "change_member", "send_message", *SEATS, "confirm_booking"),
            "gives_not": (),
            "saves": (*CONTENT, "pipelines", "territories"),
            "saves_not": (),
            "reads": ("conversations", "leads", "packages", "bookings", "audit", "members"),
            "reads_not": (),
        },
    ),
)


@pytest.mark.item("S003-01")
@pytest.mark.parametrize(
    ("name", "role", "rights"), TABLE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_role_may_what_stands_here_and_not_what_does_not(
    name: str, role: Role, rights: dict[str, tuple[str, ...]]
) -> None:
    readers = {row.collection: row.all for row in READERS}
    for kind in rights["gives"]:
        assert role in KINDS[kind].roles, kind
    for kind in rights["gives_not"]:
        assert role not in KINDS[kind].roles, kind
    for collection in rights["saves"]:
        assert role in CONFIGURATION[collection].roles, collection
    for collection in rights["saves_not"]:
        assert role not in CONFIGURATION[collection].roles, collection
    assert [each for each in rights["reads"] if role not in readers[each]] == []
    assert [each for each in rights["reads_not"] if role in readers[each]] == []
    assert (role in SETTINGS_ROLES) == (name == "System Admin")
    assert presets.load("umrah").settings.staff.role_names[role] == name


@pytest.mark.item("S003-01")
@pytest.mark.parametrize(
    "kind", ["change_settings", "send_message", "confirm_booking", "hand_over_conversation"]
)
def test_the_chatbot_is_no_member_and_gives_no_command(kind: str) -> None:
    """It writes conversations, phases, turns and leads, in the server's own decisions, and nothing else."""
    chats = Chats()
    chats.asks("UMR_MAR_2025_HEMAT")
    before = {p: dict(f) for p, f in chats.backend.documents.items()}
    given: dict[str, Any] = a_command(kind, {"conversation_id": chats.place})
    chats.backend.client_writes("orgs/kopi/commands/c", **given | {"by_uid": "assistant"})
    run(a_store(chats.backend), lambda: settle_command(chats.org, "c", chats.now))
    refused = chats.backend.documents.pop("orgs/kopi/commands/c")
    assert refused["status"] == "refused"
    assert chats.backend.documents == before


@pytest.mark.item("S003-01")
def test_the_chatbot_s_part_is_the_conversation_its_phase_and_its_lead() -> None:
    chats = Chats()
    for text in ("UMR_MAR_2025_HEMAT", "ya", "cara bayar?"):
        chats.asks(text)
    written = {path.split("/")[2] for path in chats.backend.documents}
    assert written <= {
        *("conversations", "customers", "identities", "messages", "interactions", "tasks", "leads"),
        *("opportunities", "assignments", "insights"),
    }
    (lead,) = chats.backend.all("leads").values()
    assert (lead["created_by"], chats.conversation["phase"]) == ("assistant", "booking")
