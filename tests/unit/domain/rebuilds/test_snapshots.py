"""A snapshot is a segment whose members are taken once: by a filter, of other segments, of ids, of messages."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from functions.domain.automations.react import react
from functions.domain.campaign_runs.pages import send_page
from functions.domain.commands.campaigns.snapshots import MOST_GIVEN
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import remove_configuration, save_configuration
from functions.domain.customers.customer import Customer, Joins
from functions.domain.customers.reactions import Facts
from functions.domain.joins.folding import folded, joined_away
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.errors import Malformed
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.privacy.erasing import DONE, NOTHING_LEFT, Starting, erase_step
from functions.domain.rebuilds import snapshots
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, SEEN_EVERYWHERE_AFTER, Rebuilt, rebuild_page
from functions.domain.rebuilds.snapshots import BROKEN_FOR, take_page
from functions.domain.rebuilds.unbuilt_segments import AGAIN_AFTER, LONGEST, is_unbuilt
from functions.domain.staff.members import Member
from functions.store.commit import GuardFailed
from functions.store.documents import Write
from functions.store.orgs import Orgs
from tests.builders import NOON, give, problems
from tests.campaigns import a_buyer, a_campaign
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision

LATER = NOON + timedelta(hours=1)
DUE = LATER + SEEN_EVERYWHERE_AFTER
BUYERS = {">=": [{"var": "stats.orders"}, 1]}
TAGGED = {"in": ["regular", {"var": "tags"}]}


def named(id: str) -> dict[str, Any]:
    return {"in": [id, {"var": "segment_ids"}]}


def a_shop(*customers: Customer) -> DictBackend:
    backend = DictBackend()
    provision(backend)
    backend.put(Member(id="owner", roles=("owner",)))
    for each in customers:
        backend.put(each)
    return backend


def org_of(backend: DictBackend) -> Org:
    return Orgs(backend).get("kopi")


def saved(backend: DictBackend, id: str, now: datetime = LATER, **content: Any) -> None:
    ref, whole = Ref("segments", id), {"name": id, **content}
    run(a_store(backend), lambda: save_configuration("kopi", ref, content=whole, by="owner", now=now))


def frozen(backend: DictBackend, id: str = "list", now: datetime = LATER, **content: Any) -> None:
    saved(backend, id, now, membership="snapshot", **content)


def removed(backend: DictBackend, id: str, now: datetime) -> None:
    ref = Ref("segments", id)
    run(a_store(backend), lambda: remove_configuration("kopi", ref, by="owner", now=now))


def one_page(backend: DictBackend, id: str = "list", now: datetime = DUE) -> Rebuilt | None:
    return run(a_store(backend), lambda: take_page(org_of(backend), f"snapshot:{id}", now))


def taken(backend: DictBackend, id: str = "list", now: datetime = DUE) -> int:
    """The snapshot is taken; how many pages there were."""
    pages = 1
    while (left := one_page(backend, id, now)) is not None and left.has_more:
        pages += 1
    return pages


def members(backend: DictBackend, id: str = "list") -> set[str]:
    return {key for key, each in backend.all("customers").items() if id in each["segment_ids"]}


def job(backend: DictBackend, id: str = "list") -> dict[str, Any]:
    return backend.all("rebuilds")[f"snapshot:{id}"]


def change(backend: DictBackend, id: str, now: datetime = DUE, **changes: Any) -> None:
    def decide() -> Decision[None]:
        customer = yield from get(Customer, id)
        assert customer is not None
        facts = Facts("customer_changed", "customers", id, now)
        after = customer.with_changes(**changes)
        reaction = yield from react(org_of(backend), customer, after, facts=facts, now=now)
        return Changes(create=reaction.create, put=reaction.put), None

    run(a_store(backend), decide)


@contextmanager
def pages_of(size: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "PAGE_SIZE", size)
        yield


def test_members_are_those_of_the_instant_and_stay_whatever_becomes_of_them() -> None:
    backend = a_shop(*(a_buyer(number, tags=("regular",) if number % 2 else ()) for number in range(7)))
    frozen(backend, filter=TAGGED)
    assert one_page(backend, now=DUE - timedelta(seconds=1)) is None
    with pages_of(3):
        assert taken(backend) == 3
    assert members(backend) == {"c0001", "c0003", "c0005"}
    change(backend, "c0001", tags=())
    change(backend, "c0002", tags=("regular",))
    assert members(backend) == {"c0001", "c0003", "c0005"}
    assert one_page(backend, now=DUE + timedelta(days=1)) is None
    known = job(backend)
    assert (known["passed"], known["taken"], known["built_at"]) == (7, 3, DUE)
    assert "wake_at" not in known


def test_who_changes_after_their_page_or_comes_later_is_not_taken() -> None:
    backend = a_shop(*(a_buyer(number) for number in range(4)), a_buyer(4, tags=()))
    frozen(backend, filter=TAGGED)
    with pages_of(2):
        one_page(backend)
        change(backend, "c0000", tags=())
        change(backend, "c0003", tags=())
        backend.put(a_buyer(9, created_at=LATER + timedelta(seconds=1)))
        taken(backend)
    assert members(backend) == {"c0000", "c0001", "c0002"}


def test_time_is_that_of_the_saving_and_not_of_the_page() -> None:
    stats = {"orders": 1, "last_order_at": LATER - timedelta(days=30) + timedelta(minutes=1)}
    backend = a_shop(a_buyer(1, stats=stats), a_buyer(2, stats={**stats, "last_order_at": NOON}))
    frozen(backend, filter={"older_than": [{"var": "stats.last_order_at"}, "30d"]})
    taken(backend)
    assert members(backend) == set()


@dataclass
class Overtaken(DictBackend):
    """Before the next write another worker commits the same page; or the answer to it is lost."""

    other: Callable[[], object] | None = None
    loses_answer: bool = False

    def write(self, writes: Sequence[Write]) -> list[Any]:
        other, self.other = self.other, None
        if other is not None:
            other()
        answer = super().write(writes)
        if self.loses_answer:
            self.loses_answer = False
            raise GuardFailed(writes[0].path)
        return answer


@pytest.mark.parametrize("loses_answer", [True, False])
def test_two_workers_on_a_page_and_one_whose_answer_was_lost_take_each_customer_once(
    loses_answer: bool,
) -> None:
    backend = Overtaken()
    provision(backend)
    for number in range(5):
        backend.put(a_buyer(number))
    frozen(backend, filter=True)
    with pages_of(2):
        backend.other, backend.loses_answer = (lambda: one_page(backend)), loses_answer
        one_page(backend)
        assert job(backend)["passed"] == (4 if not loses_answer else 5)
        taken(backend)
    assert (job(backend)["passed"], job(backend)["taken"]) == (5, 5)
    assert all(each["snapshots"] == ["list"] for each in backend.all("customers").values())


def test_a_page_bills_a_read_a_customer_a_write_a_member_and_one_of_each_for_the_job() -> None:
    backend = a_shop(*(a_buyer(number, tags=("regular",) if number < 3 else ()) for number in range(8)))
    frozen(backend, filter=TAGGED)
    org = org_of(backend)
    backend.billed = Billed()
    run(a_store(backend), lambda: take_page(org, "snapshot:list", DUE))
    assert backend.billed == Billed(reads=1 + 8, writes=1 + 3)


def test_saving_it_goes_through_no_customer_but_for_its_own_job() -> None:
    backend = a_shop()
    frozen(backend, filter=TAGGED)
    assert set(backend.all("rebuilds")) == {"snapshot:list"}


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        ({"or": [named("big"), named("loyal")]}, {"c0001", "c0002", "c0003"}),
        ({"and": [named("big"), named("loyal")]}, {"c0003"}),
        ({"and": [named("big"), {"!": named("loyal")}]}, {"c0001"}),
        ({"and": [named("big"), {"!": [named("loyal")]}, {"==": [{"var": "name"}, "x"]}]}, set()),
        ({"!": {"or": [named("big"), named("loyal")]}}, {"c0000"}),
        ({"if": [named("big"), named("loyal"), True]}, {"c0000", "c0002", "c0003"}),
        (named("both"), {"c0003"}),
    ],
)
@pytest.mark.parametrize("membership", ["live", "snapshot"])
def test_a_segment_is_the_union_intersection_or_difference_of_others(
    logic: Any, expected: set[str], membership: str
) -> None:
    backend = a_shop(*(a_buyer(number, tags=(f"t{number}",)) for number in range(4)))
    saved(backend, "big", filter={"in": [{"var": "tags.0"}, ["t1", "t3"]]})
    saved(backend, "loyal", filter={"in": [{"var": "tags.0"}, ["t2", "t3"]]})
    saved(backend, "both", filter={"and": [named("big"), named("loyal")]})
    saved(backend, "list", filter=logic, membership=membership)
    if membership == "snapshot":
        taken(backend)
    for number in range(4):
        change(backend, f"c000{number}", name="y")
    assert members(backend) == expected


def test_a_combined_segment_moves_with_time_as_the_one_that_it_names() -> None:
    stats = {"orders": 1, "last_order_at": NOON}
    backend = a_shop(a_buyer(1, stats=stats))
    saved(backend, "silent", filter={"older_than": [{"var": "stats.last_order_at"}, "30d"]})
    saved(backend, "silent_buyers", filter={"and": [named("silent"), BUYERS]})
    change(backend, "c0001", name="y")
    due = backend.one("customers")["due"]
    assert due["segment:silent_buyers"] == due["segment:silent"] == NOON + timedelta(days=30)
    change(backend, "c0001", now=NOON + timedelta(days=30), name="z")
    assert {"silent", "silent_buyers"} <= set(backend.one("customers")["segment_ids"])


def test_the_difference_with_a_snapshot_changes_with_its_taking_and_tells_of_none() -> None:
    backend = a_shop(a_buyer(1), a_buyer(2, tags=()))
    frozen(backend, filter=TAGGED)
    saved(backend, "others", filter={"!": named("list")})
    told = {"on": "segment_left", "segment": "others", "then": [{"tag": "told"}]}
    ref = Ref("automations", "told")
    run(a_store(backend), lambda: save_configuration("kopi", ref, content=told, by="owner", now=LATER))
    for id in ("c0001", "c0002"):
        change(backend, id, name="y")
    assert members(backend, "others") == {"c0001", "c0002"}
    taken(backend)
    assert members(backend, "others") == {"c0002"}
    assert backend.all("customers")["c0001"]["tags"] == ["regular"]


def refused(backend: DictBackend, id: str, **content: Any) -> list[tuple[str, str]]:
    before = dict(backend.versions)
    with pytest.raises(Malformed) as error:
        saved(backend, id, **content)
    assert backend.versions == before
    return [(each.path, each.message) for each in error.value.faults]


def test_a_segment_may_not_name_itself_what_is_not_there_or_too_much() -> None:
    backend = a_shop()
    saved(backend, "a", filter=True)
    saved(backend, "b", filter={"!": named("a")})
    assert refused(backend, "a", filter={"or": [named("b"), True]}) == [
        ("filter", "names itself: a -> b -> a"),
        ("segments.b.filter", "names itself: b -> a -> b"),
    ]
    assert refused(backend, "c", filter=named("ghost")) == [
        ("filter", "names ghost, which is not among the segments")
    ]
    assert refused(backend, "list", filter={"!": named("list")}, membership="snapshot") == [
        ("filter", "names itself: list -> list")
    ]
    ((path, reason),) = refused(backend, "c", filter={"or": [named("b")] * 26})
    assert (path, reason) == ("filter", "names more than 50 segments, with those that these name")
    inside = {"some": [{"var": "campaigns"}, named("a")]}
    assert refused(backend, "c", filter=inside) == [
        ("filter", "names a segment inside of what is no and, or, !, !! or if")
    ]
    assert refused(backend, "c", filter={"in": ["list", {"var": "snapshots"}]}) == [
        ("filter", "asks snapshots, which hangs on segments or is the server's own")
    ]
    with pytest.raises(Malformed, match=r"segments\.b\.filter"):
        removed(backend, "a", LATER)


def test_one_that_was_broken_by_hand_to_name_itself_takes_no_customer() -> None:
    backend = a_shop(a_buyer(1))
    saved(backend, "a", filter=True)
    saved(backend, "b", filter={"!": named("a")})
    backend.client_writes("orgs/kopi/segments/a", filter=named("b"))
    change(backend, "c0001", name="y")
    assert members(backend, "a") == members(backend, "b") == set()


def test_what_a_list_was_taken_by_stays_and_its_name_may_change() -> None:
    backend = a_shop(a_buyer(1))
    frozen(backend, filter=TAGGED)
    saved(backend, "live", filter=TAGGED)
    stays = "stays as it was when the segment was saved first: save another one"
    assert refused(backend, "list", filter=True, membership="snapshot") == [("filter", stays)]
    assert refused(backend, "list", filter=TAGGED) == [("membership", stays)]
    assert refused(backend, "live", filter=TAGGED, membership="snapshot") == [("membership", stays)]
    taken(backend)
    saved(backend, "list", name="Another name", filter=TAGGED, membership="snapshot")
    assert one_page(backend, now=DUE + timedelta(days=1)) is None
    assert members(backend) == {"c0001"}


def test_a_removed_list_is_taken_off_its_members_page_by_page_and_its_id_is_free_again() -> None:
    backend = a_shop(*(a_buyer(number) for number in range(5)), a_buyer(5, tags=()))
    frozen(backend, filter=TAGGED)
    taken(backend)
    now = DUE + timedelta(hours=1)
    removed(backend, "list", now)
    assert set(backend.all("rebuilds")) == {"snapshot:list"}
    gone = "was removed, and its members still have it: wait, or name another"
    assert refused(backend, "list", filter=True, membership="snapshot") == [("membership", gone)]
    backend.billed = Billed()
    org = org_of(backend)
    loading = backend.billed.reads
    with pages_of(2):
        for left in (True, True, False):
            page = run(a_store(backend), lambda: take_page(org, "snapshot:list", now + SEEN_EVERYWHERE_AFTER))
            assert page is not None
            assert page.has_more is left
    assert backend.billed == Billed(reads=loading + 3 + 5, writes=2 + 5, deletes=1)
    assert all("snapshots" not in each for each in backend.all("customers").values())
    assert (members(backend), backend.all("rebuilds")) == (set(), {})
    frozen(backend, filter={"!": TAGGED}, now=now)
    taken(backend, now=now + SEEN_EVERYWHERE_AFTER)
    assert members(backend) == {"c0005"}


def test_one_that_was_spoilt_by_hand_loses_no_member_and_goes_on_when_it_is_mended() -> None:
    backend = a_shop(*(a_buyer(number) for number in range(3)))
    frozen(backend, filter=TAGGED)
    with pages_of(2):
        one_page(backend)
        good = dict(backend.all("segments")["list"])
        backend.client_writes("orgs/kopi/segments/list", filter="{")
        assert one_page(backend) is None
        assert job(backend)["wake_at"] == DUE + BROKEN_FOR
        change(backend, "c0000", name="y")
        backend.client_writes("orgs/kopi/segments/list", **good)
        taken(backend, now=DUE + BROKEN_FOR)
        change(backend, "c0000", name="z")
    assert members(backend) == {"c0000", "c0001", "c0002"}


def test_it_waits_for_another_list_that_its_filter_names() -> None:
    backend = a_shop(a_buyer(1), a_buyer(2, tags=()))
    frozen(backend, "first", filter=TAGGED)
    frozen(backend, "second", filter={"!": named("first")})
    assert one_page(backend, "second") is None
    assert job(backend, "second")["wake_at"] == DUE + AGAIN_AFTER
    taken(backend, "first")
    taken(backend, "second", now=DUE + AGAIN_AFTER)
    assert members(backend, "second") == {"c0002"}


def test_a_campaign_begins_when_the_lists_that_it_names_are_taken() -> None:
    backend = a_shop(a_buyer(1), a_buyer(2), a_buyer(3))
    saved(backend, "regulars", filter=TAGGED)
    frozen(backend, "got_one", filter={"in": [{"var": "phone"}, [a_buyer(2).phone]]})
    saved(backend, "others", filter={"!": named("got_one")})
    text = {"purpose": "marketing", "bodies": {"en": "{{ offer }}"}}
    ref = Ref("templates", "monsoon")
    run(a_store(backend), lambda: save_configuration("kopi", ref, content=text, by="owner", now=LATER))
    for exclude, segments in (((), ("others",)), (("got_one",), ("regulars",))):
        backend.put(a_campaign(segment_ids=segments, exclude_segment_ids=exclude, wake_at=DUE))
        org = org_of(backend)
        assert run(a_store(backend), partial(send_page, org, "rain", batch_id=None, now=DUE)) is None
        waiting = backend.one("campaigns")
        assert (waiting["status"], waiting["wake_at"]) == ("scheduled", DUE + AGAIN_AFTER)
        assert waiting["stands_because"] == "segment_unbuilt"
        assert backend.all("messages") == {}
    taken(backend, "got_one")
    now = DUE + AGAIN_AFTER
    run(a_store(backend), partial(rebuild_page, org, AUTOMATIONS, now))
    run(a_store(backend), lambda: send_page(org, "rain", batch_id=None, now=now))
    assert {each["customer_id"] for each in backend.all("messages").values()} == {"c0001", "c0003"}


def a_message(customer_id: str, status: str = "read", campaign: str = "rain", **changes: Any) -> Message:
    usual = {
        "id": f"{campaign}:{customer_id}",
        "customer_id": customer_id,
        "cause": campaign,
        "rule": f"campaign:{campaign}",
        "purpose": "marketing",
        "variables": {},
        "locale": "en",
        "channel": "email",
        "status": status,
        "created_at": NOON,
        "campaign_id": campaign,
        "arm": "treated",
    }
    return Message.model_validate(usual | changes)


def test_a_campaign_begins_when_customers_are_looked_for_since_its_segments_were_saved() -> None:
    backend = a_shop(a_buyer(1, segment_ids=()))
    text = {"purpose": "marketing", "bodies": {"en": "{{ offer }}"}}
    ref = Ref("templates", "monsoon")
    run(a_store(backend), lambda: save_configuration("kopi", ref, content=text, by="owner", now=LATER))
    saved(backend, "regulars", filter=TAGGED)
    backend.put(a_campaign(segment_ids=("regulars",), wake_at=DUE))

    def begins(now: datetime) -> bool:
        backend.client_writes("orgs/kopi/campaigns/rain", wake_at=now)
        run(a_store(backend), lambda: send_page(org_of(backend), "rain", batch_id=None, now=now))
        return str(backend.one("campaigns")["status"]) != "scheduled"

    assert not begins(DUE)
    run(a_store(backend), lambda: rebuild_page(org_of(backend), AUTOMATIONS, DUE))
    # What is saved beside it since, and goes through all again, is no reason.
    saved(backend, "others", now=DUE, filter=BUYERS)
    assert begins(DUE + SEEN_EVERYWHERE_AFTER)
    assert backend.one("campaigns")["stands_because"] is None
    assert list(backend.all("messages")) == ["rain:c0001"]


def test_a_rebuild_that_does_not_end_keeps_no_campaign_for_ever() -> None:
    backend = a_shop()
    saved(backend, "regulars", filter=TAGGED)
    for after, waits in ((LONGEST - timedelta(minutes=1), True), (LONGEST, False)):
        found = run(a_store(backend), partial(_unbuilt, backend, LATER + after))
        assert found is waits


def _unbuilt(backend: DictBackend, now: datetime) -> Decision[bool]:
    return NOTHING, (yield from is_unbuilt(org_of(backend), ("regulars",), now))


CLICKED: dict[str, Any] = {"response": {"has_clicked": True, "has_responded": True}}
BOUGHT: dict[str, Any] = {"result": {"orders": 1, "revenue_minor": 500}}


def a_log() -> DictBackend:
    backend = a_shop(*(a_buyer(number) for number in range(9)))
    backend.put(a_campaign())
    for number, each in enumerate(
        (
            a_message("c0000", **CLICKED),
            a_message("c0001", **CLICKED, **BOUGHT),
            a_message("c0002", "delivered"),
            a_message("c0003", "sent", **CLICKED),
            a_message("c0004", "failed"),
            a_message("c0005", "suppressed", arm="held_out", **BOUGHT),
            a_message("c0006", "suppressed", arm=None),
            a_message("c0007", "sent", response={"has_opted_out": True}),
            a_message("c0008", campaign="other", **CLICKED),
        )
    ):
        assert each.customer_id == f"c000{number}"
        backend.put(each)
    return backend


@pytest.mark.parametrize(
    ("did", "did_not", "expected"),
    [
        (["clicked"], ["bought"], "03"),
        (["received"], ["opened"], "2"),
        (["received"], [], "0123"),
        (["opened"], [], "013"),
        (["sent"], [], "01237"),
        (["sent"], ["clicked", "opted_out"], "2"),
        (["bought"], [], "15"),
        (["bought"], ["held_out"], "1"),
        (["held_out"], [], "5"),
        (["suppressed"], [], "6"),
        (["failed"], [], "4"),
        (["opted_out"], [], "7"),
        (["replied"], [], ""),
        ([], [], "01234567"),
    ],
)
def test_a_list_is_taken_from_a_campaign_s_messages(
    did: list[str], did_not: list[str], expected: str
) -> None:
    backend = a_log()
    frozen(backend, messages={"campaign_id": "rain", "did": did, "did_not": did_not})
    with pages_of(3):
        assert taken(backend) == 3
    assert members(backend) == {f"c000{number}" for number in expected}


def test_a_filter_narrows_the_recipients_and_later_messages_change_nothing() -> None:
    backend = a_log()
    change(backend, "c0003", tags=())
    frozen(backend, filter=TAGGED, messages={"campaign_id": "rain", "did": ["clicked"]})
    taken(backend)
    backend.put(a_message("c0002", **CLICKED))
    change(backend, "c0002", name="y")
    assert members(backend) == {"c0000", "c0001"}


def test_a_page_of_messages_bills_a_read_for_each_and_for_each_customer_who_is_asked_for() -> None:
    backend = a_log()
    frozen(backend, messages={"campaign_id": "rain", "did": ["clicked"], "did_not": ["bought"]})
    org = org_of(backend)
    backend.billed = Billed()
    run(a_store(backend), lambda: take_page(org, "snapshot:list", DUE))
    assert backend.billed == Billed(reads=1 + 8 + 2, writes=1 + 2)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ({"messages": {"campaign_id": "ghost"}}, ("messages.campaign_id", "names no campaign")),
        (
            {"messages": {"campaign_id": "rain", "did": ["danced"]}},
            ("messages.did.0", "Input should be 'sent', 'received'"),
        ),
        ({}, ("filter", "Field required")),
    ],
)
def test_a_list_that_cannot_be_taken_is_refused_by_field(content: Any, fault: tuple[str, str]) -> None:
    ((path, reason),) = refused(a_log(), "list", membership="snapshot", **content)
    assert path == fault[0]
    assert reason.startswith(fault[1])


def test_messages_are_asked_of_a_snapshot_alone_and_no_word_both_ways() -> None:
    asked = {"campaign_id": "rain", "did": ["sent"]}
    ((_, reason),) = refused(a_log(), "list", messages=asked)
    assert "are asked of a snapshot alone" in reason
    both = {**asked, "did_not": ["sent"]}
    ((_, reason),) = refused(a_log(), "list", membership="snapshot", messages=both)
    assert "sent is in did too" in reason


def by_ids(backend: DictBackend, *ids: str, id: str = "list") -> dict[str, Any]:
    data = {"segment_id": id, "name": "Guests", "customer_ids": ids}
    return give(backend, "take_snapshot", data, by_uid="owner", org=org_of(backend), now=LATER)


def test_a_list_is_taken_of_given_customers_who_are_dropped_from_the_job_as_it_goes() -> None:
    backend = a_shop(*(a_buyer(number) for number in range(5)))
    done = by_ids(backend, "c0001", "ghost", "c0003", "c0001", "c0004")
    assert done["result"] == {"segment_id": "list", "revision": 1}
    with pages_of(2):
        assert taken(backend) == 2
    assert members(backend) == {"c0001", "c0003", "c0004"}
    known = job(backend)
    assert (known["given"], known["missing"], known["taken"]) == (4, 1, 3)
    assert "left" not in known
    saved(backend, "live", filter=True)
    before = dict(backend.all("rebuilds"))
    for id in ("list", "live"):
        assert problems(by_ids(backend, "c0001", id=id)) == {
            "": f"segments.{id} has changed: it is at revision 1"
        }
    assert backend.all("rebuilds") == before


def test_who_was_joined_is_taken_as_the_customer_they_were_joined_into_and_takes_their_lists_along() -> None:
    one, other = a_buyer(1), a_buyer(2)
    backend = a_shop(one.with_changes(joins=Joins(ids=("c0002",))), other.with_changes(joined_into="c0001"))
    by_ids(backend, "c0002", "c0001")
    taken(backend)
    assert members(backend) == {"c0001"}
    listed = other.with_changes(snapshots=("list", "b"))
    both = folded(org_of(backend), one.with_changes(snapshots=("a", "list")), listed)
    assert both.snapshots == ("a", "list", "b")
    away = joined_away(listed, one, because="order", now=LATER)
    assert away.snapshots == ("list", "b"), "who is taken apart again is in their lists"


def test_an_erased_customer_is_in_no_list_and_the_page_that_meets_it_goes_on() -> None:
    backend = a_shop(a_buyer(1), a_buyer(2))
    by_ids(backend, "c0001", "c0002")
    del backend.documents["orgs/kopi/customers/c0001"], backend.versions["orgs/kopi/customers/c0001"]
    taken(backend)
    assert members(backend) == {"c0002"}
    assert job(backend)["missing"] == 1


def test_who_is_erased_while_a_list_is_taken_is_not_among_those_still_to_come() -> None:
    backend = a_shop(a_buyer(1), a_buyer(2), a_buyer(3))
    by_ids(backend, "c0001", "c0002", "c0003")
    with pages_of(1):
        one_page(backend)
        start = Starting(by="owner", token="x")
        while run(a_store(backend), partial(erase_step, "c0003", start, DUE)) not in (DONE, NOTHING_LEFT):
            pass
        assert job(backend)["left"] == ["c0002"]
        taken(backend)
    assert members(backend) == {"c0001", "c0002"}
    assert "c0003" not in repr({path: each for path, each in backend.documents.items() if "rebuilds" in path})
    assert job(backend)["after_id"] is None


def test_more_than_a_list_may_be_given_is_refused() -> None:
    backend = a_shop()
    refused = by_ids(backend, *map(str, range(MOST_GIVEN + 1)))
    assert set(problems(refused)) == {"customer_ids"}
    assert backend.all("rebuilds") == {}
