"""What a run has done survives the run."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.batch.journal import Journal
from core.errors import BatchError
from core.table import Origin, Row, problem_row

ORIGIN = Origin("emotion_cnn", "1.0.0", "b" * 64, "YuNet")
KEYS = [f"{number:032x}" for number in range(5)]


def row(name: str) -> Row:
    return problem_row(name, "expected better", ORIGIN)


def out_of(folder: Path) -> Path:
    """The table that a run with two files done was to write."""
    with Journal(folder / "out.csv", ORIGIN) as journal:
        journal.add(KEYS[0], [row("a.jpg"), row("a.jpg")])
        journal.add(KEYS[1], [row("naïve\n.jpg")])
    return folder / "out.csv"


def test_the_next_run_knows_what_is_done(tmp_path: Path) -> None:
    with Journal(out_of(tmp_path), ORIGIN) as journal:
        assert [key in journal for key in KEYS[:3]] == [True, True, False]
        assert list(journal.files()) == [[row("a.jpg"), row("a.jpg")], [row("naïve\n.jpg")]]


def test_a_line_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    out = out_of(tmp_path)
    part = tmp_path / "out.csv.part"
    part.write_bytes(part.read_bytes()[:-10])
    with Journal(out, ORIGIN) as journal:
        assert [key in journal for key in KEYS[:2]] == [True, False]
        journal.add(KEYS[1], [row("b.jpg")])
        assert [[each["file"] for each in rows] for rows in journal.files()] == [["a.jpg", "a.jpg"], ["b.jpg"]]


@given(cut=st.integers(0, 10_000))
def test_wherever_it_was_cut_the_journal_goes_on(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = out_of(tmp_path_factory.mktemp("cut"))
    part = out.with_name("out.csv.part")
    part.write_bytes(part.read_bytes()[:cut])
    with Journal(out, ORIGIN) as journal:
        for key in KEYS[:2]:
            if key not in journal:
                journal.add(key, [row(key)])
        assert len(journal) == len(list(journal.files())) == 2


@pytest.mark.parametrize(
    "other", [replace(ORIGIN, sha256="c" * 64), replace(ORIGIN, detector="Haar cascade")], ids=["network", "detector"]
)
def test_another_network_or_detector_does_not_go_on_with_it(other: Origin, tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="remove the file to begin anew"):
        Journal(out_of(tmp_path), other)


def test_a_journal_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.csv.part").write_text('["my own notes"]\n')
    with pytest.raises(BatchError, match="remove the file to begin anew"):
        Journal(tmp_path / "out.csv", ORIGIN)
    assert (tmp_path / "out.csv.part").read_text() == '["my own notes"]\n'


def test_a_text_of_somebody_is_not_cut(tmp_path: Path) -> None:
    (tmp_path / "out.csv.part").write_text("my own notes\n")
    with pytest.raises(BatchError, match="remove the file to begin anew"):
        Journal(tmp_path / "out.csv", ORIGIN)
    assert (tmp_path / "out.csv.part").read_text() == "my own notes\n"
