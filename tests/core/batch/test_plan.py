"""What every reader has to know."""

import pickle
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


def test_a_plan_travels() -> None:
    plan = Plan(annotate=Path("copies"), every=2.0)
    assert pickle.loads(pickle.dumps(plan)) == plan
