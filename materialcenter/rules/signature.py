"""Signatures drawn on a screen: whether bytes are a PNG that every reader can show.

Here belongs the look at the picture's structure. Never here: who signed, or keeping it.
"""

import struct
import zlib
from collections.abc import Iterator

LARGEST_BYTES = 200_000
_MAGIC = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 2000
# Bytes per pixel by colour type, at 8 bits: grey, RGB, grey and alpha, RGBA.
_PIXEL_BYTES = {0: 1, 2: 3, 4: 2, 6: 4}


class Torn(ValueError):
    """The bytes are no whole PNG."""


def is_signature(content: bytes) -> bool:
    """Say whether bytes are a whole, plain PNG of at most 2000 by 2000 pixels and 200 kB.

    Plain: 8 bits, not interlaced, without a palette, as a browser's canvas writes it. The
    chunks' checksums and the length of the pixels are checked. Raises nothing.
    """
    if len(content) > LARGEST_BYTES or not content.startswith(_MAGIC):
        return False
    try:
        chunks = list(_chunks(content[len(_MAGIC) :]))
        return _is_whole(chunks)
    except (Torn, zlib.error):
        return False


def _chunks(rest: bytes) -> Iterator[tuple[bytes, bytes]]:
    while rest:
        if len(rest) < 12:
            raise Torn
        (length,) = struct.unpack(">I", rest[:4])
        name, data, check = rest[4:8], rest[8 : 8 + length], rest[8 + length : 12 + length]
        if len(check) < 4 or struct.unpack(">I", check)[0] != zlib.crc32(name + data):
            raise Torn
        yield name, data
        rest = rest[12 + length :]


def _is_whole(chunks: list[tuple[bytes, bytes]]) -> bool:
    if len(chunks) < 3 or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        return False
    if len(chunks[0][1]) != 13:
        return False
    width, height, depth, colour, _packing, _filter, interlaced = struct.unpack(
        ">IIBBBBB", chunks[0][1]
    )
    if not (0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS):
        return False
    if depth != 8 or interlaced or colour not in _PIXEL_BYTES:
        return False
    size = height * (1 + width * _PIXEL_BYTES[colour])
    packed = b"".join(data for name, data in chunks if name == b"IDAT")
    unpacked = zlib.decompressobj().decompress(packed, size + 1)
    row = size // height
    return len(unpacked) == size and max(unpacked[::row], default=9) <= 4
