"""The card that tells what one expression looks closest to."""

import streamlit as st

from core.analysis import FaceReading
from core.annotate import overlay
from core.emotions import Emotion, EmotionScores
from core.images import Image
from ui.charts import share_bars
from ui.texts import emotion_names, text


def reading_card(image: Image, reading: FaceReading, key: str) -> Emotion | None:
    """Show one reading of `image` and ask where it is unsure; returns the person's own word, if they gave one.

    `key` names the face: what is answered about one face stays with it.
    """
    answer = _own_word(key)
    with st.container(border=True):
        _headline(reading.scores, answer)
        if answer is None and reading.scores.is_uncertain():
            _ask(reading.scores, key)
        elif answer is not None:
            st.button(text("photo.answer_undo"), key=f"{key}-undo", type="tertiary", on_click=_answer, args=(key, None))
        share_bars(reading.scores)
        if reading.activation is not None:
            _what_it_looked_at(image, reading, key)
    return answer


def share_sentence(scores: EmotionScores) -> str:
    """How many people in ten would use the top word."""
    tenths = round(scores.confidence * 10)
    size = "none" if tenths == 0 else "all" if tenths == 10 else "some"
    return text(f"share.{size}", tenths=tenths, emotion=emotion_names()[scores.top])


def _headline(scores: EmotionScores, answer: Emotion | None) -> None:
    names = emotion_names()
    if answer is not None:
        st.markdown(text("photo.answered", emotion=names[answer]))
    elif scores.is_uncertain():
        (first, _), (second, _), *_ = scores.ranked()
        st.markdown(f"#### {text('photo.unsure', first=names[first], second=names[second])}")
    else:
        st.markdown(f"#### {text('photo.looks_closest', emotion=names[scores.top])}")
        st.caption(share_sentence(scores))


def _ask(scores: EmotionScores, key: str) -> None:
    names = emotion_names()
    leaders = [emotion for emotion, _ in scores.ranked()[:2]]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.write(text("photo.unsure_ask"))
        for emotion in leaders:
            st.button(names[emotion], key=f"{key}-{emotion}", on_click=_answer, args=(key, emotion))
        with st.popover(text("photo.answer_other")):
            for emotion in Emotion:
                if emotion not in leaders:
                    st.button(
                        names[emotion], key=f"{key}-{emotion}", type="tertiary", on_click=_answer, args=(key, emotion)
                    )


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


def _own_word(key: str) -> Emotion | None:
    answers: dict[str, Emotion] = st.session_state.setdefault("answers", {})
    return answers.get(key)


def _answer(key: str, emotion: Emotion | None) -> None:
    answers: dict[str, Emotion] = st.session_state.setdefault("answers", {})
    if emotion is None:
        answers.pop(key, None)
    else:
        answers[key] = emotion
