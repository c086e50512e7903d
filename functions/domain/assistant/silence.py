"""Whether the assistant is to be silent in a conversation."""

from functions.domain.assistant.bursts import Burst
from functions.domain.assistant.plans import Unanswered
from functions.domain.conversations.documents import Conversation
from functions.domain.conversations.listening import is_a_person_s
from functions.domain.kernel.decisions import Reading, get
from functions.domain.orgs.org import is_on


def why_silent(burst: Burst) -> Reading[Unanswered | None]:
    """Why nothing is said, where the assistant is to be silent: of a conversation that goes on in another one also
    where a person has that one. Bills 1 read for it.
    """
    if not burst.org.settings.assistant.enabled or not is_on(burst.org, "crm"):
        return "assistant_off"
    if is_a_person_s(burst.conversation, burst.now):
        return "owned_by_person"
    if burst.conversation.merged_into is None:
        return None
    current = yield from get(Conversation, burst.conversation.merged_into)
    return "owned_by_person" if current is not None and is_a_person_s(current, burst.now) else None
