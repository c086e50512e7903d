"""`send_message`: what a member of staff writes to a customer themselves, mostly an answer."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from functions.domain.automations.react import react
from functions.domain.commands.documents import Command, Result
from functions.domain.commands.requests import Request, instant_of, read_customer
from functions.domain.conversations.answering import answered
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import DocumentId, Form, OptionalId, Text
from functions.domain.messages.answers import compose_answer
from functions.domain.messages.attachments import Attachment, attachment_of, link_of
from functions.domain.messages.explanations import SKIPPED_WORDS, words_for
from functions.domain.messages.gate import Blocked
from functions.domain.messages.outbox import EXPIRES_AFTER, Message
from functions.domain.orgs.org import Org
from functions.domain.providers.channel_limits import faults_in
from functions.domain.providers.content import Content, Media
from functions.domain.settings.types import Channel

_WITH_FILES = frozenset[Channel]({"whatsapp", "push"})


class PackageMedium(Form):
    """A medium of a package's, by its id: `brochure`, `itinerary`, or one of `media`."""

    package_id: DocumentId
    medium_id: Text


class MessageForm(Form):
    """`medium`: what goes along; a place, and on channels without files a file, as a link below the text."""

    customer_id: OptionalId = None
    channel: Channel
    medium: PackageMedium | None = None
    text: Annotated[str, Field(strict=True, min_length=1, max_length=10_000, pattern=r"\S")]


def send_message(org: Org, request: Request[MessageForm], now: datetime) -> Decision[Result]:
    """The message, queued on its channel, and the conversation there answered. It is refused where the customer may
    not be written to there now, or the channel does not take the text: then no other channel is tried.

    Bills 1 read and 2 writes; 1 read and 1 write more where there is a conversation. A late one is refused once it is
    too old to be welcome.
    """
    form, id = request.data, f"command:{request.command_id}:message"
    text, attachment = _with_medium(org, form)
    _check(
        org,
        form.channel,
        text,
        attachment=attachment,
        age=now - instant_of(None, request, path="made_at", now=now),
    )
    customer = yield from read_customer(request.giver, form.customer_id)
    yield from get(Message, id, presumed_missing=True)
    composed = compose_answer(
        org,
        customer,
        id=id,
        channel=form.channel,
        text=text,
        by=request.giver.uid,
        now=now,
        attachment=attachment,
    )
    if isinstance(composed, Blocked):
        raise Malformed("command", [FieldFault("channel", _why(composed))])
    heard, conversation = yield from answered(
        org, composed.customer, form.channel, by=request.giver.uid, now=now
    )
    after = heard.with_changes(updated_at=now)
    facts = Facts("message_written", Command.collection, request.command_id, now)
    reaction = yield from react(org, customer, after, facts=facts, now=now)
    changes = Changes(create=reaction.create, put=(composed.message, *reaction.put, *conversation))
    return changes, {"message_id": id, "customer_id": customer.id}


def _with_medium(org: Org, form: MessageForm) -> tuple[str, Attachment | None]:
    """The text, and the file that goes along. Malformed where there is no such medium."""
    if form.medium is None:
        return form.text, None
    package = org.packages.get(form.medium.package_id)
    if package is None:
        raise Malformed("command", [FieldFault("medium.package_id", "names no package")])
    medium = package.all_media.get(form.medium.medium_id)
    if medium is None:
        raise Malformed("command", [FieldFault("medium.medium_id", "names no medium of the package")])
    attachment = attachment_of(medium) if form.channel in _WITH_FILES else None
    return (form.text if attachment is not None else f"{form.text}\n\n{link_of(medium)}"), attachment


def _check(org: Org, channel: Channel, text: str, *, attachment: Attachment | None, age: timedelta) -> None:
    media = Media(attachment.kind, attachment.url, attachment.filename) if attachment is not None else None
    faults = [
        FieldFault("text", fault.reason)
        for fault in faults_in(
            Content(text, title=org.name, media=media),
            channel,
            most_segments=org.settings.messages.most_sms_segments,
        )
    ]
    if age > EXPIRES_AFTER:
        faults.append(FieldFault("made_at", "is too long ago for the text to be welcome now"))
    if faults:
        raise Malformed("command", faults)


def _why(blocked: Blocked) -> str:
    return SKIPPED_WORDS[blocked.skipped[0].reason] if blocked.skipped else words_for(blocked.reason)
