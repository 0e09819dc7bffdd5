"""Follow the faces of a clip: an annotated clip and a table of readings out, by the same engine as the live page.

python -m core.clip IN.mp4 --out annotated.mp4 --csv readings.csv
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from core.annotate import ENGLISH
from core.aside import written_aside
from core.classifier import EmotionClassifier
from core.emotions import Emotion
from core.errors import ClipError, ClipProblem, KindmirrorError
from core.faces import FaceDetector, HaarDetector, YuNetDetector
from core.live import LiveConfig, LiveFace, LiveSession
from core.model_store.choice import add_option, chosen_detector, chosen_network
from core.model_store.settings import read_settings
from core.table import Origin, as_text, clip_rows, write_csv
from core.video import Clip, ClipWriter, Frame, frames, probe

Progress = Callable[[float, float | None], object]

_ENDINGS = signal.SIGINT, signal.SIGTERM  # Ctrl+C, and how a system asks a process to end
_BAR = "{l_bar}{bar}| {n:.1f}/{total:.1f} s [{elapsed}<{remaining}]"


@dataclass(frozen=True, slots=True)
class ClipReading:
    """A face at a time of the clip, in seconds; its box is in pixels of the clip as it is shown."""

    at: float
    face: LiveFace


@dataclass(frozen=True, slots=True)
class ClipResult:
    """What was read. `whole` is False where the clip was cancelled or is damaged; what came before is here.

    `errors` counts the frames that could not be read, as `Snapshot` does.
    """

    readings: tuple[ClipReading, ...]
    frames: int
    seconds: float
    whole: bool
    errors: int = 0


NOTHING = ClipResult((), 0, 0.0, whole=False)


def annotate_clip(
    clip: Clip,
    annotated: Clip | None,
    detector: FaceDetector,
    classifier: EmotionClassifier,
    *,
    config: LiveConfig | None = None,
    names: Mapping[Emotion, str] = ENGLISH,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ClipResult:
    """Read every face of a clip and write the clip with boxes and words, without sound, unless `annotated` is None.

    After each frame `progress(done, total)` is told the seconds of clip, the total None where the file does not say
    it; before each, `cancelled()` is asked. Raises ClipError when `clip` is not a video, and when no frame of it
    could be read.
    """
    info = probe(clip)
    session = LiveSession(detector, classifier, config, names)
    readings: list[ClipReading] = []
    count, seconds, whole = 0, 0.0, True
    with ExitStack() as stack:
        writer = stack.enter_context(ClipWriter(annotated, info.rate)) if annotated is not None else None
        try:
            for frame in frames(clip):
                if cancelled():
                    whole = False
                    break
                readings += _read(session, frame, writer)
                count, seconds = count + 1, frame.at
                if progress:
                    progress(seconds, info.seconds)
        except ClipError:
            if not count:
                raise
            whole = False
    errors = session.snapshot().errors
    if errors and not readings:
        raise ClipError(
            ClipProblem.UNREAD, f"expected frames that can be read, found {errors} that could not; the log says why"
        )
    return ClipResult(tuple(readings), count, seconds, whole, errors)


def _read(session: LiveSession, frame: Frame, writer: ClipWriter | None) -> list[ClipReading]:
    drawn = session.step(frame.image, frame.at)
    if writer is not None:
        writer.write(Frame(frame.at, drawn))
    faces = session.snapshot().faces
    return [ClipReading(frame.at, replace(face, box=face.box.scaled(frame.scale))) for face in faces]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0; 1 when there is nothing to read or only a part could be read; 130 when interrupted.

    Interrupted, it writes what was read until then.
    """
    parser = argparse.ArgumentParser(prog="python -m core.clip", description="Read the expressions in a video file.")
    parser.add_argument("clip", type=Path, help="MP4, MOV, WebM, MKV or AVI")
    parser.add_argument("--out", type=Path, help="where to write the annotated clip (MP4, without sound)")
    parser.add_argument("--csv", type=Path, help="where to write a row for each face and frame")
    parser.add_argument("--overwrite", action="store_true", help="write over what is at these places")
    add_option(parser)
    given = parser.parse_args(arguments)
    for place in filter(None, (given.out, given.csv)):
        if problem := _refusal(place, given.clip, given.overwrite):
            parser.error(f"{place}: {problem}")
    if given.out and given.csv and given.out.resolve() == given.csv.resolve():
        parser.error(f"{given.csv}: expected another file than --out; give another name")
    try:
        with _interruptible() as interrupted:
            result = _write(given, interrupted)
    except (KindmirrorError, OSError) as error:
        print(f"{given.clip}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; nothing was written.", file=sys.stderr)
        return 130
    print(_summary(result, interrupted()))
    if result.whole:
        return 0
    return 130 if interrupted() else 1


