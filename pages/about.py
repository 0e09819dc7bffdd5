"""What Kindmirror is and is not, how good its network is, and what happens to pictures."""

import streamlit as st

from ui import model_figures
from ui.resources import classifier
from ui.shell import require_app
from ui.texts import text

require_app()

st.title(text("about.title"), anchor=False)
st.markdown(text("about.what"))
st.header(text("about.limits"), anchor=False)
st.markdown(text("about.limits_text"))
st.header(text("about.privacy"), anchor=False)
st.markdown(text("about.privacy_text"))
st.header(text("about.figures"), anchor=False)
card = classifier().card
model_figures.show(card)
st.caption(text("about.version", name=card.name, version=card.version, hash=card.keras_sha256[:12]))
