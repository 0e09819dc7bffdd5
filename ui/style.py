"""The few rules of style that Streamlit's theme has no setting for."""

import streamlit as st

from ui.texts import text

# Streamlit leaves 96 pixels above a page's title for a header that is a third of that here, and 160 below the end; and
# a tall picture would push everything else off the screen. Some of its colours are too pale to read easily (contrast
# under 4.5): captions and quotations, white letters on the dark theme's accent, and the darkened accent of buttons
# under the mouse. On a phone its way to the other pages is a pair of arrows, which says nothing.
_RULES = """
<style>
[data-testid="stMainBlockContainer"] { padding-top: 4.5rem; padding-bottom: 2.5rem; max-width: 72rem; }
[data-testid="stHeading"] :is(h2, h3) { padding: 0.5rem 0; }
[data-testid="stImage"] img { max-height: 75vh; object-fit: contain; object-position: left; }
.readings-around { overflow-x: auto; }
table.readings { border-collapse: collapse; }
table.readings caption { text-align: left; font-size: 0.875rem; padding-bottom: 0.3rem; }
table.readings th, table.readings td {
  text-align: left; padding: 0.35rem 1.2rem 0.35rem 0; border-bottom: 1px solid rgb(128 128 128 / 35%);
}
table.readings th { font-weight: 600; }
table.readings .figure { text-align: right; font-variant-numeric: tabular-nums; }
table.readings img { display: block; border-radius: 0.5rem; }
div[data-testid="stCaptionContainer"] { color: inherit; opacity: 0.85; }
div[data-testid="stMarkdownContainer"] blockquote { color: inherit; opacity: 1; margin: 0; }
div button[kind="primary"], div button[kind="primary"]:is(:hover, :active, :focus) { color: GROUND; }
div button[kind="tertiary"]:is(:hover, :active, :focus, [aria-expanded="true"]) { color: ACCENT; }
[data-testid="stExpandSidebarButton"] { gap: 0.4rem; padding: 0.4rem; width: auto; }
[data-testid="stExpandSidebarButton"]::after { content: "MENU"; }
[data-testid="stExpandSidebarButton"] [data-testid="stIconMaterial"] { font-size: 0; }
[data-testid="stExpandSidebarButton"] [data-testid="stIconMaterial"]::before { content: "menu"; font-size: 1.5rem; }
@media (max-width: 640px) {
  h1 { font-size: 2rem !important; }
  [data-testid="stHorizontalBlock"] { row-gap: 1rem; }
}
</style>
"""


def apply_style() -> None:
    """Put the rules into the page."""
    words = {"GROUND": _of_theme("backgroundColor"), "ACCENT": _of_theme("primaryColor"), "MENU": text("nav.menu")}
    rules = _RULES
    for place, word in words.items():
        rules = rules.replace(place, word)
    st.html(rules)


def _of_theme(name: str) -> str:
    """A colour that changes with the visitor's theme, in CSS."""
    return f"light-dark({st.get_option(f'theme.light.{name}')}, {st.get_option(f'theme.dark.{name}')})"
