"""The engine on clips: what it reads, what it writes, and that it can be stopped."""

import io
import itertools
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

from core import clip as command
from core.classifier import EmotionClassifier
from core.clip import ClipResult, annotate_clip
from core.emotions import Emotion
from core.errors import ClipError, ClipProblem
from core.faces import FaceDetector, YuNetDetector
from core.images import Image
from core.table import COLUMNS
from core.video import ClipWriter, Frame, frames


@pytest.fixture(autouse=True)
def haar_cascade(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command fetches nothing."""
    monkeypatch.setenv("KINDMIRROR_DETECTOR", "off")


@pytest.fixture(scope="session")
def smile(tmp_path_factory: pytest.TempPathFactory, astronaut: Image) -> Path:
    """A clip of one second at ten frames a second in which the portrait moves sideways."""
    file = tmp_path_factory.mktemp("clips") / "smile.mp4"
    with ClipWriter(file, rate=10) as writer:
        for index in range(10):
            writer.write(Frame(index / 10, np.ascontiguousarray(astronaut[:320, 80 - 2 * index : 400 - 2 * index])))
    return file


def numbers(result: ClipResult) -> set[int]:
    return {reading.face.number for reading in result.readings}


def spells(result: ClipResult) -> dict[int, list[Emotion]]:
    """For each face, what was shown one after the other."""
    shown = defaultdict(list)
    for reading in result.readings:
        shown[reading.face.number].append(reading.face.shown)
    return {number: [emotion for emotion, _ in itertools.groupby(labels)] for number, labels in shown.items()}


def test_a_clip_comes_back_annotated(smile: Path, haar: FaceDetector, classifier: EmotionClassifier):
    annotated = io.BytesIO()
    result = annotate_clip(smile, annotated, haar, classifier)
    assert (result.frames, result.whole, numbers(result)) == (10, True, {1})
    for before, after in zip(frames(smile), frames(annotated), strict=True):
        assert after.at == pytest.approx(before.at, abs=1e-3)
        assert np.abs(after.image.astype(int) - before.image).max() > 60, "something is drawn"


def test_progress_is_told_in_seconds(smile: Path, haar: FaceDetector, classifier: EmotionClassifier):
    told: list[tuple[float, float | None]] = []
    annotate_clip(smile, None, haar, classifier, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == pytest.approx([index / 10 for index in range(10)], abs=1e-3)
    assert [total for _, total in told] == pytest.approx([1.0] * 10, abs=0.11)


def test_a_cancelled_clip_keeps_what_was_done(smile: Path, haar: FaceDetector, classifier: EmotionClassifier):
    annotated, asked = io.BytesIO(), itertools.count()
    result = annotate_clip(smile, annotated, haar, classifier, cancelled=lambda: next(asked) == 4)
    assert (result.frames, result.whole) == (4, False)
    assert {round(reading.at, 1) for reading in result.readings} == {0.0, 0.1, 0.2, 0.3}
    assert len(list(frames(annotated))) == 4


def test_a_text_is_refused(haar: FaceDetector, classifier: EmotionClassifier):
    with pytest.raises(ClipError):
        annotate_clip(io.BytesIO(b"once upon a time"), None, haar, classifier)


def test_the_command_writes_both_files(smile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out, table = tmp_path / "annotated.mp4", tmp_path / "readings.csv"
    assert command.main([str(smile), "--out", str(out), "--csv", str(table)]) == 0
    assert len(list(frames(out))) == 10
    assert len(pd.read_csv(table)) > 5
    assert tuple(pd.read_csv(table).columns) == tuple(COLUMNS)  # as everywhere, the network's hash among them
    assert "10 frames" in capsys.readouterr().out


def test_boxes_are_in_the_clips_own_pixels(astronaut: Image, haar: FaceDetector, classifier: EmotionClassifier):
    small, large = io.BytesIO(), io.BytesIO()
    for clip, side in ((small, 640), (large, 2560)):
        with ClipWriter(clip, rate=10) as writer:
            writer.write(Frame(0.0, cv2.resize(astronaut, (side, side))))
    boxes = [annotate_clip(clip, None, haar, classifier).readings[0].face.box for clip in (small, large)]
    assert boxes[1].width == pytest.approx(4 * boxes[0].width, rel=0.1)
    assert boxes[1].x == pytest.approx(4 * boxes[0].x, rel=0.1)


def test_where_nothing_can_be_read_it_says_so(smile: Path, haar: FaceDetector):
    class Broken:
        def classify(self, _: object) -> None:
            raise RuntimeError("no memory left")

    with pytest.raises(ClipError, match="frames that can be read") as refused:
        annotate_clip(smile, None, haar, Broken())  # type: ignore[arg-type]
    assert refused.value.problem is ClipProblem.UNREAD


@pytest.mark.parametrize("option", ["--out", "--csv"])
def test_the_command_writes_over_nothing_unasked(smile: Path, tmp_path: Path, option: str):
    clip, there = tmp_path / "clip.mp4", tmp_path / "there"
    clip.write_bytes(smile.read_bytes())
    there.write_text("precious")
    for place in (clip, there, tmp_path / "none" / "out"):
        with pytest.raises(SystemExit):
            command.main([str(clip), option, str(place)])
    with pytest.raises(SystemExit):
        command.main([str(clip), option, str(clip), "--overwrite"])
    assert clip.read_bytes() == smile.read_bytes()
    assert there.read_text() == "precious"
    assert command.main([str(clip), option, str(there), "--overwrite"]) == 0
    assert there.read_bytes() != b"precious"
    assert {file.name for file in tmp_path.iterdir()} == {"clip.mp4", "there"}


def test_what_goes_wrong_leaves_what_was_there(tmp_path: Path):
    letter, out = tmp_path / "letter.mp4", tmp_path / "out.mp4"
    letter.write_text("Dear Sir or Madam")
    out.write_text("precious")
    assert command.main([str(letter), "--out", str(out), "--overwrite"]) == 1
    assert out.read_text() == "precious"


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "letter.mp4"
    file.write_text("Dear Sir or Madam")
    assert command.main([str(file)]) == 1
    assert "expected a video" in capsys.readouterr().err


def test_the_command_reads_with_a_network_of_ones_own(
    smile: Path, tmp_path: Path, model_folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert command.main([str(smile), "--model", str(model_folder)]) == 0
    assert command.main([str(smile), "--model", str(tmp_path)]) == 1
    assert "model_card.json" in capsys.readouterr().err


# Real clips


@pytest.fixture(scope="session")
def swift(shared: Path) -> YuNetDetector:
    """YuNet as the live page uses it."""
    return YuNetDetector(
        shared / "weights" / "face_detection_yunet_2023mar.onnx", longest_sides=(320,), min_confidence=0.5
    )


def test_a_neutral_face_that_turns_to_a_smile(shared: Path, swift: FaceDetector, classifier: EmotionClassifier):
    result = annotate_clip(shared / "videos" / "single_face.mp4", None, swift, classifier)
    (shown,) = spells(result).values()
    assert shown[-1] is Emotion.HAPPY
    assert len(shown) <= 3


def test_nobody_is_found_where_nobody_is(shared: Path, swift: FaceDetector, classifier: EmotionClassifier):
    assert annotate_clip(shared / "videos" / "no_face.mp4", None, swift, classifier).readings == ()


def test_a_track_ends_within_a_second_of_leaving(shared: Path, swift: FaceDetector, classifier: EmotionClassifier):
    clip = shared / "videos" / "face_noface.mov"
    last_found = max(frame.at for frame in frames(clip) if swift.detect(frame.image))
    result = annotate_clip(clip, None, swift, classifier)
    assert result.seconds - last_found > 1.0, "the clip goes on after the face has left"
    assert max(reading.at for reading in result.readings) - last_found < 1.0
    assert numbers(result) == {1}


def test_two_people_are_two(shared: Path, swift: FaceDetector, classifier: EmotionClassifier):
    clip = shared / "videos" / "head-pose-face-detection-female-and-male.mp4"
    assert numbers(annotate_clip(clip, None, swift, classifier)) == {1, 2}
