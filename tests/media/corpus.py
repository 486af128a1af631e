"""Odd files, made by code: what customers send, what colleagues pick, and what somebody means harm with."""

import io
import math
import struct
import zipfile
import zlib
from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from PIL import Image, ImageDraw

MEGABYTE = 1024 * 1024


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    drawn = Image.new("RGB", (width, height), (200, 120, 60))
    pen = ImageDraw.Draw(drawn)
    for step in range(0, width, 16):
        pen.line((step, 0, width - step, height), fill=(step % 256, 90, 255 - step % 256), width=3)
    return drawn.convert(mode)


def saved(form: str, drawn: Image.Image | None = None, **options) -> bytes:
    target = io.BytesIO()
    (drawn or picture()).save(target, form, **options)
    return target.getvalue()


def rotated_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return saved("JPEG", picture(600, 300), exif=exif)


def animation(form: str, **options) -> bytes:
    frames = [picture(200, 200).rotate(30 * turn) for turn in range(5)]
    return saved(form, frames[0], save_all=True, append_images=frames[1:], duration=80, **options)


def noise(width: int, height: int) -> Image.Image:
    """Does not compress: for pictures that are too large."""
    import random

    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


def claimed_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(b"\0" * 100_000))
        + part(b"IEND", b"")
    )


def sixteen_bits() -> bytes:
    return saved("PNG", Image.frombytes("I;16", (64, 64), bytes(range(256)) * 32))


def heic() -> bytes:
    import pillow_heif

    target = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(target, quality=60)
    return target.getvalue()


def tone(seconds: float, channels: int = 1, rate: int = 48_000):
    """Frames of a tone that grows louder."""
    position = 0
    while position < seconds * rate:
        samples = array("h")
        for at in range(position, position + 960):
            loud = min(1.0, at / (seconds * rate)) * 20_000
            samples.extend([int(loud * math.sin(at * 2 * math.pi * 440 / rate))] * channels)
        frame = av.AudioFrame(format="s16", layout="mono" if channels == 1 else "stereo", samples=960)
        frame.planes[0].update(samples.tobytes())
        frame.rate, frame.pts, frame.time_base = rate, position, Fraction(1, rate)
        position += 960
        yield frame


def sound(form: str, codec: str, seconds: float = 1.5, channels: int = 1, rate: int = 48_000) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        layout = "mono" if channels == 1 else "stereo"
        with av.open(str(path), "w", format=form) as target:
            made = target.add_stream(codec, rate=rate, layout=layout)
            resampler = av.AudioResampler(
                format=made.codec_context.format, layout=layout, rate=rate,
                frame_size=made.codec_context.frame_size or None,
            )  # fmt: skip
            for frame in tone(seconds, channels):
                for part in resampler.resample(frame):
                    target.mux(made.encode(part))
            for part in resampler.resample(None):
                if part is not None:
                    target.mux(made.encode(part))
            target.mux(made.encode(None))
        return path.read_bytes()


def film(
    form: str, codec: str = "libx264", *, seconds: float = 1.0, audio: str | None = None, faststart=False
) -> bytes:
    size = (320, 240)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film"
        options = {"movflags": "faststart"} if faststart else {}
        with av.open(str(path), "w", format=form, options=options) as target:
            made = target.add_stream(codec, rate=25)
            made.width, made.height, made.pix_fmt = *size, "yuv420p"
            voice = target.add_stream(audio, rate=48_000, layout="stereo") if audio else None
            for number in range(int(seconds * 25)):
                frame = av.VideoFrame.from_image(picture(*size).rotate(number))
                target.mux(made.encode(frame))
            target.mux(made.encode(None))
            if voice is not None:
                resampler = av.AudioResampler(
                    format=voice.codec_context.format, layout="stereo", rate=48_000,
                    frame_size=voice.codec_context.frame_size or None,
                )  # fmt: skip
                for frame in tone(seconds, 2):
                    for part in resampler.resample(frame):
                        target.mux(voice.encode(part))
                target.mux(voice.encode(None))
        return path.read_bytes()


def mp3_with_cover() -> bytes:
    cover = saved("JPEG", picture(64, 64))
    body = b"\0image/jpeg\0\x03\0" + cover
    tag = b"APIC" + struct.pack(">I", len(body)) + b"\0\0" + body
    size = len(tag)
    synchsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + synchsafe + tag + headless_mp3()


def headless_mp3() -> bytes:
    whole = sound("mp3", "libmp3lame", rate=44_100)
    start = whole.find(b"\xff\xfb", 0 if not whole.startswith(b"ID3") else 10)
    return whole[start:]


