"""A frame in, a frame out, whatever happens in between."""

import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.annotate import Mark
from core.classifier import Classification, EmotionClassifier
from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face, FaceDetector, HaarDetector
from core.images import Image
from core.live import LiveConfig, LiveSession, Notice, Snapshot

FPS = 15
FRAME = np.tile(np.linspace(0, 255, 640, dtype=np.uint8)[None, :, None], (480, 1, 3))


def face(x: int, side: int = 120) -> Face:
    return Face(Box(x, 100, side, side), Box(x, 100, side, side))


class Stage:
    """Plays detector and classifier: `faces` are found, and each shows the emotion of its position."""

    name = "stage"

    def __init__(self, *faces: Face, emotion: Emotion = Emotion.HAPPY) -> None:
        self.faces, self.emotion = faces, emotion
        self.detections = self.classified = 0
        self.before: Callable[[], object] = lambda: None

    def detect(self, image: Image) -> tuple[Face, ...]:
        self.before()
        self.detections += 1
        return self.faces

    def classify(self, crops: list[Image]) -> tuple[Classification, ...]:
        self.classified += len(crops)
        return tuple(Classification(EmotionScores.certain(self.emotion), None) for _ in crops)

    def session(self, config: LiveConfig | None = None, pool: ThreadPoolExecutor | None = None) -> LiveSession:
        return LiveSession(self, self, config, pool=pool)  # type: ignore[arg-type]


def play(session: LiveSession, seconds: float, start: float = 0.0, frame: Image = FRAME) -> Snapshot:
    for index in range(round(seconds * FPS)):
        session.step(frame, start + index / FPS)
    return session.snapshot()


def fail() -> None:
    raise RuntimeError("made to fail")


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


# What it shows


def test_before_the_first_frame_there_is_nothing():
    snapshot = Stage().session().snapshot()
    assert (snapshot.at, snapshot.faces, snapshot.focus, snapshot.offer, snapshot.fps) == (None, (), None, None, 0.0)


def test_a_face_is_drawn_on_a_copy_and_told():
    session = Stage(face(200)).session()
    before = FRAME.copy()
    drawn = session.step(FRAME, 0.0)
    assert drawn.shape == FRAME.shape
    assert (drawn != FRAME).any()
    assert (before == FRAME).all()
    assert [(f.number, f.shown, f.sure) for f in session.snapshot().faces] == [(1, Emotion.HAPPY, True)]


def test_counts_rise_and_reset_clears_them():
    session = Stage(face(200)).session()
    shown = play(session, 4.0)
    assert dict(shown.led)[Emotion.HAPPY] > 3
    assert len(shown.trend) >= 7
    assert shown.offer is not None
    assert shown.fps == pytest.approx(FPS, rel=0.05)
    session.reset()
    cleared = session.snapshot()
    assert sum(seconds for _, seconds in cleared.led) == 0
    assert (cleared.trend, cleared.offer, cleared.faces, cleared.frames) == ((), None, (), 0)


def test_a_snapshot_stays_as_it_was_taken():
    session = Stage(face(200)).session()
    first = play(session, 1.0)
    frames, trend, led = first.frames, first.trend, first.led
    play(session, 2.0, start=1.0)
    assert (first.frames, first.trend, first.led) == (frames, trend, led)


def test_a_word_is_never_shown_with_a_figure_that_does_not_fit_it(monkeypatch: pytest.MonkeyPatch):
    marks: list[Mark] = []
    monkeypatch.setattr("core.live.session.draw_marks", lambda frame, drawn, *_: marks.extend(drawn) or frame)
    stage = Stage(face(200))
    session = stage.session()
    play(session, 2.0)
    stage.emotion = Emotion.SAD
    play(session, 2.0, start=2.0)
    held = [mark for mark in marks if mark.share is None]
    assert {mark.emotion for mark in held} == {Emotion.HAPPY}
    assert marks[-1].emotion is Emotion.SAD
    assert min(mark.share for mark in marks if mark.share is not None) > 1 / 3


def test_a_paused_session_lets_frames_pass():
    stage = Stage(face(200))
    session = stage.session()
    play(session, 0.5)
    seen = stage.detections
    session.pause()
    assert session.step(FRAME, 0.6) is FRAME
    assert session.snapshot().paused
    assert stage.detections == seen
    session.pause(False)
    session.step(FRAME, 0.8)
    assert stage.detections == seen + 1