def _refusal(place: Path, clip: Path, overwrite: bool) -> str:
    """Why nothing may be written at `place`; empty where it may."""
    if not place.parent.is_dir():
        return "expected a file in a folder that is there, found none; make the folder, or give another name"
    if place.is_dir():
        return "expected a file, found a folder; give the name of a file in it"
    if place.exists() and not place.is_file():
        return "expected a file, found a device or a pipe; give another name"
    if place.exists() and clip.exists() and place.samefile(clip):
        return "expected another file than the clip itself; give another name"
    if place.exists() and not overwrite:
        return "expected a file that is not there yet, found one; give another name, or --overwrite"
    return ""


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Whether it was interrupted, by Ctrl+C or a SIGTERM.

    The first of them only asks to end, the next does what it always does; a second SIGTERM leaves what is unfinished.
    """
    asked = threading.Event()
    before = {ending: signal.getsignal(ending) for ending in _ENDINGS}

    def restore() -> None:
        for ending, handler in before.items():
            signal.signal(ending, handler)

    def ask(*_: object) -> None:
        asked.set()
        restore()

    for ending in _ENDINGS:
        signal.signal(ending, ask)
    try:
        yield asked.is_set
    finally:
        restore()


def _write(given: argparse.Namespace, interrupted: Callable[[], bool]) -> ClipResult:
    """Both files, each once it is whole. The clip, which takes long, is kept even where the table cannot be."""
    with _place(given.csv) as table:  # first, so that a folder that takes no files is found before the work
        with _place(given.out) as out:
            result, made_with = _run(given.clip, out, given.model, interrupted)
        if table:
            with table.open("w", encoding="utf-8", newline="") as file:
                write_csv(file, clip_rows(as_text(Path(given.clip.name)), result.readings, made_with))
    return result


def _place(place: Path | None) -> AbstractContextManager[Path | None]:
    return written_aside(place) if place else nullcontext()


def _summary(result: ClipResult, interrupted: bool) -> str:
    faces = len({reading.face.number for reading in result.readings})
    why = "was left out" if interrupted else "is damaged"
    part = "" if result.whole else f" (the rest of the clip {why})"
    unread = f"; {result.errors} could not be read" if result.errors else ""
    return f"{result.frames} frames, {result.seconds:.1f} s, {faces} at a time at most{part}{unread}"


def _run(
    clip: Path, out: Path | None, model: Path | None, interrupted: Callable[[], bool]
) -> tuple[ClipResult, Origin]:
    settings = read_settings()
    files, yunet = chosen_network(model, settings), chosen_detector(settings)
    detector = HaarDetector() if yunet is None else YuNetDetector(yunet, min_confidence=0.5)
    total = probe(clip).seconds
    with tqdm(total=total, unit=" s", bar_format=_BAR if total else None) as bar:
        result = annotate_clip(
            clip,
            out,
            detector,
            EmotionClassifier(files.tflite, files.card),
            progress=lambda done, _: bar.update(done - bar.n),
            cancelled=interrupted,
        )
    if not result.frames:
        raise KeyboardInterrupt  # before the first picture: there is nothing to keep
    return result, Origin.of(files.card, detector.name)


if __name__ == "__main__":
    sys.exit(main())
