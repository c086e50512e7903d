"""A customer with a new address: if it complained or bounced before, it still gets no messages."""

from functions.domain.customers.customer import Customer, Suppressed
from functions.domain.customers.suppressions import Suppression, suppression_id
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel


def with_suppressions(org: Org, before: Customer | None, after: Customer) -> Reading[Customer]:
    """The customer with the list's entries for addresses that are new to them: the list outlives whom it was about.

    Bills 1 read for a new email address and 2 for a new phone, nothing while the addresses stay.
    """
    ids = [
        suppression_id(org.id_key, channel, address)
        for channel, address in _new_addresses(before, after)
        if address
    ]
    if not ids:
        return after
    entries = yield from get_all(*(Get(Suppression, id) for id in ids))
    found = {
        entry.id: Suppressed(because=entry.because, at=entry.at, provider=entry.provider)
        for entry in entries
        if entry is not None
    }
    return after.with_changes(suppressed={**found, **after.suppressed}) if found else after


def _new_addresses(before: Customer | None, after: Customer) -> list[tuple[Channel, str | None]]:
    known_phone, known_email = (before.phone, before.email) if before else (None, None)
    new: list[tuple[Channel, str | None]] = []
    if after.phone != known_phone:
        new += [("whatsapp", after.phone), ("sms", after.phone)]
    if after.email != known_email:
        new.append(("email", after.email))
    return new
