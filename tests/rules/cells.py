"""What everybody may do, cell by cell, worked out from the tables of readers and commands and not from the rules."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.commands.kinds import KINDS
from functions.domain.staff.readers import READERS, SERVER_ONLY
from functions.domain.staff.readership import Readers
from rules.waiting import WAITING
from tests.builders import NOON
from tests.rules import people
from tests.rules.people import CUSTOMERS, OURS, REP, STAFF
from tests.rules.wall import Person, Wall

_numbers = itertools.count()  # a create that was allowed has made its document: the next one makes another


# Fields by which a document could be the writer's own.
_UIDS = ("app_user_id", "by_uid", "assignee_uid", "assigned_uid")


@dataclass(frozen=True)
class Cell:
    """One question to the rules, and the answer that the tables give."""

    person: Person
    operation: str
    path: str
    expected: bool
    fields: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        return f"{self.person.name}: {self.operation} {self.path} {dict(self.fields or {}) or ''}".strip()

    @property
    def collection(self) -> str:
        return self.path.split("/")[2] if self.path.count("/") > 1 else self.path

    def answer(self, wall: Wall) -> bool:
        fields = self.fields or {}
        match self.operation:
            case "get":
                return wall.get(self.person, self.path)
            case "list":
                return wall.list(self.person, self.path, fields)
            case "create":
                return wall.create(self.person, self.path.replace("/new", f"/new-{next(_numbers)}"), fields)
            case "overwrite":
                return wall.overwrite(self.person, self.path, fields)
            case "update":
                return wall.update(self.person, self.path, fields)
            case "delete":
                return wall.delete(self.person, self.path)
        raise AssertionError(self.operation)


def all_cells() -> tuple[Cell, ...]:
    """Every cell: reads, writes, commands."""
    return (
        *_reads(),
        *_addressed(),
        *_figures(),
        *_taken(),
        *_switched_off(),
        *_odd_people(),
        *_writes(),
        *_server_only(),
        *_commands(),
    )


def _reads() -> Iterator[Cell]:
    for row in READERS:
        for person in [*STAFF.values(), people.CUSTOMER, people.STRANGER, people.ANYONE]:
            yield from _reads_of(row, person, OURS)
        for person in people.FOREIGNERS.values():
            yield from (
                Cell(c.person, c.operation, c.path, c.expected and (row.signed_in or _is_own(c)), c.fields)
                for c in _reads_of(row, person, OURS)
                if c.operation == "list" or row.of not in ("by_uid", "uid")
            )
    for person in STAFF.values():
        yield Cell(person, "get", f"orgs/{OURS}", True)
        yield Cell(person, "list", "orgs", False)
    for person in [*people.FOREIGNERS.values(), people.CUSTOMER, people.STRANGER, people.ANYONE]:
        yield Cell(person, "get", f"orgs/{OURS}", False)


def _is_own(cell: Cell) -> bool:
    """Whether it asks for what the person themselves wrote: that needs no role."""
    return (cell.fields or {}).get("by_uid") == cell.person.uid


def _reads_of(row: Readers, person: Person, org: str) -> Iterator[Cell]:
    role = person.orgs.get(org) or person.orgs.get(people.OTHERS)
    is_staff = org in person.orgs
    root = f"orgs/{org}/{row.collection}"
    reads_all = (is_staff and role in row.all) or (row.signed_in and person.uid is not None)
    reads_one = is_staff and role in row.all | row.by_id
    is_rep = is_staff and role in row.assigned
    yield Cell(person, "list", root, reads_all)
    if row.of in ("customer", "customer_id"):
        yield from _of_each_customer(
            row, person, root, reads_all=reads_all, reads_one=reads_one, is_rep=is_rep
        )
    if row.of == "owner_uid":
        yield from _deals(person, root, reads_all=reads_all, is_rep=is_rep)
    if row.of == "customer":
        yield from _lists_of_customers(person, root, reads_all=reads_all, is_rep=is_rep)
    if row.of in ("by_uid", "uid", "assignee_uid", "assigned_uid"):
        yield from _of_uids(row, person, root, reads_all=reads_all, is_staff=is_staff)
    if row.of is None:
        yield Cell(person, "get", f"{root}/t", reads_all)
        for below in row.below:
            yield Cell(person, "get", f"{root}/t/{below}/1", reads_all)
            yield Cell(person, "list", f"{root}/t/{below}", reads_all)


def _of_each_customer(
    row: Readers, person: Person, root: str, *, reads_all: bool, reads_one: bool, is_rep: bool
) -> Iterator[Cell]:
    for id in CUSTOMERS:
        theirs = is_rep and id in ("assigned", "in-territory")
        theirs |= row.customer and person is people.CUSTOMER and id == "with-app"
        where = {"customer_id": id}
        yield Cell(person, "get", f"{root}/{id}", reads_one or theirs)
        for below in row.below:
            yield Cell(person, "get", f"{root}/{id}/{below}/m", reads_one or theirs)
            yield Cell(person, "list", f"{root}/{id}/{below}", reads_all or theirs, where)
        if row.of == "customer_id":
            yield Cell(person, "list", root, reads_all or theirs, where)


def _deals(person: Person, root: str, *, reads_all: bool, is_rep: bool) -> Iterator[Cell]:
    """A deal says itself whose it is: its owner's, its territory's, its team's."""
    for id in (*CUSTOMERS, "in-team"):
        theirs = is_rep and id in ("assigned", "in-territory", "in-team")
        yield Cell(person, "get", f"{root}/{id}", reads_all or theirs)
    mine = reads_all or is_rep
    yield Cell(person, "list", root, mine, {"owner_uid": REP.uid})
    yield Cell(person, "list", root, mine, {"territory_id": people.TERRITORY})
    yield Cell(person, "list", root, mine, {"team_uids": REP.uid})
    yield Cell(person, "list", root, reads_all, {"owner_uid": "another-rep"})
    yield Cell(person, "list", root, reads_all, {"team_uids": "another-rep"})
    yield Cell(person, "list", root, reads_all, {"stage": "proposal"})


