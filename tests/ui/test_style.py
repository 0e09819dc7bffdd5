"""The colours of both themes: what is read stands out by 4.5 to 1, what is only seen by 3 to 1 (WCAG 2.2, AA)."""

import tomllib
from itertools import product
from pathlib import Path

import pytest

from core.emotions import COLOURS, DEEP_COLOURS, Emotion
from ui.group import MIXED_COLOUR
from ui.model_figures import STRONGEST

Colour = tuple[float, float, float]

READABLE, VISIBLE = 4.5, 3.0
CAPTION = 0.85  # opacity, as in ui/style.py
TINT = 0.2  # of the accent under a chosen option, the darkest that Streamlit lays there
BOTH = ("light", "dark")
GROUNDS = ("backgroundColor", "secondaryBackgroundColor")
THEMES = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]


def colour(theme: str, name: str) -> Colour:
    return from_hex(THEMES[theme][name])


def from_hex(written: str) -> Colour:
    red, green, blue = bytes.fromhex(written.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def laid(upper: Colour, opacity: float, lower: Colour) -> Colour:
    """One colour seen through another."""
    red, green, blue = (opacity * above + (1 - opacity) * below for above, below in zip(upper, lower, strict=True))
    return red, green, blue


def luminance(seen: Colour) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in seen)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_21_between_black_and_white_and_1_of_a_colour_with_itself():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0.2, 0.4, 0.6), (0.2, 0.4, 0.6)) == 1


@pytest.mark.parametrize(
    ("theme", "letters", "ground"),
    list(product(BOTH, ("textColor", "linkColor", "primaryColor"), GROUNDS)),
)
def test_letters_can_be_read(theme: str, letters: str, ground: str):
    assert contrast(colour(theme, letters), colour(theme, ground)) >= READABLE


@pytest.mark.parametrize(
    ("theme", "letters", "ground"),
    list(product(BOTH, ("textColor", "linkColor"), GROUNDS)),
)
def test_captions_can_be_read(theme: str, letters: str, ground: str):
    below = colour(theme, ground)
    assert contrast(laid(colour(theme, letters), CAPTION, below), below) >= READABLE


@pytest.mark.parametrize("theme", BOTH)
def test_a_primary_button_can_be_read(theme: str):
    assert contrast(colour(theme, "backgroundColor"), colour(theme, "primaryColor")) >= READABLE


@pytest.mark.parametrize("theme", BOTH)
def test_a_chosen_option_can_be_read(theme: str):
    accent = colour(theme, "primaryColor")
    assert contrast(accent, laid(accent, TINT, colour(theme, "backgroundColor"))) >= READABLE


@pytest.mark.parametrize("theme", BOTH)
def test_a_figure_on_the_strongest_tile_can_be_read(theme: str):
    tile = laid(colour(theme, "primaryColor"), STRONGEST, colour(theme, "backgroundColor"))
    assert contrast(colour(theme, "textColor"), tile) >= READABLE


@pytest.mark.parametrize(("emotion", "ground"), list(product(Emotion, GROUNDS)))
def test_the_marks_of_every_emotion_can_be_seen(emotion: Emotion, ground: str):
    assert contrast(from_hex(DEEP_COLOURS[emotion]), colour("light", ground)) >= VISIBLE
    assert contrast(from_hex(COLOURS[emotion]), colour("dark", ground)) >= VISIBLE


@pytest.mark.parametrize(("theme", "ground"), list(product(BOTH, GROUNDS)))
def test_the_mark_of_mixed_faces_can_be_seen(theme: str, ground: str):
    assert contrast(from_hex(MIXED_COLOUR), colour(theme, ground)) >= VISIBLE
