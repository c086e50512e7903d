"""Which businesses have a demo, and what each of them has to offer for `make demo`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console

from demo.cafe import running as cafe
from demo.dairy import running as dairy
from demo.grocer import running as grocer
from demo.progress import Stages
from demo.roaster import running as roaster
from demo.umrah import running as umrah
from demo.umrah.office import SECRETS as SECRETS_OF_UMRAH
from local.client import LocalFirebase


class Demo(Protocol):
    """The module `running` of a business."""

    def read(self, length: str, most: int | None) -> Sequence[Any]:
        """The purchases of a run in the order in which they happened, the first `most` of them."""

    def live(
        self, firebase: LocalFirebase, purchases: Any, stages: Stages
    ) -> tuple[dict[str, Any], list[Any]]:
        """The figures of a run on a local Firebase whose clock is at the first purchase, with `replay.changed`; and
        the answers that were odd.
        """

    def show(self, console: Console, figures: dict[str, Any], file: Path) -> None:
        """Print the figures, and where they are kept."""

    def closing_lines(self, figures: dict[str, Any], wrong: list[str]) -> list[str]:
        """What is printed last. `wrong`: the figures that are not as the purchases say."""


DEMOS: Mapping[str, Demo] = {
    "cafe": cafe,
    "grocer": grocer,
    "roaster": roaster,
    "dairy": dairy,
    "umrah": umrah,
}
# What functions find in their environment beside the settings: secrets that sign what providers post.
SECRETS: Mapping[str, Mapping[str, str]] = {"umrah": SECRETS_OF_UMRAH}
