"""Which segments a customer is in (docs/segments.md). An instance whose organisations have none loads no conditions.

An event tells that a customer entered or left where a change of theirs moved them, or time, for which they were due by
`segment:{id}`. Where the business saved another filter, no event tells which customers it moved.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org, is_on, zone_of

SEGMENT = "segment"
# What follows from a customer's segments, or is the server's own bookkeeping: no filter reads it.
APART = frozenset({"segment_ids", "search", "met", "runs", "due", "wake_at", "edits"})


def segmented(org: Org, customer: Customer, now: datetime) -> Customer:
    """The customer with the segments that take them at this instant; as they are while the CRM is off. Bills nothing,
    the customer is written anyway.
    """
    if not is_on(org, "crm") or (not org.segments and not customer.segment_ids):
        return customer
    ids = _taking(org, customer, now)
    return customer if ids == customer.segment_ids else customer.with_changes(segment_ids=ids)


def _taking(org: Org, customer: Customer, now: datetime) -> tuple[str, ...]:
    fields, zone = fields_asked(customer), zone_asked(org, customer)
    return tuple(id for id, rule in org.segment_rules.items() if rule.holds(fields, now, zone))


def segment_times(org: Org, customer: Customer, now: datetime) -> Mapping[str, datetime]:
    """When time alone next may move the customer into a segment, or out of it: `segment:{id}`."""
    timed = {id: rule for id, rule in org.segment_rules.items() if rule.is_timed}
    if not timed:
        return {}
    fields, zone = fields_asked(customer), zone_asked(org, customer)
    found = {f"{SEGMENT}:{id}": rule.next_change(fields, now, zone) for id, rule in timed.items()}
    return {reason: at for reason, at in found.items() if at is not None}


def segment_moves(
    org: Org, before: Customer | None, after: Customer, *, was: tuple[str, ...], now: datetime
) -> frozenset[str]:
    """The events `segment_entered:{id}` and `segment_left:{id}` of a customer who was in the segments `was`."""
    moved = set(was).symmetric_difference(after.segment_ids).intersection(org.segments)
    if not moved:
        return frozenset()
    fields, zone = (fields_asked(before), zone_asked(org, before)) if before is not None else ({}, None)

    def is_told(id: str) -> bool:
        if before is None or zone is None:
            return True
        at = before.due.get(f"{SEGMENT}:{id}")
        held = org.segment_rules[id].holds(fields, now, zone)
        return (at is not None and at <= now) or held != (id in after.segment_ids)

    said = {id: "segment_entered" if id in after.segment_ids else "segment_left" for id in moved}
    return frozenset(f"{event}:{id}" for id, event in said.items() if is_told(id))


def fields_asked(customer: Customer) -> Mapping[str, Any]:
    from functions.domain.conditions.subjects import with_lists

    fields: Mapping[str, Any] = with_lists(customer.model_dump(exclude=set(APART)))
    return fields


def zone_asked(org: Org, customer: Customer) -> ZoneInfo:
    return ZoneInfo(zone_of(org, customer.timezone))
