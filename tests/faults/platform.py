"""Plugs a world in: the entry points as they are deployed reach it, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

import pytest

from functions.domain import templates
from functions.domain.orgs import Org
from functions.queues import deliver, enqueue, wake_page
from functions.scheduled import tick
from functions.triggers import recording
from tests.faults.doors import Beside
from tests.faults.world import ORG, World

# Compiling a template takes longer than all else that becomes of a message; it is compiled by Jinja2 all the same.
_compiled = lru_cache(templates._environment().from_string)


@contextmanager
def platform(world: World) -> Iterator[World]:
    """The entry points reach this world and nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (deliver, wake_page, recording):
            patch.setattr(module, "store", world.store)
            patch.setattr(module, "orgs", _Organisations)
        patch.setattr(deliver, "provider_for", lambda channel: world)
        patch.setattr(deliver, "datetime", _Clock(world))
        patch.setattr(deliver, "uuid4", world.lease)
        patch.setattr(recording, "datetime", _Clock(world))
        patch.setattr(tick, "ThreadPoolExecutor", lambda most: Beside(world.turns))
        patch.setattr(tick, "unrecorded", world.unrecorded)
        patch.setattr(wake_page, "page_of_due", world.page_of_due)
        patch.setattr(enqueue, "enqueue", world.enqueue)
        patch.setattr(templates._environment(), "from_string", _compiled)
        yield world


class _Organisations:
    def get(self, org_id: str) -> Org:
        assert org_id == ORG.id
        return ORG


class _Clock:
    def __init__(self, world: World) -> None:
        self._world = world

    def now(self, zone: Any) -> datetime:
        return self._world.now
