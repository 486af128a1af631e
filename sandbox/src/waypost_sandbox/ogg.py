"""Voice notes: Opus packets in an Ogg file, made from silence or from what a browser recorded (WebM)."""

import struct
from collections.abc import Iterator

SAMPLES_PER_SECOND = 48_000
FRAME_SAMPLES = 960
# Twenty milliseconds of silence, full band, one channel.
SILENT_PACKET = b"\xf8\xff\xfe"
PACKETS_PER_PAGE = 50


def silent_voice_note(seconds: int) -> bytes:
    return ogg_from_packets([SILENT_PACKET] * (seconds * SAMPLES_PER_SECOND // FRAME_SAMPLES))


def ogg_from_webm(content: bytes) -> bytes | None:
    """The recording repacked; None when it is not WebM with Opus in it."""
    if not content.startswith(b"\x1a\x45\xdf\xa3") or b"A_OPUS" not in content[:4096]:
        return None
    try:
        packets = list(_webm_packets(content, 0, len(content)))
    except (IndexError, struct.error):
        return None
    return ogg_from_packets(packets) if packets else None


def ogg_from_packets(packets: list[bytes]) -> bytes:
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, SAMPLES_PER_SECOND, 0, 0)
    vendor = b"waypost-sandbox"
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", 0)
    pages = [_page([head], 0, 0, 0x02), _page([tags], 0, 1, 0)]
    position = 0
    for start in range(0, len(packets), PACKETS_PER_PAGE):
        chunk = packets[start : start + PACKETS_PER_PAGE]
        position += sum(_samples(packet) for packet in chunk)
        last = start + PACKETS_PER_PAGE >= len(packets)
        pages.append(_page(chunk, position, len(pages), 0x04 if last else 0))
    return b"".join(pages)


def _page(packets: list[bytes], position: int, number: int, flags: int) -> bytes:
    lacing = b"".join(b"\xff" * (len(p) // 255) + bytes([len(p) % 255]) for p in packets)
    if len(lacing) > 255:
        half = len(packets) // 2
        # A page holds 255 segments; long packets make two pages of one.
        return _page(packets[:half], position, number, flags & 0x02) + _page(
            packets[half:], position, number, flags
        )
    header = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, 0x57_41_59, number, 0) + bytes(
        [len(lacing)]
    )
    body = b"".join(packets)
    checksum = _crc(header + lacing + body)
    return header[:22] + struct.pack("<I", checksum) + header[26:] + lacing + body


def _samples(packet: bytes) -> int:
    """How long a packet plays, from its first byte (RFC 6716, 3.1)."""
    if not packet:
        return 0
    config = packet[0] >> 3
    if config < 12:
        frame = (480, 960, 1920, 2880)[config % 4]
    elif config < 16:
        frame = (480, 960)[config % 2]
    else:
        frame = (120, 240, 480, 960)[config % 4]
    code = packet[0] & 3
    frames = 1 if code == 0 else 2 if code < 3 else (packet[1] & 0x3F if len(packet) > 1 else 1)
    return frame * frames


# Elements that hold others: Segment and Cluster; a SimpleBlock or a BlockGroup's Block holds one packet.
_CONTAINERS = {0x18538067, 0x1F43B675, 0xA0}
_BLOCKS = {0xA3, 0xA1}


def _webm_packets(content: bytes, at: int, end: int) -> Iterator[bytes]:
    while at < end:
        element, at = _number(content, at, keep_marker=True)
        size, after = _number(content, at, keep_marker=False)
        unknown = size == (1 << (7 * (after - at))) - 1
        at = after
        stop = end if unknown else min(end, at + size)
        if element in _CONTAINERS:
            yield from _webm_packets(content, at, stop)
        elif element in _BLOCKS:
            _, body = _number(content, at, keep_marker=False)
            yield content[body + 3 : stop]
        at = stop


def _number(content: bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    first = content[at]
    length = 9 - first.bit_length()
    value = first if keep_marker else first & ((1 << (8 - length)) - 1)
    for byte in content[at + 1 : at + length]:
        value = value << 8 | byte
    return value, at + length


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        table.append(value & 0xFFFFFFFF)
    return table


_TABLE = _crc_table()


def _crc(content: bytes) -> int:
    value = 0
    for byte in content:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value
