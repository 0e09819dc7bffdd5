"""Text that is shown as it is, whatever it holds."""

import re

from ui.texts import language

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:])")


def spoken(words: str, code: str) -> str:
    """Words of the language `code`, escaped, as HTML within Markdown, so that screen readers take its voice."""
    return escape(words) if code == language() else f'<span lang="{code}">{escape(words)}</span>'


def escape(words: str) -> str:
    """Words with every sign that Streamlit's Markdown would act on made plain: a file's name, say."""
    return _SPECIAL.sub(r"\\\1", words)
