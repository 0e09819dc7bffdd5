"""What every reader has to know."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.batch.plan import Detail, Plan
from core.faces import YuNetDetector


@pytest.mark.parametrize("detail", Detail)
def test_the_rows_name_the_detector_that_looks(detail: Detail, shared: Path, yunet: YuNetDetector) -> None:
    plan = Plan(detector_file=shared / "weights" / "face_detection_yunet_2023mar.onnx", detail=detail)
    assert plan.detector().name == plan.origin.detector


def test_without_yunet_the_rows_name_the_cascade() -> None:
    plan = Plan()
    assert plan.detector().name == plan.origin.detector == "Haar cascade"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda plan: replace(plan, every=2.0), id="every"),
        pytest.param(lambda plan: replace(plan, annotate=Path("/copies")), id="annotated copies"),
        pytest.param(lambda plan: replace(plan, detector_file=Path("yunet.onnx")), id="detector"),
        pytest.param(lambda plan: replace(plan, detector_file=Path("yunet.onnx"), detail=Detail.THOROUGH), id="detail"),
        pytest.param(lambda plan: with_card(plan, keras_sha256="c" * 64), id="network"),
        pytest.param(lambda plan: with_card(plan, temperature=9.0), id="temperature"),
        pytest.param(lambda plan: with_card(plan, labels=plan.network.card.labels[::-1]), id="order of the outputs"),
        pytest.param(lambda plan: replace(plan, network=replace(plan.network, tflite=Path(__file__))), id="LiteRT"),
    ],
)
def test_what_changes_the_rows_or_the_copies_changes_what_decides(change: Callable[[Plan], Plan]) -> None:
    assert change(Plan()).decides != Plan().decides


def with_card(plan: Plan, **change: object) -> Plan:
    card = plan.network.card.model_copy(update=change)
    return replace(plan, network=replace(plan.network, card=card))


def test_a_plan_travels() -> None:
    plan = Plan(annotate=Path("copies"), every=2.0)
    assert pickle.loads(pickle.dumps(plan)) == plan
