"""A customer is in the territory of their address, and a changed territory goes through its customers and deals."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import remove_configuration, save_configuration
from functions.domain.customers.account import Account, AccountPlace, DealCounts
from functions.domain.kernel.errors import Malformed
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.reassigning import PAGE_SIZE, reassign_page
from functions.domain.sales.opportunities import Opportunity
from functions.domain.territories.jobs import JOBS
from functions.store.orgs import Orgs
from tests.builders import NOON, a_customer, a_member, give, problems
from tests.memory import DictBackend, a_store, run
from tests.provisioning import provision

DEALS = Account(deals=DealCounts(by_stage={"lead": 1}))


class Killed(Exception):
    """The process ends."""


class Business:
    """A business with members, territories and customers, and the pages that go through these."""

    def __init__(self) -> None:
        self.backend, self.now = DictBackend(), NOON
        provision(self.backend)
        self.backend.put(a_member(id="till", roles=("manager",)))
        for uid in ("ann", "ben", "cem"):
            self.backend.put(a_member(id=uid))

    @property
    def org(self) -> Org:
        return Orgs(self.backend).get("kopi")

    def save(self, id: str, **content: Any) -> None:
        saving = {"name": id, **content}
        ref = Ref("territories", id)
        run(
            a_store(self.backend),
            lambda: save_configuration("kopi", ref, content=saving, by="till", now=self.now),
        )

    def remove(self, id: str) -> None:
        ref = Ref("territories", id)
        run(a_store(self.backend), lambda: remove_configuration("kopi", ref, by="till", now=self.now))

    def give(self, kind: str, **data: Any) -> dict[str, Any]:
        return give(self.backend, kind, data, org=self.org, now=self.now)

    def enter(self, id: str, **fields: Any) -> None:
        """A customer who was there before, with a deal."""
        self.backend.put(a_customer(id=id, phone=None, email=None, account=DEALS, **fields))

    def deal(self, id: str, customer_id: str, **fields: Any) -> None:
        known = self.customer(customer_id)
        stored = {
            "status": "open",
            "stage": "lead",
            "customer_group": "b2c",
            "territory_id": known.get("territory_id"),
        } | fields
        self.backend.put(Opportunity(id=id, customer_id=customer_id, **stored))

    def page(self, id: str) -> bool:
        """One page; whether there is another one."""
        done = run(a_store(self.backend), lambda: reassign_page(self.org, id, self.now))
        return done is not None and done.has_more

    def go_through(self, id: str = JOBS) -> int:
        """All pages of a job, when every instance has seen the settings; how many there were."""
        self.now += SEEN_EVERYWHERE_AFTER
        pages = 1
        while self.page(id):
            pages += 1
        return pages

    def customer(self, id: str) -> dict[str, Any]:
        return self.backend.documents[f"orgs/kopi/customers/{id}"]

    def of(self, id: str, collection: str = "customers") -> tuple[Any, Any]:
        document = self.backend.documents[f"orgs/kopi/{collection}/{id}"]
        return document["territory_id"], document["owner_uid"]

    def job(self, id: str = JOBS) -> dict[str, Any]:
        return self.backend.documents[f"orgs/kopi/rebuilds/{id}"]

    def territories_of(self, uid: str) -> list[str]:
        found: list[str] = self.backend.documents[f"orgs/kopi/members/{uid}"]["territory_ids"]
        return found


@pytest.fixture
def business() -> Business:
    business = Business()
    business.save("north", member_uid="ann", rules={"cities": ["Delhi"]})
    business.save("south", member_uid="ben", rules={"cities": ["Chennai"], "postal_prefixes": ["6"]})
    business.go_through()
    return business


@pytest.mark.item("S002-28")
def test_a_customer_is_in_the_territory_of_their_address_from_the_commit_that_says_it(
    business: Business,
) -> None:
    business.give("change_customer", customer_id=None, phone="+12025550143", name="Fox", city="delhi ")
    (id,) = business.backend.all("customers")
    assert business.of(id) == ("north", "ann")
    business.give("change_customer", customer_id=id, city="Chennai")
    assert business.of(id) == ("south", "ben")
    business.give("change_customer", customer_id=id, city=None, postal_code="600 001")
    assert business.of(id) == ("south", "ben")
    business.give("change_customer", customer_id=id, postal_code=None)
    assert business.of(id) == (None, None)


def test_a_late_address_that_is_older_than_the_known_one_moves_no_customer(business: Business) -> None:
    business.enter("cafe")
    business.give("change_customer", customer_id="cafe", city="Chennai")
    late = give(
        business.backend,
        "change_customer",
        {"customer_id": "cafe", "city": "Delhi"},
        org=business.org,
        now=NOON + timedelta(hours=1),
        made_at=NOON - timedelta(hours=1),
    )
    assert late["result"]["outdated"] == ["city"]
    assert business.of("cafe") == ("south", "ben")


def test_a_territory_that_was_set_by_hand_stays_until_it_is_given_back(business: Business) -> None:
    business.enter("cafe", city="Delhi")
    assert business.give("change_customer", customer_id="cafe", territory_id="south")["status"] == "done"
    assert business.of("cafe") == ("south", "ben")
    business.give("change_customer", customer_id="cafe", city="Mumbai")
    business.save("west", member_uid="cem", rules={"cities": ["Mumbai"]})
    business.go_through()
    assert business.of("cafe") == ("south", "ben")
    business.give("change_customer", customer_id="cafe", territory_id=None)
    assert business.of("cafe") == ("west", "cem")


def test_a_form_that_is_saved_as_it_was_read_sets_nothing_by_hand(business: Business) -> None:
    business.enter("cafe")
    business.give("change_customer", customer_id="cafe", city="Delhi")
    business.give("change_customer", customer_id="cafe", name="Fox", territory_id="north", owner_uid="ann")
    business.give("change_customer", customer_id="cafe", city="Chennai")
    assert business.of("cafe") == ("south", "ben")


def test_an_owner_who_was_named_stays_until_they_are_taken_away(business: Business) -> None:
    business.enter("cafe", owner_uid="cem")
    business.give("change_customer", customer_id="cafe", city="Delhi")
    assert business.of("cafe") == ("north", "cem")
    business.give("change_customer", customer_id="cafe", owner_uid=None)
    assert business.of("cafe") == ("north", "ann")
    business.give("change_customer", customer_id="cafe", owner_uid="cem")
    business.give("change_customer", customer_id="cafe", city="Chennai")
    assert business.of("cafe") == ("south", "cem")


def test_a_territory_that_there_is_not_is_refused(business: Business) -> None:
    business.enter("cafe")
    refused = business.give("change_customer", customer_id="cafe", territory_id="nowhere")
    assert problems(refused) == {"territory_id": "names no territory"}
    assert business.customer("cafe").get("territory_id") is None


def test_open_deals_move_with_their_customer_and_a_closed_one_keeps_its_owner(business: Business) -> None:
    business.enter("cafe")
    business.give("change_customer", customer_id="cafe", city="Delhi")
    business.deal("theirs", "cafe", owner_uid="ann")
    business.deal("another's", "cafe", owner_uid="cem")
    business.deal("closed", "cafe", owner_uid="ann", status="won")
    business.give("change_customer", customer_id="cafe", city="Chennai")
    found = {id: business.of(id, "opportunities") for id in ("theirs", "another's", "closed")}
    assert found == {"theirs": ("south", "ben"), "another's": ("south", "cem"), "closed": ("south", "ann")}


@pytest.mark.item("S002-28")
def test_an_account_is_where_its_first_open_location_is(business: Business) -> None:
    business.enter("cafe")
    business.give("save_brand", brand_id="fox", customer_id="cafe", brand_name="Fox")

    def locate(id: str, city: str | None, **more: Any) -> None:
        data = {"location_id": id, "brand_id": "fox", "location_name": id, "address": {"city": city}}
        saved = business.give("save_location", **(data | more))
        assert saved["status"] == "done", saved["problems"]

    locate("mall", "Delhi")
    locate("airport", "Chennai")
    assert business.of("cafe") == ("north", "ann")
    locate("mall", "Delhi", is_active=False)
    assert business.of("cafe") == ("south", "ben")
    locate("mall", "Delhi", is_active=True)
    assert business.of("cafe") == ("south", "ben")
    business.give("change_customer", customer_id="cafe", city="Delhi")
    assert business.of("cafe") == ("north", "ann")
    business.give("change_customer", customer_id="cafe", city=None)
    locate("airport", None)
    assert business.of("cafe") == ("north", "ann")


def test_a_territory_names_members_only_and_they_have_it(business: Business) -> None:
    assert (business.territories_of("ann"), business.territories_of("cem")) == (["north"], [])
    with pytest.raises(Malformed, match="territories") as refused:
        business.save("north", member_uid="stranger", member_uids=["ben", "till", "no one"])
    assert [fault.path for fault in refused.value.faults] == ["member_uid", "member_uids.2"]
    business.save("north", member_uid="cem", member_uids=["ben"], rules={"cities": ["Delhi"]})
    assert [business.territories_of(uid) for uid in ("ann", "ben", "cem")] == [
        [],
        ["south", "north"],
        ["north"],
    ]
    business.remove("south")
    assert business.territories_of("ben") == ["north"]


def test_a_member_s_territories_are_changed_at_the_territory(business: Business) -> None:
    refused = business.give("change_member", member_uid="ann", territory_ids=["south"])
    assert problems(refused) == {"territory_ids": "changes with the members of the territory north"}
    assert business.territories_of("ann") == ["north"]
    kept = business.give("change_member", member_uid="ann", territory_ids=["north", "kiosk"])
    assert kept["status"] == "done"
    assert business.territories_of("ann") == ["north", "kiosk"]


def test_other_rules_go_through_everyone_once_and_those_whom_they_do_not_move_are_not_written(
    business: Business,
) -> None:
    for id, city in (("a", "Delhi"), ("b", "Mumbai"), ("c", "Chennai")):
        business.enter(id)
        business.give("change_customer", customer_id=id, city=city)
    business.deal("of b", "b", owner_uid="cem")
    business.save("north", member_uid="ann", rules={"cities": ["Delhi", "Mumbai"]})
    before = dict(business.backend.versions)
    assert business.go_through() == 2
    written = {path for path, version in business.backend.versions.items() if before.get(path) != version}
    root = "orgs/kopi"
    assert written == {f"{root}/customers/b", f"{root}/opportunities/of b", f"{root}/rebuilds/{JOBS}"}
    assert business.of("b") == ("north", "ann")
    assert business.of("of b", "opportunities") == ("north", "cem")
    job = business.job()
    counted = (job["customers"], job["customers_moved"], job["deals"], job["deals_moved"])
    assert counted == (3, 1, 1, 1)
    assert ("wake_at" in job, job["ended_at"]) == (False, business.now)


@pytest.mark.item("S002-28")
def test_another_member_gets_the_customers_of_the_territory_and_the_deals_that_the_former_had(
    business: Business,
) -> None:
    for id, owner in (("a", None), ("b", "cem"), ("c", None)):
        business.enter(id, owner_uid=owner)
        business.give("change_customer", customer_id=id, city="Delhi" if id != "c" else "Chennai")
    for id, customer, owner in (("1", "a", "ann"), ("2", "a", "cem"), ("3", "b", "ann"), ("4", "c", "ann")):
        business.deal(id, customer, owner_uid=owner)
    business.save("north", member_uid="cem", rules={"cities": ["Delhi"]})
    business.go_through(f"{JOBS}:north")
    assert [business.of(id)[1] for id in ("a", "b", "c")] == ["cem", "cem", "ben"]
    assert [business.of(id, "opportunities")[1] for id in "1234"] == ["cem", "cem", "ann", "ann"]


@pytest.mark.item("S002-28", "S002-60")
@pytest.mark.parametrize(
    ("open_deals", "owners"), [("move", ["ben", "ben", "ann"]), ("keep", ["ann", "cem", "ann"])]
)
def test_a_manager_hands_a_territory_over_with_each_of_its_customers(
    business: Business, open_deals: str, owners: list[str]
) -> None:
    for id, owner in (("a", None), ("b", "cem")):
        business.enter(id, owner_uid=owner)
        business.give("change_customer", customer_id=id, city="Delhi")
    business.deal("1", "a", owner_uid="ann")
    business.deal("2", "b", owner_uid="cem")
    business.deal("3", "a", owner_uid="ann", status="lost")
    given = business.give("reassign_territory", territory_id="north", to_uid="ben", open_deals=open_deals)
    assert given["result"] == {"territory_id": "north", "revision": 2, "job_id": f"{JOBS}:north"}
    assert (business.territories_of("ann"), business.territories_of("ben")) == ([], ["south", "north"])
    business.go_through(f"{JOBS}:north")
    assert [business.of(id) for id in "ab"] == [("north", "ben"), ("north", "ben")]
    assert [business.of(id, "opportunities")[1] for id in "123"] == owners
    entry = business.backend.documents["orgs/kopi/audit/command:c2"]
    assert (entry["what"], entry["of"]) == ("reassign_territory", "territories/north")
    assert (entry["before"], entry["after"]) == (
        {"member_uid": "ann"},
        {"member_uid": "ben", "open_deals": open_deals},
    )


@pytest.mark.parametrize(
    ("then", "customer", "deals"),
    [
        ([("cem", "keep")], "cem", "ben"),
        ([("cem", "keep"), ("dee", "keep")], "dee", "ben"),
        ([("cem", "keep"), ("dee", "move")], "dee", "dee"),
    ],
)
def test_a_second_hand_over_that_keeps_deals_keeps_those_of_the_first_that_is_not_through(
    business: Business, then: list[tuple[str, str]], customer: str, deals: str
) -> None:
    business.enter("a")
    business.give("change_customer", customer_id="a", city="Delhi")
    business.deal("1", "a", owner_uid="ann")
    business.give("reassign_territory", territory_id="north", to_uid="ben")
    for uid, open_deals in then:
        business.backend.put(a_member(id=uid))
        business.give("reassign_territory", territory_id="north", to_uid=uid, open_deals=open_deals)
    business.go_through(f"{JOBS}:north")
    assert business.of("a") == ("north", customer)
    assert business.of("1", "opportunities")[1] == deals


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"territory_id": "none", "to_uid": "ben"}, "territory_id"),
        ({"territory_id": "north", "to_uid": "no one"}, "to_uid"),
        ({"territory_id": "north", "to_uid": "ben", "open_deals": "burn"}, "open_deals"),
    ],
)
def test_a_territory_or_member_that_there_is_not_hands_nothing_over(
    business: Business, data: dict[str, Any], path: str
) -> None:
    before = {p: v for p, v in business.backend.versions.items() if "/commands/" not in p}
    assert set(problems(business.give("reassign_territory", **data))) == {path}
    assert {p: v for p, v in business.backend.versions.items() if "/commands/" not in p} == before


def test_hundreds_of_deals_move_in_pages_that_go_on_where_one_was_killed(business: Business) -> None:
    for number in range(30):
        theirs = {
            "territory_id": "north",
            "territory_by": "rules",
            "owner_uid": "ann",
            "owner_by": "territory",
        }
        business.enter(f"c{number:02}", city="Delhi", **theirs)
    for number in range(350):
        business.deal(f"d{number:04}", f"c{number % 30:02}", owner_uid="ann")
    business.give("reassign_territory", territory_id="north", to_uid="cem")
    business.now += SEEN_EVERYWHERE_AFTER
    job = f"{JOBS}:north"
    writes, mishaps = business.backend.write, [False, True]

    def dies(page: Any) -> list[Any]:
        """The first page dies before its commit, the second one after it."""
        if len(page) <= 50 or not mishaps:
            return writes(page)
        if mishaps.pop(0):
            writes(page)
        raise Killed

    vars(business.backend)["write"] = dies
    before = dict(business.backend.versions)
    pages, has_more = 0, True
    while has_more:
        pages += 1
        with suppress(Killed):
            has_more = business.page(job)
    moved = business.job(job)
    assert (mishaps, pages) == ([], 1 + 350 // PAGE_SIZE + 1 + 1)
    counted = (moved["customers"], moved["customers_moved"], moved["deals"], moved["deals_moved"])
    assert counted == (30, 30, 350, 350)
    assert {deal["owner_uid"] for deal in business.backend.all("opportunities").values()} == {"cem"}
    once = [p for p, v in business.backend.versions.items() if "/opportunities/" in p and v != before[p]]
    assert len(once) == 350


def test_a_second_change_takes_the_place_of_one_that_is_under_way(business: Business) -> None:
    for number in range(PAGE_SIZE + 1):
        business.enter(
            f"c{number:03}", territory_id="north", territory_by="rules", city="Delhi", owner_uid="till"
        )
    business.deal("d", "c000", owner_uid="till")
    job = f"{JOBS}:north"
    business.give("reassign_territory", territory_id="north", to_uid="ben")
    business.now += SEEN_EVERYWHERE_AFTER
    assert business.page(job)
    assert (business.of("c000")[1], business.of("c100")[1]) == ("ben", "till")
    business.save("north", member_uid="cem", rules={"cities": ["Delhi"]})
    assert not business.page(job), "it begins again when every instance has seen the change"
    business.go_through(job)
    assert {each["owner_uid"] for each in business.backend.all("customers").values()} == {"cem"}
    assert business.of("d", "opportunities") == ("north", "cem")
    assert business.job(job)["customers"] == PAGE_SIZE + 1


def test_a_page_that_comes_twice_changes_nothing_twice(business: Business) -> None:
    business.enter("a")
    business.give("change_customer", customer_id="a", city="Delhi")
    business.save("north", member_uid="cem", rules={"cities": ["Delhi"]})
    business.go_through(f"{JOBS}:north")
    before = dict(business.backend.versions)
    assert not business.page(f"{JOBS}:north")
    assert business.backend.versions == before


def test_who_leaves_all_territories_keeps_an_owner_of_their_own_and_loses_the_territory_s(
    business: Business,
) -> None:
    business.enter("a")
    business.enter("b", owner_uid="cem")
    for id in "ab":
        business.give("change_customer", customer_id=id, city="Delhi")
    business.deal("d", "a", owner_uid="ann")
    business.remove("north")
    business.go_through()
    assert (business.of("a"), business.of("b")) == ((None, None), (None, "cem"))
    assert business.of("d", "opportunities") == (None, "ann")


def test_a_page_bills_its_documents_and_one_read_and_one_write(business: Business) -> None:
    business.enter("a")
    business.enter("b")
    for id in "ab":
        business.give("change_customer", customer_id=id, city="Delhi")
    business.deal("1", "a", owner_uid="ann")
    business.deal("2", "a", owner_uid="cem")
    business.save("north", member_uid="cem", rules={"cities": ["Delhi"]})
    business.now += SEEN_EVERYWHERE_AFTER
    org, job, billed = business.org, f"{JOBS}:north", business.backend.billed

    def bill() -> tuple[int, int]:
        reads, writes = billed.reads, billed.writes
        run(a_store(business.backend), lambda: reassign_page(org, job, business.now))
        return billed.reads - reads, billed.writes - writes

    assert bill() == (1 + 2, 2 + 1)
    figures_made_anew = (5, 3)  # of both members, and the page that wakes each day
    assert bill() == (1 + 2 + 1 + figures_made_anew[0], 1 + 1 + figures_made_anew[1])


def test_two_customers_who_become_one_are_in_the_territory_of_what_they_know_together(
    business: Business,
) -> None:
    business.enter("a", name="Fox")
    business.enter("b")
    business.give("change_customer", customer_id="b", city="Delhi")
    merged = business.give("merge_customers", **{"from": "b", "into": "a"})
    assert merged["status"] == "done", merged["problems"]
    assert business.of("a") == ("north", "ann")
    assert business.customer("a")["territory_by"] == "rules"


def test_a_place_of_a_location_is_read_where_the_customer_has_no_address_of_their_own(
    business: Business,
) -> None:
    place = AccountPlace(location_id="mall", postal_code="600001")
    business.backend.put(a_customer(id="x", phone=None, account=Account(place=place)))
    business.give("change_customer", customer_id="x", name="Fox", tags=["a"])
    assert business.customer("x").get("territory_id") is None, "what did not move is left to the pages"
    business.save("south", member_uid="ben", rules={"postal_prefixes": ["600"]})
    business.go_through()
    assert business.of("x") == ("south", "ben")


def test_a_hand_over_bills_what_it_says(business: Business) -> None:
    org, billed = business.org, business.backend.billed
    reads, writes = billed.reads, billed.writes
    give(
        business.backend,
        "reassign_territory",
        {"territory_id": "north", "to_uid": "ben"},
        org=org,
        now=business.now,
    )
    own = {"the giver": 1, "the command": 1}
    assert (billed.reads - reads - own["the giver"], billed.writes - writes - own["the command"]) == (5, 7)
