"""How configuration is stored: a document for each template, automation, ..., with the versions that came before it.

A document's content lies at its top, beside `revision`, `updated_at` and `updated_by`. A field that is added by hand in
Firebase's console survives every save and is no part of the content.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from pydantic import (
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from functions.domain.kernel.decisions import Document


class ConfigurationDocument(Document):
    """`orgs/{org}/{collection}/{id}`. `revision` counts the saves: an instance that has it needs no other read.

    What is not of its type in these fields was not written by us, and is read as if it were absent.
    """

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)
    is_lenient: ClassVar[bool] = False

    revision: int = 0
    updated_at: datetime | None = None
    updated_by: str | None = None

    @field_validator("revision", "updated_at", "updated_by", mode="wrap")
    @classmethod
    def _ours(cls, value: Any, handler: ValidatorFunctionWrapHandler, field: ValidationInfo) -> Any:
        try:
            return handler(value)
        except ValidationError:
            return cls.model_fields[str(field.field_name)].default

    def content(self, fields: Collection[str]) -> dict[str, Any]:
        """What the document says in the fields that its collection has."""
        return {name: value for name, value in (self.model_extra or {}).items() if name in fields}

    def others(self, fields: Collection[str]) -> dict[str, Any]:
        """What was added by hand beside them."""
        return {name: value for name, value in (self.model_extra or {}).items() if name not in fields}


class ConfigurationVersion(Document):
    """`{id}/versions/{revision}` below a document: its content before a save replaced it. Written once."""

    revision: int
    content: dict[str, Any]
    updated_at: datetime | None = None
    updated_by: str | None = None


class SettingsVersion(ConfigurationVersion):
    """`orgs/{org}/settings_versions/{revision}`: the settings before a save replaced them."""

    collection: ClassVar[str] = "settings_versions"


class PresetVersion(Document):
    """`orgs/{org}/preset_versions/{collection}`, and `settings`: what the preset brought last, by id. Held beside the
    business's own and the preset's new version, it tells who changed what.
    """

    collection: ClassVar[str] = "preset_versions"
    preset: str
    content: dict[str, Any] = Field(default_factory=dict)


class TemplateDocument(ConfigurationDocument):
    collection: ClassVar[str] = "templates"


class TemplateVersion(ConfigurationVersion):
    collection: ClassVar[str] = "templates"


class AutomationDocument(ConfigurationDocument):
    collection: ClassVar[str] = "automations"


class AutomationVersion(ConfigurationVersion):
    collection: ClassVar[str] = "automations"


class ConsumptionProfileDocument(ConfigurationDocument):
    collection: ClassVar[str] = "consumption_profiles"


class ConsumptionProfileVersion(ConfigurationVersion):
    collection: ClassVar[str] = "consumption_profiles"


class RecommendationRuleDocument(ConfigurationDocument):
    collection: ClassVar[str] = "recommendation_rules"


class RecommendationRuleVersion(ConfigurationVersion):
    collection: ClassVar[str] = "recommendation_rules"


class SegmentDocument(ConfigurationDocument):
    collection: ClassVar[str] = "segments"


class SegmentVersion(ConfigurationVersion):
    collection: ClassVar[str] = "segments"


class PipelineDocument(ConfigurationDocument):
    collection: ClassVar[str] = "pipelines"


class PipelineVersion(ConfigurationVersion):
    collection: ClassVar[str] = "pipelines"


class TerritoryDocument(ConfigurationDocument):
    collection: ClassVar[str] = "territories"


class TerritoryVersion(ConfigurationVersion):
    collection: ClassVar[str] = "territories"


class PackageDocument(ConfigurationDocument):
    collection: ClassVar[str] = "packages"


class PackageVersion(ConfigurationVersion):
    collection: ClassVar[str] = "packages"


class FaqDocument(ConfigurationDocument):
    collection: ClassVar[str] = "faqs"


class FaqVersion(ConfigurationVersion):
    collection: ClassVar[str] = "faqs"


class OfferDocument(ConfigurationDocument):
    collection: ClassVar[str] = "offers"


class OfferVersion(ConfigurationVersion):
    collection: ClassVar[str] = "offers"


class CalendarEntryDocument(ConfigurationDocument):
    collection: ClassVar[str] = "offer_calendar"


class CalendarEntryVersion(ConfigurationVersion):
    collection: ClassVar[str] = "offer_calendar"


class PromptExampleDocument(ConfigurationDocument):
    collection: ClassVar[str] = "prompt_examples"


class PromptExampleVersion(ConfigurationVersion):
    collection: ClassVar[str] = "prompt_examples"
