"""What Twilio can be set to."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from functions.domain.settings.messages import PublicUrl
from functions.providers.contract import ProviderSettings
from functions.providers.secrets import SecretName

NAME = "twilio"
WHATSAPP = "whatsapp:"

ContentSid = Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")]
Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]


class TwilioSettings(ProviderSettings):
    """`auth_token` sends, and proves callbacks. SMS go out by `messaging_service_sid` or from `sms_from` (a number or a
    name that the country allows). `content_sids`: the names of our WhatsApp templates, or `name/language`, each with
    its ContentSid. `status_callback`: the public address of this organisation's callbacks. `mms`: files by SMS too.
    """

    account_sid: Annotated[str, Field(pattern=r"^AC[0-9a-fA-F]{32}$")]
    auth_token: SecretName
    whatsapp_from: Phone | None = None
    sms_from: Annotated[str, Field(min_length=1, max_length=16)] | None = None
    messaging_service_sid: Annotated[str, Field(pattern=r"^MG[0-9a-fA-F]{32}$")] | None = None
    content_sids: Mapping[str, ContentSid] = {}
    status_callback: PublicUrl | None = None
    mms: bool = False
    base_url: PublicUrl = "https://api.twilio.com"


SETTINGS = TwilioSettings
