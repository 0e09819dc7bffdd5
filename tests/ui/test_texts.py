"""The texts of the pages: all there, and filled in with what the pages give them."""

import ast
import string
from pathlib import Path

import pytest

from core.emotions import Emotion
from core.errors import ImageProblem
from ui.texts import ENGLISH, FOLDER, emotion_names, text, texts

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "ui").rglob("*.py")]
LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.yaml"))


def calls_of_text() -> list[tuple[str, str, set[str]]]:
    """(file, key, names of the values) of each `text("key", name=...)` with a key that is written out."""
    found = []
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text" and node.args:
                match node.args[0]:
                    case ast.Constant(value=str(key)):
                        found.append((file.name, key, {keyword.arg or "**" for keyword in node.keywords}))
    return found


def places(sentence: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_pages_ask_for_texts():
    assert len(calls_of_text()) > 30


@pytest.mark.parametrize(
    ("file", "key", "values"), calls_of_text(), ids=lambda part: part if isinstance(part, str) else ""
)
def test_every_text_that_is_asked_for_is_there_and_gets_its_values(file: str, key: str, values: set[str]):
    assert key in texts(ENGLISH), f"{file} asks for {key!r}"
    assert places(texts(ENGLISH)[key]) <= values or "**" in values, f"{file} does not fill in all of {key!r}"


def test_every_emotion_has_a_name_of_its_own():
    assert len(set(emotion_names().values())) == len(Emotion)


@pytest.mark.parametrize("problem", ImageProblem)
def test_every_problem_of_a_picture_has_a_sentence_with_its_name(problem: ImageProblem):
    assert text(f"image_error.{problem}", name="friend.jpg").startswith("friend.jpg ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_nothing_that_english_lacks_and_fills_in_the_same(language: str):
    english, other = texts(ENGLISH), texts(language)
    assert set(other) <= set(english)
    assert {key: places(sentence) for key, sentence in other.items()} == {key: places(english[key]) for key in other}


def test_an_unknown_text_is_an_error():
    with pytest.raises(KeyError):
        text("nobody.wrote.this")
