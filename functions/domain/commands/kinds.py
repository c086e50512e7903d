"""The table of commands: who may give each kind, and what carries it out.

The trigger settles by it; an API, an import or a webhook that takes the same kinds goes by it too. What a late command
counts for (it was made while a phone was offline) stands at its decision. A kind's module is imported when its first
command comes: an instance that settles orders alone never loads the rest.
"""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.accounts.kinds import ACCOUNT_KINDS
from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.commands.bookings.kinds import BOOKING_KINDS
from functions.domain.commands.campaigns.kinds import CAMPAIGN_KINDS
from functions.domain.commands.conversations.kinds import CONVERSATION_KINDS
from functions.domain.commands.leading_kinds import LEADING_KINDS
from functions.domain.commands.loyalty.kinds import LOYALTY_KINDS
from functions.domain.commands.marketing.kinds import MARKETING_KINDS
from functions.domain.commands.quotes.kinds import QUOTE_KINDS
from functions.domain.commands.sales.kinds import SALES_KINDS
from functions.domain.commands.shop.kinds import SHOP_KINDS
from functions.domain.commands.work.kinds import VISIT_KINDS
from functions.domain.configuration.kinds import SAVING_ROLES, SETTINGS_ROLES


def _record_order() -> Act[Any]:
    from functions.domain.commands.shop.orders import record_order_by_command
    from functions.domain.orders.parsing import OrderForm, parse_order

    return Act(OrderForm, parse_order, record_order_by_command)


def _change_customer() -> Act[Any]:
    from functions.domain.commands.customers.profiles import CustomerForm, change_customer, parse_change

    return Act(CustomerForm, parse_change, change_customer)


def _record_interaction() -> Act[Any]:
    from functions.domain.commands.work.interactions import InteractionForm, record_interaction

    return by_form(InteractionForm, record_interaction)


def _give_consent() -> Act[Any]:
    from functions.domain.commands.customers.consents import ConsentForm, give_consent

    return by_form(ConsentForm, give_consent)


def _register_device() -> Act[Any]:
    from functions.domain.commands.customers.devices import DeviceForm, register_device

    return by_form(DeviceForm, register_device)


def _send_message() -> Act[Any]:
    from functions.domain.commands.conversations.messages import MessageForm, send_message

    return by_form(MessageForm, send_message)


def _save_configuration() -> Act[Any]:
    from functions.domain.commands.configuration.changes import SavingForm, save_by_command

    return by_form(SavingForm, save_by_command)


def _remove_configuration() -> Act[Any]:
    from functions.domain.commands.configuration.changes import RemovalForm, remove_by_command

    return by_form(RemovalForm, remove_by_command)


def _change_settings() -> Act[Any]:
    from functions.domain.commands.configuration.changes import SettingsForm, change_settings_by_command

    return by_form(SettingsForm, change_settings_by_command)


_BY_REVISION = (
    "with the `revision` that was seen it is refused where that has moved on; without it the last holds"
)

KINDS: Mapping[str, Kind] = {
    # Those who sell, answer complaints about sales or take the money at the door. A till is a member with one of these
    # roles, `agent` for one that does nothing else. Marketing and executives sell nothing.
    "record_order": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "delivery"}),
        by_customers=False,
        act=_record_order,
        late="an order is as its newest state says, by `updated_at`; an older one changes nothing",
    ),
    # Those who speak with customers, and marketing, which tags them. A driver reads an address and changes none.
    "change_customer": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "marketing"}),
        by_customers=True,
        act=_change_customer,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
        feature="crm",
    ),
    # Those who meet or call customers, a driver at the door and finance about a bill too.
    "record_interaction": Kind(
        roles=frozenset(
            {"owner", "manager", "sales_rep", "agent", "support", "marketing", "delivery", "finance"}
        ),
        by_customers=False,
        act=_record_interaction,
        late="it happened at `performed_at`, else `made_at`",
        feature="crm",
    ),
    # Those to whom a customer can say it. Marketing is not among them: it gains by a yes that was never given.
    "give_consent": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "delivery"}),
        by_customers=True,
        act=_give_consent,
        late="of two answers the one given later holds, by `at`, else `made_at`",
    ),
    # The customer's own app does; staff for a device that is a customer's at the counter, and any member for their own.
    "register_device": Kind(
        roles=frozenset({"owner", "manager", "support"}),
        by_customers=True,
        by_members=("owner", "member"),
        act=_register_device,
        late="the device is whose it was registered for last, by `made_at`; else `outdated` names it",
        feature="crm",
    ),
    # Those who speak with customers. What goes to many is a campaign, and marketing's.
    "send_message": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support"}),
        by_customers=False,
        act=_send_message,
        late="it goes when it arrives; refused where it was made too long ago, or may not go then",
        feature="crm",
    ),
    # Those who set the business up. A collection's own roles are asked where its document is saved or removed.
    "save_configuration": Kind(
        roles=SAVING_ROLES, by_customers=False, act=_save_configuration, late=_BY_REVISION
    ),
    "remove_configuration": Kind(
        roles=SAVING_ROLES, by_customers=False, act=_remove_configuration, late=_BY_REVISION
    ),
    "change_settings": Kind(
        roles=SETTINGS_ROLES, by_customers=False, act=_change_settings, late=_BY_REVISION
    ),
    **SHOP_KINDS,
    **ACCOUNT_KINDS,
    **SALES_KINDS,
    **QUOTE_KINDS,
    **BOOKING_KINDS,
    **VISIT_KINDS,
    **LOYALTY_KINDS,
    **CAMPAIGN_KINDS,
    **CONVERSATION_KINDS,
    **MARKETING_KINDS,
    **LEADING_KINDS,
}
