"""Whatever bytes somebody sends become an upright picture, or an ImageError that says why not."""

import contextlib
import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import PIL.ImageOps
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ImageError, ImageProblem
from core.images import MAX_BYTES, Image, decode

WIDTH, HEIGHT = 64, 48
LEFT, RIGHT = (200, 40, 40), (40, 60, 180)  # a red half beside a blue one shows what was turned


def two_halves() -> PIL.Image.Image:
    picture = PIL.Image.new("RGB", (WIDTH, HEIGHT), LEFT)
    picture.paste(RIGHT, (WIDTH // 2, 0, WIDTH, HEIGHT))
    return picture


def grey_of(colour: tuple[int, int, int]) -> int:
    return PIL.Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))


def encoded(picture: PIL.Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def with_alpha(mode: str, alpha: int) -> PIL.Image.Image:
    picture = two_halves().convert(mode)
    picture.putalpha(alpha)
    return picture


def sixteen_bit(pixels: np.ndarray) -> bytes:
    return cv2.imencode(".png", pixels.astype(np.uint16) * 257)[1].tobytes()


def halves(image: Image) -> tuple[list[int], list[int]]:
    """The colours in the middle of the left and of the right half."""
    assert image.shape == (HEIGHT, WIDTH, 3)
    assert image.dtype == np.uint8
    return image[HEIGHT // 2, WIDTH // 4].tolist(), image[HEIGHT // 2, 3 * WIDTH // 4].tolist()


def near(found: tuple[list[int], list[int]], left: tuple[int, ...], right: tuple[int, ...], by: int = 3) -> bool:
    return np.abs(np.subtract(found, (left, right))).max() <= by


def lighter(colour: tuple[int, int, int], alpha: float) -> tuple[int, ...]:
    """The colour laid on white."""
    return tuple(round(alpha * value + (1 - alpha) * 255) for value in colour)


def ycck_jpeg() -> bytes:
    """As Adobe's programs write it: the inks as YCbCr and inverted black, which a 2 in the APP14 segment says."""
    ink = np.array(two_halves().convert("CMYK"))
    chroma = np.asarray(PIL.Image.fromarray(ink[..., :3]).convert("YCbCr"))
    # Pillow inverts what it is given as CMYK, so what must not be inverted is so twice.
    stored = PIL.Image.fromarray(np.dstack([255 - chroma, ink[..., 3]]), "CMYK")
    data = encoded(stored, "JPEG", quality=95, subsampling=0)
    transform = data.index(b"Adobe") + 11
    return data[:transform] + b"\x02" + data[transform + 1 :]


COLOURFUL: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: encoded(two_halves()),
    "PNG, interlaced": lambda: interlaced_png(two_halves()),
    "PNG, palette": lambda: encoded(two_halves().convert("P", palette=PIL.Image.Palette.ADAPTIVE)),
    "PNG, opaque alpha": lambda: encoded(with_alpha("RGB", 255)),
    "PNG, 16-bit": lambda: sixteen_bit(np.asarray(two_halves())[..., ::-1]),
    "PNG, animated": lambda: encoded(two_halves(), save_all=True, append_images=[PIL.ImageOps.mirror(two_halves())]),
    "JPEG": lambda: encoded(two_halves(), "JPEG"),
    "JPEG, progressive": lambda: encoded(two_halves(), "JPEG", progressive=True),
    "JPEG, several pictures": lambda: encoded(
        two_halves(), "MPO", save_all=True, append_images=[PIL.ImageOps.mirror(two_halves())]
    ),
    "JPEG, CMYK": lambda: encoded(two_halves().convert("CMYK"), "JPEG"),
    "JPEG, YCCK": ycck_jpeg,
}
GREY: dict[str, Callable[[], bytes]] = {
    "PNG, grey": lambda: encoded(two_halves().convert("L")),
    "PNG, grey with alpha": lambda: encoded(with_alpha("L", 255)),
    "PNG, 16-bit grey": lambda: sixteen_bit(np.asarray(two_halves().convert("L"))),
    "JPEG, grey": lambda: encoded(two_halves().convert("L"), "JPEG"),
}


def interlaced_png(picture: PIL.Image.Image) -> bytes:
    """Adam7: seven passes, each a smaller picture (PNG specification, 8.2). Pillow reads it, and cannot write it."""
    pixels = np.asarray(picture)
    starts_and_steps = (
        (0, 8, 0, 8),
        (0, 8, 4, 8),
        (4, 8, 0, 4),
        (0, 4, 2, 4),
        (2, 4, 0, 2),
        (0, 2, 1, 2),
        (1, 2, 0, 1),
    )
    passes = [pixels[y::dy, x::dx] for y, dy, x, dx in starts_and_steps]
    lines = b"".join(b"\0" + line.tobytes() for part in passes for line in part)
    return png(*picture.size, lines, interlaced=True)


def png(width: int, height: int, lines: bytes, interlaced: bool = False) -> bytes:
    """A PNG file of 8-bit RGB lines, each with its filter byte; the lines may be too few."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, interlaced)
    chunks = {b"IHDR": header, b"IDAT": zlib.compress(lines), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks.items()
    )


@pytest.mark.parametrize("make", COLOURFUL.values(), ids=COLOURFUL)
def test_pictures_in_colour(make: Callable[[], bytes]):
    assert near(halves(decode(make())), LEFT, RIGHT)


@pytest.mark.parametrize("make", GREY.values(), ids=GREY)
def test_grey_pictures_become_rgb(make: Callable[[], bytes]):
    assert near(halves(decode(make())), (grey_of(LEFT),) * 3, (grey_of(RIGHT),) * 3)


def test_black_and_white_of_one_bit():
    picture = PIL.Image.new("1", (WIDTH, HEIGHT), 0)
    picture.paste(1, (WIDTH // 2, 0, WIDTH, HEIGHT))
    assert halves(decode(encoded(picture))) == ([0, 0, 0], [255, 255, 255])


def test_transparency_is_laid_on_white():
    half = with_alpha("RGB", 128)
    assert near(halves(decode(encoded(half))), lighter(LEFT, 0.5), lighter(RIGHT, 0.5))


def test_a_transparent_colour_of_a_palette_becomes_white():
    picture = two_halves().convert("P", palette=PIL.Image.Palette.ADAPTIVE, colors=2)
    left = picture.getpixel((0, 0))
    assert near(halves(decode(encoded(picture, transparency=left))), (255, 255, 255), RIGHT)


def test_half_transparent_colours_of_a_palette_are_laid_on_white():
    picture = two_halves().convert("P", palette=PIL.Image.Palette.ADAPTIVE, colors=2)
    data = encoded(picture, transparency=bytes([128, 128]))
    assert near(halves(decode(data)), lighter(LEFT, 0.5), lighter(RIGHT, 0.5))


def test_a_transparent_colour_without_a_palette_becomes_white():
    assert near(halves(decode(encoded(two_halves(), transparency=LEFT))), (255, 255, 255), RIGHT)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_every_colour_and_transparency_is_laid_on_white_exactly(mode: str):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, len(mode)), np.uint8)
    colour, alpha = noise[..., :-1].astype(float), noise[..., -1:] / 255
    expected = np.broadcast_to(alpha * colour + (1 - alpha) * 255, (64, 64, 3))
    assert np.abs(decode(encoded(PIL.Image.fromarray(noise))) - expected).max() <= 1


PEAK = """
import re, sys
from pathlib import Path
from core.images import decode

def peak():
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

before = peak()
decode(sys.stdin.buffer.read())
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs the process's peak of memory")
def test_transparency_takes_the_memory_of_two_pictures_and_a_half():
    data = encoded(PIL.Image.new("RGBA", (2500, 2000), (200, 40, 40, 128)), compress_level=1)
    peak = int(subprocess.run([sys.executable, "-c", PEAK], input=data, stdout=subprocess.PIPE, check=True).stdout)
    assert peak < 2.8 * 4 * 2500 * 2000


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_every_exif_orientation_is_turned_upright(kind: str, orientation: int):
    upright = np.asarray(two_halves())
    # How the camera stored it (EXIF 2.3, tag 0x0112): the inverse of what has to be done.
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright),
        7: np.rot90(upright, 2).transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    data = encoded(PIL.Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif)
    assert near(halves(decode(data)), LEFT, RIGHT)


