"""Phones for customers of the demos: numbers 555-0100 to 555-0199 of every North American area code are for fiction."""

AREA_CODES = (
    *(
        201,
        202,
        203,
        205,
        206,
        207,
        208,
        209,
        210,
        212,
        213,
        214,
        215,
        216,
        217,
        218,
        219,
        224,
        225,
        228,
        229,
    ),
    *(231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 272, 276, 281, 301, 302),
)
EACH = 100


def fictional_phone(number: int) -> str:
    """A phone of its own for each number from 0 to 4,099."""
    return f"+1{AREA_CODES[number // EACH]}55501{number % EACH:02}"
