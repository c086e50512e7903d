"""Whether the assistant is to be silent in a conversation."""

from functions.domain.conversations.listening import is_a_person_s
from functions.domain.orgs.org import is_on
from functions.domain.replies.bursts import Burst
from functions.domain.replies.plans import Unanswered


def why_silent(burst: Burst) -> Unanswered | None:
    """Why nothing is said, where the assistant is to be silent."""
    if not burst.org.settings.assistant.enabled or not is_on(burst.org, "crm"):
        return "assistant_off"
    return "owned_by_person" if is_a_person_s(burst.conversation, burst.now) else None
