"""A clip that is read aside: how far it is, stopping it, and what is refused."""

import gc
import io
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core import clip_job
from core.classifier import Classification
from core.clip_job import ClipJob, moments_of
from core.emotions import Emotion, EmotionScores
from core.errors import ClipError
from core.faces import Box, Face
from core.images import Image
from core.timeline import Source
from core.video import ClipWriter, Frame, frames, probe

NAMES = {emotion: str(emotion) for emotion in Emotion}


class Stage:
    """Plays detector and classifier: one happy face, and a gate that holds the reading up."""

    name = "stage"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.reached = threading.Event()
        self.searches = 0

    def detect(self, image: Image) -> tuple[Face, ...]:
        self.searches += 1
        self.reached.set()
        assert self.gate.wait(30)
        return (Face(Box(10, 10, 40, 40), Box(10, 10, 40, 40)),)

    def classify(self, crops: list[Image]) -> tuple[Classification, ...]:
        return tuple(Classification(EmotionScores.certain(Emotion.HAPPY), None) for _ in crops)


def clip(seconds: float, rate: int = 10, height: int = 64, width: int = 96) -> bytes:
    file = io.BytesIO()
    picture = np.full((height, width, 3), 120, np.uint8)
    with ClipWriter(file, rate) as writer:
        for number in range(round(seconds * rate)):
            writer.write(Frame(number / rate, picture))
    return file.getvalue()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def job_of(data: bytes, stage: Stage, pool: ThreadPoolExecutor) -> ClipJob:
    return ClipJob(data, stage, stage, NAMES, pool)  # type: ignore[arg-type]


def test_a_clip_is_read_and_annotated(pool: ThreadPoolExecutor) -> None:
    job = job_of(clip(2), Stage(), pool)
    result = job.result()
    assert job.is_done
    assert result.whole
    assert result.frames == len(list(frames(io.BytesIO(job.annotated())))) == 20
    assert {reading.face.shown for reading in result.readings} == {Emotion.HAPPY}
    assert job.share == pytest.approx(1.0, abs=0.06)


def test_stopped_early_it_keeps_what_was_read(pool: ThreadPoolExecutor) -> None:
    stage = Stage()
    stage.gate.clear()
    job = job_of(clip(5), stage, pool)
    assert stage.reached.wait(30)
    assert not job.is_done
    job.stop()
    stage.gate.set()
    result = job.result()
    assert not result.whole
    assert 0 < result.frames < 50
    assert len(list(frames(io.BytesIO(job.annotated())))) == result.frames


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"not a clip", "expected a video", id="something else"),
        pytest.param(bytes(51_000_000), "at most 50 MB, found 51 MB", id="too big"),
        pytest.param(clip(62, rate=1), "at most 60 seconds, found 62", id="too long"),
        pytest.param(clip(1, rate=1, height=3200, width=3200), "at most 9 megapixels, found 10", id="too many pixels"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(data: bytes, says: str, pool: ThreadPoolExecutor) -> None:
    with pytest.raises(ClipError, match=says):
        job_of(data, Stage(), pool)


def test_a_minute_may_say_that_it_is_a_little_longer(pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    data = clip(2)
    header = probe(io.BytesIO(data))
    monkeypatch.setattr(clip_job, "probe", lambda _: replace(header, seconds=60.02))
    assert job_of(data, Stage(), pool).result().whole


def test_a_clip_that_is_longer_than_it_says_ends_at_the_limit(
    pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = clip(90, rate=1)
    header = probe(io.BytesIO(data))
    monkeypatch.setattr(clip_job, "probe", lambda _: replace(header, seconds=None))
    result = job_of(data, Stage(), pool).result()
    assert not result.whole
    assert result.seconds == pytest.approx(60.0)


def test_a_clip_of_more_frames_than_anybody_sees_ends_at_the_limit(
    pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_job, "MAX_FRAMES", 7)
    result = job_of(clip(2), Stage(), pool).result()
    assert (result.frames, result.whole) == (7, False)


def test_stopped_while_it_waits_it_ends_with_nothing(pool: ThreadPoolExecutor) -> None:
    stage = Stage()
    stage.gate.clear()
    before, waiting = job_of(clip(1), stage, pool), job_of(clip(1), stage, pool)
    assert stage.reached.wait(30)
    assert not before.is_waiting
    assert waiting.is_waiting
    waiting.stop()
    assert waiting.is_done
    assert (waiting.result().frames, waiting.result().whole) == (0, False)
    stage.gate.set()
    assert before.result().whole


def test_the_clip_of_a_visitor_who_left_is_read_no_further(pool: ThreadPoolExecutor) -> None:
    stage = Stage()
    stage.gate.clear()
    job = job_of(clip(5), stage, pool)
    assert stage.reached.wait(30)
    del job
    gc.collect()
    stage.gate.set()
    assert job_of(clip(1), Stage(), pool).result().whole
    assert stage.searches < 3


def test_the_clip_of_a_visitor_who_left_waits_no_longer_and_takes_no_memory(pool: ThreadPoolExecutor) -> None:
    before, after = Stage(), Stage()
    before.gate.clear()
    first = job_of(clip(1), before, pool)
    assert before.reached.wait(30)
    tracemalloc.start()
    try:
        waiting = job_of(clip(1) + bytes(20_000_000), after, pool)
        assert tracemalloc.get_traced_memory()[0] > 20_000_000
        assert waiting.is_waiting
        del waiting
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()
    before.gate.set()
    assert first.result().whole
    assert job_of(clip(1), Stage(), pool).result().whole
    assert not after.searches


def test_a_clip_becomes_two_moments_a_second_for_each_face(pool: ThreadPoolExecutor) -> None:
    result = job_of(clip(2), Stage(), pool).result()
    began = datetime(2026, 3, 14, 12, tzinfo=UTC)
    moments = moments_of(result.readings, "party.mp4", began, "emotion_cnn 1.0.0")
    assert [moment.at - began for moment in moments] == [timedelta(seconds=half / 2) for half in range(4)]
    assert {(moment.face, moment.source, moment.network) for moment in moments} == {
        ("party.mp4 · 1", Source.CLIP, "emotion_cnn 1.0.0")
    }
