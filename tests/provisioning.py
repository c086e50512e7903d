"""An organisation of a test is provisioned in its dict as the command does it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from functions.domain.configuration.provisioning import Preset, Provisioned, provision_org
from functions.domain.configuration.safeguards import Allowance
from functions.domain.orgs.documents import OrgSecrets
from tests.builders import CAFE, NOON
from tests.memory import DictBackend, a_store, run


def provision(
    backend: DictBackend,
    org_id: str = "kopi",
    *,
    preset: Preset = CAFE,
    name: str | None = None,
    hook_secret: str | None = None,
    order_secret: str | None = None,
    days: int = 0,
    is_reset: bool = False,
    allowed: Collection[Allowance] = (),
) -> Provisioned:
    """Bring a preset in, so many days after noon; fresh secrets tell the day of their making."""
    now: datetime = NOON + timedelta(days=days)
    spare = OrgSecrets(
        id=org_id, hook_secret=f"fresh hook {days}", identity_key=f"fresh key of {org_id} {days}"
    )
    return run(
        a_store(backend),
        lambda: provision_org(
            org_id,
            preset=preset,
            name=name,
            hook_secret=hook_secret,
            order_secret=order_secret,
            spare=spare,
            now=now,
            is_reset=is_reset,
            allowed=allowed,
        ),
        org_id,
    )
