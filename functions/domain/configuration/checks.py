"""What is checked of a document beside its form, each check loaded when it is first made."""

from typing import Any

from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.errors import FieldFault
from functions.domain.orgs.org import Org


def of_template(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.templates.checks import template_faults

    return template_faults(org, id)


def of_automation(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.automations import automation_faults

    return automation_faults(org, id)


def of_segment(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.segments import segment_faults

    return segment_faults(org, id)


def of_offer(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.offers import offer_faults

    return offer_faults(org, id)


def of_pipeline(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.pipelines import pipeline_faults

    return pipeline_faults(org, id)


def of_package(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.packages import package_faults

    return package_faults(org, id)


def of_calendar(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.offer_calendar import calendar_faults

    return calendar_faults(org, id)


def of_snapshot(id: str, before: Any, after: Any) -> Reading[list[FieldFault]]:
    from functions.domain.configuration.segments import snapshot_faults

    return (yield from snapshot_faults(id, before, after))


def of_territory_members(id: str, before: Any, after: Any) -> Reading[list[FieldFault]]:
    from functions.domain.configuration.territories import member_faults

    return (yield from member_faults(before, after))
