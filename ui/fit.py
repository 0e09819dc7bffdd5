"""The question that every reading asks: does that fit? What the person says counts from then on."""

import streamlit as st

from core.emotions import Emotion, EmotionScores
from ui.texts import emotion_names, text
from ui.visit import Answer, NoWord, visit


def ask_whether_it_fits(scores: EmotionScores, key: str) -> None:
    """Say what the expression looks closest to and ask; or say what was answered, which can be taken back.

    `key` names what the question is about, as in `Visit`.
    """
    answer = visit().answer_to(key)
    if isinstance(answer, Emotion):
        _headline(text("fit.answered", emotion=emotion_names()[answer]))
        _take_back(text("fit.undo"), key)
    elif answer is NoWord.UNSAID:
        _headline(text("fit.unsaid"))
        _take_back(text("fit.undo"), key)
    elif answer is NoWord.SKIPPED:
        _say(scores)
        _take_back(text("fit.after_all"), key)
    else:
        _say(scores)
        _ask(scores, key)


def share_sentence(scores: EmotionScores) -> str:
    """How many people in ten would use the top word."""
    tenths = round(scores.confidence * 10)
    size = "all" if tenths == 10 else "some"
    return text(f"share.{size}", tenths=tenths, emotion=emotion_names()[scores.top])


def _say(scores: EmotionScores) -> None:
    names = emotion_names()
    if scores.is_uncertain():
        (first, _), (second, _), *_ = scores.ranked()
        _headline(text("fit.between", first=names[first], second=names[second]))
    else:
        _headline(text("fit.looks_closest", emotion=names[scores.top]))
        st.caption(share_sentence(scores))


def _headline(words: str) -> None:
    st.header(words, anchor=False)


def _ask(scores: EmotionScores, key: str) -> None:
    """Where the reading is sure, its word can be confirmed; where it is not, its two best ones are offered."""
    names, unsure = emotion_names(), scores.is_uncertain()
    offered = [emotion for emotion, _ in scores.ranked()[: 2 if unsure else 1]]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(text("fit.ask_unsure" if unsure else "fit.ask"), width="content")
        for emotion in offered:
            label = names[emotion] if unsure else text("fit.yes")
            st.button(label, key=f"{key}-{emotion}", on_click=_answer, args=(key, emotion))
        other = text("fit.other_unsure" if unsure else "fit.other")
        st.button(other, key=f"{key}-other", icon=":material/expand_more:", icon_position="right",
                  on_click=_show_others, args=(key,))  # fmt: skip
        st.button(text("fit.skip"), key=f"{key}-skip", type="tertiary", on_click=_answer, args=(key, NoWord.SKIPPED))
    if st.session_state.get(_others(key)):
        st.pills(
            other,
            [*(emotion for emotion in Emotion if emotion not in offered), NoWord.UNSAID],
            format_func=answer_name,
            label_visibility="collapsed",
            key=f"{key}-word",
            on_change=_answer_with_word,
            args=(key,),
        )


def answer_name(answer: Answer) -> str:
    """What an answer is called on the pages."""
    return emotion_names()[answer] if isinstance(answer, Emotion) else text("fit.rather_not")


def _take_back(label: str, key: str) -> None:
    st.button(label, key=f"{key}-undo", type="tertiary", icon=":material/undo:", on_click=_answer, args=(key, None))


def _answer(key: str, answer: Answer | None) -> None:
    visit().answer(key, answer)
    st.session_state.pop(_others(key), None)


def _answer_with_word(key: str) -> None:
    _answer(key, st.session_state[f"{key}-word"])


def _others(key: str) -> str:
    """Where it is kept whether the other words are open."""
    return f"{key}-others"


def _show_others(key: str) -> None:
    """Open the other words, or close them."""
    st.session_state[_others(key)] = not st.session_state.get(_others(key))
