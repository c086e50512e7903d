"""How WhatsApp stands to a business's templates: its provider tells, or a member enters it.

One that WhatsApp rejected, paused or disabled is not handed over (domain/messages/gate.py); of one that nobody told
about the provider's answer to a send decides.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.errors import NotFound
from functions.domain.orgs.documents import Approval, OrgDocument
from functions.domain.providers.events import TemplateItem
from functions.domain.settings.types import ApprovalState

REFUSED: Final[frozenset[ApprovalState]] = frozenset({"rejected", "paused", "disabled"})
MOST_KEPT = 500


def approval_key(name: str, language: str) -> str:
    """What a template of WhatsApp is called, in one word."""
    return f"{name}:{language}"


def record_approval(org_id: str, item: TemplateItem) -> Decision[bool]:
    """A provider's word on a template; whether it is news. One that is older than the last one, or of a provider that
    does not serve the channel, changes nothing. Bills 1 read and 1 write.
    """
    org = yield from get(OrgDocument, org_id)
    if org is None or org.served_by.get(item.channel) != item.provider:
        return NOTHING, False
    told = Approval(state=item.state, at=item.at, reason=item.reason)
    after = _with_approval(org, approval_key(item.name, item.language), told)
    return (NOTHING, False) if after == org else (Changes(put=(after,)), True)


def enter_approval(
    org_id: str, key: str, state: ApprovalState, *, reason: str | None, by: str, now: datetime
) -> Decision[Approval]:
    """A member's word, where a provider tells nothing. Bills 1 read and 1 write. NotFound."""
    org = yield from get(OrgDocument, org_id)
    if org is None:
        raise NotFound("organisation")
    entered = Approval(state=state, at=now, reason=reason, by=by)
    known = (org.approvals or {}).get(key)
    if known is not None and (known.state, known.reason) == (state, reason):
        return NOTHING, known
    return Changes(put=(_with_approval(org, key, entered),)), entered


def _with_approval(org: OrgDocument, key: str, approval: Approval) -> OrgDocument:
    """The organisation with the word, unless it knows a later one. Of more than 500 the oldest are left out, first
    those that are approved.
    """
    known = org.approvals or {}
    if key in known and known[key].at >= approval.at:
        return org
    return org.with_changes(approvals=_newest({**known, key: approval}))


def _newest(approvals: Mapping[str, Approval]) -> dict[str, Approval]:
    in_order = sorted(approvals.items(), key=lambda each: (each[1].state in REFUSED, each[1].at, each[0]))
    return dict(sorted(in_order[-MOST_KEPT:]))
