"""`/messages`: what was sent, and why not."""

from functions.domain.views.messages import message_story
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read, shown
from functions.http.staff_api.replies import DocumentAnswer


def _show(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: message_story(asked.org, asked.uid, asked.path["id"])))


OPERATIONS = (
    Operation(
        "GET",
        "/messages/<string(maxlength=400):id>",
        "A message, and why it was or was not sent",
        _show,
        DocumentAnswer,
        reads="messages",
    ),
)
