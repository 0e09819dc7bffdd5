"""The card that offers something to read, to do and to listen to."""

import streamlit as st

from core.emotions import EmotionScores
from recommendations.links import spotify, youtube
from recommendations.schema import Activity, Music, Quote
from ui.keepsakes import keep_or_pass, kept_things, translated_by
from ui.markdown import escape, spoken
from ui.player import player
from ui.resources import catalogue
from ui.texts import text
from ui.visit import visit
from ui.wishes import context_choice, intent_choice


def recommendation_card(scores: EmotionScores, key: str) -> None:
    """Offer what suits `scores`, or the person's own word for `key` where they gave one.

    The offer under one `key` stays as it is until the person answers, wishes or asks for something else.
    """
    offer = visit().recommendation(catalogue(), key, scores)
    with st.container(border=True):
        _heading(key)
        st.markdown(escape(offer.reason))
        with st.container(horizontal=True, vertical_alignment="center"):
            intent_choice(key, offer.intent)
            context_choice(key)
        read, do, *listen = st.columns(3 if offer.music else 2, gap="medium")
        with read:
            _quote(offer.quote)
            keep_or_pass(offer.quote, key, text("recommendation.quote"))
        with do:
            _activity(offer.activity, key)
            keep_or_pass(offer.activity, key, text("recommendation.activity"))
        if offer.music:
            with listen[0]:
                _music(offer.music)
                keep_or_pass(offer.music, key, text("recommendation.music"))
        kept_things()


def _heading(key: str) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.header(text("recommendation.title"), anchor=False)
        st.button(
            text("recommendation.another"),
            key=f"{key}-another",
            icon=":material/refresh:",
            on_click=visit().another,
            args=(key,),
        )


def _quote(quote: Quote) -> None:
    st.subheader(text("recommendation.quote"), anchor=False)
    work = "" if quote.by_tradition else f", *{escape(quote.work)}*"
    words = spoken(quote.text, quote.language)
    st.markdown(f"> {words}\n>\n> — {escape(quote.author)}{work}{escape(translated_by(quote))}", unsafe_allow_html=True)


def _activity(activity: Activity, key: str) -> None:
    st.subheader(text("recommendation.activity"), anchor=False)
    st.markdown(f"**{escape(activity.title)}** · {text('recommendation.minutes', minutes=activity.minutes)}")
    if activity.guide:
        player(activity, key)
    with st.expander(text("recommendation.steps")):
        st.markdown("\n".join(f"{number}. {escape(step)}" for number, step in enumerate(activity.steps, 1)))
        if activity.caution:
            st.caption(f":material/info: {escape(activity.caution)}")
        source = activity.source
        reference = f"[{escape(source.author)} ({source.year}): {escape(source.title)}]({source.link})"
        st.caption(f"{escape(activity.known_for)} {reference}")


def _music(music: Music) -> None:
    st.subheader(text("recommendation.music"), anchor=False)
    st.markdown(f"**{escape(music.title)}** · {escape(music.artist)}")
    st.caption(text("recommendation.find", youtube=youtube(music), spotify=spotify(music)))
