"""The outermost fields of a message in protobuf's encoding, without parsing what is in them."""

_FIXED_LENGTHS = {1: 8, 5: 4}
_DELIMITED = 2


def top_fields(message: bytes) -> set[int]:
    """The numbers of a message's fields. The message must be whole, as a stream hands it over."""
    numbers, position = set(), 0
    while position < len(message):
        tag, position = _read_varint(message, position)
        numbers.add(tag >> 3)
        kind = tag & 7
        length = _FIXED_LENGTHS.get(kind, 0)
        if kind not in _FIXED_LENGTHS:
            value, position = _read_varint(message, position)
            length = value if kind == _DELIMITED else 0
        position += length
    return numbers


def _read_varint(message: bytes, position: int) -> tuple[int, int]:
    """The number that begins at a position, and the position after it."""
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def varint(number: int) -> bytes:
    """A number that is not negative, as a field or a length is written."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)
