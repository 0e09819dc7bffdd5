"""Follow the faces of a clip: an annotated clip and a table of readings out, by the same engine as the live page.

python -m core.clip IN.mp4 --out annotated.mp4 --csv readings.csv
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from core.annotate import ENGLISH
from core.classifier import EmotionClassifier
from core.emotions import Emotion
from core.errors import ClipError, KindmirrorError
from core.faces import FaceDetector, HaarDetector, YuNetDetector
from core.live import LiveConfig, LiveFace, LiveSession
from core.model_store.choice import add_option, chosen_detector, chosen_network
from core.model_store.settings import read_settings
from core.table import Origin, clip_rows, write_csv
from core.video import Clip, ClipWriter, Frame, frames, probe

Progress = Callable[[float, float | None], object]

_BAR = "{l_bar}{bar}| {n:.1f}/{total:.1f} s [{elapsed}<{remaining}]"


@dataclass(frozen=True, slots=True)
class ClipReading:
    """A face at a time of the clip, in seconds; its box is in pixels of the annotated clip."""

    at: float
    face: LiveFace


@dataclass(frozen=True, slots=True)
class ClipResult:
    """What was read. `whole` is False where the clip was cancelled or is damaged; what came before is here."""

    readings: tuple[ClipReading, ...]
    frames: int
    seconds: float
    whole: bool


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
    it; before each, `cancelled()` is asked. Raises ClipError when `clip` is not a video.
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
    return ClipResult(tuple(readings), count, seconds, whole)


def _read(session: LiveSession, frame: Frame, writer: ClipWriter | None) -> list[ClipReading]:
    drawn = session.step(frame.image, frame.at)
    if writer is not None:
        writer.write(Frame(frame.at, drawn))
    return [ClipReading(frame.at, face) for face in session.snapshot().faces]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 1 when there is nothing to read or only a part of the clip could be read."""
    parser = argparse.ArgumentParser(prog="python -m core.clip", description="Read the expressions in a video file.")
    parser.add_argument("clip", type=Path, help="MP4, MOV, WebM, MKV or AVI")
    parser.add_argument("--out", type=Path, help="where to write the annotated clip (MP4, without sound)")
    parser.add_argument("--csv", type=Path, help="where to write a row for each face and frame")
    add_option(parser)
    given = parser.parse_args(arguments)
    try:
        result, made_with = _run(given.clip, given.out, given.model)
    except (KindmirrorError, OSError) as error:
        print(f"{given.clip}: {error}", file=sys.stderr)
        return 1
    if given.csv:
        with given.csv.open("w", encoding="utf-8", newline="") as file:
            write_csv(file, clip_rows(given.clip.name, result.readings, made_with))
    faces = len({reading.face.number for reading in result.readings})
    part = "" if result.whole else " (the rest of the clip is damaged)"
    print(f"{result.frames} frames, {result.seconds:.1f} s, {faces} at a time at most{part}")
    return 0 if result.whole else 1


def _run(clip: Path, out: Path | None, model: Path | None) -> tuple[ClipResult, Origin]:
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
        )
    return result, Origin.of(files.card, detector.name)


if __name__ == "__main__":
    sys.exit(main())
