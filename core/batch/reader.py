"""Files in, their rows out. What goes wrong with a file becomes its row, and the rest goes on."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import cv2
import PIL.Image

from core.analysis import FaceReading, analyse
from core.annotate import draw
from core.batch.inputs import Found
from core.batch.plan import Plan
from core.classifier import Classification, EmotionClassifier
from core.errors import BatchError, ClipError, KindmirrorError
from core.faces import Face
from core.images import MAX_BYTES, Image, decode
from core.memory import keep_freed_memory
from core.model_store.files import require
from core.preprocess import Crop, reduced
from core.table import Row, problem_row, rows_of, safe_name

if TYPE_CHECKING:
    from core.video import Frame

T = TypeVar("T")

_EXACT = 0.0005  # seconds: the table says times no more exactly than that, so 0.2999999 is 0.3

_log = logging.getLogger(__name__)


class Reader:
    """Reads files, one after the other, on one thread. Raises ModelError or DetectorError when it is made."""

    def __init__(self, plan: Plan) -> None:
        cv2.setNumThreads(1)  # each reader has a core of its own
        keep_freed_memory()
        require(plan.network.tflite, plan.tflite_sha256)
        self._plan = plan
        self._detector = plan.detector()
        self._classifier = EmotionClassifier(plan.network.tflite, plan.network.card)
        self.origin = plan.origin

    def rows_of_all(self, files: Sequence[Found]) -> list[list[Row]]:
        """The rows of each file: its faces, or that there is none, or its problem.

        The faces of all pictures go through the network together, which is quicker.
        Raises BatchError where an annotated copy cannot be written, which is no fault of the file.
        """
        seen = [self._attempt(found, partial(self._look, found)) for found in files]
        try:
            return self._classified(seen)
        except Exception:  # alone, each picture shows whether the network fails at its faces
            return [
                self._attempt(one.found, partial(self._classified_alone, one)) if isinstance(one, _Seen) else one
                for one in seen
            ]

    def _attempt(self, found: Found, work: Callable[[], T]) -> T | list[Row]:
        try:
            return work()
        except BatchError:
            raise
        except KindmirrorError as error:
            problem = str(error)
        except OSError as error:
            problem = f"expected a file that can be read, found: {error.strerror or error}"
        except Exception as error:  # one bad file never stops the rest
            _log.debug("unexpected", exc_info=error)
            problem = f"expected to read it like any other, found: {type(error).__name__}: {error}"
        return [problem_row(found.name, problem, self.origin)]

    def _look(self, found: Found) -> "_Seen | list[Row]":
        if found.problem:
            return [problem_row(found.name, found.problem, self.origin)]
        if found.is_clip:
            return self._read_clip(found)
        image = decode(_bytes(found.path))
        if self._plan.annotate is not None:
            return self._read_and_annotate(found, image, self._plan.annotate)
        faces = self._detector.detect(image)
        return _Seen(found, faces, [reduced(face.crop(image)) for face in faces])

    def _classified(self, seen: "Sequence[_Seen | list[Row]]") -> list[list[Row]]:
        crops = [crop for one in seen if isinstance(one, _Seen) for crop in one.crops]
        answers = iter(self._classifier.classify(crops))
        return [self._answered(one, answers) if isinstance(one, _Seen) else one for one in seen]

    def _classified_alone(self, seen: "_Seen") -> list[Row]:
        return self._classified([seen])[0]

    def _answered(self, seen: "_Seen", answers: Iterator[Classification]) -> list[Row]:
        """The rows of a picture; takes as many answers as it has faces."""
        readings = [FaceReading(face, answer.scores) for face, answer in zip(seen.faces, answers, strict=False)]
        return rows_of(seen.found.name, readings, self.origin)

    def _read_and_annotate(self, found: Found, image: Image, folder: Path) -> list[Row]:
        readings = analyse(image, self._detector, self._classifier)
        copy, drawn = folder / annotated_name(found, ".png"), PIL.Image.fromarray(draw(image, readings))
        with _writing(copy):
            drawn.save(copy, compress_level=3)
        return rows_of(found.name, readings, self.origin)

    def _read_clip(self, found: Found) -> list[Row]:
        """Rows for every `every` seconds. Where the clip breaks off, its last row says so."""
        rows: list[Row] = []
        try:
            for seconds, readings in self._clip_readings(found):
                rows += rows_of(found.name, readings, self.origin, seconds)
        except ClipError as error:
            rows.append(problem_row(found.name, str(error), self.origin))
        return rows

    def _clip_readings(self, found: Found) -> Iterator[tuple[float, tuple[FaceReading, ...]]]:
        from core.video import frames  # noqa: PLC0415 - FFmpeg's libraries, which pictures do without

        last = -1.0  # the stretch of `every` seconds that was read last; one that has no frame is not made up for
        readings: tuple[FaceReading, ...] = ()
        with ExitStack() as stack:
            write = None
            if self._plan.annotate is not None:
                write = stack.enter_context(_clip_copy(self._plan.annotate / annotated_name(found, ".mp4")))
            for frame in frames(found.path):
                now = (frame.at + _EXACT) // self._plan.every
                if now > last:
                    readings = analyse(frame.image, self._detector, self._classifier)
                    yield round(frame.at, 3), tuple(each.scaled(frame.scale) for each in readings)
                    last = now
                if write is not None:
                    write(replace(frame, image=draw(frame.image, readings)))


class _Seen(NamedTuple):
    """The faces of a picture, and what the network needs of each: the picture itself is not kept."""

    found: Found
    faces: tuple[Face, ...]
    crops: list[Crop]


def annotated_name(found: Found, ending: str) -> str:
    """The annotated copy's: two files of one name in two folders stay apart."""
    return safe_name(found.path.stem, f"-{found.key[:12]}{ending}")


@contextmanager
def _clip_copy(copy: Path) -> "Iterator[Callable[[Frame], None]]":
    """What adds a frame to the copy of a clip, which is whole afterwards."""
    from core.video import ClipWriter  # noqa: PLC0415 - as above

    with _writing(copy):
        writer = ClipWriter(copy)

    def write(frame: "Frame") -> None:
        with _writing(copy):
            writer.write(frame)

    try:
        yield write
    finally:
        with _writing(copy):
            writer.close()


@contextmanager
def _writing(copy: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BatchError(
            f"{copy}: expected room for an annotated copy, found: {error.strerror or error}; "
            "nothing more is read until that is mended"
        ) from error


def _bytes(path: Path) -> bytes:
    """A byte more than `decode` takes is enough for it to refuse the file."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
