"""Converting once, in a child process, and only what the app can use."""

import hashlib
import sys
import time
from pathlib import Path

import pytest

from core.errors import DeliveryError, DeliveryProblem
from core.model_store import conversion
from core.model_store.conversion import cached, converted
from core.model_store.transfer import Limits

KERAS = b"PK\x03\x04 a network"
SHA256 = hashlib.sha256(KERAS).hexdigest()

COPY = "pathlib.Path(made).write_bytes(b'converted ' + pathlib.Path(keras).read_bytes())"


@pytest.fixture
def keras(tmp_path: Path) -> Path:
    file = tmp_path / f"{SHA256}.keras"
    file.write_bytes(KERAS)
    return file


def play_converter(monkeypatch: pytest.MonkeyPatch, behaviour: str) -> None:
    """From here on, a converter that does as told: `keras` and `made` are the paths that it gets."""
    script = f"import os, pathlib, signal, sys, time; keras, made = sys.argv[1:]; {behaviour}"
    monkeypatch.setattr(conversion, "CONVERTER", (sys.executable, "-S", "-c", script))


def made(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix not in (".keras", ".lock"))


def test_a_conversion_lies_in_the_cache_under_both_hashes(keras: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play_converter(monkeypatch, COPY)

    file = converted(keras, SHA256, keras.parent)

    assert file.name == f"{SHA256}.{hashlib.sha256(b'converted ' + KERAS).hexdigest()}.tflite"
    assert made(keras.parent) == [file.name]


def test_what_was_converted_is_not_converted_again(keras: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play_converter(monkeypatch, COPY)
    first = converted(keras, SHA256, keras.parent)
    play_converter(monkeypatch, "sys.exit('again')")

    assert converted(keras, SHA256, keras.parent) == first


def test_a_spoilt_conversion_is_set_aside_and_made_anew(keras: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play_converter(monkeypatch, COPY)
    first = converted(keras, SHA256, keras.parent)
    first.write_bytes(b"spoilt")

    assert cached(SHA256, keras.parent) is None
    assert converted(keras, SHA256, keras.parent).read_bytes() == b"converted " + KERAS
    assert first.with_name(f"{first.name}.rejected").read_bytes() == b"spoilt"


@pytest.mark.parametrize(
    ("behaviour", "problem", "said"),
    [
        pytest.param("sys.exit(3)", DeliveryProblem.CONVERSION, "ended with 3", id="fails"),
        pytest.param(f"{COPY}; sys.exit(1)", DeliveryProblem.CONVERSION, "ended with 1", id="fails after writing"),
        pytest.param("os.kill(os.getpid(), 9)", DeliveryProblem.CONVERSION, "memory was short", id="is killed"),
        pytest.param(f"{COPY}; time.sleep(60)", DeliveryProblem.CONVERSION, "within 1 s", id="does not end"),
        pytest.param("None", DeliveryProblem.CONVERSION, "ended with 0", id="writes nothing"),
        pytest.param(
            """pathlib.Path(made).with_name('refusal.json').write_text('{"problem": "card", "message": "7, not 8"}');"""
            "sys.exit(1)",
            DeliveryProblem.CARD,
            "7, not 8",
            id="refuses",
        ),
    ],
)
def test_a_conversion_that_fails_is_named_and_leaves_nothing(
    keras: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str, problem: DeliveryProblem, said: str
) -> None:
    play_converter(monkeypatch, behaviour)
    start = time.monotonic()

    with pytest.raises(DeliveryError, match=said) as caught:
        converted(keras, SHA256, keras.parent, Limits(convert=1.0))

    assert caught.value.problem == problem
    assert made(keras.parent) == []
    assert time.monotonic() - start < 3.0


def test_the_converter_hears_when_its_parent_is_gone(keras: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its standard input is open as long as the parent lives, and nothing comes from it."""
    play_converter(monkeypatch, f"import select; assert not select.select([0], [], [], 0.1)[0]; {COPY}")

    assert converted(keras, SHA256, keras.parent).exists()
