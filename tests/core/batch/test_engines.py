"""Many readers: the same rows as one, and a file that ends its process takes no other with it."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.batch import engines
from core.batch.engines import Processes, cores
from core.batch.inputs import Found, find
from core.batch.plan import Plan
from core.batch.reader import Reader
from core.table import Row
from tests.core.batch.pictures import folder_of_faces


def test_two_processes_give_the_rows_of_one_reader_in_order(tmp_path: Path) -> None:
    folder_of_faces(tmp_path, 20)
    (tmp_path / "007.jpg").write_text("not a picture")
    files = list(find([str(tmp_path)]))
    one = Reader(Plan())
    with Processes(Plan(), 2) as processes:
        assert list(processes.results(files)) == [(found, one.rows(found)) for found in files]


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


def test_there_is_a_core_to_work_on() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
