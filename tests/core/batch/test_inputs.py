"""Which files are read."""

import inspect
import os
import sys
from pathlib import Path

import pytest

from core.batch.inputs import Found, find


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def names(found: list[Found], folder: Path) -> list[str]:
    return [str(each.path.relative_to(folder)) for each in found]


def test_a_folder_gives_its_pictures_and_clips_and_those_of_its_folders(tmp_path: Path) -> None:
    touch(tmp_path, "b.JPG", "a.png", "deep/er/c.jpeg", "d.mp4", "notes.txt", ".hidden.jpg", ".cache/e.jpg")
    assert names(list(find([str(tmp_path)])), tmp_path) == ["a.png", "b.JPG", "d.mp4", "deep/er/c.jpeg"]


def test_a_file_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    touch(tmp_path, "scan.dat")
    assert names(list(find([str(tmp_path / "scan.dat")])), tmp_path) == ["scan.dat"]


def test_a_pattern_gives_what_matches(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg", "deep/b.jpg", "deep/c.png")
    assert names(list(find([str(tmp_path / "**/*.jpg")])), tmp_path) == ["a.jpg", "deep/b.jpg"]


def test_a_name_that_looks_like_a_pattern_is_a_name_first(tmp_path: Path) -> None:
    touch(tmp_path, "a[1].jpg")
    assert names(list(find([str(tmp_path / "a[1].jpg")])), tmp_path) == ["a[1].jpg"]


def test_each_file_comes_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg")
    inputs = [str(tmp_path), str(tmp_path / "a.jpg"), str(tmp_path / "*.jpg"), str(tmp_path / "x/../a.jpg")]
    assert names(list(find(inputs)), tmp_path) == ["a.jpg"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param(".", ["a.png"], id="in a folder"),
        pytest.param("*", ["a.png"], id="matched"),
        pytest.param("**/*.png", ["a.png"], id="its files matched"),
        pytest.param("annotated", [], id="named"),
        pytest.param("link", [], id="by another name"),
        pytest.param("annotated/a.png", [], id="a file of it named"),
        pytest.param("annotated/before", ["annotated/before/b.png"], id="a folder in it named"),
    ],
)
def test_the_folder_of_annotated_copies_is_not_read(text: str, read: list[str], tmp_path: Path) -> None:
    touch(tmp_path, "a.png", "annotated/a.png")
    (tmp_path / "link").symlink_to("annotated")
    if "before" in text:
        touch(tmp_path, "annotated/before/b.png")
    assert names(list(find([str(tmp_path / text)], leave_out=tmp_path / "annotated")), tmp_path) == read


