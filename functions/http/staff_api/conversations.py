"""`/conversations`: chats with all that was said in them, and whose they are, a person's or the assistant's."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.commands.kinds import KINDS
from functions.domain.conversations.documents import Conversation
from functions.domain.kernel.decisions import Decision
from functions.domain.replies.phases import Phase
from functions.domain.views.conversation_messages import conversation_messages
from functions.domain.views.conversations import conversation_shown, conversations_listed, turns_listed
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shown
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer

_ONE = "/conversations/<string(maxlength=400):id>"


class ConversationsQuery(PageQuery):
    """Those that have all of it."""

    owner: Annotated[
        str | None,
        Field(description="`me`, `assistant`, `staff` (a person is to be found), or a member's uid"),
    ] = None
    phase: Annotated[Phase | None, Field(description="how far they have come")] = None
    needs_human: Annotated[bool | None, Field(description="whether they wait for a person")] = None
    package: Annotated[str | None, Field(description="a package's code")] = None
    campaign: Annotated[str | None, Field(description="the code with which the customer came")] = None
    customer_id: Annotated[str | None, Field(description="those of a customer")] = None


class HandoverBody(BaseModel):
    """The seed's body: `assigned_to` a member's uid."""

    model_config = ConfigDict(defer_build=True)
    assigned_to: str | None = None
    handover_notes: str | None = None


class GiveBackBody(BaseModel):
    model_config = ConfigDict(defer_build=True)
    phase: str | None = None


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    return Reply(read(asked, lambda: conversations_listed(asked.org, asked.uid, asked.query, wanted=wanted)))


def _show(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: conversation_shown(asked.org, asked.uid, asked.path["id"])))


def _list_of(decide: Callable[..., Decision[dict[str, Any]]]) -> Callable[[Asked], Reply]:
    def answer(asked: Asked) -> Reply:
        wanted, org = Wanted.parse(asked.query), asked.org
        return Reply(read(asked, lambda: decide(org, asked.uid, asked.path["id"], wanted=wanted)))

    return answer


def _given(asked: Asked, kind: str) -> Reply:
    data: dict[str, Any] = body_of(asked, conversation_id=asked.path["id"])
    return Reply(given(asked, kind, data).value)


def _hand_over(asked: Asked) -> Reply:
    return _given(asked, "hand_over_conversation")


def _hand_over_named(asked: Asked) -> Reply:
    return Reply(given(asked, "hand_over_conversation", body_of(asked)).value)


def _give_back(asked: Asked) -> Reply:
    return _given(asked, "give_back_conversation")


OPERATIONS = (
    Operation(
        "GET",
        "/conversations",
        "Chats, the last written first",
        _list,
        ListAnswer,
        query=ConversationsQuery,
        reads=Conversation.collection,
    ),
    Operation(
        "GET",
        _ONE,
        "A chat with its customer and its handovers",
        _show,
        DocumentAnswer,
        reads=Conversation.collection,
    ),
    *(
        Operation(
            "GET",
            f"{_ONE}/{what}",
            summary,
            _list_of(decide),
            ListAnswer,
            query=PageQuery,
            reads=Conversation.collection,
        )
        for what, summary, decide in (
            ("turns", "How the assistant answered, the last turn first", turns_listed),
            ("messages", "What came in and went out, the newest first", conversation_messages),
        )
    ),
    Operation(
        "POST",
        "/conversations/handover",
        "The same as a chat's own handover, which the body names",
        _hand_over_named,
        CommandAnswer,
        kind="hand_over_conversation",
    ),
    Operation(
        "POST",
        f"{_ONE}/handover",
        "Hand a conversation over to a member, or to whom the pool finds",
        _hand_over,
        CommandAnswer,
        form=HandoverBody,
        given=("conversation_id",),
        roles=KINDS["hand_over_conversation"].roles,
    ),
    Operation(
        "POST",
        f"{_ONE}/give_back",
        "Give a conversation back to the assistant",
        _give_back,
        CommandAnswer,
        form=GiveBackBody,
        given=("conversation_id",),
        roles=KINDS["give_back_conversation"].roles,
    ),
)