def _lists_of_customers(person: Person, root: str, *, reads_all: bool, is_rep: bool) -> Iterator[Cell]:
    """The queries of an app's lists: they pass as queries, or not at all."""
    is_own = person is people.CUSTOMER
    theirs = reads_all or is_rep
    yield Cell(person, "list", root, theirs, {"owner_uid": REP.uid})
    yield Cell(person, "list", root, theirs, {"owner_uid": REP.uid, "customer_group": "b2b"})
    yield Cell(person, "list", root, reads_all, {"owner_uid": "another-rep"})
    yield Cell(person, "list", root, theirs, {"territory_id": people.TERRITORY})
    yield Cell(person, "list", root, reads_all, {"territory_id": "south"})
    yield Cell(person, "list", root, reads_all or is_own, {"app_user_id": people.CUSTOMER.uid})
    yield Cell(person, "list", root, reads_all, {"app_user_id": "another-app-user"})


def _of_uids(row: Readers, person: Person, root: str, *, reads_all: bool, is_staff: bool) -> Iterator[Cell]:
    for uid in (people.CUSTOMER.uid, STAFF["agent"].uid, STAFF["delivery"].uid):
        is_own = uid == person.uid and (is_staff or row.of not in ("assignee_uid", "assigned_uid"))
        yield Cell(person, "get", f"{root}/{uid}", reads_all or is_own)
        if row.of in ("by_uid", "assignee_uid", "assigned_uid"):
            yield Cell(person, "list", root, reads_all or is_own, {row.of: uid})
    if row.of == "by_uid":
        yield Cell(person, "get", f"{root}/not-there-yet", person.uid is not None)


def _addressed() -> Iterator[Cell]:
    """What is to a member of staff: read by them, and by those who read everything there."""
    root = f"orgs/{OURS}/messages"
    (row,) = (row for row in READERS if row.addressed)
    for person in [*STAFF.values(), *people.FOREIGNERS.values(), people.CUSTOMER, people.ANYONE]:
        role = person.orgs.get(OURS)
        reads_all = role in row.all
        for uid in dict.fromkeys((person.uid or "nobody", STAFF["finance"].uid, people.CUSTOMER.uid)):
            is_own = role is not None and uid == person.uid
            yield Cell(person, "get", f"{root}/to-{uid}", reads_all or is_own)
            yield Cell(person, "list", root, reads_all or is_own, {"member_uid": uid})
    yield Cell(STAFF["finance"], "get", f"orgs/{people.CRM_OFF}/messages/to-the-finance", False)


