"""Every job that goes page by page, with a little of what it goes through, and a queue and a clock to run it on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.cloud_tasks import page_batches, soon
from functions.domain.assignment import handing_out
from functions.domain.assignment.pool import Pool
from functions.domain.assistant import satisfaction
from functions.domain.campaign_runs import pages as campaign_pages
from functions.domain.customers.customer import LEADS
from functions.domain.insights import business_steps
from functions.domain.insights.business_documents import BusinessJob
from functions.domain.insights.rating_jobs import RatingJob
from functions.domain.joins import moving
from functions.domain.kernel.decisions import UNKNOWN_AT, Document
from functions.domain.leads import moving as leads_moving
from functions.domain.leads.documents import Lead
from functions.domain.marketing import counting as marketing
from functions.domain.marketing.counting import MarketingJob
from functions.domain.offers import batches
from functions.domain.offers.documents import CodeBatch
from functions.domain.orgs.org import Org
from functions.domain.rebuilds import planning_anew, reassigning, rebuilding, snapshots
from functions.domain.rebuilds.planning_anew import SubjectRebuild
from functions.domain.rebuilds.rebuilding import Rebuild
from functions.domain.rebuilds.snapshots import SnapshotRebuild
from functions.domain.recommendations import counting
from functions.domain.recommendations.counting import AffinityJob
from functions.domain.settings.segments import SegmentSettings
from functions.domain.settings.territories import Territory
from functions.domain.shop import products
from functions.domain.shop.products import ProductNews
from functions.domain.staff.members import Member
from functions.domain.territories.jobs import TerritoryJob
from functions.domain.wake_ups.table import WAKE_UPS
from functions.queues import wake_page
from functions.store.pages import Cursor, Page
from tests.builders import NOON, a_customer, an_org, winbacks
from tests.campaigns import a_buyer, a_campaign, a_shop
from tests.chats import an_agency
from tests.faults import business_flows, counting_flows
from tests.memory import DictBackend, a_store
from tests.unit.domain.assignment.test_handing_out import put_pooled

AT = NOON
DAY = timedelta(days=1)
ROWS = 7
MOST_TICKS = 9
DOCUMENTS_A_PAGE = 2
PAGED = (
    *(handing_out, satisfaction, campaign_pages, planning_anew, reassigning, rebuilding, snapshots),
    *(business_steps, moving, leads_moving, marketing, counting, products),
)
AGENCY = an_agency(satisfaction={"template": "assistant_rating", "quiet_hours": 1})
CAFE = an_org(automations={}, timezone="UTC")
DORMANT = an_org(automations=winbacks(30))
EVERYONE = SegmentSettings.model_validate({"name": "All", "membership": "snapshot", "filter": True})
NORTH = Territory.model_validate({"name": "North", "member_uid": "ann", "rules": {"cities": ["Delhi"]}})


class Died(BaseException):
    """The process is gone."""


@dataclass
class Job:
    """A job that is due at AT: its organisation, its document, and what it goes through."""

    org: Org
    document: Document
    rows: Callable[[DictBackend], None]

    @property
    def path(self) -> str:
        return f"orgs/kopi/{self.document.collection}/{self.document.id}"

    def stored(self) -> DictBackend:
        backend = DictBackend()
        backend.put(Member(id="ann", roles=("agent", "manager")))
        self.rows(backend)
        backend.put(self.document)
        return backend


def each(put: Callable[[DictBackend, int], None]) -> Callable[[DictBackend], None]:
    def all_rows(backend: DictBackend) -> None:
        for number in range(ROWS):
            put(backend, number)

    return all_rows


def raw(collection: str, **fields: Any) -> Callable[[DictBackend], None]:
    """Rows as they are stored; a function makes a field of a row's number."""

    def put(backend: DictBackend, number: int) -> None:
        made = {name: value(number) if callable(value) else value for name, value in fields.items()}
        backend.client_writes(f"orgs/kopi/{collection}/r{number}", **made)

    return each(put)


