"""How far a conversation has come, as the rules and a model see it."""

from functions.domain.conversations.documents import Conversation
from functions.domain.orgs.org import Org
from functions.domain.replies.plans import Chat


def chat_of(org: Org, known: Conversation) -> Chat:
    """How far the conversation has come; a package that is gone from the catalogue is none."""
    package_id = next((id for id, each in org.packages.items() if each.code == known.package_code), None)
    return Chat(
        phase=known.phase or "leads",
        cycle=known.cycle or 1,
        is_first=known.phase is None,
        package_id=package_id,
        campaign_code=known.campaign_code,
        asked=known.asked,
        unknown_count=known.unknown_count or 0,
    )
