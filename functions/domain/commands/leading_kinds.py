"""Commands of those who answer for the business: a part of the table in kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS


def _retry_dead_letter() -> Act[Any]:
    from functions.domain.commands.retries import RetryForm, retry_dead_letter

    return by_form(RetryForm, retry_dead_letter)


def _merge_customers() -> Act[Any]:
    from functions.domain.commands.customers.merging import MergeForm, merge_customers

    return by_form(MergeForm, merge_customers)


def _reassign_territory() -> Act[Any]:
    from functions.domain.commands.staff.territories import ReassignmentForm, reassign_territory

    return by_form(ReassignmentForm, reassign_territory)


LEADING_KINDS: Mapping[str, Kind] = {
    # It moves points and orders between people, so it is for those who answer for the business.
    "merge_customers": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_merge_customers,
        late="it joins them as they are when it arrives",
        feature="crm",
    ),
    # Who reads and sells to whom is for leaders to say.
    "reassign_territory": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_reassign_territory,
        late="of two the one that arrives last holds",
        feature="crm",
    ),
    "retry_dead_letter": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_retry_dead_letter,
        late="it is tried when it arrives; refused where the letter is gone by then",
    ),
}
