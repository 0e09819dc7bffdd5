"""The app with a stopwatch on each part of a live picture's way; a process of its own, for `benchmarks.live_browser`.

Usage: python -m benchmarks.live_server PORT REPORT. The report, JSON, is written anew every second.
"""

import functools
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiortc.codecs import h264, vpx
from streamlit.web import cli

from core.live import LiveSession

_cpu: dict[str, float] = defaultdict(float)  # seconds
_calls: dict[str, int] = defaultdict(int)


def timed(part: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """The same call, whose CPU time on its own thread is added up."""

    @functools.wraps(call)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        start = time.thread_time()
        try:
            return call(*arguments, **named)
        finally:
            _cpu[part] += time.thread_time() - start
            _calls[part] += 1

    return wrapped


def watch() -> None:
    """Put a stopwatch on every part."""
    for decoder in (vpx.Vp8Decoder, h264.H264Decoder):
        decoder.decode = timed("decode", decoder.decode)
    for encoder in (vpx.Vp8Encoder, h264.H264Encoder):
        encoder.encode = timed("encode", encoder.encode)
    LiveSession.step = timed("draw", LiveSession.step)  # type: ignore[method-assign]
    LiveSession._read = timed("read", LiveSession._read)  # type: ignore[method-assign]


def report(file: Path) -> None:
    """Write the sums every second."""
    while True:
        time.sleep(1.0)
        state = {"at": time.monotonic(), "process": time.process_time(), "cpu": dict(_cpu), "calls": dict(_calls)}
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(state))
        fresh.replace(file)


def main(port: str, file: str) -> None:
    """Serve until stopped."""
    watch()
    threading.Thread(target=report, args=(Path(file),), daemon=True).start()
    sys.argv = ["streamlit", "run", "app.py", f"--server.port={port}", "--server.address=127.0.0.1"]
    cli.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
