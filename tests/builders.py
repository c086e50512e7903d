"""Things that tests need, with defaults: name what matters to the test, leave out the rest."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import SecretStr

from functions import presets
from functions.domain.commands.settle import settle_command
from functions.domain.configuration.provisioning import Preset
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Buyer
from functions.domain.kernel.decisions import Document
from functions.domain.messages.outbox import SWEEP_AFTER, Message
from functions.domain.orders.documents import Order
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.receipts import Receipt
from functions.domain.orders.recording import record_order
from functions.domain.orders.states import FURTHEST_AHEAD
from functions.domain.orgs.documents import OrgDocument
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.business import Settings
from functions.domain.settings.loyalty import LoyaltySettings
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.store.commit import Store
from tests.memory import DictBackend, a_store, run

NOON = datetime(2025, 1, 25, 12, 0, tzinfo=UTC)
# The North American plan keeps 555-0100 to 555-0199 for fiction, and libphonenumber takes them for valid.
PHONE = "+12025550123"
OTHER_PHONE = "+12025550156"


def _without(preset: Preset, id: str, collection: str) -> Preset:
    kept = {
        ref: each for ref, each in preset.contents.items() if ref.id != id and ref.collection != collection
    }
    return replace(preset, contents=kept)


# Without the free dessert and the segments, which ask for events and instants of their own: test_businesses.py,
# test_time.py and test_segments.py have them.
CAFE = _without(presets.load("cafe"), "dessert_10", "segments")


def the_cafe_s(collection: str) -> dict[str, Any]:
    """The café's own documents of a collection of configuration."""
    return {ref.id: content for ref, content in CAFE.contents.items() if ref.collection == collection}


UPGRADE = {"tier_upgrade": the_cafe_s("automations")["tier_upgrade"]}


def winbacks(*days: int, late_by: str = "7d", **changes: Any) -> dict[str, AutomationSettings]:
    """Automations that write after so many days without a visit: `winback_30`, ... of the café's two templates."""
    return {
        f"winback_{each}": AutomationSettings.model_validate(
            {
                "on": {"field": ["stats.last_visit_at", "stats.last_order_at"], "after": f"{each}d"},
                "exclusive": "winback",
                "late_by": late_by,
                "interaction_type": "campaign_triggered",
                "then": [
                    {
                        "send": "winback_60" if place else "winback_30",
                        "variables": {"days": each, "percent": 10},
                    }
                ],
            }
            | changes
        )
        for place, each in enumerate(days)
    }


def an_org(
    *,
    templates: dict[str, Any] | None = None,
    automations: dict[str, Any] | None = None,
    **changes: Any,
) -> Org:
    """A café in India. `changes` replace top-level settings, `templates` stand beside the café's own, `automations` in
    their place.
    """
    own = the_cafe_s("templates")
    return Org(
        id="kopi",
        name="Kopi",
        preset="cafe",
        settings=Settings.model_validate(CAFE.settings.model_dump(mode="json") | changes),
        templates=own | (templates or {}),
        automations=the_cafe_s("automations") if automations is None else automations,
        hook_secret=SecretStr("s3cret"),
        identity_key=SecretStr("k" * 64),
    )


def an_org_document() -> OrgDocument:
    """A kiosk as it is stored: it names no template, and has removed the one that it had."""
    settings = CAFE.settings.model_copy(update={"loyalty": LoyaltySettings()})
    top = {"name": "Kopi", "preset": "kiosk", "country": "", "locale": "", "timezone": "", "currency": ""}
    bare = OrgDocument(id="kopi", **top, features={}, settings={}, created_at=NOON, updated_at=NOON)
    return bare.with_settings(settings).with_changes(removed_revisions={"templates": {"old": 1}})


@cache
def _usual_org() -> Org:
    return an_org()


