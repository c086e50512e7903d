"""Whether WhatsApp still takes the template that it approved: what its provider, or a member, said of it."""

from collections.abc import Mapping
from typing import Literal

from functions.domain.orgs.approvals import approval_key
from functions.domain.orgs.org import Org
from functions.domain.settings.templates import WhatsAppSettings
from functions.domain.settings.types import ApprovalState

TemplateReason = Literal["template_rejected", "template_paused", "template_disabled"]
_REASONS: Mapping[ApprovalState, TemplateReason] = {
    "rejected": "template_rejected",
    "paused": "template_paused",
    "disabled": "template_disabled",
}


def why_refused(org: Org, approved: WhatsAppSettings, *, locale: str | None) -> TemplateReason | None:
    """Why WhatsApp takes the template in the reader's language no more; None where it does, or nobody told."""
    from functions.domain.templates.languages import nearest_language

    language = nearest_language(approved.languages, locale or org.settings.locale, org.settings.locale)
    key = approval_key(approved.names.get(language, approved.name), approved.languages[language])
    state = org.refused_templates.get(key)
    return _REASONS.get(state) if state is not None else None
