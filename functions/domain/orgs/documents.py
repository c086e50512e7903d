"""How an organisation is stored: its document, and its secrets beside it."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, ValidationError

from functions.domain.kernel.decisions import Document, Value, left_out
from functions.domain.kernel.errors import Damaged
from functions.domain.kernel.validation import field_faults
from functions.domain.orgs.former_settings import as_today, known_settings
from functions.domain.settings.business import Settings
from functions.domain.settings.recommendations import PairsOf
from functions.domain.settings.types import STORED, ApprovalState, Channel

FORMER_TEMPLATES = "templates"
# What settings held before automations did it (docs/decisions/0023).
FORMER_WINBACK = "winback"
# The number of the last step of domain/migrations/steps.py: in this form a new organisation begins.
DATA_VERSION = 6
TOP_LEVEL = ("country", "locale", "timezone", "currency", "features")


def _map_or_none(written: object) -> object:
    """What is no map was not written by us: it counts nothing."""
    return written if isinstance(written, dict) else {}


Counts = Annotated[dict[str, Any], BeforeValidator(_map_or_none)]


class Pause(Value):
    """Why a channel's messages wait beside its reason: since when, and when the next one is let through as a probe.
    `is_by_send`: a refused send caused it, and no word of the gateway.
    """

    since: datetime
    probe_at: datetime
    probes: int = 0
    is_by_send: bool = False


class ComputedPair(Value):
    """Two categories or products that go together, as the business's orders say: one is recommended after the other."""

    id: str
    of: PairsOf
    trigger: str
    recommend: str


class Approval(Value):
    """How WhatsApp stands to a template in a language, since when, and why; `by`: the member who entered it, None where
    its provider told.
    """

    state: ApprovalState
    at: datetime
    reason: str | None = None
    by: str | None = None


class OrgDocument(Document):
    """`orgs/{org}`: the fields of docs/contracts.md at the top, all other settings below `settings`.

    `settings_revision` counts the saves of settings. `revisions`: collection -> id -> revision of each document of
    configuration, so that an instance reads only those that changed; `removed_revisions`: the same of those that were
    removed, so that one that comes back goes on counting. `gateways_seen_at`: when a channel's gateway last told how
    it is. `paused_channels`: the reason of each channel whose messages wait, `pauses` the rest of it.
    `approvals`: how WhatsApp stands to the business's templates, each `{name}:{language}` as WhatsApp has them.
    `ongoing_campaigns`: whom of those who enter a segment each of them takes in, by their segments. `computed_pairs`:
    what goes together as orders say, where it recommends by itself (recommendations/counting.py). `live_prompt`: the
    version with which a model answers chats. `data_version`: up to which step its documents were brought into today's
    form (docs/upgrading.md).
    """

    collection: ClassVar[str] = "orgs"
    at_root: ClassVar[bool] = True
    is_lenient: ClassVar[bool] = False
    sparse: ClassVar[frozenset[str]] = frozenset(
        {"pauses", "ongoing_campaigns", "computed_pairs", "approvals", "live_prompt", "data_version"}
    )
    name: str
    preset: str
    country: str
    locale: str
    timezone: str
    currency: str
    features: dict[str, bool]
    settings: dict[str, Any]
    settings_revision: int = 0
    settings_updated_at: datetime | None = None
    settings_updated_by: str | None = None
    revisions: Counts = Field(default_factory=dict)
    removed_revisions: Counts = Field(default_factory=dict)
    providers: dict[str, dict[str, Any]] = Field(default_factory=dict)
    served_by: dict[Channel, str] = Field(default_factory=dict)
    windowless_channels: tuple[Channel, ...] = ()
    paused_channels: dict[Channel, str] = Field(default_factory=dict)
    pauses: Annotated[dict[Channel, Pause] | None, left_out(None)] = None
    ongoing_campaigns: Annotated[dict[str, tuple[str, ...]] | None, left_out(None)] = None
    computed_pairs: Annotated[tuple[ComputedPair, ...] | None, left_out(None)] = None
    approvals: Annotated[dict[str, Approval] | None, left_out(None)] = None
    live_prompt: Annotated[str | None, left_out(None)] = None
    data_version: Annotated[int | None, left_out(None)] = None
    gateways_seen_at: dict[Channel, datetime] = Field(default_factory=dict)
    created_at: datetime
    updated_at: datetime

    @property
    def stored_settings(self) -> dict[str, Any]:
        """The settings in one map, as they are stored; what was added by hand among them is left out."""
        top = {field: getattr(self, field) for field in TOP_LEVEL}
        return {name: value for name, value in self.settings.items() if name in Settings.model_fields} | top

    @property
    def written_settings(self) -> dict[str, Any]:
        """The stored settings as today's settings say them."""
        return as_today(self.stored_settings)

    @property
    def former_settings(self) -> tuple[str, ...]:
        """The paths of settings that are no more, and of those that only a newer version knows."""
        winback = (FORMER_WINBACK,) if FORMER_WINBACK in self.settings else ()
        return (*known_settings(self.stored_settings).unknown, *winback)

    @property
    def former_templates(self) -> dict[str, Any]:
        """Templates that lay in the settings before they had documents of their own (docs/decisions/0012)."""
        found = self.settings.get(FORMER_TEMPLATES)
        return dict(found) if isinstance(found, dict) else {}

    def with_pause(self, channel: Channel, reason: str, pause: Pause) -> Self:
        """The same organisation with a channel paused."""
        return self.with_changes(
            paused_channels={**self.paused_channels, channel: reason},
            pauses={**(self.pauses or {}), channel: pause},
        )

    def without_pause(self, channel: Channel) -> Self:
        """The same organisation with a channel working."""
        return self.with_changes(
            paused_channels={c: reason for c, reason in self.paused_channels.items() if c != channel},
            pauses={c: pause for c, pause in (self.pauses or {}).items() if c != channel} or None,
        )

    def pause_of(self, channel: Channel) -> Pause | None:
        """What is known of a channel's pause."""
        return (self.pauses or {}).get(channel)

    def with_settings(self, settings: Settings) -> Self:
        """The same organisation set to these; what was added by hand among the settings stays."""
        fields = settings.model_dump(mode="json")
        top = {field: fields.pop(field) for field in TOP_LEVEL}
        kept = {name: value for name, value in self.settings.items() if name != FORMER_WINBACK}
        return self.with_changes(**top, settings={**kept, **fields})


class OrgSecrets(Document):
    """`org_secrets/{org}`: beside the organisation and not in it, so that no member can ever read them.

    `hook_secret` signs what machines post to us, `order_secret` what we post to the order system (docs/orders-out.md).
    """

    collection: ClassVar[str] = "org_secrets"
    at_root: ClassVar[bool] = True
    is_lenient: ClassVar[bool] = False
    sparse: ClassVar[frozenset[str]] = frozenset({"order_secret"})
    hook_secret: str
    identity_key: str
    order_secret: str | None = None


def settings_from(document: OrgDocument) -> Settings:
    """The settings that an organisation's document holds; Damaged where they are not valid. Names that today's settings
    do not know are read past: a setting that was dropped, or that a newer version stored, stops no business.
    """
    try:
        return Settings.model_validate(document.stored_settings, context=STORED)
    except ValidationError:
        pass
    try:
        return Settings.model_validate(document.written_settings, context=STORED)
    except ValidationError as error:
        raise Damaged("orgs", field_faults(error)) from None
