"""From bytes that somebody sent to an upright picture.

Inside `core` a picture is an `Image`: uint8 RGB, (height, width, 3), 0-255.
"""

import contextlib
import io

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageOps

from core.errors import ImageError, ImageProblem

Image = npt.NDArray[np.uint8]

MAX_BYTES = 15_000_000
MAX_PIXELS = 40_000_000  # checked in the header, before anything is decoded
MIN_SIDE = 24  # pixels; a face in less than this is a guess


def decode(data: bytes) -> Image:
    """The upright picture in the bytes of a JPEG or PNG file.

    EXIF orientation is applied; transparency is laid on white; grey, palette, 16-bit and CMYK pictures become
    8-bit RGB; of several frames the first is taken. The result is read-only. Raises ImageError for anything else,
    for a damaged or truncated file, for more than 15 MB or 40 megapixels, and for a side shorter than 24 pixels.
    """
    if len(data) > MAX_BYTES:
        raise ImageError(
            ImageProblem.FILE_TOO_BIG,
            # How much more is not known here: who reads a file may stop where it is too much.
            f"expected at most {MAX_BYTES / 1e6:.0f} MB, found more; the file is left out",
        )
    picture = _open(data)
    _check_size(*picture.size)
    try:
        picture.load()
        _turn_upright(picture)
        picture = _to_rgb(picture)  # under the same name, so that the one before it is freed
        return np.asarray(picture)
    except Exception as error:  # a decoder fed with hostile bytes may raise anything
        raise ImageError(
            ImageProblem.BROKEN, "expected a whole picture, found a damaged or cut-off one; the file is left out"
        ) from error


def _open(data: bytes) -> PIL.Image.Image:
    """Reads the header only."""
    try:
        return PIL.Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    except (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning) as error:
        # Pillow has a limit of its own, above ours, and keeps the size to itself.
        raise _too_many_pixels("many more") from error
    except Exception as error:
        raise ImageError(
            ImageProblem.NOT_A_PICTURE, "expected a JPEG or PNG picture, found something else; the file is left out"
        ) from error


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_many_pixels(f"{width * height / 1e6:.0f}")
    if min(width, height) < MIN_SIDE:
        raise ImageError(
            ImageProblem.TOO_FEW_PIXELS,
            f"expected at least {MIN_SIDE} x {MIN_SIDE} pixels, found {width} x {height}; the file is left out",
        )


def _too_many_pixels(found: str) -> ImageError:
    return ImageError(
        ImageProblem.TOO_MANY_PIXELS,
        f"expected at most {MAX_PIXELS / 1e6:.0f} megapixels, found {found}; the file is left out",
    )


def _turn_upright(picture: PIL.Image.Image) -> None:
    # Damaged EXIF raises anything, and is no reason to refuse a picture that is whole.
    with contextlib.suppress(Exception):
        PIL.ImageOps.exif_transpose(picture, in_place=True)


def _to_rgb(picture: PIL.Image.Image) -> PIL.Image.Image:
    if picture.mode == "I;16":
        # 16-bit grey, the one mode of a PNG that Pillow's own conversion clips instead of scaling.
        return PIL.Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8)).convert("RGB")
    if picture.has_transparency_data:
        if picture.mode != "RGBA":  # convert would copy
            picture = picture.convert("RGBA")
        white = PIL.Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture)
        return white
    return picture if picture.mode == "RGB" else picture.convert("RGB")
