"""Kindmirror: page settings and navigation. Run it with `streamlit run app.py`."""

import streamlit as st

from ui.footer import care_footer
from ui.keyboard import lead_keyboard_into_popovers
from ui.live_session import rest_live_session
from ui.photos import forget_clip, forget_photos
from ui.shell import enter
from ui.style import apply_style
from ui.texts import text
from ui.uploads import keep_uploads_in_memory

keep_uploads_in_memory()
photo = st.Page("pages/photo.py", title=text("nav.photo"), icon=":material/photo_camera:", default=True)
live = st.Page("pages/live.py", title=text("nav.live"), icon=":material/videocam:", url_path="live")
page = st.navigation(
    [
        photo,
        live,
        st.Page("pages/mood.py", title=text("nav.mood"), icon=":material/chat_bubble:", url_path="mood"),
        st.Page("pages/journey.py", title=text("nav.journey"), icon=":material/timeline:", url_path="journey"),
        st.Page("pages/about.py", title=text("nav.about"), icon=":material/info:", url_path="about"),
    ],
    position="top",
)
st.set_page_config(page_title=f"{page.title} · {text('app.name')}", page_icon=":material/potted_plant:", layout="wide")
apply_style()
enter()
if page != photo:
    forget_photos()
    forget_clip()
if page != live:
    rest_live_session()
page.run()
care_footer()
lead_keyboard_into_popovers()
