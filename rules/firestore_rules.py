"""firestore.rules, of the table of readers and the table of commands."""

from collections.abc import Iterable

from functions.domain.commands.kinds import KINDS
from functions.domain.staff.readers import ORG_READERS, READERS
from functions.domain.staff.readership import EVERY_ROLE, Readers
from functions.domain.staff.roles import ROLES, Role

MOST_FIELDS = 100
LONGEST_COMMAND_ID = 200

_HEAD = f"""\
rules_version = '2';

// Made by `make rules` from functions/domain/staff/readers.py and functions/domain/commands/kinds.py: change those.
//
// Clients read documents and create commands. What no line allows is denied, every other write among it. A role is in
// the ID token (`orgs`: organisation -> role, or a list of roles), put there by on_member_written.
service cloud.firestore {{
  match /databases/{{database}}/documents {{
    function hasRole(org, roles) {{
      let given = request.auth.token.orgs[org];
      return given is string ? given in roles : given.hasAny(roles);
    }}

    function memberPath(org) {{
      return /databases/$(database)/documents/orgs/$(org)/members/$(request.auth.uid);
    }}

    // A token lives for an hour; the member's document says at once that a role was taken away. Who was removed has one
    // without roles (on_member_written). Bills 1 read.
    function isStill(org, roles) {{
      return !exists(memberPath(org)) || get(memberPath(org)).data.roles.hasAny(roles);
    }}

    // A feature works until the organisation says that it does not. Bills 1 read.
    function isOn(org, feature) {{
      let path = /databases/$(database)/documents/orgs/$(org);
      return !exists(path) || get(path).data.get(['features', feature], true) != false;
    }}

    // The territories cost 1 read, and only where the customer is not the member's own.
    function isAssigned(org, customer) {{
      return customer.owner_uid == request.auth.uid
        || customer.territory_id in get(memberPath(org)).data.territory_ids;
    }}

    function isOwn(customer) {{
      return customer.app_user_id == request.auth.uid;
    }}

    // The customer of a document. Bills 1 read; a query for it has to say `customer_id ==`.
    function customerOf(org, data) {{
      return get(/databases/$(database)/documents/orgs/$(org)/customers/$(data.customer_id)).data;
    }}

    // The document above one that lies below it. Bills 1 read.
    function above(org, collection, id) {{
      return get(/databases/$(database)/documents/orgs/$(org)/$(collection)/$(id)).data;
    }}

    // The fields that a client writes, and no other: `status`, `problems` and `result` are the server's.
    function isCommand(id, command) {{
      return id.size() <= {LONGEST_COMMAND_ID}
        && command.keys().hasOnly(['kind', 'data', 'made_at', 'by_uid', 'created_at'])
        && command.by_uid == request.auth.uid
        && command.created_at == request.time
        && command.made_at is timestamp
        && command.data is map
        && command.data.size() <= {MOST_FIELDS};
    }}

    match /orgs/{{org}} {{
"""
_TAIL = """\
    }
  }
}
"""
_INDENT = " " * 6


def rules_text() -> str:
    """The whole file."""
    org = f"{_INDENT}allow get: if {_has_role(ORG_READERS)};\n"
    return _HEAD + "\n".join([org, *map(_block, READERS)]) + _TAIL


def _block(row: Readers) -> str:
    lines = [f"// {row.why}", f"match /{row.collection}/{{id}} {{", *_indented(_allows(row))]
    if row.collection == "commands":
        lines += ["", *_indented(_creates())]
    for below in row.below:
        allows = _allows(row, is_below=True)
        lines += ["", f"  match /{below}/{{below}} {{", *_indented(_indented(allows)), "  }"]
    return "".join(f"{_INDENT}{line}\n" if line else "\n" for line in [*lines, "}"])


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" if line else line for line in lines]


def _allows(row: Readers, *, is_below: bool = False) -> list[str]:
    if row.signed_in:
        return _allow("read", row, ["request.auth != null"])
    shared = [*_shared(row), *_taken(row, is_below=is_below)]
    own_id = ["id == request.auth.uid"] if row.of == "uid" else []
    get = [*([_has_role(row.all | row.by_id)] if row.all | row.by_id else []), *shared, *own_id]
    everything = _has_role(row.all)
    if row.looked_up:
        everything += f" && isStill(org, {_names(row.all)})"
    if row.of == "by_uid":
        get.append("(resource == null && request.auth != null)")
    lists = [everything, *shared]
    if get == lists:
        return _allow("read", row, get)
    return [*_allow("get", row, get), *_allow("list", row, lists)]


