"""What a run has done survives the run."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.batch.journal import Journal, is_unfinished, journal_path
from core.batch.plan import HAAR
from core.errors import BatchError
from core.table import Cell, Origin, Row, problem_row

ORIGIN = Origin("emotion_cnn", "1.0.0", "b" * 64, "YuNet")
DECIDES: dict[str, Cell] = {"network": "emotion_cnn 1.0.0", "--every": 0.5, "--annotate": None}
KEYS = [f"{number:032x}" for number in range(5)]


def row(name: str) -> Row:
    return problem_row(name, "expected better", ORIGIN)


def out_of(folder: Path) -> Path:
    """The table that a run with two files done was to write."""
    with Journal(folder / "out.csv", DECIDES) as journal:
        journal.add(KEYS[0], [row("a.jpg"), row("a.jpg")])
        journal.add(KEYS[1], [row("naïve\n.jpg")])
    return folder / "out.csv"


def test_the_next_run_knows_what_is_done(tmp_path: Path) -> None:
    with Journal(out_of(tmp_path), DECIDES) as journal:
        assert [key in journal for key in KEYS[:3]] == [True, True, False]
        assert list(journal.files()) == [[row("a.jpg"), row("a.jpg")], [row("naïve\n.jpg")]]


def test_a_line_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    out = out_of(tmp_path)
    part = tmp_path / "out.csv.part"
    part.write_bytes(part.read_bytes()[:-10])
    with Journal(out, DECIDES) as journal:
        assert [key in journal for key in KEYS[:2]] == [True, False]
        journal.add(KEYS[1], [row("b.jpg")])
        assert [[each["file"] for each in rows] for rows in journal.files()] == [["a.jpg", "a.jpg"], ["b.jpg"]]


@given(cut=st.integers(0, 10_000))
def test_wherever_it_was_cut_the_journal_goes_on(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = out_of(tmp_path_factory.mktemp("cut"))
    part = out.with_name("out.csv.part")
    part.write_bytes(part.read_bytes()[:cut])
    with Journal(out, DECIDES) as journal:
        for key in KEYS[:2]:
            if key not in journal:
                journal.add(key, [row(key)])
        assert len(journal) == len(list(journal.files())) == 2


@pytest.mark.parametrize(
    ("other", "says"),
    [
        pytest.param(
            {"network": "own 2"},
            "expected network emotion_cnn 1.0.0 as in the unfinished run, found network own 2;",
            id="network",
        ),
        pytest.param(
            {"--every": 2.0, "--annotate": "/copies"},
            "expected --every 0.5, --annotate none as in the unfinished run, found --every 2.0, --annotate /copies;",
            id="options",
        ),
    ],
)
def test_what_was_begun_otherwise_is_not_gone_on_with_and_what_differs_is_said(
    other: dict[str, Cell], says: str, tmp_path: Path
) -> None:
    out = out_of(tmp_path)
    before = (tmp_path / "out.csv.part").read_bytes()
    with pytest.raises(BatchError) as raised:
        Journal(out, DECIDES | other)
    assert says in str(raised.value)
    assert "begin anew with --overwrite" in str(raised.value)
    assert (tmp_path / "out.csv.part").read_bytes() == before


def test_who_began_with_the_cascade_is_told_how_to_have_it_again(tmp_path: Path) -> None:
    with Journal(tmp_path / "out.csv", DECIDES | {"detector": HAAR}) as journal:
        journal.add(KEYS[0], [row("a.jpg")])
    with pytest.raises(BatchError, match=r"found detector YuNet \(KINDMIRROR_DETECTOR=off .*\);"):
        Journal(tmp_path / "out.csv", DECIDES | {"detector": "YuNet"})


def test_a_journal_of_an_earlier_version_is_not_gone_on_with(tmp_path: Path) -> None:
    head = {"kind": "kindmirror batch", "version": 1, "model": "emotion_cnn", "detector": "YuNet"}
    (tmp_path / "out.csv.part").write_text(json.dumps(head) + "\n")
    with pytest.raises(BatchError, match="found one of another version"):
        Journal(tmp_path / "out.csv", DECIDES)


@pytest.mark.parametrize("other", [{}, {"--every": 2.0}], ids=["as it was", "otherwise"])
def test_anew_forgets_what_is_done(other: dict[str, Cell], tmp_path: Path) -> None:
    with Journal(out_of(tmp_path), DECIDES | other, anew=True) as journal:
        assert len(journal) == 0
        journal.add(KEYS[1], [row("b.jpg")])
        assert list(journal.files()) == [[row("b.jpg")]]
    with Journal(tmp_path / "out.csv", DECIDES | other) as journal:
        assert [key in journal for key in KEYS[:2]] == [False, True]


def test_a_journal_without_a_file_is_nothing_to_go_on_with(tmp_path: Path) -> None:
    with Journal(tmp_path / "out.csv", DECIDES):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize(
    "before", [None, "", '{"kind":"kindmirror'], ids=["no journal", "an empty one", "a part of one"]
)
def test_a_journal_that_cannot_be_begun_is_gone(
    before: str | None, anew: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(journal: Journal, line: bytes) -> None:
        journal._file.write(line[:20])
        raise OSError("No space left on device")

    if before is not None:
        (tmp_path / "out.csv.part").write_text(before)
    monkeypatch.setattr(Journal, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        Journal(tmp_path / "out.csv", DECIDES, anew)
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_unfinished_once_something_is_done(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert not is_unfinished(out)
    with Journal(out, DECIDES) as journal:
        assert not is_unfinished(out)
        journal.add(KEYS[0], [row("a.jpg")])
        assert is_unfinished(out)


def test_a_journal_of_other_files_stays(tmp_path: Path) -> None:
    with Journal(out_of(tmp_path), DECIDES) as journal:
        journal.expect([])
    assert journal_path(tmp_path / "out.csv").exists()


def test_files_that_are_not_of_this_run_stay_out_of_it(tmp_path: Path) -> None:
    with Journal(out_of(tmp_path), DECIDES) as journal:
        assert journal.expect(KEYS[1:4]) == 3
        assert [key in journal for key in KEYS[:3]] == [False, True, False]
        journal.add(KEYS[2], [row("c.jpg")])
        assert list(journal.files()) == [[row("naïve\n.jpg")], [row("c.jpg")]]
        assert len(journal) == 2


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("text", ['["my own notes"]\n', '{"my own": "notes"}\n', "my own notes\n", "my own notes"])
def test_a_file_of_somebody_is_refused_and_not_cut(text: str, anew: bool, tmp_path: Path) -> None:
    (tmp_path / "out.csv.part").write_text(text)
    with pytest.raises(BatchError, match="found another file; move that away"):
        Journal(tmp_path / "out.csv", DECIDES, anew)
    assert (tmp_path / "out.csv.part").read_text() == text
