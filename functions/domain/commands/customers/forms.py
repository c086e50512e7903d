"""A customer's profile as `change_customer` takes it."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from functions.domain.commands.customers.descriptions import DescriptionForm
from functions.domain.commands.dates import Birthday
from functions.domain.customers.custom_fields import CustomFields
from functions.domain.customers.names import clean_name
from functions.domain.customers.segments import Gender, Segment, SourceApp, SourceMethod
from functions.domain.kernel.lenient_forms import as_written
from functions.domain.kernel.validation import OptionalId, OptionalText, Text
from functions.domain.settings.types import Channel, CustomerGroup, ReaderLocale, TimeZoneName

MOST_TAGS = 100


def _name(text: str | None) -> str | None:
    return clean_name(text) if text is not None else None


class CustomerForm(DescriptionForm):
    """Profile fields. One that is absent stays as it is, one that is null goes; `custom` is changed name by name."""

    customer_id: OptionalId = None
    customer_group: CustomerGroup = "b2c"
    name: Annotated[OptionalText, AfterValidator(_name)] = None
    phone: OptionalText = None
    email: OptionalText = None
    app_user_id: OptionalText = None
    card: OptionalText = None
    preferred_channel: Channel | None = None
    timezone: TimeZoneName | None = None
    locale: ReaderLocale | None = None
    birthday: Birthday | None = None
    gender: Annotated[Gender | None, as_written(Gender, f="female", woman="female", m="male", man="male")] = (
        None
    )
    tags: Annotated[tuple[Text, ...], Field(max_length=MOST_TAGS)] = ()
    custom: CustomFields = Field(default_factory=dict)
    owner_uid: OptionalId = None
    territory_id: OptionalId = None
    segment: Segment | None = None
    source_method: SourceMethod | None = None
    source_app: SourceApp | None = None
    referred_by_code: OptionalText = None

    @property
    def written(self) -> dict[str, Any]:
        """The fields that the client wrote."""
        return {name: getattr(self, name) for name in self.model_fields_set}
