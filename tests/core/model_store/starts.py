"""Starts of an app, forked by a process of its own, for tests that start many at once or kill them.

    python tests/core/model_store/starts.py together URL SHA256 CACHE   one is killed while it converts, then eight
    python tests/core/model_store/starts.py killed URL SHA256 CACHE     fifty are killed at random moments

Prints what happened as JSON. Forking spares what a Python takes to start. The converter of `together` is the real
one, that of `killed` a slow copy.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TextIO

from core.emotions import Emotion
from core.errors import ModelError
from core.model_store import Settings, conversion
from core.model_store.cache import Progress, Stage, holds
from core.model_store.preparation import prepare
from core.model_store.transfer import Limits

STARTS, KILLS = 8, 50
SLOW_COPY = """
import pathlib, select, sys
keras, made = map(pathlib.Path, sys.argv[1:])
data = keras.read_bytes()
def wait(seconds):
    if select.select([sys.stdin], [], [], seconds)[0]:
        sys.exit()  # like the real one, it ends with whoever asked for it
wait(0)
with made.open("wb") as file:
    for start in range(0, len(data), 4096):
        file.write(data[start:start + 4096])
        file.flush()
        wait(0.005)
"""


def settings(url: str, sha256: str, cache: Path) -> Settings:
    card = {
        "name": "a network of one's own",
        "version": "1",
        "labels": list(Emotion),
        "input": {"size": 48, "channels": 1, "normalisation": "grey / 255"},
        "keras_sha256": sha256,
        "temperature": 1.0,
    }
    return Settings(model_urls=(url,), model_sha256=sha256, model_card=json.dumps(card), cache=cache)


def together(asked: Settings) -> list[dict[str, object]]:
    """What eight starts at the same moment did, after one that was killed while it converted."""
    victim, _ = _fork(asked)
    while not list(asked.cache.glob(".*.tflite.*.part/log")):
        time.sleep(0.02)
    time.sleep(1.0)  # the converter is up
    os.kill(victim, signal.SIGKILL)
    os.waitpid(victim, 0)
    for file in asked.cache.glob("*.keras"):
        file.unlink()
    starts = [_fork(asked) for _ in range(STARTS)]
    return [json.loads(said.read()) for _, said in starts]


def _fork(asked: Settings) -> tuple[int, TextIO]:
    """A start in a child process: its id, and what it says when it is done."""
    heard, said = os.pipe()
    child = os.fork()
    if child:
        os.close(said)
        return child, os.fdopen(heard)
    try:
        os.write(said, json.dumps(_one(asked)).encode())
    finally:
        os._exit(0)


def _one(asked: Settings) -> dict[str, object]:
    stages: list[Stage] = []

    def note(progress: Progress) -> None:
        if progress.stage not in stages:
            stages.append(progress.stage)

    files = prepare(asked, report=note)
    return {"tflite": str(files.tflite), "stages": stages, "tensorflow": "tensorflow" in sys.modules}


def killed(asked: Settings) -> dict[str, object]:
    """Kill starts at random moments; after each, what lies in the cache must be whole, and the next start good."""
    conversion.CONVERTER = (sys.executable, "-S", "-c", SLOW_COPY)
    chance, reached = random.Random(7), {"fetched": 0, "converted": 0}
    start = time.monotonic()
    prepare(asked, Limits())
    whole = time.monotonic() - start
    for _ in range(KILLS):
        shutil.rmtree(asked.cache)
        _kill_a_start(asked, chance.uniform(0.0, whole))
        reached["fetched"] += bool(list(asked.cache.glob("*.keras")))
        reached["converted"] += bool(list(asked.cache.glob("*.tflite")))
        _require_only_whole_files(asked)
        _require_a_good_start(asked)
    return reached


def _kill_a_start(asked: Settings, after: float) -> None:
    child, _ = _fork(asked)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _require_only_whole_files(asked: Settings) -> None:
    for file in asked.cache.glob("[!.]*"):
        named = file.name.split(".")[-2]  # a file's own hash stands before its ending
        if not holds(file, named):
            raise ModelError(f"{file.name} is in the cache and not whole")


def _require_a_good_start(asked: Settings) -> None:
    quick = conversion.CONVERTER
    conversion.CONVERTER = (sys.executable, "-S", "-c", SLOW_COPY.replace("wait(0.005)", "wait(0)"))
    files = prepare(asked, Limits())
    conversion.CONVERTER = quick
    if not holds(files.tflite, files.tflite.name.split(".")[1]) or list(asked.cache.glob(".*.part")):
        raise ModelError("the start after a kill is not good, or left something behind")


if __name__ == "__main__":
    what, url, sha256, cache = sys.argv[1:]
    print(json.dumps({"together": together, "killed": killed}[what](settings(url, sha256, Path(cache)))))
