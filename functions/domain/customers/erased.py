"""Whom a customer's id names after they were erased: no one. It begins with a word that no other id does."""

PREFIX = "erased-"


def is_erased(customer_id: str | None) -> bool:
    return customer_id is not None and customer_id.startswith(PREFIX)


def erased_or_none(customer_id: str | None) -> str | None:
    """The id, where it is of one who was erased."""
    return customer_id if is_erased(customer_id) else None
