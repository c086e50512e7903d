"""What FCM can be set to."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from functions.domain.messages.outbox import EXPIRES_AFTER
from functions.domain.settings.messages import PublicUrl
from functions.providers.contract import ProviderSettings

NAME = "fcm"
LONGEST_TTL = timedelta(days=28)


class FcmSettings(ProviderSettings):
    """Nothing is needed if the app belongs to the project that the functions run in: their identity is the credential.

    `project_id`: another project, in which the functions' service account may send. `ttl`: for how long FCM keeps a
    message for a device that is off. `base_url` stands for FCM in tests; no credential of ours is ever sent there.
    """

    project_id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$")] | None = None
    android_channel_id: str | None = None
    priority: Literal["high", "normal"] = "high"
    ttl: Annotated[timedelta, Field(ge=timedelta(0), le=LONGEST_TTL)] = EXPIRES_AFTER
    base_url: PublicUrl | None = None


SETTINGS = FcmSettings
