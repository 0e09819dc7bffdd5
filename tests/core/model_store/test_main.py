"""The command for whoever deploys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.model_card import ModelCard
from core.model_store import files
from core.model_store.__main__ import main
from tests import cloud as play
from tests.cloud import Cloud


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud() as cloud:
        yield cloud


@pytest.fixture(autouse=True)
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as home, project and cache."""
    for name in ("MODEL_URL", "MODEL_SHA256", "MODEL_CARD", "LITERT_URL"):
        monkeypatch.delenv(f"KINDMIRROR_{name}", raising=False)
    monkeypatch.setenv("KINDMIRROR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KINDMIRROR_DETECTOR", "off")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_secrets(deployment: Path, cloud: Cloud, model_folder: Path) -> None:
    card = model_folder / "model_card.json"
    (deployment / ".streamlit").mkdir()
    (deployment / ".streamlit" / "secrets.toml").write_text(
        f'KINDMIRROR_MODEL_URL = ["{cloud.url}/gone", "{cloud.url}/m.keras"]\n'
        f'KINDMIRROR_MODEL_SHA256 = "{ModelCard.read(card).keras_sha256}"\n'
        f'KINDMIRROR_MODEL_CARD = "{card}"\n'
    )


def test_status_says_what_is_set_and_what_is_here(capsys: pytest.CaptureFixture[str], deployment: Path) -> None:
    assert main(["status"]) == 0

    said = capsys.readouterr().out
    assert f"{deployment / 'cache'} (0 files, 0.0 MB)" in said
    assert f"bundled: {files.BUNDLED}" in said
    assert "YuNet is switched off" in said


@pytest.mark.parametrize(
    ("detector", "says"),
    [
        pytest.param("auto", "Haar cascade until YuNet was fetched\n", id="fetched"),
        pytest.param("missing.onnx", "Haar cascade; no YuNet at missing.onnx\n", id="a path"),
    ],
)
def test_status_says_what_becomes_of_a_detector_that_is_not_here(
    detector: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KINDMIRROR_DETECTOR", detector)

    assert main(["status"]) == 0
    assert f"detector   {says}" in capsys.readouterr().out


def test_fetch_verify_and_clear(
    capsys: pytest.CaptureFixture[str], deployment: Path, cloud: Cloud, model_folder: Path
) -> None:
    write_secrets(deployment, cloud, model_folder)
    cloud.serve("/m.keras", play.whole((model_folder / "emotion_cnn.keras").read_bytes()))

    assert main(["verify"]) == 1
    assert main(["fetch"]) == 0
    assert main(["verify"]) == 0
    assert main(["clear"]) == 0
    assert list((deployment / "cache").iterdir()) == []
    assert "configured FAILED" in capsys.readouterr().out


def test_a_fetch_that_fails_says_so(
    capsys: pytest.CaptureFixture[str], deployment: Path, cloud: Cloud, model_folder: Path
) -> None:
    write_secrets(deployment, cloud, model_folder)

    assert main(["fetch"]) == 1
    assert "network    FAILED" in capsys.readouterr().out


def test_a_fetch_without_the_detector_that_is_named_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINDMIRROR_DETECTOR", "missing.onnx")

    assert main(["fetch"]) == 1
    assert "detector   FAILED: expected YuNet's file, found none" in capsys.readouterr().out


def test_clear_names_what_it_cannot_remove(
    capsys: pytest.CaptureFixture[str], deployment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    (deployment / "cache").mkdir()
    (deployment / "cache" / f"{'a' * 64}.keras").write_text("ours")
    monkeypatch.setattr(Path, "unlink", refuse)

    assert main(["clear"]) == 1
    assert f"{'a' * 64}.keras: expected a file that can be removed, found: Permission denied" in capsys.readouterr().err


def test_without_a_home_and_a_cache_it_ends_with_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "KINDMIRROR_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", lambda uid: {}[uid])

    assert main(["status"]) == 1
    assert "set KINDMIRROR_CACHE to a folder" in capsys.readouterr().err


def test_clear_leaves_what_others_keep(deployment: Path) -> None:
    (deployment / "cache").mkdir()
    (deployment / "cache" / "letter.keras").write_text("not ours")
    (deployment / "cache" / f"{'a' * 64}.keras").write_text("ours")

    main(["clear"])

    assert [path.name for path in (deployment / "cache").iterdir()] == ["letter.keras"]


def test_secrets_that_are_not_toml_end_it_with_a_sentence(capsys: pytest.CaptureFixture[str], deployment: Path) -> None:
    (deployment / ".streamlit").mkdir()
    (deployment / ".streamlit" / "secrets.toml").write_text("KINDMIRROR_MODEL_URL = \n")

    assert main(["status"]) == 1
    assert "secrets.toml: expected TOML, found: Invalid value (at line 1" in capsys.readouterr().err
