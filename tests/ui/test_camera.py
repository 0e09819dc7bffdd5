import av
import numpy as np
import pytest

from core.images import Image
from core.live import LiveSession
from ui.camera import callback, connection


class Still:
    """Plays a session that keeps what it is shown and draws nothing."""

    def __init__(self) -> None:
        self.seen: list[Image] = []

    def step(self, frame: Image, at: float) -> Image:
        self.seen.append(frame)
        return frame


@pytest.fixture
def half_red() -> Image:
    """Red on the left, blue on the right."""
    picture = np.zeros((48, 64, 3), np.uint8)
    picture[:, :32, 0] = picture[:, 32:, 2] = 255
    return picture


def shown(session: Still, picture: Image, mirrored: bool) -> Image:
    answer = callback(session, mirrored)  # type: ignore[arg-type]
    frame = answer(av.VideoFrame.from_ndarray(picture, format="rgb24"))
    return np.asarray(frame.to_ndarray(format="rgb24"))


def test_a_front_camera_is_a_mirror(half_red: Image):
    session = Still()
    assert (shown(session, half_red, mirrored=True) == half_red[:, ::-1]).all()
    assert (session.seen[0] == half_red[:, ::-1]).all(), "so that words come out the right way round"


def test_a_back_camera_is_not(half_red: Image):
    assert (shown(Still(), half_red, mirrored=False) == half_red).all()


def test_what_cannot_be_converted_goes_back_as_it_came():
    frame = object()
    assert callback(Still(), True)(frame) is frame  # type: ignore[arg-type]


def test_an_upright_phone_stays_upright():
    session, upright = Still(), np.zeros((640, 480, 3), np.uint8)
    assert shown(session, upright, mirrored=True).shape == (640, 480, 3)


@pytest.mark.parametrize("url", ["http://localhost:8501/live", "http://127.0.0.1:8501", "http://[::1]:8501"])
def test_on_one_machine_nobody_is_asked_for_addresses(url: str):
    assert connection(url, {}) == {"iceServers": []}


@pytest.mark.parametrize("url", ["https://kindmirror.streamlit.app/live", "http://192.168.1.5:8501", None])
def test_elsewhere_it_is_left_to_streamlit_webrtc(url: str | None):
    assert connection(url, {}) is None


@pytest.mark.parametrize("name", ["CLOUDFLARE_TURN_KEY_ID", "TWILIO_ACCOUNT_SID", "HF_TOKEN"])
def test_a_relay_in_the_environment_is_used_everywhere(name: str):
    assert connection("http://localhost:8501", {name: "set"}) is None


def test_the_callback_takes_a_real_session(half_red: Image):
    class Nothing:
        name = "nothing"

        def detect(self, image: Image) -> tuple[()]:
            return ()

        def classify(self, crops: list[Image]) -> tuple[()]:
            return ()

    session = LiveSession(Nothing(), Nothing())  # type: ignore[arg-type]
    answer = callback(session, mirrored=True)
    answer(av.VideoFrame.from_ndarray(half_red, format="rgb24"))
    assert session.snapshot().frames == 1
