"""How long the app takes to start and what it holds, beside itself with Keras in its process.

bundled   as it comes
fetched   with a network that it first has to fetch, from this machine, and to convert
keras     with Keras, where LiteRT is

    python -m benchmarks.start [--runs N] [--imports N]

Seconds count from the start of the process; "first answer" is a photo with one face, read and shown. Each figure is
the median of the runs, which take turns. At the end: what the start's imports take, by package.
"""

import argparse
import http.server
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.scenes import HEIGHT, WIDTH, jpeg, scene
from core.model_card import sha256_of
from core.model_store import Settings, bundled, yunet_file

KINDS = ("bundled", "fetched", "keras")
ROWS = {
    "streamlit": "Streamlit loaded, s",
    "first paint": "first paint, s",
    "first answer": "first answer, s",
    "processor": "  of processor time, s",
    "megabytes": "after ten photos, MB",
    "milliseconds": "one face, ms",
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="starts of each kind (%(default)s)")
    parser.add_argument("--imports", type=int, default=10, help="packages in the table of imports (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as url:
        folder = Path(name)
        (folder / "photo.jpg").write_bytes(jpeg(scene(1), WIDTH, HEIGHT))
        start("bundled", folder, url)  # what is not counted: reading the packages from the disk
        starts = [(kind, start(kind, folder, url)) for _ in range(options.runs) for kind in KINDS]
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {options.runs} runs")
        print(f"\n{'':<24}" + "".join(f"{kind:>10}" for kind in KINDS))
        for row, words in ROWS.items():
            medians = [statistics.median(found[row] for kind, found in starts if kind == each) for each in KINDS]
            print(f"{words:<24}" + "".join(f"{value:>10.2f}" for value in medians))
        print(f"\n{'imports of a start':<24}{'seconds':>10}")
        for package, seconds in imports(folder, url).most_common(options.imports):
            print(f"{package:<24}{seconds:>10.3f}")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a network that is the bundled one to the last weight, and that no conversion is at hand for."""
    network = folder / "network.keras"
    shutil.copy(bundled().keras, network)
    with zipfile.ZipFile(network, "a") as archive:
        archive.comment = b"another file, the same network"
    handler = partial(QuietHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{network.name}"
    server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Gives files, and says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def start(kind: str, folder: Path, url: str) -> dict[str, float]:
    """One start's figures."""
    return dict(json.loads(_child(kind, folder, url).stdout.splitlines()[-1]))


def imports(folder: Path, url: str) -> Counter[str]:
    """Seconds that each package's modules took of themselves; the interpreter's watching makes them slower."""
    taken: Counter[str] = Counter()
    for line in _child("bundled", folder, url, "-X", "importtime").stderr.splitlines():
        if found := re.match(r"import time:\s+(\d+) \|\s+\d+ \|\s*([\w]+)", line):
            taken[found[2]] += int(found[1]) / 1e6
    return taken


def _child(kind: str, folder: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    module = ["-m", "benchmarks.start_child", kind, str(folder / "photo.jpg"), str(time.time())]
    environment = {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "KINDMIRROR_CACHE": str(folder / "cache"),
        # YuNet where the app would find it, but nothing is fetched.
        "KINDMIRROR_DETECTOR": str(yunet_file(Settings.read(os.environ, {})) or "off"),
    }
    if kind == "fetched":
        shutil.rmtree(folder / "cache", ignore_errors=True)
        sha256 = sha256_of(folder / "network.keras")
        card = bundled().card.model_copy(update={"keras_sha256": sha256})
        environment |= {
            "KINDMIRROR_MODEL_URL": url,
            "KINDMIRROR_MODEL_SHA256": sha256,
            "KINDMIRROR_MODEL_CARD": card.model_dump_json(),
        }
    command = [sys.executable, *options, *module]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | environment)


if __name__ == "__main__":
    main()
