"""Film: its first frame as a thumbnail; MP4 with H.264 and AAC, copied where it is so already."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.filter
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from PIL import Image

from waypost.media import rules
from waypost.media.convert import pictures, sounds
from waypost.media.convert.found import Found
from waypost.media.convert.refused import Later, Refused
from waypost.media.convert.streams import TROUBLE, Streams, opened, seconds_of, streams

LONGEST_ENCODED_SECONDS = 180
LONGEST_SIDE = 1280
_MOST_BITS = 2_000_000
_SOUND_BITS = 96_000
_TRIED_PACKETS = 400
_CLOCK = Fraction(1, 90_000)


def examine(source: Path, mime_type: str, folder: Path) -> Found:
    with opened(source, mime_type) as container:
        stream = _film(container)
        seconds = seconds_of(container, stream)
        frame = _first_frame(container, stream)
        turned = round(getattr(frame, "rotation", 0)) % 360
        shown = _shown(frame, rules.THUMBNAIL_SIDE)
    if turned in (90, 180, 270):
        shown = shown.rotate(turned, expand=True)
    width, height = (frame.height, frame.width) if turned in (90, 270) else (frame.width, frame.height)
    thumbnail = pictures.write_thumbnail(shown, folder)
    return Found(
        "video", mime_type, thumbnail=thumbnail, width=width, height=height, duration_seconds=seconds
    )


def prepare(source: Path, mime_type: str, folder: Path, *, in_a_job: bool) -> Found:
    output: Path | None = folder / "output"
    with opened(source, mime_type) as container:
        stream = _film(container)
        seconds = seconds_of(container, stream)
        is_fit = _is_fit(streams(container))
    if is_fit and source.stat().st_size <= rules.LARGEST["video"]:
        _copied(source, mime_type, folder / "output", seconds)
        if mime_type in rules.ACCEPTED["video"] and _starts_at_once(source):
            output = None
    elif seconds is None or seconds > LONGEST_ENCODED_SECONDS:
        raise Refused("too_long")
    elif not in_a_job:
        raise Later
    else:
        _encoded(source, mime_type, folder / "output", seconds)
    size = (output or source).stat().st_size
    if size > rules.LARGEST["video"]:
        raise Refused("too_large", **rules.size_words(size, rules.LARGEST["video"], "video"))
    made = "video/mp4" if output else mime_type
    found = examine(output or source, made, folder)
    found.output = output
    return found


def _film(container: InputContainer) -> Any:
    film = streams(container).video
    if film is None:
        raise Refused("not_readable")
    context = film.codec_context
    if context.width * context.height > rules.MOST_PIXELS or not context.width:
        raise Refused("too_many_pixels" if context.width else "not_readable")
    return film


def _is_fit(held: Streams) -> bool:
    assert held.video is not None
    video = held.video.codec_context
    return (
        video.name == "h264"
        and video.pix_fmt in ("yuv420p", "yuvj420p")
        and held.sounds <= 1
        and (held.audio is None or held.audio.codec_context.name == "aac")
    )


def _first_frame(container: InputContainer, stream: Any) -> VideoFrame:
    for number, packet in enumerate(container.demux(stream)):
        try:
            for frame in packet.decode():
                if isinstance(frame, VideoFrame):
                    return frame
        except TROUBLE:
            pass
        if number == _TRIED_PACKETS:
            break
    raise Refused("not_readable")


def _shown(frame: VideoFrame, longest: int) -> Image.Image:
    width, height = _within(frame.width, frame.height, longest, step=1)
    picture: Image.Image = frame.reformat(width=width, height=height, format="rgb24").to_image()  # type: ignore[no-untyped-call]
    return picture


def _within(width: int, height: int, longest: int, *, step: int) -> tuple[int, int]:
    factor = min(1.0, longest / max(width, height))
    return tuple(max(step, round(side * factor) // step * step) for side in (width, height))  # type: ignore[return-value]


def _starts_at_once(source: Path) -> bool:
    """`moov` before `mdat`, in one piece: what a phone can play while it still loads."""
    size = source.stat().st_size
    with source.open("rb") as file:
        at = 0
        while at + 8 <= size:
            file.seek(at)
            head = file.read(16)
            length, name = int.from_bytes(head[:4], "big"), head[4:8]
            if name in (b"moov", b"mdat", b"moof"):
                return name == b"moov" and b"mvex" not in file.read(min(length, 64 * 1024))
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            if length < 8:
                return False
            at += length
    return False


def _copied(source: Path, mime_type: str, output: Path, seconds: float | None) -> None:
    """Into a new MP4, packet by packet; that also finds out whether the file ends too soon."""
    last = 0.0
    with opened(source, mime_type) as container, _new_film(output) as target:
        held = streams(container)
        made = {
            one.index: target.add_stream_from_template(one)
            for one in (held.video, held.audio)
            if one is not None
        }
        for packet in _timed(container.demux([one for one in (held.video, held.audio) if one is not None])):
            if packet.is_corrupt:
                raise Refused("not_readable")
            if packet.pts is not None and packet.time_base:
                last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base))
            packet.stream = made[packet.stream.index]
            target.mux(packet)
    if seconds and last < seconds * 0.9:
        raise Refused("not_readable")


def _timed(packets: "Iterator[Packet[Any]]") -> "Iterator[Packet[Any]]":
    """Matroska does not say when the first pictures are decoded, where others need them: just before the rest."""
    early: list[Any] = []
    for packet in packets:
        if packet.dts is None:
            if packet.pts is not None:
                early.append(packet)
            continue
        if early and early[0].stream is packet.stream:
            for place, one in enumerate(early):
                one.dts = packet.dts - (len(early) - place) * (one.duration or 1)
                yield one
            early = []
        yield packet


def _encoded(source: Path, mime_type: str, output: Path, seconds: float) -> None:
    seen = examine(source, mime_type, output.parent)
    sides = _within(seen.width or 0, seen.height or 0, LONGEST_SIDE, step=2)  # as it is shown
    room = (rules.LARGEST["video"] - rules.MEGABYTE) * 8 / max(seconds, 1.0) - _SOUND_BITS
    bits = str(int(min(_MOST_BITS, room)))
    with opened(source, mime_type) as container, _new_film(output) as target:
        film, has_sound = _film(container), streams(container).audio is not None
        made = target.add_stream("libx264", rate=film.average_rate or 25)
        made.width, made.height, made.pix_fmt = *sides, "yuv420p"
        made.codec_context.time_base = _CLOCK
        made.codec_context.thread_count = 2
        made.options = {"preset": "veryfast", "profile": "main", "bf": "0", "crf": "26", "maxrate": bits}
        made.options |= {"bufsize": bits, "rc-lookahead": "10"}
        # sound first: all streams of a file are named before its first packet is written
        sound = _encoded_sound(source, mime_type, target) if has_sound else []
        _mux_film(container, film, made, target, sides)
        for packet in sound:
            target.mux(packet)


def _encoded_sound(source: Path, mime_type: str, target: Any) -> list[Any]:
    with opened(source, mime_type) as container:
        return list(sounds.encoded(container, "aac", _SOUND_BITS, "stereo", target))


def _mux_film(container: InputContainer, film: Any, made: Any, target: Any, size: tuple[int, int]) -> None:
    last = Fraction(-1)
    for packet in container.demux(film):
        try:
            frames = packet.decode()
        except TROUBLE:
            continue
        for frame in frames:
            if frame.pts is None or frame.pts * frame.time_base <= last:
                continue
            last = frame.pts * frame.time_base
            for coded in made.encode(
                _turned(frame).reformat(width=size[0], height=size[1], format="yuv420p")
            ):
                target.mux(coded)
    for coded in made.encode(None):
        target.mux(coded)


def _turned(frame: VideoFrame) -> VideoFrame:
    """Upright: what is encoded anew loses the note that says how to turn it."""
    steps = _TURNS.get(round(frame.rotation) % 360)
    if steps is None:
        return frame
    graph = av.filter.Graph()
    ends = [
        graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
        ),
        *(graph.add(name, how) for name, how in steps),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*ends).configure()
    graph.push(frame)
    upright = graph.pull()
    assert isinstance(upright, VideoFrame)
    upright.pts, upright.time_base = frame.pts, frame.time_base
    return upright


_TURNS = {
    90: [("transpose", "cclock")],
    180: [("hflip", ""), ("vflip", "")],
    270: [("transpose", "clock")],
}


def _new_film(output: Path) -> Any:
    return av.open(str(output), "w", format="mp4", options={"movflags": "faststart"})
