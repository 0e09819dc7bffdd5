"""What runs beside what."""

from types import SimpleNamespace

import pytest

from tests.rooms import place, room


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("tests/e2e/test_photo.py::test_one", "tests/e2e"),
        ("tests/e2e/test_live.py::test_one", "tests/e2e/test_live.py"),
        ("tests/training/test_train.py::test_one[a::b]", "tests/training"),
        ("tests/core/test_faces.py::test_one[tests/e2e]", "tests/core/test_faces.py"),
        ("tests/core/test_faces.py::Faces::test_one", "tests/core/test_faces.py"),
    ],
    ids=["browser", "camera", "training", "a file", "a class"],
)
def test_a_room_is_a_file_or_what_has_to_stay_together(test: str, expected: str) -> None:
    assert room(test) == expected


def test_the_longest_begin_and_whole_rooms_follow_each_other() -> None:
    tests = [
        "tests/ui/test_fit.py::a",
        "tests/core/test_faces.py::a",
        "tests/e2e/test_live.py::a",
        "tests/e2e/b.py::a",
        "tests/training/test_a.py::a",
    ]
    assert sorted(tests, key=place) == tests[::-1]


class Process:
    """One of the processes between which tests are dealt; remembers what it was given."""

    shutting_down = False

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.given: list[int] = []

    def send_runtest_some(self, places: list[int]) -> None:
        self.given += places

    def shutdown(self) -> None:
        self.shutting_down = True


def test_a_room_is_dealt_whole_to_one_process(pytestconfig: pytest.Config) -> None:
    """Through the hook by which xdist asks for who deals: groups once stopped to hold, and nothing said so."""
    tests = [f"tests/e2e/test_{file}.py::{test}" for file in "ab" for test in "abc"]
    tests += [f"tests/training/test_a.py::{test}" for test in "ab"] + ["tests/ui/test_a.py::a"]
    config = SimpleNamespace(option=SimpleNamespace(loadscopereorder=True), getvalue={"tx": ["2*popen"]}.get)
    quiet = SimpleNamespace(loadscopesched=lambda *_: None)
    scheduler = pytestconfig.hook.pytest_xdist_make_scheduler(config=config, log=quiet)
    processes = [Process("one"), Process("two")]
    for process in processes:
        scheduler.add_node(process)
        scheduler.add_node_collection(process, tests)
    scheduler.schedule()
    assert [process.given for process in processes] == [[0, 1, 2, 3, 4, 5], [6, 7, 8]]
