"""Everyone in one picture: a table of faces, and the mood of the group."""

from collections.abc import Sequence

import streamlit as st

from core.analysis import FaceReading
from core.emotions import EmotionScores, percent
from core.groups import GroupMood, group_mood
from core.images import Image
from ui.charts import AROUND, ROW_HEIGHT, bars, colours
from ui.photos import Photo
from ui.tables import Cell, show_table, thumbnail
from ui.texts import counted, emotion_names, text

MIXED_COLOUR = "#9A7B5B"  # warmer than neutral's grey


def group_card(photo: Photo, image: Image) -> None:
    """The mood of the group beside the table of its faces."""
    mood = group_mood([reading.scores for reading in photo.readings], photo.answers())
    with st.container(border=True):
        st.subheader(text("group.title"), anchor=False)
        st.write(in_words(mood))
        left, right = st.columns([2, 3], gap="large")
        with left:
            _count_bars(mood)
        with right:
            rows = with_thumbnails(image, photo.readings, face_cells(photo), alts(photo))
            show_table([text("group.picture"), *headings(photo)], rows, text("group.caption"))


def in_words(mood: GroupMood) -> str:
    """How many faces look closest to what."""
    names = emotion_names()
    parts = [text("group.leads", count=count, emotion=names[emotion]) for emotion, count in mood.leading.items()]
    if mood.mixed:
        parts.append(text("group.mixed", count=mood.mixed))
    return counted("group.words", mood.faces, parts=", ".join(parts))


def headings(photo: Photo) -> list[str]:
    """Of the table of `face_cells`."""
    own = [text("group.own_word")] if photo.answers() else []
    return [text("chart.face"), text("group.closest"), text("chart.share"), *own]


def face_cells(photo: Photo) -> list[list[Cell]]:
    """A row for each face, from left to right: two close leaders are both named. Own words, where there are any."""
    names, answers = emotion_names(), photo.answers()
    rows: list[list[Cell]] = [
        [index + 1, closest(reading.scores), percent(reading.scores.confidence)]
        for index, reading in enumerate(photo.readings)
    ]
    if answers:
        for index, row in enumerate(rows):
            row.append(names[answers[index]] if index in answers else "")
    return rows


def alts(photo: Photo) -> list[str]:
    """What the small picture of each face shows, for those who do not see it."""
    return [text("group.alt", number=index + 1) for index in range(len(photo.readings))]


def with_thumbnails(
    image: Image, readings: Sequence[FaceReading], cells: Sequence[Sequence[Cell]], described: Sequence[str]
) -> list[list[Cell]]:
    """The rows with a small picture of each face in front."""
    return [
        [thumbnail(reading.face.crop(image), alt), *row]
        for reading, row, alt in zip(readings, cells, described, strict=True)
    ]


def closest(scores: EmotionScores) -> str:
    """What a face looks closest to; the two leaders where none leads clearly."""
    names = emotion_names()
    (first, _), (second, _), *_ = scores.ranked()
    if scores.is_uncertain():
        return text("group.between", first=names[first], second=names[second])
    return names[first]


def _count_bars(mood: GroupMood) -> None:
    names, colour = emotion_names(), colours()
    counted = [(names[emotion], colour[emotion], count) for emotion, count in mood.leading.items()]
    if mood.mixed:
        counted.append((text("chart.mixed"), MIXED_COLOUR, mood.mixed))
    rows = [{"name": name, "colour": colour, "value": count, "figure": str(count)} for name, colour, count in counted]
    height = ROW_HEIGHT * len(rows) + AROUND
    bars(rows, mood.faces, height, text("group.chart_title"), text("group.faces"), in_words(mood))
