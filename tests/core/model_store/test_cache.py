"""The folder that keeps files."""

import shutil
from pathlib import Path

import pytest

from core.model_store.cache import workplace


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / ".file.abc.part"
    left.mkdir()
    (left / "half").write_bytes(b"1")
    with workplace(tmp_path / "file", patience=1.0) as made_in:
        assert list(tmp_path.glob(".*.part")) == [made_in]
    assert not list(tmp_path.glob(".*.part"))


def test_so_is_what_its_child_writes_while_it_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / ".file.abc.part"
    left.mkdir()
    late, remove = [b"written late"], shutil.rmtree

    def remove_and_be_written_to(folder: Path, **options: bool) -> None:
        remove(folder, **options)
        if late:
            folder.mkdir()
            (folder / "half").write_bytes(late.pop())

    monkeypatch.setattr(shutil, "rmtree", remove_and_be_written_to)
    with workplace(tmp_path / "file", patience=1.0) as made_in:
        assert list(tmp_path.glob(".*.part")) == [made_in]
