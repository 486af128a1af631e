"""Pictures: their first look, thumbnails, and JPEG, PNG or sticker made of whatever came."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from waypost.media import rules
from waypost.media.convert.found import Found
from waypost.media.convert.refused import Refused

LONGEST_SIDE = 2560
"""Of what is encoded anew; WhatsApp makes pictures smaller than that anyway."""
MOST_FRAMES = 90
_ORIENTATION, _GPS = 0x0112, 0x8825
_FORMATS = {
    "image/jpeg": ["JPEG", "MPO"],
    "image/png": ["PNG"],
    "image/webp": ["WEBP"],
    "image/gif": ["GIF"],
    "image/bmp": ["BMP"],
    "image/tiff": ["TIFF"],
    "image/heic": ["HEIF"],
    "image/avif": ["AVIF"],
}

Picture = Image.Image
warnings.simplefilter("ignore")


def examine(source: Path, mime_type: str, kind: str, folder: Path) -> Found:
    with opened(source, mime_type) as picture:
        width, height = _sides(picture)
        is_animated = bool(getattr(picture, "is_animated", False))
        thumbnail = write_thumbnail(small(picture, rules.THUMBNAIL_SIDE), folder)
    return Found(
        kind=kind,
        mime_type=mime_type,
        thumbnail=thumbnail,
        width=width,
        height=height,
        is_animated=is_animated,
    )


def prepare_image(source: Path, mime_type: str, folder: Path) -> Found:
    with opened(source, mime_type) as picture:
        if _goes_as_it_is(source, picture, mime_type):
            width, height = picture.size
            thumbnail = write_thumbnail(small(picture, rules.THUMBNAIL_SIDE), folder)
            return Found("image", mime_type, thumbnail=thumbnail, width=width, height=height)
        drawn = small(picture, LONGEST_SIDE)
    output = folder / "output"
    made = _encoded_image(drawn, output)
    width, height = drawn.size
    thumbnail = write_thumbnail(small(drawn, rules.THUMBNAIL_SIDE), folder)
    return Found("image", made, output=output, thumbnail=thumbnail, width=width, height=height)


def prepare_sticker(source: Path, mime_type: str, folder: Path) -> Found:
    side = rules.STICKER_SIDE
    output = folder / "output"
    with opened(source, mime_type) as picture:
        is_animated = bool(getattr(picture, "is_animated", False))
        most = rules.LARGEST["sticker"] if is_animated else rules.LARGEST_STILL_STICKER
        is_fit = mime_type == "image/webp" and picture.size == (side, side) and source.stat().st_size <= most
        thumbnail = write_thumbnail(small(picture, rules.THUMBNAIL_SIDE), folder)
        if not is_fit:
            picture.seek(0)
            write = _animated_sticker(picture) if is_animated else _still_sticker(picture)
            _until_it_fits(write, output, most)
    return Found(
        "sticker", "image/webp", output=None if is_fit else output, thumbnail=thumbnail, width=side, height=side,
        is_animated=is_animated,
    )  # fmt: skip


@contextmanager
def opened(source: Path, mime_type: str) -> Iterator[Picture]:
    """By the one decoder for its type, and only if it claims no more pixels than memory has room for."""
    formats = _FORMATS.get(mime_type)
    if formats is None:
        raise Refused("not_readable")
    if mime_type == "image/heic":
        import pillow_heif  # noqa: PLC0415 - few files need it

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # our own limit is lower, and no warning
    try:
        with Image.open(source, formats=formats) as picture:
            width, height = picture.size
            if width * height > rules.MOST_PIXELS:
                raise Refused("too_many_pixels")
            yield picture
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, ArithmeticError) as error:
        raise Refused("not_readable") from error


def small(picture: Picture, longest: int) -> Picture:
    """At most so long, upright, in RGB or RGBA, and without anything beside its pixels."""
    picture.draft("RGB", (longest, longest))
    picture.load()
    turned = picture.getexif().get(_ORIENTATION, 1)
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("P", "PA") or (picture.mode in ("L", "RGB") and "transparency" in picture.info):
        picture = picture.convert("RGBA")
    elif picture.mode in ("I", "F", "1"):
        picture = picture.convert("L")
    copy = picture.resize(_within(picture.size, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    copy = copy.convert("RGBA" if "A" in copy.mode or "a" in copy.mode else "RGB")
    copy.info.clear()
    turn = _TURNS.get(turned)
    return copy.transpose(turn) if turn is not None else copy


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def write_thumbnail(picture: Picture, folder: Path) -> Path:
    path = folder / "thumbnail"
    picture.save(path, "WEBP", quality=75, method=2)
    return path


def _sides(picture: Picture) -> tuple[int, int]:
    width, height = picture.size
    return (height, width) if picture.getexif().get(_ORIENTATION, 1) >= 5 else (width, height)


def _within(size: tuple[int, int], longest: int) -> tuple[int, int]:
    factor = min(1.0, longest / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _goes_as_it_is(source: Path, picture: Picture, mime_type: str) -> bool:
    """8-bit RGB or RGBA, small enough, one frame, upright, and not telling where it was taken."""
    if mime_type not in rules.ACCEPTED["image"] or source.stat().st_size > rules.LARGEST["image"]:
        return False
    if picture.mode not in ("RGB", "RGBA") or getattr(picture, "is_animated", False):
        return False
    exif = picture.getexif()
    if exif.get(_ORIENTATION, 1) != 1 or _GPS in exif:
        return False
    if mime_type == "image/png":
        with source.open("rb") as file:
            return file.read(25)[24] == 8  # bits of each color
    return True


def _encoded_image(picture: Picture, output: Path) -> str:
    """PNG while something shines through and it fits, else JPEG on white."""
    most = rules.LARGEST["image"]
    if picture.mode == "RGBA":
        if picture.getchannel("A").getextrema() != (255, 255):
            picture.save(output, "PNG", compress_level=6)
            if output.stat().st_size <= most:
                return "image/png"
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground

    def write(path: Path, quality: int) -> None:
        picture.save(path, "JPEG", quality=quality, optimize=True)

    _until_it_fits(write, output, most)
    return "image/jpeg"


def _still_sticker(picture: Picture) -> Callable[[Path, int], None]:
    drawn = _on_square(small(picture, rules.STICKER_SIDE))
    return lambda path, quality: drawn.save(path, "WEBP", quality=quality, method=4)


def _animated_sticker(picture: Picture) -> Callable[[Path, int], None]:
    frames, times = [], []
    for number, frame in enumerate(ImageSequence.Iterator(picture)):
        if number == MOST_FRAMES:
            raise Refused("too_long")
        times.append(int(frame.info.get("duration") or 100))
        frames.append(_on_square(small(frame.copy(), rules.STICKER_SIDE)))
    return lambda path, quality: frames[0].save(
        path,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=times,
        loop=0,
        quality=quality,
        method=0,
    )


def _on_square(picture: Picture) -> Picture:
    side = rules.STICKER_SIDE
    fitted = ImageOps.contain(picture.convert("RGBA"), (side, side))
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(fitted, ((side - fitted.width) // 2, (side - fitted.height) // 2))
    return square


def _until_it_fits(write: Callable[[Path, int], None], output: Path, most: int) -> None:
    for quality in (88, 75, 60, 40, 20, 5):
        write(output, quality)
        if output.stat().st_size <= most:
            return
    size = output.stat().st_size
    raise Refused(
        "too_large", **rules.size_words(size, most, "sticker" if most < rules.MEGABYTE else "image")
    )
