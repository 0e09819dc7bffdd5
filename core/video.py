"""Video files: frames out, frames in, through FFmpeg's libraries (PyAV).

A clip is a path or an open binary file that can seek. Sound is left out.
"""

from collections import deque
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

    `scale` is how many pixels of the clip, as it is shown, one of the picture's is wide.
    """

    at: float
    image: Image
    scale: float = 1.0


def probe(clip: Clip) -> ClipInfo:
    """What the file's header says.

    Raises ClipError for anything that is not a video, and OSError for a file that cannot be opened.
    """
    with _opened(clip) as (container, stream):
        seconds = container.duration / av.time_base if container.duration else None
        rate = float(stream.average_rate) if stream.average_rate else None
        return ClipInfo(stream.codec_context.width, stream.codec_context.height, seconds, rate)


def frames(clip: Clip, longest_side: int = 1280) -> Iterator[Frame]:
    """Its pictures in order, all of one size: that at which the first is shown, shrunk to fit `longest_side`.

    Pixels are square, whatever their shape in the clip. Raises ClipError for anything that is not a video, for one
    without a picture, and where a damaged or cut-off one breaks off; OSError for a file that cannot be opened.
    """
    with _opened(clip) as (container, stream):
        first: float | None = None
        width, height, scale = 0, 0, 1.0
        try:
            for index, frame in enumerate(_decoded(container, stream)):
                time = index / 30 if frame.time is None else float(frame.time)
                if first is None:
                    first = time
                    shown = frame.width * float(stream.sample_aspect_ratio or 1), frame.height
                    scale = max(1.0, max(shown) / longest_side)
                    width, height = (max(2, round(side / scale)) for side in shown)
                picture = frame.to_ndarray(format="rgb24", width=width, height=height, threads=1)
                yield Frame(max(0.0, time - first), upright(picture, frame.rotation), scale)
        except (av.error.FFmpegError, OSError) as error:
            raise _broken() from error
        if first is None:
            raise ClipError(
                ClipProblem.BROKEN,
                "expected a clip with pictures, found one that ends before its first; it is left out",
            )


def _decoded(container: Any, stream: Any) -> Iterator[Any]:
    """The stream's pictures. Raises ClipError after the last where the file ends well before its header says.

    Matroska's end is no error to FFmpeg, wherever it comes. The sound counts as well, since it may be the longer one.
    An AVI tells the times of its packets alone, which need not come in the order of the pictures in them.
    """
    is_avi = container.format.name == "avi"
    times: deque[int] = deque()  # of an AVI's packets whose pictures are to come
    reached, pause = 0.0, 0.0
    for packet in container.demux():
        if packet.pts is not None:
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            reached, pause = max(reached, end), max(pause, end - reached)
        if packet.stream.index == stream.index:
            if is_avi and packet.dts is not None:
                times.append(packet.dts)
            for frame in packet.decode():
                if times:
                    frame.pts = times.popleft()
                yield frame
    declared = (container.duration or 0) / av.time_base
    if declared - reached > 1 + declared / 10 + pause:  # the last picture may stay for as long as another did
        raise _broken()


def _broken() -> ClipError:
    return ClipError(ClipProblem.BROKEN, "expected a whole clip, found a damaged or cut-off one; the rest is left out")


@contextmanager
def _opened(clip: Clip) -> Iterator[tuple[Any, Any]]:
    source = _source(clip)
    try:
        container = av.open(source, container_options={"format_whitelist": _CONTAINERS}, metadata_errors="replace")
    except (av.error.FFmpegError, OSError) as error:
        raise ClipError(
            ClipProblem.NOT_A_CLIP, "expected a video (MP4, MOV, WebM, MKV or AVI), found something else"
        ) from error
    with container:
        yield container, _video(container)


def _source(clip: Clip) -> str | BinaryIO:
    if isinstance(clip, Path):
        clip.open("rb").close()  # what FFmpeg cannot open, it calls something else
        return str(clip.absolute())  # it takes a relative name with a colon for an address
    clip.seek(0)
    return clip


def _video(container: Any) -> Any:
    """Its first stream of pictures, ready to be decoded."""
    if not container.streams.video:
        raise ClipError(ClipProblem.NOT_A_CLIP, "expected a video, found a file without pictures")
    stream = container.streams.video[0]
    decoder = stream.codec_context
    if decoder is None:
        raise ClipError(
            ClipProblem.NOT_A_CLIP,
            "expected a video in a usual format, found one that FFmpeg cannot read; it is left out",
        )
    pixels = decoder.width * decoder.height
    if pixels > MAX_PIXELS:
        raise ClipError(
            ClipProblem.TOO_MANY_PIXELS,
            f"expected pictures of at most {MAX_PIXELS / 1e6:.0f} megapixels, found {pixels / 1e6:.0f}; "
            "the clip is left out",
        )
    decoder.options = {"max_pixels": str(MAX_PIXELS)}  # later ones may say another size
    decoder.thread_count = 1  # the other cores have work of their own: live pictures, other readers
    return stream


def upright(image: Image, degrees: int) -> Image:
    """The picture turned counter-clockwise, to the nearest quarter: phones store a portrait lying on its side."""
    return np.ascontiguousarray(np.rot90(image, round(degrees / 90)))


class ClipWriter:
    """Writes H.264 in MP4, which every browser plays; closing it makes the file whole, however few its frames."""

    def __init__(self, clip: Clip, rate: float | None = None) -> None:
        self._container: Any = av.open(str(clip.absolute()) if isinstance(clip, Path) else clip, "w", format="mp4")
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
        stream.codec_context.thread_count = 1  # as in reading
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
