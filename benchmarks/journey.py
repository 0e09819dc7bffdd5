"""How long a full journey takes to draw: `python -m benchmarks.journey [--moments N] [--rounds N] [--no-browser]`.

The journeys are made by it: one visit with three faces and a moment a second, and the same number of moments over a
hundred days. "The page's script" is what the server does for each draw; in Chromium it counts from the click on
"Journey" until every chart stands there. What the charts draw is bounded; what is saved is exact.
"""

import argparse
import json
import logging
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright
from streamlit.testing.v1 import AppTest

from benchmarks.live_browser import CHROMIUM, PATIENCE_MS, open_page
from core.emotions import Emotion, EmotionScores
from core.journey_file import load, save
from core.timeline import CAPACITY, Journey, Moment, Source
from ui.visit import Visit

APP = Path(__file__).parents[1] / "app.py"
BEGIN = datetime(2026, 3, 14, 8, tzinfo=UTC)
FACES = ("left", "middle", "right")
CHARTS = {"one visit": 2, "a hundred days": 4}  # so many stand on the page


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=CAPACITY, help="readings in the journey (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="draws of each; the table has medians (%(default)s)")
    parser.add_argument("--no-browser", action="store_true", help="the page's script only")
    options = parser.parse_args()
    os.environ["KINDMIRROR_DETECTOR"] = "off"  # nobody is looked for here
    # Streamlit warns of every page that is run without a browser, which is what happens here on purpose.
    logging.disable(logging.WARNING)
    journeys = {
        "one visit": journey(options.moments, timedelta(seconds=1)),
        "a hundred days": journey(options.moments, timedelta(days=100) / options.moments),
    }
    print(f"{os.cpu_count()} cores; load: {os.getloadavg()[0]:.1f}; {options.moments} moments; seconds")
    for name, each in journeys.items():
        (first, first_cpu), (again, again_cpu), rows = script_seconds(each, options.rounds)
        print(f"{f'{name}: the page’s script, the first draw':<58}{first:>6.2f}, {first_cpu:.2f} of a core")
        print(f"{f'{name}: the page’s script, drawn again':<58}{again:>6.2f}, {again_cpu:.2f} of a core")
        print(f"{f'{name}: rows that the charts draw':<58}{rows:>6}")
        if not options.no_browser:
            with served() as url:
                seconds = browser_seconds(url, each, CHARTS[name], options.rounds)
            print(f"{f'{name}: from the click until all is drawn':<58}{seconds:>6.2f}")
        print(f"{f'{name}: moments in the file that is saved':<58}{len(load(save(each)).moments):>6}")


def journey(count: int, apart: timedelta) -> Journey:
    """That many moments of three faces, whose expressions change every now and then."""
    randomly = np.random.default_rng(0)
    leading = np.repeat(randomly.integers(len(Emotion), size=count // 15 + 1), 15)
    shares = randomly.dirichlet(np.full(len(Emotion), 0.5), size=count)
    shares[np.arange(count), leading[:count]] += 1.0
    return Journey(
        tuple(
            Moment(
                BEGIN + number * apart,
                Source.LIVE,
                FACES[number % len(FACES)],
                EmotionScores.from_mapping(dict(zip(Emotion, row, strict=True))),
            )
            for number, row in enumerate(shares.tolist())
        )
    )


Seconds = tuple[float, float]  # of the clock, and of a processor


def script_seconds(seen: Journey, rounds: int) -> tuple[Seconds, Seconds, int]:
    """Of the first draw and, in the median, of those after it; and how many rows all charts together hold."""
    visit = Visit()
    visit.timeline.merge(seen)
    page = AppTest.from_file(APP, default_timeout=60)
    page.session_state["visit"] = visit
    page.run()
    page.switch_page("pages/journey.py")
    times = [_timed(page) for _ in range(1 + rounds)]
    charts = [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]
    clock, processor = (statistics.median(column) for column in zip(*times[1:], strict=True))
    return times[0], (clock, processor), sum(len(chart["layer"][0]["data"]["values"]) for chart in charts)


def _timed(page: AppTest) -> Seconds:
    clock, processor = time.perf_counter(), time.process_time()
    page.run()
    if page.exception:
        raise SystemExit(str(page.exception))
    return time.perf_counter() - clock, time.process_time() - processor


@contextmanager
def served() -> Iterator[str]:
    """The address of the app, running beside."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    options = [f"--server.port={port}", "--server.headless=true", "--browser.gatherUsageStats=false"]
    command = [sys.executable, "-m", "streamlit", "run", str(APP), *options]
    server = subprocess.Popen(command, cwd=APP.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def browser_seconds(url: str, seen: Journey, charts: int, rounds: int) -> float:
    """From the click on "Journey" until every chart is there, in the median."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        open_page(page, f"{url}/journey")
        file = {"name": "journey.json", "mimeType": "application/json", "buffer": save(seen)}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        _drawn(page, charts)
        times = [_visit(page, charts) for _ in range(rounds)]
        browser.close()
    return statistics.median(times)


def _visit(page: Page, charts: int) -> float:
    page.get_by_role("link", name="About").click()
    page.get_by_role("heading", level=1, name="About").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    begin = time.perf_counter()
    page.get_by_role("link", name="Journey").click()
    page.get_by_role("heading", name="Your journey").wait_for()
    _drawn(page, charts)
    return time.perf_counter() - begin


def _drawn(page: Page, charts: int) -> None:
    page.locator("[data-testid=stVegaLiteChart] svg").nth(charts - 1).wait_for()


if __name__ == "__main__":
    main()
