"""The card that offers something to read, to do and to listen to."""

import secrets

import streamlit as st

from core.emotions import EmotionScores
from recommendations.links import spotify, youtube
from recommendations.recommend import History, Recommendation, recommend
from recommendations.schema import Activity, Music, Quote
from ui.markdown import escape
from ui.resources import catalogue
from ui.texts import text


def recommendation_card(scores: EmotionScores, answered: bool, key: str) -> None:
    """Offer what suits `scores`; `answered` says that they are the person's own word.

    The offer under one `key` stays as it is until the person asks for another or changes their answer.
    """
    offer = _offer(scores, answered, key)
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(text("recommendation.title"))
            st.button(
                text("recommendation.another"),
                key=f"{key}-another",
                icon=":material/refresh:",
                on_click=_forget,
                args=(key,),
            )
        st.caption(offer.reason)
        read, do, listen = st.columns(3, gap="large")
        with read:
            _quote(offer.quote)
        with do:
            _activity(offer.activity)
        if offer.music:
            with listen:
                _music(offer.music)


def _offer(scores: EmotionScores, answered: bool, key: str) -> Recommendation:
    offers: dict[str, tuple[EmotionScores, Recommendation]] = st.session_state.setdefault("offers", {})
    if key not in offers or offers[key][0] != scores:
        history: History = st.session_state.get("history", History())
        offer = recommend(catalogue(), scores, answered=answered, history=history, seed=_seed())
        st.session_state["history"] = history.with_shown(*offer.ids)
        offers[key] = scores, offer
    return offers[key][1]


def _forget(key: str) -> None:
    st.session_state["offers"].pop(key, None)


def _seed() -> int:
    """Each visit gets its own order of things."""
    if "seed" not in st.session_state:
        st.session_state["seed"] = secrets.randbelow(2**32)
    return int(st.session_state["seed"])


def _quote(quote: Quote) -> None:
    st.markdown(f"**:material/format_quote: {text('recommendation.quote')}**")
    st.markdown(f"> {escape(quote.text)}\n>\n> — {escape(quote.author)}, *{escape(quote.work)}*")


def _activity(activity: Activity) -> None:
    st.markdown(f"**:material/self_improvement: {text('recommendation.activity')}**")
    st.markdown(f"{escape(activity.title)} · {text('recommendation.minutes', minutes=activity.minutes)}")
    with st.expander(text("recommendation.steps")):
        st.markdown("\n".join(f"{number}. {escape(step)}" for number, step in enumerate(activity.steps, 1)))
        if activity.caution:
            st.caption(f":material/info: {escape(activity.caution)}")
        source = activity.source
        reference = f"[{escape(source.author)} ({source.year}): {escape(source.title)}]({source.link})"
        st.caption(f"{escape(activity.known_for)} {reference}")


def _music(music: Music) -> None:
    st.markdown(f"**:material/music_note: {text('recommendation.music')}**")
    st.markdown(f"{escape(music.title)} · {escape(music.artist)}")
    with st.container(horizontal=True):
        st.link_button(text("recommendation.youtube"), youtube(music), icon=":material/search:")
        st.link_button(text("recommendation.spotify"), spotify(music), icon=":material/search:")
