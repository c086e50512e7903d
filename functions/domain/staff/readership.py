"""What a row of the table of readers says: which roles read a collection, and which of its documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from functions.domain.staff.roles import ROLES, Role

Roles = frozenset[Role]

# By which field a document belongs to a person: the customer's own document, one of a customer, one that a uid made,
# one that a member has to do, or one that itself says who owns it, in which territory, and with which team.
Of = Literal["customer", "customer_id", "by_uid", "uid", "assignee_uid", "assigned_uid", "owner_uid"]

NO_ROLES: Roles = frozenset()
EVERY_ROLE: Roles = frozenset(ROLES)
LEADERS: Roles = frozenset({"owner", "manager"})
# Those who work with customers and see all of them.
DESK: Roles = LEADERS | {"agent", "support"}


@dataclass(frozen=True)
class Readers:
    """Who reads a collection.

    `all`: roles that read and list every document. `by_id`: roles that read one whose id they know, and list none.
    `assigned`: roles that read those of customers who are assigned to them (`owner_uid`) or in one of their territories
    (`territory_id`, `territory_ids` of the member); of deals those that are assigned to them so, or have them in their
    team (`team_uids`). `customer`: whether a customer reads their own (`app_user_id`).
    `of`: by which field a document is theirs, or that of the member who made it or whose task it is. `feature`: while
    it is off, no client reads. `looked_up`: a list of everything asks the member's document too, so that a right that
    was taken away ends before the token does. `below`: the same readers read these collections below each document.
    `signed_in`: an app reads it for everyone who has signed in, whether they are a customer yet or not.
    `addressed`: a member of any role reads what is to them (`member_uid`). `figures`: roles that read the documents
    that hold figures alone (`holds`), no people. `taken`: the `assigned` roles also read those that they have taken,
    whose `owner` is their uid, with what is below. `why`: in words.
    """

    collection: str
    why: str
    all: Roles = NO_ROLES
    by_id: Roles = NO_ROLES
    assigned: Roles = NO_ROLES
    customer: bool = False
    of: Of | None = None
    feature: Literal["crm", "loyalty"] | None = None
    looked_up: bool = False
    signed_in: bool = False
    below: tuple[str, ...] = ()
    addressed: bool = False
    figures: Roles = NO_ROLES
    taken: bool = False

    def may_be_read_by(self, roles: Iterable[Role], *, is_own: bool = False) -> bool:
        """Whether one of the roles reads any document of it. `is_own`: one that is to the member."""
        if is_own and self.addressed:
            return bool(tuple(roles))
        return not (self.all | self.by_id | self.assigned).isdisjoint(roles)
