"""Cells written down by hand, so that a wrong table is found and not only a wrong rule."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.builders import NOON
from tests.rules.people import (
    ANYONE,
    BOTH,
    CUSTOMER,
    FOREIGNERS,
    FORMER,
    STAFF,
    STRANGER,
    a_command,
)
from tests.rules.wall import SERVER_TIME, Person, Wall

OWNER, MANAGER, REP, AGENT, SUPPORT = (
    STAFF[role] for role in ("owner", "manager", "sales_rep", "agent", "support")
)
MARKETING, EXECUTIVE, DRIVER = (STAFF[role] for role in ("marketing", "executive", "delivery"))
FOREIGN_OWNER, FOREIGN_REP = FOREIGNERS["owner"], FOREIGNERS["sales_rep"]

YES, NO = True, False

GETS: list[tuple[Person, str, bool]] = [
    (OWNER, "orgs/ours", YES),
    (EXECUTIVE, "orgs/ours", YES),
    (FOREIGN_OWNER, "orgs/ours", NO),
    (CUSTOMER, "orgs/ours", NO),
    (OWNER, "orgs/ours/customers/of-another", YES),
    (MARKETING, "orgs/ours/customers/of-another", YES),
    (REP, "orgs/ours/customers/assigned", YES),
    (REP, "orgs/ours/customers/in-territory", YES),
    (REP, "orgs/ours/customers/of-another", NO),
    (REP, "orgs/ours/customers/with-app", NO),
    (DRIVER, "orgs/ours/customers/with-app", YES),
    (EXECUTIVE, "orgs/ours/customers/with-app", NO),
    (CUSTOMER, "orgs/ours/customers/with-app", YES),
    (CUSTOMER, "orgs/ours/customers/assigned", NO),
    (FOREIGN_REP, "orgs/ours/customers/assigned", NO),
    (FOREIGN_OWNER, "orgs/ours/customers/assigned", NO),
    (ANYONE, "orgs/ours/customers/assigned", NO),
    (STRANGER, "orgs/ours/customers/assigned", NO),
    (REP, "orgs/ours/orders/assigned", YES),
    (REP, "orgs/ours/orders/of-another", NO),
    (CUSTOMER, "orgs/ours/orders/with-app", YES),
    (CUSTOMER, "orgs/ours/orders/of-another", NO),
    (CUSTOMER, "orgs/ours/loyalty_transactions/with-app", YES),
    (CUSTOMER, "orgs/ours/interactions/with-app", NO),
    (CUSTOMER, "orgs/ours/messages/with-app", NO),
    (CUSTOMER, "orgs/ours/conversations/with-app/messages/m", NO),
    (SUPPORT, "orgs/ours/conversations/with-app/messages/m", YES),
    (REP, "orgs/ours/conversations/assigned/messages/m", YES),
    (REP, "orgs/ours/conversations/of-another/messages/m", NO),
    (EXECUTIVE, "orgs/ours/messages/with-app", NO),
    (AGENT, "orgs/ours/commands/the-agent", YES),
    (AGENT, "orgs/ours/commands/the-owner", NO),
    (MANAGER, "orgs/ours/commands/the-agent", YES),
    (AGENT, "orgs/ours/insights/the-agent", YES),
    (AGENT, "orgs/ours/insights/the-owner", NO),
    (DRIVER, "orgs/ours/insights/the-delivery", YES),
    (MANAGER, "orgs/ours/insights/the-agent", YES),
    (EXECUTIVE, "orgs/ours/insights/the-agent", NO),
    (AGENT, "orgs/ours/members/the-agent", YES),
    (AGENT, "orgs/ours/members/the-owner", NO),
    (DRIVER, "orgs/ours/templates/t", NO),
    (AGENT, "orgs/ours/templates/t", YES),
    (OWNER, "orgs/ours/dead_letters/x", NO),
    (OWNER, "orgs/ours/identities/x", NO),
    (OWNER, "org_secrets/ours", NO),
    (OWNER, "staff_claims/the-owner", NO),
    (OWNER, "orgs/crm-off/customers/with-app", NO),
    (OWNER, "orgs/crm-off/orders/with-app", YES),
    (OWNER, "orgs/loyalty-off/loyalty_transactions/with-app", NO),
    (CUSTOMER, "orgs/ours/outlets/t", YES),
    (STRANGER, "orgs/ours/outlets/t", YES),
    (FOREIGN_OWNER, "orgs/ours/outlets/t", YES),
    (DRIVER, "orgs/ours/outlets/t", YES),
    (ANYONE, "orgs/ours/outlets/t", NO),
    (CUSTOMER, "orgs/crm-off/outlets/t", NO),
    (CUSTOMER, "orgs/ours/products/t", NO),
]
LISTS: list[tuple[Person, str, Mapping[str, Any], bool]] = [
    (MANAGER, "orgs/ours/customers", {}, YES),
    (MANAGER, "orgs/ours/customers", {"segment_ids": "vip"}, YES),
    (REP, "orgs/ours/customers", {}, NO),
    (REP, "orgs/ours/customers", {"owner_uid": "the-sales_rep"}, YES),
    (REP, "orgs/ours/customers", {"territory_id": "north"}, YES),
    (REP, "orgs/ours/customers", {"territory_id": "south"}, NO),
    (DRIVER, "orgs/ours/customers", {}, NO),
    (FORMER, "orgs/ours/customers", {}, NO),
    (CUSTOMER, "orgs/ours/customers", {"app_user_id": "the-app-user"}, YES),
    (CUSTOMER, "orgs/ours/customers", {}, NO),
    (CUSTOMER, "orgs/ours/outlets", {}, YES),
    (CUSTOMER, "orgs/ours/outlets", {"city": "Dombivli"}, YES),
    (ANYONE, "orgs/ours/outlets", {}, NO),
    (CUSTOMER, "orgs/ours/orders", {"customer_id": "with-app"}, YES),
    (CUSTOMER, "orgs/ours/orders", {}, NO),
    (REP, "orgs/ours/orders", {"customer_id": "assigned"}, YES),
    (REP, "orgs/ours/orders", {}, NO),
    (AGENT, "orgs/ours/commands", {"by_uid": "the-agent"}, YES),
    (AGENT, "orgs/ours/commands", {}, NO),
    (AGENT, "orgs/ours/members", {}, NO),
    (BOTH, "orgs/ours/customers", {}, YES),
]
CREATES: list[tuple[Person, str, dict[str, Any], bool]] = [
    (AGENT, "orgs/ours/commands/a", a_command(AGENT, "record_order"), YES),
    (MARKETING, "orgs/ours/commands/b", a_command(MARKETING, "record_order"), NO),
    (MARKETING, "orgs/ours/commands/c", a_command(MARKETING, "give_consent"), NO),
    (EXECUTIVE, "orgs/ours/commands/d", a_command(EXECUTIVE, "change_customer"), NO),
    (CUSTOMER, "orgs/ours/commands/e", a_command(CUSTOMER, "give_consent"), YES),
    (CUSTOMER, "orgs/ours/commands/f", a_command(CUSTOMER, "record_order"), NO),
    (CUSTOMER, "orgs/ours/commands/g", a_command(CUSTOMER, data={"customer_id": "assigned"}), NO),
    (FOREIGN_OWNER, "orgs/ours/commands/h", a_command(FOREIGN_OWNER, "record_order"), NO),
    (AGENT, "orgs/ours/commands/i", a_command(AGENT, by_uid="the-owner"), NO),
    (AGENT, "orgs/ours/commands/j", a_command(AGENT, status="done"), NO),
    (AGENT, "orgs/ours/commands/k", a_command(AGENT, created_at=NOON), NO),
    (OWNER, "orgs/ours/commands/l", a_command(OWNER, "change_settings"), YES),
    (SUPPORT, "orgs/ours/commands/m", a_command(SUPPORT, "change_settings"), NO),
    (OWNER, "orgs/ours/customers/n", {"name": "x", "created_at": SERVER_TIME}, NO),
    (OWNER, "orgs/ours/members/the-agent-2", {"roles": ["owner"]}, NO),
]


def test_sixty_cells_at_the_least_are_written_by_hand() -> None:
    assert len(GETS) + len(LISTS) + len(CREATES) >= 60


@pytest.mark.parametrize(("person", "path", "expected"), GETS, ids=lambda v: str(getattr(v, "name", v)))
def test_a_document_is_read(wall: Wall, person: Person, path: str, expected: bool) -> None:
    assert wall.get(person, path) is expected


@pytest.mark.item("S002-69")
@pytest.mark.parametrize(
    ("person", "path", "where", "expected"), LISTS, ids=lambda v: str(getattr(v, "name", v))
)
def test_a_collection_is_listed(
    wall: Wall, person: Person, path: str, where: Mapping[str, Any], expected: bool
) -> None:
    assert wall.list(person, path, where) is expected


@pytest.mark.parametrize(
    ("person", "path", "fields", "expected"), CREATES, ids=lambda v: str(getattr(v, "name", ""))
)
def test_a_document_is_created(
    wall: Wall, person: Person, path: str, fields: dict[str, Any], expected: bool
) -> None:
    assert wall.create(person, path, fields) is expected
