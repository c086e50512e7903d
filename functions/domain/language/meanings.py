"""What a phrase may mean, and lists of phrases as they are written here: a text with commas between them."""

from typing import Literal

Meaning = Literal[
    "human",
    "anger",
    "payment",
    "details",
    "price",
    "seats",
    "departure",
    "packages",
    "greeting",
    "thanks",
    "yes",
    "no",
    "later",
    "filler",
    "neutral",
]


def phrases_of_text(text: str) -> tuple[str, ...]:
    """The phrases of a text that has commas between them."""
    return tuple(each.strip() for each in " ".join(text.split()).split(","))