def _figures() -> Iterator[Cell]:
    """Figures without people: read by those who read everything there, and by those who read figures."""
    root = f"orgs/{OURS}/insights"
    (row,) = (row for row in READERS if row.figures)
    for person in [*STAFF.values(), *people.FOREIGNERS.values(), people.CUSTOMER, people.ANYONE]:
        reads = person.orgs.get(OURS) in row.all | row.figures
        yield Cell(person, "get", f"{root}/figures", reads)
        yield Cell(person, "list", root, reads, {"holds": "figures"})
        yield Cell(person, "list", root, person.orgs.get(OURS) in row.all, {"holds": "anything"})
    yield Cell(STAFF["finance"], "get", f"orgs/{people.CRM_OFF}/insights/figures", False)


def _taken() -> Iterator[Cell]:
    """What a member has taken, of a customer who is another's, with what is below: read by them, and listed by name."""
    (row,) = (row for row in READERS if row.taken)
    for person in [*STAFF.values(), *people.FOREIGNERS.values(), people.CUSTOMER, people.ANYONE]:
        role = person.orgs.get(OURS)
        reads_all = role in row.all
        reads = reads_all or (role in row.assigned and person is REP)
        root = f"orgs/{OURS}/{row.collection}"
        yield Cell(person, "get", f"{root}/taken", reads)
        yield Cell(person, "list", root, reads, {"owner": REP.uid})
        yield Cell(person, "list", root, reads_all, {"owner": "another-rep"})
        for below in row.below:
            yield Cell(person, "get", f"{root}/taken/{below}/m", reads)
            yield Cell(person, "list", f"{root}/taken/{below}", reads)
            yield Cell(person, "list", f"{root}/of-another/{below}", reads_all)
    yield Cell(REP, "get", f"orgs/{people.CRM_OFF}/{row.collection}/taken", False)


def _switched_off() -> Iterator[Cell]:
    """What a feature owns is read by no client while it is off; loyalty does not work without the CRM."""
    owner = STAFF["owner"]
    for row in READERS:
        if row.feature is None:
            continue
        for org in (people.CRM_OFF, people.LOYALTY_OFF, people.UNWRITTEN):
            is_on = org == people.UNWRITTEN or (row.feature == "crm" and org == people.LOYALTY_OFF)
            root = f"orgs/{org}/{row.collection}"
            yield Cell(owner, "get", f"{root}/with-app", is_on)
            yield Cell(owner, "list", root, is_on)
            if row.customer:
                yield Cell(people.CUSTOMER, "get", f"{root}/with-app", is_on)
            for below in row.below:
                yield Cell(owner, "get", f"{root}/with-app/{below}/m", is_on)
                yield Cell(owner, "list", f"{root}/with-app/{below}", is_on)


def _odd_people() -> Iterator[Cell]:
    """Several roles at once, one that is none, and one that was taken away while its token lives."""
    for row in READERS:
        root = f"orgs/{OURS}/{row.collection}"
        either = bool({"agent", "delivery"} & row.all)
        yield Cell(people.BOTH, "list", root, either)
        yield Cell(people.ODD, "list", root, row.signed_in)
        yield Cell(people.FORMER, "list", root, "manager" in row.all and not row.looked_up)
        yield Cell(people.NEW, "list", root, "manager" in row.all)
        for name in row.below:
            below = f"{root}/{'t' if row.of is None else 'with-app'}/{name}"
            yield Cell(people.FORMER, "list", below, "manager" in row.all and not row.looked_up)


def _writes() -> Iterator[Cell]:
    """Nobody writes what is the server's, however much they may read of it."""
    for row in READERS:
        ids = {
            "commands": STAFF["owner"].uid,
            "members": STAFF["agent"].uid,
            "tasks": STAFF["agent"].uid,
            "insights": STAFF["agent"].uid,
            "templates": "t",
            "products": "t",
            "product_costs": "t",
            "outlets": "t",
            "automations": "t",
            "consumption_profiles": "t",
            "recommendation_rules": "t",
            "segments": "t",
            "offers": "t",
            "offer_counts": "t",
            "coupon_batches": "t",
            "pipelines": "t",
            "territories": "t",
            "packages": "t",
            "package_seats": "t",
            "faqs": "t",
            "prompts": "t",
            "prompt_examples": "t",
            "prompt_trials": "t:1",
            "offer_calendar": "t",
        }
        root = f"orgs/{OURS}/{row.collection}"
        stored = f"{root}/{ids.get(row.collection, 'with-app')}"
        for person in [*STAFF.values(), people.CUSTOMER, people.ANYONE]:
            if row.collection != "commands":
                fields = {"customer_id": "with-app", **dict.fromkeys(_UIDS, person.uid)}
                yield Cell(person, "create", f"{root}/new", False, fields)
            yield Cell(person, "update", stored, False, {"status": "done"})
            yield Cell(person, "delete", stored, False)
        for deeper in ("deeper/x", *(f"{name}/1/deeper/x" for name in row.below or ("deeper",))):
            yield Cell(STAFF["owner"], "get", f"{stored}/{deeper}", False)
        for name in row.below:
            below = f"{stored}/{name}/new"
            yield Cell(STAFF["owner"], "create", below, False, {"customer_id": "with-app"})
            yield Cell(STAFF["owner"], "update", f"{stored}/{name}/m", False, {"text": "x"})
    for person in STAFF.values():
        yield Cell(person, "update", f"orgs/{OURS}", False, {"name": "mine"})
        yield Cell(person, "delete", f"orgs/{OURS}", False)


