"""A version becomes the one with which customers are answered, or is taken back."""

from datetime import datetime

from functions.domain.configuration.prompt_documents import PromptDocument
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, Reading, get, get_both
from functions.domain.kernel.errors import CannotBeDone, NotFound
from functions.domain.orgs.documents import OrgDocument
from functions.domain.prompts.counted import counting, never, without
from functions.domain.prompts.saving import prompt_in, version_get
from functions.domain.prompts.trials import digest_of
from functions.domain.settings.prompts import prompt_id


def make_live(
    org_id: str, version: str, *, by: str, now: datetime, responder: str
) -> Decision[PromptDocument]:
    """Have chats answered with a version from now on; the one before is `replaced`. Instances see it as they see any
    configuration, within a minute. One that is live changes nothing. Raises CannotBeDone with the reason where its last
    trial is not of exactly these texts, was with another `responder` than answers customers, or was not passed.

    Bills 2 reads and 2 writes, 1 more of each for the one before.
    """
    org, known = yield from _read(org_id, version)
    if org.live_prompt == version and known.status == "live":
        return NOTHING, known
    if (reason := why_not_live(known, responder=responder)) is not None:
        raise CannotBeDone(f"{version} cannot go live: {reason}")
    before = yield from _live(org)
    replaces = org.live_prompt if before is not None else None
    live = known.come_to("live", by=by, at=now, replaces=replaces)
    counted = counting(org, live, now).with_changes(live_prompt=version)
    if before is None:
        return Changes(put=(live, counted)), live
    replaced = before.come_to("replaced", by=by, at=now)
    return Changes(put=(live, replaced, without(counted, before.id, now))), live


def why_not_live(known: PromptDocument, *, responder: str) -> str | None:
    """Why a version may not go live; None where it may."""
    trial = known.trial
    if trial is None:
        return "it has passed no trial"
    if not trial.has_passed:
        return f"it has not passed its last trial, {trial.number}"
    if trial.digest != digest_of(prompt_in(known)):
        return f"trial {trial.number} was of other texts"
    if trial.responder != responder:
        return f"trial {trial.number} was answered by {trial.responder}, and customers are by {responder}"
    return None if known.status in ("tried", "replaced") else f"it is {known.status.replace('_', ' ')}"


def roll_back(org_id: str, version: str, *, by: str, now: datetime) -> Decision[PromptDocument]:
    """Take a version back, at once and without a trial: of the live one the version before it is live again, or none
    and so our own texts. One that is not live and was tried may no longer be used. Again it changes nothing. Raises
    CannotBeDone of a draft, which nobody uses, and of one that another has replaced.

    Bills 2 reads and 2 writes, 1 more of each for the version before.
    """
    org, known = yield from _read(org_id, version)
    if known.status == "rolled_back":
        return NOTHING, known
    if known.status not in ("live", "tried"):
        raise CannotBeDone(f"{version} is {known.status}, and is not used: there is nothing to take back")
    back = known.come_to("rolled_back", by=by, at=now)
    rest = never(org, known.id, now)
    if org.live_prompt != version:
        return Changes(put=(back, rest)), back
    before = yield from _before(known)
    if before is None:
        return Changes(put=(back, rest.with_changes(live_prompt=None, updated_at=now))), back
    again = before.come_to("live", by=by, at=now)
    counted = counting(rest, again, now).with_changes(live_prompt=known.replaces)
    return Changes(put=(back, again, counted)), back


def _read(org_id: str, version: str) -> Reading[tuple[OrgDocument, PromptDocument]]:
    org, known = yield from get_both(Get(OrgDocument, org_id), version_get(version))
    if org is None or known is None:
        raise NotFound("version of the prompt")
    return org, known


def _live(org: OrgDocument) -> Reading[PromptDocument | None]:
    if org.live_prompt is None:
        return None
    return (yield from get(PromptDocument, prompt_id(org.live_prompt)))


def _before(known: PromptDocument) -> Reading[PromptDocument | None]:
    """The version that was live before; None where that one was taken back too."""
    if known.replaces is None:
        return None
    before = yield from get(PromptDocument, prompt_id(known.replaces))
    return before if before is not None and before.status in ("replaced", "tried") else None
