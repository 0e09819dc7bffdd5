"""The precision is the one that this machine is quick at."""

from collections.abc import Iterator

import pytest

from training import precision


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    precision.quick_precision.cache_clear()
    yield
    precision.quick_precision.cache_clear()


@pytest.mark.parametrize(
    ("bfloat16", "float32", "expected"),
    [(0.5, 1.0, "mixed_bfloat16"), (0.9, 1.0, "float32"), (7.0, 1.0, "float32")],
    ids=["in the instruction set", "hardly quicker", "emulated"],
)
def test_bfloat16_has_to_be_clearly_quicker(
    bfloat16: float, float32: float, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precision, "_seconds", {"bfloat16": bfloat16, "float32": float32}.get)
    assert precision.quick_precision() == expected


def test_it_measures_this_machine() -> None:
    assert precision.quick_precision() in {"mixed_bfloat16", "float32"}
