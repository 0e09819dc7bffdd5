"""Many readers: the same rows as one, and a file that ends its process takes no other with it."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.batch import engines
from core.batch.engines import Processes, bundles, cores, no_reader
from core.batch.inputs import Found, find
from core.batch.plan import Plan
from core.batch.reader import Reader
from core.errors import ModelError
from core.table import Row, problem_row
from tests.core.batch.pictures import folder_of_faces, rows_alone


def test_two_processes_give_the_rows_of_one_reader_in_order(tmp_path: Path) -> None:
    folder_of_faces(tmp_path, 20)
    (tmp_path / "007.jpg").write_text("not a picture")
    files = list(find([str(tmp_path)]))
    one = Reader(Plan())
    with Processes(Plan(), 2) as processes:
        assert list(processes.results(files)) == [(found, rows_alone(one, found)) for found in files]


class Fatal(Reader):
    """Ends its process at certain files, as a crash or a lack of memory would."""

    def rows_of_all(self, files: Sequence[Found]) -> list[list[Row]]:
        if {found.path.name for found in files} & {"003.jpg", "030.jpg"}:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().rows_of_all(files)


def start_fatal(plan: Plan) -> None:
    engines._reader = Fatal(plan)


def test_a_file_that_ends_its_process_is_a_problem_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_of_faces(tmp_path, 50)
    monkeypatch.setattr(engines, "_start", start_fatal)
    with Processes(Plan(), 2) as processes:
        done = list(processes.results(find([str(tmp_path)])))
    assert [found.path.name for found, _ in done] == [f"{number:03}.jpg" for number in range(50)]
    assert [found.path.name for found, rows in done if rows[0]["problem"]] == ["003.jpg", "030.jpg"]


def test_what_keeps_readers_from_starting_is_said() -> None:
    assert str(no_reader(ModelError("own.tflite: expected a model"))) == "own.tflite: expected a model"
    assert "expected readers that start, found: MemoryError: no room" in str(no_reader(MemoryError("no room")))


def test_there_are_no_more_processes_than_windows_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with Processes(Plan(), 100):
        pass  # the pool refuses more


FILMS = [Found(Path(f"{number}.mp4")) for number in range(4)]
A_MINUTE = 60  # what a slow film takes; a test that waited for one has failed


class Slow:
    """Has read the first film at once, and needs a minute for each other."""

    def rows_of_all(self, files: Sequence[Found]) -> list[list[Row]]:
        if files[0] != FILMS[0]:
            time.sleep(A_MINUTE)
        return [[problem_row(found.name, f"one of {len(files)}", Plan().origin)] for found in files]


def start_slow(plan: Plan) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    engines._reader = Slow()  # type: ignore[assignment]


def stop(processes: Processes) -> None:
    with contextlib.suppress(KeyboardInterrupt), processes:
        raise KeyboardInterrupt


def test_a_film_is_done_while_the_next_one_is_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_start", start_slow)
    began = time.monotonic()
    processes = Processes(Plan(), 1)
    found, rows = next(processes.results(FILMS))
    assert (found, rows[0]["problem"]) == (FILMS[0], "one of 1")
    assert time.monotonic() - began < A_MINUTE
    stop(processes)


def test_who_interrupts_does_not_wait_for_a_film_that_is_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_start", start_slow)
    processes = Processes(Plan(), 2)
    next(processes.results(FILMS))
    began = time.monotonic()
    stop(processes)
    assert time.monotonic() - began < A_MINUTE / 2


def test_pictures_travel_together_and_a_film_alone() -> None:
    pictures = [Found(Path(f"{number}.jpg")) for number in range(20)]
    sizes = [len(some) for some in bundles([*pictures, *FILMS[:2], *pictures[:3]])]
    assert sizes == [8, 8, 4, 1, 1, 3]


@given(names=st.lists(st.sampled_from(["a.jpg", "b.png", "c.mp4"]), max_size=60))
def test_whatever_travels_together_the_files_stay_in_order(names: list[str]) -> None:
    files = [Found(Path(name)) for name in names]
    some = list(bundles(files))
    assert [found for bundle in some for found in bundle] == files
    assert all(len(bundle) == 1 for bundle in some if any(found.is_clip for found in bundle))


def test_there_is_a_core_to_work_on() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
