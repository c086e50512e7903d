"""The collections of configuration, a row each: what a document holds, what it names, and what is checked of it.

A row also is a field of that name of `Org` and a folder of that name in a preset. Reading needs the models alone; a
check imports what it needs when it runs (checks.py), so that an instance that only takes orders loads no template
engine.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from functions.domain.configuration import checks
from functions.domain.configuration.documents import (
    AutomationDocument,
    AutomationVersion,
    CalendarEntryDocument,
    CalendarEntryVersion,
    ConfigurationDocument,
    ConfigurationVersion,
    ConsumptionProfileDocument,
    ConsumptionProfileVersion,
    FaqDocument,
    FaqVersion,
    OfferDocument,
    OfferVersion,
    PackageDocument,
    PackageVersion,
    PipelineDocument,
    PipelineVersion,
    PromptExampleDocument,
    PromptExampleVersion,
    RecommendationRuleDocument,
    RecommendationRuleVersion,
    SegmentDocument,
    SegmentVersion,
    TemplateDocument,
    TemplateVersion,
    TerritoryDocument,
    TerritoryVersion,
)
from functions.domain.configuration.prompt_documents import PromptDocument
from functions.domain.configuration.references import (
    Reference,
    automation_references,
    calendar_references,
    offer_references,
    segment_references,
)
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.errors import FieldFault, NotFound
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.consumption import ConsumptionProfile
from functions.domain.settings.offer_calendar import CalendarEntry
from functions.domain.settings.offers import Offer
from functions.domain.settings.packages import Faq, Package
from functions.domain.settings.pipelines import Pipeline
from functions.domain.settings.prompts import Prompt, PromptExample
from functions.domain.settings.recommendations import RecommendationRule
from functions.domain.settings.segments import SegmentSettings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.settings.territories import Territory
from functions.domain.settings.types import Setting
from functions.domain.staff.roles import Role

DOCUMENT_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")

Contents = Mapping[str, Setting]


@dataclass(frozen=True)
class Kind:
    """A collection. `roles`: who may save its documents. `stand_ins`: values for fields that are wrong, so that the
    rest can be checked. `names`: the collections whose documents it names. `compared`: faults of a content beside
    the one that stood there before, None where there was none, and of what it names outside configuration.
    `has_own_door`: it is not saved as others are (domain/prompts/).
    """

    collection: str
    content: type[Setting]
    document: type[ConfigurationDocument]
    version: type[ConfigurationVersion]
    faults: Callable[[Org, str], list[FieldFault]]
    roles: frozenset[Role]
    stand_ins: Mapping[str, Any]
    names: tuple[str, ...] = ()
    references: Callable[[Any], Iterable[Reference]] = lambda content: ()
    compared: Callable[[str, Any, Any], Reading[list[FieldFault]]] | None = None
    has_own_door: bool = False

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self.content.model_fields)

    def of(self, org: Org) -> Contents:
        """The organisation's documents of this collection."""
        return cast(Contents, getattr(org, self.collection))


_PACKAGE = {
    "code": "XX_JAN_2000_X",
    "name": "x",
    "price_minor": 0,
    "departs_on": "2000-01-01",
    "duration_days": 1,
    "quota": 0,
}
_STAGES = tuple({"id": outcome, "name": "x", "outcome": outcome} for outcome in ("open", "won", "lost"))
SETTINGS_ROLES: frozenset[Role] = frozenset({"owner", "manager"})
KINDS: Mapping[str, Kind] = {
    kind.collection: kind
    for kind in (
        Kind(
            collection="templates",
            content=TemplateSettings,
            document=TemplateDocument,
            version=TemplateVersion,
            faults=checks.of_template,
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"purpose": "marketing", "bodies": {"en": "x"}},
        ),
        Kind(
            collection="automations",
            content=AutomationSettings,
            document=AutomationDocument,
            version=AutomationVersion,
            faults=checks.of_automation,
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"on": "order_paid", "then": [{"tag": "x"}]},
            names=("templates", "segments"),
            references=automation_references,
        ),
        Kind(
            collection="consumption_profiles",
            content=ConsumptionProfile,
            document=ConsumptionProfileDocument,
            version=ConsumptionProfileVersion,
            faults=lambda org, id: [],
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"categories": ["x"], "avg_consumption_days": 30},
        ),
        Kind(
            collection="recommendation_rules",
            content=RecommendationRule,
            document=RecommendationRuleDocument,
            version=RecommendationRuleVersion,
            faults=lambda org, id: [],
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"trigger": {"category": "x"}, "recommend": {"category": "y"}},
        ),
        Kind(
            collection="segments",
            content=SegmentSettings,
            document=SegmentDocument,
            version=SegmentVersion,
            faults=checks.of_segment,
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"name": "x", "filter": True},
            names=("segments",),
            references=segment_references,
            compared=checks.of_snapshot,
        ),
        Kind(
            collection="offers",
            content=Offer,
            document=OfferDocument,
            version=OfferVersion,
            faults=checks.of_offer,
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"name": "x", "kind": "amount", "amount_minor": 1},
            names=("segments", "offers"),
            references=offer_references,
        ),
        Kind(
            collection="pipelines",
            content=Pipeline,
            document=PipelineDocument,
            version=PipelineVersion,
            faults=checks.of_pipeline,
            roles=SETTINGS_ROLES,
            stand_ins={"name": "x", "stages": _STAGES},
        ),
        Kind(
            collection="territories",
            content=Territory,
            document=TerritoryDocument,
            version=TerritoryVersion,
            faults=lambda org, id: [],
            roles=SETTINGS_ROLES,
            stand_ins={"name": "x"},
            compared=checks.of_territory_members,
        ),
        Kind(
            collection="packages",
            content=Package,
            document=PackageDocument,
            version=PackageVersion,
            faults=checks.of_package,
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins=_PACKAGE,
            # A code is one package's: the others are read to tell.
            names=("packages",),
        ),
        Kind(
            collection="faqs",
            content=Faq,
            document=FaqDocument,
            version=FaqVersion,
            faults=lambda org, id: [],
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"topic": "x", "questions": {"en": ["x"]}, "answer": {"en": "x"}},
        ),
        Kind(
            collection="offer_calendar",
            content=CalendarEntry,
            document=CalendarEntryDocument,
            version=CalendarEntryVersion,
            faults=checks.of_calendar,
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={
                "theme": "x",
                "month": 1,
                "segment_ids": ("x",),
                "kpi": "revenue",
                "template": "x",
            },
            names=("templates", "segments", "offers"),
            references=calendar_references,
        ),
        Kind(
            collection="prompts",
            content=Prompt,
            document=PromptDocument,
            version=ConfigurationVersion,
            faults=lambda org, id: [],
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"version": "x"},
            has_own_door=True,
        ),
        Kind(
            collection="prompt_examples",
            content=PromptExample,
            document=PromptExampleDocument,
            version=PromptExampleVersion,
            faults=lambda org, id: [],
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"title": "x", "turns": ({"says": ("x",), "phase": "leads"},)},
        ),
    )
}
# Those that are saved as any configuration is.
SAVED: tuple[str, ...] = tuple(name for name, kind in KINDS.items() if not kind.has_own_door)
# Who may save documents of at least one collection; a collection's own roles are asked where one of its is saved.
SAVING_ROLES: frozenset[Role] = frozenset(role for kind in KINDS.values() for role in kind.roles)


def kind_of(collection: str) -> Kind:
    """The row of a collection whose documents are saved as any configuration is. Raises NotFound."""
    kind = KINDS.get(collection)
    if kind is None or kind.has_own_door:
        raise NotFound("collection of configuration")
    return kind
