"""What was chosen stays chosen."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st  # noqa: PLC0415  # the page's code is run from its text

    from ui.choices import keep_choice  # noqa: PLC0415

    fruits = st.session_state["fruits"]
    if fruits:
        keep_choice("fruit", fruits, "apple")
        st.selectbox(st.session_state["label"], fruits, format_func=st.session_state["label"].format, key="fruit")


@pytest.fixture
def chosen() -> AppTest:
    """A page on which a pear was chosen."""
    test = AppTest.from_function(page, default_timeout=30)
    test.session_state["fruits"] = ["apple", "pear", "plum"]
    test.session_state["label"] = "A fine {}"
    test.run()
    assert test.selectbox[0].value == "apple"
    return test.selectbox[0].select("pear").run()


def fruits(test: AppTest, *names: str) -> AppTest:
    """The page with these to choose from."""
    test.session_state["fruits"] = list(names)
    return test.run()


def test_it_stays_in_other_words(chosen: AppTest):
    chosen.session_state["label"] = "Una buena {}"
    assert chosen.run().selectbox[0].value == "pear"


def test_it_stays_where_something_is_added_before_it(chosen: AppTest):
    assert fruits(chosen, "cherry", "apple", "pear").selectbox[0].value == "pear"


def test_it_is_back_when_the_widget_is(chosen: AppTest):
    fruits(chosen)
    assert fruits(chosen, "apple", "pear").selectbox[0].value == "pear"


def test_what_is_no_option_any_more_gives_way_to_the_first_choice(chosen: AppTest):
    assert fruits(chosen, "apple", "plum").selectbox[0].value == "apple"
