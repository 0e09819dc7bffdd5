"""The quiet end of every page: what this is not, and people to talk to. It never depends on a face."""

import streamlit as st

from ui.markdown import escape
from ui.resources import catalogue
from ui.texts import text


def care_footer() -> None:
    """Show it."""
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(text("footer.care"), width="content")
        with st.popover(text("footer.support"), icon=":material/call:", type="tertiary"):
            for line in catalogue().support:
                st.markdown(f"**[{escape(line.name)}]({line.source})** · {escape(line.region)}\n\n{escape(line.reach)}")