def _server_only() -> Iterator[Cell]:
    """What is not in the table is read and written by no client."""
    at_root = ("org_secrets", "staff_claims")
    waiting = [name for each in WAITING for name in each.collections]
    for name in [*SERVER_ONLY, *waiting]:
        for person in [STAFF["owner"], STAFF["executive"], REP, people.CUSTOMER]:
            root = name if name in at_root else f"orgs/{OURS}/{name}"
            yield Cell(person, "get", f"{root}/{OURS}", False)
            yield Cell(person, "list", root, False)
            yield Cell(person, "create", f"{root}/new", False, {"customer_id": "with-app"})


def _commands() -> Iterator[Cell]:
    root = f"orgs/{OURS}/commands"
    for kind, row in KINDS.items():
        for person in STAFF.values():
            role = person.orgs[OURS]
            fields = people.a_command(person, kind)
            yield Cell(person, "create", f"{root}/new", role in row.roles, fields)
        for person in [people.STRANGER, people.ANYONE, *people.FOREIGNERS.values()]:
            yield Cell(person, "create", f"{root}/new", False, people.a_command(person, kind))
        if row.by_members is not None:
            yield from _about_members(root, kind, *row.by_members)
        customer = people.CUSTOMER
        yield Cell(customer, "create", f"{root}/new", row.by_customers, people.a_command(customer, kind))
        yield Cell(
            customer,
            "create",
            f"{root}/new",
            False,
            people.a_command(customer, kind, data={"customer_id": "of-another"}),
        )
        yield Cell(customer, "create", f"{root}/new", False, people.a_command(customer, kind, data={}))
    yield from _forged(root)


def _about_members(root: str, kind: str, field: str, value: str) -> Iterator[Cell]:
    """A kind that a member of any role gives about themselves."""
    for person in [*STAFF.values(), *people.FOREIGNERS.values(), people.CUSTOMER, people.STRANGER]:
        fields = people.a_command(person, kind, data={field: value})
        yield Cell(person, "create", f"{root}/new", OURS in person.orgs, fields)
    for other in ("customer", None):
        fields = people.a_command(STAFF["finance"], kind, data={field: other})
        yield Cell(STAFF["finance"], "create", f"{root}/new", False, fields)


def _forged(root: str) -> Iterator[Cell]:
    """Commands with something wrong about them, of people who might give a right one."""
    for person in (STAFF["owner"], people.CUSTOMER):
        right = people.a_command(person)
        yield Cell(person, "overwrite", f"{root}/{person.uid}", False, right)
        without = {name: {k: v for k, v in right.items() if k != name} for name in right}
        wrong: list[dict[str, Any]] = [
            *({**right, "by_uid": uid} for uid in ("the-manager", None, "")),
            *({**right, "created_at": at} for at in (NOON, None)),
            *({**right, "made_at": at} for at in ("2025-01-25T12:00:00Z", None, 1)),
            *({**right, "kind": kind} for kind in ("become_owner", "", None, 1, "change_settings ")),
            *({**right, "data": data} for data in ("text", None, ["with-app"])),
            {**right, "data": {**right["data"], **{f"field-{n}": n for n in range(100)}}},
            *({**right, name: "done"} for name in ("status", "problems", "result", "settled_at", "extra")),
            *without.values(),
        ]
        for fields in wrong:
            yield Cell(person, "create", f"{root}/new", False, fields)
        yield Cell(person, "create", f"{root}/{'x' * 201}", False, right)
        largest = {**right["data"], **{f"field-{n}": n for n in range(99)}}
        yield Cell(person, "create", f"{root}/{'x' * 200}", True, {**right, "data": largest})
