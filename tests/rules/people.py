"""Who asks, and the documents that they ask for: two organisations, and one for each feature that is off."""

from typing import Any, get_args

from functions.domain.staff.readers import READERS
from functions.domain.staff.roles import Role
from tests.builders import NOON
from tests.rules.wall import SERVER_TIME, Person

OURS, OTHERS = "ours", "others"
CRM_OFF, LOYALTY_OFF = "crm-off", "loyalty-off"
UNWRITTEN = "unwritten"  # has documents, and none of its own
ORGS: dict[str, dict[str, bool] | None] = {
    OURS: {"crm": True, "loyalty": True},
    OTHERS: {"crm": True, "loyalty": True},
    CRM_OFF: {"crm": False, "loyalty": True},
    LOYALTY_OFF: {"crm": True, "loyalty": False},
    UNWRITTEN: None,
}
ROLES: tuple[Role, ...] = get_args(Role)
STAFF = {role: Person(role, f"the-{role}", dict.fromkeys(ORGS, role)) for role in ROLES}
# A role in another organisation only.
FOREIGNERS = {role: Person(f"{role} elsewhere", f"the-{role}", {OTHERS: role}) for role in ROLES}
CUSTOMER = Person("the customer", "the-app-user")
STRANGER = Person("a stranger", "a-stranger")
ANYONE = Person("not signed in")
BOTH = Person("agent and driver", "agent-and-driver", {OURS: ["agent", "delivery"]})
FORMER = Person("a former manager", "a-former-manager", {OURS: "manager"})
NEW = Person("a manager without a document", "a-new-manager", {OURS: "manager"})
ODD = Person("with a role that is none", "odd", {OURS: "king"})

REP = STAFF["sales_rep"]
TERRITORY = "north"
# The customers of each organisation, by why they can be read.
CUSTOMERS: dict[str, dict[str, Any]] = {
    "assigned": {"owner_uid": REP.uid, "territory_id": "south", "app_user_id": None},
    "in-territory": {"owner_uid": "another-rep", "territory_id": TERRITORY, "app_user_id": None},
    "of-another": {"owner_uid": "another-rep", "territory_id": "south", "app_user_id": "another-app-user"},
    "with-app": {"owner_uid": None, "territory_id": None, "app_user_id": CUSTOMER.uid},
}
OF_CUSTOMERS = tuple(row.collection for row in READERS if row.of == "customer_id")


def documents() -> dict[str, dict[str, Any]]:
    """All documents by path."""
    found: dict[str, dict[str, Any]] = {}
    for org, features in ORGS.items():
        root = f"orgs/{org}"
        if features is not None:
            found[root] = {"name": org, "features": features}
        found[f"{root}/automations/t"] = {"on": "order_paid"}
        found[f"{root}/automations/t/versions/1"] = {"content": {}}
        found[f"{root}/consumption_profiles/t"] = {"avg_consumption_days": 30}
        found[f"{root}/consumption_profiles/t/versions/1"] = {"content": {}}
        found[f"{root}/recommendation_rules/t"] = {"trigger": {"category": ["rice"]}}
        found[f"{root}/recommendation_rules/t/versions/1"] = {"content": {}}
        found[f"{root}/segments/t"] = {"filter": True}
        found[f"{root}/segments/t/versions/1"] = {"content": {}}
        found[f"{root}/offers/t"] = {"name": "Ten off", "kind": "percent", "percent": 10}
        found[f"{root}/offers/t/versions/1"] = {"content": {}}
        found[f"{root}/offer_counts/t"] = {"redemptions": 1, "discount_minor": 1000}
        found[f"{root}/coupon_batches/t"] = {"offer_id": "t", "count": 10, "made": 10}
        found[f"{root}/pipelines/t"] = {"stages": []}
        found[f"{root}/pipelines/t/versions/1"] = {"content": {}}
        found[f"{root}/territories/t"] = {"name": "North", "rules": {"cities": ["Pune"]}}
        found[f"{root}/territories/t/versions/1"] = {"content": {}}
        found[f"{root}/packages/t"] = {"code": "UMR_MAR_2025_HEMAT", "key_features": {}}
        found[f"{root}/packages/t/versions/1"] = {"content": {}}
        found[f"{root}/package_seats/t"] = {"reserved": 2}
        found[f"{root}/faqs/t"] = {"topic": "Visa"}
        found[f"{root}/faqs/t/versions/1"] = {"content": {}}
        found[f"{root}/prompts/t"] = {"version": "t", "base": "You are kind."}
        found[f"{root}/prompt_examples/t"] = {"title": "Code"}
        found[f"{root}/prompt_examples/t/versions/1"] = {"content": {}}
        found[f"{root}/prompt_trials/t:1"] = {"version": "t"}
        found[f"{root}/offer_calendar/t"] = {"theme": "Spice", "month": 2}
        found[f"{root}/offer_calendar/t/versions/1"] = {"content": {}}
        found[f"{root}/products/t"] = {"name": "Beans"}
        found[f"{root}/product_costs/t"] = {"cost_minor": 100}
        found[f"{root}/outlets/t"] = {"name": "First", "city": "Dombivli"}
        found[f"{root}/templates/t"] = {"purpose": "marketing"}
        found[f"{root}/templates/t/versions/1"] = {"content": {}}
        for person in [*STAFF.values(), BOTH]:
            roles = person.orgs.get(org, [])
            found[f"{root}/members/{person.uid}"] = {
                "roles": [roles] if isinstance(roles, str) else roles,
                "territory_ids": [TERRITORY] if person is REP else [],
            }
        found[f"{root}/members/{FORMER.uid}"] = {"roles": []}
        for id, customer in CUSTOMERS.items():
            found[f"{root}/customers/{id}"] = customer
            for collection in OF_CUSTOMERS:
                found[f"{root}/{collection}/{id}"] = {"customer_id": id}
            deal = {"owner_uid": customer["owner_uid"], "territory_id": customer["territory_id"]}
            found[f"{root}/opportunities/{id}"] = deal | {"team_uids": ["another-rep"]}
            for below in ("messages", "turns"):
                found[f"{root}/conversations/{id}/{below}/m"] = {"customer_id": id}
        team = {"owner_uid": "another-rep", "territory_id": "south", "team_uids": ["a", REP.uid]}
        found[f"{root}/opportunities/in-team"] = team
        found[f"{root}/conversations/taken"] = {"customer_id": "of-another", "owner": REP.uid}
        for below in ("messages", "turns"):
            found[f"{root}/conversations/taken/{below}/m"] = {"customer_id": "of-another"}
        found[f"{root}/insights/figures"] = {"holds": "figures"}
        for person in [*STAFF.values(), FORMER, CUSTOMER]:
            notice = {"customer_id": "", "member_uid": person.uid}
            found[f"{root}/messages/to-{person.uid}"] = notice
        for person in [*STAFF.values(), CUSTOMER]:
            found[f"{root}/tasks/{person.uid}"] = {"assignee_uid": person.uid}
            found[f"{root}/leads/{person.uid}"] = {"assigned_uid": person.uid}
            found[f"{root}/insights/{person.uid}"] = {"assignee_uid": person.uid}
            found[f"{root}/commands/{person.uid}"] = {"by_uid": person.uid, "kind": "give_consent"}
    return found


def a_command(person: Person, kind: str = "give_consent", **changes: Any) -> dict[str, Any]:
    """A command as a client should write it."""
    return {
        "kind": kind,
        "data": {"customer_id": "with-app"},
        "made_at": NOON,
        "by_uid": person.uid or "",
        "created_at": SERVER_TIME,
        **changes,
    }
