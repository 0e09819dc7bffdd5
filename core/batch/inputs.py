"""Which files to read: those named, those that match a pattern, and those in folders."""

import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.table import as_text

PICTURES = frozenset({".jpg", ".jpeg", ".png"})
CLIPS = frozenset({".mp4", ".mov", ".webm", ".m4v", ".mkv", ".avi"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or one that cannot be: then `problem` says why.

    `shown` is the path as the person wrote it, where `path` is another one to the same file.
    """

    path: Path
    problem: str = ""
    shown: Path | None = None

    @property
    def name(self) -> str:
        """The path as text; bytes that are not UTF-8 are written as \\\\xff."""
        return as_text(self.shown or self.path)

    @property
    def key(self) -> str:
        """32 hexadecimal digits that stand for the file, wherever the command is run from."""
        return _digest(self._whole)

    @property
    def entry(self) -> str:
        """32 hexadecimal digits that stand for the file under this name: a journal's rows say the name."""
        return _digest(self._whole + b"\0" + os.fsencode(self.shown or self.path))

    @property
    def _whole(self) -> bytes:
        # Not resolve(): two links to one file are two files to the person who made them.
        return os.fsencode(os.path.abspath(self.path))  # noqa: PTH100

    @property
    def is_clip(self) -> bool:
        """Whether its name says that it is a film."""
        return self.path.suffix.lower() in CLIPS

    def anywhere(self) -> "Found":
        """The same file under the same name, for a process that may work in another folder."""
        return Found(self.path.absolute(), self.problem, self.shown or self.path)


def find(inputs: Iterable[str], leave_out: Path | None = None) -> Iterator[Found]:
    """Every file that the inputs stand for, each once, folder by folder in order of their names.

    An input is a file (of any ending), a folder (its pictures and clips, and those of the folders in it), or a
    pattern such as `photos/**/*.jpg`. Hidden files and links to folders are left out, and so are the folder
    `leave_out` and the files in it, even where an input names them.
    What cannot be read is found all the same, with its problem.
    """
    seen: set[bytes] = set()
    avoid = None if leave_out is None else os.path.realpath(leave_out)
    for text in inputs:
        for found in _expand(text, avoid):
            key = bytes.fromhex(found.key)
            if key not in seen:
                seen.add(key)
                yield found


def _expand(text: str, avoid: str | None) -> Iterator[Found]:
    path = Path(text)
    is_folder = _is_folder(path)
    if avoid is not None and os.path.realpath(path if is_folder else path.parent) == avoid:
        return
    if is_folder:
        yield from _walk(path, avoid)
    elif os.path.lexists(path):
        yield _checked(path)
    elif glob.has_magic(text) and (matches := sorted({*_matches("", _parts(text))})):
        for match in matches:
            yield from _expand(match, avoid)
    else:
        yield _checked(path, "a file, a folder or a pattern that matches something")


def _parts(pattern: str) -> tuple[str, ...]:
    """Its parts, the last one empty where it ends with a slash, which only folders match."""
    return Path(pattern).parts + (() if os.path.basename(pattern) else ("",))  # noqa: PTH119 - Path's own knows no slash


def _matches(top: str, pattern: Sequence[str]) -> Iterator[str]:
    """What matches the parts of a pattern, from the folder `top` on; what a link leads to only where it is named.

    As `glob` does it, but for `**`: there it follows links, which may lead round for ever.
    """
    if not pattern:
        yield top
        return
    part, *rest = pattern
    if part == "**":
        for folder in _folders(top or "."):
            yield from _matches(folder, rest or ["*"])
        return
    for match in glob.iglob(os.path.join(glob.escape(top), part)):  # noqa: PTH118, PTH207 - `top` may hold anything
        if not (glob.has_magic(part) and _is_folder(match) and _is_link(match)):
            yield from _matches(match, rest)


def _folders(top: str) -> Iterator[str]:
    """This folder and those in it."""
    way = [top]
    while way:
        yield (folder := way.pop())
        with suppress(OSError), os.scandir(folder) as entries:
            way += [each.path for each in entries if each.is_dir(follow_symlinks=False) and each.name[0] != "."]


def _walk(folder: Path, avoid: str | None) -> Iterator[Found]:
    way = [_inside(folder, avoid)]  # down to where it is; calls within calls end a thousand folders deep
    while way:
        found = next(way[-1], None)
        if found is None:
            way.pop()
        elif isinstance(found, Found):
            yield found
        else:
            way.append(_inside(found, avoid))


def _inside(folder: Path, avoid: str | None) -> Iterator[Found | Path]:
    """What is in this folder alone; a path is that of a folder to walk through in its turn."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names alone: a folder may hold a million
    except OSError as error:
        yield Found(folder, f"expected a folder that can be read, found: {error.strerror}")
        return
    for path in (folder / name for name in names if not name.startswith(".")):
        wanted = path.suffix.lower() in PICTURES | CLIPS
        if _is_folder(path) and not _is_link(path) and (avoid is None or os.path.realpath(path) != avoid):
            if wanted:
                yield Found(path, "expected a picture or a clip, found a folder; what is in it is read all the same")
            yield path
        elif wanted and not _is_folder(path):
            yield _checked(path)
        elif problem := _hidden_by(path):
            yield Found(path, f"expected a file or a folder that can be read, found: {problem}")


def _checked(path: Path, expected: str = "a file that can be read") -> Found:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        kind = "a link to nothing" if _is_link(path) else error.strerror
        return Found(path, f"expected {expected}, found: {kind}")
    # Opening a pipe or a device may wait for ever.
    return Found(path) if stat.S_ISREG(mode) else Found(path, "expected a file, found a device or a pipe")


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _hidden_by(path: Path) -> str | None:
    """Why nobody can tell what it is; None where one can, or where it is gone since."""
    try:
        path.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        return error.strerror
    return None


# Those of Path raise where a name is too long, a folder is locked or a disk fails; for these it is then neither.
def _is_folder(path: str | Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112


def _is_link(path: str | Path) -> bool:
    return os.path.islink(path)  # noqa: PTH114
