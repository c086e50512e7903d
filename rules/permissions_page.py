"""docs/permissions.md: the tables of readers and commands, for people."""

from functions.domain.commands.kinds import KINDS
from functions.domain.staff.readers import READERS, SERVER_ONLY
from functions.domain.staff.readership import Readers
from functions.domain.staff.roles import ROLES, Role
from rules.waiting import WAITING

_HEAD = """\
# Permissions

Made by `make rules` from `functions/domain/staff/readers.py` and `functions/domain/commands/kinds.py`, as
firestore.rules is. Change those.

A member's roles are in `members/{uid}`. on_member_written puts them into their ID token (`orgs`: organisation -> role,
or a list of roles) within seconds; a signed-in app has them with its next token (`getIdToken(true)`), an hour later at
the latest. `python -m functions.claims ORG` does the same for all members, where they were written while the functions
were not deployed. A role that is taken away is gone at once for commands, for the API and for the lists marked °; other
reads end with the token.

A customer with an app is known by their Firebase uid: `app_user_id` of their customer.

## Who reads what

- all: every document, in lists too. one: a document by its id, no lists.
- assigned: of customers whose `owner_uid` is the member, or whose `territory_id` is among the member's `territory_ids`.
  A deal says itself who owns it and in which territory it is, and who is in its team (`team_uids`).
- taken: those whose `owner` is the member, with what is below.
- own: of the customer themselves; the member's own, or what is to them (`member_uid`).
- figures: documents that hold figures alone (`holds == 'figures'`), and their own.
- signed in: everyone who has signed in, with an account or without a name (Firebase's anonymous sign-in).

A query has to say so itself: `owner_uid == uid`, `owner == uid`, `territory_id == T`, `customer_id == C`,
`app_user_id == uid`, `by_uid == uid`, `member_uid == uid`, `assignee_uid == uid`, `assigned_uid == uid`,
`team_uids array-contains uid`, `holds == 'figures'`. Below a document that a member has taken it names nothing more.

"""


def page_text() -> str:
    """The whole page."""
    return "\n".join(
        [
            _HEAD + _table("collection", [*ROLES, "customer"], [_cells(row) for row in READERS]),
            "`orgs/{org}` itself is read by every role. A collection below is read as the one above it.",
            "",
            *(f"- `{row.collection}`: {row.why}{_switch(row)}" for row in READERS),
            "",
            "The server alone reads " + ", ".join(f"`{n}` ({why})" for n, why in SERVER_ONLY.items()) + ".",
            "",
            "These have no code yet, and no client reads them until they have:",
            "",
            "| collection | who will read it |",
            "|---|---|",
            *(f"| {', '.join(f'`{n}`' for n in each.collections)} | {each.readers} |" for each in WAITING),
            "",
            "## Who may give which command",
            "",
            "Clients create commands and change none. own: a customer about themselves, with their id in",
            "`data.customer_id`; a member about themselves, with `data.owner: member`. Staff who read",
            "assigned customers alone may not speak of those of others, and give no app user to a customer whom",
            "they may not read.",
            "",
            _table("kind", [*ROLES, "customer"], [_command_cells(name) for name in KINDS]),
            "## What late commands count for",
            "",
            "A phone that was offline sends its commands later, and in any order. `made_at` counts up to when a",
            "command arrives: a clock that is ahead gains nothing.",
            "",
            *(f"- `{name}`: {kind.late}." for name, kind in KINDS.items()),
            "",
        ]
    )


def _table(first: str, columns: list[str], rows: list[list[str]]) -> str:
    head = f"| {' | '.join([first, *columns])} |\n|{'---|' * (len(columns) + 1)}\n"
    return head + "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def _cells(row: Readers) -> list[str]:
    below = ", ".join(f"`{each}`" for each in row.below)
    name = f"`{row.collection}`" + (f", {below} below" if below else "")
    return [name, *(_read_by(row, role) for role in ROLES), _read_by_customers(row)]


def _read_by_customers(row: Readers) -> str:
    if row.signed_in:
        return "signed in"
    return "own" if row.customer or row.of == "by_uid" else ""


def _read_by(row: Readers, role: Role) -> str:
    if role in row.all:
        return "all°" if row.looked_up else "all"
    if role in row.by_id:
        return "one"
    if role in row.assigned:
        return "assigned, taken" if row.taken else "assigned"
    if role in row.figures:
        return "figures"
    return "own" if row.of in ("by_uid", "uid", "assignee_uid", "assigned_uid") or row.addressed else ""


def _switch(row: Readers) -> str:
    return f" While `{row.feature}` is off no client reads it." if row.feature else ""


def _command_cells(name: str) -> list[str]:
    kind = KINDS[name]
    own = "own" if kind.by_members else ""
    given = ["yes" if role in kind.roles else own for role in ROLES]
    return [f"`{name}`", *given, "own" if kind.by_customers else ""]
