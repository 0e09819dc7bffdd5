"""What a run has done so far, on disk, so that a run that was killed goes on where it was.

One line of JSON for each file, written when the file is done; a line that was cut off is written anew.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from core.batch.plan import HAAR
from core.errors import BatchError
from core.table import Cell, Row

_KIND = {"kind": "kindmirror batch", "version": 3}


class Journal:
    """The journal beside `out`; use it in a `with`, after which one without any file is gone. One process writes it.

    `decides` is all that the rows depend on, by names that a person knows. Raises BatchError where there is a journal
    already that was begun with something else, and says what differs; with `anew` any journal is begun anew. A file
    that is no journal is left as it is, by a BatchError too.
    """

    def __init__(self, out: Path, decides: Mapping[str, Cell], anew: bool = False) -> None:
        self.path = journal_path(out)
        self._decides = decides
        self._head = _line(_KIND | {"decides": decides})
        self._done: set[bytes] = set()
        self._file: BinaryIO = self.path.open("a+b")
        try:
            self._recover(anew)
        except BaseException:
            with suppress(OSError):  # a full disk has no room for what is left to write
                self._file.close()
            self._take_back()
            raise

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        is_removed = self._file.closed
        self._file.close()
        if not is_removed and self.path.stat().st_size <= len(self._head):
            self.path.unlink()

    def __len__(self) -> int:
        return len(self._done)

    def __contains__(self, key: str) -> bool:
        """Whether the file of this key is done."""
        return bytes.fromhex(key) in self._done

    def expect(self, keys: Iterable[str]) -> int:
        """The files of these keys are this run's, and no others count as done; returns how many they are."""
        wanted = {bytes.fromhex(key) for key in keys}
        self._done &= wanted
        return len(wanted)

    def add(self, key: str, rows: Sequence[Row]) -> None:
        """The file of this key is done, and these are its rows."""
        self._write(_line({"key": key, "rows": rows}))
        self._done.add(bytes.fromhex(key))

    def files(self) -> Iterator[list[Row]]:
        """The rows of each file that is done, in the order in which they were."""
        with self.path.open("rb") as file:
            next(file)
            for done in map(json.loads, file):
                if done["key"] in self:
                    yield done["rows"]

    def remove(self) -> None:
        """The table is written; nothing is left to go on with."""
        self._file.close()
        self.path.unlink()

    def _recover(self, anew: bool) -> None:
        self._file.seek(0)
        begin = self._file.readline()
        if not self._head.startswith(begin):  # a kill may have left none of it, or a part
            self._check(begin, anew)
        if begin != self._head or anew:
            self._file.truncate(0)
            self._write(self._head)
            return
        whole = len(begin)
        for line in self._file:
            done = _parsed(line)
            if not done:
                break
            self._done.add(bytes.fromhex(done["key"]))
            whole += len(line)
        self._file.truncate(whole)  # a line that was cut off, and nothing before it

    def _take_back(self) -> None:
        """Remove what could not be begun, and no other file."""
        with self.path.open("rb") as file:
            content = file.read(len(self._head) + 1)
        if self._head.startswith(content):
            self.path.unlink()

    def _check(self, begin: bytes, anew: bool) -> None:
        """Raises BatchError unless what begins so may be begun anew."""
        head = _parsed(begin)
        if head.get("kind") != _KIND["kind"]:
            raise BatchError(
                f"{self.path}: expected the journal of an unfinished run, found another file; "
                "move that away, or choose another name for --out"
            )
        if not anew:
            raise BatchError(
                f"{self.path}: {self._difference(head)}; finish that run as it was begun, "
                "begin anew with --overwrite, or choose another name for --out"
            )

    def _difference(self, head: Mapping[str, Any]) -> str:
        if head.get("version") != _KIND["version"]:
            return "expected an unfinished run of this version of the command, found one of another version"
        before = head["decides"]
        other = [name for name, value in self._decides.items() if before.get(name) != value]
        # A run takes the cascade by itself where YuNet is out of reach.
        by_cascade = "detector" in other and before.get("detector") == HAAR
        how = " (KINDMIRROR_DETECTOR=off finds faces by the cascade)" if by_cascade else ""
        return f"expected {_listed(before, other)} as in the unfinished run, found {_listed(self._decides, other)}{how}"

    def _write(self, line: bytes) -> None:
        self._file.write(line)
        self._file.flush()


def journal_path(out: Path) -> Path:
    """Where the journal of the run that writes `out` is."""
    return out.with_name(out.name + ".part")


def is_unfinished(out: Path) -> bool:
    """Whether a run that was to write `out` was interrupted when something was done; its journal says so."""
    path = journal_path(out)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        file.readline()
        return bool(file.read(1))


def _line(content: object) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def _parsed(line: bytes) -> dict[str, Any]:
    """What `_line` wrote; nothing for a line that was cut off, or that somebody else wrote."""
    try:
        content = json.loads(line) if line.endswith(b"\n") else {}
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _listed(values: Mapping[str, Cell], names: Sequence[str]) -> str:
    return ", ".join(f"{name} {'none' if values.get(name) is None else values[name]}" for name in names)
