import pytest

from ui.camera_check import PATIENCE, Arrivals, Obstacle, obstacle

FINE = {"secure": True, "camera": True, "permission": "granted"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"permission": "prompt"}, None),
        ({"permission": "unknown"}, None),
        ({"secure": False, "camera": False}, Obstacle.INSECURE),
        ({"permission": "denied"}, Obstacle.DENIED),
        ({"camera": False}, Obstacle.NO_CAMERA),
        ({"permission": "unknown", "error": "NotAllowedError"}, Obstacle.DENIED),
        ({"error": "NotFoundError"}, Obstacle.NO_CAMERA),
        ({"error": "NotReadableError"}, Obstacle.BUSY),
        ({"error": "OverconstrainedError"}, None),
    ],
    ids=[
        *("fine", "will-ask", "does-not-tell", "not-https", "denied", "no-camera"),
        *("denied-as-it-starts", "gone-as-it-starts", "busy", "an-error-without-a-sentence"),
    ],
)
def test_what_the_browser_says_against_it(change: dict[str, object], expected: Obstacle | None):
    assert obstacle(FINE | change) is expected


def test_a_browser_that_has_not_spoken_is_given_time():
    assert obstacle(None) is None


def watched(*moments: tuple[float, bool, int]) -> bool:
    arrivals = Arrivals()
    for at, active, frames in moments:
        arrivals.watch(active, frames, at)
    return arrivals.stuck


def test_a_camera_whose_pictures_never_arrive_is_stuck_within_ten_seconds():
    assert PATIENCE < 10
    assert not watched((0.0, True, 0), (PATIENCE - 0.5, True, 0))
    assert watched((0.0, True, 0), (PATIENCE + 0.5, True, 0))


def test_pictures_that_arrive_are_not_stuck():
    assert not watched(*((at / 2, True, at) for at in range(60)))


def test_pictures_that_stop_arriving_are_stuck():
    assert watched((0.0, True, 0), (1.0, True, 10), (2.0 + PATIENCE, True, 10))


def test_it_stays_stuck_when_the_browser_gives_up():
    assert watched((0.0, True, 0), (PATIENCE + 1, True, 0), (PATIENCE + 2, False, 0))


def test_a_new_start_gets_new_patience():
    assert not watched((0.0, True, 0), (PATIENCE + 1, True, 0), (20.0, False, 0), (30.0, True, 0), (31.0, True, 0))


def test_a_camera_that_is_off_is_not_stuck():
    assert not watched((0.0, False, 0), (60.0, False, 0))
