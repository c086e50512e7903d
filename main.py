"""What Firebase deploys: names every function, holds no logic.

An instance serves the function that FUNCTION_TARGET names, and imports what that one needs when it is first called. A
deployment and local Firebase leave it unset, to get all of them with their triggers. A function takes what the
functions' framework hands it, a request or a CloudEvent: Firebase's decorators say when one is called and are not there
when it is, since importing them takes an instance as long as all that is ours.
"""

import gc
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

# What an instance imports stays, and what a request leaves behind is mostly freed without the collector. Python's own
# threshold of 700 has it look through all of that again and again: a tenth of an instance's start.
COLLECT_AFTER = 150_000

# Meta takes 80 a second of one number. A queue may hand out a fifth of a second's worth at once, then goes on at its
# rate: no second has more than 13 + 66. What piles up in an instance, functions/queues/send_rate.py evens out.
WHATSAPP_A_SECOND = 66

# A task may have 450 messages, 100 documents that wake or 50 events, each with commits of its own. The usual minute
# would cut it between a message's claim and its result, which then waits for the lease.
MANY_DOCUMENTS_SECONDS = 300
# Whoever still sends a message must hold its lease (LEASE of delivery/claims.py), also by a clock that is ahead.
DELIVERY_SECONDS = 240


def hooks(request: Any) -> Any:
    from functions.http.hooks import answer

    return answer(request)


def api(request: Any) -> Any:
    from functions.http.api import answer

    return answer(request)


def quotes(request: Any) -> Any:
    from functions.http.quotes import answer

    return answer(request)


def on_command_written(event: Any) -> None:
    from functions.triggers.commands import on_created
    from functions.triggers.events import read_event

    on_created(read_event(event.data))


def on_message_written(event: Any) -> None:
    from functions.triggers.events import read_event
    from functions.triggers.messages import on_created

    on_created(read_event(event.data))


def on_member_written(event: Any) -> None:
    from functions.triggers.events import read_event
    from functions.triggers.members import on_written

    on_written(read_event(event.data))


def on_order_published(event: Any) -> None:
    from base64 import b64decode

    from functions.triggers.published_orders import on_published

    message = event.data["message"]
    attributes = message.get("attributes") or {}
    on_published(message["message_id"], b64decode(message.get("data") or ""), attributes)


def deliverpush(request: Any) -> Any:
    from functions.queues.deliver import deliver
    from functions.queues.tasks import answer_task

    return answer_task(request, deliver)


def deliverwhatsapp(request: Any) -> Any:
    from functions.queues.deliver import deliver
    from functions.queues.tasks import answer_task

    return answer_task(request, deliver)


def deliversms(request: Any) -> Any:
    from functions.queues.deliver import deliver
    from functions.queues.tasks import answer_task

    return answer_task(request, deliver)


def deliveremail(request: Any) -> Any:
    from functions.queues.deliver import deliver
    from functions.queues.tasks import answer_task

    return answer_task(request, deliver)


def wakepage(request: Any) -> Any:
    from functions.queues.tasks import answer_task
    from functions.queues.wake_page import wake_payload

    return answer_task(request, wake_payload)


def takecallback(request: Any) -> Any:
    from functions.queues.take_callback import take_callback
    from functions.queues.tasks import answer_task

    tries = int(request.headers.get("X-CloudTasks-TaskRetryCount", 0))
    return answer_task(request, lambda payload: take_callback(payload, tries))


def sendorders(request: Any) -> Any:
    from functions.queues.send_order import send_order
    from functions.queues.tasks import answer_task

    return answer_task(request, send_order)


def taketurn(request: Any) -> Any:
    from functions.queues.take_turn import take_payload
    from functions.queues.tasks import answer_task

    tries = int(request.headers.get("X-CloudTasks-TaskRetryCount", 0))
    return answer_task(request, lambda payload: take_payload(payload, tries))


def tick(request: Any) -> Any:
    from functions.scheduled.tick import tick as tick_at

    tick_at(datetime.now(UTC))
    return ""


