"""Text that is shown as it is, whatever it holds."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:])")


def escape(words: str) -> str:
    """Words with every sign that Streamlit's Markdown would act on made plain: a file's name, say."""
    return _SPECIAL.sub(r"\\\1", words)
