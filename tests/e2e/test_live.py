"""The Live page in a real browser, with a camera that plays a clip."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from core.images import Image
from core.video import frames

ROOT = Path(__file__).parents[2]
FPS = 20  # what Chromium's own camera gives
FAKE_CAMERA = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"
PATIENCE_MS = 120_000  # for pictures and what is read in them, on a busy machine

BREAK_DETECTOR = """
from core.faces import HaarDetector

def fail(self, image):
    raise RuntimeError("made to fail")

HaarDetector.detect = fail
"""

# Keeps every stream that the page opens, to see afterwards whether the camera was let go.
REMEMBER_STREAMS = """
window.streams = [];
const open = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (open) navigator.mediaDevices.getUserMedia = async (wish) => {
  const stream = await open(wish);
  window.streams.push(stream);
  return stream;
};
"""

BUSY_CAMERA = """
if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("Could not start video source", "NotReadableError");
};
"""


def write_camera(pictures: list[Image], file: Path) -> Path:
    """Motion JPEG, which Chromium plays over and over in place of a camera."""
    with file.open("wb") as clip:
        for picture in pictures:
            clip.write(cv2.imencode(".jpg", picture[..., ::-1])[1].tobytes())
    return file


def portrait(astronaut: Image) -> list[Image]:
    """Five seconds in which the portrait moves, and comes closer and goes back."""
    pictures = []
    for step in range(5 * FPS):
        turn = 2 * np.pi * step / (5 * FPS)
        scale = 1.5 + 0.25 * np.sin(turn)
        shift = (-40 + 30 * np.sin(2 * turn), -20.0)
        place = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float32)
        pictures.append(np.asarray(cv2.warpAffine(astronaut, place, (640, 480), borderValue=(120, 120, 120)), np.uint8))
    return pictures


def landscape() -> list[Image]:
    """A second of a sunset without anybody."""
    sky = np.linspace((200, 120, 60), (40, 60, 140), 480)[:, None].repeat(640, axis=1).astype(np.uint8)
    return [sky] * FPS


StartCamera = Callable[[list[Image]], Browser]


@pytest.fixture(scope="module")
def browser_with_camera(launch_browser, tmp_path_factory: pytest.TempPathFactory) -> StartCamera:
    """A browser whose camera shows these pictures."""

    def launch(pictures: list[Image]) -> Browser:
        file = write_camera(pictures, tmp_path_factory.mktemp("camera") / "clip.mjpeg")
        return launch_browser(ALLOWED, FAKE_CAMERA, f"--use-file-for-fake-video-capture={file}")

    return launch


@pytest.fixture(scope="module")
def somebody(browser_with_camera: StartCamera, astronaut: Image) -> Browser:
    return browser_with_camera(portrait(astronaut))


@pytest.fixture
def visit(app) -> Iterator[Callable[..., Page]]:
    """Opens the Live page in a browser, as a new visitor."""
    expect.set_options(timeout=PATIENCE_MS)
    contexts: list[BrowserContext] = []

    def open_(browser: Browser, url: str = app.url, script: str = REMEMBER_STREAMS) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 1000}))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(script)
        page.goto(f"{url}/live")
        return page

    yield open_
    for context in contexts:
        context.close()


def camera(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title*=webrtc]")


def start_button(page: Page) -> Locator:
    return camera(page).get_by_role("button", name="Start the camera")


def start(page: Page) -> None:
    start_button(page).click()


def wait_while_filming(page: Page, holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        if start_button(page).is_visible():
            # A connection may break off on a busy machine; as a person would, once more.
            with suppress(PlaywrightTimeout):
                start_button(page).click(timeout=1_000)
        page.wait_for_timeout(200)


def watch_until_it_plays(page: Page) -> None:
    video = camera(page).locator("video")
    wait_while_filming(
        page,
        lambda: video.is_visible() and video.evaluate("video => video.currentTime") > 1,
        "the video plays",
    )


def headline(page: Page) -> Locator:
    """The dashboard's own sentence; the recommendation may have the same."""
    return page.locator("p.headline")


def seconds_counted(page: Page) -> int:
    """The seconds of all emotions together, as the dashboard shows them."""
    return sum(int(re.sub(r"\D", "", words)) for words in page.get_by_text(re.compile(r"^\d+ s$")).all_inner_texts())


def expect_count(page: Page, holds: Callable[[int], bool]) -> None:
    wait_while_filming(page, lambda: holds(seconds_counted(page)), "the dashboard counts")