def _triggers() -> Mapping[Callable[[Any], Any], Any]:
    """What calls each function, and how large its instances are."""
    from firebase_functions import firestore_fn, https_fn, pubsub_fn, scheduler_fn
    from firebase_functions.options import set_global_options
    from firebase_functions.params import SecretParam

    from functions import parameters

    # An instance that serves several requests at once needs a whole CPU.
    set_global_options(
        region=parameters.REGION,
        memory=parameters.MEMORY_MB,
        concurrency=parameters.CONCURRENCY,
        max_instances=parameters.MAX_INSTANCES,
        cpu=1,
    )
    # The names of the secrets that channels need, a line each: Firebase gives their values to the functions that send,
    # and to the one that shows that somebody is typing.
    named = Path(__file__).with_name("secrets.txt").read_text(encoding="utf-8").split()
    secrets = [SecretParam(name) for name in named]
    return {
        hooks: https_fn.on_request(min_instances=parameters.HOOKS_MIN_INSTANCES, secrets=secrets),
        # A message that staff try asks the model as a customer's does.
        api: https_fn.on_request(min_instances=parameters.API_MIN_INSTANCES, secrets=secrets),
        quotes: https_fn.on_request(),
        # Only what is new is listened to: what the server writes to it later would be an invocation each time.
        on_command_written: firestore_fn.on_document_created(document="orgs/{org}/commands/{id}"),
        on_message_written: firestore_fn.on_document_created(document="orgs/{org}/messages/{id}"),
        # Rare: a member joins, leaves or changes roles.
        on_member_written: firestore_fn.on_document_written(document="orgs/{org}/members/{uid}"),
        on_order_published: pubsub_fn.on_message_published(topic="orders", retry=True),
        **_queues(secrets),
        tick: scheduler_fn.on_schedule(schedule="0 * * * *", timeout_sec=540),
    }


def _queues(secrets: list[Any]) -> Mapping[Callable[[Any], Any], Any]:
    """How fast each queue goes, and how often it tries."""
    from firebase_functions import tasks_fn
    from firebase_functions.options import RateLimits, RetryConfig

    retries = RetryConfig(max_attempts=8, min_backoff_seconds=10, max_backoff_seconds=600, max_doublings=6)
    # What a provider was told is taken is never given up while the store is away: most of a day.
    a_day = RetryConfig(max_attempts=100, min_backoff_seconds=10, max_backoff_seconds=600, max_doublings=6)

    takes_many = partial(tasks_fn.on_task_dispatched, timeout_sec=MANY_DOCUMENTS_SECONDS)

    def delivers(a_second: int) -> Any:
        limits = RateLimits(max_dispatches_per_second=a_second)
        return takes_many(
            retry_config=retries, rate_limits=limits, secrets=secrets, timeout_sec=DELIVERY_SECONDS
        )

    return {
        deliverpush: delivers(500),
        deliverwhatsapp: delivers(WHATSAPP_A_SECOND),
        deliversms: delivers(50),
        deliveremail: delivers(50),
        wakepage: takes_many(retry_config=retries, rate_limits=RateLimits(max_concurrent_dispatches=20)),
        takecallback: takes_many(
            retry_config=a_day,
            rate_limits=RateLimits(max_dispatches_per_second=100, max_concurrent_dispatches=50),
        ),
        # Nor is a customer who waits for an answer.
        taketurn: tasks_fn.on_task_dispatched(
            retry_config=a_day,
            rate_limits=RateLimits(max_dispatches_per_second=50),
            timeout_sec=120,  # where a business has a model, it may be asked for 45 s
            secrets=secrets,
        ),
        # Tries that are spread over a day are tasks of their own (domain/orders/posting.py).
        sendorders: tasks_fn.on_task_dispatched(
            retry_config=retries, rate_limits=RateLimits(max_dispatches_per_second=20)
        ),
    }


def _declare(triggers: Mapping[Any, Any]) -> None:
    """Leave on each function what its decorator leaves on a wrapper of its own, which nothing calls."""
    for function, trigger in triggers.items():
        declared = vars(trigger(function))
        vars(function).update({name: value for name, value in declared.items() if name != "__wrapped__"})
        # The SDK has retry for other events and writes it as false for Firestore's (firebase-functions-python issue
        # 165): an event whose function fails comes again for 24 hours.
        event = function.__firebase_endpoint__.eventTrigger
        if event is not None:
            event["retry"] = True


if os.environ.get("FUNCTION_TARGET") is None:
    _declare(_triggers())
else:
    gc.set_threshold(COLLECT_AFTER)
    # Pydantic looks for plugins in the metadata of all that is installed, 6 to 11 ms of a start. There are none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
