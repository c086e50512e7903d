"""The table of commands: for each kind the form of its data, who may give it, and the decision that carries it out.

The trigger settles by it; an API, an import or a webhook that takes the same kinds goes by it too. What a late command
counts for (it was made while a phone was offline) stands at its decision.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from functions.domain.commands.configuration import (
    SAVING_ROLES,
    RemovalForm,
    SavingForm,
    SettingsForm,
    change_settings_by_command,
    remove_by_command,
    save_by_command,
)
from functions.domain.commands.consents import ConsentForm, give_consent
from functions.domain.commands.customers import CustomerForm, change_customer
from functions.domain.commands.devices import DeviceForm, register_device
from functions.domain.commands.documents import Result
from functions.domain.commands.interactions import InteractionForm, record_interaction
from functions.domain.commands.orders import record_order_by_command
from functions.domain.commands.requests import Request
from functions.domain.configuration.by_staff import SETTINGS_ROLES
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.validation import Form, read_form
from functions.domain.orders.parsing import OrderForm, parse_order
from functions.domain.orgs.org import Feature, Org
from functions.domain.staff.roles import Role

M = TypeVar("M")


@dataclass(frozen=True)
class Kind(Generic[M]):
    """`form` is the model of the data, `parse` makes of the data what the decision takes, with every fault at once.

    `roles` of staff may give it about any customer; with `by_customers` also a customer about themselves. While its
    `feature` is off no role may.
    """

    form: type[Form]
    parse: Callable[[Org, object, datetime], M]
    roles: frozenset[Role]
    by_customers: bool
    decide: Callable[[Org, Request[M], datetime], Decision[Result]]
    feature: Feature | None = None


F = TypeVar("F", bound=Form)


def _by_form(form: type[F]) -> Callable[[Org, object, datetime], F]:
    return lambda org, data, now: read_form(form, data, "command")


KINDS: Mapping[str, Kind[Any]] = {
    # Those who sell, answer complaints about sales or take the money at the door. A till is a member with one of these
    # roles, `agent` for one that does nothing else. Marketing and executives sell nothing.
    "record_order": Kind(
        form=OrderForm,
        parse=parse_order,
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "delivery"}),
        by_customers=False,
        decide=record_order_by_command,
    ),
    # Those who speak with customers, and marketing, which tags them. A driver reads an address and changes none.
    "change_customer": Kind(
        form=CustomerForm,
        parse=_by_form(CustomerForm),
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "marketing"}),
        by_customers=True,
        decide=change_customer,
        feature="crm",
    ),
    # Those who meet or call customers, a driver at the door too.
    "record_interaction": Kind(
        form=InteractionForm,
        parse=_by_form(InteractionForm),
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "marketing", "delivery"}),
        by_customers=False,
        decide=record_interaction,
        feature="crm",
    ),
    # Those to whom a customer can say it. Marketing is not among them: it gains by a yes that was never given.
    "give_consent": Kind(
        form=ConsentForm,
        parse=_by_form(ConsentForm),
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "delivery"}),
        by_customers=True,
        decide=give_consent,
    ),
    # The customer's own app does; staff for a device that is a customer's at the counter.
    "register_device": Kind(
        form=DeviceForm,
        parse=_by_form(DeviceForm),
        roles=frozenset({"owner", "manager", "support"}),
        by_customers=True,
        decide=register_device,
        feature="crm",
    ),
    # Those who set the business up. A collection's own roles are asked where its document is saved or removed.
    "save_configuration": Kind(
        form=SavingForm,
        parse=_by_form(SavingForm),
        roles=SAVING_ROLES,
        by_customers=False,
        decide=save_by_command,
    ),
    "remove_configuration": Kind(
        form=RemovalForm,
        parse=_by_form(RemovalForm),
        roles=SAVING_ROLES,
        by_customers=False,
        decide=remove_by_command,
    ),
    "change_settings": Kind(
        form=SettingsForm,
        parse=_by_form(SettingsForm),
        roles=SETTINGS_ROLES,
        by_customers=False,
        decide=change_settings_by_command,
    ),
}