def test_at_rest_no_picture_is_kept_and_what_was_learnt_stays():
    stage = Stage(face(200))
    session = stage.session()
    before = play(session, 1.0)
    session.rest()
    assert session._search._last is None
    assert session.snapshot() == before
    play(session, 1.0, start=1.0)
    assert session._search._last is None, "of frames that come late neither"
    session.rest(False)
    assert [f.number for f in play(session, 1.0, start=2.0).faces] == [1]


def test_the_focus_is_on_the_face_that_was_there_first_unless_one_is_chosen():
    stage = Stage(face(400))
    session = stage.session()
    play(session, 0.5)
    stage.faces = (face(50), face(400))
    snapshot = play(session, 1.0, start=0.5)
    assert [f.number for f in snapshot.faces] == [2, 1]
    assert snapshot.focus == 1
    session.select(2)
    assert session.snapshot().focus == 2
    session.select(None)
    assert session.snapshot().focus == 1


def test_the_focus_moves_on_when_its_face_has_left():
    stage = Stage(face(50), face(400))
    session = stage.session()
    play(session, 1.0)
    stage.faces = (face(400),)
    assert play(session, 3.0, start=1.0).focus == 2
    stage.faces = ()
    gone = play(session, 5.0, start=4.0)
    assert (gone.faces, gone.focus) == ((), 2)


def test_the_focus_waits_a_moment_for_its_face():
    stage = Stage(face(50), face(400))
    session = stage.session()
    play(session, 1.0)
    stage.faces = (face(400),)
    assert play(session, 1.5, start=1.0).focus == 1


def test_the_focus_moves_on_when_the_chosen_face_has_left():
    stage = Stage(face(50), face(400))
    session = stage.session()
    play(session, 1.0)
    session.select(2)
    stage.faces = (face(50),)
    assert play(session, 1.5, start=1.0).focus == 2, "it may have been missed"
    alone = play(session, 1.5, start=2.5)
    assert alone.focused is not None
    assert alone.focus == 1


def test_a_chosen_face_stays_chosen_when_everybody_has_left():
    stage = Stage(face(50), face(400))
    session = stage.session()
    play(session, 1.0)
    session.select(2)
    stage.faces = ()
    assert play(session, 5.0, start=1.0).focus == 2


def test_who_comes_later_begins_anew():
    stage = Stage(face(200))
    session = stage.session()
    assert play(session, 4.0).offer is not None
    stage.faces = ()
    assert play(session, 3.0, start=4.0).offer is not None, "it stays until somebody else comes"
    stage.faces, stage.emotion = (face(200),), Emotion.SAD
    other = play(session, 1.0, start=7.0)
    assert [f.number for f in other.faces] == [1]
    assert (other.offer, {emotion for emotion, seconds in other.led if seconds}) == (None, {Emotion.SAD})
    assert other.trend[0].at == 7.0


def test_who_looks_away_for_a_moment_goes_on():
    stage = Stage(face(200))
    session = stage.session()
    play(session, 4.0)
    stage.faces = ()
    play(session, 1.5, start=4.0)
    stage.faces = (face(200),)
    again = play(session, 1.0, start=5.5)
    assert again.offer is not None
    assert dict(again.led)[Emotion.HAPPY] > 4.5


# What it says openly


