"""Bringing a file that is known by its SHA-256 into the cache, from the first mirror that has it."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import DeliveryError, DeliveryProblem
from core.model_card import sha256_of
from core.model_store.cache import Report, holds, set_aside, silent, workplace
from core.model_store.transfer import Limits, address, transfer

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Artefact:
    """A file by what it must be: its name in the cache, its hash, how big it may be, and the bytes at `offset`."""

    name: str
    sha256: str
    max_bytes: int
    magic: bytes = b""
    offset: int = 0


def fetch(
    artefact: Artefact, urls: Sequence[str], folder: Path, limits: Limits | None = None, report: Report = silent
) -> Path:
    """The artefact's file in `folder`, fetched unless it is there already; `urls` are mirrors, the best first.

    Raises DeliveryError, with the first mirror's problem and every mirror's message, where none has it.
    """
    limits = limits or Limits()
    file = folder / artefact.name
    if holds(file, artefact.sha256):
        return file
    addresses = [address(word) for word in urls]
    with workplace(file, limits.patience, report) as made_in:
        if holds(file, artefact.sha256):  # another process was faster
            return file
        set_aside(file)
        made = made_in / "file"
        _from_any(addresses, artefact, made, limits, report)
        made.replace(file)
    return file


def _from_any(urls: Sequence[str], artefact: Artefact, made: Path, limits: Limits, report: Report) -> None:
    problems: list[DeliveryError] = []
    for url in urls:
        try:
            _from_one(url, artefact, made, limits, report)
            return
        except DeliveryError as error:
            _log.warning("%s", error)
            problems.append(error)
    if not problems:
        raise DeliveryError(DeliveryProblem.SETTINGS, f"{artefact.name}: expected an address to fetch it from")
    raise DeliveryError(problems[0].problem, "; ".join(map(str, problems))) from problems[0]


def _from_one(url: str, artefact: Artefact, made: Path, limits: Limits, report: Report) -> None:
    """From one address, asked again with growing pauses while its trouble may pass."""
    end = time.monotonic() + limits.whole
    for attempt in range(1, limits.attempts + 1):
        try:
            transfer(url, made, artefact.max_bytes, end - time.monotonic(), limits, report)
            break
        except DeliveryError as error:
            pause = limits.pause * 2 ** (attempt - 1)
            if not error.passing or attempt == limits.attempts or time.monotonic() + pause >= end:
                raise
            time.sleep(pause)
    _check(url, made, artefact)


def _check(url: str, made: Path, artefact: Artefact) -> None:
    """Raises DeliveryError unless what came is the artefact."""
    with made.open("rb") as file:
        start = file.read(max(64, artefact.offset + len(artefact.magic)))
    if start.lstrip().lower().startswith((b"<!doctype", b"<html", b"<head")):
        raise _not_the_file(url, "the file", "a web page")
    if start[artefact.offset :][: len(artefact.magic)] != artefact.magic:
        raise _not_the_file(url, f"a file with {artefact.magic!r} at {artefact.offset}", f"{start[:16]!r}")
    if (found := sha256_of(made)) != artefact.sha256:
        raise _not_the_file(url, f"the SHA-256 {artefact.sha256}", found)


def _not_the_file(url: str, expected: str, found: str) -> DeliveryError:
    return DeliveryError(DeliveryProblem.NOT_THE_FILE, f"{url}: expected {expected}, found {found}; it is not kept")
