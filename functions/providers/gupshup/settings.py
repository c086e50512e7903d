"""What Gupshup can be set to."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from functions.domain.settings.messages import PublicUrl
from functions.providers.contract import ProviderSettings
from functions.providers.secrets import SecretName

NAME = "gupshup"


class GupshupSettings(ProviderSettings):
    """`callback_secret`: Gupshup signs nothing, so its callbacks bring this secret along. WhatsApp needs `app_name` and
    `source`, its number as digits; SMS needs `sms_app_id`, and in India `sms_sender`. `template_ids`: the names of our
    WhatsApp templates, or `name/language`, each with Gupshup's id of it.
    """

    api_key: SecretName
    callback_secret: SecretName
    app_name: Annotated[str, Field(min_length=1)] | None = None
    source: Annotated[str, Field(pattern=r"^[1-9][0-9]{6,14}$")] | None = None
    sms_app_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")] | None = None
    sms_sender: Annotated[str, Field(min_length=1, max_length=16)] | None = None
    template_ids: Mapping[str, str] = {}
    base_url: PublicUrl = "https://api.gupshup.io"


SETTINGS = GupshupSettings