def archive(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return target.getvalue()


def office(folder: str, *, macros: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(f"{folder}/document.xml", "<x/>")
        if macros:
            made.writestr(f"{folder}/vbaProject.bin", b"\xd0\xcf")
    return target.getvalue()


def old_word() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + "WordDocument".encode("utf-16-le") + b"\0" * 500
    )


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
PLAYLIST = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def write(path: Path, content: bytes | int) -> None:
    """A number makes a PDF of so many bytes, without holding them in memory."""
    if isinstance(content, bytes):
        path.write_bytes(content)
        return
    path.write_bytes(b"%PDF-1.7\n")
    with path.open("r+b") as file:
        file.truncate(content)


Row = tuple[str, str, str | None, Callable[[], bytes | int], str]
SENT: tuple[Row, ...] = (
    # name, file name, kind that is asked for, content, what becomes of it
    ("a plain JPEG", "a.jpg", None, lambda: saved("JPEG"), "image/jpeg as it is"),
    ("a plain PNG", "a.png", None, lambda: saved("PNG"), "image/png as it is"),
    ("a PNG called .jpg", "a.jpg", "image", lambda: saved("PNG"), "image/png as it is"),
    ("a JPEG called .pdf", "a.pdf", None, lambda: saved("JPEG"), "image/jpeg as it is"),
    ("HTML called .jpg", "a.jpg", "image", lambda: HTML, "refused wrong_kind"),
    ("a cut-off JPEG", "a.jpg", None, lambda: half(saved("JPEG")), "refused not_readable"),
    ("a cut-off PNG", "a.png", None, lambda: half(saved("PNG")), "refused not_readable"),
    ("a JPEG turned by EXIF, with a place", "a.jpg", None, rotated_jpeg, "image/jpeg converted"),
    ("a CMYK JPEG", "a.jpg", None, lambda: saved("JPEG", picture(mode="CMYK")), "image/jpeg converted"),
    ("a gray JPEG", "a.jpg", None, lambda: saved("JPEG", picture(mode="L")), "image/jpeg converted"),
    ("a PNG of 16 bits", "a.png", None, sixteen_bits, "image/jpeg converted"),
    ("a PNG with a palette", "a.png", None, lambda: saved("PNG", picture(mode="P")), "image/jpeg converted"),
    ("a PNG that shines through", "a.png", None,
     lambda: saved("PNG", Image.new("LA", (64, 64), (10, 100))), "image/png converted"),
    ("a PNG of 6 MB", "a.png", None, lambda: saved("PNG", noise(1500, 1400)), "image/jpeg converted"),
    ("a picture of 36 megapixels", "a.jpg", None, lambda: saved("JPEG", Image.new("RGB", (6000, 6000), "teal")),
     "image/jpeg as it is"),
    ("a PNG of 36 megapixels with alpha", "a.png", None,
     lambda: saved("PNG", Image.new("RGBA", (6000, 6000), (9, 9, 9, 99))), "image/png as it is"),
    ("a PNG that claims 50,000 x 50,000", "a.png", None, lambda: claimed_png(50_000, 50_000),
     "refused too_many_pixels"),
    ("an animated PNG", "a.png", None, lambda: animation("PNG"), "image/jpeg converted"),
    ("an animated GIF", "a.gif", None, lambda: animation("GIF"), "image/jpeg converted"),
    ("an animated WebP as a picture", "a.webp", None, lambda: animation("WEBP"), "image/jpeg converted"),
    ("a WebP", "a.webp", None, lambda: saved("WEBP"), "image/jpeg converted"),
    ("a BMP", "a.bmp", None, lambda: saved("BMP"), "image/jpeg converted"),
    ("a TIFF", "a.tiff", None, lambda: saved("TIFF"), "image/jpeg converted"),
    ("HEIC from a phone", "a.heic", None, heic, "image/jpeg converted"),
    ("cut-off HEIC", "a.heic", None, lambda: half(heic()), "refused not_readable"),
    ("AVIF", "a.avif", None, lambda: saved("AVIF"), "image/jpeg converted"),
    ("GIF that is also a script", "a.gif", None,
     lambda: b"GIF89a/*" + saved("GIF")[8:] + b"*/=1;alert(1)//", "image/jpeg converted"),
    ("JPEG with HTML behind it", "a.jpg", None, lambda: saved("JPEG") + HTML, "image/jpeg as it is"),
    ("a sticker as it should be", "a.webp", "sticker", lambda: saved("WEBP", picture(512, 512), quality=30),
     "image/webp as it is"),
    ("a sticker of another size", "a.webp", "sticker", lambda: saved("WEBP", picture(300, 800)),
     "image/webp converted"),
    ("a photo as a sticker", "a.jpg", "sticker", lambda: saved("JPEG", noise(800, 800)), "image/webp converted"),
    ("an animated GIF as a sticker", "a.gif", "sticker", lambda: animation("GIF"), "image/webp converted"),
    ("a recording from Chrome (Opus in WebM)", "v.webm", None, lambda: sound("webm", "libopus"),
     "audio/ogg converted"),
    ("stereo Opus in WebM", "v.webm", None, lambda: sound("webm", "libopus", channels=2), "audio/mp4 converted"),
    ("a recording from Safari (AAC in MP4)", "v.mp4", None, lambda: sound("mp4", "aac"), "audio/mp4 as it is"),
    ("a recording from Firefox (Opus in Ogg)", "v.ogg", None, lambda: sound("ogg", "libopus"),
     "audio/ogg as it is"),
    ("stereo Opus in Ogg", "v.ogg", None, lambda: sound("ogg", "libopus", channels=2), "audio/mp4 converted"),
    ("cut-off Ogg", "v.ogg", None, lambda: half(sound("ogg", "libopus", 4)), "audio/ogg as it is"),
    ("MP3 without a header", "a.mp3", None, headless_mp3, "audio/mpeg as it is"),
    ("MP3 with a cover", "a.mp3", None, mp3_with_cover, "audio/mpeg as it is"),
    ("AMR", "a.amr", None, lambda: sound("amr", "libopencore_amrnb", rate=8000), "audio/amr as it is"),
    ("ADTS AAC", "a.aac", None, lambda: sound("adts", "aac"), "audio/aac as it is"),
    ("WAV", "a.wav", None, lambda: sound("wav", "pcm_s16le"), "audio/mp4 converted"),
    ("FLAC", "a.flac", None, lambda: sound("flac", "flac"), "audio/mp4 converted"),
    ("a playlist that reads /etc/passwd, called .mp3", "a.mp3", "audio", lambda: PLAYLIST, "refused wrong_kind"),
    ("MP4 with H.264 and AAC", "a.mp4", None, lambda: film("mp4", audio="aac", faststart=True),
     "video/mp4 as it is"),
    ("MP4 whose index stands last", "a.mp4", None, lambda: film("mp4", audio="aac"), "video/mp4 converted"),
    ("MP4 without sound", "a.mp4", None, lambda: film("mp4", faststart=True), "video/mp4 as it is"),
    ("MP4 cut off before its index", "a.mp4", None, lambda: half(film("mp4", audio="aac")),
     "refused not_readable"),
    ("MP4 cut off behind its index", "a.mp4", None,
     lambda: half(film("mp4", audio="aac", seconds=4, faststart=True)), "refused not_readable"),
    ("MOV", "a.mov", None, lambda: film("mov", audio="aac"), "video/mp4 converted"),
    ("MKV with H.264", "a.mkv", None, lambda: film("matroska", audio="aac"), "video/mp4 converted"),
    ("AVI with MPEG-4 and MP3", "a.avi", None, lambda: film("avi", "mpeg4", audio="libmp3lame"),
     "later: video/mp4 converted"),
    ("WebM with VP8 and Opus", "a.webm", None, lambda: film("webm", "libvpx", audio="libopus"),
     "later: video/mp4 converted"),
    ("3GP with MPEG-4", "a.3gp", None, lambda: film("3gp", "mpeg4"), "later: video/mp4 converted"),
    ("MP4 with H.265", "a.mp4", None, lambda: film("mp4", "libx265"), "later: video/mp4 converted"),
    ("a PDF", "a.pdf", None, lambda: PDF, "application/pdf as it is"),
    ("a PDF that is also a ZIP", "a.pdf", None, lambda: PDF + archive(a_dot_txt=b"x"), "application/pdf as it is"),
    ("docx", "a.docx", None, lambda: office("word"),
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document as it is"),
    ("xlsx called .zip", "a.zip", None, lambda: office("xl"),
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet as it is"),
    ("xlsm, with macros", "a.xlsm", None, lambda: office("xl", macros=True), "refused has_macros"),
    ("an old .doc", "a.doc", None, old_word, "application/msword as it is"),
    ("a zip bomb", "a.zip", None, lambda: archive(bomb=b"\0" * 60 * MEGABYTE), "refused type_not_taken"),
    ("a zip in a zip", "a.zip", None, lambda: archive(inner_dot_zip=archive(a=b"x")), "refused type_not_taken"),
    ("a program", "a.exe", None, lambda: b"MZ\x90\0" + b"\0" * 500, "refused type_not_taken"),
    ("a program called .pdf", "a.pdf", "document", lambda: b"MZ\x90\0" + b"\0" * 500, "refused type_not_taken"),
    ("SVG with a script", "a.svg", None, lambda: SVG, "image/svg+xml as it is"),
    ("SVG as a picture", "a.svg", "image", lambda: SVG, "refused wrong_kind"),
    ("CSV from Excel (Windows letters)", "a.csv", None, lambda: "Käse;3 €\n".encode("cp1252"), "text/plain converted"),
    ("text in UTF-16", "a.txt", None, lambda: "Käse".encode("utf-16"), "text/plain converted"),
    ("plain text", "a.txt", None, "Käse".encode, "text/plain as it is"),
    ("random bytes", "a.bin", None, lambda: zlib.compress(b"x" * 999) * 9 + b"\0", "refused type_not_taken"),
    ("a document called a video", "a.mp4", "video", lambda: PDF, "refused wrong_kind"),
    ("nothing", "a.jpg", None, lambda: b"", "refused empty"),
    ("100 MB", "a.pdf", None, lambda: 100 * MEGABYTE, "application/pdf as it is"),
    ("100 MB and one byte", "a.pdf", None, lambda: 100 * MEGABYTE + 1, "refused too_large"),
)  # fmt: skip
