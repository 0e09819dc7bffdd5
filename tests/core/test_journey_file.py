"""A journey that a person keeps: what was saved comes back the same, and nothing else comes in."""

import codecs
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import JourneyError
from core.journey_file import MAX_BYTES, load, save
from core.timeline import Journey, Recommended, Verdict
from tests.core.journeys import NOON, journeys, moment


@given(journeys)
def test_what_was_saved_comes_back_the_same(journey: Journey) -> None:
    assert load(save(journey)) == journey


def test_an_editor_may_have_put_a_byte_order_mark_before_it() -> None:
    journey = Journey((moment(0),))
    assert load(codecs.BOM_UTF8 + save(journey)) == journey


def file(**changes: object) -> dict[str, Any]:
    saved = save(Journey((moment(0),), (Recommended(NOON, "walk", "A short walk", Verdict.HELPED),)))
    content: dict[str, Any] = json.loads(saved)
    return content | changes


def with_moment(**changes: object) -> dict[str, Any]:
    content = file()
    content["moments"] = [content["moments"][0] | changes]
    return content


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param(file(kind="shopping list"), "kind", id="another kind of file"),
        pytest.param(file(version=2), "version", id="a later version"),
        pytest.param(file(version="1"), "version", id="a version as text"),
        pytest.param(file(extra=1), "extra", id="a key that nobody knows"),
        pytest.param(file(moments=None), "moments", id="no list of moments"),
        pytest.param({"kind": "kindmirror journey", "version": 1}, "moments", id="keys missing"),
        pytest.param(with_moment(at="2026-03-14T12:00:00"), "moments.0.at", id="a time without a zone"),
        pytest.param(with_moment(at="2026-03-14T12:00:00+01:00"), "moments.0.at", id="a time of another zone"),
        pytest.param(with_moment(at="0001-01-01T00:00:00Z"), "moments.0.at", id="a time long ago"),
        pytest.param(with_moment(at=1_700_000_000), "moments.0.at", id="a time as a number"),
        pytest.param(with_moment(source="dream"), "moments.0.source", id="an unknown source"),
        pytest.param(with_moment(face=""), "moments.0.face", id="a face without a name"),
        pytest.param(with_moment(face="x" * 201), "moments.0.face", id="a name without end"),
        pytest.param(with_moment(answer="joy"), "moments.0.answer", id="an unknown word"),
        pytest.param(with_moment(scores={"happy": 1.0}), "moments.0.scores", id="scores missing"),
        pytest.param(
            with_moment(scores=dict.fromkeys(["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"], 0.5)),
            "moments.0.scores",
            id="scores that do not sum to 1",
        ),
        pytest.param([], "the file", id="a list"),
    ],
)
def test_anything_else_is_refused_by_place(content: object, place: str) -> None:
    with pytest.raises(JourneyError, match=rf"saved; {place}.*nothing of it was loaded"):
        load(json.dumps(content).encode())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x89PNG\r\n", id="a picture"),
        pytest.param(save(Journey((moment(0),)))[:-30], id="cut off"),
        pytest.param(b'{"moments": NaN}', id="not a number"),
        pytest.param(b"[" * 100_000, id="nested without end"),
        pytest.param(b'"\xff\xfe"', id="not UTF-8"),
    ],
)
def test_what_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(JourneyError, match="expected a journey that Kindmirror saved"):
        load(data)


def test_a_file_too_big_is_refused_before_it_is_read() -> None:
    with pytest.raises(JourneyError, match="at most 20 MB, found 21 MB"):
        load(b" " * (MAX_BYTES + 1_000_000))


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_journey_error(data: bytes) -> None:
    with pytest.raises(JourneyError):
        load(data)
