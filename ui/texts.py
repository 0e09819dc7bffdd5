"""Everything a person reads, by name: `locales/<language>.yaml`, so that a translation is a file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import streamlit as st
import yaml

from core.emotions import Emotion

FOLDER = Path(__file__).parent / "locales"
ENGLISH = "en"
_STATE = "language"


def language() -> str:
    """The language that this visitor reads: the one they chose, else their browser's where we have it."""
    return str(st.session_state.get(_STATE) or _of_browser())


def choose_language(code: str) -> None:
    """Show everything in this language from now on."""
    st.session_state[_STATE] = code


@cache
def languages() -> Mapping[str, str]:
    """What each language calls itself, by its code; English first."""
    codes = sorted((path.stem for path in FOLDER.glob("*.yaml")), key=lambda code: (code != ENGLISH, code))
    return {code: texts(code)["language"] for code in codes}


def _of_browser() -> str:
    code = (st.context.locale or ENGLISH).split("-")[0].lower()
    return code if code in languages() else ENGLISH


def text(key: str, **values: object) -> str:
    """The sentence `key`, as in "photo.title", with `values` filled in.

    A sentence that the visitor's language lacks comes in English. Raises KeyError where English lacks it too.
    """
    return _sentence(language(), key).format(**values)


def counted(key: str, count: int, **values: object) -> str:
    """The sentence `key` for so many, filled in as `count`: `key`_one and `key`_none where there are such."""
    special = {0: f"{key}_none", 1: f"{key}_one"}.get(count, key)
    return text(special if has_text(special) else key, count=count, **values)


def _sentence(code: str, key: str) -> str:
    sentences = texts(code)
    return sentences[key] if key in sentences else texts(ENGLISH)[key]


def has_text(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in texts(ENGLISH)


def emotion_names() -> dict[Emotion, str]:
    """What each emotion is called, in the visitor's language."""
    return dict(_emotion_names(language()))


@cache
def _emotion_names(code: str) -> Mapping[Emotion, str]:
    return {emotion: _sentence(code, f"emotion.{emotion}") for emotion in Emotion}


@cache
def texts(code: str) -> Mapping[str, str]:
    """Every sentence of one language by its dotted key."""
    return dict(_flatten(yaml.safe_load((FOLDER / f"{code}.yaml").read_text("utf-8"))))


def _flatten(tree: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in tree.items():
        if isinstance(value, Mapping):
            pairs += _flatten(value, f"{prefix}{name}.")
        else:
            pairs.append((f"{prefix}{name}", str(value)))
    return pairs
