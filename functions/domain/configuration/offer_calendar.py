"""What is wrong with an offer of the calendar beside its form: an occasion that there is not, a text that is no
marketing; and with the notices about it.
"""

from collections.abc import Iterator

from functions.domain.kernel.errors import FieldFault
from functions.domain.orgs.org import Org


def calendar_faults(org: Org, id: str) -> list[FieldFault]:
    """The faults of an offer of the organisation, by their places below it."""
    return list(_faults(org, id))


def _faults(org: Org, id: str) -> Iterator[FieldFault]:
    entry, calendar = org.offer_calendar[id], org.settings.offer_calendar
    if entry.occasion is not None and entry.occasion not in calendar.occasions:
        yield FieldFault("occasion", f"is none of settings.offer_calendar.occasions: {entry.occasion}")
    template = org.templates.get(entry.template)
    if template is not None and template.purpose != "marketing":
        yield FieldFault("template", "is not for marketing, which a campaign is")
    for path, named in calendar.templates.items():
        notice = org.templates.get(named)
        if notice is None or notice.purpose != "internal":
            yield FieldFault("body", f"settings.offer_calendar.{path} names no internal template: {named}")
