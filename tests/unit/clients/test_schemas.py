"""schemas/ is what the models say, and what the engine stores is what schemas/ say."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import jsonschema
import pytest

from clients.exports import CommandDocument, documents
from clients.files import left_over
from functions import presets
from functions.domain.commands.documents import Command
from functions.domain.commands.kinds import KINDS
from functions.domain.configuration.provisioning import provision_org
from functions.domain.conversations.recording import record_inbound
from functions.domain.insights.business_documents import JOB, BusinessJob
from functions.domain.insights.business_job import work_page
from functions.domain.insights.forecasts import wake_forecast
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.marketing import periods
from functions.domain.marketing.counting import MarketingJob, asked_for, count_page
from functions.domain.orgs.documents import OrgSecrets
from functions.domain.prompts import saving
from functions.domain.prompts.examples import play
from functions.domain.prompts.saving import PromptForm
from functions.domain.prompts.trials import begin_trial
from functions.domain.settings.offers import Offer
from functions.domain.settings.prompts import PromptExample
from functions.domain.staff.members import Member
from functions.domain.staff.readers import READERS
from functions.domain.views.marketing import dashboard_tallies, keep_counts
from tests.builders import (
    NOON,
    OTHER_PHONE,
    PHONE,
    a_customer,
    an_order,
    an_order_body,
    an_org,
    give,
    take_in,
)
from tests.chats import Chats, an_agency
from tests.command_samples import BESIDE, standing, unmade
from tests.journeys import a_journey
from tests.memory import DictBackend, a_store, run
from tests.provider_events import an_inbound
from tests.unit.clients.made import MADE, ROOT

SCHEMAS: dict[str, dict[str, Any]] = {
    name.removeprefix("schemas/").removesuffix(".json"): json.loads(text)
    for name, text in MADE.items()
    if name.startswith("schemas/")
}
FORMATS = jsonschema.FormatChecker(formats=())


def is_instant(value: Any) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


FORMATS.checks("date-time", raises=ValueError)(is_instant)


def faults(name: str, instance: Any) -> list[str]:
    """What a schema finds wrong, by path."""
    validator = jsonschema.Draft202012Validator(SCHEMAS[name], format_checker=FORMATS)
    return sorted(f"{error.json_path}: {error.message}" for error in validator.iter_errors(instance))


def as_json(value: Any) -> Any:
    """A stored value as JSON has it: instants as RFC 3339."""
    return json.loads(json.dumps(value, default=datetime.isoformat))


COMMANDS: dict[str, dict[str, Any]] = {
    "record_order": an_order_body(order_id="7"),
    "change_customer": {"name": "A buyer", "phone": OTHER_PHONE, "tags": ["new"], "custom": {"seat": 4}},
    "record_interaction": {"interaction_type": "call", "interaction_source": "customer_service"},
    "give_consent": {
        "customer_id": "somebody",
        "channel": "sms",
        "purposes": ["marketing"],
        "granted": False,
    },
    "register_device": {"customer_id": "somebody", "token": "another-token"},
    "send_message": {"customer_id": "somebody", "channel": "whatsapp", "text": "We open at nine."},
    "save_configuration": {
        "collection": "templates",
        "id": "greeting",
        "content": {"purpose": "marketing", "bodies": {"en": "Good morning"}},
    },
    "remove_configuration": {"collection": "templates", "id": "greeting"},
    "change_settings": {"changes": {"messages": {"patience_hours": 3}}},
    **{kind: as_json(data) for kind, data in BESIDE.items()},
}

BESIDE_OTHERS = {
    "insights_pipeline",
    "insights_forecast",
    "insights_sales",
    "insights_affinity",
    "insights_business",
}
BESIDE_OTHERS |= {"marketing_analytics"}


def provision(backend: DictBackend) -> None:
    secrets = OrgSecrets(id="kopi", hook_secret="s3cret", identity_key="k" * 64)
    preset = presets.load("cafe")
    run(
        a_store(backend),
        lambda: provision_org("kopi", preset=preset, name="Kopi", hook_secret=None, spare=secrets, now=NOON),
    )


def save_catalogue(backend: DictBackend) -> None:
    """What an agency sells and is asked, each saved twice."""
    for quota in (40, 45):
        given = {"collection": "packages", "id": "hemat", "content": a_journey(quota=quota)}
        give(backend, "save_configuration", given)
    for answer in ("Ya.", "Ya, termasuk."):
        faq = {"topic": "Visa", "questions": {"id": ["Termasuk visa?"]}, "answer": {"id": answer}}
        give(backend, "save_configuration", {"collection": "faqs", "id": "visa", "content": faq})


def save_prompt(backend: DictBackend) -> None:
    """An example chat is saved twice, and a version of the prompt is tried against it."""
    agency = an_agency()
    for title in ("Code", "A code"):
        example = {"title": title, "turns": [{"says": "UMR_MAR_2025_HEMAT", "phase": "leads"}]}
        given = {"collection": "prompt_examples", "id": "code", "content": example}
        give(backend, "save_configuration", given)
    tried = agency.model_copy(update={"prompt_examples": {"code": PromptExample.model_validate(example)}})
    form = PromptForm(prompt_type="base", content="Be kind.", version="2.0", updated_by="marketing_admin")
    run(a_store(backend), lambda: saving.save_prompt("kopi", saving.SignedText(form, "till", NOON)))
    run(
        a_store(backend),
        lambda: begin_trial(
            tried,
            "2.0",
            by="till",
            now=NOON,
            responder="rules",
            play=lambda prompt, each: play(tried, prompt, each, model=None, now=NOON),
        ),
    )


def offer(backend: DictBackend) -> None:
    """An offer is saved and changed, and an order redeems it."""
    offer: dict[str, Any] = {"name": "Off", "kind": "percent", "code": "OFF"}
    for percent in (5, 10):
        given = {"collection": "offers", "id": "off", "content": offer | {"percent": percent}}
        give(backend, "save_configuration", given)
    shop = an_org().model_copy(update={"offers": {"off": Offer(**offer, percent=10)}})
    take_in(a_store(backend), an_order(order_id="3", coupon_code="OFF"), org=shop)


def save_offers(backend: DictBackend) -> None:
    for month in (6, 7):
        offer: dict[str, Any] = {
            "theme": "Rice",
            "month": month,
            "segment_ids": ["regulars"],
            "kpi": "revenue",
        }
        offer |= {"template": "winback_30", "promotes": {"category": "rice"}}
        given = {"collection": "offer_calendar", "id": "rice", "content": offer}
        give(backend, "save_configuration", given)


def count_chats(backend: DictBackend) -> None:
    """An agency's chats are counted: as they stand, and those of the month."""
    counts = dict.fromkeys(dashboard_tallies(NOON), 0)
    run(a_store(backend), lambda: keep_counts(counts, NOON))

    def ask() -> Decision[None]:
        job = asked_for((yield from get(MarketingJob, "marketing")), periods.month("2025-01"), NOON)
        return Changes(put=() if job is None else (job,)), None

    run(a_store(backend), ask)
    run(a_store(backend), lambda: count_page(an_agency(), NOON + timedelta(minutes=1)))


