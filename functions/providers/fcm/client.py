"""FCM's HTTP v1 through firebase-admin's `messaging`, with bounds of our own, and its answers in our words.

By itself the library tries five times and, on 429 and 503, sleeps for as long as `Retry-After` says, all within the
call. Trying again is the queue's business, so both are switched off; the library has no public way to do so
(test_fcm.py guards the private names).
"""

import hashlib
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import firebase_admin
import google.auth.credentials
import requests
import urllib3.exceptions
from firebase_admin import credentials, exceptions, messaging
from google.auth import exceptions as auth_errors
from google.auth.transport.requests import Request
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from functions.domain.kernel.errors import (
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.channel_limits import PUSH_TAG, push_data
from functions.domain.providers.content import Outgoing
from functions.providers.error_tables import Meaning, Row, error_from, error_table
from functions.providers.fcm.devices import DeviceAnswer
from functions.providers.fcm.settings import NAME, FcmSettings
from functions.providers.http_client import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    HTTP_ERRORS,
    meaning_of_status,
    parse_retry_after,
)

MOST_CONNECTIONS = 100
WAIT_WHEN_LIMITED = timedelta(seconds=60)
# Where FCM names no error of its own that the code below knows.
FCM_STATUSES = {
    **HTTP_ERRORS,
    **error_table(Row("quota_exceeded", "slow_down", (429,)), Row("project_unknown", "pause", (404,))),
}
_NEVER_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.SSLError,
)
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
_INVALID_TOKEN = "registration token is not a valid"
_making = threading.Lock()

Device = tuple[Outgoing, str]


def send_each(settings: FcmSettings, devices: Sequence[Device], *, now: datetime) -> list[DeviceAnswer]:
    """Send to at most 500 devices; what FCM answered for each, in order."""
    try:
        app = app_for(settings)
        _authorize(app)
    except RegularsError as error:
        return [DeviceAnswer(problem=error)] * len(devices)
    messages = [_message(settings, outgoing, token=token, now=now) for outgoing, token in devices]
    try:
        batch = messaging.send_each(messages, app=app)
    except exceptions.UnknownError:
        return [DeviceAnswer(problem=ProviderSilent(NAME))] * len(devices)
    return [_answer(response) for response in batch.responses]


def app_for(settings: FcmSettings) -> firebase_admin.App:
    """Firebase's app of these settings, made on first use, with our bounds in place. Raises Misconfigured."""
    name = "push-" + hashlib.sha256(settings.model_dump_json().encode()).hexdigest()[:16]
    with _making:
        try:
            return firebase_admin.get_app(name)
        except ValueError:
            return _new_app(name, settings)


def _new_app(name: str, settings: FcmSettings) -> firebase_admin.App:
    options: dict[str, Any] = {"httpTimeout": (CONNECT_SECONDS, ANSWER_SECONDS)}
    if settings.project_id is not None:
        options["projectId"] = settings.project_id
    credential = _Anonymous() if settings.base_url is not None else None
    app = firebase_admin.initialize_app(credential, options, name=name)
    try:
        service = messaging._get_messaging_service(app)
    except (ValueError, auth_errors.GoogleAuthError) as error:
        firebase_admin.delete_app(app)
        raise Misconfigured(NAME, f"no project or credential: {type(error).__name__}") from None
    if settings.base_url is not None:
        service._fcm_url = f"{settings.base_url}/v1/projects/{app.project_id}/messages:send"
    once = Retry(
        total=1, connect=1, read=0, status=0, other=0, respect_retry_after_header=False, raise_on_status=False
    )
    adapter = HTTPAdapter(pool_maxsize=MOST_CONNECTIONS, pool_block=True, max_retries=once)
    service._client.session.mount(service._fcm_url, adapter)
    return app


def _authorize(app: firebase_admin.App) -> None:
    """Have a token before anything goes out: without one in the middle of a call every message would be unconfirmed."""
    credential = app.credential.get_credential()
    if credential.valid:
        return
    try:
        credential.refresh(partial(Request(), timeout=ANSWER_SECONDS))
    except auth_errors.TransportError:
        raise ProviderAway(NAME, "no_access_token") from None
    except auth_errors.GoogleAuthError as error:
        raise Misconfigured(NAME, f"no access token: {type(error).__name__}") from None


