"""The folder that keeps files: a name that is there means a file that is whole.

Files are made in a folder of their own beside their place, checked there, and moved in one step. One process at
a time makes a file; what a killed one left behind is swept by the next.
"""

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import filelock

from core.errors import DeliveryError, DeliveryProblem
from core.model_card import sha256_of

REJECTED = ".rejected"
SWEEPS = 10  # tries to remove a folder that is being written to
# Named by their hash, or by OpenCV Zoo; a dot before the name while a file is being made.
_OURS = re.compile(r"\.?([0-9a-f]{64}|face_detection_yunet_\w+)\..*")


class Stage(StrEnum):
    """What is being done."""

    WAITING = "waiting"  # another process is at it
    FETCHING = "fetching"
    CONVERTING = "converting"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: `done` of `total` bytes; `total` is None where nobody knows."""

    stage: Stage
    done: int = 0
    total: int | None = None

    @property
    def share(self) -> float | None:
        """In [0, 1], or None where nobody knows."""
        return min(1.0, self.done / self.total) if self.total else None


Report = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """A report to nobody."""


def holds(file: Path, sha256: str) -> bool:
    """Whether `file` is there and has this SHA-256."""
    try:
        return sha256_of(file) == sha256
    except OSError:
        return False


def set_aside(file: Path) -> None:
    """Take a file that is not what it should be out of the way; one such is kept, to be looked at."""
    if file.exists():
        file.replace(file.with_name(file.name + REJECTED))


@contextmanager
def workplace(file: Path, patience: float, report: Report = silent) -> Iterator[Path]:
    """An empty folder beside `file` to make it in, for one process at a time; gone afterwards.

    Waits up to `patience` seconds for another process. Raises DeliveryError where it does not end in time, and
    where the folder cannot be written to; OSErrors of what is done inside are turned into it too.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _lock(file, patience, report):
            mark = f".{file.name}."
            for left in file.parent.glob(f"{mark}*.part"):
                _sweep(left)
            with tempfile.TemporaryDirectory(".part", mark, file.parent, ignore_cleanup_errors=True) as folder:
                yield Path(folder)
    except OSError as error:
        raise DeliveryError(
            DeliveryProblem.NO_ROOM, f"{file.parent}: expected a folder with room to write in, found: {error.strerror}"
        ) from error


def _sweep(folder: Path) -> None:
    """Remove what a killed process left; its own child, which ends after it, may be writing there for a moment."""
    for _ in range(SWEEPS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


@contextmanager
def _lock(file: Path, patience: float, report: Report) -> Iterator[None]:
    lock = filelock.FileLock(file.with_name(f".{file.name}.lock"))
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        report(Progress(Stage.WAITING))
        _wait(lock, file, patience)
    try:
        yield
    finally:
        lock.release()


def _wait(lock: filelock.BaseFileLock, file: Path, patience: float) -> None:
    try:
        lock.acquire(timeout=patience)
    except filelock.Timeout:
        raise DeliveryError(
            DeliveryProblem.TOO_SLOW,
            f"{file.name}: expected another process to end within {patience:.0f} s, found it still at work",
            passing=True,
        ) from None


def kept(folder: Path) -> list[Path]:
    """What this project keeps in `folder`, by name; others' files are left out."""
    return sorted(path for path in folder.glob("*") if _OURS.fullmatch(path.name)) if folder.is_dir() else []


def clear(folder: Path) -> list[Path]:
    """Remove what this project keeps in `folder`, and say what went. Raises DeliveryError at what cannot be removed."""
    paths = kept(folder)
    for path in paths:
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError as error:
            raise DeliveryError(
                DeliveryProblem.NO_ROOM,
                f"{path}: expected a file that can be removed, found: {error.strerror}; what comes after it stays too",
            ) from error
    return paths
