"""`/conversations`: whose a chat is, a person's or the assistant's (S003-37)."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from functions.domain.commands.kinds import KINDS
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.replies import CommandAnswer


class HandoverBody(BaseModel):
    """The seed's body: `assigned_to` a member's uid."""

    model_config = ConfigDict(defer_build=True)
    assigned_to: str | None = None
    handover_notes: str | None = None


class GiveBackBody(BaseModel):
    model_config = ConfigDict(defer_build=True)
    phase: str | None = None


def _given(asked: Asked, kind: str) -> Reply:
    data: dict[str, Any] = body_of(asked, conversation_id=asked.path["id"])
    return Reply(given(asked, kind, data).value)


def _hand_over(asked: Asked) -> Reply:
    return _given(asked, "hand_over_conversation")


def _give_back(asked: Asked) -> Reply:
    return _given(asked, "give_back_conversation")


OPERATIONS = (
    Operation(
        "POST",
        "/conversations/<string(maxlength=400):id>/handover",
        "Hand a conversation over to a member, or to whom the pool finds",
        _hand_over,
        CommandAnswer,
        form=HandoverBody,
        given=("conversation_id",),
        roles=KINDS["hand_over_conversation"].roles,
    ),
    Operation(
        "POST",
        "/conversations/<string(maxlength=400):id>/give_back",
        "Give a conversation back to the assistant",
        _give_back,
        CommandAnswer,
        form=GiveBackBody,
        given=("conversation_id",),
        roles=KINDS["give_back_conversation"].roles,
    ),
)
