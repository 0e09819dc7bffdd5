"""Where the time goes in a real browser session: `python -m benchmarks.live_browser [--seconds N]`.

Chromium plays a clip as its camera; the server runs beside it with a stopwatch on each part (`benchmarks.live_server`).
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
from playwright.sync_api import sync_playwright

from benchmarks.live import clip

PARTS = {
    "decode": "decode what the browser sends",
    "read": "find and read faces",
    "draw": "hand over, draw",
    "encode": "encode what goes back",
}
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
PATIENCE_MS = 120_000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="how long to watch (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        before, after, shown = watch(Path(folder), options.seconds)
    print(f"{os.cpu_count()} cores; load: {os.getloadavg()[0]:.1f}; the page says: {shown}")
    print_table(before, after)


def watch(folder: Path, seconds: int) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The server's sums before and after so many seconds of a running camera, and the pace that the page shows."""
    camera, file = folder / "camera.mjpeg", folder / "report.json"
    camera.write_bytes(b"".join(cv2.imencode(".jpg", frame[..., ::-1])[1].tobytes() for frame in clip(1)))
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.live_server", str(port), str(file)], stdout=subprocess.DEVNULL
    )
    try:
        with sync_playwright() as playwright:
            arguments = [*CHROMIUM, *CAMERA, f"--use-file-for-fake-video-capture={camera}"]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
            page = browser.new_page()
            page.set_default_timeout(PATIENCE_MS)
            open_page(page, f"http://127.0.0.1:{port}/live")
            page.frame_locator("iframe[title*=webrtc]").get_by_role("button", name="Start the camera").click()
            page.get_by_text("looks closest to").wait_for()
            time.sleep(3)  # until encoder and browser have agreed on a bit rate
            before = json.loads(file.read_text())
            time.sleep(seconds)
            after = json.loads(file.read_text())
            shown = page.get_by_text("pictures a second").inner_text()
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return before, after, shown


def open_page(page: Any, url: str) -> None:
    """Go there as soon as the server is up."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while True:
        try:
            page.goto(url)
        except Exception:  # the server is not up yet
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def print_table(before: dict[str, Any], after: dict[str, Any]) -> None:
    """CPU milliseconds for each frame, and the share of one core."""
    passed = after["at"] - before["at"]
    frames = after["calls"]["draw"] - before["calls"]["draw"]
    process = after["process"] - before["process"]
    print(
        f"{frames / passed:.1f} frames a second, {(after['calls']['read'] - before['calls']['read']) / passed:.1f} read"
    )
    print(f"\n{'CPU time':<44}{'ms a frame':>12}{'% of a core':>12}")
    rest = process
    for part, words in PARTS.items():
        spent = after["cpu"][part] - before["cpu"][part]
        rest -= spent
        print(f"{words:<44}{1000 * spent / frames:>12.2f}{spent / passed:>12.0%}")
    print(f"{'network, page, everything else':<44}{1000 * rest / frames:>12.2f}{rest / passed:>12.0%}")
    print(f"{'the whole process':<44}{1000 * process / frames:>12.2f}{process / passed:>12.0%}")


if __name__ == "__main__":
    main()
