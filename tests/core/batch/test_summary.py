"""What a run came to."""

from core.batch.summary import Summary
from core.table import Origin, problem_row, rows_of
from tests.core.test_table import reading

ORIGIN = Origin("emotion_cnn", "1.0.0", "b" * 64, "YuNet")


def test_files_faces_and_problems_are_counted() -> None:
    summary = Summary(resumed=1, seconds=2.0)
    summary.count(rows_of("a.jpg", [reading(), reading()], ORIGIN))
    summary.count(rows_of("b.jpg", [], ORIGIN))
    summary.count([problem_row("two\nlines.jpg", "expected a picture", ORIGIN)])
    assert str(summary).splitlines() == [
        "3 files: 2 in 2.0 s (1 a second), 1 by an earlier run",
        "2 faces, 2 sad",
        "1 files without a face, 1 that could not be read",
        "  two\\x0alines.jpg: expected a picture",
    ]


def test_many_problems_are_not_all_listed() -> None:
    summary = Summary(seconds=1.0)
    for number in range(60):
        summary.count([problem_row(f"{number}.jpg", "expected a picture", ORIGIN)])
    assert str(summary).splitlines()[-1] == "  and 10 more; the table has them all"