@pytest.fixture(scope="module")
def stored() -> dict[str, dict[str, Any]]:
    """What the engine leaves after an order, a refund, a message of a customer and a command of each kind."""
    backend = DictBackend()
    provision(backend)
    backend.put(Member(id="till", roles=("owner",), territory_ids=("north",)))
    for document in (*standing(), *unmade()):
        backend.put(document)
    backend.put(a_customer(windows={"whatsapp": NOON + timedelta(hours=1)}, loyalty={"points": 10}))
    refunded = an_order(status="refunded", updated_at="2025-01-25T11:00:00+05:30")
    for order in (an_order(), refunded, an_order(order_id="2", total="60000")):
        take_in(a_store(backend), order)
    run(a_store(backend), lambda: record_inbound(an_org(), an_inbound(), NOON))
    chats = Chats(backend=backend, now=NOON)
    due = chats.says("UMR_MAR_2025_HEMAT", phone="+6281255501234")
    assert due is not None
    chats.wait(8)
    chats.turn(due.conversation_id)
    for kind, asked in COMMANDS.items():
        give(backend, kind, asked)
    give(backend, "change_product", {"product_id": "beans", "cost_minor": 30_000})
    for tag in ("new", "buyer"):
        content = {"on": "order_paid", "when": {">": [{"var": "stats.orders"}, 1]}, "then": [{"tag": tag}]}
        give(backend, "save_configuration", {"collection": "automations", "id": "tag", "content": content})
    for days in (25, 30):
        profile = {"categories": ["rice"], "avg_consumption_days": days}
        given = {"collection": "consumption_profiles", "id": "rice", "content": profile}
        give(backend, "save_configuration", given)
    for days in (7, 14):
        rule = {"trigger": {"category": "rice"}, "recommend": {"category": "spice"}, "min_days": days}
        given = {"collection": "recommendation_rules", "id": "rice", "content": rule}
        give(backend, "save_configuration", given)
    for orders in (1, 2):
        segment = {"name": "Regulars", "filter": {">": [{"var": "stats.orders"}, orders]}}
        given = {"collection": "segments", "id": "regulars", "content": segment}
        give(backend, "save_configuration", given)
    offer(backend)
    save_offers(backend)
    for name in ("Sales", "Deals"):
        stages = [{"id": outcome, "name": outcome, "outcome": outcome} for outcome in ("open", "won", "lost")]
        given = {"collection": "pipelines", "id": "sales", "content": {"name": name, "stages": stages}}
        give(backend, "save_configuration", given)
    for name in ("South", "The south"):
        given = {"collection": "territories", "id": "south", "content": {"name": name, "member_uid": "till"}}
        give(backend, "save_configuration", given)
    save_catalogue(backend)
    save_prompt(backend)
    give(backend, "change_customer", {"customer_id": "nobody", "tags": "?"})
    count_chats(backend)
    run(a_store(backend), lambda: wake_forecast(an_org(), "forecast:2025-01", NOON + timedelta(days=1)))
    count_business(backend, NOON + timedelta(days=1))
    return backend.documents


