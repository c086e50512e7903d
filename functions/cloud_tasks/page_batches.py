"""Messages that one page of what is due has queued: those whose channel takes many in one call go out together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from functions.cloud_tasks.enqueue import enqueue_batch
from functions.domain.settings.types import Channel
from functions.store.snapshots import Snapshot

MOST_IN_A_TASK = 450


class Batches:
    """Collects what a page queues under the batch's id, and enqueues it at its end. `id`: None for one customer alone.

    If the process dies before that, the sweep finds the messages.
    """

    def __init__(self, id: str | None) -> None:
        self.id = id
        self._kept: dict[tuple[str, Channel, datetime | None], list[Snapshot]] = defaultdict(list)

    def add(self, org_id: str, written: Sequence[Snapshot]) -> None:
        """Of what a commit wrote, the messages of this batch."""
        for snapshot in written:
            fields = snapshot.fields or {}
            if self.id is not None and fields.get("batch_id") == self.id:
                self._kept[org_id, fields["channel"], fields["send_at"]].append(snapshot)

    def enqueue(self) -> None:
        """A task for each organisation, channel and instant, named after its first message: where a page is woken
        again, what was left out the first time is a task of its own. Raises QueueAway: the sweep finds what was missed.
        """
        for (org_id, channel, send_at), snapshots in self._kept.items():
            for start in range(0, len(snapshots), MOST_IN_A_TASK):
                together = snapshots[start : start + MOST_IN_A_TASK]
                enqueue_batch(
                    org_id, channel, f"{self.id}:{send_at}:{together[0].path}", messages=together, at=send_at
                )
