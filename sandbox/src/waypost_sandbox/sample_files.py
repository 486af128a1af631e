"""Pictures drawn here, for customers who send "an image" without saying which."""

import struct
import zlib

# Red, green, blue of the one colour of the sticker.
STICKER_COLOUR = (0x8A, 0x5A, 0x3C)
STICKER_SIDE = 512
# An MP4 that says only what it is.
FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"


def picture(width: int = 160, height: int = 120) -> bytes:
    rows = b"".join(
        b"\x00" + b"".join(bytes((200 - y, 120 + x // 4, 90 + y // 2)) for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


def sticker() -> bytes:
    """A lossless WebP of one colour: each channel has one symbol, so the pixels take no bits at all."""
    red, green, blue = STICKER_COLOUR
    bits = [(STICKER_SIDE - 1, 14), (STICKER_SIDE - 1, 14), (0, 1), (0, 3), (0, 1), (0, 1), (0, 1)]
    for symbol in (green, red, blue, 0xFF):
        # A simple code of one symbol of eight bits.
        bits += [(1, 1), (0, 1), (1, 1), (symbol, 8)]
    # And one for distances, which do not occur.
    bits += [(1, 1), (0, 1), (0, 1), (0, 1)]
    packed, at = 0, 0
    for value, size in bits:
        packed |= value << at
        at += size
    body = b"\x2f" + packed.to_bytes(-(-at // 8), "little")
    padding = b"\0" * (len(body) % 2)
    chunk = b"WEBPVP8L" + struct.pack("<I", len(body)) + body + padding
    return b"RIFF" + struct.pack("<I", len(chunk)) + chunk