def count_business(backend: DictBackend, now: datetime) -> None:
    """The figures of the business, in a page for each kind of document."""
    org = an_org(business_kpis={"every": "week"})
    backend.put(BusinessJob(id=JOB, wake_at=now))
    while run(a_store(backend), lambda: work_page(org, now)) is not None:
        pass


def of_collection(stored: Mapping[str, dict[str, Any]], name: str) -> Iterator[dict[str, Any]]:
    """The stored documents that a schema is for; those of a collection below another are `conversations_messages`,
    those that are told apart by their id or its beginning `insights_affinity`, `insights_sales`.
    """
    for path, fields in stored.items():
        _, *rest = path.split("/")
        collection = "_".join(rest[1::2]) or "orgs"
        beside = f"{collection}_{rest[-1].partition(':')[0]}"
        collection = beside if beside in BESIDE_OTHERS else collection
        if collection == name and not path.startswith("org_secrets"):
            yield fields


@pytest.mark.parametrize("name", MADE)
def test_the_committed_file_is_the_one_that_the_models_make(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == MADE[name], "run `make schemas`"


def test_no_schema_of_a_document_or_command_that_is_no_more_is_left() -> None:
    assert left_over(ROOT, MADE) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_json_schema_of_2020_12_and_refuses_what_is_no_object(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert faults(name, []) == ["$: [] is not of type 'object'"]


@pytest.mark.item("S002-13")
def test_every_collection_that_a_client_reads_and_every_kind_of_command_has_one() -> None:
    below = {f"{row.collection}_{below}" for row in READERS for below in row.below}
    read = {f"documents/{name}" for name in {"orgs", *(row.collection for row in READERS), *below}}
    read |= {f"documents/{name}" for name in BESIDE_OTHERS}
    assert set(SCHEMAS) == read | {f"commands/{kind}" for kind in KINDS}


@pytest.mark.parametrize("name", [each.name for each in documents()])
def test_what_the_engine_stores_is_valid(stored: dict[str, dict[str, Any]], name: str) -> None:
    written = list(of_collection(stored, name))
    assert written, "the engine wrote none"
    assert [fault for fields in written for fault in faults(f"documents/{name}", as_json(fields))] == []


def test_each_command_was_carried_out_and_the_wrong_one_refused(stored: dict[str, dict[str, Any]]) -> None:
    given = {fields["kind"]: fields for fields in list(of_collection(stored, "commands"))[: len(COMMANDS)]}
    assert {
        kind: (fields["status"], fields.get("problems")) for kind, fields in given.items()
    } == dict.fromkeys(KINDS, ("done", None))
    refused = [fields for fields in of_collection(stored, "commands") if fields["status"] == "refused"]
    assert [sorted(problem["path"] for problem in fields["problems"]) for fields in refused] == [["tags"]]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_asked_for_is_valid_by_the_schema_of_its_kind(kind: str) -> None:
    assert faults(f"commands/{kind}", COMMANDS[kind]) == []


@pytest.mark.parametrize(
    ("name", "changes", "path"),
    [
        ("commands/record_order", {"total": "12,50"}, "$.total"),
        ("commands/record_order", {"total": "-1"}, "$.total"),
        ("commands/record_order", {"total": -1}, "$.total"),
        ("commands/record_order", {"ordered_at": "yesterday"}, "$.ordered_at"),
        ("commands/record_order", {"status": "lost"}, "$.status"),
        ("commands/change_customer", {"tags": "new"}, "$.tags"),
        ("commands/change_customer", {"preferred_channel": "fax"}, "$.preferred_channel"),
        ("commands/give_consent", {"purposes": []}, "$.purposes"),
        ("commands/send_message", {"text": " "}, "$.text"),
    ],
)
def test_what_the_server_would_refuse_is_no_valid_data(name: str, changes: dict[str, Any], path: str) -> None:
    found = faults(name, COMMANDS[name.removeprefix("commands/")] | changes)
    assert [fault.partition(":")[0] for fault in found] == [path]


@pytest.mark.parametrize(
    ("name", "changes", "path"),
    [
        ("documents/customers", {"stats": {"orders": "4"}}, "$.stats.orders"),
        ("documents/customers", {"created_at": "2025-01-25"}, "$.created_at"),
        ("documents/orders", {"total_minor": 1.5}, "$.total_minor"),
        ("documents/messages", {"status": "lost"}, "$.status"),
    ],
)
def test_a_document_with_a_wrong_field_is_not_valid(
    stored: dict[str, dict[str, Any]], name: str, changes: dict[str, Any], path: str
) -> None:
    fields = next(of_collection(stored, name.removeprefix("documents/")))
    assert [fault.partition(":")[0] for fault in faults(name, as_json(fields | changes))] == [path]


def test_fields_that_others_add_are_valid_at_the_top_of_a_document(stored: dict[str, dict[str, Any]]) -> None:
    for export in documents():
        fields = as_json(next(of_collection(stored, export.name)))
        assert faults(f"documents/{export.name}", fields | {"added_by_hand": {"a": [1]}}) == []


def test_no_schema_names_what_is_no_field_of_the_document() -> None:
    assert [name for name, schema in SCHEMAS.items() if "odd_fields" in schema["properties"]] == []


def test_the_command_that_clients_read_has_the_fields_of_the_one_that_is_settled() -> None:
    assert CommandDocument.model_fields.keys() == Command.model_fields.keys() - {"id", "odd_fields"}


def test_a_phone_of_the_examples_is_kept_in_no_schema() -> None:
    assert [name for name, text in MADE.items() if PHONE in text] == []
