"""Versions of the prompt and reports of trials as staff read them."""

from datetime import datetime
from typing import Any

from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.prompt_documents import PromptDocument
from functions.domain.kernel.decisions import NOTHING, Decision, Find, find, get
from functions.domain.orgs.documents import OrgDocument
from functions.domain.prompts.counted import COLLECTION
from functions.domain.prompts.trials import PromptTrial, read_trial
from functions.domain.settings.prompts import PROMPT_TYPES
from functions.domain.staff.permissions import permitted

ROLES = KINDS[COLLECTION].roles
MOST_LISTED = 100


def prompts_listed(org_id: str, uid: str) -> Decision[dict[str, Any]]:
    """The 100 versions that were changed last, the newest first, and which is live, null while ours is. Bills 2 reads,
    and 1 a version. Raises Forbidden.
    """
    yield from permitted(uid, ROLES)
    org = yield from get(OrgDocument, org_id)
    rows = yield from find(Find(PromptDocument, (), "updated_at", "DESCENDING", MOST_LISTED))
    return NOTHING, {
        "items": [prompt_shown(row) for row in rows],
        "next": None,
        "live": org.live_prompt if org is not None else None,
    }


def trial_read(uid: str, version: str, number: int) -> Decision[dict[str, Any]]:
    """A trial's report. Bills 2 reads. Raises Forbidden, NotFound."""
    yield from permitted(uid, ROLES)
    return NOTHING, trial_shown((yield from read_trial(version, number)))


def prompt_shown(document: PromptDocument) -> dict[str, Any]:
    """A version: its five texts, and what has become of it."""
    content = document.content({"version", *PROMPT_TYPES})
    fields = document.model_dump(
        mode="json",
        include={"status", "given", "based_on", "signed_by", "trial", "replaces", "history", "updated_by"},
    )
    texts = {str(name): content.get(name, "") for name in PROMPT_TYPES}
    return {
        "id": document.id,
        "version": content.get("version"),
        **texts,
        **fields,
        "updated_at": _text(document.updated_at),
    }


def trial_shown(trial: PromptTrial) -> dict[str, Any]:
    """A report: how many examples have passed, and of each what was otherwise."""
    fields = trial.model_dump(mode="json", exclude={"examples", "results"})
    passed = sum(each.has_passed for each in trial.results.values())
    return {
        "id": trial.id,
        **fields,
        "count": len(trial.examples),
        "through": len(trial.results),
        "passed": passed,
        "results": {id: each.model_dump(mode="json") for id, each in sorted(trial.results.items())},
    }


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