def test_pictures_flow_and_are_read_until_the_camera_is_stopped(somebody: Browser, visit):
    page = visit(somebody)
    expect(page.get_by_text("None is stored")).to_be_visible()
    start(page)
    watch_until_it_plays(page)
    expect(headline(page)).to_have_text(re.compile("looks closest to|hard to say"))
    expect_count(page, lambda seconds: seconds >= 2)

    page.get_by_role("button", name="Start anew").click()
    expect_count(page, lambda seconds: seconds <= 1)

    camera(page).get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The camera is off.")).to_be_visible()
    (frame,) = [frame for frame in page.frames if "webrtc" in frame.url]
    states = frame.evaluate("() => window.streams.flatMap(s => s.getTracks()).map(t => t.readyState)")
    assert set(states) == {"ended"}, "the camera is let go"


def test_something_kind_appears_and_holds(somebody: Browser, visit):
    page = visit(somebody)
    start(page)
    watch_until_it_plays(page)
    expect(page.get_by_role("heading", name="Something kind")).to_be_visible()
    quote = page.locator("blockquote").first
    expect(quote).to_be_visible()
    before = quote.inner_text()
    counted = seconds_counted(page)
    expect_count(page, lambda seconds: seconds >= counted + 4)
    assert quote.inner_text() == before

    camera(page).get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The camera is off.")).to_be_visible()
    page.get_by_role("button", name="Start anew").click()
    expect(page.get_by_role("heading", name="Something kind")).to_have_count(0)


def test_another_page_and_back(somebody: Browser, visit):
    page = visit(somebody)
    start(page)
    watch_until_it_plays(page)
    page.get_by_role("link", name="About").first.click()
    expect(page.get_by_role("heading", name="About Kindmirror")).to_be_visible()
    page.get_by_role("link", name="Live").first.click()
    start(page)
    watch_until_it_plays(page)


def test_visitors_do_not_see_each_other(somebody: Browser, browser_with_camera: StartCamera, visit):
    page, other = visit(somebody), visit(browser_with_camera(landscape()))
    start(page)
    expect_count(page, lambda seconds: seconds >= 2)
    start(other)
    watch_until_it_plays(other)
    expect(other.get_by_text("No face is to be seen")).to_be_visible()
    assert seconds_counted(other) == 0


def test_a_camera_that_is_not_allowed_leads_to_a_photo(launch_browser, visit):
    page = visit(launch_browser(FAKE_CAMERA))  # without a person, the question is answered with no
    start(page)
    expect(page.get_by_text("does not allow the page to use the camera")).to_be_visible()
    page.get_by_role("button", name="Choose a photo instead").click()
    expect(page.get_by_role("heading", name="What does this face look like?")).to_be_visible()


def test_an_error_that_the_page_explains_does_not_stand_there_in_code(launch_browser, visit):
    page = visit(launch_browser(FAKE_CAMERA))
    start(page)
    expect(page.get_by_text("does not allow the page to use the camera")).to_be_visible()
    error = camera(page).get_by_text("NotAllowedError")
    expect(error).to_have_count(1)
    expect(error).to_be_hidden()


def test_a_camera_that_another_program_uses_is_said_to_be_busy(somebody: Browser, visit):
    page = visit(somebody, script=BUSY_CAMERA)
    start(page)
    expect(page.get_by_text("Most often another program is using it")).to_be_visible()
    expect(page.get_by_role("button", name="Choose a photo instead")).to_be_visible()


def test_a_missing_camera_leads_to_a_photo(launch_browser, visit):
    page = visit(launch_browser(ALLOWED))
    expect(page.get_by_text("No camera was found")).to_be_visible()


def test_a_reading_that_fails_leaves_the_picture_running_and_says_so(
    somebody: Browser, visit, start_app, tmp_path: Path
):
    (tmp_path / "sitecustomize.py").write_text(BREAK_DETECTOR)  # Python runs it before the app
    with start_app(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}") as broken:
        page = visit(somebody, broken.url)
        start(page)
        watch_until_it_plays(page)
        expect(page.get_by_text("Something goes wrong in reading")).to_be_visible()
        video = camera(page).locator("video")
        before = video.evaluate("video => video.currentTime")
        page.wait_for_timeout(2_000)
        assert video.evaluate("video => video.currentTime") > before


def test_a_face_that_turns_to_a_smile(browser_with_camera: StartCamera, visit, shared: Path):
    clip = [cv2.resize(frame.image, (640, 480)) for frame in frames(shared / "videos" / "single_face.mp4")]
    page = visit(browser_with_camera([*clip, *[clip[-1]] * 3 * FPS]))
    start(page)
    expect(headline(page)).to_have_text("This expression looks closest to happy")
