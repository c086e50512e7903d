"""Mistakes in what goes out: an order is sent by two tasks, is lost with its task, or changes its key with each try."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.orders import posting
from functions.domain.orders.posts import OrderPost
from functions.queues import send_order
from tests.faults.world import World


def sends_what_another_task_sends(world: World, patch: pytest.MonkeyPatch) -> None:
    """The lease is not asked for."""
    patch.setattr(OrderPost, "is_held", lambda post, now: False)


def loses_what_lost_its_task(world: World, patch: pytest.MonkeyPatch) -> None:
    """A post whose task or try was lost wakes no more."""
    enqueued = posting._enqueued

    def asleep(post: OrderPost, at: Any) -> OrderPost:
        return enqueued(post, at).with_changes(wake_at=None)

    patch.setattr(posting, "_enqueued", asleep)
    patch.setattr(posting, "LEASE", timedelta(days=30))


def makes_a_key_for_each_try(world: World, patch: pytest.MonkeyPatch) -> None:
    """The key counts the tries."""

    def post(org: Any, post: OrderPost, now: Any) -> Any:
        return world.order_system.post(org, post.with_changes(key=f"{post.key}{post.attempts}"), now)

    patch.setattr(send_order, "post_order", post)
