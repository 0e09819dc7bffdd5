"""The walk-through runs from top to bottom."""

import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "training.ipynb"
CELLS = [
    "".join(cell["source"])
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code"
]


def test_it_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    names: dict[str, Any] = {}
    for cell in CELLS:
        exec(compile(cell, NOTEBOOK.name, "exec"), names)
    assert names["card"].evaluation.faces == len(names["validation"])
    assert "shown on FER+ majority" in capsys.readouterr().out


def test_it_has_no_logic_of_its_own() -> None:
    for cell in CELLS:
        assert not any(line.startswith(("def ", "class ", "for ", "while ", "if ")) for line in cell.splitlines())


def test_no_output_is_stored() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert not any(cell.get("outputs") for cell in cells)
