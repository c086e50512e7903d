"""What is kept of an import: itself, and a record of each row that was taken, by which it can be taken back."""

from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.kernel.decisions import Document

ImportKind = Literal["customers", "orders", "leads"]


class Import(Document):
    """An import of one file. `started_at` is when its rows count as made, also where it goes on later."""

    collection: ClassVar[str] = "imports"
    kind: str | None = None
    by_uid: str | None = None
    is_quiet: bool = True
    started_at: datetime | None = None
    finished_at: datetime | None = None
    undone_at: datetime | None = None
    taken: int = 0
    refused: int = 0


class ImportRow(Document):
    """A row that was taken: `{import}:{digest of the row}`. `customer_id` is set where it made the customer, `order_id`
    (with the instant of its state) where it was the first to tell of the order.
    """

    collection: ClassVar[str] = "import_rows"
    sparse: ClassVar[frozenset[str]] = frozenset({"customer_id", "order_id", "order_updated_at"})
    customer_id: str | None = None
    order_id: str | None = None
    order_updated_at: datetime | None = None
    taken_at: datetime | None = None


class UndoneOrder(Document):
    """An order that was cancelled by taking an import back, as of `cancelled_at`. It may be imported again: a state of
    it that is as old as the one taken back holds then. Its id is the order's.
    """

    collection: ClassVar[str] = "undone_orders"
    cancelled_at: datetime | None = None
