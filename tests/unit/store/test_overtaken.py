"""A try that another thread of the instance overtook hands on what it has read, and nothing that it only presumed."""

from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.store.commit import Overtaken, _Attempt
from functions.store.snapshots import Snapshot
from tests.builders import a_customer
from tests.memory import DictBackend, a_store

NEWER = Snapshot("orgs/kopi/customers/c", {"name": "newer"}, 99)


class Held:
    """A turn in which another thread has just stored the customer."""

    def take(self, paths: Any) -> list[Snapshot]:
        return [NEWER]

    def hand_on(self, stored: Any) -> None: ...


def test_what_was_presumed_missing_is_not_handed_on_as_read() -> None:
    """The next try may look for it in another place without writing it: then no guard would tell that it is there."""
    backend = DictBackend()
    backend.put(a_customer(id="c"))

    def decide() -> Decision[None]:
        customer = yield from get(Customer, "c")
        assert customer is not None
        yield from get(Interaction, "call", presumed_missing=True)
        call = Interaction(id="call", customer_id="c")
        return Changes(create=(call,), put=(customer.with_changes(name="other"),)), None

    attempt = _Attempt(a_store(backend), "kopi", Held())  # type: ignore[arg-type]  # a turn that is overtaken
    with pytest.raises(Overtaken) as raised:
        attempt.run(decide())
    read, newer = raised.value.known
    assert (read.path, newer) == ("orgs/kopi/customers/c", NEWER)
