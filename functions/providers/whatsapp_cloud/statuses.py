"""What Meta reports of our messages, and of people who switch the business's marketing off or on."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from functions.domain.kernel.validation import Form
from functions.domain.providers.events import PreferenceItem, Reported, StatusItem
from functions.providers.error_tables import problem_of
from functions.providers.meta_errors import META_ERRORS
from functions.providers.parsing import (
    EpochInstant,
    Id,
    OptionalText,
    fingerprint,
    phone_of,
    read_leniently,
    received,
)
from functions.providers.whatsapp_cloud.settings import NAME

MARKETING = "marketing_messages"
STATUSES: Mapping[str, Reported] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}


class _Error(Form):
    code: int


class _Status(Form):
    id: Id
    status: Id
    timestamp: EpochInstant | None = None
    recipient_type: OptionalText = None
    biz_opaque_callback_data: OptionalText = None
    errors: tuple[_Error, ...] = ()


class _Preference(Form):
    value: Literal["stop", "resume"]
    timestamp: EpochInstant | None = None
    wa_id: OptionalText = None
    user_id: OptionalText = None


def read_status(part: Any) -> Iterable[StatusItem]:
    status, _ = read_leniently(_Status.model_validate, part)
    reported = STATUSES.get(status.status)
    if reported is None or status.recipient_type == "group":
        return
    problem = (
        problem_of(META_ERRORS, status.errors[0].code) if reported == "failed" and status.errors else None
    )
    yield StatusItem(
        provider=NAME,
        id=status.id,
        status=reported,
        at=status.timestamp or received(),
        is_timed=status.timestamp is not None,
        message_id=status.biz_opaque_callback_data,
        problem=problem,
    )


def read_preference(part: Any) -> Iterable[PreferenceItem]:
    category = part.get("category") if isinstance(part, Mapping) else None
    if isinstance(category, str) and category != MARKETING:
        return
    preference, _ = read_leniently(_Preference.model_validate, part)
    if preference.wa_id is None and preference.user_id is None:
        raise ValueError("names no person")
    phone = phone_of(preference.wa_id)
    yield PreferenceItem(
        provider=NAME,
        channel="whatsapp",
        id=fingerprint(part),
        at=preference.timestamp or received(),
        granted=preference.value == "resume",
        purposes=("marketing",),
        phone=phone,
        user_id=preference.user_id or (preference.wa_id if phone is None else None),
    )
