"""The dairy before its first day: its people, its distributors and its products, entered as its app would."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from demo.api import StaffApi
from demo.dairy.sales import Sale, distributors, slug, unit_of
from demo.dairy.staff import MANAGER, OWNER, STOCK_KEEPER, rep_of, states_of
from demo.offices import Office
from local.client import LocalFirebase

ORG = "dairy"
UNTIL_ALL_KNOW = "4m"


def appoint_all(firebase: LocalFirebase, office: Office, sales: Sequence[Sale]) -> None:
    """The owner, who makes everybody else."""
    at = sales[0].at
    office.appoint(OWNER, "owner", name="Owner")
    roles = {MANAGER: "manager", STOCK_KEEPER: "agent"}
    roles |= {rep_of(state): "sales_rep" for state in states_of(sales)}
    for uid, role in roles.items():
        fields = {"member_uid": uid, "roles": [role], "name": uid}
        office.give("change_member", fields, id=f"member:{uid}", uid=OWNER, at=at)
    firebase.idle()
    for uid, role in roles.items():
        if role == "sales_rep":
            fields = {"member_uid": uid, "manager_uid": MANAGER}
            office.give("change_member", fields, id=f"manager:{uid}", uid=OWNER, at=at)
    url = {"messages": {"public_url": firebase.functions_url("hooks")}}
    office.give("change_settings", {"changes": url}, id="save:url", uid=OWNER, at=at)
    firebase.idle()


def draw_territories(firebase: LocalFirebase, sales: Sequence[Sale]) -> None:
    """Each state is a territory of its rep, as the manager saves them. All instances know them two minutes later."""
    for state in states_of(sales):
        give_territory(firebase, state, rep_of(state))
    firebase.idle()
    firebase.advance(UNTIL_ALL_KNOW)


def give_territory(firebase: LocalFirebase, state: str, uid: str) -> None:
    """A state is the territory of a rep from now on."""
    content = {"name": state, "member_uid": uid, "rules": {"provinces": [state]}}
    StaffApi(firebase, ORG, MANAGER).put(f"territories/{slug(state)}", content)


def enter_distributors(firebase: LocalFirebase, office: Office, sales: Sequence[Sale]) -> dict[str, str]:
    """The document of each distributor, whose state tells its territory and so its rep."""
    at = sales[0].at
    for id, each in distributors(sales).items():
        data = {"customer_group": "b2b", "name": f"{each.state} {each.channel}", "phone": each.phone}
        data |= {"province": each.state}
        office.give("change_customer", data, id=f"enter:{id}", uid=MANAGER, at=at)
    firebase.idle(60)
    return {id: _result(office, f"enter:{id}")["customer_id"] for id in distributors(sales)}


def list_products(firebase: LocalFirebase, office: Office, sales: Sequence[Sale], *, at: datetime) -> None:
    """Each product with its unit, at the price and the stock of its first sale."""
    for sale in {each.product: each for each in reversed(sales)}.values():
        data: dict[str, Any] = {"product_id": sale.product_id, "name": sale.product}
        data |= {"price_minor": sale.list_minor}
        data |= {"pack": {"quantity": "1", "unit": unit_of(sale.product)}} | sale.kept
        office.give("change_product", data, id=f"list:{sale.product_id}", uid=MANAGER, at=at)
    firebase.idle()


def _result(office: Office, command: str) -> dict[str, str]:
    found = office.org.collection("commands").document(command).get().to_dict() or {}
    if found.get("status") != "done":
        raise RuntimeError(f"{command}: {found.get('problems')}")
    result: dict[str, str] = found["result"]
    return result
