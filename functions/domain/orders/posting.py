"""An order's post on its way out: woken, claimed with a lease, sent by the holder of the lease, its result recorded.

A try whose answer is lost is made again: the order system knows its key. What failed for good becomes a dead letter,
and a leader may have it sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from functions.domain.kernel.clocks import CLOCKS_APART
from functions.domain.kernel.dead_letters import DeadLetter, LetterError
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.jobs import get_due
from functions.domain.orders.posts import OrderPost
from functions.domain.orgs.org import Org

LEASE = timedelta(minutes=2)
SWEEP_AFTER = timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(hours=24)
FIRST_BACKOFF = timedelta(seconds=10)
LONGEST_BACKOFF = timedelta(hours=1)
_MOST_DOUBLINGS = 12
NOT_SET_UP = "not_set_up"
TOO_LATE = "too_late"

Verdict = Literal["taken", "refused", "later"]


@dataclass(frozen=True)
class PostResult:
    """What the order system answered. `refused`: the same again would be refused too; `later`: it may be taken, or was
    without an answer. `reason`: in a word, such as `http_503`.
    """

    verdict: Verdict
    reason: str | None = None
    retry_after: timedelta | None = None


TAKEN = PostResult("taken")


def wake_post(id: str, now: datetime) -> Decision[OrderPost | None]:
    """The post that wants a task of its own: its time has come, its task was lost, or its lease ran out. Bills 1 read
    and 1 write, of one that is given up 1 write more.
    """
    post = yield from get_due(OrderPost, id, now)
    if post is None:
        return NOTHING, None
    if post.status not in ("queued", "sending"):
        return Changes(put=(post.with_changes(wake_at=None),)), None
    if _is_too_late(post, now):
        return (yield from _failed(_released(post), post.reason or TOO_LATE, now)), None
    again = _enqueued(_released(post).with_changes(status="queued"), now)
    return Changes(put=(again,)), again


def claim_post(org: Org, id: str, *, lease_id: str, now: datetime) -> Decision[OrderPost | None]:
    """Take a post for sending, for as long as the lease runs; None where there is nothing to send now. Bills 1 read and
    1 write. Where the business has no order system any more, it fails and says so.
    """
    post = yield from get(OrderPost, id)
    if post is None:
        return NOTHING, None
    if post.lease_id == lease_id:
        return NOTHING, post
    is_early = post.send_at is not None and now < post.send_at - CLOCKS_APART
    if post.status not in ("queued", "sending") or post.is_held(now) or is_early:
        return NOTHING, None
    if org.settings.order_webhook.url is None or org.order_secret is None:
        return (yield from _failed(post, NOT_SET_UP, now)), None
    claimed = post.with_changes(
        status="sending",
        attempts=post.attempts + 1,
        send_at=None,
        lease_id=lease_id,
        lease_key=post.key,
        lease_until=now + LEASE,
        wake_at=now + LEASE,
    )
    return Changes(put=(claimed,)), claimed


def record_post_result(
    claimed: OrderPost, result: PostResult, *, now: datetime, jitter: float = 0.5
) -> Decision[OrderPost | None]:
    """Write down what came of a try, unless another one has been made since; the post, where it is to be enqueued: to
    be tried again, or since a newer state took its place meanwhile. Bills 1 read and 1 write, and 1 write more for a
    dead letter.
    """
    post = yield from get(OrderPost, claimed.id)
    if post is None or post.lease_id != claimed.lease_id:
        return NOTHING, None
    free = _released(post)
    if post.key != claimed.key:
        newer = _enqueued(free.with_changes(status="queued"), now)
        return Changes(put=(newer,)), newer
    if result.verdict == "taken":
        sent = free.with_changes(status="sent", sent_at=now, reason=None, wake_at=None)
        return Changes(put=(sent,)), None
    if result.verdict == "refused" or _is_too_late(post, now):
        return (yield from _failed(free, result.reason or TOO_LATE, now)), None
    wait = max(_backoff(post) * (0.5 + jitter), result.retry_after or timedelta(0))
    waiting = free.with_changes(status="queued", reason=result.reason, send_at=now + wait)
    again = _enqueued(waiting, now + wait)
    return Changes(put=(again,)), again


def _is_too_late(post: OrderPost, now: datetime) -> bool:
    return post.queued_at is not None and now - post.queued_at > GIVEN_UP_AFTER


def _backoff(post: OrderPost) -> timedelta:
    """Doubling from ten seconds to an hour."""
    doublings: int = min(max(post.attempts - 1, 0), _MOST_DOUBLINGS)
    return min(FIRST_BACKOFF * (1 << doublings), LONGEST_BACKOFF)


def _enqueued(post: OrderPost, at: datetime) -> OrderPost:
    """The post with a task of its own at an instant; where that is lost, the sweep finds it."""
    return post.with_changes(enqueued_count=post.enqueued_count + 1, wake_at=at + SWEEP_AFTER)


def _released(post: OrderPost) -> OrderPost:
    return post.with_changes(lease_id=None, lease_key=None, lease_until=None)


def _failed(post: OrderPost, reason: str, now: datetime) -> Reading[Changes]:
    """The post given up, and its dead letter: of the order and its state, nothing of its buyer."""
    id = f"order_post:{post.id}"
    known = yield from get(DeadLetter, id, presumed_missing=True)
    letter = DeadLetter(
        id=id,
        source="order_webhook",
        payload={"order_id": post.id, "event": post.event, "key": post.key},
        error=LetterError(code="order_not_sent", message=f"the order system did not take it: {reason}"),
        at=now,
        attempts=known.attempts + 1 if known is not None else 1,
    )
    failed = post.with_changes(status="failed", reason=reason, send_at=None, wake_at=None)
    return Changes(put=(failed, letter))
