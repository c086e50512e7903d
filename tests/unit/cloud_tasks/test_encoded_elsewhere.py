"""What a task carries: the message as it was stored, where it is one of ours as we are now."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.kernel.errors import trace_of
from functions.domain.messages.outbox import Message
from functions.queues.delivery_payloads import MessagePayload, decode_payloads
from tests.builders import PHONE, a_message


def a_payload(**changes: Any) -> dict[str, Any]:
    fields = a_message().model_dump(mode="json") | changes
    stored = {"path": "orgs/kopi/messages/m", "version": "2025-01-25T12:00:00Z", "fields": fields}
    return {"messages": [{"id": "m", "customer_id": "c", "purpose": "marketing", "stored": stored}]}


def test_a_message_that_came_along_is_known_and_not_read() -> None:
    (content,) = decode_payloads(a_payload())
    (known,) = content.known
    assert known.path == "orgs/kopi/messages/m"
    assert known.fields is not None
    assert known.fields["to"] == "token"


def test_a_message_that_another_version_encoded_is_read_instead() -> None:
    assert decode_payloads(a_payload(to={"is": PHONE})) == [MessagePayload("m", "c", "marketing")]


def test_an_error_about_a_document_does_not_repeat_what_stands_in_it() -> None:
    with pytest.raises(ValidationError) as caught:
        Message.model_validate({"to": {"is": PHONE}, "id": "m"})
    assert "should be a valid string" in str(caught.value)
    assert PHONE not in str(caught.value)


def test_the_trace_of_an_error_says_where_and_of_what_kind_and_not_its_words() -> None:
    try:
        raise ValueError("+1" + "2025550123")
    except ValueError as error:
        trace = trace_of(error)
    assert trace.endswith("ValueError")
    assert "test_encoded_elsewhere.py" in trace
    assert PHONE not in trace
