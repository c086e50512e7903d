"""What Meta reports of a template: it is approved, rejected, paused, disabled.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference (message_template_status_update)
"""

from collections.abc import Iterable, Mapping
from typing import Any

from functions.domain.providers.events import TemplateItem
from functions.domain.settings.types import ApprovalState
from functions.providers.parsing import epoch_in, fingerprint, received, required_text, text_of
from functions.providers.whatsapp_cloud.settings import NAME, WhatsappCloudSettings

STATES: Mapping[str, ApprovalState] = {
    "APPROVED": "approved",
    "REINSTATED": "approved",
    "PENDING": "pending",
    "IN_APPEAL": "pending",
    "REJECTED": "rejected",
    "PAUSED": "paused",
    "DISABLED": "disabled",
    "PENDING_DELETION": "disabled",
    "DELETED": "disabled",
}
_NO_REASON = "NONE"


def read_approval(
    value: Mapping[str, Any], account: Mapping[str, Any], settings: WhatsappCloudSettings
) -> Iterable[TemplateItem]:
    """The state of a template of the business's own account, as of the entry's time; a word that names no state
    (FLAGGED, a quality) is left out.
    """
    own, owner = settings.business_account_id, text_of(account.get("id"))
    state = STATES.get(str(value.get("event")))
    if state is None or (own is not None and owner is not None and owner != own):
        return
    reason = text_of(value.get("reason"))
    yield TemplateItem(
        provider=NAME,
        channel="whatsapp",
        id=text_of(value.get("message_template_id")) or fingerprint(value),
        at=epoch_in(account.get("time")) or received(),
        name=required_text(value, "message_template_name"),
        language=required_text(value, "message_template_language"),
        state=state,
        reason=None if reason == _NO_REASON else reason,
    )
