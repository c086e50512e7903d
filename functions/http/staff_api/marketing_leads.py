"""`/marketing/leads`: a lead that a chat has become, as the one who answers it reports (S003-29)."""

from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.replies import CommandAnswer


def _create(asked: Asked) -> Reply:
    result = given(asked, "capture_chat_lead", body_of(asked)).value
    return Reply(result, 201, {"Location": f"leads/{result['lead_id']}"})


OPERATIONS = (
    Operation(
        "POST",
        "/marketing/leads",
        "Make a lead of the chat with a phone; one that its cycle has is met",
        _create,
        CommandAnswer,
        status=201,
        kind="capture_chat_lead",
    ),
)