def test_a_link_to_a_file_is_a_file_and_a_link_to_a_folder_is_left_out(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg")
    (tmp_path / "b.jpg").symlink_to("a.jpg")
    (tmp_path / "round").symlink_to(tmp_path)
    assert names(list(find([str(tmp_path)])), tmp_path) == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize(
    ("pattern", "read"),
    [
        pytest.param("**/*.jpg", ["a.jpg", "b.jpg", "deep/c.jpg"], id="any depth"),
        pytest.param("**", ["a.jpg", "b.jpg", "deep/c.jpg", "notes.txt"], id="everything"),
        pytest.param("*", ["a.jpg", "b.jpg", "deep/c.jpg", "notes.txt"], id="names"),
        pytest.param("*/", ["deep/c.jpg"], id="names of folders"),
        pytest.param("*/*.jpg", ["deep/c.jpg"], id="one folder further"),
        pytest.param("**.jpg", ["a.jpg", "b.jpg"], id="stars that are no part of their own"),
        pytest.param("round/*.jpg", ["round/a.jpg", "round/b.jpg"], id="a link that is named"),
        pytest.param(".*/*.jpg", [".cache/e.jpg"], id="hidden names that are asked for"),
    ],
)
def test_a_pattern_follows_no_link_to_a_folder_and_finds_nothing_hidden(
    pattern: str, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, "a.jpg", "deep/c.jpg", "notes.txt", ".hidden.jpg", ".cache/e.jpg")
    (tmp_path / "b.jpg").symlink_to("a.jpg")
    for name in ("round", "deep/again"):  # two, which together would never end
        (tmp_path / name).symlink_to(tmp_path)
    assert names(list(find([f"{tmp_path}/{pattern}"])), tmp_path) == read
    monkeypatch.chdir(tmp_path)
    assert [found.name for found in find([pattern])] == read


def test_what_cannot_be_read_is_found_with_its_problem(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").symlink_to("nowhere")
    (tmp_path / "folder.jpg").mkdir()
    touch(tmp_path, "folder.jpg/a.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    found = {str(each.path.relative_to(tmp_path)): each.problem for each in find([str(tmp_path)])}
    assert list(found) == ["broken.jpg", "folder.jpg", "folder.jpg/a.jpg", "pipe.jpg"]
    assert "a link to nothing" in found["broken.jpg"]
    assert "found a folder" in found["folder.jpg"]
    assert found["folder.jpg/a.jpg"] == ""
    assert "a device or a pipe" in found["pipe.jpg"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("missing.jpg", "No such file", id="no file"),
        pytest.param("missing/*.jpg", "No such file", id="no match"),
        pytest.param("a.jpg/b.jpg", "Not a directory", id="a file taken for a folder"),
        pytest.param("x" * 300 + ".jpg", "File name too long", id="a name too long"),
        pytest.param("x" * 300 + "*.jpg", "File name too long", id="a pattern too long"),
    ],
)
def test_an_input_that_is_nothing_is_a_problem(text: str, why: str, tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg")
    (found,) = find([str(tmp_path / text)])
    assert f"a pattern that matches something, found: {why}" in found.problem


def test_folders_that_go_too_deep_do_not_end_the_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a.jpg", "z.jpg")
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    for _ in range(20):  # a path that is longer than a path may be can only be made in steps
        Path("d" * 250).mkdir()
        os.chdir("d" * 250)
    first, deep, last = find([str(tmp_path)])
    assert (first.path.name, last.path.name) == ("a.jpg", "z.jpg")
    assert "File name too long" in deep.problem


def test_folders_may_lie_deeper_in_each_other_than_calls(tmp_path: Path) -> None:
    deepest = tmp_path.joinpath(*["d"] * 200)
    deepest.mkdir(parents=True)
    touch(tmp_path, "a.jpg", "z.jpg")
    touch(deepest, "b.jpg")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        found = [each.path.name for each in find([str(tmp_path)])]
    finally:
        sys.setrecursionlimit(usual)
    assert found == ["a.jpg", "b.jpg", "z.jpg"]


def test_a_name_that_is_not_text_can_be_written(tmp_path: Path) -> None:
    found = Found(Path(os.fsdecode(b"caf\xe9\xff.jpg")))
    assert found.name == "caf\\xe9\\xff.jpg"
    assert len(found.key) == 32


def test_a_file_is_the_same_anywhere_and_keeps_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = Found(Path("photos/../a.jpg"), "a problem")
    anywhere = found.anywhere()
    monkeypatch.chdir("/")
    assert anywhere.path == tmp_path / "photos/../a.jpg"
    assert (anywhere.name, anywhere.problem) == ("photos/../a.jpg", "a problem")
    assert anywhere.anywhere() == anywhere
    assert anywhere.key == Found(tmp_path / "a.jpg").key


def test_the_key_stands_for_the_file_wherever_the_command_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Found(Path("a.jpg")).key == Found(tmp_path / "a.jpg").key != Found(tmp_path / "b.jpg").key


def test_a_journal_keeps_files_of_two_names_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    here, whole = Found(Path("a.jpg")), Found(tmp_path / "a.jpg")
    assert here.key == whole.key
    assert here.entry != whole.entry
    assert here.anywhere().entry == here.entry
