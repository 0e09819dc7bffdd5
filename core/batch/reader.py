"""Files in, their rows out. What goes wrong with a file becomes its row; nothing is raised."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import PIL.Image

from core.analysis import FaceReading, analyse
from core.annotate import draw
from core.batch.inputs import Found
from core.batch.plan import Plan
from core.classifier import Classification, EmotionClassifier
from core.errors import ClipError, KindmirrorError
from core.faces import Face
from core.images import MAX_BYTES, Image, decode
from core.memory import keep_freed_memory
from core.model_store.files import require
from core.preprocess import Crop, reduced
from core.table import Row, problem_row, rows_of, safe_name

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

    def rows(self, found: Found) -> list[Row]:
        """The rows of one file: its faces, or that there is none, or its problem."""
        return self.rows_of_all([found])[0]

    def rows_of_all(self, files: Sequence[Found]) -> list[list[Row]]:
        """The rows of each file. The faces of all pictures go through the network together, which is quicker."""
        seen = [self._attempt(found) for found in files]
        crops = [crop for one in seen if isinstance(one, _Seen) for crop in one.crops]
        answers = iter(self._classifier.classify(crops))
        return [self._classified(one, answers) if isinstance(one, _Seen) else one for one in seen]

    def _attempt(self, found: Found) -> "_Seen | list[Row]":
        try:
            return [problem_row(found.name, found.problem, self.origin)] if found.problem else self._look(found)
        except KindmirrorError as error:
            problem = str(error)
        except OSError as error:
            problem = f"expected a file that can be read, found: {error.strerror or error}"
        except Exception as error:  # one bad file never stops the rest
            _log.debug("unexpected", exc_info=error)
            problem = f"expected to read it like any other, found: {type(error).__name__}: {error}"
        return [problem_row(found.name, problem, self.origin)]

    def _look(self, found: Found) -> "_Seen | list[Row]":
        if found.is_clip:
            return self._read_clip(found)
        image = decode(_bytes(found.path))
        if self._plan.annotate is not None:
            return self._read_and_annotate(found, image, self._plan.annotate)
        faces = self._detector.detect(image)
        return _Seen(found, faces, [reduced(face.crop(image)) for face in faces])

    def _classified(self, seen: "_Seen", answers: Iterator[Classification]) -> list[Row]:
        """The rows of a picture; takes as many answers as it has faces."""
        readings = [FaceReading(face, answer.scores) for face, answer in zip(seen.faces, answers, strict=False)]
        return rows_of(seen.found.name, readings, self.origin)

    def _read_and_annotate(self, found: Found, image: Image, folder: Path) -> list[Row]:
        readings = analyse(image, self._detector, self._classifier)
        copy = folder / annotated_name(found, ".png")
        PIL.Image.fromarray(draw(image, readings)).save(copy, compress_level=3)
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
        from core.video import ClipWriter, frames  # noqa: PLC0415 - FFmpeg's libraries, which pictures do without

        last = -1.0  # the stretch of `every` seconds that was read last; one that has no frame is not made up for
        readings: tuple[FaceReading, ...] = ()
        with ExitStack() as stack:
            writer = None
            if self._plan.annotate is not None:
                writer = stack.enter_context(ClipWriter(self._plan.annotate / annotated_name(found, ".mp4")))
            for frame in frames(found.path):
                now = (frame.at + _EXACT) // self._plan.every
                if now > last:
                    readings = analyse(frame.image, self._detector, self._classifier)
                    yield round(frame.at, 3), tuple(each.scaled(frame.scale) for each in readings)
                    last = now
                if writer is not None:
                    writer.write(replace(frame, image=draw(frame.image, readings)))


class _Seen(NamedTuple):
    """The faces of a picture, and what the network needs of each: the picture itself is not kept."""

    found: Found
    faces: tuple[Face, ...]
    crops: list[Crop]


def annotated_name(found: Found, ending: str) -> str:
    """The annotated copy's: two files of one name in two folders stay apart."""
    return safe_name(found.path.stem, f"-{found.key[:12]}{ending}")


def _bytes(path: Path) -> bytes:
    """A byte more than `decode` takes is enough for it to refuse the file."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
