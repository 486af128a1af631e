"""Sound: its waveform, voice notes in OGG with one channel of Opus, and AAC for everything foreign."""

from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from waypost.media import rules
from waypost.media.convert.found import Found
from waypost.media.convert.refused import Refused
from waypost.media.convert.streams import TROUBLE, opened, seconds_of, streams

BARS = 64
_LOOKED_AT_SECONDS = 900
_RATE = 8000
_STEP = 160  # 20 milliseconds
_SILENCE = 64
_VOICE_BITS = 32_000
_MUSIC_BITS = 128_000
_FEWEST_BITS = 24_000
_AS_IT_IS = {
    "audio/mpeg": {"mp3", "mp3float"},
    "audio/aac": {"aac"},
    "audio/amr": {"amrnb", "amrwb", "amr_nb", "amr_wb"},
}


def examine(source: Path, mime_type: str) -> Found:
    with opened(source, mime_type) as container:
        stream = _sound(container)
        is_voice = mime_type == "audio/ogg" and stream.codec_context.name in ("opus", "libopus")
        announced = seconds_of(container, stream)
        seconds, waveform = _looked_through(container)
    if seconds is None:
        raise Refused("not_readable")
    return Found(
        "audio",
        mime_type,
        duration_seconds=announced if seconds >= _LOOKED_AT_SECONDS else seconds,
        is_voice=is_voice,
        waveform=waveform,
    )


def prepare(source: Path, mime_type: str, folder: Path, *, voice: bool) -> Found:
    output: Path | None = folder / "output"
    with opened(source, mime_type) as container:
        stream = _sound(container)
        codec, channels = stream.codec_context.name, stream.codec_context.channels
        seconds = seconds_of(container, stream)
    is_opus = codec in ("opus", "libopus") and channels == 1
    if is_opus and mime_type == "audio/ogg":
        output, made = None, mime_type
    elif voice or (is_opus and mime_type == "audio/webm"):
        made = "audio/ogg"
        _voice_note(source, mime_type, folder / "output", copied=is_opus)
    elif _goes_as_it_is(mime_type, codec):
        output, made = None, mime_type
    else:
        made = "audio/mp4"
        _music(source, mime_type, folder / "output", seconds)
    size = (output or source).stat().st_size
    if size > rules.LARGEST["audio"]:
        raise Refused("too_large", **rules.size_words(size, rules.LARGEST["audio"], "audio"))
    found = examine(output or source, made)
    found.output, found.is_voice = output, voice
    return found


def encoded(container: InputContainer, codec: str, bits: int, layout: str, target: Any) -> Iterator[Any]:
    """The packets of the first sound, encoded anew for a stream of `target`."""
    made = target.add_stream(codec, rate=48_000, layout=layout)
    made.codec_context.bit_rate = bits
    resampler = AudioResampler(format=made.codec_context.format or "fltp", layout=layout, rate=48_000)
    position = 0
    for frame in decoded(container):
        for part in resampler.resample(frame):
            part.pts, position = position, position + part.samples
            yield from made.encode(part)
    for part in resampler.resample(None):
        if part is not None and part.samples:
            part.pts, position = position, position + part.samples
            yield from made.encode(part)
    yield from made.encode(None)


def decoded(container: InputContainer) -> Iterator[AudioFrame]:
    """All that can be decoded: a broken packet in the middle costs a moment of sound, not the file."""
    stream = _sound(container)
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except TROUBLE:
            continue
        for frame in frames:
            if isinstance(frame, AudioFrame):
                yield frame


def _goes_as_it_is(mime_type: str, codec: str) -> bool:
    return codec in _AS_IT_IS.get(mime_type, ()) or (mime_type == "audio/mp4" and codec == "aac")


def _sound(container: InputContainer) -> Any:
    found = streams(container).audio
    if found is None:
        raise Refused("not_readable")
    return found


def _voice_note(source: Path, mime_type: str, output: Path, *, copied: bool) -> None:
    with opened(source, mime_type) as container, av.open(str(output), "w", format="ogg") as target:
        if not copied:
            for packet in encoded(container, "libopus", _VOICE_BITS, "mono", target):
                target.mux(packet)
            return
        stream = _sound(container)
        made = target.add_stream_from_template(stream)
        for packet in container.demux(stream):
            if packet.dts is None:
                continue
            packet.stream = made
            target.mux(packet)


def _music(source: Path, mime_type: str, output: Path, seconds: float | None) -> None:
    room = (rules.LARGEST["audio"] - rules.MEGABYTE) * 8 / max(1.0, seconds or 1.0)
    if room < _FEWEST_BITS:
        raise Refused("too_long")
    with (
        opened(source, mime_type) as container,
        av.open(str(output), "w", format="ipod", options={"movflags": "faststart"}) as target,
    ):
        for packet in encoded(container, "aac", int(min(_MUSIC_BITS, room)), "stereo", target):
            target.mux(packet)


def _looked_through(container: InputContainer) -> tuple[float | None, list[int] | None]:
    """How long it plays and how loud it is, of the first quarter of an hour."""
    resampler = AudioResampler(format="s16", layout="mono", rate=_RATE)
    peaks: list[int] = []
    rest: array[int] = array("h")
    for frame in decoded(container):
        frame.pts = None
        for part in resampler.resample(frame):
            rest.frombytes(bytes(part.planes[0])[: part.samples * 2])
        while len(rest) >= _STEP:
            step, rest = rest[:_STEP], rest[_STEP:]
            peaks.append(_peak(step))
        if len(peaks) * _STEP > _LOOKED_AT_SECONDS * _RATE:
            break
    if rest:
        peaks.append(_peak(rest))
    if not peaks:
        return None, None
    seconds = (len(peaks) * _STEP - (_STEP - len(rest) if rest else 0)) / _RATE
    return round(seconds, 2), _bars(peaks)


def _bars(peaks: list[int]) -> list[int]:
    """At most 64 numbers from 0 to 100, the loudest being 100."""
    count = min(BARS, len(peaks))
    edges = [number * len(peaks) // count for number in range(count + 1)]
    bars = [max(peaks[start:end]) for start, end in pairwise(edges)]
    loudest = max(bars)
    return [round(bar * 100 / loudest) for bar in bars] if loudest > _SILENCE else [0] * count


def _peak(samples: "array[int]") -> int:
    highest, lowest = max(samples), min(samples)
    return max(highest, -lowest)
