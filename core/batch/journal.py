"""What a run has done so far, on disk, so that a run that was killed goes on where it was.

One line of JSON for each file, written when the file is done; a line that was cut off is written anew.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from core.errors import BatchError
from core.table import Origin, Row


class Journal:
    """The journal beside `out`; use it in a `with`. One process writes it.

    Raises BatchError where there is one already that was begun with another network or detector.
    """

    def __init__(self, out: Path, origin: Origin) -> None:
        self.path = out.with_name(out.name + ".part")
        self._head = _line({"kind": "kindmirror batch", "version": 1} | asdict(origin))
        self._done: set[bytes] = set()
        self._file: BinaryIO = self.path.open("a+b")
        try:
            self._recover()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._done)

    def __contains__(self, key: str) -> bool:
        """Whether the file of this key is done."""
        return bytes.fromhex(key) in self._done

    def add(self, key: str, rows: Sequence[Row]) -> None:
        """The file of this key is done, and these are its rows."""
        self._write(_line({"key": key, "rows": rows}))
        self._done.add(bytes.fromhex(key))

    def files(self) -> Iterator[list[Row]]:
        """The rows of each file, in the order in which they were done."""
        with self.path.open("rb") as file:
            next(file)
            for line in file:
                yield json.loads(line)["rows"]

    def remove(self) -> None:
        """The table is written; nothing is left to go on with."""
        self._file.close()
        self.path.unlink()

    def _recover(self) -> None:
        self._file.seek(0)
        begin = self._file.readline()
        if begin != self._head:
            self._begin(begin)
            return
        whole = len(begin)
        for line in self._file:
            key = _key(line)
            if key is None:
                break
            self._done.add(key)
            whole += len(line)
        self._file.truncate(whole)  # a line that was cut off, and nothing before it

    def _begin(self, found: bytes) -> None:
        """In an empty file, or one that a kill left without its first line."""
        if not self._head.startswith(found):
            raise BatchError(
                f"{self.path} is not from a run with this network and detector; "
                "go on with those, remove the file to begin anew, or choose another name for --out"
            )
        self._file.truncate(0)
        self._write(self._head)

    def _write(self, line: bytes) -> None:
        self._file.write(line)
        self._file.flush()


def _line(content: object) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def _key(line: bytes) -> bytes | None:
    """None for a line that was cut off."""
    try:
        return bytes.fromhex(json.loads(line)["key"]) if line.endswith(b"\n") else None
    except ValueError:
        return None
