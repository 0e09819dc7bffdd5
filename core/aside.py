"""Files that appear only once they are whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def written_aside(place: Path) -> Iterator[Path]:
    """Where to write what stands at `place` once the block has ended well; else what was there before stays.

    The path has the same name and ending, in a hidden folder of its own, which goes in either case unless the process
    is killed: no other file is ever written over. Where `place` is a link, both are beside the file that it leads to,
    and the link stays. Raises OSError where no file can be made there.
    """
    target = Path(os.path.realpath(place))
    with TemporaryDirectory(prefix=".kindmirror-", dir=target.parent) as folder:
        file = Path(folder) / place.name
        yield file
        file.replace(target)
