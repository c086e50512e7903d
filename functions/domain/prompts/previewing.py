"""A message is tried against a prompt (S003-28): what the assistant would answer, and nothing is written or sent."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field

from functions.domain.assistant.experiments import in_arms
from functions.domain.bookings.documents import PackageSeats
from functions.domain.conversations.documents import Conversation, conversation_id
from functions.domain.customers.addresses import normal_phone
from functions.domain.customers.identities import Identity
from functions.domain.kernel.decisions import NOTHING, Decision, Get, Reading, get_all
from functions.domain.kernel.errors import FieldFault, Malformed, NotFound
from functions.domain.kernel.validation import Form, OptionalId, Text, read_form
from functions.domain.language.choosing import sold
from functions.domain.model_answers.prompts import in_use, prompt_of
from functions.domain.orgs.org import Org
from functions.domain.prompts.playing import Model, PlayedAnswer, Scene, Stage, require_sentences
from functions.domain.prompts.saving import prompt_in, version_get
from functions.domain.replies.chat_states import chat_of
from functions.domain.replies.phases import FIRST
from functions.domain.replies.plans import Chat
from functions.domain.settings.prompts import ExamplePhase

MOST_SEATS_READ: Final = 50


class MessageForm(Form):
    """The seed's body (S003-28). `conversation_id`: of a chat that there is, which is gone on with; else that of the
    phone. `current_phase`: how far the chat has come, in place of what is known.
    """

    phone: Text
    message: Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
    conversation_id: OptionalId = None
    current_phase: ExamplePhase | None = None


@dataclass(frozen=True)
class TriedMessage:
    """What is tried: without a `version` the prompt with which the chat would be answered."""

    message: str
    phone: str | None = None
    conversation_id: str | None = None
    phase: ExamplePhase | None = None
    version: str | None = None


def read_message_form(body: object) -> MessageForm:
    """The body as a form. Raises Malformed with every fault."""
    return read_form(MessageForm, body, "message")


def asked_by(org: Org, form: MessageForm, version: str | None) -> TriedMessage:
    """What a body asks. Raises Malformed at `phone`."""
    try:
        phone = normal_phone(form.phone, org.settings.country)
    except ValueError as error:
        raise Malformed("message", [FieldFault("phone", str(error))]) from None
    return TriedMessage(form.message, phone, form.conversation_id, form.current_phase, version)


def read_situation(
    org: Org, asked: TriedMessage, *, now: datetime, model: Model | None
) -> Decision[tuple[Stage, Scene]]:
    """What a message would be answered with: `answered(stage, scene, (message,))`. It writes nothing.

    Bills 1 or 2 reads for the conversation, 1 for each package that is sold, and 1 for a version that is named. Raises
    NotFound where there is no such version, CannotBeDone where the business has no sentences.
    """
    known = yield from _conversation(org, asked)
    require_sentences(org)
    if known is not None:
        org, known = in_arms(org, known, now)
    today = org.day_of(now)
    seats = yield from _seats_left(org, sold(org.packages, today)[:MOST_SEATS_READ])
    id = known.id if known is not None else "whatsapp:new"
    prompt = prompt_of(org, id)
    if asked.version is not None:
        (document,) = yield from get_all(version_get(asked.version))
        if document is None:
            raise NotFound("version of the prompt")
        prompt = in_use(prompt_in(document))
    stage = Stage(org, prompt, today, model, seats, id)
    return NOTHING, (stage, _scene(org, known, asked.phase))


def _conversation(org: Org, asked: TriedMessage) -> Reading[Conversation | None]:
    ids = [asked.conversation_id] if asked.conversation_id else []
    if asked.phone is not None:
        ids.append(conversation_id(org, "whatsapp", Identity("phone", asked.phone)))
    if not ids:
        return None
    found = yield from get_all(*(Get(Conversation, id) for id in dict.fromkeys(ids)))
    return next((each for each in found if each is not None), None)


def _seats_left(org: Org, ids: tuple[str, ...]) -> Reading[dict[str, int]]:
    if not ids:
        return {}
    found = yield from get_all(*(Get(PackageSeats, id) for id in ids))
    taken = {each.id: each.taken for each in found if each is not None}
    return {id: max(0, org.packages[id].quota - taken.get(id, 0)) for id in ids}


def _scene(org: Org, known: Conversation | None, phase: ExamplePhase | None) -> Scene:
    if known is None:
        return Scene(Chat(phase=phase or FIRST, is_first=phase in (None, FIRST)))
    chat = chat_of(org, known)
    return Scene(chat if phase is None else replace(chat, phase=phase), known.language)


def told(found: PlayedAnswer) -> dict[str, Any]:
    """The seed's answer. `response_text` is empty where nothing would be said."""
    attached = found.answer.attachment
    return {
        "response_text": found.answer.text,
        "media_to_send": [{"type": attached.kind, "url": attached.url}] if attached is not None else [],
        "new_phase": found.plan.chat.phase,
        "confidence": found.plan.confidence,
        "should_escalate": found.plan.handover is not None,
    }
