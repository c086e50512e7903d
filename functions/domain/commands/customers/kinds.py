"""Commands about a customer: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS


def _change_customer() -> Act[Any]:
    from functions.domain.commands.customers.forms import CustomerForm
    from functions.domain.commands.customers.profiles import change_customer, parse_change

    return Act(CustomerForm, parse_change, change_customer)


def _give_consent() -> Act[Any]:
    from functions.domain.commands.customers.consents import ConsentForm, give_consent

    return by_form(ConsentForm, give_consent)


def _register_device() -> Act[Any]:
    from functions.domain.commands.customers.devices import DeviceForm, register_device

    return by_form(DeviceForm, register_device)


def _merge_customers() -> Act[Any]:
    from functions.domain.commands.customers.merging import MergeForm, merge_customers

    return by_form(MergeForm, merge_customers)


CUSTOMER_KINDS: Mapping[str, Kind] = {
    # Those who speak with customers, and marketing, which tags them. A driver reads an address and changes none.
    "change_customer": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "marketing"}),
        by_customers=True,
        act=_change_customer,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
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
    # It moves points and orders between people, so it is for those who answer for the business.
    "merge_customers": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_merge_customers,
        late="it joins them as they are when it arrives",
        feature="crm",
    ),
}
