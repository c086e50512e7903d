"""Step 1: settings and templates of a former form are stored as today's, where no save and no preset did it before."""

from datetime import datetime

from functions.domain.configuration.drafts import Draft
from functions.domain.configuration.loading import revisions_of
from functions.domain.configuration.stored import read_stored
from functions.domain.kernel.decisions import NOTHING, Changes, Reading
from functions.domain.orgs.documents import settings_from
from functions.domain.orgs.org import Org

BY = "migration"


def migrate(org: Org, id: str, now: datetime) -> Reading[Changes]:
    """Bills 1 read, and 1 for each document of configuration; where something is of a former form 2 writes, and 1 for
    each template that gets its own document.
    """
    stored = yield from read_stored(id, revisions_of)
    draft = Draft(stored, by=BY, now=now)
    if stored.document.former_settings:
        draft.set_settings(settings_from(stored.document))
    return (yield from draft.changes()) if draft.is_changed else NOTHING
