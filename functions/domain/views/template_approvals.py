"""How WhatsApp stands to a template in each language, as its provider told or a member entered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from functions.domain.configuration.kinds import KINDS
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.kernel.errors import FieldFault, Malformed, NotFound
from functions.domain.kernel.validation import Form, OptionalText
from functions.domain.orgs.approvals import approval_key, enter_approval
from functions.domain.orgs.documents import Approval, OrgDocument
from functions.domain.orgs.org import Org
from functions.domain.settings.templates import WhatsAppSettings
from functions.domain.settings.types import ApprovalState, LocaleTag
from functions.domain.staff.permissions import permitted

COLLECTION: Final = "templates"


class ApprovalForm(Form):
    """`language`: one of the template's `whatsapp.languages`."""

    language: LocaleTag
    state: ApprovalState
    reason: OptionalText = None


@dataclass(frozen=True)
class _Call:
    """A template of WhatsApp: our language, and its name and code there."""

    language: str
    name: str
    code: str

    @property
    def key(self) -> str:
        return approval_key(self.name, self.code)


def template_approvals(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """What WhatsApp approved for a template: by language its name and code there, and how it stands to it; `state` is
    null where nobody told. Bills 2 reads. Raises Forbidden, NotFound.
    """
    yield from permitted(uid, KINDS[COLLECTION].roles)
    calls = list(_calls(_approved(org, id)))
    document = yield from get(OrgDocument, org.id)
    known = (document.approvals or {}) if document is not None else {}
    return NOTHING, {"id": id, "approvals": [_shown(each, known.get(each.key)) for each in calls]}


def save_approval(
    org: Org, uid: str, id: str, *, form: ApprovalForm, now: datetime
) -> Decision[dict[str, Any]]:
    """A member's word on one language. A later one of the provider goes over it. Bills 2 reads and 1 write, the reads
    alone where it says so already. Raises Forbidden, NotFound; Malformed where the template has no such language.
    """
    yield from permitted(uid, KINDS[COLLECTION].roles)
    call = _call_of(org, id, form.language)
    entering = enter_approval(org.id, call.key, form.state, reason=form.reason, by=uid, now=now)
    changes, entered = yield from entering
    return changes, {"id": id, **_shown(call, entered)}


def _call_of(org: Org, id: str, language: str) -> _Call:
    calls = {each.language: each for each in _calls(_approved(org, id))}
    if language not in calls:
        raise Malformed("body", [FieldFault("language", "is none of the template's on WhatsApp")])
    return calls[language]


def _approved(org: Org, id: str) -> WhatsAppSettings | None:
    if id not in org.templates:
        raise NotFound("document of templates")
    return org.templates[id].whatsapp


def _calls(approved: WhatsAppSettings | None) -> Iterator[_Call]:
    if approved is None:
        return
    for language, code in approved.languages.items():
        yield _Call(language, approved.names.get(language, approved.name), code)


def _shown(call: _Call, approval: Approval | None) -> dict[str, Any]:
    told = approval.model_dump(mode="json") if approval is not None else {"state": None}
    return {"language": call.language, "name": call.name, "code": call.code, **told}
