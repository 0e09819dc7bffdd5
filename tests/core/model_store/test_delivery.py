"""What a server uses now, while what it was set up with is on its way."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import DeliveryError, DeliveryProblem
from core.faces import HaarDetector, YuNetDetector
from core.model_card import ModelCard
from core.model_store import Settings
from core.model_store.cache import Report, Stage
from core.model_store.delivery import Delivery, Errand
from core.model_store.preparation import configured_card
from core.model_store.transfer import Limits
from tests import cloud as play
from tests.cloud import Cloud

QUICK = Limits(connect=0.5, read=5.0, whole=5.0, attempts=1)
PATIENCE = 30.0  # seconds, for what takes a blink on a machine with nothing else to do


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud() as cloud:
        yield cloud


@pytest.fixture
def asked(cloud: Cloud, model_folder: Path, tmp_path: Path) -> Settings:
    """Settings for the bundled network as if it came from the cloud: its LiteRT file is at hand."""
    file = model_folder / "model_card.json"
    return Settings(
        model_urls=(f"{cloud.url}/m.keras",),
        model_sha256=ModelCard.read(file).keras_sha256,
        model_card=str(file),
        detector=("off",),
        cache=tmp_path,
    )


def wait_until(there: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def test_nobody_waits_and_the_configured_network_takes_over_when_it_is_here(
    cloud: Cloud, asked: Settings, model_folder: Path
) -> None:
    data = (model_folder / "emotion_cnn.keras").read_bytes()
    cloud.serve("/m.keras", play.slowly(data, pause=0.05, piece=len(data) // 20))
    delivery = Delivery(asked, QUICK)

    start = time.monotonic()
    meanwhile = delivery.classifier()
    assert time.monotonic() - start < 1.0  # the cloud takes at least as long
    assert delivery.state().progress is not None

    wait_until(lambda: delivery.state().progress is None)
    assert delivery.state().problem is None
    assert delivery.classifier() is not meanwhile
    assert (asked.cache / f"{asked.model_sha256}.keras").read_bytes() == data


def test_what_lies_in_the_cache_is_used_from_the_first_moment(asked: Settings, model_folder: Path) -> None:
    data = (model_folder / "emotion_cnn.keras").read_bytes()
    (asked.cache / f"{asked.model_sha256}.keras").write_bytes(data)

    delivery = Delivery(asked, QUICK)

    wait_until(lambda: delivery.state().progress is None)
    assert delivery.state().problem is None


def test_a_failure_leaves_the_bundled_network_and_names_the_problem(cloud: Cloud, asked: Settings) -> None:
    cloud.serve("/m.keras", play.status(404))
    delivery = Delivery(asked, QUICK)

    wait_until(lambda: delivery.state().problem)

    problem = delivery.state().problem
    assert problem is not None
    assert problem.problem == DeliveryProblem.NOT_SHARED
    assert delivery.classifier().card.name


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"model_sha256": ""}, DeliveryProblem.SETTINGS, id="no hash"),
        pytest.param({"model_sha256": "0" * 64}, DeliveryProblem.SETTINGS, id="another hash than the card's"),
        pytest.param({"model_urls": ("http://example.org/m.keras",)}, DeliveryProblem.SETTINGS, id="no https"),
        pytest.param({"model_card": "nowhere.json"}, DeliveryProblem.CARD, id="no card"),
        pytest.param({"model_card": '{"name": "mine"}'}, DeliveryProblem.CARD, id="half a card"),
    ],
)
def test_settings_that_make_no_sense_are_a_problem_and_not_a_crash(
    asked: Settings, changes: dict[str, object], problem: DeliveryProblem
) -> None:
    delivery = Delivery(Settings(**{**vars(asked), **changes}), QUICK)

    wait_until(lambda: delivery.state().problem)

    found = delivery.state().problem
    assert found is not None
    assert found.problem == problem


def test_the_card_may_lie_at_home(asked: Settings, model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(model_folder))

    assert configured_card(replace(asked, model_card="~/model_card.json")) == configured_card(asked)


def test_with_nothing_set_nothing_is_asked(cloud: Cloud, tmp_path: Path) -> None:
    delivery = Delivery(Settings(detector=("off",), cache=tmp_path), QUICK)

    assert delivery.classifier() is delivery.classifier()
    assert delivery.state().progress is None
    assert not cloud.hits


def test_many_visitors_at_once_share_one_network(tmp_path: Path) -> None:
    delivery = Delivery(Settings(detector=("off",), cache=tmp_path), QUICK)
    seen: list[object] = []
    visitors = [threading.Thread(target=lambda: seen.append(delivery.classifier())) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert len(seen) == 8
    assert len(set(map(id, seen))) == 1


# The detector


def test_faces_are_found_by_haar_until_yunet_is_here(cloud: Cloud, shared: Path, tmp_path: Path) -> None:
    data = (shared / "weights" / "face_detection_yunet_2023mar.onnx").read_bytes()
    url = cloud.serve("/yunet.onnx", play.slowly(data, pause=0.1, piece=len(data) // 10))
    delivery = Delivery(Settings(detector=(url,), cache=tmp_path), QUICK)

    assert isinstance(delivery.detector(), HaarDetector)
    wait_until(lambda: isinstance(delivery.detector(), YuNetDetector))
    assert (tmp_path / "face_detection_yunet_2023mar.onnx").read_bytes() == data


def test_a_detector_that_does_not_come_leaves_haar_and_no_notice(cloud: Cloud, tmp_path: Path) -> None:
    url = cloud.serve("/yunet.onnx", play.whole(b"another file"))
    delivery = Delivery(Settings(detector=(url,), cache=tmp_path), QUICK)

    wait_until(lambda: cloud.hits["/yunet.onnx"])
    assert isinstance(delivery.detector(), HaarDetector)
    assert delivery.state().problem is None


# Errands


def test_a_failure_is_remembered_for_a_while_and_then_forgotten() -> None:
    tries: list[int] = []

    def fail_once(_: Report) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise DeliveryError(DeliveryProblem.QUOTA, "too often")
        return "here"

    errand = Errand(fail_once, memory=0.2)
    wait_until(lambda: errand.problem)
    assert errand.result() is None
    assert len(tries) == 1  # remembered

    time.sleep(0.25)
    wait_until(lambda: errand.result() == "here")
    assert errand.problem is None


def test_a_failure_of_our_own_is_a_problem_too_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def stumble(_: Report) -> str:
        raise ZeroDivisionError

    errand = Errand(stumble)
    wait_until(lambda: errand.problem)

    assert errand.problem is not None
    assert errand.problem.problem == DeliveryProblem.UNEXPECTED
    assert "ZeroDivisionError" in caplog.text


def test_asking_takes_a_moment_at_most() -> None:
    release = threading.Event()
    errand = Errand(lambda _: release.wait(PATIENCE))
    start = time.monotonic()

    assert errand.result() is None
    assert time.monotonic() - start < 2.0
    assert errand.progress is not None
    assert errand.progress.stage == Stage.FETCHING

    release.set()
    wait_until(errand.result)
