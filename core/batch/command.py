"""The command: files in, a table out, and what came of it."""

import argparse
import io
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from core.batch.engines import Processes, Result, cores
from core.batch.inputs import Found, find
from core.batch.journal import Journal, is_unfinished
from core.batch.output import FORMATS, get_ready, write
from core.batch.plan import Detail, Plan
from core.batch.summary import Summary
from core.errors import BatchError, KindmirrorError
from core.model_store.choice import add_option, chosen_detector, chosen_network
from core.model_store.settings import read_settings

_EXIT = """exit status: 0 every file was read; 1 some could not be read, and the table says why;
2 no table was written, and standard error says why;
130 interrupted (the same command goes on where it was; --overwrite begins anew)"""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    given = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal can show every name
    try:
        _check(given)
        with _only_run(given.out):
            summary = _run(given)
    except Timeout:
        print(f"{given.out}: another run is writing it; wait for that or choose another name", file=sys.stderr)
        return 2
    except (KindmirrorError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        without = " without --overwrite" if given.overwrite and is_unfinished(given.out) else ""
        print(f"\nInterrupted; the same command{without} goes on where it was.", file=sys.stderr)
        return 130
    print(summary)
    return 1 if summary.problems else 0


@contextmanager
def _only_run(out: Path) -> Iterator[None]:
    """Raises Timeout where another run writes `out`."""
    lock = Path(f"{out}.lock")
    with FileLock(lock, timeout=0):
        try:
            yield
        finally:
            # While it is held: later it may be another run's. Windows removes no open file; there filelock does it.
            with suppress(OSError):
                lock.unlink()


def _run(given: argparse.Namespace) -> Summary:
    plan = _plan(given)
    began = time.monotonic()
    get_ready(given.out)
    with Journal(given.out, plan.decides, given.overwrite) as journal:
        total = journal.expect(found.entry for found in find(given.inputs, plan.annotate))
        before = len(journal)
        with tqdm(total=total, initial=before, unit=" files", disable=given.quiet or None) as bar:
            for found, rows in _results(given, plan, journal):
                journal.add(found.entry, rows)
                bar.update()
        summary = Summary(resumed=before, seconds=time.monotonic() - began)
        summary.rows = write((row for rows in journal.files() for row in summary.count(rows)), given.out)
        journal.remove()
    return summary


def _results(given: argparse.Namespace, plan: Plan, journal: Journal) -> Iterator[Result]:
    remaining: Iterator[Found] = (found for found in find(given.inputs, plan.annotate) if found.entry not in journal)
    if given.engine == "ray":
        from core.batch import on_ray  # noqa: PLC0415 - with all that a reader imports

        yield from on_ray.results(remaining, plan, given.address, given.processes)
        return
    with Processes(plan, given.processes or cores()) as processes:
        yield from processes.results(remaining)


def _plan(given: argparse.Namespace) -> Plan:
    if given.annotate is not None:
        given.annotate.mkdir(parents=True, exist_ok=True)
    settings = read_settings()
    detector = chosen_detector(settings)
    return Plan(
        # Absolute, for readers that work in another folder.
        chosen_network(given.model and given.model.absolute(), settings),
        detector and detector.absolute(),
        Detail(given.detail),
        None if given.annotate is None else given.annotate.resolve(),
        given.every,
    )


def _check(given: argparse.Namespace) -> None:
    if given.out.suffix.lower() not in FORMATS:
        raise BatchError(f"--out {given.out}: expected a name that ends in {', '.join(FORMATS)}")
    if given.out.is_dir():
        raise BatchError(f"--out {given.out}: expected the name of a file, found a folder; choose another name")
    if given.out.exists() and not given.out.is_file():
        raise BatchError(f"--out {given.out}: expected a file, found a device or a pipe; choose another name")
    if not given.out.parent.is_dir():
        raise BatchError(f"--out {given.out}: expected a folder that is there, found none")
    # A journal beside a table is that of an --overwrite that was interrupted.
    if given.out.exists() and not given.overwrite and not is_unfinished(given.out):
        raise BatchError(f"--out {given.out} is there already; choose another name, or say --overwrite")
    if given.annotate is not None and {*map(os.path.realpath, given.inputs)} == {os.path.realpath(given.annotate)}:
        raise BatchError(
            f"--annotate {given.annotate}: expected another folder than the one to read, which would be left out; "
            "choose another folder"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core.batch", description="Read the expressions in many pictures and clips.", epilog=_EXIT
    )
    parser.add_argument("inputs", nargs="+", metavar="IN", help="a picture, a clip, a folder, or a 'pattern/**/*.jpg'")
    parser.add_argument("--out", type=Path, required=True, help="the table: .parquet, .csv or .jsonl")
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="begin anew, and replace --out once all is read; without it a table that is there stays as it is, and a "
        "run that was interrupted goes on",
    )
    parser.add_argument(
        "--annotate", type=Path, metavar="DIR", help="keep annotated copies in this folder, which itself is not read"
    )
    parser.add_argument("--every", type=_seconds, default=0.5, help="seconds of a clip between readings (0.5)")
    parser.add_argument(
        "--detail",
        choices=list(Detail),
        default=Detail.QUICK,
        help="thorough also finds most faces of 2 to 4 %% of a picture's width, and takes two to four times as long "
        "to look (%(default)s)",
    )
    add_option(parser)
    parser.add_argument("--processes", type=_count, help="how many files are read at once (one a core)")
    parser.add_argument("--engine", choices=["processes", "ray"], default="processes", help="what runs the readers")
    parser.add_argument("--address", help="of a Ray cluster; without it Ray starts on this machine")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    return parser


def _count(text: str) -> int:
    if (value := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, found {value}")
    return value


def _seconds(text: str) -> float:
    if not (value := float(text)) > 0:
        raise argparse.ArgumentTypeError(f"expected more than 0, found {value}")
    return value
