"""What an entry of the catalogue may look like."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from recommendations.schema import Activity, Music, Quote, SupportLine

ACTIVITY: dict[str, Any] = {
    "id": "sit",
    "title": "Sit",
    "family": "body",
    "minutes": 1,
    "setting": "anywhere",
    "moving": False,
    "company": "either",
    "sound": False,
    "emotions": ["sad"],
    "intents": ["calm"],
    "steps": ["Sit down.", "Stay."],
    "known_for": "Sitting is known.",
    "source": {"author": "Somebody", "year": 2001, "title": "On sitting", "link": "https://example.org/sitting"},
    "caution": None,
}


def test_a_complete_activity_is_accepted() -> None:
    assert Activity.model_validate(ACTIVITY).steps == ("Sit down.", "Stay.")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"minutes": 0}, "greater than or equal to 1"),
        ({"minutes": "five"}, "valid integer"),
        ({"moving": "yes"}, "valid boolean"),
        ({"steps": ["Sit."]}, "at least 2 items"),
        ({"emotions": []}, "at least 1 item"),
        ({"emotions": ["sad", "sad"]}, "each value once"),
        ({"emotions": ["bored"]}, "Input should be 'angry'"),
        ({"intents": ["cheer"]}, "Input should be 'lift'"),
        ({"id": "Sit Down"}, "match pattern"),
        ({"title": "  "}, "at least 1 character"),
        ({"colour": "blue"}, "Extra inputs"),
        ({"source": ACTIVITY["source"] | {"link": "http://example.org"}}, "match pattern"),
        ({"guide": {"kind": "singing"}}, "does not match any of the expected tags"),
        (
            {"guide": {"kind": "breathing", "inhale": 4.0, "hold": 0.0, "exhale": 6.0, "rest": 0.0, "rounds": 7}},
            "takes 70 seconds",
        ),
        ({"guide": {"kind": "grounding", "step_seconds": [10.0]}}, "times 1 steps, the activity has 2"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_an_activity_that_is_not_right_is_refused(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Activity.model_validate(ACTIVITY | change)


@pytest.mark.parametrize("key", ["caution", "source", "known_for", "steps", "company"])
def test_nothing_of_an_activity_may_be_forgotten(key: str) -> None:
    with pytest.raises(ValidationError, match="Field required"):
        Activity.model_validate({name: value for name, value in ACTIVITY.items() if name != key})


def test_a_breathing_guide_knows_how_long_it_takes() -> None:
    guide = {"kind": "breathing", "inhale": 4.0, "hold": 1.0, "exhale": 6.0, "rest": 1.0, "rounds": 5}
    activity = Activity.model_validate(ACTIVITY | {"guide": guide})
    assert activity.guide is not None
    assert activity.guide.seconds == 60


@pytest.mark.parametrize("form", [Quote, Activity, Music, SupportLine])
def test_entries_cannot_be_changed(form: type) -> None:
    assert TypeAdapter(form).json_schema()["additionalProperties"] is False
    assert form.model_config["frozen"] is True  # type: ignore[attr-defined]