def _message(settings: FcmSettings, outgoing: Outgoing, *, token: str, now: datetime) -> messaging.Message:
    """The same message again takes its own place on a device: `tag` on Android, `apns-collapse-id` on iOS."""
    content = outgoing.content
    tag = hashlib.sha256(f"{outgoing.org_id}/{outgoing.message_id}".encode()).hexdigest()[: len(PUSH_TAG)]
    link = content.link if content.link and content.link.startswith("https://") else None
    seconds = int(settings.ttl.total_seconds())
    message = messaging.Message(
        notification=messaging.Notification(
            title=content.title, body=content.text, image=content.media.url if content.media else None
        ),
        data=push_data(content) or None,
        android=messaging.AndroidConfig(
            priority=settings.priority,
            ttl=settings.ttl,
            notification=messaging.AndroidNotification(channel_id=settings.android_channel_id, tag=tag),
        ),
        apns=messaging.APNSConfig(
            headers={
                "apns-priority": "10" if settings.priority == "high" else "5",
                "apns-expiration": str(int(now.timestamp()) + seconds if seconds else 0),
                "apns-collapse-id": tag,
            }
        ),
        webpush=messaging.WebpushConfig(
            headers={"TTL": str(seconds)},
            fcm_options=messaging.WebpushFCMOptions(link=link) if link else None,
        ),
    )
    # As an argument a token warns: installation ids are to replace tokens.
    setattr(message, "fid" if token in outgoing.fids else "token", token)
    return message


def _answer(response: messaging.SendResponse) -> DeviceAnswer:
    if response.success:
        return DeviceAnswer(response.message_id)
    error = response.exception
    if isinstance(error, messaging.UnregisteredError | messaging.SenderIdMismatchError):
        return DeviceAnswer(is_dead=True)
    if error is None or error.http_response is None:
        return _no_answer(error)
    if error.http_response.status_code == 400:
        return _bad_request(error)
    wait = parse_retry_after(error.http_response.headers.get("Retry-After"))
    if wait is None and error.http_response.status_code == 429:
        wait = WAIT_WHEN_LIMITED
    return DeviceAnswer(problem=error_from(NAME, _meaning(error), wait))


def _meaning(error: exceptions.FirebaseError) -> Meaning:
    if isinstance(error, messaging.ThirdPartyAuthError):
        # of the devices of one kind alone: those of the other kinds go on being reached
        return Meaning("key_of_apple_or_browser_wrong", "blocked")
    return meaning_of_status(error.http_response.status_code, FCM_STATUSES, is_own=_is_own(error))


def _is_own(error: exceptions.FirebaseError) -> bool:
    """Whether FCM itself answers, and not what stands before it."""
    try:
        return isinstance(error.http_response.json()["error"]["status"], str)
    except (ValueError, KeyError, TypeError):
        return False


def _bad_request(error: exceptions.FirebaseError) -> DeviceAnswer:
    """The token is at fault if FCM names it; otherwise what we sent is, which no other try or channel makes better."""
    try:
        content = error.http_response.json()["error"]
        details = [part for part in content.get("details", []) if part.get("@type") == _BAD_REQUEST]
        fields = {violation["field"] for part in details for violation in part["fieldViolations"]}
        is_dead = bool(fields & {"message.token", "message.fid"}) or _INVALID_TOKEN in content.get(
            "message", ""
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        is_dead = False
    if is_dead:
        return DeviceAnswer(is_dead=True)
    return DeviceAnswer(problem=ProviderRefused(NAME, "invalid_argument", advice="stop"))


def _no_answer(error: exceptions.FirebaseError | None) -> DeviceAnswer:
    """Away if no connection was made; otherwise the request went out, and FCM may have it."""
    cause = error.cause if error is not None else None
    reason = getattr(cause.args[0] if cause is not None and cause.args else None, "reason", None)
    if isinstance(cause, requests.exceptions.ConnectTimeout) or isinstance(reason, _NEVER_CONNECTED):
        return DeviceAnswer(problem=ProviderAway(NAME, type(reason or cause).__name__))
    return _silent()


def _silent() -> DeviceAnswer:
    return DeviceAnswer(problem=ProviderSilent(NAME))


class _Anonymous(credentials.Base):  # type: ignore[misc]  # firebase-admin carries no types
    """No credential, for a stand-in of FCM."""

    def get_credential(self) -> google.auth.credentials.Credentials:
        return _NoToken()


class _NoToken(google.auth.credentials.Credentials):  # type: ignore[misc]  # google-auth carries no types
    def refresh(self, request: Any) -> None:
        self.token = "none"