def customers(**fields: Any) -> Callable[[DictBackend], None]:
    """Several of them came at one instant."""

    def put(backend: DictBackend, number: int) -> None:
        at = AT - DAY * (9 - number // 2)
        backend.put(
            a_customer(**{"id": f"c{number}", "created_at": at, "phone": None, "email": None} | fields)
        )

    return each(put)


def with_others(*documents: Document, rows: Callable[[DictBackend], None]) -> Callable[[DictBackend], None]:
    def put(backend: DictBackend) -> None:
        rows(backend)
        for document in documents:
            backend.put(document)

    return put


def of_the_business(backend: DictBackend) -> None:
    for rows in (
        raw("product_costs", cost_minor=5),
        raw("feedback", created_at=lambda number: AT - DAY * (number // 2 + 1), rating=4),
        customers(),
    ):
        rows(backend)


def with_more(org: Org, **changes: Any) -> Org:
    return org.model_copy(update=changes)


JOBS: Mapping[str, Job] = {
    "automations": Job(
        DORMANT,
        Rebuild(id="automations", started_at=AT, active_since=UNKNOWN_AT, by="created_at", wake_at=AT),
        customers(stats={"orders": 1, "last_order_at": AT - 30 * DAY}),
    ),
    "subjects": Job(
        CAFE,
        SubjectRebuild(
            id="automations:carts:updated_at",
            started_at=AT,
            of="carts",
            by="updated_at",
            since=UNKNOWN_AT,
            wake_at=AT,
        ),
        raw("carts", customer_id="c0", updated_at=lambda number: AT - DAY * (number // 2)),
    ),
    "snapshot": Job(
        with_more(CAFE, segments={"all": EVERYONE}),
        SnapshotRebuild(id="snapshot:all", started_at=AT, wake_at=AT),
        customers(),
    ),
    "removed_snapshot": Job(
        CAFE,
        SnapshotRebuild(id="snapshot:gone", started_at=AT, wake_at=AT, is_ending=True),
        customers(snapshots=("gone", "all")),
    ),
    "territories": Job(
        with_more(CAFE, territories={"north": NORTH}),
        TerritoryJob(id="territories", started_at=AT, wake_at=AT),
        customers(addresses=({"city": "Delhi"},)),
    ),
    "affinity": Job(
        counting_flows.SHOP,
        AffinityJob(id="affinity", wake_at=AT),
        raw(
            "orders",
            counted_at=lambda number: AT - DAY * (number // 2 + 1),
            lines=lambda number: [
                {"category": name, "quantity": "1"} for name in ("rice", "oil")[number % 2 :]
            ],
        ),
    ),
    "business_kpis": Job(business_flows.SHOP, BusinessJob(id="business_kpis", wake_at=AT), of_the_business),
    "marketing": Job(
        AGENCY,
        MarketingJob(id="marketing", queue=("2025-01", "2025-01"), wake_at=AT),
        raw(
            "conversations",
            channel="whatsapp",
            last_message_at=AT - DAY,
            journey_months=["2025-01"],
            journeys={"1": {"began_at": AT - DAY, "turns": 2}},
        ),
    ),
    "ratings": Job(
        AGENCY,
        RatingJob(id="ratings", wake_at=AT),
        raw(
            "conversations",
            channel="whatsapp",
            provider="waha",
            customer_id=lambda number: f"gone-{number}",
            created_at=AT - DAY,
            last_message_at=AT - DAY,
            rating_due_at=lambda number: AT - DAY + timedelta(hours=number // 2),
        ),
    ),
    "campaign": Job(a_shop(), a_campaign(), each(lambda backend, number: backend.put(a_buyer(number)))),
    "product_news": Job(
        CAFE,
        ProductNews(id="latte", left=("wishlists", "stock_notices"), wake_at=AT),
        with_others(
            rows=raw("wishlists", customer_id=lambda number: f"c{number // 2}", product_ids=["latte"])
        ),
    ),
    "codes": Job(CAFE, CodeBatch(id="many", offer_id="tea", count=ROWS, wake_at=AT), lambda backend: None),
    "pool": Job(
        CAFE, Pool(id="pool", wake_at=AT), each(lambda backend, number: put_pooled(backend, f"t{number}"))
    ),
    "joined": Job(
        CAFE,
        a_customer(id="old", phone=None, email=None, joined_into="new", due={"moving": AT}, wake_at=AT),
        with_others(a_customer(id="new"), rows=raw("interactions", customer_id="old", performed_at=AT)),
    ),
    "lead": Job(
        CAFE,
        a_customer(id="buyer", lead_ids=("asked",), due={LEADS: AT}, wake_at=AT),
        with_others(
            Lead(id="asked", lead_id="asked", status="converted", converted_to="buyer"),
            rows=raw("interactions", customer_id=None, lead_id="asked", performed_at=AT),
        ),
    ),
}


@dataclass
class Platform:
    """A store and a queue. A worker dies where `dies` says so, before its commit or before it asks for a task."""

    org: Org
    backend: DictBackend
    dies: str = ""
    tasks: list[dict[str, Any]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    had: list[dict[str, Any]] = field(default_factory=list)
    delivered: list[list[str]] = field(default_factory=list)  # the messages of each task
    meanwhile: Callable[[], Any] | None = None

    def get(self, org_id: str, *ages: float) -> Org:
        assert org_id == self.org.id
        return self.org

    def commit(self, org_id: str, decide: Callable[[], Any], known: Any = ()) -> Any:
        if self.dies == "before":
            raise Died

        def overtaken() -> Any:
            decided = yield from decide()
            if (other := self.meanwhile) is not None:
                self.meanwhile = None
                other()
            return decided

        committed = a_store(self.backend).commit(org_id, overtaken, known)
        if self.dies == "after":
            raise Died
        return committed

    def enqueue(self, queue: str, name: str, payload: dict[str, Any], *, at: datetime | None = None) -> None:
        assert queue == "wakepage"
        if name not in self.names:
            self.names.add(name)
            self.tasks.append(payload)
            self.had.append(payload)

    def deliver(self, org_id: str, channel: str, batch_id: str, **given: Any) -> None:
        if batch_id not in self.names:
            self.names.add(batch_id)
            self.delivered.append([each.path for each in given["messages"]])

    def page_of_due(self, collection: str, at: datetime, after: Cursor | None) -> Page:
        due = [
            path
            for path, fields in sorted(self.backend.documents.items())
            if path.split("/")[-2] == collection
            and fields.get("wake_at") is not None
            and fields["wake_at"] <= at
        ]
        return Page(tuple(map(self.backend.snapshot, due)), None)

    def tick(self) -> None:
        for collection in WAKE_UPS:
            wake_page.wake_page(collection, AT)

    def work(self, payload: dict[str, Any], dies: str = "") -> None:
        """One try of a task; one that died is tried again later."""
        self.dies = dies
        try:
            wake_page.wake_payload(payload)
        except Died:
            self.tasks.append(payload)
        finally:
            self.dies = ""

    def due(self) -> list[str]:
        """What is still to wake."""
        pages = [self.page_of_due(collection, AT, None) for collection in WAKE_UPS]
        return [snapshot.path for page in pages for snapshot in page.snapshots]

    def quiet(self) -> None:
        """All tasks, one after the other, as a good day has them."""
        while self.tasks:
            self.work(self.tasks.pop(0))

    def settle(self) -> None:
        """Ticks and their tasks until nothing is due."""
        for _ in range(MOST_TICKS):
            self.quiet()
            if not self.due():
                break
            self.tick()


@contextmanager
def platform(org: Org, backend: DictBackend) -> Iterator[Platform]:
    """The queue's entry point reaches this store and queue, and nothing else."""
    there = Platform(org, backend)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wake_page, "orgs", lambda: there)
        patch.setattr(wake_page, "store", lambda: there)
        patch.setattr(wake_page, "enqueue", there.enqueue)
        patch.setattr(wake_page, "page_of_due", there.page_of_due)
        patch.setattr(wake_page, "document_at", lambda path: there.backend.snapshot(path))
        patch.setattr(soon, "_is_taken", lambda collection, at: True)
        patch.setattr(page_batches, "enqueue_batch", there.deliver)
        for module in PAGED:
            patch.setattr(module, "PAGE_SIZE", DOCUMENTS_A_PAGE)
        patch.setattr(business_steps, "CUSTOMERS_A_PAGE", DOCUMENTS_A_PAGE)
        patch.setattr(batches, "CODES_A_PAGE", DOCUMENTS_A_PAGE)
        yield there


def documents(backend: DictBackend) -> dict[str, Any]:
    """All that is stored, but for which messages go out together."""
    return {
        path: {name: value for name, value in fields.items() if name != "batch_id"}
        for path, fields in backend.documents.items()
    }
