"""What the guide through an exercise is told to show."""

import pytest

from recommendations.catalogue import Catalogue, load
from recommendations.schema import Activity, BreathingGuide, GroundingGuide
from ui.player import EMPTY, FULL, plan


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def guided(catalogue: Catalogue, kind: type) -> Activity:
    return next(each for each in catalogue.activities if isinstance(each.guide, kind))


def test_box_breathing_has_four_phases_and_the_shape_follows_the_breath(catalogue: Catalogue):
    box = catalogue.by_id["box-breathing"]
    assert isinstance(box, Activity)
    phases = [(phase["words"], phase["seconds"], phase["size"]) for phase in plan(box)["phases"]]
    assert phases == [("Breathe in", 4, FULL), ("Hold", 4, FULL), ("Breathe out", 4, EMPTY), ("Rest", 4, EMPTY)]


def test_a_phase_without_time_is_left_out(catalogue: Catalogue):
    calm = catalogue.by_id["longer-out-breath"]
    assert isinstance(calm, Activity)
    assert [phase["words"] for phase in plan(calm)["phases"]] == ["Breathe in", "Breathe out"]


def test_grounding_shows_the_activity_s_own_steps_once(catalogue: Catalogue):
    activity = guided(catalogue, GroundingGuide)
    told = plan(activity)
    assert [phase["words"] for phase in told["phases"]] == list(activity.steps)
    assert told["rounds"] == 1


@pytest.mark.parametrize("kind", [BreathingGuide, GroundingGuide])
def test_it_takes_as_long_as_the_guide_says(catalogue: Catalogue, kind: type):
    activity = guided(catalogue, kind)
    told = plan(activity)
    assert activity.guide is not None
    assert told["rounds"] * sum(phase["seconds"] for phase in told["phases"]) == pytest.approx(activity.guide.seconds)


def test_its_labels_leave_room_for_numbers(catalogue: Catalogue):
    labels = plan(guided(catalogue, BreathingGuide))["labels"]
    assert labels["round"] == "Breath {number} of {total}"


def test_an_activity_without_a_guide_is_refused(catalogue: Catalogue):
    activity = next(each for each in catalogue.activities if each.guide is None)
    with pytest.raises(ValueError, match=activity.id):
        plan(activity)