def _shared(row: Readers) -> list[str]:
    """Who reads some of the documents, one by one and in lists alike."""
    customer = "resource.data" if row.of in ("customer", "owner_uid") else "customerOf(org, resource.data)"
    found = []
    if row.assigned:
        found.append(f"{_has_role(row.assigned)} && isAssigned(org, {customer})")
    if row.of == "owner_uid":
        found.append(f"{_has_role(row.assigned)} && request.auth.uid in resource.data.team_uids")
    if row.customer:
        found.append(f"isOwn({customer})")
    if row.addressed:
        found.append(f"{_has_role(EVERY_ROLE)} && resource.data.member_uid == request.auth.uid")
    if row.of == "by_uid":
        found.append("resource.data.by_uid == request.auth.uid")
    if row.figures:
        found.append(f"{_has_role(row.figures)} && resource.data.holds == 'figures'")
    if row.of in ("assignee_uid", "assigned_uid"):
        found.append(f"{_has_role(ROLES)} && resource.data.{row.of} == request.auth.uid")
    return found


def _taken(row: Readers, *, is_below: bool) -> list[str]:
    """Who reads what they have taken. Below a document it is asked: 1 read."""
    if not row.taken:
        return []
    data = f"above(org, '{row.collection}', id)" if is_below else "resource.data"
    return [f"{_has_role(row.assigned)} && {data}.owner == request.auth.uid"]


def _allow(operation: str, row: Readers, ways: list[str]) -> list[str]:
    """One of the ways, on a line each, while the feature works. It is asked last: it costs reads."""
    features = ["loyalty", "crm"] if row.feature == "loyalty" else [row.feature] if row.feature else []
    asked = [f"isOn(org, '{feature}')" for feature in features]
    if len(ways) == 1 and not asked:
        return [f"allow {operation}: if {ways[0]};"]
    lines = [f"allow {operation}: if (", f"  {_way(ways[0])}", *(f"  || {_way(way)}" for way in ways[1:])]
    return [*lines, f"){''.join(f' && {each}' for each in asked)};"]


def _way(way: str) -> str:
    return f"({way})" if " && " in way and not way.startswith("(") else way


def _creates() -> list[str]:
    """Who may create which kinds of command: staff by role, a customer about themselves."""
    by_roles: dict[frozenset[Role], list[str]] = {}
    for name, kind in KINDS.items():
        by_roles.setdefault(kind.roles, []).append(name)
    ways = [f"(kind() in {_quoted(kinds)} && {_has_role(roles)})" for roles, kinds in by_roles.items()]
    own = _quoted(name for name, kind in KINDS.items() if kind.by_customers)
    ways.append(f"(kind() in {own} && isOwn(customerOf(org, request.resource.data.data)))")
    ways += [_by_members(name, kind.by_members) for name, kind in KINDS.items() if kind.by_members]
    return [
        "function kind() {",
        "  return request.resource.data.kind;",
        "}",
        "",
        "// A customer names their own document in `data.customer_id`: that tells whose the uid is. Bills them 1 read.",
        "allow create: if isCommand(id, request.resource.data) && (",
        f"  {ways[0]}",
        *(f"  || {way}" for way in ways[1:]),
        ");",
    ]


def _by_members(name: str, about: tuple[str, str]) -> str:
    """A kind that any member gives about themselves, by a field of its data."""
    field, value = about
    said = f"request.resource.data.data.{field} == '{value}'"
    return f"(kind() == '{name}' && {said} && {_has_role(EVERY_ROLE)})"


def _has_role(roles: Iterable[Role]) -> str:
    return f"hasRole(org, {_names(roles)})"


def _names(roles: Iterable[Role]) -> str:
    given = set(roles)
    return _quoted(role for role in ROLES if role in given)


def _quoted(names: Iterable[str]) -> str:
    return "[" + ", ".join(f"'{name}'" for name in names) + "]"
