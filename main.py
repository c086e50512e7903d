"""What Firebase deploys: names every function, holds no logic.

An instance serves the function that FUNCTION_TARGET names, and imports what that one needs when it is first called.
A deployment and local Firebase leave it unset, to get all of them.
"""

import gc
import os
from pathlib import Path
from typing import Any

from firebase_functions.options import set_global_options
from firebase_functions.params import SecretParam

from functions.region import (
    API_MIN_INSTANCES,
    CONCURRENCY,
    HOOKS_MIN_INSTANCES,
    MAX_INSTANCES,
    MEMORY_MB,
    REGION,
)

# What an instance imports stays, and what a request leaves behind is mostly freed without the collector. Python's own
# threshold of 700 has it look through all of that again and again: a tenth of an instance's start.
COLLECT_AFTER = 150_000

_target = os.environ.get("FUNCTION_TARGET")
if _target is not None:
    gc.set_threshold(COLLECT_AFTER)
    # Pydantic looks for plugins in the metadata of all that is installed, 6 to 11 ms of a start. There are none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
# The names of the secrets that channels need, a line each: Firebase gives their values to the functions that send.
_named = Path(__file__).with_name("secrets.txt").read_text(encoding="utf-8").split()
_secrets = [SecretParam(name) for name in _named]
# An instance that serves several requests at once needs a whole CPU.
set_global_options(
    region=REGION, memory=MEMORY_MB, concurrency=CONCURRENCY, max_instances=MAX_INSTANCES, cpu=1
)


def _serves(*names: str) -> bool:
    return _target is None or _target in names


if _serves("hooks", "api"):
    from firebase_functions import https_fn

    @https_fn.on_request(min_instances=HOOKS_MIN_INSTANCES, secrets=_secrets)
    def hooks(request: Any) -> Any:
        from functions.http.hooks import answer

        return answer(request)

    @https_fn.on_request(min_instances=API_MIN_INSTANCES)
    def api(request: Any) -> Any:
        from functions.http.api import answer

        return answer(request)


if _serves("on_command_written", "on_message_written", "on_member_written"):
    from firebase_functions import firestore_fn

    def _tried_again(function: Any) -> Any:
        """With retry, which the SDK has for other events and writes as false for Firestore's (firebase-functions-python
        issue 165): an event whose function fails comes again for 24 hours.
        """
        function.__firebase_endpoint__.eventTrigger["retry"] = True
        return function

    # Only what is new is listened to: what the server writes to it later would be an invocation each time.
    @_tried_again
    @firestore_fn.on_document_created(document="orgs/{org}/commands/{id}")
    def on_command_written(event: Any) -> None:
        from functions.triggers.commands import on_created

        on_created(event.data)

    @_tried_again
    @firestore_fn.on_document_created(document="orgs/{org}/messages/{id}")
    def on_message_written(event: Any) -> None:
        from functions.triggers.messages import on_created

        on_created(event.data, event.params["org"])

    # Rare: a member joins, leaves or changes roles.
    @_tried_again
    @firestore_fn.on_document_written(document="orgs/{org}/members/{uid}")
    def on_member_written(event: Any) -> None:
        from functions.triggers.members import on_written

        on_written(event.params["org"], event.params["uid"])


if _serves("deliverpush", "deliverwhatsapp", "deliversms", "deliveremail", "wakepage", "takecallback"):
    from firebase_functions import tasks_fn
    from firebase_functions.options import RateLimits, RetryConfig

    # Meta takes 80 a second of one number. A queue may hand out a fifth of a second's worth at once, then goes on at
    # its rate: no second has more than 13 + 66. What piles up in an instance, functions/queues/send_rate.py evens out.
    WHATSAPP_A_SECOND = 66
    _retries = RetryConfig(max_attempts=8, min_backoff_seconds=10, max_backoff_seconds=600, max_doublings=6)

    @tasks_fn.on_task_dispatched(
        retry_config=_retries,
        rate_limits=RateLimits(max_dispatches_per_second=500),
        secrets=_secrets,
    )
    def deliverpush(request: Any) -> None:
        from functions.queues.deliver import deliver

        deliver(request.data)

    @tasks_fn.on_task_dispatched(
        retry_config=_retries,
        rate_limits=RateLimits(max_dispatches_per_second=WHATSAPP_A_SECOND),
        secrets=_secrets,
    )
    def deliverwhatsapp(request: Any) -> None:
        from functions.queues.deliver import deliver

        deliver(request.data)

    @tasks_fn.on_task_dispatched(
        retry_config=_retries,
        rate_limits=RateLimits(max_dispatches_per_second=50),
        secrets=_secrets,
    )
    def deliversms(request: Any) -> None:
        from functions.queues.deliver import deliver

        deliver(request.data)

    @tasks_fn.on_task_dispatched(
        retry_config=_retries,
        rate_limits=RateLimits(max_dispatches_per_second=50),
        secrets=_secrets,
    )
    def deliveremail(request: Any) -> None:
        from functions.queues.deliver import deliver

        deliver(request.data)

    @tasks_fn.on_task_dispatched(retry_config=_retries, rate_limits=RateLimits(max_concurrent_dispatches=20))
    def wakepage(request: Any) -> None:
        from functions.queues.wake_page import wake_payload

        wake_payload(request.data)

    # What a provider was told is taken is never given up while the store is away: most of a day.
    @tasks_fn.on_task_dispatched(
        retry_config=RetryConfig(
            max_attempts=100, min_backoff_seconds=10, max_backoff_seconds=600, max_doublings=6
        ),
        rate_limits=RateLimits(max_dispatches_per_second=100, max_concurrent_dispatches=50),
        timeout_sec=300,
    )
    def takecallback(request: Any) -> None:
        from functions.queues.take_callback import take_callback

        take_callback(request.data, int(request.raw_request.headers.get("X-CloudTasks-TaskRetryCount", 0)))


if _serves("tick"):
    from firebase_functions import scheduler_fn

    @scheduler_fn.on_schedule(schedule="0 * * * *", timeout_sec=540)
    def tick(event: Any) -> None:
        from datetime import UTC, datetime

        from functions.scheduled.tick import tick as tick_at

        tick_at(datetime.now(UTC))


if _serves("on_order_published"):
    from firebase_functions import pubsub_fn

    @pubsub_fn.on_message_published(topic="orders", retry=True)
    def on_order_published(event: Any) -> None:
        from base64 import b64decode

        from functions.triggers.published_orders import on_published

        message = event.data.message
        on_published(message.message_id, b64decode(message.data or ""), dict(message.attributes or {}))
