"""The quiet end of every page: what this is not, its language, and people to talk to. It never depends on a face."""

from collections.abc import Iterable

import streamlit as st

from recommendations.schema import SupportLine
from ui.markdown import escape
from ui.resources import catalogue
from ui.texts import choose_language, language, languages, text

_CHOICE = "language-choice"


def care_footer() -> None:
    """Show it."""
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(text("footer.care"), width="content")
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            _language_choice()
            with st.popover(text("footer.support"), icon=":material/call:", type="tertiary"):
                for line in nearest_first(catalogue().support, language()):
                    name = f"**[{escape(line.name)}]({line.source})**"
                    reach = f"[{escape(line.reach)}](tel:{line.phone})" if line.phone else escape(line.reach)
                    st.markdown(f"{name} · {escape(line.region)}  \n{reach}")
    _say_language()


def nearest_first(lines: Iterable[SupportLine], code: str) -> list[SupportLine]:
    """The directories, then those who speak the visitor's language, then the others."""
    return sorted(lines, key=lambda line: (not line.directory, line.language != code))


def _language_choice() -> None:
    st.session_state[_CHOICE] = language()
    names = languages()
    st.selectbox(
        text("footer.language"),
        list(names),
        format_func=names.__getitem__,
        label_visibility="collapsed",
        width=130,
        key=_CHOICE,
        on_change=lambda: choose_language(st.session_state[_CHOICE]),
    )


def _say_language() -> None:
    """Screen readers take their voice from the page's language."""
    st.html(f"<script>document.documentElement.lang = '{language()}'</script>", unsafe_allow_javascript=True)
