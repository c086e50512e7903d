"""The collections of configuration, a row each: what a document holds, what it names, and what is checked of it.

A row also is a field of that name of `Org` and a folder of that name in a preset. Reading needs the models alone; a
check imports what it needs when it runs, so that an instance that only takes orders loads no template engine.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

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
    RecommendationRuleDocument,
    RecommendationRuleVersion,
    SegmentDocument,
    SegmentVersion,
    TemplateDocument,
    TemplateVersion,
    TerritoryDocument,
    TerritoryVersion,
)
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

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self.content.model_fields)

    def of(self, org: Org) -> Contents:
        """The organisation's documents of this collection."""
        return cast(Contents, getattr(org, self.collection))


def _template_faults(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.templates.checks import template_faults

    return template_faults(org, id)


def _automation_faults(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.automations import automation_faults

    return automation_faults(org, id)


def _segment_faults(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.segments import segment_faults

    return segment_faults(org, id)


def _offer_faults(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.offers import offer_faults

    return offer_faults(org, id)


def _pipeline_faults(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.pipelines import pipeline_faults

    return pipeline_faults(org, id)


def _package_faults(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.packages import package_faults

    return package_faults(org, id)


def _calendar_faults(org: Org, id: str) -> list[FieldFault]:
    from functions.domain.configuration.offer_calendar import calendar_faults

    return calendar_faults(org, id)


def _segment_compared(id: str, before: Any, after: Any) -> Reading[list[FieldFault]]:
    from functions.domain.configuration.segments import snapshot_faults

    return (yield from snapshot_faults(id, before, after))


def _territory_compared(id: str, before: Any, after: Any) -> Reading[list[FieldFault]]:
    from functions.domain.configuration.territories import member_faults

    return (yield from member_faults(before, after))


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
            faults=_template_faults,
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"purpose": "marketing", "bodies": {"en": "x"}},
        ),
        Kind(
            collection="automations",
            content=AutomationSettings,
            document=AutomationDocument,
            version=AutomationVersion,
            faults=_automation_faults,
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
            faults=_segment_faults,
            roles=frozenset({"owner", "manager", "marketing"}),
            stand_ins={"name": "x", "filter": True},
            names=("segments",),
            references=segment_references,
            compared=_segment_compared,
        ),
        Kind(
            collection="offers",
            content=Offer,
            document=OfferDocument,
            version=OfferVersion,
            faults=_offer_faults,
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
            faults=_pipeline_faults,
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
            compared=_territory_compared,
        ),
        Kind(
            collection="packages",
            content=Package,
            document=PackageDocument,
            version=PackageVersion,
            faults=_package_faults,
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
            faults=_calendar_faults,
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
    )
}
# Who may save documents of at least one collection; a collection's own roles are asked where one of its is saved.
SAVING_ROLES: frozenset[Role] = frozenset(role for kind in KINDS.values() for role in kind.roles)


def kind_of(collection: str) -> Kind:
    """The row of a collection. Raises NotFound."""
    kind = KINDS.get(collection)
    if kind is None:
        raise NotFound("collection of configuration")
    return kind
