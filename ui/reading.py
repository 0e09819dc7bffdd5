"""The card that tells what one expression looks closest to."""

import streamlit as st

from core.analysis import FaceReading
from core.annotate import overlay
from core.images import Image
from ui.charts import share_bars
from ui.fit import ask_whether_it_fits
from ui.texts import emotion_names, text
from ui.visit import NoWord, visit


def reading_card(image: Image, reading: FaceReading, key: str) -> None:
    """Show one reading of `image` and ask whether it fits; the answer is kept in the visit under `key`.

    To somebody who would rather not say, no more of the reading is shown.
    """
    with st.container(border=True):
        ask_whether_it_fits(reading.scores, key)
        if visit().answer_to(key) is NoWord.UNSAID:
            return
        share_bars(reading.scores)
        if reading.activation is not None:
            _what_it_looked_at(image, reading, key)


def _what_it_looked_at(image: Image, reading: FaceReading, key: str) -> None:
    if not st.toggle(text("photo.look"), key=f"{key}-look", help=text("photo.look_help")):
        return
    names = emotion_names()
    emotion = st.selectbox(
        text("photo.look_emotion"),
        [emotion for emotion, _ in reading.scores.ranked()],
        format_func=names.__getitem__,
        key=f"{key}-look-emotion",
    )
    st.image(overlay(image, reading, emotion), width=240, alt=text("photo.look_alt", emotion=names[emotion]))
