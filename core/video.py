"""Video files: frames out, frames in, through FFmpeg's libraries (PyAV).

A clip is a path or an open binary file that can seek. Sound is left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import av
import numpy as np

from core.errors import ClipError, ClipProblem
from core.images import Image

Clip = Path | BinaryIO

# Containers that hold their own pictures. Playlists and scripts, which could name other files, are not among them.
_CONTAINERS = "mov,mp4,matroska,webm,avi"
MAX_PIXELS = 9_000_000  # of one picture, 4K and a little more: a small file may unfold to pictures of any size
_TICKS = 90_000  # a second, in the written file: exact for every usual frame rate


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """Width and height in pixels as stored; seconds and frames a second, or None where the file does not say."""

    width: int
    height: int
    seconds: float | None
    rate: float | None


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """An upright picture and its time in seconds from the first one.

    `scale` is how many pixels of the clip one of the picture's is wide.
    """

    at: float
    image: Image
    scale: float = 1.0


def probe(clip: Clip) -> ClipInfo:
    """What the file's header says. Raises ClipError for anything that is not a video."""
    with _opened(clip) as (container, stream):
        seconds = container.duration / av.time_base if container.duration else None
        rate = float(stream.average_rate) if stream.average_rate else None
        return ClipInfo(stream.codec_context.width, stream.codec_context.height, seconds, rate)


def frames(clip: Clip, longest_side: int = 1280) -> Iterator[Frame]:
    """Its pictures in order, all of one size: the first one's, shrunk to fit `longest_side`.

    Raises ClipError for anything that is not a video, and where a damaged one breaks off.
    """
    with _opened(clip) as (container, stream):
        first: float | None = None
        width, height, scale = 0, 0, 1.0
        try:
            for index, frame in enumerate(container.decode(stream)):
                time = index / 30 if frame.time is None else float(frame.time)
                if first is None:
                    first = time
                    scale = max(1.0, max(frame.width, frame.height) / longest_side)
                    width, height = (max(2, round(side / scale)) for side in (frame.width, frame.height))
                picture = frame.to_ndarray(format="rgb24", width=width, height=height)
                yield Frame(max(0.0, time - first), upright(picture, frame.rotation), scale)
        except av.error.FFmpegError as error:
            raise ClipError(
                ClipProblem.BROKEN, "expected a whole clip, found a damaged or cut-off one; the rest is left out"
            ) from error


@contextmanager
def _opened(clip: Clip) -> Iterator[tuple[Any, Any]]:
    if not isinstance(clip, Path):
        clip.seek(0)
    try:
        container = av.open(
            str(clip) if isinstance(clip, Path) else clip, container_options={"format_whitelist": _CONTAINERS}
        )
    except (av.error.FFmpegError, OSError) as error:
        raise ClipError(
            ClipProblem.NOT_A_CLIP, "expected a video (MP4, MOV, WebM, MKV or AVI), found something else"
        ) from error
    with container:
        if not container.streams.video:
            raise ClipError(ClipProblem.NOT_A_CLIP, "expected a video, found a file without pictures")
        stream = container.streams.video[0]
        pixels = stream.codec_context.width * stream.codec_context.height
        if pixels > MAX_PIXELS:
            raise ClipError(
                ClipProblem.TOO_MANY_PIXELS,
                f"expected pictures of at most {MAX_PIXELS / 1e6:.0f} megapixels, found {pixels / 1e6:.0f}; "
                "the clip is left out",
            )
        stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}  # later ones may say another size
        yield container, stream


def upright(image: Image, degrees: int) -> Image:
    """The picture turned counter-clockwise, to the nearest quarter: phones store a portrait lying on its side."""
    return np.ascontiguousarray(np.rot90(image, round(degrees / 90)))


class ClipWriter:
    """Writes H.264 in MP4, which every browser plays; closing it makes the file whole, however few its frames."""

    def __init__(self, clip: Clip, rate: float | None = None) -> None:
        self._container: Any = av.open(str(clip) if isinstance(clip, Path) else clip, "w", format="mp4")
        self._rate = Fraction(rate or 30.0).limit_denominator(1001)
        self._stream: Any = None
        self._last = -1

    def write(self, frame: Frame) -> None:
        """Add a picture; all have the size of the first, and their times rise."""
        if self._stream is None:
            self._stream = self._new_stream(*frame.image.shape[:2])
        height, width = self._stream.height, self._stream.width  # even, so perhaps a pixel less
        picture: Any = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame.image[:height, :width]), format="rgb24")
        self._last = max(self._last + 1, round(frame.at * _TICKS))
        picture.pts, picture.time_base = self._last, Fraction(1, _TICKS)
        self._container.mux(self._stream.encode(picture))

    def _new_stream(self, height: int, width: int) -> Any:
        stream = self._container.add_stream("libx264", rate=self._rate, options={"preset": "veryfast", "crf": "23"})
        stream.width, stream.height, stream.pix_fmt = width // 2 * 2, height // 2 * 2, "yuv420p"
        stream.codec_context.time_base = Fraction(1, _TICKS)
        return stream

    def close(self) -> None:
        """Write what is left."""
        if self._stream is not None:
            self._container.mux(self._stream.encode(None))
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
