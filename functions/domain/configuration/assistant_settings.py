"""What of the assistant those change who write its texts (S003-20): the words and sentences of its conversation, when a
person gets a chat, and experiments. Whether it works at all, and how it waits, is for those who set the business up.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from functions.domain.configuration.by_staff import Edit
from functions.domain.configuration.kinds import SETTINGS_ROLES
from functions.domain.configuration.saving import Saved, change_settings, read_settings
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.settings.assistant import AssistantSettings
from functions.domain.staff.permissions import permitted
from functions.domain.staff.roles import Role

ROLES: Final[frozenset[Role]] = SETTINGS_ROLES | {"marketing"}
CHANGED: Final = (
    *("languages", "words", "templates", "most_listed", "medium"),
    *("reserved", "handover_below", "faq_from", "unknown_most", "experiments"),
)
_ASSISTANT: Final = "assistant"


def read_assistant(org_id: str, uid: str) -> Decision[Saved]:
    """These settings as they stand, with their defaults; `revision` is that of all settings. Bills 2 reads. Raises
    Forbidden.
    """
    yield from permitted(uid, ROLES)
    changes, saved = yield from read_settings(org_id)
    return changes, _of_assistant(saved)


def change_assistant(org_id: str, uid: str, edit: Edit, *, now: datetime) -> Decision[Saved]:
    """Change some of these settings, as `change_settings` does (RFC 7396). Malformed at a field that is not among them,
    or is wrong. Bills 1 read more than that. Raises Forbidden, Outdated.
    """
    yield from permitted(uid, ROLES)
    if not isinstance(edit.content, Mapping):
        raise Malformed("settings", [FieldFault("body", "must be an object")])
    _require_changed(edit.content)
    try:
        changes, saved = yield from change_settings(
            org_id, {_ASSISTANT: edit.content}, by=uid, now=now, expected_revision=edit.revision
        )
    except Malformed as error:
        raise Malformed(error.what, [_as_sent(fault) for fault in error.faults]) from None
    return changes, _of_assistant(saved)


def _as_sent(fault: FieldFault) -> FieldFault:
    """A fault by the path in what was sent."""
    return FieldFault(fault.path.removeprefix(f"{_ASSISTANT}."), fault.message)


def _require_changed(content: Mapping[str, Any]) -> None:
    faults = [
        FieldFault(name, f"is not changed here: {', '.join(CHANGED)} are")
        for name in content
        if name not in CHANGED
    ]
    if faults:
        raise Malformed("settings", faults)


def _of_assistant(saved: Saved) -> Saved:
    written = saved.content.get(_ASSISTANT)
    settings = AssistantSettings.model_validate(written if isinstance(written, Mapping) else {})
    content = settings.model_dump(mode="json", include=set(CHANGED))
    return saved.with_changes(content=content)
