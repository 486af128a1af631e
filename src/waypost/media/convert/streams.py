"""Opening sound and film. The type that was found names the one demuxer: none of those that fetch other files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from waypost.media.convert.refused import Refused

_DEMUXERS = {
    "video/mp4": "mov", "audio/mp4": "mov", "video/quicktime": "mov", "video/3gpp": "mov", "audio/3gpp": "mov",
    "video/x-matroska": "matroska", "video/webm": "matroska", "audio/webm": "matroska",
    "audio/x-matroska": "matroska", "audio/ogg": "ogg", "video/ogg": "ogg", "audio/mpeg": "mp3",
    "audio/aac": "aac", "audio/amr": "amr", "audio/wav": "wav", "audio/flac": "flac", "video/x-msvideo": "avi",
    "video/x-ms-asf": "asf", "audio/x-ms-asf": "asf", "video/x-flv": "flv", "video/mpeg": "mpeg",
    "video/mp2t": "mpegts",
}  # fmt: skip
_BOXES = frozenset(
    {
        "video/mp4",
        "video/3gpp",
        "video/quicktime",
        "video/x-matroska",
        "video/x-ms-asf",
        "audio/ogg",
        "audio/mp4",
    }
)
"""What may hold sound, film or both: only its streams tell."""
TROUBLE = (av.error.FFmpegError, ValueError, EOFError, IndexError, TypeError)


@dataclass(frozen=True, slots=True)
class Streams:
    """What a file holds. A cover picture is no film."""

    video: VideoStream | None
    audio: AudioStream | None
    sounds: int


@contextmanager
def opened(source: Path, mime_type: str) -> Iterator[InputContainer]:
    demuxer = _DEMUXERS.get(mime_type)
    if demuxer is None:
        raise Refused("not_readable")
    try:
        with av.open(
            str(source), format=demuxer, options={"protocol_whitelist": "file", "max_streams": "16"}
        ) as container:
            for stream in container.streams:
                context = getattr(stream, "codec_context", None)
                if context is not None:
                    context.thread_count = 1
            yield container
    except TROUBLE as error:
        raise Refused("not_readable") from error


def streams(container: InputContainer) -> Streams:
    films = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    sounds = list(container.streams.audio)
    return Streams(films[0] if films else None, sounds[0] if sounds else None, len(sounds))


def refined(source: Path, mime_type: str) -> str:
    """Sound or film, where the first bytes leave that open."""
    if mime_type not in _BOXES:
        return mime_type
    if mime_type == "video/x-matroska" and b"webm" in source.open("rb").read(64):
        mime_type = "video/webm"
    try:
        with opened(source, mime_type) as container:
            held = streams(container)
    except Refused:
        return mime_type
    _, _, name = mime_type.partition("/")
    if held.video is not None:
        return f"video/{name}"
    if held.audio is not None:
        return "audio/mp4" if name == "quicktime" else f"audio/{name}"
    return mime_type


def seconds_of(container: InputContainer, stream: VideoStream | AudioStream) -> float | None:
    if stream.duration and stream.time_base:
        return round(float(stream.duration * stream.time_base), 2)
    return round(container.duration / av.time_base, 2) if container.duration else None
