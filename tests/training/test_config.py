"""The plan of a run: how large the faces are in which epoch, and how strongly they are changed."""

from dataclasses import replace

import pytest

from training.config import DEFAULTS, TrainConfig


@pytest.mark.parametrize("name", DEFAULTS)
def test_every_network_ends_with_faces_of_its_own_size(name: str) -> None:
    config = DEFAULTS[name]
    assert config.network == name
    assert config.side(config.epochs - 1) == 48


def test_faces_have_the_networks_size_unless_they_are_asked_to_grow() -> None:
    assert {TrainConfig(epochs=6).side(epoch) for epoch in range(6)} == {48}


@pytest.mark.parametrize(
    ("first_side", "growing_epochs", "sides"),
    [
        (32, 4, [32, 32, 40, 40, 48, 48]),
        (32, 3, [32, 32, 40, 48, 48, 48]),
        (40, 2, [40, 40, 48, 48, 48, 48]),
        (48, 4, [48] * 6),
    ],
)
def test_every_smaller_side_is_shown_equally_long(first_side: int, growing_epochs: int, sides: list[int]) -> None:
    config = TrainConfig(epochs=6, first_side=first_side, growing_epochs=growing_epochs)
    assert [config.side(epoch) for epoch in range(6)] == sides


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"epochs": 30}, "--growing-epochs"),
        ({"first_side": 32, "growing_epochs": 0}, "--growing-epochs"),
        ({"epochs": 15, "growing_epochs": 10}, "--settling-epochs"),
        ({"teachers": "one.keras"}, "--taught"),
        ({"taught": 0.4}, "--teachers"),
        ({"taught": 1.1, "teachers": "one.keras"}, r"\(0, 1\]"),
        ({"head_epochs": 2}, "--head-epochs 0"),
    ],
    ids=[
        "never the network's own size",
        "never smaller",
        "settling before it begins",
        "teachers who say nothing",
        "a share of nobody",
        "more than all of it",
        "heads before nothing",
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(wish: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        replace(DEFAULTS["quick_resnet"], **wish)


def test_a_stage_is_the_epochs_of_one_size() -> None:
    assert TrainConfig(epochs=6, first_side=32, growing_epochs=4).stages() == [(0, 2), (2, 4), (4, 6)]
    assert TrainConfig(epochs=6).stages() == [(0, 6)]


@pytest.mark.parametrize(
    ("augmentation", "settling_epochs", "strengths"),
    [
        (1.0, 0, [1.0, 1.0, 1.0, 1.0]),
        (1.0, 2, [1.0, 1.0, 0.5, 0.5]),
        (0.5, 1, [0.5, 0.5, 0.5, 0.25]),
        (0.0, 2, [0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_faces_are_changed_half_as_strongly_in_the_epochs_that_settle(
    augmentation: float, settling_epochs: int, strengths: list[float]
) -> None:
    config = TrainConfig(epochs=4, augmentation=augmentation, settling_epochs=settling_epochs)
    assert [config.strength(epoch) for epoch in range(4)] == strengths


def test_faces_are_mixed_until_the_run_settles() -> None:
    config = TrainConfig(epochs=4, mixing=0.4, settling_epochs=1)
    assert [config.mixes(epoch) for epoch in range(4)] == [0.4, 0.4, 0.4, 0.0]
