"""Time in the demos: the clock runs to each purchase, and everything is posted once more at the end."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from demo.progress import Step
from demo.tills import Till
from local.client import ControlError, LocalFirebase

TWICE_EVERY = 10
SEED = 2024
HAS_PASSED = 400


def wait_until(firebase: LocalFirebase, at: datetime) -> None:
    """Let the clock run to an instant. It also runs by itself: what has passed needs no waiting for."""
    try:
        firebase.move_to(at.astimezone(UTC))
    except ControlError as error:
        if error.status != HAS_PASSED:
            raise


def post_again(
    firebase: LocalFirebase, till: Till, orders: Sequence[dict[str, Any]], *, step: Step
) -> tuple[int, list[Any]]:
    """Post every order again, shuffled, every tenth one twice at the same time. How many posts there were, and the
    answers that were not that of a repeated delivery.
    """
    odd: list[Any] = []
    posts = 0
    with ThreadPoolExecutor(2) as tills:
        for number, order in enumerate(random.Random(SEED).sample(orders, len(orders)), 1):
            times = 2 if number % TWICE_EVERY == 0 else 1
            for status, answer in tills.map(till.post, [order] * times):
                posts += 1
                if status != 200 or not answer["replayed"]:
                    odd.append((status, answer))
            step(1)
    firebase.idle()
    return posts, odd
