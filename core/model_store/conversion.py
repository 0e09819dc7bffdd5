"""From a verified .keras file to the LiteRT file that the app runs: once, in a child process.

The conversion lies in the cache under both hashes, `<of the .keras>.<of the .tflite>.tflite`, so that it vouches for
itself.
"""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

from core.errors import DeliveryError, DeliveryProblem
from core.model_card import sha256_of
from core.model_store.cache import Progress, Report, Stage, holds, set_aside, silent, workplace
from core.model_store.transfer import Limits

PROJECT = Path(__file__).parents[2]
CONVERTER = (sys.executable, "-m", "core.model_store.converter")
LOG = "log"

_log = logging.getLogger(__name__)


def converted(
    keras: Path,
    sha256: str,
    folder: Path,
    limits: Limits | None = None,
    report: Report = silent,
) -> Path:
    """The LiteRT file of `keras`, whose hash is `sha256`; converted unless `folder` has it already.

    Raises DeliveryError where the network is not of the kind that the app uses, and where the conversion fails.
    """
    limits = limits or Limits()
    if found := cached(sha256, folder):
        return found
    with workplace(folder / f"{sha256}.tflite", limits.patience, report) as made_in:
        if found := cached(sha256, folder):  # another process was faster
            return found
        for spoilt in _candidates(sha256, folder):
            set_aside(spoilt)
        report(Progress(Stage.CONVERTING))
        made = made_in / "model.tflite"
        status = _run([*CONVERTER, str(keras), str(made)], made_in, limits.convert)
        if status or not made.is_file():
            raise _failure(status, made_in)
        file = folder / f"{sha256}.{sha256_of(made)}.tflite"
        made.replace(file)
    return file


def cached(sha256: str, folder: Path) -> Path | None:
    """The conversion in `folder` of the .keras file with this hash, if there is one and it is whole."""
    return next((file for file in _candidates(sha256, folder) if holds(file, file.name.split(".")[1])), None)


def _candidates(sha256: str, folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{sha256}.*.tflite"))


def _run(command: list[str], made_in: Path, seconds: float) -> int:
    """The converter's exit status. Its standard input stays open while we live: that is how it knows."""
    with (made_in / LOG).open("wb") as output:
        child = subprocess.Popen(  # noqa: S603  # our own module, on a file whose hash was checked
            command, cwd=PROJECT, env=_environment(), stdin=subprocess.PIPE, stdout=output, stderr=output
        )
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise DeliveryError(
                DeliveryProblem.CONVERSION, f"expected a conversion within {seconds:.0f} s, found it still at work"
            ) from None
        finally:
            child.kill()
            child.communicate()


def _environment() -> dict[str, str]:
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
    return os.environ | quiet | {"CUDA_VISIBLE_DEVICES": "-1"}  # a GPU's start costs more than it saves


def _failure(status: int, made_in: Path) -> DeliveryError:
    refusal = made_in / "refusal.json"
    if refusal.exists():
        said = json.loads(refusal.read_text("utf-8"))
        return DeliveryError(DeliveryProblem(said["problem"]), said["message"])
    _log.error("the conversion ended with %d:\n%s", status, (made_in / LOG).read_text("utf-8", "replace")[-4000:])
    hint = "; most often memory was short: it takes 1 GB" if status == -9 else ""
    return DeliveryError(
        DeliveryProblem.CONVERSION, f"expected a conversion, found that it ended with {status}{hint}; the log has more"
    )
