"""Which files are read."""

import os
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


def test_the_folder_of_annotated_copies_is_not_read(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg", "annotated/a.png")
    assert names(list(find([str(tmp_path)], leave_out=tmp_path / "annotated")), tmp_path) == ["a.jpg"]


def test_a_link_to_a_file_is_a_file_and_a_link_to_a_folder_is_left_out(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg")
    (tmp_path / "b.jpg").symlink_to("a.jpg")
    (tmp_path / "round").symlink_to(tmp_path)
    assert names(list(find([str(tmp_path)])), tmp_path) == ["a.jpg", "b.jpg"]


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


@pytest.mark.parametrize("text", ["missing.jpg", "missing/*.jpg"])
def test_an_input_that_is_nothing_is_a_problem(text: str, tmp_path: Path) -> None:
    (found,) = find([str(tmp_path / text)])
    assert "found nothing" in found.problem


def test_a_name_that_is_not_text_can_be_written(tmp_path: Path) -> None:
    found = Found(Path(os.fsdecode(b"caf\xe9\xff.jpg")))
    assert found.name == "caf\\xe9\\xff.jpg"
    assert len(found.key) == 32


def test_the_key_stands_for_the_file_wherever_the_command_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Found(Path("a.jpg")).key == Found(tmp_path / "a.jpg").key != Found(tmp_path / "b.jpg").key
