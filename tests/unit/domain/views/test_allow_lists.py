"""Staff are shown the fields that a list names: a field that the server adds stays its own."""

from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document
from functions.domain.messages.outbox import Message
from functions.domain.sales.opportunities import Opportunity
from functions.domain.staff.members import Member
from functions.domain.views import accounts, customers, messages, opportunities
from tests.builders import a_customer, a_message, an_org
from tests.memory import DictBackend, a_store, run


def seen(view: Any, document: Document, model: type[Document], monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a member is shown of a stored document, read by a model."""
    backend = DictBackend()
    backend.put(document)
    backend.put(Member(id="cashier", roles=("agent",)))
    ask = view.customer_profile if view is customers else view.message_story
    monkeypatch.setattr(view, model.__mro__[1].__name__, model)

    return run(a_store(backend), lambda: ask(an_org(), "cashier", document.id))


class NextCustomer(Customer):
    lead_notes: str = "what only the server may know"


class NextMessage(Message):
    sender_key: str = "what only the server may know"


def test_a_new_field_of_a_customer_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = seen(customers, a_customer(), NextCustomer, monkeypatch)
    assert set(profile) == {
        "id",
        "organization_id",
        "membership",
        "figures",
        "status",
        "missing",
        *customers.SHOWN,
    }


def test_a_new_field_of_a_message_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    story = seen(messages, a_message(), NextMessage, monkeypatch)
    assert set(story) == {"id", "explanation", *messages.SHOWN}


OF_ACCOUNTS = {
    *("edits", "runs", "met", "due", "wake_at"),
    *("counted_for", "counted_kg", "counted_minor", "booking_ids"),
}


@pytest.mark.parametrize(
    ("model", "shown", "own"),
    [
        (
            Customer,
            customers.SHOWN,
            {
                "identity_ids",
                "identity_counts",
                "shared_identity_ids",
                "other_identity_ids",
                "push_tokens",
                "devices",
                "edits",
                "runs",
                "met",
                "marketing_touches",
                "open_calls",
                *("edits", "joined_into", "joined_at", "joined_because", "brought"),
                "search",
                "snapshots",
                "campaigns",
                "lead_ids",
            },
        ),
        (
            Opportunity,
            frozenset(opportunities.SHOWN) | {"stage_history", "win_reasons", "sla_breaches"},
            {"counted", "win_counted", "edits", "runs", "met", "due", "wake_at"},
        ),
        *(
            (model, frozenset(fields), OF_ACCOUNTS & set(model.model_fields))
            for model, fields in accounts.FIELDS.items()
        ),
        (
            Message,
            messages.SHOWN,
            {
                "lease_id",
                "wake_at",
                "expires_at",
                "enqueued_count",
                "batch_id",
                "retired_ids",
                "variables",
                "among",
                "not_before",
                *("arm", "handoff", "kpi", "kpi_base", "kpi_gain", "tier_before"),
            },
        ),
    ],
)
def test_every_field_is_shown_or_known_to_be_the_server_s(
    model: type[Document], shown: frozenset[str], own: set[str]
) -> None:
    assert shown | own | {"id", "odd_fields"} == set(model.model_fields)
    assert shown & own == set()