def an_order_body(**changes: Any) -> dict[str, Any]:
    """A delivery (docs/contracts.md, Orders in): a paid latte of 387.00 rupees at the first outlet."""
    return {
        "order_id": "1",
        "source": "pos",
        "channel": "pos",
        "status": "paid",
        "ordered_at": "2025-01-25T10:30:00+05:30",
        "updated_at": "2025-01-25T10:30:05+05:30",
        "currency": "INR",
        "total": "387.00",
        "customer": {"phone": PHONE},
        "outlet_id": "first",
        "visit_type": "dine_in",
        "lines": [{"product_id": "latte", "quantity": "1", "unit_price": "387.00"}],
    } | changes


def an_order(org: Org | None = None, **changes: Any) -> Order:
    """An order by a till whose clock is believed, whatever it says."""
    return parse_order(
        org or an_org(), an_order_body(**changes), datetime.max.replace(tzinfo=UTC) - FURTHEST_AHEAD
    )


def an_order_of(order: Order, number: str, buyer: Buyer, **facts: Any) -> Order:
    """Another order like this one."""
    return in_state(order.with_changes(id=f"pos:{number}", external_id=number, buyer=buyer), **facts)


def in_state(order: Order, **facts: Any) -> Order:
    """The same order with other facts."""
    return order.with_changes(facts=order.facts.with_changes(**facts))


def take_in(store: Store, order: Order, *, org: Org | None = None, now: datetime = NOON) -> Receipt:
    """A delivery as an entry point takes it in, and its receipt."""
    org = org or an_org()
    return run(store, lambda: record_order(org, order, now), org.id)


def a_customer(**changes: Any) -> Customer:
    """A customer with a phone, an email and the app, who agreed to everything."""
    defaults = {
        "id": "somebody",
        "phone": PHONE,
        "email": "regular@example.com",
        "has_app": True,
        "push_tokens": ("token",),
        "whatsapp_opt_in": True,
        "sms_opt_in": True,
        "email_opt_in": True,
    }
    return Customer.model_validate(defaults | changes)


def a_member(**changes: Any) -> Member:
    """A sales representative with a phone of their own and an email."""
    defaults = {
        "id": "rep",
        "roles": ("sales_rep",),
        "name": "Rep",
        "email": "rep@example.com",
        "has_app": True,
        "push_tokens": ("rep-token",),
    }
    return Member.model_validate(defaults | changes)


def a_message(**changes: Any) -> Message:
    """A win-back that was queued for push at noon."""
    defaults = {
        "id": "m",
        "customer_id": "somebody",
        "cause": "m",
        "rule": "winback:30",
        "template": "winback_30",
        "purpose": "marketing",
        "variables": {"name": None, "business": "Kopi", "days": 30, "percent": 10},
        "locale": "en-IN",
        "channel": "push",
        "to": "token",
        "status": "queued",
        "created_at": NOON,
        "wake_at": NOON + SWEEP_AFTER,
    }
    return Message.model_validate(defaults | changes)


def a_command(kind: str, data: Any, **changes: Any) -> dict[str, Any]:
    """A command as a client writes it at noon."""
    return {
        "kind": kind,
        "data": data,
        "made_at": NOON,
        "by_uid": "till",
        "created_at": NOON,
    } | changes


def give(
    backend: DictBackend,
    kind: str,
    data: Any,
    *,
    id: str | None = None,
    org: Org | None = None,
    now: datetime = NOON,
    **changes: Any,
) -> dict[str, Any]:
    """A command that a client gives, and that arrives and is settled at `now`; the command as it stands then."""
    id = id or f"c{len(backend.all('commands'))}"
    path = f"orgs/kopi/commands/{id}"
    backend.client_writes(path, **a_command(kind, data, **{"created_at": now} | changes))
    known = [backend.snapshot(path)]
    a_store(backend).commit("kopi", lambda: settle_command(org or _usual_org(), id, now), known)
    return backend.documents[path]


def problems(command: dict[str, Any]) -> dict[str, str]:
    """Why a command was refused, by path."""
    assert command["status"] == "refused"
    return {problem["path"]: problem["message"] for problem in command["problems"]}


def with_staff(*members: Document, role: Role = "agent") -> DictBackend:
    """An organisation whose till is a member in a role, with these documents."""
    backend = DictBackend()
    backend.put(Member(id="till", roles=(role,)))
    for document in members:
        backend.put(document)
    return backend
