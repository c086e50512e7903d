"""What the reports of Amazon SES can be set to."""

from typing import Annotated

from pydantic import Field

from functions.providers.contract import ProviderSettings

NAME = "ses"


class SesSettings(ProviderSettings):
    """`topic_arn`: the SNS topic that SES publishes to; no other is listened to."""

    topic_arn: Annotated[str, Field(pattern=r"^arn:aws(-cn)?:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$")]

    @property
    def host(self) -> str:
        """Where SNS serves the topic's region."""
        _, partition, _, region, *_ = self.topic_arn.split(":")
        return f"sns.{region}.amazonaws.com" + (".cn" if partition == "aws-cn" else "")


SETTINGS = SesSettings
