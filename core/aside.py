"""Files that appear only once they are whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def written_aside(place: Path) -> Iterator[Path]:
    """Where to write what stands at `place` once the block has ended well; else what was there before stays.

    The path has the same name and ending, in a hidden folder of its own beside `place`, which goes in either case: no
    other file is ever written over. Raises OSError where no file can be made there.
    """
    with TemporaryDirectory(prefix=".kindmirror-", dir=place.parent) as folder:
        file = Path(folder) / place.name
        yield file
        file.replace(place)
