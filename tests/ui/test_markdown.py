"""Whatever a text holds, Markdown shows it as it is."""

import re
import string

from hypothesis import given
from hypothesis import strategies as st

from ui.markdown import escape, spoken


@given(st.text(string.ascii_letters + string.digits + " ,;'\"äß雪", max_size=40))
def test_plain_words_stay_as_they_are(words: str):
    assert escape(words) == words


@given(st.text(max_size=40))
def test_without_its_backslashes_it_is_the_same_text(words: str):
    assert re.sub(r"\\(.)", r"\1", escape(words), flags=re.DOTALL) == words


def test_every_sign_that_means_something_is_made_plain():
    assert escape("*a* [b](c) $d$ :e:") == r"\*a\* \[b\]\(c\) \$d\$ \:e\:"


def test_words_of_another_language_say_which():
    assert spoken("Ser *o* no ser", "es") == r'<span lang="es">Ser \*o\* no ser</span>'
    assert spoken("To be", "en") == "To be"


@given(st.text(max_size=40))
def test_words_of_another_language_cannot_leave_their_element(words: str):
    assert not re.search(
        r"(?<!\\)[<>]", spoken(words, "es").removeprefix('<span lang="es">').removesuffix("</span>").replace(r"\\", "")
    )
