"""Functions that append all that they got to the file $RECORDS, one line of JSON a call, whoever hosts them."""

import hashlib
import json
import os
from datetime import datetime
from typing import Any

import firebase_admin
import flask
from firebase_functions import firestore_fn, options, pubsub_fn, tasks_fn
from google.cloud.firestore import DocumentReference, DocumentSnapshot, GeoPoint
from google.events.cloud import firestore as firestore_events

firebase_admin.initialize_app()
options.set_global_options(region="europe-west1")

_LONGEST_TEXT = 1000


def _record(function: str, **got: Any) -> None:
    """One write, so that the lines of several processes do not mix."""
    line = json.dumps({"function": function, "request": _request(), **got}, allow_nan=False, default=_time)
    file = os.open(os.environ["RECORDS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, line.encode() + b"\n")
    finally:
        os.close(file)


def _request() -> dict[str, Any]:
    """The request itself, of which the SDK hides a part."""
    request = flask.request
    headers = {
        name.lower(): value
        for name, value in request.headers.items()
        if name.lower().startswith(("ce-", "x-cloud")) or name.lower() == "content-type"
    }
    return {"method": request.method, "path": request.path, "headers": headers}


def _typed(value: Any) -> Any:
    """A value of a document with its kind, which JSON alone does not tell."""
    kind = type(value).__name__
    match value:
        case dict():
            return {kind: {key: _typed(each) for key, each in sorted(value.items())}}
        case list():
            return {kind: [_typed(each) for each in value]}
        case DocumentReference():
            return {kind: [value._client.project, value._client._database, value.path]}
        case GeoPoint():
            return {kind: [value.latitude, value.longitude]}
        case datetime():
            return {kind: value.isoformat()}
        case bytes():
            return {kind: value.hex()}
        case str() if len(value) > _LONGEST_TEXT:
            return {kind: [len(value), hashlib.sha256(value.encode()).hexdigest()]}
        case float():
            return {kind: repr(value)}
    return {kind: value}


def _time(value: Any) -> str | None:
    return None if value is None else str(value.isoformat())


def _snapshot(snapshot: DocumentSnapshot | None) -> dict[str, Any] | None:
    if snapshot is None:
        return None
    return {
        "reference": _typed(snapshot.reference),
        "id": snapshot.id,
        "exists": snapshot.exists,
        "create_time": _time(snapshot.create_time),
        "update_time": _time(snapshot.update_time),
        "fields": _typed(snapshot.to_dict()),
    }


def _data(data: Any) -> Any:
    if isinstance(data, DocumentSnapshot) or data is None:
        return {"document": _snapshot(data)}
    return {"before": _snapshot(data.before), "after": _snapshot(data.after)}


def _names_in_body() -> dict[str, Any]:
    """What the body says that the SDK does not pass on."""
    body = firestore_events.DocumentEventData.pb().FromString(flask.request.get_data())
    return {
        "value": body.value.name,
        "old_value": body.old_value.name,
        "update_mask": list(body.update_mask.field_paths),
    }


def _record_event(function: str, event: Any) -> None:
    told = {name: value for name, value in vars(event).items() if name not in ("data", "time")}
    _record(function, event=told | {"time": _time(event.time)}, data=_data(event.data), body=_names_in_body())


@firestore_fn.on_document_created(document="things/{id}")
def thing_created(event: Any) -> None:
    _record_event("thing_created", event)


@firestore_fn.on_document_updated(document="things/{id}")
def thing_updated(event: Any) -> None:
    _record_event("thing_updated", event)


@firestore_fn.on_document_deleted(document="things/{id}")
def thing_deleted(event: Any) -> None:
    _record_event("thing_deleted", event)


@firestore_fn.on_document_written(document="things/{id}")
def thing_written(event: Any) -> None:
    _record_event("thing_written", event)


@firestore_fn.on_document_written_with_auth_context(document="things/{id}")
def thing_written_by(event: Any) -> None:
    _record_event("thing_written_by", event)


@firestore_fn.on_document_created_with_auth_context(document="things/{id}")
def thing_created_by(event: Any) -> None:
    _record_event("thing_created_by", event)


@firestore_fn.on_document_written(document="a/{x}/b/{y}")
def nested_written(event: Any) -> None:
    _record_event("nested_written", event)


@firestore_fn.on_document_created(document="a/{rest=**}")
def anything_created(event: Any) -> None:
    _record_event("anything_created", event)


@pubsub_fn.on_message_published(topic="letters")
def letter_published(event: Any) -> None:
    told = {name: value for name, value in vars(event).items() if name not in ("data", "time")}
    message = {name.strip("_"): value for name, value in vars(event.data.message).items()}
    _record(
        "letter_published",
        event=told | {"time": _time(event.time)},
        subscription=event.data.subscription,
        message=message,
        data=event.data.message.data,
    )


@tasks_fn.on_task_dispatched()
def errand(request: tasks_fn.CallableRequest[Any]) -> None:
    auth = None if request.auth is None else request.auth.uid
    _record("errand", data=request.data, auth=auth)
