"""Plugs a world in: the entry points as they are deployed reach it, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from functions.cloud_tasks import callback_items as callback_tasks
from functions.cloud_tasks import enqueue, soon
from functions.domain.assignment import handing_out, returning
from functions.domain.assistant import leaving, satisfaction
from functions.domain.campaign_runs import pages as campaign_pages
from functions.domain.insights import business_steps
from functions.domain.joins import moving
from functions.domain.leads import moving as leads_moving
from functions.domain.marketing import counting as chat_counting
from functions.domain.orgs.org import Org
from functions.domain.privacy import erasing
from functions.domain.rebuilds import planning_anew, reassigning, rebuilding, snapshots
from functions.domain.recommendations import counting
from functions.domain.shop import products
from functions.providers import registry
from functions.queues import (
    campaign_looks,
    deliver,
    delivery_payloads,
    hand_over,
    presence,
    send_order,
    take_callback,
    take_turn,
    wake_page,
)
from functions.scheduled import lost_commands, tick
from functions.store import dead_letters, settling
from tests.faults.fault_injection import Beside
from tests.faults.world import World
from tests.memory import Version

DOCUMENTS_A_PAGE = 2  # of those that come in pages: so that there are several


@contextmanager
def platform(world: World) -> Iterator[World]:
    """The entry points reach this world and nothing else."""
    clock, looks = _Clock(world), campaign_looks.CampaignLooks()
    with pytest.MonkeyPatch.context() as patch:
        for module in (deliver, wake_page, settling, take_callback, take_turn, send_order):
            patch.setattr(module, "orgs", lambda: _Organisations(world))
        for module in (
            deliver,
            wake_page,
            settling,
            take_callback,
            take_turn,
            dead_letters,
            send_order,
            presence,
        ):
            patch.setattr(module, "store", lambda: world.store())
        for module in (deliver, hand_over, settling, take_callback, take_turn, dead_letters, send_order):
            patch.setattr(module, "datetime", clock)
        for module in (enqueue, callback_tasks, wake_page):
            patch.setattr(module, "enqueue", world.enqueue)
        patch.setattr(campaign_looks, "campaign_looks", lambda: looks)
        patch.setattr(soon, "_now", lambda: world.now)
        for module in (hand_over, registry):
            patch.setattr(module, "provider_for", world.provider_for)
        patch.setattr(deliver, "budget_allowance", world.queues.budget_allowance)
        for module in (deliver, send_order):
            patch.setattr(module, "uuid4", world.lease)
            patch.setattr(module, "random", world.chance)
        patch.setattr(take_turn, "ask_model", world.model.ask)
        patch.setattr(take_turn, "uuid4", world.lease)
        patch.setattr(send_order, "post_order", world.order_system.post)
        patch.setattr(delivery_payloads, "DatetimeWithNanoseconds", Version)
        patch.setattr(tick, "ThreadPoolExecutor", lambda most: Beside(world.turns))
        patch.setattr(lost_commands, "count_commands", world.count_commands)
        patch.setattr(lost_commands, "page_of_commands", world.page_of_commands)
        patch.setattr(wake_page, "page_of_due", world.page_of_due)
        patch.setattr(wake_page, "document_at", world.document_at)
        paged = (
            *(moving, handing_out, returning, leaving, erasing, campaign_pages, counting),
            *(rebuilding, snapshots, reassigning, planning_anew, chat_counting, business_steps, satisfaction),
            *(leads_moving, products),
        )
        for module in paged:
            patch.setattr(module, "PAGE_SIZE", DOCUMENTS_A_PAGE)
        patch.setattr(business_steps, "CUSTOMERS_A_PAGE", DOCUMENTS_A_PAGE)
        yield world


class _Organisations:
    def __init__(self, world: World) -> None:
        self._world = world

    def get(self, org_id: str, *ages: float) -> Org:
        assert org_id == self._world.org.id
        return self._world.organisation(*ages)

    def note(self, snapshots: Any) -> None:
        """What a commit wrote; a world's organisation stays as it is."""


class _Clock:
    def __init__(self, world: World) -> None:
        self._world = world

    def now(self, zone: Any) -> datetime:
        return self._world.now

    def fromisoformat(self, text: str) -> datetime:
        return datetime.fromisoformat(text)
