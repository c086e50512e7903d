"""A customer sees that their message was read, and that somebody is typing, while their turn is taken.

Best effort: nothing of it is stored, waited for or tried again, and a failure here does not fail the turn.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from functions.domain.assistant.presence import Presence, presence_for
from functions.domain.conversations.documents import Conversation
from functions.domain.kernel.errors import RegularsError, trace_of
from functions.domain.orgs.org import Org
from functions.providers.contract import PresenceProvider
from functions.store.documents import path_of, to_model
from functions.store.firestore import store
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)


@contextmanager
def shown(
    org: Org, id: str, *, due_at: datetime, now: datetime, tries: int
) -> Iterator[tuple[Snapshot, ...]]:
    """Show the customer that their turn is taken. Gives the conversation as it was read for that, so that the turn does
    not read it again. Only the first try of a task shows it. Bills nothing more than the turn.
    """
    settings = org.settings.assistant
    if tries or not (settings.typing or settings.read_receipts):
        yield ()
        return
    known, presence = _look(org, id, due_at=due_at, now=now)
    provider = _provider(org, presence) if presence is not None else None
    if provider is None or presence is None:
        yield known
        return
    is_seen = _tried(
        org,
        lambda: provider.show_presence(
            presence.message_id, is_read=presence.is_read, is_typing=presence.is_typing
        ),
    )
    try:
        yield known
    finally:
        if is_seen and presence.is_typing:
            _tried(org, lambda: provider.stop_typing(presence.message_id))


def _look(
    org: Org, id: str, *, due_at: datetime, now: datetime
) -> tuple[tuple[Snapshot, ...], Presence | None]:
    try:
        (snapshot,) = store().backend.read([path_of(org.id, Conversation, id)])
        conversation = to_model(Conversation, snapshot)
    except Exception as error:
        log.warning("presence_not_looked_for org=%s trace=%s", org.id, trace_of(error))
        return (), None
    return (snapshot,), presence_for(org, conversation, due_at=due_at, now=now)


def _provider(org: Org, presence: Presence) -> PresenceProvider | None:
    """The provider of the channel, where it shows such things and is the one that brought the message."""
    from functions.providers.registry import provider_for  # loaded where something is shown

    try:
        provider = provider_for(org, presence.channel)
    except Exception as error:
        log.warning("presence_not_shown org=%s trace=%s", org.id, trace_of(error))
        return None
    is_its_own = provider.name == presence.provider
    return provider if is_its_own and isinstance(provider, PresenceProvider) else None


def _tried(org: Org, act: Callable[[], None]) -> bool:
    """Whether the provider did it."""
    try:
        act()
    except RegularsError as error:
        log.warning("presence_not_shown org=%s error=%s", org.id, error.code)
        return False
    except Exception as error:
        log.error("presence_not_shown org=%s trace=%s", org.id, trace_of(error))
        return False
    return True
