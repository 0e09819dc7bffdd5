"""The engine on clips: what it reads, what it writes, and that it can be stopped."""

import io
import itertools
import os
import signal
from collections import defaultdict
from collections.abc import Iterator
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
from core.video import Clip, ClipWriter, Frame, frames


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


@pytest.fixture
def grey(tmp_path: Path) -> Path:
    """A short clip of nobody, which is quickly read, in a folder of its own."""
    file = tmp_path / "grey.mp4"
    with ClipWriter(file, rate=10) as writer:
        for index in range(10):
            writer.write(Frame(index / 10, np.full((48, 64, 3), 120, np.uint8)))
    return file


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


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


def test_a_clip_whose_name_is_not_text_has_its_table(smile: Path, tmp_path: Path):
    clip, table = tmp_path / os.fsdecode(b"caf\xe9.mp4"), tmp_path / "readings.csv"
    clip.write_bytes(smile.read_bytes())
    assert command.main([str(clip), "--csv", str(table)]) == 0
    assert set(pd.read_csv(table)["file"]) == {"caf\\xe9.mp4"}


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
    assert names_in(tmp_path) == {"clip.mp4", "there"}


def test_what_goes_wrong_leaves_what_was_there(tmp_path: Path):
    letter, out = tmp_path / "letter.mp4", tmp_path / "out.mp4"
    letter.write_text("Dear Sir or Madam")
    out.write_text("precious")
    assert command.main([str(letter), "--out", str(out), "--overwrite"]) == 1
    assert out.read_text() == "precious"


def test_the_command_leaves_its_clip_and_its_neighbours_alone(grey: Path):
    clip = grey.rename(grey.with_name("party.mp4.part"))
    journal = grey.with_name("readings.csv.part")
    journal.write_text("precious")
    before = clip.read_bytes()
    out, table = grey.with_name("party.mp4"), grey.with_name("readings.csv")
    assert command.main([str(clip), "--out", str(out), "--csv", str(table)]) == 0
    assert (clip.read_bytes(), journal.read_text()) == (before, "precious")
    assert names_in(grey.parent) == {clip.name, journal.name, out.name, table.name}


def test_two_results_need_two_files(grey: Path, capsys: pytest.CaptureFixture[str]):
    both = grey.with_name("both"), grey.parent / "." / ".." / grey.parent.name / "both"
    with pytest.raises(SystemExit):
        command.main([str(grey), "--out", str(both[0]), "--csv", str(both[1])])
    assert "expected another file than --out" in capsys.readouterr().err
    assert names_in(grey.parent) == {"grey.mp4"}


@pytest.mark.parametrize("option", ["--out", "--csv"])
def test_a_folder_is_no_place_for_a_file(grey: Path, option: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        command.main([str(grey), option, str(grey.parent), "--overwrite"])
    assert "found a folder" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--out", "--csv"])
def test_neither_is_what_is_no_file(grey: Path, option: str, capsys: pytest.CaptureFixture[str]):
    pipe = grey.with_name("pipe")
    os.mkfifo(pipe)
    with pytest.raises(SystemExit):
        command.main([str(grey), option, str(pipe), "--overwrite"])
    assert "found a device or a pipe" in capsys.readouterr().err
    assert pipe.is_fifo()


def test_a_table_that_cannot_be_written_does_not_cost_the_clip(
    grey: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(command, "write_csv", full)
    out, table = grey.with_name("out.mp4"), grey.with_name("out.csv")
    assert command.main([str(grey), "--out", str(out), "--csv", str(table)]) == 1
    assert "No space left" in capsys.readouterr().err
    assert names_in(grey.parent) == {"grey.mp4", "out.mp4"}
    assert len(list(frames(out))) == 10


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "by the system"])
@pytest.mark.parametrize(
    ("asked_at", "left", "says"),
    [
        pytest.param(4, {"grey.mp4", "out.mp4", "out.csv"}, "the rest of the clip was left out", id="half way"),
        pytest.param(0, {"grey.mp4"}, "nothing was written", id="at once"),
    ],
)
def test_interrupted_the_command_keeps_what_was_read(
    grey: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    ending: signal.Signals,
    asked_at: int,
    left: set[str],
    says: str,
):
    def frames_until_it_is_asked_to_end(clip: Clip) -> Iterator[Frame]:
        for index, frame in enumerate(frames(clip)):
            if index == asked_at:
                signal.raise_signal(ending)
                assert handlers() == before, "the next one ends it"
            yield frame

    def handlers() -> list[object]:
        return [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]

    before = handlers()
    monkeypatch.setattr(command, "frames", frames_until_it_is_asked_to_end)
    out, table = grey.with_name("out.mp4"), grey.with_name("out.csv")
    assert command.main([str(grey), "--out", str(out), "--csv", str(table)]) == 130
    assert says in "".join(capsys.readouterr())
    assert names_in(grey.parent) == left
    assert handlers() == before
    if out.exists():
        assert len(list(frames(out))) == asked_at


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("none.mp4", None, "No such file", id="missing"),
        pytest.param("short.mp4", b"", "expected a video", id="empty"),
    ],
)
def test_the_command_says_why_nothing_came_of_a_clip(
    tmp_path: Path, name: str, content: bytes | None, says: str, capsys: pytest.CaptureFixture[str]
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert command.main([str(tmp_path / name), "--out", str(tmp_path / "out.mp4")]) == 1
    error = capsys.readouterr().err
    assert name in error
    assert says in error
    assert "out.mp4" not in error


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
