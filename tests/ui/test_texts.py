"""Everything a person reads: complete in each language, and in words we stand by."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
import streamlit as st

import ui.texts
from core.emotions import Emotion
from core.errors import ClipProblem, ImageProblem
from recommendations.phrases import unwanted
from ui.texts import ENGLISH, counted, emotion_names, has_text, language, languages, text, texts

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "ui").rglob("*.py")]
TRANSLATIONS = [code for code in languages() if code != ENGLISH]


def calls_of_text() -> list[tuple[str, str, set[str]]]:
    """(file, key, names of the values) of each `text("key", name=...)` with a key that is written out.

    `counted("key", number, name=...)` asks for every sentence that its number may need.
    """
    found = []
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="text"), args=[ast.Constant(value=str(key)), *_]):
                    found.append((file.name, key, {keyword.arg or "**" for keyword in node.keywords}))
                case ast.Call(func=ast.Name(id="counted"), args=[ast.Constant(value=str(key)), *_]):
                    values = {"count", *(keyword.arg or "**" for keyword in node.keywords)}
                    special = (f"{key}_{number}" for number in ("none", "one") if has_text(f"{key}_{number}"))
                    found += [(file.name, each, values) for each in (key, *special)]
    return found


def patterns_of_keys() -> list[str]:
    """Regular expressions for every string in the pages' code; what an f-string fills in may be anything."""
    nodes = [node for file in SOURCES for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    whole = [re.escape(node.value) for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    filled = [
        "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values)
        for node in nodes
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    ]
    return [*whole, *filled]


def places(sentence: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_the_pages_ask_for_texts():
    assert len(calls_of_text()) > 30


@pytest.mark.parametrize(
    ("file", "key", "values"), calls_of_text(), ids=lambda part: part if isinstance(part, str) else ""
)
def test_every_text_that_is_asked_for_is_there_and_gets_its_values(file: str, key: str, values: set[str]):
    assert key in texts(ENGLISH), f"{file} asks for {key!r}"
    assert places(texts(ENGLISH)[key]) <= values or "**" in values, f"{file} does not fill in all of {key!r}"


def test_no_text_is_left_over():
    asked = re.compile("|".join([*patterns_of_keys(), *(re.escape(key) for _, key, _ in calls_of_text())]))
    assert not [key for key in texts(ENGLISH) if key != "language" and not asked.fullmatch(key)]


def test_every_emotion_has_a_name_of_its_own():
    assert len(set(emotion_names().values())) == len(Emotion)


@pytest.mark.parametrize("problem", ImageProblem)
def test_every_problem_of_a_picture_has_a_sentence_with_its_name(problem: ImageProblem):
    assert text(f"image_error.{problem}", name="friend.jpg").startswith("friend.jpg ")


@pytest.mark.parametrize("problem", ClipProblem)
def test_every_problem_of_a_clip_has_a_sentence_with_its_name(problem: ClipProblem):
    assert text(f"clip_error.{problem}", name="friend.mp4").startswith("friend.mp4 ")


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, "No change of expression was seen."),
        (1, "The expression was seen to change once."),
        (1234, "The expression was seen to change 1,234 times."),
    ],
)
def test_a_number_has_the_sentence_that_it_needs(count: int, sentence: str):
    assert counted("journey.changes", count) == sentence


def test_a_sentence_without_a_special_one_does_for_every_number():
    assert counted("keep.kept", 0) == "What you kept (0)"


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
