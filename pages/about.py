"""What Kindmirror is and is not, how good its network is, and what happens to pictures."""

import streamlit as st

from core.emotions import Emotion
from core.model_card import AnswerMetrics, Classification, ModelCard
from ui.resources import classifier
from ui.shell import require_app
from ui.texts import emotion_names, text


def how_good(card: ModelCard) -> None:
    """The figures of the model card, in words and as a table."""
    st.header(text("about.figures"))
    if card.evaluation is None:
        st.info(text("about.no_figures"))
        return
    shown = card.evaluation.shown
    if shown.majority is not None and shown.majority_unseen is not None:
        st.markdown(
            text(
                "about.agreement",
                accuracy=shown.majority.accuracy,
                faces=shown.majority.faces,
                unseen=shown.majority_unseen.accuracy,
            )
        )
    st.markdown(text("about.labels", accuracy=card.evaluation.label_head.labels.accuracy))
    by_emotion(shown.majority or shown.labels)
    calibration(shown)


def by_emotion(measured: Classification) -> None:
    """Precision and recall for each emotion."""
    names = emotion_names()
    st.dataframe(
        [
            {
                text("chart.emotion"): names[emotion],
                text("about.precision"): f"{row.precision:.0%}",
                text("about.recall"): f"{row.recall:.0%}",
                text("about.support"): row.support,
            }
            for emotion, row in ((emotion, measured.by_emotion[emotion]) for emotion in Emotion)
        ],
        hide_index=True,
    )


def calibration(shown: AnswerMetrics) -> None:
    """How far the shown shares are from the votes."""
    if shown.vote_calibration_error is not None:
        st.markdown(text("about.calibration", points=shown.vote_calibration_error * 100))


require_app()

st.title(text("about.title"))
st.markdown(text("about.what"))
st.header(text("about.limits"))
st.markdown(text("about.limits_text"))
st.header(text("about.privacy"))
st.markdown(text("about.privacy_text"))
model_card = classifier().card
how_good(model_card)
st.caption(text("about.version", name=model_card.name, version=model_card.version, hash=model_card.keras_sha256[:12]))
