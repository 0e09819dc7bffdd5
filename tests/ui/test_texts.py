"""Everything a person reads: complete in each language, and in words we stand by."""

from string import Formatter

import pytest
import streamlit as st

import ui.texts
from core.emotions import Emotion
from recommendations.phrases import unwanted
from ui.texts import ENGLISH, emotion_names, language, languages, text, texts

TRANSLATIONS = [code for code in languages() if code != ENGLISH]


def places(sentence: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.fixture
def read_in(monkeypatch: pytest.MonkeyPatch):
    """Makes a visitor who chose a language."""

    def choose(code: str) -> None:
        monkeypatch.setattr(st, "session_state", {"language": code})

    return choose


def test_there_is_a_second_language():
    assert languages() == {"en": "English", "es": "Español"}


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_translation_has_every_sentence(code: str):
    missing = sorted(texts(ENGLISH).keys() - texts(code).keys())
    assert not missing, f"{code}.yaml lacks:\n" + "\n".join(f"{key}: {texts(ENGLISH)[key]}" for key in missing)


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_translation_has_no_sentence_that_english_lacks(code: str):
    assert not texts(code).keys() - texts(ENGLISH).keys()


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_translation_fills_in_the_same_values(code: str):
    ours, english = texts(code), texts(ENGLISH)
    differing = {key: places(ours[key]) ^ places(english[key]) for key in ours.keys() & english.keys()}
    assert not {key: names for key, names in differing.items() if names}


@pytest.mark.parametrize("code", languages())
def test_no_text_uses_a_phrase_that_we_do_not_use(code: str):
    found = {key: unwanted(sentence) for key, sentence in texts(code).items()}
    assert not {key: phrases for key, phrases in found.items() if phrases}


def test_what_a_language_lacks_comes_in_english(monkeypatch: pytest.MonkeyPatch, read_in):
    some = {"en": {"a.b": "one {n}", "a.c": "two"}, "es": {"a.c": "dos"}}
    monkeypatch.setattr(ui.texts, "texts", some.__getitem__)
    read_in("es")
    assert text("a.b", n=1) == "one 1"
    assert text("a.c") == "dos"


def test_a_sentence_that_no_language_has_is_a_mistake():
    with pytest.raises(KeyError):
        text("no.such.sentence")


def test_emotions_have_names_in_the_language_that_is_read(read_in):
    read_in("es")
    assert emotion_names()[Emotion.SAD] == "tristeza"


@pytest.mark.parametrize(
    ("browser", "expected"),
    [("es-MX", "es"), ("es", "es"), ("en-GB", "en"), ("fr-FR", "en"), (None, "en")],
    ids=["Mexico", "no country", "England", "a language that we lack", "unknown"],
)
def test_without_a_choice_the_browser_decides(monkeypatch: pytest.MonkeyPatch, browser: str | None, expected: str):
    monkeypatch.setattr(type(st.context), "locale", property(lambda _: browser))
    assert language() == expected


def test_the_choice_counts_more_than_the_browser(monkeypatch: pytest.MonkeyPatch, read_in):
    monkeypatch.setattr(type(st.context), "locale", property(lambda _: "es-ES"))
    read_in("en")
    assert language() == "en"
