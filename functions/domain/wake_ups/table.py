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
from functions.domain.messages.outbox import Message
from functions.domain.occasions.watched import WATCHED_COLLECTIONS, model_of
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import OF_SNAPSHOT, OF_SUBJECTS, Rebuild, Rebuilt, rebuild_page
from functions.domain.territories.jobs import is_job

if TYPE_CHECKING:
    from functions.domain.tasks.documents import Task
from functions.domain.wake_ups.waking import PostDue, WakeUp, Waking

NEWS: Final = "product_news"
DAYS: Final = "insights"
POOL: Final = "assignments"
POSTS: Final = "order_posts"
AFFINITY: Final = "affinity"  # of the rebuilds, the one that counts what goes with what
BUSINESS: Final = "business_kpis"  # of the rebuilds, the one that counts the figures of the business
BATCHES: Final = "coupon_batches"
FIGURES: Final = "marketing"  # of the rebuilds, the one that counts the assistant's chats
RATINGS: Final = "ratings"  # of the rebuilds, the one that asks customers how content they are
CALENDAR: Final = "offer_calendar"  # of the rebuilds, the look at the offers of the year
FORECASTS: Final = "forecast:"  # of the documents of insights, those of a month's forecast


def _customer(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
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


def _rebuild(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    if waking.id == CALENDAR:
        from functions.domain.campaign_runs.offer_calendar import wake_calendar

        return (yield from wake_calendar(org, waking.id, waking.now))
    if waking.id.startswith(OF_SUBJECTS):
        from functions.domain.rebuilds.planning_anew import rebuild_subjects

        return (yield from rebuild_subjects(org, waking.id, waking.now))
    if waking.id.startswith(OF_SNAPSHOT):
        from functions.domain.rebuilds.snapshots import take_page

        return (yield from take_page(org, waking.id, waking.now))
    if is_job(waking.id):
        from functions.domain.rebuilds.reassigning import reassign_page

        return (yield from reassign_page(org, waking.id, waking.now))
    if waking.id == AFFINITY:
        return (yield from _affinity(org, waking))
    if waking.id == BUSINESS:
        return (yield from _business(org, waking))
    if waking.id == FIGURES:
        return (yield from _figures(org, waking))
    if waking.id == RATINGS:
        return (yield from _ratings(org, waking))
    return (yield from rebuild_page(org, waking.id, waking.now))


def _affinity(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    from functions.domain.recommendations.counting import count_page

    changes, page = yield from count_page(org, waking.now)
    return changes, None if page is None else Rebuilt(has_more=True, has_due=False, key=page)


def _business(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    from functions.domain.insights.business_job import work_page

    changes, page = yield from work_page(org, waking.now)
    return changes, None if page is None else Rebuilt(has_more=True, has_due=False, key=page)


def _figures(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    from functions.domain.marketing.counting import count_page

    changes, page = yield from count_page(org, waking.now)
    return changes, None if page is None else Rebuilt(has_more=True, has_due=False, key=page)


def _ratings(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    from functions.domain.assistant.satisfaction import ask_page

    changes, page = yield from ask_page(org, waking.now)
    return changes, None if page is None else Rebuilt(has_more=True, has_due=False, key=page)


def _campaign(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
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


def _product_news(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    from functions.domain.shop.products import tell_watchers

    changes, page = yield from tell_watchers(waking.id, waking.now)
    if page is None:
        return changes, None
    return changes, Rebuilt(has_more=False, has_due=True, key=page, of=NEWS)


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


def _assignments(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    from functions.domain.assignment.handing_out import hand_out_page

    changes, page = yield from hand_out_page(
        org, waking.now, beside=partial(_days_beside, org), left=partial(_conversations_back, org)
    )
    if page is None:
        return changes, None
    return changes, Rebuilt(has_more=False, has_due=True, key=page, of=POOL)


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


def _code_batch(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    from functions.domain.offers.batches import make_page

    changes, made = yield from make_page(org, waking.id, waking.now)
    if made is None:
        return changes, None
    return changes, Rebuilt(has_more=False, has_due=True, key=f"{waking.id}:{made}", of=BATCHES)


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
    WakeUp("rebuilds", lambda: Rebuild, _rebuild, needs_latest=True),
    WakeUp("campaigns", _campaigns, _campaign),
    WakeUp(NEWS, _news, _product_news),
    WakeUp(DAYS, _days, _insight),
    WakeUp(POOL, _pool, _assignments),
    WakeUp(POSTS, _posts, _order_post),
    WakeUp("bookings", _bookings, _booking),
    WakeUp("conversations", _conversations, _conversation),
    WakeUp(BATCHES, _batches, _code_batch),
    *(_watched(collection) for collection in WATCHED_COLLECTIONS),
)
WAKE_UPS: Mapping[str, WakeUp] = {wake_up.collection: wake_up for wake_up in _ALL}
