"""The table of documents that wake: the tick asks each collection of it for what is due, page by page.

A further document that wakes is a model with `due` and `wake_at`, a decision, a row here and the index of its `wake_at`
in firestore.indexes.json; tests/unit/domain/wake_ups holds those two against each other. Those that automations watch
beside customers are rows of occasions/watched.py; a model is loaded when the first of its documents is due.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from functions.domain.automations.wake import wake_customer
from functions.domain.customers.customer import LEADS, Customer
from functions.domain.delivery.sweep import wake_message
from functions.domain.joins.moving import move_page
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading, get
from functions.domain.kernel.jobs import PageDone
from functions.domain.messages.outbox import Message
from functions.domain.occasions.watched import WATCHED_COLLECTIONS, model_of
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import Rebuild
from functions.domain.wake_ups.rebuilds import work_page
from functions.domain.wake_ups.waking import PostDue, WakeUp, Waking

if TYPE_CHECKING:
    from functions.domain.tasks.documents import Task

NEWS: Final = "product_news"
DAYS: Final = "insights"
POOL: Final = "assignments"
POSTS: Final = "order_posts"
BATCHES: Final = "coupon_batches"
FORECASTS: Final = "forecast:"  # of the documents of insights, those of a month's forecast


def _customer(org: Org, waking: Waking) -> Decision[PageDone | None]:
    customer = yield from get(Customer, waking.id)
    if customer is not None and LEADS in customer.due:
        from functions.domain.leads.moving import move_lead

        return (yield from move_lead(org, waking.id, waking.now))
    if customer is not None and customer.joined_into is not None:
        return (yield from move_page(org, waking.id, waking.now))
    changes, _ = yield from wake_customer(org, waking.id, waking.now, batch_id=waking.batch_id)
    return changes, None


def _message(org: Org, waking: Waking) -> Decision[Message | None]:
    changes, sweep = yield from wake_message(org, waking.id, waking.now)
    return changes, sweep.enqueue


def _rebuild(org: Org, waking: Waking) -> Decision[PageDone | None]:
    return (yield from work_page(org, waking.id, waking.now))


def _campaign(org: Org, waking: Waking) -> Decision[PageDone | None]:
    from functions.domain.campaign_runs.pages import send_page
    from functions.domain.campaigns.documents import Campaign

    campaign = yield from get(Campaign, waking.id)
    if campaign is None or campaign.status not in ("done", "cancelled"):
        return (yield from send_page(org, waking.id, batch_id=waking.batch_id, now=waking.now))
    from functions.domain.campaign_runs.results import counted_for_good

    return (yield from counted_for_good(org, waking.id, waking.now))


def _campaigns() -> type[Document]:
    from functions.domain.campaigns.documents import Campaign

    return Campaign


def _product_news(org: Org, waking: Waking) -> Decision[PageDone | None]:
    from functions.domain.shop.products import tell_watchers

    return (yield from tell_watchers(waking.id, waking.now))


def _insight(org: Org, waking: Waking) -> Decision[None]:
    if waking.id.startswith(FORECASTS):
        from functions.domain.insights.forecasts import wake_forecast

        return (yield from wake_forecast(org, waking.id, waking.now))
    from functions.domain.insights.agent_day import wake_day

    return (yield from wake_day(org, waking.id, waking.now))


def _days() -> type[Document]:
    from functions.domain.insights.agent_day import AgentDay

    return AgentDay


def _days_beside(
    org: Org, moved: Iterable[tuple["Task", "Task"]], now: datetime
) -> Reading[tuple[Document, ...]]:
    """The days of the agents who get or lose tasks, one write each for a page, and the leads and the conversations that
    go with tasks.
    """
    from functions.domain.insights.agent_day import Move, days_after

    pairs = tuple(moved)
    beside: tuple[Document, ...] = yield from days_after(org, [Move(*pair) for pair in pairs], now=now)
    if any(after.lead_id for _, after in pairs):
        from functions.domain.leads.assigning import leads_beside

        beside = (*beside, *(yield from leads_beside(pairs, now)))
    if any(after.conversation_id for _, after in pairs):
        from functions.domain.assistant.handovers import conversations_beside

        beside = (*beside, *(yield from conversations_beside(org, pairs, now)))
    return beside


def _assignments(org: Org, waking: Waking) -> Decision[PageDone | None]:
    from functions.domain.assignment.handing_out import hand_out_page

    beside, left = partial(_days_beside, org), partial(_conversations_back, org)
    return (yield from hand_out_page(org, waking.now, beside=beside, left=left))


def _conversations_back(
    org: Org, uid: str, moved: tuple["Task", ...], *, now: datetime
) -> Reading[tuple[Changes, bool]]:
    """The conversations of a member who leaves, of a business whose chats the assistant answers."""
    if not org.settings.assistant.enabled:
        return NOTHING, False
    from functions.domain.assistant.leaving import conversations_back

    return (yield from conversations_back(org, uid, moved, now=now))


def _order_post(org: Org, waking: Waking) -> Decision[PostDue | None]:
    from functions.domain.orders.posting import wake_post

    changes, post = yield from wake_post(waking.id, waking.now)
    return changes, None if post is None else PostDue(post.id, post.enqueued_count)


def _booking(org: Org, waking: Waking) -> Decision[None]:
    from functions.domain.bookings.holding import wake_booking

    return (yield from wake_booking(waking.id, waking.now))


def _bookings() -> type[Document]:
    from functions.domain.bookings.documents import Booking

    return Booking


def _conversation(org: Org, waking: Waking) -> Decision[None]:
    from functions.domain.assistant.escalating import wake_conversation

    return (yield from wake_conversation(org, waking.id, waking.now))


def _conversations() -> type[Document]:
    from functions.domain.conversations.documents import Conversation

    return Conversation


def _posts() -> type[Document]:
    from functions.domain.orders.posts import OrderPost

    return OrderPost


def _code_batch(org: Org, waking: Waking) -> Decision[PageDone | None]:
    from functions.domain.offers.batches import make_page

    return (yield from make_page(org, waking.id, waking.now))


def _batches() -> type[Document]:
    from functions.domain.offers.documents import CodeBatch

    return CodeBatch


def _pool() -> type[Document]:
    from functions.domain.assignment.pool import Pool

    return Pool


def _news() -> type[Document]:
    from functions.domain.shop.products import ProductNews

    return ProductNews


def _watched(collection: str) -> WakeUp:
    def wake(org: Org, waking: Waking) -> Decision[None]:
        from functions.domain.automations.subjects import wake_subject

        model = model_of(collection)
        return (yield from wake_subject(org, model, waking.id, now=waking.now, batch_id=waking.batch_id))

    return WakeUp(collection, lambda: model_of(collection), wake)


_ALL = (
    WakeUp("messages", lambda: Message, _message),
    WakeUp("customers", lambda: Customer, _customer),
    WakeUp("rebuilds", lambda: Rebuild, _rebuild, needs_latest=True, is_job=True),
    WakeUp("campaigns", _campaigns, _campaign, is_job=True),
    WakeUp(NEWS, _news, _product_news, is_job=True),
    WakeUp(DAYS, _days, _insight),
    WakeUp(POOL, _pool, _assignments, is_job=True),
    WakeUp(POSTS, _posts, _order_post),
    WakeUp("bookings", _bookings, _booking),
    WakeUp("conversations", _conversations, _conversation),
    WakeUp(BATCHES, _batches, _code_batch, is_job=True),
    *(_watched(collection) for collection in WATCHED_COLLECTIONS),
)
WAKE_UPS: Mapping[str, WakeUp] = {wake_up.collection: wake_up for wake_up in _ALL}