# Pillow warns of what it skips in damaged EXIF; that is no concern of whoever sent the picture.
@pytest.mark.filterwarnings("ignore:(Corrupt EXIF data|Tag data larger|Truncated File Read|Metadata Warning)")
@given(place=st.integers(0, 60), value=st.integers(0, 255))
def test_damaged_exif_does_not_cost_the_picture(place: int, value: int):
    exif = PIL.Image.Exif()
    exif[0x010F], exif[0x0132] = "A maker of cameras", "2026:01:01 00:00:00"
    data = bytearray(encoded(two_halves(), "JPEG", exif=exif))
    data[data.index(b"Exif") + 6 + place] = value
    assert near(halves(decode(bytes(data))), LEFT, RIGHT)


def test_the_picture_is_read_only():
    assert not decode(encoded(two_halves())).flags.writeable


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"", ImageProblem.NOT_A_PICTURE, id="nothing"),
        pytest.param(b"Dear friend, how are you?\n" * 100, ImageProblem.NOT_A_PICTURE, id="a letter"),
        pytest.param(b"\xff\xd8\xff", ImageProblem.NOT_A_PICTURE, id="a JPEG's first bytes"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"/>', ImageProblem.NOT_A_PICTURE, id="SVG"),
        pytest.param(encoded(two_halves(), "GIF"), ImageProblem.NOT_A_PICTURE, id="GIF"),
        pytest.param(encoded(two_halves(), "WEBP"), ImageProblem.NOT_A_PICTURE, id="WebP"),
        pytest.param(encoded(two_halves(), "BMP"), ImageProblem.NOT_A_PICTURE, id="BMP"),
        pytest.param(encoded(two_halves(), "TIFF"), ImageProblem.NOT_A_PICTURE, id="TIFF"),
        pytest.param(encoded(two_halves(), "JPEG")[:-20], ImageProblem.BROKEN, id="JPEG, cut off"),
        pytest.param(encoded(two_halves())[:-30], ImageProblem.BROKEN, id="PNG, cut off"),
        pytest.param(encoded(PIL.Image.new("RGB", (1, 1))), ImageProblem.TOO_FEW_PIXELS, id="one pixel"),
        pytest.param(encoded(PIL.Image.new("RGB", (23, 500))), ImageProblem.TOO_FEW_PIXELS, id="a strip"),
        pytest.param(bytes(MAX_BYTES + 1), ImageProblem.FILE_TOO_BIG, id="more than 15 MB"),
    ],
)
def test_what_is_refused(data: bytes, problem: ImageProblem):
    with pytest.raises(ImageError) as refusal:
        decode(data)
    assert refusal.value.problem == problem
    assert str(refusal.value).startswith("expected ")


