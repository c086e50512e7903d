"""How large a task may be, to the byte."""

from datetime import UTC, datetime

import pytest
from google.cloud import tasks_v2

from local.cloud_tasks.task_messages import make_stored
from local.wire.refusal import Refused

QUEUE = "projects/cloudtasksemu/locations/us-central1/queues/cte-probe-1234567890-http"
NOW = datetime.fromtimestamp(1_771_000_000, UTC)
# The largest body that the service took of such a task, and names of the lengths that it was tried with.
LARGEST_BODY = 1_048_368


def a_task_of(body_bytes: int, **fields: object) -> object:
    request = tasks_v2.HttpRequest(url="https://example.com/", body=b"a" * body_bytes, **fields)
    return tasks_v2.Task.pb(
        tasks_v2.Task(
            name=f"{QUEUE}/tasks/cte-probe-1234567890-t000001",
            http_request=request,
            schedule_time=datetime.fromtimestamp(1_770_000_000, UTC),
        )
    )


@pytest.mark.parametrize("fields", [{}, {"http_method": tasks_v2.HttpMethod.POST}])
def test_task_of_the_largest_size_is_taken_and_one_byte_more_is_not(fields: dict[str, object]) -> None:
    stored = make_stored(a_task_of(LARGEST_BODY, **fields), QUEUE, NOW)
    assert stored.ByteSize() == (1 << 20) - 7

    with pytest.raises(Refused, match="Task size too large"):
        make_stored(a_task_of(LARGEST_BODY + 1, **fields), QUEUE, NOW)


def test_time_that_has_passed_becomes_now() -> None:
    assert make_stored(a_task_of(1), QUEUE, NOW).schedule_time.ToDatetime(tzinfo=UTC) == NOW
