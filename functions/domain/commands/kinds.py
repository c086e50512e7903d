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
from functions.domain.commands.configuration.kinds import CONFIGURATION_KINDS
from functions.domain.commands.conversations.kinds import CONVERSATION_KINDS
from functions.domain.commands.customers.kinds import CUSTOMER_KINDS
from functions.domain.commands.leads.kinds import LEAD_KINDS
from functions.domain.commands.loyalty.kinds import LOYALTY_KINDS
from functions.domain.commands.marketing.kinds import MARKETING_KINDS
from functions.domain.commands.quotes.kinds import QUOTE_KINDS
from functions.domain.commands.sales.kinds import SALES_KINDS
from functions.domain.commands.shop.kinds import SHOP_KINDS
from functions.domain.commands.staff.kinds import STAFF_KINDS
from functions.domain.commands.work.kinds import WORK_KINDS
from functions.domain.staff.readership import LEADERS


def _retry_dead_letter() -> Act[Any]:
    from functions.domain.commands.retries import RetryForm, retry_dead_letter

    return by_form(RetryForm, retry_dead_letter)


KINDS: Mapping[str, Kind] = {
    **SHOP_KINDS,
    **CUSTOMER_KINDS,
    **WORK_KINDS,
    **CONVERSATION_KINDS,
    **LEAD_KINDS,
    **ACCOUNT_KINDS,
    **SALES_KINDS,
    **QUOTE_KINDS,
    **BOOKING_KINDS,
    **LOYALTY_KINDS,
    **CAMPAIGN_KINDS,
    **MARKETING_KINDS,
    **STAFF_KINDS,
    **CONFIGURATION_KINDS,
    "retry_dead_letter": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_retry_dead_letter,
        late="it is tried when it arrives; refused where the letter is gone by then",
    ),
}
