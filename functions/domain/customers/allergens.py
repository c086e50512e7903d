"""Which allergens of a product a customer listed. Words are compared as people write them: Milk is milk."""

import unicodedata
from collections.abc import Iterable


def shared_allergens(allergens: Iterable[str], allergies: Iterable[str]) -> tuple[str, ...]:
    """The allergens of a product that are among what a customer listed, as the product names them."""
    listed = {_folded(each) for each in allergies}
    return tuple(each for each in dict.fromkeys(allergens) if _folded(each) in listed)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