@pytest.mark.parametrize(
    "size",
    [
        pytest.param((8001, 5000), id="just too many"),
        pytest.param((10_000, 10_000), id="where Pillow warns"),
        pytest.param((20_000, 20_000), id="where Pillow refuses"),
        pytest.param((2**31 - 1, 2**31 - 1), id="as many as a PNG can say"),
    ],
)
def test_too_many_pixels_are_refused_by_the_header_alone(size: tuple[int, int]):
    nothing_but_a_header = png(*size, lines=b"")  # had it been decoded, it would be found broken
    with pytest.raises(ImageError) as refusal:
        decode(nothing_but_a_header)
    assert refusal.value.problem == ImageProblem.TOO_MANY_PIXELS


def test_forty_megapixels_are_not_too_many():
    with pytest.raises(ImageError) as refusal:
        decode(png(8000, 5000, lines=b""))
    assert refusal.value.problem == ImageProblem.BROKEN


@pytest.mark.parametrize("data", [encoded(two_halves(), "JPEG"), encoded(two_halves())], ids=["JPEG", "PNG"])
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), min_size=1, max_size=8))
def test_a_damaged_file_gives_a_picture_or_an_image_error(data: bytes, changes: list[tuple[float, bytes]]):
    damaged = bytearray(data)
    for place, replacement in changes:
        start = int(place * len(damaged))
        damaged[start : start + 2] = replacement  # changed, lengthened or shortened
    with contextlib.suppress(ImageError):
        image = decode(bytes(damaged))
        assert image.dtype == np.uint8
        assert image.shape[2:] == (3,)


@given(st.binary(max_size=200))
def test_noise_is_refused(data: bytes):
    with pytest.raises(ImageError):
        decode(data)
