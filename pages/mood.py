"""No picture at all: a person names how it is, and something kind follows."""

from datetime import UTC, datetime

import streamlit as st

from core.emotions import Emotion
from ui.fit import answer_name
from ui.keepsakes import kept_things
from ui.recommendation import recommendation_card
from ui.shell import require_app
from ui.texts import text
from ui.visit import ANY_MOOD, Answer, NoWord, visit

KEY = "mood"
CHOICE = "mood-choice"


def choose_mood() -> Answer | None:
    """The person's own word, or that they would rather not give one; it stays for the visit."""
    st.session_state[CHOICE] = visit().answer_to(KEY)
    return st.pills(
        text("mood.question"),
        [*Emotion, NoWord.UNSAID],
        format_func=answer_name,
        label_visibility="collapsed",
        key=CHOICE,
        on_change=keep_choice,
    )


def keep_choice() -> None:
    """Hand the choice to the visit; a second tap on it takes it back."""
    visit().say(KEY, st.session_state[CHOICE], text("mood.who"), datetime.now(UTC))


require_app()

st.title(text("mood.title"), anchor=False)
st.caption(text("mood.privacy"))
if choose_mood() is None:
    st.info(text("mood.empty"), icon=":material/potted_plant:")
    kept_things()
else:
    recommendation_card(ANY_MOOD, KEY)
