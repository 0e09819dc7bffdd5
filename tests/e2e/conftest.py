"""A running app and a real browser.

The app runs as people run it, in a process of its own, with an empty home and no way out of the machine.
The browser is the system's Chromium. Without one these tests are skipped, or fail where E2E=required.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NOWHERE = "http://127.0.0.1:9"  # the "discard" port: whatever asks this proxy for the outside is turned away at once
START_SECONDS = END_SECONDS = 60  # a busy machine takes its time
PATIENCE_MS = 60_000  # for one thing to appear on the page of a busy machine

LaunchBrowser = Callable[..., Browser]


@dataclass(frozen=True)
class App:
    """The running app. `home` holds what it writes, `log` its standard error with a line for every import."""

    url: str
    process: subprocess.Popen[bytes]
    home: Path
    log: Path

    def imported(self) -> set[str]:
        """Every module that the app's process has imported so far, by its full name."""
        return set(re.findall(r"^import time:.*\|\s*([\w.]+)$", self.log.read_text(), re.MULTILINE))


StartApp = Callable[..., AbstractContextManager[App]]


@pytest.fixture(scope="session", autouse=True)
def chromium() -> Path:
    """The system's Chromium."""
    found = filter(None, map(shutil.which, (*BROWSERS, *MAC_BROWSERS)))
    if browser := next(found, None):
        return Path(browser)
    reason = "no Chromium found; get one with `apt-get install chromium` or `brew install --cask chromium`"
    if os.environ.get("E2E") == "required":
        pytest.fail(f"E2E=required, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def start_app(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> StartApp:
    """Starts the app on a free port, with further environment variables."""

    @contextmanager
    def start(**environment: str) -> Iterator[App]:
        home = tmp_path_factory.mktemp("home")
        with closing(socket.create_server(("127.0.0.1", 0))) as probe:
            port = probe.getsockname()[1]
        log = home / "app.log"
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
        options = ["--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false"]
        with log.open("wb") as stderr:
            process = subprocess.Popen(
                [*command, *options],
                cwd=ROOT,
                env=_environment(home) | environment,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        running = App(f"http://127.0.0.1:{port}", process, home, log)
        try:
            _wait_until_it_answers(running)
            yield running
        finally:
            _end(running)

    return start


@pytest.fixture(scope="session")
def app(start_app: StartApp) -> Iterator[App]:
    """The app as it comes, with nothing set."""
    with start_app() as running:
        yield running


# Playwright keeps an event loop running in this thread, so it ends with the module, before tests of other rooms.
@pytest.fixture(scope="module")
def launch_browser(chromium: Path) -> Iterator[LaunchBrowser]:
    """Starts a browser with further arguments; each is closed at the end."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browsers: list[Browser] = []

        def launch(*arguments: str) -> Browser:
            browsers.append(_launch(playwright, chromium, arguments))
            return browsers[-1]

        yield launch
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="module")
def browser(launch_browser: LaunchBrowser) -> Browser:
    """A browser without a camera."""
    return launch_browser()


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    """A fresh visit to the app's first page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(app.url)
    yield page
    context.close()


def settle(page: Page) -> None:
    """Wait until the page's run is over, with nothing half shown; its footer comes last."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.get_by_test_id("stPopover").last).to_be_visible()
    page.wait_for_timeout(500)  # what a run has changed is painted, and its widgets are put in place, after its end


def _environment(home: Path) -> dict[str, str]:
    """An empty home, an own cache, no outside; Python writes down every import, and where it was when it is aborted."""
    # Settings of the person who runs the tests must not reach the app, nor its secrets.
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("KINDMIRROR_", "STREAMLIT_"))
    }
    return inherited | {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TMPDIR": str(home),
        "HTTP_PROXY": NOWHERE,
        "HTTPS_PROXY": NOWHERE,
        "http_proxy": NOWHERE,
        "https_proxy": NOWHERE,
        "NO_PROXY": "localhost,127.0.0.1",
        "no_proxy": "localhost,127.0.0.1",
        "PYTHONPROFILEIMPORTTIME": "1",
        "PYTHONFAULTHANDLER": "1",
    }


def _wait_until_it_answers(app: App) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and app.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{app.url}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{app.log.read_text()[-2000:]}", pytrace=False)


def _end(app: App) -> None:
    app.process.terminate()
    try:
        app.process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        app.process.send_signal(signal.SIGABRT)  # it writes down what each of its threads was doing
        app.process.wait()
        pytest.fail(f"the app did not end when it was told to:\n{app.log.read_text()[-8000:]}", pytrace=False)


def _launch(playwright: Playwright, chromium: Path, arguments: tuple[str, ...]) -> Browser:
    # In a container there is neither a sandbox nor a graphics card, and /dev/shm is small.
    container = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
    return playwright.chromium.launch(executable_path=chromium, args=[*container, *arguments])