@pytest.mark.parametrize(
    ("faces", "frame", "notice"),
    [
        ((), FRAME, Notice.NO_FACE),
        ((face(200, side=20),), FRAME, Notice.TOO_SMALL),
        ((), np.zeros_like(FRAME), Notice.COVERED),
        ((), FRAME // 5, Notice.DARK),
    ],
    ids=["nobody", "too-small", "covered", "dark"],
)
def test_it_says_what_is_lacking(faces: tuple[Face, ...], frame: Image, notice: Notice):
    assert play(Stage(*faces).session(), 1.5, frame=frame).notices == (notice,)


def test_a_face_that_is_too_small_is_not_read():
    stage = Stage(face(200, side=20))
    assert play(stage.session(), 1.0).faces == ()
    assert stage.classified == 0


def test_it_says_when_it_is_unsure():
    stage = Stage(face(200))
    stage.classify = lambda crops: tuple(  # type: ignore[method-assign]
        Classification(EmotionScores(tuple([1 / 7] * 7)), None) for _ in crops
    )
    snapshot = play(stage.session(), 2.0)
    assert snapshot.notices == (Notice.UNSURE,)
    assert snapshot.offer is None


def test_only_the_largest_faces_of_a_crowd_are_followed():
    stage = Stage(*(face(50 * i, side=40 + i) for i in range(10)))
    snapshot = play(stage.session(LiveConfig(most_faces=4)), 1.0)
    assert [f.box.width for f in snapshot.faces] == [46, 47, 48, 49]


# What can go wrong


def test_a_failing_reading_is_counted_and_said_and_the_picture_goes_on():
    stage = Stage(face(200))
    session = stage.session()
    play(session, 1.0)
    stage.before = fail
    broken = play(session, 2.0, start=1.0)
    assert broken.errors == 2 * FPS
    assert broken.notices == (Notice.FAILING,)
    stage.before = lambda: None
    assert play(session, 2.0, start=3.0).notices == ()


@pytest.mark.parametrize(
    "frame",
    [np.zeros((0, 0, 3), np.uint8), np.zeros((4, 4), np.uint8), np.zeros((480, 640, 3), np.float32), None],
    ids=["empty", "grey", "float", "none"],
)
def test_no_frame_whatever_it_holds_raises(frame: Image, haar: FaceDetector, classifier: EmotionClassifier):
    session = LiveSession(haar, classifier)
    session.step(frame, 0.0)
    assert session.step(FRAME, 1.0).shape == FRAME.shape


def test_a_frame_that_cannot_be_drawn_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("core.live.session.draw_marks", lambda *_: fail())
    session = Stage(face(200)).session()
    assert session.step(FRAME, 0.0) is FRAME
    assert session.snapshot().errors == 1


@pytest.mark.parametrize("factor", [0.5, 0.75, 2.0])
def test_a_face_stays_who_it_is_when_the_picture_changes_its_size(factor: float):
    stage = Stage(face(30), face(450))
    session = stage.session()
    before = play(session, 1.0)
    stage.faces = tuple(each.scaled(factor) for each in stage.faces)
    resized = np.ascontiguousarray(np.resize(FRAME, (round(480 * factor), round(640 * factor), 3)))
    after = play(session, 1.0, start=1.0, frame=resized)
    assert [f.number for f in after.faces] == [f.number for f in before.faces] == [1, 2]
    assert sum(seconds for _, seconds in after.led) > 1.8


def test_a_clock_that_jumps_back_does_no_harm():
    session = Stage(face(200)).session()
    play(session, 1.0, start=100.0)
    assert play(session, 1.0, start=5.0).faces[0].number == 1


# Speed


def test_a_frame_is_not_held_while_a_reading_takes_long(pool: ThreadPoolExecutor):
    stage, release = Stage(face(200)), threading.Event()
    session = stage.session(pool=pool)
    assert (session.step(FRAME, 0.0) != FRAME).any()
    stage.before = lambda: release.wait(10)
    began = time.perf_counter()
    drawn = [session.step(FRAME, 0.1 + i / FPS) for i in range(5)]
    held = time.perf_counter() - began
    release.set()
    assert held < 1.0  # five frames; without the limit it would be ten seconds
    assert all((frame != FRAME).any() for frame in drawn), "the last result is drawn"


def test_a_busy_session_has_one_reading_under_way_and_no_queue(pool: ThreadPoolExecutor):
    stage, release = Stage(face(200)), threading.Event()
    stage.before = lambda: release.wait(10)
    session = stage.session(LiveConfig(hold=0.0), pool)
    play(session, 2.0)
    release.set()
    pool.shutdown()
    assert stage.detections == 1


def test_an_old_result_is_not_drawn_for_ever(pool: ThreadPoolExecutor):
    stage, release = Stage(face(200)), threading.Event()
    session = stage.session(pool=pool)
    session.step(FRAME, 0.0)
    stage.before = lambda: release.wait(10)
    session.step(FRAME, 0.1)
    assert (session.step(FRAME, 3.0) == FRAME).all()
    release.set()


def test_what_was_under_way_at_a_reset_is_forgotten(pool: ThreadPoolExecutor):
    stage, release = Stage(face(200)), threading.Event()
    stage.before = lambda: release.wait(10)
    session = stage.session(LiveConfig(hold=0.0), pool)
    session.step(FRAME, 0.0)
    session.reset()
    release.set()
    pool.shutdown()
    assert session.snapshot().focus is None


@pytest.mark.parametrize(("fps", "readings"), [(15, 15), (30, 22), (60, 22)])
def test_readings_keep_a_distance(fps: int, readings: int):
    stage = Stage(face(200))
    session = stage.session(LiveConfig(search_every=0.0, overdue=0.0))
    for index in range(2 * fps):
        session.step(FRAME, index / fps)
    assert stage.detections == stage.classified == pytest.approx(2 * readings, abs=2)


def test_frames_that_come_a_little_late_and_a_little_early_are_all_read():
    stage, noise = Stage(face(200)), np.random.default_rng(0)
    session = stage.session(LiveConfig(search_every=0.0))
    for index in range(100):
        session.step(FRAME, index / 20 + noise.uniform(-0.01, 0.01))
    assert stage.detections >= 95


def test_a_frame_is_searched_or_read_and_rarely_both():
    stage = Stage(face(200))
    session, work = stage.session(), []
    for index in range(2 * FPS):
        before = stage.detections, stage.classified
        session.step(FRAME, index / FPS)
        work.append((stage.detections - before[0], stage.classified - before[1]))
    assert work[0] == (1, 1), "a new face is read at once"
    assert set(work[1:]) == {(1, 0), (0, 1)}
    assert work.count((0, 1)) == pytest.approx(2 * FPS * 2 / 3, abs=1)


@pytest.mark.parametrize("count", [3, 4, 6])
def test_several_faces_are_read_in_turn(count: int):
    stage = Stage(*(face(90 * i, side=70) for i in range(count)))
    session, most = stage.session(), 0
    for index in range(2 * FPS):
        before = stage.classified
        session.step(FRAME, index / FPS)
        most = max(most, stage.classified - before)
    assert most == 2
    ages = [index / FPS - track.read for track in session._memory.tracks]
    assert len(ages) == count
    assert max(ages) < 0.3


@pytest.mark.parametrize("fps", [1.5, 3, 5])
def test_where_frames_are_rare_each_is_searched_and_read(fps: float):
    stage = Stage(face(200))
    session = stage.session()
    for index in range(10):
        session.step(FRAME, index / fps)
    assert stage.detections == stage.classified == 10


def test_what_is_remembered_is_bounded():
    stage = Stage(face(200))
    session = stage.session(LiveConfig(read_every=0.0))

    def minutes(start: float) -> int:
        for index in range(600 * 5):
            stage.emotion = Emotion.HAPPY if index // 100 % 2 else Emotion.SAD
            session.step(FRAME[:48, :64], start + index / 5)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        after_ten, after_twenty = minutes(0.0), minutes(600.0)
    finally:
        tracemalloc.stop()
    assert after_twenty < 1.05 * after_ten + 20_000


def test_sessions_do_not_see_each_other(pool: ThreadPoolExecutor):
    happy = Stage(face(200), emotion=Emotion.HAPPY).session(pool=pool)
    sad = Stage(face(200), emotion=Emotion.SAD).session(pool=pool)
    threads = [threading.Thread(target=play, args=(session, 4.0)) for session in (happy, sad)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for session, emotion in ((happy, Emotion.HAPPY), (sad, Emotion.SAD)):
        assert {e for e, seconds in session.snapshot().led if seconds} == {emotion}


# With the real network


def test_a_still_face_with_jitter_and_noise_keeps_its_label(astronaut: Image, classifier: EmotionClassifier):
    noise = np.random.default_rng(1)
    session = LiveSession(HaarDetector(longest_side=256), classifier)
    shown = set()
    for index in range(3 * FPS):
        moved = np.roll(astronaut, tuple(noise.integers(-1, 2, 2)), (0, 1))
        grains = noise.normal(0.0, 4.0, astronaut.shape)
        session.step(np.clip(moved + grains, 0, 255).astype(np.uint8), index / FPS)
        shown |= {f.shown for f in session.snapshot().faces}
    assert len(shown) == 1
