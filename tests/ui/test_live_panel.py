from dataclasses import replace

import pytest

from core.emotions import Emotion, EmotionScores
from core.faces import Box
from core.live import LiveFace, Notice, Snapshot, TrendPoint
from ui.live_panel import areas, panel_data

HAPPY = EmotionScores.from_mapping({Emotion.HAPPY: 3, Emotion.SAD: 1})
SNAPSHOT = Snapshot(
    at=100.0,
    faces=(LiveFace(1, Box(10, 10, 80, 80), HAPPY, Emotion.HAPPY, sure=True),),
    focus=1,
    trend=(TrendPoint(98.0, HAPPY), TrendPoint(100.0, EmotionScores.certain(Emotion.SAD))),
    led=tuple((emotion, 12.4 if emotion is Emotion.HAPPY else 0.0) for emotion in Emotion),
    unsure=0.0,
    offer=None,
    notices=(),
    frames=900,
    fps=15.2,
    delay=0.043,
    errors=0,
    paused=False,
)


def test_shares_seconds_and_pace_are_written_out():
    data = panel_data(SNAPSHOT, active=True)
    happy = next(row for row in data["rows"] if row["shown"])
    assert (happy["name"], happy["share"], happy["figure"], happy["seconds"]) == ("happy", 0.75, "75%", "12 s")
    assert data["headline"].endswith("happy")
    assert "15" in data["pace"]
    assert "0.04" in data["pace"]


def test_the_rows_keep_their_places():
    assert [row["name"] for row in panel_data(SNAPSHOT, active=True)["rows"]] == [
        "angry", "disgusted", "afraid", "happy", "sad", "surprised", "neutral",
    ]  # fmt: skip


def test_the_trend_is_said_in_words():
    assert panel_data(SNAPSHOT, active=True)["trend_words"] == "happy for 12 seconds"


def test_an_unsure_face_is_placed_between_two():
    face = replace(SNAPSHOT.faces[0], sure=False)
    data = panel_data(replace(SNAPSHOT, faces=(face,)), active=True)
    assert "happy" in data["headline"]
    assert "sad" in data["headline"]


@pytest.mark.parametrize(
    ("change", "active", "words"),
    [
        ({}, True, ""),
        ({}, False, "camera is off"),
        ({"paused": True}, True, "Paused"),
        ({"notices": (Notice.DARK,)}, True, "dark"),
        ({"errors": 3}, True, "3 pictures"),
    ],
    ids=["nothing", "off", "paused", "dark", "errors"],
)
def test_what_is_lacking_is_said(change: dict[str, object], active: bool, words: str):
    status = panel_data(replace(SNAPSHOT, **change), active)["status"]  # type: ignore[arg-type]
    assert words in status
    assert bool(words) == bool(status)


@pytest.mark.parametrize(("paused", "active"), [(True, True), (False, False)], ids=["paused", "off"])
def test_where_nobody_reads_nothing_is_said_of_a_face(paused: bool, active: bool):
    assert panel_data(replace(SNAPSHOT, paused=paused), active)["headline"] == ""


def test_a_camera_that_is_off_has_no_pace():
    assert panel_data(SNAPSHOT, active=False)["pace"] == ""


@pytest.mark.parametrize("notice", Notice)
def test_every_notice_has_a_sentence(notice: Notice):
    assert len(panel_data(replace(SNAPSHOT, notices=(notice,)), active=True)["status"]) > 10


def test_without_a_face_nothing_is_claimed():
    data = panel_data(replace(SNAPSHOT, faces=()), active=True)
    assert [row["figure"] for row in data["rows"]] == [""] * 7
    assert not any(row["shown"] for row in data["rows"])


def test_areas_are_stacked_from_the_bottom_to_the_top():
    outlines = areas(SNAPSHOT.trend, now=100.0)
    happy, sad = (outlines[list(Emotion).index(emotion)] for emotion in (Emotion.HAPPY, Emotion.SAD))
    assert happy == "M58.0 0.250L60.0 1.000L60.0 1.000L58.0 1.000Z"
    assert sad == "M58.0 0.000L60.0 0.000L60.0 1.000L58.0 0.250Z"


def test_nothing_is_drawn_for_the_time_that_a_face_was_away():
    there = [TrendPoint(at, HAPPY) for at in (50.0, 51.0, 90.0, 95.0, 96.0)]
    happy = areas(tuple(there), now=100.0)[list(Emotion).index(Emotion.HAPPY)]
    assert happy == ("M10.0 0.250L11.0 0.250L11.0 1.000L10.0 1.000ZM55.0 0.250L56.0 0.250L56.0 1.000L55.0 1.000Z"), (
        "and nothing for a moment between two absences"
    )


def test_one_point_is_no_trend():
    assert areas(SNAPSHOT.trend[:1], now=100.0) == [""] * 7
