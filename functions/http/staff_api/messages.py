"""`/messages`: what was sent, and why not."""

from functions.domain.views.messages import message_story
from functions.http.staff_api.operations import Operation
from functions.http.staff_api.reading import shows
from functions.http.staff_api.replies import DocumentAnswer

OPERATIONS = (
    Operation(
        "GET",
        "/messages/<string(maxlength=400):id>",
        "A message, and why it was or was not sent",
        shows(message_story),
        DocumentAnswer,
        reads="messages",
    ),
)
